#include "cmd/commands.h"

#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "cmd/train_options.h"
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
    struct train_command asked;
    int result = train_command_parse(command, argc, argv, &asked);
    if (result != EXIT_DONE)
        return result < 0 ? EXIT_DONE : result;
    struct progress progress = {.quiet = asked.quiet, .terminal = isatty(STDOUT_FILENO)};
    return run(&asked.train, &progress);
}
