#include "base/mem.h"

#include <cjson/cJSON.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/die.h"

enum { ALIGNMENT = 64, BLOCK_FIRST = 1 << 12, BLOCK_MOST = 1 << 20 };

struct arena_block {
    struct arena_block *next;
    size_t size, used; /* bytes of data, bytes taken */
    char *data;
};

static size_t checked_size(size_t count, size_t size)
{
    if (size && count > (SIZE_MAX - ALIGNMENT) / size)
        die("out of memory: %zu items of %zu bytes cannot be addressed", count, size);
    return count * size;
}

static void *aligned(size_t bytes)
{
    size_t rounded = (bytes + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
    void *memory = aligned_alloc(ALIGNMENT, rounded ? rounded : ALIGNMENT);
    if (!memory)
        die("out of memory (%zu bytes wanted)", bytes);
    return memory;
}

void *mem_raw(size_t count, size_t size)
{
    return aligned(checked_size(count, size));
}

void *mem_new(size_t count, size_t size)
{
    size_t bytes = checked_size(count, size);
    return memset(aligned(bytes), 0, bytes);
}

void *mem_resize(void *old, size_t count, size_t size)
{
    size_t bytes = checked_size(count, size);
    void *memory = realloc(old, bytes ? bytes : 1);
    if (!memory)
        die("out of memory (%zu bytes wanted)", bytes);
    return memory;
}

void *mem_grow(void *old, size_t *capacity, size_t need, size_t size)
{
    if (need <= *capacity)
        return old;
    size_t wanted = *capacity ? *capacity * 2 : 16;
    *capacity = wanted < need ? need : wanted;
    return mem_resize(old, *capacity, size);
}

static void *take(size_t size)
{
    return mem_resize(NULL, 1, size);
}

void mem_serve_json(void)
{
    cJSON_InitHooks(&(cJSON_Hooks){.malloc_fn = take, .free_fn = free});
}

char *mem_text_n(const char *text, size_t n)
{
    char *copy = mem_resize(NULL, n + 1, 1);
    memcpy(copy, text, n);
    copy[n] = '\0';
    return copy;
}

char *mem_text(const char *text)
{
    return mem_text_n(text, strlen(text));
}

char *mem_format(const char *format, ...)
{
    va_list args, again;
    va_start(args, format);
    va_copy(again, args);
    int length = vsnprintf(NULL, 0, format, args);
    va_end(args);
    size_t size = length < 0 ? 1 : (size_t)length + 1;
    char *text = mem_resize(NULL, size, 1);
    text[0] = '\0';
    vsnprintf(text, size, format, again);
    va_end(again);
    return text;
}

/* Twice as large as the block before it, so that an arena of a few names stays small. */
static struct arena_block *block_new(size_t bytes, const struct arena_block *before)
{
    struct arena_block *block = mem_new(1, sizeof *block);
    block->size = !before ? BLOCK_FIRST : before->size < BLOCK_MOST ? 2 * before->size : BLOCK_MOST;
    if (block->size < bytes)
        block->size = bytes;
    block->data = aligned(block->size);
    return block;
}

void *arena_take(struct arena *arena, size_t count, size_t size)
{
    size_t bytes = checked_size(count, size);
    bytes = (bytes + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
    struct arena_block *block = arena->current, *last = block;
    while (block && block->size - block->used < bytes) {
        last = block;
        block = block->next;
        if (block)
            block->used = 0;
    }
    if (!block) {
        block = block_new(bytes, last);
        if (last)
            last->next = block;
        else
            arena->first = block;
    }
    arena->current = block;
    void *memory = block->data + block->used;
    block->used += bytes;
    return memory;
}

void *arena_zero(struct arena *arena, size_t count, size_t size)
{
    return memset(arena_take(arena, count, size), 0, count * size);
}

char *arena_format(struct arena *arena, const char *format, ...)
{
    va_list list, again;
    va_start(list, format);
    va_copy(again, list);
    int length = vsnprintf(NULL, 0, format, list);
    va_end(list);
    char *text = arena_take(arena, (size_t)(length > 0 ? length : 0) + 1, 1);
    text[0] = '\0';
    if (length > 0)
        vsnprintf(text, (size_t)length + 1, format, again);
    va_end(again);
    return text;
}

void arena_reset(struct arena *arena)
{
    arena->current = arena->first;
    if (arena->first)
        arena->first->used = 0;
}

void arena_free(struct arena *arena)
{
    for (struct arena_block *block = arena->first, *next; block; block = next) {
        next = block->next;
        free(block->data);
        free(block);
    }
    *arena = (struct arena){0};
}

size_t arena_size(const struct arena *arena)
{
    size_t total = 0;
    for (const struct arena_block *block = arena->first; block; block = block->next)
        total += block->size;
    return total;
}
