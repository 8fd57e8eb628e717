/* The panels that measure anew what the cursor, the sentence or the model change. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "app/panels.h"
#include "export/print.h"
#include "rig.h"

/* The screen as text. To be freed. */
static char *screen(const struct rig *rig, int rows, int columns)
{
    const struct theme theme = {.tier = TIER_MONO};
    struct grid grid;
    struct str out = {0};
    rig_draw(rig, &grid, rows, columns);
    print_text(&out, &grid, &theme);
    grid_free(&grid);
    return str_take(&out);
}

static void must_show(const struct rig *rig, const char *what)
{
    char *text = screen(rig, 30, 110);
    if (!strstr(text, what))
        fail_msg("no \"%s\" in:\n%s", what, text);
    free(text);
}

static void begin(struct rig *rig, const char *model)
{
    *rig = (struct rig){.live = true};
    rig_start(rig, NULL, model, "I'm home.");
}

/* ":NAME x x x ..." with 200 words. */
static void type_long(struct rig *rig, const char *name)
{
    struct str line = {0};
    struct event event = {.kind = EVENT_COMMAND};
    str_add(&line, name);
    for (int i = 0; i < 200; i++)
        str_add(&line, " x");
    event.line = line.text;
    rig_event(rig, &event);
    str_free(&line);
}

static void effect_follows_the_step(void **state)
{
    (void)state;
    struct rig rig;
    begin(&rig, NULL);
    rig_keys(&rig, "E");
    assert_ptr_equal(rig.app->panel.which, &panel_effect);
    must_show(&rig, "step 1 of");
    must_show(&rig, "Kendall's τ");
    rig_keys(&rig, "Down Down Up");
    must_show(&rig, "step 2 of");
    rig_keys(&rig, "Left Left Left Down"); /* in the stage of the encoder too */
    assert_int_equal(rig.app->bench.picture.stage, STAGE_ENCODE);
    must_show(&rig, "step 3 of");
    rig_keys(&rig, "Right G");
    assert_int_equal(rig.app->bench.picture.cursor.step,
                     rig.app->bench.run->sentences[0].steps - 1);
    char *last = mem_format("step %d of", rig.app->bench.run->sentences[0].steps);
    must_show(&rig, last);
    rig_keys(&rig, "Down");
    must_show(&rig, last);
    free(last);
    rig_keys(&rig, "E");
    assert_null(rig.app->panel.which);
    rig_end(&rig);
}

static void effect_follows_sentence_model_and_changes(void **state)
{
    (void)state;
    struct rig rig;
    begin(&rig, NULL);
    rig_keys(&rig, "E M");
    must_show(&rig, "of the model without the changes");
    rig_keys(&rig, "u e type:Go. Enter");
    must_show(&rig, "go ");
    rig_keys(&rig, "Tab Tab");
    assert_string_equal(rig.app->bench.model->name, "eng-fra-fixed");
    must_show(&rig, "no attention");
    rig_keys(&rig, "j j k q");
    assert_null(rig.app->panel.which);
    rig_end(&rig);
}

static void blame_asks_for_a_reference(void **state)
{
    (void)state;
    struct rig rig;
    begin(&rig, NULL);
    rig_keys(&rig, "W");
    assert_int_equal(rig.app->line.prompt, PROMPT_COMMAND);
    assert_null(rig.app->panel.which);
    rig_keys(&rig, "type:je_suis_zyx Enter");
    assert_ptr_equal(rig.app->panel.which, &panel_blame);
    must_show(&rig, "Not in the vocabulary: zyx");
    must_show(&rig, "beam of 16");
    rig_keys(&rig, "Down j j k"); /* other keys go on working */
    assert_int_equal(rig.app->bench.picture.cursor.step, 1);
    type_long(&rig, "sentence"); /* that is too much to compare, */
    must_show(&rig, "the sentence has 200 tokens");
    rig_keys(&rig, "e Up Enter"); /* and then it is not */
    must_show(&rig, "beam of 16");
    rig_keys(&rig, "Tab Tab");
    must_show(&rig, "beam of 16");
    rig_keys(&rig, "W");
    assert_null(rig.app->panel.which);
    rig_end(&rig);
}

static void blame_says_why_it_cannot(void **state)
{
    (void)state;
    struct rig rig;
    begin(&rig, NULL);
    type_long(&rig, "blame");
    assert_null(rig.app->panel.which);
    assert_true(rig.app->screen.message_bad);
    must_show(&rig, "the reference has 200 tokens");
    rig_keys(&rig, "W Enter"); /* without a reference it asks again */
    assert_int_equal(rig.app->line.prompt, PROMPT_COMMAND);
    rig_end(&rig);
}

static void every_size_is_drawn(void **state)
{
    (void)state;
    static const char *const opening[] = {"E", "W type:je_suis_zyx_. Enter"};
    for (int i = 0; i < 2; i++) {
        struct rig rig;
        begin(&rig, NULL);
        rig_keys(&rig, opening[i]);
        assert_non_null(rig.app->panel.which);
        for (int rows = 1; rows < 30; rows += 3)
            for (int columns = 1; columns < 130; columns += 7)
                free(screen(&rig, rows, columns));
        rig_end(&rig);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(effect_follows_the_step),
        cmocka_unit_test(effect_follows_sentence_model_and_changes),
        cmocka_unit_test(blame_asks_for_a_reference),
        cmocka_unit_test(blame_says_why_it_cannot),
        cmocka_unit_test(every_size_is_drawn),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
