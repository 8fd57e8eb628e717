#include "browse/browser_run.h"

static struct browser *browser_of(const struct call *call)
{
    return (struct browser *)call->screen;
}

static const char *text_of(const struct str *text)
{
    return text->text ? text->text : "";
}

void browser_run_sentence(struct browser *b, const char *text)
{
    str_clear(&b->sentence);
    str_add(&b->sentence, text);
    screen_ask(&b->screen, EFFECT_INSIDE, ASKER_INSIDE, text);
}

/* The view is there at once, and says how far the measuring is. */
void browser_run_units(struct browser *b, const char *path)
{
    str_clear(&b->corpus);
    str_add(&b->corpus, path);
    b->place = PLACE_UNITS;
    b->units_view = (struct units_view){0};
    b->done = 0;
    screen_ask(&b->screen, EFFECT_UNITS, ASKER_PANEL, path);
}

void browser_run_typed(struct browser *b, const char *text)
{
    if (!*text)
        return;
    if (b->typing == TYPING_SENTENCE)
        browser_run_sentence(b, text);
    else
        browser_run_units(b, text);
}

void browser_run_move(struct browser *b, int by)
{
    struct units_view *view = &b->units_view;
    if (!view->units)
        return;
    bool one = b->place == PLACE_UNIT;
    int *at = one ? &view->unit : &view->group;
    int count = one ? view->units->groups[view->group].count : view->units->count;
    long to = (long)*at + by;
    *at = to < 0 ? 0 : to >= count ? count - 1 : (int)to;
}

static bool can_run(struct call *c)
{
    const struct browser *b = browser_of(c);
    return b->runs || call_refuse(c, b->above ? "a run led here: q goes back to it"
                                              : "no model that runs, as far as its names tell; "
                                                "heed convert can be told them");
}

static bool can_measure(struct call *c)
{
    if (browser_of(c)->inventory->changes)
        return call_refuse(c, "units are measured of one model: heed inspect FILE");
    return can_run(c);
}

static void ask_sentence(struct call *c)
{
    browser_type(browser_of(c), TYPING_SENTENCE, text_of(&browser_of(c)->sentence));
}

/* What was measured is there again; from there, of another file. */
static void ask_sentences(struct call *c)
{
    struct browser *b = browser_of(c);
    if (b->units && b->place == PLACE_LIST)
        b->place = PLACE_UNITS;
    else
        browser_type(b, TYPING_SENTENCES, text_of(&b->corpus));
}

const struct request browser_run_requests[] = {
    {.name = "run",
     .bindings = {{CONTEXT_FILE,
                   {"e"},
                   "run",
                   7,
                   NULL,
                   "run the model on a sentence, in the laboratory; of two files both, and their "
                   "difference"}},
     .run = ask_sentence,
     .able = can_run},
    {.name = "units",
     .bindings = {{CONTEXT_FILE,
                   {"u"},
                   "units",
                   8,
                   NULL,
                   "which units never move, or are nearly always at an end, over a file of "
                   "sentences, one a line"}},
     .run = ask_sentences,
     .able = can_measure},
    {.name = NULL},
};
