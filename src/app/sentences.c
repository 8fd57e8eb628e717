#include "app/sentences.h"

#include "app/panels.h"
#include "app/prompt.h"

/* Which sentences run through which model. */

static bool able_model(struct call *c)
{
    const struct ring *ring = &app_of(c)->bench.models;
    if (!ring->count)
        return call_refuse(c, "no models were found; set HEED_DATA to the folder that has them");
    return ring->count > 1 || ring->open < 0 ||
           call_refuse(c, "%s is the only model here", ring->list[0].name);
}

void sentences_turn(struct app *app, int by)
{
    struct ring *ring = &app->bench.models;
    int from = ring->asked, next = ring_beside(ring, from < 0 ? ring->open : from, by);
    if (next == ring->open && (ring->turning || from == ring->open)) {
        screen_say(&app->screen, false,
                   "no other model here reads what %s reads; :model opens any by its name",
                   app->bench.model->name);
        ring->asked = ring->open;
        ring->turning = 0;
        return;
    }
    ring->asked = next;
    ring->turning = by;
    screen_ask(&app->screen, EFFECT_LOAD_MODEL, ASKER_MODEL, ring->list[next].name);
}

static void request_turn(struct call *c)
{
    app_of(c)->bench.models.turning = 0;
    sentences_turn(app_of(c), c->by);
}

static void request_model(struct call *c)
{
    app_ask_model(app_of(c), c->values[0].text);
}

static bool able_sentence_next(struct call *c)
{
    return (app_of(c)->bench.run && app_of(c)->bench.run->count > 1) ||
           call_refuse(c, "there is one sentence; :beside TEXT puts another one into its batch");
}

static void request_sentence_next(struct call *c)
{
    struct app *app = app_of(c);
    app->bench.picture.sentence = (app->bench.picture.sentence + 1) % app->bench.run->count;
    picture_clamp(&app->bench.picture);
    bench_measure_leak(&app->bench);
}

static bool able_edit(struct call *c)
{
    const struct model *model = app_of(c)->bench.model;
    if (!model)
        return call_refuse(c, "no model is open, so there is nothing to translate with");
    return config_reads_words(&model->config) ||
           call_refuse(c, "a table has no sentence; = sets the number at the cursor");
}

/* Opens empty, above the sentence that there is: whoever types wants another one. */
static void request_edit(struct call *c)
{
    struct app *app = app_of(c);
    prompt_open(app, PROMPT_SENTENCE, "");
}

static void request_sentence(struct call *c)
{
    struct err err;
    if (app_retype(app_of(c), c->values[0].text, &err))
        call_refuse(c, "%s", err.text);
}

const struct request sentences_requests[] = {
    {.id = REQUEST_SENTENCE_NEXT,
     .name = "sentence-next",
     .bindings = {{CONTEXT_PICTURE, {"s"}, .help = "the next sentence of the batch"}},
     .run = request_sentence_next,
     .able = able_sentence_next},
    {.id = REQUEST_EDIT,
     .name = "edit",
     .bindings = {{CONTEXT_PICTURE, {"e"}, "edit", 5, NULL, "edit the source sentence"}},
     .run = request_edit,
     .able = able_edit},
    {.id = REQUEST_MODEL_NEXT,
     .name = "model-next",
     .bindings = {{CONTEXT_PICTURE,
                   {"Tab"},
                   .help = "the same sentence through the next model of its language"}},
     .run = request_turn,
     .able = able_model,
     .by = 1},
    {.id = REQUEST_MODEL_PREVIOUS,
     .name = "model-previous",
     .bindings = {{CONTEXT_PICTURE,
                   {"Shift-Tab"},
                   .help = "the same sentence through the model before"}},
     .run = request_turn,
     .able = able_model,
     .by = -1},
    {.id = REQUEST_MODEL,
     .name = "model",
     .bindings = {{CONTEXT_PICTURE,
                   .help = "the same sentence through this model: a name, or a file"}},
     .arguments = {ARGUMENT_MODEL},
     .needed = 1,
     .run = request_model},
    {.id = REQUEST_SENTENCE,
     .name = "sentence",
     .bindings = {{CONTEXT_PICTURE, .help = "run the model on this sentence"}},
     .arguments = {ARGUMENT_TEXT},
     .needed = 1,
     .run = request_sentence,
     .able = able_edit},
    {.name = NULL},
};
