#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <dirent.h>
#include <stdio.h>
#include <unistd.h>

#include "app/live.h"
#include "export/print.h"
#include "export/svg.h"
#include "literal_effect.h"
#include "literal_training.h"
#include "rig.h"
#include "same_cells.h"
/* clang-format off */
#include "literal_search.h" /* these need what rig.h includes */
#include "literal_views.h"
/* clang-format on */

/* Pictures of literal traces, held against the files in tests/golden: the text of a screen, then
 * the meaning of every cell as a letter (see print_styles). HEED_GOLDEN=write writes them anew. */

#define FOLDER "tests/golden"

struct size {
    int rows, columns;
};

static const struct size all_sizes[] = {{40, 120}, {24, 80}, {16, 60}, {12, 40}, {0, 0}};
static const struct size all_but_widest[] = {{24, 80}, {16, 60}, {12, 40}, {0, 0}};
static const struct size middle_sizes[] = {{24, 80}, {12, 40}, {0, 0}};
static const struct size class_sizes[] = {{24, 80}, {30, 100}, {45, 160}, {0, 0}};
static const struct size lesson_size[] = {{24, 80}, {0, 0}};
static const struct size small_sizes[] = {{8, 30}, {7, 30}, {8, 29}, {5, 20},
                                          {3, 9},  {1, 1},  {0, 0}};

enum { ASCII = 1, COLORS = 2 }; /* also without Unicode; also with 256 and 16 colors */

struct scene {
    const char *name;
    const char *lesson, *model, *text; /* see rig_start() */
    const char *keys;
    const struct size *sizes;
    unsigned also;
};

static const char home[] = "I'm home.";
static const char like[] = "I like you like this";
#define PAGE_2 "n "
#define STEP_3 "Down Down m "

static const struct scene scenes[] = {
    {"stage-encode", NULL, NULL, home, STEP_3 "Left Left Left", all_sizes, 0},
    {"stage-score", NULL, NULL, home, STEP_3 "Left Left", all_sizes, 0},
    {"stage-mask", NULL, NULL, home, STEP_3 "Left", all_sizes, 0},
    {"stage-softmax", NULL, NULL, home, STEP_3, all_sizes, ASCII | COLORS},
    {"stage-context", NULL, NULL, home, STEP_3 "Right", all_sizes, 0},
    {"stage-decode", NULL, NULL, home, STEP_3 "Right Right", all_sizes, 0},
    {"stage-word", NULL, NULL, home, STEP_3 "Right Right Right", all_sizes, 0},
    {"flow-encode", NULL, NULL, home, STEP_3 "z Left Left Left", all_sizes, 0},
    {"flow-score", NULL, NULL, home, STEP_3 "z Left Left", all_sizes, 0},
    {"flow-mask", NULL, NULL, home, STEP_3 "z Left", all_sizes, 0},
    {"flow-softmax", NULL, NULL, home, STEP_3 "z", all_sizes, 0},
    {"flow-context", NULL, NULL, home, STEP_3 "z Right", all_sizes, ASCII | COLORS},
    {"flow-decode", NULL, NULL, home, STEP_3 "z Right Right", all_sizes, 0},
    {"flow-word", NULL, NULL, home, STEP_3 "z Right Right Right", all_sizes, 0},
    {"cell-encode", NULL, NULL, home, STEP_3 "Enter Left Left Left", all_sizes, 0},
    {"cell-score", NULL, NULL, home, STEP_3 "Enter Left Left j", all_sizes, ASCII},
    {"cell-mask", NULL, NULL, home, STEP_3 "Enter Left", all_sizes, 0},
    {"cell-softmax", NULL, NULL, home, STEP_3 "Enter", all_sizes, 0},
    {"cell-context", NULL, NULL, home, STEP_3 "Enter Right", all_sizes, 0},
    {"cell-decode", NULL, NULL, home, STEP_3 "Enter Right Right", all_sizes, 0},
    {"cell-word", NULL, NULL, home, STEP_3 "Enter Right Right Right", all_sizes, 0},

    {"difference", NULL, NULL, home, STEP_3 "] ] D", all_sizes, ASCII | COLORS},
    {"difference-turn", NULL, NULL, home, STEP_3 "] ] D Enter", middle_sizes, 0},
    {"difference-word", NULL, NULL, home, STEP_3 "] ] D Right Right Right", middle_sizes, 0},
    {"difference-sentence", NULL, NULL, home, "do:change_sentence_Go. D", all_sizes, 0},
    {"difference-none", NULL, NULL, home, "D", lesson_size, 0},
    {"preview", NULL, NULL, home, ": type:temperature_0.5", all_sizes, 0},

    {"scale-row", NULL, NULL, home, STEP_3 "N Right Left", lesson_size, 0},
    {"transposed", NULL, NULL, home, STEP_3 "t", middle_sizes, 0},
    {"matrix-first-state", NULL, NULL, home, "Left Left Left V", lesson_size, 0},
    {"matrix-readout", NULL, NULL, home, STEP_3 "Right Right V", lesson_size, 0},
    {"unknown-word", NULL, NULL, "Hello home!", "", middle_sizes, 0},
    {"last-stage", NULL, NULL, home, "Right Right Right Right", middle_sizes, 0},
    {"menu", NULL, NULL, NULL, "Down", all_sizes, ASCII},
    {"menu-explore", NULL, NULL, NULL, "Up", lesson_size, 0},
    {"menu-broken", NULL, NULL, NULL, "Down Down Down Enter", lesson_size, 0},
    {"no-model", NULL, "broken-model", home, "", middle_sizes, 0},
    {"help-stage", NULL, NULL, home, STEP_3 "?", all_sizes, 0},
    {"help-flow", NULL, NULL, home, "z ? j j j", lesson_size, 0},
    {"help-cell", NULL, NULL, home, "Enter ?", lesson_size, 0},
    {"help-lesson", "01-rig", NULL, NULL, "?", lesson_size, 0},
    {"help-menu", NULL, NULL, NULL, "?", lesson_size, 0},
    {"edit", NULL, NULL, home, "e Tab Left type:_now", all_sizes, 0},
    {"edit-empty", NULL, NULL, home, "e Enter", lesson_size, 0},
    {"command", NULL, NULL, home, ":", all_sizes, 0},
    {"command-words", NULL, NULL, home, ": type:go_weights_chez_ Tab Tab", all_sizes, ASCII},
    {"command-usage", NULL, NULL, home, ": type:sentence_", middle_sizes, 0},
    {"command-wrong", NULL, NULL, home, ": type:stage_sofmax Enter", middle_sizes, 0},
    {"command-chinese", NULL, "cmn-eng-additive", "我在家。", ": type:sentence_ 我 在 Left",
     lesson_size, 0},
    {"key-elsewhere", NULL, NULL, home, "n", lesson_size, 0},
    {"lesson-text", "01-rig", NULL, NULL, "", all_sizes, 0},
    {"lesson-question", "01-rig", NULL, NULL, PAGE_2, all_sizes, ASCII},
    {"lesson-hint", "01-rig", NULL, NULL, PAGE_2 "i", lesson_size, 0},
    {"lesson-right", "01-rig", NULL, NULL, PAGE_2 "3", lesson_size, 0},
    {"lesson-wrong", "01-rig", NULL, NULL, PAGE_2 "1", lesson_size, 0},
    {"lesson-missed", "01-rig", NULL, NULL, PAGE_2 "1 2", lesson_size, 0},
    {"lesson-picture", "01-rig", NULL, NULL, PAGE_2 "w", middle_sizes, 0},
    {"lesson-flow", "01-rig", NULL, NULL, "n n", all_sizes, 0},
    {"batch-mask", "02-batch", NULL, NULL, "", all_sizes, 0},
    {"batch-score", "02-batch", NULL, NULL, "Left", lesson_size, 0},
    {"batch-flow", "02-batch", NULL, NULL, "z Right", lesson_size, 0},
    {"batch-cell", "02-batch", NULL, NULL, "Right Enter", lesson_size, 0},
    {"fixed-softmax", "03-fixed", NULL, NULL, "", all_sizes, 0},
    {"fixed-context", "03-fixed", NULL, NULL, "Right", lesson_size, 0},
    {"fixed-cell", NULL, "eng-fra-fixed", home, "Right Enter", lesson_size, 0},
    {"fixed-flow", NULL, "eng-fra-fixed", home, "z", all_sizes, 0},
    {"first-context", NULL, "eng-fra-first", home, "Right", lesson_size, 0},
    {"first-flow", NULL, "eng-fra-first", home, "Right z", all_sizes, 0},
    {"both-flow", NULL, "eng-fra-both", home, "z Right", lesson_size, 0},
    {"both-context", NULL, "eng-fra-both", home, "Right", lesson_size, 0},
    {"luong-score", NULL, "eng-fra-luong", home, STEP_3 "Left Left", lesson_size, 0},
    {"luong-flow-score", NULL, "eng-fra-luong", home, STEP_3 "z Left Left", middle_sizes, 0},
    {"luong-flow-decode", NULL, "eng-fra-luong", home, STEP_3 "z Right Right", all_sizes, 0},
    {"luong-cell", NULL, "eng-fra-luong", home, STEP_3 "Right Right Enter", lesson_size, 0},
    {"lstm-flow-decode", NULL, "eng-fra-lstm", home, STEP_3 "z Right Right", all_sizes, 0},
    {"lstm-cell", NULL, "eng-fra-lstm", home, STEP_3 "Right Right Enter", lesson_size, 0},
    {"table-weights", NULL, "table", "table", "", middle_sizes, 0},
    {"table-values", NULL, "table", "table", "Right v Enter", middle_sizes, 0},
    {"table-encode", NULL, "table", "table", "Left Left Left", lesson_size, 0},
    {"table-set", NULL, "table", "table", "do:set_value_2_1_0.75 Right v j Enter", lesson_size, 0},
    {"changed-temperature", NULL, NULL, home, STEP_3 "do:temperature_0.5 Left", lesson_size, 0},
    {"changed-mask", "02-batch", NULL, NULL, "do:mask_off", lesson_size, 0},
    {"long-softmax", NULL, NULL, LITERAL_LONG, "G m", all_sizes, 0},
    {"long-encode", NULL, NULL, LITERAL_LONG, "Left Left Left j j j", middle_sizes, 0},
    {"overview-softmax", NULL, NULL, LITERAL_LONG, "o l l l l j j j j", all_sizes, ASCII | COLORS},
    {"overview-encode", NULL, NULL, LITERAL_LONG, "Left Left Left o G j j", middle_sizes, COLORS},
    {"overview-turned", NULL, NULL, LITERAL_LONG, "t o l l", lesson_size, 0},
    {"overview-batch", "02-batch", NULL, NULL, "o l", lesson_size, 0},
    {"column-maximum", NULL, NULL, LITERAL_LONG, "l l l l l l l l l l l l |", lesson_size, 0},
    {"long-flow", NULL, NULL, LITERAL_LONG, "G m z", all_sizes, 0},
    {"chinese-softmax", NULL, "cmn-eng-additive", "我在家。", STEP_3, all_sizes, ASCII},
    {"chinese-flow", NULL, "cmn-eng-additive", "我在家。", STEP_3 "z", middle_sizes, 0},
    {"chinese-edit", NULL, "cmn-eng-additive", "我在家。", "e Tab Left", lesson_size, 0},
    {"small", NULL, NULL, home, "", small_sizes, 0},
    {"relation-embed", NULL, "sentiment-relation", like, "do:stage_embed", middle_sizes, 0},
    {"relation-pair", NULL, "sentiment-relation", like, "do:stage_pair", middle_sizes, 0},
    {"relation-score", NULL, "sentiment-relation", like, "do:stage_score", middle_sizes, 0},
    {"relation-squash", NULL, "sentiment-relation", like, "do:stage_squash", middle_sizes, 0},
    {"relation-softmax", NULL, "sentiment-relation", like, "", all_but_widest, ASCII | COLORS},
    {"relation-pool", NULL, "sentiment-relation", like, "do:stage_pool", middle_sizes, 0},
    {"relation-classify", NULL, "sentiment-relation", like, "do:stage_classify", middle_sizes, 0},
    {"relation-contribution", NULL, "sentiment-relation", like, "do:stage_classify v",
     all_but_widest, 0},
    {"relation-changed", NULL, "sentiment-relation", like, "do:hide_you", middle_sizes, 0},
    {"relation-effect", NULL, "sentiment-relation", like, "E", lesson_size, 0},
    {"relation-nine", NULL, "sentiment-relation", like, "O", middle_sizes, 0},
    {"structured-encode", NULL, "sentiment-structured", like, "do:stage_encode", middle_sizes, 0},
    {"structured-softmax", NULL, "sentiment-structured", like, "j", all_but_widest, 0},
    {"structured-off", NULL, "sentiment-structured", like, "do:off_1", middle_sizes, 0},
    {"multihead-score", NULL, "sentiment-multihead", like, "do:stage_score", middle_sizes, 0},
    {"multihead-softmax", NULL, "sentiment-multihead", like, "", all_but_widest, 0},
    {"multihead-causal", NULL, "sentiment-multihead", like, "do:causal_on", middle_sizes, 0},
    {"multihead-context", NULL, "sentiment-multihead", like, "do:stage_context", middle_sizes, 0},
    {"multihead-heads", NULL, "sentiment-multihead", like, "A", all_but_widest, 0},
    {"lecture", "lecture:slides", NULL, NULL, "n", class_sizes, ASCII | COLORS},
    {"lecture-question", "lecture:slides", NULL, NULL, "2 Enter", class_sizes, 0},
    {"lecture-answer", "lecture:slides", NULL, NULL, "2 Enter n n", class_sizes, 0},
    {"lecture-flow", "lecture:slides", NULL, NULL, "End", class_sizes, 0},
    {"lecture-alone", "lecture:slides", NULL, NULL, "w", class_sizes, 0},
    {"lecture-spot-cell", "lecture:slides", NULL, NULL, "n L", class_sizes, ASCII | COLORS},
    {"lecture-spot-row", "lecture:slides", NULL, NULL, "n L L", lesson_size, 0},
    {"lecture-spot-word", "lecture:slides", NULL, NULL, "n L L L", lesson_size, 0},
    {"lecture-spot-flow", "lecture:slides", NULL, NULL, "End L", lesson_size, 0},
    {"lecture-pages", "lecture:slides", NULL, NULL, "o Down", class_sizes, 0},
    {"lecture-blank", "lecture:slides", NULL, NULL, "b", lesson_size, 0},
    {"lecture-sentence", "lecture:slides", NULL, NULL, "do:sentence_Go_home.", class_sizes, 0},
    {"lecture-help", "lecture:slides", NULL, NULL, "?", lesson_size, 0},
    {"lecture-small", "lecture:slides", NULL, NULL, "n", small_sizes, 0},
    {"search", "search", NULL, NULL, "", all_sizes, ASCII | COLORS},
    {"search-third", "search-third", NULL, NULL, "", middle_sizes, 0},
    {"search-fallen", "search-fallen", NULL, NULL, "", all_sizes, ASCII},
    {"search-fixed", "search-fixed", NULL, NULL, "", all_sizes, 0},
    {"search-small", "search", NULL, NULL, "", small_sizes, 0},
    {"compare", "compare", NULL, NULL, "", all_sizes, ASCII},
    {"compare-fixed", "compare-fixed", NULL, NULL, "", all_sizes, 0},
    {"compare-flow", "compare-flow", NULL, NULL, "", middle_sizes, 0},
    {"compare-cell", "compare-cell", NULL, NULL, "", middle_sizes, 0},
    {"compare-small", "compare", NULL, NULL, "", small_sizes, 0},
    {"effect", "effect", NULL, NULL, "", all_sizes, ASCII | COLORS},
    {"effect-fixed", "effect-fixed", NULL, NULL, "", middle_sizes, 0},
    {"effect-long", "effect-long", NULL, NULL, "", all_sizes, 0},
    {"effect-small", "effect", NULL, NULL, "", small_sizes, 0},
    {"blame", "blame", NULL, NULL, "", all_sizes, ASCII | COLORS},
    {"blame-search", "blame-search", NULL, NULL, "", all_sizes, 0},
    {"blame-fixed", "blame-fixed", NULL, NULL, "", middle_sizes, 0},
    {"blame-small", "blame", NULL, NULL, "", small_sizes, 0},
    {"training", "training", NULL, NULL, "", all_sizes, ASCII | COLORS},
    {"training-other", "training", NULL, NULL, "Down", middle_sizes, 0},
    {"training-begins", "training-begins", NULL, NULL, "s", middle_sizes, 0},
    {"training-first-step", "training-first-step", NULL, NULL, "", all_sizes, 0},
    {"training-pauses", "training", NULL, NULL, "Space", lesson_size, 0},
    {"training-paused", "training-paused", NULL, NULL, "Space", lesson_size, 0},
    {"training-asks", "training", NULL, NULL, "q", all_sizes, 0},
    {"training-help", "training", NULL, NULL, "?", all_sizes, 0},
    {"training-ended", "training-ended", NULL, NULL, "", all_sizes, 0},
    {"training-long", "training-long", NULL, NULL, "", all_sizes, 0},
    {"training-small", "training", NULL, NULL, "", small_sizes, 0},
};

enum { SCENES = sizeof scenes / sizeof *scenes };

/* Scenes of these names, in the place of a lesson's, are of the screen of a training. */
static const struct {
    const char *name;
    void (*make)(struct training_report *);
} trainings[] = {
    {"training", literal_training},
    {"training-begins", literal_training_begins},
    {"training-first-step", literal_training_first_step},
    {"training-paused", literal_training_paused},
    {"training-ended", literal_training_ended},
    {"training-long", literal_training_long},
};

/* Scenes of these names are of a view alone. */
static const struct {
    const char *name;
    void (*draw)(struct grid *grid);
} views[] = {
    {"effect", draw_effect},
    {"effect-fixed", draw_effect_fixed},
    {"effect-long", draw_effect_long},
    {"blame", draw_blame},
    {"blame-search", draw_blame_search},
    {"blame-fixed", draw_blame_fixed},
    {"search", draw_search},
    {"search-third", draw_search_third},
    {"search-fallen", draw_search_fallen},
    {"search-fixed", draw_search_fixed},
    {"compare", draw_compare},
    {"compare-fixed", draw_compare_fixed},
    {"compare-flow", draw_compare_flow},
    {"compare-cell", draw_compare_cell},
};

/* ---- a scene as text ---- */

static void add_styles(struct str *out, const struct grid *grid)
{
    struct str plane = {0};
    print_styles(&plane, grid);
    for (const char *line = plane.text, *end; (end = strchr(line, '\n')); line = end + 1) {
        size_t n = (size_t)(end - line);
        while (n > 0 && line[n - 1] == '.') /* plain to the end of the row: left out */
            n--;
        str_add_n(out, line, n);
        str_add(out, "\n");
    }
    str_free(&plane);
}

static void add_ansi(struct str *out, const struct grid *grid, enum tier tier)
{
    struct theme theme = {.tier = tier};
    struct str ansi = {0};
    print_ansi(&ansi, grid, &theme);
    for (const char *at = ansi.text; *at; at++)
        str_add_n(out, *at == '\033' ? "^" : at, 1); /* readable, and harmless in a terminal */
    str_free(&ansi);
}

/* A picture shows the same cells as a terminal, in each of its looks. */
static void check_pictures(const struct grid *grid)
{
    static const struct theme themes[] = {{.tier = TIER_256},
                                          {.tier = TIER_256, .light = true, .palette = PALETTE_DAY},
                                          {.tier = TIER_MONO, .light = true}};
    const struct plate plate = {.title = "a screen", .words = "", .scale = 1};
    for (size_t i = 0; i < sizeof themes / sizeof *themes; i++) {
        struct str svg = {0};
        svg_print(&svg, grid, &themes[i], &plate);
        assert_same_cells(svg.text, grid, &themes[i]);
        str_free(&svg);
    }
}

static void add_grid(struct str *out, struct grid *grid, unsigned also)
{
    const struct theme mono = {.tier = TIER_MONO}, ascii = {.tier = TIER_MONO, .ascii = true};
    str_format(out, "==== %dx%d ====\n", grid->columns, grid->rows);
    print_text(out, grid, &mono);
    str_add(out, "---- styles ----\n");
    add_styles(out, grid);
    if (grid->cursor_row >= 0)
        str_format(out, "---- cursor in row %d, column %d ----\n", grid->cursor_row,
                   grid->cursor_column);
    if (also & ASCII) {
        str_add(out, "---- ascii ----\n");
        print_text(out, grid, &ascii);
    }
    for (int tier = TIER_256; also & COLORS && tier < TIER_MONO; tier++) {
        str_format(out, "---- %d colors ----\n", tier == TIER_256 ? 256 : 16);
        add_ansi(out, grid, (enum tier)tier);
    }
    check_pictures(grid);
    grid_free(grid);
}

static void add_training(struct str *out, const struct scene *scene,
                         const struct training_report *report)
{
    struct live *live = live_new("/tmp/out.safetensors");
    struct screen *screen = live_screen(live);
    struct event news = {.kind = EVENT_REPORT, .report = report};
    screen_event(screen, &news);
    char *copy = mem_text(scene->keys), *rest = copy;
    for (char *word; (word = strtok_r(rest, " ", &rest));) {
        struct event event;
        assert_int_equal(key_event(word, &event), 0);
        screen_event(screen, &event);
    }
    for (const struct size *size = scene->sizes; size->rows; size++) {
        struct grid grid;
        grid_init(&grid, size->rows, size->columns);
        screen_draw(screen, &grid);
        add_grid(out, &grid, size->columns == 80 ? scene->also : 0);
    }
    live_free(live);
    free(copy);
}

static void add_view(struct str *out, const struct scene *scene, void (*draw)(struct grid *grid))
{
    for (const struct size *size = scene->sizes; size->rows; size++) {
        struct grid grid;
        grid_init(&grid, size->rows, size->columns);
        draw(&grid);
        add_grid(out, &grid, size->columns == 80 ? scene->also : 0);
    }
}

static void add_scene(struct str *out, const struct scene *scene)
{
    static struct training_report report;
    for (size_t i = 0; i < sizeof trainings / sizeof *trainings; i++)
        if (scene->lesson && strcmp(scene->lesson, trainings[i].name) == 0) {
            trainings[i].make(&report);
            add_training(out, scene, &report);
            return;
        }
    for (size_t i = 0; i < sizeof views / sizeof *views; i++)
        if (scene->lesson && strcmp(scene->lesson, views[i].name) == 0) {
            add_view(out, scene, views[i].draw);
            return;
        }
    struct rig rig = {0};
    rig_start(&rig, scene->lesson, scene->model, scene->text);
    rig_keys(&rig, scene->keys);
    for (const struct size *size = scene->sizes; size->rows; size++) {
        struct grid grid;
        rig_draw(&rig, &grid, size->rows, size->columns);
        add_grid(out, &grid, size->columns == 80 ? scene->also : 0);
    }
    rig_end(&rig);
}

/* ---- the files ---- */

static bool writing(void)
{
    const char *golden = getenv("HEED_GOLDEN");
    return golden && strcmp(golden, "write") == 0;
}

static void write_file(const char *path, const struct str *text)
{
    FILE *file = fopen(path, "w");
    if (!file || fwrite(text->text, 1, text->length, file) != text->length || fclose(file) != 0)
        fail_msg("%s cannot be written; tests run in the top folder of the source tree", path);
}

/* Empty when there is no such file. */
static void read_file(const char *path, struct str *out)
{
    char buffer[4096];
    FILE *file = fopen(path, "r");
    for (size_t n; file && (n = fread(buffer, 1, sizeof buffer, file)) > 0;)
        str_add_n(out, buffer, n);
    if (file)
        fclose(file);
}

static void show_difference(const char *path, const struct str *now)
{
    char made[] = "/tmp/heed-golden-XXXXXX", line[1024];
    int fd = mkstemp(made);
    assert_true(fd >= 0);
    close(fd);
    write_file(made, now);
    char *command =
        mem_format("diff -uN --label %s --label 'what is drawn now' %s %s", path, path, made);
    FILE *diff = popen(command, "r");
    while (diff && fgets(line, sizeof line, diff))
        print_message("%s", line);
    if (diff)
        pclose(diff);
    remove(made);
    free(command);
}

static void a_scene_looks_as_in_its_file(void **state)
{
    const struct scene *const *shown = *state, *scene = *shown;
    struct str now = {0}, golden = {0};
    char *path = mem_format(FOLDER "/%s.txt", scene->name);
    add_scene(&now, scene);
    if (writing())
        write_file(path, &now);
    read_file(path, &golden);
    bool same = golden.text && strcmp(golden.text, now.text) == 0;
    if (!same)
        show_difference(path, &now);
    str_free(&now);
    str_free(&golden);
    free(path);
    if (!same)
        fail_msg("the screen is not the one in " FOLDER "/%s.txt; if it is better: make golden, "
                 "then read git diff",
                 scene->name);
}

static bool is_scene(const char *file)
{
    for (int i = 0; i < SCENES; i++) {
        size_t n = strlen(scenes[i].name);
        if (strncmp(file, scenes[i].name, n) == 0 && strcmp(file + n, ".txt") == 0)
            return true;
    }
    return false;
}

static void every_file_has_its_scene(void **state)
{
    (void)state;
    DIR *folder = opendir(FOLDER);
    assert_non_null(folder);
    struct str left = {0};
    for (struct dirent *entry; (entry = readdir(folder));) {
        if (entry->d_name[0] == '.' || is_scene(entry->d_name))
            continue;
        char *path = mem_format(FOLDER "/%s", entry->d_name);
        if (!writing() || remove(path) != 0)
            str_format(&left, " %s", path);
        free(path);
    }
    closedir(folder);
    if (left.length)
        fail_msg("no scene makes%s; make golden removes them", left.text);
    str_free(&left);
}

int main(void)
{
    struct CMUnitTest tests[SCENES + 1];
    const struct scene *shown[SCENES];
    for (int i = 0; i < SCENES; i++) {
        shown[i] = &scenes[i];
        tests[i] = (struct CMUnitTest){scenes[i].name, a_scene_looks_as_in_its_file, NULL, NULL,
                                       &shown[i]};
    }
    tests[SCENES] = (struct CMUnitTest)cmocka_unit_test(every_file_has_its_scene);
    return _cmocka_run_group_tests("golden", tests, SCENES + 1, NULL, NULL);
}
