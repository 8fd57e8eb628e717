#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "app/panels.h"
#include "export/print.h"
#include "rig.h"

/* The panels of a beam search and of two runs side by side: what their keys and commands do. The
 * runs keep their own numbers, so only words that do not depend on them are looked for. */

static void begin(struct rig *rig, const char *text)
{
    *rig = (struct rig){.live = true};
    rig_start(rig, NULL, NULL, text);
    str_clear(&rig->asked);
    rig_keys(rig, "resize:30x120");
}

static char *screen(const struct rig *rig)
{
    struct grid grid;
    struct str out = {0};
    const struct theme theme = {.tier = TIER_MONO};
    rig_draw(rig, &grid, 30, 120);
    print_text(&out, &grid, &theme);
    grid_free(&grid);
    return str_take(&out);
}

/* Presses keys and looks for a text on the screen. */
static void see(struct rig *rig, const char *keys, const char *text)
{
    rig_keys(rig, keys);
    char *now = screen(rig);
    if (!strstr(now, text))
        fail_msg("after \"%s\" there is no \"%s\" in\n%s", keys, text, now);
    free(now);
}

static void a_beam_becomes_wider_and_narrower(void **state)
{
    (void)state;
    struct rig rig;
    begin(&rig, "I'm home.");
    see(&rig, "+", "this is the width of a beam; b shows one");
    see(&rig, "b", "beam 4");
    see(&rig, "", "▸  1 ");
    see(&rig, "-", "beam 3");
    see(&rig, "- -", "beam 1");
    see(&rig, "-", "greedy decoding");
    see(&rig, "do:beam_16", "beam 16");
    see(&rig, "+", "not shown");
    see(&rig, "do:narrower", "beam 15");
    see(&rig, "do:beam_17", "there is no width of a beam \"17\"");
    see(&rig, "v", "× fell out of the beam");
    see(&rig, "Enter", "changed: reference");
    assert_null(rig.app->panel.which);
    see(&rig, "u b", "beam 4");
    see(&rig, "b", "attention weights"); /* once more closes it */
    assert_null(rig.app->panel.which);
    rig_end(&rig);
}

/* The tree is there again as it was, with the hypothesis chosen in it. */
static void out_of_a_hypothesis_leads_to_the_tree(void **state)
{
    (void)state;
    static const char *const ways[] = {"Enter z", "Enter q", "Enter Enter z z"};
    static const char *const others[] = {"Enter u z", "Enter ] z"};
    struct rig rig;
    for (size_t i = 0; i < sizeof ways / sizeof *ways; i++) {
        begin(&rig, "I'm home.");
        rig_keys(&rig, "b + v Down Right h");
        char *before = screen(&rig);
        rig_keys(&rig, ways[i]);
        rig_keys(&rig, "Ctrl-L");
        char *after = screen(&rig);
        assert_string_equal(before, after);
        assert_int_equal(rig.app->bench.interventions.count, 0);
        rig_keys(&rig, "z Ctrl-L"); /* the tree itself is left for the picture, as ever */
        assert_null(rig.app->panel.which);
        assert_int_equal(rig.app->bench.picture.zoom, ZOOM_STAGE);
        free(before);
        free(after);
        rig_end(&rig);
    }
    for (size_t i = 0; i < sizeof others / sizeof *others; i++) { /* it is not that any more */
        begin(&rig, "I'm home.");
        rig_keys(&rig, "b Down");
        rig_keys(&rig, others[i]);
        assert_null(rig.app->panel.which);
        assert_int_equal(rig.app->bench.interventions.count, 2 * i);
        rig_end(&rig);
    }
}

static void a_beam_follows_the_run(void **state)
{
    (void)state;
    struct rig rig;
    begin(&rig, "I'm home.");
    see(&rig, "do:beam_3 do:change_force_va_va", "Step 1, va: ");
    see(&rig, "Right", "Step 2, va: ");
    see(&rig, "u Left", "Step 1, ");
    see(&rig, "Right G g l h m Down Up $ 0 j k", "Step 1, ");
    see(&rig, "do:sentence_Go.", "go"); /* the attention has its words */
    see(&rig, "Tab", "eng-fra-dot");
    see(&rig, "Tab", "eng-fra-fixed has no");
    see(&rig, "?", "what several have in common");
    rig_end(&rig);
}

static void models_are_compared(void **state)
{
    (void)state;
    struct rig rig;
    begin(&rig, "I'm home.");
    see(&rig, "do:compare_eng-fra-fixed", "eng-fra-fixed has no attention weights");
    assert_string_equal(rig.asked.text, "other eng-fra-fixed");
    see(&rig, "Right", "c(t)");
    see(&rig, "do:change_temperature_0.5", "beside it left out: temperature 0.5");
    see(&rig, "U do:sentence_Go. Left", "eng-fra-fixed  Go.");
    see(&rig, "do:compare_nowhere", "a sentence goes in quotes: compare \"nowhere\"");
    assert_null(rig.app->panel.which);
    str_clear(&rig.asked);
    see(&rig, "B", "│ eng-fra-dot  ");
    assert_string_equal(rig.asked.text, "other eng-fra-dot");
    see(&rig, "B", "explore   ");
    assert_null(rig.app->panel.which);
    see(&rig, "do:compare_broken-model", "the model cannot be opened");
    see(&rig, "", "nothing was run yet");
    rig_end(&rig);
}

static void sentences_are_compared(void **state)
{
    (void)state;
    struct rig rig;
    begin(&rig, "I'm home.");
    see(&rig, "do:compare_\"Go.\"", "│ eng-fra-additive  Go.");
    assert_null(rig.asked.text && *rig.asked.text ? rig.asked.text : NULL);
    see(&rig, "do:sentence_Go_home.", "│ eng-fra-additive  Go.");
    see(&rig, "do:change_temperature_4", "│ eng-fra-additive  Go.");
    see(&rig, "Tab", "│ eng-fra-dot  Go.");
    see(&rig, "do:compare_\"Go_home", "│ eng-fra-dot  Go home");
    see(&rig, "do:compare_\"", "│ eng-fra-dot");
    see(&rig, "z", "explore   ");
    rig_end(&rig);
}

static void models_complete_after_compare(void **state)
{
    (void)state;
    struct rig rig;
    begin(&rig, "I'm home.");
    see(&rig, ": type:compare_eng-fra-f Tab", "compare eng-fra-fixed");
    see(&rig, "Enter", "eng-fra-fixed has no");
    rig_end(&rig);
}

/* A lesson, a broken model or a batch under an open panel. */
static void the_world_may_change_under_a_panel(void **state)
{
    (void)state;
    static const char *const panels_open[] = {"b", "b v", "B", "do:compare_\"Go.\""};
    for (size_t i = 0; i < sizeof panels_open / sizeof *panels_open; i++) {
        struct rig rig;
        begin(&rig, "I'm home.");
        rig_keys(&rig, panels_open[i]);
        rig_keys(&rig, "do:change_beside_Go_home_now. s");
        see(&rig, "do:change_mask_off", "mask off");
        rig_keys(&rig, "U do:lesson_03-fixed");
        see(&rig, "", "No attention");
        rig_keys(&rig, "do:lesson_02-batch s");
        see(&rig, "do:model_broken-model", "");
        rig_keys(&rig, "do:lesson_04-lost q q");
        see(&rig, "", "heed");
        rig_end(&rig);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_beam_becomes_wider_and_narrower),
        cmocka_unit_test(out_of_a_hypothesis_leads_to_the_tree),
        cmocka_unit_test(a_beam_follows_the_run),
        cmocka_unit_test(models_are_compared),
        cmocka_unit_test(sentences_are_compared),
        cmocka_unit_test(models_complete_after_compare),
        cmocka_unit_test(the_world_may_change_under_a_panel),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
