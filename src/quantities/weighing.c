#include "quantities/weighing.h"

#include <math.h>

#include "quantities/masking.h"

static struct sheet here(enum quantity_id id, struct sheet sheet)
{
    return (struct sheet){id, sheet.slice};
}

/* ---- a(t,j) ---- */

struct mat weighing_aligned(const struct trace *trace, int sentence, struct sheet sheet)
{
    (void)sheet;
    return trace_steps(trace, sentence, trace->attention->aligned, 0);
}

/* Whether every position of the row is masked, or of any row of the sentence; a soft mask leaves
 * them all. */
static bool all_masked(const struct formula *f)
{
    int count = trace_source_count(f->trace), steps = f->trace->sentences[f->sentence].steps;
    for (int t = f->row < 0 ? 0 : f->row; t < (f->row < 0 ? steps : f->row + 1); t++) {
        int j = 0;
        while (j < count && trace_masked(f->trace, f->sentence, t, j))
            j++;
        if (j == count && !f->trace->control.soft_mask)
            return true;
    }
    return false;
}

/* Rows of which nothing is left are zero, and that is no quotient. */
static void note_empty(struct formula *f)
{
    if (!all_masked(f))
        return;
    formula_print(f, f->row < 0 ? ", and 0 where the whole row is masked"
                                : ", but the whole row is masked and 0");
    masking_note(f);
}

/* exp ẽ(t,j) / Σk exp ẽ(t,k) */
static void add_softmax(struct formula *f)
{
    formula_add(f, "exp ẽ({r},{c}) / Σk exp ẽ({r},k)");
    if (f->trace->control.use_temperature) /* which the ẽ have been divided by */
        formula_note(f, "temperature %g", (double)f->trace->control.temperature);
}

void weighing_aligned_formula(struct formula *f)
{
    formula_symbol(f, f->sheet, f->row, f->column);
    formula_print(f, " = ");
    add_softmax(f);
    note_empty(f);
}

void weighing_aligned_reading(struct formula *f)
{
    str_add(f->out, "The softmax itself. ");
    weighing_say_sums(f);
    str_add(f->out, " What comes after it makes the weights of this.");
}

void weighing_aligned_rule(struct subject *s)
{
    summands_softmax(s, here(Q_MASKED, s->sheet), false);
}

/* ---- α(t,j) ---- */

struct mat weighing_weights(const struct trace *trace, int sentence, struct sheet sheet)
{
    (void)sheet;
    return trace_steps(trace, sentence, trace->attention->weights, 0);
}

/* The interventions behind row changes, each once. */
static void note_changes(struct formula *f, const struct row_change *change)
{
    if (change->by)
        formula_note(f, "%s", change->by);
}

enum by_hand weighing_by_hand(struct formula *f, const struct row_change *list, int count)
{
    int steps = f->trace->sentences[f->sentence].steps, found = 0;
    int first = f->row < 0 ? 0 : f->row, last = f->row < 0 ? steps - 1 : f->row;
    for (int t = first; t <= last; t++) {
        const struct row_change *change = control_row(list, count, f->sentence, 0, t);
        found += change != NULL;
        if (change)
            note_changes(f, change);
    }
    return found == 0                 ? BY_HAND_NOWHERE
           : found < last - first + 1 ? BY_HAND_SOMEWHERE
                                      : BY_HAND_EVERYWHERE;
}

/* a(t,j) × the Gaussian of Luong et al. 2015, eq. 10 */
static void add_bell(struct formula *f)
{
    formula_add(f, "a({r},{c}) × exp(−({c} − p({r}))² / 2σ²)");
}

static void add_chosen(struct formula *f, enum select select)
{
    bool bell = f->trace->attention->window == WINDOW_LOCAL_P;
    switch (select) {
    case SELECT_ARGMAX:
        formula_print(f, "1 at the largest ");
        break;
    case SELECT_SAMPLE:
        formula_print(f, "1 at one position, drawn by ");
        break;
    case SELECT_UNIFORM:
        formula_print(f, "1 / n for each of the n positions that take part, else 0");
        return;
    case SELECT_SOFT:
    case SELECT_COUNT:
        return;
    }
    if (bell)
        add_bell(f);
    else
        formula_add(f, "a({r},{c})");
    formula_print(f, ", else 0");
}

/* What the weights are without rows put there by hand. */
static void add_weights(struct formula *f)
{
    enum select select = f->trace->control.select;
    bool bell = f->trace->attention->window == WINDOW_LOCAL_P;
    if (select != SELECT_SOFT) {
        add_chosen(f, select);
        formula_note(f, "select %s", select_names[select]);
    } else if (bell) {
        add_bell(f);
        formula_print(f, ", with σ = D/2");
    } else {
        add_softmax(f);
    }
    if (bell || f->trace->attention->config->window == WINDOW_LOCAL_P)
        masking_note_window(f);
    note_empty(f);
}

void weighing_weights_formula(struct formula *f)
{
    const struct control *control = &f->trace->control;
    enum by_hand by = weighing_by_hand(f, control->weights, control->weights_count);
    formula_symbol(f, f->sheet, f->row, f->column);
    if (by == BY_HAND_EVERYWHERE) {
        formula_print(f, ": put there by hand");
        return;
    }
    formula_print(f, by == BY_HAND_SOMEWHERE ? ": put there by hand at some steps, else " : " = ");
    add_weights(f);
}

void weighing_weights_rule(struct subject *s)
{
    const struct control *control = &s->trace->control;
    struct origin aligned = origin_in(here(Q_ALIGNED, s->sheet), s->row, s->column);
    const struct row_change *change =
        control_row(control->weights, control->weights_count, s->sentence, 0, s->row);
    if (change || control->select != SELECT_SOFT) {
        summand_put(s, aligned);
    } else if (s->trace->attention->window == WINDOW_LOCAL_P) {
        double width = s->trace->attention->width;
        summands_room(s, 1);
        summand_add(s, SUMMAND_BELL, 2 / (width * width), s->column + 1, aligned,
                    origin_in(here(Q_CENTER, s->sheet), s->row, 0));
    } else if (trace_has_sheet(s->trace, here(Q_ALIGNED, s->sheet))) {
        summand_copy(s, aligned);
    } else {
        summands_softmax(s, here(Q_MASKED, s->sheet), false);
    }
}

void weighing_say_sums(struct formula *f)
{
    struct mat all = trace_matrix(f->trace, f->sentence, f->sheet);
    for (int i = 0; i < all.rows; i++) {
        double sum = 0;
        for (int j = 0; j < all.cols; j++)
            sum += (double)mat_row(all, i)[j];
        if (fabs(sum - 1) > 1e-3) {
            str_format(f->out, "Not every row sums to 1: row %d to %.3g.", i + 1, sum);
            return;
        }
    }
    str_add(f->out, "Each row sums to 1.");
}

void weighing_sum_rule(struct subject *s, enum quantity_id values)
{
    int count = trace_source_count(s->trace);
    summands_room(s, count);
    for (int j = 0; j < count; j++) {
        struct origin weight = origin_in(here(Q_WEIGHTS, s->sheet), s->row, j);
        struct origin value = origin_in(here(values, s->sheet), j, s->column);
        struct summand *term = summand_add(s, SUMMAND_PRODUCT, 1, 0, weight, value);
        term->detail = arena_format(s->arena, "%.4f × %.4f", summand_number(s, weight),
                                    summand_number(s, value));
    }
}

/* ---- α′(t,j) ---- */

struct mat weighing_other(const struct trace *trace, int sentence, struct sheet sheet)
{
    (void)sheet;
    return trace_steps(trace, sentence, trace->attention->other_weights, 0);
}

void weighing_other_formula(struct formula *f)
{
    formula_symbol(f, f->sheet, f->row, f->column);
    formula_add(f, " = exp e′({r},{c}) / Σk exp e′({r},k), and 0 where position {c} is masked");
    formula_note(f, "query other");
    masking_note(f);
}

void weighing_other_rule(struct subject *s)
{
    summands_softmax(s, here(Q_OTHER_SCORES, s->sheet), true);
}
