#include "classified/classifier_say.h"

#include "classified/classifier_traced.h"
#include "classify/classifier_answer.h"
#include "trace/formula.h"
#include "trace/rank.h"

static double number(const struct trace *trace, int sentence, struct origin cell)
{
    struct sheet sheet = {cell.quantity, cell.slice};
    return (double)mat_row(trace_matrix(trace, sentence, sheet), cell.row)[cell.column];
}

/* "like → I": first word, second word, of a pair in a matrix of words × words. */
static void add_pair(const struct trace *trace, int sentence, struct origin cell, struct str *out)
{
    str_format(out, "(%s, %s)", trace_source_word(trace, sentence, cell.column),
               trace_source_word(trace, sentence, cell.row));
}

static void add_labels(const struct trace *trace, int sentence, struct str *out)
{
    const struct classifier_traced *t = classifier_traced(trace);
    str_format(out, "%s", classifier_label(trace->model, t->winner[sentence]));
    if (t->next[sentence] >= 0)
        str_format(out, " over %s", classifier_label(trace->model, t->next[sentence]));
}

static void say_contribution(const struct trace *trace, int sentence, struct origin cell,
                             struct str *out)
{
    double value = number(trace, sentence, cell);
    if (cell.quantity == Q_PAIR_CONTRIBUTION)
        add_pair(trace, sentence, cell, out);
    else if (cell.quantity == Q_HOP_CONTRIBUTION)
        str_format(out, "%s, through hop %d,", trace_source_word(trace, sentence, cell.column),
                   cell.row + 1);
    else
        str_add(out, trace_source_word(trace, sentence, cell.row));
    str_format(out, " adds %.4f to the lead of ", value);
    add_labels(trace, sentence, out);
    str_format(out, ", which is %.3f", (double)classifier_traced(trace)->margin.x[sentence]);
}

static void say_of_words(const struct trace *trace, int sentence, struct origin cell,
                         struct str *out)
{
    struct sheet sheet = {cell.quantity, cell.slice};
    const struct quantity *q = trace_quantity(trace, cell.quantity);
    bool pairs = trace->config.classifier.kind == CLASSIFY_RELATION ||
                 trace->config.classifier.kind == CLASSIFY_RELATION_PLAIN;
    if (rank_masks(q) && trace_masked(trace, sentence, cell.row, cell.column)) {
        add_pair(trace, sentence, cell, out);
        str_add(out, " is masked: it takes no part");
        return;
    }
    if (pairs)
        add_pair(trace, sentence, cell, out);
    else
        str_format(out, "%s looks at %s", trace_source_word(trace, sentence, cell.row),
                   trace_source_word(trace, sentence, cell.column));
    str_format(out, ": %s %.4f, rank %d of %d in its row", q->label, number(trace, sentence, cell),
               rank_of(trace, sentence, sheet, cell.row, cell.column),
               rank_places(trace, sentence, cell.row));
}

static void say_hop(const struct trace *trace, int sentence, struct origin cell, struct str *out)
{
    str_format(out, "hop %d, %s: %s %.4f", cell.row + 1,
               trace_source_word(trace, sentence, cell.column),
               trace_quantity(trace, cell.quantity)->label, number(trace, sentence, cell));
}

static void say_label(const struct trace *trace, int sentence, struct origin cell, struct str *out)
{
    str_format(out, "%s: %s %.4f", classifier_label(trace->model, cell.column),
               cell.quantity == Q_CLASS_PROBABILITIES ? "probability" : "logit",
               number(trace, sentence, cell));
}

static void say_unit(const struct trace *trace, int sentence, struct origin cell, struct str *out)
{
    formula_write_cell(trace, cell, out);
    str_format(out, " is %.4f", number(trace, sentence, cell));
    const struct quantity *q = trace_quantity(trace, cell.quantity);
    if (q->rows == AXIS_SOURCE || q->rows == AXIS_ASKING)
        str_format(out, ", at %s", trace_source_word(trace, sentence, cell.row));
}

void classifier_say(const struct trace *trace, int sentence, struct origin cell, struct str *out)
{
    const struct quantity *q = trace_quantity(trace, cell.quantity);
    if (cell.quantity == Q_PAIR_CONTRIBUTION || cell.quantity == Q_HOP_CONTRIBUTION ||
        cell.quantity == Q_WORD_CONTRIBUTION)
        say_contribution(trace, sentence, cell, out);
    else if (q->columns == AXIS_CLASS)
        say_label(trace, sentence, cell, out);
    else if (q->rows == AXIS_HOP && q->columns == AXIS_SOURCE)
        say_hop(trace, sentence, cell, out);
    else if (q->columns == AXIS_SOURCE)
        say_of_words(trace, sentence, cell, out);
    else
        say_unit(trace, sentence, cell, out);
}

void classifier_say_missing(const struct trace *trace, enum stage stage, struct str *out)
{
    static const char *const why[CLASSIFIER_KIND_COUNT] = {
        [CLASSIFY_MEAN] = "It averages embeddings, whatever their order.",
        [CLASSIFY_RNN] = "It decides by the last state of a recurrent layer.",
        [CLASSIFY_CNN] = "It averages what two convolutions find in neighboring words.",
        [CLASSIFY_RELATION_PLAIN] = "It averages all pairs of words, each as much as any other.",
        [CLASSIFY_RELATION] = "It weighs pairs of words.",
        [CLASSIFY_STRUCTURED] = "It adds states up by the weights of its hops.",
        [CLASSIFY_MULTIHEAD] = "Its words look at each other by several heads."};
    str_format(out, "%s has nothing at the %s stage.\n \n%s", trace->model->name,
               stage_label(stage), why[trace->config.classifier.kind]);
}
