#ifndef HEED_TRAIN_EMBEDDINGS_H
#define HEED_TRAIN_EMBEDDINGS_H

#include "base/err.h"
#include "model/model.h"
#include "train/options.h"

/* Word vectors trained elsewhere, as the start of embeddings: text files in the form of GloVe
 * (Pennington et al. 2014): a line is a word and its numbers, with spaces between. The first line
 * may be "WORDS SIZE", as word2vec writes it. Files are read as streams. */

/* Rows of `table` [vocabulary × size] whose words are in the file get its numbers, as they stand
 * there; of two lines with the same word the first counts, <pad> stays zero. found [vocabulary] is
 * 1 for these rows, 0 for the others. Returns how many there are, or -1 with file and line. */
long embeddings_read(const char *path, const struct vocab *vocab, struct mat table,
                     unsigned char *found, struct err *err);

/* Which rows of a model came from files: [source, target]; NULL without a file. */
struct embeddings {
    unsigned char *found[2]; /* owned */
};

/* Reads the files that the options name into the model, and says how many words were found. */
int embeddings_start(struct embeddings *embeddings, const struct train_options *options,
                     const struct model *model, struct str *said, struct err *err);
void embeddings_free(struct embeddings *embeddings);

/* Zeroes the gradient of the rows that came from files: they stay as they are. */
void embeddings_freeze(const struct embeddings *embeddings, const struct weight_list *list,
                       real *gradient);

#endif
