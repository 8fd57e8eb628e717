#include "handout/task.h"

#include <ctype.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "export/plate.h"
#include "handout/passages.h"
#include "trace/formula.h"
#include "trace/tracing.h"

enum { TASKS = 8 };

/* The blanks of a page, settled. */
struct tasks {
    struct blank list[TASKS];
    int count;
};

static struct tasks tasks_of(const struct scene *scene)
{
    const struct picture *p = &scene->picture;
    const struct strs *named = &scene->page->view.blanks;
    struct tasks tasks = {0};
    struct err err;
    int row =
        p->quantity == Q_NONE ? 0 : picture_place(p, trace_quantity(p->trace, p->quantity)->rows);
    for (size_t i = 0; i < named->count && tasks.count < TASKS; i++) {
        struct blank *blank = &tasks.list[tasks.count];
        if (blank_read(named->list[i], blank, &err) == 0 && blank->rule != BLANK_NONE &&
            blank_settle(blank, p->trace, p->sentence, row, &err) == 0)
            tasks.count++;
    }
    if (named->count || scene->page->view.panel || p->zoom == ZOOM_FLOW || p->quantity == Q_NONE)
        return tasks;
    tasks.list[0] = blank_usual(p->trace, p->sentence, picture_shown(p), row);
    tasks.count = tasks.list[0].rule != BLANK_NONE;
    return tasks;
}

/* ---- what is not told ---- */

/* A mask is found by its words, not by numbers: the scores stand above it. */
static void note_cells(struct secrets *secrets, const struct picture *p, const struct blank *blank)
{
    const double nothing = 0.005; /* written as 0 */
    struct mat all = trace_matrix(p->trace, p->sentence, blank->sheet);
    for (int i = blank->row; blank->rule != BLANK_MASK && i < blank->row + blank->rows; i++)
        for (int j = blank->column; j < blank->column + blank->columns; j++) {
            float value = (float)mat_row(all, i)[j];
            if (!isfinite(value) || fabs((double)value) < nothing)
                continue;
            secrets->list = mem_grow(secrets->list, &secrets->capacity, secrets->count + 1,
                                     sizeof *secrets->list);
            secrets->list[secrets->count++] = (struct secret){value, i, j};
        }
}

void secrets_note(struct secrets *secrets, const struct scene *scene)
{
    struct tasks tasks = tasks_of(scene);
    for (int i = 0; i < tasks.count; i++)
        note_cells(secrets, &scene->picture, &tasks.list[i]);
}

void secrets_free(struct secrets *secrets)
{
    free(secrets->list);
    *secrets = (struct secrets){0};
}

/* Whether a number as it is written may be one of the secrets, rounded. */
static bool may_be_secret(const struct blanks *veil, const char *number, bool percent)
{
    const char *dot = strchr(number, '.');
    int decimals = dot ? (int)strlen(dot + 1) : 0;
    double written = fabs(strtod(number, NULL)), half = 0.5001 * pow(10, -decimals);
    for (size_t i = 0; i < veil->secret_count; i++) {
        double secret = fabs((double)veil->secrets[i].value) * (percent ? 100 : 1);
        if ((percent || decimals > 1) && fabs(written - secret) <= half)
            return true;
    }
    return false;
}

/* Whether some text of a picture that is no matrix tells a secret. */
static bool exhibit_tells(const struct exhibit *exhibit, const struct blanks *veil)
{
    struct str text = {0};
    bool tells = false;
    plate_text(&exhibit->grid, &exhibit_theme, &text);
    for (const char *at = text.text; at && *at && !tells;) {
        size_t n = strspn(at, "0123456789.");
        char *number = mem_text_n(at, n);
        if (n && strpbrk(number, "0123456789"))
            tells = may_be_secret(veil, number, at[n + strspn(at + n, " ")] == '%');
        free(number);
        at += n ? n : 1;
    }
    str_free(&text);
    return tells;
}

struct exhibit *task_exhibit(const struct scene *scene)
{
    bool matrix = !scene->page->view.panel && scene->picture.zoom == ZOOM_STAGE;
    struct picture picture = scene_picture(scene, false);
    if (matrix) {
        picture.blanks = scene->veil;
        return exhibit_of_picture(&picture, &scene->opens);
    }
    struct exhibit *exhibit = exhibit_of_page(scene, false);
    if (!scene->veil->filled && exhibit && exhibit_tells(exhibit, scene->veil)) {
        exhibit_free(exhibit);
        exhibit = NULL;
    }
    return exhibit;
}

bool task_told(const struct scene *scene)
{
    return passages_choices_tell(scene);
}

/* ---- tasks ---- */

/* "row 2 (suis) of the attention weights α(t,j)". */
static void say_area(const struct picture *p, const struct blank *blank, struct str *out)
{
    const struct quantity *q = trace_quantity(p->trace, blank->sheet.quantity);
    char label[64];
    if (blank->columns == 1)
        str_format(out, "number %d of ", blank->column + 1);
    else if (blank->rule == BLANK_CONTEXT)
        str_format(out, "the first %d numbers of ", blank->columns);
    if (blank->rows == 1) {
        str_format(out, "row %d", blank->row + 1);
        if (q->rows != AXIS_UNIT && q->rows != AXIS_ONE)
            str_format(
                out, " (%s)",
                trace_label(p->trace, p->sentence, q->rows, blank->row, label, sizeof label));
        str_add(out, " of ");
    }
    str_add(out, "the ");
    trace_sheet_label(p->trace, blank->sheet, out);
    str_add(out, " ");
    formula_write_symbol(p->trace, blank->sheet, -1, -1, out);
}

static void say_task(const struct picture *p, const struct blank *blank, struct str *out)
{
    const struct quantity *q = trace_quantity(p->trace, blank->sheet.quantity);
    str_add(out, "Fill in ");
    say_area(p, blank, out);
    str_add(out, ". ");
    if (blank->rule == BLANK_MASK)
        str_add(out, "Write × where the mask hides a score, and copy the other scores.");
    else if (blank->rule == BLANK_CONTEXT)
        str_format(out,
                   "%s a sum over the columns of row %d of the weights: the weight times that "
                   "number of the word or key. Two decimals are enough. Weights that are blank are "
                   "those of another task.",
                   blank->columns == 1 ? "It is" : "Each is", blank->row + 1);
    else if (q->kind == KIND_PROBABILITY)
        str_add(out, "The formula stands above the grid. Two decimals are enough; the last one may "
                     "differ, because the scores are rounded.");
    else
        str_add(out, "The formula stands above the grid.");
}

/* What it is worked out from, as matrices of the same run: as many as there are, at most two. */
static int given_for(const struct picture *p, const struct blank *blank, enum quantity_id list[2])
{
    const struct quantity *q = trace_quantity(p->trace, blank->sheet.quantity);
    int count = 0;
    if (blank->rule == BLANK_MASK) {
        list[count++] = Q_SCORES;
    } else if (blank->sheet.quantity == Q_WEIGHTS) {
        list[count++] = trace_has(p->trace, Q_MASKED) ? Q_MASKED : Q_SCORES;
    } else if (q->id == Q_CONTEXT) {
        list[count++] = Q_WEIGHTS;
        list[count++] = trace_has(p->trace, Q_VALUES) ? Q_VALUES : Q_STATES;
    }
    return count;
}

/* Rows of a cell: two where something is written, unless there are many. */
static int room_to_write(const struct scene *scene, struct sheet sheet, const struct blanks *blanks)
{
    enum { MANY = 14 };
    const struct picture *p = &scene->picture;
    bool few = trace_matrix(p->trace, p->sentence, sheet).rows <= MANY;
    return blanks->count && few ? 2 : 1;
}

/* Shows a matrix of the run. */
static struct exhibit *show_matrix(const struct scene *scene, struct sheet sheet, int widest,
                                   const struct blanks *blanks)
{
    struct picture picture = scene_picture(scene, false);
    picture_go(&picture, sheet, -1, -1);
    picture.zoom = ZOOM_STAGE;
    picture.widest = widest;
    picture.tallest = room_to_write(scene, sheet, blanks);
    picture.blanks = blanks;
    return exhibit_of_picture(&picture, &scene->opens);
}

/* Whether the same is to be filled in on an earlier page. */
static bool is_there(const struct document *out, const struct exhibit *exhibit)
{
    for (size_t i = 0; i < out->count; i++)
        if (out->list[i].exhibit && exhibit_same(out->list[i].exhibit, exhibit))
            return true;
    return false;
}

static void add_task(struct document *out, const struct scene *scene, const struct blank *blank)
{
    const struct picture *p = &scene->picture;
    struct str text = {0};
    enum quantity_id given[2];
    int count = given_for(p, blank, given);
    int widest = blank->rule == BLANK_CONTEXT ? blank->column + blank->columns : 0;
    struct blanks blanks = *scene->veil;
    blanks.list = blank;
    blanks.count = 1;
    struct exhibit *exhibit = show_matrix(scene, blank->sheet, widest, &blanks);
    if (is_there(out, exhibit)) {
        exhibit_free(exhibit);
        document_say(out, PASSAGE_NOTE, "The grid of this page is filled in above.");
        return;
    }
    say_task(p, blank, &text);
    document_say(out, PASSAGE_ASK, text.text);
    str_free(&text);
    for (int i = 0; i < count; i++) {
        struct sheet sheet = {given[i], blank->sheet.slice};
        if (trace_has_sheet(p->trace, sheet))
            document_show(out, show_matrix(scene, sheet, widest, scene->veil));
    }
    document_show(out, exhibit);
}

bool task_there(const struct scene *scene)
{
    return tasks_of(scene).count > 0;
}

bool task_add(struct document *out, const struct scene *scene)
{
    struct tasks tasks = tasks_of(scene);
    for (int i = 0; i < tasks.count; i++)
        add_task(out, scene, &tasks.list[i]);
    return tasks.count > 0;
}
