#include "model/ring.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"

#define ENDING ".safetensors"

static bool is_file(const char *name)
{
    size_t n = strlen(name), ending = strlen(ENDING);
    return strchr(name, '/') || (n > ending && strcmp(name + n - ending, ENDING) == 0);
}

bool ring_is_path(const char *name)
{
    return is_file(name) || strchr(name, ':');
}

static void append(struct ring *ring, char *name)
{
    ring->list = mem_grow(ring->list, &ring->capacity, ring->count + 1, sizeof *ring->list);
    ring->list[ring->count++] = (struct ring_model){.name = name};
}

void ring_start(struct ring *ring, const char *const *names, int count, const char *folder)
{
    *ring = (struct ring){.folder = folder, .asked = -1, .open = -1};
    for (int i = 0; i < count; i++)
        append(ring, mem_text(names[i]));
}

void ring_free(struct ring *ring)
{
    for (size_t i = 0; i < ring->count; i++)
        free(ring->list[i].name);
    free(ring->list);
    *ring = (struct ring){0};
}

/* A path from the root, so that a state that names it can be opened from any folder. */
static char *whole(const struct ring *ring, const char *name)
{
    if (!ring->folder || !is_file(name) || *name == '/')
        return mem_text(name);
    while (strncmp(name, "./", 2) == 0)
        name += 2;
    return mem_format("%s/%s", ring->folder, name);
}

static int find_exactly(const struct ring *ring, const char *name)
{
    for (size_t i = 0; i < ring->count; i++)
        if (strcmp(ring->list[i].name, name) == 0)
            return (int)i;
    return -1;
}

/* By the name that a file gives its model. */
static int find_file(const struct ring *ring, const char *name)
{
    int found = -1;
    for (size_t i = 0; i < ring->count && found < 0; i++) {
        char *given = is_file(ring->list[i].name) ? model_name(ring->list[i].name) : NULL;
        if (given && strcmp(given, name) == 0)
            found = (int)i;
        free(given);
    }
    return found;
}

int ring_find(const struct ring *ring, const char *name)
{
    char *path = whole(ring, name);
    int found = find_exactly(ring, name);
    if (found < 0)
        found = find_exactly(ring, path);
    free(path);
    return found < 0 ? find_file(ring, name) : found;
}

int ring_add(struct ring *ring, const char *name)
{
    int found = ring_find(ring, name);
    if (found >= 0)
        return found;
    append(ring, whole(ring, name));
    return (int)ring->count - 1;
}

void ring_learn(struct ring *ring, int which, const struct model *model)
{
    struct ring_model *entry = &ring->list[which];
    entry->seen = true;
    entry->words = config_reads_words(&model->config);
    entry->unit = model->source.unit;
    memcpy(entry->language, model->source.language, sizeof entry->language);
}

/* Letters of a language that nobody named may be of any, or no language at all, as dates are. */
bool ring_differ(const struct ring *ring, int a, int b)
{
    const struct ring_model *x = &ring->list[a], *y = &ring->list[b];
    if (!x->seen || !y->seen)
        return false;
    if (x->words != y->words)
        return true;
    if (*x->language && *y->language)
        return strcmp(x->language, y->language) != 0;
    bool letters = x->unit == UNIT_CHAR || y->unit == UNIT_CHAR;
    return letters && (x->unit != y->unit || *x->language || *y->language);
}

int ring_beside(const struct ring *ring, int from, int by)
{
    int count = (int)ring->count, at = from;
    if (ring->open < 0)
        return count ? (from + by + count) % count : 0;
    do
        at = (at + by + count) % count;
    while (at != ring->open && ring_differ(ring, at, ring->open));
    return at;
}

const char *ring_open_name(const struct ring *ring)
{
    return ring->open < 0 ? "" : ring->list[ring->open].name;
}
