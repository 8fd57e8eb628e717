#ifndef HEED_MODEL_CONTROL_H
#define HEED_MODEL_CONTROL_H

#include <stdbool.h>

#include "math/real.h"

/* What a run does differently: plain data, given to every forward (NULL while training). All zero
 * changes nothing. The arrays belong to the caller and outlive the run. */

enum mask_mode {
    MASK_ON,  /* −inf before the softmax where a position is padding or hidden by hand */
    MASK_OFF, /* padding takes part in the softmax as if it were words */
};

struct control {
    enum mask_mode mask;
    const unsigned char
        *hidden; /* [hidden_count] 1: hide this source position from every sentence */
    int hidden_count;
    bool use_temperature; /* divide the scores by `temperature` before the softmax: */
    real temperature;     /* 0 keeps only the largest, infinity makes all equal */
    const int *forced;    /* [forced_count] target tokens that greedy decoding must write first */
    int forced_count;
};

#endif
