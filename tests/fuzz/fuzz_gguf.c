/* For libFuzzer: GGUF files. */
#include "readers.h"
#include "store/gguf.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    struct tensor_list list = {.base = bytes, .size = size};
    struct err err = {""};
    fuzz_read_list(&list, gguf_read(&list, bytes, size, &err), &err);
    return 0;
}
