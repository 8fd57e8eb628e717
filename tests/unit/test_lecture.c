#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "export/print.h"
#include "lecture/notes_screen.h"
#include "lesson/slide.h"
#include "rig.h"

/* A lesson in front of a class: which keys lead where, what is shown, and what is not. */

static struct rig rig;

static int open_lecture(void **state)
{
    (void)state;
    rig = (struct rig){0};
    rig_start(&rig, "lecture:slides", NULL, NULL);
    return 0;
}

static int end_lecture(void **state)
{
    (void)state;
    rig_end(&rig);
    return 0;
}

/* What the class sees, as text; to be freed. */
static char *seen_at(int rows, int columns)
{
    struct grid grid;
    struct str out = {0};
    const struct theme theme = {.tier = TIER_MONO};
    rig_draw(&rig, &grid, rows, columns);
    print_text(&out, &grid, &theme);
    grid_free(&grid);
    return str_take(&out);
}

static void must_see(const char *text, bool there)
{
    static const int sizes[][2] = {{24, 80}, {30, 100}, {45, 160}};
    for (int i = 0; i < 3; i++) {
        char *seen = seen_at(sizes[i][0], sizes[i][1]);
        if ((strstr(seen, text) != NULL) != there)
            fail_msg("\"%s\" is %s the screen:\n%s", text, there ? "not on" : "on", seen);
        free(seen);
    }
}

static void at(int page, int step, bool answer)
{
    assert_int_equal(rig.app->course.page + 1, page);
    assert_int_equal(rig.lecture.step + 1, step);
    assert_int_equal(rig.lecture.answer, answer);
}

/* ---- the slide ---- */

static void a_slide_stands_for_the_text(void **state)
{
    (void)state;
    must_see("chez looks at home.", true);
    must_see("The learner reads this", false);
    must_see("of one", false);
    rig_keys(&rig, "n");
    must_see("of one", true);
}

static void without_one_the_first_sentences_do(void **state)
{
    (void)state;
    rig_keys(&rig, "2 Enter");
    must_see("A row sums to one.", true);
    must_see("More is for readers", false);
    must_see("now.", false); /* it names a key */
    must_see("sum(weights) == 1", true);
}

static void notes_are_never_on_the_screen_of_the_class(void **state)
{
    (void)state;
    const char *const ways[] = {"", "n", "n n", "n n n n", "w", "o", "?", "L"};
    for (size_t i = 0; i < sizeof ways / sizeof *ways; i++) {
        rig_keys(&rig, ways[i]);
        must_see("SECRET", false);
    }
}

static void notes_are_no_text_of_the_lesson(void **state)
{
    (void)state;
    struct err err;
    struct lesson *lesson = lesson_parse("x", rig_slides, strlen(rig_slides), &err);
    for (int p = 0; p < lesson->count; p++)
        for (int b = 0; b < lesson->pages[p].count; b++) {
            struct str text = {0};
            spans_text(&text, lesson->pages[p].blocks[b].spans, lesson->pages[p].blocks[b].count);
            assert_null(strstr(text.text, "SECRET"));
            assert_null(strstr(text.text, "looks at")); /* nor is the slide */
            str_free(&text);
        }
    assert_int_equal(lesson->pages[0].note_count, 3);
    assert_int_equal(lesson->pages[0].slide_steps, 2);
    lesson_free(lesson);
}

static void refuses(const char *page, const char *why)
{
    struct err err;
    char *text = mem_format("---\ntitle: a\nmodel: b\nsource: c\n---\n# d\n\n%s", page);
    struct lesson *lesson = lesson_parse("x.md", text, strlen(text), &err);
    assert_null(lesson);
    if (!strstr(err.text, why))
        fail_msg("\"%s\" does not say \"%s\"", err.text, why);
    free(text);
}

static void mistakes_in_slides_and_notes_have_their_line(void **state)
{
    (void)state;
    refuses("```slide\none\n```\n\n```slide\ntwo\n```\n", "x.md:12: a second slide");
    refuses("```notes\nwithout an end\n", "x.md:8: the block that starts here does not end");
    refuses("```slide\n```\n", "x.md:8: a slide without text");
    refuses("```notes\n\n```\n", "x.md:8: notes without text");
    refuses("```slide\nfine\n...\n{target[2}\n```\n", "x.md:11: ");
}

/* ---- from step to step ---- */

static void next_shows_one_thing_after_the_other(void **state)
{
    (void)state;
    at(1, 1, false);
    rig_keys(&rig, "PageDown");
    at(1, 2, false);
    rig_keys(&rig, "Right");
    at(2, 1, false);
    assert_int_equal(rig.app->bench.interventions.count, 0);
    rig_keys(&rig, "Space"); /* what the page keeps back */
    at(2, 1, false);
    assert_string_equal(rig.app->bench.interventions.list[0], "temperature 0.5");
    rig_keys(&rig, "n");
    at(2, 1, true);
    rig_keys(&rig, "n");
    at(3, 1, false);
    rig_keys(&rig, "n");
    at(3, 1, false);
    assert_non_null(strstr(rig.app->screen.message.text, "last page"));
}

static void previous_takes_it_back(void **state)
{
    (void)state;
    rig_keys(&rig, "n n n n");
    at(2, 1, true);
    rig_keys(&rig, "PageUp");
    at(2, 1, false);
    assert_int_equal(rig.app->bench.interventions.count, 1);
    rig_keys(&rig, "Left");
    assert_int_equal(rig.app->bench.interventions.count, 0);
    at(2, 1, false);
    rig_keys(&rig, "p");
    at(1, 2, false); /* as it was left */
    rig_keys(&rig, "p p p");
    at(1, 1, false);
}

static void an_answer_waits_and_is_asked_for_again(void **state)
{
    (void)state;
    rig_keys(&rig, "2 Enter");
    must_see("where one lives", false);
    rig_keys(&rig, "a");
    must_see("where one lives", true);
    rig_keys(&rig, "a");
    must_see("where one lives", false);
    rig_keys(&rig, "a n p"); /* the page is left and opened again */
    must_see("where one lives", false);
}

static void a_number_leads_to_a_page(void **state)
{
    (void)state;
    rig_keys(&rig, "3");
    must_see("to page 3", true);
    rig_keys(&rig, "Enter");
    at(3, 1, false);
    rig_keys(&rig, "1 0 Enter");
    at(3, 1, false);
    assert_string_equal(rig.app->screen.message.text, "there is no page 10; there are 3");
    rig_keys(&rig, "2 Esc Enter"); /* no number: Enter goes into the picture */
    at(3, 1, false);
    rig_keys(&rig, "do:page_1");
    at(1, 1, false);
    rig_keys(&rig, "End");
    at(3, 1, false);
    rig_keys(&rig, "Home");
    at(1, 1, false);
}

static void all_pages_can_be_chosen_from(void **state)
{
    (void)state;
    rig_keys(&rig, "o");
    must_see("For a class", true);
    must_see("  3 Inside", true);
    rig_keys(&rig, "Down Down Down Up Enter");
    at(2, 1, false);
    rig_keys(&rig, "o 3 Enter");
    at(3, 1, false);
    assert_false(rig.lecture.overview);
    rig_keys(&rig, "o Esc");
    at(3, 1, false);
}

static void blank_is_blank(void **state)
{
    (void)state;
    rig_keys(&rig, "b");
    char *seen = seen_at(24, 80);
    assert_int_equal(strspn(seen, "\n "), strlen(seen));
    free(seen);
    rig_keys(&rig, "n"); /* it shows first what was there */
    at(1, 1, false);
    must_see("chez looks", true);
}

/* ---- the picture ---- */

static int faded(void)
{
    struct grid grid;
    int count = 0;
    rig_draw(&rig, &grid, 24, 80);
    for (int i = 0; i < grid.rows * grid.columns; i++)
        count += (grid.cells[i].marks & MARK_FADED) != 0;
    grid_free(&grid);
    return count;
}

static void a_spotlight_fades_the_rest(void **state)
{
    (void)state;
    assert_int_equal(faded(), 0);
    rig_keys(&rig, "L");
    int cell = faded();
    rig_keys(&rig, "L");
    int row = faded();
    rig_keys(&rig, "L");
    int column = faded();
    assert_true(cell > row && row > 1000 && cell > column && column > 1000 && cell < 24 * 80);
    rig_keys(&rig, "L");
    assert_int_equal(faded(), 0);
    rig_keys(&rig, "L Esc");
    assert_int_equal(faded(), 0);
}

static void cells_grow_with_the_screen(void **state)
{
    (void)state;
    struct grid grid;
    int heat[2] = {0};
    for (int i = 0; i < 2; i++) {
        rig_draw(&rig, &grid, i ? 45 : 24, i ? 160 : 80);
        for (int k = 0; k < grid.rows * grid.columns; k++)
            heat[i] += grid.cells[k].ramp != RAMP_NONE;
        grid_free(&grid);
    }
    assert_true(heat[1] > 4 * heat[0]);
}

static void a_sentence_of_the_audience_comes_and_goes(void **state)
{
    (void)state;
    rig_keys(&rig, "e type:Go_home. Enter");
    assert_string_equal(rig.app->bench.texts.list[0], "Go home.");
    must_see("Go home.", true); /* the slide speaks of another one */
    rig_keys(&rig, ".");
    assert_string_equal(rig.app->bench.texts.list[0], "I'm home.");
    must_see("Go home.", false);
}

/* A question is about the sentence of its page, and its answer would be wrong for another one. */
static void nobody_is_asked_about_another_sentence(void **state)
{
    (void)state;
    struct app *app = rig.app;
    int page = 0;
    while (page < app->course.lesson->count && !app->course.lesson->pages[page].question.present)
        page++;
    assert_in_range(page, 0, app->course.lesson->count - 1);
    char *go = mem_format("%d Enter a", page + 1);
    rig_keys(&rig, go);
    free(go);
    must_see("This question is about", false);
    rig_keys(&rig, "e type:Go_home. Enter");
    must_see("This question is about", true);
    rig_keys(&rig, "a");
    assert_non_null(strstr(app->screen.message.text, "own sentence"));
    rig_keys(&rig, ".");
    must_see("This question is about", false);
}

static void other_keys_are_those_of_a_lesson(void **state)
{
    (void)state;
    rig_keys(&rig, "Down ] M");
    assert_int_equal(rig.app->bench.picture.cursor.step, 3);
    assert_int_equal(rig.app->bench.interventions.count, 2);
    rig_keys(&rig, "T F"); /* neither leads out of the lecture */
    at(1, 1, false);
    assert_int_equal(rig.lecture.begun, 1);
    rig_keys(&rig, ">");
    assert_int_equal(rig.app->bench.picture.stage, STAGE_CONTEXT);
}

static void a_key_without_a_meaning_says_nothing(void **state)
{
    (void)state;
    rig_keys(&rig, "X");
    assert_int_equal(rig.app->screen.message.length, 0);
}

static void nothing_is_noted_as_progress(void **state)
{
    (void)state;
    rig_keys(&rig, "n n n n n p p p do:answer_3 do:page_3");
    assert_null(strstr(rig.asked.text, "seen"));
    assert_null(strstr(rig.asked.text, "answered"));
}

static void it_is_left_by_the_same_key_twice(void **state)
{
    (void)state;
    rig_keys(&rig, "q n q");
    assert_null(strstr(rig.asked.text, "quit"));
    rig_keys(&rig, "q");
    assert_non_null(strstr(rig.asked.text, "quit"));
}

/* ---- by itself ---- */

static void it_goes_on_at_its_pace(void **state)
{
    (void)state;
    rig_keys(&rig, "A tick:1000");
    at(1, 1, false); /* the first one waits as long as the others */
    rig_keys(&rig, "tick:20500");
    at(1, 1, false);
    rig_keys(&rig, "tick:21000");
    at(1, 2, false);
    rig_keys(&rig, "- tick:21500 tick:36000");
    at(1, 2, false);
    rig_keys(&rig, "tick:36500");
    at(2, 1, false);
    rig_keys(&rig, "h tick:90000"); /* any other key stops it */
    at(2, 1, false);
    assert_false(rig.app->screen.playing);
}

static void it_stops_at_the_end(void **state)
{
    (void)state;
    lecture_begin(&rig.lecture, rig.app, ROOM_LIGHT, 1);
    for (long time = 0; time < 20000; time += 1000) {
        struct event tick = {.kind = EVENT_TICK, .time_ms = time};
        rig_event(&rig, &tick);
    }
    at(3, 1, false);
    assert_false(rig.app->screen.playing);
    assert_int_equal(rig.app->screen.room, ROOM_LIGHT);
}

/* ---- for the lecturer ---- */

static void notes_say_what_is_and_what_comes(void **state)
{
    (void)state;
    struct lecture_notes notes;
    lecture_write_notes(rig.app, &notes);
    assert_int_equal(notes.page, 1);
    assert_int_equal(notes.count, 3);
    assert_string_equal(notes.title.text, "Where does it look?");
    assert_non_null(strstr(notes.notes.text, "SECRET: ask first. It is 0."));
    assert_non_null(strstr(notes.notes.text, "\n\n• wait\n• go on"));
    assert_string_equal(notes.coming.text, "more of the text (1 of 2)");
    assert_string_equal(notes.next.text, "Predict");
    assert_non_null(strstr(notes.slide.text, "A row sums to one."));
    lecture_notes_free(&notes);

    rig_keys(&rig, "n n");
    lecture_write_notes(rig.app, &notes);
    assert_string_equal(notes.coming.text, "the change: temperature 0.5");
    assert_non_null(strstr(notes.answer.text, "It is where one lives."));
    lecture_notes_free(&notes);

    rig_keys(&rig, "n n n");
    lecture_write_notes(rig.app, &notes);
    assert_int_equal(notes.page, 3);
    assert_string_equal(notes.coming.text, "the end");
    assert_int_equal(notes.next.length, 0);
    lecture_notes_free(&notes);
}

static bool notes_have(struct notes_screen *notes, int rows, int columns, const char *text)
{
    struct grid grid;
    struct str out = {0};
    const struct theme theme = {.tier = TIER_MONO};
    grid_init(&grid, rows, columns);
    screen_draw(notes_screen_of(notes), &grid);
    print_text(&out, &grid, &theme);
    grid_free(&grid);
    bool has = out.text && strstr(out.text, text);
    str_free(&out);
    return has;
}

static void tick(struct notes_screen *notes, long time_ms)
{
    struct event event = {.kind = EVENT_TICK, .time_ms = time_ms};
    screen_event(notes_screen_of(notes), &event);
}

static void the_second_terminal_has_the_time_and_what_comes(void **state)
{
    (void)state;
    struct notes_screen *notes = notes_screen_new();
    struct lecture_notes told;
    notes_screen_lost(notes, "no lecture is being given");
    tick(notes, 1000);
    assert_true(notes_have(notes, 24, 80, "no lecture is being given"));
    lecture_write_notes(rig.app, &told);
    notes_screen_take(notes, &told, 65000);
    tick(notes, 2000);
    tick(notes, 7000);
    static const int sizes[][2] = {{24, 80}, {40, 120}};
    for (int i = 0; i < 2; i++) {
        int rows = sizes[i][0], columns = sizes[i][1];
        assert_true(notes_have(notes, rows, columns, " 1:10 "));
        assert_true(notes_have(notes, rows, columns, "SECRET: ask first."));
        assert_true(notes_have(notes, rows, columns, "Next key: more of the text"));
        assert_true(notes_have(notes, rows, columns, "Next page: Predict"));
    }
    for (int rows = 1; rows < 12; rows++) /* nothing is drawn beyond the edges */
        for (int columns = 1; columns < 40; columns += 7)
            notes_have(notes, rows, columns, "");
    notes_screen_free(notes);
}

static void keys_there_are_for_the_lecture(void **state)
{
    (void)state;
    struct notes_screen *notes = notes_screen_new();
    struct screen *screen = notes_screen_of(notes);
    struct lecture_notes told;
    struct event key;
    key_event("n", &key);
    screen_event(screen, &key); /* there is none */
    assert_int_equal(screen->effects.count, 0);
    lecture_write_notes(rig.app, &told);
    notes_screen_take(notes, &told, 0);
    screen_event(screen, &key);
    key_event("b", &key);
    screen_event(screen, &key);
    assert_int_equal(screen->effects.count, 2);
    assert_int_equal(screen->effects.list[0].kind, EFFECT_SEND);
    assert_string_equal(screen->effects.list[0].text, "PageDown");
    assert_string_equal(screen->effects.list[1].text, "b");
    assert_true(screen->playing); /* the clock goes on */
    notes_screen_free(notes);
}

/* ---- anything ---- */

static void any_keys_at_any_size_lead_nowhere_bad(void **state)
{
    (void)state;
    static const char *const keys[] = {
        "Right", "Left", "n", "p", "Space", "Home", "End", "1", "3", "0",   "Enter", "o",
        "a",     "L",    "b", "c", "A",     "+",    "-",   "T", "F", "Esc", "w",     ".",
        "Up",    "Down", "h", "l", "<",     ">",    "]",   "M", "x", "?",   "d",     "B",
        "S",     "C",    "D", "E", ":",     "e",    "Tab", "z", "t", "N",   "u",     "q n"};
    unsigned random = 12345;
    for (int i = 0; i < 1500; i++) {
        random = random * 1103515245u + 12345u;
        rig_keys(&rig, keys[random / 65536 % (sizeof keys / sizeof *keys)]);
        if (rig.app->line.prompt)
            rig_keys(&rig, "Esc");
        struct grid grid;
        rig_draw(&rig, &grid, 1 + (int)(random / 1024 % 50), 1 + (int)(random / 512 % 170));
        grid_free(&grid);
        assert_true(rig.lecture.step >= 0);
        assert_null(strstr(rig.asked.text, "seen"));
    }
}

int main(void)
{
#define TEST(f) cmocka_unit_test_setup_teardown(f, open_lecture, end_lecture)
    const struct CMUnitTest tests[] = {
        TEST(a_slide_stands_for_the_text),
        TEST(without_one_the_first_sentences_do),
        TEST(notes_are_never_on_the_screen_of_the_class),
        TEST(notes_are_no_text_of_the_lesson),
        TEST(mistakes_in_slides_and_notes_have_their_line),
        TEST(next_shows_one_thing_after_the_other),
        TEST(previous_takes_it_back),
        TEST(an_answer_waits_and_is_asked_for_again),
        TEST(a_number_leads_to_a_page),
        TEST(all_pages_can_be_chosen_from),
        TEST(blank_is_blank),
        TEST(a_spotlight_fades_the_rest),
        TEST(cells_grow_with_the_screen),
        TEST(a_sentence_of_the_audience_comes_and_goes),
        TEST(nobody_is_asked_about_another_sentence),
        TEST(other_keys_are_those_of_a_lesson),
        TEST(a_key_without_a_meaning_says_nothing),
        TEST(nothing_is_noted_as_progress),
        TEST(it_is_left_by_the_same_key_twice),
        TEST(it_goes_on_at_its_pace),
        TEST(it_stops_at_the_end),
        TEST(notes_say_what_is_and_what_comes),
        TEST(the_second_terminal_has_the_time_and_what_comes),
        TEST(keys_there_are_for_the_lecture),
        TEST(any_keys_at_any_size_lead_nowhere_bad),
    };
    return cmocka_run_group_tests_name("lecture", tests, NULL, NULL);
}
