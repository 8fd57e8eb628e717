#include "view/picture.h"

#include <string.h>

#include "text/utf8.h"
#include "trace/formula.h"
#include "trace/rank.h"
#include "trace/tracing.h"
#include "view/cell.h"
#include "view/seq2seq_flow.h"
#include "view/stage.h"

/* Ids of the most probable words that are listed as columns of the word stage. */
enum { WORDS_LISTED = 64 };

const char *const overview_mode_names[] = {[OVERVIEW_AUTO] = "auto",
                                           [OVERVIEW_ON] = "on",
                                           [OVERVIEW_OFF] = "off",
                                           [OVERVIEW_COUNT] = NULL};

const char *const scale_names[] = {
    [SCALE_FIXED] = "fixed", [SCALE_ROW] = "row", [SCALE_ROOT] = "root", [SCALE_COUNT] = NULL};

enum style picture_style(enum concept concept)
{
    static const enum style styles[CONCEPT_COUNT] = {
        [CONCEPT_STATE] = STYLE_STATE,     [CONCEPT_SCORE] = STYLE_SCORE,
        [CONCEPT_WEIGHT] = STYLE_WEIGHT,   [CONCEPT_CONTEXT] = STYLE_CONTEXT,
        [CONCEPT_QUERY] = STYLE_QUERY,     [CONCEPT_WORD] = STYLE_CHOSEN,
        [CONCEPT_EMBEDDING] = STYLE_EMBED,
    };
    return styles[concept];
}

const char *scale_label(enum scale scale)
{
    static const char *const names[SCALE_COUNT] = {[SCALE_FIXED] = "fixed scale",
                                                   [SCALE_ROW] = "scaled by row",
                                                   [SCALE_ROOT] = "square-root scale"};
    return names[scale];
}

/* The coordinate of the cursor along an axis; NULL: a single row has none. */
static int *coordinate(struct picture_cursor *cursor, enum axis axis)
{
    switch (axis) {
    case AXIS_SOURCE:
        return &cursor->source;
    case AXIS_TARGET:
        return &cursor->step;
    case AXIS_ASKING:
        return &cursor->asking;
    case AXIS_UNIT:
        return &cursor->unit;
    case AXIS_VOCAB:
        return &cursor->word;
    case AXIS_HEAD:
        return &cursor->head;
    case AXIS_HOP:
        return &cursor->hop;
    case AXIS_CLASS:
        return &cursor->class;
    case AXIS_PAIR:
        return &cursor->pair;
    case AXIS_NONE:
    case AXIS_ONE:
    case AXIS_COUNT:
        break;
    }
    return NULL;
}

struct sheet picture_shown(const struct picture *picture)
{
    return (struct sheet){picture->quantity, picture->slice};
}

static const struct quantity *shown(const struct picture *picture)
{
    return trace_quantity(picture->trace, picture->quantity);
}

int picture_place(const struct picture *picture, enum axis axis)
{
    struct picture_cursor copy = picture->cursor;
    const int *at = coordinate(&copy, axis);
    return at ? *at : 0;
}

struct origin picture_cell(const struct picture *picture)
{
    const struct quantity *q = shown(picture);
    return (struct origin){q->id, picture_place(picture, q->rows),
                           picture_place(picture, q->columns), picture->slice};
}

int picture_extent(const struct picture *picture, struct sheet sheet, bool columns)
{
    struct mat all = trace_matrix(picture->trace, picture->sentence, sheet);
    return columns ? all.cols : all.rows;
}

static int clamp(int value, int count)
{
    return value >= count ? (count > 0 ? count - 1 : 0) : value < 0 ? 0 : value;
}

/* The word column of a step starts at the word that the step writes. */
static void pick_word(struct picture *picture)
{
    const struct trace_sentence *s = &picture->trace->sentences[picture->sentence];
    if (s->words) /* some families write none */
        picture->cursor.word = s->words[picture->cursor.step];
}

/* Puts the coordinates of the matrix on screen inside it; words are clamped by their vocabulary. */
static void clamp_shown(struct picture *picture)
{
    const struct quantity *q = shown(picture);
    struct sheet sheet = picture_shown(picture);
    int *row = coordinate(&picture->cursor, q->rows);
    int *column = coordinate(&picture->cursor, q->columns);
    if (row)
        *row = clamp(*row, picture_extent(picture, sheet, false));
    if (column && q->columns != AXIS_VOCAB)
        *column = clamp(*column, picture_extent(picture, sheet, true));
}

void picture_clamp(struct picture *picture)
{
    const struct trace *trace = picture->trace;
    if (!trace)
        return;
    picture->sentence = clamp(picture->sentence, trace->count);
    struct picture_cursor *at = &picture->cursor;
    at->step = clamp(at->step, trace->sentences[picture->sentence].steps);
    at->source = clamp(at->source, trace_source_count(trace));
    picture->slice = trace_slice(trace, picture->slice);
    if (picture->quantity == Q_NONE || !trace_has_sheet(trace, picture_shown(picture)))
        picture_set_stage(picture, picture->stage);
    if (picture->quantity != Q_NONE)
        clamp_shown(picture);
    if (trace->sentences[picture->sentence].words &&
        (at->word <= ID_PAD || at->word >= vocab_size(trace->model->target.vocab)))
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
    const struct quantity *q = shown(picture);
    enum axis axis = columns ? q->columns : q->rows;
    int *at = coordinate(&picture->cursor, axis);
    if (!at)
        return;
    if (axis == AXIS_VOCAB)
        move_word(picture, by);
    else
        *at = clamp(*at + by, picture_extent(picture, picture_shown(picture), columns));
    if (axis == AXIS_TARGET)
        pick_word(picture);
    picture->term = 0;
}

void picture_follow(struct picture *picture)
{
    if (picture->trace && picture->zoom == ZOOM_FLOW)
        picture->cursor.source =
            rank_focus(picture->trace, picture->sentence, picture->cursor.step);
}

void picture_set_place(struct picture *picture, int row, int column)
{
    const struct quantity *q = shown(picture);
    int *at_row = coordinate(&picture->cursor, q->rows);
    int *at_column = coordinate(&picture->cursor, q->columns);
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
    const struct quantity *q = shown(picture);
    struct mat all = trace_matrix(picture->trace, picture->sentence, picture_shown(picture));
    bool along_rows = column != picture->transposed; /* of the quantity */
    int row = picture_place(picture, q->rows), at = picture_place(picture, q->columns), best = 0;
    int count = along_rows ? all.rows : all.cols;
    for (int i = 1; i < count; i++)
        if (along_rows ? mat_row(all, i)[at] > mat_row(all, best)[at]
                       : mat_row(all, row)[i] > mat_row(all, row)[best])
            best = i;
    picture_set_place(picture, along_rows ? best : -1, along_rows ? -1 : best);
}

/* Shows the first matrix of a list, or none. */
static void show_first(struct picture *picture, const struct sheet *list, int count)
{
    picture->quantity = count ? list[0].quantity : Q_NONE;
    picture->slice = count ? list[0].slice : (struct slice){0};
}

void picture_set_stage(struct picture *picture, enum stage stage)
{
    struct arena arena = {0};
    int count = 0;
    const struct sheet *list =
        picture->trace ? trace_sheets(picture->trace, (int)stage, &arena, &count) : NULL;
    show_first(picture, list, count);
    arena_free(&arena);
    picture->stage = stage;
    picture->overview = OVERVIEW_AUTO;
    picture->term = picture->depth = 0;
    if (stage == STAGE_WORD && picture->trace)
        pick_word(picture);
    if (picture->quantity != Q_NONE)
        clamp_shown(picture);
}

bool picture_stage_beside(const struct picture *picture, int by, enum stage *stage)
{
    enum stage stages[STAGE_COUNT];
    int count = trace_stages(picture->trace, stages), at = 0;
    while (at < count && stages[at] != picture->stage)
        at++;
    if (at == count) /* a stage that this run does not have: from the first, or from the last */
        at = by > 0 ? -1 : count;
    if (at + by < 0 || at + by >= count)
        return false;
    *stage = stages[at + by];
    return true;
}

/* Which of the matrices of the stage is on screen, from 0. */
static int which_shown(const struct picture *picture, const struct sheet *list, int count)
{
    int at = 0;
    while (at < count && !sheet_same(list[at], picture_shown(picture)))
        at++;
    return at;
}

void picture_next_quantity(struct picture *picture, int by)
{
    if (!picture->trace || picture->quantity == Q_NONE)
        return;
    struct arena arena = {0};
    int count;
    const struct sheet *list = trace_sheets(picture->trace, (int)picture->stage, &arena, &count);
    int next = (which_shown(picture, list, count) + by + count) % count;
    picture->quantity = list[next].quantity;
    picture->slice = list[next].slice;
    arena_free(&arena);
    picture->overview = OVERVIEW_AUTO;
    picture->term = picture->depth = 0;
    picture_clamp(picture);
}

int picture_matrices(const struct picture *picture, int *which)
{
    struct arena arena = {0};
    int count;
    const struct sheet *list = trace_sheets(picture->trace, (int)picture->stage, &arena, &count);
    int at = which_shown(picture, list, count);
    *which = at < count ? at + 1 : *which;
    arena_free(&arena);
    return count;
}

void picture_go(struct picture *picture, struct sheet sheet, int row, int column)
{
    picture_set_stage(picture, trace_quantity(picture->trace, sheet.quantity)->stage);
    picture->quantity = sheet.quantity;
    picture->slice = trace_slice(picture->trace, sheet.slice);
    picture->overview = row < 0 ? OVERVIEW_AUTO : OVERVIEW_OFF;
    picture_set_place(picture, row, column);
}

/* ---- the row of stage names ---- */

static int names_width(const enum stage *stages, int count)
{
    int width = 0;
    for (int i = 0; i < count; i++)
        width += utf8_width(stage_label(stages[i])) + 1;
    return width; /* the badge's two blanks less the last one's and a separator */
}

void picture_draw_stages(struct grid *grid, struct rect rect, int row,
                         const struct picture *picture)
{
    enum stage stages[STAGE_COUNT];
    int count = trace_stages(picture->trace, stages);
    int column = 0, at = 0, wide = names_width(stages, count);
    if (picture->bare)
        return;
    while (at < count && stages[at] != picture->stage)
        at++;
    if (wide > rect.columns) {
        column = grid_format(grid, rect, row, 0, STYLE_BADGE, " %s ", stage_label(picture->stage));
        grid_format(grid, rect, row, column + 1, STYLE_DIM, "stage %d of %d", at + 1, count);
        return;
    }
    for (int i = 0; i < count; i++) {
        column = grid_format(grid, rect, row, column, i == at ? STYLE_BADGE : STYLE_DIM,
                             i == at ? " %s " : "%s", stage_label(stages[i]));
        column += i == at && wide >= rect.columns ? 0 : 1;
    }
}

/* ---- the picture, and what stands beside it ---- */

enum { PARTS = 10, MUCH_ROWS = 22 /* of a picture that others stand beside */ };

/* One part of the picture: the picture itself, or another look at the same place of the run. */
struct part {
    struct picture picture;
    struct wish wish;
};

static bool shows_flow(const struct picture *picture)
{
    return picture->zoom == ZOOM_FLOW && config_has_flow(&picture->trace->config);
}

static bool shows_cell(const struct picture *picture)
{
    return picture->zoom == ZOOM_CELL && picture->quantity != Q_NONE;
}

static void draw_part(struct grid *grid, struct rect rect, const struct picture *picture)
{
    if (shows_flow(picture))
        seq2seq_flow_draw(grid, rect, picture);
    else if (shows_cell(picture))
        cell_draw(grid, rect, picture);
    else
        stage_draw(grid, rect, picture);
}

static struct wish wish_of(const struct picture *picture, struct rect room)
{
    return shows_flow(picture)   ? seq2seq_flow_wish(picture)
           : shows_cell(picture) ? cell_wish(picture)
                                 : stage_wish(picture, room.columns);
}

/* Whether two matrices have the same numbers: then one of them says it all. */
static bool same_numbers(const struct picture *picture, struct sheet a, struct sheet b)
{
    struct mat one = trace_matrix(picture->trace, picture->sentence, a);
    struct mat other = trace_matrix(picture->trace, picture->sentence, b);
    if (one.rows != other.rows || one.cols != other.cols)
        return false;
    for (int i = 0; i < one.rows; i++)
        for (int j = 0; j < one.cols; j++)
            if (mat_row(one, i)[j] != mat_row(other, i)[j])
                return false;
    return true;
}

/* Whether the stage before it has the same numbers: a mask that hides nothing. */
static bool is_repeated(const struct picture *picture)
{
    struct picture before = *picture;
    enum stage stage;
    if (!picture_stage_beside(picture, -1, &stage))
        return false;
    picture_set_stage(&before, stage);
    return before.quantity != Q_NONE &&
           same_numbers(picture, picture_shown(picture), picture_shown(&before));
}

/* Adds the picture with something changed, unless its matrix stands there already. */
static int add_part(struct part *parts, int count, struct rect room, const struct picture *changed)
{
    for (int i = 0; i < count; i++)
        if (changed->zoom == ZOOM_STAGE && parts[i].picture.zoom == ZOOM_STAGE &&
            same_numbers(changed, picture_shown(changed), picture_shown(&parts[i].picture)))
            return count;
    parts[count].picture = *changed;
    parts[count].picture.beside = true;
    parts[count].wish = wish_of(changed, room);
    return count + 1;
}

static int add_zoom(struct part *parts, int count, struct rect room, enum zoom zoom)
{
    struct picture other = parts[0].picture;
    bool flow = zoom == ZOOM_FLOW && config_has_flow(&other.trace->config);
    if (zoom == other.zoom || other.quantity == Q_NONE || (zoom == ZOOM_FLOW && !flow))
        return count;
    other.zoom = zoom;
    other.term = other.depth = 0;
    other.beside = true;
    return add_part(parts, count, room, &other);
}

/* The first matrix of another stage; those over units stand behind those over words, which are
 * easier to read. */
static int add_stage(struct part *parts, int count, struct rect room, int by, bool units)
{
    struct picture other = parts[0].picture;
    enum stage stage;
    if (count == PARTS || !picture_stage_beside(&other, by, &stage))
        return count;
    other.zoom = ZOOM_STAGE;
    other.beside = true;
    picture_set_stage(&other, stage);
    other.overview = OVERVIEW_OFF;
    if (other.quantity == Q_NONE || shown(&other)->columns == AXIS_VOCAB ||
        (shown(&other)->columns == AXIS_UNIT) != units || is_repeated(&other))
        return count;
    return add_part(parts, count, room, &other);
}

/* Everything that there might be, in the order of its importance. Returns how much. */
static int parts_of(const struct picture *picture, struct rect room, struct part parts[PARTS])
{
    int count = 1, stages = picture->trace->tracing->stage_count;
    parts[0] = (struct part){*picture, wish_of(picture, room)};
    parts[0].wish.below = false;
    if (picture->alone || picture->bare || room.rows < MUCH_ROWS)
        return 1;
    for (int by = 1; by < stages && count == 1; by++) {
        count = add_stage(parts, count, room, -by, false);
        count = count == 1 ? add_stage(parts, count, room, by, false) : count;
    }
    count = add_zoom(parts, count, room, ZOOM_STAGE);
    count = add_zoom(parts, count, room, ZOOM_CELL);
    count = add_zoom(parts, count, room, ZOOM_FLOW);
    for (int units = 0; units < 2; units++)
        for (int by = 1; by < stages; by++) {
            count = add_stage(parts, count, room, -by, units);
            count = add_stage(parts, count, room, by, units);
        }
    return count;
}

/* Below the row of stages, with a blank row where there is room. */
static struct rect below_stages(struct rect rect, const struct picture *picture)
{
    bool named = !picture->bare && rect.rows >= 5;
    return rect_part(rect, named + (named && rect.rows >= 16), 0, -1, -1);
}

static int arrange(struct rect room, const struct picture *picture, struct part parts[PARTS],
                   struct rect places[PARTS])
{
    struct wish wishes[PARTS];
    int count = parts_of(picture, room, parts);
    for (int i = 0; i < count; i++)
        wishes[i] = parts[i].wish;
    layout_arrange(room, wishes, count, places);
    return count;
}

struct rect picture_main(struct rect rect, const struct picture *picture)
{
    struct part parts[PARTS];
    struct rect places[PARTS];
    if (!picture->trace)
        return rect;
    arrange(below_stages(rect, picture), picture, parts, places);
    return places[0];
}

void picture_draw(struct grid *grid, struct rect rect, const struct picture *picture)
{
    struct part parts[PARTS];
    struct rect places[PARTS];
    if (!picture->trace) {
        grid_put(grid, rect, 0, 0, STYLE_DIM, "no model is open");
        return;
    }
    struct rect room = below_stages(rect, picture);
    if (room.row > rect.row)
        picture_draw_stages(grid, rect, 0, picture);
    int count = arrange(room, picture, parts, places);
    bool matrix = !shows_flow(picture) && !shows_cell(picture) && picture->quantity != Q_NONE;
    int tallest = matrix && count > 1 ? stage_cell_rows(picture, places[0]) : 0;
    for (int i = 0; i < count; i++) {
        if (i > 0) /* the picture itself is the largest */
            parts[i].picture.tallest = tallest;
        if (places[i].rows > 0)
            draw_part(grid, places[i], &parts[i].picture);
    }
}

/* Calls rows columns and columns rows. */
static void turn_words(const char *text, struct str *out)
{
    while (*text) {
        size_t word = strcspn(text, " .,:;"), n = word;
        bool row = n == 3 && strncmp(text, "row", n) == 0,
             rows = n == 4 && strncmp(text, "rows", n) == 0;
        bool column = n == 6 && strncmp(text, "column", n) == 0,
             columns = n == 7 && strncmp(text, "columns", n) == 0;
        const char *other = row       ? "column"
                            : rows    ? "columns"
                            : column  ? "row"
                            : columns ? "rows"
                                      : NULL;
        if (other)
            str_add(out, other);
        else
            str_add_n(out, text, n);
        size_t between = strspn(text + n, " .,:;");
        str_add_n(out, text + n, between);
        text += n + between;
    }
}

void picture_write_reading(const struct picture *picture, struct sheet sheet, struct str *out)
{
    struct str text = {0};
    formula_write_reading(picture->trace, picture->sentence, sheet, &text);
    if (picture->transposed && text.text)
        turn_words(text.text, out);
    else if (text.text)
        str_add(out, text.text);
    str_free(&text);
}
