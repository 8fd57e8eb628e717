#include "app/panels.h"

#include "app/private.h"

const struct panel panels[PANEL_COUNT] = {
    [PANEL_CHANGES] = {.title = "changes",
                       .reads = "What is done differently in this run, in the order in which it "
                                "was asked for, and what else can be. u takes the last one back, "
                                "U all of them.",
                       .table = true,
                       .open = changes_open,
                       .draw = changes_draw},
    [PANEL_DIFFERENCE] =
        {.title = "difference",
         .reads = "The matrix of the unchanged run, of the changed one, and what was added (+) or "
                  "taken away (−); rows are the steps that both have, and a row that was written "
                  "with another word carries both. Below: how far the distribution of the next "
                  "word moved (Kullback–Leibler divergence, 0 when it did not), and the words that "
                  "moved most.",
         .keys = difference_keys,
         .table = true,
         .open = difference_open,
         .draw = difference_show,
         .request = difference_request,
         .close = difference_close},
    [PANEL_EFFECT] =
        {.title = "attention and effect",
         .reads = "What the word of this step depends on, a row for every source word: its "
                  "weight; how much less probable the word is (in nats of ln P) when the "
                  "source word is left out and the sentence encoded again; and the gradient "
                  "of ln P times the embedding. To the right it speaks for the word, to the "
                  "left against it. τ says how far two columns order the words alike. Up "
                  "and Down go to other steps, j and k scroll.",
         .open = effect_open,
         .draw = effect_draw,
         .refresh = effect_measure,
         .moved = effect_moved,
         .request = effect_request,
         .close = effect_close},
    [PANEL_BLAME] = {.title = "where did it go wrong",
                     .reads =
                         "The model without interventions, held against a reference: first what is "
                         "to blame; then the scores, ln P per word, of the reference and of what "
                         "beams find: is the reference better, then the search is to blame; then "
                         "every word of the reference after the words before it: its probability, "
                         "its rank, what the model would write instead, and its rank with all "
                         "weight on the place that suits it best. j and k scroll.",
                     .open = blame_open,
                     .draw = blame_show,
                     .refresh = blame_refresh,
                     .moved = blame_moved,
                     .request = blame_request,
                     .close = blame_close},
    [PANEL_STATES] = {.title = "states",
                      .reads = "Each word is a state of the model: h(j) where the encoder read it, "
                               "s(t) where the decoder wrote it. All states of this sentence (●) "
                               "and of a set of others (·) lie in the plane in which they vary the "
                               "most; the axes say how much of the variance that is, so near in "
                               "the plane may be far in truth. ◆ are the ones really nearest to "
                               "the chosen one (■): the list has their cosine, and below stand "
                               "their numbers.",
                      .keys = states_keys,
                      .open = states_open,
                      .draw = states_panel_draw,
                      .refresh = states_refresh,
                      .request = states_request,
                      .moved = states_moved,
                      .model = states_model,
                      .takes = ANSWER_SENTENCES,
                      .take = states_take,
                      .close = states_close},
    [PANEL_REPLAY] = {.title = "replay of the training",
                      .reads = "How this model came to be: a few sentences at some steps of its "
                               "training. The grid has the attention while the given translation "
                               "is forced; the line under the sentence is what the model wrote by "
                               "itself at that time.",
                      .keys = replay_keys,
                      .open = replay_open,
                      .draw = replay_panel_draw,
                      .request = replay_request,
                      .model = replay_model,
                      .play = replay_play,
                      .takes = ANSWER_SNAPSHOTS,
                      .take = replay_take,
                      .close = replay_close},
    [PANEL_BEAM] = {.title = "beam search",
                    .reads = "Each line is a hypothesis, from left to right; what several have in "
                             "common is drawn once. The score is the log-probability per word: "
                             "the best final one has rank 1. \"…\" was still going on when there "
                             "were enough, × fell out of the beam. The attention is that of the "
                             "chosen hypothesis; + and - change the width of the beam. ",
                    .keys = beam_keys,
                    .open = beam_open,
                    .draw = beam_draw,
                    .refresh = beam_refresh,
                    .request = beam_request,
                    .moved = beam_moved,
                    .close = beam_close},
    [PANEL_COMPARE] = {.title = "compared",
                       .reads = "The same stage, matrix, step and cell in another model or of "
                                "another sentence. All keys move both; what one of them does not "
                                "have is said by its name. Changes are made in both. ",
                       .open = compare_open,
                       .draw = compare_panel_draw,
                       .refresh = compare_refresh,
                       .takes = ANSWER_MODEL,
                       .take = compare_take,
                       .close = compare_close},
};

bool able_panel(struct call *c)
{
    const struct trace *trace = c->app->trace;
    if (!trace)
        return refuse(c, "no model is open, so there is nothing to show; Tab tries another");
    return panels[c->by].table || config_reads_words(&trace->config) ||
           refuse(c, "a table is attention alone: there are no words that this could be about");
}

void request_panel(struct call *c)
{
    struct app *app = c->app;
    const struct panel *panel = &panels[c->by];
    struct err err;
    bool again = app->panel == panel && c->count == 0;
    panel_close(app);
    if (again)
        return;
    if (panel->open(app, c->count ? c->values[0].text : "", c->effects, &err))
        refuse(c, "%s", err.text);
    else
        app->panel = panel;
}

void panel_refresh(struct app *app)
{
    if (app->panel && app->panel->refresh)
        app->panel->refresh(app);
}

void panel_moved(struct app *app)
{
    if (app->panel && app->panel->moved && app->trace)
        app->panel->moved(app);
}

bool panel_request(struct app *app, enum request request)
{
    if (!app->panel || app->help)
        return false;
    if (app->panel->request && app->panel->request(app, request))
        return true;
    if (request != REQUEST_BACK && request != REQUEST_ZOOM_OUT)
        return false;
    panel_close(app);
    return true;
}

void panel_model(struct app *app, struct effects *effects)
{
    if (app->panel && app->panel->model)
        app->panel->model(app, effects);
}

bool panel_play(struct app *app)
{
    if (!app->panel || !app->panel->play)
        return false;
    app->playing = app->panel->play(app);
    return true;
}

void panel_take(struct app *app, struct answer *answer)
{
    if (app->panel && app->panel->take && app->panel->takes == answer->kind)
        app->panel->take(app, answer);
    else
        answer_free(answer);
}

void panel_close(struct app *app)
{
    if (app->panel && app->panel->close)
        app->panel->close(app);
    app->panel = NULL;
    app->panel_data = NULL;
    app->waits_for[ASKER_PANEL] = 0;
}
