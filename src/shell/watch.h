#ifndef HEED_SHELL_WATCH_H
#define HEED_SHELL_WATCH_H

#include <stdbool.h>

/* Tells when one file is written anew: in place, or by a rename as most editors do it. */
struct watch {
    int fd;     /* readable: something was written in the folder of the file; −1: nothing tells */
    char *name; /* of the file, without its folder; NULL: no file is watched */
    int folder; /* what the system calls the watch on the folder */
};

/* Watches nothing yet. Where the system cannot tell, nothing is ever told. */
void watch_start(struct watch *watch);
void watch_end(struct watch *watch);

/* From now on this file, in the place of the one before. */
void watch_file(struct watch *watch, const char *path);

/* Whether the file was written since the last call. Does not wait. */
bool watch_told(struct watch *watch);

#endif
