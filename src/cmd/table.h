#ifndef HEED_CMD_TABLE_H
#define HEED_CMD_TABLE_H

#include "base/err.h"
#include "base/str.h"
#include "model/model.h"

/* Tables (model/table.h) in the place of models. */

/* The option that explore and show have; `path` is a const char **. */
#define TABLE_OPTION(path)                                                                         \
    {                                                                                              \
        "qkv", 0, OPTION_TEXT, path, "FILE",                                                       \
            "without a model: attention on the queries, keys and values of a CSV file"             \
    }

/* data_open_model(), and tables: "FILE.csv:SCORE" is a table under a score (model/table.h). */
struct model *table_open_model(const char *name, struct err *err);

/* The names of a table for table_open_model(), one for each score that it can have: dot, scaled_dot,
 * additive. -1 with the reason when there is no such table. */
int table_names(const char *path, struct strs *out, struct err *err);

/* Whether this is the name of a table. */
bool table_is_named(const char *name);

#endif
