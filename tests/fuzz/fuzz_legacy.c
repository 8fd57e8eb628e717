/* For libFuzzer: files of PyTorch from before 1.6. */
#include "readers.h"
#include "store/torch.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    struct tensor_list list = {.base = bytes, .size = size};
    struct err err = {""};
    fuzz_read_list(&list, torch_read_legacy(&list, bytes, size, &err), &err);
    return 0;
}
