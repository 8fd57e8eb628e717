#include "view/blame.h"

#include <stdio.h>

#include "draw/para.h"
#include "text/utf8.h"

enum {
    RUNS = 3,
    NAME = 11,
    NUMBERS = 20,
    WORD_LEAST = 6,
    WORD_MOST = 12,
    SCORES = BLAME_FOUND + 2,
    UNKNOWN_MOST = 160, /* so many bytes of unknown words are enough */
};

/* ---- what fits ---- */

struct plan {
    int verdict, scores, steps; /* rows of each; the table of steps has a heading besides */
    int gap;                    /* empty rows between them */
};

/* `unknown` is filled in, and the caller's. */
static int make_runs(const struct blame *b, struct str *unknown, struct para_run runs[RUNS])
{
    runs[0] = (struct para_run){STYLE_STRONG, 0, b->sentence};
    for (size_t i = 0; i < b->unknown.count && unknown->length < UNKNOWN_MOST; i++)
        str_format(unknown, i ? ", %s" : "%s", b->unknown.list[i]);
    runs[1] = (struct para_run){STYLE_ERROR, 0, "\nNot in the vocabulary: "};
    runs[2] = (struct para_run){STYLE_WORD, 0, unknown->length ? unknown->text : ""};
    return b->unknown.count ? 3 : 1;
}

static struct plan plan_of(struct rect rect, const struct blame *b)
{
    struct str unknown = {0};
    struct para_run runs[RUNS];
    int count = make_runs(b, &unknown, runs), room = rect.rows, least = b->count < 4 ? b->count : 4;
    struct plan plan = {.verdict = para_draw(NULL, rect, runs, count, 0, 0), .scores = SCORES};
    str_free(&unknown);
    if (plan.verdict > room)
        plan.verdict = room;
    room -= plan.verdict;
    if (room < SCORES + 1 + least)
        plan.scores = 0;
    room -= plan.scores + 1;
    plan.steps = room < 0 ? 0 : b->count < room ? b->count : room;
    plan.gap = plan.scores && room - plan.steps >= 2;
    return plan;
}

/* ---- scores ---- */

static void draw_run(struct grid *grid, struct rect rect, int row, const struct blame_run *run)
{
    char name[24] = "reference";
    if (run->width)
        snprintf(name, sizeof name, run->width == 1 ? "greedy" : "beam of %d", run->width);
    grid_put(grid, rect, row, 0, run->width ? STYLE_PLAIN : STYLE_TITLE, name);
    grid_format(grid, rect, row, NAME, run->reference ? STYLE_GOOD : STYLE_PLAIN, "%9.2f %8.2f",
                run->log_probability, run->score);
    grid_put_cut(grid, rect, row, NAME + NUMBERS, rect.columns - NAME - NUMBERS, STYLE_CHOSEN,
                 *run->text ? run->text : "(nothing)");
}

static void draw_scores(struct grid *grid, struct rect rect, const struct blame *b)
{
    grid_put(grid, rect, 0, 0, STYLE_DIM, "                ln P   a word  words");
    draw_run(grid, rect, 1, &b->reference);
    for (int i = 0; i < BLAME_FOUND; i++)
        draw_run(grid, rect, 2 + i, &b->found[i]);
}

/* ---- steps: a table of columns, of which the first ones that fit are drawn ---- */

enum column { STEP, REFERENCE, PROBABILITY, RANK, BEST, BLAMED, LOOKS, BETTER, COLUMNS };

/* Words share what numbers leave. */
static const struct {
    const char *heading;
    int width; /* 0: a word */
    enum style style;
} columns[COLUMNS] = {
    {"t", 4, STYLE_DIM},           {"reference", 0, STYLE_WORD},
    {"P", 6, STYLE_PLAIN},         {"rank", 8, STYLE_PLAIN},
    {"writes", 0, STYLE_CHOSEN},   {"to blame", 13, STYLE_ERROR},
    {"looks at", 0, STYLE_WEIGHT}, {"all weight on", 0, STYLE_WEIGHT},
};

/* What a column says of a step: "home 0.62". Appended. */
static void add_field(struct str *out, const struct blame *b, int t, enum column column)
{
    const struct blame_step *step = &b->steps[t];
    bool fails = step->verdict != VERDICT_RIGHT, aligned = step->aligned >= 0;
    const struct placed *there = aligned ? &step->aligned_there : &step->there;
    if (column == STEP)
        str_format(out, "%d", t + 1);
    else if (column == REFERENCE)
        str_add(out, step->word);
    else if (column == PROBABILITY)
        str_format(out, "%.2f", step->as_is.probability);
    else if (column == RANK)
        str_format(out, step->known ? "%d" : "–", step->as_is.rank);
    else if (column == BEST && fails)
        str_format(out, "%s %.2f", step->best, step->best_probability);
    else if (column == LOOKS && step->looked >= 0)
        str_format(out, "%s %.2f", b->source.list[step->looked], step->weight);
    else if (column == BLAMED && fails)
        str_add(out, step->known ? verdict_name(step->verdict) : "vocabulary");
    else if (column == BETTER && step->place >= 0)
        str_format(out, "#%d %s %.2f", there->rank,
                   b->source.list[aligned ? step->aligned : step->place], there->probability);
}

/* The width of the word columns, and how many columns there are. */
static int fit(int room, int *count)
{
    for (*count = COLUMNS; *count > REFERENCE + 1; --*count) {
        int words = 0, left = room;
        for (int c = 0; c < *count; c++) {
            words += columns[c].width == 0;
            left -= columns[c].width;
        }
        if (left / words >= WORD_MOST || (*count <= BLAMED + 1 && left / words > WORD_LEAST))
            return left / words;
    }
    return room - columns[STEP].width;
}

static void draw_row(struct grid *grid, struct rect rect, int row, const struct blame *b, int t,
                     int word, int count)
{
    struct str text = {0};
    for (int c = 0, at = 0; c < count; c++) {
        int width = columns[c].width ? columns[c].width : word;
        bool number = c == PROBABILITY || c == RANK, fails = t >= 0 && b->steps[t].verdict;
        enum style style = t < 0 ? STYLE_DIM : number && fails ? STYLE_ERROR : columns[c].style;
        str_clear(&text);
        str_add(&text, t < 0 ? columns[c].heading : "");
        if (t >= 0)
            add_field(&text, b, t, (enum column)c);
        if (number)
            grid_put_right(grid, rect, row, at + width - 2, width - 2, style, text.text);
        else
            grid_put_cut(grid, rect, row, at, width - 1, style, text.text);
        at += width;
    }
    str_free(&text);
}

static void draw_steps(struct grid *grid, struct rect rect, const struct blame *b, int first,
                       int rows)
{
    int count, word = fit(rect.columns, &count);
    draw_row(grid, rect, 0, b, -1, word, count);
    for (int i = 0; i < rows; i++)
        draw_row(grid, rect, 1 + i, b, first + i, word, count);
}

void blame_draw(struct grid *grid, struct rect rect, const struct blame *b, int first)
{
    struct str unknown = {0};
    struct para_run runs[RUNS];
    struct plan plan = plan_of(rect, b);
    int count = make_runs(b, &unknown, runs), row = plan.verdict + plan.gap;
    int last = b->count - plan.steps;
    first = first < 0 ? 0 : first < last ? first : last;
    para_draw(grid, rect_part(rect, 0, 0, plan.verdict, -1), runs, count, 0, 0);
    str_free(&unknown);
    if (plan.scores)
        draw_scores(grid, rect_part(rect, row, 0, plan.scores, -1), b);
    draw_steps(grid, rect_part(rect, row + plan.scores + plan.gap, 0, plan.steps + 1, -1), b, first,
               plan.steps);
}
