/* For libFuzzer: any bytes are either refused with a message or a file that can be read whole. */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "base/mem.h"
#include "store/safetensors.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

static void check(int good)
{
    if (!good)
        abort();
}

static void read_tensors(const struct safetensors *file)
{
    for (size_t i = 0; i < safetensors_count(file); i++) {
        const struct tensor *tensor = safetensors_at(file, i);
        check(safetensors_find(file, tensor->name) == tensor);
        volatile unsigned char sum = 0;
        for (size_t b = 0; b < tensor->bytes; b++)
            sum = (unsigned char)(sum + tensor->data[b]);
        if (tensor->dtype == DTYPE_OTHER)
            continue;
        float *values = mem_new(tensor->count, sizeof *values);
        tensor_read(values, tensor);
        free(values);
    }
}

static void read_metadata(const struct safetensors *file)
{
    static const char *const keys[] = {"", "heed.config", "heed.version", "zeta"};
    for (size_t i = 0; i < sizeof keys / sizeof *keys; i++) {
        const char *text = safetensors_metadata(file, keys[i]);
        check(!text || strlen(text) < 100000000);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    char path[32];
    int fd = memfd_create("fuzz", MFD_CLOEXEC);
    check(fd >= 0 && write(fd, bytes, size) == (ssize_t)size);
    snprintf(path, sizeof path, "/proc/self/fd/%d", fd);
    struct err err = {""};
    struct safetensors *file = safetensors_open(path, &err);
    check(file || err.text[0]);
    if (file) {
        read_tensors(file);
        read_metadata(file);
    }
    safetensors_close(file);
    close(fd);
    return 0;
}
