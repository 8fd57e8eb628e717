#include "trace/trace.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "math/vec.h"
#include "text/utf8.h"
#include "tokenizer/piece.h"
#include "trace/tracing.h"

static struct trace *trace_run(const struct model *model, const char *const *texts, int count,
                               const struct control *control, int steps)
{
    struct trace *trace = mem_new(1, sizeof *trace);
    trace->tracing = tracing_of(model);
    trace->model = model;
    trace->changed = control != NULL;
    if (control)
        trace->control = control_copy(&trace->arena, control);
    trace->tracing->run(trace, texts, count < TRACE_SENTENCES ? count : TRACE_SENTENCES, steps);
    return trace;
}

struct trace *trace_new(const struct model *model, const char *const *texts, int count,
                        const struct control *control)
{
    return trace_run(model, texts, count, control, 0);
}

struct trace *trace_forced(const struct model *model, const char *text, const int *target,
                           int target_count)
{
    struct control forced = {.forced = target, .forced_count = target_count};
    return trace_run(model, &text, 1, &forced, target_count);
}

void trace_free(struct trace *trace)
{
    if (!trace)
        return;
    for (int b = 0; b < trace->count; b++) {
        strs_free(&trace->sentences[b].tokens);
        free(trace->sentences[b].text);
        free(trace->sentences[b].ids);
    }
    arena_free(&trace->arena);
    free(trace);
}

/* ---- numbers ---- */

const struct quantity *trace_quantity(const struct trace *trace, enum quantity_id id)
{
    const struct quantity *own = tracing_quantity(trace->tracing, id);
    return own ? own : quantity_any(id);
}

bool trace_find(const struct trace *trace, const char *name, struct sheet *out)
{
    return quantity_find_in(trace->tracing, name, out) || quantity_find(name, out);
}

/* Of how many the last is 0, or the first; −1: there is no such slice. */
static int counted(int number, int count, int default_number)
{
    return number < 0 || number > count ? -1 : number == default_number ? 0 : number;
}

struct slice trace_slice(const struct trace *trace, struct slice slice)
{
    struct slice counts = trace->tracing->slices(trace);
    return (struct slice){counted(slice.layer, counts.layer, counts.layer),
                          counted(slice.head, counts.head, 1), counted(slice.hop, counts.hop, 1)};
}

struct mat trace_matrix(const struct trace *trace, int sentence, struct sheet sheet)
{
    const struct quantity *q = tracing_quantity(trace->tracing, sheet.quantity);
    sheet.slice = trace_slice(trace, sheet.slice);
    if (!q || sheet.slice.layer < 0 || sheet.slice.head < 0 || sheet.slice.hop < 0)
        return (struct mat){0};
    return q->numbers(trace, sentence, sheet);
}

struct mat trace_get(const struct trace *trace, int sentence, enum quantity_id id)
{
    return trace_matrix(trace, sentence, (struct sheet){.quantity = id});
}

bool trace_has_sheet(const struct trace *trace, struct sheet sheet)
{
    return trace_matrix(trace, 0, sheet).x != NULL;
}

bool trace_has(const struct trace *trace, enum quantity_id id)
{
    return trace_has_sheet(trace, (struct sheet){.quantity = id});
}

/* Slice `number` of those that a quantity has along one way, from 0: first the one that has no
 * number. */
static int nth(bool sliced, int number, int count, bool last)
{
    if (!sliced)
        return number == 0 ? 0 : -1;
    if (number == 0)
        return 0;
    return number < count ? (last ? number : number + 1) : -1;
}

/* The matrices of one slice of everything: number −1 where a quantity is not sliced so. */
static int add_sheets(const struct trace *trace, int stage, const int number[3], struct sheet *list)
{
    struct slice counts = trace->tracing->slices(trace);
    int count = 0;
    for (const struct quantity *const *table = trace->tracing->quantities; *table; table++)
        for (const struct quantity *q = *table; q->name; q++) {
            struct slice slice = {nth(q->slices & SLICED_BY_LAYER, number[0], counts.layer, true),
                                  nth(q->slices & SLICED_BY_HEAD, number[1], counts.head, false),
                                  nth(q->slices & SLICED_BY_HOP, number[2], counts.hop, false)};
            struct sheet sheet = {q->id, slice};
            bool there = slice.layer >= 0 && slice.head >= 0 && slice.hop >= 0;
            if ((stage < 0 || q->stage == (enum stage)stage) && there &&
                trace_has_sheet(trace, sheet))
                list[count++] = sheet;
        }
    return count;
}

const struct sheet *trace_sheets(const struct trace *trace, int stage, struct arena *arena,
                                 int *count)
{
    struct slice counts = trace->tracing->slices(trace);
    size_t most = (size_t)(Q_COUNT * counts.layer * counts.head * counts.hop);
    struct sheet *list = arena_take(arena, most, sizeof *list);
    *count = 0;
    for (int layer = 0; layer < counts.layer; layer++)
        for (int head = 0; head < counts.head; head++)
            for (int hop = 0; hop < counts.hop; hop++)
                *count += add_sheets(trace, stage, (const int[]){layer, head, hop}, list + *count);
    return list;
}

/* Whether the run has any matrix at a stage. */
static bool has_stage(const struct trace *trace, enum stage stage)
{
    for (const struct quantity *const *table = trace->tracing->quantities; *table; table++)
        for (const struct quantity *q = *table; q->name; q++)
            if (q->stage == stage && trace_has(trace, q->id))
                return true;
    return false;
}

int trace_stages(const struct trace *trace, enum stage *list)
{
    const struct tracing *tracing = trace->tracing;
    int count = 0;
    for (int i = 0; i < tracing->stage_count; i++)
        if (!tracing->skips || has_stage(trace, tracing->stages[i]))
            list[count++] = tracing->stages[i];
    return count;
}

/* "layer 2 ", where there is more than one; 0 stands for a number that is known. */
static void label_slice(const char *word, int number, int known, int count, struct str *out)
{
    if (count > 1)
        str_format(out, "%s %d ", word, number > 0 ? number : known);
}

void trace_sheet_label(const struct trace *trace, struct sheet sheet, struct str *out)
{
    const struct quantity *q = trace_quantity(trace, sheet.quantity);
    struct slice counts = trace->tracing->slices(trace), slice = sheet.slice;
    if (q->slices & SLICED_BY_LAYER)
        label_slice("layer", slice.layer, counts.layer, counts.layer, out);
    if (q->slices & SLICED_BY_HEAD)
        label_slice("head", slice.head, 1, counts.head, out);
    if (q->slices & SLICED_BY_HOP)
        label_slice("hop", slice.hop, 1, counts.hop, out);
    str_add(out, q->label);
}

void trace_read(struct trace *trace, int number, const char *text)
{
    const struct model *model = trace->model;
    struct trace_sentence *s = &trace->sentences[number];
    struct str clean = {0};
    utf8_clean(&clean, text, strlen(text));
    s->text = str_take(&clean);
    tokenizer_split(&model->source, &s->tokens, s->text);
    while (s->tokens.count > TRACE_TOKENS) {
        free(s->tokens.list[--s->tokens.count]);
        s->cut++;
    }
    s->ids = mem_new(s->tokens.count + 1, sizeof *s->ids);
    for (size_t i = 0; i < s->tokens.count; i++)
        s->ids[i] = vocab_id(model->source.vocab, s->tokens.list[i]);
    s->ids[s->tokens.count] = ID_EOS;
}

const int *trace_lay_out(struct trace *trace, const int *lengths, int *length)
{
    int size = trace->count;
    *length = 0;
    for (int b = 0; b < size; b++)
        *length = lengths[b] > *length ? lengths[b] : *length;
    int *tokens = arena_zero(&trace->arena, (size_t)(*length * size), sizeof *tokens);
    for (int b = 0; b < size; b++)
        for (int j = 0; j < lengths[b]; j++)
            tokens[j * size + b] = trace->sentences[b].ids[j];
    return tokens;
}

struct mat trace_rows(const struct trace *trace, int sentence, struct mat all, int rows)
{
    return (struct mat){.x = all.x ? all.x + (long)sentence * all.stride : NULL,
                        .rows = rows,
                        .cols = all.cols,
                        .stride = trace->count * all.stride};
}

struct mat trace_steps(const struct trace *trace, int sentence, struct steps s, int first)
{
    int steps = trace->sentences[sentence].steps;
    struct mat all = {.x = s.x ? s.x + (long)first * s.rows * s.cols : NULL,
                      .rows = steps,
                      .cols = s.cols,
                      .stride = s.cols};
    return trace_rows(trace, sentence, all, steps);
}

/* ---- words ---- */

int trace_source_count(const struct trace *trace)
{
    return trace->tracing->count(trace, -1, AXIS_SOURCE);
}

int trace_source_length(const struct trace *trace, int sentence)
{
    return trace->tracing->count(trace, sentence, AXIS_SOURCE);
}

const char *trace_source_word(const struct trace *trace, int sentence, int j)
{
    return trace->tracing->label(trace, sentence, AXIS_SOURCE, j);
}

bool trace_source_known(const struct trace *trace, int sentence, int j)
{
    return j >= trace_source_length(trace, sentence) || trace->sentences[sentence].ids[j] != ID_UNK;
}

const char *trace_target_word(const struct trace *trace, int sentence, int t)
{
    return trace->tracing->label(trace, sentence, AXIS_TARGET, t);
}

const char *trace_fed_word(const struct trace *trace, int sentence, int t)
{
    return vocab_label(trace->model->target.vocab, trace->sentences[sentence].fed[t]);
}

static const char *target_token(const struct trace *trace, int sentence, int t)
{
    return vocab_token(trace->model->target.vocab, trace->sentences[sentence].words[t]);
}

/* The tokens of one side, of a sentence. */
struct token_row {
    const struct tokenizer *tokenizer;
    const char **tokens; /* [count] */
    int count;
};

static struct token_row row_of(const struct trace *trace, int sentence, bool target)
{
    const struct trace_sentence *s = &trace->sentences[sentence];
    struct token_row side = {.tokenizer = target ? &trace->model->target : &trace->model->source,
                             .count = target ? s->steps : (int)s->tokens.count};
    side.tokens = mem_new((size_t)side.count, sizeof *side.tokens);
    for (int i = 0; i < side.count; i++)
        side.tokens[i] = target ? target_token(trace, sentence, i) : s->tokens.list[i];
    return side;
}

static void add_whole(struct token_row side, int at, struct str *out)
{
    int *word = mem_new((size_t)side.count + 1, sizeof *word), first = at, last = at;
    struct strs whole = {0};
    tokenizer_group(side.tokenizer, side.tokens, (size_t)side.count, word);
    while (at < side.count && first > 0 && word[first - 1] == word[at])
        first--;
    while (last + 1 < side.count && word[last + 1] == word[at])
        last++;
    if (first < last) {
        tokenizer_merge(side.tokenizer, &whole, side.tokens + first, (size_t)(last - first + 1));
        str_add(out, whole.list[0]);
    }
    strs_free(&whole);
    free(side.tokens);
    free(word);
}

void trace_source_whole(const struct trace *trace, int sentence, int j, struct str *out)
{
    add_whole(row_of(trace, sentence, false), j, out);
}

void trace_target_whole(const struct trace *trace, int sentence, int t, struct str *out)
{
    add_whole(row_of(trace, sentence, true), t, out);
}

bool trace_excluded(const struct trace *trace, int sentence, int t, int j)
{
    return trace->tracing->masked(trace, sentence, t, j);
}

bool trace_masked(const struct trace *trace, int sentence, int t, int j)
{
    return !trace->control.soft_mask && trace_excluded(trace, sentence, t, j);
}

enum exclusion trace_exclusion(const struct trace *trace, int sentence, int t, int j)
{
    const struct control *control = &trace->control;
    int valid = t < control->lengths_count ? control->lengths[t] : -1;
    bool masked = valid >= 0 ? j >= valid : trace_excluded(trace, sentence, -1, j);
    if (!trace_excluded(trace, sentence, t, j))
        return EXCLUDED_NOT;
    return masked ? EXCLUDED_BY_MASK : EXCLUDED_BY_WINDOW;
}

const char *trace_label(const struct trace *trace, int sentence, enum axis axis, int i,
                        char *buffer, size_t size)
{
    const char *word = trace->tracing->label(trace, sentence, axis, i);
    if (word)
        return word;
    snprintf(buffer, size, "%d", i + 1);
    return buffer;
}

void trace_say(const struct trace *trace, int sentence, struct origin cell, struct str *out)
{
    struct mat all = trace_matrix(trace, sentence, (struct sheet){cell.quantity, cell.slice});
    bool there =
        all.x && cell.row >= 0 && cell.row < all.rows && cell.column >= 0 && cell.column < all.cols;
    if (there)
        trace->tracing->say(trace, sentence, cell, out);
}

const char *trace_token(const struct trace *trace, int sentence, enum axis axis, int i,
                        char *buffer, size_t size)
{
    const struct trace_sentence *s = &trace->sentences[sentence];
    bool reads = axis == AXIS_SOURCE || axis == AXIS_ASKING;
    if (reads && (size_t)i < s->tokens.count)
        return s->tokens.list[i];
    if (axis == AXIS_TARGET && trace->model->target.bpe && i < s->steps)
        return target_token(trace, sentence, i);
    if (axis == AXIS_VOCAB)
        return vocab_token(trace->model->target.vocab, i);
    return trace_label(trace, sentence, axis, i, buffer, size);
}

bool trace_translation(const struct trace *trace, int sentence, struct str *out)
{
    const struct trace_sentence *s = &trace->sentences[sentence];
    int count = s->words ? s->steps - s->ended : 0;
    const char **words = mem_new((size_t)(count > 0 ? count : 1), sizeof *words);
    for (int t = 0; t < count; t++)
        words[t] = target_token(trace, sentence, t);
    tokenizer_join(&trace->model->target, out, words, (size_t)count);
    free(words);
    return s->words && s->ended;
}

bool trace_answer(const struct trace *trace, int sentence, struct str *out)
{
    struct mat all = trace_get(trace, sentence, Q_CLASS_PROBABILITIES);
    char text[16];
    if (config_writes_words(&trace->config)) {
        trace_translation(trace, sentence, out);
        return true;
    }
    int best = all.x ? vec_argmax(all.x, all.cols) : 0;
    if (all.x)
        str_format(out, "%s %.2f",
                   trace_label(trace, sentence, AXIS_CLASS, best, text, sizeof text),
                   (double)all.x[best]);
    return all.x != NULL;
}

int trace_top_words(const struct trace *trace, int sentence, int t, int *words, int count)
{
    struct mat p = trace_get(trace, sentence, Q_PROBABILITIES);
    if (!p.x)
        return 0;
    return vec_top(words, count, mat_row(p, t), p.cols);
}

bool trace_skipped_unknown(const struct trace *trace, int sentence, int t)
{
    int best;
    return t >= trace->control.forced_count && !trace->control.allow_unknown &&
           trace_top_words(trace, sentence, t, &best, 1) == 1 && best == ID_UNK;
}
