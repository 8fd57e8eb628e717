/* Two runs side by side: where the linked cursor is, and what is said of what one of them lacks. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "export/print.h"
#include "literal.h"
#include "math/rng.h"
#include "view/compare.h"

struct side {
    struct model *model;
    struct trace *trace;
};

static struct side side_new(const char *model, const char *text)
{
    struct side side = {.model = literal_model(model)};
    side.trace = trace_new(side.model, &text, 1, NULL);
    literal_fill(side.trace);
    return side;
}

static void side_free(struct side *side)
{
    trace_free(side->trace);
    model_free(side->model);
}

static struct picture picture_of(const struct side *side, enum quantity_id id, int row, int column)
{
    struct picture picture = {.trace = side->trace, .zoom = ZOOM_STAGE, .cursor.word = -1};
    picture_go(&picture, sheet_of(id), row, column);
    return picture;
}

static void cursors_move_together(void **state)
{
    (void)state;
    struct side one = side_new("eng-fra-additive", "I'm home."),
                other = side_new("eng-fra-dot", "I'm home."),
                shorter = side_new("eng-fra-additive", "Go.");
    struct picture at = picture_of(&one, Q_WEIGHTS, 4, 3);
    struct picture linked = compare_linked(&at, other.trace, 0);
    assert_ptr_equal(linked.trace, other.trace);
    assert_int_equal(linked.quantity, Q_WEIGHTS);
    assert_int_equal(linked.cursor.step, 4);
    assert_int_equal(linked.cursor.source, 3);
    linked = compare_linked(&at, shorter.trace, 0);
    assert_int_equal(linked.cursor.step, 2);
    assert_int_equal(linked.cursor.source, 2);
    side_free(&one);
    side_free(&other);
    side_free(&shorter);
}

/* A word has another number in another vocabulary, or none. */
static void words_are_looked_up(void **state)
{
    (void)state;
    struct side one = side_new("cmn-eng-additive", "我在家。"),
                other = side_new("eng-fra-additive", "I'm home.");
    struct picture at = picture_of(&one, Q_PROBABILITIES, 1, -1);
    at.cursor.word = vocab_id(one.model->target.vocab, ".");
    struct picture linked = compare_linked(&at, other.trace, 0);
    assert_int_equal(linked.cursor.word, vocab_id(other.model->target.vocab, "."));
    at.cursor.word = vocab_id(one.model->target.vocab, "home");
    linked = compare_linked(&at, other.trace, 0);
    assert_int_equal(linked.cursor.word, vocab_id(other.model->target.vocab, "suis"));
    side_free(&one);
    side_free(&other);
}

static void what_one_lacks_is_none(void **state)
{
    (void)state;
    struct side one = side_new("eng-fra-additive", "I'm home."),
                fixed = side_new("eng-fra-fixed", "I'm home.");
    struct picture at = picture_of(&one, Q_SCORES, 1, 1);
    assert_int_equal(compare_linked(&at, fixed.trace, 0).quantity, Q_NONE);
    at = picture_of(&one, Q_BACKWARD, 1, 1); /* the stage is there, this matrix is not */
    assert_int_equal(compare_linked(&at, fixed.trace, 0).quantity, Q_NONE);
    at = picture_of(&one, Q_CONTEXT, 1, 12); /* fewer units */
    assert_int_equal(compare_linked(&at, fixed.trace, 0).cursor.unit, 7);
    /* the one that lacks it decides on the stage; the other shows what it has there */
    at = (struct picture){.trace = fixed.trace, .zoom = ZOOM_STAGE, .quantity = Q_NONE};
    picture_set_stage(&at, STAGE_SCORE);
    assert_int_equal(at.quantity, Q_NONE);
    assert_int_equal(compare_linked(&at, one.trace, 0).quantity, Q_SCORES);
    side_free(&one);
    side_free(&fixed);
}

static char *drawn(const struct picture *at, const struct trace *other, int rows, int columns)
{
    struct grid grid;
    struct str out = {0};
    const struct theme theme = {.tier = TIER_MONO};
    grid_init(&grid, rows, columns);
    compare_draw(&grid, grid_whole(&grid), at, other, 0);
    print_text(&out, &grid, &theme);
    grid_free(&grid);
    return str_take(&out);
}

static void assert_shows(const struct picture *at, const struct trace *other, const char *text)
{
    char *screen = drawn(at, other, 24, 120);
    if (!strstr(screen, text))
        fail_msg("\"%s\" is not in\n%s", text, screen);
    free(screen);
}

static void it_is_said_by_name(void **state)
{
    (void)state;
    struct side one = side_new("eng-fra-additive", "I'm home."),
                fixed = side_new("eng-fra-fixed", "I'm home."),
                dot = side_new("eng-fra-dot", "I'm home."),
                shorter = side_new("eng-fra-additive", "Go.");
    struct picture at = picture_of(&one, Q_SCORES, 4, 3);
    assert_shows(&at, fixed.trace, "eng-fra-fixed has no ");
    assert_shows(&at, fixed.trace, "e(t,j). Its context is fixed");
    assert_shows(&at, shorter.trace, "ends at: step 3, word 3");
    assert_shows(&at, dot.trace, "→ Je suis chez moi.");
    at = picture_of(&one, Q_QUERY_PROJECTED, 1, 1);
    assert_shows(&at, dot.trace, "eng-fra-dot has no ");
    at = picture_of(&one, Q_CONTEXT, 1, 12);
    assert_shows(&at, fixed.trace, "ends at: unit 8");
    assert_shows(&at, NULL, "nothing was run yet");
    side_free(&one);
    side_free(&fixed);
    side_free(&dot);
    side_free(&shorter);
}

static void any_place_and_size_does(void **state)
{
    (void)state;
    enum { SIDES = 5 };
    struct side sides[SIDES] = {side_new("eng-fra-additive", LITERAL_LONG),
                                side_new("eng-fra-fixed", "I'm home."),
                                side_new("eng-fra-dot", "Go."), side_new("eng-fra-additive", ""),
                                side_new("cmn-eng-additive", "我在家。")};
    struct rng rng = {.seed = 9, .stream = 1};
    for (int i = 0; i < 1500; i++) {
        const struct side *one = &sides[rng_below(&rng, SIDES)];
        const struct side *other = &sides[rng_below(&rng, SIDES)];
        struct picture at = {.trace = one->trace, .cursor.word = -1};
        at.zoom = (enum zoom)rng_below(&rng, 3);
        at.transposed = rng_below(&rng, 2);
        picture_set_stage(&at, (enum stage)(1 + rng_below(&rng, STAGE_COUNT - 1)));
        picture_next_quantity(&at, (int)rng_below(&rng, 5));
        picture_move(&at, false, (int)rng_below(&rng, 40));
        picture_move(&at, true, (int)rng_below(&rng, 40));
        picture_clamp(&at);
        free(drawn(&at, other->trace, 1 + (int)rng_below(&rng, 45), 1 + (int)rng_below(&rng, 150)));
    }
    for (int i = 0; i < SIDES; i++)
        side_free(&sides[i]);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(cursors_move_together),   cmocka_unit_test(words_are_looked_up),
        cmocka_unit_test(what_one_lacks_is_none),  cmocka_unit_test(it_is_said_by_name),
        cmocka_unit_test(any_place_and_size_does),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
