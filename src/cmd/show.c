#include "cmd/views.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/changes.h"
#include "cmd/commands.h"
#include "decode/beam.h"
#include "lab/caption.h"
#include "lab/intervention.h"
#include "lab/leak.h"
#include "shell/data.h"
#include "shell/variant.h"
#include "view/picture.h"
#include "view/words.h"

/* heed show: one picture or one matrix of one run, for a page, a slide or another program. */

struct show {
    const char *qkv; /* a table in the place of a model */
    const char *model, *stage_text, *matrix;
    struct strs batch;   /* the sentence itself first */
    struct strs changes; /* lines */
    bool changed;        /* what they did, in words */
    const char *zoom_text;
    enum zoom zoom;
    int step, sentence; /* from 1; step −1: none was asked for */
    int cell;           /* from 1; 0: the largest of the row */
    struct show_page page;
    int beam;            /* width; 0: no beam search */
    bool fallen;         /* what fell out of it too */
    const char *compare; /* a second model, or NULL */
    const char *panel;   /* the command that opens it, or NULL */
    bool effect;         /* what the word of a step depends on */
    const char *blame;   /* a reference translation, or NULL */
    const char *links;   /* its alignment, or NULL */
    int table;           /* enum run_table */
    int states;          /* of which side; −1: none were asked for */
    long replay;         /* the step of the training; −1: none */
    enum stage stage;
    struct sheet sheet; /* which matrix; its quantity Q_NONE: the first of the stage */
};

/* The first matrix of a stage that the run has; its quantity is Q_NONE where there is none. */
static struct sheet first_sheet(enum stage stage, const struct trace *trace)
{
    struct arena arena = {0};
    int count;
    const struct sheet *list = trace_sheets(trace, (int)stage, &arena, &count);
    struct sheet first = count ? list[0] : (struct sheet){.quantity = Q_NONE};
    arena_free(&arena);
    return first;
}

/* The names of what the run has, for messages. */
static void list_sheets(struct str *out, const struct trace *trace)
{
    struct arena arena = {0};
    int count;
    const struct sheet *list = trace_sheets(trace, -1, &arena, &count);
    for (int i = 0; i < count; i++) {
        str_add(out, i ? ", " : "");
        quantity_name(list[i], out);
    }
    arena_free(&arena);
}

/* Decides on the quantity to show, now that the run is known. A stage that the model does not have
 * is an error for numbers; the picture says by itself why it is empty. */
static int choose_quantity(struct show *show, const struct trace *trace, struct err *err)
{
    struct str about = {0}, list = {0};
    if (!show->matrix)
        show->sheet = first_sheet(show->stage, trace);
    if (show->sheet.quantity != Q_NONE ? trace_has_sheet(trace, show->sheet)
                                       : show->page.format->grid && !show->matrix)
        return 0;
    config_describe(&trace->config, &about);
    list_sheets(&list, trace);
    err_set(err, "%s (%s) computes no %s; it has: %s", trace->model->name, about.text,
            show->matrix ? show->matrix : stage_name(show->stage), list.text);
    str_free(&about);
    str_free(&list);
    return -1;
}

static int check_run(const struct show *show, const struct trace *trace, struct err *err)
{
    int sentence = show->sentence - 1;
    if (sentence >= trace->count)
        return err_set(err, "--sentence is %d, but there are %d", show->sentence, trace->count);
    if (show->zoom == ZOOM_FLOW && !config_has_flow(&trace->config))
        return err_set(err, "the flow shows a decoding step, and a table has none");
    int steps = trace->sentences[sentence].steps;
    if (config_reads_words(&trace->config) && !trace->sentences[sentence].tokens.count)
        return err_set(err, "the sentence is empty: there is nothing to show");
    if (show->step > steps)
        return err_set(err,
                       "--step is %d, but this sentence has %d steps, the one of <eos> included",
                       show->step, steps);
    bool matrix =
        !show->beam && !show->effect && !show->compare && !show->panel && show->states < 0;
    if (matrix && show->page.format->matrix && show->step > 0 &&
        trace_quantity(trace, show->sheet.quantity)->rows != AXIS_TARGET)
        return err_set(err, "the rows of %s are not steps: leave --step out",
                       show->matrix ? show->matrix : stage_name(show->stage));
    return 0;
}

/* What the model did not read as it was typed. */
static void warn_words(const struct trace *trace)
{
    struct str unknown = {0};
    for (int b = 0; b < trace->count; b++) {
        for (int j = 0; j < trace_source_length(trace, b); j++)
            if (!trace_source_known(trace, b, j))
                str_format(&unknown, "%s%s", unknown.length ? ", " : "",
                           trace_source_word(trace, b, j));
        if (trace->sentences[b].cut)
            fprintf(stderr, "heed: the last %d tokens are left out, %d are the limit\n",
                    trace->sentences[b].cut, TRACE_TOKENS);
    }
    if (trace->model->bad)
        fprintf(stderr, "heed: in the file of the model, %s\n", trace->model->bad);
    if (unknown.length)
        fprintf(stderr, "heed: not in the vocabulary, read as <unk>: %s\n", unknown.text);
    str_free(&unknown);
}

/* The picture of the run, at the place that was asked for. */
static struct picture picture_of(const struct show *show, const struct trace *trace)
{
    struct picture picture = {.trace = trace,
                              .sentence = show->sentence - 1,
                              .zoom = show->zoom,
                              .stage = show->stage,
                              .quantity = show->sheet.quantity,
                              .slice = show->sheet.slice,
                              .cursor = {.step = show->step > 0 ? show->step - 1 : 0, .word = -1},
                              .alone = true,
                              .bare = show->page.bare};
    picture_clamp(&picture);
    if (show->cell > 0) {
        picture_move(&picture, true, -TRACE_TOKENS);
        picture_move(&picture, true, show->cell - 1);
    } else {
        picture_to_maximum(&picture, false);
    }
    return picture;
}

static void draw_picture(struct grid *grid, struct rect rect, const void *picture)
{
    picture_draw(grid, rect, picture);
}

static int print_picture(const struct show *show, struct picture *picture)
{
    bool leaks = leak_any(picture->trace, picture->sentence);
    struct trace *unpadded = leaks ? leak_masked(picture->trace, picture->sentence) : NULL;
    struct str title = {0}, words = {0};
    picture->unpadded = unpadded;
    words_title(picture, &title);
    words_picture(picture, &words);
    int result = show_page_print(&show->page, title.text, words.text, draw_picture, picture);
    str_free(&title);
    str_free(&words);
    trace_free(unpadded);
    return result;
}

static int print_numbers(const struct show *show, const struct trace *trace)
{
    char *text = NULL;
    size_t size = 0;
    FILE *stream = open_memstream(&text, &size);
    if (strcmp(show->page.format->name, "csv") == 0)
        table_remark(stream, show->page.caption ? show->page.caption : show->page.run.text);
    show->page.format->matrix(stream, trace, show->sentence - 1, show->sheet,
                              show->step > 0 ? show->step - 1 : -1, &show->changes);
    fclose(stream);
    int result = show_page_write(&show->page, text, size);
    free(text);
    return result;
}

/* A panel, on the run and on the one that it came from. */
static int show_panel(const struct show *show, const struct lab *lab, struct model *model,
                      struct trace *trace, const struct picture *picture)
{
    struct err err;
    const struct strs none = {0};
    struct lab before = *lab;
    before.interventions = &none;
    struct paneled_subject subject = {
        .model = model, .run = trace, .changes = lab->interventions, .picture = *picture};
    if (show->changes.count)
        subject.unchanged = lab_run(&before, &err);
    int result = views_panel(&show->page, &subject, show->panel);
    trace_free(subject.unchanged);
    return result;
}

static int show_run(struct show *show, const struct lab *lab, struct model *model,
                    struct trace *trace)
{
    struct err err;
    int sentence = show->sentence - 1;
    warn_words(trace);
    if (check_run(show, trace, &err))
        return command_failed(&err);
    caption_say(trace, sentence, &show->changes, &show->page.run);
    struct picture picture = picture_of(show, trace);
    if (show->beam)
        return views_beam(&show->page, trace, sentence, &show->changes, show->beam, show->fallen);
    if (show->states >= 0) {
        int place = show->states == STATES_ENCODER ? show->cell : show->step;
        return views_states(&show->page, trace, sentence, &show->changes,
                            (enum states_side)show->states, place > 0 ? place - 1 : 0);
    }
    if (show->table)
        return views_table(&show->page, trace, sentence, &show->changes,
                           (enum run_table)show->table, show->sheet);
    if (show->compare)
        return views_compare(&show->page, &picture, lab, show->compare);
    if (show->panel)
        return show_panel(show, lab, model, trace, &picture);
    if (show->effect)
        return views_effect(&show->page, trace, sentence, &show->changes, picture.cursor.step);
    if (show->blame)
        return views_blame(&show->page, trace, &show->changes, show->blame, show->links);
    return show->page.format->grid ? print_picture(show, &picture) : print_numbers(show, trace);
}

static int show_changed(struct show *show, const struct lab *lab, const struct trace *trace)
{
    caption_say(trace, show->sentence - 1, &show->changes, &show->page.run);
    return views_changed(&show->page, lab, trace, show->sentence - 1);
}

static int show_text(struct show *show)
{
    if (show->replay >= 0) {
        str_add(&show->page.run, show->model ? show->model : MODEL_DEFAULT);
        return views_replay(&show->page, show->model, show->replay, show->sentence - 1);
    }
    struct err err;
    struct strs tables = {0};
    if (show->qkv && variant_tables(show->qkv, &tables, &err))
        return command_failed(&err);
    struct model *model = variant_open(show->qkv ? tables.list[0] : show->model, &err);
    strs_free(&tables);
    if (!model)
        return command_failed(&err);
    struct lab lab = {model, &show->batch, &show->changes};
    struct trace *trace = lab_run(&lab, &err);
    bool bad = err.text[0] || choose_quantity(show, trace, &err);
    int result = bad             ? command_failed(&err)
                 : show->changed ? show_changed(show, &lab, trace)
                                 : show_run(show, &lab, model, trace);
    trace_free(trace);
    model_free(model);
    return result;
}

/* --- options ---------------------------------------------------------------------------------- */

static int find_word(const char *const *list, const char *word)
{
    for (int i = 0; list[i]; i++)
        if (strcmp(list[i], word) == 0)
            return i;
    return -1;
}

static int read_stage(const struct command *command, struct show *show)
{
    int stage = show->stage_text ? stage_find(show->stage_text) : STAGE_SOFTMAX;
    if (stage < 0)
        return command_misused(command,
                               "there is no stage \"%s\": encode, score, mask, softmax, "
                               "context, decode and word are the stages; of a classifier "
                               "embed, encode, pair, score, squash, mask, softmax, context, "
                               "pool and classify, as far as it has them",
                               show->stage_text);
    show->stage = (enum stage)stage;
    if (!show->matrix)
        return EXIT_DONE;
    if (!quantity_find(show->matrix, &show->sheet)) {
        struct str list = {0};
        quantity_list(&list);
        int result = command_misused(command, "there is no matrix \"%s\": there are %s",
                                     show->matrix, list.text);
        str_free(&list);
        return result;
    }
    enum stage its = quantity_any(show->sheet.quantity)->stage;
    if (show->stage_text && its != show->stage)
        return command_misused(command, "%s belongs to the stage %s: leave --stage out",
                               show->matrix, stage_name(its));
    show->stage = its;
    return EXIT_DONE;
}

/* The views that take the place of the picture. */
static int read_view(const struct command *command, const struct show *show)
{
    if (show->beam < 0 || show->beam > BEAM_WIDTH_MAX)
        return command_misused(command, "--beam must be from 1 to %d, not %d", BEAM_WIDTH_MAX,
                               show->beam);
    const char *const views[] = {
        show->beam ? "beam" : NULL,          show->compare ? "compare" : NULL,
        show->effect ? "effect" : NULL,      show->panel ? "panel" : NULL,
        show->blame ? "blame" : NULL,        show->table ? "table" : NULL,
        show->states >= 0 ? "states" : NULL, show->replay >= 0 ? "replay" : NULL};
    const char *view = NULL;
    for (size_t i = 0; i < sizeof views / sizeof *views; i++) {
        if (view && views[i])
            return command_misused(command, "--%s and --%s are two views: choose one", view,
                                   views[i]);
        view = views[i] ? views[i] : view;
    }
    if (show->panel && !show->page.format->grid)
        return command_misused(command, "--panel is a picture: not %s", show->page.format->name);
    if (show->table && !show->page.format->table)
        return command_misused(command, "--table is numbers, as csv or json: not %s",
                               show->page.format->name);
    if (view && show->qkv && !show->table && !show->panel)
        return command_misused(command, "--%s is about words, and a table has none", view);
    if (show->fallen && !show->beam)
        return command_misused(command, "--pruned belongs to a tree: add --beam N");
    if (show->links && !show->blame)
        return command_misused(command, "--links aligns a reference: add --blame REFERENCE");
    if (show->blame && show->batch.count > 1)
        return command_misused(command, "--blame looks at one sentence: leave --batch out");
    if (show->changed && !show->page.format->table && strcmp(show->page.format->name, "text") != 0)
        return command_misused(command, "--changed is text, or numbers as csv or json: not %s",
                               show->page.format->name);
    return EXIT_DONE;
}

static int read_options(const struct command *command, struct show *show, const struct strs *words)
{
    bool replay = show->replay >= 0;
    if (show->replay < -1)
        return command_misused(command, "--replay is a step of the training, from 0");
    if (replay && words->count)
        return command_misused(command, "--replay has sentences of its own: leave \"%s\" out",
                               words->list[0]);
    if (show->qkv && (words->count || show->batch.count > 1 || show->model))
        return command_misused(command,
                               "--qkv FILE is all there is: leave model and sentences out");
    if (!replay && !show->qkv && words->count != 1)
        return command_misused(command, words->count
                                            ? "the sentence is one argument: put it in quotes"
                                            : "a sentence is needed");
    int zoom = find_word(zoom_names, show->zoom_text);
    if (zoom < 0)
        return command_misused(command, "--zoom must be flow, stage or cell, not \"%s\"",
                               show->zoom_text);
    show->zoom = (enum zoom)zoom;
    if (show->step == 0)
        return command_misused(command, "--step counts from 1");
    if (show->batch.count > TRACE_SENTENCES)
        return command_misused(command, "a batch has at most %d sentences", TRACE_SENTENCES);
    if (show->sentence < 1 || (!replay && !show->qkv && (size_t)show->sentence > show->batch.count))
        return command_misused(command, "--sentence is %d, but there are %zu", show->sentence,
                               show->batch.count);
    int result = show_page_settle(command, &show->page);
    result = result ? result : read_view(command, show);
    return result ? result : read_stage(command, show);
}

/* Shows what the command line asks for: the words that are no options, the other sentences of the
 * batch, and the changes. */
static int show_words(const struct command *command, struct show *show, const struct strs *words,
                      const struct strs *others, const struct strs *given)
{
    strs_add(&show->batch, words->count ? words->list[0] : "");
    for (size_t i = 0; i < others->count; i++)
        strs_add(&show->batch, others->list[i]);
    changes_lines(given, &show->changes);
    int result = read_options(command, show, words);
    if (result == EXIT_DONE)
        result = show_text(show);
    str_free(&show->page.run);
    strs_free(&show->batch);
    strs_free(&show->changes);
    return result;
}

static void free_lists(struct strs *const *lists, int count)
{
    for (int i = 0; i < count; i++)
        strs_free(lists[i]);
}

int cmd_show(const struct command *command, int argc, char **argv)
{
    struct show show = {.step = -1,
                        .sentence = 1,
                        .page = {.scale = 1},
                        .zoom_text = "stage",
                        .states = -1,
                        .replay = -1,
                        .sheet.quantity = Q_NONE};
    struct strs words = {0}, others = {0}, given = {0};
    const struct option own[] = {
        MODEL_OPTION(&show.model),
        TABLE_OPTION(&show.qkv),
        {"stage", 0, OPTION_TEXT, &show.stage_text, "S",
         "encode, score, mask, softmax, context, decode or word; of a classifier embed, encode, "
         "pair, score, squash, mask, softmax, context, pool or classify (softmax)"},
        {"matrix", 0, OPTION_TEXT, &show.matrix, "NAME",
         "which matrix of a stage: weights, scores, states ... (the first of the stage)"},
        {"step", 0, OPTION_INT, &show.step, "T",
         "the decoding step to look at, from 1; csv and json print that row only"},
        {"zoom", 0, OPTION_TEXT, &show.zoom_text, "Z",
         "the picture: flow (one whole step), stage (a matrix) or cell (the terms of one number)"},
        {"cell", 0, OPTION_INT, &show.cell, "N",
         "which column the cursor is in, from 1 (the largest of the row)"},
        {"batch", 0, OPTION_LIST, &others, "TEXT",
         "another sentence in the same batch, which pads the shorter one; up to three times"},
        {"sentence", 0, OPTION_INT, &show.sentence, "N",
         "which of the batch is shown, from 1 (1: TEXT)"},
        {"beam", 0, OPTION_INT, &show.beam, "N",
         "in place of the picture: the tree of a beam search of this width (1 to 256)"},
        {"pruned", 0, OPTION_FLAG, &show.fallen, NULL,
         "with --beam: also what fell out of the beam"},
        {"changed", 0, OPTION_FLAG, &show.changed, NULL,
         "what the changes did: both translations, and how the next word moved at every step"},
        {"compare", 0, OPTION_TEXT, &show.compare, "MODEL",
         "the same picture in another model, or of another '\"sentence\"', beside it; as csv and "
         "json both and their difference"},
        {"panel", 0, OPTION_TEXT, &show.panel, "NAME",
         "a panel of the laboratory, by the command that opens it: heads, nine, implied ..."},
        {"effect", 0, OPTION_FLAG, &show.effect, NULL,
         "what the word of step T depends on: weights beside words left out and gradients"},
        {"blame", 0, OPTION_TEXT, &show.blame, "REFERENCE",
         "where it went wrong, held against a translation: search, attention or output layer"},
        {"links", 0, OPTION_TEXT, &show.links, "LINKS",
         "with --blame: its alignment, \"0-0 1-2\", words of TEXT and REFERENCE from 0"},
        {"table", 0, OPTION_WORD, &show.table, RUN_TABLE_WORDS,
         "as numbers: the tokens, the mask, the Gaussian window, --matrix before its activation"},
        {"states", 0, OPTION_WORD, &show.states, "encoder|decoder",
         "its states among those of other sentences, and the nearest to that of --cell or --step"},
        {"replay", 0, OPTION_LONG, &show.replay, "STEP",
         "without TEXT: the attention on snapshot sentence --sentence at this step of training"},
        SHOW_PAGE_OPTIONS(show.page),
        {"light", 0, OPTION_FLAG, &show.page.light_too, NULL, "the same as --theme light"},
        {"ascii", 0, OPTION_FLAG, &show.page.ascii, NULL, "draw with ASCII characters"},
        {"color", 0, OPTION_WORD, &show.page.color, "256|16|never",
         "the colors of ansi and of pictures (256)"},
        {"scale", 0, OPTION_REAL, &show.page.scale, "X",
         "how large svg, html, png and pdf are: 1 is 9 x 18 pixels a character (1)"},
        {"bare", 0, OPTION_FLAG, &show.page.bare, NULL,
         "a picture for a slide: without the row of stages, the cursor and what it is on"},
        {"caption", 0, OPTION_TEXT, &show.page.caption, "TEXT",
         "the lines below a picture; \"\" for none (model, sentence, translation, changes)"},
        {NULL, 0, OPTION_FLAG, NULL, NULL, NULL},
    };
    struct option options[CHANGES_OPTIONS];
    changes_options(options, own, &given);
    int result = options_parse(command, options, argc, argv, &words);
    if (result == EXIT_DONE)
        result = show_words(command, &show, &words, &others, &given);
    free_lists((struct strs *[]){&words, &others, &given}, 3);
    return result < 0 ? EXIT_DONE : result;
}
