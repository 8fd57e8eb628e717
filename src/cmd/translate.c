#include "cmd/commands.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/mem.h"
#include "cli/common.h"
#include "cli/decoding.h"
#include "decode/summary.h"
#include "decode/unknown.h"
#include "decode/word_weights.h"
#include "scores/ensemble.h"
#include "shell/data.h"
#include "text/utf8.h"
#include "trace/trace.h"

/* heed translate: a filter, one line in and one line out. */

/* Lines in memory at a time: enough to sort by length, few enough for a file of any length. */
enum { CHUNK = 2048 };

struct chunk {
    struct translation list[CHUNK]; /* of the lines that are not empty */
    int *ids[CHUNK];                /* of their sources */
    struct strs words[CHUNK];       /* of their sources; kept where <unk> is replaced */
    bool empty[CHUNK];
    long lines, count;
};

/* What is asked for. */
struct wishes {
    struct decoding decoding;
    const char *model, *ensemble; /* one of them, or neither */
    bool tokens, words, alignments;
    int threads;
};

struct filter {
    const struct model *model;
    const struct wishes *wishes;
    struct pool *pool;
    struct dictionary *dictionary; /* or NULL */
    long line, room;               /* lines read so far; lines to read before answering */
    int failure;                   /* errno of a failed read */
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
    struct strs words = {0}, tokens = {0};
    struct translation t = {0};
    tokenizer_words(&f->model->source, &words, text);
    tokenizer_cut(&f->model->source, &tokens, &words);
    if (tokens.count > TRACE_TOKENS)
        fprintf(stderr, "heed: line %ld: the last %zu tokens are left out, %d are the limit\n",
                f->line, tokens.count - TRACE_TOKENS, TRACE_TOKENS);
    chunk->empty[chunk->lines++] = tokens.count == 0;
    if (tokens.count) {
        int *ids = vocab_ids(f->model->source.vocab, &tokens, TRACE_TOKENS, true, &t.source_length);
        t.source = chunk->ids[chunk->count] = ids;
        if (f->wishes->decoding.replace) {
            chunk->words[chunk->count] = words;
            words = (struct strs){0};
        }
        chunk->list[chunk->count++] = t;
    }
    strs_free(&words);
    strs_free(&tokens);
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

/* Everything there is to say about one line of the input. */
struct printed_answer {
    const struct translation *translation; /* NULL: the line was empty */
    const struct hypothesis *hypothesis;
    const struct strs *words; /* of the source, where <unk> is replaced; else NULL */
};

static void print_list(const char *const *list, size_t count)
{
    for (size_t i = 0; i < count; i++)
        printf("%s%s", i ? " " : "", list[i]);
}

static void print_words(const struct filter *f, const struct printed_answer *answer)
{
    const struct tokenizer *target = &f->model->target;
    size_t count = (size_t)answer->hypothesis->length;
    const char **tokens = mem_new(count, sizeof *tokens);
    struct strs words = {0};
    struct str text = {0};
    unknown_replace(answer->hypothesis, f->model, answer->translation, answer->words, f->dictionary,
                    tokens);
    tokenizer_merge(target, &words, tokens, count);
    tokenizer_join_words(target, &text, (const char *const *)words.list, words.count);
    if (f->wishes->tokens)
        print_list(tokens, count);
    else if (f->wishes->words)
        print_list((const char *const *)words.list, words.count);
    else
        fputs(text.text ? text.text : "", stdout);
    strs_free(&words);
    str_free(&text);
    free(tokens);
}

/* Word of the source, word of the translation; with --tokens their tokens. */
static void print_alignment(const struct filter *f, const struct printed_answer *answer)
{
    const struct translation *t = answer->translation;
    const struct hypothesis *h = answer->hypothesis;
    struct arena arena = {0};
    const char *between = "\t";
    struct mat looks = {0};
    if (h->length) {
        looks = mat_of(h->looks, h->length, t->source_length);
        if (!f->wishes->tokens)
            looks = word_weights(&arena, looks, &f->model->source, t->source, &f->model->target,
                                 h->words);
    } else {
        fputs(between, stdout);
    }
    for (int i = 0; i < looks.rows; i++) {
        printf("%s%d-%d", between, summary_link(mat_row(looks, i), looks.cols), i);
        between = " ";
    }
    arena_free(&arena);
}

/* The first hypothesis of a line that has no end says so: it is no whole translation. */
static void warn_unended(long line, const struct translation *translation)
{
    const struct hypothesis *best = translation->best;
    if (!best->ended)
        fprintf(stderr,
                "heed: line %ld: the translation has no end: the model wrote %d tokens, the limit, "
                "without <eos>\n",
                line, best->length);
}

/* One line of output: [number TAB] [score TAB] translation [TAB alignment]. */
static void print_answer(const struct filter *f, long line, const struct printed_answer *answer)
{
    if (f->wishes->decoding.options.best)
        printf("%ld\t", line);
    if (f->wishes->decoding.options.scores)
        printf("%.4f\t", answer->hypothesis->score);
    print_words(f, answer);
    if (f->wishes->alignments)
        print_alignment(f, answer);
    putchar('\n');
}

static void answer_chunk(struct filter *f)
{
    static const struct hypothesis nothing;
    struct chunk *chunk = &f->chunk;
    long first = f->line - chunk->lines + 1;
    translate_all(&f->model->config, &f->model->weights, f->pool, &f->wishes->decoding.options,
                  chunk->list, chunk->count);
    for (long i = 0, next = 0; i < chunk->lines; i++) {
        if (chunk->empty[i]) {
            print_answer(f, first + i, &(struct printed_answer){.hypothesis = &nothing});
            continue;
        }
        struct printed_answer answer = {.translation = &chunk->list[next],
                                        .words = f->wishes->decoding.replace ? &chunk->words[next]
                                                                             : NULL};
        warn_unended(first + i, answer.translation);
        for (int k = 0; k < chunk->list[next].count; k++) {
            answer.hypothesis = &chunk->list[next].best[k];
            print_answer(f, first + i, &answer);
        }
        next++;
    }
    for (long i = 0; i < chunk->count; i++) {
        free(chunk->ids[i]);
        strs_free(&chunk->words[i]);
    }
    translation_free(chunk->list, chunk->count);
}

static int translate_lines(struct filter *f, struct err *err)
{
    bool more = true;
    while (more && !ferror(stdout)) {
        more = read_chunk(f);
        answer_chunk(f);
        fflush(stdout);
    }
    if (f->failure)
        return err_set(err, "could not read the input after line %ld: %s", f->line,
                       strerror(f->failure));
    return 0;
}

static int translate_input(struct wishes *wishes)
{
    struct err err;
    struct ensemble ensemble;
    int opened = ensemble_open(&ensemble, wishes->ensemble, wishes->model, &err);
    if (opened == 0 && !config_writes_words(&ensemble.models[0]->config))
        opened = err_set(&err, "%s gives labels and writes no words: heed classify -m %s",
                         ensemble.name, ensemble.name);
    if (opened) {
        ensemble_close(&ensemble);
        return command_failed(&err);
    }
    struct model *model = ensemble.models[0];
    struct filter *f = mem_new(1, sizeof *f);
    ensemble_use(&ensemble, &wishes->decoding.options);
    f->model = model;
    f->wishes = wishes;
    f->room = isatty(STDIN_FILENO) ? 1 : CHUNK; /* a person waits for the answer to each line */
    int result = decoding_check_model(&wishes->decoding, model,
                                      wishes->alignments ? "--alignments" : NULL, &err);
    if (!result)
        result = decoding_open_dictionary(&f->dictionary, &wishes->decoding, model, &err);
    if (!result) {
        f->pool = pool_new(wishes->threads);
        result = translate_lines(f, &err);
    }
    if (result)
        result = command_failed(&err);
    dictionary_free(f->dictionary);
    pool_free(f->pool);
    free(f);
    ensemble_close(&ensemble);
    return result;
}

/* Whether the options go together; completes them. */
static int check_wishes(const struct command *command, struct wishes *w)
{
    struct translate_options *o = &w->decoding.options;
    int result = decoding_check(command, &w->decoding);
    o->scores = o->scores || o->best;
    o->looks = w->alignments;
    if (result == EXIT_DONE && w->tokens && w->words)
        result = command_misused(command, "--tokens or --words: leave one out");
    if (result == EXIT_DONE && w->model && w->ensemble)
        result = command_misused(command, "--ensemble names all the models: leave -m out");
    if (result == EXIT_DONE && (o->best < 0 || o->best > o->beam.width))
        result = command_misused(
            command, "--n-best must be from 1 to %d, the width of the beam; --beam widens it",
            o->beam.width);
    return result == EXIT_DONE ? cli_check_threads(command, w->threads) : result;
}

int cmd_translate(const struct command *command, int argc, char **argv)
{
    struct wishes w = {.decoding.options.beam = beam_defaults(1), .threads = pool_cores()};
    struct translate_options *o = &w.decoding.options;
    struct strs words = {0};
    const struct option options[] = {
        MODEL_OPTION(&w.model),
        ENSEMBLE_OPTION(&w.ensemble),
        DECODING_OPTIONS(&w.decoding),
        {"n-best", 0, OPTION_INT, &o->best, "N",
         "print the N best hypotheses, a line each: line number from 1, tab, score, tab, "
         "translation"},
        {"scores", 0, OPTION_FLAG, &o->scores, NULL,
         "print score, tab, translation; without a beam the score is the mean log-probability"},
        {"alignments", 0, OPTION_FLAG, &w.alignments, NULL,
         "add a tab and i-j i-j ...: word i of the source had the most attention while word j was "
         "written, from 0, as heed align prints it; with --tokens, token i and token j"},
        {"tokens", 0, OPTION_FLAG, &w.tokens, NULL,
         "print the tokens as the model writes them, with one space between; a piece of a word "
         "that goes on ends with @@"},
        {"words", 0, OPTION_FLAG, &w.words, NULL,
         "print the words, lower case, with one space between: what heed eval measures"},
        {"threads", 0, OPTION_INT, &w.threads, "N", "threads to compute with (all cores)"},
        {NULL, 0, OPTION_FLAG, NULL, NULL, NULL},
    };
    int result = options_parse(command, options, argc, argv, &words);
    if (result == EXIT_DONE && words.count)
        result = command_misused(
            command, "what is \"%s\"? Sentences are read from the standard input", words.list[0]);
    if (result == EXIT_DONE)
        result = check_wishes(command, &w);
    if (result == EXIT_DONE)
        result = translate_input(&w);
    strs_free(&words);
    return result < 0 ? EXIT_DONE : result;
}
