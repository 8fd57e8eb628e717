#include "quantities/seq2seq_say.h"

#include <stdlib.h>

#include "text/vocab.h"
#include "trace/formula.h"
#include "trace/rank.h"

static double number(const struct trace *trace, int sentence, struct origin cell)
{
    struct sheet sheet = {cell.quantity, cell.slice};
    return mat_row(trace_matrix(trace, sentence, sheet), cell.row)[cell.column];
}

static struct origin same_cell(enum quantity_id id, struct origin cell)
{
    cell.quantity = id;
    return cell;
}

static int rank(const struct trace *trace, int sentence, struct origin cell)
{
    return rank_of(trace, sentence, (struct sheet){cell.quantity, cell.slice}, cell.row,
                   cell.column);
}

/* "oratory", of "laboratory" where it is a piece of that word. To be freed. */
static char *named(const struct trace *trace, int sentence, bool target, int i)
{
    struct str whole = {0};
    const char *token =
        target ? trace_target_word(trace, sentence, i) : trace_source_word(trace, sentence, i);
    if (target)
        trace_target_whole(trace, sentence, i, &whole);
    else
        trace_source_whole(trace, sentence, i, &whole);
    char *name = whole.length ? mem_format("\"%s\" of \"%s\"", token, whole.text)
                              : mem_format("\"%s\"", token);
    str_free(&whole);
    return name;
}

/* Any of the weights: those in force, those before they were changed, those of the other state. */
static void say_weight(const struct trace *trace, int sentence, struct origin cell, struct str *out)
{
    bool other = cell.quantity == Q_OTHER_WEIGHTS;
    int t = cell.row, j = cell.column;
    char *target = named(trace, sentence, true, t), *source = named(trace, sentence, false, j);
    enum exclusion why = trace_exclusion(trace, sentence, t, j);
    double weight = number(trace, sentence, cell);
    double score = number(trace, sentence, same_cell(other ? Q_OTHER_SCORES : Q_SCORES, cell));
    int place = rank(trace, sentence, cell), places = rank_places(trace, sentence, t);
    if (weight == 0 && why == EXCLUDED_BY_MASK)
        str_format(out,
                   "%s cannot look at position %d, %s: it is masked, so its weight is "
                   "exactly 0",
                   target, j + 1, source);
    else if (weight == 0 && why == EXCLUDED_BY_WINDOW)
        str_format(out,
                   "%s cannot look at position %d, %s: it is outside the window, so its "
                   "weight is exactly 0",
                   target, j + 1, source);
    else if (other)
        str_format(out, "%s would look at %s with weight %.3f (score %.2f, rank %d of %d)", target,
                   source, weight, score, place, places);
    else
        str_format(out, "%s looks at %s with weight %.3f (score %.2f, rank %d of %d)", target,
                   source, weight, score, place, places);
    free(target);
    free(source);
}

/* A position that takes no part. */
static void say_excluded(const struct trace *trace, int sentence, struct origin cell,
                         enum exclusion why, struct str *out)
{
    const char *source = trace_source_word(trace, sentence, cell.column);
    bool soft = trace->control.soft_mask, later = cell.quantity != Q_MASKED;
    double score = mat_row(trace_get(trace, sentence, Q_SCORES), cell.row)[cell.column];
    if (why == EXCLUDED_BY_WINDOW && later)
        str_format(out, "position %d is \"%s\": the window will leave this score out, %.2f",
                   cell.column + 1, source, score);
    else if (why == EXCLUDED_BY_WINDOW && soft)
        str_format(out, "position %d is \"%s\": outside the window, so its score becomes −1e6",
                   cell.column + 1, source);
    else if (why == EXCLUDED_BY_WINDOW)
        str_format(out, "position %d is \"%s\": outside the window, so its score becomes −∞",
                   cell.column + 1, source);
    else if (later)
        str_format(out, "position %d is \"%s\": the mask will hide this score, %.2f",
                   cell.column + 1, source, score);
    else if (soft)
        str_format(out, "position %d is \"%s\": masked, so its score becomes −1e6", cell.column + 1,
                   source);
    else
        str_format(out, "position %d is \"%s\": masked, so its score becomes −∞", cell.column + 1,
                   source);
}

static void say_score(const struct trace *trace, int sentence, struct origin cell, struct str *out)
{
    int t = cell.row, j = cell.column, places = rank_places(trace, sentence, t);
    const char *target = trace_target_word(trace, sentence, t);
    const char *source = trace_source_word(trace, sentence, j);
    enum exclusion why = trace_exclusion(trace, sentence, t, j);
    if (why != EXCLUDED_NOT)
        say_excluded(trace, sentence, cell, why, out);
    else if (score_places(trace->attention->score))
        str_format(out,
                   "e(%d,%d) = %.3f: what place %d gets for writing \"%s\", whatever word is there "
                   "(\"%s\"), rank %d of %d",
                   t + 1, j + 1, number(trace, sentence, same_cell(Q_SCORES, cell)), j + 1, target,
                   source, rank(trace, sentence, same_cell(Q_MASKED, cell)), places);
    else if (cell.quantity == Q_OTHER_SCORES)
        str_format(out,
                   "e′(%d,%d) = %.3f: how well the state that is not asked at \"%s\" matches "
                   "\"%s\", rank %d of %d",
                   t + 1, j + 1, number(trace, sentence, cell), target, source,
                   rank(trace, sentence, cell), places);
    else
        str_format(out,
                   "e(%d,%d) = %.3f: how well the state that will write \"%s\" matches \"%s\", "
                   "rank %d of %d",
                   t + 1, j + 1, number(trace, sentence, same_cell(Q_SCORES, cell)), target, source,
                   rank(trace, sentence, same_cell(Q_MASKED, cell)), places);
}

/* A number of a state, of a gate, of an embedding; or the only one of its row. */
static void say_unit(const struct trace *trace, int sentence, const struct quantity *q,
                     struct origin cell, struct str *out)
{
    int row = cell.row;
    struct str symbol = {0};
    formula_write_symbol(trace, (struct sheet){q->id, cell.slice}, -1, -1, &symbol);
    char *name = q->columns == AXIS_UNIT ? mem_format("unit %d of %s", cell.column + 1, symbol.text)
                                         : mem_text(symbol.text);
    double value = number(trace, sentence, cell);
    if (q->rows == AXIS_SOURCE)
        str_format(out, "%s is %.4f at word %d, \"%s\"", name, value, row + 1,
                   trace_source_word(trace, sentence, row));
    else if (q->rows == AXIS_TARGET)
        str_format(out, "%s is %.4f at step %d, which is fed \"%s\" and writes \"%s\"", name, value,
                   row + 1, trace_fed_word(trace, sentence, row),
                   trace_target_word(trace, sentence, row));
    else
        str_format(out, "%s is %.4f before the first word is written", name, value);
    str_free(&symbol);
    free(name);
}

/* What became of a word at the step at which it might have been written. */
static void say_fate(const struct trace *trace, int sentence, int t, int id, struct str *out)
{
    int written = trace->sentences[sentence].words[t];
    bool skipped = trace_skipped_unknown(trace, sentence, t);
    if (skipped && id == ID_UNK)
        str_format(out, ": the most probable, not written (\"%s\" is)",
                   vocab_label(trace->model->target.vocab, written));
    else if (skipped && written == id)
        str_add(out, ": it is written, as <unk>, the most probable, is not");
    else if (written == id)
        str_add(out, ": it is written");
}

static void say_word(const struct trace *trace, int sentence, struct origin cell, struct str *out)
{
    const struct vocab *vocab = trace->model->target.vocab;
    int t = cell.row, id = cell.column;
    struct origin chance = same_cell(Q_PROBABILITIES, cell);
    str_format(out, "at step %d, after \"%s\", the word \"%s\" has probability %.3f, rank %d of %d",
               t + 1, trace_fed_word(trace, sentence, t), vocab_label(vocab, id),
               number(trace, sentence, chance), rank(trace, sentence, chance), vocab_size(vocab));
    say_fate(trace, sentence, t, id, out);
}

void seq2seq_say(const struct trace *trace, int sentence, struct origin cell, struct str *out)
{
    const struct quantity *q = trace_quantity(trace, cell.quantity);
    if (q->columns == AXIS_SOURCE && q->kind == KIND_PROBABILITY)
        say_weight(trace, sentence, cell, out);
    else if (q->columns == AXIS_SOURCE)
        say_score(trace, sentence, cell, out);
    else if (q->columns == AXIS_VOCAB)
        say_word(trace, sentence, cell, out);
    else
        say_unit(trace, sentence, q, cell, out);
}
