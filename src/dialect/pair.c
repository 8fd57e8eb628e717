#include "dialect/pair.h"

#include <string.h>

#include "dialect/foreign.h"

static bool all_begin(const struct strs *names, const char *with)
{
    size_t n = strlen(with);
    for (size_t i = 0; i < names->count; i++)
        if (strncmp(names->list[i], with, n) != 0)
            return false;
    return names->count > 0;
}

/* The tensors of one of the two, with their values where they are. */
static int add_part(struct tensor_list *list, const struct tensors *file, const char *prefix,
                    struct err *err)
{
    struct foreign foreign;
    if (foreign_open(&foreign, file, NULL, err))
        return -1;
    bool named = all_begin(&foreign.names, prefix);
    for (size_t i = 0; i < tensors_count(file); i++) {
        struct tensor tensor = *tensors_at(file, i);
        tensor.name = tensor_list_format(list, "%s%s", named ? "" : prefix, foreign.names.list[i]);
        tensor_list_add(list, &tensor);
    }
    foreign_close(&foreign);
    return 0;
}

static struct tensors *join(const struct tensors *encoder, const struct tensors *decoder,
                            struct err *err)
{
    struct tensor_list list = {0};
    if (add_part(&list, encoder, "encoder.", err) || add_part(&list, decoder, "decoder.", err)) {
        tensor_list_free(&list);
        return NULL;
    }
    return tensors_made(&list, tensors_part(encoder, 0), "two files");
}

/* Whether its names have attention or an output layer, as those of a decoder have. */
static int is_decoder(const struct tensors *file, bool *is, struct err *err)
{
    static const char *const words[] = {"attn", "attention", "out.", "output", "generator"};
    struct foreign foreign;
    if (foreign_open(&foreign, file, NULL, err))
        return -1;
    *is = false;
    for (size_t i = 0; i < foreign.names.count; i++)
        for (size_t w = 0; w < sizeof words / sizeof *words; w++)
            *is = *is || strstr(foreign.names.list[i], words[w]);
    foreign_close(&foreign);
    return 0;
}

struct tensors *pair_join(const struct tensors *a, const struct tensors *b, struct err *err)
{
    bool first, second;
    if (is_decoder(a, &first, err) || is_decoder(b, &second, err))
        return NULL;
    if (first != second)
        return first ? join(b, a, err) : join(a, b, err);
    err_set(err,
            "which one is the decoder? %s attention or an output layer (attn, attention, out, "
            "output, generator)",
            first ? "both have" : "neither has");
    return NULL;
}
