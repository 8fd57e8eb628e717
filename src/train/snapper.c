#include "train/snapper.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/mem.h"
#include "study/glance.h"
#include "study/snapshots.h"
#include "text/pairs.h"
#include "text/token.h"
#include "trace/trace.h"

struct snapper {
    const struct model *model;
    char *path;
    struct snapshots *snapshots;
    struct strs sources; /* as in the file of pairs */
    int *targets[SNAPSHOT_SENTENCES];
};

static bool scheduled(long step)
{
    long at = 0;
    while (at < step)
        at = at ? at * 3 / 2 : 50;
    return at == step;
}

/* --- the sentences ---------------------------------------------------------------------------- */

static int check_pair(const struct snapper *s, const struct pair *pair, const char *path,
                      const struct snapshot_sentence *sentence, struct err *err)
{
    if (s->snapshots->sentence_count == SNAPSHOT_SENTENCES)
        return err_set(err, "%s:%ld: too many sentences for snapshots; %d at most", path,
                       pair->line, SNAPSHOT_SENTENCES);
    if (sentence->source.count > SNAPSHOT_TOKENS || sentence->target.count > SNAPSHOT_TOKENS)
        return err_set(err, "%s:%ld: %zu and %zu tokens are too many for snapshots; %d at most",
                       path, pair->line, sentence->source.count, sentence->target.count,
                       SNAPSHOT_TOKENS);
    return 0;
}

/* The translation is forced, so that its words are those of the rows. */
static void add_translation(struct snapper *s, int n, struct snapshot_sentence *sentence)
{
    int count;
    s->targets[n] =
        vocab_ids(s->model->target.vocab, &sentence->target, SNAPSHOT_TOKENS, true, &count);
    strs_add(&sentence->source, vocab_token(s->model->source.vocab, ID_EOS));
    strs_add(&sentence->target, vocab_token(s->model->target.vocab, ID_EOS));
}

/* The rows are those of the matrix of weights, whose words do not change with training. */
static void add_labeled(struct snapper *s, const char *text, struct snapshot_sentence *sentence)
{
    struct trace *trace = trace_new(s->model, &text, 1, NULL);
    strs_clear(&sentence->target);
    glance_weights(trace, 0, &sentence->target);
    trace_free(trace);
}

static int add_pair(struct snapper *s, const struct pair *pair, const char *path, struct err *err)
{
    struct snapshot_sentence sentence = {0};
    tokenizer_split(&s->model->source, &sentence.source, pair->first);
    tokenizer_split(&s->model->target, &sentence.target, pair->second);
    if (check_pair(s, pair, path, &sentence, err)) {
        strs_free(&sentence.source);
        strs_free(&sentence.target);
        return -1;
    }
    int n = s->snapshots->sentence_count++;
    if (s->snapshots->labels)
        add_labeled(s, pair->first, &sentence);
    else
        add_translation(s, n, &sentence);
    strs_add(&s->sources, pair->first);
    s->snapshots->sentences[n] = sentence;
    return 0;
}

static int read_pairs(struct snapper *s, const char *path, struct err *err)
{
    const struct pair_source source = {.path = path, .labels = s->snapshots->labels};
    struct pairs *pairs = pairs_open_source(&source, err);
    struct pair pair;
    int got = pairs ? 0 : -1;
    while (pairs && (got = pairs_next(pairs, &pair, err)) > 0)
        if (add_pair(s, &pair, path, err)) {
            got = -1;
            break;
        }
    if (got == 0)
        got = pairs_check(pairs, err);
    pairs_close(pairs);
    return got;
}

/* --- going on where an earlier run stopped ---------------------------------------------------- */

static bool same_words(const struct strs *a, const struct strs *b)
{
    bool same = a->count == b->count;
    for (size_t i = 0; same && i < a->count; i++)
        same = strcmp(a->list[i], b->list[i]) == 0;
    return same;
}

static bool same_sentences(const struct snapshots *a, const struct snapshots *b)
{
    bool same = a->sentence_count == b->sentence_count && a->attention == b->attention &&
                a->labels == b->labels;
    for (int i = 0; same && i < a->sentence_count; i++)
        same = same_words(&a->sentences[i].source, &b->sentences[i].source) &&
               same_words(&a->sentences[i].target, &b->sentences[i].target);
    return same;
}

static void drop_after(struct snapshots *snapshots, long step)
{
    while (snapshots->count && snapshots->list[snapshots->count - 1].step > step)
        snapshots_remove(snapshots, snapshots->count - 1);
}

static int resume(struct snapper *s, const char *pairs, long step, const struct train_hooks *hooks,
                  struct err *err)
{
    if (access(s->path, F_OK)) {
        hooks->say(hooks->data, "no snapshots of the training so far; they begin here");
        return 0;
    }
    struct snapshots *earlier = snapshots_open(s->path, err);
    if (!earlier)
        return -1;
    if (!same_sentences(earlier, s->snapshots)) {
        snapshots_free(earlier);
        return err_set(err, "%s has other sentences than %s: give the same ones, or remove it",
                       s->path, pairs);
    }
    drop_after(earlier, step);
    snapshots_free(s->snapshots);
    s->snapshots = earlier;
    return 0;
}

/* Whether there are weights to keep: of a model that writes its configuration says so, of another
 * one any run. */
static bool attends(const struct model *model)
{
    const char *text = "";
    if (config_writes_words(&model->config))
        return config_attends(&model->config);
    struct trace *trace = trace_new(model, &text, 1, NULL);
    bool found = glance_weights(trace, 0, NULL).x != NULL;
    trace_free(trace);
    return found;
}

struct snapper *snapper_open(const struct train_options *options, const struct model *model,
                             long step, const struct train_hooks *hooks, struct err *err)
{
    struct snapper *s = mem_new(1, sizeof *s);
    s->model = model;
    s->path = snapshots_path(options->out);
    s->snapshots = mem_new(1, sizeof *s->snapshots);
    s->snapshots->model = model_name(options->out);
    s->snapshots->labels = !config_writes_words(&model->config);
    s->snapshots->attention = attends(model);
    if (read_pairs(s, options->snapshots, err) ||
        (options->resume && resume(s, options->snapshots, step, hooks, err))) {
        snapper_close(s);
        return NULL;
    }
    if (!s->snapshots->attention)
        hooks->say(hooks->data, s->snapshots->labels
                                    ? "this kind has no attention weights: the snapshots keep "
                                      "labels only"
                                    : "a fixed context has no attention weights: the snapshots "
                                      "keep translations only");
    return s;
}

void snapper_close(struct snapper *s)
{
    if (!s)
        return;
    for (int i = 0; i < SNAPSHOT_SENTENCES; i++)
        free(s->targets[i]);
    snapshots_free(s->snapshots);
    strs_free(&s->sources);
    free(s->path);
    free(s);
}

/* --- taking ----------------------------------------------------------------------------------- */

static void copy_weights(struct mat out, struct mat weights)
{
    for (int t = 0; t < out.rows; t++)
        memcpy(mat_row(out, t), mat_row(weights, t), (size_t)out.cols * sizeof(real));
}

static void take_forced(const struct snapper *s, int sentence, struct mat out)
{
    struct trace *trace =
        trace_forced(s->model, s->sources.list[sentence], s->targets[sentence], out.rows);
    copy_weights(out, trace_get(trace, 0, Q_WEIGHTS));
    trace_free(trace);
}

/* The answer; and of a classifier, which is forced nothing, the weights of the same run. */
static void take_answer(const struct snapper *s, int sentence, struct mat out, struct strs *answer)
{
    const char *text = s->sources.list[sentence];
    struct trace *trace = trace_new(s->model, &text, 1, NULL);
    glance_answer(trace, 0, answer);
    if (s->snapshots->labels && out.x)
        copy_weights(out, glance_weights(trace, 0, NULL));
    trace_free(trace);
}

static void take(struct snapper *s, const struct train_report *report)
{
    struct snapshots *all = s->snapshots;
    struct snapshot *snapshot = snapshots_add(all);
    snapshot->step = report->step;
    snapshot->epoch = report->epoch;
    snapshot->loss = report->step ? report->loss : NAN;
    for (int i = 0; i < all->sentence_count; i++) {
        struct mat weights = snapshots_weights(all, all->count - 1, i);
        if (weights.x && !all->labels)
            take_forced(s, i, weights);
        take_answer(s, i, weights, &snapshot->output[i]);
    }
}

/* The model file has been written anew, so that the snapshot of what it held before is kept only
 * if it is one of the schedule. */
static void forget_saved(struct snapshots *all)
{
    for (int i = all->count - 1; i >= 0; i--) {
        all->list[i].saved = false;
        if (!scheduled(all->list[i].step))
            snapshots_remove(all, i);
    }
}

int snapper_take(struct snapper *s, const struct train_report *report, bool saved, struct err *err)
{
    if (!s || !(saved || scheduled(report->step)))
        return 0;
    struct snapshots *all = s->snapshots;
    if (saved)
        forget_saved(all);
    if (!all->count || all->list[all->count - 1].step < report->step)
        take(s, report);
    all->list[all->count - 1].saved = saved;
    return snapshots_write(all, s->path, err);
}

int snapper_finish(struct snapper *s, struct err *err)
{
    if (!s)
        return 0;
    const struct snapshots *all = s->snapshots;
    for (int i = 0; i < all->count; i++)
        if (all->list[i].saved)
            drop_after(s->snapshots, all->list[i].step);
    return snapshots_write(all, s->path, err);
}
