#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <string.h>

#include "app/panels.h"
#include "export/print.h"
#include "rig.h"

/* Panels that ask for files: what they ask for, and what the screen says after keys. */

static void begin(struct rig *rig, const char *model)
{
    *rig = (struct rig){0};
    rig_start(rig, NULL, model, "I'm home.");
    str_clear(&rig->asked);
    rig_keys(rig, "resize:24x100");
}

static char *screen(const struct rig *rig, int rows, int columns)
{
    struct grid grid;
    struct str out = {0};
    const struct theme theme = {.tier = TIER_MONO};
    rig_draw(rig, &grid, rows, columns);
    print_text(&out, &grid, &theme);
    grid_free(&grid);
    return str_take(&out);
}

/* Presses keys and looks for a text on the screen. */
static void see(struct rig *rig, const char *keys, const char *text)
{
    rig_keys(rig, keys);
    char *now = screen(rig, 24, 100);
    if (!strstr(now, text))
        fail_msg("after \"%s\" there is no \"%s\" in\n%s", keys, text, now);
    free(now);
}

static void states_follow_the_cursor_the_sentence_and_the_model(void **state)
{
    (void)state;
    struct rig rig;
    begin(&rig, NULL);
    see(&rig, "S", "nearest (cosine) in 2 sentences");
    assert_string_equal(rig.asked.text, "sentences eng");
    see(&rig, "", "h(1) i  I'm home.");
    see(&rig, "Right j", "h(3) home");
    assert_int_equal(rig.app->bench.picture.cursor.source, 2);
    see(&rig, "$", "h(5) <eos>");
    see(&rig, "Right", "h(5) <eos>");
    see(&rig, "0 Left", "h(1) i");
    see(&rig, "do:go_weights_1_home", "h(3) home"); /* by command too */
    see(&rig, "v", "s(1) ");
    see(&rig, "V", "h(3) home");
    see(&rig, "Enter", "nothing closer");
    see(&rig, "e type:Go. Enter", "h(1) go  Go.");
    see(&rig, "e Up Enter", "I'm home.");
    str_clear(&rig.asked);
    see(&rig, "Tab", "h(");
    assert_string_equal(rig.asked.text, "model eng-fra-dot; sentences eng");
    see(&rig, "? q", "nearest"); /* the help is closed, not the panel */
    see(&rig, "q", "attention weights");
    assert_null(rig.app->panel.which);
    see(&rig, "do:states_decoder", "s(1) ");
    see(&rig, "do:states_nowhere", "states of the encoder and of the decoder, not \"nowhere\"");
    rig_end(&rig);
}

static void states_of_another_sentence_of_the_batch(void **state)
{
    (void)state;
    struct rig rig = {0};
    rig_start(&rig, "02-batch", NULL, NULL);
    rig_keys(&rig, "resize:40x160");
    rig_keys(&rig, "S 0 s");
    char *now = screen(&rig, 40, 160);
    assert_non_null(strstr(now, rig.app->bench.picture.sentence ? "  Go." : "  I'm home."));
    free(now);
    rig_keys(&rig, rig.app->bench.picture.sentence ? "" : "s"); /* the shorter one, with padding */
    assert_int_equal(rig.app->bench.picture.sentence, 1);
    rig_keys(&rig, "do:go_weights_1_5");
    now = screen(&rig, 40, 160);
    assert_non_null(strstr(now, "h(3) <eos>  Go."));
    free(now);
    rig_end(&rig);
}

static void a_training_is_scrubbed_through_and_played(void **state)
{
    (void)state;
    struct rig rig;
    begin(&rig, NULL);
    see(&rig, "R", "step 0 ");
    assert_string_equal(rig.asked.text, "snapshots eng-fra-additive");
    see(&rig, "Left", "step 0 ");
    see(&rig, "Right", "step 50 ");
    see(&rig, "l l", "step 75 ");
    see(&rig, "g Down", "2/2 we rest");
    see(&rig, "Down Up", "1/2 早 上 好");
    see(&rig, "Space tick:100", "step 50 ");
    assert_true(screen_wait(&rig.app->screen) > 0);
    see(&rig, "Space tick:99000", "step 50 "); /* stopped */
    see(&rig, "Space tick:99001 tick:199000", "step 75 ");
    assert_int_equal(screen_wait(&rig.app->screen), -1);
    see(&rig, "Space", "step 0 "); /* again from the start */
    see(&rig, "q", "attention weights");
    assert_int_equal(screen_wait(&rig.app->screen), -1);
    see(&rig, "do:replay_74", "step 50 ");
    see(&rig, "do:replay_-3", "a number from 0, not \"-3\"");
    see(&rig, "do:replay_home", "a number from 0, not \"home\"");
    rig_end(&rig);
}

static void without_snapshots_it_says_so(void **state)
{
    (void)state;
    struct rig rig;
    begin(&rig, "eng-fra-fixed");
    see(&rig, "R", "there are no snapshots");
    see(&rig, "Right Space", "There is nothing to replay");
    assert_int_equal(screen_wait(&rig.app->screen), -1);
    see(&rig, "Tab Tab", "step 0 "); /* after one that cannot be opened, the next model has some */
    rig_end(&rig);
}

static void answers_that_nobody_waits_for_are_dropped(void **state)
{
    (void)state;
    struct rig rig;
    struct event event = {.kind = EVENT_ANSWER,
                          .answer = rig_sentences((struct asker){ASKER_PANEL, 1})};
    begin(&rig, NULL);
    rig_event(&rig, &event);
    see(&rig, "", "attention weights");
    rig_end(&rig);
}

static void panels_in_any_size(void **state)
{
    (void)state;
    static const char *const keys[] = {"C", "S", "R"};
    for (size_t i = 0; i < sizeof keys / sizeof *keys; i++) {
        struct rig rig;
        begin(&rig, NULL);
        rig_keys(&rig, keys[i]);
        for (int rows = 1; rows < 34; rows += 2)
            for (int columns = 1; columns < 140; columns += 9)
                free(screen(&rig, rows, columns));
        rig_end(&rig);
    }
}

static void the_chosen_model_of_one_formula_is_opened(void **state)
{
    (void)state;
    struct rig rig;
    begin(&rig, "sentiment-relation");
    struct ring *ring = &rig.app->bench.models;
    int cnn = ring_add(ring, "sentiment-cnn");
    see(&rig, "I", "▸ relation"); /* what all names begin with is left out */
    see(&rig, "Right", "▸ cnn");
    see(&rig, "", "Enter open");
    see(&rig, "Enter", "implied weights of pairs"); /* the same matrix, now of the other one */
    assert_int_equal(ring->open, cnn);
    assert_string_equal(rig.app->bench.model->name, "sentiment-cnn");
    assert_null(rig.app->panel.which);
    rig_end(&rig);
}

/* The head's figures as far as there is room, never the name of one without its number. */
static void captions_of_heads_are_whole(void **state)
{
    (void)state;
    struct rig rig;
    begin(&rig, "sentiment-multihead");
    rig_keys(&rig, "do:heads");
    for (int columns = 24; columns < 120; columns += 5) {
        char *now = screen(&rig, 24, columns);
        if (!strstr(now, " self 0.") && strstr(now, " self"))
            fail_msg("%d columns: %s", columns, now);
        free(now);
    }
    see(&rig, "", "1.1 H ");
    see(&rig, "", " self 0.");
    rig_end(&rig);
}

static void the_label_of_a_long_text_is_seen(void **state)
{
    (void)state;
    struct rig rig;
    struct str text = {0};
    for (int i = 0; i < 200; i++)
        str_add(&text, i ? " good" : "good");
    rig = (struct rig){0};
    rig_start(&rig, NULL, "sentiment-relation", text.text);
    rig_keys(&rig, "resize:24x100");
    see(&rig, "", "… → ");
    const float *p = trace_get(rig.app->bench.run, 0, Q_CLASS_PROBABILITIES).x;
    char label[32];
    snprintf(label, sizeof label, "… → %s %.2f", p[0] > p[1] ? "1" : "0",
             (double)(p[0] > p[1] ? p[0] : p[1]));
    see(&rig, "", label);
    str_free(&text);
    rig_end(&rig);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(states_follow_the_cursor_the_sentence_and_the_model),
        cmocka_unit_test(states_of_another_sentence_of_the_batch),
        cmocka_unit_test(a_training_is_scrubbed_through_and_played),
        cmocka_unit_test(without_snapshots_it_says_so),
        cmocka_unit_test(answers_that_nobody_waits_for_are_dropped),
        cmocka_unit_test(panels_in_any_size),
        cmocka_unit_test(the_chosen_model_of_one_formula_is_opened),
        cmocka_unit_test(captions_of_heads_are_whole),
        cmocka_unit_test(the_label_of_a_long_text_is_seen),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
