#ifndef HEED_INSPECT_WORDLIST_H
#define HEED_INSPECT_WORDLIST_H

#include "store/tensors.h"

/* The words that stand for the rows of an embedding. */

/* Reads a file of words: text with a word a line, or JSON: a list of words, an object of words and
 * their numbers, or an object in which one of those stands ("itos", "stoi", "word2index", "vocab",
 * "model" of tokenizer.json ...). Appended in the order of their numbers, which must be 0, 1, 2 ...
 * each once. 0, or -1 with file and line. */
int wordlist_read(struct strs *words, const char *path, struct err *err);

/* Those that the file itself holds for this tensor: heed's vocabularies, whose number of words must
 * be that of the rows. False: none. */
bool wordlist_of(struct strs *words, const struct tensors *file, const struct tensor *tensor);

/* The number of a word, or of the row that is typed as a number; -1: neither. */
long wordlist_find(const struct strs *words, size_t rows, const char *text);

#endif
