#include "inspect/change.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "inspect/excerpt.h"

enum { PIECE = 2048, SUBTRACT_MAX = 1 << 26 };

const char *const change_names[CHANGE_COUNT] = {"equal",     "changed",   "another shape",
                                                "only in A", "only in B", "not compared"};

/* ---- one pair ---- */

struct sums {
    double aa, bb, ab, dd;
};

static double distance_of(double a, double b)
{
    if (a == b || (isnan(a) && isnan(b)))
        return 0;
    return isfinite(a) && isfinite(b) ? fabs(b - a) : INFINITY;
}

static void compare_piece(struct change *change, struct sums *sums, const double *a,
                          const double *b, size_t first, size_t n, double tolerance)
{
    for (size_t i = 0; i < n; i++) {
        double distance = distance_of(a[i], b[i]);
        change->different += distance > tolerance;
        if (distance > change->largest) {
            change->largest = distance;
            change->largest_at = first + i;
        }
        if (!isfinite(a[i]) || !isfinite(b[i]))
            continue;
        sums->aa += a[i] * a[i];
        sums->bb += b[i] * b[i];
        sums->ab += a[i] * b[i];
        sums->dd += (b[i] - a[i]) * (b[i] - a[i]);
    }
}

static bool same_shape(const struct tensor *a, const struct tensor *b)
{
    return a->rank == b->rank &&
           memcmp(a->shape, b->shape, (size_t)a->rank * sizeof *a->shape) == 0;
}

/* False: given up. */
static bool compare_values(struct change *change, double tolerance, struct patience *patience)
{
    enum { PIECES_A_LOOK = 256 };
    double a[PIECE], b[PIECE];
    struct sums sums = {0};
    size_t count = change->a->count;
    for (size_t first = 0, n, pieces = 0; first < count; first += n) {
        n = count - first < PIECE ? count - first : PIECE;
        if (tensor_doubles(a, change->a, first, n, &change->err) ||
            tensor_doubles(b, change->b, first, n, &change->err)) {
            change->kind = CHANGE_UNKNOWN;
            return true;
        }
        compare_piece(change, &sums, a, b, first, n, tolerance);
        if (patience && ++pieces % PIECES_A_LOOK == 0 &&
            !patience->go_on(patience, (double)first / (double)count))
            return false;
    }
    change->norm_a = sqrt(sums.aa);
    change->norm_b = sqrt(sums.bb);
    change->norm = sqrt(sums.dd);
    change->cosine = sums.aa > 0 && sums.bb > 0 ? sums.ab / sqrt(sums.aa) / sqrt(sums.bb) : 0;
    change->kind = change->different ? CHANGE_VALUES : CHANGE_NONE;
    return true;
}

/* What is known of a pair without its values; CHANGE_COUNT: they have to be read. */
static enum change_kind kind_of(struct change *change)
{
    const struct tensor *a = change->a, *b = change->b;
    if (!a || !b)
        return a ? CHANGE_ONLY_A : CHANGE_ONLY_B;
    if (!same_shape(a, b))
        return CHANGE_SHAPE;
    if (a->dtype != DTYPE_OTHER && b->dtype != DTYPE_OTHER)
        return CHANGE_COUNT;
    tensor_err_values(&change->err, a->dtype == DTYPE_OTHER ? a : b);
    return CHANGE_UNKNOWN;
}

/* ---- two files ---- */

static bool add_pair(struct changes *changes, const struct tensor *a, const struct tensor *b,
                     double tolerance, struct patience *patience)
{
    struct change change = {.a = a, .b = b};
    enum change_kind kind = kind_of(&change);
    change.kind = kind;
    if (kind == CHANGE_COUNT && !compare_values(&change, tolerance, patience))
        return false;
    changes->list =
        mem_grow(changes->list, &changes->capacity, changes->count + 1, sizeof *changes->list);
    changes->list[changes->count++] = change;
    changes->kinds[change.kind]++;
    return true;
}

bool changes_find(struct changes *changes, const struct tensors *a, const struct tensors *b,
                  double tolerance, struct patience *patience)
{
    *changes = (struct changes){0};
    for (size_t i = 0; i < tensors_count(a); i++) {
        const struct tensor *tensor = tensors_at(a, i);
        if (!add_pair(changes, tensor, tensors_find(b, tensor->name), tolerance, patience))
            return false;
    }
    for (size_t i = 0; i < tensors_count(b); i++) {
        const struct tensor *tensor = tensors_at(b, i);
        if (!tensors_find(a, tensor->name))
            add_pair(changes, NULL, tensor, tolerance, patience);
    }
    return true;
}

void changes_free(struct changes *changes)
{
    free(changes->list);
    *changes = (struct changes){0};
}

bool change_has_numbers(const struct change *change)
{
    return change->kind == CHANGE_NONE || change->kind == CHANGE_VALUES;
}

double change_relative(const struct change *change)
{
    return change->norm_a > 0 ? change->norm / change->norm_a : change->norm > 0 ? INFINITY : 0;
}

void changes_say(const struct changes *changes, struct str *out)
{
    const char *between = "";
    for (int k = 0; k < CHANGE_COUNT; k++)
        if (changes->kinds[k]) {
            str_format(out, "%s%zu %s", between, changes->kinds[k], change_names[k]);
            between = ", ";
        }
    str_add(out, changes->count ? "" : "there are no tensors in either");
}

void change_say_shapes(const struct change *change, struct str *out)
{
    if (change->a)
        excerpt_shape(change->a, out);
    if (change->a && change->b)
        str_add(out, " → ");
    if (change->b)
        excerpt_shape(change->b, out);
}

void change_say(const struct change *change, struct str *out)
{
    str_add(out, change_names[change->kind]);
    if (change->kind == CHANGE_VALUES) {
        str_format(out, ": |B − A| %.4g", change->norm);
        if (change->norm_a > 0)
            str_format(out, ", %.3g of |A|", change->norm / change->norm_a);
        str_format(out, ", at most %.4g at ", change->largest);
        excerpt_tensor_place(change->a, change->largest_at, out);
        str_format(out, ", cosine %.6f", change->cosine);
        if (strcmp(change->a->dtype_name, change->b->dtype_name) != 0)
            str_format(out, ", %s → %s", change->a->dtype_name, change->b->dtype_name);
    } else if (change->kind == CHANGE_UNKNOWN) {
        str_format(out, ": %s", change->err.text);
    } else if (change->kind != CHANGE_NONE) {
        str_add(out, ": ");
        change_say_shapes(change, out);
    }
}

/* ---- B − A ---- */

/* Bytes of B − A, worked out piece by piece. */
struct subtraction {
    struct tensor_source source; /* first, so that it is one */
    const struct tensor *a, *b;
};

static int read_difference(struct tensor_source *source, unsigned char *out, size_t from, size_t n,
                           struct err *err)
{
    const struct subtraction *difference = (const struct subtraction *)source;
    double a[PIECE], b[PIECE];
    float values[PIECE];
    for (size_t at = from, end = from + n; at < end;) {
        size_t first = at / sizeof *values, left = difference->a->count - first;
        size_t count = left < PIECE ? left : PIECE, skip = at % sizeof *values;
        size_t bytes = count * sizeof *values - skip;
        if (tensor_doubles(a, difference->a, first, count, err) ||
            tensor_doubles(b, difference->b, first, count, err))
            return -1;
        for (size_t i = 0; i < count; i++)
            values[i] = (float)(b[i] - a[i]);
        bytes = bytes < end - at ? bytes : end - at;
        memcpy(out + (at - from), (const unsigned char *)values + skip, bytes);
        at += bytes;
    }
    return 0;
}

static void free_difference(struct tensor_source *source)
{
    free(source);
}

/* A tensor of one file only, or of two shapes: it is in the list, and has no values. */
static void add_without_values(struct tensor_list *list, const struct change *change)
{
    const struct tensor *there = change->a ? change->a : change->b;
    struct tensor tensor = {.name = there->name,
                            .dtype = DTYPE_OTHER,
                            .dtype_name = change_names[change->kind],
                            .rank = there->rank,
                            .count = there->count};
    memcpy(tensor.shape, there->shape, sizeof tensor.shape);
    tensor_list_add(list, &tensor);
}

static void add_difference(struct tensor_list *list, const struct change *change)
{
    struct subtraction *difference = mem_new(1, sizeof *difference);
    *difference = (struct subtraction){{read_difference, free_difference}, change->a, change->b};
    tensor_list_own(list, &difference->source);
    struct tensor tensor = {.name = change->a->name,
                            .dtype = DTYPE_F32,
                            .dtype_name = "B − A",
                            .rank = change->a->rank,
                            .count = change->a->count,
                            .bytes = change->a->count * sizeof(float),
                            .source = &difference->source};
    memcpy(tensor.shape, change->a->shape, sizeof tensor.shape);
    tensor_list_add(list, &tensor);
}

struct tensors *changes_file(const struct changes *changes, const struct tensors *a,
                             const struct tensors *b)
{
    struct tensor_list list = {0};
    const char *paths[] = {tensors_part(a, 0), tensors_part(b, 0)};
    struct str text = {0};
    tensor_list_fact(&list, "A", paths[0], strlen(paths[0]));
    tensor_list_fact(&list, "B", paths[1], strlen(paths[1]));
    for (size_t i = 0; i < changes->count; i++) {
        const struct change *change = &changes->list[i];
        str_clear(&text);
        change_say(change, &text);
        tensor_list_fact(&list, (change->a ? change->a : change->b)->name, text.text, text.length);
        (change_has_numbers(change) ? add_difference : add_without_values)(&list, change);
    }
    str_free(&text);
    return tensors_made(&list, "B − A", "B − A");
}

int change_subtract(struct tensor *out, float **values, const struct change *change,
                    struct err *err)
{
    double a[PIECE], b[PIECE];
    size_t count = change->a->count;
    if (count > SUBTRACT_MAX)
        return err_set(err, "%zu values are too many for a picture of the difference", count);
    *values = mem_new(count, sizeof **values);
    for (size_t first = 0, n; first < count; first += n) {
        n = count - first < PIECE ? count - first : PIECE;
        if (tensor_doubles(a, change->a, first, n, err) ||
            tensor_doubles(b, change->b, first, n, err)) {
            free(*values);
            return -1;
        }
        for (size_t i = 0; i < n; i++)
            (*values)[first + i] = (float)(b[i] - a[i]);
    }
    *out = (struct tensor){.name = change->a->name,
                           .dtype = DTYPE_F32,
                           .dtype_name = "B − A",
                           .rank = change->a->rank,
                           .count = count,
                           .bytes = count * sizeof **values,
                           .data = (const unsigned char *)*values};
    memcpy(out->shape, change->a->shape, sizeof out->shape);
    return 0;
}
