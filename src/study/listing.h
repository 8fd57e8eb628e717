#ifndef HEED_STUDY_LISTING_H
#define HEED_STUDY_LISTING_H

#include "base/str.h"
#include "trace/trace.h"

/* The C code of the program itself that computed a matrix. The sources are embedded when the
 * program is built. */
struct listing {
    const char *path; /* "src/layer/score.c" */
    const char *name; /* of the function */
    const char *text; /* of the whole file */
};

/* The text of a source file as it was when the file that embeds it was compiled (the Makefile
 * compiles it again when one of them changes); paths start where the compiler runs, at the top. */
#define LISTING_EMBED(name, path)                                                                  \
    __asm__(".pushsection .rodata\n" #name ":\n.incbin \"" path "\"\n.byte 0\n.popsection\n");     \
    extern const char name[] __attribute__((visibility("hidden")))

/* What computed this matrix in this run. */
struct listing listing_of(const struct trace *trace, struct sheet sheet);

/* Appends the function with the comment above it, a line for each of its lines; nothing where the
 * file has none of this name. */
void listing_lines(const struct listing *listing, struct strs *out);

#endif
