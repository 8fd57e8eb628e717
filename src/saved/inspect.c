#include "saved/saved.h"

#include <cjson/cJSON.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "browse/facet.h"
#include "browse/list_view.h"
#include "cli/show_page.h"
#include "dialect/runnable.h"
#include "inspect/wordlist.h"
#include "saved/measure.h"
#include "saved/tables.h"
#include "saved/units.h"
#include "saved/wishes.h"
#include "shell/browse_live.h"
#include "shell/data.h"
#include "term/caps.h"

/* heed inspect: what is in a file of tensors. */

struct inspect {
    struct show_page page;
    const char *path, *tensor, *find, *row, *vocab, *sentences;
    bool list, json, stats, card, full_scale;
    int order, facet; /* facet −1: none was asked for */
    struct browse_session session;
    struct tensors *file;
    struct inventory *inventory;
    struct strs words; /* of --vocab; none: those of the file */
};

static int write_text(const struct inspect *inspect, struct str *text)
{
    int result = show_page_write(&inspect->page, text->text ? text->text : "", text->length);
    str_free(text);
    return result;
}

/* ---- the list ---- */

static const char *format_name_of(const struct inspect *inspect)
{
    return inspect->json ? "json" : inspect->page.format->name;
}

/* What the file is, in a line. */
static void say_file(const struct inspect *inspect, struct str *out)
{
    str_format(out, "%s: %s, %d tensor%s, ", inspect->path, tensors_format(inspect->file),
               inspect->inventory->count, inspect->inventory->count == 1 ? "" : "s");
    inventory_number(out, inspect->inventory->values);
    str_add(out, " values, ");
    inventory_bytes(out, inspect->inventory->bytes);
    str_add(out, "\n");
}

static int print_list(struct inspect *inspect)
{
    struct inventory *inventory = inspect->inventory;
    const char *format = format_name_of(inspect);
    struct str out = {0}, bad = {0};
    bool stats = inspect->stats || inspect->order == INVENTORY_NORM;
    inventory_arrange(inventory, INVENTORY_TREE, inspect->find ? inspect->find : "");
    if (stats)
        measure_all(inventory);
    inventory_arrange(inventory, (enum inventory_order)inspect->order,
                      inspect->find ? inspect->find : "");
    if (!inspect->json && show_page_pictures(&inspect->page))
        return tables_picture(&inspect->page, inspect->path, inventory);
    if (strcmp(format, "json") == 0) {
        tables_json(&out, inventory, inspect->path, stats);
    } else if (strcmp(format, "csv") == 0) {
        tables_csv(&out, inventory, stats);
    } else {
        say_file(inspect, &out);
        if (inventory_say_bad(inventory, &bad))
            str_format(&out, "not finite: %s\n", bad.text);
        tables_text(&out, inventory, stats);
    }
    str_free(&bad);
    return write_text(inspect, &out);
}

static int print_card(const struct inspect *inspect)
{
    struct card card = {{0}, {0}};
    struct str out = {0};
    card_fill(&card, inspect->file);
    say_file(inspect, &out);
    tables_card(&out, &card);
    if (!card.keys.count)
        str_add(&out, "the file says nothing else about itself\n");
    card_free(&card);
    return write_text(inspect, &out);
}

/* ---- one tensor ---- */

static void draw_tensor(struct grid *grid, struct rect rect, const void *view)
{
    facet_draw(grid, rect, view);
}

/* What a facet needs besides the survey. NULL with the reason. */
static struct finding *look_for(const struct inspect *inspect, const struct facet_view *view,
                                struct err *err)
{
    struct str line = {0};
    struct measure_bar bar = measure_bar_new();
    if (view->facet == FACET_SPECTRUM)
        str_add(&line, "spectrum ");
    else if (view->facet == FACET_NEAREST)
        str_format(&line, "nearest %zu ", view->row);
    else
        str_add(&line, "plane ");
    str_add(&line, inspect->tensor);
    struct finding *finding = finding_new(inspect->file, line.text, &bar.patience, err);
    measure_bar_end(&bar);
    str_free(&line);
    return finding;
}

static int print_facet(const struct inspect *inspect, struct facet_view *view)
{
    struct finding *finding = NULL;
    struct err err = {""};
    struct str title = {0};
    const char *why;
    enum facet facet = view->facet;
    bool more = facet == FACET_SPECTRUM || facet == FACET_NEAREST || facet == FACET_PLANE;
    if (!facet_possible(view, facet, &why)) {
        err_set(&err, "%s: %s", inspect->tensor, why);
        return command_failed(&err);
    }
    if (more && !(finding = look_for(inspect, view, &err)))
        return command_failed(&err);
    if (finding && finding->kind == FINDING_SPECTRUM)
        view->spectrum = finding->spectrum;
    else if (finding && finding->kind == FINDING_NEAREST)
        view->nearest = finding->nearest;
    else if (finding)
        view->plane = finding->plane;
    str_format(&title, "%s of %s", facet_names[facet], inspect->tensor);
    int result = show_page_print(&inspect->page, title.text, NULL, draw_tensor, view);
    str_free(&title);
    finding_free(finding);
    return result;
}

/* Where the cursor is to be: a word, or the number of a row. */
static int find_row(const struct inspect *inspect, struct facet_view *view, struct err *err)
{
    if (!inspect->row)
        return 0;
    long row = wordlist_find(view->words, view->survey->slice.rows, inspect->row);
    if (row < 0 || (size_t)row >= view->survey->slice.rows)
        return err_set(err, "--row: there is no row or word \"%s\" among %zu rows", inspect->row,
                       view->survey->slice.rows);
    view->row = (size_t)row < view->survey->kept_rows ? (size_t)row : 0;
    return 0;
}

static int print_tensor(struct inspect *inspect)
{
    struct err err;
    struct str out = {0};
    struct strs words = {0};
    struct str line = {0};
    struct measure_bar bar = measure_bar_new();
    str_format(&line, "survey %s", inspect->tensor);
    struct finding *finding = finding_new(inspect->file, line.text, &bar.patience, &err);
    measure_bar_end(&bar);
    str_free(&line);
    if (!finding)
        return command_failed(&err);
    struct facet_view view = {.inventory = inspect->inventory,
                              .survey = finding->survey,
                              .facet =
                                  inspect->facet < 0 ? FACET_STATS : (enum facet)inspect->facet,
                              .full_scale = inspect->full_scale};
    if (inspect->words.count)
        view.words = inspect->words.count == finding->survey->slice.rows ? &inspect->words : NULL;
    else if (wordlist_of(&words, inspect->file, finding->survey->slice.tensor) &&
             words.count == finding->survey->slice.rows)
        view.words = &words;
    int result;
    if (find_row(inspect, &view, &err)) {
        result = command_failed(&err);
    } else if (strcmp(format_name_of(inspect), "json") == 0) {
        tables_numbers_json(&out, finding->survey);
        result = write_text(inspect, &out);
    } else if (strcmp(format_name_of(inspect), "csv") == 0) {
        tables_numbers_csv(&out, finding->survey, view.words);
        result = write_text(inspect, &out);
    } else {
        result = print_facet(inspect, &view);
    }
    strs_free(&words);
    finding_free(finding);
    return result;
}

/* ---- the command ---- */

/* The screen, for a person or with a script. */
static int browse_file(const struct command *command, struct inspect *inspect)
{
    struct browse_session *session = &inspect->session;
    session->path = inspect->path;
    session->models[0] = inspect->sentences || runnable_looks(inspect->file) ? inspect->path : NULL;
    session->tensor = inspect->tensor;
    session->words = &inspect->words;
    session->sentences = inspect->sentences;
    return browse_live(command, session, inspect->file, inspect->inventory);
}

static int print_units(const struct inspect *inspect)
{
    struct err err;
    char *name = model_name(inspect->path);
    struct model *model = runnable_open(inspect->path, name, &inspect->session.wishes, NULL, &err);
    free(name);
    int result = model ? units_print(&inspect->page, model, inspect->sentences, inspect->json)
                       : command_failed(&err);
    model_free(model);
    return result;
}

static int inspect_file(const struct command *command, struct inspect *inspect)
{
    struct err err;
    bool person = isatty(STDOUT_FILENO) && isatty(STDIN_FILENO) && caps_check(&err) == 0;
    bool printed = inspect->list || inspect->json || inspect->stats || inspect->card ||
                   inspect->page.path || inspect->page.format_name || inspect->find ||
                   inspect->facet >= 0;
    if (inspect->vocab && wordlist_read(&inspect->words, inspect->vocab, &err))
        return command_failed(&err);
    inspect->file = tensors_open(inspect->path, &err);
    if (!inspect->file)
        return command_failed(&err);
    inspect->inventory = inventory_new(inspect->file);
    int result;
    if (inspect->session.script || (person && !printed)) {
        result = browse_file(command, inspect);
    } else {
        result = inspect->sentences ? print_units(inspect)
                 : inspect->tensor  ? print_tensor(inspect)
                 : inspect->card    ? print_card(inspect)
                                    : print_list(inspect);
    }
    inventory_free(inspect->inventory);
    tensors_close(inspect->file);
    return result;
}

/* What is no file may be the name of a model. */
static int inspect_found(const struct command *command, struct inspect *inspect)
{
    struct err unused;
    char *path = access(inspect->path, F_OK) != 0 && !strchr(inspect->path, '/')
                     ? data_model_path(inspect->path, &unused)
                     : NULL;
    if (path)
        inspect->path = path;
    int result = inspect_file(command, inspect);
    free(path);
    return result;
}

static int check_options(const struct command *command, struct inspect *inspect,
                         const struct strs *words)
{
    if (words->count == 2)
        return command_misused(command,
                               "one file at a time; heed diff %s %s compares two, and heed convert "
                               "joins an encoder and a decoder",
                               words->list[0], words->list[1]);
    if (words->count != 1)
        return command_misused(command,
                               words->count ? "\"%s\": one file at a time" : "a file is needed%s",
                               words->count ? words->list[1] : "");
    inspect->path = words->list[0];
    if (inspect->facet >= 0 && !inspect->tensor)
        return command_misused(command, "--view is of a tensor: add --tensor NAME");
    if (inspect->row && !inspect->tensor)
        return command_misused(command, "--row is of a tensor: add --tensor NAME");
    return show_page_settle(command, &inspect->page);
}

int saved_inspect(const struct command *command, int argc, char **argv)
{
    struct inspect inspect = {.page = {.scale = 1, .bare = true, .caption = ""},
                              .facet = -1,
                              .session.wishes.unit = UNIT_TOKEN};
    struct strs words = {0};
    const struct option options[] = {
        {"list", 0, OPTION_FLAG, &inspect.list, NULL,
         "print the tensors, without a screen: as text, --format csv or --json"},
        {"json", 0, OPTION_FLAG, &inspect.json, NULL, "for programs to read"},
        {"stats", 0, OPTION_FLAG, &inspect.stats, NULL,
         "with the statistics of all: goes through every value"},
        {"card", 0, OPTION_FLAG, &inspect.card, NULL,
         "print what the file says about itself: settings, training, tokenizer"},
        {"sort", 0, OPTION_WORD, &inspect.order, "tree|name|size|norm", "the order (tree)"},
        {"find", 0, OPTION_TEXT, &inspect.find, "TEXT",
         "only those with the text in their name, type or shape"},
        {"tensor", 't', OPTION_TEXT, &inspect.tensor, "NAME[SLICE]",
         "one of them, or a part of it as Python writes it: NAME[3,:,10:20]"},
        {"view", 0, OPTION_WORD, &inspect.facet, "stats|heat|norms|singular|gates|nearest|plane",
         "which picture of it (stats)"},
        {"row", 0, OPTION_TEXT, &inspect.row, "ROW",
         "where the cursor is: a number from 0, or a word of the vocabulary"},
        {"full-scale", 0, OPTION_FLAG, &inspect.full_scale, NULL,
         "colors reach to the largest value, not to three standard deviations"},
        {"sentences", 0, OPTION_TEXT, &inspect.sentences, "FILE",
         "run the model on these, a sentence a line: which units of its recurrent layers never "
         "move "
         "(dead) or are at an end nearly always (saturated)"},
        WISHES_OPTIONS(inspect.session.wishes),
        {"vocab", 0, OPTION_TEXT, &inspect.vocab, "FILE",
         "the words of the rows: a word a line, or JSON"},
        SHOW_PAGE_OPTIONS(inspect.page),
        {"script", 0, OPTION_TEXT, &inspect.session.script, "FILE",
         "run these keys on the screen instead of a person's (- is standard input)"},
        {"text", 0, OPTION_FLAG, &inspect.session.text, NULL,
         "print screens of a script without the style plane"},
        {NULL, 0, OPTION_FLAG, NULL, NULL, NULL},
    };
    int result = options_parse(command, options, argc, argv, &words);
    if (result == EXIT_DONE)
        result = check_options(command, &inspect, &words);
    inspect.session.columns = inspect.page.columns;
    inspect.session.rows = inspect.page.rows;
    inspect.session.sized = inspect.page.size != NULL;
    if (result == EXIT_DONE)
        result = inspect_found(command, &inspect);
    strs_free(&inspect.words);
    strs_free(&words);
    return result < 0 ? EXIT_DONE : result;
}
