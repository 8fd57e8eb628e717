#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/mem.h"
#include "present/cast.h"
#include "present/notes_live.h"

/* Recordings, and the line by which a lecture tells its notes. */

static char path[] = "/tmp/heed-cast-XXXXXX";

static int make_file(void **state)
{
    (void)state;
    strcpy(path, "/tmp/heed-cast-XXXXXX");
    int fd = mkstemp(path);
    assert_true(fd >= 0);
    close(fd);
    return 0;
}

static int remove_file(void **state)
{
    (void)state;
    return remove(path);
}

static void write_text(const char *text)
{
    FILE *file = fopen(path, "w");
    fputs(text, file);
    fclose(file);
}

static void what_does_more_than_draw_is_left_out(void **state)
{
    (void)state;
    static const struct {
        const char *output, *clean;
    } cases[] = {
        {"a\r\nb\tc\b", "a\r\nb\tc\b"},
        {"\033[1;31mred\033[0m\033[2;3H\033[K\033[2J",
         "\033[1;31mred\033[0m\033[2;3H\033[K\033[2J"},
        {"\033[?25lx\033[?25h", "\033[?25lx\033[?25h"},
        {"\033]0;title\ax", "x"},           /* a title */
        {"\033]52;c;ZXZpbA==\033\\x", "x"}, /* the clipboard */
        {"\033P+q544e\033\\x", "x"},        /* a question to the terminal */
        {"\033[6n\033[c\033[21tx", "x"},    /* others */
        {"\033[?1049h\033[?1000hx", "x"},   /* another screen, the mouse */
        {"\033]0;without an end", ""},      /* cut off */
        {"\a\005\017\x7Fx", "x"},           /* bell, answerback, shift */
        {"\302\2332Jx\302\220q", "2Jxq"},   /* C1 controls */
        {"é 我 \360\237\230\200", "é 我 \360\237\230\200"},
        {"\033", ""},
        {"\033[", ""},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct str out = {0};
        cast_clean(cases[i].output, &out);
        assert_string_equal(out.text ? out.text : "", cases[i].clean);
        str_free(&out);
    }
}

static void bad_files_are_told_with_their_line(void **state)
{
    (void)state;
    static const struct {
        const char *text, *why;
    } cases[] = {
        {"", ":1: an empty file"},
        {"hello\n", ":1: no recording of a terminal"},
        {"{\"version\":1,\"width\":80,\"height\":24}\n", ":1: no recording"},
        {"{\"version\":2,\"width\":80}\n", ":1: no size"},
        {"{\"version\":2,\"width\":80,\"height\":100000}\n", ":1: no size"},
        {"{\"version\":2,\"width\":80,\"height\":24}\n[0,\"o\"]\n", ":2: no piece"},
        {"{\"version\":2,\"width\":80,\"height\":24}\n[1,\"o\",\"a\"]\n[0.5,\"o\",\"b\"]\n",
         ":3: the time goes back"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct cast cast;
        struct err err;
        write_text(cases[i].text);
        assert_int_equal(cast_read(&cast, path, &err), -1);
        if (!strstr(err.text, cases[i].why))
            fail_msg("\"%s\" does not say \"%s\"", err.text, cases[i].why);
    }
}

static void draw(struct grid *grid, const char *text)
{
    grid_clear(grid);
    grid_put(grid, grid_whole(grid), 1, 0, STYLE_PLAIN, text);
}

static void what_is_recorded_is_what_was_shown(void **state)
{
    (void)state;
    const struct theme theme = {.tier = TIER_MONO};
    struct err err;
    struct cast cast;
    struct grid grid;
    assert_null(cast_create(path, false, &err)); /* it is there */
    assert_non_null(strstr(err.text, "--force"));
    struct cast_writer *writer = cast_create(path, true, &err);
    assert_non_null(writer);
    grid_init(&grid, 3, 20);
    draw(&grid, "one");
    cast_frame(writer, &grid, &theme, 5000);
    cast_frame(writer, &grid, &theme, 5500); /* the same: nothing is written */
    draw(&grid, "two \"quoted\" é");
    cast_frame(writer, &grid, &theme, 6250);
    grid_resize(&grid, 4, 20);
    draw(&grid, "three");
    cast_frame(writer, &grid, &theme, 7000);
    assert_int_equal(cast_finish(writer, &err), 0);
    grid_free(&grid);

    assert_int_equal(cast_read(&cast, path, &err), 0);
    assert_int_equal(cast.rows, 3);
    assert_int_equal(cast.columns, 20);
    assert_int_equal(cast.count, 3);
    assert_true(cast.pieces[0].time == 0 && cast.pieces[1].time == 1.25);
    assert_non_null(strstr(cast.pieces[0].output, "\033[2;1H\033[0mone"));
    assert_non_null(strstr(cast.pieces[1].output, "two \"quoted\" é"));
    assert_null(strstr(cast.pieces[1].output, "\033[1;1H")); /* a row that stayed */
    cast_free(&cast);
}

static void notes_come_as_they_were_told(void **state)
{
    (void)state;
    struct lecture_notes told = {.page = 3, .count = 12, .step = 2, .steps = 4, .blank = true};
    struct lecture_notes read;
    long elapsed;
    str_add(&told.title, "A \"title\"");
    str_add(&told.notes, "one\n\n• two\ttabs é");
    str_add(&told.next, "then");
    char *line = notes_write(&told, 61000);
    assert_null(strchr(line, '\n'));
    assert_int_equal(notes_read(line, &read, &elapsed), 0);
    assert_int_equal(read.page, 3);
    assert_int_equal(read.steps, 4);
    assert_true(read.blank);
    assert_int_equal(elapsed, 61000);
    assert_string_equal(read.notes.text, told.notes.text);
    assert_string_equal(read.title.text, told.title.text);
    assert_int_equal(read.answer.length, 0);
    free(line);
    lecture_notes_free(&told);
    lecture_notes_free(&read);
    assert_int_equal(notes_read("nothing", &read, &elapsed), -1);
    assert_int_equal(notes_read("[1]", &read, &elapsed), -1);
}

int main(void)
{
    mem_serve_json();
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_does_more_than_draw_is_left_out),
        cmocka_unit_test_setup_teardown(bad_files_are_told_with_their_line, make_file, remove_file),
        cmocka_unit_test_setup_teardown(what_is_recorded_is_what_was_shown, make_file, remove_file),
        cmocka_unit_test(notes_come_as_they_were_told),
    };
    return cmocka_run_group_tests_name("cast", tests, NULL, NULL);
}
