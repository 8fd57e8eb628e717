#include "lab/edit_mask.h"

#include <string.h>

/* Interventions on who takes part. */

static const char *const on_off[] = {"on", "off", NULL};

int edit_mask_mode(struct edit *edit, const char *line, struct err *err)
{
    int mode = edit_choice(&line, mask_mode_names, EDIT_MASK_SOFT, "mask", err);
    if (mode < 0)
        return -1;
    bool soft = mode == MASK_COUNT || edit_option(&line, EDIT_MASK_SOFT);
    if (edit_end(line, err))
        return -1;
    edit->control.mask = mode == MASK_COUNT ? MASK_ON : (enum mask_mode)mode;
    edit->control.soft_mask = soft;
    return 0;
}

/* Flags of positions are made when the first is needed. */
static int flag(struct edit *edit, const char *line, unsigned char value, struct err *err)
{
    int position;
    const char *named = line;
    if (edit_position(edit, &line, &position, err) || edit_end(line, err))
        return -1;
    int count = trace_source_count(edit->run), end = edit_word_end(edit, named, position);
    unsigned char *flags = arena_zero(&edit->arena, (size_t)count, 1);
    for (int j = 0; j < count && j < edit->control.hidden_count; j++)
        flags[j] = edit->control.hidden[j];
    memset(flags + position, value, (size_t)(end - position)); /* all pieces of a word */
    edit->control.hidden = flags;
    edit->control.hidden_count = count;
    return 0;
}

int edit_mask_hide(struct edit *edit, const char *line, struct err *err)
{
    return flag(edit, line, 1, err);
}

int edit_mask_show(struct edit *edit, const char *line, struct err *err)
{
    return flag(edit, line, 2, err);
}

/* At one step, only the first so many positions are valid: a mask with a row for each step. */
int edit_mask_length(struct edit *edit, const char *line, struct err *err)
{
    int step, valid, most = trace_source_count(edit_run(edit));
    if (edit_step(edit, &line, &step, err) ||
        edit_whole(&line, 0, most, &valid, "how many positions are valid", err) ||
        edit_end(line, err))
        return -1;
    int count = edit->control.lengths_count > step ? edit->control.lengths_count : step + 1;
    int *lengths = arena_take(&edit->arena, (size_t)count, sizeof *lengths);
    for (int t = 0; t < count; t++)
        lengths[t] = t < edit->control.lengths_count ? edit->control.lengths[t] : -1;
    lengths[step] = valid;
    edit->control.lengths = lengths;
    edit->control.lengths_count = count;
    return 0;
}

int edit_mask_causal(struct edit *edit, const char *line, struct err *err)
{
    int off = edit_choice(&line, on_off, NULL, "choice", err);
    if (off < 0 || edit_end(line, err))
        return -1;
    edit->control.causal = off ? CAUSAL_OFF : CAUSAL_ON;
    return 0;
}
