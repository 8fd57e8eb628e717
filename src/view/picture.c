#include "view/picture.h"

#include "trace/derive.h"

/* Ids of the most probable words that are listed as columns of the word stage. */
enum { WORDS_LISTED = 64 };

enum style concept_style(enum concept concept)
{
    static const enum style styles[] = {
        [CONCEPT_STATE] = STYLE_STATE,     [CONCEPT_SCORE] = STYLE_SCORE,
        [CONCEPT_WEIGHT] = STYLE_WEIGHT,   [CONCEPT_CONTEXT] = STYLE_CONTEXT,
        [CONCEPT_QUERY] = STYLE_QUERY,     [CONCEPT_WORD] = STYLE_CHOSEN,
        [CONCEPT_EMBEDDING] = STYLE_EMBED,
    };
    return styles[concept];
}

const char *scale_name(enum scale scale)
{
    static const char *const names[] = {"fixed scale", "scaled by row", "square-root scale"};
    return names[scale];
}

static int *coordinate(struct picture *picture, enum axis axis)
{
    switch (axis) {
    case AXIS_SOURCE:
        return &picture->cursor.source;
    case AXIS_TARGET:
        return &picture->cursor.step;
    case AXIS_UNIT:
        return &picture->cursor.unit;
    case AXIS_VOCAB:
        return &picture->cursor.word;
    default:
        return NULL;
    }
}

int picture_place(const struct picture *picture, enum axis axis)
{
    struct picture copy = *picture;
    const int *at = coordinate(&copy, axis);
    return at ? *at : 0;
}

int picture_extent(const struct picture *picture, enum quantity_id id, bool columns)
{
    struct mat all = trace_get(picture->trace, picture->sentence, id);
    return columns ? all.cols : all.rows;
}

static int clamp(int value, int count)
{
    return value >= count ? (count > 0 ? count - 1 : 0) : value < 0 ? 0 : value;
}

/* The word column of a step starts at the word that the step writes. */
static void pick_word(struct picture *picture)
{
    const struct trace *trace = picture->trace;
    picture->cursor.word =
        trace->decoded.words[picture->cursor.step * trace->count + picture->sentence];
}

void picture_clamp(struct picture *picture)
{
    const struct trace *trace = picture->trace;
    if (!trace)
        return;
    picture->sentence = clamp(picture->sentence, trace->count);
    struct cursor *at = &picture->cursor;
    at->step = clamp(at->step, trace->sentences[picture->sentence].steps);
    at->source = clamp(at->source, trace_source_count(trace));
    if (picture->quantity != Q_NONE && !trace_has(trace, picture->quantity))
        picture_set_stage(picture, picture->stage);
    if (picture->quantity == Q_NONE)
        picture_set_stage(picture, picture->stage);
    if (picture->quantity != Q_NONE && quantity_at(picture->quantity)->columns == AXIS_UNIT)
        at->unit = clamp(at->unit, picture_extent(picture, picture->quantity, true));
    if (at->word <= ID_PAD || at->word >= vocab_size(trace->model->target_vocab))
        pick_word(picture);
}

/* The words that are columns of the word stage, best first. */
static int listed_words(const struct picture *picture, int words[WORDS_LISTED])
{
    return trace_top_words(picture->trace, picture->sentence, picture->cursor.step, words,
                           WORDS_LISTED);
}

static void move_word(struct picture *picture, int by)
{
    int words[WORDS_LISTED], count = listed_words(picture, words), at = 0;
    while (at < count && words[at] != picture->cursor.word)
        at++;
    at = at == count ? 0 : clamp(at + by, count);
    picture->cursor.word = words[at];
}

void picture_move(struct picture *picture, bool columns, int by)
{
    if (!picture->trace || picture->quantity == Q_NONE)
        return;
    const struct quantity *q = quantity_at(picture->quantity);
    enum axis axis = columns ? q->columns : q->rows;
    int *at = coordinate(picture, axis);
    if (!at)
        return;
    if (axis == AXIS_VOCAB)
        move_word(picture, by);
    else
        *at = clamp(*at + by, picture_extent(picture, q->id, columns));
    if (axis == AXIS_TARGET)
        pick_word(picture);
    picture->term = 0;
}

void picture_follow(struct picture *picture)
{
    if (picture->trace && picture->zoom == ZOOM_FLOW)
        picture->cursor.source =
            derive_focus(picture->trace, picture->sentence, picture->cursor.step);
}

void picture_set_place(struct picture *picture, int row, int column)
{
    const struct quantity *q = quantity_at(picture->quantity);
    int *at_row = coordinate(picture, q->rows), *at_column = coordinate(picture, q->columns);
    if (at_row && row >= 0)
        *at_row = row;
    if (q->rows == AXIS_TARGET && row >= 0)
        pick_word(picture);
    if (at_column && column >= 0)
        *at_column = column;
    picture->term = 0;
    picture_clamp(picture);
}

void picture_to_maximum(struct picture *picture, bool column)
{
    if (!picture->trace || picture->quantity == Q_NONE)
        return;
    const struct quantity *q = quantity_at(picture->quantity);
    struct mat all = trace_get(picture->trace, picture->sentence, q->id);
    bool along_rows = column != picture->transposed; /* of the quantity */
    int row = picture_place(picture, q->rows), at = picture_place(picture, q->columns), best = 0;
    int count = along_rows ? all.rows : all.cols;
    for (int i = 1; i < count; i++)
        if (along_rows ? mat_row(all, i)[at] > mat_row(all, best)[at]
                       : mat_row(all, row)[i] > mat_row(all, row)[best])
            best = i;
    picture_set_place(picture, along_rows ? best : -1, along_rows ? -1 : best);
}

void picture_set_stage(struct picture *picture, enum stage stage)
{
    picture->stage = stage;
    picture->quantity = Q_NONE;
    picture->overview = OVERVIEW_AUTO;
    picture->term = picture->depth = 0;
    for (int id = Q_COUNT - 1; id >= 0 && picture->trace; id--)
        if (quantity_at((enum quantity_id)id)->stage == stage &&
            trace_has(picture->trace, (enum quantity_id)id))
            picture->quantity = (enum quantity_id)id;
    if (stage == STAGE_WORD && picture->trace)
        pick_word(picture);
    if (picture->quantity != Q_NONE && quantity_at(picture->quantity)->columns == AXIS_UNIT)
        picture->cursor.unit =
            clamp(picture->cursor.unit, picture_extent(picture, picture->quantity, true));
}

void picture_next_quantity(struct picture *picture, int by)
{
    if (!picture->trace || picture->quantity == Q_NONE)
        return;
    int id = picture->quantity;
    do
        id = (id + by + Q_COUNT) % Q_COUNT;
    while (quantity_at((enum quantity_id)id)->stage != picture->stage ||
           !trace_has(picture->trace, (enum quantity_id)id));
    picture->quantity = (enum quantity_id)id;
    picture->overview = OVERVIEW_AUTO;
    picture->term = picture->depth = 0;
    picture_clamp(picture);
}

int picture_matrices(const struct picture *picture, int *which)
{
    int count = 0;
    for (int id = 0; id < Q_COUNT; id++) {
        if (quantity_at((enum quantity_id)id)->stage != picture->stage ||
            !trace_has(picture->trace, (enum quantity_id)id))
            continue;
        count++;
        if (id == (int)picture->quantity)
            *which = count;
    }
    return count;
}

void picture_go(struct picture *picture, enum quantity_id id, int row, int column)
{
    picture_set_stage(picture, quantity_at(id)->stage);
    picture->quantity = id;
    picture->overview = row < 0 ? OVERVIEW_AUTO : OVERVIEW_OFF;
    picture_set_place(picture, row, column);
}

void picture_draw(struct grid *grid, struct rect rect, const struct picture *picture)
{
    if (!picture->trace)
        grid_put(grid, rect, 0, 0, STYLE_DIM, "no model is open");
    else if (picture->zoom == ZOOM_FLOW && config_has_flow(&picture->trace->config))
        flow_draw(grid, rect, picture);
    else if (picture->zoom == ZOOM_CELL && picture->quantity != Q_NONE)
        cell_draw(grid, rect, picture);
    else
        stage_draw(grid, rect, picture);
}
