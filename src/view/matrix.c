#include "view/matrix.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "lesson/blank.h"
#include "trace/formula.h"
#include "trace/rank.h"
#include "trace/tracing.h"

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
    if (!rank_masks(matrix->q) || matrix->q->stage == STAGE_SCORE)
        return false;
    return trace_masked(matrix->picture->trace, sentence, t, j) ||
           (matrix->beside && trace_masked(matrix->beside, sentence, t, j));
}

static enum heat_gap matrix_gap(const void *data, int row, int column)
{
    const struct matrix *matrix = data;
    const struct blanks *blanks = matrix->picture->blanks;
    int i = matrix->transposed ? column : row, j = matrix->transposed ? row : column;
    if (blanks_hide(blanks, matrix->sheet, i, j, matrix_value(data, row, column)))
        return HEAT_BLANK;
    return blanks->filled && blanks_have(blanks, matrix->sheet, i, j) ? HEAT_FILLED : HEAT_SHOWN;
}

/* "la/chez" where the other run reads or writes another word. */
static const char *both_words(const struct matrix *matrix, enum axis axis, int i, const char *word,
                              struct arena *arena)
{
    const struct trace *run = matrix->beside;
    const char *other = run->tracing->label(run, matrix->picture->sentence, axis, i);
    if (!other || strcmp(word, other) == 0)
        return word;
    return matrix->own_first ? arena_format(arena, "%s/%s", word, other)
                             : arena_format(arena, "%s/%s", other, word);
}

/* "walrus?": a word that the vocabulary lacks carries a question mark. */
static const char *known_word(const struct matrix *matrix, int j, const char *word,
                              struct arena *arena)
{
    const struct picture *p = matrix->picture;
    return trace_source_known(p->trace, p->sentence, j) ? word : arena_format(arena, "%s?", word);
}

/* The symbol of the matrix: what a single row or column is called. */
static const char *symbol_label(const struct matrix *matrix, struct arena *arena)
{
    struct str symbol = {0};
    formula_write_symbol(matrix->picture->trace, matrix->sheet, -1, -1, &symbol);
    const char *label = arena_format(arena, "%s", symbol.text);
    str_free(&symbol);
    return label;
}

/* The words of one axis; NULL: its places are numbered. */
static const char **labels_of(const struct matrix *matrix, enum axis axis, int count,
                              struct arena *arena)
{
    const struct picture *p = matrix->picture;
    const char **labels = arena_zero(arena, (size_t)count + 1, sizeof *labels);
    for (int i = 0; i < count; i++) {
        int at = axis == AXIS_VOCAB ? matrix->words[i] : i;
        const char *word = axis == AXIS_ONE
                               ? symbol_label(matrix, arena)
                               : p->trace->tracing->label(p->trace, p->sentence, axis, at);
        if (!word)
            return NULL;
        bool read = axis == AXIS_SOURCE || axis == AXIS_ASKING;
        if (matrix->beside && (read || axis == AXIS_TARGET))
            word = both_words(matrix, axis, i, word, arena);
        else if (read)
            word = known_word(matrix, i, word, arena);
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

/* Weights of words × words that add up to 1 may be nearly even. */
static bool is_flat(const struct matrix *matrix)
{
    return matrix->q->rows == AXIS_ASKING && matrix->kind == KIND_PROBABILITY &&
           heat_flat(matrix->low, matrix->high);
}

static void set_scale(struct heat *heat, const struct matrix *matrix)
{
    static const enum heat_scale scales[SCALE_COUNT] = {
        [SCALE_FIXED] = HEAT_FIXED, [SCALE_ROW] = HEAT_ROW, [SCALE_ROOT] = HEAT_ROOT};
    bool is_signed = matrix->kind == KIND_SIGNED;
    heat->scale = scales[matrix->picture->scale];
    heat->ramp = is_signed ? RAMP_DIVERGING : RAMP_SEQUENTIAL;
    heat->low = (float)matrix->low;
    heat->high = (float)(is_signed ? fmax(fabs(matrix->low), fabs(matrix->high)) : matrix->high);
    if ((matrix->kind == KIND_PROBABILITY || matrix->kind == KIND_GATE) && !is_flat(matrix)) {
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
    bool bare = matrix->picture->bare && !matrix->picture->pointed;
    heat.cursor_row = bare ? -1 : turned ? column : row;
    heat.cursor_column = bare ? -1 : turned ? row : column;
    heat.gap = matrix->picture->blanks ? matrix_gap : NULL;
    heat.row_maximum = !turned && rank_masks(q) && !heat.gap;
    heat.numbers = q->columns == AXIS_VOCAB;
    heat.tallest = matrix->picture->tallest;
    heat.large = matrix->picture->large;
    heat.spot = matrix->picture->spot;
    if (turned && heat.spot == HEAT_SPOT_ROW)
        heat.spot = HEAT_SPOT_COLUMN;
    else if (turned && heat.spot == HEAT_SPOT_COLUMN)
        heat.spot = HEAT_SPOT_ROW;
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
                            .q = trace_quantity(picture->trace, picture->quantity),
                            .sheet = picture_shown(picture),
                            .transposed = picture->transposed};
    matrix.all = trace_matrix(picture->trace, picture->sentence, matrix.sheet);
    matrix.columns = matrix.all.cols;
    if (matrix.q->columns == AXIS_UNIT && picture->widest && picture->widest < matrix.columns)
        matrix.columns = picture->widest;
    if (matrix.q->columns == AXIS_VOCAB)
        choose_words(&matrix, (columns - LABEL_ROOM) / WORD_PITCH);
    matrix.kind = matrix.q->kind;
    rank_range(picture->trace, picture->sentence, matrix.sheet, &matrix.low, &matrix.high);
    return matrix;
}
