#include "cmd/commands.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "cli/common.h"
#include "model/qkv.h"
#include "study/mistake.h"

/* heed check: attention that somebody wrote, against the program's own. Its exit codes are for
 * graders: right, wrong, and everything else. */

enum { CHECK_RIGHT = 0, CHECK_WRONG = 1, CHECK_UNKNOWN = 2 };

struct check {
    const char *path, *table_path;
    double tolerance;
    struct model *model;
    struct attempt theirs, right;
};

static const struct qkv *table_of(const struct check *check)
{
    return qkv_of(check->model);
}

/* "scores, weights and outputs": the stages that were given. */
static void print_stages(const struct check *check)
{
    int count = 0, printed = 0;
    for (int stage = 0; stage < ATTEMPT_COUNT; stage++)
        count += attempt_has(&check->theirs, (enum attempt_stage)stage);
    for (int stage = 0; stage < ATTEMPT_COUNT; stage++)
        if (attempt_has(&check->theirs, (enum attempt_stage)stage)) {
            printed++;
            printf("%s%s",
                   printed == 1       ? ""
                   : printed == count ? " and "
                                      : ", ",
                   attempt_stage_names[stage]);
        }
}

static void print_parting(const struct parting *p)
{
    printf("wrong from the %s on: sentence %d, query %d, %s %d is %.4g; expected %.4g\n",
           attempt_stage_names[p->stage], p->sentence + 1, p->row + 1,
           p->stage == ATTEMPT_OUTPUTS ? "number" : "key", p->column + 1, p->found, p->expected);
}

/* Whether this mistake gives their numbers, all of them, whatever stands in rows of weights that it
 * leaves without any key. */
static bool fits(const struct check *check, const struct mistake *mistake)
{
    const struct qkv *table = table_of(check);
    bool found = false;
    for (int emptied = 0; !found && emptied < EMPTIED_COUNT; emptied++) {
        struct attempt made;
        if (mistake_make(mistake, (enum emptied)emptied, &made, check->model))
            found = attempt_compare(&check->theirs, &made, table, check->tolerance).stage ==
                    ATTEMPT_COUNT;
        attempt_free(&made);
    }
    return found;
}

static int print_mistakes(const struct check *check, enum attempt_stage stage)
{
    int count = 0;
    for (const struct mistake *m = mistakes; m->name; m++)
        if (fits(check, m)) {
            printf("%s %s are those of %s\n  %s\n", count ? "or: your" : "your",
                   attempt_stage_names[stage], m->name, m->look);
            count++;
        }
    return count;
}

/* Kinds of mistakes: ways of the same one stand together. */
static int count_kinds(void)
{
    int count = 0;
    for (const struct mistake *m = mistakes; m->name; m++)
        count += m == mistakes || strcmp(m->name, m[-1].name) != 0;
    return count;
}

/* The first row of their weights that is neither a distribution nor empty. */
static void print_sums(const struct check *check)
{
    const struct qkv *table = table_of(check);
    for (int b = 0; b < table->sentences; b++)
        for (int t = 0; t < table->counts[b]; t++) {
            double sum = 0;
            for (int j = 0; j < table->keys_of[b]; j++)
                sum += check->theirs.stages[ATTEMPT_WEIGHTS][b][t * table->keys_of[b] + j];
            double expected = table->lengths[b] > 0;
            if (!(fabs(sum - expected) <= check->tolerance * 10)) {
                printf("the weights of sentence %d, query %d add up to %.4g; expected %g\n", b + 1,
                       t + 1, sum, expected);
                return;
            }
        }
}

static int check_attempt(struct check *check)
{
    struct parting p =
        attempt_compare(&check->theirs, &check->right, table_of(check), check->tolerance);
    if (p.stage == ATTEMPT_COUNT) {
        printf("right: the ");
        print_stages(check);
        printf(" of %s are right for %s\n", check->path, check->model->name);
        return CHECK_RIGHT;
    }
    print_parting(&p);
    if (!print_mistakes(check, p.stage)) {
        printf("unexplained: none of %d known mistakes alone gives these %s\n", count_kinds(),
               attempt_stage_names[p.stage]);
        if (p.stage == ATTEMPT_WEIGHTS)
            print_sums(check);
    }
    return CHECK_WRONG;
}

/* What the table is for: additive scores where it has W, U and v, else scaled dot products. */
static enum score usual_score(const struct qkv *table)
{
    bool equal = table->queries.cols == table->keys.cols;
    return table->random && equal ? SCORE_SCALED_DOT : SCORE_ADDITIVE;
}

static int check_files(struct check *check, const char *score_name, struct err *err)
{
    struct qkv *table = qkv_open(check->table_path, err);
    if (!table)
        return -1;
    enum score score = score_name ? (enum score)qkv_score(score_name) : usual_score(table);
    if (qkv_check(table, score, err)) {
        qkv_free(table);
        return -1;
    }
    char *name = mem_format("%s:%s", check->table_path, score_names[score]);
    check->model = qkv_model(table, name, score);
    free(name);
    mistake_none(&check->right, check->model);
    int result = attempt_open(&check->theirs, check->path, table, err);
    if (!result)
        result = check_attempt(check);
    attempt_free(&check->theirs);
    attempt_free(&check->right);
    model_free(check->model);
    return result;
}

int cmd_check(const struct command *command, int argc, char **argv)
{
    const char *score = NULL;
    struct check check = {.tolerance = 1e-4};
    struct strs words = {0};
    struct err err;
    const struct option options[] = {
        {"against", 0, OPTION_TEXT, &check.table_path, "TABLE.csv",
         "the table that both start from"},
        {"score", 0, OPTION_TEXT, &score, "NAME",
         "dot, scaled_dot or additive (additive where the table has W, U and v, else scaled_dot)"},
        {"tolerance", 0, OPTION_REAL, &check.tolerance, "X",
         "two numbers are the same up to X times (1 + their size) (0.0001)"},
        {NULL, 0, OPTION_FLAG, NULL, NULL, NULL},
    };
    int result = options_parse(command, options, argc, argv, &words);
    if (result == EXIT_DONE && (words.count != 1 || !check.table_path))
        result = command_misused(command, "a file to check and --against TABLE.csv are needed");
    if (result == EXIT_DONE && score && qkv_score(score) < 0)
        result = command_misused(command, "--score must be dot, scaled_dot or additive");
    if (result == EXIT_DONE && !(check.tolerance >= 0))
        result = command_misused(command, "--tolerance must not be negative");
    if (result == EXIT_DONE) {
        check.path = words.list[0];
        result = check_files(&check, score, &err);
        if (result < 0) {
            command_failed(&err);
            result = CHECK_UNKNOWN;
        }
    } else if (result < 0) {
        result = EXIT_DONE; /* --help */
    }
    strs_free(&words);
    return result;
}
