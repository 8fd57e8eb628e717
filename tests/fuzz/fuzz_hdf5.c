/* For libFuzzer: HDF5 files. */
#include "readers.h"
#include "store/hdf5.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    struct tensor_list list = {.base = bytes, .size = size};
    struct err err = {""};
    fuzz_read_list(&list, hdf5_read(&list, bytes, size, &err), &err);
    return 0;
}
