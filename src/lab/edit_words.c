#include "lab/edit_words.h"

#include <stdlib.h>
#include <string.h>

/* Interventions on words: the source sentence, and what is written. */

static void set_sentence(struct edit *edit, size_t number, const char *text)
{
    struct strs kept = {0};
    for (size_t i = 0; i < edit->sentences.count || i <= number; i++)
        strs_add(&kept, i == number ? text : edit->sentences.list[i]);
    strs_free(&edit->sentences);
    edit->sentences = kept;
}

int edit_words_sentence(struct edit *edit, const char *line, struct err *err)
{
    line += strspn(line, " ");
    size_t number = 1;
    if (*line == '@') {
        char *end;
        number = strtoul(line + 1, &end, 10);
        if (number < 1 || number > edit->sentences.count || (*end && *end != ' '))
            return err_set(err, "there is no sentence %.*s; there is @1 to @%zu",
                           (int)strcspn(line, " "), line, edit->sentences.count);
        line = end + strspn(end, " ");
    }
    if (!*line)
        return err_set(err, "expected a sentence");
    set_sentence(edit, number - 1, line);
    return 0;
}

int edit_words_beside(struct edit *edit, const char *line, struct err *err)
{
    line += strspn(line, " ");
    if (!*line)
        return err_set(err, "expected the sentence that shares the batch");
    if (edit->sentences.count == TRACE_SENTENCES)
        return err_set(err, "the batch is full: %d sentences", TRACE_SENTENCES);
    set_sentence(edit, edit->sentences.count, line);
    return 0;
}

/* Changes are about whole words, also where the model reads pieces of them: a word with another
 * piece in it would be cut anew. */
static void take_words(struct edit *edit, struct strs *out)
{
    const struct strs *tokens = &edit_run(edit)->sentences[0].tokens;
    tokenizer_merge(&edit->model->source, out, (const char *const *)tokens->list, tokens->count);
}

/* Makes words the first sentence, and frees them. */
static void put_words(struct edit *edit, struct strs *words)
{
    struct str text = {0};
    tokenizer_join_words(&edit->model->source, &text, (const char *const *)words->list,
                         words->count);
    set_sentence(edit, 0, text.text ? text.text : "");
    str_free(&text);
    strs_free(words);
}

/* The number of the word at a position that the line names: <eos> and padding cannot be moved. */
static int take_word(struct edit *edit, const char **at, size_t *number, struct err *err)
{
    const struct strs *tokens = &edit_run(edit)->sentences[0].tokens;
    int position, word[TRACE_TOKENS];
    if (edit_position(edit, at, &position, err))
        return -1;
    if ((size_t)position >= tokens->count)
        return err_set(err, "position %d is not a word of the sentence: it has %zu", position + 1,
                       tokens->count);
    tokenizer_group(&edit->model->source, (const char *const *)tokens->list, tokens->count, word);
    *number = (size_t)word[position];
    return 0;
}

int edit_words_swap(struct edit *edit, const char *line, struct err *err)
{
    size_t a, b;
    if (take_word(edit, &line, &a, err) || take_word(edit, &line, &b, err) || edit_end(line, err))
        return -1;
    struct strs words = {0}, old = {0};
    take_words(edit, &old);
    for (size_t i = 0; i < old.count; i++)
        strs_add(&words, old.list[i == a ? b : i == b ? a : i]);
    strs_free(&old);
    put_words(edit, &words);
    return 0;
}

int edit_words_drop(struct edit *edit, const char *line, struct err *err)
{
    size_t number;
    if (take_word(edit, &line, &number, err) || edit_end(line, err))
        return -1;
    struct strs words = {0}, old = {0};
    take_words(edit, &old);
    for (size_t i = 0; i < old.count; i++)
        if (i != number)
            strs_add(&words, old.list[i]);
    strs_free(&old);
    put_words(edit, &words);
    return 0;
}

int edit_words_replace(struct edit *edit, const char *line, struct err *err)
{
    size_t number;
    char word[128];
    if (take_word(edit, &line, &number, err) ||
        edit_word(&line, word, sizeof word, "the word to put there", err) || edit_end(line, err))
        return -1;
    struct strs words = {0}, old = {0};
    take_words(edit, &old);
    for (size_t i = 0; i < old.count; i++)
        strs_add(&words, i == number ? word : old.list[i]);
    strs_free(&old);
    put_words(edit, &words);
    return 0;
}

static void set_forced(struct edit *edit, const int *ids, int count)
{
    size_t bytes = (size_t)count * sizeof *ids;
    int *copy = arena_take(&edit->arena, bytes ? bytes : 1, 1);
    if (count)
        memcpy(copy, ids, bytes);
    edit->control.forced = copy;
    edit->control.forced_count = count;
}

/* A word that a decoder could have written. */
static int check_word(const struct vocab *vocab, const char *word, struct err *err)
{
    int id = vocab_id(vocab, word);
    if (!vocab_has(vocab, word))
        return err_set(err, "\"%.*s\" is not in the target vocabulary", str_fit(word, 60), word);
    return id == ID_PAD || id == ID_BOS ? err_set(err, "%s is never written", word) : 0;
}

/* The ids of a target text; every word must be in the vocabulary. */
static int force_text(struct edit *edit, const char *line, bool end, struct err *err)
{
    const struct vocab *vocab = edit->model->target.vocab;
    struct strs tokens = {0};
    int count, result = 0;
    tokenizer_split(&edit->model->target, &tokens, line);
    for (size_t i = 0; i < tokens.count && result == 0; i++)
        if (i > 0 && vocab_id(vocab, tokens.list[i - 1]) == ID_EOS)
            result = err_set(err, "with <eos> the sentence ends: nothing follows it");
        else
            result = check_word(vocab, tokens.list[i], err);
    if (result == 0 && tokens.count == 0)
        result = err_set(err, "expected the words to write");
    int *ids = vocab_ids(vocab, &tokens, TRACE_TOKENS, end, &count);
    if (result == 0)
        set_forced(edit, ids, count);
    free(ids);
    strs_free(&tokens);
    return result;
}

int edit_words_force(struct edit *edit, const char *line, struct err *err)
{
    return force_text(edit, line, false, err);
}

int edit_words_reference(struct edit *edit, const char *line, struct err *err)
{
    return force_text(edit, line, true, err);
}

/* The words written before the step stay, the chosen one follows, then the model goes on freely. */
int edit_words_choose(struct edit *edit, const char *line, struct err *err)
{
    int step;
    char word[128];
    if (edit_step(edit, &line, &step, err) ||
        edit_word(&line, word, sizeof word, "the word to write there", err) || edit_end(line, err))
        return -1;
    const struct trace *run = edit->run;
    const struct vocab *vocab = edit->model->target.vocab;
    if (check_word(vocab, word, err))
        return -1;
    int *ids = arena_take(&edit->arena, (size_t)step + 1, sizeof *ids);
    for (int t = 0; t < step; t++)
        ids[t] = run->sentences[0].words[t];
    ids[step] = vocab_id(vocab, word);
    set_forced(edit, ids, step + 1);
    return 0;
}
