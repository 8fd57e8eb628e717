#ifndef HEED_DRAW_HEAT_H
#define HEED_DRAW_HEAT_H

#include <stdbool.h>

#include "draw/grid.h"

/* A matrix as a grid of colored cells with numbers, words on both axes, and a cursor. The numbers
 * come through functions, so that a transposed view needs only other functions. */

/* What a cell's level is measured against. */
enum heat_scale {
    HEAT_FIXED, /* low to high */
    HEAT_ROW,   /* low to the largest of its row */
    HEAT_ROOT,  /* the square root of the way from low to high: shows small values */
    HEAT_COUNT
};

/* Cells that are left to be filled in by hand. */
enum heat_gap {
    HEAT_SHOWN,
    HEAT_BLANK,  /* nothing of it is seen */
    HEAT_FILLED, /* the number stands there as if it had been filled in */
};

/* What stands under a spotlight, of the cursor's place. */
enum heat_spot {
    HEAT_SPOT_NONE,
    HEAT_SPOT_CELL,   /* the cell, with the words of its row and column */
    HEAT_SPOT_ROW,    /* its row, with the words of all columns */
    HEAT_SPOT_COLUMN, /* its column, with the words of all rows */
    HEAT_SPOT_COUNT
};

struct heat {
    int rows, columns;
    float (*value)(const void *data, int row, int column);
    bool (*masked)(const void *data, int row, int column);       /* NULL: only −∞ is masked */
    enum heat_gap (*gap)(const void *data, int row, int column); /* NULL: none are blank */
    const void *data;
    const char *const *row_labels;    /* [rows] words; NULL: numbers from 1 */
    const char *const *column_labels; /* [columns] */
    enum ramp ramp;
    float low, high; /* the ends of the scale; a diverging one goes from −high to high */
    enum heat_scale scale;
    int cursor_row, cursor_column; /* −1: none */
    bool row_maximum;              /* mark the largest of each row */
    bool numbers;                  /* rather scroll than leave the numbers out */
    const char *form;              /* for the legend: how numbers are to be read; NULL: as usual */
    int tallest;                   /* rows of a cell at most; 0: as many as it likes */
    bool large;                    /* for eyes that are far away: it likes many more */
    enum heat_spot spot;           /* marked with MARK_SPOT */
};

/* The level of a finite value in a row, on the scale of the heat. */
int heat_scaled_level(const struct heat *heat, int row, float value);

/* Draws; returns the rows used. */
int heat_draw(struct grid *grid, struct rect rect, const struct heat *heat);

/* The level of a value on a scale from low to high; on a diverging ramp from −high to high. Values
 * beyond the ends get the level of the end. On an empty scale it is the lowest level, or the
 * middle. */
int heat_level(enum ramp ramp, float low, float high, float value);

enum { HEAT_TEXT = 16, HEAT_MARKER = 2 /* columns of "▸ " before the words of the rows */ };

/* Whether a scale from 0 to 1 would show nothing of numbers between these two, so that they need
 * one of their own. They are all small, as in a long sentence; or near each other: in a softmax of
 * what a sigmoid of a tanh gave, a weight is at most 1.59 times another of its row, and 1.59² =
 * 2.52 times any. */
bool heat_flat(double low, double high);

/* A number in at most `columns` columns: "-0.42", ".91", "3.1", "##" when it does not fit, "×" for
 * −∞, "!" for NaN; "-1M" for −1,000,000 and "2e30" where no more fits. In two columns a number from
 * 0 to 1 is written in hundredths: "91", "06", "00", and "1." when it is 1. */
const char *heat_number(char text[HEAT_TEXT], float value, int columns, int decimals);

/* `value`, or the nearest of 0 and `most` when it lies beyond them. */
static inline int heat_limit(int value, int most)
{
    return value < 0 ? 0 : value < most ? value : most;
}

/* The word of a row or column, or its number from 1 where there are no words. */
const char *heat_label(const char *const *labels, int index, char text[HEAT_TEXT]);

#endif
