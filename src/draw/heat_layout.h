#ifndef HEED_DRAW_HEAT_LAYOUT_H
#define HEED_DRAW_HEAT_LAYOUT_H

#include "draw/heat.h"

/* Where everything is: for drawing, and for finding the cell under a mouse. Columns and rows count
 * from the edges of the rect. */
struct heat_layout {
    int pitch;    /* columns from one cell to the next; 2 is a block without a number */
    int height;   /* rows of a cell; its number stands in the middle one */
    int paper;    /* colored columns of a cell, at most pitch */
    int number;   /* where the number starts in a cell */
    int digits;   /* columns of the number; 0 in a block */
    int decimals; /* of all numbers alike, where they fit */
    int mark;     /* where the mark of a row's largest goes: behind its number */
    int label;    /* columns for a row's word */
    int left;     /* the column where the cells start */
    int header;   /* rows above the cells */
    bool words;   /* the words of all columns stand there; else the cursor's, in the first row */
    int first_row, first_column;       /* the first ones in sight */
    int visible_rows, visible_columns; /* how many are in sight */
    bool hint; /* something is out of sight: a last row says how much, and bars say where */
};

/* The largest cells that let every column fit, up to 8 × 3 (20 × 9 where it is large); else blocks,
 * scrolled so that the cursor is seen. */
struct heat_layout heat_layout(const struct heat *heat, struct rect rect);

/* The columns and rows that the whole matrix takes with cells of one row, and with the largest. */
struct heat_size {
    int least_columns, least_rows, most_columns, most_rows;
};

struct heat_size heat_size(const struct heat *heat);

/* How its numbers are to be read where they are shorter than usual; "" where they are not. */
const char *heat_form(const struct heat *heat, const struct heat_layout *layout);

/* The word above a column. */
struct heat_head {
    int line;         /* from 0, the highest */
    int start, width; /* columns */
};

/* Places the words of the columns in sight on so many lines that they do not touch, at most
 * `lines`; words are cut where they still would. Returns how many lines there are. `heads`
 * [visible_columns] may be NULL. */
int heat_heads(const struct heat *heat, const struct heat_layout *layout, int columns, int lines,
               struct heat_head *heads);

#endif
