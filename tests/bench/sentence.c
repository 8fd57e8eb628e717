/* One sentence from the text to the last word, every number of it kept:
 *
 *     sentence MODEL.safetensors RUNS TEXT
 *
 * prints the median milliseconds, the decoder's steps, and the limit: the milliseconds that reading
 * the weights of the decoder's products from memory once per step takes by itself. */
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include "base/mem.h"
#include "clock.h"
#include "math/mat.h"
#include "trace/trace.h"

static volatile uint64_t sink; /* so that nobody finds the reading useless */

VECTOR_CLONES static uint64_t sum_of(const uint64_t *x, long count)
{
    uint64_t sums[64] = {0}; /* as many at once as memory can deliver */
    for (long i = 0; i + 64 <= count; i += 64)
        for (int k = 0; k < 64; k++)
            sums[k] += x[i + k];
    for (int k = 1; k < 64; k++)
        sums[0] += sums[k];
    return sums[0];
}

static void read_weights(const struct model *model)
{
    static const char *const each_step[] = {"decoder.rnn", "attention.query", "readout", "output"};
    for (int i = 0; i < model->list.count; i++) {
        const struct weight *weight = &model->list.list[i];
        for (size_t k = 0; k < sizeof each_step / sizeof *each_step; k++)
            if (strncmp(weight->name, each_step[k], strlen(each_step[k])) == 0)
                sink += sum_of((const void *)(model->flat + weight->offset),
                               (long)weight->rows * weight->cols / 2);
    }
}

int main(int argc, char **argv)
{
    int runs = argc == 4 ? atoi(argv[2]) : 0, steps = 0;
    struct err err;
    if (runs < 1) {
        fprintf(stderr, "usage: %s MODEL.safetensors RUNS TEXT\n", argv[0]);
        return 2;
    }
    struct model *model = model_open(argv[1], &err);
    if (!model) {
        fprintf(stderr, "sentence: %s\n", err.text);
        return 1;
    }
    mat_threads(1); /* as the program itself does */
    double *times = mem_new((size_t)runs, sizeof *times),
           *limits = mem_new((size_t)runs, sizeof *limits);
    const char *text = argv[3];
    for (int i = 0; i < runs; i++) {
        double started = clock_ms();
        struct trace *trace = trace_new(model, &text, 1, NULL);
        times[i] = clock_ms() - started;
        steps = trace->sentences[0].steps;
        trace_free(trace);
        started = clock_ms();
        for (int t = 0; t < steps; t++)
            read_weights(model);
        limits[i] = clock_ms() - started;
    }
    sort_times(times, runs);
    sort_times(limits, runs);
    printf("%.3f %d %.3f\n", times[runs / 2], steps, limits[runs / 2]);
    free(times);
    free(limits);
    model_free(model);
    return 0;
}
