#include "paper.h"

#include "app/pages.h"
#include "export/print.h"
#include "lesson/check.h"
#include "lesson/expression.h"

/* Pages that change the run: what they do is made when they open and undone when they are left. */

#define PAGE(settings)                                                                             \
    "text {weights[1,1] %.3f} {before.weights[1,1] %.3f}\n```view\n" settings "```\n"

static const char *const text = "---\ntitle: t\nmodel: paper\nsource: a b c\n---\n" //
    PAGE("stage: softmax\n") "---\n"                                                //
    PAGE("do: select uniform\ndo: hide 1\n") "---\n"                                //
    PAGE("source: b\nsource: a b c a\ndo: mask off\n") "---\n"                      //
    PAGE("model: other\n") "---\n"                                                  //
    PAGE("panel: effect\n") "---\n"                                                 //
    PAGE("stage: softmax\n") "---\n"                                                //
    PAGE("do: select uniform\nthen: hide 1\nthen: hide 2\nreveal: difference\n");

#define ASKS(answer)                                                                               \
    "text\n```question\nkind: number\nask: how much?\nanswer: " answer "\nwithin: 0.001\n```\n"
static const char *const asking = "---\ntitle: t\nmodel: paper\nsource: a b c\n---\n" //
    ASKS("0.41") "---\n" ASKS("-0.5") "---\n" ASKS("1/3") "---\n" PAGE("stage: softmax\n");

static struct lesson *lesson_of(const char *file)
{
    struct err err;
    struct lesson *lesson = lesson_parse("t.md", file, strlen(file), &err);
    if (!lesson)
        fail_msg("%s", err.text);
    return lesson;
}

static char asked_lesson[20]; /* the last one */

/* Everything that the app asks for, answered. */
static void answer(struct app *app)
{
    struct screen *screen = app_screen(app);
    while (screen->effects.count) {
        struct effects effects = screen_take_effects(screen);
        for (size_t i = 0; i < effects.count; i++)
            if (effects.list[i].kind == EFFECT_LOAD_LESSON) {
                struct event event = {.kind = EVENT_ANSWER,
                                      .answer = {.kind = ANSWER_LESSON,
                                                 .asker = effects.list[i].asker,
                                                 .lesson = lesson_of(text)}};
                snprintf(asked_lesson, sizeof asked_lesson, "%s", effects.list[i].text);
                screen_event(screen, &event);
            } else if (effects.list[i].kind == EFFECT_LOAD_MODEL) {
                struct model *model = paper();
                free(model->name);
                model->name = mem_text(effects.list[i].text);
                struct event event = {.kind = EVENT_ANSWER,
                                      .answer = {.kind = ANSWER_MODEL,
                                                 .asker = effects.list[i].asker,
                                                 .model = model}};
                screen_event(screen, &event);
            }
        effects_free(&effects);
    }
}

static void press(struct app *app, const char *key)
{
    struct event event;
    assert_int_equal(key_event(key, &event), 0);
    screen_event(app_screen(app), &event);
    answer(app);
}

static const struct trace *now(const struct app *app)
{
    return app_picture(app)->trace;
}

static double first_weight(const struct app *app)
{
    return mat_row(trace_get(now(app), 0, Q_WEIGHTS), 0)[0];
}

static double second_weight(const struct app *app)
{
    return mat_row(trace_get(now(app), 0, Q_WEIGHTS), 0)[1];
}

static struct app *open_text(const char *file)
{
    struct app_setup setup = {.lesson = "t"};
    struct app *app = app_new(&setup);
    struct effects effects = screen_take_effects(app_screen(app));
    struct event event = {.kind = EVENT_ANSWER,
                          .answer = {.kind = ANSWER_LESSON,
                                     .asker = effects.list[0].asker,
                                     .lesson = lesson_of(file)}};
    effects_free(&effects);
    screen_event(app_screen(app), &event);
    answer(app);
    assert_non_null(now(app));
    return app;
}

static struct app *open_lesson(void)
{
    return open_text(text);
}

static void pages_change_the_run_and_undo_it(void **state)
{
    (void)state;
    struct app *app = open_lesson();
    double plain = first_weight(app);
    press(app, "PageDown");
    assert_true(first_weight(app) == 0);
    assert_close(mat_row(trace_get(now(app), 0, Q_WEIGHTS), 0)[1], 1.0 / 3, 1e-6, "uniform");
    press(app, "PageDown");
    assert_int_equal(now(app)->count, 2);
    assert_string_equal(trace_source_word(now(app), 0, 0), "b");
    assert_true(mat_row(trace_get(now(app), 0, Q_WEIGHTS), 0)[4] > 0); /* padding, unmasked */
    press(app, "PageDown");
    assert_string_equal(now(app)->model->name, "other");
    assert_int_equal(now(app)->count, 1);
    assert_true(first_weight(app) == plain);
    press(app, "PageDown");
    assert_string_equal(now(app)->model->name, "paper");
    press(app, "PageUp");
    press(app, "PageUp");
    press(app, "PageUp");
    assert_true(first_weight(app) == 0);
    press(app, "PageUp");
    assert_true(first_weight(app) == plain);
    assert_true(now(app)->before == NULL);
    app_free(app);
}

/* What the person undoes or changes on such a page stays on it. */
static void own_changes_end_with_the_page(void **state)
{
    (void)state;
    struct app *app = open_lesson();
    double plain = first_weight(app);
    press(app, "PageDown");
    press(app, "U");
    assert_true(first_weight(app) == plain);
    press(app, "x");
    press(app, "PageUp");
    assert_true(first_weight(app) == plain);
    press(app, "PageDown");
    press(app, "q"); /* to the course: nothing of the page stays */
    assert_true(first_weight(app) == plain);
    app_free(app);
}

/* The screen, or from `begin` on to the end of its line. */
static char *shown(struct app *app, const char *begin)
{
    struct grid grid;
    struct str out = {0};
    const struct theme theme = {.tier = TIER_MONO};
    grid_init(&grid, 40, 120);
    screen_draw(app_screen(app), &grid);
    print_text(&out, &grid, &theme);
    const char *at = strstr(out.text, begin);
    char *line = at ? mem_text_n(at, strcspn(at, "│\n")) : mem_text("");
    str_free(&out);
    grid_free(&grid);
    return line;
}

static void expect_text(struct app *app, const char *text_before, bool changed)
{
    char *now_text = shown(app, " text "), *line = shown(app, "The picture is changed");
    assert_string_equal(now_text, text_before);
    assert_int_equal(*line != '\0', changed);
    free(now_text);
    free(line);
}

static void command(struct app *app, const char *line)
{
    struct event event = {.kind = EVENT_COMMAND, .line = line};
    screen_event(app_screen(app), &event);
    answer(app);
}

/* The numbers of a page follow another sentence. When the run is changed they stay, and it is said
 * which key leads back. */
static void numbers_are_of_the_page_s_own_run(void **state)
{
    (void)state;
    struct app *app = open_lesson();
    for (int page = 0; page < 2; page++) { /* without changes of its own, and with some */
        double own = first_weight(app);
        char *text_before = shown(app, " text ");
        expect_text(app, text_before, false);
        command(app, "temperature 3");
        assert_true(first_weight(app) != own || page == 1);
        expect_text(app, text_before, true);
        command(app, "undo-all");
        expect_text(app, text_before, page == 1); /* its own went, too */
        command(app, "collapse 2");
        expect_text(app, text_before, true);
        press(app, ".");
        assert_true(first_weight(app) == own);
        expect_text(app, text_before, false);
        free(text_before);
        press(app, "PageDown");
    }
    press(app, "PageUp");
    press(app, "PageUp");
    char *text_before = shown(app, " text ");
    command(app, "sentence c b a");
    char *text_now = shown(app, " text "), *line = shown(app, "The picture is changed");
    assert_string_not_equal(text_now, text_before);
    assert_string_equal(line, "");
    press(app, ".");
    expect_text(app, text_before, false);
    free(text_before);
    free(text_now);
    free(line);
    app_free(app);
}

static double text_weight(const struct app *app)
{
    return mat_row(trace_get(pages_state(app).trace, 0, Q_WEIGHTS), 0)[0];
}

/* What a page keeps back is shown when it is asked for; its text and question know it already. */
static void a_page_shows_more_when_asked(void **state)
{
    (void)state;
    struct app *app = open_lesson();
    for (int page = 2; page <= 7; page++)
        press(app, "PageDown");
    assert_int_equal(app->course.page, 6);
    double kept = first_weight(app);
    assert_true(kept > 0.2 && text_weight(app) == 0);
    assert_false(pages_state(app).changed);
    press(app, "PageDown");
    assert_int_equal(app->course.page, 6);
    assert_true(first_weight(app) == 0 && second_weight(app) > kept);
    assert_false(pages_state(app).changed); /* this far it is the page's own */
    assert_null(app->panel.which);
    press(app, "PageDown"); /* the next step, the last, which opens a panel */
    assert_int_equal(app->course.page, 6);
    assert_true(second_weight(app) == 0);
    assert_string_equal(app->panel.which->opens.name, "difference");
    press(app, "u"); /* and back */
    press(app, "u");
    assert_true(first_weight(app) == kept);
    press(app, "PageUp");
    assert_int_equal(app->course.page, 5);
    app_free(app);
}

static void press_all(struct app *app, const char *keys)
{
    for (; *keys; keys++)
        press(app, (char[]){*keys, '\0'});
    press(app, "Enter");
}

static void expect_verdict(const struct app *app, enum question_verdict verdict, double number)
{
    const struct question_reply *reply = &app->course.replies[app->course.page];
    assert_int_equal(reply->verdict, verdict);
    assert_close(reply->given.number, number, 1e-9, "what was given");
}

/* Whatever a number can begin with begins it, though these keys mean something else elsewhere. */
static void numbers_are_typed_as_they_are_written(void **state)
{
    (void)state;
    struct app *app = open_text(asking);
    press_all(app, "4");
    expect_verdict(app, REPLY_AGAIN, 4);
    press_all(app, "0.41");
    expect_verdict(app, REPLY_RIGHT, 0.41);
    press(app, "a");
    press_all(app, ".41");
    expect_verdict(app, REPLY_RIGHT, 0.41);
    press(app, "0"); /* it is answered: the first cell of the row */
    assert_int_equal(app->line.prompt, PROMPT_NONE);
    press(app, "n");
    press_all(app, "-.5");
    expect_verdict(app, REPLY_RIGHT, -0.5);
    press(app, "n");
    command(app, "hide 1");
    press(app, "."); /* what is changed comes first: this leads back */
    assert_int_equal(app->line.prompt, PROMPT_NONE);
    assert_int_equal(app->bench.interventions.count, 0);
    press_all(app, "1/0");
    expect_verdict(app, REPLY_NONE, 0);
    press(app, "Esc");
    press_all(app, "1/3");
    expect_verdict(app, REPLY_RIGHT, 1.0 / 3);
    press(app, "n");
    press(app, "0"); /* no question here */
    assert_int_equal(app->line.prompt, PROMPT_NONE);
    app_free(app);
}

/* The words of a page are closed as the help is, and do not lead out of the lesson. */
static void words_are_closed_before_the_lesson(void **state)
{
    (void)state;
    static const char *const closing[] = {"q", "Esc", "Space"};
    struct app *app = open_lesson();
    for (size_t i = 0; i < sizeof closing / sizeof *closing; i++) {
        press(app, "d");
        assert_int_equal(app->course.words, PAGE_WORDS);
        press(app, closing[i]);
        assert_int_equal(app->course.words, PAGE_TEXT);
        assert_int_equal(app->mode, MODE_PICTURE);
        assert_false(app->screen.playing);
    }
    press(app, "q");
    assert_int_equal(app->mode, MODE_MENU);
    app_free(app);
}

static void a_page_begins_with_its_own_picture(void **state)
{
    (void)state;
    struct app *app = open_lesson();
    command(app, "hide 1");
    press(app, "D");
    assert_non_null(app->panel.which);
    press(app, ".");
    assert_null(app->panel.which);
    command(app, "hide 1");
    press(app, "D");
    press(app, "PageDown");
    assert_null(app->panel.which);
    for (int page = 2; page <= 4; page++)
        press(app, "PageDown");
    assert_non_null(app->panel.which); /* its own */
    press(app, "PageUp");
    assert_null(app->panel.which);
    app_free(app);
}

static void the_gallery_leads_back_to_its_page(void **state)
{
    (void)state;
    struct app *app = open_lesson();
    press(app, "n");
    press(app, "n");
    press(app, "F");
    assert_string_equal(asked_lesson, "gallery");
    assert_int_equal(app->course.page, 0);
    press(app, "n");
    press(app, "T"); /* from one to the other: the way back is the same */
    assert_string_equal(asked_lesson, "tour");
    press(app, "q");
    assert_string_equal(asked_lesson, "t.md");
    assert_int_equal(app->course.page, 2);
    assert_int_equal(app->mode, MODE_PICTURE);
    press(app, "q");
    assert_int_equal(app->mode, MODE_MENU);
    app_free(app);
}

static const struct model *no_model(void *context, const char *name, struct err *err)
{
    (void)context;
    err_set(err, "there is no model \"%s\"", name);
    return NULL;
}

static bool no_panel(const char *name)
{
    return strcmp(name, "effect") != 0;
}

static void assert_problem(const char *settings, const char *expected)
{
    struct str file = {0};
    struct strs problems = {0}, sources = {0};
    struct err err;
    struct lesson_checker checker = {.model = no_model, .panel_exists = no_panel};
    str_format(&file, "---\ntitle: t\nmodel: m\nsource: a b c\n---\ntext\n```view\n%s```\n",
               settings);
    struct lesson *lesson = lesson_parse("t.md", file.text, file.length, &err);
    if (lesson) {
        struct model *model = paper();
        struct trace *trace = trace_new(model, (const char *const *)lesson->sources.list, 1, NULL);
        lesson_check(lesson, trace, &checker, &problems);
        assert_true(problems.count > 0);
        snprintf(err.text, sizeof err.text, "%s", problems.list[0]);
        trace_free(trace);
        model_free(model);
        lesson_free(lesson);
    }
    if (!strstr(err.text, expected))
        fail_msg("%s: %s", settings, err.text);
    str_free(&file);
    strs_free(&problems);
    strs_free(&sources);
}

static void mistakes_are_found(void **state)
{
    (void)state;
    assert_problem("do: dance\n", "t.md:8: do: \"dance\" is no change of a run");
    assert_problem("do: hide 9\n", "error: do: hide 9");
    assert_problem("model: nothing\n", "error: model: there is no model \"nothing\"");
    assert_problem("panel: effect\n", "error: there is no panel \"effect\"");
    assert_problem("then: hide 1\nreveal: effect\n", "error: there is no panel \"effect\"");
    assert_problem("reveal: difference\n", "nothing to be revealed; expected then");
    assert_problem("do: hide 1\nstep: 9\n", "there is no step 9");
}

static void before_is_the_run_without_changes(void **state)
{
    (void)state;
    static const char *const lines[] = {"hide 1"};
    struct model *model = paper();
    struct strs texts = {0}, list = {0}, none = {0};
    struct err err;
    struct expression_value value;
    strs_add(&texts, "a b c");
    strs_add(&list, lines[0]);
    struct lab lab = {model, &texts, &list}, plain = {model, &texts, &none};
    struct trace *trace = lab_run(&lab, &err), *before = lab_run(&plain, &err);
    double was = mat_row(trace_get(before, 0, Q_WEIGHTS), 0)[0];
    assert_int_equal(expression_evaluate("before.weights[1,1]", trace, &value, &err), 0);
    assert_true(value.number == 0); /* nothing is known of before: the run itself */
    trace->before = before;
    assert_int_equal(expression_evaluate("before.weights[1,1] - weights[1,1]", trace, &value, &err),
                     0);
    assert_close(value.number, was, 1e-9, "before");
    assert_int_equal(expression_evaluate("before.target[1] == target[1]", trace, &value, &err), 0);
    assert_int_equal(expression_evaluate("max(before.weights[1]) > 0", trace, &value, &err), 0);
    assert_int_equal(expression_evaluate("before.", trace, &value, &err), -1);
    assert_int_equal(expression_evaluate("before.nothing[1]", trace, &value, &err), -1);
    trace_free(trace);
    trace_free(before);
    strs_free(&texts);
    strs_free(&list);
    model_free(model);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(pages_change_the_run_and_undo_it),
        cmocka_unit_test(own_changes_end_with_the_page),
        cmocka_unit_test(numbers_are_of_the_page_s_own_run),
        cmocka_unit_test(a_page_shows_more_when_asked),
        cmocka_unit_test(numbers_are_typed_as_they_are_written),
        cmocka_unit_test(words_are_closed_before_the_lesson),
        cmocka_unit_test(a_page_begins_with_its_own_picture),
        cmocka_unit_test(the_gallery_leads_back_to_its_page),
        cmocka_unit_test(mistakes_are_found),
        cmocka_unit_test(before_is_the_run_without_changes),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
