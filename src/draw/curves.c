#include "draw/curves.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "base/mem.h"
#include "draw/plot.h"
#include "text/utf8.h"

enum { CURVES_BYTES = 1 << 16, CURVES_MOST = 6 };

/* "# key: value" */
static int read_setting(struct curves *c, const char *line, struct err *err)
{
    const char *key = line + 1 + strspn(line + 1, " "), *colon = strchr(key, ':');
    char **const texts[] = {&c->title, &c->y_label, &c->command};
    static const char *const names[] = {"title", "y", "command"};
    const char *value = colon ? colon + 1 + strspn(colon + 1, " ") : "";
    size_t n = colon ? (size_t)(colon - key) : 0;
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (n == strlen(names[i]) && strncmp(key, names[i], n) == 0) {
            free(*texts[i]);
            *texts[i] = mem_text(value);
            return 0;
        }
    if (n == 3 && strncmp(key, "log", n) == 0) {
        c->log_x = strchr(value, 'x') != NULL;
        c->log_y = strchr(value, 'y') != NULL;
        return 0;
    }
    return err_set(err, "\"%.*s\" is no setting; expected # title, # y, # log or # command",
                   str_fit(line, 40), line);
}

static int read_names(struct curves *c, const char *line, struct err *err)
{
    for (const char *at = line;; at++) {
        size_t n = strcspn(at, "\t");
        strs_add_n(&c->names, at, n);
        at += n;
        if (!*at)
            break;
    }
    c->curves = (int)c->names.count - 1;
    if (c->curves < 1 || c->curves > CURVES_MOST)
        return err_set(err, "%d curves; expected 1 to %d, with tabs between their names",
                       c->curves > 0 ? c->curves : 0, CURVES_MOST);
    c->y = mem_new((size_t)c->curves, sizeof *c->y);
    return 0;
}

static int read_point(struct curves *c, const char *line, struct err *err)
{
    c->x = mem_resize(c->x, (size_t)c->points + 1, sizeof *c->x);
    for (int i = 0; i < c->curves; i++)
        c->y[i] = mem_resize(c->y[i], (size_t)c->points + 1, sizeof **c->y);
    for (int i = 0; i <= c->curves; i++) {
        char *end;
        double number = strtod(line, &end);
        if (end == line || !isfinite(number) || *end != (i < c->curves ? '\t' : '\0'))
            return err_set(err, "no point; expected %d numbers with tabs between", c->curves + 1);
        *(i ? &c->y[i - 1][c->points] : &c->x[c->points]) = number;
        line = end + (i < c->curves);
    }
    if (c->points && c->x[c->points] <= c->x[c->points - 1])
        return err_set(err, "%g after %g; expected x to rise", c->x[c->points],
                       c->x[c->points - 1]);
    c->points++;
    return 0;
}

static int read_line(struct curves *c, const char *line, struct err *err)
{
    if (!*line)
        return 0;
    if (*line == '#')
        return read_setting(c, line, err);
    return c->names.count ? read_point(c, line, err) : read_names(c, line, err);
}

struct curves *curves_parse(const char *path, const char *text, struct err *err)
{
    struct curves *c = mem_new(1, sizeof *c);
    int result = 0;
    for (long number = 1; *text && !result; number++) {
        size_t n = strcspn(text, "\n");
        char *line = mem_text_n(text, n && text[n - 1] == '\r' ? n - 1 : n);
        result = read_line(c, line, err);
        if (result)
            err_prefix(err, "%s:%ld", path, number);
        text += n + (text[n] == '\n');
        free(line);
    }
    if (!result && (!c->points || !c->command))
        result = err_set(err, "%s: no %s; expected one", path, c->points ? "# command" : "point");
    if (!result)
        return c;
    curves_free(c);
    return NULL;
}

struct curves *curves_open(const char *path, struct err *err)
{
    struct str text = {0};
    struct curves *curves = NULL;
    if (file_read(&text, path, CURVES_BYTES, err) == 0)
        curves = curves_parse(path, text.text ? text.text : "", err);
    str_free(&text);
    return curves;
}

void curves_free(struct curves *curves)
{
    if (!curves)
        return;
    for (int i = 0; curves->y && i < curves->curves; i++)
        free(curves->y[i]);
    free(curves->title);
    free(curves->y_label);
    free(curves->command);
    strs_free(&curves->names);
    free(curves->x);
    free(curves->y);
    free(curves);
}

static const enum style styles[] = {STYLE_QUERY,  STYLE_CONTEXT, STYLE_STATE,
                                    STYLE_WEIGHT, STYLE_EMBED,   STYLE_CHOSEN};
enum { STYLES = sizeof styles / sizeof *styles };

void curves_draw(struct grid *grid, struct rect rect, const struct curves *c)
{
    struct plot_series series[STYLES];
    for (int i = 0; i < c->curves && i < STYLES; i++)
        series[i] = (struct plot_series){.name = c->names.list[i + 1],
                                         .n = c->points,
                                         .x = c->x,
                                         .y = c->y[i],
                                         .style = styles[i]};
    const struct plot plot = {.title = c->title,
                              .x_label = c->names.list[0],
                              .y_label = c->y_label,
                              .series = series,
                              .count = c->curves < STYLES ? c->curves : STYLES,
                              .from_zero = !c->log_y,
                              .log_x = c->log_x,
                              .log_y = c->log_y};
    char *source = mem_format("numbers from: %s", c->command);
    const char *said =
        utf8_width(source) <= rect.columns ? source : "numbers from: lessons/measured/make";
    plot_draw(grid, rect_part(rect, 0, 0, rect.rows - 2, -1), &plot);
    grid_put_cut(grid, rect, rect.rows - 1, 0, rect.columns, STYLE_DIM, said);
    free(source);
}
