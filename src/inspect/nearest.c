#include "inspect/nearest.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "math/pca.h"

static void insert(struct nearest *nearest, size_t row, double cosine)
{
    int at = nearest->count;
    if (at == NEAREST_MAX && cosine <= nearest->cosine[at - 1])
        return;
    at -= at == NEAREST_MAX;
    nearest->count = at + 1;
    for (; at > 0 && nearest->cosine[at - 1] < cosine; at--) {
        nearest->cosine[at] = nearest->cosine[at - 1];
        nearest->rows[at] = nearest->rows[at - 1];
    }
    nearest->cosine[at] = cosine;
    nearest->rows[at] = row;
}

int nearest_find(struct nearest *nearest, const struct excerpt *slice, size_t row, struct err *err)
{
    *nearest = (struct nearest){.row = row};
    if (row >= slice->rows)
        return err_set(err, "there is no row %zu: there are %zu", row, slice->rows);
    size_t n = slice->columns;
    double *own = mem_new(2 * n, sizeof *own), *other = own + n, square = 0;
    int result = excerpt_row(own, slice, row, err);
    for (size_t i = 0; i < n; i++)
        square += own[i] * own[i];
    nearest->norm = sqrt(square);
    for (size_t r = 0; r < slice->rows && !result; r++) {
        double dot = 0, norm = 0;
        result = excerpt_row(other, slice, r, err);
        for (size_t i = 0; i < n; i++) {
            dot += own[i] * other[i];
            norm += other[i] * other[i];
        }
        if (norm == 0 && nearest->zero_rows++ < UNUSED_MAX)
            nearest->unused[nearest->zero_rows - 1] = r;
        double cosine = dot / (nearest->norm * sqrt(norm));
        if (r != row && isfinite(cosine))
            insert(nearest, r, cosine);
    }
    free(own);
    return result;
}

struct rows_plane *rows_plane_new(const struct excerpt *slice, struct err *err)
{
    int n = (int)(slice->rows < PLANE_ROWS ? slice->rows : PLANE_ROWS), d = (int)slice->columns;
    if (slice->folded || n < 3 || d < 2 || slice->columns > EXCERPT_FOLD * 1024) {
        err_set(err, "a plane is of three rows and two columns at least, and of %d columns at most",
                EXCERPT_FOLD * 1024);
        return NULL;
    }
    double *row = mem_new((size_t)d, sizeof *row);
    struct mat x = mat_of(mem_new((size_t)n * (size_t)d, sizeof(real)), n, d);
    int result = 0;
    for (int i = 0; i < n && !result; i++) {
        result = excerpt_row(row, slice, (size_t)i, err);
        for (int j = 0; j < d; j++)
            mat_row(x, i)[j] = (real)row[j];
    }
    free(row);
    struct pca *pca = result ? NULL : pca_new(x, 2);
    struct rows_plane *plane = NULL;
    if (pca && pca->count == 2) {
        struct mat out = mat_of(mem_new((size_t)n * 2, sizeof(real)), n, 2);
        pca_project(pca, out, x);
        plane = mem_new(1, sizeof *plane);
        plane->count = n;
        plane->places = mem_new((size_t)n * 2, sizeof *plane->places);
        for (int i = 0; i < n * 2; i++)
            plane->places[i] = (double)out.x[i];
        plane->share[0] = pca_share(pca, 0);
        plane->share[1] = pca_share(pca, 1);
        free(out.x);
    } else if (pca) {
        err_set(err, "not all of its values are finite: there is no plane");
    }
    pca_free(pca);
    free(x.x);
    return plane;
}

void rows_plane_free(struct rows_plane *plane)
{
    if (!plane)
        return;
    free(plane->places);
    free(plane);
}
