#include "present/notes_live.h"

#include <cjson/cJSON.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "lecture/notes_screen.h"
#include "present/channel.h"
#include "shell/loop.h"

/* ---- a line of what is told ---- */

/* The texts by name. */
static const struct {
    const char *name;
    size_t offset;
} texts[] = {
    {"title", offsetof(struct lecture_notes, title)},
    {"notes", offsetof(struct lecture_notes, notes)},
    {"answer", offsetof(struct lecture_notes, answer)},
    {"coming", offsetof(struct lecture_notes, coming)},
    {"next", offsetof(struct lecture_notes, next)},
    {"slide", offsetof(struct lecture_notes, slide)},
};

/* And the numbers. */
static const struct {
    const char *name;
    size_t offset;
} numbers[] = {
    {"page", offsetof(struct lecture_notes, page)},
    {"count", offsetof(struct lecture_notes, count)},
    {"step", offsetof(struct lecture_notes, step)},
    {"steps", offsetof(struct lecture_notes, steps)},
    {"begun", offsetof(struct lecture_notes, begun)},
};

enum { TEXTS = sizeof texts / sizeof *texts, NUMBERS = sizeof numbers / sizeof *numbers };

char *notes_write(const struct lecture_notes *notes, long elapsed_ms)
{
    cJSON *json = cJSON_CreateObject();
    for (int i = 0; i < NUMBERS; i++)
        cJSON_AddNumberToObject(json, numbers[i].name,
                                *(const int *)((const char *)notes + numbers[i].offset));
    for (int i = 0; i < TEXTS; i++) {
        const struct str *text = (const struct str *)((const char *)notes + texts[i].offset);
        cJSON_AddStringToObject(json, texts[i].name, text->text ? text->text : "");
    }
    cJSON_AddBoolToObject(json, "blank", notes->blank);
    cJSON_AddNumberToObject(json, "elapsed", (double)elapsed_ms);
    char *line = cJSON_PrintUnformatted(json);
    cJSON_Delete(json);
    return line;
}

int notes_read(const char *line, struct lecture_notes *out, long *elapsed_ms)
{
    cJSON *json = cJSON_Parse(line);
    *out = (struct lecture_notes){0};
    if (!cJSON_IsObject(json)) {
        cJSON_Delete(json);
        return -1;
    }
    for (int i = 0; i < NUMBERS; i++) {
        const cJSON *number = cJSON_GetObjectItem(json, numbers[i].name);
        if (cJSON_IsNumber(number))
            *(int *)((char *)out + numbers[i].offset) = number->valueint;
    }
    for (int i = 0; i < TEXTS; i++) {
        const cJSON *text = cJSON_GetObjectItem(json, texts[i].name);
        if (cJSON_IsString(text))
            str_add((struct str *)((char *)out + texts[i].offset), text->valuestring);
    }
    out->blank = cJSON_IsTrue(cJSON_GetObjectItem(json, "blank"));
    const cJSON *elapsed = cJSON_GetObjectItem(json, "elapsed");
    *elapsed_ms = cJSON_IsNumber(elapsed) ? (long)elapsed->valuedouble : 0;
    cJSON_Delete(json);
    return 0;
}

/* ---- the world of the notes ---- */

enum { LINE_MOST = 1 << 20 };

struct notes_world {
    struct world world; /* first, so that it is one */
    struct notes_screen *notes;
    int fd;          /* −1: there is no lecture */
    struct str line; /* what came of a line */
};

static void take_news(struct world *world);

static void lose(struct notes_world *w, const char *why)
{
    if (w->fd >= 0)
        close(w->fd);
    w->fd = -1;
    w->world.source_count = 0;
    str_clear(&w->line);
    notes_screen_lost(w->notes, why);
}

static void join(struct notes_world *w)
{
    struct err err;
    if (w->fd >= 0)
        return;
    w->fd = channel_join(&err);
    if (w->fd < 0) {
        lose(w, err.text);
        return;
    }
    w->world.sources[0] = (struct world_source){.fd = w->fd, .ready = take_news};
    w->world.source_count = 1;
}

static void take_line(struct notes_world *w)
{
    struct lecture_notes told;
    long elapsed;
    if (w->line.length && notes_read(w->line.text, &told, &elapsed) == 0)
        notes_screen_take(w->notes, &told, elapsed);
    str_clear(&w->line);
}

/* All that has come. Of several lines each takes the place of the one before. */
static void take_news(struct world *world)
{
    struct notes_world *w = (struct notes_world *)world;
    char buffer[4096];
    for (;;) {
        ssize_t got = recv(w->fd, buffer, sizeof buffer, MSG_DONTWAIT);
        if (got < 0 && errno == EINTR)
            continue;
        if (got < 0 && errno == EAGAIN)
            return;
        if (got <= 0 || w->line.length > LINE_MOST) {
            lose(w, "The lecture is over. The notes wait for the next one.");
            return;
        }
        for (ssize_t i = 0; i < got; i++)
            if (buffer[i] == '\n')
                take_line(w);
            else
                str_add_n(&w->line, &buffer[i], 1);
    }
}

static void carry_out(struct world *world, const struct effect *effect)
{
    struct notes_world *w = (struct notes_world *)world;
    char line[64];
    switch (effect->kind) {
    case EFFECT_JOIN:
        join(w);
        break;
    case EFFECT_SEND:
        snprintf(line, sizeof line, "%s\n", effect->text);
        if (w->fd >= 0 && send(w->fd, line, strlen(line), MSG_NOSIGNAL | MSG_DONTWAIT) < 0 &&
            errno != EAGAIN)
            lose(w, "The lecture is over. The notes wait for the next one.");
        break;
    case EFFECT_QUIT:
        world->over = true;
        break;
    default: /* what other screens want */
        break;
    }
}

int notes_live(const struct term_options *options, struct err *err)
{
    struct notes_world w = {.fd = -1};
    struct loop_front terminal = loop_terminal;
    if (term_start(options, &w.world.start, err))
        return -1;
    w.notes = notes_screen_new();
    w.world.screen = notes_screen_of(w.notes);
    w.world.carry_out = carry_out;
    join(&w);
    loop_run(&terminal, &w.world);
    term_stop();
    if (w.fd >= 0)
        close(w.fd);
    str_free(&w.line);
    notes_screen_free(w.notes);
    return 0;
}
