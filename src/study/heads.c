#include "study/heads.h"

#include <math.h>
#include <string.h>

#include "text/utf8.h"

/* Whether a word has nothing but punctuation. */
static bool is_mark(const char *word)
{
    int code;
    bool marks = *word != '\0';
    for (size_t n = strlen(word), at = 0; at < n;) {
        at += utf8_decode(word + at, n - at, &code);
        marks = marks && utf8_is_punctuation(code);
    }
    return marks;
}

static void add_row(struct head_figures *f, const struct trace *trace, int sentence, int row,
                    const real *weights, int count)
{
    for (int j = 0; j < count; j++) {
        double w = (double)weights[j];
        f->entropy -= w > 0 ? w * log(w) : 0;
        f->near += j >= row - 1 && j <= row + 1 ? w : 0;
        f->self += j == row ? w : 0;
        f->first += j == 0 ? w : 0;
        f->marks += is_mark(trace_source_word(trace, sentence, j)) ? w : 0;
    }
}

struct head_figures head_figures_of(const struct trace *trace, int sentence, struct sheet weights)
{
    struct head_figures f = {0};
    struct mat all = trace_matrix(trace, sentence, weights);
    int length = trace_source_length(trace, sentence);
    for (int i = 0; all.x && i < length; i++)
        add_row(&f, trace, sentence, i, mat_row(all, i), length);
    double n = length ? length : 1;
    f.entropy /= n;
    f.near /= n;
    f.self /= n;
    f.first /= n;
    f.marks /= n;
    f.even = log(n);
    return f;
}
