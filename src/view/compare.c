#include "view/compare.h"

#include "draw/para.h"
#include "trace/formula.h"

enum { BESIDE = 58 /* columns for two pictures beside each other */ };

/* The same word in another vocabulary; −1, what is written there, when it lacks it. */
static int other_word(const struct picture *picture, const struct trace *other)
{
    const struct vocab *vocab = picture->trace->model->target.vocab;
    int word = picture->cursor.word;
    if (word < 0 || word >= vocab_size(vocab))
        return -1;
    const char *token = vocab_label(vocab, word);
    return vocab_has(other->model->target.vocab, token)
               ? vocab_id(other->model->target.vocab, token)
               : -1;
}

/* What is looked at is missing in the other run, though the stage may have something else. */
static bool lacks(const struct picture *picture, const struct trace *other)
{
    return picture->quantity != Q_NONE && !trace_has_sheet(other, picture_shown(picture));
}

struct picture compare_linked(const struct picture *picture, const struct trace *other,
                              int sentence)
{
    struct picture linked = *picture;
    linked.trace = other;
    linked.unpadded = NULL;
    linked.sentence = sentence;
    linked.term = 0;
    linked.cursor.word = other_word(picture, other);
    picture_clamp(&linked);
    if (lacks(picture, other))
        linked.quantity = Q_NONE;
    return linked;
}

/* ---- drawing ---- */

/* The ends that keep the cursor from being at the same place: "ends at: step 4, word 3". */
static void say_limits(const struct picture *at, const struct picture *picture, struct str *out)
{
    const struct picture_cursor *here = &at->cursor, *there = &picture->cursor;
    bool units =
        at->quantity != Q_NONE && trace_quantity(at->trace, at->quantity)->columns == AXIS_UNIT;
    if (here->step != there->step)
        str_format(out, "ends at: step %d", here->step + 1);
    if (here->source != there->source)
        str_format(out, out->length ? ", word %d" : "ends at: word %d", here->source + 1);
    if (units && here->unit != there->unit)
        str_format(out, out->length ? ", unit %d" : "ends at: unit %d", here->unit + 1);
}

/* Model and sentence, then what became of it, or why the cursor is elsewhere. Returns the rows. */
static int draw_title(struct grid *grid, struct rect rect, const struct picture *at,
                      const struct picture *picture)
{
    const struct trace *trace = at->trace;
    struct str text = {0};
    int column = grid_put_cut(grid, rect, 0, 0, rect.columns, STYLE_TITLE, trace->model->name) + 2;
    grid_put_cut(grid, rect, 0, column, rect.columns - column, STYLE_WORD,
                 trace->sentences[at->sentence].text);
    say_limits(at, picture, &text);
    bool limited = text.length > 0;
    if (rect.rows < 8 && !limited)
        return 1;
    if (!limited) {
        str_add(&text, "→ ");
        trace_answer(trace, at->sentence, &text);
    }
    grid_put_cut(grid, rect, 1, 0, rect.columns, limited ? STYLE_ERROR : STYLE_CHOSEN, text.text);
    str_free(&text);
    return 2;
}

/* The other model has no such matrix. */
static void draw_lacking(struct grid *grid, struct rect rect, const struct picture *at,
                         const struct picture *picture)
{
    const struct quantity *q = trace_quantity(picture->trace, picture->quantity);
    bool writes = config_writes_words(&at->trace->config);
    bool fixed = writes && !trace_has(at->trace, Q_WEIGHTS) && q->columns == AXIS_SOURCE;
    struct str text = {0}, label = {0}, symbol = {0};
    picture_draw_stages(grid, rect, 0, at);
    trace_sheet_label(picture->trace, picture_shown(picture), &label);
    formula_write_symbol(picture->trace, picture_shown(picture), -1, -1, &symbol);
    str_format(&text, "%s has no %s, %s.", at->trace->model->name, label.text, symbol.text);
    if (fixed && trace_has(at->trace, Q_CONTEXT))
        str_add(&text, " Its context is fixed, the last encoder state at every step.");
    else if (fixed)
        str_add(&text, " It has no context at any step.");
    const struct para_run run = {STYLE_PLAIN, 0, text.text};
    para_draw(grid, rect_part(rect, rect.rows > 4 ? 2 : 1, 0, -1, -1), &run, 1, 0, 0);
    str_free(&text);
    str_free(&label);
    str_free(&symbol);
}

static void draw_one(struct grid *grid, struct rect rect, const struct picture *at,
                     const struct picture *picture)
{
    bool missing = lacks(picture, at->trace) && at->zoom != ZOOM_FLOW;
    int used = draw_title(grid, rect, at, picture);
    struct rect rest = rect_part(rect, used, 0, -1, -1);
    if (missing)
        draw_lacking(grid, rest, at, picture);
    else
        picture_draw(grid, rest, at);
}

/* Cuts the room in two, with a line between. */
static void divide(struct grid *grid, struct rect rect, struct rect halves[2])
{
    if (rect.columns >= BESIDE) {
        int width = (rect.columns - 3) / 2;
        grid_post(grid, rect, 0, width + 1, rect.rows, STYLE_DIM, "│");
        halves[0] = rect_part(rect, 0, 0, -1, width);
        halves[1] = rect_part(rect, 0, width + 3, -1, -1);
    } else {
        int height = (rect.rows - 1) / 2;
        grid_rule(grid, rect, height, 0, rect.columns, STYLE_DIM, "─");
        halves[0] = rect_part(rect, 0, 0, height, -1);
        halves[1] = rect_part(rect, height + 1, 0, -1, -1);
    }
}

void compare_draw(struct grid *grid, struct rect rect, const struct picture *picture,
                  const struct trace *other, int sentence)
{
    struct rect halves[2];
    divide(grid, rect, halves);
    if (picture->trace)
        draw_one(grid, halves[0], picture, picture);
    if (!other || !picture->trace) {
        grid_put_cut(grid, halves[1], 0, 0, halves[1].columns, STYLE_DIM, "nothing was run yet");
        return;
    }
    struct picture linked = compare_linked(picture, other, sentence);
    draw_one(grid, halves[1], &linked, picture);
}
