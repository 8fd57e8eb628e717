#include "cmd/eval_json.h"

#include <cjson/cJSON.h>
#include <csv.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

/* What heed eval prints for programs. */

static void add_interval(cJSON *object, const char *key, const struct interval *interval)
{
    cJSON *pair = cJSON_AddArrayToObject(object, key);
    cJSON_AddItemToArray(pair, cJSON_CreateNumber(interval->low));
    cJSON_AddItemToArray(pair, cJSON_CreateNumber(interval->high));
}

/* Every measure under its key, and their intervals in an object of their own; null where nothing
 * was measured. */
static void add_measures(cJSON *object, const struct eval_report *report,
                         const struct bootstrap_measures *measures,
                         const struct bootstrap_rows *rows)
{
    struct interval intervals[MEASURES_MAX];
    double values[MEASURES_MAX];
    bootstrap_measure_rows(values, measures, rows);
    bootstrap_intervals(intervals, &report->bootstrap, measures, rows);
    for (int m = 0; m < measures->count; m++)
        cJSON_AddNumberToObject(object, measures->list[m].key, values[m]);
    cJSON *list = cJSON_AddObjectToObject(object, "intervals");
    for (int m = 0; m < measures->count; m++)
        add_interval(list, measures->list[m].key, &intervals[m]);
}

static void add_buckets(cJSON *object, const struct eval_report *report, const struct evaluation *e)
{
    cJSON *list = cJSON_AddArrayToObject(object, "buckets");
    for (int i = 0; i < BUCKETS; i++) {
        const struct bucket *bucket = &e->buckets[i];
        cJSON *item = cJSON_CreateObject();
        cJSON_AddNumberToObject(item, "from", bucket->from);
        if (i + 1 < BUCKETS)
            cJSON_AddNumberToObject(item, "to", bucket->to);
        else
            cJSON_AddNullToObject(item, "to");
        cJSON_AddNumberToObject(item, "sentences", (double)bucket->sentences);
        cJSON_AddNumberToObject(item, "mean_length", bucket->length);
        if (bucket->sentences)
            add_measures(
                item, report, &quality_measures,
                &(struct bootstrap_rows){e->quality_rows, bucket->chosen, bucket->sentences});
        cJSON_AddItemToArray(list, item);
    }
}

static void add_forms(cJSON *object, const struct eval_report *report, const struct eval_subject *s)
{
    cJSON *forms = cJSON_AddObjectToObject(object, "forms");
    for (int form = 0; form < VARY_COUNT; form++) {
        const struct evaluation *e = eval_form(s, (enum vary)form);
        cJSON *one = cJSON_AddObjectToObject(forms, vary_name((enum vary)form));
        cJSON_AddNumberToObject(one, "sentences", (double)e->sentences);
        cJSON_AddNumberToObject(one, "bleu_cost", eval_form_cost(s, (enum vary)form));
        add_measures(one, report, &quality_measures,
                     &(struct bootstrap_rows){e->quality_rows, NULL, e->sentences});
    }
}

static void add_subject(cJSON *object, const struct eval_report *report,
                        const struct eval_subject *s)
{
    const struct evaluation *e = &s->evaluation;
    cJSON_AddStringToObject(object, "model", s->ensemble.name);
    if (s->hypotheses)
        cJSON_AddStringToObject(object, "hypotheses", s->hypotheses);
    cJSON_AddNumberToObject(object, "pairs", (double)e->pairs);
    cJSON_AddNumberToObject(object, "bad_lines", (double)e->bad_lines);
    cJSON_AddNumberToObject(object, "sentences", (double)e->sentences);
    cJSON_AddNumberToObject(object, "target_tokens", (double)e->tokens);
    add_measures(object, report, &quality_measures,
                 &(struct bootstrap_rows){e->quality_rows, NULL, e->sentences});
    cJSON_AddNumberToObject(object, "brevity_penalty", bleu_brevity_penalty(&e->bleu));
    add_buckets(object, report, e);
    if (report->all_forms)
        add_forms(object, report, s);
    if (!report->attention)
        return;
    if (e->summary_rows)
        add_measures(cJSON_AddObjectToObject(object, "attention"), report, &summary_measures,
                     &(struct bootstrap_rows){e->summary_rows, NULL, e->sentences});
    else
        cJSON_AddNullToObject(object, "attention");
}

static void add_comparison(cJSON *list, const struct eval_report *report,
                           const struct eval_subject *a, const struct eval_subject *b)
{
    struct comparison comparisons[QUALITIES];
    long n = a->evaluation.sentences;
    cJSON *object = cJSON_CreateObject();
    bootstrap_compare(comparisons, &report->bootstrap, &quality_measures,
                      &(struct bootstrap_rows){a->evaluation.quality_rows, NULL, n},
                      &(struct bootstrap_rows){b->evaluation.quality_rows, NULL, n});
    cJSON_AddItemToArray(list, object);
    cJSON_AddStringToObject(object, "first", a->name);
    cJSON_AddStringToObject(object, "second", b->name);
    cJSON_AddBoolToObject(object, "same_target_tokens", eval_same_tokens(a, b));
    for (int m = 0; m < QUALITIES; m++) {
        const struct bootstrap_measure *about = &quality_measures.list[m];
        const struct comparison *c = &comparisons[m];
        bool higher = about->better == BETTER_HIGHER;
        cJSON *one = cJSON_AddObjectToObject(object, about->key);
        cJSON_AddNumberToObject(one, "difference", c->difference);
        add_interval(one, "interval", &c->interval);
        cJSON_AddNumberToObject(one, "first_wins", higher ? c->above : c->below);
        cJSON_AddNumberToObject(one, "second_wins", higher ? c->below : c->above);
        cJSON_AddNumberToObject(one, "p", c->p);
    }
}

void eval_json(const struct eval_report *report)
{
    cJSON *root = cJSON_CreateObject();
    cJSON_AddStringToObject(root, "file", pair_source_name(&report->options.source));
    cJSON_AddStringToObject(root, "form", vary_name(report->options.form));
    cJSON_AddNumberToObject(root, "join", report->options.join);
    cJSON_AddNumberToObject(root, "samples", report->bootstrap.samples);
    cJSON_AddNumberToObject(root, "seed", (double)report->bootstrap.seed);
    if (report->count == 1) {
        add_subject(root, report, &report->subjects[0]);
    } else {
        cJSON *models = cJSON_AddArrayToObject(root, "models");
        for (size_t i = 0; i < report->count; i++) {
            cJSON *object = cJSON_CreateObject();
            add_subject(object, report, &report->subjects[i]);
            cJSON_AddItemToArray(models, object);
        }
        cJSON *comparisons = cJSON_AddArrayToObject(root, "comparisons");
        for (size_t i = 1; i < report->count; i++)
            add_comparison(comparisons, report, &report->subjects[0], &report->subjects[i]);
    }
    char *text = cJSON_Print(root);
    puts(text);
    cJSON_free(text);
    cJSON_Delete(root);
}

/* ---- CSV ---- */

static void cell_text(const char *text)
{
    csv_fwrite(stdout, text, strlen(text));
}

static void cell_number(double value, int decimals)
{
    if (isnan(value))
        putchar(',');
    else
        printf(",%.*f", decimals, value);
}

static void head_measures(const struct bootstrap_measures *measures, bool intervals)
{
    for (int m = 0; m < measures->count; m++) {
        const char *key = measures->list[m].key;
        printf(",%s", key);
        if (intervals)
            printf(",%s_low,%s_high", key, key);
    }
}

static void row_measures(const struct eval_report *report, const struct evaluation *e)
{
    const struct bootstrap_rows rows = {e->quality_rows, NULL, e->sentences};
    struct interval intervals[QUALITIES];
    bootstrap_intervals(intervals, &report->bootstrap, &quality_measures, &rows);
    for (int m = 0; m < QUALITIES; m++) {
        int decimals = quality_measures.list[m].decimals;
        cell_number(e->quality[m], decimals);
        cell_number(intervals[m].low, decimals);
        cell_number(intervals[m].high, decimals);
    }
}

/* What the attention is like; empty where it was not looked at. */
static void row_attention(const struct evaluation *e)
{
    double values[SUMMARIES];
    if (e->summary_rows)
        bootstrap_measure_rows(values, &summary_measures,
                               &(struct bootstrap_rows){e->summary_rows, NULL, e->sentences});
    for (int m = 0; m < SUMMARIES; m++)
        cell_number(e->summary_rows ? values[m] : NAN, summary_measures.list[m].decimals);
}

static void row(const struct eval_report *report, const struct eval_subject *s, enum vary form,
                const struct evaluation *e)
{
    cell_text(s->name);
    putchar(',');
    cell_text(pair_source_name(&report->options.source));
    printf(",%s,%d,%ld,%ld,%ld", vary_name(form), report->options.join, e->pairs, e->sentences,
           e->tokens);
    row_measures(report, e);
    cell_number(bleu_brevity_penalty(&e->bleu), 4);
    if (report->attention)
        row_attention(e);
    putchar('\n');
}

void eval_json_csv(const struct eval_report *report)
{
    printf("model,file,form,join,pairs,sentences,target_tokens");
    head_measures(&quality_measures, true);
    printf(",brevity_penalty");
    if (report->attention)
        head_measures(&summary_measures, false);
    putchar('\n');
    for (size_t i = 0; i < report->count; i++) {
        const struct eval_subject *s = &report->subjects[i];
        row(report, s, report->options.form, &s->evaluation);
        for (int form = VARY_NONE + 1; report->all_forms && form < VARY_COUNT; form++)
            row(report, s, (enum vary)form, eval_form(s, (enum vary)form));
    }
}
