#include "panel/panel.h"

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

void panel_save_moves(struct str *out, const char *command, int times)
{
    while (times-- > 0)
        str_format(out, "%s\n", command);
}
