#include "view/table.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "trace/derive.h"

enum { WORD_PITCH = 8, LABEL_ROOM = 10 };

static float table_value(const void *data, int row, int column)
{
    const struct table *table = data;
    int i = table->transposed ? column : row, j = table->transposed ? row : column;
    if (table->q->columns == AXIS_VOCAB)
        j = table->words[j];
    return (float)mat_row(table->all, i)[j];
}

static bool table_masked(const void *data, int row, int column)
{
    const struct table *table = data;
    int t = table->transposed ? column : row, j = table->transposed ? row : column;
    int sentence = table->picture->sentence;
    if (table->q->columns != AXIS_SOURCE || table->q->stage == STAGE_SCORE)
        return false;
    return trace_masked(table->picture->trace, sentence, t, j) ||
           (table->beside && trace_masked(table->beside, sentence, t, j));
}

/* "la/chez" where the other run writes another word. */
static const char *both_words(const struct table *table, int t, const char *word,
                              struct arena *arena)
{
    const char *other = trace_target_word(table->beside, table->picture->sentence, t);
    size_t size = strlen(word) + strlen(other) + 2;
    if (strcmp(word, other) == 0)
        return word;
    char *both = arena_take(arena, size, 1);
    snprintf(both, size, "%s/%s", other, word);
    return both;
}

/* The words of one axis; a word that the vocabulary lacks carries a question mark. */
static const char **labels_of(const struct table *table, enum axis axis, int count,
                              struct arena *arena)
{
    const struct picture *p = table->picture;
    const char **labels = arena_zero(arena, (size_t)count + 1, sizeof *labels);
    if (axis == AXIS_UNIT)
        return NULL;
    for (int i = 0; i < count; i++) {
        int at = axis == AXIS_VOCAB ? table->words[i] : i;
        const char *word = axis == AXIS_ONE ? quantity_symbol(table->q->id, &p->trace->config)
                                            : trace_label(p->trace, p->sentence, axis, at, NULL, 0);
        if (axis == AXIS_SOURCE && !trace_source_known(p->trace, p->sentence, i)) {
            size_t size = strlen(word) + 2;
            char *marked = arena_take(arena, size, 1);
            snprintf(marked, size, "%s?", word);
            word = marked;
        }
        if (axis == AXIS_TARGET && table->beside)
            word = both_words(table, i, word, arena);
        labels[i] = word;
    }
    return labels;
}

static int place_in(const struct table *table, enum axis axis)
{
    int at = picture_place(table->picture, axis);
    for (int i = 0; axis == AXIS_VOCAB && i < table->columns; i++)
        if (table->words[i] == at)
            return i;
    return axis == AXIS_VOCAB ? -1 : at;
}

static void set_scale(struct heat *heat, const struct table *table)
{
    static const enum heat_scale scales[] = {HEAT_FIXED, HEAT_ROW, HEAT_ROOT};
    bool is_signed = table->kind == KIND_SIGNED;
    heat->scale = scales[table->picture->scale];
    heat->ramp = is_signed ? RAMP_DIVERGING : RAMP_SEQUENTIAL;
    heat->low = (float)table->low;
    heat->high = (float)(is_signed ? fmax(fabs(table->low), fabs(table->high)) : table->high);
    if (table->kind == KIND_PROBABILITY || table->kind == KIND_GATE) {
        heat->low = 0;
        heat->high = 1;
    }
}

struct heat table_heat(const struct table *table, struct arena *arena)
{
    const struct quantity *q = table->q;
    struct heat heat = {.value = table_value, .masked = table_masked, .data = table};
    int rows = table->all.rows, columns = table->columns;
    const char **row_labels = labels_of(table, q->rows, rows, arena);
    const char **column_labels = labels_of(table, q->columns, columns, arena);
    int row = place_in(table, q->rows), column = place_in(table, q->columns);
    bool turned = table->transposed;
    heat.rows = turned ? columns : rows;
    heat.columns = turned ? rows : columns;
    heat.row_labels = turned ? column_labels : row_labels;
    heat.column_labels = turned ? row_labels : column_labels;
    heat.cursor_row = turned ? column : row;
    heat.cursor_column = turned ? row : column;
    heat.row_maximum = !turned && q->columns == AXIS_SOURCE; /* of words only some are seen */
    heat.numbers = q->columns == AXIS_VOCAB;
    set_scale(&heat, table);
    return heat;
}

/* The most probable words of this step as columns, as many as have room to be read; further down
 * the list when the cursor is there. */
static void choose_words(struct table *table, int room)
{
    const struct picture *p = table->picture;
    int list[TABLE_WORDS];
    int count = trace_top_words(p->trace, p->sentence, p->cursor.step, list, TABLE_WORDS), at = 0;
    room = room < 2 ? 2 : room > count ? count : room;
    while (at < count && list[at] != p->cursor.word)
        at++;
    int first = at < count && at >= room ? at - room + 1 : 0;
    table->columns = room;
    memcpy(table->words, list + first, (size_t)room * sizeof *list);
}

struct table table_of(const struct picture *picture, int columns)
{
    struct table table = {.picture = picture,
                          .q = quantity_at(picture->quantity),
                          .all = trace_get(picture->trace, picture->sentence, picture->quantity),
                          .transposed = picture->transposed};
    table.columns = table.all.cols;
    if (table.q->columns == AXIS_VOCAB)
        choose_words(&table, (columns - LABEL_ROOM) / WORD_PITCH);
    table.kind = table.q->kind;
    derive_range(picture->trace, picture->sentence, table.q->id, &table.low, &table.high);
    return table;
}
