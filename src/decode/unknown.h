#ifndef HEED_DECODE_UNKNOWN_H
#define HEED_DECODE_UNKNOWN_H

#include "decode/translate.h"
#include "text/dictionary.h"

/* The tokens of a hypothesis, words [length], owned by the vocabulary and the others. With the
 * tokens of the source, every <unk> gives way to what the dictionary (or NULL) has for the source
 * word that it is aligned with, or else to that word itself (Luong, Sutskever et al. 2015; by
 * attention: Jean et al. 2015, section 3.3). source NULL: <unk> stays, as it does where there is
 * nothing to align with. */
void unknown_replace(const struct hypothesis *hypothesis, const struct vocab *target,
                     const struct strs *source, const struct dictionary *dictionary,
                     const char **words);

#endif
