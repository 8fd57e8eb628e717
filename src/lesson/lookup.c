#include "lesson/lookup.h"
#include "draw/curves.h"

#include <math.h>
#include <string.h>

static double row_argmax(const real *row, int n)
{
    int best = 0;
    for (int i = 1; i < n; i++)
        if (row[i] > row[best])
            best = i;
    return best + 1;
}

static double row_max(const real *row, int n)
{
    double max = -INFINITY;
    for (int i = 0; i < n; i++)
        max = fmax(max, (double)row[i]);
    return max;
}

static double row_min(const real *row, int n)
{
    double min = INFINITY;
    for (int i = 0; i < n; i++)
        min = fmin(min, (double)row[i]);
    return min;
}

static double row_sum(const real *row, int n)
{
    double sum = 0;
    for (int i = 0; i < n; i++)
        sum += (double)row[i];
    return sum;
}

static double row_len(const real *row, int n)
{
    (void)row;
    return n;
}

static double row_count(const real *row, int n)
{
    int count = 0;
    for (int i = 0; i < n; i++)
        count += row[i] != 0 && row[i] > -INFINITY;
    return count;
}

static double row_entropy(const real *row, int n)
{
    double entropy = 0;
    for (int i = 0; i < n; i++)
        if (row[i] > 0)
            entropy -= (double)row[i] * log((double)row[i]);
    return entropy;
}

/* log Σ exp(x) = m + log Σ exp(x − m), where m is the largest: so no exponential overflows. */
static double row_logsumexp(const real *row, int n)
{
    double max = row_max(row, n), sum = 0;
    if (!(max > -INFINITY))
        return max;
    for (int i = 0; i < n; i++)
        sum += exp((double)row[i] - max);
    return max + log(sum);
}

int lookup_rank(const real *row, int n, int j)
{
    int rank = 1;
    for (int i = 0; i < n; i++)
        rank += row[i] > row[j];
    return rank;
}

static double row_mean(const real *row, int n)
{
    return row_sum(row, n) / n;
}

/* Mean square distance from the mean. */
static double row_variance(const real *row, int n)
{
    double mean = row_mean(row, n), sum = 0;
    for (int i = 0; i < n; i++)
        sum += ((double)row[i] - mean) * ((double)row[i] - mean);
    return sum / n;
}

static double rows_dot(const real *a, const real *b, int n)
{
    double sum = 0;
    for (int i = 0; i < n; i++)
        sum += (double)a[i] * (double)b[i];
    return sum;
}

static double row_norm(const real *row, int n)
{
    return sqrt(rows_dot(row, row, n));
}

static double rows_distance(const real *a, const real *b, int n)
{
    double sum = 0;
    for (int i = 0; i < n; i++)
        sum += ((double)a[i] - (double)b[i]) * ((double)a[i] - (double)b[i]);
    return sqrt(sum);
}

/* 0 with a row of zeros, which has no direction. */
static double rows_cosine(const real *a, const real *b, int n)
{
    double length = row_norm(a, n) * row_norm(b, n);
    return length > 0 ? rows_dot(a, b, n) / length : 0;
}

static const struct function functions[] = {
    {.name = "argmax", .of_row = row_argmax},
    {.name = "max", .of_row = row_max},
    {.name = "min", .of_row = row_min},
    {.name = "sum", .of_row = row_sum},
    {.name = "mean", .of_row = row_mean},
    {.name = "variance", .of_row = row_variance},
    {.name = "norm", .of_row = row_norm},
    {.name = "len", .of_row = row_len},
    {.name = "count", .of_row = row_count},
    {.name = "entropy", .of_row = row_entropy},
    {.name = "logsumexp", .of_row = row_logsumexp},
    {.name = "abs", .of_number = fabs},
    {.name = "exp", .of_number = exp},
    {.name = "log", .of_number = log},
    {.name = "sqrt", .of_number = sqrt},
    {.name = "tanh", .of_number = tanh},
    {.name = "round", .of_number = round},
    {.name = "dot", .of_rows = rows_dot},
    {.name = "distance", .of_rows = rows_distance},
    {.name = "cosine", .of_rows = rows_cosine},
};

const struct function *lookup_function(const char *name)
{
    for (size_t i = 0; i < sizeof functions / sizeof *functions; i++)
        if (strcmp(functions[i].name, name) == 0)
            return &functions[i];
    return NULL;
}

int lookup_position(const struct trace *trace, double number, int count, const char *what, int *out,
                    struct err *err)
{
    *out = 0;
    if (!trace)
        return 0;
    if (!(number >= 1 && number <= count && number == floor(number)))
        return err_set(err, "there is no %s %g; expected a whole number from 1 to %d", what, number,
                       count);
    *out = (int)number - 1;
    return 0;
}

static int no_matrix(const struct trace *trace, struct sheet sheet, struct err *err)
{
    struct str label = {0};
    trace_sheet_label(trace, sheet, &label);
    err_set(err, "%s has no %s; expected a quantity that this model computes", trace->model->name,
            label.text);
    str_free(&label);
    return -1;
}

/* A quantity without an index, a row of it with one, a number of it with two. */
static int pick(const struct trace *trace, int sentence, struct sheet sheet, const double *index,
                int indices, struct expression_value *out, struct err *err)
{
    struct mat all = {.rows = quantity_any(sheet.quantity)->rows == AXIS_ONE ? 1 : 2, .cols = 1};
    if (trace)
        all = trace_matrix(trace, sentence, sheet);
    if (trace && !all.x)
        return no_matrix(trace, sheet, err);
    int row = 0, column = 0;
    if ((indices > 0 && lookup_position(trace, index[0], all.rows, "row", &row, err)) ||
        (indices > 1 && lookup_position(trace, index[1], all.cols, "column", &column, err)))
        return -1;
    *out = (struct expression_value){.kind = VALUE_ROW, .row = all};
    if (indices == 1)
        out->row = all.x ? mat_rows(all, row, 1) : mat_of(NULL, 1, 1);
    if (indices == 2)
        *out = (struct expression_value){.kind = VALUE_NUMBER,
                                         .number = all.x ? (double)mat_row(all, row)[column] : 1};
    return 0;
}

static const struct word_list {
    const char *name;
    const char *(*word)(const struct trace *trace, int sentence, int i);
    const char *position;
} word_lists[] = {
    {"source", trace_source_word, "source position"},
    {"target", trace_target_word, "step"},
    {"fed", trace_fed_word, "step"},
};

static const struct word_list *find_words(const char *name)
{
    for (size_t i = 0; i < sizeof word_lists / sizeof *word_lists; i++)
        if (strcmp(word_lists[i].name, name) == 0)
            return &word_lists[i];
    return NULL;
}

static int pick_word(const struct trace *trace, int sentence, const struct word_list *list,
                     double index, struct expression_value *out, struct err *err)
{
    int i, count = 0;
    if (trace)
        count = list->word == trace_source_word ? trace_source_count(trace)
                                                : trace->sentences[sentence].steps;
    if (lookup_position(trace, index, count, list->position, &i, err))
        return -1;
    *out = (struct expression_value){.kind = VALUE_WORD,
                                     .word = trace ? list->word(trace, sentence, i) : ""};
    return 0;
}

/* "steps" and "words"; false for any other name. */
static bool pick_count(const struct trace *trace, int sentence, const char *name,
                       struct expression_value *out)
{
    bool steps = strcmp(name, "steps") == 0;
    if (!steps && strcmp(name, "words") != 0)
        return false;
    double number = 1;
    if (trace)
        number = steps ? trace->sentences[sentence].steps : trace_source_length(trace, sentence);
    *out = (struct expression_value){.kind = VALUE_NUMBER, .number = number};
    return true;
}

/* "curve": the measures of the page, a row for each curve; "curve_x": where they were measured. */
static bool is_curve(const char *name)
{
    return strcmp(name, "curve") == 0 || strcmp(name, "curve_x") == 0;
}

static int pick_curve(const struct trace *trace, const char *name, const double *index, int indices,
                      struct expression_value *out, struct err *err)
{
    const struct curves *c = trace ? trace->curves : NULL;
    bool across = strcmp(name, "curve_x") == 0;
    int curve = 0, point = 0;
    *out = (struct expression_value){.kind = VALUE_NUMBER, .number = 1};
    if (indices != (across ? 1 : 2))
        return err_set(err, "expected %s",
                       across ? "a point, curve_x[3]" : "a curve and its point, curve[1,3]");
    if (trace && !c)
        return err_set(err, "this page has no measures; expected plot: FILE in its view");
    if ((!across && lookup_position(trace, index[0], c ? c->curves : 0, "curve", &curve, err)) ||
        lookup_position(trace, index[indices - 1], c ? c->points : 0, "point", &point, err))
        return -1;
    if (c)
        out->number = across ? c->x[point] : c->y[curve][point];
    return 0;
}

int lookup_value(const struct trace *trace, int sentence, const char *name, const double *index,
                 int indices, struct expression_value *out, struct err *err)
{
    const struct word_list *list = find_words(name);
    if (list && indices == 1)
        return pick_word(trace, sentence, list, index[0], out, err);
    if (is_curve(name))
        return pick_curve(trace, name, index, indices, out, err);
    struct sheet sheet;
    if (trace ? trace_find(trace, name, &sheet) : quantity_find(name, &sheet))
        return pick(trace, sentence, sheet, index, indices, out, err);
    if (indices == 0 && pick_count(trace, sentence, name, out))
        return 0;
    if (list)
        return err_set(err, "\"%s\" is a list of words; expected one position, %s[2]", name, name);
    return err_set(err, "unknown name \"%s\"; expected one such as weights, scores, target", name);
}
