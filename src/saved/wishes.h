#ifndef HEED_SAVED_WISHES_H
#define HEED_SAVED_WISHES_H

#include "cli/options.h"
#include "dialect/dialect.h"

/* The options of a command that runs models of other programs, to put into an option table. */
#define WISHES_OPTIONS(wishes)                                                                     \
    {"source-vocab",                                                                               \
     0,                                                                                            \
     OPTION_TEXT,                                                                                  \
     &(wishes).source_words,                                                                       \
     "FILE",                                                                                       \
     "the words of the source side: one a line in the order of their numbers, or JSON"},           \
    {                                                                                              \
        "target-vocab", 0, OPTION_TEXT, &(wishes).target_words, "FILE", "those of the target side" \
    }

#endif
