#ifndef HEED_STORE_UNPICKLE_H
#define HEED_STORE_UNPICKLE_H

#include "base/err.h"
#include "pickle/pickle.h"
#include "store/storage.h"
#include "store/tensor.h"

/* From the values of a pickle to a list of tensors with names.
 *
 * A name is the way to the tensor, joined by dots: keys of dicts, numbers in lists. Of an object
 * with _parameters, _buffers and _modules (a module of PyTorch, whatever its class) those three
 * are walked under the names that PyTorch gives them, as in its state_dict(); of any other object
 * its attributes. Numbers and texts on the way become facts, and the classes that heed does not
 * know one more fact, "classes". A tensor with the same bytes as an earlier one has a note.
 *
 * What contains itself is walked once. More than 100 levels, and more than a million values on all
 * ways together, are refused: values may be shared, so that a small pickle has endless ways. 0, or
 * -1 with one line. The pickle is needed no longer; bytes that it lies in are. */
int unpickle(struct tensor_list *out, const struct pickle *pickle, struct storage_finder *finder,
             struct err *err);

#endif
