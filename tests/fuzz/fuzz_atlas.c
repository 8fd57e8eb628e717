/* For libFuzzer: attention from a file, CSV, JSON or NumPy. */
#include <stdio.h>
#include <sys/mman.h>
#include <unistd.h>

#include "inspect/atlas.h"
#include "readers.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    char path[32];
    int fd = memfd_create("fuzz", MFD_CLOEXEC);
    fuzz_check(fd >= 0 && write(fd, bytes, size) == (ssize_t)size);
    snprintf(path, sizeof path, "/proc/self/fd/%d", fd);
    struct atlas atlas;
    struct err err = {""};
    if (atlas_open(&atlas, path, &err)) {
        fuzz_check_message(&err);
    } else {
        for (int f = 0; f < ATLAS_COUNT; f++)
            atlas_measure(&atlas, atlas.layers - 1, atlas.heads - 1, (enum atlas_figure)f);
        atlas_free(&atlas);
    }
    close(fd);
    return 0;
}
