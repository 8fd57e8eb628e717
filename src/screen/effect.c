#include "screen/effect.h"

#include <stdlib.h>

#include "base/mem.h"

void effects_add(struct effects *effects, enum effect_kind kind, struct asker asker,
                 const char *text, int number)
{
    effects->list =
        mem_grow(effects->list, &effects->capacity, effects->count + 1, sizeof *effects->list);
    effects->list[effects->count++] =
        (struct effect){kind, asker, mem_text(text ? text : ""), number};
}

void effects_free(struct effects *effects)
{
    for (size_t i = 0; i < effects->count; i++)
        free(effects->list[i].text);
    free(effects->list);
    *effects = (struct effects){0};
}
