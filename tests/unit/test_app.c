#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "app/draw.h"
#include "app/panels.h"
#include "app/state_lines.h"
#include "export/print.h"
#include "rig.h"
#include "view/stage.h"

/* Keys in, state and effects out. */

enum beginning { MENU, EXPLORE, LESSON, BATCH, FIXED, NOTHING, LONG };

/* What must hold after the keys. `state`: words of describe() that must be among them. */
struct replay {
    enum beginning start;
    const char *keys, *state;
    const char *says;  /* part of the message; "": there is none; NULL: whatever */
    const char *asked; /* what the keys asked for; NULL: nothing */
};

static void begin(struct rig *rig, enum beginning start)
{
    static const struct {
        const char *lesson, *model, *text;
    } starts[] = {
        [MENU] = {NULL, NULL, NULL},         [EXPLORE] = {NULL, NULL, "I'm home."},
        [LESSON] = {"01-rig", NULL, NULL},   [BATCH] = {"02-batch", NULL, NULL},
        [FIXED] = {"03-fixed", NULL, NULL},  [NOTHING] = {NULL, "broken-model", "I'm home."},
        [LONG] = {NULL, NULL, LITERAL_LONG},
    };
    *rig = (struct rig){0};
    rig_start(rig, starts[start].lesson, starts[start].model, starts[start].text);
    str_clear(&rig->asked);
}

/* Everything a person would tell apart, from 1 where they count. */
static void describe(const struct app *app, struct str *out)
{
    static const char *const zooms[] = {"flow", "stage", "cell"};
    const struct picture *p = &app->bench.picture;
    str_format(out, " %s zoom=%s stage=%s matrix=%s step=%d source=%d unit=%d sentence=%d term=%d ",
               app->mode == MODE_MENU ? "menu" : "picture", zooms[p->zoom], stage_name(p->stage),
               p->quantity == Q_NONE ? "none" : quantity_any(p->quantity)->name, p->cursor.step + 1,
               p->cursor.source + 1, p->cursor.unit + 1, p->sentence + 1, p->term + 1);
    str_format(out, "line=%d page=%d %s %s %s %s %s ", app->menu + 1,
               app->course.lesson ? app->course.page + 1 : 0, app->screen.help ? "help" : "no-help",
               app->line.prompt == PROMPT_SENTENCE ? "editing" : "not-editing",
               app->screen.playing ? "playing" : "still", p->transposed ? "transposed" : "upright",
               app->course.hidden ? "hidden" : "shown");
    str_format(out, "%s ", stage_in_blocks(p, app_picture_rect(app)) ? "blocks" : "cells");
    str_format(out, "scale=%d palette=%s model=%s ", p->scale,
               palette_name(screen_palette(&app->screen, PALETTE_NIGHT)),
               app->bench.model ? app->bench.model->name : "no");
    if (p->trace)
        str_format(out, "word=%s ",
                   vocab_token(app->bench.model->target.vocab, app->bench.picture.cursor.word));
    if (app->course.lesson && app->course.page >= 0)
        str_format(out, "chosen=%d verdict=%d %s ",
                   app->course.replies[app->course.page].given.choice,
                   app->course.replies[app->course.page].verdict,
                   app->course.replies[app->course.page].hints ? "hint" : "no-hint");
}

static void expect_state(const struct rig *rig, const struct replay *replay)
{
    struct str now = {0};
    char *copy = mem_text(replay->state), *rest = copy;
    describe(rig->app, &now);
    for (char *word; (word = strtok_r(rest, " ", &rest));) {
        char *whole = mem_format(" %s ", word);
        if (!strstr(now.text, whole))
            fail_msg("after \"%s\" there is no \"%s\" in \"%s\"", replay->keys, word, now.text);
        free(whole);
    }
    free(copy);
    str_free(&now);
}

static void check(const struct replay *replay)
{
    struct rig rig;
    begin(&rig, replay->start);
    rig_keys(&rig, replay->keys);
    expect_state(&rig, replay);
    const char *message = rig.app->screen.message.length ? rig.app->screen.message.text : "";
    const char *asked = rig.asked.length ? rig.asked.text : "";
    if (replay->says && (*replay->says ? !strstr(message, replay->says) : *message))
        fail_msg("after \"%s\" it says \"%s\", expected \"%s\"", replay->keys, message,
                 replay->says);
    if (strcmp(asked, replay->asked ? replay->asked : "") != 0)
        fail_msg("\"%s\" asked for \"%s\", expected \"%s\"", replay->keys, asked,
                 replay->asked ? replay->asked : "nothing");
    rig_end(&rig);
}

#define CHECK_ALL(replays)                                                                         \
    for (size_t i = 0; i < sizeof(replays) / sizeof *(replays); i++)                               \
    check(&(replays)[i])

static void stages_are_walked_and_end(void **state)
{
    (void)state;
    static const struct replay replays[] = {
        {EXPLORE, "", "picture zoom=stage stage=softmax matrix=weights step=1 source=1", "", NULL},
        {EXPLORE, "Right", "stage=context matrix=context step=1", "", NULL},
        {EXPLORE, "Right Right", "stage=decode matrix=state", "", NULL},
        {EXPLORE, "Right Right Right", "stage=word matrix=probabilities word=je", "", NULL},
        {EXPLORE, "Right Right Right Right", "stage=word", "word is the last stage", NULL},
        {EXPLORE, "Right Right Right Right Left", "stage=decode", "", NULL},
        {EXPLORE, "Left", "stage=mask matrix=masked", "", NULL},
        {EXPLORE, "Left Left", "stage=score matrix=scores", "", NULL},
        {EXPLORE, "Left Left Left", "stage=encode matrix=states", "", NULL},
        {EXPLORE, "Left Left Left Left", "stage=encode", "encode is the first stage", NULL},
        {EXPLORE, "z Right", "zoom=flow stage=context", "", NULL},
        {FIXED, "", "stage=softmax matrix=none", "", NULL},
        {FIXED, "Left Left", "stage=score matrix=none", "", NULL},
        {FIXED, "Right", "stage=context matrix=context", "", NULL},
        {FIXED, "Enter", "zoom=stage", "nothing to show at the softmax stage", NULL},
        {FIXED, "h j k l m t v V 0 $", "matrix=none step=1 source=1", NULL, NULL},
    };
    CHECK_ALL(replays);
}

static void steps_and_cells_stop_at_the_ends(void **state)
{
    (void)state;
    static const struct replay replays[] = {
        {EXPLORE, "Down", "step=2", "", NULL},
        {EXPLORE, "Up", "step=1", NULL, NULL},
        {EXPLORE, "Down Down Up", "step=2", "", NULL},
        {EXPLORE, "Down Down Down Down Down Down Down Down", "step=6", NULL, NULL},
        {EXPLORE, "G", "step=6", NULL, NULL},
        {EXPLORE, "G g", "step=1", NULL, NULL},
        {EXPLORE, "l", "source=2 step=1", NULL, NULL},
        {EXPLORE, "l l l l l l l", "source=5", NULL, NULL},
        {EXPLORE, "l l h", "source=2", NULL, NULL},
        {EXPLORE, "h", "source=1", NULL, NULL},
        {EXPLORE, "j", "step=2 source=1", NULL, NULL},
        {EXPLORE, "j j k", "step=2", NULL, NULL},
        {EXPLORE, "k", "step=1", NULL, NULL},
        {EXPLORE, "$", "source=5", NULL, NULL},
        {EXPLORE, "End", "source=5", NULL, NULL},
        {EXPLORE, "$ 0", "source=1", NULL, NULL},
        {EXPLORE, "End Home", "source=1", NULL, NULL},
        {EXPLORE, "Down Down m", "step=3 source=3", NULL, NULL},
        {EXPLORE, "l Left Left Left j j", "stage=encode source=4 unit=1 step=1", NULL, NULL},
        /* Rows that are no steps: Up, Down, g and G go from row to row, turned over as well. */
        {EXPLORE, "l Left Left Left Down Down", "stage=encode source=4 unit=1 step=1", NULL, NULL},
        {EXPLORE, "l Left Left Left G Up g", "stage=encode source=1 unit=1 step=1", NULL, NULL},
        {EXPLORE, "Left Left Left G Down", "stage=encode", "this is the last row", NULL},
        {EXPLORE, "Left Left Left t Down Down", "stage=encode source=1 unit=3 step=1", NULL, NULL},
        {EXPLORE, "Left Left Left l l", "source=1 unit=3", NULL, NULL},
        {EXPLORE, "Left Left Left $", "unit=16", NULL, NULL},
        {EXPLORE, "Left Left Left $ v", "matrix=embedding unit=6", NULL, NULL},
        {EXPLORE, "Down Down Right l Right", "stage=decode step=3 unit=2", NULL, NULL},
        {EXPLORE, "Down Down Right Right Right", "word=chez step=3", NULL, NULL},
        {EXPLORE, "Right Right Right Down", "word=suis step=2", NULL, NULL},
        {EXPLORE, "Right Right Right j", "word=suis step=2", NULL, NULL},
        {EXPLORE, "Right Right Right l h", "word=je", NULL, NULL},
        {EXPLORE, "Right Right Right h", "word=je", NULL, NULL},
        {EXPLORE, "Right Right Right l m", "word=je", NULL, NULL},
        {BATCH, "G", "sentence=2 step=3", NULL, NULL},
        {BATCH, "$", "source=5", NULL, NULL},
    };
    CHECK_ALL(replays);
}

static void zoom_goes_in_and_out(void **state)
{
    (void)state;
    static const struct replay replays[] = {
        {EXPLORE, "Enter", "zoom=cell stage=softmax", "", NULL},
        {EXPLORE, "Enter Enter", "zoom=cell matrix=masked source=1", "", NULL},
        {EXPLORE, "Enter j Enter", "zoom=cell matrix=masked source=2", "", NULL},
        {EXPLORE, "Enter Enter Enter", "matrix=scores stage=score", "", NULL},
        {EXPLORE, "Enter Enter Enter Enter", "matrix=keys unit=30", "", NULL},
        {EXPLORE, "Enter Enter Enter j f", "matrix=query_projected unit=18", "", NULL},
        {EXPLORE, "Enter f", "matrix=weights", "no other factor", NULL},
        {EXPLORE, "f", "zoom=stage", "terms of a cell", NULL},
        {EXPLORE, "Enter j Enter Backspace", "zoom=cell matrix=weights source=1 term=2", "", NULL},
        {EXPLORE, "Enter Enter Enter Enter z z z", "zoom=cell matrix=weights", "", NULL},
        {EXPLORE, "Enter Enter Enter Enter z z z z", "zoom=stage matrix=weights", "", NULL},
        {EXPLORE, "Enter Enter Left Backspace", "zoom=stage", "", NULL},
        {EXPLORE, "Left Left Left v Enter Enter", "matrix=embedding", "",
         "tensor 4 0 encoder.embedding.weight eng-fra-additive"},
        {EXPLORE, "z", "zoom=flow", "", NULL},
        {EXPLORE, "z z", "zoom=flow", "widest view", NULL},
        {EXPLORE, "Backspace", "zoom=flow", "", NULL},
        {EXPLORE, "Enter z Enter z z Enter", "zoom=stage", "", NULL},
        {EXPLORE, "Enter j j", "zoom=cell term=3 step=1", NULL, NULL},
        {EXPLORE, "Enter j j k", "term=2", NULL, NULL},
        {EXPLORE, "Enter k", "term=1", NULL, NULL},
        {EXPLORE, "Enter j j j j j j j j j j k", "term=4", NULL, NULL}, /* of five */
        {EXPLORE, "Enter j l", "term=1 source=2", NULL, NULL},
        {EXPLORE, "Enter j Right", "term=1 stage=context", NULL, NULL},
        {EXPLORE, "Enter j Down", "term=1 step=2", NULL, NULL},
        {EXPLORE, "Enter j z", "term=1 zoom=stage", NULL, NULL},
    };
    CHECK_ALL(replays);
}

static void the_picture_is_turned_and_changed(void **state)
{
    (void)state;
    static const struct replay replays[] = {
        {EXPLORE, "t", "transposed step=1", NULL, NULL},
        {EXPLORE, "t t", "upright", NULL, NULL},
        {EXPLORE, "t l", "step=2 source=1", NULL, NULL},
        {EXPLORE, "t j", "step=1 source=2", NULL, NULL},
        {EXPLORE, "t $", "source=1 step=6", NULL, NULL}, /* the row that is seen */
        {EXPLORE, "v", "matrix=weights", NULL, NULL},
        {EXPLORE, "Left Left v", "matrix=query", NULL, NULL},
        {EXPLORE, "Left Left v v", "matrix=query_projected", NULL, NULL},
        {EXPLORE, "Left Left v v v", "matrix=keys", NULL, NULL},
        {EXPLORE, "Left Left v v v v", "matrix=scores", NULL, NULL},
        {EXPLORE, "Left Left V", "matrix=keys", NULL, NULL},
        {EXPLORE, "Left Left Left V", "matrix=first_state stage=encode", NULL, NULL},
        {EXPLORE, "Left Left Left V j j l", "matrix=first_state source=1 unit=2", NULL, NULL},
        {EXPLORE, "Right Right v v v v v v", "matrix=readout", NULL, NULL},
        {EXPLORE, "N", "scale=1", "row", NULL},
        {EXPLORE, "N N", "scale=2", "square", NULL},
        {EXPLORE, "N N N", "scale=0", "fixed", NULL},
        {EXPLORE, "c", "palette=day", NULL, NULL},
        {EXPLORE, "c c c c", "palette=grey", NULL, NULL},
        {EXPLORE, "c c c c c", "palette=night", NULL, NULL},
        {EXPLORE, "s", "sentence=1", "one sentence", NULL},
        {BATCH, "", "sentence=2 step=2 stage=mask", "", NULL},
        {BATCH, "s", "sentence=1", "", NULL},
        {BATCH, "s s", "sentence=2", "", NULL},
        {BATCH, "s G s", "sentence=2 step=3", "", NULL},
        {EXPLORE, "Ctrl-L é Z", "stage=softmax step=1", "Z has no meaning", NULL},
    };
    CHECK_ALL(replays);
}

static void the_overview_opens_and_closes(void **state)
{
    (void)state;
    static const struct replay replays[] = {
        {LONG, "", "zoom=stage cells", "lamp", NULL},
        {LONG, "o", "zoom=stage blocks", "", NULL},
        {LONG, "o o", "cells", "", NULL},
        {LONG, "o Enter", "zoom=stage cells", "", NULL},
        {LONG, "o Enter Enter", "zoom=cell cells", "", NULL},
        {LONG, "o z", "zoom=flow cells", "", NULL},
        {LONG, "z", "zoom=stage blocks", "", NULL}, /* not all of it is seen: first all, then out */
        {LONG, "z z", "zoom=flow", "", NULL},
        {LONG, "resize:60x200 z", "zoom=flow", "", NULL},
        {LONG, "resize:12x40", "blocks", NULL, NULL}, /* by itself */
        {LONG, "resize:12x40 o", "cells", "", NULL},
        {LONG, "resize:12x40 Enter Right Left", "blocks", "", NULL},
        {LONG, "resize:12x40 do:go_weights_5_20", "cells step=5 source=20", "", NULL},
        {LONG, "resize:14x60 o j", "blocks step=4", "", NULL},
        {LONG, "o k", "blocks step=1", "this is the first row", NULL},
        {LONG, "resize:14x60 o G k", "blocks step=14", "", NULL},
        {LONG, "o $", "blocks source=31", "", NULL},
        {LONG, "o Right v", "cells", NULL, NULL},
        {LONG, "Right Right Right o", "cells", "only the most probable words", NULL},
        {EXPLORE, "o", "zoom=stage blocks", "", NULL},
        {EXPLORE, "z o", "zoom=flow cells", "this is for a matrix", NULL},
        {FIXED, "o", "cells", "nothing to show at the softmax stage", NULL},
    };
    CHECK_ALL(replays);
}

static void the_largest_cell_is_found(void **state)
{
    (void)state;
    static const struct replay replays[] = {
        {EXPLORE, "Down Down m", "step=3 source=3", "", NULL},
        {EXPLORE, "l l |", "step=4 source=3", "", NULL},
        {EXPLORE, "l l | |", "step=4 source=3", "the largest cell of the column", NULL},
        {EXPLORE, "l l t m", "step=4 source=3 transposed", "", NULL}, /* as they are on screen */
        {EXPLORE, "Down Down t |", "step=3 source=3 transposed", "", NULL},
        {EXPLORE, "Left Left Left |", "unit=1", "", NULL},
        {FIXED, "|", "matrix=none", "nothing to show", NULL},
    };
    CHECK_ALL(replays);
}

static void models_are_asked_for(void **state)
{
    (void)state;
    static const struct replay replays[] = {
        {EXPLORE, "Tab", "model=eng-fra-dot stage=softmax", "", "model eng-fra-dot"},
        {EXPLORE, "Tab Tab", "model=eng-fra-fixed matrix=none", "",
         "model eng-fra-dot; model eng-fra-fixed"},
        {EXPLORE, "Tab Tab Tab", "model=eng-fra-fixed", "cannot be opened", /* past Chinese */
         "model eng-fra-dot; model eng-fra-fixed; model cmn-eng-additive; model broken-model"},
        {EXPLORE, "Tab Tab Tab Tab", "model=eng-fra-additive", "",
         "model eng-fra-dot; model eng-fra-fixed; model cmn-eng-additive; model broken-model; "
         "model eng-fra-additive"},
        {EXPLORE, "Tab Tab Tab Tab Tab", "model=eng-fra-dot", "",
         "model eng-fra-dot; model eng-fra-fixed; model cmn-eng-additive; model broken-model; "
         "model eng-fra-additive; model eng-fra-dot"},
        {EXPLORE, "do:model_cmn-eng-additive", "model=cmn-eng-additive matrix=weights",
         "not in the vocabulary", "model cmn-eng-additive"},
        /* nobody else reads Chinese */
        {EXPLORE, "do:model_cmn-eng-additive Tab Tab", "model=cmn-eng-additive",
         "no other model here reads what cmn-eng-additive reads",
         "model cmn-eng-additive; model broken-model; model eng-fra-dot; model eng-fra-fixed"},
        /* a file is one of them from then on, by its path and by its name */
        {EXPLORE, "do:model_my/own-dot.safetensors", "model=own-dot", "",
         "model my/own-dot.safetensors"},
        {EXPLORE, "do:model_my/own-dot.safetensors Tab", "model=eng-fra-additive", "",
         "model my/own-dot.safetensors; model eng-fra-additive"},
        {EXPLORE, "do:model_my/own-dot.safetensors Tab Shift-Tab", "model=own-dot", "",
         "model my/own-dot.safetensors; model eng-fra-additive; model my/own-dot.safetensors"},
        {EXPLORE, "do:model_my/own-dot.safetensors Tab Tab do:model_own-dot", "model=own-dot", "",
         "model my/own-dot.safetensors; model eng-fra-additive; model eng-fra-dot; model "
         "my/own-dot.safetensors"},
        {EXPLORE, "do:model_my/own.safetensors", "model=eng-fra-additive", "cannot be opened",
         "model my/own.safetensors"},
        {EXPLORE, "do:model_own", "model=eng-fra-additive", "there is no model \"own\"", "refused"},
        {EXPLORE, "Shift-Tab", "model=eng-fra-additive", "cannot be opened", "model broken-model"},
        {EXPLORE, "Left Left v v Tab", "matrix=scores", "", "model eng-fra-dot"},
        {EXPLORE, "Down Down l z Tab", "step=3 zoom=flow", "", "model eng-fra-dot"},
        {NOTHING, "Right e", "model=no stage=softmax not-editing", "no model is open", NULL},
        {NOTHING, "", "model=no", "cannot be opened", NULL},
        {NOTHING, "z Enter Enter Enter j k l h m t v V s u g G 0 $ Space N c ? ?", "model=no", NULL,
         NULL},
    };
    CHECK_ALL(replays);
}

static void the_menu_opens_lessons(void **state)
{
    (void)state;
    static const struct replay replays[] = {
        {MENU, "", "menu line=1 page=0", "", NULL},
        {MENU, "Down j", "line=3", "", NULL},
        {MENU, "Up", "line=5", "", NULL},
        {MENU, "k Down", "line=1", "", NULL},
        {MENU, "Enter", "picture page=1", "", "lesson 01-rig; seen 01-rig 1"},
        {MENU, "Down Down Right", "page=1 model=eng-fra-fixed stage=softmax matrix=none", "",
         "lesson 03-fixed; model eng-fra-fixed; seen 03-fixed 1"},
        {MENU, "Down Down Down Space", "menu page=0", "the lesson cannot be opened",
         "lesson 04-lost"},
        {MENU, "Up Enter", "picture page=0 model=eng-fra-additive", "", NULL},
        {MENU, "Up Enter q", "menu line=5", "", NULL},
        {MENU, "q", "menu", "", "quit"},
        {MENU, "Esc", "menu", "", "quit"},
        {MENU, "Q", "menu", "", "quit"},
        {MENU, "n p 1 i e Left z", "menu line=1 stage=softmax", "z is for a picture: back out",
         NULL},
        {MENU, "Enter n q", "menu page=0 line=1", "",
         "lesson 01-rig; seen 01-rig 1; seen 01-rig 2"},
        {MENU, "Enter q Down Enter", "page=1 sentence=2", "",
         "lesson 01-rig; seen 01-rig 1; lesson 02-batch; seen 02-batch 1"},
        {EXPLORE, "q", "menu", "", NULL},
        {EXPLORE, "Esc q", "menu", "", "quit"},
        {EXPLORE, "Ctrl-C", "picture", "", "quit"},
    };
    CHECK_ALL(replays);
}

static void pages_bring_their_views(void **state)
{
    (void)state;
    static const struct replay replays[] = {
        {LESSON, "", "picture page=1 zoom=stage stage=softmax matrix=weights", "", NULL},
        {LESSON, "n", "page=2 zoom=stage stage=softmax matrix=weights step=3 source=1", "",
         "seen 01-rig 2"},
        {LESSON, "n n", "page=3 zoom=flow stage=context matrix=context step=4", "",
         "seen 01-rig 2; seen 01-rig 3"},
        {LESSON, "PageDown PageDown n", "page=3", "last page", "seen 01-rig 2; seen 01-rig 3"},
        {LESSON, "p", "page=1", "first page", NULL},
        {LESSON, "n p", "page=1 step=3", "", "seen 01-rig 2; seen 01-rig 1"},
        {LESSON, "n t Enter Right n PageUp", "page=2 stage=softmax step=3 upright", "",
         "seen 01-rig 2; seen 01-rig 3; seen 01-rig 2"},
        {LESSON, "w", "hidden", "", NULL},
        {LESSON, "w w", "shown", "", NULL},
        {LESSON, "resize:12x50 w", "hidden", "", NULL},
        {LESSON, "resize:12x50 w w", "shown", "", NULL},
    };
    CHECK_ALL(replays);
}

static void questions_are_answered(void **state)
{
    (void)state;
    static const struct replay replays[] = {
        {LESSON, "1", "chosen=0", "no question", NULL},
        {LESSON, "i", "chosen=0 verdict=0 no-hint", "no hint", NULL},
        {LESSON, "n", "chosen=0 verdict=0 no-hint", "", "seen 01-rig 2"},
        {LESSON, "n i", "chosen=0 verdict=0 hint", "", "seen 01-rig 2"},
        {LESSON, "n 1", "chosen=1 verdict=1 hint", "", "seen 01-rig 2"},
        {LESSON, "n 3", "chosen=3", "", "seen 01-rig 2; answered 01-rig 2"},
        {LESSON, "n 1 3", "chosen=3", "", "seen 01-rig 2; answered 01-rig 2"},
        {LESSON, "n 1 2", "chosen=2 verdict=2", "", "seen 01-rig 2"},
        {LESSON, "n 1 2 3", "chosen=2 verdict=2", "a asks it again", "seen 01-rig 2"},
        {LESSON, "n 1 2 a", "chosen=0 verdict=0", "", "seen 01-rig 2"},
        {LESSON, "n 1 2 a 3", "chosen=3 verdict=3", "", "seen 01-rig 2; answered 01-rig 2"},
        {LESSON, "n 5", "chosen=5", "", "seen 01-rig 2"},
        {LESSON, "n 6", "chosen=0", "5 choices", "seen 01-rig 2"},
        {LESSON, "n 0", "chosen=0 source=1", "this is the first column", "seen 01-rig 2"},
        {LESSON, "n 1 n p", "chosen=1 page=2", "", "seen 01-rig 2; seen 01-rig 3; seen 01-rig 2"},
    };
    CHECK_ALL(replays);
}

static void help_opens_scrolls_and_closes(void **state)
{
    (void)state;
    static const struct replay replays[] = {
        {EXPLORE, "?", "help", "", NULL},
        {EXPLORE, "? ?", "no-help", "", NULL},
        {EXPLORE, "? q", "no-help picture", "", NULL},
        {EXPLORE, "? Esc", "no-help picture", "", NULL},
        {EXPLORE, "? Enter", "no-help zoom=stage", "", NULL},
        {EXPLORE, "? j Right Tab e", "help stage=softmax step=1 not-editing",
         "e is for a picture: edit the source sentence", NULL},
        {MENU, "? j q", "no-help menu line=1", "", NULL},
        {LESSON, "? n 1", "help page=1", "1 is for a lesson", NULL},
        {EXPLORE, "? Space PageDown", "help", "", NULL},
        {EXPLORE, "? PageUp", "help", "this is the beginning of the help", NULL},
        {EXPLORE, "? G j", "help", "this is the end of the help", NULL},
        {EXPLORE, "? G g k", "help", "this is the beginning of the help", NULL},
        {EXPLORE, "? End Home PageUp", "help", "this is the beginning of the help", NULL},
        {EXPLORE, "? Q", "help", "", "quit"},
    };
    CHECK_ALL(replays);
}

/* Scrolling stops where everything was seen, so that the way back is not longer. */
static void help_scrolls_to_its_end(void **state)
{
    (void)state;
    static const char *const sizes[] = {"resize:24x80", "resize:8x30", "resize:50x60"};
    for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
        struct rig rig;
        begin(&rig, LESSON);
        rig_keys(&rig, sizes[i]);
        rig_keys(&rig, "?");
        int down = 0;
        for (int before = -1; before < rig.app->screen.help_scroll && down < 1000; down++) {
            before = rig.app->screen.help_scroll;
            rig_keys(&rig, "Down");
        }
        assert_in_range(down, i == 2 ? 1 : 10, 999);
        for (int up = 1; up < down; up++)
            rig_keys(&rig, "k");
        assert_int_equal(rig.app->screen.help_scroll, 0);
        rig_keys(&rig, "Up");
        assert_int_equal(rig.app->screen.help_scroll, 0);
        rig_end(&rig);
    }
}

static void the_sentence_is_edited(void **state)
{
    (void)state;
    static const struct {
        const char *keys, *text, *input; /* NULL: not editing */
    } cases[] = {
        {"e", "I'm home.", "|"},
        {"e Tab", "I'm home.", "I'm home.|"},
        {"e type:Go.", "I'm home.", "Go.|"},
        {"e type:Go. Enter", "Go.", NULL},
        {"e type:Go. Esc", "I'm home.", NULL},
        {"e type:Go. Ctrl-C", "I'm home.", NULL},
        {"e type:Go. Tab", "I'm home.", "Go.|"},
        {"e type:Go. Ctrl-U Tab", "I'm home.", "I'm home.|"},
        {"e Tab Left type:!", "I'm home.", "I'm home!|."},
        {"e Tab Left Left Right type:x", "I'm home.", "I'm homex|."},
        {"e Tab Home type:x Right type:y", "I'm home.", "xIy|'m home."},
        {"e Tab Ctrl-A Delete Delete Delete Left", "I'm home.", "| home."},
        {"e Tab Home Backspace End Delete", "I'm home.", "I'm home.|"},
        {"e Tab Backspace Backspace", "I'm home.", "I'm hom|"},
        {"e Tab Ctrl-W", "I'm home.", "I'm |"},
        {"e Tab Ctrl-W Ctrl-W", "I'm home.", "|"},
        {"e Tab Left Left Ctrl-W Ctrl-K", "I'm home.", "I'm |"},
        {"e Tab Ctrl-A Right Ctrl-K Ctrl-E type:q?", "I'm home.", "Iq?|"},
        {"e Tab Up Down PageUp Ctrl-L", "I'm home.", "I'm home.|"},
        {"e 好 é 👍 Left Backspace", "I'm home.", "好|👍"},
        {"e Enter", "I'm home.", "|"},
        {"e Space Space Enter", "I'm home.", "  |"},
        {"e Enter type:Go. Enter", "Go.", NULL},
        {"e type:Go. Enter e Up", "Go.", "I'm home.|"},
        {"e type:Go. Enter e Up Down", "Go.", "|"},
        {"e type:Go. Enter e Up Enter", "I'm home.", NULL},
        {"do:sentence_Go.", "Go.", NULL},
        {"do:sentence_@1_Go.", "Go.", NULL},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct rig rig;
        begin(&rig, EXPLORE);
        rig_keys(&rig, cases[i].keys);
        const struct input *input = &rig.app->line.input;
        const struct trace *kept =
            rig.app->bench.preview.length ? rig.app->bench.unchanged : rig.app->bench.run;
        assert_string_equal(kept->sentences[0].text, cases[i].text);
        assert_int_equal(rig.app->line.prompt, cases[i].input ? PROMPT_SENTENCE : PROMPT_NONE);
        if (cases[i].input) {
            const char *text = input->text.text ? input->text.text : "";
            char *shown = mem_format("%.*s|%s", (int)input->cursor, text, text + input->cursor);
            assert_string_equal(shown, cases[i].input);
            free(shown);
        }
        rig_end(&rig);
    }
}

static void an_edit_keeps_the_view_and_is_no_change(void **state)
{
    (void)state;
    static const struct replay replays[] = {
        {EXPLORE, "e", "editing", "", NULL},
        {EXPLORE, "e Enter", "editing", "the sentence is empty", NULL},
        {EXPLORE, "Right z G e type:Go. Enter", "zoom=flow stage=context step=1 not-editing", "",
         NULL},
        {EXPLORE, "e type:Hello_home. Enter", "step=1", "<unk>: hello", NULL},
        {EXPLORE, "u", "step=1", "nothing is changed", NULL},
        {EXPLORE, "e type:Go. Enter u", "not-editing", "nothing is changed", NULL},
        {EXPLORE, "e Up", "editing", "there is no earlier sentence", NULL},
        {EXPLORE, "e type:Go. Enter Tab", "model=eng-fra-dot", "", "model eng-fra-dot"},
        {BATCH, "e type:Home. Enter", "sentence=2", NULL, NULL},
    };
    CHECK_ALL(replays);
    struct rig rig;
    begin(&rig, BATCH);
    rig_keys(&rig, "e type:Home. Enter");
    assert_string_equal(rig.app->bench.run->sentences[0].text, "I'm home.");
    assert_string_equal(rig.app->bench.run->sentences[1].text, "Home.");
    rig_keys(&rig, "Tab");
    assert_string_equal(rig.app->bench.run->sentences[1].text, "Home.");
    assert_null(rig.app->bench.unchanged);
    rig_end(&rig);
    /* what was done to words before is part of it; what is done to weights stays */
    begin(&rig, EXPLORE);
    rig_keys(&rig, "do:beside_Go. do:drop_1 ] e Tab type:! Enter");
    assert_int_equal(rig.app->bench.interventions.count, 1);
    assert_string_equal(rig.app->bench.run->sentences[0].text, "'m Home.!");
    assert_string_equal(rig.app->bench.run->sentences[1].text, "Go.");
    assert_string_equal(rig.app->bench.unchanged->sentences[0].text, "'m Home.!");
    rig_end(&rig);
}

/* Only the end of what is pasted is run. */
static void a_paste_is_run_once(void **state)
{
    (void)state;
    struct rig rig;
    struct event event = {.kind = EVENT_TEXT, .text = "a", .more = true};
    begin(&rig, EXPLORE);
    rig_keys(&rig, "e");
    const struct trace *run = rig.app->bench.run;
    for (int i = 0; i < 200; i++) {
        rig_event(&rig, &event);
        assert_ptr_equal(rig.app->bench.run, run);
        assert_int_equal(rig.app->bench.preview.length, 0);
    }
    event.more = false;
    rig_event(&rig, &event);
    assert_int_equal(rig.app->bench.preview.length, strlen("sentence @1 ") + 201);
    assert_string_equal(rig.app->bench.run->sentences[0].text, rig.app->line.input.text.text);
    rig_keys(&rig, "e Enter"); /* a letter, then it is kept */
    assert_int_equal(strlen(rig.app->bench.texts.list[0]), 202);
    rig_end(&rig);
    begin(&rig, EXPLORE); /* nothing comes after it after all */
    rig_keys(&rig, "e");
    event.more = true;
    rig_event(&rig, &event);
    event = (struct event){.kind = EVENT_NONE};
    rig_event(&rig, &event);
    assert_string_equal(rig.app->bench.run->sentences[0].text, "a");
    rig_end(&rig);
}

/* While a change is typed the run under it is shown; Esc drops it, Enter keeps it. */
static void what_is_typed_is_shown_before_it_is_kept(void **state)
{
    (void)state;
    struct rig rig;
    begin(&rig, EXPLORE);
    rig.live = true;
    rig_keys(&rig, "Down l : type:collapse_");
    assert_int_equal(rig.app->bench.preview.length, 0);
    assert_null(rig.app->bench.unchanged);
    rig_keys(&rig, "type:3");
    assert_string_equal(rig.app->bench.preview.text, "collapse 3");
    assert_true(mat_row(trace_get(rig.app->bench.run, 0, Q_WEIGHTS), 0)[2] == 1);
    assert_int_equal(rig.app->bench.interventions.count, 0);
    rig_keys(&rig, "type:9"); /* there is no word 39 */
    assert_int_equal(rig.app->bench.preview.length, 0);
    assert_true(mat_row(trace_get(rig.app->bench.run, 0, Q_WEIGHTS), 0)[2] != 1);
    rig_keys(&rig, "Backspace Esc");
    assert_int_equal(rig.app->bench.preview.length, 0);
    assert_true(mat_row(trace_get(rig.app->bench.run, 0, Q_WEIGHTS), 0)[2] != 1);
    assert_int_equal(rig.app->bench.picture.cursor.source, 1);
    rig_keys(&rig, ": type:shift_1 Enter : type:shift_1");
    assert_int_equal(rig.app->bench.interventions.count, 1);
    struct mat twice = trace_get(rig.app->bench.run, 0, Q_WEIGHTS),
               plain = trace_get(rig.app->bench.unchanged, 0, Q_WEIGHTS);
    assert_true(mat_row(twice, 0)[2] == mat_row(plain, 0)[0]);
    rig_keys(&rig, "Enter");
    assert_int_equal(rig.app->bench.interventions.count, 2);
    assert_int_equal(rig.app->bench.preview.length, 0);
    plain = trace_get(rig.app->bench.unchanged, 0, Q_WEIGHTS);
    assert_true(mat_row(trace_get(rig.app->bench.run, 0, Q_WEIGHTS), 0)[2] == mat_row(plain, 0)[0]);
    rig_keys(&rig, "U e Tab type:x");
    assert_string_equal(rig.app->bench.run->sentences[0].text, "I'm home.x");
    rig_keys(&rig, "Ctrl-U");
    assert_string_equal(rig.app->bench.run->sentences[0].text, "I'm home.");
    rig_keys(&rig, "Esc : type:temperature_2 Enter : type:temperature_4");
    assert_true(rig.app->bench.run->control.temperature == 4);
    assert_int_equal(rig.app->bench.interventions.count, 1); /* a setting has one value */
    rig_keys(&rig, "Esc");
    assert_true(rig.app->bench.run->control.temperature == 2);
    rig_end(&rig);
}

static void changes_are_undone_one_by_one_or_all_at_once(void **state)
{
    (void)state;
    enum { EDITS = 40 };
    struct rig rig;
    begin(&rig, EXPLORE);
    for (int i = 0; i < EDITS; i++) {
        char *line = mem_format("do:change_sentence_home%d", i + 1);
        rig_keys(&rig, line);
        free(line);
    }
    assert_int_equal(rig.app->bench.interventions.count, EDITS);
    for (int i = 0; i < EDITS - 3; i++)
        rig_keys(&rig, "u");
    assert_string_equal(rig.app->bench.run->sentences[0].text, "home3");
    assert_string_equal(rig.app->bench.unchanged->sentences[0].text, "I'm home.");
    rig_keys(&rig, "U");
    assert_string_equal(rig.app->bench.run->sentences[0].text, "I'm home.");
    assert_null(rig.app->bench.unchanged);
    rig_keys(&rig, "] ] M M x");
    assert_int_equal(rig.app->bench.interventions.count,
                     3); /* a slider and a switch have one value */
    assert_string_equal(rig.app->bench.interventions.list[0], "temperature 2");
    assert_string_equal(rig.app->bench.interventions.list[1], "mask inverted");
    rig_keys(&rig, "u");
    assert_int_equal(rig.app->bench.interventions.count, 2);
    rig_end(&rig);
}

static void playing_walks_to_the_end_and_stops(void **state)
{
    (void)state;
    struct rig rig;
    struct event tick = {.kind = EVENT_TICK, .time_ms = 5000};
    begin(&rig, EXPLORE);
    assert_int_equal(screen_wait(&rig.app->screen), -1);
    rig_event(&rig, &tick); /* nobody plays yet */
    assert_int_equal(rig.app->bench.picture.stage, STAGE_SOFTMAX);
    rig_keys(&rig, "Space");
    assert_int_equal(screen_wait(&rig.app->screen), 0);
    enum stage stage = STAGE_SOFTMAX;
    int step = 0, moves = 0;
    for (; screen_wait(&rig.app->screen) >= 0 && moves < 100; moves++) {
        tick.time_ms += screen_wait(&rig.app->screen);
        rig_event(&rig, &tick);
        stage = stage < STAGE_WORD ? stage + 1 : STAGE_SCORE;
        step += stage == STAGE_SCORE;
        if (rig.app->screen.playing) {
            assert_int_equal(rig.app->bench.picture.stage, stage);
            assert_int_equal(rig.app->bench.picture.cursor.step, step);
            assert_in_range(screen_wait(&rig.app->screen), 1, 10000);
        }
        struct event early = tick;
        early.time_ms++;
        rig_event(&rig, &early);
        tick.time_ms++;
        if (rig.app->screen.playing)
            assert_int_equal(rig.app->bench.picture.stage, stage);
    }
    assert_int_equal(moves, 3 + 5 * 6 + 1);
    assert_int_equal(rig.app->bench.picture.stage, STAGE_WORD);
    assert_int_equal(rig.app->bench.picture.cursor.step, 5);
    rig_end(&rig);
}

static void any_key_ends_playing(void **state)
{
    (void)state;
    static const struct replay replays[] = {
        {EXPLORE, "Space", "playing", "", NULL},
        {EXPLORE, "Space Space", "still", "", NULL},
        {EXPLORE, "Space Down", "still step=2", "", NULL},
        {EXPLORE, "Space ?", "still help", "", NULL},
        {EXPLORE, "Space q", "still menu", "", NULL},
        {EXPLORE, "Space tick:100 tick:200", "playing stage=context", "", NULL},
        {EXPLORE, "Space tick:100 tick:1100", "playing stage=decode", "", NULL},
        {EXPLORE, "Space resize:30x90 tick:100", "playing stage=context", "", NULL},
        {MENU, "Space", "still", NULL, "lesson 01-rig; seen 01-rig 1"},
        {NOTHING, "Space tick:100", "still", NULL, NULL},
        {FIXED, "Space tick:100 tick:2000", "playing stage=decode", "", NULL},
    };
    CHECK_ALL(replays);
}

static void other_events_are_taken(void **state)
{
    (void)state;
    struct rig rig;
    begin(&rig, EXPLORE);
    rig_keys(&rig, "resize:7x33");
    assert_int_equal(rig.app->screen.rows, 7);
    assert_int_equal(rig.app->screen.columns, 33);
    rig_event(&rig, &(struct event){.kind = EVENT_NONE});
    rig_event(&rig, &(struct event){.kind = EVENT_ANSWER,
                                    .answer = rig_failed((struct asker){0}, "the disk is full")});
    assert_string_equal(rig.app->screen.message.text, "the disk is full");
    assert_true(rig.app->screen.message_bad);
    rig_keys(&rig, "Down");
    assert_int_equal(rig.app->screen.message.length, 0);
    rig_event(&rig, &(struct event){.kind = EVENT_QUIT});
    assert_string_equal(rig.asked.text, "quit");
    rig_end(&rig);
}

/* Nothing but the model is left out: without models the app asks for one by no name. */
static void an_empty_house_is_shown(void **state)
{
    (void)state;
    struct app_setup setup = {0};
    struct app *app = app_new(&setup);
    struct grid grid;
    const struct effects *effects = &app->screen.effects;
    assert_int_equal(effects->count, 1);
    assert_int_equal(effects->list[0].kind, EFFECT_LOAD_MODEL);
    assert_string_equal(effects->list[0].text, "");
    grid_init(&grid, 24, 80);
    screen_draw(&app->screen, &grid);
    grid_free(&grid);
    app_free(app);
}

static char *screen(struct rig *rig, int rows, int columns)
{
    struct grid grid;
    struct theme theme = {.tier = TIER_MONO};
    struct str out = {0};
    rig_draw(rig, &grid, rows, columns);
    print_text(&out, &grid, &theme);
    print_styles(&out, &grid);
    grid_free(&grid);
    return str_take(&out);
}

/* Pairs of keys that must leave the screen as it was. */
static void what_is_undone_leaves_no_trace(void **state)
{
    (void)state;
    static const char *const pairs[] = {
        "t t",
        "o o",
        "o Enter",
        "N N N",
        "Enter z",
        "z Enter",
        "Right Left",
        "Left Right",
        "? ?",
        "e Esc",
        "v V",
        "l h",
        "j k",
        "w w",
        "n p",
        "s s",
        "Down Up",
        "Space Space",
        "e type:Go. Enter e Up Enter g",
        "] u",
        "] [ x M U",
        "H u",
        "C C",
        "C q",
        ": type:collapse_1 Esc",
        "e type:x Esc",
    };
    for (size_t i = 0; i < 2 * sizeof pairs / sizeof *pairs; i++) {
        struct rig rig;
        const char *pair = pairs[i / 2];
        begin(&rig, i % 2 ? BATCH : EXPLORE);
        rig_keys(&rig, "g 0 Left");
        char *before = screen(&rig, 30, 100);
        rig_keys(&rig, pair);
        rig_keys(&rig, "Ctrl-L"); /* messages go */
        char *after = screen(&rig, 30, 100);
        if (strcmp(before, after) != 0)
            fail_msg("\"%s\" leaves another screen:\n%s\nbefore:\n%s", pair, after, before);
        free(before);
        free(after);
        rig_end(&rig);
    }
}

/* What :save writes leads, line by line, to the same screen in a program that was just started. */
static void check_saved(const char *walk, bool batch)
{
    struct rig rig, other;
    struct str saved = {0};
    begin(&rig, batch ? BATCH : EXPLORE);
    if (batch)
        rig_keys(&rig, "q Up Enter"); /* out of the lesson, its sentences stay */
    rig.live = true;                  /* literal numbers know nothing of masks */
    app_run(rig.app);
    rig_keys(&rig, walk);
    state_lines(rig.app, &saved);
    char *lines = mem_text(saved.text), *rest = saved.text;
    begin(&other, EXPLORE);
    other.live = true;
    for (char *line; (line = strtok_r(rest, "\n", &rest));) {
        struct event event = {.kind = EVENT_COMMAND, .line = line};
        if (*line == '#')
            continue;
        rig_event(&other, &event);
        if (strstr(other.asked.text, "refused"))
            fail_msg("\"%s\": %s: %s", walk, line, other.app->screen.message.text);
    }
    rig_keys(&rig, "Ctrl-L");
    rig_keys(&other, "Ctrl-L");
    char *a = screen(&rig, 30, 100), *b = screen(&other, 30, 100);
    if (strcmp(a, b) != 0)
        fail_msg("\"%s\": saved\n%s\n%s\nopened\n%s", walk, lines, a, b);
    free(a);
    free(b);
    free(lines);
    str_free(&saved);
    rig_end(&rig);
    rig_end(&other);
}

static void a_saved_state_leads_back(void **state)
{
    (void)state;
    static const char *const walks[] = {
        "",
        "Down Down l : type:temperature_0.5 Enter x M",
        "do:beside_Go_home_now. s Right Down l l t N",
        "e Tab type:_now. Enter Left Enter j",
        "z Down Right",
        "Tab v : type:weight_1_2_0.5 Enter C",
        "do:go_logits_2_7 Enter",
        "Left Left Left j j l l l",
        /* panels, with what they were told and where they were */
        "Down x C",
        "x D",
        "x D Enter",
        "x D Enter Enter Right",
        "Down Down E",
        "Down E j j j",
        "do:blame_je_suis_là_.",
        "do:blame_je_suis_là_. j j",
        "b",
        "do:beam_2",
        "b + + + v Down Down Right Right l",
        "b v Right Right h",
        "b Left Down Down Down Down - -",
        "Down l B",
        "do:compare_eng-fra-fixed",
        "do:compare_eng-fra-dot Right Right l",
        "do:compare_\"We_rest.\" Down",
        "S",
        "S Right Right",
        "Right Right S Right",
        "do:states_decoder Right Right Right",
        "do:go_state_2_3 S v l l",
        "R",
        "R Right Right Down",
        "do:replay_60 Up",
    };
    for (size_t i = 0; i < sizeof walks / sizeof *walks; i++) {
        check_saved(walks[i], false);
        check_saved(walks[i], true);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(stages_are_walked_and_end),
        cmocka_unit_test(steps_and_cells_stop_at_the_ends),
        cmocka_unit_test(zoom_goes_in_and_out),
        cmocka_unit_test(the_picture_is_turned_and_changed),
        cmocka_unit_test(the_overview_opens_and_closes),
        cmocka_unit_test(the_largest_cell_is_found),
        cmocka_unit_test(models_are_asked_for),
        cmocka_unit_test(the_menu_opens_lessons),
        cmocka_unit_test(pages_bring_their_views),
        cmocka_unit_test(questions_are_answered),
        cmocka_unit_test(help_opens_scrolls_and_closes),
        cmocka_unit_test(help_scrolls_to_its_end),
        cmocka_unit_test(the_sentence_is_edited),
        cmocka_unit_test(an_edit_keeps_the_view_and_is_no_change),
        cmocka_unit_test(a_paste_is_run_once),
        cmocka_unit_test(what_is_typed_is_shown_before_it_is_kept),
        cmocka_unit_test(changes_are_undone_one_by_one_or_all_at_once),
        cmocka_unit_test(playing_walks_to_the_end_and_stops),
        cmocka_unit_test(any_key_ends_playing),
        cmocka_unit_test(other_events_are_taken),
        cmocka_unit_test(an_empty_house_is_shown),
        cmocka_unit_test(what_is_undone_leaves_no_trace),
        cmocka_unit_test(a_saved_state_leads_back),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
