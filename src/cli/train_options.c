#include "cli/train_options.h"

#include <assert.h>
#include <string.h>

#include "base/choice.h"
#include "base/file.h"
#include "model/family.h"
#include "train/task.h"

enum { ROWS_MAX = 96 };

/* What is read before it becomes a train_command, and the table that reads it. */
struct parser {
    struct train_command *out;
    const char *config;   /* a file, or NULL */
    struct strs settings; /* of the architecture: name, value, name, value */
    int hidden;
    bool f32;
    struct option rows[ROWS_MAX];
    int count;
};

static void add_row(struct parser *p, struct option row)
{
    assert(p->count < ROWS_MAX - 1); /* the last stays NULL */
    p->rows[p->count++] = row;
}

static void add_heading(struct parser *p, const char *text)
{
    add_row(p, (struct option){.name = "", .kind = OPTION_HEADING, .help = text});
}

static void add_training(struct parser *p)
{
    static const enum option_kind kinds[] = {
        [TRAIN_FLAG] = OPTION_FLAG, [TRAIN_TEXT] = OPTION_TEXT, [TRAIN_INT] = OPTION_INT,
        [TRAIN_LONG] = OPTION_LONG, [TRAIN_SEED] = OPTION_SEED, [TRAIN_REAL] = OPTION_REAL,
        [TRAIN_WORD] = OPTION_WORD};
    const char *group = NULL;
    for (const struct train_field *field = train_fields; field->name; field++) {
        if (field->group != group)
            add_heading(p, group = field->group);
        add_row(p, (struct option){field->name, field->letter, kinds[field->kind],
                                   (char *)&p->out->train + field->offset, field->argument,
                                   field->help});
    }
}

static void add_output(struct parser *p)
{
    const struct option rows[] = {
        {"f32", 0, OPTION_FLAG, &p->f32, NULL, "write 32-bit weights instead of 16-bit"},
        {"print", 0, OPTION_LONG, &p->out->print, "N",
         "only print the first N pairs that would be learned from"},
        {"quiet", 'q', OPTION_FLAG, &p->out->quiet, NULL, "one line per epoch only, no screen"},
        {"watch", 0, OPTION_LIST, &p->out->watch, "TEXT",
         "a sentence whose translation and attention the screen shows, at most twice (two of the "
         "validation file, else of the corpus)"},
    };
    add_heading(p, "What is written and shown");
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        add_row(p, rows[i]);
}

/* Vocabulary sizes come from the corpus: they are no option. */
static void add_architecture(struct parser *p)
{
    add_heading(p, "Architecture (all but the first two are keys of --config as well)");
    add_row(p,
            (struct option){"config", 0, OPTION_TEXT, &p->config, "FILE",
                            "architecture as JSON, {\"score\": \"dot\", \"embed\": 128}; options "
                            "overrule it"});
    add_row(p, (struct option){"hidden", 0, OPTION_INT, &p->hidden, "N",
                               "encoder_hidden, decoder_hidden and attention_hidden at once"});
    for (const struct field *field = p->out->train.config.family->fields; field->name; field++)
        if (!strstr(field->name, "_vocab"))
            add_row(p, (struct option){field->name, 0, OPTION_SETTING, &p->settings,
                                       config_argument(field), field->help});
}

/* The configuration file first, so that options overrule it; single sizes last. */
static int configure(const struct parser *p, struct err *err)
{
    struct config *config = &p->out->train.config;
    if (p->config) {
        struct str text = {0};
        int result = file_read(&text, p->config, 1 << 20, err);
        if (result == 0 && config_read(config, text.text ? text.text : "", err))
            result = err_prefix(err, "%s", p->config);
        str_free(&text);
        if (result)
            return result;
    }
    if (p->hidden)
        config_set_hidden(config, p->hidden);
    for (size_t i = 0; i < p->settings.count; i += 2)
        if (config_set(config, p->settings.list[i], p->settings.list[i + 1], err))
            return -1;
    return 0;
}

static int parse(struct parser *p, const struct command *command, int argc, char **argv,
                 struct strs *words)
{
    struct err err;
    const struct train_options *o = &p->out->train;
    int result = options_parse(command, p->rows, argc, argv, words);
    if (result != EXIT_DONE)
        return result;
    if (words->count)
        return command_misused(command, "what is \"%s\"? The corpus goes with --corpus",
                               words->list[0]);
    if (p->out->print < 0)
        return command_misused(command, "--print must be at least 1");
    if (!o->corpus && !task_maker(o->task))
        return command_misused(command,
                               "--corpus FILE is needed, or a --task that makes its own pairs");
    if (!o->out && !p->out->print)
        return command_misused(command, "--out FILE is needed");
    if (p->out->watch.count > 2)
        return command_misused(command, "--watch is for two sentences, not %zu",
                               p->out->watch.count);
    p->out->train.half = !p->f32;
    if (configure(p, &err))
        return command_failed(&err);
    train_options_complete(&p->out->train);
    return EXIT_DONE;
}

/* Its defaults have to be there before the other options are read; what is no task is refused
 * then. */
static int asked_task(int argc, char **argv)
{
    int task = TASK_TRANSLATE;
    for (int i = 1; i < argc; i++) {
        const char *word = !strncmp(argv[i], "--task=", 7)              ? argv[i] + 7
                           : !strcmp(argv[i], "--task") && i + 1 < argc ? argv[i + 1]
                                                                        : "";
        int found = choice_find(TASK_WORDS, word);
        if (found >= 0)
            task = found;
    }
    return task;
}

int train_command_parse(const struct command *command, int argc, char **argv,
                        struct train_command *out)
{
    struct strs words = {0};
    struct parser p = {.out = out};
    *out = (struct train_command){.train = train_defaults()};
    task_defaults(&out->train, asked_task(argc, argv));
    add_training(&p);
    add_output(&p);
    add_architecture(&p);
    int result = parse(&p, command, argc, argv, &words);
    strs_free(&words);
    strs_free(&p.settings);
    return result;
}
