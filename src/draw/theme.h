#ifndef HEED_DRAW_THEME_H
#define HEED_DRAW_THEME_H

#include <stdbool.h>
#include <stdint.h>

#include "draw/grid.h"

/* From meanings to colors and glyphs: tables that term/ and export/ share. */

/* What an output can show, best first. Chosen once per output. */
enum tier {
    TIER_256,  /* xterm-256 indices */
    TIER_16,   /* 8 or 16 ANSI colors: hues for concepts, shades by glyph */
    TIER_MONO, /* attributes only */
    TIER_COUNT
};

/* Ramps a person can choose, for sequential heat; each fits dark or light screens. */
enum palette {
    PALETTE_NIGHT,
    PALETTE_DAY,
    PALETTE_VIRIDIS,
    PALETTE_CIVIDIS,
    PALETTE_GREY,
    PALETTE_COUNT
};

struct theme {
    enum tier tier;
    enum palette palette;
    bool light; /* a light background: other inks for concepts */
    bool ascii; /* every glyph is ASCII (theme_ascii) */
};

enum { COLOR_DEFAULT = -1 };

/* How to draw one cell: xterm-256 indices in TIER_256, 0–15 in TIER_16, COLOR_DEFAULT for the
 * terminal's own; bold, dim, underline, reverse as attributes. `text` is what to print: the
 * cell's own, or the shade that stands for the level where color cannot, ASCII if asked. */
struct look {
    int ink, paper;
    bool bold, dim, underline, reverse;
    const char *text;
};

struct look theme_look(const struct theme *theme, const struct cell *cell);

/* The name of a palette for the status line: "night", "day", ... */
const char *palette_name(enum palette palette);

/* xterm-256 index to 0xRRGGBB, for exports and tests. */
uint32_t color_rgb(int index);

/* The ASCII stand-in for a glyph of ours ("─" → "-", "▸" → ">", "×" → "x", "α" → "a" ...): one column for
 * one column. Letters with accents lose them, other characters become "?". Returns the text
 * itself when it is ASCII. */
const char *theme_ascii(const char *grapheme);

#endif
