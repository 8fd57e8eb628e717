#include "saved/saved.h"

#include <csv.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "browse/atlas_screen.h"
#include "browse/atlas_view.h"
#include "cli/show_page.h"
#include "shell/loop.h"
#include "shell/scripted.h"
#include "term/caps.h"
#include "term/term.h"

/* heed view: attention of any model, from a file. */

struct view {
    struct show_page page;
    const char *path, *minus, *script;
    int layer, head, figure; /* −1: none was asked for */
    bool log, text;
    struct atlas atlas;
};

static void quit_on(struct world *world, const struct effect *effect)
{
    world->over = world->over || effect->kind == EFFECT_QUIT;
}

static const char *base_name(const char *path)
{
    const char *slash = strrchr(path, '/');
    return slash ? slash + 1 : path;
}

static int run_screen(const struct view *view)
{
    struct err err = {""};
    struct term_options options = {0};
    struct loop_front terminal = loop_terminal;
    struct atlas_screen *atlas =
        atlas_screen_new(&view->atlas, base_name(view->path), view->minus != NULL);
    struct world world = {.screen = atlas_screen_of(atlas), .carry_out = quit_on};
    int result = EXIT_DONE;
    if (view->script) {
        struct scripted scripted = {.path = view->script,
                                    .rows = view->page.size ? view->page.rows : 24,
                                    .columns = view->page.size ? view->page.columns : 80,
                                    .text = view->text};
        result = scripted_run(&scripted, &world, &err) ? command_failed(&err) : EXIT_DONE;
    } else if (term_start(&options, &world.start, &err)) {
        result = command_failed(&err);
    } else {
        loop_run(&terminal, &world);
        term_stop();
    }
    atlas_screen_free(atlas);
    return result;
}

/* ---- printed ---- */

static void draw_atlas(struct grid *grid, struct rect rect, const void *view)
{
    atlas_view_draw(grid, rect, view);
}

static void write_word(FILE *out, const struct strs *words, int i)
{
    char number[16];
    snprintf(number, sizeof number, "%d", i + 1);
    const char *word = words->count ? words->list[i] : number;
    csv_fwrite(out, word, strlen(word));
}

/* One head as heed reads it again; or all their figures. */
static void print_csv(FILE *out, const struct view *view)
{
    const struct atlas *atlas = &view->atlas;
    bool one = view->layer >= 0 || atlas->layers * atlas->heads == 1;
    if (!one) {
        fputs("layer,head", out);
        for (int f = 0; f < ATLAS_COUNT; f++)
            fprintf(out, ",%s", atlas_figure_names[f]);
        for (int l = 0; l < atlas->layers; l++)
            for (int h = 0; h < atlas->heads; h++) {
                fprintf(out, "\n%d,%d", l, h);
                for (int f = 0; f < ATLAS_COUNT; f++) {
                    double value = atlas_measure(atlas, l, h, (enum atlas_figure)f);
                    fprintf(out, isnan(value) ? "," : ",%.6g", value);
                }
            }
        putc('\n', out);
        return;
    }
    const float *map =
        atlas_map(atlas, view->layer < 0 ? 0 : view->layer, view->head < 0 ? 0 : view->head);
    csv_fwrite(out, "target", 6);
    for (int j = 0; j < atlas->columns; j++) {
        putc(',', out);
        write_word(out, &atlas->column_words, j);
    }
    for (int i = 0; i < atlas->rows; i++) {
        putc('\n', out);
        write_word(out, &atlas->row_words, i);
        for (int j = 0; j < atlas->columns; j++)
            fprintf(out, ",%.9g", (double)map[i * atlas->columns + j]);
    }
    putc('\n', out);
}

static int print_view(const struct view *view)
{
    const struct atlas *atlas = &view->atlas;
    struct atlas_view picture = {.atlas = atlas,
                                 .difference = view->minus != NULL,
                                 .one = view->layer >= 0 || atlas->layers * atlas->heads == 1,
                                 .layer = view->layer < 0 ? 0 : view->layer,
                                 .head = view->head < 0 ? 0 : view->head,
                                 .figure = view->figure < 0 ? atlas_view_figure(atlas)
                                                            : (enum atlas_figure)view->figure,
                                 .log = view->log};
    if (strcmp(view->page.format->name, "csv") != 0)
        return show_page_print(&view->page, base_name(view->path), NULL, draw_atlas, &picture);
    char *text = NULL;
    size_t size = 0;
    FILE *stream = open_memstream(&text, &size);
    print_csv(stream, view);
    fclose(stream);
    int result = show_page_write(&view->page, text, size);
    free(text);
    return result;
}

/* ---- the command ---- */

static int subtract(struct view *view, struct err *err)
{
    struct atlas other;
    if (!view->minus)
        return 0;
    if (atlas_open(&other, view->minus, err))
        return -1;
    int result = atlas_subtract(&view->atlas, &other, err);
    atlas_free(&other);
    return result ? err_prefix(err, "%s", view->minus) : 0;
}

static int view_file(const struct command *command, struct view *view)
{
    struct err err;
    if (atlas_open(&view->atlas, view->path, &err))
        return command_failed(&err);
    int result;
    bool person = isatty(STDOUT_FILENO) && isatty(STDIN_FILENO) && caps_check(&err) == 0;
    bool printed = view->page.path || view->page.format_name || view->layer >= 0 ||
                   view->head >= 0 || view->figure >= 0;
    if (view->layer >= view->atlas.layers || view->head >= view->atlas.heads)
        result = command_misused(command, "--layer and --head count from 0; there are %d and %d",
                                 view->atlas.layers, view->atlas.heads);
    else if (subtract(view, &err))
        result = command_failed(&err);
    else
        result = view->script || (person && !printed) ? run_screen(view) : print_view(view);
    atlas_free(&view->atlas);
    return result;
}

static int check_options(const struct command *command, struct view *view, const struct strs *words)
{
    if (words->count != 1)
        return command_misused(command, "one file is needed, %zu were given", words->count);
    if (view->head >= 0 && view->layer < 0)
        view->layer = 0;
    view->path = words->list[0];
    int result = show_page_settle(command, &view->page);
    if (!result && strcmp(view->page.format->name, "json") == 0)
        return command_misused(command, "a matrix is printed as a picture or as csv");
    return result;
}

int saved_view(const struct command *command, int argc, char **argv)
{
    struct view view = {
        .page = {.scale = 1, .bare = true, .caption = ""}, .layer = -1, .head = -1, .figure = -1};
    struct strs words = {0};
    const struct option options[] = {
        {"layer", 0, OPTION_INT, &view.layer, "N",
         "print the matrix of a head: which layer, from 0"},
        {"head", 0, OPTION_INT, &view.head, "N", "and which head, from 0 (0)"},
        {"figure", 0, OPTION_WORD, &view.figure, "entropy|diagonal|first|last|largest|aer",
         "print the map of layers and heads with this figure"},
        {"log", 0, OPTION_FLAG, &view.log, NULL, "colors by powers of ten"},
        {"minus", 0, OPTION_TEXT, &view.minus, "FILE", "the difference: FILE is subtracted"},
        SHOW_PAGE_OPTIONS(view.page),
        {"script", 0, OPTION_TEXT, &view.script, "FILE",
         "run these keys on the screen instead of a person's (- is standard input)"},
        {"text", 0, OPTION_FLAG, &view.text, NULL,
         "print screens of a script without the style plane"},
        {NULL, 0, OPTION_FLAG, NULL, NULL, NULL},
    };
    int result = options_parse(command, options, argc, argv, &words);
    if (result == EXIT_DONE)
        result = check_options(command, &view, &words);
    if (result == EXIT_DONE)
        result = view_file(command, &view);
    strs_free(&words);
    return result < 0 ? EXIT_DONE : result;
}
