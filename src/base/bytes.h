#ifndef HEED_BASE_BYTES_H
#define HEED_BASE_BYTES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Whole numbers out of bytes at any address, little-endian. */

static inline uint16_t bytes_u16(const unsigned char *at)
{
    return (uint16_t)(at[0] | at[1] << 8);
}

static inline uint32_t bytes_u32(const unsigned char *at)
{
    return bytes_u16(at) | (uint32_t)bytes_u16(at + 2) << 16;
}

static inline uint64_t bytes_u64(const unsigned char *at)
{
    return bytes_u32(at) | (uint64_t)bytes_u32(at + 4) << 32;
}

/* Whether n bytes from `at` on lie within `size`, whatever the three numbers are. */
static inline bool bytes_fit(uint64_t at, uint64_t n, uint64_t size)
{
    return at <= size && n <= size - at;
}

/* A place in bytes that nobody vouches for, moving forward. What would lie beyond the end is all
 * zero, and sets `short_of` for good: a reader may take a few fields and look once. */
struct cursor {
    const unsigned char *data;
    size_t size, at;
    bool short_of;
};

/* The next n bytes, or NULL when there are fewer. */
static inline const unsigned char *cursor_take(struct cursor *cursor, uint64_t n)
{
    if (cursor->short_of || !bytes_fit(cursor->at, n, cursor->size)) {
        cursor->short_of = true;
        return NULL;
    }
    const unsigned char *start = cursor->data + cursor->at;
    cursor->at += (size_t)n;
    return start;
}

static inline uint8_t cursor_u8(struct cursor *cursor)
{
    const unsigned char *at = cursor_take(cursor, 1);
    return at ? *at : 0;
}

static inline uint16_t cursor_u16(struct cursor *cursor)
{
    const unsigned char *at = cursor_take(cursor, 2);
    return at ? bytes_u16(at) : 0;
}

static inline uint32_t cursor_u32(struct cursor *cursor)
{
    const unsigned char *at = cursor_take(cursor, 4);
    return at ? bytes_u32(at) : 0;
}

static inline uint64_t cursor_u64(struct cursor *cursor)
{
    const unsigned char *at = cursor_take(cursor, 8);
    return at ? bytes_u64(at) : 0;
}

#endif
