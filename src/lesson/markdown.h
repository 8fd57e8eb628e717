#ifndef HEED_LESSON_MARKDOWN_H
#define HEED_LESSON_MARKDOWN_H

#include "lesson/lesson.h"

/* Appends the blocks of a Markdown text whose first line is `line` of its file to the page. Of
 * Markdown there are headings, paragraphs, lists, code, emphasis; [[Key]] and {expression} are
 * ours. -1 with what is wrong, and in *bad_line where. */
int markdown_parse(struct lesson_page *page, const char *text, size_t n, long line, long *bad_line,
                   struct err *err);

/* Frees the blocks of a page. */
void markdown_free(struct lesson_page *page);

/* Frees a list of blocks. */
void markdown_free_blocks(struct block *blocks, int count);

#endif
