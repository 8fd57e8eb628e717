#ifndef HEED_DRAW_HEAT_H
#define HEED_DRAW_HEAT_H

#include <stdbool.h>

#include "draw/grid.h"

/* A matrix as a grid of colored cells with numbers, words on both axes, and a cursor. The numbers
 * come through functions, so a transposed view is a pair of other functions. */

/* What a cell's level is measured against. */
enum heat_scale {
    HEAT_FIXED, /* low to high */
    HEAT_ROW,   /* low to the largest of its row */
    HEAT_ROOT,  /* as fixed, by the square root of the way from low to high: shows small values */
};

struct heat {
    int rows, columns;
    float (*value)(const void *data, int row, int column);
    bool (*masked)(const void *data, int row, int column); /* NULL: only −∞ is masked */
    const void *data;
    const char *const *row_labels;    /* [rows] words; NULL: numbers from 1 */
    const char *const *column_labels; /* [columns] */
    enum ramp ramp;
    float low, high; /* sequential: the ends; diverging: ±high */
    enum heat_scale scale;
    int cursor_row, cursor_column; /* −1: none */
    bool row_maximum;              /* mark the largest of each row */
    bool numbers;                  /* scroll rather than leave the numbers out */
};

/* Where everything is: for drawing, and for finding the cell under a mouse. */
struct heat_layout {
    int pitch;    /* columns from one cell to the next; 2 is a block without a number */
    int paper;    /* colored columns of a cell, at most pitch */
    int number;   /* where the number starts in a cell, */
    int digits;   /* and its columns: 0 in a block */
    int decimals; /* of all numbers alike, where they fit */
    int mark;     /* where the mark of a row's largest goes */
    int label;    /* columns for a row's word */
    int left;     /* where the cells start, */
    int header;   /* and the header rows above them */
    int first_row, first_column;       /* the first ones in sight */
    int visible_rows, visible_columns; /* how many are in sight */
    bool hint; /* a last row says how much is out of sight, bars beside and below where one is */
};

/* The largest cells that let every column fit; else blocks, scrolled so that the cursor is seen. */
struct heat_layout heat_layout(const struct heat *heat, struct rect rect);

/* The level of a finite value in a row, on the scale of the heat. */
int heat_scaled_level(const struct heat *heat, int row, float value);

/* Draws; returns the rows used. */
int heat_draw(struct grid *grid, struct rect rect, const struct heat *heat);

/* The level of a value on a scale from low to high (diverging: ±high), clamped to what the ramp
 * has; the middle or the lowest when the scale is empty. */
int heat_level(enum ramp ramp, float low, float high, float value);

enum { HEAT_TEXT = 16, HEAT_MARKER = 2 /* columns of "▸ " before the words of the rows */ };

/* A number in at most `columns` columns: "-0.42", ".91", "3.1", "91" (hundredths, where two columns
 * must do for what lies between 0 and 1), "##" when it does not fit, "×" for −∞, "!" for NaN. */
const char *heat_number(char text[HEAT_TEXT], float value, int columns, int decimals);

/* `value` within 0 and `most`. */
static inline int heat_limit(int value, int most)
{
    return value < 0 ? 0 : value < most ? value : most;
}

/* The word of a row or column, or its number from 1 where there are no words. */
const char *heat_label(const char *const *labels, int index, char text[HEAT_TEXT]);

#endif
