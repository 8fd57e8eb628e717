#include "app/state.h"

#include <string.h>

#include "trace/derive.h"

/* What requests do. */

static void menu_open(struct app *app, struct effects *effects)
{
    if (app->menu < app->setup.lesson_count)
        effect_add(effects, EFFECT_LOAD_LESSON, app->setup.lessons[app->menu].name, 0);
    else
        app->mode = MODE_PICTURE;
}

static void move_list(struct app *app, int by)
{
    if (app->help) {
        app->help_scroll += by;
        if (app->help_scroll < 0)
            app->help_scroll = 0;
        return;
    }
    int count = app->setup.lesson_count + 1; /* the last line: explore */
    app->menu = (app->menu + by + count) % count;
}

static void back(struct app *app, struct effects *effects)
{
    if (app->help) {
        app->help = false;
    } else if (app->mode == MODE_MENU) {
        effect_add(effects, EFFECT_QUIT, NULL, 0);
    } else {
        app->mode = MODE_MENU;
        lesson_free(app->lesson);
        app->lesson = NULL;
    }
}

/* In the flow the selected source word is the one that the step looks at most. */
static void follow_focus(struct picture *picture)
{
    if (picture->trace && picture->zoom == ZOOM_FLOW)
        picture->cursor.source =
            derive_focus(picture->trace, picture->sentence, picture->cursor.step);
}

static void move_step(struct app *app, int by)
{
    app->picture.cursor.step += by;
    picture_clamp(&app->picture);
    follow_focus(&app->picture);
    if (app->picture.stage == STAGE_WORD) /* the column is the word that this step writes */
        picture_set_stage(&app->picture, STAGE_WORD);
}

static void move_stage(struct app *app, int by)
{
    int stage = (int)app->picture.stage + by;
    if (stage < 0 || stage >= STAGE_COUNT)
        app_say(app, false, "%s is the %s stage%s", stage_name(app->picture.stage),
                by < 0 ? "first" : "last", by < 0 ? "" : "; Down goes to the next word");
    else
        picture_set_stage(&app->picture, (enum stage)stage);
}

void play_on(struct app *app)
{
    struct picture *p = &app->picture;
    if (!app->trace) {
        app->playing = false;
    } else if (p->stage + 1 < STAGE_COUNT) {
        picture_set_stage(p, p->stage + 1);
    } else if (p->cursor.step + 1 < app->trace->sentences[p->sentence].steps) {
        p->cursor.step++;
        follow_focus(p);
        picture_set_stage(p, STAGE_SCORE); /* the encoder ran once, before the first step */
    } else {
        app->playing = false;
    }
}

static void start_play(struct app *app)
{
    app->playing = !app->playing;
    app->next_play = app->now; /* the first tick moves */
}

/* h j k l: along columns and rows of the matrix, or along the terms of a cell. */
static void move_cell(struct app *app, bool columns, int by)
{
    struct picture *p = &app->picture;
    if (p->zoom == ZOOM_CELL && !columns) {
        p->term = p->term + by < 0 ? 0 : p->term + by; /* the cell view stops at the last */
        return;
    }
    picture_move(p, columns != p->transposed, by);
}

static void zoom_in(struct app *app)
{
    struct picture *p = &app->picture;
    if (p->zoom == ZOOM_CELL)
        app_say(app, false, "this is the closest view; z goes back out");
    else if (p->zoom == ZOOM_STAGE && p->quantity == Q_NONE)
        app_say(app, true, "this model has nothing to show at the %s stage", stage_name(p->stage));
    else
        p->zoom = (enum zoom)(p->zoom + 1);
    p->term = 0;
}

static void zoom_out(struct app *app)
{
    struct picture *p = &app->picture;
    if (p->zoom == ZOOM_FLOW)
        app_say(app, false, "this is the widest view; Enter goes closer");
    else
        p->zoom = (enum zoom)(p->zoom - 1);
    p->term = 0;
}

static void next_model(struct app *app, int by, struct effects *effects)
{
    int count = app->setup.model_count, at = 0;
    if (!count || !app->model)
        return;
    while (at < count && strcmp(app->setup.models[at], app->model->name) != 0)
        at++;
    at = at == count ? 0 : (at + by + count) % count;
    if (strcmp(app->setup.models[at], app->model->name) == 0)
        app_say(app, false, "%s is the only model here", app->model->name);
    else
        effect_add(effects, EFFECT_LOAD_MODEL, app->setup.models[at], 0);
}

static void next_sentence(struct app *app)
{
    if (app->texts.count < 2)
        app_say(app, false, "there is one sentence; a lesson may bring a batch of several");
    else
        app->picture.sentence = (app->picture.sentence + 1) % (int)app->texts.count;
    picture_clamp(&app->picture);
}

static void start_edit(struct app *app)
{
    if (!app->model) {
        app_say(app, true, "no model is open, so there is nothing to translate with");
        return;
    }
    app->editing = true;
    input_set(&app->input, app->texts.list[app->picture.sentence]);
}

static void show_texts(struct app *app)
{
    app->picture.cursor = (struct cursor){.unit = app->picture.cursor.unit};
    app_run(app);
    picture_set_stage(&app->picture, app->picture.stage);
}

static void undo_edit(struct app *app)
{
    if (!app->history_count) {
        app_say(app, false, "nothing was edited");
        return;
    }
    strs_free(&app->texts);
    app->texts = app->history[--app->history_count];
    show_texts(app);
    app_say(app, false, "the sentence as it was before");
}

/* Keeps the sentences for undo; the oldest go when there are too many. */
static void remember_texts(struct app *app)
{
    if (app->history_count == HISTORY_MAX) {
        strs_free(&app->history[0]);
        memmove(app->history, app->history + 1, (HISTORY_MAX - 1) * sizeof *app->history);
        app->history_count--;
    }
    app->history[app->history_count++] = app->texts;
}

static void accept_edit(struct app *app)
{
    const char *text = app->input.text.text ? app->input.text.text : "";
    if (strspn(text, " ") == strlen(text)) {
        app_say(app, true, "the sentence is empty; type a word, or Esc leaves it as it was");
        return;
    }
    struct strs texts = {0};
    for (size_t i = 0; i < app->texts.count; i++)
        strs_add(&texts, (int)i == app->picture.sentence ? text : app->texts.list[i]);
    remember_texts(app);
    app->texts = texts;
    app->editing = false;
    show_texts(app);
}

/* A page shows what its view block says, on the axes that it names. */
static void show_view(struct app *app, const struct page_view *view)
{
    struct picture *p = &app->picture;
    if (view->sentence >= 0)
        p->sentence = view->sentence;
    if (view->step >= 0)
        p->cursor.step = view->step;
    picture_clamp(p);
    bool has = view->quantity != Q_NONE && quantity_exists(view->quantity, &app->model->config);
    if (has || view->stage >= 0)
        picture_set_stage(p, has ? quantity_at(view->quantity)->stage : (enum stage)view->stage);
    if (has)
        p->quantity = view->quantity;
    if (view->zoom >= 0)
        p->zoom = (enum zoom)view->zoom;
    if (view->column >= 0 && p->quantity != Q_NONE) {
        if (quantity_at(p->quantity)->columns == AXIS_SOURCE)
            p->cursor.source = view->column;
        else if (quantity_at(p->quantity)->columns == AXIS_UNIT)
            p->cursor.unit = view->column;
    }
    p->transposed = false;
    p->term = 0;
    picture_clamp(p);
}

void app_open_page(struct app *app, int page, struct effects *effects)
{
    if (page >= app->lesson->count) {
        app_say(app, false, "this was the last page; q goes back to the course");
        return;
    }
    if (page < 0) {
        app_say(app, false, "this is the first page");
        return;
    }
    app->page = page;
    if (app->trace)
        show_view(app, &app->lesson->pages[page].view);
    effect_add(effects, EFFECT_SEEN, app->lesson->name, page);
}

static void answer(struct app *app, const struct event *event, struct effects *effects)
{
    const struct question *question = &app->lesson->pages[app->page].question;
    struct strs choices = {0};
    struct err err;
    int right, chosen = event->text[0] - '0';
    if (!question->present || !app->trace) {
        app_say(app, false, "there is no question on this page");
    } else if (question_choices(question, app->trace, &choices, &right, &err)) {
        app_say(app, true, "%s", err.text);
    } else if ((size_t)chosen > choices.count) {
        app_say(app, false, "the question has %zu choices", choices.count);
    } else {
        app->replies[app->page].chosen = chosen;
        if (chosen == right + 1)
            effect_add(effects, EFFECT_ANSWERED, app->lesson->name, app->page);
    }
    strs_free(&choices);
}

static void hint(struct app *app)
{
    const struct question *question = &app->lesson->pages[app->page].question;
    if (question->present && question->hint)
        app->replies[app->page].hint = true;
    else
        app_say(app, false, "there is no hint on this page");
}

void request_run(struct app *app, enum request request, const struct event *event,
                 struct effects *effects)
{
    struct picture *p = &app->picture;
    switch (request) {
    case REQUEST_QUIT:
        effect_add(effects, EFFECT_QUIT, NULL, 0);
        break;
    case REQUEST_BACK:
        back(app, effects);
        break;
    case REQUEST_HELP:
        app->help = !app->help;
        app->help_scroll = 0;
        break;
    case REQUEST_UP:
        move_list(app, -1);
        break;
    case REQUEST_DOWN:
        move_list(app, 1);
        break;
    case REQUEST_OPEN:
        menu_open(app, effects);
        break;
    case REQUEST_STAGE_PREVIOUS:
        move_stage(app, -1);
        break;
    case REQUEST_STAGE_NEXT:
        move_stage(app, 1);
        break;
    case REQUEST_STEP_PREVIOUS:
        move_step(app, -1);
        break;
    case REQUEST_STEP_NEXT:
        move_step(app, 1);
        break;
    case REQUEST_CELL_LEFT:
        move_cell(app, true, -1);
        break;
    case REQUEST_CELL_RIGHT:
        move_cell(app, true, 1);
        break;
    case REQUEST_CELL_UP:
        move_cell(app, false, -1);
        break;
    case REQUEST_CELL_DOWN:
        move_cell(app, false, 1);
        break;
    case REQUEST_ROW_START:
        picture_move(p, true, -(1 << 20));
        break;
    case REQUEST_ROW_END:
        picture_move(p, true, 1 << 20);
        break;
    case REQUEST_ROW_MAXIMUM:
        picture_to_maximum(p);
        break;
    case REQUEST_FIRST_STEP:
        move_step(app, -(1 << 20));
        break;
    case REQUEST_LAST_STEP:
        move_step(app, 1 << 20);
        break;
    case REQUEST_ZOOM_IN:
        zoom_in(app);
        break;
    case REQUEST_ZOOM_OUT:
        zoom_out(app);
        break;
    case REQUEST_MATRIX_NEXT:
        picture_next_quantity(p, 1);
        break;
    case REQUEST_MATRIX_PREVIOUS:
        picture_next_quantity(p, -1);
        break;
    case REQUEST_SENTENCE_NEXT:
        next_sentence(app);
        break;
    case REQUEST_PLAY:
        start_play(app);
        break;
    case REQUEST_EDIT:
        start_edit(app);
        break;
    case REQUEST_UNDO:
        undo_edit(app);
        break;
    case REQUEST_MODEL_NEXT:
        next_model(app, 1, effects);
        break;
    case REQUEST_MODEL_PREVIOUS:
        next_model(app, -1, effects);
        break;
    case REQUEST_TRANSPOSE:
        p->transposed = !p->transposed;
        break;
    case REQUEST_SCALE:
        p->scale = (enum scale)((p->scale + 1) % SCALE_COUNT);
        app_say(app, false, "%s", scale_name(p->scale));
        break;
    case REQUEST_PALETTE:
        app->palette_turns = (app->palette_turns + 1) % PALETTE_COUNT;
        break;
    case REQUEST_SWAP:
        app->lesson_hidden = !app->lesson_hidden;
        break;
    case REQUEST_PAGE_NEXT:
        app_open_page(app, app->page + 1, effects);
        break;
    case REQUEST_PAGE_PREVIOUS:
        app_open_page(app, app->page - 1, effects);
        break;
    case REQUEST_ANSWER:
        answer(app, event, effects);
        break;
    case REQUEST_HINT:
        hint(app);
        break;
    case REQUEST_ACCEPT:
        accept_edit(app);
        break;
    case REQUEST_CANCEL:
        app->editing = false;
        break;
    case REQUEST_REDRAW:
    case REQUEST_NONE:
    case REQUEST_COUNT:
        break;
    }
}
