#include "shell/watch.h"

#include <stdlib.h>
#include <string.h>
#include <sys/inotify.h>
#include <unistd.h>

#include "base/mem.h"

void watch_start(struct watch *watch)
{
    *watch = (struct watch){.fd = inotify_init1(IN_NONBLOCK | IN_CLOEXEC), .folder = -1};
}

void watch_end(struct watch *watch)
{
    if (watch->fd >= 0)
        close(watch->fd);
    free(watch->name);
    *watch = (struct watch){.fd = -1, .folder = -1};
}

/* The folder is watched: after a rename the file itself would be another one. */
void watch_file(struct watch *watch, const char *path)
{
    const char *slash = strrchr(path, '/');
    if (watch->fd < 0)
        return;
    if (watch->folder >= 0)
        inotify_rm_watch(watch->fd, watch->folder);
    free(watch->name);
    watch->name = mem_text(slash ? slash + 1 : path);
    char *folder = slash == path ? mem_text("/")
                   : slash       ? mem_text_n(path, (size_t)(slash - path))
                                 : mem_text(".");
    watch->folder = inotify_add_watch(watch->fd, folder, IN_CLOSE_WRITE | IN_MOVED_TO);
    free(folder);
}

bool watch_told(struct watch *watch)
{
    union {
        struct inotify_event event; /* aligned as one */
        char bytes[4096];
    } buffer;
    bool told = false;
    for (ssize_t n; (n = read(watch->fd, &buffer, sizeof buffer)) > 0;)
        for (char *at = buffer.bytes; at < buffer.bytes + n;) {
            struct inotify_event event;
            memcpy(&event, at, sizeof event);
            const char *name = at + sizeof event;
            told = told || (event.len && event.wd == watch->folder && watch->name &&
                            strcmp(name, watch->name) == 0);
            at += sizeof event + event.len;
        }
    return told;
}
