#include "view/states.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/mem.h"
#include "draw/scatter.h"
#include "draw/strip.h"

enum { BESIDE = 56, LIST_LEAST = 22, LIST_MOST = 64, LIKENESS = 5, WORD = 10 };
enum { ROWS_FOR_LIST = 9, ROWS_FOR_STRIPS = 8, STRIPS_MOST = 10 };

static const struct {
    const char *symbol;
    enum style style;
} sides[STATES_COUNT] = {
    [STATES_ENCODER] = {"h", STYLE_STATE},
    [STATES_DECODER] = {"s", STYLE_QUERY},
};

/* "h(5) home  I want to go home." */
static void draw_head(struct grid *grid, struct rect rect, const struct state_map *map)
{
    const struct state *chosen = &map->states.list[map->chosen];
    enum style style = sides[map->side].style;
    int column = grid_format(grid, rect, 0, 0, style, "%s(%d) ", sides[map->side].symbol,
                             chosen->position + 1);
    column = grid_put(grid, rect, 0, column, STYLE_TITLE, chosen->word) + 2;
    grid_put_cut(grid, rect, 0, column, rect.columns - column, STYLE_DIM,
                 state_map_text(map, map->chosen));
}

/* ---- the plane ---- */

static struct scatter_point point_of(const struct state_map *map, int index, const char *dot,
                                     enum style style, unsigned marks)
{
    return (struct scatter_point){.x = (double)map->places[2 * index],
                                  .y = (double)map->places[2 * index + 1],
                                  .label = map->states.list[index].word,
                                  .dot = dot,
                                  .style = style,
                                  .marks = marks,
                                  .firm = style != STYLE_DIM};
}

/* All states by importance: the chosen one, its sentence, what is nearest to it, the others. */
static int order_points(const struct state_map *map, struct scatter_point *out)
{
    enum style style = sides[map->side].style;
    bool *done = mem_new((size_t)map->states.count, sizeof *done);
    int count = 0;
    done[map->chosen] = true;
    out[count++] = point_of(map, map->chosen, "■", style, MARK_CURSOR);
    for (int i = 0; i < map->own; i++)
        if (!done[i]) {
            out[count++] = point_of(map, i, "●", style, MARK_BOLD);
            done[i] = true;
        }
    for (int i = 0; i < map->nearest_count; i++)
        if (!done[map->nearest[i]]) {
            out[count++] = point_of(map, map->nearest[i], "◆", STYLE_WORD, 0);
            done[map->nearest[i]] = true;
        }
    for (int i = 0; i < map->states.count; i++)
        if (!done[i])
            out[count++] = point_of(map, i, "·", STYLE_DIM, 0);
    free(done);
    return count;
}

static void draw_plane(struct grid *grid, struct rect rect, const struct state_map *map)
{
    char labels[2][64];
    static const char *const names[] = {"1st", "2nd"};
    for (int i = 0; i < 2; i++)
        snprintf(labels[i], sizeof labels[i], "%s component: %.1f %% of the variance", names[i],
                 100 * map->share[i]);
    struct scatter_point *points = mem_new((size_t)map->states.count, sizeof *points);
    struct scatter scatter = {.points = points,
                              .count = order_points(map, points),
                              .x_label = labels[0],
                              .y_label = labels[1]};
    scatter_draw(grid, rect, &scatter);
    free(points);
}

/* ---- what is nearest ---- */

static void draw_list(struct grid *grid, struct rect rect, const struct state_map *map)
{
    char title[64];
    int others = map->set ? (int)map->set->texts.count : 0;
    snprintf(title, sizeof title, "nearest (cosine) in %d sentences", others);
    grid_put_cut(grid, rect, 0, 0, rect.columns, STYLE_TITLE,
                 others ? title : "no other sentences to look in");
    for (int i = 0; i < map->nearest_count && i + 1 < rect.rows; i++) {
        int index = map->nearest[i];
        grid_format(grid, rect, i + 1, 0, STYLE_PLAIN, "%5.2f", map->likeness[i]);
        grid_put_cut(grid, rect, i + 1, LIKENESS + 1, WORD, STYLE_STRONG,
                     map->states.list[index].word);
        grid_put_cut(grid, rect, i + 1, LIKENESS + WORD + 2, rect.columns - LIKENESS - WORD - 2,
                     STYLE_DIM, state_map_text(map, index));
    }
}

/* ---- their numbers ---- */

/* All cells of the sources give states between −1 and 1, so this scale is the same everywhere. */
static void draw_strip(struct grid *grid, struct rect rect, int row, const struct state_map *map,
                       int index, enum style style)
{
    grid_put_cut(grid, rect, row, 0, WORD, style, map->states.list[index].word);
    strip_draw(grid, rect, row, WORD + 1, rect.columns - WORD - 1, state_map_vector(map, index),
               map->states.size, 1);
}

static void draw_strips(struct grid *grid, struct rect rect, const struct state_map *map)
{
    int row = 0;
    if (rect.rows > 2)
        grid_format(grid, rect, row++, 0, STYLE_DIM,
                    map->nearest_count ? "%d units from −1 to 1: the chosen state, then the nearest"
                                       : "%d units from −1 to 1: the chosen state",
                    map->states.size);
    draw_strip(grid, rect, row++, map, map->chosen, sides[map->side].style);
    for (int i = 0; i < map->nearest_count && row < rect.rows; i++)
        draw_strip(grid, rect, row++, map, map->nearest[i], STYLE_WORD);
}

/* ---- all of it ---- */

void states_draw(struct grid *grid, struct rect rect, const struct state_map *map)
{
    if (!map->states.count) {
        grid_put_cut(grid, rect, 0, 0, rect.columns, STYLE_DIM, "there is no state to show");
        return;
    }
    draw_head(grid, rect, map);
    int strips = rect.rows < ROWS_FOR_STRIPS ? 0 : rect.rows / 5;
    strips = strips < STRIPS_MOST ? strips : STRIPS_MOST;
    struct rect main = rect_part(rect, 1, 0, rect.rows - 1 - strips, -1);
    struct rect list = {0}, plane = main;
    if (rect.columns >= BESIDE) {
        int width = rect.columns * 2 / 5;
        width = width < LIST_LEAST ? LIST_LEAST : width > LIST_MOST ? LIST_MOST : width;
        list = rect_part(main, 0, rect.columns - width, -1, -1);
        plane = rect_part(main, 0, 0, -1, rect.columns - width - 2);
    } else if (main.rows >= ROWS_FOR_LIST) {
        int rows = main.rows / 3;
        list = rect_part(main, main.rows - rows, 0, -1, -1);
        plane = rect_part(main, 0, 0, main.rows - rows, -1);
    }
    draw_plane(grid, plane, map);
    draw_list(grid, list, map);
    if (strips)
        draw_strips(grid, rect_part(rect, rect.rows - strips, 0, -1, -1), map);
}
