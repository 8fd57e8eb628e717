#include "shell/scripted.h"

#include <stdio.h>

#include "export/print.h"
#include "shell/script.h"

struct scripted_front {
    struct loop_front front; /* first, so that it is one */
    const struct scripted *scripted;
    struct script *script;
    const struct grid *grid; /* that was shown last */
    struct theme theme;
    struct err *err; /* its text empty: nothing is wrong */
};

static void print_screen(const struct scripted_front *f)
{
    struct str out = {0};
    print_text(&out, f->grid, &f->theme);
    if (!f->scripted->text) {
        str_add(&out, "-- styles --\n");
        print_styles(&out, f->grid);
    }
    fputs(out.text ? out.text : "", stdout);
    str_free(&out);
}

static void scripted_size(struct loop_front *front, int *rows, int *columns)
{
    const struct scripted_front *f = (const struct scripted_front *)front;
    *rows = f->scripted->rows;
    *columns = f->scripted->columns;
}

static void scripted_show(struct loop_front *front, const struct grid *grid,
                          const struct theme *theme)
{
    struct scripted_front *f = (struct scripted_front *)front;
    f->grid = grid;
    f->theme = *theme;
}

static bool scripted_next(struct loop_front *front, struct event *event,
                          struct term_source *sources, int count, int timeout_ms)
{
    struct scripted_front *f = (struct scripted_front *)front;
    enum script_step step;
    (void)sources, (void)count, (void)timeout_ms;
    while ((step = script_next(f->script, event, f->err)) == SCRIPT_DUMP || step == SCRIPT_PAUSE)
        if (step == SCRIPT_DUMP)
            print_screen(f);
    return step == SCRIPT_EVENT;
}

int scripted_run(const struct scripted *scripted, struct world *world, struct err *err)
{
    struct scripted_front f = {
        .front = {.size = scripted_size, .show = scripted_show, .next = scripted_next},
        .scripted = scripted,
        .err = err};
    err->text[0] = '\0';
    f.script = script_open(scripted->path, err);
    if (!f.script)
        return -1;
    world->start = (struct theme){.tier = TIER_MONO,
                                  .ascii = scripted->ascii,
                                  .light = scripted->light,
                                  .palette = scripted->light ? PALETTE_DAY : PALETTE_NIGHT};
    loop_run(&f.front, world);
    script_close(f.script);
    return err->text[0] ? -1 : 0;
}
