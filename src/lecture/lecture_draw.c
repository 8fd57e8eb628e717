#include "lecture/lecture_draw.h"

#include <string.h>

#include "app/draw.h"
#include "app/pages.h"
#include "app/prompt.h"
#include "screen/help.h"
#include "text/utf8.h"

enum {
    WIDEST = 100,      /* columns of a line of text: longer ones are hard to read */
    PICTURE_LEAST = 7, /* rows: a smaller picture says nothing */
    ROOMY = 28,        /* rows of a screen with air */
    ENTRY = 38         /* columns of a title in the overview */
};

static const struct lecture *lecture_of(const struct app *app)
{
    return app->setup.of_face;
}

/* ---- the slide ---- */

/* The page as view/page.h draws it, for a class. */
static struct page_state state_of(const struct app *app)
{
    struct page_state state = pages_state(app);
    state.lecture = true;
    state.answer = lecture_of(app)->answer;
    state.other_sentence = !pages_own_sentences(app);
    return state;
}

/* The blocks up to a step, then the question; with grid NULL it only counts the rows. */
static int draw_slide(struct grid *grid, struct rect rect, const struct page_state *state, int step)
{
    const struct lesson_page *page = &state->lesson->pages[state->page];
    int row = 0;
    for (int i = 0; i < page->slide_count; i++) {
        const struct block *block = &page->slide[i];
        bool item = block->kind == BLOCK_ITEM && i > 0 && block[-1].kind == BLOCK_ITEM;
        if (block->step > step)
            continue;
        row += row > 0 && !item;
        row += page_draw_block(grid, rect_part(rect, row, 0, -1, -1), block, state->trace);
    }
    if (page->question.present && step + 1 >= page->slide_steps) {
        row += row > 0;
        row += page_draw_question(grid, rect_part(rect, row, 0, -1, -1), state);
    }
    return row;
}

int lecture_slide_rows(const struct lesson *lesson, int page, const struct trace *trace,
                       int columns)
{
    struct question_reply none = {0};
    struct page_state state = {
        .lesson = lesson, .page = page, .trace = trace, .reply = &none, .lecture = true};
    struct rect rect = {0, 0, 1000, columns};
    return draw_slide(NULL, rect, &state, lesson->pages[page].slide_steps);
}

/* ---- where things stand ---- */

struct places {
    struct rect text, picture, bottom; /* no rows: it is not there */
};

static int last_step(const struct app *app)
{
    return app->course.lesson->pages[app->course.page].slide_steps - 1;
}

static struct places places_of(const struct app *app, int rows, int columns)
{
    struct rect all = {0, 0, rows, columns};
    int margin = columns >= 70 ? 2 : 0, top = rows >= ROOMY;
    struct rect body = rect_part(all, top, margin, rows - top - 1, columns - 2 * margin);
    struct places places = {.bottom = rect_part(all, rows - 1, 0, 1, -1)};
    if (!app->course.lesson || app->course.page < 0 || app->course.hidden) {
        places.picture = body;
        return places;
    }
    struct page_state state = state_of(app);
    int width = body.columns < WIDEST ? body.columns : WIDEST, last = last_step(app);
    places.text = rect_part(body, 0, 0, -1, width);
    state.answer = true; /* the picture stays where it is when the rest is shown */
    int used = draw_slide(NULL, places.text, &state, last) + 1 + top;
    if (body.rows - used < PICTURE_LEAST) {
        state = state_of(app);
        used = draw_slide(NULL, places.text, &state, lecture_of(app)->step) + 1 + top;
    }
    if (body.rows - used >= PICTURE_LEAST) {
        places.text.rows = used;
        places.picture = rect_part(body, used, 0, -1, -1);
    }
    return places;
}

struct rect lecture_picture(const struct app *app)
{
    return places_of(app, app->screen.rows, app->screen.columns).picture;
}

/* ---- the overview ---- */

int lecture_overview_rows(const struct screen *screen)
{
    return screen->rows > 6 ? screen->rows - 4 : 2;
}

/* In columns, the one with the chosen page among those in sight. */
static void draw_overview(const struct app *app, struct grid *grid)
{
    const struct lesson *lesson = app->course.lesson;
    int rows = lecture_overview_rows(&app->screen), columns = grid->columns / ENTRY;
    int chosen = lecture_of(app)->chosen;
    struct rect all = grid_whole(grid);
    columns = columns ? columns : 1;
    int first = chosen / rows - columns + 1;
    first = first > 0 ? first : 0;
    grid_put_cut(grid, all, 0, 2, all.columns - 4, STYLE_TITLE, lesson->title);
    for (int i = first * rows; i < lesson->count && i < (first + columns) * rows; i++) {
        struct rect rect =
            rect_part(all, 2 + i % rows, 2 + (i / rows - first) * ENTRY, 1, ENTRY - 2);
        const char *title = lesson->pages[i].title ? lesson->pages[i].title : "…";
        int column = grid_format(grid, rect, 0, 0, i == app->course.page ? STYLE_STRONG : STYLE_DIM,
                                 "%3d ", i + 1);
        grid_put_cut(grid, rect, 0, column, rect.columns - column,
                     i == chosen ? STYLE_BADGE : STYLE_PLAIN, title);
    }
}

/* ---- all of it ---- */

/* At the right, and no more of it than must be. */
static void draw_number(const struct app *app, struct grid *grid, struct rect rect)
{
    const struct lecture *lecture = lecture_of(app);
    struct str text = {0};
    if (*lecture->typed)
        str_format(&text, "to page %s…", lecture->typed);
    else if (app->course.page >= 0)
        str_format(&text, "%s%d", app->screen.playing ? "▶ " : "", app->course.page + 1);
    grid_put_right(grid, rect, 0, rect.columns - 1, rect.columns - 1,
                   *lecture->typed ? STYLE_STRONG : STYLE_DIM, text.text ? text.text : "");
    str_free(&text);
}

static void draw_bottom(const struct app *app, struct grid *grid, struct rect rect)
{
    const struct str *message = &app->screen.message;
    if (app->line.prompt)
        prompt_draw(app, grid, rect);
    else if (message->length)
        grid_put_cut(grid, rect, 0, 2, rect.columns - 14,
                     app->screen.message_bad ? STYLE_ERROR : STYLE_STRONG, message->text);
    if (!app->line.prompt)
        draw_number(app, grid, rect);
}

static void draw_page(const struct app *app, struct grid *grid, const struct places *places)
{
    if (places->text.rows > 0) {
        struct page_state state = state_of(app);
        draw_slide(grid, places->text, &state, lecture_of(app)->step);
    }
    if (places->picture.rows > 0 && app->bench.run)
        app_draw_picture(app, grid, places->picture);
    if (lecture_of(app)->spot)
        grid_spotlight(grid);
}

void lecture_draw(const struct app *app, struct grid *grid)
{
    const struct lecture *lecture = lecture_of(app);
    struct places places = places_of(app, grid->rows, grid->columns);
    if (lecture->blank && !app->line.prompt)
        return;
    if (app->screen.help)
        screen_help_rows(&app->screen, grid, help_rect(grid->rows, grid->columns));
    else if (lecture->overview && app->course.lesson)
        draw_overview(app, grid);
    else
        draw_page(app, grid, &places);
    draw_bottom(app, grid, places.bottom);
}
