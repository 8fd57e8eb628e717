/* For libFuzzer: pickles, with storages of a few bytes for whatever they refer to. */
#include "readers.h"
#include "store/unpickle.h"

static int find_some(struct storage_finder *finder, struct storage_bytes *out, const char *key,
                     size_t n, struct err *err)
{
    static const unsigned char bytes[64];
    (void)finder;
    if (n == 0)
        return err_set(err, "no such storage");
    *out = (struct storage_bytes){.data = bytes, .size = sizeof bytes, .swapped = key[0] == 'b'};
    return 0;
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    struct storage_finder finder = {find_some};
    struct tensor_list list = {.base = bytes, .size = size};
    struct err err = {""};
    size_t used = 0;
    struct pickle *pickle = pickle_read(bytes, size, &used, &err);
    if (!pickle) {
        fuzz_check_message(&err);
        return 0;
    }
    fuzz_check(used > 0 && used <= size);
    fuzz_read_list(&list, unpickle(&list, pickle, &finder, &err), &err);
    pickle_free(pickle);
    return 0;
}
