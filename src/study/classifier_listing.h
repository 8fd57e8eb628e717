#ifndef HEED_STUDY_CLASSIFIER_LISTING_H
#define HEED_STUDY_CLASSIFIER_LISTING_H

#include "study/listing.h"

/* The code of a matrix that only classifiers have, or that they compute in another way than other
 * families. Its name is NULL where it is the same code for all. */
struct listing classifier_listing(const struct trace *trace, enum quantity_id id);

#endif
