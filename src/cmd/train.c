#include "cmd/commands.h"

#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "shell/train_live.h"
#include "train/task.h"
#include "view/training.h"

/* heed train: reads options and a configuration, shows progress, stops on Ctrl-C. */

static volatile sig_atomic_t stop;

static void on_stop(int number)
{
    (void)number;
    stop = 1;
}

struct train_lines {
    bool quiet, terminal;
    double shown; /* seconds of the training when a line was last written */
};

static void show_epoch(const struct train_report *r)
{
    char time[TRAINING_DURATION];
    struct str figures = {0};
    training_duration(time, r->seconds);
    if (r->validated)
        learner_print(r->learner, r->figures, true, &figures);
    printf("epoch %d of %d: loss %.4f", r->epoch, r->epochs, r->loss);
    if (r->validated)
        printf(" · validation loss %.4f%s", r->figures[0], figures.text ? figures.text : "");
    printf(" · %.0f %s/s · %s%s\n", r->speed, r->learner->counted, time,
           r->validated && r->best ? " · best so far, saved" : "");
    fflush(stdout);
    str_free(&figures);
}

static void show_progress(struct train_lines *progress, const struct train_report *r)
{
    if (progress->quiet || !progress->terminal || r->seconds - progress->shown < 0.5)
        return;
    progress->shown = r->seconds;
    char left[TRAINING_DURATION];
    training_duration(left, r->seconds_left);
    printf("\r\033[Kepoch %d of %d %3.0f %% · loss %.4f · %.0f %s/s · %s left", r->epoch, r->epochs,
           100 * r->progress, r->loss, r->speed, r->learner->counted,
           r->seconds_left > 0 ? left : "?");
    fflush(stdout);
}

static enum train_wish on_report(void *data, const struct train_report *r,
                                 const struct model *model)
{
    struct train_lines *progress = data;
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

/* The first of each asks to stop, where the screen does not catch it. */
static void catch_signals(void)
{
    struct sigaction action = {.sa_handler = on_stop, .sa_flags = (int)SA_RESETHAND | SA_RESTART};
    struct sigaction old;
    sigaction(SIGINT, &action, NULL);
    sigaction(SIGTERM, &action, NULL);
    if (sigaction(SIGHUP, NULL, &old) == 0 && old.sa_handler != SIG_IGN) { /* not under nohup */
        action.sa_flags = SA_RESTART; /* a closed terminal may send several */
        sigaction(SIGHUP, &action, NULL);
    }
}

static enum train_result run_plain(const struct train_command *asked, struct err *err)
{
    struct train_lines progress = {.quiet = asked->quiet, .terminal = isatty(STDOUT_FILENO)};
    struct train_hooks hooks = {.report = on_report, .say = on_line, .data = &progress};
    enum train_result result = train(&asked->train, &hooks, err);
    if (progress.terminal && result != TRAIN_DONE)
        putchar('\n');
    return result;
}

static enum train_result run_live(const struct train_command *asked, struct err *err)
{
    struct train_report last = {0};
    enum train_result result = train_live(asked, &last, err);
    if (last.epoch)
        show_epoch(&last);
    return result;
}

static int print_pairs(const struct train_options *options, long count)
{
    struct err err;
    struct pair_source source = task_training(options);
    struct pairs *pairs = task_check(options, &err) ? NULL : pairs_open_source(&source, &err);
    if (!pairs)
        return command_failed(&err);
    struct pair pair;
    int got = 1;
    while (count-- > 0 && (got = pairs_next(pairs, &pair, &err)) > 0)
        printf("%s\t%s\n", pair.first, pair.second);
    pairs_close(pairs);
    return got < 0 ? command_failed(&err) : EXIT_DONE;
}

int cmd_train(const struct command *command, int argc, char **argv)
{
    struct train_command asked;
    struct err err;
    int parsed = train_command_parse(command, argc, argv, &asked);
    if (parsed != EXIT_DONE || asked.print) {
        strs_free(&asked.watch);
        return parsed < 0 ? EXIT_DONE : parsed ? parsed : print_pairs(&asked.train, asked.print);
    }
    catch_signals();
    bool live = !asked.quiet && train_live_possible();
    enum train_result result = live ? run_live(&asked, &err) : run_plain(&asked, &err);
    strs_free(&asked.watch);
    if (result == TRAIN_FAILED)
        return command_failed(&err);
    if (result == TRAIN_STOPPED)
        printf("stopped; %s.checkpoint is saved: the same command with --resume continues\n",
               asked.train.out);
    else
        printf("%s: written\n", asked.train.out);
    return result == TRAIN_DONE ? EXIT_DONE : EXIT_FAILED;
}
