#include "browse/browser.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "browse/browser_draw.h"
#include "browse/browser_run.h"
#include "browse/browser_state.h"
#include "browse/facet_heat.h"
#include "inspect/wordlist.h"
#include "screen/shared.h"

static struct browser *browser_of(const struct call *call)
{
    return (struct browser *)call->screen;
}

/* Conditions of keys that count in some of the views of a tensor. */

static bool in_heat(struct call *c)
{
    const struct browser *b = browser_of(c);
    return b->view.facet == FACET_HEAT || call_refuse(c, "that is of the heat: 2");
}

static bool has_rows(struct call *c)
{
    const struct browser *b = browser_of(c);
    return b->place != PLACE_TENSOR || browser_has_rows(b) ||
           call_refuse(c, "there is no row to go to in this view; heat (2) has rows");
}

static void move_list(struct browser *b, int by)
{
    int count = b->inventory->row_count;
    b->list.cursor = by < 0 && b->list.cursor < -by ? 0 : b->list.cursor + by;
    if (b->list.cursor >= count)
        b->list.cursor = count - 1;
    list_view_follow(&b->list, browser_rect(b));
}

/* ---- requests ---- */

static void move_nearest(struct browser *b, int by)
{
    size_t rows = b->view.survey->slice.rows;
    size_t down = by < 0 ? (size_t)-by : 0;
    b->view.row = by < 0 ? (b->view.row > down ? b->view.row - down : 0) : b->view.row + (size_t)by;
    if (b->view.row >= rows)
        b->view.row = rows - 1;
    if (b->view.row >= b->view.survey->kept_rows)
        b->view.row = b->view.survey->kept_rows - 1;
    if (b->view.facet == FACET_NEAREST)
        browser_ask(b, FINDING_NEAREST);
}

static void request_rows(struct call *c)
{
    struct browser *b = browser_of(c);
    if (b->place == PLACE_LIST) {
        move_list(b, c->by);
    } else if (b->place == PLACE_UNITS || b->place == PLACE_UNIT) {
        browser_run_move(b, c->by);
    } else if (b->place == PLACE_CARD) {
        b->card_scroll += c->by;
        int most = (int)b->card.keys.count - 1;
        b->card_scroll = b->card_scroll < 0 ? 0 : b->card_scroll > most ? most : b->card_scroll;
    } else if (b->view.survey && b->view.facet == FACET_HEAT) {
        facet_heat_move(&b->view, browser_rect(b), false, c->by);
    } else if (b->view.survey) {
        move_nearest(b, c->by);
    }
}

static void request_page(struct call *c)
{
    struct browser *b = browser_of(c);
    struct call move = *c;
    int page = list_view_page(browser_rect(b));
    move.by = c->by == FAR || c->by == -FAR ? c->by : c->by * page;
    if (b->place != PLACE_CARD)
        request_rows(&move);
}

static void request_columns(struct call *c)
{
    struct browser *b = browser_of(c);
    if (b->view.survey && b->view.facet == FACET_HEAT)
        facet_heat_move(&b->view, browser_rect(b), true, c->by);
}

static void request_open(struct call *c)
{
    struct browser *b = browser_of(c);
    if (b->place == PLACE_UNITS && b->units_view.units) {
        b->place = PLACE_UNIT;
        b->units_view.unit = 0;
    }
    if (b->place != PLACE_LIST || b->list.cursor < 0)
        return;
    while (b->inventory->rows[b->list.cursor].item < 0)
        b->list.cursor++; /* every group has a tensor below its line */
    list_view_follow(&b->list, browser_rect(b));
    browser_open_item(b, b->inventory->rows[b->list.cursor].item);
}

static void request_facet(struct call *c)
{
    struct browser *b = browser_of(c);
    const char *why;
    int facet = (int)b->view.facet;
    if (!b->view.survey)
        return;
    do
        facet = (facet + c->by + FACET_COUNT) % FACET_COUNT;
    while (!facet_possible(&b->view, (enum facet)facet, &why));
    b->view.facet = (enum facet)facet;
    browser_ask_needed(b);
}

/* One of the facets by its number. */
static void request_facet_number(struct call *c)
{
    struct browser *b = browser_of(c);
    const char *why;
    if (c->by < 1 || c->by > FACET_COUNT)
        return;
    if (!b->view.survey) { /* it is on its way, and shows then what was asked for */
        b->view.facet = (enum facet)(c->by - 1);
        return;
    }
    if (!facet_possible(&b->view, (enum facet)(c->by - 1), &why)) {
        screen_say(c->screen, false, "%s: %s", facet_names[c->by - 1], why);
        return;
    }
    b->view.facet = (enum facet)(c->by - 1);
    browser_ask_needed(b);
}

/* The first group from a row on, or back from it, down to a depth of the tree; −1: none. */
static int group_from(const struct inventory *inventory, int row, int by, int depth)
{
    for (row += by; row >= 0 && row < inventory->row_count; row += by)
        if (inventory->rows[row].item < 0 && inventory->rows[row].depth <= depth)
            return row;
    return -1;
}

/* The group beside that of the cursor, on its level or above: from layer to layer. Where there is
 * none, one that is deeper. */
static void request_group(struct call *c)
{
    enum { ANY_DEPTH = 1 << 20 };
    struct browser *b = browser_of(c);
    const struct inventory *inventory = b->inventory;
    if (b->place != PLACE_LIST || b->list.cursor < 0)
        return;
    const struct inventory_row *row = &inventory->rows[b->list.cursor];
    int depth = row->item >= 0 && row->depth > 0 ? row->depth - 1 : row->depth;
    int to = group_from(inventory, b->list.cursor, c->by, depth);
    if (to < 0)
        to = group_from(inventory, b->list.cursor, c->by, ANY_DEPTH);
    if (to < 0)
        screen_say(c->screen, false, c->by > 0 ? "no group follows" : "no group comes before");
    else
        move_list(b, to - b->list.cursor);
}

/* The tensor before or after it in the list. */
static void request_other(struct call *c)
{
    struct browser *b = browser_of(c);
    int row = b->list.cursor, count = b->inventory->row_count;
    for (row += c->by; row >= 0 && row < count; row += c->by)
        if (b->inventory->rows[row].item >= 0) {
            b->list.cursor = row;
            list_view_follow(&b->list, browser_rect(b));
            browser_open_item(b, b->inventory->rows[row].item);
            return;
        }
    screen_say(c->screen, false, c->by > 0 ? "it is the last one" : "it is the first one");
}

static void request_zoom(struct call *c)
{
    struct browser *b = browser_of(c);
    if (b->view.survey && b->view.facet == FACET_HEAT)
        facet_heat_zoom(&b->view, c->by > 0);
}

static void request_scale(struct call *c)
{
    struct browser *b = browser_of(c);
    b->view.full_scale = !b->view.full_scale;
    screen_say(c->screen, false,
               b->view.full_scale ? "colors reach to the value farthest from 0"
                                  : "colors reach to three standard deviations");
}

static void request_sort(struct call *c)
{
    struct browser *b = browser_of(c);
    b->order = (enum inventory_order)(((int)b->order + 1) % INVENTORY_COUNT);
    browser_arrange(b);
    screen_say(c->screen, false, "order: %s%s", inventory_order_names[b->order],
               b->order == INVENTORY_NORM && b->inventory->measured < b->inventory->count
                   ? "; m measures those that were not"
                   : "");
}

static void request_measure(struct call *c)
{
    screen_want(c->screen, EFFECT_MEASURE, NULL, 0);
}

static void request_card(struct call *c)
{
    struct browser *b = browser_of(c);
    b->place = b->place == PLACE_CARD ? PLACE_LIST : PLACE_CARD;
    b->card_scroll = 0;
}

static void request_search(struct call *c)
{
    struct browser *b = browser_of(c);
    if (b->place != PLACE_TENSOR)
        b->place = PLACE_LIST;
    browser_type(b, TYPING_FIND, b->place == PLACE_LIST && b->find.text ? b->find.text : "");
}

/* In a tensor: a slice in brackets, a row, or a word. */
static void go_to(struct browser *b, const char *text)
{
    if (*text == '[') {
        struct str slice = {0};
        str_format(&slice, "%s%s", b->inventory->items[b->item].tensor->name, text);
        struct excerpt parsed;
        struct err err;
        if (excerpt_parse(&parsed, b->inventory->file, slice.text, &err))
            screen_say(&b->screen, true, "%s", err.text);
        else
            browser_open(b, slice.text);
        str_free(&slice);
        return;
    }
    if (!b->view.survey)
        return;
    long row = wordlist_find(b->view.words, b->view.survey->kept_rows, text);
    if (row < 0 || (size_t)row >= b->view.survey->kept_rows) {
        screen_say(&b->screen, true, "no row or word \"%s\"; a slice is written [3,:,10:20]", text);
        return;
    }
    b->view.row = 0;
    if (b->view.facet == FACET_HEAT)
        facet_heat_move(&b->view, browser_rect(b), false, -FAR);
    b->view.row = (size_t)row;
    b->view.first_row = (size_t)row;
    if (b->view.facet == FACET_NEAREST)
        browser_ask(b, FINDING_NEAREST);
}

static void request_accept(struct call *c)
{
    struct browser *b = browser_of(c);
    char *text = mem_text(b->input.text.text ? b->input.text.text : "");
    if (b->typing != TYPING_FIND)
        browser_run_typed(b, text);
    else if (b->place == PLACE_TENSOR && *text)
        go_to(b, text);
    b->typing = TYPING_NOTHING;
    free(text);
}

static void show_all(struct browser *b)
{
    str_clear(&b->find);
    browser_arrange(b);
}

static void request_cancel(struct call *c)
{
    struct browser *b = browser_of(c);
    bool finding = b->typing == TYPING_FIND;
    b->typing = TYPING_NOTHING;
    if (finding && b->place == PLACE_LIST)
        show_all(b);
}

static void request_back(struct call *c)
{
    struct browser *b = browser_of(c);
    if (b->above && b->place != PLACE_LIST) {
        screen_want(c->screen, EFFECT_QUIT, NULL, 1);
    } else if (b->place == PLACE_UNIT) {
        b->place = PLACE_UNITS;
    } else if (b->place != PLACE_LIST) {
        screen_wait_no_more(c->screen, ASKER_PANEL);
        b->place = PLACE_LIST;
    } else if (b->find.length) {
        show_all(b);
    } else {
        screen_want(c->screen, EFFECT_QUIT, NULL, 1);
    }
}

static const struct request rows[] = {
    {.name = "up",
     .bindings = {{CONTEXT_FILE, {"Up", "k"}, "move", 1, "↑↓", "the line above"},
                  {CONTEXT_TENSOR, {"Up", "k"}, "row", 3, "↑↓", "the row above"}},
     .run = request_rows,
     .able = has_rows,
     .by = -1},
    {.name = "down",
     .bindings = {{CONTEXT_FILE, {"Down", "j"}, .help = "the line below"},
                  {CONTEXT_TENSOR, {"Down", "j"}, .help = "the row below"}},
     .run = request_rows,
     .able = has_rows,
     .by = 1},
    {.name = "left",
     .bindings = {{CONTEXT_TENSOR, {"Left", "h"}, "column", 8, "←→", "the column on the left"}},
     .run = request_columns,
     .able = in_heat,
     .by = -1},
    {.name = "right",
     .bindings = {{CONTEXT_TENSOR, {"Right", "l"}, .help = "the column on the right"}},
     .run = request_columns,
     .able = in_heat,
     .by = 1},
    {.name = "page-up",
     .bindings = {{CONTEXT_FILE, {"PageUp"}, .help = "a screen up"},
                  {CONTEXT_TENSOR, {"PageUp"}, .help = "a screen up"}},
     .run = request_page,
     .able = has_rows,
     .by = -1},
    {.name = "page-down",
     .bindings = {{CONTEXT_FILE, {"PageDown"}, .help = "a screen down"},
                  {CONTEXT_TENSOR, {"PageDown"}, .help = "a screen down"}},
     .run = request_page,
     .able = has_rows,
     .by = 1},
    {.name = "first",
     .bindings = {{CONTEXT_FILE, {"Home", "g"}, .help = "the first line"},
                  {CONTEXT_TENSOR, {"Home", "g"}, .help = "the first row"}},
     .run = request_page,
     .able = has_rows,
     .by = -FAR},
    {.name = "last",
     .bindings = {{CONTEXT_FILE, {"End", "G"}, .help = "the last line"},
                  {CONTEXT_TENSOR, {"End", "G"}, .help = "the last row"}},
     .run = request_page,
     .able = has_rows,
     .by = FAR},
    {.name = "open",
     .bindings = {{CONTEXT_FILE,
                   {"Enter", "Right", "l"},
                   "open",
                   2,
                   NULL,
                   "the tensor, of a group its first: statistics, numbers, gates ..."}},
     .run = request_open},
    {.name = "facet-next",
     .bindings = {{CONTEXT_TENSOR,
                   {"Tab"},
                   "view",
                   1,
                   NULL,
                   "the next view: stats, heat, norms, singular values, gates, nearest, plane"}},
     .run = request_facet,
     .by = 1},
    {.name = "facet-previous",
     .bindings = {{CONTEXT_TENSOR, {"Shift-Tab"}, .help = "the view before"}},
     .run = request_facet,
     .by = -1},
    {.name = "facet",
     .bindings = {{CONTEXT_TENSOR, {"1"}, "views", 7, "1-7", "a view by its number"}},
     .digits = true,
     .run = request_facet_number},
    {.name = "next",
     .bindings = {{CONTEXT_TENSOR, {"n", "]"}, "next", 4, NULL, "the next tensor of the list"}},
     .run = request_other,
     .by = 1},
    {.name = "previous",
     .bindings = {{CONTEXT_TENSOR, {"p", "["}, .help = "the tensor before it"}},
     .run = request_other,
     .by = -1},
    {.name = "group-next",
     .bindings = {{CONTEXT_FILE, {"]"}, "group", 9, "[ ]", "the next group: layer, part"}},
     .run = request_group,
     .by = 1},
    {.name = "group-previous",
     .bindings = {{CONTEXT_FILE, {"["}, .help = "the group before it"}},
     .run = request_group,
     .by = -1},
    {.name = "zoom-in",
     .bindings = {{CONTEXT_TENSOR,
                   {"+", "="},
                   "zoom",
                   2,
                   "+-",
                   "heat: see half as much of it, around the cursor, twice as large"}},
     .run = request_zoom,
     .able = in_heat,
     .by = 1},
    {.name = "zoom-out",
     .bindings = {{CONTEXT_TENSOR, {"-"}, .help = "heat: see twice as much"}},
     .run = request_zoom,
     .able = in_heat,
     .by = -1},
    {.name = "scale",
     .bindings = {{CONTEXT_TENSOR,
                   {"s"},
                   "scale",
                   6,
                   NULL,
                   "heat: colors to three standard deviations, or to the largest value"}},
     .run = request_scale,
     .able = in_heat},
    {.name = "find",
     .bindings = {{CONTEXT_FILE,
                   {"/"},
                   "find",
                   3,
                   NULL,
                   "only tensors with a text in their name, type or shape"},
                  {CONTEXT_TENSOR,
                   {"/"},
                   "go to",
                   5,
                   NULL,
                   "go to a row or word, or see a part: [3,:,10:20]"}},
     .run = request_search},
    {.name = "sort",
     .bindings = {{CONTEXT_FILE, {"s"}, "sort", 4, NULL, "as a tree, by name, size or norm"}},
     .run = request_sort},
    {.name = "card",
     .bindings = {{CONTEXT_FILE,
                   {"i"},
                   "about",
                   5,
                   NULL,
                   "what the file says about itself: settings, training"}},
     .run = request_card},
    {.name = "measure",
     .bindings = {{CONTEXT_FILE,
                   {"m"},
                   "measure",
                   6,
                   NULL,
                   "statistics of all tensors, one after the other"}},
     .run = request_measure},
    {.id = REQUEST_BACK,
     .name = "back",
     .bindings = {{CONTEXT_FILE, {"q", "Esc"}, "quit", 14, NULL, "leave; a search first"},
                  {CONTEXT_TENSOR,
                   {"q", "Esc", "Backspace"},
                   "list",
                   14,
                   NULL,
                   "to the list, or to the cell of a run that led here"}},
     .run = request_back},
    {.id = REQUEST_QUIT,
     .name = "quit",
     .bindings = {{CONTEXT_ANY, {"Q", "Ctrl-C"}, .help = "leave at once"}},
     .run = screen_quit},
    {.name = "accept",
     .bindings = {{CONTEXT_FIND, {"Enter"}, "done", 1, NULL, "take it"}},
     .run = request_accept},
    {.name = "cancel",
     .bindings = {{CONTEXT_FIND, {"Esc", "Ctrl-C"}, "never mind", 2, NULL, "as it was"}},
     .run = request_cancel},
    {.name = NULL},
};

/* While something is typed, the list follows it letter by letter. */
static bool take_typed(struct screen *screen, const struct event *event)
{
    struct browser *b = (struct browser *)screen;
    if (b->typing && input_event(&b->input, event) && b->typing == TYPING_FIND &&
        b->place == PLACE_LIST) {
        str_clear(&b->find);
        str_add(&b->find, b->input.text.text ? b->input.text.text : "");
        browser_arrange(b);
    }
    return b->typing != TYPING_NOTHING;
}

static void take_event(struct screen *screen, const struct event *event)
{
    struct browser *b = (struct browser *)screen;
    struct answer answer = event->answer;
    switch (event->kind) {
    case EVENT_ANSWER:
        browser_answer(b, &answer);
        break;
    case EVENT_RESIZE:
        list_view_follow(&b->list, browser_rect(b));
        break;
    case EVENT_QUIT:
        screen_want(screen, EFFECT_QUIT, NULL, 0);
        break;
    default:
        break;
    }
}

/* ---- making it ---- */

static const struct screen_kind browser_kind = {.event = take_event,
                                                .draw = browser_draw,
                                                .place = browser_place_of,
                                                .reads = browser_reads,
                                                .key = take_typed};

struct browser *browser_new(const char *path, struct inventory *inventory, const struct strs *words,
                            const char *tensor)
{
    struct browser *b = mem_new(1, sizeof *b);
    screen_init(&b->screen, &browser_kind);
    request_list_add(&b->screen.requests, rows);
    request_list_add(&b->screen.requests, browser_run_requests);
    request_list_add(&b->screen.requests, shared_requests);
    b->path = path;
    b->inventory = inventory;
    b->given_words = words;
    b->list.inventory = inventory;
    card_fill(&b->card, inventory->file);
    if (tensor)
        browser_open(b, tensor);
    return b;
}

void browser_begin_at(struct browser *b, size_t row, size_t column)
{
    b->begins_at = b->above = true;
    b->begin_row = row;
    b->begin_column = column;
}

void browser_offer_runs(struct browser *b, const char *sentence, const char *sentences)
{
    b->runs = true;
    if (sentences)
        browser_run_units(b, sentences);
    if (sentence)
        browser_run_sentence(b, sentence);
}

void browser_free(struct browser *b)
{
    browser_forget(b);
    for (int k = 0; k < FINDING_MEASURED; k++)
        str_free(&b->why[k]);
    strs_free(&b->own_words);
    card_free(&b->card);
    input_free(&b->input);
    str_free(&b->find);
    str_free(&b->sentence);
    str_free(&b->corpus);
    if (b->units)
        units_free(b->units);
    free(b->units);
    free(b->slice);
    screen_clear(&b->screen);
    free(b);
}

struct screen *browser_screen(struct browser *b)
{
    return &b->screen;
}
