#include "view/matrix.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "trace/derive.h"

enum { WORD_PITCH = 8, LABEL_ROOM = 10 };

static float matrix_value(const void *data, int row, int column)
{
    const struct matrix *matrix = data;
    int i = matrix->transposed ? column : row, j = matrix->transposed ? row : column;
    if (matrix->q->columns == AXIS_VOCAB)
        j = matrix->words[j];
    return (float)mat_row(matrix->all, i)[j];
}

static bool matrix_masked(const void *data, int row, int column)
{
    const struct matrix *matrix = data;
    int t = matrix->transposed ? column : row, j = matrix->transposed ? row : column;
    int sentence = matrix->picture->sentence;
    if (matrix->q->columns != AXIS_SOURCE || matrix->q->stage == STAGE_SCORE)
        return false;
    return trace_masked(matrix->picture->trace, sentence, t, j) ||
           (matrix->beside && trace_masked(matrix->beside, sentence, t, j));
}

/* "la/chez" where the other run writes another word. */
static const char *both_words(const struct matrix *matrix, int t, const char *word,
                              struct arena *arena)
{
    const char *other = trace_target_word(matrix->beside, matrix->picture->sentence, t);
    size_t size = strlen(word) + strlen(other) + 2;
    if (strcmp(word, other) == 0)
        return word;
    char *both = arena_take(arena, size, 1);
    snprintf(both, size, "%s/%s", other, word);
    return both;
}

/* The words of one axis; a word that the vocabulary lacks carries a question mark. */
static const char **labels_of(const struct matrix *matrix, enum axis axis, int count,
                              struct arena *arena)
{
    const struct picture *p = matrix->picture;
    const char **labels = arena_zero(arena, (size_t)count + 1, sizeof *labels);
    if (axis == AXIS_UNIT)
        return NULL;
    for (int i = 0; i < count; i++) {
        int at = axis == AXIS_VOCAB ? matrix->words[i] : i;
        const char *word = axis == AXIS_ONE ? quantity_symbol(matrix->q->id, &p->trace->config)
                                            : trace_label(p->trace, p->sentence, axis, at, NULL, 0);
        if (axis == AXIS_SOURCE && !trace_source_known(p->trace, p->sentence, i)) {
            size_t size = strlen(word) + 2;
            char *marked = arena_take(arena, size, 1);
            snprintf(marked, size, "%s?", word);
            word = marked;
        }
        if (axis == AXIS_TARGET && matrix->beside)
            word = both_words(matrix, i, word, arena);
        labels[i] = word;
    }
    return labels;
}

static int place_in(const struct matrix *matrix, enum axis axis)
{
    int at = picture_place(matrix->picture, axis);
    for (int i = 0; axis == AXIS_VOCAB && i < matrix->columns; i++)
        if (matrix->words[i] == at)
            return i;
    return axis == AXIS_VOCAB ? -1 : at;
}

static void set_scale(struct heat *heat, const struct matrix *matrix)
{
    static const enum heat_scale scales[] = {HEAT_FIXED, HEAT_ROW, HEAT_ROOT};
    bool is_signed = matrix->kind == KIND_SIGNED;
    heat->scale = scales[matrix->picture->scale];
    heat->ramp = is_signed ? RAMP_DIVERGING : RAMP_SEQUENTIAL;
    heat->low = (float)matrix->low;
    heat->high = (float)(is_signed ? fmax(fabs(matrix->low), fabs(matrix->high)) : matrix->high);
    if (matrix->kind == KIND_PROBABILITY || matrix->kind == KIND_GATE) {
        heat->low = 0;
        heat->high = 1;
    }
}

struct heat matrix_heat(const struct matrix *matrix, struct arena *arena)
{
    const struct quantity *q = matrix->q;
    struct heat heat = {.value = matrix_value, .masked = matrix_masked, .data = matrix};
    int rows = matrix->all.rows, columns = matrix->columns;
    const char **row_labels = labels_of(matrix, q->rows, rows, arena);
    const char **column_labels = labels_of(matrix, q->columns, columns, arena);
    int row = place_in(matrix, q->rows), column = place_in(matrix, q->columns);
    bool turned = matrix->transposed;
    heat.rows = turned ? columns : rows;
    heat.columns = turned ? rows : columns;
    heat.row_labels = turned ? column_labels : row_labels;
    heat.column_labels = turned ? row_labels : column_labels;
    heat.cursor_row = turned ? column : row;
    heat.cursor_column = turned ? row : column;
    heat.row_maximum = !turned && q->columns == AXIS_SOURCE; /* of words only some are seen */
    heat.numbers = q->columns == AXIS_VOCAB;
    set_scale(&heat, matrix);
    return heat;
}

/* The most probable words of this step as columns, as many as have room to be read; further down
 * the list when the cursor is there. */
static void choose_words(struct matrix *matrix, int room)
{
    const struct picture *p = matrix->picture;
    int list[MATRIX_WORDS];
    int count = trace_top_words(p->trace, p->sentence, p->cursor.step, list, MATRIX_WORDS), at = 0;
    room = room < 2 ? 2 : room > count ? count : room;
    while (at < count && list[at] != p->cursor.word)
        at++;
    int first = at < count && at >= room ? at - room + 1 : 0;
    matrix->columns = room;
    memcpy(matrix->words, list + first, (size_t)room * sizeof *list);
}

struct matrix matrix_of(const struct picture *picture, int columns)
{
    struct matrix matrix = {.picture = picture,
                            .q = quantity_at(picture->quantity),
                            .all = trace_get(picture->trace, picture->sentence, picture->quantity),
                            .transposed = picture->transposed};
    matrix.columns = matrix.all.cols;
    if (matrix.q->columns == AXIS_VOCAB)
        choose_words(&matrix, (columns - LABEL_ROOM) / WORD_PITCH);
    matrix.kind = matrix.q->kind;
    derive_range(picture->trace, picture->sentence, matrix.q->id, &matrix.low, &matrix.high);
    return matrix;
}
