#include "cmd/eval.h"

#include <math.h>
#include <stdio.h>

/* What heed eval prints for people. */

enum {
    NAME = 17,
    COLUMN = 15,
    SMALL_SAMPLE = 30,
    LENGTHS_MEASURES = QUALITY_UNKNOWN, /* how many of the measures the table of lengths has */
};

#define SIGNIFICANT 0.05

static void bucket_name(char out[32], const struct evaluation *e, int i)
{
    if (i + 1 < BUCKETS)
        snprintf(out, 32, "%d to %d", e->buckets[i].from, e->buckets[i].to);
    else
        snprintf(out, 32, "%d and more", e->buckets[i].from);
}

enum { RANGE = 64 };

/* "[low, high]", with signs where it is of a difference; "-" where nothing is known. */
static const char *range_text(char out[RANGE], const struct interval *interval, int decimals,
                              bool with_sign)
{
    const char *format = with_sign ? "[%+.*f, %+.*f]" : "[%.*f, %.*f]";
    if (isnan(interval->low))
        return "-";
    snprintf(out, RANGE, format, decimals, interval->low, decimals, interval->high);
    return out;
}

/* A measure by line: value, interval, unit. What was not measured has none. */
static void print_measures(const struct bootstrap_measures *measures, const double *values,
                           const struct interval *intervals)
{
    for (int m = 0; m < measures->count; m++) {
        const struct bootstrap_measure *about = &measures->list[m];
        char range[RANGE];
        int n = about->decimals, width = *about->unit ? 19 : 0;
        if (!isnan(values[m]))
            printf("  %-*s %9.*f  %-*s%s%s\n", NAME, about->name, n, values[m], width,
                   range_text(range, &intervals[m], n, false), width ? "  " : "", about->unit);
    }
}

/* The measures of every length: values, and below them their intervals. */
static void print_buckets(const struct eval_report *report, const struct evaluation *e)
{
    const struct bootstrap_measures *all = &quality_measures;
    printf("\n  %-12s %9s", "source tokens", "sentences");
    for (int m = 0; m < LENGTHS_MEASURES; m++)
        if (!isnan(e->quality[m]))
            printf("%*s", COLUMN, all->list[m].name);
    putchar('\n');
    for (int i = 0; i < BUCKETS; i++) {
        const struct bucket *bucket = &e->buckets[i];
        struct bootstrap_rows rows = {e->quality_rows, bucket->chosen, bucket->sentences};
        struct interval intervals[QUALITIES];
        double values[QUALITIES];
        char name[32];
        if (bucket->sentences == 0)
            continue;
        bucket_name(name, e, i);
        bootstrap_measure_rows(values, all, &rows);
        bootstrap_intervals(intervals, &report->bootstrap, all, &rows);
        printf("  %-13s %9ld", name, bucket->sentences);
        for (int m = 0; m < LENGTHS_MEASURES; m++)
            if (!isnan(values[m]))
                printf("%*.*f", COLUMN, all->list[m].decimals, values[m]);
        printf("\n%25s", "");
        for (int m = 0; m < LENGTHS_MEASURES; m++) {
            char range[RANGE];
            int n = all->list[m].decimals > 2 ? 3 : 1;
            if (!isnan(values[m]))
                printf("%*s", COLUMN, range_text(range, &intervals[m], n, false));
        }
        putchar('\n');
    }
}

static void print_attention(const struct eval_report *report, const struct eval_subject *subject)
{
    const struct evaluation *e = &subject->evaluation;
    struct bootstrap_rows rows = {e->summary_rows, NULL, e->sentences};
    struct interval intervals[SUMMARIES];
    double values[SUMMARIES];
    if (!e->summary_rows) {
        printf("\n  %s has no attention (score none: one fixed context)\n", subject->name);
        return;
    }
    printf("\n  attention while the first reference of every sentence is read\n");
    bootstrap_measure_rows(values, &summary_measures, &rows);
    bootstrap_intervals(intervals, &report->bootstrap, &summary_measures, &rows);
    print_measures(&summary_measures, values, intervals);
}

/* A row for every form: where it says less than plain by more than chance, people will see it. */
static void print_forms(const struct eval_report *report, const struct eval_subject *subject)
{
    printf("\n  %-10s %9s %7s  %-15s %9s %7s %7s %7s  %s\n", "form", "sentences", "BLEU",
           "95 % interval", "costs", "chrF", "exact", "<unk>", "what it is");
    for (int form = 0; form < VARY_COUNT; form++) {
        const struct evaluation *e = eval_form(subject, (enum vary)form);
        struct bootstrap_rows rows = {e->quality_rows, NULL, e->sentences};
        struct interval intervals[QUALITIES];
        char range[RANGE];
        bootstrap_intervals(intervals, &report->bootstrap, &quality_measures, &rows);
        printf("  %-10s %9ld %7.2f  %-15s %+9.2f %7.2f %7.2f %7.2f  %s\n",
               vary_name((enum vary)form), e->sentences, e->quality[QUALITY_BLEU],
               range_text(range, &intervals[QUALITY_BLEU], 1, false),
               eval_form_cost(subject, (enum vary)form), e->quality[QUALITY_CHRF],
               e->quality[QUALITY_EXACT], e->quality[QUALITY_UNKNOWN], vary_help((enum vary)form));
    }
    printf(
        "  costs: BLEU below that of the same sentences read as the corpus writes them, measured "
        "alike\n");
}

static void print_subject(const struct eval_report *report, const struct eval_subject *subject)
{
    const struct evaluation *e = &subject->evaluation;
    const char *file = pair_source_name(&report->options.source);
    struct bootstrap_rows rows = {e->quality_rows, NULL, e->sentences};
    struct interval intervals[QUALITIES];
    bootstrap_intervals(intervals, &report->bootstrap, &quality_measures, &rows);
    enum vary form = report->options.form;
    printf("%s on %s", subject->name, file);
    if (form == VARY_NONE)
        printf("\n\n");
    else
        printf(", %s: %s\n\n", vary_name(form), vary_help(form));
    printf("  %-*s %9ld\n", NAME, "pairs", e->pairs);
    printf("  %-*s %9ld  95 %% confidence, %d bootstrap samples\n", NAME, "sentences", e->sentences,
           report->bootstrap.samples);
    print_measures(&quality_measures, e->quality, intervals);
    printf("  %-*s %9.4f\n", NAME, "brevity penalty", bleu_brevity_penalty(&e->bleu));
    print_buckets(report, e);
    if (report->attention)
        print_attention(report, subject);
    if (report->all_forms)
        print_forms(report, subject);
    if (e->sentences < SMALL_SAMPLE)
        printf(e->sentences == 1 ? "\n  only %ld sentence: the intervals are too narrow\n"
                                 : "\n  only %ld sentences: the intervals are too narrow\n",
               e->sentences);
    if (e->bad_lines)
        printf(e->bad_lines == 1 ? "\n  %ld line of %s could not be used and was skipped\n"
                                 : "\n  %ld lines of %s could not be used and were skipped\n",
               e->bad_lines, file);
}

/* ---- one against another ---- */

/* Whether the first is better, by a measure that knows better from worse. */
static bool is_better(const struct bootstrap_measure *about, double difference)
{
    return (difference > 0) == (about->better == BETTER_HIGHER);
}

static void print_verdict(const struct eval_subject *a, const struct eval_subject *b,
                          const struct comparison *bleu)
{
    bool first = is_better(&quality_measures.list[QUALITY_BLEU], bleu->difference);
    if (bleu->difference == 0)
        printf("\n  By BLEU they are equal.\n");
    else if (bleu->p < SIGNIFICANT)
        printf("\n  By BLEU %s is better than %s, by %.2f: the difference is significant (p = "
               "%.3f).\n",
               first ? a->name : b->name, first ? b->name : a->name, fabs(bleu->difference),
               bleu->p);
    else
        printf("\n  By BLEU %s is ahead of %s by %.2f, but the difference is not significant (p = "
               "%.3f): on\n  other sentences of this kind it could be the other way round.\n",
               first ? a->name : b->name, first ? b->name : a->name, fabs(bleu->difference),
               bleu->p);
}

static void print_comparison(const struct eval_report *report, const struct eval_subject *a,
                             const struct eval_subject *b)
{
    struct comparison comparisons[QUALITIES];
    long n = a->evaluation.sentences;
    bool same_tokens = eval_same_tokens(a, b);
    bootstrap_compare(comparisons, &report->bootstrap, &quality_measures,
                      &(struct bootstrap_rows){a->evaluation.quality_rows, NULL, n},
                      &(struct bootstrap_rows){b->evaluation.quality_rows, NULL, n});
    printf("\n%s against %s\n\n  %-*s %10s  %-21s %10s %8s  %s\n", a->name, b->name, NAME,
           "paired bootstrap", "difference", "95 % interval", "first wins", "p", "the first is");
    for (int m = 0; m < QUALITIES; m++) {
        const struct bootstrap_measure *about = &quality_measures.list[m];
        const struct comparison *c = &comparisons[m];
        bool loss = m == QUALITY_LOSS || m == QUALITY_PERPLEXITY;
        char range[RANGE];
        int d = about->decimals;
        if (isnan(c->difference) || (loss && !same_tokens))
            continue;
        printf("  %-*s %+10.*f  %-21s %8.1f %% %8.3f  %s\n", NAME, about->name, d, c->difference,
               range_text(range, &c->interval, d, true),
               100 * (about->better == BETTER_HIGHER ? c->above : c->below), c->p,
               c->p >= SIGNIFICANT               ? "not significantly different"
               : is_better(about, c->difference) ? "better"
                                                 : "worse");
    }
    if (!same_tokens)
        printf("  loss and perplexity are of other tokens: the target vocabularies differ\n");
    print_verdict(a, b, &comparisons[QUALITY_BLEU]);
}

void eval_print(const struct eval_report *report)
{
    for (size_t i = 0; i < report->count; i++) {
        if (i > 0)
            putchar('\n');
        print_subject(report, &report->subjects[i]);
    }
    for (size_t i = 1; i < report->count; i++)
        print_comparison(report, &report->subjects[0], &report->subjects[i]);
}
