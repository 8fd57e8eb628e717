#include "app/menu.h"

#include <stdlib.h>

#include "app/draw.h"
#include "app/pages.h"
#include "app/panels.h"
#include "app/prompt.h"
#include "base/mem.h"
#include "draw/para.h"
#include "text/utf8.h"

/* The course menu, and leaving it. */

void menu_forget_aside(struct app *app)
{
    free(app->aside.lesson);
    app->aside = (struct app_aside){0};
}

/* To the page that the tour or the gallery was opened from. */
static void come_back(struct app *app)
{
    app->first = app->aside.page;
    screen_ask(&app->screen, EFFECT_LOAD_LESSON, ASKER_LESSON, app->aside.lesson);
    menu_forget_aside(app);
}

void menu_show(struct app *app)
{
    menu_forget_aside(app);
    app->mode = MODE_MENU;
    panels_close(app);
    pages_leave(app);
    lesson_free(app->course.lesson);
    app->course.lesson = NULL;
}

static void request_back(struct call *c)
{
    struct app *app = app_of(c);
    if (app->mode == MODE_MENU || (app->setup.inside && !app->course.lesson)) {
        screen_want(c->screen, EFFECT_QUIT, NULL, 1);
    } else if (app->aside.lesson && !app->aside.asked) {
        come_back(app);
    } else {
        menu_show(app);
    }
}

static void request_open(struct call *c)
{
    struct app *app = app_of(c);
    if (app->menu < app->setup.lesson_count) {
        app->first = app->setup.lessons[app->menu].page;
        screen_ask(c->screen, EFFECT_LOAD_LESSON, ASKER_LESSON, app->setup.lessons[app->menu].name);
    } else {
        app->mode = MODE_PICTURE;
        screen_wait_no_more(c->screen, ASKER_LESSON);
    }
}

/* Up and down: by a line of the menu, or to an earlier or later command. */
static void request_list(struct call *c)
{
    struct app *app = app_of(c);
    int count = app->setup.lesson_count + 1; /* the last line: explore */
    if (app->line.prompt)
        prompt_recall(app, c->by);
    else
        app->menu = (app->menu + c->by + count) % count;
}

static bool able_list(struct call *c)
{
    const struct app *app = app_of(c);
    if (!app->line.prompt)
        return true;
    const char *what = app->line.prompt == PROMPT_COMMAND ? "command" : "sentence";
    int at = app->line.recalled + c->by;
    return (at >= 0 && at <= (int)prompt_history(app)->count) ||
           call_refuse(c, "there is no %s %s", c->by < 0 ? "earlier" : "later", what);
}

/* Notes the open page, unless it is one of those that lead back themselves. */
static void leave_aside(struct app *app)
{
    app->aside.asked = true;
    if (app->aside.lesson)
        return;
    app->aside.lesson = mem_text(app->course.lesson->path);
    app->aside.page = app->course.page;
}

static void request_lesson(struct call *c)
{
    const char *name = c->count ? c->values[0].text : c->by ? "gallery" : "tour";
    struct app *app = app_of(c);
    app->first = 0;
    if (!c->count && app->course.lesson && app->course.page >= 0)
        leave_aside(app);
    else
        menu_forget_aside(app);
    screen_ask(c->screen, EFFECT_LOAD_LESSON, ASKER_LESSON, name);
}

static void request_export(struct call *c)
{
    screen_want(c->screen, EFFECT_EXPORT, c->values[0].text, 0);
}

const struct request menu_requests[] = {
    {.id = REQUEST_UP,
     .name = "up",
     .bindings = {{CONTEXT_MENU, {"Up", "k"}, "choose", 1, "↑↓", "the lesson before"},
                  {CONTEXT_COMMAND, {"Up"}, "history", 4, "↑↓", "the command before"},
                  {CONTEXT_EDIT, {"Up"}, .help = "the sentence before"}},
     .run = request_list,
     .able = able_list,
     .by = -1},
    {.id = REQUEST_DOWN,
     .name = "down",
     .bindings = {{CONTEXT_MENU, {"Down", "j"}, .help = "the next lesson"},
                  {CONTEXT_COMMAND, {"Down"}, .help = "the command after"},
                  {CONTEXT_EDIT, {"Down"}, .help = "the sentence after"}},
     .run = request_list,
     .able = able_list,
     .by = 1},
    {.id = REQUEST_OPEN,
     .name = "open",
     .bindings =
         {{CONTEXT_MENU, {"Enter", "Space", "Right"}, "open", 2, NULL, "open what is selected"}},
     .run = request_open},
    {.id = REQUEST_LESSON,
     .name = "lesson",
     .bindings = {{CONTEXT_ANY, .help = "open a lesson"}},
     .arguments = {ARGUMENT_LESSON},
     .needed = 1,
     .run = request_lesson,
     .no_state = "a state cannot open a lesson"},
    {.id = REQUEST_TOUR,
     .name = "tour",
     .bindings = {{CONTEXT_ANY, {"T"}, .help = "ten surprising effects"}},
     .run = request_lesson,
     .no_state = "a state cannot open a lesson: the tour is one"},
    {.id = REQUEST_GALLERY,
     .name = "gallery",
     .bindings = {{CONTEXT_ANY,
                   {"F"},
                   .help = "how attention fails: symptoms, and how to tell them apart"}},
     .run = request_lesson,
     .by = 1,
     .no_state = "a state cannot open a lesson: the gallery is one"},
    {.id = REQUEST_EXPORT,
     .name = "export",
     .bindings = {{CONTEXT_PICTURE, .help = "write the screen (.txt, .ans, .svg, .html, .png, "
                                            ".pdf) or the matrix (.csv, .json)"}},
     .arguments = {ARGUMENT_FILE},
     .needed = 1,
     .run = request_export,
     .no_state = "a state cannot write files"},
    {.id = REQUEST_BACK,
     .name = "back",
     .bindings = {{CONTEXT_MENU, {"q", "Esc"}, "quit", 14, NULL, "leave the program"},
                  {CONTEXT_PICTURE, {"q", "Esc"}, "back", 14, NULL, "back to the menu"}},
     .run = request_back,
     .no_state = "a state cannot go back: it begins with its sentence"},
    {.id = REQUEST_QUIT,
     .name = "quit",
     .bindings = {{CONTEXT_ANY, {"Q", "Ctrl-C"}, .help = "leave the program"}},
     .run = screen_quit,
     .no_state = "a state cannot leave the program"},
    {.name = NULL},
};

/* ---- drawing ---- */

/* Lessons are counted, what stands between them is not. */
static int number_of(const struct app *app, int line)
{
    int number = 1;
    for (int i = 0; i < line; i++)
        number += !app->setup.lessons[i].extra && !app->setup.lessons[i].fault;
    return number;
}

/* The lines from the first one that is no lesson: they are always in sight. */
static int lessons_of(const struct app *app)
{
    int count = app->setup.lesson_count;
    while (count > 0 && app->setup.lessons[count - 1].extra)
        count--;
    return count;
}

enum { TITLE_COLUMN = 3 }; /* of a lesson, behind its number */

static void draw_line(const struct app *app, struct grid *grid, struct rect rect, int row, int line)
{
    bool explore = line == app->setup.lesson_count, chosen = line == app->menu;
    const struct app_lesson *lesson = explore ? NULL : &app->setup.lessons[line];
    struct str text = {0};
    if (explore || lesson->extra)
        str_add(&text, explore ? "Explore a sentence" : lesson->title);
    else if (lesson->fault)
        str_format(&text, "%*s%s", TITLE_COLUMN, "", lesson->title);
    else
        str_format(&text, "%*d %s", TITLE_COLUMN - 1, number_of(app, line), lesson->title);
    grid_put(grid, rect, row, 0, STYLE_STRONG, chosen ? "▸" : " ");
    grid_put_cut(grid, rect, row, 2, rect.columns - 2, chosen ? STYLE_BADGE : STYLE_PLAIN,
                 text.text);
    if (lesson && lesson->fault)
        grid_put(grid, rect, row, 1, STYLE_ERROR, "!");
    else if (lesson && lesson->done)
        grid_put(grid, rect, row, 1, STYLE_GOOD, "✓");
    else if (lesson && lesson->seen)
        grid_put(grid, rect, row, 1, STYLE_DIM, "·");
    str_free(&text);
}

/* As many lessons as there is room for, the chosen one among them. How many more there are stands
 * beside the title and in the last row. */
static void draw_lessons(const struct app *app, struct grid *grid, struct rect rect)
{
    int count = lessons_of(app), room = rect.rows - 2;
    int end = app->menu < room ? room : app->menu < count ? app->menu + 1 : count;
    int first = end > room ? end - room : 0;
    int column = grid_put(grid, rect, 0, 0, STYLE_TITLE, "Lessons");
    if (first > 0)
        grid_format(grid, rect, 0, column + 2, STYLE_DIM, "▴ %d more", first);
    for (int i = first; i < end && i < count; i++)
        draw_line(app, grid, rect, 1 + i - first, i);
    if (end < count)
        grid_format(grid, rect, rect.rows - 1, 2 + TITLE_COLUMN, STYLE_DIM, "▾ %d more",
                    count - end);
}

/* How long a lesson takes, how far somebody is, what comes before it, and what it is about. */
static void add_lesson(const struct app_lesson *lesson, struct str *out)
{
    str_format(out, "%d minute%s. ", lesson->minutes, lesson->minutes == 1 ? "" : "s");
    if (lesson->seen)
        str_format(out, "%d of %d pages", lesson->seen, lesson->pages);
    if (lesson->seen && lesson->questions)
        str_format(out, ", %d of %d answers", lesson->right, lesson->questions);
    str_format(out, "%sEnter %s", lesson->seen ? ". " : "",
               lesson->page ? "goes on at page " : "opens it.");
    if (lesson->page)
        str_format(out, "%d.", lesson->page + 1);
    if (lesson->needs)
        str_format(out, " After %s.", lesson->needs);
    if (lesson->summary)
        str_format(out, " %s", lesson->summary);
}

/* What the selected line is; its title in full, where it had no room. */
static void add_detail(const struct app *app, int columns, struct str *out)
{
    if (app->menu == app->setup.lesson_count) {
        str_add(out, "No lesson: any sentence, every stage. Enter starts, e edits the sentence.");
        return;
    }
    const struct app_lesson *lesson = &app->setup.lessons[app->menu];
    if (utf8_width(lesson->title) > columns - 2 - (lesson->extra ? 0 : TITLE_COLUMN))
        str_format(out, "%s. ", lesson->title);
    if (lesson->fault)
        str_add(out, lesson->fault);
    else
        add_lesson(lesson, out);
}

static void draw_detail(const struct app *app, struct grid *grid, struct rect rect)
{
    struct str text = {0};
    add_detail(app, rect.columns, &text);
    const struct para_run about = {STYLE_DIM, 0, text.text};
    if (para_draw(grid, rect, &about, 1, 0, 0) > rect.rows && rect.rows > 0)
        grid_put(grid, rect, rect.rows - 1, rect.columns - 1, STYLE_DIM, "…");
    str_free(&text);
}

/* What the selected line is has a fifth of the rows; what is no lesson is always in sight; lessons
 * have the rest. */
void menu_draw(const struct app *app, struct grid *grid, struct rect rect)
{
    static const struct para_run intro = {STYLE_DIM, 0,
                                          "Watch attention happen in a real translation model."};
    int first = lessons_of(app), others = app->setup.lesson_count + 1 - first;
    int detail = rect.rows >= 10 ? rect.rows / 5 + 1 : 0, lessons = first + 2;
    int above = para_draw(NULL, rect, &intro, 1, 0, 0) + 1;
    if (rect.rows >= above + lessons + others + detail)
        rect = rect_part(rect, para_draw(grid, rect, &intro, 1, 0, 0) + 1, 0, -1, -1);
    if (lessons > rect.rows - others - detail)
        lessons = rect.rows - others - detail;
    draw_lessons(app, grid, rect_part(rect, 0, 0, lessons, -1));
    for (int i = 0; i < others; i++)
        draw_line(app, grid, rect, lessons + i, first + i);
    if (detail)
        draw_detail(app, grid, rect_part(rect, lessons + others + 1, 0, -1, -1));
}
