#include "cmd/commands.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/mem.h"
#include "cmd/common.h"
#include "cmd/data.h"
#include "model/beam.h"
#include "model/translate.h"
#include "text/utf8.h"
#include "trace/trace.h"

/* heed translate: a filter, one line in and one line out. */

/* Lines in memory at a time: enough to sort by length, few enough for a file of any length. */
enum { CHUNK = 2048 };

struct chunk {
    struct translation list[CHUNK]; /* of the lines that are not empty */
    bool empty[CHUNK];
    long lines, count;
};

struct filter {
    const struct model *model;
    struct pool *pool;
    bool tokens, french;
    int beam;        /* 1: greedy */
    long line, room; /* lines read so far; lines to read before answering */
    int failure;     /* errno of a failed read */
    struct chunk chunk;
};

/* The text of a line without its end; anything that is not text becomes a blank. */
static void clean_line(struct str *out, const char *line, size_t n, bool first)
{
    static const char mark[] = "\xEF\xBB\xBF"; /* a byte order mark is no word */
    size_t skip = first && n >= 3 && memcmp(line, mark, 3) == 0 ? 3 : 0;
    str_clear(out);
    utf8_clean(out, line + skip, n - skip);
}

static void take_line(struct filter *f, const char *text)
{
    struct chunk *chunk = &f->chunk;
    struct sentence_ids s = sentence_ids(f->model->source_vocab, f->model->config.source_unit, text,
                                         TRACE_TOKENS, true);
    if (s.cut)
        fprintf(stderr, "heed: line %ld: the last %zu tokens are left out, %d are the limit\n",
                f->line, s.cut, TRACE_TOKENS);
    bool empty = s.count == 1;
    chunk->empty[chunk->lines++] = empty;
    if (empty)
        free(s.ids);
    else
        chunk->list[chunk->count++] =
            (struct translation){.source = s.ids, .source_length = s.count};
}

/* Fills the chunk; false at the end of the input. */
static bool read_chunk(struct filter *f)
{
    char *line = NULL;
    size_t room = 0;
    ssize_t n = 0;
    struct str text = {0};
    f->chunk.lines = f->chunk.count = 0;
    while (f->chunk.lines < f->room && (n = getline(&line, &room, stdin)) >= 0) {
        clean_line(&text, line, (size_t)n, f->line++ == 0);
        take_line(f, text.text ? text.text : "");
    }
    if (n < 0 && ferror(stdin))
        f->failure = errno;
    free(line);
    str_free(&text);
    return n >= 0;
}

static void print_translation(const struct filter *f, const struct translation *t)
{
    struct str out = {0};
    const char **words = mem_new((size_t)t->length, sizeof *words);
    for (int i = 0; i < t->length; i++)
        words[i] = vocab_token(f->model->target_vocab, t->words[i]);
    if (!f->tokens)
        tokens_join(&out, f->model->config.target_unit, f->french, words, (size_t)t->length);
    for (int i = 0; f->tokens && i < t->length; i++)
        str_format(&out, "%s%s", i ? " " : "", words[i]);
    puts(out.text ? out.text : "");
    free(words);
    str_free(&out);
}

static void answer_chunk(struct filter *f)
{
    struct chunk *chunk = &f->chunk;
    translate_all(&f->model->config, &f->model->weights, f->pool, f->beam, chunk->list,
                  chunk->count);
    for (long i = 0, next = 0; i < chunk->lines; i++)
        if (chunk->empty[i])
            putchar('\n');
        else
            print_translation(f, &chunk->list[next++]);
    for (long i = 0; i < chunk->count; i++)
        free((void *)(size_t)chunk->list[i].source);
    translation_free(chunk->list, chunk->count);
}

static int translate_input(const char *name, bool tokens, int beam, int threads)
{
    struct err err;
    struct model *model = data_open_model(name, &err);
    if (!model)
        return failed(&err);
    struct filter *f = mem_new(1, sizeof *f);
    f->model = model;
    f->pool = pool_new(threads);
    f->tokens = tokens;
    f->beam = beam;
    f->french = vocab_has(model->target_vocab, "qu'");
    f->room = isatty(STDIN_FILENO) ? 1 : CHUNK; /* a person waits for the answer to each line */
    bool more = true;
    while (more && !ferror(stdout)) {
        more = read_chunk(f);
        answer_chunk(f);
        fflush(stdout);
    }
    int result = EXIT_DONE;
    if (f->failure) {
        err_set(&err, "could not read the input after line %ld: %s", f->line, strerror(f->failure));
        result = failed(&err);
    }
    pool_free(f->pool);
    free(f);
    model_free(model);
    return result;
}

int cmd_translate(const struct command *command, int argc, char **argv)
{
    const char *model = NULL;
    bool tokens = false;
    int threads = pool_cores(), beam = 1;
    struct strs words = {0};
    const struct option options[] = {
        MODEL_OPTION(&model),
        {"beam", 0, OPTION_INT, &beam, "N",
         "keep the N most probable beginnings at every step (1: greedy decoding)"},
        {"tokens", 0, OPTION_FLAG, &tokens, NULL,
         "print the tokens as the model writes them, with one space between"},
        {"threads", 0, OPTION_INT, &threads, "N", "threads to compute with (all cores)"},
        {NULL, 0, OPTION_FLAG, NULL, NULL, NULL},
    };
    int result = options_parse(command, options, argc, argv, &words);
    if (result == EXIT_DONE && words.count)
        result = usage_error(command, "what is \"%s\"? Sentences are read from the standard input",
                             words.list[0]);
    if (result == EXIT_DONE && (beam < 1 || beam > BEAM_WIDTH_MAX))
        result = usage_error(command, "--beam must be from 1 to %d, not %d", BEAM_WIDTH_MAX, beam);
    if (result == EXIT_DONE)
        result = check_threads(command, threads);
    if (result == EXIT_DONE)
        result = translate_input(model, tokens, beam, threads);
    strs_free(&words);
    return result < 0 ? EXIT_DONE : result;
}
