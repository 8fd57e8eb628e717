#include "view/words.h"

#include "trace/derive.h"

/* Nobody listens to more. */
enum { ROWS_SAID = 30, TERMS_SAID = 8, LABEL = 16 };

static const char *label_of(const struct picture *picture, enum axis axis, int i,
                            char buffer[LABEL])
{
    return trace_label(picture->trace, picture->sentence, axis, i, buffer, LABEL);
}

static const char *symbol_of(const struct picture *picture)
{
    return quantity_symbol(picture->quantity, &picture->trace->config);
}

static int largest_column(struct mat all, int row)
{
    int best = 0;
    for (int j = 1; j < all.cols; j++)
        if (mat_row(all, row)[j] > mat_row(all, row)[best])
            best = j;
    return best;
}

static void say_rows(const struct picture *picture, struct mat all, struct str *out)
{
    const struct quantity *q = quantity_at(picture->quantity);
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
    const struct quantity *q = quantity_at(picture->quantity);
    struct mat all = trace_get(picture->trace, picture->sentence, q->id);
    double low, high;
    str_format(out, "A matrix of %d rows and %d columns. ", all.rows, all.cols);
    if (q->columns == AXIS_UNIT || all.cols == 1) {
        derive_range(picture->trace, picture->sentence, q->id, &low, &high);
        str_format(out, "Its numbers go from %.2f to %.2f. ", low, high);
    } else {
        say_rows(picture, all, out);
    }
    derive_sentence(picture->trace, picture->sentence, q->id, picture_place(picture, q->rows),
                    picture_place(picture, q->columns), out);
    str_add(out, ".");
}

static void say_step(const struct picture *picture, struct str *out)
{
    const struct trace *trace = picture->trace;
    int t = picture->cursor.step, sentence = picture->sentence;
    int word = trace->decoded.words[t * trace->count + sentence];
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
    const struct quantity *q = quantity_at(picture->quantity);
    struct arena arena = {0};
    struct derivation d;
    if (derive(picture->trace, picture->sentence, q->id, picture_place(picture, q->rows),
               picture_place(picture, q->columns), &arena, &d)) {
        const int *order = derive_order(&d, &arena);
        str_format(out, "%s = %.4g. %s. What it is made of, largest first:", d.name, d.value,
                   d.formula);
        for (int i = 0; i < d.count && i < TERMS_SAID; i++)
            str_format(out, "%s %s %.4g", i ? ";" : "", d.terms[order[i]].label,
                       d.terms[order[i]].value);
        if (d.count > TERMS_SAID)
            str_format(out, "; and %d smaller", d.count - TERMS_SAID);
        str_add(out, ".");
    }
    arena_free(&arena);
}

static bool is_flow(const struct picture *picture)
{
    return picture->zoom == ZOOM_FLOW && config_has_flow(&picture->trace->config);
}

void picture_title(const struct picture *picture, struct str *out)
{
    const struct trace *trace = picture->trace;
    if (is_flow(picture))
        str_format(out, "decoding step %d", picture->cursor.step + 1);
    else if (picture->quantity == Q_NONE)
        str_format(out, "the %s stage", stage_name(picture->stage));
    else
        str_format(out, "%s%s %s", picture->zoom == ZOOM_CELL ? "a cell of " : "",
                   quantity_at(picture->quantity)->words, symbol_of(picture));
    if (config_reads_words(&trace->config))
        str_format(out, " of \"%s\"", trace->sentences[picture->sentence].text);
}

void picture_words(const struct picture *picture, struct str *out)
{
    if (is_flow(picture))
        say_step(picture, out);
    else if (picture->quantity == Q_NONE)
        str_format(out, "%s has nothing at the %s stage.", picture->trace->model->name,
                   stage_name(picture->stage));
    else if (picture->zoom == ZOOM_CELL)
        say_cell(picture, out);
    else
        say_matrix(picture, out);
}
