#include "train/teaching.h"

#include <math.h>

static double constant(const struct train_options *o, double k, double i)
{
    (void)k, (void)i;
    return o->teacher_forcing;
}

static double linear(const struct train_options *o, double k, double i)
{
    return fmax(o->teaching_floor, k - o->teaching_slope * i);
}

static double exponential(const struct train_options *o, double k, double i)
{
    (void)o;
    return pow(k, i);
}

static double inverse_sigmoid(const struct train_options *o, double k, double i)
{
    (void)o;
    return k / (k + exp(i / k));
}

/* The usual k of each schedule, and the least and the largest that --teaching-k may be. */
static const struct {
    double (*rate)(const struct train_options *options, double k, double i);
    double k, low, high;
} schedules[] = {
    [TEACHING_CONSTANT] = {constant, 0, 0, 0},
    [TEACHING_LINEAR] = {linear, 1, 0, 1},
    [TEACHING_EXPONENTIAL] = {exponential, 0.9998, 0, 1},
    [TEACHING_INVERSE_SIGMOID] = {inverse_sigmoid, 1000, 1, 1e9},
};

double teaching_rate(const struct train_options *options, long i)
{
    int schedule = options->scheduled_sampling;
    double k = options->teaching_k > 0 ? options->teaching_k : schedules[schedule].k;
    return schedules[schedule].rate(options, k, (double)i);
}

int teaching_check(const struct train_options *options, struct err *err)
{
    int schedule = options->scheduled_sampling;
    double k = options->teaching_k, low = schedules[schedule].low, high = schedules[schedule].high;
    if (schedule != TEACHING_CONSTANT && options->teacher_forcing < 1)
        return err_set(err,
                       "--teacher-forcing is a constant rate: give it or --scheduled-sampling");
    if (schedule == TEACHING_CONSTANT && k > 0)
        return err_set(err, "--teaching-k needs --scheduled-sampling");
    if (k > 0 && !(k >= low && k <= high))
        return err_set(err, "--teaching-k is %g, but must be from %g to %g with this schedule", k,
                       low, high);
    return 0;
}
