#include "view/seq2seq_flow.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "draw/bar.h"
#include "draw/heat.h"
#include "draw/para.h"
#include "draw/strip.h"
#include "quantities/seq2seq_layers.h"
#include "quantities/seq2seq_now.h"
#include "text/utf8.h"
#include "trace/rank.h"

enum {
    SCORE_WIDTH = 7,
    WEIGHT_WIDTH = 5,
    WORDS_WIDTH = 28,
    WORDS_SHOWN = 5,
    VECTOR_LABEL = 8,
    STATES_MIN = 11,
    TALLEST = 3 /* rows of a word or a vector */
};

/* Where the columns of the upper part stand. */
struct flow {
    struct grid *grid;
    struct rect rect;
    const struct picture *picture;
    const struct trace *trace;
    int sentence, step;
    bool attention, both; /* scores and weights exist; two directions */
    bool wide;            /* the words stand to the right of the weights */
    int word, states, score, weight, bar, bar_width, words; /* columns */
    int strip;                                              /* width of one direction's strip */
    int tall;                                               /* rows of a source word and a vector */
};

static struct mat matrix(const struct flow *f, enum quantity_id id)
{
    return trace_get(f->trace, f->sentence, id);
}

static enum style header_style(const struct flow *f, enum stage stage, enum style style)
{
    return f->picture->stage == stage && !f->picture->bare ? STYLE_BADGE : style;
}

static struct flow arrange(struct grid *grid, struct rect rect, const struct picture *picture)
{
    struct flow f = {.grid = grid,
                     .rect = rect,
                     .picture = picture,
                     .trace = picture->trace,
                     .sentence = picture->sentence,
                     .step = picture->cursor.step,
                     .attention = trace_has(picture->trace, Q_WEIGHTS),
                     .both = picture->trace->config.seq2seq.directions == 2,
                     .wide = rect.columns >= 84};
    int longest = 6;
    for (int j = 0; j < trace_source_count(f.trace); j++) {
        int width = utf8_width(trace_source_word(f.trace, f.sentence, j));
        longest = width > longest ? width : longest;
    }
    f.word = longest < 12 ? longest + 1 : 12;
    int left = rect.columns - f.word - (f.wide ? WORDS_WIDTH : 0);
    int attention = f.attention ? SCORE_WIDTH + WEIGHT_WIDTH + 2 : 0;
    f.bar_width = f.attention ? (left - attention) / 3 : 0;
    f.bar_width = f.bar_width > 16 ? 16 : f.bar_width;
    int room = left - attention - f.bar_width - 2;
    room = room > 51 ? 51 : room;
    if (room < STATES_MIN) { /* a unit or two would show nothing */
        room = -2;
        f.bar_width = f.attention ? left - attention : 0;
    }
    f.strip = room < 0 ? 0 : f.both ? (room - 3) / 2 : room;
    f.states = f.word;
    f.score = f.states + room + 2;
    f.weight = f.score + SCORE_WIDTH + 1;
    f.bar = f.weight + WEIGHT_WIDTH;
    f.words = rect.columns - WORDS_WIDTH;
    return f;
}

static float largest_of(struct mat m)
{
    float largest = 0;
    for (int i = 0; i < m.rows; i++)
        for (int k = 0; k < m.cols; k++)
            largest = fmaxf(largest, fabsf((float)mat_row(m, i)[k]));
    return largest;
}

/* The row of the words and numbers of what is `tall` rows high: the middle one. */
static int middle(const struct flow *f, int row)
{
    return row + (f->tall - 1) / 2;
}

/* The first units of a vector of the run, one cell each, on the scale of its whole matrix. */
static void draw_vector(const struct flow *f, int row, int column, int width, enum quantity_id id,
                        int index)
{
    struct mat all = matrix(f, id);
    for (int i = 0; all.x && width > 0 && i < f->tall; i++)
        strip_draw(f->grid, f->rect, row + i, column, width, mat_row(all, index),
                   width < all.cols ? width : all.cols, largest_of(all));
}

static void draw_states_header(const struct flow *f, int row)
{
    char text[64];
    int units = f->trace->model->config.seq2seq.encoder_hidden;
    int column = grid_put(f->grid, f->rect, row, f->states,
                          header_style(f, STAGE_ENCODE, STYLE_STATE), "h(j)");
    int room = f->score - column - 2;
    snprintf(text, sizeof text,
             f->both && room >= 36 ? "forward · backward, units 1–%d of %d" : "units 1–%d of %d",
             f->strip < units ? f->strip : units, units);
    if (room >= utf8_width(text))
        grid_put(f->grid, f->rect, row, column + 1, STYLE_DIM, text);
}

static void draw_headers(const struct flow *f, int row)
{
    struct grid *g = f->grid;
    struct rect r = f->rect;
    char text[64];
    grid_put_cut(g, r, row, 0, f->word - 1, STYLE_DIM, "source");
    if (f->strip > 0)
        draw_states_header(f, row);
    if (f->attention) {
        bool mask = f->picture->stage == STAGE_MASK;
        snprintf(text, sizeof text, "%s(%d,j)", mask ? "ẽ" : "e", f->step + 1);
        grid_put_right(g, r, row, f->score + SCORE_WIDTH, SCORE_WIDTH,
                       header_style(f, mask ? STAGE_MASK : STAGE_SCORE, STYLE_SCORE), text);
        snprintf(text, sizeof text, "α(%d,j)", f->step + 1);
        grid_put(g, r, row, f->weight, header_style(f, STAGE_SOFTMAX, STYLE_WEIGHT), text);
    }
    if (f->wide)
        grid_put(g, r, row, f->words, header_style(f, STAGE_WORD, STYLE_CHOSEN), "P(next word)");
}

static void draw_score(const struct flow *f, int row, int j)
{
    char text[HEAT_TEXT];
    double low, high, score = mat_row(matrix(f, Q_SCORES), f->step)[j];
    bool hidden =
        trace_masked(f->trace, f->sentence, f->step, j) && f->picture->stage > STAGE_SCORE;
    if (hidden) {
        grid_put_right(f->grid, f->rect, middle(f, row), f->score + SCORE_WIDTH - 1, SCORE_WIDTH,
                       STYLE_MASKED, "×");
        return;
    }
    rank_range(f->trace, f->sentence, sheet_of(Q_SCORES), &low, &high);
    heat_number(text, (float)score, SCORE_WIDTH - 2, 2);
    grid_put_right(f->grid, f->rect, middle(f, row), f->score + SCORE_WIDTH - 1, SCORE_WIDTH - 1,
                   STYLE_PLAIN, text);
    for (int i = 0; i < f->tall; i++)
        grid_heat(f->grid, f->rect, row + i, f->score, SCORE_WIDTH, RAMP_SEQUENTIAL,
                  heat_level(RAMP_SEQUENTIAL, (float)low, (float)high, (float)score));
}

static void draw_weight(const struct flow *f, int row, int j)
{
    char text[HEAT_TEXT];
    double weight = mat_row(matrix(f, Q_WEIGHTS), f->step)[j];
    bool focus = j == rank_focus(f->trace, f->sentence, f->step);
    if (trace_masked(f->trace, f->sentence, f->step, j)) {
        grid_put(f->grid, f->rect, middle(f, row), f->weight, STYLE_MASKED, "×");
        return;
    }
    heat_number(text, (float)weight, 3, 2);
    grid_put(f->grid, f->rect, middle(f, row), f->weight, focus ? STYLE_STRONG : STYLE_PLAIN, text);
    for (int i = 0; i < f->tall; i++)
        bar_draw(f->grid, f->rect, row + i, f->bar, f->bar_width, weight, STYLE_WEIGHT);
}

/* The source words that fit, around the one under the cursor. Returns the row below. */
static int draw_source(const struct flow *f, int row, int room)
{
    int count = trace_source_count(f->trace), cursor = f->picture->cursor.source;
    int shown = count * f->tall <= room ? count : room - 1, first = cursor - shown / 2;
    first = first > count - shown ? count - shown : first;
    first = first < 0 ? 0 : first;
    for (int j = first; j < first + shown; j++, row += f->tall) {
        bool known = trace_source_known(f->trace, f->sentence, j);
        bool pad = j >= trace_source_length(f->trace, f->sentence);
        bool focus = f->attention && j == rank_focus(f->trace, f->sentence, f->step);
        char *label = mem_format(known ? "%s" : "%s?", trace_source_word(f->trace, f->sentence, j));
        grid_put_cut(f->grid, f->rect, middle(f, row), 0, f->word - 1,
                     pad     ? STYLE_MASKED
                     : focus ? STYLE_STRONG
                             : STYLE_PLAIN,
                     label);
        free(label);
        if (j == cursor && (!f->picture->bare || f->picture->pointed))
            grid_mark(f->grid, f->rect, middle(f, row), 0, f->word - 1, MARK_UNDERLINE);
        draw_vector(f, row, f->states, f->strip, f->both ? Q_FORWARD : Q_STATES, j);
        if (f->both && f->strip > 0) {
            grid_put(f->grid, f->rect, middle(f, row), f->states + f->strip + 1, STYLE_DIM, "·");
            draw_vector(f, row, f->states + f->strip + 3, f->strip, Q_BACKWARD, j);
        }
        if (f->attention) {
            draw_score(f, row, j);
            draw_weight(f, row, j);
        }
        for (int i = 0; i < f->tall && j == cursor && f->picture->spot; i++)
            grid_mark(f->grid, f->rect, row + i, 0, f->rect.columns, MARK_SPOT);
    }
    if (shown < count)
        grid_format(f->grid, f->rect, row++, 0, STYLE_DIM, "… %d of %d words", shown, count);
    return row;
}

static bool is_chosen(const struct flow *f, int id)
{
    return f->trace->sentences[f->sentence].words[f->step] == id;
}

static void draw_word(const struct flow *f, int row, int column, int width, int id)
{
    char text[HEAT_TEXT];
    double p = mat_row(matrix(f, Q_PROBABILITIES), f->step)[id];
    bool chosen = is_chosen(f, id);
    int word = width / 2 < 14 ? width / 2 : 14;
    grid_put_cut(f->grid, f->rect, middle(f, row), column, word - 1,
                 chosen ? STYLE_CHOSEN : STYLE_PLAIN,
                 vocab_label(f->trace->model->target.vocab, id));
    heat_number(text, (float)p, 3, 2);
    grid_put(f->grid, f->rect, middle(f, row), column + word, STYLE_PLAIN, text);
    bool skipped = id == ID_UNK && trace_skipped_unknown(f->trace, f->sentence, f->step);
    if (skipped)
        grid_put_cut(f->grid, f->rect, middle(f, row), column + word + 5, width - word - 5,
                     STYLE_DIM, "skipped");
    for (int i = 0; !skipped && i < f->tall; i++)
        bar_draw(f->grid, f->rect, row + i, column + word + 5, width - word - 5, p,
                 chosen ? STYLE_CHOSEN : STYLE_DIM);
}

/* The most probable words: a list to the right, or one line where it is narrow. */
static void draw_words(const struct flow *f, int row, int rows)
{
    int words[WORDS_SHOWN], column = 0;
    int count = trace_top_words(f->trace, f->sentence, f->step, words, WORDS_SHOWN);
    if (f->wide) {
        for (int i = 0; i < count && i < rows; i++)
            draw_word(f, row + i * f->tall, f->words, WORDS_WIDTH, words[i]);
        return;
    }
    column = grid_put(f->grid, f->rect, row, 0, header_style(f, STAGE_WORD, STYLE_CHOSEN), "P(y)");
    for (int i = 0; i < count; i++) {
        const char *word = vocab_label(f->trace->model->target.vocab, words[i]);
        double p = mat_row(matrix(f, Q_PROBABILITIES), f->step)[words[i]];
        char *text = mem_format("%s .%02.0f", word, fmin(99, 100 * p));
        bool fits = column + 2 + utf8_width(text) <= f->rect.columns;
        if (fits)
            column =
                grid_put(f->grid, f->rect, row, column + 2, i ? STYLE_PLAIN : STYLE_CHOSEN, text);
        free(text);
        if (!fits)
            break;
    }
}

/* s(t−1), c(t), Emb(y(t−1)) ─▶ GRU ─▶ s(t) ─▶ maxout ─▶ word: three rows. Where the context does
 * not enter the cell, the middle one says what does, or passes it by; where there is none, it is
 * empty. */
static void draw_cell(const struct flow *f, int row)
{
    struct grid *g = f->grid;
    struct rect r = f->rect;
    char name[32];
    bool roomy = r.columns >= 70;
    int width = r.columns / 5 < 20 ? r.columns / 5 : 20, t = f->step;
    int join = VECTOR_LABEL + width + 1;
    enum feed feed = f->trace->config.seq2seq.feed;
    bool feeding = feed == FEED_INPUT_FEEDING, combined = feed == FEED_COMBINED;
    bool enters = feeding || combined || feed == FEED_INPUT;
    const char *const edges[] = {"─┐", enters ? "─┼" : " ├", "─┘"};
    static const char *const readouts[READOUT_COUNT] = {
        [READOUT_MAXOUT] = "maxout", [READOUT_ATTENTIONAL] = "tanh", [READOUT_LINEAR] = "linear"};
    const struct flow_input {
        const char *symbol;
        int index;
        enum style style;
        enum quantity_id id;
        int row;
        const char *words;
    } context = {"c",       t + 1, header_style(f, STAGE_CONTEXT, STYLE_CONTEXT),
                 Q_CONTEXT, t,     feed == FEED_OUTPUT ? "to readout" : "context"},
      fed = {"m", t, STYLE_QUERY, Q_FED_READOUT, t, "readout before"},
      inputs[] = {
          {"s", t, STYLE_QUERY, t ? Q_STATE : Q_FIRST_STATE, t ? t - 1 : 0, "state before"},
          feeding ? fed : context,
          {"y", t, STYLE_EMBED, Q_FED, t, trace_fed_word(f->trace, f->sentence, t)},
      };
    for (int i = 0; i < 3; i++) {
        int end = roomy ? join + 14 : join, top = row + i * f->tall, at = middle(f, top);
        grid_put(g, r, at, end, STYLE_DIM, edges[i]);
        for (int line = at + 1; i < 2 && line < at + f->tall; line++)
            grid_put(g, r, line, end, STYLE_DIM, " │");
        if (i == 1 && feed == FEED_FIRST)
            continue;
        snprintf(name, sizeof name, "%s(%d)", inputs[i].symbol, inputs[i].index);
        grid_put(g, r, at, 0, inputs[i].style, name);
        draw_vector(f, top, VECTOR_LABEL - 2, width, inputs[i].id, inputs[i].row);
        if (roomy)
            grid_put_cut(g, r, at, join - 1, 14, STYLE_DIM, inputs[i].words);
    }
    int center = middle(f, row + f->tall);
    int column = join + (roomy ? 14 : 0) + 2;
    column = grid_put(g, r, center, column, STYLE_DIM, "▶ ");
    column = grid_put(g, r, center, column, header_style(f, STAGE_DECODE, STYLE_TITLE),
                      seq2seq_layer_cell_label(f->trace->config.seq2seq.cell));
    column = grid_put(g, r, center, column, STYLE_DIM, " ▶ ");
    if (r.columns < 40) { /* only what comes out */
        grid_put(g, r, center, column, header_style(f, STAGE_WORD, STYLE_CHOSEN),
                 trace_target_word(f->trace, f->sentence, t));
        return;
    }
    column = grid_format(g, r, center, column, STYLE_QUERY, "s(%d) ", t + 1);
    int tail = utf8_width(trace_target_word(f->trace, f->sentence, t)) + 4 + (roomy ? 9 : 0);
    int left = r.columns - column - tail;
    width = left < width ? left : width;
    draw_vector(f, row + f->tall, column, width, Q_STATE, t);
    column += (width > 0 ? width : 0) + 1;
    if (roomy)
        column = grid_format(g, r, center, column, STYLE_DIM, "▶ %s%s ",
                             feed == FEED_INPUT || combined || feed == FEED_FIRST ? "" : "+c ",
                             readouts[f->trace->config.seq2seq.readout]);
    column = grid_put(g, r, center, column, STYLE_DIM, "▶ ");
    grid_put(g, r, center, column, header_style(f, STAGE_WORD, STYLE_CHOSEN),
             trace_target_word(f->trace, f->sentence, t));
}

/* The words written so far, the current one highlighted, what comes later dim. */
static void draw_written(const struct flow *f, int row)
{
    int steps = f->trace->sentences[f->sentence].steps, column = 0, first = 0, width = 0;
    for (int t = f->step; t >= 0 && width < f->rect.columns - 12; t--) {
        width += utf8_width(trace_target_word(f->trace, f->sentence, t)) + 2;
        first = t;
    }
    if (first > 0)
        column = grid_put(f->grid, f->rect, row, column, STYLE_DIM, "… ");
    for (int t = first; t < steps; t++) {
        enum style style = t == f->step ? STYLE_BADGE : t < f->step ? STYLE_STRONG : STYLE_DIM;
        column = grid_format(f->grid, f->rect, row, column, style, t == f->step ? " %s " : "%s ",
                             trace_target_word(f->trace, f->sentence, t));
        column += t == f->step;
    }
}

/* What the highlighted stage does at this step. */
static void draw_now(const struct flow *f, int row)
{
    struct str text = {0};
    seq2seq_now(f->trace, f->sentence, f->step, f->picture->stage, &text);
    if (!text.length)
        return; /* a stage of another family: nothing of this step */
    int column = grid_put(f->grid, f->rect, row, 0, STYLE_DIM, "now: ");
    const struct para_run run = {STYLE_PLAIN, 0, text.text};
    struct rect rest = rect_part(f->rect, row, column, -1, -1);
    if (rest.rows > 1)
        para_draw(f->grid, rest, &run, 1, 0, 0);
    else
        grid_put_cut(f->grid, rest, 0, 0, rest.columns, STYLE_PLAIN, text.text);
    str_free(&text);
}

void seq2seq_flow_draw(struct grid *grid, struct rect rect, const struct picture *picture)
{
    struct flow f = arrange(grid, rect, picture);
    int row = 0, steps = f.trace->sentences[f.sentence].steps;
    bool roomy = rect.rows >= trace_source_count(f.trace) + 13, tight = rect.rows < 14;
    bool tiny = rect.rows < 10; /* no room for the cell */
    int below = roomy ? 10 : tiny ? 2 : tight ? 5 : 8;
    int taller = (rect.rows - 10) / (trace_source_count(f.trace) + 3);
    f.tall = taller < 1 ? 1 : taller > TALLEST ? TALLEST : taller;
    below += 3 * (f.tall - 1);
    int column = grid_format(grid, rect, row, 0, STYLE_PLAIN, "step %d of %d", f.step + 1, steps);
    column = grid_put(grid, rect, row, column, STYLE_DIM, " · writing after ");
    grid_put(grid, rect, row, column, STYLE_STRONG, trace_fed_word(f.trace, f.sentence, f.step));
    row += 1 + roomy;
    draw_headers(&f, row++);
    int top = row;
    row = draw_source(&f, row, rect.rows - row - below);
    if (f.attention && roomy) {
        column = grid_put(grid, rect, row, f.weight, STYLE_WEIGHT, "╰─▶ ");
        grid_format(grid, rect, row, column, header_style(&f, STAGE_CONTEXT, STYLE_CONTEXT),
                    "c(%d)", f.step + 1);
    }
    if (f.wide)
        draw_words(&f, top, WORDS_SHOWN);
    row += !tight;
    if (!tiny) {
        draw_cell(&f, row + roomy);
        row += 3 * f.tall + roomy;
    }
    if (!f.wide)
        draw_words(&f, row++, 1);
    row += roomy && row + 3 < rect.rows;
    if (!tight)
        draw_written(&f, row++);
    draw_now(&f, row);
}

struct wish seq2seq_flow_wish(const struct picture *picture)
{
    int words = trace_source_count(picture->trace);
    return (struct wish){.rows = words + 10,
                         .columns = 62,
                         .easy_rows = words + 13,
                         .step = words + 3,
                         .most_rows = words + 13 + (TALLEST - 1) * (words + 3),
                         .most_columns = 130,
                         .below = true};
}
