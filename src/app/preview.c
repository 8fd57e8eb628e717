#include "app/preview.h"

#include <stdlib.h>
#include <string.h>

#include "app/panels.h"
#include "base/mem.h"

/* While a change is being typed, the screen shows the run under it: Enter keeps it, Esc drops
 * it. */

char *preview_sentence_line(const struct app *app, const char *text)
{
    text += strspn(text, " ");
    int n = (int)strlen(text);
    while (n && text[n - 1] == ' ')
        n--;
    return *text == '@' ? mem_format("sentence %.*s", n, text)
                        : mem_format("sentence @%d %.*s", app->bench.picture.sentence + 1, n, text);
}

/* The intervention that the line at the bottom would be, to be freed; NULL: it is none. */
static char *typed_line(const struct app *app)
{
    static const char sentence[] = "sentence ";
    const char *text = app->line.input.text.text ? app->line.input.text.text : "";
    text += strspn(text, " ");
    if (app->line.prompt == PROMPT_SENTENCE)
        return *text ? preview_sentence_line(app, text) : NULL;
    if (app->line.prompt != PROMPT_COMMAND || !intervention_find(text))
        return NULL;
    if (strncmp(text, sentence, strlen(sentence)) == 0)
        return preview_sentence_line(app, text + strlen(sentence));
    return mem_text(text);
}

/* The line that can be applied now; NULL: none is being typed, or it is not complete. */
static char *applicable_line(const struct app *app)
{
    struct lab lab = {app->bench.model, &app->bench.texts, &app->bench.interventions};
    struct err unused;
    char *line = app->bench.model && !app->screen.help ? typed_line(app) : NULL;
    if (line && lab_check(&lab, line, &unused) == 0)
        return line;
    free(line);
    return NULL;
}

void preview_update(struct app *app)
{
    char *line = applicable_line(app);
    app->line.stale = false;
    const char *now = app->bench.preview.length ? app->bench.preview.text : "";
    if (strcmp(now, line ? line : "") != 0) {
        str_clear(&app->bench.preview);
        str_add(&app->bench.preview, line ? line : "");
        app->bench.picture.cursor = app->line.typed_from;
        app_run(app);
    }
    free(line);
}
