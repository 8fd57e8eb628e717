#include "saved/saved.h"

#include <cjson/cJSON.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/mem.h"
#include "browse/facet.h"
#include "cli/show_page.h"
#include "dialect/runnable.h"
#include "inspect/change.h"
#include "saved/attention.h"
#include "saved/measure.h"
#include "saved/tables.h"
#include "saved/wishes.h"
#include "shell/browse_live.h"
#include "term/caps.h"
#include "text/utf8.h"

/* heed diff: two files of tensors, tensor by tensor. */

enum { EXIT_EQUAL = 0, EXIT_DIFFERENT = 1, EXIT_NOT_COMPARED = 2 };

struct diff {
    struct show_page page;
    const char *tensor;
    double tolerance;
    const char *script;   /* keys for the screen */
    const char *sentence; /* to run both on, or NULL */
    struct dialect_wishes wishes;
    bool json, all, text;
    int facet;
    struct tensors *a, *b;
    const char *path_a, *path_b;
    struct changes changes;
};

static int exit_of(const struct changes *changes)
{
    if (changes->kinds[CHANGE_UNKNOWN])
        return EXIT_NOT_COMPARED;
    return changes->kinds[CHANGE_NONE] == changes->count ? EXIT_EQUAL : EXIT_DIFFERENT;
}

static const char *name_of(const struct change *change)
{
    return change->a ? change->a->name : change->b->name;
}

/* ---- as text ---- */

static void add_line(struct str *out, const struct change *change, int width)
{
    struct str name = {0};
    tensor_show_name(&name, name_of(change));
    int blank = width - utf8_width(name.text);
    str_format(out, "%s%*s  %-13s", name.text, blank > 0 ? blank : 0, "",
               change_names[change->kind]);
    if (change_has_numbers(change)) {
        str_format(out, " %10.4g %10.4g %10.4g", change->norm, change_relative(change),
                   change->largest);
        struct str place = {0};
        excerpt_tensor_place(change->a, change->largest_at, &place);
        str_format(out, " at %-14s %9.6f", place.text, change->cosine);
        str_free(&place);
        if (strcmp(change->a->dtype_name, change->b->dtype_name) != 0)
            str_format(out, "  %s → %s", change->a->dtype_name, change->b->dtype_name);
    } else if (change->kind == CHANGE_UNKNOWN) {
        str_format(out, " %s", change->err.text);
    } else {
        str_add(out, " ");
        change_say_shapes(change, out);
    }
    str_add(out, "\n");
    str_free(&name);
}

static void print_text(const struct diff *diff, struct str *out)
{
    const struct changes *changes = &diff->changes;
    int width = 4;
    for (size_t i = 0; i < changes->count; i++) {
        struct str name = {0};
        tensor_show_name(&name, name_of(&changes->list[i]));
        int own = utf8_width(name.text);
        width = own > width && own <= 60 ? own : width;
        str_free(&name);
    }
    str_format(out, "A %s: %s, %zu tensors\nB %s: %s, %zu tensors\n", diff->path_a,
               tensors_format(diff->a), tensors_count(diff->a), diff->path_b,
               tensors_format(diff->b), tensors_count(diff->b));
    bool any = false;
    for (size_t i = 0; i < changes->count; i++) {
        const struct change *change = &changes->list[i];
        if (change->kind == CHANGE_NONE && !diff->all)
            continue;
        if (!any)
            str_format(out, "%-*s  %-13s %10s %10s %10s %17s %9s\n", width, "name", "", "|B-A|",
                       "/ |A|", "largest", "", "cosine");
        any = true;
        add_line(out, change, width);
    }
    changes_say(changes, out);
    str_add(out, "\n");
}

/* ---- for programs ---- */

static void print_csv(const struct diff *diff, struct str *out)
{
    str_add(out, "name,kind,norm_a,norm_b,norm_of_change,largest_change,largest_at,cosine,"
                 "different\n");
    for (size_t i = 0; i < diff->changes.count; i++) {
        const struct change *change = &diff->changes.list[i];
        struct str name = {0}, place = {0};
        tensor_show_name(&name, name_of(change));
        str_format(out, "\"%s\",%s", name.text, change_names[change->kind]);
        if (change_has_numbers(change)) {
            excerpt_tensor_place(change->a, change->largest_at, &place);
            str_format(out, ",%.9g,%.9g,%.9g,%.9g,\"%s\",%.9g,%zu\n", change->norm_a,
                       change->norm_b, change->norm, change->largest, place.text, change->cosine,
                       change->different);
        } else {
            str_add(out, ",,,,,,,\n");
        }
        str_free(&name);
        str_free(&place);
    }
}

static void print_json(const struct diff *diff, struct str *out)
{
    cJSON *root = cJSON_CreateObject();
    cJSON_AddStringToObject(root, "a", diff->path_a);
    cJSON_AddStringToObject(root, "b", diff->path_b);
    cJSON_AddNumberToObject(root, "tolerance", diff->tolerance);
    cJSON_AddBoolToObject(root, "equal", exit_of(&diff->changes) == EXIT_EQUAL);
    cJSON *list = cJSON_AddArrayToObject(root, "tensors");
    for (size_t i = 0; i < diff->changes.count; i++) {
        const struct change *change = &diff->changes.list[i];
        cJSON *item = cJSON_CreateObject();
        struct str name = {0};
        tensor_show_name(&name, name_of(change));
        cJSON_AddStringToObject(item, "name", name.text);
        cJSON_AddStringToObject(item, "kind", change_names[change->kind]);
        if (change_has_numbers(change)) {
            cJSON_AddNumberToObject(item, "norm_a", change->norm_a);
            cJSON_AddNumberToObject(item, "norm_b", change->norm_b);
            cJSON_AddNumberToObject(item, "norm_of_change", change->norm);
            cJSON_AddNumberToObject(item, "largest_change", change->largest);
            cJSON_AddNumberToObject(item, "cosine", change->cosine);
            cJSON_AddNumberToObject(item, "different", (double)change->different);
        }
        cJSON_AddItemToArray(list, item);
        str_free(&name);
    }
    char *text = cJSON_Print(root);
    str_format(out, "%s\n", text ? text : "");
    cJSON_free(text);
    cJSON_Delete(root);
}

/* The list as it is on the screen. */
static int draw_changes(const struct diff *diff)
{
    struct tensors *file = changes_file(&diff->changes, diff->a, diff->b);
    struct inventory *inventory = inventory_new(file);
    inventory->changes = &diff->changes;
    int result = tables_picture(&diff->page, "B − A", inventory);
    inventory_free(inventory);
    tensors_close(file);
    return result ? EXIT_NOT_COMPARED : exit_of(&diff->changes);
}

static int print_changes(const struct diff *diff)
{
    if (!diff->json && show_page_pictures(&diff->page))
        return draw_changes(diff);
    struct str out = {0};
    const char *format = diff->json ? "json" : diff->page.format->name;
    (strcmp(format, "json") == 0  ? print_json
     : strcmp(format, "csv") == 0 ? print_csv
                                  : print_text)(diff, &out);
    int result = show_page_write(&diff->page, out.text, out.length);
    str_free(&out);
    return result ? EXIT_NOT_COMPARED : exit_of(&diff->changes);
}

/* ---- a picture of B − A ---- */

static void draw_difference(struct grid *grid, struct rect rect, const void *view)
{
    facet_draw(grid, rect, view);
}

static int draw_tensor(const struct diff *diff, const struct change *change)
{
    struct err err;
    struct tensor tensor;
    float *values;
    if (!change_has_numbers(change)) {
        err_set(&err, "%s: %s", diff->tensor, change_names[change->kind]);
        return command_failed(&err), EXIT_NOT_COMPARED;
    }
    if (change_subtract(&tensor, &values, change, &err))
        return command_failed(&err), EXIT_NOT_COMPARED;
    struct excerpt whole = excerpt_whole(&tensor);
    struct survey *survey = survey_new(diff->a, &whole, NULL, &err);
    int result = EXIT_NOT_COMPARED;
    if (survey) {
        struct facet_view view = {.survey = survey, .facet = (enum facet)diff->facet};
        const char *why;
        if (!facet_possible(&view, view.facet, &why))
            view.facet = FACET_HEAT;
        result = show_page_print(&diff->page, "B − A", NULL, draw_difference, &view)
                     ? EXIT_NOT_COMPARED
                     : exit_of(&diff->changes);
    } else {
        command_failed(&err);
    }
    survey_free(survey);
    free(values);
    return result;
}

/* ---- a screen of B − A ---- */

static const char *base_name(const char *path)
{
    const char *slash = strrchr(path, '/');
    return slash && slash[1] ? slash + 1 : path;
}

/* Whether a person sits here who asked for nothing that is printed. */
static bool wants_screen(const struct diff *diff)
{
    struct err err;
    bool printed =
        diff->json || diff->all || diff->tensor || diff->page.path || diff->page.format_name;
    return diff->script ||
           (!printed && isatty(STDOUT_FILENO) && isatty(STDIN_FILENO) && caps_check(&err) == 0);
}

/* The list of the differences, and each in its facets; what became of every tensor stands in what
 * the file says about itself. */
static int browse_changes(const struct command *command, const struct diff *diff)
{
    struct tensors *file = changes_file(&diff->changes, diff->a, diff->b);
    struct inventory *inventory = inventory_new(file);
    inventory->changes = &diff->changes;
    struct strs none = {0};
    char *path = mem_format("%s − %s", base_name(diff->path_b), base_name(diff->path_a));
    struct browse_session session = {.path = path,
                                     .tensor = diff->tensor,
                                     .words = &none,
                                     .wishes = diff->wishes,
                                     .sentence = diff->sentence,
                                     .script = diff->script,
                                     .text = diff->text,
                                     .sized = diff->page.size != NULL,
                                     .columns = diff->page.columns,
                                     .rows = diff->page.rows};
    if (diff->sentence || (runnable_looks(diff->a) && runnable_looks(diff->b))) {
        session.models[0] = diff->path_a;
        session.models[1] = diff->path_b;
    }
    int result = browse_live(command, &session, file, inventory);
    free(path);
    inventory_free(inventory);
    tensors_close(file);
    return result == EXIT_DONE ? exit_of(&diff->changes) : EXIT_NOT_COMPARED;
}

static int compare_files(const struct command *command, struct diff *diff)
{
    struct measure_bar bar = measure_bar_new();
    changes_find(&diff->changes, diff->a, diff->b, diff->tolerance, &bar.patience);
    measure_bar_end(&bar);
    if (wants_screen(diff))
        return browse_changes(command, diff);
    if (diff->sentence)
        return attention_print(&diff->page, diff->path_a, diff->path_b, &diff->wishes,
                               diff->sentence, diff->json)
                   ? EXIT_NOT_COMPARED
                   : exit_of(&diff->changes);
    if (!diff->tensor)
        return print_changes(diff);
    for (size_t i = 0; i < diff->changes.count; i++)
        if (strcmp(name_of(&diff->changes.list[i]), diff->tensor) == 0)
            return draw_tensor(diff, &diff->changes.list[i]);
    return command_misused(command, "neither file has a tensor \"%s\"", diff->tensor);
}

static bool share_a_name(const struct tensors *a, const struct tensors *b)
{
    for (size_t i = 0; i < tensors_count(a); i++)
        if (tensors_find(b, tensors_at(a, i)->name))
            return true;
    return false;
}

/* A checkpoint may keep in "model_state_dict." what another file has by itself: where no two names
 * are the same, those without what wraps them are compared. */
static int compare_unwrapped(const struct command *command, struct diff *diff)
{
    struct tensors *a = foreign_unwrapped(diff->a), *b = foreign_unwrapped(diff->b);
    if (share_a_name(a, b)) {
        fprintf(stderr, "heed: no two names are the same; compared without what wraps them\n");
        diff->a = a;
        diff->b = b;
    }
    int result = compare_files(command, diff);
    tensors_close(a);
    tensors_close(b);
    return result;
}

static int diff_files(const struct command *command, struct diff *diff)
{
    struct err err;
    int result = EXIT_NOT_COMPARED;
    struct tensors *a = tensors_open(diff->path_a, &err);
    struct tensors *b = a ? tensors_open(diff->path_b, &err) : NULL;
    diff->a = a;
    diff->b = b;
    if (b)
        result = (share_a_name(a, b) ? compare_files : compare_unwrapped)(command, diff);
    else
        command_failed(&err);
    changes_free(&diff->changes);
    tensors_close(a);
    tensors_close(b);
    return result;
}

int saved_diff(const struct command *command, int argc, char **argv)
{
    struct diff diff = {.page = {.scale = 1, .bare = true, .caption = ""},
                        .facet = FACET_HEAT,
                        .wishes.unit = UNIT_TOKEN};
    struct strs words = {0};
    const struct option options[] = {
        {"tolerance", 0, OPTION_REAL, &diff.tolerance, "T",
         "values this far apart or less are equal (0)"},
        {"all", 0, OPTION_FLAG, &diff.all, NULL, "also list what is equal"},
        {"tensor", 't', OPTION_TEXT, &diff.tensor, "NAME", "draw B − A of this one"},
        {"view", 0, OPTION_WORD, &diff.facet, "stats|heat|norms", "as which picture (heat)"},
        {"sentence", 0, OPTION_TEXT, &diff.sentence, "TEXT",
         "run both models on it: the attention of A, of B, and B - A (on the screen: key e)"},
        WISHES_OPTIONS(diff.wishes),
        {"json", 0, OPTION_FLAG, &diff.json, NULL, "for programs to read"},
        SHOW_PAGE_OPTIONS(diff.page),
        {"script", 0, OPTION_TEXT, &diff.script, "FILE",
         "run these keys on the screen instead of a person's (- is standard input)"},
        {"text", 0, OPTION_FLAG, &diff.text, NULL,
         "print screens of a script without the style plane"},
        {NULL, 0, OPTION_FLAG, NULL, NULL, NULL},
    };
    int result = options_parse(command, options, argc, argv, &words);
    if (result == EXIT_DONE && words.count != 2)
        result = command_misused(command, "two files are needed, %zu were given", words.count);
    if (result == EXIT_DONE && !(diff.tolerance >= 0))
        result = command_misused(command, "--tolerance is 0 or more, not %g", diff.tolerance);
    if (result == EXIT_DONE)
        result = show_page_settle(command, &diff.page);
    if (result == EXIT_DONE) {
        diff.path_a = words.list[0];
        diff.path_b = words.list[1];
        result = diff_files(command, &diff);
    }
    strs_free(&words);
    return result < 0 ? EXIT_DONE : result;
}
