#ifndef HEED_INSPECT_FINDING_H
#define HEED_INSPECT_FINDING_H

#include "inspect/nearest.h"
#include "inspect/spectrum.h"
#include "inspect/survey.h"

/* Something that takes a walk through the file to find out, asked for as a line of text. */

enum finding_kind {
    FINDING_SURVEY,   /* "survey NAME[SLICE]" */
    FINDING_SPECTRUM, /* "spectrum NAME[SLICE]" */
    FINDING_NEAREST,  /* "nearest ROW NAME[SLICE]" */
    FINDING_PLANE,    /* "plane NAME[SLICE]" */
    FINDING_MEASURED, /* not asked for by a line: the statistics of a whole tensor */
    FINDING_PROGRESS, /* neither: how far the next one is */
    FINDING_COUNT
};

/* The statistics of a tensor of the file, or why there are none. */
struct measured {
    int item; /* of the inventory */
    bool damaged;
    struct statistics statistics;
    struct err err;
};

struct finding {
    enum finding_kind kind;
    char *slice; /* as it was asked for; "" where none was */
    union {
        struct survey *survey;
        struct spectrum *spectrum;
        struct nearest *nearest;
        struct rows_plane *plane;
        struct measured *measured;
        double done; /* 0 to 1 */
    };
};

/* To be freed. NULL with one line; with an empty one when it was given up. */
struct finding *finding_new(const struct tensors *file, const char *line, struct patience *patience,
                            struct err *err);
void finding_free(struct finding *finding);

/* The two that nobody asked for by a line. measured: NULL when it was given up. */
struct finding *finding_measured(const struct tensor *tensor, int item, struct patience *patience);
struct finding *finding_progress(double done);

#endif
