#include "shell/state_file.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/file.h"
#include "base/mem.h"

enum { STATE_MAX = 1 << 20 };

static const char mark[] = "# heed:"; /* how the first line begins */

/* What the file holds already; anything else of that name is not ours to write to. */
static int read_old(const char *path, struct str *old, struct err *err)
{
    struct err unused;
    if (access(path, F_OK) != 0)
        return 0;
    bool ours = file_read(old, path, STATE_MAX, &unused) == 0 && old->length &&
                strncmp(old->text, mark, strlen(mark)) == 0;
    return ours ? 0
                : err_set(err,
                          "%s: there is such a file already, and it is no state of heed; choose "
                          "another name",
                          path);
}

bool state_file_ends(const char *line)
{
    return strcmp(line, "---") == 0;
}

int state_file_save(const char *path, const char *text, struct err *err)
{
    struct file_writer writer;
    struct str all = {0};
    int states = 1;
    if (read_old(path, &all, err) || file_create(&writer, path, err)) {
        str_free(&all);
        return -1;
    }
    if (all.length)
        str_add(&all, all.text[all.length - 1] == '\n' ? "---\n" : "\n---\n");
    str_add(&all, all.length ? strchr(text, '\n') + 1 : text); /* the first remark stands once */
    for (const char *at = all.text; (at = strstr(at, "\n---")); at += 4)
        states += at[4] == '\n' || at[4] == '\r';
    fputs(all.text, writer.stream);
    str_free(&all);
    return file_commit(&writer, err) ? -1 : states;
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
    int result = 0, states = 1;
    for (const char *at = text.text; at && *at && result == 0;) {
        size_t n = strcspn(at, "\n"), start = strspn(at, " \t");
        size_t end = n && at[n - 1] == '\r' ? n - 1 : n;
        bool empty = start >= end || at[start] == '#';
        strs_add_n(lines, empty ? "" : at + start, empty ? 0 : end - start);
        result = check_line(lines->list[lines->count - 1], requests, err);
        states += state_file_ends(lines->list[lines->count - 1]);
        if (result)
            err_prefix(err, "%s:%zu", path, lines->count);
        at += n + (at[n] == '\n');
    }
    str_free(&text);
    return result ? -1 : states;
}
