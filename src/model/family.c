#include "model/family.h"

#include <string.h>

#define FAMILY_ROW(name) &family_##name,
const struct family *const families[] = {FAMILIES(FAMILY_ROW) NULL};
#undef FAMILY_ROW

const struct family *family_find(const char *name)
{
    for (int i = 0; families[i]; i++)
        if (strcmp(families[i]->name, name) == 0)
            return families[i];
    return NULL;
}
