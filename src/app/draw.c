#include "app/draw.h"

#include <string.h>

#include "app/face.h"
#include "app/menu.h"
#include "app/pages.h"
#include "app/prompt.h"
#include "draw/layout.h"
#include "draw/para.h"
#include "screen/help.h"
#include "text/altered.h"
#include "text/utf8.h"
#include "trace/formula.h"

/* What the picture on screen is, and how it is read. */
void app_reads(const struct screen *screen, struct str *out)
{
    const struct app *app = (const struct app *)screen;
    const struct picture *p = &app->bench.picture;
    static const char *const flow =
        "Flow: one decoding step from left to right. Source words with their states, the scores "
        "and weights of this step, the context they make, the new decoder state, the word. ↑↓ "
        "goes to another step, ←→ highlights another stage, Enter shows the stage as a matrix.";
    static const char *const cell =
        "Cell: what one number is made of. The terms stand by size; the second number is the sum "
        "so far. j and k walk through them, Enter goes into the number that a term comes from, f "
        "into its other factor, and Backspace back up.";
    if (app->setup.face)
        str_add(out, app->setup.face->reads);
    if (app->panel.which)
        str_add(out, app->panel.which->reads);
    else if (app->mode == MODE_PICTURE && p->zoom == ZOOM_FLOW)
        str_add(out, flow);
    else if (app->mode == MODE_PICTURE && p->zoom == ZOOM_CELL)
        str_add(out, cell);
    else if (p->trace && p->quantity != Q_NONE)
        picture_write_reading(p, picture_shown(p), out);
    if (!p->trace || config_writes_words(&p->trace->config))
        str_add(out, " A row carries the word that its step writes; the word above it was fed in.");
    str_add(out,
            " The brackets are the cursor, * marks the largest of a row, × what is masked, ! what "
            "is not a number. The scale under the matrix says what the colors mean.");
}

/* ---- all of it ---- */

/* The sentence and what was made of it. */
static void add_spoken(const struct bench *bench, struct str *out)
{
    int sentence = bench->picture.sentence;
    str_add(out, bench->run->sentences[sentence].text);
    if (!config_writes_words(&bench->run->config))
        return;
    str_add(out, " → ");
    trace_translation(bench->run, sentence, out);
}

/* `above`: the sentence has rows of its own above the picture. */
static void add_title(const struct app *app, bool above, struct str *out)
{
    const struct app_course *course = &app->course;
    if (app->mode == MODE_MENU)
        str_add(out, "attention, step by step");
    else if (course->lesson && course->page >= 0)
        str_format(out, "%s · page %d/%d", course->lesson->title, course->page + 1,
                   course->lesson->count);
    else if (app->panel.which)
        str_format(out, "explore · %s", app->panel.which->title);
    else if (!above && app->bench.run)
        add_spoken(&app->bench, out);
    else
        str_add(out, "explore");
    if (app->mode == MODE_PICTURE && !course->lesson && app->sequence.count > 1)
        str_format(out, " · %d/%d", app->sequence.at + 1, app->sequence.count);
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
    const char *words = scroll < overflow ? " Space: more · q closes " : " q closes ";
    const char *text = scroll < overflow ? " n: the rest " : " p: the beginning ";
    grid_put_right(grid, rect, rect.rows - 1, rect.columns, rect.columns, STYLE_BADGE,
                   pages_keys(app) ? words : text);
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

/* ---- what stands above the picture ---- */

/* Its lines, in the order on screen: the sentence and its translation, when there is no lesson to
 * tell what is going on; what is done differently; the sentence and translation without and with
 * that. */
enum above_line { ABOVE_SENTENCE, ABOVE_CHANGES, ABOVE_BEFORE, ABOVE_AFTER, ABOVE_LINES };

struct above {
    struct arena arena;
    struct {
        struct para_run *runs;
        int count, hang;
        int needs, rows;    /* rows in full, and those that it has */
        const char *answer; /* that it ends with, NULL: none */
    } lines[ABOVE_LINES];
    int rows; /* of all, with a blank one */
};

static const char *kept(struct above *above, struct str *text)
{
    const char *copy = arena_format(&above->arena, "%s", text->text ? text->text : "");
    str_free(text);
    return copy;
}

/* Appends to a line. */
static void add_run(struct above *above, enum above_line line, enum style style, unsigned marks,
                    const char *text)
{
    int n = above->lines[line].count++;
    above->lines[line].runs[n] = (struct para_run){style, marks, text};
}

static void begin_line(struct above *above, enum above_line line, size_t runs, int hang)
{
    above->lines[line].runs = arena_zero(&above->arena, runs, sizeof(struct para_run));
    above->lines[line].hang = hang;
}

/* Whether something becomes of a sentence. */
static bool answers(const struct trace *trace)
{
    return config_writes_words(&trace->config) || trace_has(trace, Q_CLASS_PROBABILITIES);
}

static const char *answer_of(struct above *above, const struct trace *trace, int sentence)
{
    struct str text = {0};
    trace_answer(trace, sentence, &text);
    return kept(above, &text);
}

/* What follows a translation that did not come to an end. */
static const char *cut_off(const struct trace *trace, int sentence)
{
    return !config_writes_words(&trace->config) || trace->sentences[sentence].ended
               ? ""
               : " … cut off at the limit of words";
}

static void add_sentence(struct above *above, const struct trace *trace, int sentence, bool alone)
{
    begin_line(above, ABOVE_SENTENCE, 4, 2);
    add_run(above, ABOVE_SENTENCE, STYLE_WORD, 0, trace->sentences[sentence].text);
    if (alone || !answers(trace))
        return;
    const char *answer = answer_of(above, trace, sentence);
    above->lines[ABOVE_SENTENCE].answer = answer;
    add_run(above, ABOVE_SENTENCE, STYLE_DIM, 0, " → ");
    add_run(above, ABOVE_SENTENCE, STYLE_CHOSEN, 0, answer);
    add_run(above, ABOVE_SENTENCE, STYLE_DIM, 0, cut_off(trace, sentence));
}

static void add_changes(struct above *above, const struct bench *bench)
{
    struct str list = {0};
    for (size_t i = 0; i < bench->interventions.count; i++)
        str_format(&list, "%s%s", i ? " · " : "changed: ", bench->interventions.list[i]);
    if (bench->preview.length)
        str_format(&list, "%spreview, Enter keeps it, Esc drops it: %s", list.length ? " · " : "",
                   bench->preview.text);
    begin_line(above, ABOVE_CHANGES, 1, 2);
    add_run(above, ABOVE_CHANGES, STYLE_BADGE, 0, kept(above, &list));
}

/* A version of the text, with the words marked that the other one lacks. */
static void add_version(struct above *above, enum above_line line, const char *label,
                        enum style style, const struct strs *words, const bool *marks)
{
    begin_line(above, line, words->count + 1, utf8_width(label));
    add_run(above, line, STYLE_DIM, 0, label);
    for (size_t i = 0; i < words->count; i++)
        add_run(above, line, style, marks[i] ? MARK_BOLD | MARK_UNDERLINE : 0,
                arena_format(&above->arena, i + 1 < words->count ? "%s " : "%s", words->list[i]));
}

/* The words of "source → answer", or of the answer alone. */
static struct strs version_words(struct above *above, const struct trace *trace, int sentence,
                                 bool source)
{
    struct str text = {0};
    if (source)
        str_format(&text, "%s → ", trace->sentences[sentence].text);
    str_add(&text, answer_of(above, trace, sentence));
    struct strs words = altered_words(kept(above, &text));
    return words;
}

static void add_versions(struct above *above, const struct bench *bench, bool sources)
{
    int sentence = bench->picture.sentence;
    struct strs before = version_words(above, bench->unchanged, sentence, sources);
    struct strs after = version_words(above, bench->run, sentence, sources);
    bool *gone = arena_zero(&above->arena, before.count + 1, sizeof *gone);
    bool *new = arena_zero(&above->arena, after.count + 1, sizeof *new);
    altered_mark(&before, &after, gone, new);
    bool moved = memchr(gone, true, before.count) || memchr(new, true, after.count);
    if (moved)
        add_version(above, ABOVE_BEFORE, "before ", STYLE_DIM, &before, gone);
    add_version(above, ABOVE_AFTER, moved ? "after  " : "as before: ", STYLE_CHOSEN, &after, new);
    if (sources) {
        above->lines[ABOVE_BEFORE].answer = answer_of(above, bench->unchanged, sentence);
        above->lines[ABOVE_AFTER].answer = answer_of(above, bench->run, sentence);
    }
    strs_free(&before);
    strs_free(&after);
}

/* Deals the rows out, a third of the room at most: what was done comes first, then what it did. */
static void deal_above(struct above *above, struct rect rect)
{
    static const enum above_line order[] = {ABOVE_AFTER, ABOVE_BEFORE, ABOVE_SENTENCE,
                                            ABOVE_CHANGES};
    bool changed = above->lines[ABOVE_CHANGES].count;
    int left = rect.rows >= 14 ? rect.rows / 3 : changed;
    for (int i = 0; i < ABOVE_LINES; i++)
        above->lines[i].needs = para_draw(NULL, rect, above->lines[i].runs, above->lines[i].count,
                                          above->lines[i].hang, 0);
    above->lines[ABOVE_CHANGES].rows = changed && left > 0;
    left -= above->lines[ABOVE_CHANGES].rows;
    for (size_t i = 0; i < sizeof order / sizeof *order; i++) {
        int more = above->lines[order[i]].needs - above->lines[order[i]].rows;
        more = more < left ? more : left;
        above->lines[order[i]].rows += more;
        left -= more;
    }
    for (int i = 0; i < ABOVE_LINES; i++)
        above->rows += above->lines[i].rows;
    above->rows += above->rows && rect.rows >= 18; /* a blank row */
}

/* Whether a text beside the picture says which sentence it is. */
static bool is_told(const struct app *app)
{
    const struct app_course *course = &app->course;
    if (!course->lesson || course->hidden || course->page < 0)
        return false;
    const struct lesson_page *page = &course->lesson->pages[course->page];
    bool titled = page->slide_count <= 1 && !page->question.present; /* a title, and no text */
    return !app->setup.face || (pages_own_sentences(app) && !titled);
}

/* To be freed by its arena. */
static struct above above_of(const struct app *app, struct rect rect)
{
    const struct bench *bench = &app->bench;
    struct above above = {0};
    if (app->mode == MODE_MENU || !bench->run)
        return above;
    int sentence = bench->picture.sentence;
    bool changed = bench->interventions.count > 0 || bench->preview.length;
    bool both =
        changed && bench->unchanged && sentence < bench->unchanged->count && answers(bench->run);
    bool other = both && strcmp(bench->unchanged->sentences[sentence].text,
                                bench->run->sentences[sentence].text) != 0;
    if (!is_told(app) && !other && (changed || rect.rows >= 16))
        add_sentence(&above, bench->run, sentence, both);
    if (changed)
        add_changes(&above, bench);
    if (both)
        add_versions(&above, bench, other);
    deal_above(&above, rect);
    return above;
}

static int above_rows(const struct app *app, struct rect rect)
{
    struct above above = above_of(app, rect);
    arena_free(&above.arena);
    return above.rows;
}

/* Marks the end of text that was cut there. A short answer, as a label is, stands behind it all the
 * same. */
static void draw_cut(struct grid *grid, struct rect rect, const char *answer)
{
    static const char lead[] = "… → ";
    int width = answer ? utf8_width(lead) + utf8_width(answer) : 0, row = rect.rows - 1;
    if (width == 0 || width > rect.columns / 2) {
        grid_put(grid, rect, row, rect.columns - 1, STYLE_DIM, "…");
        return;
    }
    int column = grid_put(grid, rect, row, rect.columns - width, STYLE_DIM, lead);
    grid_put(grid, rect, row, column, STYLE_CHOSEN, answer);
}

static void draw_above(const struct app *app, struct grid *grid, struct rect rect)
{
    struct above above = above_of(app, rect);
    for (int i = 0, row = 0; i < ABOVE_LINES; i++) {
        int rows = above.lines[i].rows;
        struct rect part = rect_part(rect, row, 0, rows, -1);
        para_draw(grid, part, above.lines[i].runs, above.lines[i].count, above.lines[i].hang, 0);
        if (rows > 0 && rows < above.lines[i].needs)
            draw_cut(grid, part, above.lines[i].answer);
        row += rows;
    }
    arena_free(&above.arena);
}

static struct layout layout_now(const struct app *app, int rows, int columns)
{
    bool text = app->mode == MODE_MENU || (app->course.lesson && app->course.page >= 0);
    return layout_of(rows, columns, text, app->course.hidden);
}

struct rect app_picture_rect(const struct app *app)
{
    struct rect rect = app->setup.face
                           ? app->setup.face->picture(app)
                           : layout_now(app, app->screen.rows, app->screen.columns).picture;
    return picture_main(rect_part(rect, above_rows(app, rect), 0, -1, -1), &app->bench.picture);
}

void app_draw_picture(const struct app *app, struct grid *grid, struct rect rect)
{
    draw_above(app, grid, rect);
    struct rect rest = rect_part(rect, above_rows(app, rect), 0, -1, -1);
    if (rest.rows > 0 && app->panel.which)
        app->panel.which->draw(app->panel.own, &app->bench, grid, rest);
    else if (rest.rows > 0)
        picture_draw(grid, rest, &app->bench.picture);
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
    if (app->setup.face) {
        app->setup.face->draw(app, grid);
        return;
    }
    add_title(app, above_rows(app, layout.picture) > 0, &title);
    if (app->bench.model) {
        str_format(&right, "%s · ", app->bench.model->name);
        config_describe(&app->bench.model->config, &right);
    }
    if (app->screen.help)
        layout.divider = -1;
    layout_draw(grid, &layout, title.text, right.text ? right.text : "");
    if (app->screen.help) {
        screen_help_rows(screen, grid, help_rect(grid->rows, grid->columns));
    } else {
        draw_text(app, grid, layout.text);
        app_draw_picture(app, grid, layout.picture);
    }
    if (app->line.prompt)
        prompt_draw(app, grid, layout.footer);
    else
        screen_draw_footer(screen, grid, layout.footer);
    str_free(&title);
    str_free(&right);
}
