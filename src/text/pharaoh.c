#include "text/pharaoh.h"

#include <ctype.h>
#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "base/mem.h"

enum { FILE_BYTES = 1 << 30 };

/* A number at *text, which moves behind it; -1 when there is none. */
static int read_index(const char **text)
{
    char *end;
    if (!isdigit((unsigned char)**text))
        return -1;
    errno = 0;
    long number = strtol(*text, &end, 10);
    *text = end;
    return errno || number > INT_MAX ? -1 : (int)number;
}

static bool read_link(struct link *link, const char **text)
{
    link->source = read_index(text);
    char between = **text;
    if (link->source < 0 || !between || !strchr("-?p", between))
        return false;
    ++*text;
    link->sure = between == '-';
    link->target = read_index(text);
    return link->target >= 0 && (!**text || strchr(" \t\r", **text));
}

int links_read(struct links *links, const char *text, struct err *err)
{
    *links = (struct links){0};
    while (*(text += strspn(text, " \t\r"))) {
        const char *start = text;
        struct link link;
        if (!read_link(&link, &text))
            return err_set(err,
                           "\"%.*s\" is no link; expected \"3-2\" (word 3 of the source, word 2 of "
                           "the target, from 0), or \"3?2\" for a possible one",
                           (int)strcspn(start, " \t\r"), start);
        links->list = mem_grow(links->list, &links->capacity, links->count + 1, sizeof link);
        links->list[links->count++] = link;
    }
    return 0;
}

int alignments_read(struct alignments *alignments, const char *path, struct err *err)
{
    struct str text = {0};
    int result = file_read(&text, path, FILE_BYTES, err);
    *alignments = (struct alignments){0};
    char *next = result || !text.length ? NULL : text.text;
    while (next && *next && !result) {
        char *line = strsep(&next, "\n");
        alignments->lines = mem_grow(alignments->lines, &alignments->capacity,
                                     alignments->count + 1, sizeof *alignments->lines);
        result = links_read(&alignments->lines[alignments->count++], line, err);
        if (result)
            err_prefix(err, "%s:%zu", path, alignments->count);
    }
    str_free(&text);
    if (result)
        alignments_free(alignments);
    return result;
}

void alignments_free(struct alignments *alignments)
{
    for (size_t i = 0; i < alignments->count; i++)
        free(alignments->lines[i].list);
    free(alignments->lines);
    *alignments = (struct alignments){0};
}
