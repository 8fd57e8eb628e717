#ifndef HEED_CLI_COMMON_H
#define HEED_CLI_COMMON_H

#include "cli/options.h"
#include "text/pairs.h"
#include "tokenizer/tokenizer.h"

/* What several subcommands need. */

enum { THREADS_MAX = 64 };

/* EXIT_DONE, or EXIT_USAGE after a message when no team can have so many. */
int cli_check_threads(const struct command *command, int threads);

/* The ids of the first `limit` tokens of a line; `end` adds <eos>. */
struct sentence_ids {
    int *ids;   /* to be freed */
    int count;  /* <eos> included */
    size_t cut; /* tokens left out */
};
struct sentence_ids sentence_ids(const struct tokenizer *tokenizer, const char *line, size_t limit,
                                 bool end);

/* The lines of a pair file that were skipped, on stderr. */
void cli_warn_bad_lines(const struct pairs *pairs, const char *path);

/* Before anything is printed: a reader that goes away (heed ... | head) shall not kill the program,
 * which may have files to finish. */
void cli_output_start(void);

/* After everything was printed: whether it arrived. Returns `result`, or EXIT_FAILED after a
 * message; a closed pipe needs no message, whoever closed it knows. */
int cli_output_finish(int result);

#endif
