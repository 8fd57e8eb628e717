#include "term/colors.h"

#include <ncurses.h>
#include <stdlib.h>
#include <string.h>

enum { PAIRS = 255 }; /* COLOR_PAIR() has 8 bits */

/* Pair numbers by ink and paper, −1 (the terminal's own) to 255. */
static unsigned char pairs[257][257];
static short used_pairs;

enum color_choice colors_choice(enum color_choice asked)
{
    const char *no_color = getenv("NO_COLOR");
    return asked == COLOR_AUTO && no_color && *no_color ? COLOR_NEVER : asked;
}

enum tier colors_tier(int colors, int pairs_allowed, enum color_choice choice)
{
    if (choice == COLOR_NEVER || colors < 8 || pairs_allowed < 64)
        return TIER_MONO;
    return choice != COLOR_16 && colors >= 256 && pairs_allowed > PAIRS ? TIER_256 : TIER_16;
}

bool colors_light(void)
{
    const char *both = getenv("COLORFGBG"), *paper = both ? strrchr(both, ';') : NULL;
    int color = paper && paper[1] ? atoi(paper + 1) : 0;
    return color == 7 || (color >= 9 && color <= 15);
}

static void add_pair(const struct theme *theme, const struct cell *cell)
{
    struct look look = theme_look(theme, cell);
    unsigned char *pair = &pairs[look.ink + 1][look.paper + 1];
    if (*pair || (look.ink == COLOR_DEFAULT && look.paper == COLOR_DEFAULT) || used_pairs >= PAIRS)
        return;
    if (init_pair((short)(used_pairs + 1), (short)look.ink, (short)look.paper) == OK)
        *pair = (unsigned char)++used_pairs;
}

static void add_ramp(const struct theme *theme, enum ramp ramp, int levels)
{
    struct cell cell = {.text = " ", .ramp = (uint8_t)ramp};
    for (int level = 0; level < levels; level++) {
        cell.level = (uint8_t)level;
        cell.marks = 0;
        add_pair(theme, &cell);
        cell.marks = MARK_CURSOR;
        add_pair(theme, &cell);
    }
}

static void add_pairs(const struct theme *theme)
{
    for (int style = 0; style < STYLE_COUNT; style++)
        add_pair(theme, &(struct cell){.text = " ", .style = (uint8_t)style});
    add_ramp(theme, RAMP_SEQUENTIAL, LEVELS_SEQUENTIAL);
    add_ramp(theme, RAMP_DIVERGING, LEVELS_DIVERGING);
}

void colors_start(enum tier tier)
{
    memset(pairs, 0, sizeof pairs);
    used_pairs = 0;
    if (tier == TIER_MONO)
        return;
    start_color();
    use_default_colors();
    for (int light = 0; light < 2; light++)
        for (int palette = 0; palette < PALETTE_COUNT; palette++)
            add_pairs(&(struct theme){
                .tier = tier, .palette = (enum palette)palette, .light = light != 0});
}

short colors_pair(int ink, int paper)
{
    return pairs[ink + 1][paper + 1];
}
