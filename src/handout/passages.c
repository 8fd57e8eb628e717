#include "handout/passages.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "lesson/blank.h"
#include "lesson/expression.h"

/* ---- text ---- */

/* Whether an expression, with or without a format, gives a number that is blank somewhere. */
static bool is_secret(const struct scene *scene, const char *expression)
{
    struct expression_value value;
    struct err err;
    char *text = mem_text_n(expression, strcspn(expression, "%"));
    bool secret = expression_evaluate(text, scene->run, &value, &err) == 0 &&
                  value.kind == VALUE_NUMBER && blanks_tell(scene->veil, value.number);
    free(text);
    return secret;
}

/* The spans with their values, or lines to write on in the place of those that are not told. */
static void add_spans(struct spans *out, const struct span *spans, int count,
                      const struct scene *scene)
{
    static const char line[] = "________";
    bool hides = scene->veil && !scene->veil->filled;
    for (int i = 0; i < count; i++)
        if (hides && spans[i].kind == SPAN_VALUE && is_secret(scene, spans[i].text))
            spans_add(out, SPAN_PLAIN, CONCEPT_NONE, line, strlen(line));
        else
            spans_evaluate(out, &spans[i], 1, scene->run, NULL);
}

void passages_add_markdown(struct document *out, enum passage_kind kind, const char *markdown,
                           const struct scene *scene)
{
    struct spans parsed = {0};
    struct err err;
    if (markdown && spans_parse(&parsed, markdown, &err) == 0)
        add_spans(&document_add(out, kind)->text, parsed.list, parsed.count, scene);
    spans_free(&parsed);
}

void passages_add_text(struct document *out, const struct scene *scene)
{
    static const enum passage_kind kinds[] = {[BLOCK_HEADING] = PASSAGE_HEADING,
                                              [BLOCK_PARAGRAPH] = PASSAGE_TEXT,
                                              [BLOCK_ITEM] = PASSAGE_ITEM,
                                              [BLOCK_CODE] = PASSAGE_CODE};
    for (int i = 0; i < scene->page->count; i++) {
        const struct block *block = &scene->page->blocks[i];
        struct passage *passage = document_add(out, kinds[block->kind]);
        passage->number = block->number;
        add_spans(&passage->text, block->spans, block->count, scene);
    }
}

void passages_add_head(struct document *out, const struct lesson *lesson, const char *kind)
{
    out->title = mem_format("%s%s%s", lesson->title, *kind ? ": " : "", kind);
    document_say(out, PASSAGE_TITLE, out->title);
    if (lesson->summary)
        document_say(out, PASSAGE_NOTE, lesson->summary);
}

/* ---- questions ---- */

bool passages_choices_tell(const struct scene *scene)
{
    const struct strs *choices = &scene->page->question.choices;
    bool tells = false;
    for (size_t c = 0; c < choices->count; c++) {
        struct spans parsed = {0};
        struct err err;
        if (spans_parse(&parsed, choices->list[c], &err) == 0)
            for (int i = 0; i < parsed.count; i++)
                tells = tells || (parsed.list[i].kind == SPAN_VALUE &&
                                  is_secret(scene, parsed.list[i].text));
        spans_free(&parsed);
    }
    return tells;
}

void passages_add_choices(struct document *out, const struct scene *scene, bool told)
{
    const struct question *question = &scene->page->question;
    struct strs choices = {0};
    struct err err;
    int right;
    if (question_choices(question, scene->run, &choices, &right, &err) == 0)
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

void passages_add_answer(struct document *out, const struct scene *scene)
{
    const struct question *question = &scene->page->question;
    struct str answer = {0};
    say_answer(scene, &answer);
    if (answer.length)
        document_say(out, PASSAGE_TEXT, answer.text);
    passages_add_markdown(out, PASSAGE_TEXT, question->right, scene);
    str_free(&answer);
}

/* ---- pictures ---- */

void passages_add_revealed(struct document *out, const struct scene *scene)
{
    if (scene->page->view.then.count)
        document_show(out, exhibit_of_page(scene, true));
}

/* The exhibit that was shown last, or NULL. */
static const struct exhibit *last_exhibit(const struct document *document)
{
    for (size_t i = document->count; i-- > 0;)
        if (document->list[i].exhibit)
            return document->list[i].exhibit;
    return NULL;
}

void passages_show(struct document *out, struct exhibit *exhibit, const char *instead)
{
    const struct exhibit *last = last_exhibit(out);
    if (exhibit && last && exhibit_same(exhibit, last)) {
        document_say(out, PASSAGE_NOTE, "The picture is still the one above.");
        exhibit_free(exhibit);
    } else if (exhibit) {
        document_show(out, exhibit);
    } else {
        document_say(out, PASSAGE_NOTE, instead);
    }
}
