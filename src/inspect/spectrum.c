#include "inspect/spectrum.h"

#include <math.h>
#include <stdlib.h>

#include "base/mem.h"
#include "math/svd.h"

static int check_shape(const struct excerpt *slice, struct err *err)
{
    size_t least = slice->rows < slice->columns ? slice->rows : slice->columns;
    if (slice->folded || least < 2)
        return err_set(err, "singular values are of a matrix, and this is a vector");
    if (slice->count > SPECTRUM_VALUES_MAX || least > SPECTRUM_SIDE_MAX)
        return err_set(err,
                       "%zu × %zu is too large for singular values here: at most %d values and %d "
                       "on the shorter side; choose a slice",
                       slice->rows, slice->columns, SPECTRUM_VALUES_MAX, SPECTRUM_SIDE_MAX);
    return 0;
}

static void say_ranks(struct spectrum *spectrum, size_t longest)
{
    const double *values = spectrum->values, largest = values[0];
    double sum = 0, squares = 0, entropy = 0, held = 0;
    for (int i = 0; i < spectrum->count; i++) {
        sum += values[i];
        squares += values[i] * values[i];
    }
    for (int i = 0; i < spectrum->count; i++) {
        double share = sum > 0 ? values[i] / sum : 0;
        entropy -= share > 0 ? share * log(share) : 0;
        spectrum->numerical_rank += values[i] > largest * (double)longest * 0x1p-23;
        spectrum->most += held < 0.9 * squares;
        held += values[i] * values[i];
    }
    spectrum->effective_rank = sum > 0 ? exp(entropy) : 0;
    spectrum->stable_rank = sum > 0 ? squares / (largest * largest) : 0;
}

struct spectrum *spectrum_new(const struct excerpt *slice, struct err *err)
{
    if (check_shape(slice, err))
        return NULL;
    double *matrix = mem_new(slice->count, sizeof *matrix);
    for (size_t row = 0; row < slice->rows; row++)
        if (excerpt_row(matrix + row * slice->columns, slice, row, err)) {
            free(matrix);
            return NULL;
        }
    struct spectrum *spectrum = mem_new(1, sizeof *spectrum);
    size_t longest = slice->rows > slice->columns ? slice->rows : slice->columns;
    spectrum->count = (int)(slice->rows < slice->columns ? slice->rows : slice->columns);
    spectrum->values = mem_new((size_t)spectrum->count, sizeof *spectrum->values);
    bool found = svd_values(spectrum->values, matrix, (int)slice->rows, (int)slice->columns);
    free(matrix);
    if (!found) {
        spectrum_free(spectrum);
        err_set(err, "not all of its values are finite: there are no singular values");
        return NULL;
    }
    say_ranks(spectrum, longest);
    return spectrum;
}

void spectrum_free(struct spectrum *spectrum)
{
    if (!spectrum)
        return;
    free(spectrum->values);
    free(spectrum);
}
