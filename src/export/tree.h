#ifndef HEED_EXPORT_TREE_H
#define HEED_EXPORT_TREE_H

#include <stdio.h>

#include "study/search.h"

/* A beam search for other programs, RFC 4180 with line ends \n: a line per node, in the order in
 * which the tree is read. parent is a number of the first column, 0 for first words; rank is empty
 * where a hypothesis does not end; fate is ended, goes (on) or fell. `fallen`: also what fell out
 * of the beam. */
void tree_csv(FILE *out, const struct search *search, bool fallen);

#endif
