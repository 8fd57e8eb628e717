#ifndef HEED_CLI_SHOW_PAGE_H
#define HEED_CLI_SHOW_PAGE_H

#include "cli/options.h"
#include "export/format.h"

/* Where what a command draws goes to, and how it looks there. */
struct show_page {
    const struct format *format;
    const char *path; /* NULL: the standard output */
    bool overwrite;   /* a file that is there already is overwritten */
    int columns, rows;
    struct theme theme;
    double scale;
    bool bare;           /* pictures without stages, cursor and keys */
    const char *caption; /* NULL: what was run */

    /* as the command line has them, until show_page_settle() */
    const char *format_name; /* NULL: by the ending of path, or text */
    const char *size;        /* "100x30"; NULL: the terminal's width, or that */
    int light;               /* whether the theme is */
    bool light_too;          /* the same by another name */
    bool ascii;              /* nothing but ASCII characters */
    int color;               /* of ansi: 0 256, 1 16 colors, 2 never */

    struct str run; /* that, in words */
};

/* The options of a command that prints pictures, to put into an option table. */
#define SHOW_PAGE_OPTIONS(page)                                                                    \
    {                                                                                              \
        "format",                                                                                  \
        'f',                                                                                       \
        OPTION_TEXT,                                                                               \
        &(page).format_name,                                                                       \
        "FORMAT",                                                                                  \
        "text, ansi, svg, html, png, pdf, csv or json (that of FILE's ending, or text)"},          \
        {"output", 'o', OPTION_TEXT, &(page).path, "FILE", "where to write (standard output)"},    \
        {"force", 0, OPTION_FLAG, &(page).overwrite, NULL, "also over a FILE that is there"},      \
        {"theme", 0, OPTION_WORD, &(page).light, "dark|light", "the colors of a picture (dark)"},  \
    {                                                                                              \
        "size", 0, OPTION_TEXT, &(page).size, "CxR",                                               \
            "columns and rows of the picture (the terminal's width or 100, 30)"                    \
    }

/* Decides on format, size and theme: EXIT_DONE, or EXIT_USAGE after a message. */
int show_page_settle(const struct command *command, struct show_page *page);

/* Whether it is to be a picture, where text has a form of its own. */
bool show_page_pictures(const struct show_page *page);

typedef void show_page_draw(struct grid *grid, struct rect rect, const void *data);

/* Draws onto a grid of the page's size and writes it with its caption: in text and ansi within
 * those rows, in other formats below them. The words are for those who cannot see the picture;
 * NULL: they are what stands in it. An exit code, after a message on stderr. */
int show_page_print(const struct show_page *page, const char *title, const char *words,
                    show_page_draw *draw, const void *data);

/* Writes bytes of any format. */
int show_page_write(const struct show_page *page, const char *bytes, size_t count);

#endif
