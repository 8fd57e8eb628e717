#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "export/print.h"
#include "literal_snapshots.h"
#include "view/replay.h"

/* A training looked at again, drawn from literal snapshots. */

static char *draw(const struct replay *replay, int rows, int columns, bool ascii)
{
    struct grid grid;
    struct str out = {0};
    const struct theme theme = {.tier = TIER_MONO, .ascii = ascii};
    grid_init(&grid, rows, columns);
    replay_draw(&grid, grid_whole(&grid), replay);
    print_text(&out, &grid, &theme);
    grid_free(&grid);
    return str_take(&out);
}

static void check(bool attention, struct replay replay, int rows, int columns, bool ascii,
                  const char *expected)
{
    struct snapshots *s = literal_snapshots(attention);
    replay.snapshots = s;
    char *text = draw(&replay, rows, columns, ascii);
    bool same = strcmp(text, expected) == 0;
    if (!same)
        fprintf(stderr, "drawn:\n%s:drawn\n", text);
    free(text);
    snapshots_free(s);
    assert_true(same);
}

static void in_the_middle(void **state)
{
    (void)state;
    check(true, (struct replay){.at = 1}, 20, 80, false,
          "step 50 ███████████████████████▌······················· 2/3  epoch 1  loss 5.250\n"
          "1/2 早 上 好\n"
          "  → good\n"
          "\n"
          "           早     上     好    <eos>       ● loss (nats)   × here\n"
          "          ▒▒▒▒▒▒ ······ ······ ······    6┤×⣀\n"
          "  good     .62*▒  .12··  .12··  .12··     │  ⠉⠉⠉⠒⠒⠒⠤⠤⠤⣀⣀⣀\n"
          "          ▒▒▒▒▒▒ ······ ······ ······    4┤              ⠉⠉⠉⠒⠒⠒⠤⠤⠤⣀⣀⣀\n"
          "          ······ ▒▒▒▒▒▒ ······ ······    2┤                          ⠉⠉⠉⠒⠒⠒⠤⠤⠤⣀●\n"
          "  morning  .12··  .62*▒  .12··  .12··     └┬───────────────┬─────────────┬──────\n"
          "          ······ ▒▒▒▒▒▒ ······ ······     50              60            70\n"
          "          ······ ······ ▒▒▒▒▒▒ ······                                       step\n"
          "  <eos>    .12··  .12··  .62*▒  .12··\n"
          "          ······ ······ ▒▒▒▒▒▒ ······           0 the the the the …\n"
          "                                         ▸     50 good\n"
          "α(t,j) while the given translation is          75 good morning\n"
          "forced, so that the rows stay the same.\n"
          "\n"
          "\n"
          "\n");
}

static void at_the_end_in_ascii(void **state)
{
    (void)state;
    check(true, (struct replay){.at = 2, .sentence = 1}, 16, 60, true,
          "step 75 ##################### 3/3  epoch 2  loss 2.125  kept\n"
          "2/2 we rest\n"
          "  > nous restons\n"
          "\n"
          "           we   rest  <eos>       o loss (nats)   x here\n"
          "  nous     1.0*  .00   .00     10+\n"
          "          @@@@@                  |o'':............\n"
          "  restons  .00   1.0*  .00      0+                '''''''''x\n"
          "                @@@@@            ++----------+---------+----\n"
          "  <eos>    .00   .00   1.0*      50         60        70\n"
          "                      @@@@@\n"
          "a(t,j) while the given                0 (nothing)\n"
          "translation is forced, so            50 nous\n"
          "that the rows stay the same.   >     75 nous restons\n"
          "These are the weights that\n"
          "the model file holds.\n");
}

static void before_any_step(void **state)
{
    (void)state;
    check(true, (struct replay){.at = 0}, 24, 40, false,
          "step 0  1/3  epoch 1  before any step\n"
          "1/2 早 上 好\n"
          "  → the the the the …\n"
          "\n"
          "           早     上     好    <eos>\n"
          "          ······ ······ ······ ······\n"
          "  good     .25*·  .25··  .25··  .25··\n"
          "          ······ ······ ······ ······\n"
          "          ······ ······ ······ ······\n"
          "  morning  .25*·  .25··  .25··  .25··\n"
          "          ······ ······ ······ ······\n"
          "          ······ ······ ······ ······\n"
          "  <eos>    .25*·  .25··  .25··  .25··\n"
          "          ······ ······ ······ ······\n"
          "α(t,j) while the given translation is\n"
          "forced, so that the rows stay the same.\n"
          "▸      0 the the the the …\n"
          "      50 good\n"
          "      75 good morning\n"
          "\n"
          "\n"
          "\n"
          "\n"
          "\n");
}

static void without_attention_only_translations_change(void **state)
{
    (void)state;
    check(false, (struct replay){.at = 1, .sentence = 1}, 14, 60, false,
          "step 50 █████████████▌············· 2/3  epoch 1  loss 5.250\n"
          "2/2 we rest\n"
          "  → nous\n"
          "tiny has no attention: its     10┤\n"
          "context is fixed, so there is    │×⠒⠒⠢⠤⠤⠤⠤⠤⠤⣀⣀⣀⣀⣀⣀\n"
          "no grid to watch. What          0┤                ⠉⠉⠉⠉⠉⠉⠑⠒⠒●\n"
          "changes is the translation.      └┬──────────┬─────────┬────\n"
          "                                 50         60        70\n"
          "\n"
          "                                      0 (nothing)\n"
          "                               ▸     50 nous\n"
          "                                     75 nous restons\n"
          "\n"
          "\n");
}

static void any_size_and_any_place(void **state)
{
    (void)state;
    struct snapshots *s = literal_snapshots(true);
    struct replay replay = {s, 99, -5};
    replay_clamp(&replay);
    assert_int_equal(replay.at, 2);
    assert_int_equal(replay.sentence, 0);
    for (int rows = 1; rows <= 30; rows++)
        for (int columns = 1; columns <= 120; columns += 7) {
            char *text = draw(&replay, rows, columns, false);
            assert_true(columns < 7 || strncmp(text, "step 75", 7) == 0);
            free(text);
        }
    snapshots_free(s);
}

static void steps_are_found(void **state)
{
    (void)state;
    struct snapshots *s = literal_snapshots(false);
    const struct {
        long step;
        int at;
    } cases[] = {{-1, 0}, {0, 0}, {49, 0}, {50, 1}, {74, 1}, {75, 2}, {1000000, 2}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        assert_int_equal(replay_find(s, cases[i].step), cases[i].at);
    snapshots_free(s);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(in_the_middle),
        cmocka_unit_test(at_the_end_in_ascii),
        cmocka_unit_test(before_any_step),
        cmocka_unit_test(without_attention_only_translations_change),
        cmocka_unit_test(any_size_and_any_place),
        cmocka_unit_test(steps_are_found),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
