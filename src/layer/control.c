#include "layer/control.h"

#include <math.h>
#include <string.h>

const char *const mask_mode_names[] = {[MASK_ON] = "on",
                                       [MASK_OFF] = "off",
                                       [MASK_INVERTED] = "inverted",
                                       [MASK_ALL] = "all",
                                       [MASK_COUNT] = NULL};
const char *const select_names[] = {[SELECT_SOFT] = "soft",
                                    [SELECT_ARGMAX] = "argmax",
                                    [SELECT_SAMPLE] = "sample",
                                    [SELECT_UNIFORM] = "uniform",
                                    [SELECT_COUNT] = NULL};
const char *const scale_mode_names[] = {
    [SCALE_AS_IS] = "as_is", [SCALE_ON] = "on", [SCALE_OFF] = "off", [SCALE_MODE_COUNT] = NULL};
const char *const causal_names[] = {
    [CAUSAL_AS_IS] = "as_is", [CAUSAL_ON] = "on", [CAUSAL_OFF] = "off", [CAUSAL_COUNT] = NULL};
const char *const window_names[] = {[WINDOW_GLOBAL] = "global",
                                    [WINDOW_LOCAL_M] = "local_m",
                                    [WINDOW_LOCAL_P] = "local_p",
                                    [WINDOW_COUNT] = NULL};
const char *const given_names[] = {[GIVEN_QUERY] = "query",
                                   [GIVEN_KEY] = "key",
                                   [GIVEN_VALUE] = "value",
                                   [GIVEN_LENGTH] = "length",
                                   [GIVEN_COUNT] = NULL};

static void *copied(struct arena *arena, const void *from, int count, size_t size)
{
    size_t bytes = (size_t)count * size;
    return bytes ? memcpy(arena_take(arena, bytes, 1), from, bytes) : NULL;
}

static struct row_change *copied_rows(struct arena *arena, const struct row_change *rows, int count)
{
    struct row_change *out = copied(arena, rows, count, sizeof *rows);
    for (int i = 0; i < count; i++)
        out[i].values = copied(arena, rows[i].values, rows[i].count, sizeof(real));
    return out;
}

/* Of an array whose entries have arrays of their own, those too. */
#define COPY_OF(type, name)                                                                        \
    copy.name = _Generic(control->name,                                                            \
        const struct row_change *: (const void *)copied_rows(                                      \
                             arena, (const void *)control->name, control->name##_count),           \
        default: copied(arena, control->name, control->name##_count, sizeof(type)));

struct control control_copy(struct arena *arena, const struct control *control)
{
    struct control copy = *control;
    CONTROL_ARRAYS(COPY_OF)
    return copy;
}

const struct row_change *control_row(const struct row_change *changes, int count, int sentence,
                                     int slice, int step)
{
    for (int i = count - 1; i >= 0; i--) {
        const struct row_change *row = &changes[i];
        if ((row->step < 0 || row->step == step) && (row->slice < 0 || row->slice == slice) &&
            (row->sentence < 0 || row->sentence == sentence))
            return row;
    }
    return NULL;
}

bool control_masks(const struct control *control, bool padding, int position)
{
    if (!control)
        return padding;
    if (position < control->hidden_count && control->hidden[position])
        return control->hidden[position] == 1;
    const bool masked[MASK_COUNT] = {
        [MASK_ON] = padding, [MASK_OFF] = false, [MASK_INVERTED] = !padding, [MASK_ALL] = true};
    return masked[control->mask];
}

int control_length(const struct control *control, int step)
{
    return control && step < control->lengths_count ? control->lengths[step] : -1;
}

bool control_looks_back(const struct control *control, bool model)
{
    return control && control->causal ? control->causal == CAUSAL_ON : model;
}

real control_masked_score(const struct control *control)
{
    return control && control->soft_mask ? -(real)1e6 : -INFINITY;
}

bool control_is_cold(const struct control *control)
{
    const real coldest = (real)1e-30; /* below this a quotient could be infinite */
    return control && control->use_temperature && !(control->temperature > coldest);
}
