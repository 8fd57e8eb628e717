#include "cmd/commands.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/mem.h"
#include "cmd/common.h"
#include "cmd/data.h"
#include "model/unknown.h"
#include "text/utf8.h"
#include "trace/trace.h"

/* heed translate: a filter, one line in and one line out. */

/* Lines in memory at a time: enough to sort by length, few enough for a file of any length. */
enum { CHUNK = 2048 };

struct chunk {
    struct translation list[CHUNK]; /* of the lines that are not empty */
    struct strs tokens[CHUNK];      /* of their sources; kept where <unk> is replaced */
    bool empty[CHUNK];
    long lines, count;
};

/* What is asked for. */
struct wishes {
    struct translate_options options;
    bool tokens, alignments, replace;
    const char *dictionary; /* path, or NULL */
    int threads;
};

struct filter {
    const struct model *model;
    const struct wishes *wishes;
    struct pool *pool;
    struct dictionary *dictionary; /* or NULL */
    bool french;
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
    struct strs tokens = {0};
    struct translation t = {0};
    tokens_split(&tokens, f->model->config.source_unit, text);
    if (tokens.count > TRACE_TOKENS)
        fprintf(stderr, "heed: line %ld: the last %zu tokens are left out, %d are the limit\n",
                f->line, tokens.count - TRACE_TOKENS, TRACE_TOKENS);
    chunk->empty[chunk->lines++] = tokens.count == 0;
    if (tokens.count) {
        t.source = vocab_ids(f->model->source_vocab, &tokens, TRACE_TOKENS, true, &t.source_length);
        if (f->wishes->replace)
            chunk->tokens[chunk->count] = tokens;
        chunk->list[chunk->count++] = t;
    }
    if (!tokens.count || !f->wishes->replace)
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

static void print_words(const struct filter *f, const struct hypothesis *h,
                        const struct strs *source)
{
    struct str out = {0};
    size_t count = (size_t)h->length;
    const char **words = mem_new(count, sizeof *words);
    hypothesis_tokens(h, f->model->target_vocab, f->wishes->replace ? source : NULL, f->dictionary,
                      words);
    if (!f->wishes->tokens)
        tokens_join(&out, f->model->config.target_unit, f->french, words, count);
    for (size_t i = 0; f->wishes->tokens && i < count; i++)
        str_format(&out, "%s%s", i ? " " : "", words[i]);
    fputs(out.text ? out.text : "", stdout);
    free(words);
    str_free(&out);
}

/* One line of output: [number TAB] [score TAB] translation [TAB alignment]. */
static void print_hypothesis(const struct filter *f, long line, const struct hypothesis *h,
                             const struct strs *source)
{
    if (f->wishes->options.best)
        printf("%ld\t", line);
    if (f->wishes->options.scores)
        printf("%.4f\t", h->score);
    print_words(f, h, source);
    const char *between = "\t";
    if (f->wishes->alignments && !h->length)
        fputs(between, stdout);
    for (int i = 0; f->wishes->alignments && i < h->length; i++) {
        printf("%s%d-%d", between, h->aligned[i], i);
        between = " ";
    }
    putchar('\n');
}

static void answer_chunk(struct filter *f)
{
    static const struct hypothesis nothing;
    struct chunk *chunk = &f->chunk;
    long first = f->line - chunk->lines + 1;
    translate_all(&f->model->config, &f->model->weights, f->pool, &f->wishes->options, chunk->list,
                  chunk->count);
    for (long i = 0, next = 0; i < chunk->lines; i++) {
        if (chunk->empty[i]) {
            print_hypothesis(f, first + i, &nothing, NULL);
            continue;
        }
        for (int k = 0; k < chunk->list[next].count; k++)
            print_hypothesis(f, first + i, &chunk->list[next].best[k], &chunk->tokens[next]);
        next++;
    }
    for (long i = 0; i < chunk->count; i++) {
        free((void *)(size_t)chunk->list[i].source);
        strs_free(&chunk->tokens[i]);
    }
    translation_free(chunk->list, chunk->count);
}

/* What needs attention cannot be had from a model without. */
static int check_model(const struct model *model, const struct wishes *wishes, struct err *err)
{
    const char *wish = wishes->options.beam.coverage_beta != 0 ? "--coverage-penalty"
                       : wishes->alignments                    ? "--alignments"
                       : wishes->dictionary                    ? "--dictionary"
                       : wishes->replace                       ? "--replace-unknown"
                                                               : NULL;
    if (!wish || model->config.score != SCORE_NONE)
        return 0;
    return err_set(err,
                   "%s has no attention (score none: one fixed context), so nothing says which "
                   "source word belongs to which of the translation, which %s needs; choose "
                   "another model with -m",
                   model->name, wish);
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

static int translate_input(const char *name, const struct wishes *wishes)
{
    struct err err;
    struct model *model = data_open_model(name, &err);
    if (!model)
        return failed(&err);
    struct filter *f = mem_new(1, sizeof *f);
    f->model = model;
    f->wishes = wishes;
    f->french = vocab_has(model->target_vocab, "qu'");
    f->room = isatty(STDIN_FILENO) ? 1 : CHUNK; /* a person waits for the answer to each line */
    int result = check_model(model, wishes, &err);
    if (!result && wishes->dictionary) {
        f->dictionary = dictionary_open(wishes->dictionary, model->config.source_unit, &err);
        result = f->dictionary ? 0 : -1;
    }
    if (!result) {
        f->pool = pool_new(wishes->threads);
        result = translate_lines(f, &err);
    }
    if (result)
        result = failed(&err);
    dictionary_free(f->dictionary);
    pool_free(f->pool);
    free(f);
    model_free(model);
    return result;
}

/* Whether the options go together; completes them. */
static int check_wishes(const struct command *command, struct wishes *w)
{
    const struct beam_options *beam = &w->options.beam;
    int best = w->options.best;
    w->replace = w->replace || w->dictionary;
    w->options.scores = w->options.scores || best;
    if (beam->width < 1 || beam->width > BEAM_WIDTH_MAX)
        return usage_error(command, "--beam must be from 1 to %d, not %d", BEAM_WIDTH_MAX,
                           beam->width);
    if (best < 0 || best > beam->width)
        return usage_error(command,
                           "--n-best must be from 1 to %d, the width of the beam; --beam widens it",
                           beam->width);
    if (!(beam->length_alpha >= 0 && beam->length_alpha <= 10))
        return usage_error(command, "--length-penalty must be from 0 to 10");
    if (!(beam->coverage_beta >= 0 && beam->coverage_beta <= 10))
        return usage_error(command, "--coverage-penalty must be from 0 to 10");
    if (beam->width == 1 && (beam->length_alpha != 1 || beam->coverage_beta != 0))
        return usage_error(command, "%s ranks the hypotheses of a beam: add --beam N",
                           beam->coverage_beta != 0 ? "--coverage-penalty" : "--length-penalty");
    return check_threads(command, w->threads);
}

int cmd_translate(const struct command *command, int argc, char **argv)
{
    const char *model = NULL;
    struct wishes w = {.options.beam = beam_defaults(1), .threads = pool_cores()};
    struct beam_options *beam = &w.options.beam;
    struct strs words = {0};
    const struct option options[] = {
        MODEL_OPTION(&model),
        {"beam", 0, OPTION_INT, &beam->width, "N",
         "keep the N most probable beginnings at every step (1: greedy decoding)"},
        {"length-penalty", 0, OPTION_REAL, &beam->length_alpha, "A",
         "rank hypotheses by log-probability / length^A (Wu et al. 2016, section 7): 1 is the mean "
         "per word, 0 the plain sum, which favours short ones (1)"},
        {"coverage-penalty", 0, OPTION_REAL, &beam->coverage_beta, "B",
         "subtract B times what source words lack in attention (Wu et al. 2016, equation 14) (0)"},
        {"n-best", 0, OPTION_INT, &w.options.best, "N",
         "print the N best hypotheses, a line each: line number from 1, tab, score, tab, "
         "translation"},
        {"scores", 0, OPTION_FLAG, &w.options.scores, NULL,
         "print score, tab, translation; without a beam the score is the mean log-probability"},
        {"alignments", 0, OPTION_FLAG, &w.alignments, NULL,
         "add a tab and i-j i-j ...: word i of the source had the most attention while word j was "
         "written, from 0, as heed align prints it"},
        {"replace-unknown", 0, OPTION_FLAG, &w.replace, NULL,
         "write the source word with the most attention in place of <unk> (Jean et al. 2015)"},
        {"dictionary", 0, OPTION_TEXT, &w.dictionary, "FILE.tsv",
         "the same, but look that word up first: source word, tab, target word"},
        {"tokens", 0, OPTION_FLAG, &w.tokens, NULL,
         "print the tokens as the model writes them, with one space between"},
        {"threads", 0, OPTION_INT, &w.threads, "N", "threads to compute with (all cores)"},
        {NULL, 0, OPTION_FLAG, NULL, NULL, NULL},
    };
    int result = options_parse(command, options, argc, argv, &words);
    if (result == EXIT_DONE && words.count)
        result = usage_error(command, "what is \"%s\"? Sentences are read from the standard input",
                             words.list[0]);
    if (result == EXIT_DONE)
        result = check_wishes(command, &w);
    if (result == EXIT_DONE)
        result = translate_input(model, &w);
    strs_free(&words);
    return result < 0 ? EXIT_DONE : result;
}
