#include "cmd/eval.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/mem.h"
#include "cli/common.h"
#include "cli/decoding.h"
#include "cmd/commands.h"
#include "cmd/eval_json.h"
#include "scores/classifier_scores.h"
#include "shell/data.h"
#include "train/task.h"

/* heed eval: models, or translations made elsewhere, measured on a pair file and against each
 * other. */

enum { SAMPLES_MIN = 100, SAMPLES_MAX = 1000000 };
enum eval_format { FORMAT_TEXT, FORMAT_JSON, FORMAT_CSV };

struct eval {
    struct eval_report report;
    const char *model, *together; /* of -m and --ensemble, or NULL */
    struct decoding decoding;
    struct strs words, hypotheses;
    int threads, task, vary; /* vary: enum vary, or VARY_COUNT for all */
    long pairs;              /* that the task makes up */
    int format;              /* enum eval_format */
    bool json, plot;
};

/* How many of the words are models: the last is the file, unless the task makes its pairs. */
static size_t model_words(const struct eval *eval)
{
    return eval->words.count - (task_maker(eval->task) == NULL);
}

bool eval_same_tokens(const struct eval_subject *a, const struct eval_subject *b)
{
    return vocab_equal(a->model->target.vocab, b->model->target.vocab);
}

const struct evaluation *eval_form(const struct eval_subject *subject, enum vary form)
{
    return form == VARY_NONE ? &subject->evaluation : &subject->forms[form];
}

double eval_form_cost(const struct eval_subject *subject, enum vary form)
{
    const struct evaluation *plain =
        vary_measured(form) ? &subject->plain[form] : &subject->evaluation;
    return plain->quality[QUALITY_BLEU] - eval_form(subject, form)->quality[QUALITY_BLEU];
}

static bool has_attention(const struct eval_subject *subject)
{
    return config_attends(&subject->model->config) && !subject->hypotheses &&
           subject->ensemble.count == 1;
}

/* The models are that of -m, or those of --ensemble, and those of the words; hypotheses come with
 * one model. */
static int open_subjects(struct eval *eval, struct err *err)
{
    struct eval_report *report = &eval->report;
    size_t models = model_words(eval), first = eval->model || eval->together || !models;
    report->count = eval->hypotheses.count ? eval->hypotheses.count : models + first;
    report->subjects = mem_new(report->count, sizeof *report->subjects);
    for (size_t i = 0; i < report->count; i++) {
        struct eval_subject *s = &report->subjects[i];
        size_t word = eval->hypotheses.count ? 0 : i;
        const char *name = word < first ? eval->model : eval->words.list[word - first];
        if (ensemble_open(&s->ensemble, word < first ? eval->together : NULL, name, err))
            return -1;
        s->model = s->ensemble.models[0];
        s->hypotheses = eval->hypotheses.count ? eval->hypotheses.list[i] : NULL;
        s->name = s->hypotheses ? s->hypotheses : s->ensemble.name;
    }
    return 0;
}

/* That the sentences are the same for all, and that what was asked for is there. */
static int check_subjects(const struct eval_report *report, const struct decoding *decoding,
                          struct err *err)
{
    const struct eval_subject *first = &report->subjects[0];
    const struct config *a = &first->model->config;
    bool attention = false;
    for (size_t i = 0; i < report->count; i++)
        if (decoding_check_model(decoding, report->subjects[i].model, NULL, err))
            return -1;
    for (size_t i = 0; i < report->count; i++) {
        const struct config *b = &report->subjects[i].model->config;
        attention = attention || has_attention(&report->subjects[i]);
        if (unit_words(a->source.unit) != unit_words(b->source.unit) ||
            unit_words(a->target.unit) != unit_words(b->target.unit))
            return err_set(err,
                           "%s cuts text into words by %s to %s, %s by %s to %s: their scores "
                           "cannot be compared",
                           first->name, unit_names[a->source.unit], unit_names[a->target.unit],
                           report->subjects[i].name, unit_names[b->source.unit],
                           unit_names[b->target.unit]);
    }
    if (report->attention && !attention)
        return err_set(err,
                       first->ensemble.count > 1
                           ? "%s has an attention for each of its models: measure them one by one"
                           : "%s has no attention (score none: one fixed context), so there is "
                             "nothing to summarize; choose another model",
                       first->name);
    return 0;
}

static int measure_subjects(const struct eval *eval, struct err *err)
{
    const struct eval_report *report = &eval->report;
    struct pool *pool = pool_new(eval->threads);
    struct dictionary *dictionary;
    int result =
        decoding_open_dictionary(&dictionary, &eval->decoding, report->subjects[0].model, err);
    for (size_t i = 0; i < report->count && result == 0; i++) {
        struct eval_subject *s = &report->subjects[i];
        struct evaluation_options o = report->options;
        o.hypotheses = s->hypotheses;
        o.decoding = eval->decoding.options;
        ensemble_use(&s->ensemble, &o.decoding);
        o.replace = eval->decoding.replace;
        o.dictionary = dictionary;
        o.attention = report->attention && has_attention(s);
        o.alignments = o.attention ? o.alignments : NULL;
        result = evaluate(&s->evaluation, s->model, &s->model->weights, pool, &o, err);
        o.attention = false;
        o.alignments = NULL; /* they are of the plain texts */
        for (int form = VARY_NONE + 1; report->all_forms && form < VARY_COUNT && !result; form++) {
            o.form = (enum vary)form;
            o.plain = false;
            result = evaluate(&s->forms[form], s->model, &s->model->weights, pool, &o, err);
            o.plain = true;
            if (result == 0 && vary_measured(o.form))
                result = evaluate(&s->plain[form], s->model, &s->model->weights, pool, &o, err);
        }
    }
    dictionary_free(dictionary);
    pool_free(pool);
    return result;
}

/* What was asked for, of models that give labels. 1: they were measured; 0: they write words; -1:
 * it could not be done. */
static int eval_labels(const struct eval *eval, struct err *err)
{
    const struct eval_report *report = &eval->report;
    const struct model **models = mem_new(report->count, sizeof *models);
    for (size_t i = 0; i < report->count; i++)
        models[i] = report->subjects[i].model;
    struct classifier_scores asked = {.models = models,
                                      .count = (int)report->count,
                                      .path = report->options.source.path,
                                      .bootstrap = report->bootstrap,
                                      .json = eval->format == FORMAT_JSON,
                                      .plot = eval->plot};
    int result = classifier_scores_asked(&asked, err);
    bool words = eval->hypotheses.count || eval->together || report->options.join > 1 ||
                 report->attention || eval->vary != VARY_NONE || report->options.source.maker ||
                 eval->format == FORMAT_CSV;
    if (result > 0 && words)
        result = err_set(err,
                         "%s gives labels: --ensemble, --hyp, --join, --vary, --attention, --task "
                         "and --format csv "
                         "are for models that write; leave them out",
                         models[0]->name);
    if (result > 0) {
        struct pool *pool = pool_new(eval->threads);
        result = classifier_scores_run(&asked, pool, err) ? -1 : 1;
        pool_free(pool);
    }
    free(models);
    return result;
}

static void print_report(const struct eval *eval)
{
    if (eval->format == FORMAT_JSON)
        eval_json(&eval->report);
    else if (eval->format == FORMAT_CSV)
        eval_json_csv(&eval->report);
    else
        eval_print(&eval->report);
    if (eval->plot)
        eval_plot(&eval->report);
}

static int eval_subjects(struct eval *eval)
{
    struct err err;
    struct eval_report *report = &eval->report;
    int result = EXIT_DONE, labels = open_subjects(eval, &err) ? -1 : eval_labels(eval, &err);
    if (labels < 0 || (labels == 0 && (check_subjects(report, &eval->decoding, &err) ||
                                       measure_subjects(eval, &err))))
        result = command_failed(&err);
    else if (labels == 0)
        print_report(eval);
    for (size_t i = 0; i < report->count; i++) {
        evaluation_free(&report->subjects[i].evaluation);
        for (int form = 0; form < VARY_COUNT; form++) {
            evaluation_free(&report->subjects[i].forms[form]);
            evaluation_free(&report->subjects[i].plain[form]);
        }
        ensemble_close(&report->subjects[i].ensemble);
    }
    free(report->subjects);
    return result;
}

static int check_options(const struct command *command, const struct eval *eval)
{
    const struct eval_report *r = &eval->report;
    bool made = task_maker(eval->task) != NULL;
    if (eval->words.count == 0 && !made)
        return command_misused(command, "a file of pairs is needed, or --task dates");
    if (eval->pairs < 1)
        return command_misused(command, "--pairs must be at least 1");
    if (made && (eval->hypotheses.count || r->options.alignments))
        return command_misused(command, "--hyp and --alignments are about the lines of a file");
    size_t models = model_words(eval) + (eval->model || eval->together);
    if (eval->model && eval->together)
        return command_misused(command, "--ensemble names all its models: leave -m out");
    if (eval->hypotheses.count && eval->together)
        return command_misused(command, "--ensemble translates, --hyp has translations already: "
                                        "leave one out");
    if (eval->vary != VARY_NONE && made)
        return command_misused(command,
                               "--vary changes the form of texts, and the form is what --task "
                               "%s is about: leave it out",
                               task_maker(eval->task)->name);
    bool other = eval->vary != VARY_NONE && eval->vary != VARY_COUNT; /* than the plain one */
    if ((eval->vary != VARY_NONE && eval->hypotheses.count) || (other && r->options.alignments))
        return command_misused(command,
                               "--vary makes other texts, of which %s says nothing: leave it out",
                               eval->hypotheses.count ? "--hyp" : "--alignments");
    if (r->options.join < 1)
        return command_misused(command, "--join must be at least 1");
    if (r->bootstrap.samples < SAMPLES_MIN || r->bootstrap.samples > SAMPLES_MAX)
        return command_misused(command, "--samples must be from %d to %d, not %d", SAMPLES_MIN,
                               SAMPLES_MAX, r->bootstrap.samples);
    if (eval->hypotheses.count && models > 1)
        return command_misused(command,
                               "--hyp goes with one model, which cuts the file into words");
    if (eval->hypotheses.count && (eval->decoding.options.beam.width > 1 || eval->decoding.replace))
        return command_misused(command,
                               "--beam and --replace-unknown are for translating, --hyp has "
                               "translations already: leave one out");
    if (eval->hypotheses.count && r->attention)
        return command_misused(command, "--attention looks at a model, --hyp at translations");
    if (r->options.alignments && r->options.join > 1)
        return command_misused(command, "--alignments has a line for every pair: leave --join out");
    if (eval->plot && eval->format != FORMAT_TEXT)
        return command_misused(command,
                               "--plot is for people, --format %s for programs: leave one "
                               "out",
                               eval->format == FORMAT_JSON ? "json" : "csv");
    return cli_check_threads(command, eval->threads);
}

int cmd_eval(const struct command *command, int argc, char **argv)
{
    struct eval eval = {.report = {.options = {.join = 1}, .bootstrap = {1000, 1}},
                        .decoding.options.beam = beam_defaults(1),
                        .threads = pool_cores(),
                        .pairs = 2000};
    struct evaluation_options *o = &eval.report.options;
    const struct option options[] = {
        MODEL_OPTION(&eval.model),
        ENSEMBLE_OPTION(&eval.together),
        {"task", 0, OPTION_WORD, &eval.task, TASK_WORDS,
         "translate: the pairs of FILE (the default); dates: dates that no training has seen, "
         "without a file"},
        {"pairs", 0, OPTION_LONG, &eval.pairs, "N", "how many of those to make up (2000)"},
        DECODING_OPTIONS(&eval.decoding),
        {"join", 0, OPTION_INT, &o->join, "N",
         "concatenate 1 to N pairs at random, for long sentences (1: none)"},
        {"vary", 0, OPTION_WORD, &eval.vary, VARY_WORDS "|all",
         "measure on the texts in another form, as people type them: without the final mark (on "
         "both "
         "sides); the source in other case, with typographic quotes, two pairs joined without a "
         "space, "
         "the final mark doubled. all: a row for each, beside the plain one"},
        {"hyp", 0, OPTION_LIST, &eval.hypotheses, "FILE",
         "score these translations instead of the model's: one a line for every different source, "
         "in the order of the pair file, words with a space between. The model only says how "
         "the pair file is cut into words. May be given several times, to compare"},
        {"attention", 0, OPTION_FLAG, &eval.report.attention, NULL,
         "say also what the attention is like: how spread out, how much of the source it covers, "
         "how near the diagonal, how much of it is on <eos> and on punctuation"},
        {"alignments", 0, OPTION_TEXT, &o->alignments, "FILE",
         "with alignments to compare the attention with, for the alignment error rate (Och and "
         "Ney 2003): a line of links for every pair, \"0-0 1-2 3?4\", source-target, words "
         "counted from 0, ? or p where a link is only possible. Implies --attention"},
        {"plot", 0, OPTION_FLAG, &eval.plot, NULL,
         "draw BLEU by the length of the source; of a classifier its calibration"},
        {"samples", 0, OPTION_INT, &eval.report.bootstrap.samples, "N",
         "bootstrap samples for the intervals (1000)"},
        {"seed", 0, OPTION_SEED, &eval.report.bootstrap.seed, "N",
         "of the joining, the samples and what is made up (1)"},
        {"format", 'f', OPTION_WORD, &eval.format, "text|json|csv",
         "text for people (the default); for programs json, or csv: a row for every model and form "
         "of the texts (--vary), with every measure, its interval, and those of the attention"},
        {"json", 0, OPTION_FLAG, &eval.json, NULL, "--format json"},
        {"threads", 0, OPTION_INT, &eval.threads, "N", "threads to compute with (all cores)"},
        {NULL, 0, OPTION_FLAG, NULL, NULL, NULL},
    };
    int result = options_parse(command, options, argc, argv, &eval.words);
    eval.report.attention = eval.report.attention || o->alignments;
    eval.format = eval.json ? FORMAT_JSON : eval.format;
    if (result == EXIT_DONE)
        result = decoding_check(command, &eval.decoding);
    if (result == EXIT_DONE)
        result = check_options(command, &eval);
    if (result == EXIT_DONE) {
        o->seed = eval.report.bootstrap.seed;
        eval.report.all_forms = eval.vary == VARY_COUNT;
        o->form = eval.report.all_forms ? VARY_NONE : (enum vary)eval.vary;
        o->source = task_maker(eval.task)
                        ? task_test(eval.task, o->seed, eval.pairs)
                        : (struct pair_source){.path = eval.words.list[eval.words.count - 1]};
        result = eval_subjects(&eval);
    }
    strs_free(&eval.words);
    strs_free(&eval.hypotheses);
    return result < 0 ? EXIT_DONE : result;
}
