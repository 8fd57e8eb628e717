/* A folder of one's own lessons: its menu, what is wrong in it, going on where one left, and a
 * lesson whose file is saved while it is open. */
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
#include "shell/shell.h"

#define HEAD "---\ntitle: Mine\nmodel: kernel.csv:dot\nsource: a table\n---\n"

static char folder[] = "/tmp/heed-reload-XXXXXX";
static struct shell shell;

static char *path_in(const char *name)
{
    return mem_format("%s/%s", folder, name);
}

/* As an editor saves: in place, or a new file in the place of the old one. */
static void save(const char *name, const char *text, bool renamed)
{
    char *path = path_in(name), *draft = path_in("draft");
    FILE *file = fopen(renamed ? draft : path, "w");
    assert_non_null(file);
    fputs(text, file);
    assert_int_equal(fclose(file), 0);
    if (renamed)
        assert_int_equal(rename(draft, path), 0);
    free(path);
    free(draft);
}

static void press(const char *key)
{
    struct event event;
    assert_int_equal(key_event(key, &event), 0);
    world_event(&shell.world, &event);
}

static void news(void)
{
    shell.world.sources[0].ready(&shell.world);
}

static void start(void)
{
    struct app_setup setup = {0};
    shell = (struct shell){.lessons = folder};
    shell_start(&shell, &setup);
}

static const char *message(void)
{
    const struct str *text = &shell.app->screen.message;
    return text->length ? text->text : "";
}

static void assert_text(const char *expected)
{
    const struct lesson *lesson = shell.app->course.lesson;
    const struct block *block = &lesson->pages[shell.app->course.page].blocks[0];
    assert_string_equal(block->spans[0].text, expected);
}

static int prepare(void **state)
{
    (void)state;
    if (!mkdtemp(folder) || setenv("XDG_STATE_HOME", folder, 1))
        return -1;
    save("01-mine.md", HEAD "one\n---\ntwo\n---\nthree\n", false);
    save("02-bad.md", HEAD "text {weights[\n", false);
    return 0;
}

static int clean_up(void **state)
{
    static const char *const names[] = {"01-mine.md", "02-bad.md", "heed/progress", "heed"};
    (void)state;
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        char *path = path_in(names[i]);
        remove(path);
        free(path);
    }
    return rmdir(folder);
}

static void a_folder_has_its_menu(void **state)
{
    (void)state;
    start();
    assert_int_equal(shell.course.list_count, 2);
    assert_string_equal(shell.course.list[0].title, "Mine");
    assert_null(shell.course.list[0].fault);
    assert_string_equal(shell.course.list[1].title, "02-bad.md");
    assert_non_null(strstr(shell.course.list[1].fault, "02-bad.md:6: { without its }"));
    press("Down");
    press("Enter"); /* it still cannot be read, and says so */
    assert_null(shell.app->course.lesson);
    assert_non_null(strstr(message(), "02-bad.md:6"));
    shell_end(&shell);
}

static void one_goes_on_where_one_left(void **state)
{
    (void)state;
    start();
    press("Enter");
    assert_text("one");
    press("n");
    shell_end(&shell);
    start();
    assert_int_equal(shell.course.list[0].seen, 2);
    assert_int_equal(shell.course.list[0].page, 1);
    press("Enter");
    assert_text("two");
    press("n");
    press("q");
    assert_true(shell.course.list[0].done);
    press("Enter"); /* done: from the beginning */
    assert_text("one");
    shell_end(&shell);
}

static void what_is_saved_is_read_again(void **state)
{
    (void)state;
    start();
    press("Enter");
    press("n");
    news();
    assert_string_equal(message(), "");
    save("01-mine.md", HEAD "one\n---\ntwo, again\n---\nthree\n", true);
    news();
    assert_text("two, again");
    assert_string_equal(message(), "the lesson was saved: this is the new text");
    save("01-mine.md", HEAD "one\n---\ntwo {\n", false);
    news();
    assert_text("two, again"); /* what can be read stays */
    assert_non_null(strstr(message(), "1 mistake: line 8: { without its }"));
    save("01-mine.md", HEAD "one\n---\ntwo *weigths*\n", false);
    news();
    assert_text("two ");
    assert_non_null(strstr(message(), "1 mistake: line 8: error: column 6: *weigths* is no"));
    save("01-mine.md", HEAD "only one\n", false);
    news();
    assert_text("only one"); /* the page that was open is gone */
    save("02-bad.md", HEAD "good now\n", false);
    news();
    assert_text("only one");
    press("q");
    save("01-mine.md", HEAD "one\n", false);
    news();
    assert_null(shell.app->course.lesson);
    shell_end(&shell);
}

static void a_folder_is_opened_as_a_lesson_is(void **state)
{
    (void)state;
    struct err err;
    struct app_setup setup = {0};
    char *line = mem_format("lesson %s", folder), *path = path_in("02-bad.md");
    shell = (struct shell){0};
    shell_start(&shell, &setup);
    assert_true(shell.course.list_count > 10);
    assert_int_equal(shell_command(&shell, "lesson masking", &err), 0);
    assert_string_equal(shell.app->course.lesson->name, "08-masking");
    assert_int_equal(shell_command(&shell, line, &err), 0);
    assert_null(shell.app->course.lesson);
    assert_int_equal(shell.course.list_count, 2);
    press("Enter"); /* the first one is done by now */
    assert_string_equal(shell.app->course.lesson->path, path);
    shell_end(&shell);
    free(line);
    free(path);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_folder_has_its_menu),
        cmocka_unit_test(one_goes_on_where_one_left),
        cmocka_unit_test(what_is_saved_is_read_again),
        cmocka_unit_test(a_folder_is_opened_as_a_lesson_is),
    };
    return cmocka_run_group_tests(tests, prepare, clean_up);
}
