#ifndef HEED_INSPECT_ATLAS_READ_H
#define HEED_INSPECT_ATLAS_READ_H

#include "inspect/atlas.h"

/* Fills in an atlas that is all zero, for atlas_open(). 0, or -1; what was filled in is to be freed
 * either way. */
int atlas_read(struct atlas *atlas, const char *path, struct err *err);

#endif
