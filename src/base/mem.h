#ifndef HEED_BASE_MEM_H
#define HEED_BASE_MEM_H

#include <stddef.h>

/* Memory that never fails: out of memory ends the program (die), so callers need no check.
 * All of it is released with free(), which is why there is no mem_free(). */

/* count × size bytes, zeroed, aligned to 64 bytes. count 0 gives a pointer that may be freed. */
void *mem_new(size_t count, size_t size);

/* The same, not initialised: for what is written in full before anyone reads it. */
void *mem_raw(size_t count, size_t size);

/* Resizes an array to hold `count` items of `size` bytes; new bytes are not initialised.
 * For arrays that grow; do not use on memory from mem_new() that must stay aligned. */
void *mem_resize(void *old, size_t count, size_t size);

/* Makes room for at least `need` items in an array of capacity *capacity, doubling. */
void *mem_grow(void *old, size_t *capacity, size_t need, size_t size);

/* From now on cJSON takes its memory here as well. Then what it makes is never NULL for lack of
 * memory, and needs no check. Called once, when the program starts. */
void mem_serve_json(void);

/* A copy of a string (of its first n bytes), ended with a NUL. */
char *mem_text(const char *text);
char *mem_text_n(const char *text, size_t n);

/* printf to a new string. */
char *mem_format(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* A stack of memory that is thrown away as a whole: one step of a run or of a training.
 * After the first few steps it owns blocks enough, and a step allocates nothing. */
struct arena {
    struct arena_block *first, *current;
};

/* count × size bytes, not initialised, aligned to 64 bytes, valid until arena_reset(). */
void *arena_take(struct arena *arena, size_t count, size_t size);

/* The same, zeroed. */
void *arena_zero(struct arena *arena, size_t count, size_t size);

/* printf to a text in the arena. */
char *arena_format(struct arena *arena, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/* Forgets everything taken, keeps the blocks for the next round. */
void arena_reset(struct arena *arena);

void arena_free(struct arena *arena);

/* Bytes held from the system by this arena. */
size_t arena_size(const struct arena *arena);

#endif
