#include "handout/compose.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "handout/passages.h"
#include "handout/task.h"

/* What a paper is made of, a page of the lesson after the other. */
typedef void compose_page(struct document *out, const struct scene *scene);

static int compose(struct document *out, const struct lesson *lesson, const struct blanks *veil,
                   compose_page *add_page, struct err *err)
{
    struct scene scene;
    int result = scene_open(&scene, lesson, err);
    scene.veil = veil;
    for (int p = 0; !result && p < lesson->count; p++) {
        result = scene_turn(&scene, &lesson->pages[p], err);
        if (!result)
            add_page(out, &scene);
    }
    scene_close(&scene);
    return result;
}

/* ---- the handout ---- */

static void add_question(struct document *out, const struct scene *scene)
{
    const struct question *question = &scene->page->question;
    passages_add_markdown(out, PASSAGE_ASK, question->ask, scene);
    passages_add_choices(out, scene, false);
    if (question->hints.count) {
        document_say(out, PASSAGE_FOLD, "Hint");
        for (size_t i = 0; i < question->hints.count; i++)
            passages_add_markdown(out, PASSAGE_TEXT, question->hints.list[i], scene);
        document_add(out, PASSAGE_UNFOLD);
    }
    document_say(out, PASSAGE_FOLD, "Answer");
    passages_add_answer(out, scene);
    passages_add_revealed(out, scene);
    document_add(out, PASSAGE_UNFOLD);
}

static void add_handout(struct document *out, const struct scene *scene)
{
    passages_add_text(out, scene);
    passages_show(out, exhibit_of_page(scene, false),
                  "The picture of this page is seen in the program.");
    if (scene->page->question.present) {
        add_question(out, scene);
    } else if (scene->page->view.then.count) {
        document_say(out, PASSAGE_FOLD, "What happens");
        passages_add_revealed(out, scene);
        document_add(out, PASSAGE_UNFOLD);
    }
}

int compose_handout(struct document *out, const struct lesson *lesson, struct err *err)
{
    passages_add_head(out, lesson, "");
    return compose(out, lesson, NULL, add_handout, err);
}

/* ---- worksheet and answers ---- */

/* Where an answer is written that is no choice. */
static void add_room(struct document *out, enum question_kind kind)
{
    if (kind != QUESTION_CHOICE)
        document_say(out, PASSAGE_BLANK,
                     kind == QUESTION_ORDER  ? "Order:"
                     : kind == QUESTION_CELL ? "Cell:"
                                             : "Answer:");
}

/* A question that can be asked on paper: nothing is to be done in the program, and it does not tell
 * what is to be found. */
static bool is_asked(const struct scene *scene)
{
    const struct question *question = &scene->page->question;
    return question->present && question->kind != QUESTION_DO && !task_told(scene);
}

static void add_asked(struct document *out, const struct scene *scene)
{
    const struct question *question = &scene->page->question;
    bool told = scene->veil->filled;
    passages_add_markdown(out, PASSAGE_ASK, question->ask, scene);
    passages_add_choices(out, scene, told);
    if (told && question->kind == QUESTION_CHOICE) /* the right one is ticked */
        passages_add_markdown(out, PASSAGE_TEXT, question->right, scene);
    else if (told)
        passages_add_answer(out, scene);
    else
        add_room(out, question->kind);
}

/* Nothing of a page on which there is nothing to be done. */
static void add_worksheet(struct document *out, const struct scene *scene)
{
    bool asked = is_asked(scene);
    if (!asked && !task_there(scene))
        return;
    passages_add_text(out, scene);
    if (!task_add(out, scene))
        passages_show(out, task_exhibit(scene), "The picture of this page is in the handout.");
    if (asked)
        add_asked(out, scene);
    if (scene->veil->filled)
        passages_add_revealed(out, scene);
}

/* Notes what is blank on a page. */
static int find_secrets(struct secrets *secrets, const struct lesson *lesson, struct err *err)
{
    struct scene scene;
    int result = scene_open(&scene, lesson, err);
    for (int p = 0; !result && p < lesson->count; p++) {
        result = scene_turn(&scene, &lesson->pages[p], err);
        if (!result)
            secrets_note(secrets, &scene);
    }
    scene_close(&scene);
    return result;
}

static int compose_blank(struct document *out, const struct lesson *lesson, bool filled,
                         struct err *err)
{
    struct secrets secrets = {0};
    int result = find_secrets(&secrets, lesson, err);
    const struct blanks veil = {
        .filled = filled, .secrets = secrets.list, .secret_count = secrets.count};
    passages_add_head(out, lesson, filled ? "answers" : "worksheet");
    if (!filled)
        document_say(out, PASSAGE_BLANK, "Name:");
    if (!result)
        result = compose(out, lesson, &veil, add_worksheet, err);
    secrets_free(&secrets);
    return result;
}

int compose_worksheet(struct document *out, const struct lesson *lesson, struct err *err)
{
    return compose_blank(out, lesson, false, err);
}

int compose_answers(struct document *out, const struct lesson *lesson, struct err *err)
{
    return compose_blank(out, lesson, true, err);
}
