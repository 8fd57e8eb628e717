#ifndef HEED_SHELL_VARIANT_H
#define HEED_SHELL_VARIANT_H

#include "base/err.h"
#include "base/str.h"
#include "model/model.h"

/* Models that are in no file of their own: "FILE.csv:SCORE" is a table under a score (model/qkv.h),
 * "NAME:untrained" the model NAME with the weights that its training may have started from. */

/* The option that explore and show have; `path` is a const char **. */
#define TABLE_OPTION(path)                                                                         \
    {                                                                                              \
        "qkv", 0, OPTION_TEXT, path, "FILE",                                                       \
            "without a model: attention on the queries, keys and values of a CSV file"             \
    }

/* The names of a table, one for each score that it can have: dot, scaled_dot, additive. -1 with the
 * reason when there is no such table. */
int variant_tables(const char *path, struct strs *out, struct err *err);

/* Opens a variant or any other model; *path: its file, to be freed, NULL for a variant and on
 * errors. */
struct model *variant_load(const char *name, char **path, struct err *err);

/* Opens a variant, or any other model by data_open_model(). */
struct model *variant_open(const char *name, struct err *err);

#endif
