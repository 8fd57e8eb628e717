#ifndef HEED_HANDOUT_WEB_H
#define HEED_HANDOUT_WEB_H

#include "handout/document.h"

/* A document as one HTML file: nothing fetched, no script, pictures as SVG in it. Printed on A4,
 * what is folded stays folded. */
void web_print(struct str *out, const struct document *document);

#endif
