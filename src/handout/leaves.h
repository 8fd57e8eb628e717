#ifndef HEED_HANDOUT_LEAVES_H
#define HEED_HANDOUT_LEAVES_H

#include "handout/document.h"

/* A document as a PDF of A4 pages, drawn by cairo: 0; or −1, what is missing on this machine, and
 * nothing appended. Paper does not fold: what is behind a fold stands on pages of its own at the
 * end. The same document gives the same bytes wherever fonts and cairo are the same. */
int leaves_print(struct str *out, const struct document *document, struct err *err);

#endif
