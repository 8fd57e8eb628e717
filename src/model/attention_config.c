#include "model/attention_config.h"

#include <stddef.h>

const char *const score_names[] = {
    [SCORE_NONE] = "none",       [SCORE_DOT] = "dot",           [SCORE_SCALED_DOT] = "scaled_dot",
    [SCORE_GENERAL] = "general", [SCORE_ADDITIVE] = "additive", [SCORE_COUNT] = NULL,
};

const char *const window_names[] = {
    [WINDOW_GLOBAL] = "global",
    [WINDOW_LOCAL_M] = "local_m",
    [WINDOW_LOCAL_P] = "local_p",
    [WINDOW_COUNT] = NULL,
};

bool score_attends(enum score score)
{
    return score != SCORE_NONE;
}

bool score_is_dot(enum score score)
{
    return score == SCORE_DOT || score == SCORE_SCALED_DOT;
}

int score_key(enum score score, int query, int hidden)
{
    return score == SCORE_ADDITIVE ? hidden : query;
}
