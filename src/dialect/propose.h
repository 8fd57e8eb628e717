#ifndef HEED_DIALECT_PROPOSE_H
#define HEED_DIALECT_PROPOSE_H

#include "dialect/foreign.h"

/* A file of names to begin with, for --map: theirs, and behind each the one of ours that it could
 * be. Shapes decide: sizes are looked for under which most of our weights have a tensor of just
 * their shape; among tensors of one shape the likeness of names does, then the order of the file.
 * What is left is a remark. Appended. */
void propose_map(const struct foreign *foreign, struct str *out);

#endif
