#include "model/family.h"

#include <string.h>

#define FAMILY_ROW(name) &family_##name,
const struct family *const family_list[] = {FAMILIES(FAMILY_ROW) NULL};
#undef FAMILY_ROW

const struct family *family_find(const char *name)
{
    for (int i = 0; family_list[i]; i++)
        if (strcmp(family_list[i]->name, name) == 0)
            return family_list[i];
    return NULL;
}
