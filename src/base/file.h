#ifndef HEED_BASE_FILE_H
#define HEED_BASE_FILE_H

#include <stddef.h>
#include <stdio.h>

#include "base/err.h"
#include "base/str.h"

/* A file mapped into memory, read only. */
struct file_map {
    const unsigned char *data; /* NULL for an empty file */
    size_t size;
    void *mapping; /* what file_map_close() gives back: data, or NULL */
};

/* Maps a regular file, to be closed. 0, or -1 with the path and the reason. */
int file_map_open(struct file_map *map, const char *path, struct err *err);
void file_map_close(struct file_map *map);

/* Appends a whole file to `out`, at most `limit` bytes. 0, or -1 with the path and the reason. */
int file_read(struct str *out, const char *path, size_t limit, struct err *err);

/* A file being written. Until file_commit() it has a temporary name beside the real one, so that
 * readers see the old file or the new one and never half of one. */
struct file_writer {
    FILE *stream; /* write here; file_commit() sees the errors */
    char *path, *temporary;
};

/* Starts one, with the rights that the umask leaves. 0, or -1 with the path and the reason. */
int file_create(struct file_writer *writer, const char *path, struct err *err);

/* Flushes to the disk and renames. 0, or -1 with the reason, for instance a full disk: then the
 * temporary file is removed and the old file stays. Either way the writer is closed. */
int file_commit(struct file_writer *writer, struct err *err);

/* Gives up: removes the temporary file. Safe after a commit. */
void file_abandon(struct file_writer *writer);

/* Removes the temporary files that killed writers of this file left beside it. A writer that is at
 * work would lose its file as well, so call this only where nobody else writes the file. */
void file_clean(const char *path);

#endif
