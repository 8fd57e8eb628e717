#include "train/schedule.h"

#include <math.h>

#define PI 3.14159265358979323846

/* How far the whole training is, 0 to 1. */
static double done(const struct train_options *o, struct schedule_at at)
{
    double part = (at.epoch - 1 + at.progress) / o->epochs;
    return part < 1 ? part : 1;
}

static double constant(const struct train_options *o, struct schedule_at at)
{
    (void)o, (void)at;
    return 1;
}

/* Where 6, 7 and 8 ninths of the epochs are over: of 9 epochs, the 7th, 8th and 9th. */
static int halvings_of_the_last_third(const struct train_options *o, int epoch)
{
    long long ninths = 9LL * (epoch - 1) / o->epochs;
    return ninths < 6 ? 0 : ninths < 8 ? (int)ninths - 5 : 3;
}

static double halve(const struct train_options *o, struct schedule_at at)
{
    int halvings = o->halve_from == HALVE_THRICE ? halvings_of_the_last_third(o, at.epoch)
                   : o->halve_from > 0 && at.epoch >= o->halve_from ? at.epoch - o->halve_from + 1
                                                                    : 0;
    return pow(0.5, halvings);
}

static double linear(const struct train_options *o, struct schedule_at at)
{
    return 1 - done(o, at);
}

static double cosine(const struct train_options *o, struct schedule_at at)
{
    return (1 + cos(PI * done(o, at))) / 2;
}

static double inverse_sqrt(const struct train_options *o, struct schedule_at at)
{
    double from = o->warmup > 0 ? (double)o->warmup : 1;
    return (double)at.step > from ? sqrt(from / (double)at.step) : 1;
}

static const struct {
    double (*factor)(const struct train_options *options, struct schedule_at at);
    bool needs_end;
} schedules[] = {
    [SCHEDULE_HALVE] = {halve, false},
    [SCHEDULE_CONSTANT] = {constant, false},
    [SCHEDULE_LINEAR] = {linear, true},
    [SCHEDULE_COSINE] = {cosine, true},
    [SCHEDULE_INVERSE_SQRT] = {inverse_sqrt, false},
};

double schedule_rate(const struct train_options *options, struct schedule_at at)
{
    double warm = at.step < options->warmup ? (double)at.step / (double)options->warmup : 1;
    return options->rate * schedules[options->schedule].factor(options, at) * warm;
}

bool schedule_needs_end(const struct train_options *options)
{
    return schedules[options->schedule].needs_end ||
           (options->schedule == SCHEDULE_HALVE && options->halve_from == HALVE_THRICE);
}
