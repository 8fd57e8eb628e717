#include "classified/classifier_weighing.h"

#include <math.h>

#include "classified/classifier_traced.h"
#include "classify/classifier_pairs.h"
#include "layer/heads.h"

/* The quantities on the way of pairs and heads, and of hops. */
static bool of_hops(enum quantity_id id)
{
    return id == Q_HOP_SCORES || id == Q_HOP_MASKED || id == Q_HOP_WEIGHTS || id == Q_HOP_ALIGNED;
}

static enum quantity_id masked_id(enum quantity_id id)
{
    return of_hops(id) ? Q_HOP_MASKED : Q_MASKED;
}

static enum quantity_id aligned_id(enum quantity_id id)
{
    return of_hops(id) ? Q_HOP_ALIGNED : Q_ALIGNED;
}

enum quantity_id classifier_weighing_from(const struct trace *trace, enum quantity_id id)
{
    if (of_hops(id))
        return Q_HOP_SCORES;
    return trace->config.classifier.kind == CLASSIFY_RELATION ? Q_SQUASHED : Q_SCORES;
}

/* The number by which changes of rows name a head. */
static int slice_number(const struct trace *trace, struct slice slice)
{
    const struct classifier_config *c = &trace->config.classifier;
    int layer = slice.layer ? slice.layer - 1 : c->layers - 1;
    return c->kind == CLASSIFY_MULTIHEAD ? layer * c->heads + (slice.head ? slice.head - 1 : 0) : 0;
}

bool classifier_weighing_excluded(const struct trace *trace, int sentence, struct sheet sheet,
                                  int row, int column)
{
    const struct classifier_run *run = &classifier_traced(trace)->run;
    (void)sheet;
    if (classifier_has_pairs(run->config))
        return classifier_pairs_excluded(run, sentence, row, column);
    if (run->config->kind == CLASSIFY_MULTIHEAD)
        return heads_excluded(&run->pass, &run->layer[0].heads, sentence, row, column);
    return run->mask[sentence * run->length + column];
}

static const struct row_change *row_of(const struct trace *trace, int sentence, struct sheet sheet,
                                       int row)
{
    const struct control *control = &trace->control;
    return control_row(control->weights, control->weights_count, sentence,
                       slice_number(trace, trace_slice(trace, sheet.slice)), row);
}

bool classifier_weighing_by_hand(const struct trace *trace, int sentence, struct sheet sheet,
                                 int row)
{
    return trace->control.select || row_of(trace, sentence, sheet, row);
}

/* ---- notes ---- */

static int flagged(const struct control *control, int j)
{
    return j >= 0 && j < control->hidden_count ? control->hidden[j] : 0;
}

void classifier_weighing_note(struct formula *f)
{
    const struct control *control = &f->trace->control;
    bool hides = false, shows = false;
    for (int j = 0; j < control->hidden_count; j++) {
        hides = hides || flagged(control, j) == 1;
        shows = shows || flagged(control, j) == 2;
    }
    if (control->mask != MASK_ON)
        formula_note(f, "mask %s%s", mask_mode_names[control->mask],
                     control->soft_mask ? " soft" : "");
    else if (control->soft_mask)
        formula_note(f, "mask soft");
    if (hides)
        formula_note(f, "hide");
    if (shows)
        formula_note(f, "show");
    if (control->causal)
        formula_note(f, "causal %s", causal_names[control->causal]);
}

void classifier_weighing_note_rows(struct formula *f)
{
    struct mat all = trace_matrix(f->trace, f->sentence, f->sheet);
    for (int i = f->row < 0 ? 0 : f->row; i < (f->row < 0 ? all.rows : f->row + 1); i++) {
        const struct row_change *change = row_of(f->trace, f->sentence, f->sheet, i);
        if (change && change->by)
            formula_note(f, "%s", change->by);
    }
}

static void note_temperature(struct formula *f)
{
    if (f->trace->control.use_temperature)
        formula_note(f, "temperature %g", (double)f->trace->control.temperature);
}

/* ---- masked ---- */

static struct sheet sheet_here(const struct trace *trace, enum quantity_id id, struct sheet sheet)
{
    return (struct sheet){id, trace_slice(trace, sheet.slice)};
}

static struct sheet from_sheet(const struct trace *trace, struct sheet sheet)
{
    return sheet_here(trace, classifier_weighing_from(trace, sheet.quantity), sheet);
}

void classifier_weighing_masked_formula(struct formula *f)
{
    const struct control *control = &f->trace->control;
    double temperature = control->use_temperature ? (double)control->temperature : 1;
    bool cold = control_is_cold(control);
    const char *infinity = control->soft_mask ? "−1e6" : "−∞";
    bool out = formula_of_cell(f) &&
               classifier_weighing_excluded(f->trace, f->sentence, f->sheet, f->row, f->column);
    note_temperature(f);
    classifier_weighing_note(f);
    formula_symbol(f, f->sheet, f->row, f->column);
    if (out) {
        formula_print(f, ": %s, because the position is masked", infinity);
        return;
    }
    formula_print(f, " = ");
    if (cold) {
        formula_print(f, "0 where ");
        formula_symbol(f, from_sheet(f->trace, f->sheet), f->row, f->column);
        formula_print(f, " is highest, −∞ elsewhere");
    } else {
        formula_symbol(f, from_sheet(f->trace, f->sheet), f->row, f->column);
    }
    if (!cold && isinf(temperature))
        formula_print(f, " / ∞");
    else if (!cold && temperature != 1)
        formula_print(f, " / %g", temperature);
    if (control->mask != MASK_OFF || control->hidden_count || control->causal)
        formula_print(f, ", or %s where the position is masked", infinity);
}

void classifier_weighing_masked_rule(struct subject *s)
{
    const struct control *control = &s->trace->control;
    struct origin from = origin_in(from_sheet(s->trace, s->sheet), s->row, s->column);
    if (classifier_weighing_excluded(s->trace, s->sentence, s->sheet, s->row, s->column) ||
        control_is_cold(control)) {
        summand_put(s, from);
        return;
    }
    summand_copy(s, from);
    if (!control->use_temperature || control->temperature == 1)
        return;
    s->out->count = 0;
    summand_add(s, SUMMAND_PRODUCT, 1 / (double)control->temperature, 0, from, origin_none);
}

/* ---- the softmax ---- */

static void add_softmax(struct formula *f)
{
    struct sheet masked = sheet_here(f->trace, masked_id(f->sheet.quantity), f->sheet);
    formula_print(f, "exp ");
    formula_symbol(f, masked, f->row, f->column);
    formula_print(f, " / Σk exp ");
    formula_print(f, "%s(", formula_base(f->trace, masked).base);
    formula_add(f, "{r},k)");
    note_temperature(f);
}

void classifier_weighing_aligned_formula(struct formula *f)
{
    formula_symbol(f, f->sheet, f->row, f->column);
    formula_print(f, " = ");
    add_softmax(f);
    classifier_weighing_note(f);
}

void classifier_weighing_aligned_rule(struct subject *s)
{
    summands_softmax(s, sheet_here(s->trace, masked_id(s->sheet.quantity), s->sheet), false);
}

static void add_chosen(struct formula *f, enum select select)
{
    struct sheet aligned = sheet_here(f->trace, aligned_id(f->sheet.quantity), f->sheet);
    formula_note(f, "select %s", select_names[select]);
    if (select == SELECT_UNIFORM) {
        formula_print(f, "1 / n for each of the n positions that take part, else 0");
        return;
    }
    formula_print(f,
                  select == SELECT_ARGMAX ? "1 at the largest " : "1 at one position, drawn by ");
    formula_symbol(f, aligned, f->row, f->column);
    formula_print(f, ", else 0");
}

/* How many rows were put there by hand: of the formula's row, or of all. */
static int rows_by_hand(const struct formula *f, int *rows)
{
    struct mat all = trace_matrix(f->trace, f->sentence, f->sheet);
    int count = 0;
    *rows = f->row < 0 ? all.rows : 1;
    for (int i = 0; i < *rows; i++)
        count += row_of(f->trace, f->sentence, f->sheet, f->row < 0 ? i : f->row) != NULL;
    return count;
}

void classifier_weighing_weights_formula(struct formula *f)
{
    int rows, by_hand = rows_by_hand(f, &rows);
    classifier_weighing_note_rows(f);
    formula_symbol(f, f->sheet, f->row, f->column);
    if (by_hand && by_hand == rows) {
        formula_print(f, ": put there by hand");
        return;
    }
    formula_print(f, by_hand ? ": put there by hand in some rows, else " : " = ");
    if (f->trace->control.select)
        add_chosen(f, f->trace->control.select);
    else
        add_softmax(f);
    classifier_weighing_note(f);
}

void classifier_weighing_weights_rule(struct subject *s)
{
    struct sheet aligned = sheet_here(s->trace, aligned_id(s->sheet.quantity), s->sheet);
    struct origin before = origin_in(aligned, s->row, s->column);
    if (classifier_weighing_by_hand(s->trace, s->sentence, s->sheet, s->row))
        summand_put(s, before);
    else if (trace_has_sheet(s->trace, aligned))
        summand_copy(s, before);
    else
        classifier_weighing_aligned_rule(s);
}
