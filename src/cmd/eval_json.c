#include "cmd/eval.h"

#include <cjson/cJSON.h>
#include <stdio.h>

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
