#ifndef HEED_DIALECT_FOREIGN_H
#define HEED_DIALECT_FOREIGN_H

#include "store/tensors.h"

/* A file of somebody else's tensors under the names that a table of names expects: without what all
 * names begin with ("module.", "model_state_dict."), and with the names that a person gave them. */
struct foreign {
    const struct tensors *file;
    struct strs names; /* of every tensor of the file, in its order */
};

/* Of a file, which must outlive it. `map` is a file of lines "THEIR.NAME = OUR.NAME", with # for
 * remarks, behind a name as well; or NULL. 0, or -1 with its line: a name that is not in the file,
 * or none at all. */
int foreign_open(struct foreign *foreign, const struct tensors *file, const char *map,
                 struct err *err);
void foreign_close(struct foreign *foreign);

/* The same tensors as a file of its own, under the names without what wraps them. The file must
 * outlive it; to be closed. */
struct tensors *foreign_unwrapped(const struct tensors *file);

/* By name; NULL: there is none. */
const struct tensor *foreign_find(const struct foreign *foreign, const char *name);

/* Reads a matrix [rows × columns], or a vector with rows 1; its shape must be that, axes of length
 * 1 aside. 0, or -1 with name, what was expected and what was found. */
int foreign_read(float *out, const struct foreign *foreign, const char *name, size_t rows,
                 size_t columns, struct err *err);

/* The length of an axis; 0: there is no such tensor or axis. */
size_t foreign_size(const struct foreign *foreign, const char *name, int axis);

#endif
