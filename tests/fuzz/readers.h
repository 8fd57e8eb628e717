/* What the fuzz targets of the readers share: any bytes are either refused with one line, or a list
 * whose tensors, names and facts can all be read. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/str.h"
#include "store/tensor.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

static inline void fuzz_check(int good)
{
    if (!good)
        abort();
}

/* A message is one line that a terminal can show. */
static inline void fuzz_check_message(const struct err *err)
{
    fuzz_check(err->text[0] != '\0');
    for (const char *c = err->text; *c; c++)
        fuzz_check((unsigned char)*c >= ' ' && *c != 127);
}

/* The first and the last values, and, as some sources behave differently, the first ones again. */
static inline void fuzz_read_tensor(const struct tensor *tensor)
{
    enum { SOME = 300 };
    float floats[SOME];
    double doubles[SOME];
    struct quant_block block;
    struct err err = {""};
    size_t n = tensor->count < SOME ? tensor->count : SOME;
    struct str shown = {0};
    tensor_show_name(&shown, tensor->name);
    str_free(&shown);
    fuzz_check(tensor->rank >= 0 && tensor->rank <= TENSOR_RANK_MAX && tensor->dtype_name);
    fuzz_check(!tensor->note || strlen(tensor->note) > 0);
    if (tensor->dtype == DTYPE_OTHER)
        return;
    if (tensor_floats(floats, tensor, 0, n, &err) != 0 ||
        tensor_doubles(doubles, tensor, tensor->count - n, n, &err) != 0 ||
        tensor_doubles(doubles, tensor, n / 2, n - n / 2, &err) != 0 ||
        (n && dtype_is_quantized(tensor->dtype) && tensor_block(&block, tensor, 0, &err) != 0))
        fuzz_check_message(&err);
}

/* To be called with what a reader returned. Frees the list. */
static inline void fuzz_read_list(struct tensor_list *list, int result, const struct err *err)
{
    if (result != 0)
        fuzz_check_message(err);
    for (size_t i = 0; i < list->count && result == 0; i++)
        fuzz_read_tensor(&list->list[i]);
    size_t length = 0;
    for (size_t i = 0; i < list->fact_count; i++)
        length += strlen(list->facts[i].key) + strlen(list->facts[i].text);
    fuzz_check(length < SIZE_MAX);
    tensor_list_free(list);
}
