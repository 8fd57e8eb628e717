#include "saved/saved.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "inspect/excerpt.h"
#include "lab/intervention.h"
#include "shell/data.h"
#include "store/tensors.h"
#include "trace/trace.h"

/* heed verify: our run held against numbers that were dumped elsewhere. */

enum { EXIT_AGREES = 0, EXIT_PARTS = 1, EXIT_UNKNOWN = 2 };

struct verify {
    const char *model, *source, *target;
    double tolerance;
    struct tensors *reference;
};

/* How far one matrix of the reference is from ours. */
struct held {
    struct sheet sheet;
    const struct tensor *theirs;
    double largest, distance; /* of their magnitudes; of the differences */
    int row, column;          /* where that is */
    bool shaped;              /* the shapes agree */
};

/* ---- the sentence ---- */

/* Numbers of words as text; 0, or −1: no such array, or a number beyond the vocabulary. */
static int ids_text(const struct verify *verify, const char *name,
                    const struct tokenizer *tokenizer, struct str *out, struct err *err)
{
    const struct tensor *tensor = tensors_find(verify->reference, name);
    if (!tensor || tensor->count > 10000 || tensor->dtype == DTYPE_OTHER)
        return err_set(err, "no array %s of word numbers; say --source and --target", name);
    double *ids = mem_new(tensor->count, sizeof *ids);
    const char **tokens = mem_new(tensor->count, sizeof *tokens);
    size_t count = 0;
    int result = tensor_doubles(ids, tensor, 0, tensor->count, err);
    for (size_t i = 0; i < tensor->count && !result; i++) {
        if (!(ids[i] >= 0 && ids[i] < vocab_size(tokenizer->vocab)))
            result = err_set(err, "%s: word %g of a vocabulary of %d", name, ids[i],
                             vocab_size(tokenizer->vocab));
        else if ((int)ids[i] != ID_EOS)
            tokens[count++] = vocab_token(tokenizer->vocab, (int)ids[i]);
    }
    if (!result)
        tokenizer_join(tokenizer, out, tokens, count);
    free(ids);
    free(tokens);
    return result;
}

static struct trace *run(const struct verify *verify, const struct model *model, struct err *err)
{
    struct str source = {0}, target = {0}, line = {0};
    struct strs sentences = {0}, lines = {0};
    struct trace *trace = NULL;
    int result = 0;
    err->text[0] = '\0';
    if (verify->source)
        str_add(&source, verify->source);
    else
        result = ids_text(verify, "source.ids", &model->source, &source, err);
    if (verify->target)
        str_add(&target, verify->target);
    else if (!result)
        result = ids_text(verify, "target.ids", &model->target, &target, err);
    if (!result) {
        strs_add(&sentences, source.text ? source.text : "");
        str_format(&line, "reference %s", target.text ? target.text : "");
        strs_add(&lines, line.text);
        const struct lab lab = {model, &sentences, &lines};
        trace = lab_run(&lab, err);
    }
    if (trace && err->text[0]) {
        trace_free(trace);
        trace = NULL;
    }
    str_free(&source);
    str_free(&target);
    str_free(&line);
    strs_free(&sentences);
    strs_free(&lines);
    return trace;
}

/* ---- comparing ---- */

static int hold(struct held *held, const struct trace *trace, const struct tensor *theirs,
                struct err *err)
{
    struct mat ours = trace_matrix(trace, 0, held->sheet);
    size_t columns = theirs->rank ? theirs->shape[theirs->rank - 1] : 1;
    *held = (struct held){.sheet = held->sheet, .theirs = theirs};
    size_t rows = columns ? theirs->count / columns : 0; /* of the first steps only, perhaps */
    held->shaped = rows && rows <= (size_t)ours.rows && columns == (size_t)ours.cols &&
                   theirs->dtype != DTYPE_OTHER;
    if (!held->shaped)
        return 0;
    double *row = mem_new(columns, sizeof *row);
    int result = 0;
    for (int r = 0; (size_t)r < rows && !result; r++) {
        result = tensor_doubles(row, theirs, (size_t)r * columns, columns, err);
        for (int c = 0; c < ours.cols && !result; c++) {
            double mine = (double)mat_row(ours, r)[c];
            bool same = mine == row[c] || (isnan(mine) && isnan(row[c]));
            double distance = same ? 0 : fabs(mine - row[c]);
            held->largest = isfinite(row[c]) ? fmax(held->largest, fabs(row[c])) : held->largest;
            if (distance > held->distance || isnan(distance)) {
                held->distance = isnan(distance) ? INFINITY : distance;
                held->row = r;
                held->column = c;
            }
        }
    }
    free(row);
    return result;
}

static bool agrees(const struct held *held, double tolerance)
{
    return held->shaped && held->distance <= tolerance * fmax(held->largest, 1e-30);
}

/* What the reference has of this run, in the order of the stages; −1: damaged. */
static int hold_all(struct held *list, int most, const struct verify *verify,
                    const struct trace *trace, struct err *err)
{
    struct arena arena = {0};
    int count, held = 0;
    const struct sheet *sheets = trace_sheets(trace, -1, &arena, &count);
    for (int i = 0; i < count && held < most; i++) {
        struct str name = {0};
        quantity_name(sheets[i], &name);
        const struct tensor *theirs = tensors_find(verify->reference, name.text);
        str_free(&name);
        list[held].sheet = sheets[i];
        if (theirs && hold(&list[held++], trace, theirs, err)) {
            held = -1;
            break;
        }
    }
    arena_free(&arena);
    return held;
}

/* ---- a wrong order of the gates ---- */

/* Puts the blocks of rows of every recurrent weight into another order. */
static void reorder_gates(struct model *model, const struct model *from, const int *order,
                          int gates)
{
    for (int i = 0; i < model->list.count; i++) {
        const struct weight *w = &model->list.list[i];
        if (!strstr(w->name, ".rnn."))
            continue;
        size_t all = (size_t)(w->rank == 1 ? 1 : w->rows) * (size_t)w->cols;
        size_t block = all / (size_t)gates;
        for (int g = 0; g < gates; g++)
            memcpy(model->flat + w->offset + (size_t)g * block,
                   from->flat + w->offset + (size_t)order[g] * block, block * sizeof *model->flat);
    }
}

/* The next permutation; false after the last one. */
static bool next_order(int *order, int n)
{
    int i = n - 2, j = n - 1;
    while (i >= 0 && order[i] > order[i + 1])
        i--;
    if (i < 0)
        return false;
    while (order[j] < order[i])
        j--;
    int swapped = order[i];
    order[i] = order[j];
    order[j] = swapped;
    for (int a = i + 1, b = n - 1; a < b; a++, b--) {
        swapped = order[a];
        order[a] = order[b];
        order[b] = swapped;
    }
    return true;
}

static void try_orders(const struct verify *verify, const struct model *model, int gates,
                       double before)
{
    static const char *const names[2][4] = {{"r", "z", "n"}, {"i", "f", "g", "o"}};
    int order[] = {0, 1, 2, 3};
    struct model *other = model_copy(model, "reordered");
    struct held list[64];
    struct err err;
    bool found = false;
    while (!found && next_order(order, gates)) {
        reorder_gates(other, model, order, gates);
        struct trace *trace = run(verify, other, &err);
        int count = trace ? hold_all(list, 64, verify, trace, &err) : 0;
        found = count > 0;
        for (int i = 0; i < count; i++)
            found = found && list[i].shaped &&
                    list[i].distance < fmax(before * 1e-2, verify->tolerance * list[i].largest);
        trace_free(trace);
    }
    if (found) {
        printf("with the gates of their file read in the order");
        for (int g = 0; g < gates; g++)
            printf(" %s", names[gates - 3][order[g]]);
        printf(" in the place of");
        for (int g = 0; g < gates; g++)
            printf(" %s", names[gates - 3][g]);
        puts(", all of it agrees");
    } else {
        puts("no other order of the gates makes it agree");
    }
    model_free(other);
}

/* Gates of the recurrent layers, by a bias and the matrix of its state. */
static int gates_of_model(const struct model *model)
{
    for (int i = 0; i < model->list.count; i++) {
        const struct weight *w = &model->list.list[i];
        if (strstr(w->name, ".rnn.weight_hh"))
            return w->rows / w->cols;
    }
    return 0;
}

/* ---- the report ---- */

static void say_shapes(const struct held *held, const struct trace *trace)
{
    struct mat ours = trace_matrix(trace, 0, held->sheet);
    struct str theirs = {0};
    excerpt_shape(held->theirs, &theirs);
    printf("the shapes differ: ours is %d × %d, theirs %s\n", ours.rows, ours.cols, theirs.text);
    str_free(&theirs);
}

static int report(const struct verify *verify, const struct model *model, const struct trace *trace,
                  const struct held *list, int count)
{
    const struct held *first = NULL;
    printf("%-10s %-18s %-12s %12s %12s\n", "stage", "matrix", "shape", "difference", "of at most");
    for (int i = 0; i < count; i++) {
        const struct held *held = &list[i];
        struct str name = {0};
        const char *stage = stage_name(quantity_any(held->sheet.quantity)->stage);
        quantity_name(held->sheet, &name);
        printf("%-10s %-18s ", stage, name.text);
        if (!held->shaped)
            say_shapes(held, trace);
        else
            printf("%-12zu %12.3g %12.3g  %s\n", held->theirs->count, held->distance, held->largest,
                   agrees(held, verify->tolerance) ? "agrees" : "PARTS");
        if (!first && !agrees(held, verify->tolerance))
            first = held;
        str_free(&name);
    }
    if (!first) {
        printf("all %d agree within %g of the largest\n", count, verify->tolerance);
        return EXIT_AGREES;
    }
    struct str name = {0};
    quantity_name(first->sheet, &name);
    printf("they part at the stage %s, in %s",
           stage_name(quantity_any(first->sheet.quantity)->stage), name.text);
    if (first->shaped)
        printf(", first of all at row %d, column %d", first->row + 1, first->column + 1);
    puts("");
    str_free(&name);
    int gates = gates_of_model(model);
    if (first->shaped && (gates == 3 || gates == 4))
        try_orders(verify, model, gates, first->distance);
    return EXIT_PARTS;
}

static int verify_model(const struct verify *verify)
{
    struct err err;
    struct held list[64];
    struct model *model = data_open_model(verify->model, &err);
    struct trace *trace = model ? run(verify, model, &err) : NULL;
    int result = EXIT_UNKNOWN;
    int count = trace ? hold_all(list, 64, verify, trace, &err) : -1;
    if (count > 0)
        result = report(verify, model, trace, list, count);
    else if (count == 0)
        err_set(&err,
                "the reference has no array with the name of a matrix of this model; heed show "
                "--matrix x lists them");
    if (count <= 0)
        command_failed(&err);
    trace_free(trace);
    model_free(model);
    return result;
}

int saved_verify(const struct command *command, int argc, char **argv)
{
    struct verify verify = {.tolerance = 1e-5};
    struct strs words = {0};
    const struct option options[] = {
        {"source", 0, OPTION_TEXT, &verify.source, "TEXT",
         "the sentence that was read (the word numbers in source.ids)"},
        {"target", 0, OPTION_TEXT, &verify.target, "TEXT",
         "what was written (the word numbers in target.ids)"},
        {"tolerance", 0, OPTION_REAL, &verify.tolerance, "T",
         "how far it may differ, of the largest magnitude of a matrix (1e-5)"},
        {NULL, 0, OPTION_FLAG, NULL, NULL, NULL},
    };
    int result = options_parse(command, options, argc, argv, &words);
    if (result == EXIT_DONE && words.count != 2)
        result = command_misused(command, "a model and a file of numbers are needed");
    if (result == EXIT_DONE) {
        struct err err;
        verify.model = words.list[0];
        verify.reference = tensors_open(words.list[1], &err);
        result = verify.reference ? verify_model(&verify) : (command_failed(&err), EXIT_UNKNOWN);
        tensors_close(verify.reference);
    }
    strs_free(&words);
    return result < 0 ? EXIT_DONE : result;
}
