/* Reports of a training whose numbers are chosen, not computed. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "train/seq2seq_learner.h"
#include "train/training.h"

static inline void literal_curves(struct training_report *r, int steps, int epochs)
{
    for (int i = 1; i <= steps; i++)
        curve_add(&r->loss, i, 1.5 + 5.5 * exp(-i / 300.0) + 0.2 * sin(i / 7.0));
    for (int i = 1; i <= epochs; i++)
        curve_add(&r->valid, 400 * i, 2 + 3 * exp(-i * 1.2));
}

/* A row looks at its own place, the more so the further the training is. */
static inline struct glance literal_glance(const char *source, const char *target, double focus)
{
    struct glance g = {.attends = true};
    char copy[GLANCE_TEXT], *rest = copy;
    snprintf(g.source, sizeof g.source, "%s", source);
    snprintf(g.translation, sizeof g.translation, "%s", target);
    snprintf(copy, sizeof copy, "%s <eos>", source);
    for (char *word; (word = strtok_r(rest, " ", &rest));)
        snprintf(g.source_words[g.columns++], GLANCE_TOKEN, "%s", word);
    snprintf(copy, sizeof copy, "%s <eos>", target);
    rest = copy;
    for (char *word; (word = strtok_r(rest, " ", &rest));)
        snprintf(g.target_words[g.rows++], GLANCE_TOKEN, "%s", word);
    for (int t = 0; t < g.rows; t++) {
        double sum = 0;
        for (int pass = 0; pass < 2; pass++)
            for (int j = 0; j < g.columns; j++) {
                double e = exp(-focus * fabs((double)j - t * (g.columns - 1.0) / (g.rows - 1.0)));
                if (pass)
                    g.weights[t][j] = (float)(e / sum);
                else
                    sum += e;
            }
    }
    return g;
}

/* In the third of nine epochs. */
static inline void literal_training(struct training_report *r)
{
    *r = (struct training_report){.number = 1, .state = TRAINING_RUNS, .glance_count = 2};
    r->now = (struct train_report){.learner = &seq2seq_learner,
                                   .epoch = 3,
                                   .epochs = 9,
                                   .step = 980,
                                   .progress = 0.45,
                                   .loss = 1.7312,
                                   .speed = 11872,
                                   .seconds = 131,
                                   .seconds_left = 350,
                                   .rate = 1e-3};
    r->epoch = (struct train_report){.learner = &seq2seq_learner,
                                     .epoch = 2,
                                     .epochs = 9,
                                     .epoch_done = true,
                                     .validated = true,
                                     .figures = {2.2721, 21.34},
                                     .best = true};
    literal_curves(r, 980, 2);
    r->glances[0] = literal_glance("the small cat sleeps .", "le petit chat dort .", 1.5);
    r->glances[1] = literal_glance("we have never seen the sea .", "nous n' avons jamais vu .", 1);
    snprintf(r->line, sizeof r->line, "vocabulary 738 source, 1017 target tokens; BiGRU 64+64");
}

static inline void literal_training_begins(struct training_report *r)
{
    *r = (struct training_report){.number = 1, .state = TRAINING_PREPARES};
}

/* The first step: one point, no validation yet, a model without attention. */
static inline void literal_training_first_step(struct training_report *r)
{
    literal_training(r);
    r->now = (struct train_report){
        .learner = &seq2seq_learner, .epoch = 1, .epochs = 9, .step = 1, .loss = 6.9};
    r->epoch = (struct train_report){0};
    r->loss = r->valid = (struct curve){0};
    literal_curves(r, 1, 0);
    r->glances[0].attends = r->glances[1].attends = false;
    r->glances[1].translation[0] = '\0';
}

static inline void literal_training_paused(struct training_report *r)
{
    literal_training(r);
    r->state = TRAINING_PAUSED;
}

static inline void literal_training_ended(struct training_report *r)
{
    literal_training(r);
    r->state = TRAINING_ENDED;
    r->now.epoch = 9;
    r->now.progress = 1;
    r->now.seconds = 4321;
}

/* One long sentence in Chinese signs. */
static inline void literal_training_long(struct training_report *r)
{
    char source[GLANCE_TEXT] = "";
    literal_training(r);
    for (int i = 0; i < 24; i++)
        strcat(source, i % 2 ? " 家" : i ? " 回" : "我");
    r->glance_count = 1;
    r->glances[0] = literal_glance(source, "i go home again and again and again and again .", 0.4);
}
