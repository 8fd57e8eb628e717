#include "trace/tracing.h"

/* In quantities/NAME_tracing.c. */
#define TRACING_EXTERN(name) extern const struct tracing name##_tracing;
FAMILIES(TRACING_EXTERN)
#undef TRACING_EXTERN

#define TRACING(name) &name##_tracing,
const struct tracing *const tracings[] = {FAMILIES(TRACING) NULL};
#undef TRACING

const struct tracing *tracing_of(const struct model *model)
{
    int i = 0;
    while (family_list[i] != model->config.family)
        i++;
    return tracings[i];
}

const struct quantity *tracing_quantity(const struct tracing *tracing, enum quantity_id id)
{
    for (const struct quantity *const *table = tracing->quantities; *table; table++)
        for (const struct quantity *q = *table; q->name; q++)
            if (q->id == id)
                return q;
    return NULL;
}
