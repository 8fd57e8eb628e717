#include "browse/browser_state.h"

#include <stdlib.h>

#include "base/mem.h"
#include "draw/layout.h"
#include "inspect/change.h"
#include "inspect/wordlist.h"

struct rect browser_rect(const struct browser *b)
{
    struct layout layout = layout_of(b->screen.rows, b->screen.columns, false, false);
    struct rect rect = layout.picture;
    if (b->place == PLACE_LIST && rect.rows > 4)
        rect.rows--;
    return rect;
}

void browser_type(struct browser *b, enum browser_typing what, const char *text)
{
    b->typing = what;
    input_set(&b->input, text);
}

/* ---- which keys count ---- */

/* What has no meaning in the views of a tensor: heat has rows and columns to move among, the
 * neighbours and the plane have rows. */
static const char *const not_of_rows[] = {"left", "right", "zoom-in", "zoom-out", "scale", NULL};
static const char *const not_of_figures[] = {"up",      "down",      "left",  "right",
                                             "page-up", "page-down", "first", "last",
                                             "zoom-in", "zoom-out",  "scale", NULL};
static const char *const *const not_of[FACET_COUNT] = {
    [FACET_STATS] = not_of_figures,    [FACET_NORMS] = not_of_figures,
    [FACET_SPECTRUM] = not_of_figures, [FACET_GATES] = not_of_figures,
    [FACET_NEAREST] = not_of_rows,     [FACET_PLANE] = not_of_rows,
};

static const char *const not_of_card[] = {"open",  "sort",       "measure",        "run",
                                          "units", "group-next", "group-previous", NULL};
static const char *const not_of_units[] = {"find",       "sort",           "card", "measure",
                                           "group-next", "group-previous", NULL};
static const char *const not_of_unit[] = {"open",    "find",       "sort",           "card",
                                          "measure", "group-next", "group-previous", NULL};
static const char *const not_of_changes[] = {"units", NULL};
static const char *const not_inside[] = {"run", "units", NULL};

static const char *const *without(const struct browser *b)
{
    switch (b->place) {
    case PLACE_TENSOR:
        return not_of[b->view.facet];
    case PLACE_CARD:
        return not_of_card;
    case PLACE_UNITS:
        return not_of_units;
    case PLACE_UNIT:
        return not_of_unit;
    default:
        return !b->runs ? not_inside : b->inventory->changes ? not_of_changes : NULL;
    }
}

/* Where the key for going back leads. */
static const struct key_here *back_to(const struct browser *b)
{
    static const struct key_here run[] = {
        {REQUEST_BACK, "run", "back to the cell of the run that led here", 0, 0},
        {REQUEST_NONE, NULL, NULL, 0, 0}};
    static const struct key_here list[] = {{REQUEST_BACK, "list", "back to the list", 0, 0},
                                           {REQUEST_NONE, NULL, NULL, 0, 0}};
    static const struct key_here units[] = {{REQUEST_BACK, "matrices", "back to all of them", 0, 0},
                                            {REQUEST_NONE, NULL, NULL, 0, 0}};
    static const struct key_here all[] = {{REQUEST_BACK, "all", "show all tensors again", 0, 0},
                                          {REQUEST_NONE, NULL, NULL, 0, 0}};
    if (b->above)
        return run;
    return b->place == PLACE_UNIT                     ? units
           : b->place != PLACE_LIST                   ? list
           : b->find.length && b->place == PLACE_LIST ? all
                                                      : NULL;
}

struct footer_place browser_place_of(const struct screen *screen)
{
    const struct browser *b = (const struct browser *)screen;
    return (struct footer_place){.requests = &screen->requests,
                                 .context = b->typing                  ? CONTEXT_FIND
                                            : b->place == PLACE_TENSOR ? CONTEXT_TENSOR
                                                                       : CONTEXT_FILE,
                                 .keys = b->typing ? NULL : back_to(b),
                                 .without = b->typing ? NULL : without(b)};
}

bool browser_has_rows(const struct browser *b)
{
    return not_of[b->view.facet] != not_of_figures;
}

/* ---- the list ---- */

void browser_arrange(struct browser *b)
{
    int item = b->list.cursor >= 0 && b->list.cursor < b->inventory->row_count
                   ? b->inventory->rows[b->list.cursor].item
                   : -1;
    inventory_arrange(b->inventory, b->order, b->find.text ? b->find.text : "");
    b->list.cursor = 0;
    for (int r = 0; r < b->inventory->row_count && item >= 0; r++)
        if (b->inventory->rows[r].item == item)
            b->list.cursor = r;
    list_view_follow(&b->list, browser_rect(b));
}

/* ---- what is known of a tensor ---- */

void browser_forget(struct browser *b)
{
    for (int k = 0; k < FINDING_MEASURED; k++) {
        finding_free(b->findings[k]);
        b->findings[k] = NULL;
        str_clear(&b->why[k]);
    }
    b->view.survey = NULL;
    b->view.spectrum = NULL;
    b->view.nearest = NULL;
    b->view.plane = NULL;
}

enum finding_kind browser_needs(enum facet facet)
{
    return facet == FACET_SPECTRUM  ? FINDING_SPECTRUM
           : facet == FACET_NEAREST ? FINDING_NEAREST
           : facet == FACET_PLANE   ? FINDING_PLANE
                                    : FINDING_SURVEY;
}

void browser_ask(struct browser *b, enum finding_kind kind)
{
    static const char *const lines[FINDING_MEASURED] = {"survey", "spectrum", "nearest", "plane"};
    struct str line = {0};
    str_add(&line, lines[kind]);
    if (kind == FINDING_NEAREST)
        str_format(&line, " %zu", b->view.row);
    str_format(&line, " %s", b->slice);
    b->asked = kind;
    b->done = 0;
    screen_ask(&b->screen, EFFECT_LOOK, ASKER_PANEL, line.text);
    str_free(&line);
}

void browser_ask_needed(struct browser *b)
{
    const char *why;
    enum finding_kind kind = b->view.survey ? browser_needs(b->view.facet) : FINDING_SURVEY;
    if (b->findings[kind] || (b->why[kind].length && kind != FINDING_NEAREST))
        return;
    if (kind == FINDING_SURVEY || facet_possible(&b->view, b->view.facet, &why))
        browser_ask(b, kind);
}

static void find_words(struct browser *b)
{
    size_t rows = b->view.survey->slice.rows;
    strs_clear(&b->own_words);
    b->view.words = NULL;
    if (b->given_words->count == rows)
        b->view.words = b->given_words;
    else if (!b->given_words->count &&
             wordlist_of(&b->own_words, b->inventory->file, b->view.survey->slice.tensor) &&
             b->own_words.count == rows)
        b->view.words = &b->own_words;
}

void browser_open(struct browser *b, const char *slice)
{
    char *copy = mem_text(slice);
    free(b->slice);
    b->slice = copy;
    browser_forget(b);
    b->view.row = b->view.column = b->view.first_row = b->view.first_column = 0;
    b->view.window_rows = b->view.window_columns = 0;
    b->place = PLACE_TENSOR;
    browser_ask_needed(b);
}

void browser_open_item(struct browser *b, int item)
{
    const struct changes *changes = b->inventory->changes;
    if (changes && !change_has_numbers(&changes->list[item])) {
        struct str text = {0};
        change_say(&changes->list[item], &text);
        screen_say(&b->screen, false, "no difference to see: %s", text.text);
        str_free(&text);
        return;
    }
    b->item = item;
    browser_open(b, b->inventory->items[item].tensor->name);
}

/* ---- answers ---- */

/* As many rows and columns as a screen shows with their numbers, around the cell. */
static void go_to_beginning(struct browser *b)
{
    enum { ROWS = 16, COLUMNS = 10 };
    const struct survey *survey = b->view.survey;
    size_t row = b->begin_row, column = b->begin_column;
    const char *why;
    b->begins_at = false;
    if (!facet_possible(&b->view, FACET_HEAT, &why) || row >= survey->kept_rows ||
        column >= survey->slice.columns)
        return;
    b->view.facet = FACET_HEAT;
    b->view.row = row;
    b->view.column = column;
    b->view.window_rows = ROWS;
    b->view.window_columns = COLUMNS;
    b->view.first_row = row > ROWS / 2 ? row - ROWS / 2 : 0;
    b->view.first_column = column > COLUMNS / 2 ? column - COLUMNS / 2 : 0;
}

static void take_survey(struct browser *b)
{
    b->view.survey = b->findings[FINDING_SURVEY]->survey;
    const struct tensor *tensor = b->view.survey->slice.tensor;
    for (int i = 0; i < b->inventory->count; i++)
        if (b->inventory->items[i].tensor == tensor)
            b->item = i;
    if (b->view.survey->statistics.count == tensor->count)
        inventory_note(b->inventory, b->item, &b->view.survey->statistics);
    find_words(b);
    if (b->begins_at)
        go_to_beginning(b);
    browser_ask_needed(b);
}

static void take_look(struct browser *b, struct finding *finding)
{
    enum finding_kind kind = finding->kind;
    finding_free(b->findings[kind]);
    b->findings[kind] = finding;
    switch (kind) {
    case FINDING_SPECTRUM:
        b->view.spectrum = finding->spectrum;
        break;
    case FINDING_NEAREST:
        b->view.nearest = finding->nearest;
        break;
    case FINDING_PLANE:
        b->view.plane = finding->plane;
        break;
    default:
        take_survey(b);
        break;
    }
}

static void take_measured(struct browser *b, const struct measured *measured)
{
    struct inventory_item *item = &b->inventory->items[measured->item];
    if (measured->damaged) {
        item->damaged = true;
        item->err = measured->err;
    } else {
        inventory_note(b->inventory, measured->item, &measured->statistics);
    }
    if (b->order == INVENTORY_NORM || measured->damaged ||
        statistics_finite(&item->statistics) < item->statistics.count)
        browser_arrange(b);
}

/* What could not be found out is said where it would stand; a tensor that cannot be read, in the
 * list. */
static void take_failure(struct browser *b, const char *why)
{
    str_clear(&b->why[b->asked]);
    str_add(&b->why[b->asked], why);
    if (b->asked == FINDING_SURVEY) {
        b->place = PLACE_LIST;
        screen_say(&b->screen, true, "%s", why);
    }
}

static void take_units(struct browser *b, struct units *units)
{
    if (b->units)
        units_free(b->units);
    free(b->units);
    b->units = units;
    b->units_view = (struct units_view){.units = units};
}

void browser_answer(struct browser *b, struct answer *answer)
{
    if (answer->kind == ANSWER_FINDING && answer->finding->kind == FINDING_MEASURED) {
        take_measured(b, answer->finding->measured);
    } else if (answer->kind == ANSWER_FINDING && answer->finding->kind == FINDING_PROGRESS) {
        b->done = answer->finding->done;
    } else if (screen_awaits(&b->screen, answer->asker)) {
        if (answer->kind == ANSWER_FINDING) {
            take_look(b, answer->finding);
            answer->kind = ANSWER_COUNT;
        } else if (answer->kind == ANSWER_UNITS) {
            take_units(b, answer->units);
            answer->kind = ANSWER_COUNT;
        } else if (answer->kind == ANSWER_FAILED && b->place == PLACE_UNITS) {
            b->place = PLACE_LIST;
            screen_say(&b->screen, true, "%s", answer->text);
        } else if (answer->kind == ANSWER_FAILED && answer->asker.kind == ASKER_PANEL) {
            take_failure(b, answer->text);
        } else if (answer->kind == ANSWER_FAILED || answer->kind == ANSWER_DONE) {
            screen_say(&b->screen, answer->kind == ANSWER_FAILED, "%s", answer->text);
        }
    }
    answer_free(answer);
}
