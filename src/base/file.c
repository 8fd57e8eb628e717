#include "base/file.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/mem.h"

/* Between the name of a file and what makes its temporary name unique, and that. */
#define PARTIAL ".partial-"
#define MARKS   "XXXXXX"

static int open_regular(const char *path, size_t *size, struct err *err)
{
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    struct stat info;
    if (fd < 0)
        return err_set(err, "%s: cannot open: %s", path, strerror(errno));
    if (fstat(fd, &info) != 0 || !S_ISREG(info.st_mode)) {
        close(fd);
        return err_set(err, "%s: not a regular file", path);
    }
    *size = (size_t)info.st_size;
    return fd;
}

int file_map_open(struct file_map *map, const char *path, struct err *err)
{
    *map = (struct file_map){0};
    size_t size;
    int fd = open_regular(path, &size, err);
    if (fd < 0)
        return -1;
    if (size) {
        void *data = mmap(NULL, size, PROT_READ, MAP_PRIVATE, fd, 0);
        if (data == MAP_FAILED) {
            err_set(err, "%s: cannot map: %s", path, strerror(errno));
            close(fd);
            return -1;
        }
        map->data = map->mapping = data;
        map->size = size;
    }
    close(fd);
    return 0;
}

void file_map_close(struct file_map *map)
{
    if (map->mapping)
        munmap(map->mapping, map->size);
    *map = (struct file_map){0};
}

int file_read(struct str *out, const char *path, size_t limit, struct err *err)
{
    size_t size;
    int fd = open_regular(path, &size, err);
    if (fd < 0)
        return -1;
    if (size > limit) {
        close(fd);
        return err_set(err, "%s: %zu bytes, at most %zu expected", path, size, limit);
    }
    char chunk[1 << 16];
    ssize_t got;
    while ((got = read(fd, chunk, sizeof chunk)) > 0 && out->length <= limit)
        str_add_n(out, chunk, (size_t)got);
    int failed = got < 0 ? errno : 0;
    close(fd);
    if (failed)
        return err_set(err, "%s: cannot read: %s", path, strerror(failed));
    return 0;
}

/* Opens a new file under the name, whose X at the end become a number. Not mkstemp(): that makes
 * the file private, and to learn the umask one must change it, for all threads. Here the kernel
 * applies it. The first number tried is that of the process, which no other process has. */
static int open_partial(char *name)
{
    enum { NUMBERS = 1 << 24 };
    char *digits = name + strlen(name) - strlen(MARKS);
    unsigned own = (unsigned)getpid();
    for (unsigned i = 0; i < NUMBERS; i++) {
        snprintf(digits, sizeof MARKS, "%06x", (own + i) % NUMBERS);
        int fd = open(name, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
        if (fd >= 0 || errno != EEXIST)
            return fd;
    }
    return -1;
}

int file_create(struct file_writer *writer, const char *path, struct err *err)
{
    *writer = (struct file_writer){.path = mem_text(path),
                                   .temporary = mem_format("%s" PARTIAL MARKS, path)};
    int fd = open_partial(writer->temporary);
    if (fd < 0) {
        int reason = errno;
        free(writer->temporary);
        writer->temporary = NULL;
        file_abandon(writer);
        return err_set(err, "%s: cannot write here: %s", path, strerror(reason));
    }
    writer->stream = fdopen(fd, "wb");
    if (!writer->stream) {
        close(fd);
        file_abandon(writer);
        return err_set(err, "%s: cannot write here: %s", path, strerror(errno));
    }
    return 0;
}

/* Why an earlier fwrite() failed; errno has forgotten it. So it is tried again: a full disk refuses
 * one more byte as well, and the file is given up anyway. */
static int reason_of_error(FILE *stream)
{
    return write(fileno(stream), "", 1) < 0 ? errno : EIO;
}

int file_commit(struct file_writer *writer, struct err *err)
{
    int reason = ferror(writer->stream) ? reason_of_error(writer->stream) : 0;
    if (!reason && (fflush(writer->stream) != 0 || fsync(fileno(writer->stream)) != 0))
        reason = errno;
    if (fclose(writer->stream) != 0 && !reason)
        reason = errno;
    writer->stream = NULL;
    if (!reason && rename(writer->temporary, writer->path) != 0)
        reason = errno;
    if (reason) {
        err_set(err, "%s: not written, the old file (if any) is untouched: %s", writer->path,
                strerror(reason));
    } else {
        free(writer->temporary);
        writer->temporary = NULL;
    }
    file_abandon(writer);
    return reason ? -1 : 0;
}

void file_abandon(struct file_writer *writer)
{
    if (writer->stream)
        fclose(writer->stream);
    if (writer->temporary)
        unlink(writer->temporary);
    free(writer->temporary);
    free(writer->path);
    *writer = (struct file_writer){0};
}

void file_clean(const char *path)
{
    const char *slash = strrchr(path, '/');
    char *folder = slash ? mem_text_n(path, (size_t)(slash - path) + 1) : mem_text(".");
    char *start = mem_format("%s" PARTIAL, slash ? slash + 1 : path);
    size_t n = strlen(start);
    DIR *dir = opendir(folder);
    for (struct dirent *entry; dir && (entry = readdir(dir));)
        if (strncmp(entry->d_name, start, n) == 0 && strlen(entry->d_name) == n + strlen(MARKS))
            unlinkat(dirfd(dir), entry->d_name, 0);
    if (dir)
        closedir(dir);
    free(folder);
    free(start);
}
