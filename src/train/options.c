#include "train/options.h"

#include <float.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/choice.h"
#include "base/pool.h"
#include "model/family.h"
#include "train/learner.h"
#include "train/schedule.h"
#include "train/task.h"

#define FIELD(kind, member, argument) kind, offsetof(struct train_options, member), argument

static const char task[] = "Task";
static const char files[] = "Files";
static const char length[] = "Epochs and batches";
static const char optimizer[] = "Optimizer (Adam: Kingma & Ba 2015)";
static const char against[] = "Against overfitting";
static const char feeding[] = "What the decoder is fed (Bengio et al. 2015, section 2.4)";
static const char best[] = "Which epoch is kept";
static const char vocabulary[] = "Vocabulary and word vectors";

const struct train_field train_fields[] = {
    {task, "task", 0, FIELD(TRAIN_WORD, task, TASK_WORDS), ANY, DECIDES,
     "translate: the pairs of --corpus (the default). dates: English dates to ISO 8601, by "
     "character, as in \"the 5th of March, 2019\" to 2019-03-05; the program makes the pairs up. "
     "classify: a label for each sentence; a line of --corpus is label, tab, text. "
     "Brings sizes, epochs and the like of its own, which the options below overrule"},
    {task, "pairs", 0, FIELD(TRAIN_LONG, pairs, "N"), NOT_NEGATIVE, DECIDES,
     "so many pairs made up, the same ones in every epoch (dates: 20000)"},

    {files, "corpus", 0, FIELD(TRAIN_TEXT, corpus, "FILE"), ANY, DECIDES,
     "pairs to learn from: source, tab, target"},
    {files, "valid", 0, FIELD(TRAIN_TEXT, valid, "FILE"), ANY, NOTED,
     "pairs to measure on after every epoch; the best epoch's model is kept"},
    {files, "out", 'o', FIELD(TRAIN_TEXT, out, "FILE"), ANY, PASSING,
     "the model file to write (safetensors)"},
    {files, "from", 0, FIELD(TRAIN_TEXT, from, "MODEL"), ANY, DECIDES,
     "start from a model file: its tokens, and its weights wherever name and shape are the same. "
     "To go on on other pairs, or to learn another score without learning to read again"},
    {files, "license", 0, FIELD(TRAIN_TEXT, license, "TEXT"), ANY, NOTED,
     "of the corpus, noted in the model file"},
    {files, "snapshots", 0, FIELD(TRAIN_TEXT, snapshots, "FILE"), ANY, PASSING,
     "up to 16 pairs whose attention and translations (or labels) are kept in OUT.snapshots, at "
     "steps 0, 50, 75, 112 ... and of the model itself"},
    {files, "resume", 0, FIELD(TRAIN_FLAG, resume, NULL), ANY, PASSING,
     "continue from OUT.checkpoint, to the same result as without the interruption"},
    {files, "force", 0, FIELD(TRAIN_FLAG, force, NULL), ANY, PASSING,
     "overwrite files that are there already, and remove what an earlier training left beside OUT; "
     "without this, nothing is overwritten but by --resume"},
    {files, "checkpoint-every", 0, FIELD(TRAIN_REAL, checkpoint_every, "SECONDS"), NOT_NEGATIVE,
     PASSING,
     "how much work a power failure may cost at most (300; 0: save after every step); a "
     "checkpoint is also written after every epoch and on Ctrl-C"},

    {files, "log", 0, FIELD(TRAIN_TEXT, log, "FILE"), ANY, PASSING,
     "every figure as CSV, a row per --log-every steps and one per epoch: losses in nats per "
     "target "
     "token (of the epoch so far, and since the row before), rate, norm of the gradient before "
     "clipping, target tokens per second, seconds, validation, memory now and at most in MiB; with "
     "--resume rows are appended"},
    {files, "log-every", 0, FIELD(TRAIN_INT, log_every, "STEPS"), COUNT, PASSING,
     "steps between two rows of --log (10)"},

    {length, "epochs", 0, FIELD(TRAIN_INT, epochs, "N"), COUNT, NOTED,
     "passes over the corpus (9)"},
    {length, "batch", 0, FIELD(TRAIN_INT, batch, "N"), COUNT, DECIDES,
     "sentence pairs per step (128)"},
    {length, "join", 0, FIELD(TRAIN_INT, join, "N"), COUNT, DECIDES,
     "concatenate 1 to N pairs at random, for long sentences (1: none)"},
    {length, "vary", 0, FIELD(TRAIN_REAL, vary, "P"), SHARE, DECIDES,
     "put this share of the pairs into a form in which people type them, another one in every "
     "epoch: half of them without the final mark on both sides; the others joined with another "
     "pair "
     "without a space, with doubled marks, with typographic quotes, in other case where the source "
     "unit keeps it (0: what is learned is what the corpus says; 0.3 makes typed sentences work)"},
    {length, "threads", 0, FIELD(TRAIN_INT, threads, "N"), THREADS, DECIDES,
     "threads to compute with (all cores)"},
    {length, "seed", 0, FIELD(TRAIN_SEED, seed, "N"), ANY, DECIDES,
     "of everything random: weights, order, dropout (1)"},

    {optimizer, "rate", 0, FIELD(TRAIN_REAL, rate, "X"), POSITIVE, DECIDES,
     "learning rate (0.001)"},
    {optimizer, "schedule", 0,
     FIELD(TRAIN_WORD, schedule, "halve|constant|linear|cosine|inverse_sqrt"), ANY, DECIDES,
     "what becomes of the rate: halved towards the end (the default; see --halve-from); constant; "
     "straight down to 0 at the end; down to 0 along a cosine (Loshchilov & Hutter 2017); divided "
     "by the root of the steps after the warmup (Vaswani et al. 2017)"},
    {optimizer, "halve-from", 0, FIELD(TRAIN_INT, halve_from, "N"), FROM_MINUS_ONE, DECIDES,
     "halve the rate at the start of every epoch from this one on (-1: three times over the last "
     "third of the epochs, however many there are; 0: never)"},
    {optimizer, "warmup", 0, FIELD(TRAIN_LONG, warmup, "STEPS"), NOT_NEGATIVE, DECIDES,
     "let the rate rise from 0 over the first steps, with every schedule (0; Goyal et al. 2017)"},
    {optimizer, "clip", 0, FIELD(TRAIN_REAL, clip, "X"), NOT_NEGATIVE, DECIDES,
     "largest norm of the whole gradient (1; Pascanu et al. 2013; 0: no limit)"},

    {against, "dropout", 0, FIELD(TRAIN_REAL, dropout, "P"), BELOW_ONE, DECIDES,
     "on embeddings and readout (0.2; Srivastava et al. 2014)"},
    {against, "attention-dropout", 0, FIELD(TRAIN_REAL, attention_dropout, "P"), BELOW_ONE, DECIDES,
     "on the attention weights, so that no word relies on one position alone (0; as PyTorch's "
     "MultiheadAttention has it)"},
    {against, "no-mask", 0, FIELD(TRAIN_FLAG, no_mask, NULL), ANY, DECIDES,
     "leave padding unmasked while training, in batches of mixed lengths: a common mistake, made "
     "on purpose for the gallery of failures"},
    {against, "smoothing", 0, FIELD(TRAIN_REAL, smoothing, "E"), BELOW_ONE, DECIDES,
     "label smoothing: so much of the probability goes to all words alike (0; Szegedy et al. "
     "2016)"},
    {against, "penalty", 0, FIELD(TRAIN_REAL, penalty, "X"), NOT_NEGATIVE, DECIDES,
     "of --kind structured: how much hops that look at the same words cost (0.3; Lin et al. 2017)"},
    {against, "weight-decay", 0, FIELD(TRAIN_REAL, weight_decay, "X"), NOT_NEGATIVE, DECIDES,
     "shrink weights by rate x X at every step, apart from the gradient (0; AdamW: Loshchilov & "
     "Hutter 2019); biases and embeddings are spared"},

    {feeding, "teacher-forcing", 0, FIELD(TRAIN_REAL, teacher_forcing, "R"), SHARE, DECIDES,
     "share of the steps that are fed the reference's word; the others get the model's own, and "
     "the "
     "training loss is then that after its own words (1)"},
    {feeding, "scheduled-sampling", 0,
     FIELD(TRAIN_WORD, scheduled_sampling, "none|linear|exponential|inverse_sigmoid"), ANY, DECIDES,
     "let the share fall with the number i of steps done: max(e, k - c i), k^i, or k / (k + "
     "exp(i/k))"},
    {feeding, "teaching-k", 0, FIELD(TRAIN_REAL, teaching_k, "K"), NOT_NEGATIVE, DECIDES,
     "k (linear 1, exponential 0.9998, inverse_sigmoid 1000)"},
    {feeding, "teaching-slope", 0, FIELD(TRAIN_REAL, teaching_slope, "C"), NOT_NEGATIVE, DECIDES,
     "c of linear (0.0001)"},
    {feeding, "teaching-floor", 0, FIELD(TRAIN_REAL, teaching_floor, "E"), SHARE, DECIDES,
     "e of linear (0)"},
    {feeding, "sampling", 0, FIELD(TRAIN_WORD, sampling, "argmax|sample"), ANY, DECIDES,
     "the model's own word is the most probable one, or drawn from its distribution"},

    {best, "keep", 0, FIELD(TRAIN_TEXT, keep, "bleu|loss"), ANY, DECIDES,
     "best on --valid is the highest BLEU of greedy translations (plus that of joined ones with "
     "--join), or the lowest loss"},
    {best, "keep-every", 0, FIELD(TRAIN_INT, keep_every, "N"), NOT_NEGATIVE, PASSING,
     "leave the model of every N-th epoch as well, in OUT.epoch-N.safetensors: to be compared, or "
     "averaged (heed average) (0: none)"},
    {best, "patience", 0, FIELD(TRAIN_INT, patience, "N"), NOT_NEGATIVE, NOTED,
     "stop early, after N epochs in a row without a better one (0: never; Prechelt 1998)"},

    {vocabulary, "min-count", 0, FIELD(TRAIN_LONG, min_count, "N"), NOT_NEGATIVE, DECIDES,
     "tokens seen less often become <unk>, or smaller pieces where the unit is bpe (2)"},
    {vocabulary, "vocab-limit", 0, FIELD(TRAIN_LONG, vocab_limit, "N"), NOT_NEGATIVE, DECIDES,
     "at most so many tokens a side, the most frequent (0: no limit)"},
    {vocabulary, "merges", 0, FIELD(TRAIN_LONG, merges, "N"), NOT_NEGATIVE, DECIDES,
     "with --source_unit bpe or --target_unit bpe: merges to learn, for either side (4000; "
     "Sennrich et al. 2016); about so many pieces has the vocabulary"},
    {vocabulary, "shared-merges", 0, FIELD(TRAIN_FLAG, shared_merges, NULL), ANY, DECIDES,
     "learn them on both sides together, so that names are cut alike"},
    {vocabulary, "embeddings", 0, FIELD(TRAIN_TEXT, embeddings, "FILE"), ANY, DECIDES,
     "word vectors to start source embeddings from, as text: a word and its numbers on every line "
     "(GloVe: Pennington et al. 2014), as many as --embed says; other words start at random"},
    {vocabulary, "target-embeddings", 0, FIELD(TRAIN_TEXT, target_embeddings, "FILE"), ANY, DECIDES,
     "the same for target embeddings"},
    {vocabulary, "freeze-embeddings", 0, FIELD(TRAIN_FLAG, freeze_embeddings, NULL), ANY, DECIDES,
     "do not train what came from these files"},
    {.name = NULL},
};

/* From `low` to below `below`. */
static const struct {
    double low, below;
    const char *words;
} ranges[] = {
    [ANY] = {-INFINITY, INFINITY, ""},
    [COUNT] = {1, INFINITY, "at least 1"},
    [THREADS] = {1, TRAIN_THREADS_MAX + 1, "from 1 to 64"},
    [POSITIVE] = {DBL_MIN, INFINITY, "above 0"},
    [NOT_NEGATIVE] = {0, INFINITY, "0 or more"},
    [FROM_MINUS_ONE] = {-1, INFINITY, "0 or more, or -1"},
    [SHARE] = {0, 1 + DBL_EPSILON, "from 0 to 1"},
    [BELOW_ONE] = {0, 1, "from 0 to below 1"},
};

struct train_options train_defaults(void)
{
    return (struct train_options){.config = config_default(family_list[0]),
                                  .epochs = 9,
                                  .batch = 128,
                                  .join = 1,
                                  .threads = pool_cores(),
                                  .seed = 1,
                                  .rate = 1e-3,
                                  .halve_from = HALVE_THRICE,
                                  .dropout = 0.2,
                                  .clip = 1,
                                  .penalty = 0.3,
                                  .keep = task_learner(TASK_TRANSLATE)->keep,
                                  .teacher_forcing = 1,
                                  .teaching_slope = 1e-4,
                                  .log_every = 10,
                                  .checkpoint_every = 300,
                                  .min_count = 2,
                                  .half = true};
}

static const void *slot(const struct train_options *options, const struct train_field *field)
{
    return (const char *)options + field->offset;
}

/* As short as it can be and still be read back as the same. */
static void add_real(struct str *out, double value)
{
    char text[32];
    snprintf(text, sizeof text, "%.15g", value);
    if (strtod(text, NULL) != value)
        snprintf(text, sizeof text, "%.17g", value);
    str_add(out, text);
}

void train_field_text(const struct train_options *options, const struct train_field *field,
                      struct str *out)
{
    const void *at = slot(options, field);
    switch (field->kind) {
    case TRAIN_FLAG:
        str_add(out, *(const bool *)at ? "yes" : "no");
        break;
    case TRAIN_TEXT:
        str_add(out, *(const char *const *)at ? *(const char *const *)at : "");
        break;
    case TRAIN_INT:
        str_format(out, "%d", *(const int *)at);
        break;
    case TRAIN_LONG:
        str_format(out, "%ld", *(const long *)at);
        break;
    case TRAIN_SEED:
        str_format(out, "%llu", (unsigned long long)*(const uint64_t *)at);
        break;
    case TRAIN_REAL:
        add_real(out, *(const double *)at);
        break;
    case TRAIN_WORD: {
        size_t n;
        const char *word = choice_word(field->argument, *(const int *)at, &n);
        str_add_n(out, word, n);
        break;
    }
    }
}

bool train_field_known(const char *name, size_t n)
{
    for (const struct train_field *field = train_fields; field->name; field++)
        if (strlen(field->name) == n && memcmp(field->name, name, n) == 0)
            return true;
    return false;
}

void train_options_print(const struct train_options *options, struct str *out)
{
    for (const struct train_field *field = train_fields; field->name; field++) {
        const void *at = slot(options, field);
        bool end = at == &options->epochs && schedule_needs_end(options);
        bool idle = at == &options->halve_from && options->schedule != SCHEDULE_HALVE;
        if ((field->part != DECIDES && !end) || idle)
            continue;
        str_format(out, "%s=", field->name);
        train_field_text(options, field, out);
        str_add(out, "\n");
    }
}

static double number(const struct train_options *options, const struct train_field *field)
{
    const void *at = slot(options, field);
    return field->kind == TRAIN_INT    ? *(const int *)at
           : field->kind == TRAIN_LONG ? (double)*(const long *)at
           : field->kind == TRAIN_REAL ? *(const double *)at
                                       : 0;
}

static int check_keep(const struct train_options *options, struct err *err)
{
    const struct learner *learner = task_learner(options->task);
    int figure = learner_figure(learner, options->keep);
    if (figure >= 0 && !learner->figures[figure].with)
        return 0;
    struct str choices = {0};
    learner_choices(learner, &choices);
    err_set(err, "--keep cannot be \"%.*s\"; the figures of this task are: %s",
            str_fit(options->keep, 40), options->keep, choices.text);
    str_free(&choices);
    return -1;
}

/* How many sides of the model read or write pieces. */
static int sides_of_pieces(const struct train_options *options)
{
    return (options->config.source.unit == UNIT_BPE) + (options->config.target.unit == UNIT_BPE);
}

void train_options_complete(struct train_options *options)
{
    enum { MERGES = 4000 };
    if (sides_of_pieces(options) && !options->merges && !options->from)
        options->merges = MERGES;
}

static int check_merges(const struct train_options *options, struct err *err)
{
    int sides = sides_of_pieces(options);
    if (!sides && (options->merges || options->shared_merges))
        return err_set(err, "--merges is for pieces of words: add --source_unit bpe or "
                            "--target_unit bpe");
    if (options->from && (options->merges || options->shared_merges))
        return err_set(err, "--merges would be learned, but --from brings those of its model: "
                            "leave one of them out");
    if (sides && !options->from && options->merges < 1)
        return err_set(err, "--merges must be at least 1 with a unit bpe");
    if (options->shared_merges && sides < 2)
        return err_set(err, "--shared-merges needs --source_unit bpe and --target_unit bpe");
    return 0;
}

int train_options_check(const struct train_options *options, struct err *err)
{
    for (const struct train_field *field = train_fields; field->name; field++) {
        double value = number(options, field);
        if (!(value >= ranges[field->range].low && value < ranges[field->range].below))
            return err_set(err, "--%s is %g, but must be %s", field->name, value,
                           ranges[field->range].words);
    }
    struct pair_source validation;
    if (task_check(options, err))
        return -1;
    if (options->patience && !task_validation(options, &validation))
        return err_set(err, "--patience needs --valid FILE: without it no epoch is better");
    if (options->from && (options->embeddings || options->target_embeddings))
        return err_set(err, "--from and --embeddings both say where embeddings start: leave one of "
                            "them out");
    if (options->freeze_embeddings && !options->embeddings && !options->target_embeddings)
        return err_set(err, "--freeze-embeddings needs --embeddings or --target-embeddings FILE");
    if (options->vary > 0 && task_maker(options->task))
        return err_set(err,
                       "--vary changes the form of texts, and the form is what --task %s is "
                       "about: leave it out",
                       task_maker(options->task)->name);
    if (check_merges(options, err))
        return -1;
    return check_keep(options, err) ? -1 : task_learner(options->task)->check(options, err);
}
