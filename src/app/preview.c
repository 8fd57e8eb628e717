#include "app/requests.h"

#include <stdlib.h>
#include <string.h>

#include "app/private.h"
#include "base/mem.h"
#include "lab/intervention.h"

/* While a change is being typed, the screen shows the run under it: Enter keeps it, Esc drops it. */

char *app_sentence_line(const struct app *app, const char *text)
{
    text += strspn(text, " ");
    return *text == '@' ? mem_format("sentence %s", text)
                        : mem_format("sentence @%d %s", app->picture.sentence + 1, text);
}

/* The intervention that the line at the bottom would be, to be freed; NULL: it is none. */
static char *typed_line(const struct app *app)
{
    static const char sentence[] = "sentence ";
    const char *text = app->input.text.text ? app->input.text.text : "";
    text += strspn(text, " ");
    if (app->prompt == PROMPT_SENTENCE)
        return *text ? app_sentence_line(app, text) : NULL;
    if (app->prompt != PROMPT_COMMAND || !intervention_find(text))
        return NULL;
    if (strncmp(text, sentence, strlen(sentence)) == 0)
        return app_sentence_line(app, text + strlen(sentence));
    return mem_text(text);
}

/* The line that can be applied now; NULL: none is being typed, or it is not complete. */
static char *applicable_line(const struct app *app)
{
    struct lab lab = {app->model, &app->texts, &app->interventions};
    struct err unused;
    char *line = app->model && !app->help ? typed_line(app) : NULL;
    if (line && lab_check(&lab, line, &unused) == 0)
        return line;
    free(line);
    return NULL;
}

void app_preview(struct app *app)
{
    char *line = applicable_line(app);
    const char *now = app->preview.length ? app->preview.text : "";
    if (strcmp(now, line ? line : "") != 0) {
        str_clear(&app->preview);
        str_add(&app->preview, line ? line : "");
        app->picture.cursor = app->typed_from;
        app_run(app);
    }
    free(line);
}
