#ifndef HEED_VIEW_PICTURE_H
#define HEED_VIEW_PICTURE_H

#include "draw/grid.h"
#include "draw/heat.h"
#include "lesson/zoom.h"
#include "trace/trace.h"

/* The picture beside the lesson: what of a trace is shown, and how. A plain value that the app
 * changes and these functions draw; drawing computes nothing that is not in the trace. */

/* What the color of a cell is measured against. */
enum scale {
    SCALE_FIXED, /* 0 to 1, or ± the largest of the matrix: pictures can be compared */
    SCALE_ROW,   /* the largest of its row */
    SCALE_ROOT,  /* as fixed, but by the square root: shows small values */
    SCALE_COUNT
};

/* Their names in commands and files; ended by NULL. */
extern const char *const scale_names[SCALE_COUNT + 1];

/* Whether a stage shows all of its matrix in blocks (draw/overview.h). */
enum overview_mode {
    OVERVIEW_AUTO, /* where the matrix is much larger than its room */
    OVERVIEW_ON,
    OVERVIEW_OFF,
    OVERVIEW_COUNT
};

/* Their names in commands and files; ended by NULL. */
extern const char *const overview_mode_names[OVERVIEW_COUNT + 1];

/* A place on every axis at once, so that moving between quantities keeps it. From 0. */
struct picture_cursor {
    int step, source, unit;
    int word;   /* an id of the target vocabulary */
    int asking; /* the source position that asks, where positions ask positions */
    int head, hop, class, pair;
};

/* A cell on the way down through the terms of cells. */
struct level {
    struct sheet sheet;
    struct picture_cursor cursor;
    int term;
};

enum { LEVELS = 32 };

struct picture {
    const struct trace *trace;    /* NULL: nothing was run yet */
    const struct trace *unpadded; /* leak_masked() of it where padding takes part, else NULL */
    int sentence;
    enum zoom zoom;
    enum stage stage;
    enum quantity_id quantity; /* what the stage screen shows; Q_NONE: this model has none there */
    struct slice slice;        /* of which layer, head and hop */
    struct picture_cursor cursor;
    enum scale scale;
    bool transposed;
    enum overview_mode overview;
    bool alone;                  /* nothing else beside it, however much room there is */
    bool beside;                 /* it is what stands beside another: nothing is said of its cell */
    int tallest;                 /* rows of a cell of a matrix at most; 0: as many as have room */
    bool bare;                   /* for a slide: no row of stages, no cursor, nothing about keys */
    bool pointed;                /* the cursor all the same */
    bool large;                  /* cells as large as there is room */
    enum heat_spot spot;         /* what stands under a spotlight, of a matrix or of the flow */
    int widest;                  /* units of a matrix at most; 0: all */
    const struct blanks *blanks; /* cells that are not shown (lesson/blank.h); NULL: none */
    int term;                    /* in the cell view: the selected term, by size */
    struct level way[LEVELS];    /* [depth] the cells above it that were passed, first one first */
    int depth;
};

/* The matrix that the stage screen shows, and the cell under the cursor. */
struct sheet picture_shown(const struct picture *picture);
struct origin picture_cell(const struct picture *picture);

/* Where the cursor is along an axis, and how many rows or columns a matrix has. */
int picture_place(const struct picture *picture, enum axis axis);
int picture_extent(const struct picture *picture, struct sheet sheet, bool columns);

/* How many matrices the stage on screen has for this model, and which one is shown, from 1. */
int picture_matrices(const struct picture *picture, int *which);

/* Shows a matrix that the run has, at a row and a column of it; −1: where the cursor is. */
void picture_go(struct picture *picture, struct sheet sheet, int row, int column);

/* Moves the cursor along the rows or columns of the quantity on screen by `by` places, stopping at
 * the ends. Words of the vocabulary are passed in the order of their probability at this step. */
void picture_move(struct picture *picture, bool columns, int by);

/* Puts every coordinate back inside what the trace has; the word becomes the produced one if
 * unset. */
void picture_clamp(struct picture *picture);

/* In the flow the selected source word is the one that the step looks at most. */
void picture_follow(struct picture *picture);

/* To the largest value of the cursor's row or column on screen. */
void picture_to_maximum(struct picture *picture, bool column);

/* The same places for a row and a column of the quantity on screen. */
void picture_set_place(struct picture *picture, int row, int column);

/* Shows another stage: the first matrix of it that the run has; where it has none, the picture
 * shows why. */
void picture_set_stage(struct picture *picture, enum stage stage);

/* The stage so many places after (or before) this one in the order of the model's family; false
 * where there is none. */
bool picture_stage_beside(const struct picture *picture, int by, enum stage *stage);

/* The next matrix (by = 1) or the one before of the same stage: other quantities first, then
 * those of other layers and heads. */
void picture_next_quantity(struct picture *picture, int by);

/* Draws the picture in its zoom, below the row of stages. Where there is much room, what belongs to
 * it stands beside it: other matrices, the terms of the selected cell, the flow of the step. */
void picture_draw(struct grid *grid, struct rect rect, const struct picture *picture);

/* The part of the rectangle of picture_draw() that has the picture itself. */
struct rect picture_main(struct rect rect, const struct picture *picture);

/* The row of stage names (encode score mask [softmax] context decode word) with the current one
 * highlighted; shorter where there is little room. */
void picture_draw_stages(struct grid *grid, struct rect rect, int row,
                         const struct picture *picture);

/* The look of a concept, the same everywhere. */
enum style picture_style(enum concept concept);

/* "scaled by row", on screen. */
const char *scale_label(enum scale scale);

/* How to read one of its matrices, in whole sentences; turned, its rows are called columns.
 * Appended. */
void picture_write_reading(const struct picture *picture, struct sheet sheet, struct str *out);

#endif
