#ifndef HEED_DRAW_HEAT_LAYOUT_H
#define HEED_DRAW_HEAT_LAYOUT_H

#include "draw/heat.h"

/* Where everything is: for drawing, and for finding the cell under a mouse. Columns and rows count
 * from the edges of the rect. */
struct heat_layout {
    int pitch;    /* columns from one cell to the next; 2 is a block without a number */
    int paper;    /* colored columns of a cell, at most pitch */
    int number;   /* where the number starts in a cell */
    int digits;   /* columns of the number; 0 in a block */
    int decimals; /* of all numbers alike, where they fit */
    int mark;     /* where the mark of a row's largest goes */
    int label;    /* columns for a row's word */
    int left;     /* the column where the cells start */
    int header;   /* rows above the cells */
    int first_row, first_column;       /* the first ones in sight */
    int visible_rows, visible_columns; /* how many are in sight */
    bool hint; /* something is out of sight: a last row says how much, and bars say where */
};

/* The largest cells that let every column fit; else blocks, scrolled so that the cursor is seen. */
struct heat_layout heat_layout(const struct heat *heat, struct rect rect);

#endif
