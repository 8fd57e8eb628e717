#ifndef HEED_CMD_EVAL_JSON_H
#define HEED_CMD_EVAL_JSON_H

#include "cmd/eval.h"

/* A report for programs: as JSON, or as CSV, a row for every model, and for every form of the texts
 * that was asked for. */
void eval_json(const struct eval_report *report);
void eval_json_csv(const struct eval_report *report);

#endif
