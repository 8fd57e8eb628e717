#include "app/private.h"

#include <stdio.h>
#include <string.h>

#include "app/footer.h"
#include "app/panels.h"
#include "draw/layout.h"
#include "draw/para.h"
#include "trace/formula.h"
#include "view/page.h"

/* The whole screen from the state. */

/* Which keys count on this screen. */
static struct place place_of(const struct app *app)
{
    bool both = layout_of(app->rows, app->columns, true, false).beside; /* nothing to swap */
    return (struct place){.context = app_context(app),
                          .lesson = app->lesson && app->mode == MODE_PICTURE,
                          .keys = app->panel ? app->panel->keys : NULL,
                          .absent = app->help ? REQUEST_HELP /* it is "close" there */
                                    : both    ? REQUEST_SWAP
                                              : REQUEST_NONE};
}

void app_draw_footer(const struct app *app, struct grid *grid, struct rect rect)
{
    struct place place = place_of(app);
    if (app->message.length)
        grid_put_cut(grid, rect, 0, 1, rect.columns - 2,
                     app->message_bad ? STYLE_ERROR : STYLE_STRONG, app->message.text);
    else
        footer_draw(grid, rect, &place);
}

void app_draw_keys(const struct app *app, struct grid *grid, struct rect rect)
{
    struct place place = place_of(app);
    if (footer_width(&place) <= rect.columns)
        footer_draw(grid, rect, &place);
}

/* ---- the course menu ---- */

static void draw_menu_line(const struct app *app, struct grid *grid, struct rect rect, int row,
                           int line)
{
    bool explore = line == app->setup.lesson_count, chosen = line == app->menu;
    char text[200] = "Explore a sentence";
    if (!explore)
        snprintf(text, sizeof text, "%d %s", line + 1, app->setup.lessons[line].title);
    grid_put(grid, rect, row, 0, STYLE_STRONG, chosen ? "▸" : " ");
    grid_put_cut(grid, rect, row, 2, rect.columns - 2, chosen ? STYLE_BADGE : STYLE_PLAIN, text);
    if (!explore && app->setup.lessons[line].done)
        grid_put(grid, rect, row, 1, STYLE_GOOD, "✓");
}

static void draw_menu(const struct app *app, struct grid *grid, struct rect rect)
{
    static const char *const intro = "Watch attention happen in a real translation model.";
    const struct para_run run = {STYLE_DIM, 0, intro};
    int row = 0, lessons = app->setup.lesson_count, count = lessons + 1;
    if (rect.rows >= count + 8)
        row = para_draw(grid, rect, &run, 1, 0, 0) + 1;
    grid_put(grid, rect, row++, 0, STYLE_TITLE, "Lessons");
    int room = rect.rows - row - 4,
        first = app->menu >= room && room > 0 ? app->menu - room + 1 : 0;
    for (int i = first; i < count && (room <= 0 || i < first + room); i++) {
        row += i == lessons; /* a blank row before what is no lesson */
        draw_menu_line(app, grid, rect, row++, i);
    }
    char detail[200] =
        "No lesson: any sentence, every stage. Enter starts, e edits the sentence. T: a "
        "tour of ten surprises. F: how attention fails.";
    if (app->menu < lessons)
        snprintf(detail, sizeof detail, "%d minute%s. Enter opens it.",
                 app->setup.lessons[app->menu].minutes,
                 app->setup.lessons[app->menu].minutes == 1 ? "" : "s");
    const struct para_run about = {STYLE_DIM, 0, detail};
    para_draw(grid, rect_part(rect, row + 1, 0, -1, -1), &about, 1, 0, 0);
}

/* ---- help: how to read this view, then the keys ---- */

static const char *reading_of(const struct app *app, struct str *out)
{
    formula_write_reading(app->trace, app->picture.sentence, picture_shown(&app->picture), out);
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
    if (app->panel)
        runs[count++] = (struct para_run){STYLE_PLAIN, 0, app->panel->reads};
    else if (app->mode == MODE_PICTURE && app->picture.zoom == ZOOM_FLOW)
        runs[count++] = (struct para_run){STYLE_PLAIN, 0, flow};
    else if (app->mode == MODE_PICTURE && app->picture.zoom == ZOOM_CELL)
        runs[count++] = (struct para_run){STYLE_PLAIN, 0, cell};
    else if (app->trace && app->picture.quantity != Q_NONE)
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
    struct app before = *app;
    before.help = false;
    struct place place = place_of(&before);
    place.absent = REQUEST_NONE;
    struct str reading = {0};
    int row = help_draw(grid, rect, runs, help_card(app, runs, &reading), &place, app->help_scroll);
    str_free(&reading);
    return row;
}

bool app_help_goes_on(const struct app *app)
{
    struct rect rect = help_rect(app->rows, app->columns);
    return draw_help(app, NULL, rect) > rect.rows;
}

/* ---- all of it ---- */

static void title_of(const struct app *app, char *out, size_t size)
{
    if (app->mode == MODE_MENU)
        snprintf(out, size, "attention, step by step");
    else if (app->lesson && app->page >= 0)
        snprintf(out, size, "%s · page %d/%d", app->lesson->title, app->page + 1,
                 app->lesson->count);
    else
        snprintf(out, size, "explore%s%s", app->panel ? " · " : "",
                 app->panel ? app->panel->title : "");
}

/* A page that is too long for its place is drawn whole and shown in part. */
static void draw_page(const struct app *app, struct grid *grid, struct rect rect)
{
    struct page_state state = app_page_state(app);
    int rows = page_draw(NULL, rect, &state), overflow = rows + 1 - rect.rows;
    if (rows <= rect.rows) {
        page_draw(grid, rect, &state);
        return;
    }
    struct grid whole;
    grid_init(&whole, rows, rect.columns);
    page_draw(&whole, grid_whole(&whole), &state);
    int scroll = app->page_scroll < overflow ? app->page_scroll : overflow;
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
        draw_menu(app, grid, rect);
    else if (app->lesson && app->page >= 0)
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
    if (app->mode == MODE_MENU || !app->trace)
        return above;
    above.translation = !app->lesson && rect.rows >= 16;
    above.changes = app->interventions.count > 0 || app->preview.length;
    above.without = above.changes && rect.rows - above.translation >= 16 && app->unchanged &&
                    app->picture.sentence < app->unchanged->count &&
                    config_writes_words(&app->trace->config);
    above.rows = above.translation + above.changes + above.without;
    above.rows += above.rows && rect.rows >= 16; /* a blank row */
    return above;
}

static struct layout layout_now(const struct app *app, int rows, int columns)
{
    bool text = app->mode == MODE_MENU || (app->lesson && app->page >= 0);
    return layout_of(rows, columns, text, app->lesson_hidden);
}

struct rect app_picture_rect(const struct app *app)
{
    struct rect rect = layout_now(app, app->rows, app->columns).picture;
    return rect_part(rect, above_of(app, rect).rows, 0, -1, -1);
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
    int row = 0, sentence = app->picture.sentence;
    struct str list = {0};
    if (above.translation)
        draw_translation(grid, rect, row++, app->trace, sentence, STYLE_CHOSEN);
    for (size_t i = 0; i < app->interventions.count; i++)
        str_format(&list, "%s%s", i ? " · " : "changed: ", app->interventions.list[i]);
    if (app->preview.length)
        str_format(&list, "%spreview, Enter keeps it, Esc drops it: %s", list.length ? " · " : "",
                   app->preview.text);
    if (above.changes)
        grid_put_cut(grid, rect, row++, 0, rect.columns, STYLE_BADGE, list.text);
    str_free(&list);
    if (above.without) {
        int column = grid_put(grid, rect, row, 0, STYLE_DIM, "without: ");
        draw_translation(grid, rect_part(rect, row, column, -1, -1), 0, app->unchanged, sentence,
                         STYLE_DIM);
    }
}

void app_draw(const struct app *app, struct grid *grid)
{
    char title[200];
    struct str right = {0};
    struct layout layout = layout_now(app, grid->rows, grid->columns);
    grid_clear(grid);
    if (layout.too_small) {
        layout_draw_small(grid);
        return;
    }
    title_of(app, title, sizeof title);
    if (app->model) {
        str_format(&right, "%s · ", app->model->name);
        config_describe(&app->model->config, &right);
    }
    if (app->help)
        layout.divider = -1;
    layout_draw(grid, &layout, title, right.text ? right.text : "");
    if (app->help) {
        draw_help(app, grid, help_rect(grid->rows, grid->columns));
    } else {
        draw_text(app, grid, layout.text);
        draw_above(app, grid, layout.picture);
        struct rect rest = rect_part(layout.picture, above_of(app, layout.picture).rows, 0, -1, -1);
        if (rest.rows > 0 && app->panel)
            app->panel->draw(app, grid, rest);
        else if (rest.rows > 0)
            picture_draw(grid, rest, &app->picture);
    }
    if (app->prompt)
        prompt_draw(app, grid, layout.footer);
    else
        app_draw_footer(app, grid, layout.footer);
    str_free(&right);
}
