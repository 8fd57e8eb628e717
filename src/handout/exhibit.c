#include "handout/exhibit.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "export/paint.h"
#include "export/plate.h"
#include "lab/caption.h"
#include "lab/leak.h"
#include "shell/paneled.h"
#include "view/words.h"

/* Room for it; what is not drawn on is cut off. Matrices take a row for each of theirs. */
enum { COLUMNS = 84, ROWS = 26, MATRIX_ROWS = 90, PANEL_COLUMNS = 100, PANEL_ROWS = 32 };

const struct theme exhibit_theme = {.tier = TIER_256, .light = true, .palette = PALETTE_DAY};

void exhibit_free(struct exhibit *exhibit)
{
    if (!exhibit)
        return;
    grid_free(&exhibit->grid);
    free(exhibit->title);
    free(exhibit->words);
    free(exhibit->caption);
    free(exhibit);
}

/* Takes over what was drawn. */
static struct exhibit *exhibit_new(struct grid *drawn, struct str *title, struct str *words,
                                   struct str *caption)
{
    struct exhibit *exhibit = mem_new(1, sizeof *exhibit);
    plate_compose(&exhibit->grid, drawn, &exhibit_theme, "");
    grid_free(drawn);
    exhibit->title = str_take(title);
    exhibit->words = str_take(words);
    exhibit->caption = str_take(caption);
    return exhibit;
}

/* What is to be seen of a matrix with blanks: none of its numbers. */
static void say_blanks(const struct picture *p, struct str *out)
{
    struct sheet sheet = picture_shown(p);
    struct mat all = trace_matrix(p->trace, p->sentence, sheet);
    int columns = p->widest && p->widest < all.cols ? p->widest : all.cols, blank = 0;
    for (int i = 0; i < all.rows; i++)
        for (int j = 0; j < columns; j++)
            blank += blanks_hide(p->blanks, sheet, i, j, (float)mat_row(all, i)[j]);
    str_format(out, "A matrix of %d rows and %d columns", all.rows, columns);
    if (blank)
        str_format(out, "; %d of its cells %s to be filled in", blank, blank == 1 ? "is" : "are");
    str_add(out, ".");
}

struct exhibit *exhibit_of_picture(const struct picture *picture, const struct strs *lines)
{
    struct picture p = *picture;
    struct str title = {0}, words = {0}, caption = {0};
    struct grid grid;
    bool stage = p.zoom == ZOOM_STAGE;
    p.bare = p.alone = true;
    p.tallest = p.tallest ? p.tallest : 1;
    bool leaks = leak_any(p.trace, p.sentence);
    struct trace *unpadded = leaks ? leak_masked(p.trace, p.sentence) : NULL;
    p.unpadded = unpadded;
    grid_init(&grid, stage ? MATRIX_ROWS : ROWS, COLUMNS);
    picture_draw(&grid, grid_whole(&grid), &p);
    words_title(&p, &title);
    if (p.blanks && !p.blanks->filled)
        say_blanks(&p, &words);
    else
        words_picture(&p, &words);
    caption_say(p.trace, p.sentence, lines, &caption);
    trace_free(unpadded);
    return exhibit_new(&grid, &title, &words, &caption);
}

/* The panel of a page, as the laboratory shows it when it is opened. */
static struct paneled *open_panel(const struct scene *scene, bool revealed, const char *panel)
{
    struct err err;
    struct trace *run = revealed || !scene->opened ? scene->run : scene->opened;
    const struct strs *lines = revealed ? &scene->all : &scene->opens;
    struct paneled_subject subject = {.model = scene->other ? scene->other : scene->model,
                                      .run = run,
                                      .changes = lines,
                                      .curves = scene->page->view.curves,
                                      .picture = scene_picture(scene, revealed)};
    if (lines->count)
        subject.unchanged = scene->before[run == scene->opened];
    return paneled_open(&subject, panel, PANEL_ROWS, PANEL_COLUMNS, &err);
}

/* NULL: it has to be seen in the program. */
static struct exhibit *exhibit_of_panel(const struct scene *scene, bool revealed,
                                        const struct strs *lines)
{
    const char *panel = scene->page->view.panel;
    const struct trace *run = scene->run;
    struct str title = {0}, words = {0}, caption = {0};
    struct grid grid;
    struct paneled *paneled = open_panel(scene, revealed, panel);
    if (!paneled)
        return NULL;
    grid_init(&grid, PANEL_ROWS, PANEL_COLUMNS);
    paneled_draw(&grid, grid_whole(&grid), paneled);
    paneled_close(paneled);
    str_format(&title, "%s of \"%s\"", panel, run->sentences[scene->picture.sentence].text);
    plate_text(&grid, &exhibit_theme, &words);
    caption_say(scene_picture(scene, revealed).trace, scene->picture.sentence, lines, &caption);
    return exhibit_new(&grid, &title, &words, &caption);
}

struct exhibit *exhibit_of_page(const struct scene *scene, bool revealed)
{
    const struct strs *lines = revealed ? &scene->all : &scene->opens;
    struct picture picture = scene_picture(scene, revealed);
    return scene->page->view.panel ? exhibit_of_panel(scene, revealed, lines)
                                   : exhibit_of_picture(&picture, lines);
}

bool exhibit_same(const struct exhibit *a, const struct exhibit *b)
{
    long cells = (long)a->grid.rows * a->grid.columns;
    return a->grid.rows == b->grid.rows && a->grid.columns == b->grid.columns &&
           !strcmp(a->caption, b->caption) &&
           !memcmp(a->grid.cells, b->grid.cells, (size_t)cells * sizeof *a->grid.cells);
}

uint32_t exhibit_ink(enum concept concept)
{
    struct cell cell = {.text = "x", .width = 1, .style = (uint8_t)picture_style(concept)};
    struct look look = theme_look(&exhibit_theme, &cell);
    return look.ink == COLOR_DEFAULT ? paint_ink(&exhibit_theme) : theme_rgb(look.ink);
}
