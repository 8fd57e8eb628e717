/* For libFuzzer: zip archives, and what they can be: PyTorch's files, NumPy's archives. */
#include "readers.h"
#include "store/npy.h"
#include "store/torch.h"
#include "store/zip.h"

/* Forwards by pieces, then from the middle again. */
static void read_entry(struct zip *zip, const struct zip_entry *entry)
{
    unsigned char piece[1000];
    struct err err = {""};
    struct tensor_source *source = entry->deflated ? zip_source(zip, entry) : NULL;
    int result = 0;
    for (size_t at = 0; source && at < entry->size && at < 1 << 20 && result == 0;
         at += sizeof piece) {
        size_t n = entry->size - at < sizeof piece ? entry->size - at : sizeof piece;
        result = source->read(source, piece, at, n, &err);
    }
    if (source && result == 0 && entry->size < 1 << 20)
        result = source->read(source, piece, entry->size / 2, 1 & entry->size, &err);
    if (result != 0)
        fuzz_check_message(&err);
    if (source)
        source->free(source);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    struct tensor_list list = {.base = bytes, .size = size}, other = list;
    struct err err = {""};
    struct zip *zip = zip_open(bytes, size, &err);
    if (!zip) {
        fuzz_check_message(&err);
        return 0;
    }
    for (size_t i = 0; i < zip_count(zip); i++) {
        fuzz_check(zip_find(zip, zip_at(zip, i)->name) == zip_at(zip, i));
        read_entry(zip, zip_at(zip, i));
    }
    fuzz_read_list(&list, npy_read_archive(&list, zip, &err), &err);
    fuzz_read_list(&other, torch_read_zip(&other, zip, &err), &err);
    zip_close(zip);
    return 0;
}
