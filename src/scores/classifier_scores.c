#include "scores/classifier_scores.h"

#include <cjson/cJSON.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/mem.h"
#include "classify/classifier_answer.h"
#include "draw/plot.h"
#include "measure/classification.h"
#include "scores/plot_print.h"
#include "text/utf8.h"

enum { SMALL_SAMPLE = 30, LABELS_SHOWN = 12, LABEL_WIDTH = 12 };

int classifier_scores_asked(const struct classifier_scores *asked, struct err *err)
{
    int labels = 0;
    const struct model *first = NULL, *other = NULL;
    for (int i = 0; i < asked->count; i++) {
        bool is = classifier_labels(asked->models[i]) > 0;
        labels += is;
        first = is && !first ? asked->models[i] : first;
        other = !is && !other ? asked->models[i] : other;
    }
    if (labels && other)
        return err_set(err, "%s gives labels and %s writes words: they cannot be compared",
                       first->name, other->name);
    return labels > 0;
}

/* ---- for people ---- */

static void print_measures(const struct classification *c, const struct bootstrap *bootstrap)
{
    const struct bootstrap_measures *all = &classification_measures;
    struct bootstrap_rows rows = {c->rows, NULL, c->sentences};
    struct interval intervals[CLASSIFICATION_MEASURES];
    double values[CLASSIFICATION_MEASURES];
    bootstrap_measure_rows(values, all, &rows);
    bootstrap_intervals(intervals, bootstrap, all, &rows);
    for (int m = 0; m < all->count; m++)
        printf("  %-20s %8.*f%-2s  [%.*f, %.*f]\n", all->list[m].name, all->list[m].decimals,
               values[m], all->list[m].unit, all->list[m].decimals, intervals[m].low,
               all->list[m].decimals, intervals[m].high);
    printf("  %-20s %8.1f %%  mean of the labels' F1\n", "macro F1", c->macro_f1);
    printf("  %-20s %8.1f %%  mean distance of confidence and accuracy\n", "calibration error",
           c->calibration_error);
}

/* A label in its column, cut where it is too wide. */
static void print_label(const struct model *model, int label, int width)
{
    const char *name = classifier_label(model, label);
    size_t n = utf8_fit(name, width);
    struct str cut = {0};
    str_add_n(&cut, name, n);
    printf("%.*s%*s", (int)n, name, width - utf8_width(cut.text ? cut.text : ""), "");
    str_free(&cut);
}

static void print_classes(const struct classification *c, const struct model *model)
{
    printf("\n  %-*s %9s %9s %9s %9s\n", LABEL_WIDTH, "label", "sentences", "precision", "recall",
           "F1");
    for (int i = 0; i < c->labels; i++) {
        const struct class_quality *q = &c->classes[i];
        printf("  ");
        print_label(model, i, LABEL_WIDTH);
        printf(" %9ld %9.1f %9.1f %9.1f\n", q->sentences, q->precision, q->recall, q->f1);
    }
}

static void print_confusion(const struct classification *c, const struct model *model)
{
    if (c->labels > LABELS_SHOWN) {
        printf("\n  %d labels are too many for a table of who is taken for whom; --json has it\n",
               c->labels);
        return;
    }
    printf("\n  right label, by row; answer, by column\n  %-*s", LABEL_WIDTH, "");
    for (int i = 0; i < c->labels; i++) {
        putchar(' ');
        print_label(model, i, LABEL_WIDTH - 3);
    }
    putchar('\n');
    for (int i = 0; i < c->labels; i++) {
        printf("  ");
        print_label(model, i, LABEL_WIDTH);
        for (int k = 0; k < c->labels; k++)
            printf(" %-*ld", LABEL_WIDTH - 3, c->confusion[i * c->labels + k]);
        putchar('\n');
    }
}

static void print_calibration(const struct classification *c)
{
    printf("\n  %-12s %9s %11s %9s\n", "probability", "sentences", "confidence", "accuracy");
    for (int i = 0; i < CALIBRATION_BINS; i++) {
        const struct calibration_bin *bin = &c->bins[i];
        if (bin->sentences)
            printf("  %.1f to %.1f   %9ld %11.1f %9.1f\n", (double)i / CALIBRATION_BINS,
                   (double)(i + 1) / CALIBRATION_BINS, bin->sentences, 100 * bin->confidence,
                   100 * (double)bin->right / (double)bin->sentences);
    }
}

static void print_subject(const struct classification *c, const struct model *model,
                          const struct bootstrap *bootstrap)
{
    printf("%s: %ld sentences, %d labels\n", model->name, c->sentences, c->labels);
    print_measures(c, bootstrap);
    if (c->sentences < SMALL_SAMPLE)
        printf("  few sentences: the intervals are too narrow\n");
    print_classes(c, model);
    print_confusion(c, model);
    print_calibration(c);
    if (c->bad_lines)
        printf("\n  %ld bad lines skipped\n", c->bad_lines);
}

static void compare(struct comparison *out, const struct classification *a,
                    const struct classification *b, const struct bootstrap *bootstrap)
{
    struct bootstrap_rows first = {a->rows, NULL, a->sentences},
                          second = {b->rows, NULL, b->sentences};
    bootstrap_compare(out, bootstrap, &classification_measures, &first, &second);
}

static void print_comparison(const struct classifier_scores *asked,
                             const struct classification *all, int other)
{
    struct comparison found[CLASSIFICATION_MEASURES];
    compare(found, &all[0], &all[other], &asked->bootstrap);
    printf("\n%s less %s, on the same sentences\n", asked->models[0]->name,
           asked->models[other]->name);
    for (int m = 0; m < CLASSIFICATION_MEASURES; m++) {
        const struct bootstrap_measure *about = &classification_measures.list[m];
        printf("  %-20s %+8.*f%-2s  [%+.*f, %+.*f]  p %.3f%s\n", about->name, about->decimals,
               found[m].difference, about->unit, about->decimals, found[m].interval.low,
               about->decimals, found[m].interval.high, found[m].p,
               found[m].p < 0.05 ? "" : ": may be chance");
    }
}

/* ---- the plot ---- */

static void draw_calibration(const struct classifier_scores *asked,
                             const struct classification *all)
{
    static const enum style styles[] = {STYLE_QUERY, STYLE_CONTEXT, STYLE_STATE, STYLE_WEIGHT,
                                        STYLE_EMBED};
    enum { STYLES = sizeof styles / sizeof *styles };
    static const double ends[] = {0, 100};
    struct plot_series *series = mem_new((size_t)asked->count + 1, sizeof *series);
    double(*points)[2][CALIBRATION_BINS] = mem_new((size_t)asked->count, sizeof *points);
    series[0] = (struct plot_series){
        .name = "calibrated", .n = 2, .x = ends, .y = ends, .style = STYLE_DIM};
    for (int i = 0; i < asked->count; i++) {
        struct plot_series *s = &series[i + 1];
        *s = (struct plot_series){.name = asked->models[i]->name,
                                  .x = points[i][0],
                                  .y = points[i][1],
                                  .style = styles[i % STYLES]};
        for (int k = 0; k < CALIBRATION_BINS; k++)
            if (all[i].bins[k].sentences) {
                const struct calibration_bin *bin = &all[i].bins[k];
                points[i][0][s->n] = 100 * bin->confidence;
                points[i][1][s->n++] = 100 * (double)bin->right / (double)bin->sentences;
            }
    }
    plot_print(&(struct plot){.title = "Calibration: how often a model is right, by its confidence",
                              .x_label = "probability of the answer, %",
                              .y_label = "accuracy, %",
                              .series = series,
                              .count = asked->count + 1,
                              .from_zero = true});
    free(series);
    free(points);
}

/* ---- for programs ---- */

static void add_number(cJSON *object, const char *key, double value)
{
    if (isfinite(value))
        cJSON_AddNumberToObject(object, key, value);
    else
        cJSON_AddNullToObject(object, key);
}

static void add_interval(cJSON *object, const char *key, struct interval interval)
{
    cJSON *pair = cJSON_AddArrayToObject(object, key);
    cJSON_AddItemToArray(pair, cJSON_CreateNumber(interval.low));
    cJSON_AddItemToArray(pair, cJSON_CreateNumber(interval.high));
}

static void add_labels(cJSON *object, const struct classification *c, const struct model *model)
{
    cJSON *labels = cJSON_AddArrayToObject(object, "labels");
    cJSON *confusion = cJSON_AddArrayToObject(object, "confusion");
    for (int i = 0; i < c->labels; i++) {
        cJSON *label = cJSON_CreateObject(), *row = cJSON_CreateArray();
        cJSON_AddStringToObject(label, "label", classifier_label(model, i));
        cJSON_AddNumberToObject(label, "sentences", (double)c->classes[i].sentences);
        add_number(label, "precision", c->classes[i].precision);
        add_number(label, "recall", c->classes[i].recall);
        add_number(label, "f1", c->classes[i].f1);
        cJSON_AddItemToArray(labels, label);
        for (int k = 0; k < c->labels; k++)
            cJSON_AddItemToArray(row, cJSON_CreateNumber((double)c->confusion[i * c->labels + k]));
        cJSON_AddItemToArray(confusion, row);
    }
}

static void add_calibration(cJSON *object, const struct classification *c)
{
    cJSON *bins = cJSON_AddArrayToObject(object, "calibration");
    for (int i = 0; i < CALIBRATION_BINS; i++) {
        cJSON *bin = cJSON_CreateObject();
        cJSON_AddNumberToObject(bin, "sentences", (double)c->bins[i].sentences);
        cJSON_AddNumberToObject(bin, "right", (double)c->bins[i].right);
        add_number(bin, "confidence", c->bins[i].confidence);
        cJSON_AddItemToArray(bins, bin);
    }
}

static cJSON *subject_json(const struct classification *c, const struct model *model,
                           const struct bootstrap *bootstrap)
{
    struct bootstrap_rows rows = {c->rows, NULL, c->sentences};
    struct interval intervals[CLASSIFICATION_MEASURES];
    cJSON *object = cJSON_CreateObject();
    bootstrap_intervals(intervals, bootstrap, &classification_measures, &rows);
    cJSON_AddStringToObject(object, "model", model->name);
    cJSON_AddNumberToObject(object, "sentences", (double)c->sentences);
    cJSON_AddNumberToObject(object, "bad_lines", (double)c->bad_lines);
    add_number(object, "accuracy", c->accuracy);
    add_interval(object, "accuracy_interval", intervals[CLASSIFICATION_ACCURACY]);
    add_number(object, "loss", c->loss);
    add_interval(object, "loss_interval", intervals[CLASSIFICATION_LOSS]);
    add_number(object, "macro_f1", c->macro_f1);
    add_number(object, "calibration_error", c->calibration_error);
    add_labels(object, c, model);
    add_calibration(object, c);
    return object;
}

static cJSON *comparison_json(const struct classifier_scores *asked,
                              const struct classification *all, int other)
{
    struct comparison found[CLASSIFICATION_MEASURES];
    cJSON *object = cJSON_CreateObject();
    compare(found, &all[0], &all[other], &asked->bootstrap);
    cJSON_AddStringToObject(object, "first", asked->models[0]->name);
    cJSON_AddStringToObject(object, "second", asked->models[other]->name);
    for (int m = 0; m < CLASSIFICATION_MEASURES; m++) {
        cJSON *one = cJSON_AddObjectToObject(object, classification_measures.list[m].key);
        add_number(one, "difference", found[m].difference);
        add_interval(one, "interval", found[m].interval);
        add_number(one, "p", found[m].p);
    }
    return object;
}

static void print_json(const struct classifier_scores *asked, const struct classification *all)
{
    cJSON *root = cJSON_CreateObject(), *list = cJSON_AddArrayToObject(root, "models");
    for (int i = 0; i < asked->count; i++)
        cJSON_AddItemToArray(list, subject_json(&all[i], asked->models[i], &asked->bootstrap));
    cJSON *compared = cJSON_AddArrayToObject(root, "comparisons");
    for (int i = 1; i < asked->count; i++)
        cJSON_AddItemToArray(compared, comparison_json(asked, all, i));
    char *text = cJSON_Print(root);
    puts(text);
    cJSON_free(text);
    cJSON_Delete(root);
}

int classifier_scores_run(const struct classifier_scores *asked, struct pool *pool, struct err *err)
{
    struct classification *all = mem_new((size_t)asked->count, sizeof *all);
    struct pair_source source = {.path = asked->path};
    int done = 0, result = 0;
    while (done < asked->count && result == 0) {
        result = classification_measure(&all[done], asked->models[done], pool, &source, err);
        done += result == 0;
    }
    if (result == 0 && asked->json) {
        print_json(asked, all);
    } else if (result == 0) {
        for (int i = 0; i < asked->count; i++) {
            if (i)
                putchar('\n');
            print_subject(&all[i], asked->models[i], &asked->bootstrap);
        }
        for (int i = 1; i < asked->count; i++)
            print_comparison(asked, all, i);
    }
    if (result == 0 && asked->plot)
        draw_calibration(asked, all);
    for (int i = 0; i < done; i++)
        classification_free(&all[i]);
    free(all);
    return result;
}
