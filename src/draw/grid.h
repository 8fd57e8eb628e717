#ifndef HEED_DRAW_GRID_H
#define HEED_DRAW_GRID_H

#include <stdbool.h>
#include <stdint.h>

/* The screen as we own it: cells that hold text and *meanings*, never color numbers. Views draw
 * here; term/ and export/ turn meanings into colors, attributes or plain text. */

/* What a text means. The color of a concept is the same in lesson text, formula and picture. */
enum style {
    STYLE_PLAIN,
    STYLE_DIM,    /* rulers, hints, what is not the point now */
    STYLE_TITLE,  /* headings: bold */
    STYLE_STRONG, /* emphasised words in text */
    STYLE_BADGE,  /* the program name, the current stage: reversed */
    STYLE_KEY,    /* a key in footer and help */
    STYLE_WORD,   /* a source or target word */
    STYLE_MASKED, /* what a mask hides */
    STYLE_ERROR,
    STYLE_GOOD,    /* a right answer */
    STYLE_CODE,    /* code and formulas in lesson text */
    STYLE_STATE,   /* concept: encoder states h(j), green */
    STYLE_SCORE,   /* concept: scores e(t,j), orange */
    STYLE_WEIGHT,  /* concept: weights α(t,j), gold */
    STYLE_CONTEXT, /* concept: context c(t), red */
    STYLE_QUERY,   /* concept: query and decoder state s(t), blue */
    STYLE_CHOSEN,  /* concept: the chosen word y(t), cyan */
    STYLE_EMBED,   /* concept: embeddings, magenta */
    STYLE_COUNT
};

/* Which colors a heat cell takes. */
enum ramp {
    RAMP_NONE,       /* not a heat cell */
    RAMP_SEQUENTIAL, /* levels 0 to 9: nothing to much */
    RAMP_DIVERGING,  /* levels 0 to 8: 0 most negative, 4 zero, 8 most positive */
    RAMP_COUNT
};
enum { LEVELS_SEQUENTIAL = 10, LEVELS_DIVERGING = 9 };

/* Instead of a level, half a cell may be empty or the cursor. */
enum { LEVEL_NOTHING = 254, LEVEL_CURSOR = 255 };

enum mark {
    MARK_CURSOR = 1, /* the selected cell: shown without relying on color */
    MARK_UNDERLINE = 2,
    MARK_BOLD = 4,
    MARK_CLEAR = 8,  /* a blank beside a number: no shade stands there, it might be read */
    MARK_SPOT = 16,  /* under a spotlight, which grid_spotlight() turns on */
    MARK_FADED = 32, /* beside a spotlight: hardly seen */
};

enum { CELL_TEXT = 24 };

/* One column of one row. A wide grapheme is followed by a padding cell (width 0, no text). */
struct cell {
    char text[CELL_TEXT]; /* one grapheme cluster, NUL-terminated; " " when empty */
    uint8_t width;        /* 1 or 2; 0 for the padding behind a wide one */
    uint8_t style;        /* enum style */
    uint8_t ramp;         /* enum ramp; colors of a heat cell come from the ramp */
    uint8_t level;        /* of a heat cell; a blank one is drawn as a shade if there is no color */
    uint8_t halved;       /* 1: two heats, one above the other; `level` is the upper one */
    uint8_t lower;        /* the level of the lower one, if halved */
    uint8_t marks;        /* enum mark bits */
};

/* rows × columns cells. The cursor is where the terminal's cursor is put, −1 to hide it. */
struct grid {
    int rows, columns;
    struct cell *cells; /* [rows × columns] */
    int cursor_row, cursor_column;
};

/* Part of a grid: drawing outside is clipped. Coordinates inside count from 0. */
struct rect {
    int row, column, rows, columns;
};

void grid_init(struct grid *grid, int rows, int columns);
void grid_free(struct grid *grid);

/* Changes the size and clears. */
void grid_resize(struct grid *grid, int rows, int columns);
void grid_clear(struct grid *grid);

static inline struct cell *grid_cell(const struct grid *grid, int row, int column)
{
    return &grid->cells[(long)row * grid->columns + column];
}

struct rect grid_whole(const struct grid *grid);

/* The part of `rect` that starts at (row, column) inside it, clipped to it. Negative rows or
 * columns mean "to the end". The part may be empty. */
struct rect rect_part(struct rect rect, int row, int column, int rows, int columns);

/* Writes text at (row, column) of rect, clipped at its edges; what is not valid UTF-8 is cleaned.
 * Heat and marks that were there go, so add them after writing. A wide grapheme that does not fit
 * leaves a blank, and overwriting one half of a wide grapheme blanks the other half. Graphemes
 * without a width join the cell before. Returns the column after the last one written. */
int grid_put(struct grid *grid, struct rect rect, int row, int column, enum style style,
             const char *text);

/* printf and put. */
int grid_format(struct grid *grid, struct rect rect, int row, int column, enum style style,
                const char *format, ...) __attribute__((format(printf, 6, 7)));

/* Writes text so that it ends before column `end`. A text longer than `width` columns is cut and
 * ends with "…". */
void grid_put_right(struct grid *grid, struct rect rect, int row, int end, int width,
                    enum style style, const char *text);

/* As grid_put(), at most `width` columns, cut with "…". */
int grid_put_cut(struct grid *grid, struct rect rect, int row, int column, int width,
                 enum style style, const char *text);

/* Makes `width` columns from (row, column) heat of this ramp and level; the text stays. */
void grid_heat(struct grid *grid, struct rect rect, int row, int column, int width, enum ramp ramp,
               int level);

/* Makes one cell two heats, one above the other: levels, LEVEL_NOTHING or LEVEL_CURSOR. The cell
 * loses its text. */
void grid_halves(struct grid *grid, struct rect rect, int row, int column, enum ramp ramp,
                 int upper, int lower);

/* The level of a heat cell; of two halves the stronger one. */
int cell_level(const struct cell *cell);

/* Adds marks to `width` columns. */
void grid_mark(struct grid *grid, struct rect rect, int row, int column, int width, unsigned marks);

/* Fades every cell that has no MARK_SPOT; where no cell has one, nothing happens. */
void grid_spotlight(struct grid *grid);

/* Repeat one grapheme along a row, and along a column. */
void grid_rule(struct grid *grid, struct rect rect, int row, int column, int width,
               enum style style, const char *grapheme);
void grid_post(struct grid *grid, struct rect rect, int row, int column, int height,
               enum style style, const char *grapheme);

#endif
