#include "train/log.h"

#include <errno.h>
#include <math.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

#include "base/mem.h"

struct train_log {
    FILE *stream;
    char *path;
    int every;
    bool resumed; /* the file has rows of an earlier run; the first report drops those it repeats */
    const struct learner *learner;
    double seconds; /* of the runs before this one, as their last row says */
    double loss;    /* summed since the last row, nats */
    long counted;
};

/* What only the log knows. */
struct extra {
    double recent;       /* mean loss since the row before */
    double memory, peak; /* resident, in MiB */
};

/* Columns after `event`, which is `step` or `epoch`. */
#define R(member) offsetof(struct train_report, member)
#define X(member) offsetof(struct extra, member)
static const struct column {
    const char *name; /* NULL: the learner's names */
    size_t offset;
    enum {
        COLUMN_INT,
        COLUMN_LONG,
        COLUMN_REAL,
        COLUMN_BOOL,
        COLUMN_NOTED,
        COLUMN_SPEED,
        COLUMN_FIGURES
    } kind;
    enum { ALWAYS, STEPS, EPOCHS, VALID } rows; /* empty in other rows */
    bool extra;                                 /* of struct extra, not the report */
} columns[] = {
    {"epoch", R(epoch), COLUMN_INT, ALWAYS, false},
    {"step", R(step), COLUMN_LONG, ALWAYS, false},
    {"progress", R(progress), COLUMN_REAL, ALWAYS, false},
    {"loss", R(loss), COLUMN_REAL, ALWAYS, false},
    {"recent_loss", X(recent), COLUMN_REAL, STEPS, true},
    {"rate", R(rate), COLUMN_REAL, STEPS, false},
    {"gradient_norm", R(norm), COLUMN_REAL, STEPS, false},
    {NULL, R(noted), COLUMN_NOTED, STEPS, false},
    {NULL, R(speed), COLUMN_SPEED, ALWAYS, false},
    {"seconds", R(seconds), COLUMN_REAL, ALWAYS, false},
    {"seconds_left", R(seconds_left), COLUMN_REAL, ALWAYS, false},
    {NULL, R(figures), COLUMN_FIGURES, VALID, false},
    {"best", R(best), COLUMN_BOOL, EPOCHS, false},
    {"memory_mib", X(memory), COLUMN_REAL, ALWAYS, true},
    {"peak_mib", X(peak), COLUMN_REAL, ALWAYS, true},
};
enum { COLUMNS = sizeof columns / sizeof *columns };

/* How many columns of the file a row of the table stands for. */
static int width(const struct column *column, const struct learner *learner)
{
    int count = 0;
    if (column->kind == COLUMN_NOTED)
        while (learner->noted[count])
            count++;
    else if (column->kind == COLUMN_FIGURES)
        while (learner->figures[count].name)
            count++;
    else
        count = 1;
    return count;
}

void train_log_columns(const struct learner *learner, struct str *out)
{
    str_add(out, "event");
    for (int i = 0; i < COLUMNS; i++)
        for (int k = 0; k < width(&columns[i], learner); k++)
            if (columns[i].kind == COLUMN_FIGURES)
                str_format(out, ",valid_%s", learner->figures[k].name);
            else
                str_format(out, ",%s",
                           columns[i].kind == COLUMN_NOTED   ? learner->noted[k]
                           : columns[i].kind == COLUMN_SPEED ? learner->speed
                                                             : columns[i].name);
}

static void measure_memory(struct extra *extra)
{
    struct rusage usage;
    long pages = 0, unused;
    FILE *statm = fopen("/proc/self/statm", "r"); /* Linux; elsewhere the column is 0 */
    if (statm && fscanf(statm, "%ld %ld", &unused, &pages) != 2)
        pages = 0;
    if (statm)
        fclose(statm);
    extra->memory = (double)pages * (double)sysconf(_SC_PAGESIZE) / (1 << 20);
    extra->peak = getrusage(RUSAGE_SELF, &usage) == 0 ? (double)usage.ru_maxrss / (1 << 10) : 0;
}

/* What was not asked for is 0. */
static void add_real(struct str *out, double value)
{
    str_format(out, "%.9g", isnan(value) ? 0 : value);
}

/* The k-th number of a row of the table. */
static void add_value(struct str *out, const struct column *column, int k, const void *base)
{
    const void *at = (const char *)base + column->offset;
    if (column->kind == COLUMN_INT)
        str_format(out, "%d", *(const int *)at);
    else if (column->kind == COLUMN_LONG)
        str_format(out, "%ld", *(const long *)at);
    else if (column->kind == COLUMN_BOOL)
        str_add(out, *(const bool *)at ? "1" : "0");
    else
        add_real(out, ((const double *)at)[k]);
}

static void add_row(struct str *out, const struct train_report *r, const struct learner *learner,
                    const struct extra *extra)
{
    const bool there[] = {[ALWAYS] = true,
                          [STEPS] = !r->epoch_done,
                          [EPOCHS] = r->epoch_done,
                          [VALID] = r->validated};
    str_add(out, r->epoch_done ? "epoch" : "step");
    for (int i = 0; i < COLUMNS; i++)
        for (int k = 0; k < width(&columns[i], learner); k++) {
            str_add(out, ",");
            if (there[columns[i].rows])
                add_value(out, &columns[i], k, columns[i].extra ? (const void *)extra : r);
        }
    str_add(out, "\n");
}

static int failed(const struct train_log *log, const char *what, struct err *err)
{
    return err_set(err, "%s: cannot %s: %s", log->path, what, strerror(errno));
}

/* At once and flushed: a kill leaves whole rows. */
static int write_text(struct train_log *log, const struct str *text, struct err *err)
{
    if (fwrite(text->text, 1, text->length, log->stream) != text->length ||
        fflush(log->stream) != 0)
        return failed(log, "write", err);
    return 0;
}

/* Reads the line of columns. 1 when it is ours, 0 when the file has no whole line, -1. */
static int read_header(struct train_log *log, const struct str *header, struct err *err)
{
    char *line = NULL;
    size_t room = 0;
    ssize_t n = getline(&line, &room, log->stream);
    int result = n > 0 && line[n - 1] == '\n';
    if (result && strcmp(line, header->text) != 0)
        result = err_set(err,
                         "%s:1: not the columns of a log of heed train; move the file away or give "
                         "another name",
                         log->path);
    free(line);
    return result;
}

static int start(struct train_log *log, bool resume, struct err *err)
{
    struct str header = {0};
    train_log_columns(log->learner, &header);
    str_add(&header, "\n");
    int there = 0;
    log->stream = fopen(log->path, resume ? "r+e" : "we");
    if (log->stream && resume)
        there = read_header(log, &header, err);
    else if (!log->stream && resume && errno == ENOENT)
        log->stream = fopen(log->path, "we");
    int result = there < 0 ? -1 : 0;
    log->resumed = there > 0;
    if (!log->stream)
        result = failed(log, "open", err);
    else if (there == 0)
        result = fseek(log->stream, 0, SEEK_SET) || ftruncate(fileno(log->stream), 0)
                     ? failed(log, "write", err)
                     : write_text(log, &header, err);
    str_free(&header);
    return result;
}

struct train_log *train_log_open(const char *path, const struct learner *learner, int every,
                                 bool resume, struct err *err)
{
    struct train_log *log = mem_new(1, sizeof *log);
    log->path = mem_text(path);
    log->learner = learner;
    log->every = every;
    if (start(log, resume, err)) {
        train_log_close(log);
        return NULL;
    }
    return log;
}

void train_log_close(struct train_log *log)
{
    if (!log)
        return;
    if (log->stream)
        fclose(log->stream);
    free(log->path);
    free(log);
}

/* Whether a line is a whole row, about a step or an epoch before the report. */
static bool is_before(const char *line, const struct train_report *r)
{
    char event[6];
    int epoch;
    long step;
    if (sscanf(line, "%5[a-z],%d,%ld,", event, &epoch, &step) != 3 || !strchr(line, '\n'))
        return false;
    return step < r->step || (step == r->step && strcmp(event, "step") == 0 && r->epoch_done);
}

/* What a row has in the column `seconds`. */
static double seconds_of(const struct train_log *log, const char *row)
{
    for (int i = 0; strcmp(columns[i].name ? columns[i].name : "", "seconds") != 0; i++)
        for (int k = width(&columns[i], log->learner); k > 0 && row; k--)
            row = (row = strchr(row, ',')) ? row + 1 : NULL;
    row = row ? strchr(row, ',') : NULL; /* behind `event` */
    return row ? atof(row + 1) : 0;
}

/* Drops the rows that will come again, and half a row at the end. */
static int cut_back(struct train_log *log, const struct train_report *first, struct err *err)
{
    char *line = NULL;
    size_t room = 0;
    off_t kept = ftello(log->stream);
    while (getline(&line, &room, log->stream) > 0 && is_before(line, first)) {
        kept = ftello(log->stream);
        log->seconds = seconds_of(log, line);
    }
    free(line);
    if (fseeko(log->stream, kept, SEEK_SET) || ftruncate(fileno(log->stream), kept))
        return failed(log, "write", err);
    log->resumed = false;
    return 0;
}

int train_log_add(struct train_log *log, const struct train_report *r, struct err *err)
{
    struct extra extra = {0};
    struct str row = {0};
    if (log->resumed && cut_back(log, r, err))
        return -1;
    if (!r->epoch_done) {
        log->loss += r->step_loss * (double)r->step_counted;
        log->counted += r->step_counted;
        if (r->step % log->every)
            return 0;
        extra.recent = log->loss / (double)log->counted;
        log->loss = 0;
        log->counted = 0;
    }
    measure_memory(&extra);
    struct train_report whole = *r; /* of all runs */
    whole.seconds += log->seconds;
    add_row(&row, &whole, log->learner, &extra);
    int result = write_text(log, &row, err);
    str_free(&row);
    return result;
}
