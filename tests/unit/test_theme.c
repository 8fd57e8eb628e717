#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "draw/theme.h"

/* What eyes see: normal, and without the long, middle or short cones (Machado, Oliveira and
 * Fernandes 2009, severity 1), on linear RGB. */
enum { EYES = 4 };
static const double eyes[EYES][3][3] = {
    {{1, 0, 0}, {0, 1, 0}, {0, 0, 1}},
    {{0.152286, 1.052583, -0.204868},
     {0.114503, 0.786281, 0.099216},
     {-0.003882, -0.048116, 1.051998}},
    {{0.367322, 0.860646, -0.227968},
     {0.280085, 0.672501, 0.047413},
     {-0.011820, 0.042940, 0.968881}},
    {{1.255528, -0.076749, -0.178779},
     {-0.078411, 0.930809, 0.147602},
     {0.004733, 0.691367, 0.303900}},
};

struct lab {
    double l, a, b;
};

static void linear_rgb(int color, double out[3])
{
    uint32_t rgb = theme_rgb(color);
    for (int i = 0; i < 3; i++) {
        double c = (double)(rgb >> (16 - 8 * i) & 255) / 255;
        out[i] = c <= 0.04045 ? c / 12.92 : pow((c + 0.055) / 1.055, 2.4);
    }
}

static double luminance(int color)
{
    double c[3];
    linear_rgb(color, c);
    return 0.2126729 * c[0] + 0.7151522 * c[1] + 0.0721750 * c[2];
}

static double contrast(int a, int b)
{
    double x = luminance(a) + 0.05, y = luminance(b) + 0.05;
    return x > y ? x / y : y / x;
}

static double cube_root(double t)
{
    return t > 0.008856 ? cbrt(t) : 7.787 * t + 16.0 / 116;
}

static struct lab lab_of(int color, int eye)
{
    double in[3], c[3];
    linear_rgb(color, in);
    for (int i = 0; i < 3; i++) {
        c[i] = eyes[eye][i][0] * in[0] + eyes[eye][i][1] * in[1] + eyes[eye][i][2] * in[2];
        c[i] = fmin(fmax(c[i], 0), 1);
    }
    double x = (0.4124564 * c[0] + 0.3575761 * c[1] + 0.1804375 * c[2]) / 0.95047;
    double y = 0.2126729 * c[0] + 0.7151522 * c[1] + 0.0721750 * c[2];
    double z = (0.0193339 * c[0] + 0.1191920 * c[1] + 0.9503041 * c[2]) / 1.08883;
    double fx = cube_root(x), fy = cube_root(y), fz = cube_root(z);
    return (struct lab){116 * fy - 16, 500 * (fx - fy), 200 * (fy - fz)};
}

static double distance(int a, int b, int eye)
{
    struct lab x = lab_of(a, eye), y = lab_of(b, eye);
    return sqrt((x.l - y.l) * (x.l - y.l) + (x.a - y.a) * (x.a - y.a) + (x.b - y.b) * (x.b - y.b));
}

static struct look heat_look(const struct theme *theme, enum ramp ramp, int level)
{
    struct cell cell = {.text = " ", .width = 1, .ramp = (uint8_t)ramp, .level = (uint8_t)level};
    return theme_look(theme, &cell);
}

static void assert_step(const char *ramp, int from, int to, double sign, double lightness,
                        double difference)
{
    for (int eye = 0; eye < EYES; eye++) {
        double rise = sign * (lab_of(to, eye).l - lab_of(from, eye).l);
        if (rise < lightness || distance(from, to, eye) < difference)
            fail_msg("%s, %d to %d, eye %d: L* %+.1f, dE %.1f", ramp, from, to, eye, rise,
                     distance(from, to, eye));
    }
}

static void palettes_have_names(void **state)
{
    (void)state;
    for (int a = 0; a < PALETTE_COUNT; a++) {
        const char *name = palette_name((enum palette)a);
        if (!name)
            fail_msg("enum palette has a palette %d, and palettes[] has no row for it", a);
        for (int b = 0; b < a; b++)
            assert_string_not_equal(name, palette_name((enum palette)b));
    }
}

/* From the first level to the last, whichever of the two is the lighter one. */
static void check_ramp(enum palette palette, double lightness, double difference)
{
    struct theme theme = {.palette = palette};
    const char *name = palette_name(palette);
    int first = heat_look(&theme, RAMP_SEQUENTIAL, 0).paper;
    int last = heat_look(&theme, RAMP_SEQUENTIAL, LEVELS_SEQUENTIAL - 1).paper;
    double sign = lab_of(last, 0).l > lab_of(first, 0).l ? 1 : -1;
    for (int level = 0; level < LEVELS_SEQUENTIAL; level++) {
        struct look look = heat_look(&theme, RAMP_SEQUENTIAL, level);
        if (contrast(look.ink, look.paper) < 4.5)
            fail_msg("%s, level %d: the ink contrasts only %.1f : 1", name, level,
                     contrast(look.ink, look.paper));
        if (level > 0)
            assert_step(name, heat_look(&theme, RAMP_SEQUENTIAL, level - 1).paper, look.paper, sign,
                        lightness, difference);
    }
}

static void sequential_ramps_move_one_way_for_every_eye(void **state)
{
    (void)state;
    for (int palette = 0; palette < PALETTE_COUNT; palette++)
        check_ramp((enum palette)palette, 1.4, 7);
    /* Those that a screen begins with were made to be better. */
    check_ramp(PALETTE_NIGHT, 6, 8.9);
    check_ramp(PALETTE_DAY, 6, 7);
    check_ramp(PALETTE_GREY, 7, 7);
}

static void diverging_ramps_leave_the_screen_on_both_sides(void **state)
{
    (void)state;
    for (int light = 0; light < 2; light++) {
        struct theme theme = {.light = light};
        int paper[LEVELS_DIVERGING];
        for (int level = 0; level < LEVELS_DIVERGING; level++) {
            struct look look = heat_look(&theme, RAMP_DIVERGING, level);
            paper[level] = look.paper;
            assert_true(contrast(look.ink, look.paper) >= 4.5);
        }
        for (int size = 1; size <= 4; size++) {
            assert_step("diverging", paper[4 - size + 1], paper[4 - size], light ? -1 : 1, 9, 12);
            assert_step("diverging", paper[4 + size - 1], paper[4 + size], light ? -1 : 1, 9, 12);
            for (int eye = 0; eye < EYES; eye++)
                assert_true(distance(paper[4 - size], paper[4 + size], eye) >= 12);
        }
        double middle = lab_of(paper[4], 0).l;
        assert_true(light ? middle > 85 : middle < 20);
    }
}

static void concepts_are_read_on_their_screens(void **state)
{
    (void)state;
    for (int light = 0; light < 2; light++)
        for (int style = 0; style < STYLE_COUNT; style++) {
            struct theme theme = {.light = light};
            struct look look = theme_look(
                &theme, &(struct cell){.text = "x", .width = 1, .style = (uint8_t)style});
            if (look.ink == COLOR_DEFAULT)
                continue;
            int screen = look.paper != COLOR_DEFAULT ? look.paper : light ? 231 : 234;
            if (contrast(look.ink, screen) < 4.5)
                fail_msg("style %d on %s: %.2f", style, light ? "light" : "dark",
                         contrast(look.ink, screen));
        }
}

static struct look look_in(enum room room, enum tier tier, enum style style, unsigned marks)
{
    const struct theme start = {.tier = tier}, theme = theme_in_room(&start, room);
    struct cell cell = {.text = "x", .width = 1, .style = (uint8_t)style, .marks = (uint8_t)marks};
    return theme_look(&theme, &cell);
}

/* What is read contrasts 7 : 1, a concept or a verdict 4.5 : 1; nothing is left to the terminal. */
static void a_projector_is_read_from_the_last_row(void **state)
{
    (void)state;
    for (int room = ROOM_DARK; room <= ROOM_LIGHT; room++)
        for (int style = 0; style < STYLE_COUNT; style++) {
            bool prose = style < STYLE_ERROR || style == STYLE_CODE;
            struct look look = look_in((enum room)room, TIER_256, (enum style)style, 0);
            struct look few = look_in((enum room)room, TIER_16, (enum style)style, 0);
            assert_true(look.ink != COLOR_DEFAULT && look.paper != COLOR_DEFAULT);
            assert_true(few.ink != few.paper && few.ink != COLOR_DEFAULT);
            if (contrast(look.ink, look.paper) < (prose ? 7 : 4.5))
                fail_msg("style %d in room %d: %.2f", style, room, contrast(look.ink, look.paper));
            look = look_in((enum room)room, TIER_256, (enum style)style, MARK_FADED);
            assert_true(contrast(look.ink, look.paper) < 3);
            assert_false(look.bold);
        }
}

static void concepts_differ(void **state)
{
    (void)state;
    for (int tier = TIER_256; tier <= TIER_16; tier++)
        for (int light = 0; light < 2; light++)
            for (int a = STYLE_STATE; a <= STYLE_EMBED; a++)
                for (int b = a + 1; b <= STYLE_EMBED; b++) {
                    struct theme theme = {.tier = (enum tier)tier, .light = light};
                    struct cell x = {.text = "x", .style = (uint8_t)a};
                    struct cell y = {.text = "x", .style = (uint8_t)b};
                    struct look p = theme_look(&theme, &x), q = theme_look(&theme, &y);
                    assert_true(p.ink != q.ink || p.bold != q.bold);
                    if (tier == TIER_256)
                        assert_true(distance(p.ink, q.ink, 0) >= 20);
                }
}

static void few_color_pairs_are_needed(void **state)
{
    (void)state;
    static bool seen[257][257];
    static const int counts[RAMP_COUNT] = {STYLE_COUNT, LEVELS_SEQUENTIAL, LEVELS_DIVERGING};
    int pairs = 0;
    for (int light = 0; light < 2; light++)
        for (int palette = 0; palette < PALETTE_COUNT; palette++)
            for (int ramp = 0; ramp < RAMP_COUNT; ramp++)
                for (int i = 0; i < 2 * counts[ramp]; i++) {
                    struct theme theme = {.palette = (enum palette)palette, .light = light};
                    struct cell cell = {.text = " ", .ramp = (uint8_t)ramp};
                    *(ramp ? &cell.level : &cell.style) = (uint8_t)(i / 2);
                    cell.marks = i % 2 ? MARK_CURSOR : 0;
                    struct look look = theme_look(&theme, &cell);
                    pairs += !seen[look.ink + 1][look.paper + 1];
                    seen[look.ink + 1][look.paper + 1] = true;
                }
    assert_true(pairs > 50 && pairs < 255);
}

static bool same_attributes(struct look a, struct look b)
{
    return a.bold == b.bold && a.dim == b.dim && a.underline == b.underline &&
           a.reverse == b.reverse;
}

static void the_cursor_shows_in_every_tier(void **state)
{
    (void)state;
    for (int tier = 0; tier < TIER_COUNT; tier++)
        for (int ramp = 0; ramp < RAMP_COUNT; ramp++)
            for (int level = 0; level < 9; level++)
                for (int style = 0; style < STYLE_COUNT; style++) {
                    struct theme theme = {.tier = (enum tier)tier};
                    struct cell cell = {.text = "x",
                                        .style = (uint8_t)style,
                                        .ramp = (uint8_t)ramp,
                                        .level = (uint8_t)level};
                    struct look without = theme_look(&theme, &cell);
                    cell.marks = MARK_CURSOR;
                    struct look with = theme_look(&theme, &cell);
                    assert_int_equal(with.paper, without.paper);
                    if (style != STYLE_BADGE || ramp) /* a badge is reversed anyway */
                        assert_false(same_attributes(with, without));
                }
}

static void without_color_the_shade_tells_the_level(void **state)
{
    (void)state;
    for (int ascii = 0; ascii < 2; ascii++) {
        struct theme theme = {.tier = TIER_MONO, .ascii = ascii};
        char all[128] = "", diverging[128] = "";
        for (int level = 0; level < LEVELS_SEQUENTIAL; level++)
            strcat(all, heat_look(&theme, RAMP_SEQUENTIAL, level).text);
        for (int level = 0; level < LEVELS_DIVERGING; level++)
            strcat(diverging, heat_look(&theme, RAMP_DIVERGING, level).text);
        assert_string_equal(all, ascii ? " .:-=+o#%@" : " ··░░▒▒▓▓█");
        assert_string_equal(diverging, ascii ? "=~-. :+o#" : "≡=-· ░▒▓█");
    }
    struct theme theme = {.tier = TIER_16};
    struct cell cell = {.text = "9", .ramp = RAMP_SEQUENTIAL, .level = 9};
    struct look top = theme_look(&theme, &cell);
    cell.level = 0;
    struct look bottom = theme_look(&theme, &cell);
    assert_string_equal(top.text, "9");
    assert_true(top.bold && !top.dim && bottom.dim && !bottom.bold);
}

static void ascii_takes_the_same_columns(void **state)
{
    (void)state;
    static const char *const cases[][2] = {
        {"a", "a"}, {"", ""},           {"─", "-"}, {"▸", ">"}, {"×", "x"},
        {"α", "a"}, {"é", "e"},         {"Ç", "C"}, {"ÿ", "y"}, {"À", "A"},
        {"ž", "z"}, {"ſ", "s"},         {"÷", "/"}, {"œ", "o"}, {"好", "??"},
        {"ж", "?"}, {"e\xCC\x81", "e"}, {"█", "#"}, {"ƀ", "?"}, {"\u00BF", "?"},
        {"…", "~"}, {"z\xCC\x88", "z"}, {"⠉", "'"}, {"⣀", "."}, {"⡇", ":"},
        {"⠀", " "}, {"●", "o"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        assert_string_equal(theme_ascii(cases[i][0]), cases[i][1]);
    for (char c = ' '; c < 0x7F; c++) {
        char marked[4] = {c, (char)0xCC, (char)0x81, 0}, alone[2] = {c, 0};
        assert_string_equal(theme_ascii(marked), alone);
    }
}

static void the_colors_of_the_terminal(void **state)
{
    (void)state;
    assert_int_equal(theme_rgb(16), 0x000000);
    assert_int_equal(theme_rgb(231), 0xFFFFFF);
    assert_int_equal(theme_rgb(208), 0xFF8700);
    assert_int_equal(theme_rgb(232), 0x080808);
    assert_int_equal(theme_rgb(255), 0xEEEEEE);
    assert_int_equal(theme_rgb(9), 0xFF0000);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(palettes_have_names),
        cmocka_unit_test(sequential_ramps_move_one_way_for_every_eye),
        cmocka_unit_test(diverging_ramps_leave_the_screen_on_both_sides),
        cmocka_unit_test(concepts_are_read_on_their_screens),
        cmocka_unit_test(a_projector_is_read_from_the_last_row),
        cmocka_unit_test(concepts_differ),
        cmocka_unit_test(few_color_pairs_are_needed),
        cmocka_unit_test(the_cursor_shows_in_every_tier),
        cmocka_unit_test(without_color_the_shade_tells_the_level),
        cmocka_unit_test(ascii_takes_the_same_columns),
        cmocka_unit_test(the_colors_of_the_terminal),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
