#include "lecture/notes_screen.h"

#include <stdlib.h>

#include "base/mem.h"
#include "draw/para.h"
#include "screen/footer.h"
#include "screen/help.h"
#include "screen/shared.h"

enum { SECOND = 1000, WIDE = 100 /* columns where what comes next stands beside the notes */ };

struct notes_screen {
    struct screen screen; /* first, so that it is one */
    bool told;            /* there is a lecture */
    struct lecture_notes notes;
    long elapsed, since; /* ms of the lecture, and when that was said; since −1: just now */
    int scroll;
    char *why; /* there is none */
};

static struct notes_screen *notes_of(const struct call *call)
{
    return (struct notes_screen *)call->screen;
}

/* ---- keys ---- */

/* What a request of the lecture's would be asked by there. */
static const char *const sent[] = {"PageUp", "PageDown", "b", "a", "T"};
enum sent { SENT_BACK, SENT_NEXT, SENT_BLANK, SENT_ANSWER, SENT_CLOCK };

static bool able_send(struct call *c)
{
    return notes_of(c)->told || call_refuse(c, "there is no lecture to tell");
}

static void request_send(struct call *c)
{
    screen_want(c->screen, EFFECT_SEND, sent[c->by], 0);
}

static void request_scroll(struct call *c)
{
    struct notes_screen *n = notes_of(c);
    n->scroll = n->scroll + c->by > 0 ? n->scroll + c->by : 0;
}

static const struct request notes_requests[] = {
    {.name = "notes-next",
     .bindings = {{CONTEXT_NOTES,
                   {"Right", "Space", "PageDown", "n"},
                   "next",
                   1,
                   "←→",
                   "on, in the lecture"}},
     .run = request_send,
     .able = able_send,
     .by = SENT_NEXT},
    {.name = "notes-back",
     .bindings = {{CONTEXT_NOTES, {"Left", "Backspace", "PageUp", "p"}, .help = "back"}},
     .run = request_send,
     .able = able_send,
     .by = SENT_BACK},
    {.name = "notes-answer",
     .bindings = {{CONTEXT_NOTES, {"a"}, "answer", 2, NULL, "show the answer, or hide it"}},
     .run = request_send,
     .able = able_send,
     .by = SENT_ANSWER},
    {.name = "notes-blank",
     .bindings = {{CONTEXT_NOTES, {"b"}, "blank", 3, NULL, "nothing on the screen of the class"}},
     .run = request_send,
     .able = able_send,
     .by = SENT_BLANK},
    {.name = "notes-clock",
     .bindings = {{CONTEXT_NOTES, {"T"}, "clock", 4, NULL, "start the clock anew"}},
     .run = request_send,
     .able = able_send,
     .by = SENT_CLOCK},
    {.name = "notes-down",
     .bindings = {{CONTEXT_NOTES, {"Down", "j"}, "scroll", 5, "↑↓", "the notes, a line down"}},
     .run = request_scroll,
     .by = 1},
    {.name = "notes-up",
     .bindings = {{CONTEXT_NOTES, {"Up", "k"}, .help = "a line up"}},
     .run = request_scroll,
     .by = -1},
    {.name = "notes-quit",
     .bindings = {{CONTEXT_NOTES,
                   {"q", "Q", "Esc", "Ctrl-C"},
                   "close",
                   14,
                   NULL,
                   "close the notes; the lecture goes on"}},
     .run = screen_quit},
    {.name = NULL},
};

/* ---- events ---- */

static void take_event(struct screen *screen, const struct event *event)
{
    struct notes_screen *n = (struct notes_screen *)screen;
    if (n->since < 0)
        n->since = screen->now;
    if (event->kind == EVENT_KEY || event->kind == EVENT_TEXT)
        screen_play(screen, true); /* no key stops the clock */
    else if (event->kind == EVENT_QUIT)
        screen_want(screen, EFFECT_QUIT, NULL, 0);
}

/* Every second: the clock goes on, and a lecture that is not there is looked for. */
static bool play(struct screen *screen)
{
    if (!((struct notes_screen *)screen)->told)
        screen_want(screen, EFFECT_JOIN, NULL, 0);
    return true;
}

static struct footer_place place_of(const struct screen *screen)
{
    return (struct footer_place){.requests = &screen->requests, .context = CONTEXT_NOTES};
}

static void say_reads(const struct screen *screen, struct str *out)
{
    (void)screen;
    str_add(out,
            "The notes of a lecture that is given in another terminal. The keys of the lecture "
            "work here too.");
}

/* ---- drawing ---- */

static void draw_clock(const struct notes_screen *n, struct grid *grid, struct rect rect)
{
    const struct lecture_notes *told = &n->notes;
    long since = n->since < 0 ? n->screen.now : n->since;
    long seconds = (n->elapsed + n->screen.now - since) / SECOND;
    int column =
        grid_format(grid, rect, 0, 1, STYLE_BADGE, " %ld:%02ld ", seconds / 60, seconds % 60);
    column = grid_format(grid, rect, 0, column + 2, STYLE_STRONG, "%d/%d", told->page, told->count);
    column = grid_put_cut(grid, rect, 0, column + 2, rect.columns - column - 12, STYLE_TITLE,
                          told->title.text ? told->title.text : "");
    if (told->steps > 1)
        column =
            grid_format(grid, rect, 0, column + 2, STYLE_DIM, "%d of %d", told->step, told->steps);
    if (told->blank)
        grid_put_right(grid, rect, 0, rect.columns - 1, 9, STYLE_BADGE, " blank ");
}

/* A label and a text below each other; returns their rows. */
static int draw_labelled(struct grid *grid, struct rect rect, const char *label, enum style style,
                         const struct str *text)
{
    const struct para_run runs[] = {{STYLE_DIM, 0, label}, {style, 0, text->text}};
    return text->length ? para_draw(grid, rect, runs, 2, 2, 0) : 0;
}

/* What the next key does, and the page that follows. */
static void draw_next(const struct lecture_notes *told, struct grid *grid, struct rect rect)
{
    int row = draw_labelled(grid, rect, "Next key: ", STYLE_STRONG, &told->coming);
    row += draw_labelled(grid, rect_part(rect, row, 0, -1, -1), "Answer: ", STYLE_PLAIN,
                         &told->answer);
    row += rect.rows > row + 3;
    row += draw_labelled(grid, rect_part(rect, row, 0, -1, -1), "Next page: ", STYLE_STRONG,
                         &told->next);
    const struct para_run run = {STYLE_DIM, 0, told->slide.text};
    if (told->slide.length)
        para_draw(grid, rect_part(rect, row, 2, -1, -1), &run, 1, 0, 0);
}

static void draw_notes(const struct notes_screen *n, struct grid *grid, struct rect rect)
{
    const char *text = n->notes.notes.length ? n->notes.notes.text : "No notes for this page.";
    const struct para_run run = {n->notes.notes.length ? STYLE_PLAIN : STYLE_DIM, 0, text};
    int rows = para_draw(NULL, rect, &run, 1, 0, 0), most = rows - rect.rows;
    int scroll = n->scroll < most ? n->scroll : most;
    para_draw(grid, rect, &run, 1, 0, scroll > 0 ? scroll : 0);
    if (scroll < most && rect.rows > 0)
        grid_put_right(grid, rect, rect.rows - 1, rect.columns, 8, STYLE_BADGE, " ↓ more ");
}

static void draw_told(const struct notes_screen *n, struct grid *grid)
{
    struct rect all = grid_whole(grid);
    struct rect body = rect_part(all, 2, 1, grid->rows - 4, grid->columns - 2);
    draw_clock(n, grid, all);
    if (grid->columns >= WIDE) {
        int half = body.columns * 3 / 5;
        draw_notes(n, grid, rect_part(body, 0, 0, -1, half));
        draw_next(&n->notes, grid, rect_part(body, 0, half + 3, -1, -1));
    } else {
        int below = body.rows * 2 / 5;
        draw_notes(n, grid, rect_part(body, 0, 0, body.rows - below - 1, -1));
        grid_rule(grid, body, body.rows - below - 1, 0, body.columns, STYLE_DIM, "─");
        draw_next(&n->notes, grid, rect_part(body, body.rows - below, 0, -1, -1));
    }
}

static void draw(const struct screen *screen, struct grid *grid)
{
    const struct notes_screen *n = (const struct notes_screen *)screen;
    struct rect all = grid_whole(grid);
    grid_clear(grid);
    if (screen->help) {
        screen_help_rows(screen, grid, help_rect(grid->rows, grid->columns));
    } else if (n->told) {
        draw_told(n, grid);
    } else {
        const struct para_run run = {STYLE_PLAIN, 0, n->why};
        para_draw(grid, rect_part(all, grid->rows / 3, 2, -1, grid->columns - 4), &run, 1, 0, 0);
    }
    screen_draw_footer(screen, grid, rect_part(all, grid->rows - 1, 0, 1, -1));
}

/* ---- a value ---- */

static const struct screen_kind notes_kind = {
    .event = take_event, .draw = draw, .place = place_of, .reads = say_reads, .play = play};

struct notes_screen *notes_screen_new(void)
{
    struct notes_screen *n = mem_new(1, sizeof *n);
    screen_init(&n->screen, &notes_kind);
    request_list_add(&n->screen.requests, notes_requests);
    request_list_add(&n->screen.requests, shared_requests);
    n->screen.pace = SECOND;
    n->why = mem_text("");
    screen_play(&n->screen, true);
    return n;
}

void notes_screen_free(struct notes_screen *n)
{
    screen_clear(&n->screen);
    lecture_notes_free(&n->notes);
    free(n->why);
    free(n);
}

struct screen *notes_screen_of(struct notes_screen *n)
{
    return &n->screen;
}

void notes_screen_take(struct notes_screen *n, struct lecture_notes *told, long elapsed_ms)
{
    if (told->page != n->notes.page)
        n->scroll = 0;
    lecture_notes_free(&n->notes);
    n->notes = *told;
    n->told = true;
    n->elapsed = elapsed_ms;
    n->since = -1;
}

void notes_screen_lost(struct notes_screen *n, const char *why)
{
    free(n->why);
    n->why = mem_text(why);
    n->told = false;
}
