#include "cmd/commands.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/file.h"
#include "base/mem.h"
#include "train/trainer.h"

/* heed train: reads options and a configuration, shows progress, stops on Ctrl-C. */

static volatile sig_atomic_t stop;

static void on_stop(int number)
{
    (void)number;
    stop = 1;
}

struct progress {
    bool quiet, terminal;
    double shown; /* seconds of the training when a line was last written */
};

static void duration(char out[32], double seconds)
{
    long s = (long)(seconds + 0.5);
    if (s >= 3600)
        snprintf(out, 32, "%ld h %02ld min", s / 3600, s / 60 % 60);
    else
        snprintf(out, 32, "%ld:%02ld", s / 60, s % 60);
}

static void show_epoch(const struct train_report *r)
{
    char time[32];
    duration(time, r->seconds);
    printf("epoch %d of %d: loss %.4f", r->epoch, r->epochs, r->loss);
    if (r->validated)
        printf(" · validation loss %.4f BLEU %.2f", r->valid_loss, r->bleu);
    if (r->bleu_joined > 0)
        printf(" (joined %.2f)", r->bleu_joined);
    printf(" · %.0f target tokens/s · %s%s\n", r->tokens_per_second, time,
           r->validated && r->best ? " · best so far, saved" : "");
    fflush(stdout);
}

static void show_progress(struct progress *progress, const struct train_report *r)
{
    if (progress->quiet || !progress->terminal || r->seconds - progress->shown < 0.5)
        return;
    progress->shown = r->seconds;
    char left[32];
    duration(left, r->seconds_left);
    printf("\r\033[Kepoch %d of %d %3.0f %% · loss %.4f · %.0f target tokens/s · %s left", r->epoch,
           r->epochs, 100 * r->progress, r->loss, r->tokens_per_second,
           r->seconds_left > 0 ? left : "?");
    fflush(stdout);
}

static enum train_wish on_report(void *data, const struct train_report *r,
                                 const struct model *model)
{
    struct progress *progress = data;
    (void)model;
    if (r->epoch_done && progress->terminal)
        printf("\r\033[K");
    if (r->epoch_done)
        show_epoch(r);
    else
        show_progress(progress, r);
    return stop ? TRAIN_STOP : TRAIN_GO_ON;
}

static void on_line(void *data, const char *line)
{
    (void)data;
    size_t n = strlen(line);
    fprintf(stderr, "%s%s", line, n && line[n - 1] == '\n' ? "" : "\n");
}

/* A configuration file first, so that options overrule it; sizes last. */
static int configure(struct config *config, const char *file, const struct strs *settings,
                     int hidden, struct err *err)
{
    if (file) {
        struct str text = {0};
        int result = file_read(&text, file, 1 << 20, err);
        if (result == 0 && config_read(config, text.text ? text.text : "", err))
            result = err_prefix(err, "%s", file);
        str_free(&text);
        if (result)
            return result;
    }
    if (hidden)
        config->encoder_hidden = config->decoder_hidden = config->attention_hidden = hidden;
    for (size_t i = 0; i < settings->count; i += 2)
        if (config_set(config, settings->list[i], settings->list[i + 1], err))
            return -1;
    return 0;
}

enum { FIELDS_MAX = 32 };

/* Options of the configuration come from its own table: --score, --embed ... Each remembers its
 * name and value in `settings`. */
static int take_settings(int *argc, char **argv, struct strs *settings,
                         const struct command *command)
{
    int kept = 1;
    for (int i = 1; i < *argc; i++) {
        const struct field *field = config_fields;
        while (field->name && !(strncmp(argv[i], "--", 2) == 0 &&
                                strncmp(argv[i] + 2, field->name, strlen(field->name)) == 0 &&
                                strchr("=", argv[i][2 + strlen(field->name)])))
            field++;
        const char *equals = strchr(argv[i], '=');
        if (!field->name || strstr(field->name, "_vocab")) {
            argv[kept++] = argv[i];
            continue;
        }
        if (!equals && i + 1 >= *argc)
            return usage_error(command, "--%s needs a value", field->name);
        strs_add(settings, field->name);
        strs_add(settings, equals ? equals + 1 : argv[++i]);
    }
    *argc = kept;
    return EXIT_DONE;
}

static int run(const struct train_options *options, struct progress *progress)
{
    struct err err;
    struct sigaction action = {.sa_handler = on_stop, .sa_flags = (int)SA_RESETHAND | SA_RESTART};
    struct sigaction old;
    struct train_hooks hooks = {.report = on_report, .say = on_line, .data = progress};
    sigaction(SIGINT, &action, NULL);
    sigaction(SIGTERM, &action, NULL);
    if (sigaction(SIGHUP, NULL, &old) == 0 && old.sa_handler != SIG_IGN) /* not under nohup */
        sigaction(SIGHUP, &action, NULL);
    enum train_result result = train(options, &hooks, &err);
    if (progress->terminal && result != TRAIN_DONE)
        putchar('\n');
    if (result == TRAIN_FAILED)
        return failed(&err);
    if (result == TRAIN_STOPPED)
        printf("stopped; %s.checkpoint is saved: the same command with --resume continues\n",
               options->out);
    else
        printf("%s: written\n", options->out);
    return result == TRAIN_DONE ? EXIT_DONE : EXIT_FAILED;
}

int cmd_train(const struct command *command, int argc, char **argv)
{
    struct train_options o = train_defaults();
    struct progress progress = {.terminal = isatty(STDOUT_FILENO)};
    struct strs words = {0}, settings = {0};
    struct err err;
    const char *config_file = NULL;
    int hidden = 0;
    bool full = false;
    const struct option options[] = {
        {"corpus", 0, OPTION_TEXT, &o.corpus, "FILE", "pairs to learn from: source, tab, target"},
        {"valid", 0, OPTION_TEXT, &o.valid, "FILE",
         "pairs to measure on after every epoch; the best epoch's model is kept"},
        {"out", 'o', OPTION_TEXT, &o.out, "FILE", "the model file to write (safetensors)"},
        {"config", 0, OPTION_TEXT, &config_file, "FILE",
         "architecture as JSON, {\"score\": \"dot\", \"embed\": 128}; options overrule it"},
        {"epochs", 0, OPTION_INT, &o.epochs, "N", "passes over the corpus (9)"},
        {"batch", 0, OPTION_INT, &o.batch, "N", "sentence pairs per step (128)"},
        {"join", 0, OPTION_INT, &o.join, "N",
         "concatenate 1 to N pairs at random, for long sentences (1: none)"},
        {"threads", 0, OPTION_INT, &o.threads, "N", "threads to compute with (all cores)"},
        {"seed", 0, OPTION_SEED, &o.seed, "N", "of weights, order and dropout (1)"},
        {"resume", 0, OPTION_FLAG, &o.resume, NULL, "continue from OUT.checkpoint"},
        {"quiet", 'q', OPTION_FLAG, &progress.quiet, NULL, "one line per epoch only"},
        {"rate", 0, OPTION_REAL, &o.rate, "X", "learning rate of Adam (0.001; Kingma & Ba 2015)"},
        {"halve-from", 0, OPTION_INT, &o.halve_from, "N",
         "halve the rate at the start of every epoch from this one on (7; 0: never)"},
        {"dropout", 0, OPTION_REAL, &o.dropout, "P",
         "on embeddings and readout while training (0.2; Srivastava et al. 2014)"},
        {"smoothing", 0, OPTION_REAL, &o.smoothing, "E",
         "label smoothing: so much of the probability goes to all words alike (0; Szegedy et al. "
         "2016)"},
        {"clip", 0, OPTION_REAL, &o.clip, "X",
         "largest norm of the whole gradient (1; Pascanu et al. 2013; 0: no limit)"},
        {"min-count", 0, OPTION_LONG, &o.min_count, "N", "tokens seen less often become <unk> (2)"},
        {"vocab-limit", 0, OPTION_LONG, &o.vocab_limit, "N",
         "at most so many tokens a side, the most frequent (0: no limit)"},
        {"f32", 0, OPTION_FLAG, &full, NULL, "write 32-bit weights instead of 16-bit"},
        {"license", 0, OPTION_TEXT, &o.license, "TEXT", "of the corpus, noted in the model file"},
        {"hidden", 0, OPTION_INT, &hidden, "N",
         "encoder_hidden, decoder_hidden and attention_hidden at once"},
        {"score", 0, OPTION_HEADING, NULL, NULL,
         "Architecture (every one also a key of --config):"},
        {NULL, 0, OPTION_FLAG, NULL, NULL, NULL},
    };
    int result = take_settings(&argc, argv, &settings, command);
    if (result == EXIT_DONE)
        result = options_parse(command, options, argc, argv, &words);
    if (result == EXIT_DONE && words.count)
        result =
            usage_error(command, "what is \"%s\"? The corpus goes with --corpus", words.list[0]);
    if (result == EXIT_DONE && (!o.corpus || !o.out))
        result = usage_error(command, "--corpus FILE and --out FILE are needed");
    if (result == EXIT_DONE) {
        o.half = !full;
        result = configure(&o.config, config_file, &settings, hidden, &err) ? failed(&err)
                                                                            : run(&o, &progress);
    }
    strs_free(&words);
    strs_free(&settings);
    return result < 0 ? EXIT_DONE : result;
}
