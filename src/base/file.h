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
};

/* Maps a regular file. 0, or -1 with the path and the reason. */
int file_map_open(struct file_map *map, const char *path, struct err *err);
void file_map_close(struct file_map *map);

/* Reads a whole file as text, at most `limit` bytes. 0, or -1. */
int file_read(struct str *out, const char *path, size_t limit, struct err *err);

/* A file being written: it has a temporary name beside the real one until file_commit(), so
 * readers see the old file or the new one and never half of one. */
struct file_writer {
    FILE *stream;
    char *path, *temporary;
};

int file_create(struct file_writer *writer, const char *path, struct err *err);

/* Flushes to the disk and renames. On failure the temporary file is removed, the old file stays,
 * and err says why (a full disk, for instance). Either way the writer is closed. */
int file_commit(struct file_writer *writer, struct err *err);

/* Gives up: removes the temporary file. Safe after a commit. */
void file_abandon(struct file_writer *writer);

/* Removes what writers of this file that were killed left beside it. For the start of something that
 * alone writes the file: the half of another writer at work would go as well. */
void file_clean(const char *path);

#endif
