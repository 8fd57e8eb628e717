/* Files written beside their name, and what is left of them. */
#include "tiny.h"

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

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(only_halves_of_this_file_are_removed),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
