#include "app/draw.h"

#include <string.h>

#include "app/menu.h"
#include "app/pages.h"
#include "app/prompt.h"
#include "draw/layout.h"
#include "draw/para.h"
#include "screen/help.h"
#include "trace/formula.h"

/* Which keys count on this screen. */
static struct footer_place place_of(const struct app *app, enum context context)
{
    return (struct footer_place){.requests = &app->screen.requests,
                                 .context = context,
                                 .lesson = app->course.lesson && app->mode == MODE_PICTURE,
                                 .keys = app->panel.which ? app->panel.which->keys : NULL,
                                 /* it is "close" there */
                                 .absent = context == CONTEXT_HELP ? REQUEST_HELP : REQUEST_NONE};
}

void app_draw_footer(const struct app *app, struct grid *grid, struct rect rect)
{
    struct footer_place place = place_of(app, screen_context(&app->screen));
    if (app->screen.message.length)
        grid_put_cut(grid, rect, 0, 1, rect.columns - 2,
                     app->screen.message_bad ? STYLE_ERROR : STYLE_STRONG,
                     app->screen.message.text);
    else
        footer_draw(grid, rect, &place);
}

void app_draw_keys(const struct app *app, struct grid *grid, struct rect rect)
{
    struct footer_place place = place_of(app, screen_context(&app->screen));
    if (footer_width(&place) <= rect.columns)
        footer_draw(grid, rect, &place);
}

/* ---- help: how to read this view, then the keys ---- */

static const char *reading_of(const struct app *app, struct str *out)
{
    const struct picture *p = &app->bench.picture;
    formula_write_reading(p->trace, p->sentence, picture_shown(p), out);
    return out->text;
}

/* The card: what the picture on screen is, and how it is read. */
static int help_card(const struct app *app, struct para_run *runs, struct str *reading)
{
    static const char *const flow =
        "Flow: one decoding step from left to right. Source words with their states, the scores "
        "and weights of this step, the context they make, the new decoder state, the word. ↑↓ "
        "goes to another step, ←→ highlights another stage, Enter shows the stage as a matrix.";
    static const char *const cell =
        "Cell: what one number is made of. The terms stand by size; the second number is the sum "
        "so far. j and k walk through them, Enter goes into the number that a term comes from, f "
        "into its other factor, and Backspace back up.";
    int count = 0;
    runs[count++] = (struct para_run){STYLE_TITLE, 0, "How to read this view\n"};
    if (app->panel.which)
        runs[count++] = (struct para_run){STYLE_PLAIN, 0, app->panel.which->reads};
    else if (app->mode == MODE_PICTURE && app->bench.picture.zoom == ZOOM_FLOW)
        runs[count++] = (struct para_run){STYLE_PLAIN, 0, flow};
    else if (app->mode == MODE_PICTURE && app->bench.picture.zoom == ZOOM_CELL)
        runs[count++] = (struct para_run){STYLE_PLAIN, 0, cell};
    else if (app->bench.picture.trace && app->bench.picture.quantity != Q_NONE)
        runs[count++] = (struct para_run){STYLE_PLAIN, 0, reading_of(app, reading)};
    runs[count++] = (struct para_run){
        STYLE_PLAIN, 0,
        " A row carries the word that its step writes; the word above it was fed in. The "
        "brackets are the cursor, * marks the largest of a row, × what is masked, ! what is not a "
        "number. The scale under the matrix says what the colors mean.\n \n"};
    runs[count++] = (struct para_run){STYLE_TITLE, 0, "Keys"};
    return count;
}

/* Returns the row after its last line; with grid NULL nothing is drawn, only counted. */
static int draw_help(const struct app *app, struct grid *grid, struct rect rect)
{
    struct para_run runs[8];
    enum context context = app->mode == MODE_MENU ? CONTEXT_MENU : CONTEXT_PICTURE;
    struct footer_place place = place_of(app, context);
    place.absent = REQUEST_NONE;
    struct str reading = {0};
    int count = help_card(app, runs, &reading);
    int row = help_draw(grid, rect, runs, count, &place, app->screen.help_scroll);
    str_free(&reading);
    return row;
}

int app_help_rows(const struct app *app)
{
    return draw_help(app, NULL, help_rect(app->screen.rows, app->screen.columns));
}

/* ---- all of it ---- */

static void add_title(const struct app *app, struct str *out)
{
    const struct app_course *course = &app->course;
    if (app->mode == MODE_MENU)
        str_add(out, "attention, step by step");
    else if (course->lesson && course->page >= 0)
        str_format(out, "%s · page %d/%d", course->lesson->title, course->page + 1,
                   course->lesson->count);
    else if (app->panel.which)
        str_format(out, "explore · %s", app->panel.which->title);
    else
        str_add(out, "explore");
}

/* A page that is too long for its place is drawn whole and shown in part. */
static void draw_page(const struct app *app, struct grid *grid, struct rect rect)
{
    struct page_state state = pages_state(app);
    int rows = page_draw(NULL, rect, &state), overflow = rows + 1 - rect.rows;
    if (rows <= rect.rows) {
        page_draw(grid, rect, &state);
        return;
    }
    struct grid whole;
    grid_init(&whole, rows, rect.columns);
    page_draw(&whole, grid_whole(&whole), &state);
    int scroll = app->course.scroll < overflow ? app->course.scroll : overflow;
    for (int i = 0; i + 1 < rect.rows && i + scroll < rows; i++)
        memcpy(grid_cell(grid, rect.row + i, rect.column), grid_cell(&whole, i + scroll, 0),
               (size_t)rect.columns * sizeof(struct cell));
    grid_free(&whole);
    grid_put_right(grid, rect, rect.rows - 1, rect.columns, rect.columns, STYLE_BADGE,
                   scroll < overflow ? " n: the rest " : " p: the beginning ");
}

static void draw_text(const struct app *app, struct grid *grid, struct rect rect)
{
    if (rect.rows <= 0)
        return;
    if (app->mode == MODE_MENU)
        menu_draw(app, grid, rect);
    else if (app->course.lesson && app->course.page >= 0)
        draw_page(app, grid, rect);
}

/* What stands above the picture: the translation when there is no lesson to tell what is going on,
 * then in any case what is done differently, and what comes without it. */
struct above {
    bool translation, changes, without;
    int rows;
};

static struct above above_of(const struct app *app, struct rect rect)
{
    struct above above = {0};
    if (app->mode == MODE_MENU || !app->bench.run)
        return above;
    above.translation = !app->course.lesson && rect.rows >= 16;
    above.changes = app->bench.interventions.count > 0 || app->bench.preview.length;
    above.without = above.changes && rect.rows - above.translation >= 16 && app->bench.unchanged &&
                    app->bench.picture.sentence < app->bench.unchanged->count &&
                    config_writes_words(&app->bench.run->config);
    above.rows = above.translation + above.changes + above.without;
    above.rows += above.rows && rect.rows >= 16; /* a blank row */
    return above;
}

static struct layout layout_now(const struct app *app, int rows, int columns)
{
    bool text = app->mode == MODE_MENU || (app->course.lesson && app->course.page >= 0);
    return layout_of(rows, columns, text, app->course.hidden);
}

struct rect app_picture_rect(const struct app *app)
{
    struct rect rect = layout_now(app, app->screen.rows, app->screen.columns).picture;
    return picture_main(rect_part(rect, above_of(app, rect).rows, 0, -1, -1), &app->bench.picture);
}

/* A sentence and what a run made of it, in one line. */
static void draw_translation(struct grid *grid, struct rect rect, int row,
                             const struct trace *trace, int sentence, enum style style)
{
    struct str translation = {0};
    int half = !config_writes_words(&trace->config) ? rect.columns : rect.columns / 2 - 2;
    int column = grid_put_cut(grid, rect, row, 0, half, style == STYLE_CHOSEN ? STYLE_WORD : style,
                              trace->sentences[sentence].text);
    if (!config_writes_words(&trace->config))
        return;
    trace_translation(trace, sentence, &translation);
    column = grid_put(grid, rect, row, column, STYLE_DIM, " → ");
    grid_put_cut(grid, rect, row, column, rect.columns - column, style,
                 translation.text ? translation.text : "");
    str_free(&translation);
}

static void draw_above(const struct app *app, struct grid *grid, struct rect rect)
{
    struct above above = above_of(app, rect);
    int row = 0, sentence = app->bench.picture.sentence;
    struct str list = {0};
    if (above.translation)
        draw_translation(grid, rect, row++, app->bench.run, sentence, STYLE_CHOSEN);
    for (size_t i = 0; i < app->bench.interventions.count; i++)
        str_format(&list, "%s%s", i ? " · " : "changed: ", app->bench.interventions.list[i]);
    if (app->bench.preview.length)
        str_format(&list, "%spreview, Enter keeps it, Esc drops it: %s", list.length ? " · " : "",
                   app->bench.preview.text);
    if (above.changes)
        grid_put_cut(grid, rect, row++, 0, rect.columns, STYLE_BADGE, list.text);
    str_free(&list);
    if (above.without) {
        int column = grid_put(grid, rect, row, 0, STYLE_DIM, "without: ");
        draw_translation(grid, rect_part(rect, row, column, -1, -1), 0, app->bench.unchanged,
                         sentence, STYLE_DIM);
    }
}

void app_draw(const struct screen *screen, struct grid *grid)
{
    const struct app *app = (const struct app *)screen;
    struct str title = {0}, right = {0};
    struct layout layout = layout_now(app, grid->rows, grid->columns);
    grid_clear(grid);
    if (layout.too_small) {
        layout_draw_small(grid);
        return;
    }
    add_title(app, &title);
    if (app->bench.model) {
        str_format(&right, "%s · ", app->bench.model->name);
        config_describe(&app->bench.model->config, &right);
    }
    if (app->screen.help)
        layout.divider = -1;
    layout_draw(grid, &layout, title.text, right.text ? right.text : "");
    if (app->screen.help) {
        draw_help(app, grid, help_rect(grid->rows, grid->columns));
    } else {
        draw_text(app, grid, layout.text);
        draw_above(app, grid, layout.picture);
        struct rect rest = rect_part(layout.picture, above_of(app, layout.picture).rows, 0, -1, -1);
        if (rest.rows > 0 && app->panel.which)
            app->panel.which->draw(app->panel.own, &app->bench, grid, rest);
        else if (rest.rows > 0)
            picture_draw(grid, rest, &app->bench.picture);
    }
    if (app->line.prompt)
        prompt_draw(app, grid, layout.footer);
    else
        app_draw_footer(app, grid, layout.footer);
    str_free(&title);
    str_free(&right);
}
