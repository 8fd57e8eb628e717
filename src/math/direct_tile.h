/* The inner loops of math/direct.c, included once per instruction set with
 *
 *     TILE(name)     a name of its own
 *     TILE_TARGET    the instruction set, as __attribute__((target)) takes it
 *     TILE_BYTES     of one vector register
 *     TILE_VECTORS   vectors that a tile is wide; ROWS · TILE_VECTORS sums stay in registers
 */

typedef real TILE(vector) __attribute__((vector_size(TILE_BYTES), aligned(sizeof(real))));
enum { TILE(lanes) = TILE_BYTES / sizeof(real) };

/* rows × vectors of out, all terms; both counts are constants where this is called, so that the
 * loops over them unfold and `sums` are registers. */
__attribute__((always_inline, target(TILE_TARGET))) static inline void
TILE(tile)(const struct direct *d, int row, int col, int rows, int vectors)
{
    TILE(vector) sums[ROWS][TILE_VECTORS];
    const real *a = mat_row(d->a, row);
    real *out = mat_row(d->out, row) + col;
    for (int r = 0; r < rows; r++)
        for (int v = 0; v < vectors; v++)
            sums[r][v] = d->add ? *(TILE(vector) *)(out + (long)r * d->out.stride + v * TILE(lanes))
                                : (TILE(vector)){0};
    for (int k = 0; k < d->a.cols; k++) {
        const real *b = mat_row(d->b, k) + col;
        for (int r = 0; r < rows; r++)
            for (int v = 0; v < vectors; v++)
                sums[r][v] +=
                    a[(long)r * d->a.stride + k] * *(const TILE(vector) *)(b + v * TILE(lanes));
    }
    for (int r = 0; r < rows; r++)
        for (int v = 0; v < vectors; v++)
            *(TILE(vector) *)(out + (long)r * d->out.stride + v * TILE(lanes)) = sums[r][v];
}

/* All rows of some columns. */
__attribute__((always_inline, target(TILE_TARGET))) static inline void
TILE(columns)(const struct direct *d, int col, int vectors)
{
    int row = 0, rows = d->out.rows;
    for (; row + ROWS <= rows; row += ROWS)
        TILE(tile)(d, row, col, ROWS, vectors);
    switch (rows - row) {
    case 5:
        TILE(tile)(d, row, col, 5, vectors);
        break;
    case 4:
        TILE(tile)(d, row, col, 4, vectors);
        break;
    case 3:
        TILE(tile)(d, row, col, 3, vectors);
        break;
    case 2:
        TILE(tile)(d, row, col, 2, vectors);
        break;
    case 1:
        TILE(tile)(d, row, col, 1, vectors);
        break;
    default:
        break;
    }
}

__attribute__((target(TILE_TARGET))) static void TILE(mul)(const struct direct *d)
{
    int col = 0, width = TILE_VECTORS * TILE(lanes), cols = d->out.cols;
    for (; col + width <= cols; col += width)
        TILE(columns)(d, col, TILE_VECTORS);
    for (; col < cols; col += TILE(lanes))
        TILE(columns)(d, col, 1);
}

#undef TILE
#undef TILE_TARGET
#undef TILE_BYTES
#undef TILE_VECTORS
