#ifndef HEED_EXPORT_MATRIX_H
#define HEED_EXPORT_MATRIX_H

#include <stdio.h>

#include "trace/trace.h"

/* A quantity of a trace as numbers for other programs. Every number has nine digits, enough to
 * read the same F32 back. `row` is the only row to write, from 0; −1: all of them. `changes`: the
 * lines of interventions that the run is under. The trace must have the matrix (trace_matrix). */

/* RFC 4180 with line ends \n. The first line names the columns: the axis of the rows ("target",
 * "source" ...), then the label of every column. Then a line per row: its label and its numbers.
 * Masked scores are -inf. There is no place for changes. */
void matrix_csv(FILE *out, const struct trace *trace, int sentence, struct sheet sheet, int row,
                const struct strs *changes);

/* {"model", "source", "translation", "changed": the lines of `changes`, "quantity", "symbol",
 * "formula", "stage", "rows": labels, "columns": labels, "fed": the word fed at each row when rows
 * are steps, else empty, "values": [[...]]}. A classifier has "label" for "translation": the label
 * and its probability; a table of numbers has neither. JSON has no infinity: masked scores are
 * null. */
void matrix_json(FILE *out, const struct trace *trace, int sentence, struct sheet sheet, int row,
                 const struct strs *changes);

#endif
