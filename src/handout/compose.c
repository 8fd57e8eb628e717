#include "handout/compose.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"

static void add_markdown(struct document *out, enum passage_kind kind, const char *markdown,
                         const struct trace *trace)
{
    struct spans parsed = {0};
    struct err err;
    if (markdown && spans_parse(&parsed, markdown, &err) == 0)
        spans_evaluate(&document_add(out, kind)->text, parsed.list, parsed.count, trace, NULL);
    spans_free(&parsed);
}

static void add_block(struct document *out, const struct block *block, const struct trace *trace)
{
    static const enum passage_kind kinds[] = {[BLOCK_HEADING] = PASSAGE_HEADING,
                                              [BLOCK_PARAGRAPH] = PASSAGE_TEXT,
                                              [BLOCK_ITEM] = PASSAGE_ITEM,
                                              [BLOCK_CODE] = PASSAGE_CODE};
    struct passage *passage = document_add(out, kinds[block->kind]);
    passage->number = block->number;
    spans_evaluate(&passage->text, block->spans, block->count, trace, NULL);
}

/* ---- questions ---- */

/* The choices of a question; the right one is ticked where it is told. */
static void add_choices(struct document *out, const struct question *question,
                        const struct trace *trace, bool told)
{
    struct strs choices = {0};
    struct err err;
    int right;
    if (question_choices(question, trace, &choices, &right, &err) == 0)
        for (size_t i = 0; i < choices.count; i++) {
            struct passage *passage = document_say(out, PASSAGE_CHOICE, choices.list[i]);
            passage->number = (int)i + 1;
            passage->right = told && question->kind == QUESTION_CHOICE && (int)i == right;
        }
    strs_free(&choices);
}

/* A position along an axis as "4, house". */
static void say_place(const struct scene *scene, enum axis axis, int at, struct str *out)
{
    char label[64];
    str_format(out, "%d", at);
    if (axis == AXIS_UNIT || at < 1)
        return;
    const char *word =
        trace_label(scene->run, scene->picture.sentence, axis, at - 1, label, sizeof label);
    if (word && *word)
        str_format(out, ", %s", word);
}

/* The answer in words; nothing where `right` says all of it. */
static void say_answer(const struct scene *scene, struct str *out)
{
    const struct question *question = &scene->page->question;
    const struct quantity *q = scene->picture.quantity == Q_NONE
                                   ? NULL
                                   : trace_quantity(scene->run, scene->picture.quantity);
    struct strs choices = {0};
    struct question_given right;
    struct err err;
    int chosen;
    if (question_choices(question, scene->run, &choices, &chosen, &err) ||
        question_expected(question, scene->run, &right, &err))
        return;
    int n = (int)choices.count;
    switch (question->kind) {
    case QUESTION_CHOICE:
        str_format(out, "%d, %s.", right.choice, choices.list[right.choice - 1]);
        break;
    case QUESTION_NUMBER:
        str_format(out, "%.4g.", right.number);
        break;
    case QUESTION_CELL:
        str_add(out, question->row ? "Row " : "");
        if (question->row)
            say_place(scene, q ? q->rows : AXIS_UNIT, right.row, out);
        str_add(out, question->row ? "; column " : "Column ");
        say_place(scene, q ? q->columns : AXIS_UNIT, right.column, out);
        str_add(out, ".");
        break;
    case QUESTION_ORDER:
        for (int place = 0; place < n; place++)
            for (int i = 0; i < n; i++)
                if (question_place(question, n, i) == place)
                    str_format(out, "%s%d", place ? " " : "", i + 1);
        str_add(out, ".");
        break;
    case QUESTION_DO:
    case QUESTION_KINDS:
        break;
    }
    strs_free(&choices);
}

static void add_answer(struct document *out, const struct scene *scene)
{
    const struct question *question = &scene->page->question;
    struct str answer = {0};
    say_answer(scene, &answer);
    if (answer.length)
        document_say(out, PASSAGE_TEXT, answer.text);
    add_markdown(out, PASSAGE_TEXT, question->right, scene->run);
    str_free(&answer);
}

/* What the page keeps back until it is asked for. */
static void add_revealed(struct document *out, const struct scene *scene)
{
    if (scene->page->view.then.count)
        document_show(out, exhibit_of_page(scene, true));
}

static void add_question(struct document *out, const struct scene *scene)
{
    const struct question *question = &scene->page->question;
    add_markdown(out, PASSAGE_ASK, question->ask, scene->run);
    add_choices(out, question, scene->run, false);
    if (question->hints.count) {
        document_say(out, PASSAGE_FOLD, "Hint");
        for (size_t i = 0; i < question->hints.count; i++)
            add_markdown(out, PASSAGE_TEXT, question->hints.list[i], scene->run);
        document_add(out, PASSAGE_UNFOLD);
    }
    document_say(out, PASSAGE_FOLD, "Answer");
    add_answer(out, scene);
    add_revealed(out, scene);
    document_add(out, PASSAGE_UNFOLD);
}

/* ---- the handout ---- */

/* The exhibit that was shown last, or NULL. */
static const struct exhibit *last_exhibit(const struct document *document)
{
    for (size_t i = document->count; i-- > 0;)
        if (document->list[i].exhibit)
            return document->list[i].exhibit;
    return NULL;
}

/* The picture, unless it is still the one above. */
static void add_picture(struct document *out, const struct scene *scene)
{
    const struct exhibit *last = last_exhibit(out);
    struct exhibit *exhibit = exhibit_of_page(scene, false);
    if (exhibit && last && exhibit_same(exhibit, last)) {
        document_say(out, PASSAGE_NOTE, "The picture is still the one above.");
        exhibit_free(exhibit);
    } else if (exhibit) {
        document_show(out, exhibit);
    } else {
        document_say(out, PASSAGE_NOTE, "The picture of this page is seen in the program.");
    }
}

static void add_page(struct document *out, const struct scene *scene)
{
    const struct lesson_page *page = scene->page;
    for (int i = 0; i < page->count; i++)
        add_block(out, &page->blocks[i], scene->run);
    add_picture(out, scene);
    if (page->question.present) {
        add_question(out, scene);
    } else if (page->view.then.count) {
        document_say(out, PASSAGE_FOLD, "What happens");
        add_revealed(out, scene);
        document_add(out, PASSAGE_UNFOLD);
    }
}

/* Of what it is all about, below the title. */
static void add_head(struct document *out, const struct lesson *lesson, const char *kind)
{
    out->title = mem_format("%s%s%s", lesson->title, *kind ? ": " : "", kind);
    document_say(out, PASSAGE_TITLE, out->title);
    if (lesson->summary)
        document_say(out, PASSAGE_NOTE, lesson->summary);
}

int compose_handout(struct document *out, const struct lesson *lesson, struct err *err)
{
    struct scene scene;
    int result = scene_open(&scene, lesson, err);
    add_head(out, lesson, "");
    for (int p = 0; !result && p < lesson->count; p++) {
        result = scene_turn(&scene, &lesson->pages[p], err);
        if (!result)
            add_page(out, &scene);
    }
    scene_close(&scene);
    return result;
}
