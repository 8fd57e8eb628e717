/* Files written beside their name, and what is left of them. */
#include "tiny.h"

#include <sys/stat.h>
#include <sys/syscall.h>

#include "base/file.h"

static struct folder folder;

static void touch(const char *name)
{
    char *path = folder_file(&folder, name);
    file_fill(path, "old");
    free(path);
}

static bool is_there(const char *name)
{
    char *path = folder_file(&folder, name);
    bool there = access(path, F_OK) == 0;
    free(path);
    return there;
}

static void only_halves_of_this_file_are_removed(void **state)
{
    (void)state;
    struct err err;
    struct file_writer writer;
    folder = folder_make();
    char *path = folder_file(&folder, "m");
    assert_int_equal(file_create(&writer, path, &err), 0);
    fputs("half", writer.stream);
    fflush(writer.stream);
    char *half = mem_text(writer.temporary);
    assert_int_equal(strncmp(half, path, strlen(path)), 0);
    touch("m");
    touch("m.backup");
    touch("m.partial-1234567");
    touch("m.partial-");
    touch("mm.partial-123456");
    file_clean(path);
    assert_int_not_equal(access(half, F_OK), 0);
    assert_true(is_there("m") && is_there("m.backup") && is_there("m.partial-1234567"));
    assert_true(is_there("m.partial-") && is_there("mm.partial-123456"));
    file_abandon(&writer);
    file_clean("/nowhere/m"); /* nothing happens */
    char *cwd = getcwd(NULL, 0);
    touch("m.partial-abcdef");
    assert_int_equal(chdir(folder.path), 0);
    file_clean("m");
    assert_false(is_there("m.partial-abcdef"));
    assert_int_equal(chdir(cwd), 0);
    free(cwd);
    free(half);
    free(path);
    folder_remove(&folder);
}

/* Stands before the C library's own, to see who calls it. The umask belongs to all threads: who
 * changes it, even for a moment, changes the files that another thread makes meanwhile. */
static int umask_calls;
mode_t umask(mode_t mask)
{
    umask_calls++;
    return (mode_t)syscall(SYS_umask, mask);
}

static mode_t mode_of(const char *path)
{
    struct stat about;
    assert_int_equal(stat(path, &about), 0);
    return about.st_mode & 0777;
}

static void the_mode_is_that_of_any_new_file(void **state)
{
    (void)state;
    static const mode_t masks[] = {022, 027, 077, 0};
    struct err err;
    folder = folder_make();
    char *path = folder_file(&folder, "m");
    mode_t before = umask(0);
    for (size_t i = 0; i < sizeof masks / sizeof *masks; i++) {
        struct file_writer writer;
        umask(masks[i]);
        umask_calls = 0;
        assert_int_equal(file_create(&writer, path, &err), 0);
        assert_int_equal(mode_of(writer.temporary), 0666 & ~masks[i]);
        assert_int_equal(file_commit(&writer, &err), 0);
        assert_int_equal(mode_of(path), 0666 & ~masks[i]);
        assert_int_equal(umask_calls, 0);
    }
    umask(before);
    free(path);
    folder_remove(&folder);
}

/* Neither what a killed writer left nor another writer at work is written over. */
static void two_writers_of_a_file_do_not_meet(void **state)
{
    (void)state;
    struct err err;
    struct file_writer first, second;
    folder = folder_make();
    char *path = folder_file(&folder, "m");
    assert_int_equal(file_create(&first, path, &err), 0);
    assert_int_equal(file_create(&second, path, &err), 0);
    assert_string_not_equal(first.temporary, second.temporary);
    fputs("first", first.stream);
    fputs("second", second.stream);
    assert_int_equal(file_commit(&second, &err), 0);
    struct str text = {0};
    assert_int_equal(file_read(&text, path, 100, &err), 0);
    assert_string_equal(text.text, "second");
    assert_int_equal(file_commit(&first, &err), 0);
    str_clear(&text);
    assert_int_equal(file_read(&text, path, 100, &err), 0);
    assert_string_equal(text.text, "first");
    assert_int_equal(file_create(&first, "/nowhere/m", &err), -1);
    str_free(&text);
    free(path);
    folder_remove(&folder);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(only_halves_of_this_file_are_removed),
        cmocka_unit_test(the_mode_is_that_of_any_new_file),
        cmocka_unit_test(two_writers_of_a_file_do_not_meet),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
