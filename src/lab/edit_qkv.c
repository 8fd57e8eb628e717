#include "lab/edit_qkv.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/choice.h"
#include "model/qkv.h"

/* Interventions on the numbers of a table (model/qkv_table.h). */

static int sentence_of(const struct edit *edit, const char **line, int *sentence, struct err *err)
{
    *line += strspn(*line, " ");
    *sentence = 0;
    if (**line != '@')
        return 0;
    ++*line;
    if (edit_whole(line, 1, qkv_of(edit->model)->sentences, sentence, "the number of a sentence",
                   err))
        return -1;
    --*sentence;
    return 0;
}

/* Row and column of query, key or value; a length has neither. */
static int place_of(const struct qkv *table, const char **line, struct cell_change *cell,
                    struct err *err)
{
    static const char *const what[] = {"the number of a query", "the number of a key",
                                       "the number of a value"};
    const struct mat all[] = {table->queries, table->keys, table->values};
    int b = cell->sentence;
    if (cell->which == GIVEN_LENGTH)
        return 0;
    int rows = cell->which == GIVEN_QUERY ? table->counts[b] : table->keys_of[b];
    if (edit_whole(line, 1, rows, &cell->row, what[cell->which], err) ||
        edit_whole(line, 1, all[cell->which].cols, &cell->column, "which of its numbers", err))
        return -1;
    cell->row--;
    cell->column--;
    return 0;
}

/* [@N] query|key|value ROW COLUMN VALUE, or [@N] length VALUE */
int edit_qkv_set(struct edit *edit, const char *line, struct err *err)
{
    const struct qkv *table = qkv_of(edit->model);
    struct cell_change cell = {0};
    double value;
    if (!table)
        return err_set(err,
                       "this model computes its queries, keys and values; those of a table can "
                       "be set (heed explore --qkv FILE)");
    if (sentence_of(edit, &line, &cell.sentence, err))
        return -1;
    int which = edit_choice(&line, given_names, NULL, "part of a table", err);
    if (which < 0)
        return -1;
    cell.which = (enum given)which;
    if (place_of(table, &line, &cell, err) || edit_number(&line, &value, "a number", err) ||
        edit_end(line, err))
        return -1;
    if (!isfinite(value))
        return err_set(err, "expected a number that is not infinite");
    int keys = table->keys_of[cell.sentence];
    if (which == GIVEN_LENGTH && (value != floor(value) || value < 0 || value > keys))
        return err_set(err, "expected a whole number from 0 to %d, the keys of the sentence", keys);
    cell.value = (real)value;
    int count = edit->control.cells_count;
    struct cell_change *cells = arena_take(&edit->arena, (size_t)count + 1, sizeof *cells);
    if (count)
        memcpy(cells, edit->control.cells, (size_t)count * sizeof *cells);
    cells[count] = cell;
    edit->control.cells = cells;
    edit->control.cells_count = count + 1;
    return 0;
}
