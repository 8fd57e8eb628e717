#include "view/words.h"

#include "trace/derive.h"
#include "trace/formula.h"
#include "trace/rank.h"

/* Nobody listens to more. */
enum { ROWS_SAID = 30, SUMMANDS_SAID = 8, LABEL = 16 };

static const char *label_of(const struct picture *picture, enum axis axis, int i,
                            char buffer[LABEL])
{
    return trace_label(picture->trace, picture->sentence, axis, i, buffer, LABEL);
}

static int largest_column(struct mat all, int row)
{
    int best = 0;
    for (int j = 1; j < all.cols; j++)
        if (mat_row(all, row)[j] > mat_row(all, row)[best])
            best = j;
    return best;
}

static void say_rows(const struct picture *picture, const struct quantity *q, struct mat all,
                     struct str *out)
{
    char row[LABEL], column[LABEL];
    str_add(out, "The largest of each row:");
    for (int i = 0; i < all.rows && i < ROWS_SAID; i++) {
        int best = largest_column(all, i);
        str_format(out, "%s %s: %s %.2f", i ? ";" : "", label_of(picture, q->rows, i, row),
                   label_of(picture, q->columns, best, column), (double)mat_row(all, i)[best]);
    }
    str_add(out, all.rows > ROWS_SAID ? "; and so on. " : ". ");
}

static void say_matrix(const struct picture *picture, struct str *out)
{
    const struct trace *trace = picture->trace;
    struct sheet shown = picture_shown(picture);
    const struct quantity *q = trace_quantity(trace, shown.quantity);
    struct mat all = trace_matrix(trace, picture->sentence, shown);
    double low, high;
    str_format(out, "A matrix of %d rows and %d columns. ", all.rows, all.cols);
    if (q->columns == AXIS_UNIT || all.cols == 1) {
        rank_range(trace, picture->sentence, shown, &low, &high);
        str_format(out, "Its numbers go from %.2f to %.2f. ", low, high);
    } else {
        say_rows(picture, q, all, out);
    }
    trace_say(trace, picture->sentence, picture_cell(picture), out);
    str_add(out, ".");
}

static void say_step(const struct picture *picture, struct str *out)
{
    const struct trace *trace = picture->trace;
    int t = picture->cursor.step, sentence = picture->sentence;
    int word = trace->sentences[sentence].words[t];
    struct mat weights = trace_get(trace, sentence, Q_WEIGHTS);
    str_format(out, "Step %d of %d, after \"%s\". ", t + 1, trace->sentences[sentence].steps,
               trace_fed_word(trace, sentence, t));
    for (int j = 0; weights.x && j < weights.cols; j++)
        str_format(out, "%s%s %.2f", j ? ", " : "Weights: ", trace_source_word(trace, sentence, j),
                   (double)mat_row(weights, t)[j]);
    str_add(out, weights.x ? ". " : "There is no attention. ");
    str_format(out, "It writes \"%s\" with probability %.2f.",
               trace_target_word(trace, sentence, t),
               (double)mat_row(trace_get(trace, sentence, Q_PROBABILITIES), t)[word]);
}

static void say_cell(const struct picture *picture, struct str *out)
{
    struct arena arena = {0};
    struct derivation d;
    if (derive(picture->trace, picture->sentence, picture_cell(picture), &arena, &d)) {
        const int *order = derive_order(&d, &arena);
        str_format(out, "%s = %.4g. %s. What it is made of, largest first:", d.name, d.value,
                   d.formula);
        for (int i = 0; i < d.count && i < SUMMANDS_SAID; i++)
            str_format(out, "%s %s %.4g", i ? ";" : "", d.terms[order[i]].label,
                       d.terms[order[i]].value);
        if (d.count > SUMMANDS_SAID)
            str_format(out, "; and %d smaller", d.count - SUMMANDS_SAID);
        str_add(out, ".");
    }
    arena_free(&arena);
}

static bool is_flow(const struct picture *picture)
{
    return picture->zoom == ZOOM_FLOW && config_has_flow(&picture->trace->config);
}

/* "a cell of attention weights α(t,j)" */
static void say_name(const struct picture *picture, struct str *out)
{
    str_add(out, picture->zoom == ZOOM_CELL ? "a cell of " : "");
    trace_sheet_label(picture->trace, picture_shown(picture), out);
    str_add(out, " ");
    formula_write_symbol(picture->trace, picture_shown(picture), -1, -1, out);
}

void words_title(const struct picture *picture, struct str *out)
{
    const struct trace *trace = picture->trace;
    if (is_flow(picture))
        str_format(out, "decoding step %d", picture->cursor.step + 1);
    else if (picture->quantity == Q_NONE)
        str_format(out, "the %s stage", stage_label(picture->stage));
    else
        say_name(picture, out);
    if (config_reads_words(&trace->config))
        str_format(out, " of \"%s\"", trace->sentences[picture->sentence].text);
}

void words_picture(const struct picture *picture, struct str *out)
{
    if (is_flow(picture))
        say_step(picture, out);
    else if (picture->quantity == Q_NONE)
        str_format(out, "%s has nothing at the %s stage.", picture->trace->model->name,
                   stage_label(picture->stage));
    else if (picture->zoom == ZOOM_CELL)
        say_cell(picture, out);
    else
        say_matrix(picture, out);
}
