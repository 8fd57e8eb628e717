/* Attention on a table of queries, keys and values.
 *
 *     cc -o attention attention.c -lm
 *     ./attention dot.csv >mine.csv
 *     heed check mine.csv --against dot.csv
 *
 * Write the four functions. One that returns 0 is not written yet; what it would give is left out. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { MOST = 16 }; /* rows, and numbers in a row */

typedef double matrix[MOST][MOST];

/* ---- yours ---- */

/* Exercise 1. The score of a query and a key of d numbers each: their dot product, divided by the
 * square root of d. */
static int scaled_dot(const double *query, const double *key, int d, double *score)
{
    return 0;
}

/* Exercise 1. The score v·tanh(W query + U key). W has n rows of q numbers, U has n rows of k, and
 * v has n numbers; query has q numbers, key has k. */
static int additive(const double *query, const double *key, int q, int k, int n, matrix W, matrix U,
                    const double *v, double *score)
{
    return 0;
}

/* Exercise 2. scores[t][j] is how well key j fits query t; only the first `length` keys are valid.
 * The valid weights of a row add up to 1, the others are 0. Without any valid key all are 0. */
static int masked_softmax(matrix weights, matrix scores, int queries, int keys, int length)
{
    return 0;
}

/* Exercise 3. outputs[t]: the sum of all values, each times its weight in row t; a value has
 * `size` numbers. */
static int pooled(matrix outputs, matrix weights, matrix values, int queries, int keys, int size)
{
    return 0;
}

/* ---- from here on nothing is missing ---- */

enum part { QUERY, KEY, VALUE, W, U, V, PARTS };

static const char *const names[PARTS] = {"query", "key", "value", "W", "U", "v"};

static struct {
    matrix rows[PARTS];
    int count[PARTS], size[PARTS], length;
} s;

static void show(const char *name, matrix rows, int count, int size)
{
    for (int i = 0; i < count; i++) {
        printf("%s", name);
        for (int j = 0; j < size; j++)
            printf(",%.6g", rows[i][j]);
        printf("\n");
    }
}

/* Everything that can be computed of a sentence. */
static void attend(void)
{
    static matrix scores, weights, outputs;
    int values = s.count[VALUE] ? VALUE : KEY, length = s.length < 0 ? s.count[KEY] : s.length;
    int queries = s.count[QUERY], keys = s.count[KEY], done = 1;
    for (int t = 0; t < queries; t++)
        for (int j = 0; j < keys; j++)
            done &= s.count[V] ? additive(s.rows[QUERY][t], s.rows[KEY][j], s.size[QUERY],
                                          s.size[KEY], s.size[V], s.rows[W], s.rows[U],
                                          s.rows[V][0], &scores[t][j])
                               : scaled_dot(s.rows[QUERY][t], s.rows[KEY][j], s.size[KEY],
                                            &scores[t][j]);
    if (!done)
        return;
    show("score", scores, queries, keys);
    if (!masked_softmax(weights, scores, queries, keys, length))
        return;
    show("weight", weights, queries, keys);
    if (pooled(outputs, weights, s.rows[values], queries, keys, s.size[values]))
        show("output", outputs, queries, s.size[values]);
}

static void take(char *line)
{
    char *name = strtok(line, ",\r\n"), *field;
    if (!name || *name == '#')
        return;
    if (strcmp(name, "length") == 0)
        s.length = atoi(strtok(NULL, ",\r\n"));
    for (int part = 0; part < PARTS; part++)
        if (strcmp(name, names[part]) == 0 && s.count[part] < MOST) {
            int n = 0;
            while (n < MOST && (field = strtok(NULL, ",\r\n")))
                s.rows[part][s.count[part]][n++] = atof(field);
            s.count[part]++;
            s.size[part] = n;
        }
}

/* The parameters W, U and v belong to all sentences, so they are read first. */
static void read(FILE *file, int parameters)
{
    char line[4096];
    rewind(file);
    while (fgets(line, sizeof line, file)) {
        if (strncmp(line, "sentence", 8) == 0 && !parameters) {
            attend();
            printf("sentence\n");
            s.count[QUERY] = s.count[KEY] = s.count[VALUE] = 0;
            s.length = -1;
        } else if ((strchr("WUv", line[0]) && line[1] == ',') == parameters) {
            take(line);
        }
    }
}

int main(int argc, char **argv)
{
    FILE *file = argc == 2 ? fopen(argv[1], "r") : NULL;
    if (!file) {
        fprintf(stderr, "usage: attention TABLE.csv\n");
        return 2;
    }
    s.length = -1;
    read(file, 1);
    read(file, 0);
    attend();
    fclose(file);
    return 0;
}
