#include "panel/panel.h"

#include <stdlib.h>

#include "base/mem.h"
#include "panel/wall.h"

/* Nine sentences at once, three by three: the matrix on screen of each of them. */

enum { NINE = 9, ACROSS = 3 };

/* The first gives way to the sentence on screen. */
static const char *const sentences[NINE] = {
    "I like you like this",
    "I love this little phone",
    "What a stupid waste of money",
    "The food was awesome and so was the view",
    "The sound really does suck",
    "Not good, not even close",
    "It works, that is all",
    "My friends and I would not go back",
    "A great film about not much at all",
};

struct nine_panel {
    struct trace *runs[NINE];
    struct wall_tile tiles[NINE];
    int chosen;
};

/* clang-format off */
static const struct key_here keys[] = {
    {REQUEST_STAGE_PREVIOUS, "sentence", "the sentence before", -1, 0},
    {REQUEST_STAGE_NEXT, NULL, "the next sentence", 1, 0},
    {REQUEST_STEP_PREVIOUS, NULL, "the row above", 0, -1},
    {REQUEST_STEP_NEXT, NULL, "the row below", 0, 1},
    {REQUEST_CELL_LEFT, NULL, "the sentence before", -1, 0},
    {REQUEST_CELL_RIGHT, NULL, "the next sentence", 1, 0},
    {REQUEST_CELL_UP, NULL, "the row above", 0, -1},
    {REQUEST_CELL_DOWN, NULL, "the row below", 0, 1},
    {REQUEST_ZOOM_IN, "open", "this sentence", 0, 0},
    {REQUEST_NONE, NULL, NULL, 0, 0},
};
/* clang-format on */

static const char *text_of(const struct bench *bench, int i)
{
    return i == 0 && bench->run ? bench->run->sentences[bench->picture.sentence].text
                                : sentences[i];
}

/* The sentence, the answer of a classifier, and what the colors mean, which is another thing in
 * every picture. */
static void say_chosen(const struct nine_panel *p, struct str *out)
{
    const struct trace *run = p->runs[p->chosen];
    struct mat all = trace_get(run, 0, Q_CLASS_PROBABILITIES);
    char buffer[16];
    int best = 0;
    for (int i = 1; all.x && i < all.cols; i++)
        best = all.x[i] > all.x[best] ? i : best;
    str_format(out, "%s", run->sentences[0].text);
    if (all.x)
        str_format(out, " → %s, probability %.2f",
                   trace_label(run, 0, AXIS_CLASS, best, buffer, sizeof buffer),
                   (double)all.x[best]);
    str_add(out, "\n");
    wall_say_colors(&p->tiles[p->chosen], out);
}

static void drop(struct nine_panel *p)
{
    for (int i = 0; i < NINE; i++) {
        trace_free(p->runs[i]);
        p->runs[i] = NULL;
    }
}

static void run_all(struct nine_panel *p, const struct bench *bench)
{
    const struct picture *picture = &bench->picture;
    drop(p);
    for (int i = 0; bench->model && i < NINE; i++) {
        const char *text = text_of(bench, i);
        p->runs[i] = trace_new(bench->model, &text, 1, NULL);
        p->tiles[i] = (struct wall_tile){.trace = p->runs[i],
                                         .sheet = picture_shown(picture),
                                         .caption = p->runs[i]->sentences[0].text};
    }
}

static void *open_nine(struct bench *bench, const char *words, struct err *err)
{
    (void)words;
    if (bench->picture.quantity == Q_NONE) {
        err_set(err, "there is no matrix on screen that nine sentences could have");
        return NULL;
    }
    struct nine_panel *p = mem_new(1, sizeof *p);
    bench->picture.zoom = ZOOM_STAGE; /* the keys of a matrix */
    run_all(p, bench);
    return p;
}

static void refresh_nine(void *own, struct bench *bench)
{
    if (bench->picture.quantity != Q_NONE)
        run_all(own, bench);
    else
        drop(own); /* they may be of a model that is gone */
}

/* All show the matrix that the picture has now. */
static void follow_picture(void *own, struct bench *bench)
{
    struct nine_panel *p = own;
    struct sheet sheet = picture_shown(&bench->picture);
    for (int i = 0; sheet.quantity != Q_NONE && i < NINE; i++)
        if (p->runs[i] && trace_has_sheet(p->runs[i], sheet))
            p->tiles[i].sheet = sheet;
}

static void draw_nine(const void *own, const struct bench *bench, struct grid *grid,
                      struct rect rect)
{
    const struct nine_panel *p = own;
    struct str below = {0};
    (void)bench;
    if (!p->runs[0])
        return;
    say_chosen(p, &below);
    wall_draw(grid, rect,
              &(struct wall){.tiles = p->tiles,
                             .count = NINE,
                             .columns = ACROSS,
                             .chosen = p->chosen,
                             .below = below.text});
    str_free(&below);
}

static enum panel_reply request_nine(void *own, struct bench *bench, enum request_id request,
                                     struct err *err)
{
    struct nine_panel *p = own;
    const struct key_here *key = key_here(keys, request);
    (void)err;
    if (!key)
        return PANEL_PASSES;
    if (request == REQUEST_ZOOM_IN) {
        char *text = mem_text(text_of(bench, p->chosen));
        bench_retype(bench, bench->picture.sentence, text);
        bench_run(bench);
        free(text);
        return PANEL_INSIDE;
    }
    int next = p->chosen + key->across + key->down * ACROSS;
    if (next >= 0 && next < NINE)
        p->chosen = next;
    return PANEL_TOOK;
}

static void save_nine(const void *own, const struct bench *bench, struct str *out)
{
    const struct nine_panel *p = own;
    (void)bench;
    str_add(out, "nine\n");
    panel_save_moves(out, "cell-right", p->chosen);
}

static void close_nine(void *own)
{
    struct nine_panel *p = own;
    drop(p);
    free(p);
}

const struct panel panel_nine = {
    .opens = {.id = REQUEST_NINE,
              .name = "nine",
              .bindings = {{CONTEXT_PICTURE,
                            {"O"},
                            .help = "the matrix on screen of nine sentences, three by three"}}},
    .title = "nine sentences",
    .reads = "The matrix that was on screen, of this sentence and of eight others, each with its "
             "own scale, from its smallest to its largest number: so the same color is another "
             "number in each. Below stand the chosen sentence, a classifier's answer and these "
             "two numbers. Enter opens the chosen one.",
    .keys = keys,
    .needs = PANEL_NEEDS_WORDS,
    .open = open_nine,
    .draw = draw_nine,
    .save = save_nine,
    .refresh = refresh_nine,
    .moved = follow_picture,
    .request = request_nine,
    .close = close_nine,
};
