#include "lesson/zoom.h"

#include <stddef.h>

const char *const zoom_names[] = {
    [ZOOM_FLOW] = "flow", [ZOOM_STAGE] = "stage", [ZOOM_CELL] = "cell", [ZOOM_COUNT] = NULL};
