#include "study/glance.h"

#include <string.h>

#include "base/str.h"
#include "text/pairs.h"

static void copy_text(char *out, size_t size, const char *text)
{
    size_t n = strlen(text);
    if (n >= size)
        n = str_whole(text, size - 1);
    memcpy(out, text, n);
    out[n] = '\0';
}

static int limit(int count)
{
    return count < GLANCE_TOKENS ? count : GLANCE_TOKENS;
}

static struct sheet sheet_of_weights(const struct trace *trace)
{
    return sheet_of(trace_has(trace, Q_HOP_WEIGHTS) ? Q_HOP_WEIGHTS : Q_WEIGHTS);
}

struct mat glance_weights(const struct trace *trace, int sentence, struct strs *rows)
{
    struct sheet sheet = sheet_of_weights(trace);
    struct mat weights = trace_matrix(trace, sentence, sheet);
    bool writes = config_writes_words(&trace->config);
    enum axis axis = writes ? AXIS_TARGET : trace_quantity(trace, sheet.quantity)->rows;
    int length = trace_source_length(trace, sentence);
    int count = writes                ? trace->sentences[sentence].steps
                : axis == AXIS_ASKING ? (weights.x ? length : 0)
                                      : weights.rows;
    for (int i = 0; rows && i < count; i++) {
        char number[16];
        strs_add(rows, trace_label(trace, sentence, axis, i, number, sizeof number));
    }
    if (weights.x)
        weights = mat_cols(mat_rows(weights, 0, count), 0, length);
    return weights;
}

void glance_answer(const struct trace *trace, int sentence, struct strs *out)
{
    struct str answer = {0};
    for (int t = 0; t < trace->sentences[sentence].steps; t++)
        strs_add(out, trace_target_word(trace, sentence, t));
    if (!config_writes_words(&trace->config) && trace_answer(trace, sentence, &answer))
        tokens_split(out, UNIT_TOKEN, answer.text);
    str_free(&answer);
}

void glance_take(struct glance *glance, const struct trace *trace, int sentence)
{
    struct strs rows = {0};
    struct str answer = {0};
    struct mat weights = glance_weights(trace, sentence, &rows);
    *glance = (struct glance){.columns = limit(trace_source_length(trace, sentence)),
                              .rows = limit((int)rows.count),
                              .attends = weights.x != NULL};
    trace_answer(trace, sentence, &answer);
    copy_text(glance->source, sizeof glance->source, trace->sentences[sentence].text);
    copy_text(glance->translation, sizeof glance->translation, answer.text ? answer.text : "");
    for (int j = 0; j < glance->columns; j++)
        copy_text(glance->source_words[j], GLANCE_TOKEN, trace_source_word(trace, sentence, j));
    for (int t = 0; t < glance->rows; t++) {
        copy_text(glance->target_words[t], GLANCE_TOKEN, rows.list[t]);
        for (int j = 0; j < glance->columns && weights.x; j++)
            glance->weights[t][j] = (float)mat_row(weights, t)[j];
    }
    str_free(&answer);
    strs_free(&rows);
}

static bool has_text(const struct strs *strs, const char *text)
{
    for (size_t i = 0; i < strs->count; i++)
        if (strcmp(strs->list[i], text) == 0)
            return true;
    return false;
}

void glance_choose(struct strs *sentences, size_t count, const struct pair_source *from,
                   enum unit unit)
{
    enum { NEAR = 200, SHORT = 5, LONG = 12 };
    struct strs others = {0}, tokens = {0};
    struct pair pair;
    struct err err;
    bool again =
        from->maker || strcmp(from->path, "-") != 0; /* what is read from there is lost to others */
    struct pairs *pairs = again ? pairs_open_source(from, &err) : NULL;
    for (int i = 0; pairs && i < NEAR && sentences->count < count; i++) {
        if (pairs_next(pairs, &pair, &err) <= 0)
            break;
        strs_clear(&tokens);
        tokens_split(&tokens, unit_words(unit), pair.first);
        bool fits = tokens.count >= SHORT && tokens.count <= LONG;
        struct strs *list = fits ? sentences : &others;
        if (!has_text(list, pair.first))
            strs_add(list, pair.first);
    }
    for (size_t i = 0; i < others.count && sentences->count < count; i++)
        strs_add(sentences, others.list[i]);
    if (pairs)
        pairs_close(pairs);
    strs_free(&others);
    strs_free(&tokens);
}
