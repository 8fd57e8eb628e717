#include "cmd/commands.h"

const struct command commands[] = {
    {"train", "--corpus FILE --out MODEL [options]", "Train an encoder-decoder on sentence pairs.",
     NULL, true, cmd_train},
    {NULL, NULL, NULL, NULL, false, NULL},
};
