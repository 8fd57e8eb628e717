#include "scores/classify.h"

#include <cjson/cJSON.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/mem.h"
#include "classify/classifier_answer.h"
#include "cli/common.h"
#include "shell/data.h"
#include "text/utf8.h"

/* heed classify: a filter, a sentence a line in, label and probability out. */

/* Lines in memory at a time. */
enum { CHUNK = 2048 };

enum answer_format { FORMAT_TSV, FORMAT_CSV, FORMAT_JSON };
#define FORMAT_WORDS "tsv|csv|json"

struct classify_filter {
    const struct model *model;
    struct pool *pool;
    enum answer_format format;
    bool all;        /* the probabilities of all labels */
    long line, room; /* lines read so far; lines to read before answering */
    int failure;     /* errno of a failed read */
    struct classifier_answer answers[CHUNK];
    long count;
};

/* The text of a line without its end; anything that is not text becomes a blank. */
static void clean_line(struct str *out, const char *line, size_t n, bool first)
{
    static const char mark[] = "\xEF\xBB\xBF"; /* a byte order mark is no word */
    size_t skip = first && n >= 3 && memcmp(line, mark, 3) == 0 ? 3 : 0;
    str_clear(out);
    utf8_clean(out, line + skip, n - skip);
}

static bool all_unknown(const struct classifier_answer *answer)
{
    int known = 0;
    for (int j = 0; j < answer->length; j++)
        known += answer->ids[j] != ID_UNK;
    return !known;
}

/* What of a sentence the model does not see. */
static void warn(const struct classify_filter *f, const struct classifier_answer *answer)
{
    if (answer->empty)
        fprintf(stderr,
                "heed: line %ld has no words: the answer is to a lone <eos>, which says nothing\n",
                f->line);
    else if (all_unknown(answer))
        fprintf(stderr, "heed: line %ld: %s knows none of its words\n", f->line, f->model->name);
    if (answer->cut)
        fprintf(stderr, "heed: line %ld: the last %d tokens are left out, %d are the limit\n",
                f->line, answer->cut, ANSWER_TOKENS);
}

/* Fills the chunk; false at the end of the input. */
static bool read_chunk(struct classify_filter *f)
{
    char *line = NULL;
    size_t room = 0;
    ssize_t n = 0;
    struct str text = {0};
    f->count = 0;
    while (f->count < f->room && (n = getline(&line, &room, stdin)) >= 0) {
        clean_line(&text, line, (size_t)n, f->line++ == 0);
        f->answers[f->count] = classifier_question(f->model, text.text ? text.text : "");
        warn(f, &f->answers[f->count++]);
    }
    if (n < 0 && ferror(stdin))
        f->failure = errno;
    free(line);
    str_free(&text);
    return n >= 0;
}

/* A label as a field of CSV: in quotes where it has a comma, a quote or a tab. */
static void print_field(const struct classify_filter *f, const char *text)
{
    if (f->format == FORMAT_TSV || !strpbrk(text, ",\"")) {
        fputs(text, stdout);
        return;
    }
    putchar('"');
    for (; *text; text++)
        printf(*text == '"' ? "\"\"" : "%c", *text);
    putchar('"');
}

static void print_row(const struct classify_filter *f, const struct classifier_answer *answer)
{
    char between = f->format == FORMAT_CSV ? ',' : '\t';
    int best = classifier_best(f->model, answer);
    print_field(f, classifier_label(f->model, best));
    printf("%c%.4f", between, (double)answer->probabilities[best]);
    for (int i = 0; f->all && i < classifier_labels(f->model); i++)
        printf("%c%.4f", between, (double)answer->probabilities[i]);
    putchar('\n');
}

/* With as many digits as a float has to say. */
static void add_probability(cJSON *object, const char *key, real value)
{
    char text[32];
    snprintf(text, sizeof text, "%.6f", (double)value);
    cJSON_AddRawToObject(object, key, text);
}

static void print_object(const struct classify_filter *f, const struct classifier_answer *answer)
{
    int best = classifier_best(f->model, answer);
    cJSON *object = cJSON_CreateObject(), *all = cJSON_CreateObject();
    cJSON_AddStringToObject(object, "label", classifier_label(f->model, best));
    add_probability(object, "probability", answer->probabilities[best]);
    for (int i = 0; i < classifier_labels(f->model); i++)
        add_probability(all, classifier_label(f->model, i), answer->probabilities[i]);
    cJSON_AddItemToObject(object, "probabilities", all);
    char *text = cJSON_PrintUnformatted(object);
    puts(text);
    cJSON_free(text);
    cJSON_Delete(object);
}

static void print_head(const struct classify_filter *f)
{
    if (f->format != FORMAT_CSV)
        return;
    printf("label,probability");
    for (int i = 0; f->all && i < classifier_labels(f->model); i++) {
        putchar(',');
        print_field(f, classifier_label(f->model, i));
    }
    putchar('\n');
}

static int classify_lines(struct classify_filter *f, struct err *err)
{
    bool more = true;
    print_head(f);
    while (more && !ferror(stdout)) {
        more = read_chunk(f);
        classifier_answer_all(f->model, f->pool, f->answers, f->count);
        for (long i = 0; i < f->count; i++) {
            if (f->format == FORMAT_JSON)
                print_object(f, &f->answers[i]);
            else
                print_row(f, &f->answers[i]);
            classifier_answer_free(&f->answers[i]);
        }
        fflush(stdout);
    }
    if (f->failure)
        return err_set(err, "could not read the input after line %ld: %s", f->line,
                       strerror(f->failure));
    return 0;
}

static int classify_input(const char *name, enum answer_format format, bool all, int threads)
{
    struct err err;
    struct model *model = data_open_model(name, &err);
    if (!model)
        return command_failed(&err);
    int result = EXIT_DONE;
    if (!classifier_labels(model)) {
        err_set(&err, "%s has no labels to choose from: heed translate -m %s asks it for words",
                model->name, model->name);
        result = command_failed(&err);
    } else {
        struct classify_filter *f = mem_new(1, sizeof *f);
        *f = (struct classify_filter){.model = model,
                                      .pool = pool_new(threads),
                                      .format = format,
                                      .all = all,
                                      .room = isatty(STDIN_FILENO) ? 1 : CHUNK};
        if (classify_lines(f, &err))
            result = command_failed(&err);
        pool_free(f->pool);
        free(f);
    }
    model_free(model);
    return result;
}

int classify_run(const struct command *command, int argc, char **argv)
{
    const char *model = CLASSIFIER_DEFAULT;
    int format = FORMAT_TSV, threads = pool_cores();
    bool all = false;
    struct strs words = {0};
    const struct option options[] = {
        {"model", 'm', OPTION_TEXT, &model, "MODEL",
         "a classifier that heed models lists, or a file (" CLASSIFIER_DEFAULT ")"},
        {"format", 'f', OPTION_WORD, &format, FORMAT_WORDS,
         "label, tab, probability (the default); the same with commas, and names in the first "
         "line; or a JSON object a line with the probabilities of all labels"},
        {"all", 0, OPTION_FLAG, &all, NULL,
         "add the probabilities of all labels, in the order of the model (json has them anyway)"},
        {"threads", 0, OPTION_INT, &threads, "N", "threads to compute with (all cores)"},
        {NULL, 0, OPTION_FLAG, NULL, NULL, NULL},
    };
    int result = options_parse(command, options, argc, argv, &words);
    if (result == EXIT_DONE && words.count)
        result = command_misused(
            command, "what is \"%s\"? Sentences are read from the standard input", words.list[0]);
    if (result == EXIT_DONE)
        result = cli_check_threads(command, threads);
    if (result == EXIT_DONE)
        result = classify_input(model, (enum answer_format)format, all, threads);
    strs_free(&words);
    return result < 0 ? EXIT_DONE : result;
}
