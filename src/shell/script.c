#include "shell/script.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "text/utf8.h"

struct script {
    FILE *file;
    char *path, *line, *rest; /* rest: what of the line is still to do */
    size_t capacity;
    long number, now; /* line; milliseconds that passed */
    bool typing;      /* rest is text, not words */
};

struct script *script_open(const char *path, struct err *err)
{
    FILE *file = strcmp(path, "-") == 0 ? stdin : fopen(path, "r");
    if (!file) {
        err_set(err, "%s: cannot open: %s", path, strerror(errno));
        return NULL;
    }
    struct script *script = mem_new(1, sizeof *script);
    script->file = file;
    script->path = mem_text(path);
    return script;
}

void script_close(struct script *script)
{
    if (script->file != stdin)
        fclose(script->file);
    free(script->path);
    free(script->line);
    free(script);
}

static enum script_step type_next(struct script *script, struct event *event)
{
    int code;
    size_t n = utf8_decode(script->rest, strlen(script->rest), &code);
    *event = (struct event){.kind = EVENT_TEXT};
    memcpy(event->text, script->rest, n < sizeof event->text ? n : 0);
    script->rest += n;
    return SCRIPT_EVENT;
}

void script_blame(const struct script *script, struct err *err)
{
    err_prefix(err, "%s:%ld", script->path, script->number);
}

static enum script_step bad(struct script *script, struct err *err, const char *what)
{
    err_set(err, "%s", what);
    script_blame(script, err);
    return SCRIPT_BAD;
}

/* A line that is one command: a colon, type, resize, tick. SCRIPT_END when it is none of them. */
static enum script_step line_command(struct script *script, struct event *event, struct err *err)
{
    long ms;
    if (*script->rest == ':' && script->rest[1]) {
        *event = (struct event){.kind = EVENT_COMMAND, .line = script->rest + 1};
        script->rest = NULL;
        return SCRIPT_EVENT;
    }
    if (strncmp(script->rest, "type ", 5) == 0) {
        script->rest += 5;
        script->typing = true;
        return *script->rest ? type_next(script, event) : bad(script, err, "type what?");
    }
    *event = (struct event){.kind = EVENT_RESIZE};
    if (strncmp(script->rest, "resize ", 7) == 0) {
        if (sscanf(script->rest + 7, "%dx%d", &event->columns, &event->rows) != 2 ||
            event->rows < 1 || event->columns < 1 || event->rows > 1000 || event->columns > 1000)
            return bad(script, err, "resize needs columns x rows, as in resize 80x24");
        script->rest = NULL;
        return SCRIPT_EVENT;
    }
    if (sscanf(script->rest, "tick %ld", &ms) == 1) {
        script->now += ms;
        script->rest = NULL;
        *event = (struct event){.kind = EVENT_TICK, .time_ms = script->now};
        return SCRIPT_EVENT;
    }
    return SCRIPT_END;
}

static enum script_step next_word(struct script *script, struct event *event, struct err *err)
{
    size_t n = strcspn(script->rest, " ");
    char *word = mem_text_n(script->rest, n);
    enum script_step step = SCRIPT_EVENT;
    script->rest += n;
    if (strcmp(word, "dump") == 0) {
        step = SCRIPT_DUMP;
    } else if (strcmp(word, "pause") == 0) {
        step = SCRIPT_PAUSE;
    } else if (key_event(word, event) != 0) {
        err_set(err, "there is no key \"%s\"; keys are Left, Enter, Space, a, ...", word);
        script_blame(script, err);
        step = SCRIPT_BAD;
    }
    free(word);
    return step;
}

enum script_step script_next(struct script *script, struct event *event, struct err *err)
{
    for (;;) {
        if (script->rest && script->typing && *script->rest)
            return type_next(script, event);
        if (script->rest && !script->typing)
            script->rest += strspn(script->rest, " ");
        if (script->rest && *script->rest && !script->typing)
            return next_word(script, event, err);
        ssize_t got = getline(&script->line, &script->capacity, script->file);
        if (got < 0)
            return SCRIPT_END;
        script->number++;
        script->typing = false;
        script->line[strcspn(script->line, "\r\n")] = '\0';
        script->rest = script->line + strspn(script->line, " ");
        if (*script->rest == '#')
            script->rest = NULL;
        enum script_step step = script->rest ? line_command(script, event, err) : SCRIPT_END;
        if (step != SCRIPT_END)
            return step;
    }
}
