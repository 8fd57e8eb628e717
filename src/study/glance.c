#include "study/glance.h"

#include <string.h>

#include "base/str.h"
#include "math/vec.h"
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

/* Where a model looks: steps at words, words at words, or hops at words. */
static struct sheet weights_of(const struct trace *trace)
{
    return sheet_of(trace_has(trace, Q_HOP_WEIGHTS) ? Q_HOP_WEIGHTS : Q_WEIGHTS);
}

/* "positive .93": the answer of a model that gives labels. */
static void add_answer(const struct trace *trace, int sentence, struct str *out)
{
    struct mat all = trace_get(trace, sentence, Q_CLASS_PROBABILITIES);
    char buffer[16];
    int best = all.x ? vec_argmax(all.x, all.cols) : 0;
    if (all.x)
        str_format(out, "%s %.2f",
                   trace_label(trace, sentence, AXIS_CLASS, best, buffer, sizeof buffer),
                   (double)all.x[best]);
}

/* The word of a row; of what is neither step nor word its number. */
static void copy_row_word(char out[GLANCE_TOKEN], const struct trace *trace, int sentence,
                          enum axis axis, int row)
{
    char buffer[16];
    copy_text(out, GLANCE_TOKEN, trace_label(trace, sentence, axis, row, buffer, sizeof buffer));
}

void glance_take(struct glance *glance, const struct trace *trace, int sentence)
{
    struct sheet sheet = weights_of(trace);
    struct mat weights = trace_matrix(trace, sentence, sheet);
    enum axis axis = trace_quantity(trace, sheet.quantity)->rows;
    bool writes = config_writes_words(&trace->config);
    int length = trace_source_length(trace, sentence);
    int rows = writes                ? trace->sentences[sentence].steps
               : axis == AXIS_ASKING ? (weights.x ? length : 0)
                                     : weights.rows;
    struct str answer = {0};
    *glance = (struct glance){
        .columns = limit(length), .rows = limit(rows), .attends = weights.x != NULL};
    if (writes)
        trace_translation(trace, sentence, &answer);
    else
        add_answer(trace, sentence, &answer);
    copy_text(glance->source, sizeof glance->source, trace->sentences[sentence].text);
    copy_text(glance->translation, sizeof glance->translation, answer.text ? answer.text : "");
    str_free(&answer);
    for (int j = 0; j < glance->columns; j++)
        copy_text(glance->source_words[j], GLANCE_TOKEN, trace_source_word(trace, sentence, j));
    for (int t = 0; t < glance->rows; t++) {
        copy_row_word(glance->target_words[t], trace, sentence, writes ? AXIS_TARGET : axis, t);
        for (int j = 0; j < glance->columns && weights.x; j++)
            glance->weights[t][j] = (float)mat_row(weights, t)[j];
    }
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
