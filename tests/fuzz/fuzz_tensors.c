/* For libFuzzer: a file of any format, from its first bytes on. */
#include <stdio.h>
#include <sys/mman.h>
#include <unistd.h>

#include "readers.h"
#include "store/tensors.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    char path[32];
    int fd = memfd_create("fuzz", MFD_CLOEXEC);
    fuzz_check(fd >= 0 && write(fd, bytes, size) == (ssize_t)size);
    snprintf(path, sizeof path, "/proc/self/fd/%d", fd);
    struct err err = {""};
    struct tensors *file = tensors_open(path, &err);
    if (!file)
        fuzz_check_message(&err);
    for (size_t i = 0; file && i < tensors_count(file); i++) {
        fuzz_read_tensor(tensors_at(file, i));
        fuzz_check(tensors_find(file, tensors_at(file, i)->name) != NULL);
    }
    tensors_close(file);
    close(fd);
    return 0;
}
