#ifndef HEED_CMD_SHOW_PAGE_H
#define HEED_CMD_SHOW_PAGE_H

#include "export/format.h"

/* Where what heed show draws goes to, and how it looks there. */
struct show_page {
    const struct format *format;
    const char *path; /* NULL: the standard output */
    bool overwrite;   /* a file that is there already is overwritten */
    int columns, rows;
    struct theme theme;
    double scale;
    bool bare;           /* pictures without stages, cursor and keys */
    const char *caption; /* NULL: what was run */
    struct str run;      /* that, in words */
};

typedef void show_page_draw(struct grid *grid, struct rect rect, const void *data);

/* Draws onto a grid of the page's size and writes it with its caption: in text and ansi within
 * those rows, in other formats below them. The words are for those who cannot see the picture;
 * NULL: they are what stands in it. An exit code, after a message on stderr. */
int show_page_print(const struct show_page *page, const char *title, const char *words,
                    show_page_draw *draw, const void *data);

/* Writes bytes of any format. */
int show_page_write(const struct show_page *page, const char *bytes, size_t count);

#endif
