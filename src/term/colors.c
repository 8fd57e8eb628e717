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

void colors_forget(void)
{
    memset(pairs, 0, sizeof pairs);
    used_pairs = 0;
}

void colors_start(enum tier tier)
{
    colors_forget();
    if (tier == TIER_MONO)
        return;
    start_color();
    use_default_colors();
}

int colors_pair(int ink, int paper)
{
    unsigned char *pair = &pairs[ink + 1][paper + 1];
    if (*pair || (ink == COLOR_DEFAULT && paper == COLOR_DEFAULT))
        return *pair;
    if (used_pairs >= PAIRS || init_pair((short)(used_pairs + 1), (short)ink, (short)paper) != OK)
        return -1;
    return *pair = (unsigned char)++used_pairs;
}
