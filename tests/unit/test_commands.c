#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "app/requests.h"
#include "export/print.h"
#include "rig.h"

/* Commands by name: the line that they are typed in, scripts, and that every key says why when it
 * does nothing. */

enum beginning { MENU, EXPLORE, LESSON, BATCH, FIXED, NOTHING, LONG, STARTS };

static void begin(struct rig *rig, enum beginning start)
{
    static const struct {
        const char *lesson, *model, *text;
    } starts[STARTS] = {
        [MENU] = {NULL, NULL, NULL},         [EXPLORE] = {NULL, NULL, "I'm home."},
        [LESSON] = {"01-rig", NULL, NULL},   [BATCH] = {"02-batch", NULL, NULL},
        [FIXED] = {"03-fixed", NULL, NULL},  [NOTHING] = {NULL, "broken-model", "I'm home."},
        [LONG] = {NULL, NULL, LITERAL_LONG},
    };
    *rig = (struct rig){0};
    rig_start(rig, starts[start].lesson, starts[start].model, starts[start].text);
    str_clear(&rig->asked);
}

static const char *text_of(const struct str *str)
{
    return str->length ? str->text : "";
}

/* What the line shows, with | for the cursor; "-": no line. */
static void expect_line(const struct rig *rig, const char *keys, const char *expected)
{
    const struct input *input = &rig->app->line.input;
    const char *text = text_of(&input->text);
    char *line = rig->app->line.prompt == PROMPT_COMMAND
                     ? mem_format("%.*s|%s", (int)input->cursor, text, text + input->cursor)
                     : mem_text("-");
    if (strcmp(line, expected) != 0)
        fail_msg("after \"%s\" the line is \"%s\", expected \"%s\"", keys, line, expected);
    free(line);
}

static void the_line_is_edited_completed_and_closed(void **state)
{
    (void)state;
    static const struct {
        enum beginning start;
        const char *keys, *line;
    } cases[] = {
        {EXPLORE, ":", "|"},
        {MENU, ":", "|"},
        {LESSON, "? :", "|"},
        {EXPLORE, ": Esc", "-"},
        {EXPLORE, ": type:abc Ctrl-C", "-"},
        {EXPLORE, ": Enter", "-"},
        {EXPLORE, ": Space Enter", "-"},
        {EXPLORE, "e :", "-"}, /* a colon is a part of a sentence */
        {EXPLORE, ": type::q", ":q|"},
        {EXPLORE, ": 好 é Left Backspace", "|é"},
        {EXPLORE, ": type:stage_softmax Ctrl-W", "stage |"},
        /* completion: alone, as far as all agree, in turn, and back */
        {EXPLORE, ": type:tr Tab", "transpose |"},
        {EXPLORE, ": type:ste Tab", "step|"},
        {EXPLORE, ": type:ste Tab Tab", "step|"},
        {EXPLORE, ": type:ste Tab Tab Tab", "step-previous|"},
        {EXPLORE, ": type:ste Tab Tab Tab Tab", "step-next|"},
        {EXPLORE, ": type:ste Tab Tab Tab Tab Tab", "step|"},
        {EXPLORE, ": type:ste Tab Tab Shift-Tab", "step-next|"},
        {EXPLORE, ": type:ste Tab Shift-Tab", "step-next|"},
        {EXPLORE, ": type:step Space Tab", "step je|"},
        {EXPLORE, ": type:step Space Tab Tab", "step suis|"},
        {EXPLORE, ": type:step_c Tab", "step chez |"},
        {EXPLORE, ": type:stage_so Tab", "stage softmax |"},
        {EXPLORE, ": type:stage_softmax Space Tab", "stage softmax |"},
        {EXPLORE, ": type:go_w Tab type:c Tab", "go weights chez |"},
        {EXPLORE, ": type:go_w Tab type:chez_h Tab", "go weights chez home |"},
        {EXPLORE, ": type:go_none Space Tab", "go none |"},
        {EXPLORE, ": type:go_weights_99 Space Tab", "go weights 99 |"},
        {EXPLORE, ": type:model_eng-fra-d Tab", "model eng-fra-dot |"},
        {EXPLORE, ": type:lesson_02 Tab", "lesson 02-batch |"},
        {EXPLORE, ": type:palette_vi Tab", "palette viridis |"},
        {EXPLORE, ": type:sentence_x Tab", "sentence x|"},
        {EXPLORE, ": type:zzz Tab", "zzz|"},
        {EXPLORE, ": type:_tr Tab", " transpose |"},
        {EXPLORE, ": type:stage_so_x Left Left Tab", "stage softmax | x"},
        {FIXED, ": type:go_we Tab", "go we|"},
        {NOTHING, ": type:step Space Tab", "step |"},
        {LESSON, ": type:page_ Tab Tab", "page 2|"},
        /* history */
        {EXPLORE, ": Up", "|"},
        {EXPLORE, ": type:transpose Enter : Up", "transpose|"},
        {EXPLORE, ": type:transpose Enter : type:x Up Down", "|"},
        {EXPLORE, ": type:transpose Enter : type:play Enter : Up Up", "transpose|"},
        {EXPLORE, ": type:transpose Enter : type:play Enter : Up Up Up Down", "play|"},
        {EXPLORE, ": type:transpose Enter : type:transpose Enter : Up Up", "transpose|"},
        {EXPLORE, ": type:nonsense Enter Esc : Up", "|"},
        /* what is wrong stays to be put right */
        {EXPLORE, ": type:stage_sofmax Enter", "stage sofmax|"},
        {EXPLORE, ": type:stage_sofmax Enter Ctrl-W type:word Enter", "-"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct rig rig;
        begin(&rig, cases[i].start);
        rig_keys(&rig, cases[i].keys);
        expect_line(&rig, cases[i].keys, cases[i].line);
        rig_end(&rig);
    }
}

/* Everything that commands change. */
static void expect_state(const struct rig *rig, const char *keys, const char *expected)
{
    static const char *const zooms[] = {"flow", "stage", "cell"};
    const struct picture *p = &rig->app->bench.picture;
    char *now = mem_format(
        "%s %s %s %d,%d,%d %s", rig->app->mode == MODE_MENU ? "menu" : zooms[p->zoom],
        stage_name(p->stage), p->quantity == Q_NONE ? "none" : quantity_any(p->quantity)->name,
        p->cursor.step + 1, p->cursor.source + 1, p->cursor.unit + 1,
        rig->app->bench.run->sentences[0].text);
    if (strcmp(now, expected) != 0)
        fail_msg("after \"%s\" it is \"%s\", expected \"%s\"", keys, now, expected);
    free(now);
}

static void commands_do_what_they_say(void **state)
{
    (void)state;
    static const struct {
        enum beginning start;
        const char *command, *state, *asked;
    } cases[] = {
        {EXPLORE, "stage_word", "stage word probabilities 1,1,1 I'm home.", ""},
        {EXPLORE, "stage-next", "stage context context 1,1,1 I'm home.", ""},
        {EXPLORE, "_stage__score_", "stage score scores 1,1,1 I'm home.", ""},
        {EXPLORE, "step_3", "stage softmax weights 3,1,1 I'm home.", ""},
        {EXPLORE, "step_chez", "stage softmax weights 3,1,1 I'm home.", ""},
        {EXPLORE, "zoom_cell", "cell softmax weights 1,1,1 I'm home.", ""},
        {EXPLORE, "go_scores", "stage score scores 1,1,1 I'm home.", ""},
        {EXPLORE, "go_scores_2", "stage score scores 2,1,1 I'm home.", ""},
        {EXPLORE, "go_weights_chez_home", "stage softmax weights 3,3,1 I'm home.", ""},
        {EXPLORE, "go_states_home_5", "stage encode states 1,3,5 I'm home.", ""},
        {EXPLORE, "go_reset_3_7", "stage decode reset 3,1,7 I'm home.", ""},
        {EXPLORE, "go_probabilities_4_moi", "stage word probabilities 4,1,1 I'm home.", ""},
        {EXPLORE, "sentence_Go.", "stage softmax weights 1,1,1 Go.", ""},
        {EXPLORE, "sentence__Go__home._", "stage softmax weights 1,1,1 Go  home.", ""},
        {EXPLORE, "model_eng-fra-dot", "stage softmax weights 1,1,1 I'm home.",
         "model eng-fra-dot"},
        {EXPLORE, "export_a_b.csv", "stage softmax weights 1,1,1 I'm home.", "export a b.csv"},
        {EXPLORE, "back", "menu softmax weights 1,1,1 I'm home.", ""},
        {EXPLORE, "quit", "stage softmax weights 1,1,1 I'm home.", "quit"},
        {MENU, "lesson_02-batch", "stage mask masked 2,1,1 I'm home.",
         "lesson 02-batch; seen 02-batch 1"},
        {LESSON, "page_2", "stage softmax weights 3,1,1 I'm home.", "seen 01-rig 2"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        for (int typed = 0; typed < 2; typed++) { /* in the line, and from a script */
            struct rig rig;
            char *keys = mem_format(typed ? ": type:%s Enter" : "do:%s", cases[i].command);
            begin(&rig, cases[i].start);
            rig_keys(&rig, keys);
            expect_state(&rig, keys, cases[i].state);
            if (strcmp(text_of(&rig.asked), cases[i].asked) != 0)
                fail_msg("\"%s\" asked for \"%s\", expected \"%s\"", keys, text_of(&rig.asked),
                         cases[i].asked);
            free(keys);
            rig_end(&rig);
        }
}

static void what_is_wrong_is_said(void **state)
{
    (void)state;
    static const struct {
        enum beginning start;
        const char *command, *says;
    } cases[] = {
        {EXPLORE, "nonsense", "there is no command \"nonsense\"; Tab lists them"},
        {EXPLORE, "none", "there is no command"},
        {EXPLORE, "Stage_word", "there is no command \"Stage\""},
        {EXPLORE, "stage", "stage needs to be told what; expected: stage STAGE"},
        {EXPLORE, "stage_sofmax", "no stage \"sofmax\"; there is encode, score, mask, softmax"},
        {EXPLORE, "stage_word_word", "too much: word; expected: stage STAGE"},
        {EXPLORE, "transpose_now", "too much: now; expected: transpose"},
        {EXPLORE, "step_7", "no step \"7\"; there is 1 to 6, or its word: je, suis"},
        {EXPLORE, "step_0", "no step \"0\""},
        {EXPLORE, "step_-1", "no step \"-1\""},
        {EXPLORE, "step_99999999999999999999", "no step"},
        {EXPLORE, "step_1.5", "no step \"1.5\""},
        {EXPLORE, "go", "expected: go MATRIX [ROW [COLUMN]]"},
        {EXPLORE, "go_weights_home", "no row \"home\""},
        {EXPLORE, "go_weights_1_6", "no column \"6\"; there is 1 to 5"},
        {EXPLORE, "go_weights_1_5_2", "too much: 2"},
        {FIXED, "go_weights", "no matrix of this model \"weights\"; there is states"},
        {EXPLORE, "model_x", "no model \"x\"; there is eng-fra-additive, eng-fra-dot"},
        {EXPLORE, "scale_rows", "no scale \"rows\"; there is fixed, row, root"},
        {EXPLORE, "sentence", "expected: sentence TEXT"},
        {EXPLORE, "page_1", "no page \"1\""},
        {EXPLORE, "page-next", "no lesson is open"},
        {EXPLORE, "accept", "accept is for the sentence being edited, and this is a picture"},
        {EXPLORE, "first-step", "this is the first step"},
        {MENU, "stage-next", "stage-next is for a picture, and this is the course menu"},
        {NOTHING, "step_1", "no step \"1\""},
        {NOTHING, "stage_word", "no model is open"},
        {NOTHING, "go_weights", "no matrix"},
        {LESSON, "page_4", "no page \"4\"; there is 1, 2, 3"},
        {LESSON, "answer_1", "no question on this page"},
        {LESSON, "answer_x", "no question on this page"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct rig rig;
        char *keys = mem_format("do:%s", cases[i].command);
        begin(&rig, cases[i].start);
        rig_keys(&rig, keys);
        assert_string_equal(text_of(&rig.asked), "refused");
        if (!strstr(text_of(&rig.app->screen.message), cases[i].says))
            fail_msg("\"%s\" says \"%s\", expected \"%s\"", keys, text_of(&rig.app->screen.message),
                     cases[i].says);
        free(keys);
        rig_end(&rig);
    }
}

/* ---- no key is dead ---- */

static char *screen(const struct rig *rig)
{
    struct grid grid;
    const struct theme theme = {.tier = TIER_256};
    struct str out = {0};
    rig_draw(rig, &grid, 24, 80);
    print_ansi(&out, &grid, &theme);
    grid_free(&grid);
    return str_take(&out);
}

/* Key k of the nth binding; NULL: there is none. */
static const char *key_of(const struct request_list *requests, int n, int k)
{
    const struct binding *binding = &requests->list[n / BINDINGS_MAX]->bindings[n % BINDINGS_MAX];
    return binding->help ? binding->keys[k] : NULL;
}

/* In every one of these places a key of the table changes the screen, asks for something or says why
 * it does not. */
static void every_key_does_something_or_says_why_not(void **state)
{
    (void)state;
    static const struct {
        enum beginning start;
        const char *keys;
    } places[] = {
        {MENU, ""},
        {MENU, "?"},
        {EXPLORE, ""},
        {EXPLORE, "z"},
        {EXPLORE, "t"},
        {LONG, ""},
        {LONG, "o"},
        {LONG, "o G $"},
        {EXPLORE, "z G"},
        {EXPLORE, "z Right"},
        {EXPLORE, "Left Left Left"},
        {EXPLORE, "Left Left Left Enter"},
        {EXPLORE, "z Left Left Left"},
        {EXPLORE, "Enter"},
        {EXPLORE, "Left"},
        {EXPLORE, "Right G $"},
        {EXPLORE, "?"},
        {EXPLORE, "G Right Right"},
        {LESSON, ""},
        {LESSON, "n"},
        {LESSON, "n n"},
        {LESSON, "n i 3"},
        {BATCH, ""},
        {FIXED, ""},
        {FIXED, "z"},
        {FIXED, "Right Enter"},
        {NOTHING, ""},
        {NOTHING, "z"},
    };
    struct request_list keyed = {0};
    requests_collect(&keyed);
    for (size_t i = 0; i < sizeof places / sizeof *places; i++)
        for (int n = 0; n < BINDINGS_MAX * keyed.count; n++)
            for (int k = 0; k < KEYS_MAX && key_of(&keyed, n, k); k++) {
                struct rig rig;
                begin(&rig, places[i].start);
                rig_keys(&rig, places[i].keys);
                str_clear(&rig.app->screen.message);
                str_clear(&rig.asked);
                char *before = screen(&rig);
                rig_keys(&rig, key_of(&keyed, n, k));
                char *after = screen(&rig);
                bool alive = strcmp(before, after) != 0 || rig.asked.length ||
                             rig.app->screen.message.length || rig.app->screen.playing ||
                             keyed.list[n / BINDINGS_MAX]->id == REQUEST_REDRAW;
                if (!alive)
                    fail_msg("%s is dead after \"%s\" (start %d)", key_of(&keyed, n, k),
                             places[i].keys, places[i].start);
                free(before);
                free(after);
                rig_end(&rig);
            }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_line_is_edited_completed_and_closed),
        cmocka_unit_test(commands_do_what_they_say),
        cmocka_unit_test(what_is_wrong_is_said),
        cmocka_unit_test(every_key_does_something_or_says_why_not),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
