#ifndef HEED_SCORES_PLOT_PRINT_H
#define HEED_SCORES_PLOT_PRINT_H

#include "draw/plot.h"

/* Prints a plot on standard output, as wide as the terminal, in color where that has colors. */
void plot_print(const struct plot *plot);

#endif
