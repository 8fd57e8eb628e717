#include "cli/common.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"

int cli_check_threads(const struct command *command, int threads)
{
    if (threads >= 1 && threads <= THREADS_MAX)
        return EXIT_DONE;
    return command_misused(command, "--threads must be from 1 to %d, not %d", THREADS_MAX, threads);
}

struct sentence_ids sentence_ids(const struct tokenizer *tokenizer, const char *line, size_t limit,
                                 bool end)
{
    struct strs tokens = {0};
    tokenizer_split(tokenizer, &tokens, line);
    struct sentence_ids out = {.cut = tokens.count > limit ? tokens.count - limit : 0};
    out.ids = vocab_ids(tokenizer->vocab, &tokens, limit, end, &out.count);
    strs_free(&tokens);
    return out;
}

void cli_warn_bad_lines(const struct pairs *pairs, const char *path)
{
    const struct bad_line *bad;
    int listed = pairs_bad_lines(pairs, &bad);
    for (int i = 0; i < listed; i++)
        fprintf(stderr, "heed: %s:%ld: skipped: %s\n", path, bad[i].line, bad[i].reason);
    if (pairs_bad(pairs) > listed)
        fprintf(stderr, "heed: %s: %ld bad lines skipped in all\n", path, pairs_bad(pairs));
}

static volatile sig_atomic_t pipe_closed;

static void on_closed_pipe(int number)
{
    (void)number;
    pipe_closed = 1;
}

void cli_output_start(void)
{
    struct sigaction action = {.sa_handler = on_closed_pipe, .sa_flags = SA_RESTART};
    sigaction(SIGPIPE, &action, NULL);
    signal(SIGXFSZ, SIG_IGN); /* a file over the limit is a failed write like others */
}

int cli_output_finish(int result)
{
    if (fflush(stdout) == 0 && !ferror(stdout))
        return result;
    if (!pipe_closed)
        fprintf(stderr, "heed: could not write the output: %s\n", strerror(errno));
    return EXIT_FAILED;
}
