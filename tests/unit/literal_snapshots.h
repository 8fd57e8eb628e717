/* The snapshots of a training whose numbers are written down here: two sentences, three steps. */
#include <math.h>

#include "base/mem.h"
#include "study/snapshots.h"
#include "text/token.h"

static const char *const replay_sources[] = {"早 上 好 <eos>", "we rest <eos>"};
static const char *const replay_targets[] = {"good morning <eos>", "nous restons <eos>"};
static const char *const replay_outputs[][2] = {{"the the the the", ""},
                                                {"good <eos>", "nous <eos>"},
                                                {"good morning <eos>", "nous restons <eos>"}};
static const double replay_losses[] = {NAN, 5.25, 2.125};
static const long replay_steps[] = {0, 50, 75};

/* The weights of every row: alike at first, then on one position more and more. */
static inline void literal_snapshot(struct snapshots *s, int at)
{
    struct snapshot *one = snapshots_add(s);
    one->step = replay_steps[at];
    one->epoch = 1 + at / 2;
    one->loss = replay_losses[at];
    one->saved = at == 2;
    for (int i = 0; i < 2; i++) {
        tokens_split(&one->output[i], UNIT_TOKEN, replay_outputs[at][i]);
        struct mat w = snapshots_weights(s, at, i);
        for (int t = 0; w.x && t < w.rows; t++)
            for (int j = 0; j < w.cols; j++) {
                real even = 1 / (real)w.cols, sharp = (real)(j == t);
                mat_row(w, t)[j] = even + (real)at / 2 * (sharp - even);
            }
    }
}

static inline struct snapshots *literal_snapshots(bool attention)
{
    struct snapshots *s = mem_new(1, sizeof *s);
    s->model = mem_text("tiny");
    s->attention = attention;
    s->sentence_count = 2;
    for (int i = 0; i < 2; i++) {
        tokens_split(&s->sentences[i].source, UNIT_TOKEN, replay_sources[i]);
        tokens_split(&s->sentences[i].target, UNIT_TOKEN, replay_targets[i]);
    }
    for (int at = 0; at < 3; at++)
        literal_snapshot(s, at);
    return s;
}
