#include "present/cast.h"

#include <cjson/cJSON.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "base/mem.h"
#include "export/print.h"
#include "text/utf8.h"

/* ---- writing ---- */

struct cast_writer {
    FILE *file;
    char *path;
    struct strs rows; /* as they were written last */
    int columns;      /* 0: nothing was written yet */
    int cursor_row, cursor_column;
    long start; /* ms of the first frame */
    bool lost;  /* something could not be written */
};

struct cast_writer *cast_create(const char *path, bool force, struct err *err)
{
    int fd = open(path, O_WRONLY | O_CREAT | O_CLOEXEC | (force ? O_TRUNC : O_EXCL), 0666);
    if (fd < 0) {
        if (errno == EEXIST)
            err_set(err, "%s: there is such a file already; --force writes over it", path);
        else
            err_set(err, "%s: cannot be written: %s", path, strerror(errno));
        return NULL;
    }
    struct cast_writer *cast = mem_new(1, sizeof *cast);
    cast->file = fdopen(fd, "w");
    cast->path = mem_text(path);
    cast->cursor_row = -1;
    return cast;
}

/* One line of the file, at once. */
static void put_line(struct cast_writer *cast, cJSON *json)
{
    char *line = cJSON_PrintUnformatted(json);
    if (fprintf(cast->file, "%s\n", line) < 0 || fflush(cast->file) != 0)
        cast->lost = true;
    free(line);
    cJSON_Delete(json);
}

static void put_event(struct cast_writer *cast, long time_ms, const char *kind, const char *data)
{
    cJSON *event = cJSON_CreateArray();
    cJSON_AddItemToArray(event, cJSON_CreateNumber((double)(time_ms - cast->start) / 1000));
    cJSON_AddItemToArray(event, cJSON_CreateString(kind));
    cJSON_AddItemToArray(event, cJSON_CreateString(data));
    put_line(cast, event);
}

static void put_head(struct cast_writer *cast, const struct grid *grid)
{
    cJSON *head = cJSON_CreateObject(), *terminal = cJSON_CreateObject();
    cJSON_AddNumberToObject(head, "version", 2);
    cJSON_AddNumberToObject(head, "width", grid->columns);
    cJSON_AddNumberToObject(head, "height", grid->rows);
    cJSON_AddNumberToObject(head, "timestamp", (double)time(NULL));
    cJSON_AddStringToObject(terminal, "TERM", "xterm-256color");
    cJSON_AddItemToObject(head, "env", terminal);
    put_line(cast, head);
}

/* The screen has another size, or its first one: all of it is written anew. */
static void set_size(struct cast_writer *cast, const struct grid *grid, long time_ms,
                     struct str *out)
{
    bool first = !cast->columns;
    char size[32];
    snprintf(size, sizeof size, "%dx%d", grid->columns, grid->rows);
    if (first) {
        cast->start = time_ms;
        put_head(cast, grid);
    } else {
        put_event(cast, time_ms, "r", size);
    }
    strs_clear(&cast->rows);
    for (int i = 0; i < grid->rows; i++)
        strs_add(&cast->rows, "");
    cast->columns = grid->columns;
    str_add(out, "\033[0m\033[2J\033[?25l");
    cast->cursor_row = -1;
}

/* Rows that are not as they were written last. */
static void put_rows(struct cast_writer *cast, const char *ansi, struct str *out)
{
    for (size_t row = 0; row < cast->rows.count && *ansi; row++) {
        size_t n = strcspn(ansi, "\n");
        char *line = mem_text_n(ansi, n);
        if (strcmp(line, cast->rows.list[row]) != 0) {
            str_format(out, "\033[%zu;1H\033[0m%s\033[K", row + 1, line);
            free(cast->rows.list[row]);
            cast->rows.list[row] = line;
        } else {
            free(line);
        }
        ansi += n + (ansi[n] == '\n');
    }
}

static void put_cursor(struct cast_writer *cast, const struct grid *grid, struct str *out)
{
    bool moved = grid->cursor_row != cast->cursor_row || grid->cursor_column != cast->cursor_column;
    if (grid->cursor_row >= 0 && (moved || out->length))
        str_format(out, "\033[%d;%dH\033[?25h", grid->cursor_row + 1, grid->cursor_column + 1);
    else if (grid->cursor_row < 0 && cast->cursor_row >= 0)
        str_add(out, "\033[?25l");
    cast->cursor_row = grid->cursor_row;
    cast->cursor_column = grid->cursor_column;
}

void cast_frame(struct cast_writer *cast, const struct grid *grid, const struct theme *theme,
                long time_ms)
{
    struct str ansi = {0}, out = {0};
    struct theme look = *theme;
    look.tier = TIER_256;
    if (cast->columns != grid->columns || (int)cast->rows.count != grid->rows)
        set_size(cast, grid, time_ms, &out);
    print_ansi(&ansi, grid, &look);
    put_rows(cast, ansi.text ? ansi.text : "", &out);
    put_cursor(cast, grid, &out);
    if (out.length)
        put_event(cast, time_ms, "o", out.text);
    str_free(&ansi);
    str_free(&out);
}

int cast_finish(struct cast_writer *cast, struct err *err)
{
    if (!cast)
        return 0;
    bool lost = cast->lost;
    if (fclose(cast->file) != 0)
        lost = true;
    if (lost)
        err_set(err, "%s: a part of the recording could not be written: %s", cast->path,
                strerror(errno));
    strs_free(&cast->rows);
    free(cast->path);
    free(cast);
    return lost ? -1 : 0;
}

/* ---- reading ---- */

enum { SIDE_MOST = 1000 };

/* The end of the escape sequence at `at`, and whether it only draws: colors, places, erasing, the
 * cursor. */
static const char *sequence_end(const char *at, bool *draws)
{
    *draws = false;
    if (at[1] == '[') {
        const char *end = at + 2;
        while (*end >= 0x20 && *end < 0x40)
            end++;
        bool private = at[2] == '?';
        bool cursor = private && strncmp(at, "\033[?25", 5) == 0 && at + 5 == end;
        *draws = *end && (private ? cursor && strchr("hl", *end)
                                  : strchr("ABCDEFGHJKLMPSTX@df`mr", *end) != NULL);
        return *end ? end + 1 : end;
    }
    if (at[1] && strchr("]PX^_", at[1])) { /* strings, up to BEL or ST */
        const char *end = at + 2;
        while (*end && *end != '\a' && !(*end == '\033' && end[1] == '\\'))
            end++;
        return *end == '\a' ? end + 1 : *end ? end + 2 : end;
    }
    *draws = at[1] && strchr("78DEM", at[1]);
    return at[1] ? at + 2 : at + 1;
}

void cast_clean(const char *output, struct str *out)
{
    const char *last = output + strlen(output);
    while (*output) {
        int code;
        const char *end = output + utf8_decode(output, (size_t)(last - output), &code);
        bool draws = code >= ' ' && !(code >= 0x7F && code < 0xA0); /* C1: controls as well */
        if (code == '\033')
            end = sequence_end(output, &draws);
        else if (code > 0 && code < ' ')
            draws = strchr("\b\t\n\r", code) != NULL;
        if (draws)
            str_add_n(out, output, (size_t)(end - output));
        output = end;
    }
}

static int read_head(struct cast *cast, const char *line, struct err *err)
{
    cJSON *head = cJSON_Parse(line);
    const cJSON *version = cJSON_GetObjectItem(head, "version");
    const cJSON *width = cJSON_GetObjectItem(head, "width");
    const cJSON *height = cJSON_GetObjectItem(head, "height");
    int result = 0;
    if (!cJSON_IsNumber(version) || version->valueint != 2)
        result = err_set(err, "no recording of a terminal; expected asciicast, version 2");
    else if (!cJSON_IsNumber(width) || !cJSON_IsNumber(height) || width->valueint < 1 ||
             height->valueint < 1 || width->valueint > SIDE_MOST || height->valueint > SIDE_MOST)
        result = err_set(err, "no size; expected \"width\" and \"height\", 1 to %d", SIDE_MOST);
    cast->columns = result ? 0 : width->valueint;
    cast->rows = result ? 0 : height->valueint;
    cJSON_Delete(head);
    return result;
}

static int read_event(struct cast *cast, const char *line, struct err *err)
{
    cJSON *event = cJSON_Parse(line);
    const cJSON *time = cJSON_GetArrayItem(event, 0), *kind = cJSON_GetArrayItem(event, 1);
    const cJSON *data = cJSON_GetArrayItem(event, 2);
    double before = cast->count ? cast->pieces[cast->count - 1].time : 0;
    int result = 0;
    if (!cJSON_IsArray(event) || !cJSON_IsNumber(time) || !cJSON_IsString(kind) ||
        !cJSON_IsString(data)) {
        result = err_set(err, "no piece of a recording; expected [time, \"o\", text]");
    } else if (!(time->valuedouble >= before)) {
        result = err_set(err, "the time goes back; expected %.3f or later", before);
    } else if (strcmp(kind->valuestring, "o") == 0) {
        struct str clean = {0};
        cast_clean(data->valuestring, &clean);
        cast->pieces =
            mem_grow(cast->pieces, &cast->capacity, cast->count + 1, sizeof *cast->pieces);
        cast->pieces[cast->count++] = (struct cast_piece){time->valuedouble, str_take(&clean)};
    }
    cJSON_Delete(event);
    return result;
}

int cast_read(struct cast *cast, const char *path, struct err *err)
{
    FILE *file = fopen(path, "r");
    char *line = NULL;
    size_t capacity = 0;
    long number = 0;
    int result = 0;
    *cast = (struct cast){0};
    if (!file)
        return err_set(err, "%s: cannot open: %s", path, strerror(errno));
    for (ssize_t got; !result && (got = getline(&line, &capacity, file)) >= 0;) {
        number++;
        line[strcspn(line, "\r\n")] = '\0';
        if (number == 1)
            result = read_head(cast, line, err);
        else if (*line)
            result = read_event(cast, line, err);
    }
    if (!result && !number)
        result = err_set(err, "an empty file; expected asciicast, version 2");
    if (result)
        err_prefix(err, "%s:%ld", path, number ? number : 1);
    free(line);
    fclose(file);
    if (result)
        cast_free(cast);
    return result;
}

void cast_free(struct cast *cast)
{
    for (size_t i = 0; i < cast->count; i++)
        free(cast->pieces[i].output);
    free(cast->pieces);
    *cast = (struct cast){0};
}
