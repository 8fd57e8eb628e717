#include "export/run_table.h"

#include <math.h>

#include "trace/derive.h"

/* --- tokens ----------------------------------------------------------------------------------- */

static void add_token(struct table *out, const char *side, int position, const char *token, int id)
{
    table_text(out, side);
    table_number(out, position + 1);
    table_text(out, token);
    table_number(out, id);
}

static int fill_tokens(struct table *out, const struct trace *trace, int sentence,
                       struct sheet sheet, struct err *err)
{
    const struct trace_sentence *s = &trace->sentences[sentence];
    struct str whole = {0};
    char buffer[32];
    (void)sheet;
    if (!config_reads_words(&trace->config))
        return err_set(err, "%s reads a table, which has no tokens", trace->model->name);
    table_columns(out, "side,position,token,id,word");
    for (int j = 0; j < trace_source_length(trace, sentence); j++) {
        str_clear(&whole);
        trace_source_whole(trace, sentence, j, &whole);
        const char *token = trace_token(trace, sentence, AXIS_SOURCE, j, buffer, sizeof buffer);
        add_token(out, "source", j, token, s->ids[j]);
        table_text(out, whole.length ? whole.text : token);
    }
    for (int t = 0; t < s->steps; t++) {
        str_clear(&whole);
        trace_target_whole(trace, sentence, t, &whole);
        const char *token = trace_token(trace, sentence, AXIS_TARGET, t, buffer, sizeof buffer);
        add_token(out, "target", t, token, s->words[t]);
        table_text(out, whole.length ? whole.text : token);
    }
    str_free(&whole);
    return 0;
}

/* --- matrices that are not stored ------------------------------------------------------------- */

static void head_columns(struct table *out, const char *rows, const struct trace *trace,
                         int sentence, enum axis axis, int count)
{
    char buffer[32];
    table_column(out, rows);
    for (int j = 0; j < count; j++)
        table_column(out, trace_token(trace, sentence, axis, j, buffer, sizeof buffer));
}

static int fill_mask(struct table *out, const struct trace *trace, int sentence, struct sheet sheet,
                     struct err *err)
{
    struct sheet weights = {.quantity = Q_WEIGHTS};
    char buffer[32];
    (void)sheet;
    if (!trace_has_sheet(trace, weights))
        return err_set(err, "%s has no attention weights, so there is no mask", trace->model->name);
    struct mat all = trace_matrix(trace, sentence, weights);
    const struct quantity *q = trace_quantity(trace, Q_WEIGHTS);
    head_columns(out, "step", trace, sentence, q->columns, all.cols);
    for (int t = 0; t < all.rows; t++) {
        table_text(out, trace_token(trace, sentence, q->rows, t, buffer, sizeof buffer));
        for (int j = 0; j < all.cols; j++)
            table_number(out, !trace_excluded(trace, sentence, t, j));
    }
    return 0;
}

/* The factor of a weight that comes of how far its position is from the center of the window. */
static double bell_at(const struct trace *trace, int sentence, int t, int j, bool *any)
{
    struct arena arena = {0};
    struct derivation d;
    double factor = NAN;
    struct origin cell = {.quantity = Q_WEIGHTS, .row = t, .column = j};
    if (derive(trace, sentence, cell, &arena, &d))
        for (int i = 0; i < d.count; i++) {
            const struct summand *term = &d.terms[i];
            if (term->kind != SUMMAND_BELL)
                continue;
            struct origin from = term->from[1];
            struct mat centers =
                trace_matrix(trace, sentence, (struct sheet){from.quantity, from.slice});
            double center = (double)mat_row(centers, from.row)[from.column];
            factor = exp(-(term->shift - center) * (term->shift - center) * term->factor);
            *any = true;
        }
    arena_free(&arena);
    return factor;
}

static int fill_window(struct table *out, const struct trace *trace, int sentence,
                       struct sheet sheet, struct err *err)
{
    bool any = false;
    char buffer[32];
    (void)sheet;
    if (trace_has(trace, Q_CENTER)) {
        struct mat all = trace_get(trace, sentence, Q_WEIGHTS);
        head_columns(out, "step", trace, sentence, AXIS_SOURCE, all.cols);
        for (int t = 0; t < all.rows; t++) {
            table_text(out, trace_token(trace, sentence, AXIS_TARGET, t, buffer, sizeof buffer));
            for (int j = 0; j < all.cols; j++)
                table_number(out, bell_at(trace, sentence, t, j, &any));
        }
    }
    return any ? 0
               : err_set(
                     err,
                     "the weights of %s are multiplied with no Gaussian: only those of the "
                     "window local_p are (--window \"local_p 2 3\", or the model eng-fra-local)",
                     trace->model->name);
}

static int fill_sums(struct table *out, const struct trace *trace, int sentence, struct sheet sheet,
                     struct err *err)
{
    const struct quantity *q = trace_quantity(trace, sheet.quantity);
    struct mat all = trace_matrix(trace, sentence, sheet);
    struct arena arena = {0};
    struct derivation d = {0};
    char buffer[32];
    head_columns(out, "row", trace, sentence, q->columns, all.cols);
    for (int i = 0; i < all.rows; i++) {
        table_text(out, trace_token(trace, sentence, q->rows, i, buffer, sizeof buffer));
        for (int j = 0; j < all.cols; j++) {
            arena_reset(&arena);
            bool has = derive(trace, sentence, (struct origin){sheet.quantity, i, j, sheet.slice},
                              &arena, &d);
            if (!has || d.how != COMBINE_SUM || !d.outer) {
                arena_free(&arena);
                return err_set(
                    err,
                    "%s are no function of a sum: --table sums is for gates, candidates, "
                    "readouts (--matrix update, for example)",
                    q->label);
            }
            table_number(out, d.inner);
        }
    }
    arena_free(&arena);
    return 0;
}

int run_table_fill(struct table *out, enum run_table which, const struct trace *trace, int sentence,
                   struct sheet sheet, struct err *err)
{
    static int (*const fill[RUN_TABLE_COUNT])(struct table *, const struct trace *, int,
                                              struct sheet, struct err *) = {
        [RUN_TABLE_TOKENS] = fill_tokens,
        [RUN_TABLE_MASK] = fill_mask,
        [RUN_TABLE_WINDOW] = fill_window,
        [RUN_TABLE_SUMS] = fill_sums,
    };
    return fill[which](out, trace, sentence, sheet, err);
}
