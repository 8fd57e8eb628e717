#include "quantities/masking.h"

#include <math.h>
#include <stdio.h>

#include "layer/attention.h"

static struct sheet here(enum quantity_id id, struct sheet sheet)
{
    return (struct sheet){id, sheet.slice};
}

/* ---- who takes part ---- */

/* 1: masked by hand, 2: shown by hand, 0: neither. */
static int flagged(const struct control *control, int j)
{
    return j >= 0 && j < control->hidden_count ? control->hidden[j] : 0;
}

/* Whether a number of a table's length was set for this sentence. */
static bool table_length_set(const struct formula *f)
{
    const struct control *control = &f->trace->control;
    for (int i = 0; i < control->cells_count; i++)
        if (control->cells[i].which == GIVEN_LENGTH && control->cells[i].sentence == f->sentence)
            return true;
    return false;
}

/* Whether any position is flagged so, or the formula's column is. */
static bool any_flag(const struct formula *f, int flag)
{
    const struct control *control = &f->trace->control;
    bool any = f->column >= 0 && flagged(control, f->column) == flag;
    for (int j = 0; f->column < 0 && j < control->hidden_count; j++)
        any = any || flagged(control, j) == flag;
    return any;
}

static bool any_length(const struct formula *f)
{
    bool any = f->row >= 0 && control_length(&f->trace->control, f->row) >= 0;
    for (int t = 0; f->row < 0 && t < f->trace->control.lengths_count; t++)
        any = any || control_length(&f->trace->control, t) >= 0;
    return any;
}

void masking_note_window(struct formula *f)
{
    const struct control *control = &f->trace->control;
    if (!control->use_window)
        return;
    if (control->window == WINDOW_GLOBAL)
        formula_note(f, "window %s", window_names[control->window]);
    else
        formula_note(f, "window %s, D = %g", window_names[control->window],
                     (double)f->trace->attention->width);
}

void masking_note(struct formula *f)
{
    const struct control *control = &f->trace->control;
    if (control->mask != MASK_ON)
        formula_note(f, "mask %s%s", mask_mode_names[control->mask],
                     control->soft_mask ? " soft" : "");
    else if (control->soft_mask)
        formula_note(f, "mask soft");
    if (any_flag(f, 1))
        formula_note(f, "hide");
    if (any_flag(f, 2))
        formula_note(f, "show");
    if (any_length(f))
        formula_note(f, "length");
    if (table_length_set(f))
        formula_note(f, "set length");
    masking_note_window(f);
}

/* Whether nothing is ever masked: not by the mask, not by hand, not by a window. */
static bool open_to_all(const struct formula *f)
{
    const struct control *control = &f->trace->control;
    return control->mask == MASK_OFF && !any_flag(f, 1) && !any_length(f) &&
           f->trace->attention->window == WINDOW_GLOBAL;
}

/* ---- ẽ(t,j) ---- */

struct mat masking_masked(const struct trace *trace, int sentence, struct sheet sheet)
{
    (void)sheet;
    return trace_steps(trace, sentence, trace->attention->masked, 0);
}

static double temperature_of(const struct trace *trace)
{
    const struct control *control = &trace->control;
    return control->use_temperature ? (double)control->temperature : 1;
}

static const char *in_place_of_infinity(const struct trace *trace)
{
    return trace->control.soft_mask ? "−1e6" : "−∞";
}

/* Why this cell is excluded. */
static void excluded_formula(struct formula *f, enum exclusion why)
{
    formula_symbol(f, f->sheet, f->row, f->column);
    formula_print(f, ": %s, because ", f->trace->control.soft_mask ? "−1e6 instead of −∞" : "−∞");
    if (why == EXCLUDED_BY_WINDOW)
        formula_add(f, "|{c} − p({r})| > D");
    else
        formula_add(f, "position {c} is masked");
}

void masking_masked_formula(struct formula *f)
{
    double temperature = temperature_of(f->trace);
    bool window = f->trace->attention->window != WINDOW_GLOBAL;
    bool cold = control_is_cold(&f->trace->control);
    enum exclusion why = formula_of_cell(f)
                             ? trace_exclusion(f->trace, f->sentence, f->row, f->column)
                             : EXCLUDED_NOT;
    if (f->trace->control.use_temperature)
        formula_note(f, "temperature %g", temperature);
    masking_note(f);
    if (why != EXCLUDED_NOT) {
        excluded_formula(f, why);
        return;
    }
    formula_symbol(f, f->sheet, f->row, f->column);
    formula_print(f, " = ");
    if (cold)
        formula_add(f, "0 where e({r},{c}) is highest, −∞ elsewhere");
    else
        formula_add(f, "e({r},{c})");
    if (!cold && isinf(temperature))
        formula_print(f, " / ∞");
    else if (!cold && temperature != 1)
        formula_print(f, " / %g", temperature);
    if (open_to_all(f))
        return;
    formula_print(f, ", or %s where ", in_place_of_infinity(f->trace));
    formula_add(f, window ? "{c} is masked or |{c} − p({r})| > D" : "position {c} is masked");
}

void masking_masked_reading(struct formula *f)
{
    double temperature = temperature_of(f->trace);
    if (temperature != 1)
        str_format(f->out, "The scores, divided by the temperature %g; ", temperature);
    else
        str_add(f->out, "The scores again; ");
    if (f->trace->control.soft_mask)
        str_add(f->out, "where the mask excludes a position, its score became −1e6, a number like "
                        "any other.");
    else
        str_add(f->out, "× marks positions that the softmax must not see.");
}

void masking_masked_rule(struct subject *s)
{
    struct origin score = origin_in(here(Q_SCORES, s->sheet), s->row, s->column);
    double temperature = temperature_of(s->trace);
    bool cold = control_is_cold(&s->trace->control);
    if (trace_excluded(s->trace, s->sentence, s->row, s->column) || cold) {
        summand_put(s, score);
        return;
    }
    summand_copy(s, score);
    if (temperature == 1)
        return;
    s->out->count = 0;
    summand_add(s, SUMMAND_PRODUCT, 1 / temperature, 0, score, origin_none);
}

/* ---- p(t) ---- */

struct mat masking_center(const struct trace *trace, int sentence, struct sheet sheet)
{
    (void)sheet;
    return trace_steps(trace, sentence, trace->attention->center, 0);
}

/* p(t) = S × σ(v′·tanh(W′ s(t−1))), with S source words */
void masking_center_formula(struct formula *f)
{
    const struct control *control = &f->trace->control;
    int length = trace_source_length(f->trace, f->sentence);
    char words[16] = "S";
    if (f->row >= 0)
        snprintf(words, sizeof words, "%d", length);
    masking_note_window(f);
    formula_symbol(f, f->sheet, f->row, f->column);
    if (control->use_center) {
        formula_print(f, " = %g, put there by hand", (double)control->center);
    } else if (trace_has(f->trace, Q_POSITION)) {
        formula_print(f, " = %s × σ(v′·tanh(", words);
        formula_symbol(f, here(Q_POSITION, f->sheet), f->row, -1);
        formula_print(f, ")), with %s source words", words);
    } else {
        formula_add(f, " = min({r}, ");
        formula_print(f, "%s), with %s source words", words, words);
    }
}

void masking_center_rule(struct subject *s)
{
    struct sheet position = here(Q_POSITION, s->sheet);
    struct mat all = trace_matrix(s->trace, s->sentence, position);
    if (s->trace->control.use_center || !all.x) {
        summand_put(s, origin_none);
        return;
    }
    summands_room(s, all.cols);
    for (int i = 0; i < all.cols; i++)
        summand_add(s, SUMMAND_TANH, s->trace->attention->own->position_v.x[i], 0,
                    origin_in(position, s->row, i), origin_none);
    s->out->outer = "σ";
    s->out->scale = trace_source_length(s->trace, s->sentence);
}

struct mat masking_position(const struct trace *trace, int sentence, struct sheet sheet)
{
    (void)sheet;
    return trace_steps(trace, sentence, trace->attention->position, 0);
}

void masking_position_formula(struct formula *f)
{
    formula_symbol(f, f->sheet, f->row, f->column);
    formula_print(f, ": the query, mapped to where it is used to predict the center");
    masking_note_window(f);
}

void masking_position_rule(struct subject *s)
{
    struct mat weights = s->trace->attention->own->position;
    summands_room(s, weights.cols);
    summands_products(s, mat_row(weights, s->column), 1, here(Q_QUERY, s->sheet), s->row,
                      origin_none);
}
