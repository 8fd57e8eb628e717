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

/* The room that a picture is projected in. The colors of a projector are its own: ink and paper are
 * both set, and nothing is grey that should be read. */
enum room {
    ROOM_NONE, /* no projector: ink and paper are those of the terminal */
    ROOM_DARK, /* white on black */
    ROOM_LIGHT /* black on white */
};

struct theme {
    enum tier tier;
    enum palette palette;
    bool light; /* a light background: other inks for concepts */
    bool ascii; /* every glyph is ASCII (theme_ascii) */
    enum room room;
};

enum { COLOR_DEFAULT = -1 };

/* How to draw one cell. */
struct look {
    int ink,
        paper; /* 0 to 255 in TIER_256, 0 to 15 in TIER_16; COLOR_DEFAULT: the terminal's own */
    bool bold, dim, underline, reverse;
    const char *text; /* the cell's own, or a shade where no color shows the level */
};

struct look theme_look(const struct theme *theme, const struct cell *cell);

/* The theme for a room, from that of the terminal. */
struct theme theme_in_room(const struct theme *theme, enum room room);

/* The name of a palette for the status line: "night", "day", ... */
const char *palette_name(enum palette palette);

/* 0xRRGGBB of an xterm-256 index. */
uint32_t theme_rgb(int index);

/* The ASCII text that stands for a grapheme, as wide as it: "-" for "─", ">" for "▸", "a" for "α".
 * Letters lose their accents, other characters become "?". ASCII is returned as it is. */
const char *theme_ascii(const char *grapheme);

#endif
