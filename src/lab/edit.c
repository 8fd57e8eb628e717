#include "lab/edit.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

const struct trace *edit_run(struct edit *edit)
{
    edit->control.weights = edit->weights;
    edit->control.contexts = edit->contexts;
    if (!edit->run)
        edit->run = trace_new(edit->model, (const char *const *)edit->sentences.list,
                              (int)edit->sentences.count, &edit->control);
    return edit->run;
}

void edit_changed(struct edit *edit)
{
    trace_free(edit->run);
    edit->run = NULL;
}

int edit_word(const char **at, char *out, size_t size, const char *what, struct err *err)
{
    *at += strspn(*at, " ");
    size_t n = strcspn(*at, " ");
    if (n == 0)
        return err_set(err, "expected %s", what);
    size_t kept = n < size ? n : size - 1; /* no word that we know is longer */
    while (kept < n && ((unsigned char)(*at)[kept] & 0xC0) == 0x80)
        kept--;
    memcpy(out, *at, kept);
    out[kept] = '\0';
    *at += n;
    return 0;
}

int edit_number(const char **at, double *out, const char *what, struct err *err)
{
    char word[64], *end;
    if (edit_word(at, word, sizeof word, what, err))
        return -1;
    *out = strtod(word, &end);
    if (*end || isnan(*out))
        return err_set(err, "expected %s, found \"%s\"", what, word);
    return 0;
}

int edit_whole(const char **at, int low, int high, int *out, const char *what, struct err *err)
{
    double value;
    if (edit_number(at, &value, what, err))
        return -1;
    if (value != floor(value) || value < low || value > high)
        return err_set(err, "expected %s: a whole number from %d to %d, not %g", what, low, high,
                       value);
    *out = (int)value;
    return 0;
}

bool edit_option(const char **at, const char *word)
{
    const char *from = *at + strspn(*at, " ");
    size_t n = strlen(word);
    if (strncmp(from, word, n) != 0 || (from[n] && from[n] != ' '))
        return false;
    *at = from + n;
    return true;
}

/* Says what is allowed; `word` is "" where there is none. */
static int no_choice(const char *const *names, const char *more, const char *what, const char *word,
                     struct err *err)
{
    struct str list = {0};
    for (int i = 0; names[i]; i++)
        str_format(&list, i ? "|%s" : "%s", names[i]);
    if (more)
        str_format(&list, "|%s", more);
    if (*word)
        err_set(err, "there is no %s \"%s\"; there is %s", what, word, list.text);
    else
        err_set(err, "expected %s: %s", what, list.text);
    str_free(&list);
    return -1;
}

int edit_choice(const char **at, const char *const *names, const char *more, const char *what,
                struct err *err)
{
    char word[32] = "";
    int i = 0;
    if (edit_word(at, word, sizeof word, what, err))
        return no_choice(names, more, what, word, err);
    while (names[i] && strcmp(names[i], word) != 0)
        i++;
    bool found = names[i] || (more && strcmp(more, word) == 0);
    return found ? i : no_choice(names, more, what, word, err);
}

int edit_end(const char *at, struct err *err)
{
    at += strspn(at, " ");
    return *at ? err_set(err, "too much: \"%.*s\"", str_fit(at, 60), at) : 0;
}

/* Whether place i, a step or a source position, has a piece of this word. */
static bool is_piece_of(const struct trace *trace, bool step, int i, const char *word)
{
    struct str whole = {0};
    (step ? trace_target_whole : trace_source_whole)(trace, 0, i, &whole);
    bool same = whole.length && strcmp(whole.text, word) == 0;
    str_free(&whole);
    return same;
}

/* Whether place i has this token, as it is written or as people read it. */
static bool is_token(const struct trace *trace, enum axis axis, int i, const char *word)
{
    char buffer[32];
    return strcmp(trace_token(trace, 0, axis, i, buffer, sizeof buffer), word) == 0 ||
           strcmp(trace_label(trace, 0, axis, i, buffer, sizeof buffer), word) == 0;
}

/* A step or a source position: a number from 1 to `count`, the token that stands there, or the word
 * that it is a piece of; the first of equals. */
static int place(const char **at, int count, const struct trace *trace, bool step, int *out,
                 struct err *err)
{
    enum axis axis = step ? AXIS_TARGET : AXIS_SOURCE;
    char word[128], *end, expected[64];
    snprintf(expected, sizeof expected,
             step ? "a step from 1 to %d or its word" : "a word from 1 to %d or its word", count);
    if (edit_word(at, word, sizeof word, expected, err))
        return -1;
    long number = strtol(word, &end, 10);
    for (int i = 0; i < count; i++)
        if (*end ? is_token(trace, axis, i, word) : number == i + 1) {
            *out = i;
            return 0;
        }
    for (int i = 0; *end && i < count; i++)
        if (is_piece_of(trace, step, i, word)) {
            *out = i;
            return 0;
        }
    return err_set(err,
                   step ? "there is no step \"%s\"; expected 1 to %d or its word"
                        : "there is no word \"%s\"; expected 1 to %d or its word",
                   word, count);
}

int edit_row_place(struct edit *edit, const char **at, struct sheet weights, int *row,
                   struct err *err)
{
    const struct trace *run = edit_run(edit);
    int rows = trace_matrix(run, 0, weights).rows;
    switch (trace_quantity(run, weights.quantity)->rows) {
    case AXIS_ASKING:
        return place(at, rows, run, false, row, err);
    case AXIS_HOP:
        if (edit_whole(at, 1, rows, row, "a hop", err))
            return -1;
        --*row;
        return 0;
    default:
        return edit_step(edit, at, row, err);
    }
}

int edit_step(struct edit *edit, const char **at, int *step, struct err *err)
{
    const struct trace *run = edit_run(edit);
    return place(at, run->sentences[0].steps, run, true, step, err);
}

int edit_position(struct edit *edit, const char **at, int *position, struct err *err)
{
    const struct trace *run = edit_run(edit);
    return place(at, trace_source_count(run), run, false, position, err);
}

int edit_word_end(struct edit *edit, const char *at, int position)
{
    const struct trace *run = edit_run(edit);
    const struct strs *list = &run->sentences[0].tokens;
    int group[TRACE_TOKENS], tokens = (int)list->count, end = position + 1;
    char word[128];
    struct err none;
    if (edit_word(&at, word, sizeof word, "", &none) || position >= tokens ||
        is_token(run, AXIS_SOURCE, position, word) || !is_piece_of(run, false, position, word))
        return end;
    tokenizer_group(&edit->model->source, (const char *const *)list->list, list->count, group);
    while (end < tokens && group[end] == group[position])
        end++;
    return end;
}

real *edit_row(struct edit *edit, struct row_change *list, int *count, int step, int size)
{
    if (*count == ROW_CHANGES_MAX)
        return NULL;
    real *values = arena_zero(&edit->arena, (size_t)size, sizeof *values);
    list[(*count)++] = (struct row_change){
        .sentence = 0, .step = step, .slice = -1, .values = values, .count = size, .by = edit->by};
    return values;
}
