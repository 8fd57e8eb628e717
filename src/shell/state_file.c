#include "shell/state_file.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/file.h"
#include "base/mem.h"

enum { STATE_MAX = 1 << 20 };

static const char mark[] = "# heed:"; /* how the first line begins */

/* Anything else of that name is not ours to replace. */
static int check_old(const char *path, struct err *err)
{
    struct str old = {0};
    struct err unused;
    if (access(path, F_OK) != 0)
        return 0;
    bool ours = file_read(&old, path, STATE_MAX, &unused) == 0 && old.length &&
                strncmp(old.text, mark, strlen(mark)) == 0;
    str_free(&old);
    return ours ? 0
                : err_set(err,
                          "%s: there is such a file already, and it is no state of heed; choose "
                          "another name",
                          path);
}

int state_file_save(const char *path, const char *text, struct err *err)
{
    struct file_writer writer;
    if (check_old(path, err) || file_create(&writer, path, err))
        return -1;
    fputs(text, writer.stream);
    return file_commit(&writer, err);
}

/* What a state must not do is in the row of the request. */
static int check_line(const char *line, const struct request_list *requests, struct err *err)
{
    char *name = mem_text_n(line, strcspn(line, " "));
    const struct request *request = request_find(requests, name);
    free(name);
    return request && request->no_state ? err_set(err, "%s", request->no_state) : 0;
}

int state_file_read(const char *path, const struct request_list *requests, struct strs *lines,
                    struct err *err)
{
    struct str text = {0};
    if (file_read(&text, path, STATE_MAX, err))
        return -1;
    int result = 0;
    for (const char *at = text.text; at && *at && result == 0;) {
        size_t n = strcspn(at, "\n"), start = strspn(at, " \t");
        size_t end = n && at[n - 1] == '\r' ? n - 1 : n;
        bool empty = start >= end || at[start] == '#';
        strs_add_n(lines, empty ? "" : at + start, empty ? 0 : end - start);
        result = check_line(lines->list[lines->count - 1], requests, err);
        if (result)
            err_prefix(err, "%s:%zu", path, lines->count);
        at += n + (at[n] == '\n');
    }
    str_free(&text);
    return result;
}
