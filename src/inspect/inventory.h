#ifndef HEED_INSPECT_INVENTORY_H
#define HEED_INSPECT_INVENTORY_H

#include <stdbool.h>

#include "inspect/statistics.h"
#include "store/tensors.h"

/* The list of what is in a file: as a tree of names, or flat and sorted, all or some. */

enum inventory_order {
    INVENTORY_TREE, /* groups of names with a common beginning, in the order of the file */
    INVENTORY_NAME,
    INVENTORY_SIZE, /* the largest first */
    INVENTORY_NORM, /* the largest norm first; what was not measured last */
    INVENTORY_COUNT
};

/* "tree", "name", "size", "norm"; ended by NULL. */
extern const char *const inventory_order_names[INVENTORY_COUNT + 1];

struct inventory_item {
    const struct tensor *tensor;
    char *name;   /* as it is shown: escaped */
    double share; /* of all values of the file, 0 to 1 */
    bool measured, damaged;
    struct statistics statistics; /* if measured */
    struct err err;               /* if damaged */
};

/* A line of the list: a tensor, or a group of several. */
struct inventory_row {
    int item;  /* −1: a group */
    int depth; /* of the tree */
    char *label;
    size_t values, bytes; /* of all in it */
    int tensors;
    bool bad; /* one in it is measured and not finite, or damaged */
};

struct changes;

struct inventory {
    const struct tensors *file;
    const struct changes *changes; /* of a file of differences, one for every item; else NULL */
    struct inventory_item *items;  /* [count], in the order of the file */
    int count;
    size_t values, bytes;
    int parts_of_dtype[DTYPE_COUNT]; /* tensors of each type */
    int measured;
    struct inventory_row *rows; /* as arranged last */
    int row_count;
};

/* Of a file, which must outlive it; arranged as a tree of everything. */
struct inventory *inventory_new(const struct tensors *file);
void inventory_free(struct inventory *inventory);

/* Makes the rows anew: those whose name, type or shape has the text in it ("": all). */
void inventory_arrange(struct inventory *inventory, enum inventory_order order, const char *text);

/* Called now and then with the share that is done, 0 to 1; false: give up. */
struct patience {
    bool (*go_on)(struct patience *patience, double done);
};

/* The statistics of all values of a tensor. 0, or −1: with one line when it is damaged or cannot be
 * read, with an empty one when it was given up. `patience` may be NULL. */
int inventory_tally(struct statistics *statistics, const struct tensor *tensor,
                    struct patience *patience, struct err *err);

/* Notes them. */
void inventory_note(struct inventory *inventory, int item, const struct statistics *statistics);

/* Goes through all values of an item for its statistics, if that was not done: 0, or −1 when it was
 * given up. What is damaged is noted. `patience` may be NULL. */
int inventory_measure(struct inventory *inventory, int item, struct patience *patience);

/* A line that names the tensors with NaN or infinity, and where: false when there are none among
 * what was measured. */
bool inventory_say_bad(const struct inventory *inventory, struct str *out);

/* 1234567 as "1.23M", bytes as "4.94 MB". */
void inventory_number(struct str *out, size_t n);
void inventory_bytes(struct str *out, size_t n);

#endif
