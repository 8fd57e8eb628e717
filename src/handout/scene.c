#include "handout/scene.h"

#include "shell/variant.h"
#include "view/page.h"

int scene_open(struct scene *scene, const struct lesson *lesson, struct err *err)
{
    *scene = (struct scene){
        .lesson = lesson,
        .picture = {
            .zoom = ZOOM_STAGE, .stage = STAGE_SOFTMAX, .quantity = Q_WEIGHTS, .cursor.word = -1}};
    scene->model = variant_open(lesson->model, err);
    return scene->model ? 0 : err_prefix(err, "%s", lesson->path);
}

/* Frees what one page has. */
static void leave_page(struct scene *scene)
{
    trace_free(scene->opened);
    trace_free(scene->run);
    trace_free(scene->before[0]);
    trace_free(scene->before[1]);
    scene->opened = scene->run = scene->before[0] = scene->before[1] = NULL;
    strs_free(&scene->opens);
    strs_free(&scene->all);
    model_free(scene->other);
    scene->other = NULL;
}

void scene_close(struct scene *scene)
{
    leave_page(scene);
    model_free(scene->model);
    scene->model = NULL;
}

static struct trace *run_lines(const struct scene *scene, const struct strs *lines,
                               struct trace **before, struct err *err)
{
    const struct model *model = scene->other ? scene->other : scene->model;
    return lesson_run(scene->lesson, scene->page, model, lines, before, err);
}

static int fail_page(const struct scene *scene, struct err *err)
{
    return err_prefix(err, "%s:%ld", scene->lesson->path, scene->page->line);
}

/* Puts the picture where the page says. */
static void turn_picture(struct scene *scene, bool fresh)
{
    struct picture *p = &scene->picture;
    if (fresh)
        p->cursor = (struct picture_cursor){.word = -1};
    p->trace = scene->opened ? scene->opened : scene->run;
    picture_clamp(p);
    page_show(&scene->page->view, p);
}

/* Runs the page, whose lines and model nothing is kept of yet. */
static int run_page(struct scene *scene, struct err *err)
{
    const struct lesson_view *view = &scene->page->view;
    if (view->model && !(scene->other = variant_open(view->model, err)))
        return -1;
    for (size_t i = 0; i < view->changes.count; i++)
        strs_add(&scene->opens, view->changes.list[i]);
    lesson_view_lines(view, &scene->all);
    scene->run = run_lines(scene, &scene->all, &scene->before[0], err);
    if (!err->text[0] && view->then.count)
        scene->opened = run_lines(scene, &scene->opens, &scene->before[1], err);
    return err->text[0] ? -1 : 0;
}

int scene_turn(struct scene *scene, const struct lesson_page *page, struct err *err)
{
    bool fresh =
        !scene->run || lesson_view_differs(&page->view) || lesson_view_differs(&scene->page->view);
    scene->page = page;
    if (fresh) /* else it is the run of the lesson still */
        leave_page(scene);
    if (fresh && run_page(scene, err))
        return fail_page(scene, err);
    turn_picture(scene, fresh);
    return 0;
}

struct picture scene_picture(const struct scene *scene, bool revealed)
{
    struct picture picture = scene->picture;
    if (revealed)
        picture.trace = scene->run;
    picture_clamp(&picture);
    return picture;
}
