#include "draw/theme.h"

#include <stdlib.h>
#include <string.h>

#include "text/utf8.h"

enum attribute { BOLD = 1, DIM = 2, UNDERLINE = 4, REVERSE = 8 };

/* How a meaning looks: its colors on dark and on light screens, the attributes that go with them,
 * and the attributes that stand for it where there is no color. The 16 ANSI colors look as the
 * owner of the terminal chose, so there only the hue counts, and 8 of them must do. */
struct meaning {
    short dark, light, paper_dark, paper_light; /* xterm-256 */
    short ansi;
    unsigned char attributes, ansi_attributes, mono_attributes;
};

enum { NONE = COLOR_DEFAULT };

static const struct meaning meanings[STYLE_COUNT] = {
    [STYLE_PLAIN] = {NONE, NONE, NONE, NONE, NONE, 0, 0, 0},
    [STYLE_DIM] = {245, 241, NONE, NONE, NONE, 0, DIM, DIM},
    [STYLE_TITLE] = {NONE, NONE, NONE, NONE, NONE, BOLD, BOLD, BOLD},
    [STYLE_STRONG] = {NONE, NONE, NONE, NONE, NONE, BOLD, BOLD, BOLD},
    [STYLE_BADGE] = {NONE, NONE, NONE, NONE, NONE, BOLD | REVERSE, BOLD | REVERSE, BOLD | REVERSE},
    [STYLE_KEY] = {NONE, NONE, NONE, NONE, NONE, BOLD, BOLD, BOLD},
    [STYLE_WORD] = {NONE, NONE, NONE, NONE, NONE, 0, 0, 0},
    [STYLE_MASKED] = {245, 241, NONE, NONE, NONE, 0, DIM, DIM},
    [STYLE_ERROR] = {203, 160, NONE, NONE, 1, BOLD, BOLD, BOLD | UNDERLINE},
    [STYLE_GOOD] = {114, 28, NONE, NONE, 2, BOLD, BOLD, BOLD},
    [STYLE_CODE] = {252, 237, 236, 254, NONE, 0, 0, 0},
    [STYLE_STATE] = {114, 28, NONE, NONE, 2, 0, 0, 0},
    [STYLE_SCORE] = {208, 130, NONE, NONE, 3, 0, 0, 0},
    [STYLE_WEIGHT] = {179, 58, NONE, NONE, 3, 0, BOLD, 0},
    [STYLE_CONTEXT] = {210, 160, NONE, NONE, 1, 0, 0, 0},
    [STYLE_QUERY] = {75, 26, NONE, NONE, 4, 0, BOLD, 0},
    [STYLE_CHOSEN] = {80, 23, NONE, NONE, 6, 0, 0, 0},
    [STYLE_EMBED] = {176, 127, NONE, NONE, 5, 0, 0, 0},
};

/* Sequential ramps, xterm-256. On "night" small values sink into a dark screen and large ones
 * shine; "day" is its mirror for a light screen. From level to level lightness moves one way only,
 * for color-blind eyes too; the colors nearest to the published maps would not. The ink contrasts
 * at least 4.5 : 1. */
static const struct {
    const char *name;
    short paper[LEVELS_SEQUENTIAL];
} palettes[PALETTE_COUNT] = {
    [PALETTE_NIGHT] = {"night", {234, 236, 238, 24, 27, 33, 38, 44, 47, 230}},
    [PALETTE_DAY] = {"day", {255, 253, 251, 39, 33, 27, 21, 19, 18, 17}},
    [PALETTE_VIRIDIS] = {"viridis", {53, 55, 24, 61, 30, 36, 42, 149, 155, 226}},
    [PALETTE_CIVIDIS] = {"cividis", {17, 237, 25, 242, 67, 246, 108, 179, 222, 227}},
    [PALETTE_GREY] = {"grey", {234, 236, 238, 240, 243, 245, 247, 249, 252, 255}},
};

/* Signed values: blue is negative, orange positive, and the middle sinks into the screen. */
static const short diverging[2][LEVELS_DIVERGING] = {
    {159, 75, 32, 25, 235, 94, 172, 214, 223},
    {18, 25, 32, 111, 254, 216, 172, 130, 88},
};

/* Shades for the levels where there is no color, with and without Unicode. Of signed values the
 * negative ones are lines, the positive ones fillings. */
static const char *const shades[2][LEVELS_SEQUENTIAL] = {
    {" ", "·", "·", "░", "░", "▒", "▒", "▓", "▓", "█"},
    {" ", ".", ":", "-", "=", "+", "o", "#", "%", "@"},
};
static const char *const signed_shades[2][LEVELS_DIVERGING] = {
    {"≡", "=", "-", "·", " ", "░", "▒", "▓", "█"},
    {"=", "~", "-", ".", " ", ":", "+", "o", "#"},
};

const char *palette_name(enum palette palette)
{
    return palettes[palette].name;
}

uint32_t theme_rgb(int index)
{
    static const uint32_t ansi[16] = {0x000000, 0xCD0000, 0x00CD00, 0xCDCD00, 0x0000EE, 0xCD00CD,
                                      0x00CDCD, 0xE5E5E5, 0x7F7F7F, 0xFF0000, 0x00FF00, 0xFFFF00,
                                      0x5C5CFF, 0xFF00FF, 0x00FFFF, 0xFFFFFF};
    static const uint32_t steps[6] = {0, 95, 135, 175, 215, 255};
    if (index < 16)
        return ansi[index & 15];
    if (index >= 232)
        return (uint32_t)(8 + 10 * (index - 232)) * 0x010101;
    int cube = index - 16;
    return steps[cube / 36] << 16 | steps[cube / 6 % 6] << 8 | steps[cube % 6];
}

/* Roughly the luminance of a color, 0 to 255 squared: enough to choose an ink by. */
static uint32_t brightness(int index)
{
    uint32_t rgb = theme_rgb(index);
    uint32_t red = rgb >> 16, green = rgb >> 8 & 255, blue = rgb & 255;
    return (213 * red * red + 715 * green * green + 72 * blue * blue) / 1000;
}

/* The ink for a paper: black on a bright one, white on a dark one. A softer white makes nearly
 * black cells, which are most of a dark screen, draw less attention than the others. */
static int ink_on(int paper, bool soft)
{
    uint32_t light = brightness(paper);
    return light > 13500 ? 16 : light > 5000 || !soft ? 231 : 250;
}

static void set_attributes(struct look *look, unsigned attributes)
{
    look->bold |= (attributes & BOLD) != 0;
    look->dim |= (attributes & DIM) != 0;
    look->underline |= (attributes & UNDERLINE) != 0;
    look->reverse |= (attributes & REVERSE) != 0;
}

static void style_look(const struct theme *theme, enum style style, struct look *look)
{
    const struct meaning *meaning = &meanings[style];
    if (theme->tier == TIER_256) {
        look->ink = theme->light ? meaning->light : meaning->dark;
        look->paper = theme->light ? meaning->paper_light : meaning->paper_dark;
        set_attributes(look, meaning->attributes);
    } else if (theme->tier == TIER_16) {
        look->ink = meaning->ansi;
        set_attributes(look, meaning->ansi_attributes);
    } else {
        set_attributes(look, meaning->mono_attributes);
    }
}

/* A color that no ramp has. */
static const int cursor_color = 199;

static int level_color(const struct theme *theme, const struct cell *cell, int level)
{
    if (level >= LEVEL_NOTHING)
        return level == LEVEL_CURSOR ? cursor_color : COLOR_DEFAULT;
    return cell->ramp == RAMP_DIVERGING ? diverging[theme->light][level]
                                        : palettes[theme->palette].paper[level];
}

/* Shows two levels in one cell, by the ink and the paper of a half block. An upper and a lower half
 * block can show the same; the one with the smaller ink is taken, because terminals have few pairs
 * of colors. */
static void color_halves(const struct theme *theme, const struct cell *cell, struct look *look)
{
    int upper = level_color(theme, cell, cell->level),
        lower = level_color(theme, cell, cell->lower);
    bool swap = upper == COLOR_DEFAULT || (lower != COLOR_DEFAULT && lower < upper);
    look->text = upper == lower ? " " : swap ? "▄" : "▀";
    look->paper = swap ? upper : lower;
    look->ink = upper == lower ? COLOR_DEFAULT : swap ? lower : upper;
}

static void color_heat(const struct theme *theme, const struct cell *cell, struct look *look)
{
    look->paper = level_color(theme, cell, cell_level(cell));
    look->ink = ink_on(look->paper, !theme->light && !(cell->marks & MARK_CURSOR));
}

/* Shows a level without color: a blank cell gets a shade, also beside a number; a number becomes
 * bold when it is large and dim when it is small. */
static void shade_heat(const struct theme *theme, const struct cell *cell, struct look *look)
{
    bool is_signed = cell->ramp == RAMP_DIVERGING;
    int level = cell_level(cell);
    int size = is_signed ? abs(level - 4) * 9 / 4 : level; /* 0 to 9 */
    bool blank = !strcmp(cell->text, " ") && !(cell->marks & MARK_CLEAR);
    if (blank)
        look->text = is_signed ? signed_shades[theme->ascii][level] : shades[theme->ascii][level];
    look->bold |= size >= (blank ? 9 : 7);
    look->dim |= size <= 1 && !blank;
    if (theme->tier == TIER_16 && is_signed && size > 0)
        look->ink = level < 4 ? 6 : theme->light ? 1 : 3;
}

/* Beside a spotlight there is a shadow of a text, and no heat. */
static struct look faded_look(const struct theme *theme, const struct cell *cell)
{
    struct look look = {.ink = COLOR_DEFAULT, .paper = COLOR_DEFAULT, .text = cell->text};
    if (theme->tier == TIER_256)
        look.ink = theme->light ? 251 : 239;
    look.dim = theme->tier != TIER_256;
    return look;
}

/* Where nothing is left to the terminal. Grey that is read becomes a stronger one. */
static void set_room(const struct theme *theme, const struct cell *cell, struct look *look)
{
    bool light = theme->room == ROOM_LIGHT, wide = theme->tier == TIER_256;
    bool grey = cell->style == STYLE_DIM || cell->style == STYLE_MASKED;
    if (wide && grey && cell->ramp == RAMP_NONE && !(cell->marks & MARK_FADED))
        look->ink = light ? 238 : 251;
    if (look->ink == COLOR_DEFAULT)
        look->ink = wide ? (light ? 16 : 231) : light ? 0 : 7;
    if (look->paper == COLOR_DEFAULT)
        look->paper = wide ? (light ? 231 : 16) : light ? 7 : 0;
}

struct theme theme_in_room(const struct theme *theme, enum room room)
{
    struct theme other = *theme;
    other.room = room;
    other.light = room == ROOM_LIGHT;
    other.palette = other.light ? PALETTE_DAY : PALETTE_NIGHT;
    return other;
}

struct look theme_look(const struct theme *theme, const struct cell *cell)
{
    struct look look = {.ink = COLOR_DEFAULT, .paper = COLOR_DEFAULT, .text = cell->text};
    bool heat = cell->ramp != RAMP_NONE, faded = cell->marks & MARK_FADED;
    if (faded)
        look = faded_look(theme, cell);
    else if (!heat)
        style_look(theme, cell->style, &look);
    else if (theme->tier == TIER_256 && cell->halved && !theme->ascii)
        color_halves(theme, cell, &look);
    else if (theme->tier == TIER_256)
        color_heat(theme, cell, &look);
    else
        shade_heat(theme, cell, &look);
    if (theme->ascii)
        look.text = theme_ascii(look.text);
    look.bold |= (cell->marks & (MARK_BOLD | MARK_CURSOR)) != 0 && !faded;
    look.underline |= (cell->marks & MARK_UNDERLINE) != 0;
    /* Reversing a colored cell would hide its level; there the brackets that the views draw and
     * the bold white ink show the cursor. */
    if (cell->marks & MARK_CURSOR) {
        look.reverse |= !(heat && theme->tier == TIER_256);
        look.dim = false;
    }
    if (theme->room && theme->tier != TIER_MONO)
        set_room(theme, cell, &look);
    return look;
}

/* What is drawn for a character in ASCII: for our own glyphs, and for punctuation in texts. */
static const char *const stand_ins[][2] = {
    {"─", "-"},      {"│", "|"},  {"┌", "+"},  {"┐", "+"},  {"└", "+"}, {"┘", "+"},
    {"├", "+"},      {"┤", "+"},  {"┬", "+"},  {"┴", "+"},  {"┼", "+"}, {"╭", "+"},
    {"╮", "+"},      {"╰", "+"},  {"╯", "+"},  {"═", "="},  {"║", "|"}, {"━", "="},
    {"┃", "|"},      {"←", "<"},  {"→", ">"},  {"↑", "^"},  {"↓", "v"}, {"↔", "-"},
    {"▸", ">"},      {"◂", "<"},  {"▴", "^"},  {"▾", "v"},  {"▶", ">"}, {"◀", "<"},
    {"▲", "^"},      {"▼", "v"},  {"·", "."},  {"•", "*"},  {"…", "~"}, {"−", "-"},
    {"≡", "="},      {"≤", "<"},  {"≥", ">"},  {"≠", "#"},  {"≈", "~"}, {"∞", "&"},
    {"√", "V"},      {"∑", "S"},  {"∂", "d"},  {"⊙", "*"},  {"∘", "o"}, {"∈", "E"},
    {"✓", "+"},      {"✗", "x"},  {"′", "'"},  {"‘", "'"},  {"’", "'"}, {"“", "\""},
    {"”", "\""},     {"«", "\""}, {"»", "\""}, {"„", "\""}, {"–", "-"}, {"—", "-"},
    {"¿", "?"},      {"¡", "!"},  {"°", "o"},  {"€", "E"},  {"£", "L"}, {"\u00A0", " "},
    {"\u202F", " "}, {"█", "#"},  {"▓", "*"},  {"▒", "+"},  {"░", ":"}, {"▁", "_"},
    {"▂", "."},      {"▃", ","},  {"▄", "-"},  {"▅", "="},  {"▆", "+"}, {"▇", "*"},
    {"▀", "^"},      {"▏", "."},  {"▎", "."},  {"▍", ":"},  {"▌", "|"}, {"▋", "|"},
    {"▊", "+"},      {"▉", "*"},  {"▐", "|"},  {"ẽ", "e"},  {"α", "a"}, {"β", "b"},
    {"γ", "g"},      {"δ", "d"},  {"ε", "e"},  {"η", "n"},  {"θ", "o"}, {"λ", "l"},
    {"μ", "u"},      {"π", "p"},  {"σ", "s"},  {"τ", "t"},  {"φ", "f"}, {"Δ", "D"},
    {"Σ", "S"},      {"Π", "P"},  {"Ω", "O"},  {"ₜ", "t"},  {"ⱼ", "j"}, {"ᵢ", "i"},
    {"²", "2"},      {"³", "3"},  {"ᵀ", "T"},  {"⁻", "-"},  {"¹", "1"}, {"₀", "0"},
    {"₁", "1"},      {"●", "o"},  {"■", "#"},  {"◆", "*"},
};

/* U+00C0 to U+017F without their accents. */
static const char letters[] = "AAAAAAACEEEEIIIIDNOOOOOxOUUUUYPsaaaaaaaceeeeiiiidnooooo/ouuuuypy"
                              "AaAaAaCcCcCcCcDdDdEeEeEeEeEeGgGgGgGgHhHhIiIiIiIiIiIiJjKkkLlLlLlL"
                              "lLlNnNnNnnNnOoOoOoOoRrRrRrSsSsSsSsTtTtTtUuUuUuUuUuUuWwYyYZzZzZzs";

/* Every printable ASCII character as a text of its own. */
static const char ascii[] =
    " \0!\0\"\0#\0$\0%\0&\0'\0(\0)\0*\0+\0,\0-\0.\0/\0\x30\0\x31\0\x32\0\x33\0\x34\0\x35\0\x36\0"
    "\x37\0\x38\0\x39\0:\0;\0<\0=\0>\0?\0@\0A\0B\0C\0D\0E\0F\0G\0H\0I\0J\0K\0L\0M\0N\0O\0P\0"
    "Q\0R\0S\0T\0U\0V\0W\0X\0Y\0Z\0[\0\\\0]\0^\0_\0`\0a\0b\0c\0d\0e\0f\0g\0h\0i\0j\0k\0l\0m\0"
    "n\0o\0p\0q\0r\0s\0t\0u\0v\0w\0x\0y\0z\0{\0|\0}\0~";

/* The dots of a braille pattern by the half that they are in. */
static const char *braille_ascii(int dots)
{
    enum { UPPER = 0x1B, LOWER = 0xE4 };
    return !dots ? " " : !(dots & LOWER) ? "'" : !(dots & UPPER) ? "." : ":";
}

const char *theme_ascii(const char *grapheme)
{
    size_t n = strlen(grapheme), used = 0;
    while (used < n && (signed char)grapheme[used] > 0)
        used++;
    if (used == n)
        return grapheme;
    for (size_t i = 0; i < sizeof stand_ins / sizeof *stand_ins; i++)
        if (!strcmp(grapheme, stand_ins[i][0]))
            return stand_ins[i][1];
    int code = (unsigned char)grapheme[0];
    if (used == 0) /* otherwise a letter with marks behind it */
        utf8_decode(grapheme, n, &code);
    if (code >= 0x2800 && code < 0x2900)
        return braille_ascii(code - 0x2800);
    if (code >= 0xC0 && code < 0xC0 + (int)sizeof letters - 1)
        code = letters[code - 0xC0];
    if (code >= 0x20 && code < 0x7F)
        return ascii + 2 * (code - 0x20);
    return utf8_width(grapheme) == 2 ? "??" : "?";
}
