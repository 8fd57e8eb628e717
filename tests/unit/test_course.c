/* Every lesson that is shipped, played as a learner would: page by page, in two sizes, with its own
 * models. Each question is missed in every way, answered, and asked again; each change that a page
 * keeps back is made. What counts as right is computed from the lesson file. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "app/pages.h"
#include "base/mem.h"
#include "lesson/expression.h"
#include "lesson/pace.h"
#include "shell/shell.h"

static const struct size {
    int rows, columns;
} sizes[] = {{24, 80}, {40, 120}};

enum { SIZES = sizeof sizes / sizeof *sizes };

/* One lesson in one size. */
struct played {
    char *name, *title;
    bool extra; /* tour or gallery */
    struct size size;
};

static struct shell shell;
static struct grid grid;

/* ---- the learner's hands and eyes ---- */

/* Where the learner is, for messages. */
static const char *here(void)
{
    static char text[200];
    const struct app_course *course = &shell.app->course;
    snprintf(text, sizeof text, "%s page %d", course->lesson->name, course->page + 1);
    return text;
}

static void press(const char *key)
{
    struct event event;
    assert_int_equal(key_event(key, &event), 0);
    world_event(&shell.world, &event);
}

static void type(const char *text)
{
    for (; *text; text++)
        press(*text == ' ' ? "Space" : (char[]){*text, '\0'});
    press("Enter");
}

static void command(const char *line)
{
    struct err err = {""};
    if (shell_command(&shell, line, &err))
        fail_msg("%s: :%s: %s", here(), line, err.text);
}

/* One blank for any number of them, and no mark beside a question. */
static char *squeezed(const char *text)
{
    struct str out = {0};
    for (; *text; text++)
        if (strncmp(text, "▌", strlen("▌")) == 0)
            text += strlen("▌") - 1;
        else if (*text != ' ' && *text != '\n')
            str_add_n(&out, text, 1);
        else if (out.length && out.text[out.length - 1] != ' ')
            str_add(&out, " ");
    while (out.length && out.text[out.length - 1] == ' ')
        out.text[--out.length] = '\0';
    return out.text ? str_take(&out) : mem_text("");
}

/* The text column of the screen. */
static char *seen(void)
{
    struct rect rect = layout_of(grid.rows, grid.columns, true, false).text;
    struct str out = {0};
    screen_draw(shell.world.screen, &grid);
    for (int i = 0; i < rect.rows; i++) {
        for (int j = 0; j < rect.columns; j++)
            str_add(&out, grid_cell(&grid, rect.row + i, rect.column + j)->text);
        str_add(&out, "\n");
    }
    char *text = squeezed(out.text ? out.text : "");
    str_free(&out);
    return text;
}

/* Markdown of the page as it reads with the numbers of its run. */
static char *as_read(const char *markdown)
{
    struct page_state state = pages_state(shell.app);
    struct spans parsed = {0}, spans = {0};
    struct str out = {0};
    struct err err = {""};
    if (spans_parse(&parsed, markdown, &err) ||
        spans_evaluate(&spans, parsed.list, parsed.count, state.trace, &err))
        fail_msg("%s: %s: %s", here(), markdown, err.text);
    spans_text(&out, spans.list, spans.count);
    char *text = squeezed(out.text ? out.text : "");
    str_free(&out);
    spans_free(&parsed);
    spans_free(&spans);
    return text;
}

/* A text stands on the screen, as far as a screen of this size shows the end of the page. */
static void sees(const char *markdown)
{
    char *text = as_read(markdown), *screen = seen();
    if (!strstr(screen, text))
        fail_msg("%s: no \"%s\" on the screen: %s", here(), text, screen);
    free(text);
    free(screen);
}

/* What must never stand on a page. */
static void page_is_whole(void)
{
    static const char *const never[] = {"{?}", "This question is about", "heed needs"};
    char *screen = seen();
    for (size_t i = 0; i < sizeof never / sizeof *never; i++)
        if (strstr(screen, never[i]))
            fail_msg("%s: \"%s\" on the screen: %s", here(), never[i], screen);
    const struct screen *app = &shell.app->screen;
    bool bad = app->message.length && app->message_bad;
    if (bad && strncmp(app->message.text, "not in the vocabulary", 21) != 0)
        fail_msg("%s: %s", here(), app->message.text); /* a page may be about such a word */
    free(screen);
}

/* ---- answers ---- */

static const struct lesson_page *page_now(void)
{
    return &shell.app->course.lesson->pages[shell.app->course.page];
}

static const struct question_reply *reply_now(void)
{
    return &shell.app->course.replies[shell.app->course.page];
}

static void expect_verdict(enum question_verdict verdict)
{
    static const char *const names[] = {"none", "again", "wrong", "right"};
    if (reply_now()->verdict != verdict)
        fail_msg("%s: the verdict is %s, expected %s", here(), names[reply_now()->verdict],
                 names[verdict]);
    page_is_whole();
}

static struct question_given expected(void)
{
    struct question_given given;
    struct err err = {""};
    struct page_state state = pages_state(shell.app);
    if (question_expected(&page_now()->question, state.trace, &given, &err))
        fail_msg("%s: %s", here(), err.text);
    return given;
}

static int choice_count(void)
{
    struct strs choices = {0};
    struct err err = {""};
    int right;
    struct page_state state = pages_state(shell.app);
    if (question_choices(&page_now()->question, state.trace, &choices, &right, &err))
        fail_msg("%s: %s", here(), err.text);
    int count = (int)choices.count;
    strs_free(&choices);
    return count;
}

static double value_of(const char *expression)
{
    struct expression_value value;
    struct err err = {""};
    struct page_state state = pages_state(shell.app);
    if (expression_evaluate(expression, state.trace, &value, &err))
        fail_msg("%s: %s: %s", here(), expression, err.text);
    return value.number;
}

static void give_choice(int choice)
{
    char key[4];
    snprintf(key, sizeof key, "%d", choice);
    press(key);
}

/* Two places are what a text shows of a number. */
static void give_number(double number)
{
    char text[32];
    snprintf(text, sizeof text, "%.2f", number);
    press("a");
    type(text);
}

static void give_cell(int row, int column)
{
    const struct picture *picture = app_picture(shell.app);
    char line[100];
    snprintf(line, sizeof line, "go %s %d %d",
             trace_quantity(picture->trace, picture->quantity)->name, row, column);
    command(line);
    press("a");
}

/* The numbers of the choices in the right order, or in the opposite one. */
static void give_order(bool right)
{
    const struct question *question = &page_now()->question;
    int n = (int)question->choices.count;
    for (int place = 0; place < n; place++)
        for (int i = 0; i < n; i++)
            if (question_place(question, n, i) == (right ? place : n - 1 - place))
                give_choice(i + 1);
}

static void give_right(void)
{
    const struct question *question = &page_now()->question;
    struct question_given right = expected();
    switch (question->kind) {
    case QUESTION_CHOICE:
        give_choice(right.choice);
        break;
    case QUESTION_NUMBER:
        give_number(right.number);
        break;
    case QUESTION_CELL:
        give_cell(question->row ? right.row : 1, right.column);
        break;
    case QUESTION_ORDER:
        give_order(true);
        break;
    case QUESTION_DO:
        for (size_t i = 0; i < question->solution.count; i++)
            command(question->solution.list[i]);
        press("a");
        break;
    case QUESTION_KINDS:
        break;
    }
}

/* The first, second ... wrong answer. False: there is no such one. */
static bool give_wrong(int which)
{
    const struct question *question = &page_now()->question;
    struct question_given right = expected();
    switch (question->kind) {
    case QUESTION_CHOICE:
        if (which >= choice_count() - 1)
            return false;
        give_choice(which + 1 < right.choice ? which + 1 : which + 2);
        return true;
    case QUESTION_NUMBER:
        if (which == 0)
            give_number(right.number + 2 * value_of(question->within) + 1);
        return which == 0;
    case QUESTION_CELL:
        if (which == 0)
            give_cell(question->row ? right.row : 1, right.column > 1 ? right.column - 1 : 2);
        return which == 0;
    case QUESTION_ORDER:
        if (which == 0)
            give_order(false);
        return which == 0;
    case QUESTION_DO:
        if (which == 0)
            press("a");
        return which == 0;
    case QUESTION_KINDS:
        break;
    }
    return false;
}

/* ---- a page ---- */

/* What a first miss brings: a reply of its own, or the first hint. */
static void missed_once(void)
{
    const struct question *question = &page_now()->question;
    const char *said = question_said(question, reply_now());
    expect_verdict(REPLY_AGAIN);
    sees(question->kind == QUESTION_DO ? "Not yet." : "Not so; try again.");
    if (said)
        sees(said);
    else if (question->hints.count)
        sees(question->hints.list[0]);
    else
        fail_msg("%s: nothing is said to a first miss", here());
}

static void missed_twice(void)
{
    const struct question *question = &page_now()->question;
    if (question->kind == QUESTION_DO) { /* it can still be done */
        expect_verdict(REPLY_AGAIN);
        sees("does it.");
        return;
    }
    expect_verdict(REPLY_WRONG);
    sees("Not so.");
    if (question->wrong)
        sees(question->wrong);
}

static void answered(void)
{
    const struct question *question = &page_now()->question;
    expect_verdict(REPLY_RIGHT);
    sees("Right.");
    if (question->right)
        sees(question->right);
}

static void ask_again(void)
{
    press("a");
    expect_verdict(REPLY_NONE);
}

static void play_question(void)
{
    const struct question *question = &page_now()->question;
    int most =
        grid.columns == sizes[0].columns ? QUESTION_CHOICES : 1; /* the others say the same */
    for (int which = 0; which < most && give_wrong(which); which++) {
        missed_once();
        give_wrong(question->kind == QUESTION_CHOICE ? which : 0);
        missed_twice();
        if (question->kind != QUESTION_DO)
            ask_again();
    }
    for (size_t i = 0; question->kind != QUESTION_DO && i < question->hints.count; i++) {
        press("i");
        sees(question->hints.list[i]);
    }
    give_right();
    answered();
    press("."); /* what was done for the answer goes, the answer stays */
    expect_verdict(REPLY_RIGHT);
    if (question->kind == QUESTION_DO)
        return;
    ask_again();
    give_wrong(0);
    give_right(); /* at the second try */
    answered();
}

/* To the next page, past the rest of this one and past what it shows only when asked. */
static void turn_page(void)
{
    int page = shell.app->course.page, presses = 0;
    bool kept_back = page_now()->view.then.count > 0, shown = false;
    while (shell.app->course.page == page) {
        if (++presses > 9)
            fail_msg("%s: n does not lead on", here());
        press("n");
        const struct strs *lines = &shell.app->bench.interventions;
        bool all = lines->count == page_now()->view.changes.count + page_now()->view.then.count;
        shown = shown || (shell.app->course.page == page && kept_back && all);
        page_is_whole();
    }
    if (kept_back && !shown)
        fail_msg("%s: the page before has turned without its change", here());
}

/* What a lesson of the course is held to, beside what is said in it. */
static void has_its_parts(const struct lesson *lesson)
{
    int questions = 0, deeds = 0;
    for (int p = 0; p < lesson->count; p++) {
        questions += lesson->pages[p].question.present;
        deeds += lesson->pages[p].question.present && lesson->pages[p].question.kind == QUESTION_DO;
    }
    int minutes = lesson_minutes(lesson);
    if (minutes < 8 || minutes > 15 || lesson->count < 5 || lesson->count > 12 || questions < 4 ||
        !deeds)
        fail_msg("%s: %d minutes, %d pages, %d questions, %d of them to do something", lesson->name,
                 minutes, lesson->count, questions, deeds);
    assert_string_equal(lesson->pages[lesson->count - 1].title, "Take along");
}

static void plays(void **state)
{
    const struct played *played = *state;
    struct app_setup setup = {.lesson = played->name};
    struct event resize = {
        .kind = EVENT_RESIZE, .rows = played->size.rows, .columns = played->size.columns};
    shell = (struct shell){0};
    grid_init(&grid, played->size.rows, played->size.columns);
    shell_start(&shell, &setup);
    if (!shell.app->course.lesson)
        fail_msg("%s: %s", played->name, shell.missing.text);
    if (!played->extra)
        has_its_parts(shell.app->course.lesson);
    world_event(&shell.world, &resize);
    for (int page = 0; page < shell.app->course.lesson->count; page++) {
        assert_int_equal(shell.app->course.page, page);
        page_is_whole();
        if (page_now()->question.present)
            play_question();
        if (page + 1 < shell.app->course.lesson->count)
            turn_page();
    }
    shell_end(&shell);
    grid_free(&grid);
}

/* ---- from a page into one of many pictures, and back ---- */

/* Panel P of lesson 16 opens: Enter leads to the third of its pictures, z and q back to them. */
static void leads_inside_and_back(const char *panel, const char *back, bool other_model)
{
    const struct bench *bench = &shell.app->bench;
    char *model = mem_text(bench->model->name), *text = mem_text(bench->texts.list[0]);
    if (!shell.app->panel.which)
        command(panel);
    press("Right"); /* to the third: the second may be the open one */
    press("Right");
    press("Enter");
    assert_null(shell.app->panel.which);
    assert_int_equal(strcmp(bench->model->name, model) != 0, other_model);
    assert_int_equal(strcmp(bench->texts.list[0], text) != 0, !other_model);
    assert_int_equal(bench->picture.zoom, ZOOM_STAGE);
    press(back);
    if (!shell.app->panel.which)
        fail_msg("%s does not lead back to :%s", back, panel);
    assert_string_equal(shell.app->panel.which->opens.name, panel);
    assert_string_equal(bench->model->name, model);
    assert_string_equal(bench->texts.list[0], text);
    press("Enter"); /* it is as it was: the third is chosen */
    assert_int_equal(strcmp(bench->model->name, model) != 0, other_model);
    assert_int_equal(strcmp(bench->texts.list[0], text) != 0, !other_model);
    press("q");
    press("q");
    free(model);
    free(text);
}

static void walls_lead_inside_and_back(void **state)
{
    (void)state;
    static const char *const panels[] = {"implied", "nine"};
    struct app_setup setup = {.lesson = "16-pairs"};
    for (size_t i = 0; i < 2 * sizeof panels / sizeof *panels; i++) {
        shell = (struct shell){0};
        shell_start(&shell, &setup);
        leads_inside_and_back(panels[i / 2], i % 2 ? "q" : "z", i / 2 == 0);
        assert_int_equal(shell.app->mode, MODE_PICTURE);
        shell_end(&shell);
    }
}

/* Whether a row of the screen holds both texts. */
static bool row_has(const char *first, const char *second)
{
    bool found = false;
    for (int i = 0; i < grid.rows && !found; i++) {
        struct str row = {0};
        for (int j = 0; j < grid.columns; j++)
            str_add(&row, grid_cell(&grid, i, j)->text);
        const char *at = strstr(row.text, first);
        found = at && strstr(at, second);
        str_free(&row);
    }
    return found;
}

/* A page that changes a word shows of every state how far it moved: lesson 5, page 1. */
static void a_page_shows_how_far_states_moved(void **state)
{
    (void)state;
    static const char *const words[] = {"have ", "small ", "house/cat ", "<eos> "};
    static const int rows[] = {2, 7, 8, 10};
    struct app_setup setup = {.lesson = "05-both-ways"};
    for (size_t s = 0; s < SIZES; s++) {
        struct event resize = {
            .kind = EVENT_RESIZE, .rows = sizes[s].rows, .columns = sizes[s].columns};
        shell = (struct shell){0};
        grid_init(&grid, sizes[s].rows, sizes[s].columns);
        shell_start(&shell, &setup);
        world_event(&shell.world, &resize);
        press("n");
        screen_draw(shell.world.screen, &grid);
        assert_true(row_has("changed", "moved by"));
        for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
            char *length =
                mem_format("distance(forward[%d], before.forward[%d])", rows[i], rows[i]);
            char *moved = mem_format("%.2f", value_of(length));
            assert_int_equal(strcmp(moved, "0.00") != 0, rows[i] >= 8);
            if (!row_has(words[i], moved))
                fail_msg("%s: no %s beside %s", here(), moved, words[i]);
            free(length);
            free(moved);
        }
        shell_end(&shell);
        grid_free(&grid);
    }
}

/* ---- all of them ---- */

static void add(struct CMUnitTest *tests, size_t *count, const char *name, bool extra)
{
    for (size_t i = 0; i < SIZES; i++) {
        struct played *played = mem_new(1, sizeof *played);
        char *title = mem_format("%s %dx%d", name, sizes[i].columns, sizes[i].rows);
        *played = (struct played){mem_text(name), title, extra, sizes[i]};
        tests[(*count)++] =
            (struct CMUnitTest){.name = played->title, .test_func = plays, .initial_state = played};
    }
}

int main(void)
{
    char folder[] = "/tmp/heed-course-XXXXXX";
    struct course course;
    size_t count = 0, extras = 0;
    if (!mkdtemp(folder) || setenv("XDG_STATE_HOME", folder, 1))
        return EXIT_FAILURE;
    course_read(&course, NULL);
    for (int i = 0; i < course.fault_count; i++) {
        printf("not ok: %s\n", course.faults[i].text);
        return EXIT_FAILURE;
    }
    while (course_extras[extras])
        extras++;
    struct CMUnitTest *tests = mem_new((course.count + extras) * SIZES + 2, sizeof *tests);
    for (size_t i = 0; i < course.count; i++)
        add(tests, &count, course.lessons[i]->name, false);
    for (size_t i = 0; i < extras; i++)
        add(tests, &count, course_extras[i], true);
    cmocka_set_test_filter(getenv("HEED_LESSON"));
    tests[count] = (struct CMUnitTest)cmocka_unit_test(walls_lead_inside_and_back);
    tests[count + 1] = (struct CMUnitTest)cmocka_unit_test(a_page_shows_how_far_states_moved);
    int failed = _cmocka_run_group_tests("course", tests, count + 2, NULL, NULL);
    for (size_t i = 0; i < count; i++) {
        struct played *played = tests[i].initial_state;
        free(played->name);
        free(played->title);
        free(played);
    }
    free(tests);
    struct err err;
    course_reset(&course, &err);
    course_free(&course);
    char *inner = mem_format("%s/heed", folder);
    rmdir(inner);
    rmdir(folder);
    free(inner);
    return failed;
}
