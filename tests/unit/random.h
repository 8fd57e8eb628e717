/* What must hold of every screen, whatever was pressed, typed and resized before. The events come
 * from a seed, so a failure can be had again: it names the seed and the number of the event. To be
 * included after cmocka.h. */
#include "export/print.h"
#include "math/rng.h"
#include "rig.h"
#include "text/utf8.h"

enum { EVENTS = 15000, RUN = 500, ROWS_MAX = 60, COLUMNS_MAX = 200 };

/* So many of them; HEED_EVENTS asks for more. */
static inline int events_wanted(void)
{
    const char *wanted = getenv("HEED_EVENTS");
    return wanted && atoi(wanted) > EVENTS ? atoi(wanted) : EVENTS;
}

/* ---- events at random ---- */

static inline int below(struct rng *rng, int count)
{
    return (int)rng_below(rng, (uint32_t)count);
}

/* A key that does something somewhere. */
static inline struct event bound_key_of(struct rng *rng, const struct request_list *requests)
{
    struct event event;
    const struct binding *binding;
    do { /* until it is no command without a key */
        const struct request *request = requests->list[below(rng, requests->count)];
        int count = 1;
        while (count < BINDINGS_MAX && request->bindings[count].help)
            count++;
        binding = &request->bindings[below(rng, count)];
    } while (!binding->keys[0]);
    int keys = 1;
    while (keys < KEYS_MAX && binding->keys[keys])
        keys++;
    if (key_event(binding->keys[below(rng, keys)], &event))
        fail_msg("%s is not a key", binding->keys[0]);
    return event;
}

static inline struct event any_key(struct rng *rng)
{
    enum key key = (enum key)(1 + below(rng, INPUT_COUNT - 1));
    return (struct event){.kind = EVENT_KEY, .key = key};
}

/* Characters as they are typed: narrow, wide, combining, right to left, private, broken. */
static inline struct event text(struct rng *rng)
{
    static const char *const texts[] = {
        "a", "I", "'", "m",      "home",   ".", ",",          " ", "好",     "家",     "。",
        "é", "ß", "İ", "\u0301", "\u200d", "👍", "\U0001F468", "م", "\u202e", "\ue000", "\u00a0",
    };
    struct event event = {.kind = EVENT_TEXT};
    snprintf(event.text, sizeof event.text, "%s", texts[below(rng, sizeof texts / sizeof *texts)]);
    return event;
}

static inline struct event size(struct rng *rng)
{
    bool usual = below(rng, 3) > 0;
    int rows = usual ? 12 + below(rng, 20) : 1 + below(rng, ROWS_MAX);
    int columns = usual ? 40 + below(rng, 70) : 1 + below(rng, COLUMNS_MAX);
    return (struct event){.kind = EVENT_RESIZE, .rows = rows, .columns = columns};
}

/* What a script could ask for, whether it can be done or not. */
static inline struct event command(struct rng *rng)
{
    static const char *const lines[] = {
        "compare",
        "compare eng-fra-dot",
        "compare broken-model",
        "compare \"We rest.\"",
        "replay",
        "replay 60",
        "states",
        "states decoder",
        "beam 3",
        "beam 16",
        "blame je suis là .",
        "effect",
        "difference",
        "changes",
        "model eng-fra-fixed",
        "model cmn-eng-additive",
        "model-next",
        "text Go.",
        "text @2 We go home.",
        "sentence hello",
        "beside I'm.",
        "go weights 1 1",
        "go logits",
        "lesson 01-rig",
        "lesson 03-fixed",
        "page 1",
        "page 2",
        "page 3",
        "zoom flow",
        "zoom cell",
        "hide 1",
        "choose 1 <eos>",
        "select uniform",
        "temperature 0",
        "undo-all",
        "back",
    };
    return (struct event){.kind = EVENT_COMMAND,
                          .line = lines[below(rng, sizeof lines / sizeof *lines)]};
}

/* Leaving is a key like any other: the app must still be whole after it asked to quit. */
static inline struct event random_event(struct rng *rng, const struct request_list *requests,
                                        long *now)
{
    switch (below(rng, 20)) {
    case 0:
        return size(rng);
    case 1:
        *now += below(rng, 2000);
        return (struct event){.kind = EVENT_TICK, .time_ms = *now};
    case 2:
        return any_key(rng);
    case 3:
        return command(rng);
    case 4:
    case 5:
        return text(rng);
    default:
        return bound_key_of(rng, requests);
    }
}

/* ---- what must hold ---- */

struct place {
    uint64_t seed;
    int event;
};

#define MUST(condition, ...)                                                                       \
    do {                                                                                           \
        if (!(condition)) {                                                                        \
            print_message("seed %d, event %d, row %d, column %d: ", (int)place.seed, place.event,  \
                          row, column);                                                            \
            fail_msg(__VA_ARGS__);                                                                 \
        }                                                                                          \
    } while (0)

static inline void check_cell(const struct grid *grid, int row, int column, struct place place)
{
    const struct cell *cell = grid_cell(grid, row, column);
    size_t n = strnlen(cell->text, CELL_TEXT);
    MUST(n < CELL_TEXT, "the text has no end");
    MUST(utf8_valid(cell->text, n), "not UTF-8");
    MUST(cell->style < STYLE_COUNT, "style %d", cell->style);
    MUST(cell->ramp <= RAMP_DIVERGING, "ramp %d", cell->ramp);
    int levels = cell->ramp == RAMP_SEQUENTIAL  ? LEVELS_SEQUENTIAL
                 : cell->ramp == RAMP_DIVERGING ? LEVELS_DIVERGING
                                                : 1;
    MUST(cell->level < levels || (cell->halved && cell->level >= LEVEL_NOTHING),
         "level %d of ramp %d", cell->level, cell->ramp);
    MUST(cell->lower < levels || (cell->halved && cell->lower >= LEVEL_NOTHING),
         "level %d below, of ramp %d", cell->lower, cell->ramp);
    if (cell->width == 0) {
        MUST(n == 0, "padding with a text");
        MUST(column > 0 && grid_cell(grid, row, column - 1)->width == 2, "padding behind nothing");
        return;
    }
    MUST(n > 0, "no text");
    MUST(cell->width == utf8_width(cell->text), "\"%s\" in %d columns", cell->text, cell->width);
    MUST(cell->width == 1 ||
             (column + 1 < grid->columns && grid_cell(grid, row, column + 1)->width == 0),
         "half of \"%s\"", cell->text);
    for (size_t at = 0; at < n;) {
        int code;
        at += utf8_decode(cell->text + at, n - at, &code);
        MUST(code >= 0x20 && !(code >= 0x7F && code < 0xA0), "control character %#x", code);
        MUST(!(code >= 0x202A && code <= 0x202E), "the writing direction turns");
    }
}

/* A name as the footer writes it. */
static inline bool is_key(const struct request_list *requests, const char *name)
{
    static const char *const pairs[] = {"←→", "↑↓", "hjkl", "n p", "Sentence: ", ":"};
    for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++)
        if (strncmp(name, pairs[i], strlen(pairs[i])) ==
            0) /* a mark without a letter joins the end of the prompt */
            return true;
    return request_key_exists(requests, name);
}

/* The keys in the last row: what a person is told to press must exist. */
static inline void check_footer(const struct grid *grid, const struct request_list *requests,
                                struct place place)
{
    struct str name = {0};
    int row = grid->rows - 1;
    for (int column = 0; column <= grid->columns; column++) {
        const struct cell *cell = column < grid->columns ? grid_cell(grid, row, column) : NULL;
        if (cell && cell->style == STYLE_KEY) {
            str_add(&name, cell->text);
        } else if (name.length) {
            MUST(is_key(requests, name.text) || column == grid->columns, "the footer has \"%s\"",
                 name.text);
            str_clear(&name);
        }
    }
    str_free(&name);
}

static inline void check_screen(const struct grid *grid, const struct request_list *requests,
                                struct place place)
{
    int row = grid->cursor_row, column = grid->cursor_column;
    MUST(row >= -1 && row < grid->rows && column >= -1 && column < grid->columns,
         "the cursor is outside of %d x %d", grid->columns, grid->rows);
    for (row = 0; row < grid->rows; row++)
        for (column = 0; column < grid->columns; column++)
            check_cell(grid, row, column, place);
    if (grid->rows >= 8 && grid->columns >= 30)
        check_footer(grid, requests, place);
}

/* The coordinates that drawing and answering rely on. */
static inline void check_state(const struct app *app, struct place place)
{
    const struct picture *p = &app->bench.picture;
    int row = -1, column = -1;
    MUST(p->trace == app->bench.run, "the picture shows another run");
    MUST(p->stage < STAGE_COUNT && p->term >= 0, "stage %d, term %d", p->stage, p->term);
    MUST(app->menu >= 0 && app->menu <= RIG_LESSONS, "line %d of the menu", app->menu);
    MUST(!app->course.lesson || app->course.page < app->course.lesson->count, "page %d",
         app->course.page);
    MUST(app->line.input.cursor <= app->line.input.text.length, "the cursor is behind the text");
    MUST(screen_wait(&app->screen) >= -1, "waiting for %d ms", screen_wait(&app->screen));
    if (!p->trace)
        return;
    MUST(p->sentence >= 0 && p->sentence < p->trace->count, "sentence %d", p->sentence);
    MUST(p->cursor.step >= 0 && p->cursor.step < p->trace->sentences[p->sentence].steps, "step %d",
         p->cursor.step);
    MUST(p->cursor.source >= 0 && p->cursor.source < trace_source_count(p->trace), "source %d",
         p->cursor.source);
    MUST(p->quantity == Q_NONE || quantity_any(p->quantity)->stage == p->stage,
         "%s is shown at the %s stage", quantity_any(p->quantity)->name, stage_name(p->stage));
    MUST(p->quantity == Q_NONE || trace_has(p->trace, p->quantity), "the run has no %s",
         quantity_any(p->quantity)->name);
}

/* ---- runs ---- */

/* Some of the open questions, in any order; one in eight is never answered. */
static inline void answer_some(struct rig *rig, struct rng *rng)
{
    for (int tries = below(rng, 3); tries > 0 && rig->open.count; tries--)
        rig_deliver(rig, (size_t)below(rng, (int)rig->open.count), below(rng, 8) > 0);
}

static inline void add_screen(struct str *out, const struct grid *grid)
{
    const struct theme mono = {.tier = TIER_MONO};
    print_text(out, grid, &mono);
    print_styles(out, grid);
}

static inline void keep_screen(struct strs *screens, const struct grid *grid)
{
    struct str screen = {0};
    add_screen(&screen, grid);
    strs_add(screens, screen.text);
    str_free(&screen);
}

/* The rows that are not the same in two screens. */
static inline void print_difference(const char *first, const char *second)
{
    char *a, *b, *rest_a = mem_text(first), *rest_b = mem_text(second);
    char *copies[] = {rest_a, rest_b};
    while ((a = strsep(&rest_a, "\n")) && (b = strsep(&rest_b, "\n")))
        if (strcmp(a, b) != 0) {
            print_message("first:  %s\n", a);
            print_message("second: %s\n", b);
        }
    free(copies[0]);
    free(copies[1]);
}

/* RUN events from one seed; the last screen and what was asked for, as text. `late`: answers come
 * any time later, in any order, or never. `check`: every screen is drawn and looked at, and kept in
 * `screens` unless that is NULL; else only the last one is drawn. */
static inline char *play(uint64_t seed, bool live, bool late, bool check, struct strs *screens)
{
    static const char *const lessons[] = {NULL, NULL, "01-rig", "02-batch", "03-fixed", "04-lost"};
    struct rng rng = {.seed = seed, .stream = 1};
    struct rig rig = {.live = live};
    struct grid grid;
    struct str out = {0};
    const char *lesson = lessons[below(&rng, 6)], *home = below(&rng, 2) ? "I'm home." : NULL;
    long now = 0;
    rig_start(&rig, lesson, rig_models[below(&rng, 5)], home);
    rig.late = late;
    grid_init(&grid, 24, 80);
    for (int i = 0; i < RUN; i++) {
        struct place place = {seed, i};
        struct event event = random_event(&rng, &rig.app->screen.requests, &now);
        rig_event(&rig, &event);
        answer_some(&rig, &rng);
        if (event.kind == EVENT_RESIZE)
            grid_resize(&grid, event.rows, event.columns);
        if (!check)
            continue;
        check_state(rig.app, place);
        screen_draw(&rig.app->screen, &grid);
        check_screen(&grid, &rig.app->screen.requests, place);
        if (screens)
            keep_screen(screens, &grid);
    }
    screen_draw(&rig.app->screen, &grid);
    add_screen(&out, &grid);
    str_add(&out, rig.asked.text ? rig.asked.text : "");
    grid_free(&grid);
    rig_end(&rig);
    return str_take(&out);
}
