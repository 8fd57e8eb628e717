/* What a word depends on and where a translation went wrong, in literal numbers: each draws the whole
 * grid. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "study/blame_say.h"
#include "view/blame.h"
#include "view/influence.h"

/* The texts of a literal list are not freed. */
#define LITERAL_STRS(...)                                                                          \
    {                                                                                              \
        .list = (char *[]){__VA_ARGS__}, .count = sizeof((char *[]){__VA_ARGS__}) / sizeof(char *) \
    }

static inline void draw_effect(struct grid *grid)
{
    const struct influence influence = {
        .step = 2,
        .steps = 6,
        .word = "chez",
        .log_probability = -0.186,
        .words = LITERAL_STRS("i", "'m", "home", ".", "<eos>"),
        .count = 5,
        .weights = (double[]){0.004, 0.02, 0.9, 0.056, 0.02},
        .left_out = (double[]){0.31, -0.05, 6.2, -1.24, 0.001},
        .gradient = (double[]){-0.61, 0.002, 1.85, 0.3, -0.01},
        .tau = {0.2, 0, 0.4},
    };
    influence_draw(grid, grid_whole(grid), &influence, 0);
}

static inline void draw_effect_fixed(struct grid *grid)
{
    const struct influence influence = {
        .step = 0,
        .steps = 2,
        .word = "va",
        .log_probability = -1.5,
        .words = LITERAL_STRS("<eos>"),
        .count = 1,
        .left_out = (double[]){NAN},
        .gradient = (double[]){0.5},
        .tau = {NAN, NAN, NAN},
        .changed = true,
    };
    influence_draw(grid, grid_whole(grid), &influence, 0);
}

/* More words than any screen has rows, scrolled further than there is. */
static inline void draw_effect_long(struct grid *grid)
{
    enum { WORDS = 60 };
    static char names[WORDS][32];
    static char *list[WORDS];
    static double weights[WORDS], left_out[WORDS], gradient[WORDS];
    for (int j = 0; j < WORDS; j++) {
        snprintf(names[j], sizeof names[j], "%s%d", j % 7 ? "word" : "extraordinary", j + 1);
        list[j] = names[j];
        weights[j] = j == 57 ? 0.5 : 0.5 / (WORDS - 1);
        left_out[j] = j % 5 - 2;
        gradient[j] = 10 * (j % 3 - 1) + 2.25;
    }
    const struct influence influence = {.step = 11,
                                        .steps = 80,
                                        .word = "lettres",
                                        .log_probability = -0.01,
                                        .words = {.list = list, .count = WORDS},
                                        .count = WORDS,
                                        .weights = weights,
                                        .left_out = left_out,
                                        .gradient = gradient,
                                        .tau = {-0.12, 0.03, 1}};
    influence_draw(grid, grid_whole(grid), &influence, 999);
}

static inline struct blame literal_blame(void)
{
    static const struct blame_step literal[] = {
        {"je", true, {1, 0.89}, "je", 0.89, 0, 0.41, -1, {0, 0}, 0, -1, {0, 0}, VERDICT_RIGHT},
        {"suis", true, {1, 0.97}, "suis", 0.97, 1, 0.66, -1, {0, 0}, 0, -1, {0, 0}, VERDICT_RIGHT},
        {"à",
         true,
         {2, 0.12},
         "chez",
         0.83,
         2,
         0.97,
         3,
         {1, 0.3},
         1,
         3,
         {1, 0.3},
         VERDICT_ATTENTION},
        {"maisonnette",
         false,
         {311, 0.0004},
         "la",
         0.98,
         2,
         0.82,
         4,
         {7, 0.07},
         0,
         -1,
         {0, 0},
         VERDICT_OUTPUT},
        {".",
         true,
         {27, 0.004},
         "maison",
         0.8,
         2,
         0.85,
         4,
         {13, 0.02},
         0,
         3,
         {14, 0.01},
         VERDICT_OUTPUT},
        {"<eos>",
         true,
         {1, 0.97},
         "<eos>",
         0.97,
         3,
         0.43,
         -1,
         {0, 0},
         0,
         -1,
         {0, 0},
         VERDICT_RIGHT},
    };
    static struct blame_step steps[6];
    memcpy(steps, literal, sizeof steps);
    struct blame blame = {
        .attends = true,
        .reference = {0, "je suis à <unk> .", NULL, 6, -14.5, -14.5 / 6, true},
        .found = {{1, "je suis chez moi .", NULL, 6, -0.67, -0.67 / 6, false},
                  {4, "je suis chez moi .", NULL, 6, -0.67, -0.67 / 6, false},
                  {16, "", NULL, 1, -3.2, -3.2, false}},
        .steps = steps,
        .count = 6,
        .failing = 3,
        .first = 2,
        .by_attention = 1,
        .verdict = VERDICT_ATTENTION,
    };
    return blame;
}

static inline void draw_blame_of(struct grid *grid, struct blame *blame, int first)
{
    char *source[] = {"i", "'m", "home", ".", "<eos>"}, *unknown[] = {"maisonnette"};
    struct str sentence = {0};
    blame->source = (struct strs){.list = source, .count = 5};
    if (blame->verdict != VERDICT_SEARCH)
        blame->unknown = (struct strs){.list = unknown, .count = 1};
    blame_say(blame, &sentence);
    blame->sentence = str_take(&sentence);
    blame_draw(grid, grid_whole(grid), blame, first);
    free(blame->sentence);
}

static inline void draw_blame(struct grid *grid)
{
    struct blame blame = literal_blame();
    draw_blame_of(grid, &blame, 0);
}

/* The verdict on search, and scrolled down. */
static inline void draw_blame_search(struct grid *grid)
{
    struct blame blame = literal_blame();
    blame.verdict = VERDICT_SEARCH;
    blame.reference = (struct blame_run){0, "je suis là .", NULL, 5, -0.9, -0.18, true};
    blame.found[0] = (struct blame_run){1, "je suis chez moi .", NULL, 6, -1.8, -0.3, false};
    blame.found[1] = (struct blame_run){4, "je suis là .", NULL, 5, -0.9, -0.18, true};
    blame.found[2] = (struct blame_run){16, "je suis là .", NULL, 5, -0.9, -0.18, true};
    draw_blame_of(grid, &blame, 99);
}

static inline void draw_blame_fixed(struct grid *grid)
{
    struct blame blame = literal_blame();
    blame.verdict = VERDICT_OUTPUT;
    blame.attends = false;
    for (int t = 0; t < blame.count; t++) {
        blame.steps[t].looked = blame.steps[t].place = blame.steps[t].aligned = -1;
        if (blame.steps[t].verdict)
            blame.steps[t].verdict = VERDICT_OUTPUT;
    }
    draw_blame_of(grid, &blame, 0);
}
