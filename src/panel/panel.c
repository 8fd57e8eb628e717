#include "panel/panel.h"

#include <string.h>

const struct panel *panel_of(enum request_id request)
{
    static const struct panel *const panels[REQUEST_COUNT] = {
#define NO_PANEL(ID)
#define PANEL_ROW(ID, name) [REQUEST_##ID] = &panel_##name,
        REQUESTS(NO_PANEL, PANEL_ROW)
#undef NO_PANEL
#undef PANEL_ROW
    };
    return panels[request];
}

const struct panel *panel_find(const char *command, const char **words)
{
    size_t n = strcspn(command, " ");
    *words = command + n + strspn(command + n, " ");
    for (int id = 0; id < REQUEST_COUNT; id++) {
        const struct panel *panel = panel_of((enum request_id)id);
        if (panel && strlen(panel->opens.name) == n && !memcmp(panel->opens.name, command, n))
            return panel;
    }
    return NULL;
}

const char *panel_missing(const struct panel *panel, const struct config *config)
{
    if (panel->needs != PANEL_NEEDS_RUN && !config_reads_words(config))
        return "a table is attention alone: there are no words that this could be about";
    if (panel->needs == PANEL_NEEDS_WRITING && !config_writes_words(config))
        return "this model writes no words, and this is about the words that are written";
    return NULL;
}

void panel_save_moves(struct str *out, const char *command, int times)
{
    while (times-- > 0)
        str_format(out, "%s\n", command);
}
