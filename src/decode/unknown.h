#ifndef HEED_DECODE_UNKNOWN_H
#define HEED_DECODE_UNKNOWN_H

#include "decode/translate.h"
#include "model/model.h"
#include "text/dictionary.h"

/* The tokens of a hypothesis of a translation by a model, tokens [length], owned by the vocabulary
 * and the others. With the words of the source, every <unk> gives way to what the dictionary (or
 * NULL) has for the source word that it is aligned with, or else to that word itself (Luong,
 * Sutskever et al. 2015; by attention: Jean et al. 2015, section 3.3). words NULL: <unk> stays, as
 * it does where there is nothing to align with. */
void unknown_replace(const struct hypothesis *hypothesis, const struct model *model,
                     const struct translation *translation, const struct strs *words,
                     const struct dictionary *dictionary, const char **tokens);

#endif
