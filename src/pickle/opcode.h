#ifndef HEED_PICKLE_OPCODE_H
#define HEED_PICKLE_OPCODE_H

#include <stddef.h>

#include "base/err.h"
#include "pickle/machine.h"

/* The opcodes that push a number or a text, for the table in pickle.c. Each function gets the byte of its
 * opcode, for some serve several. 0, or -1 with a message. */

typedef int opcode(struct pickle *p, int code, struct err *err);

opcode opcode_constant;    /* NONE, NEWTRUE, NEWFALSE */
opcode opcode_integer;     /* BININT, BININT1, BININT2 */
opcode opcode_long;        /* LONG1, LONG4 */
opcode opcode_float;       /* BINFLOAT */
opcode opcode_number_line; /* INT, LONG, FLOAT */
opcode opcode_text;        /* all texts and bytes with their length before them */
opcode opcode_text_line;   /* STRING, UNICODE, and the line of PERSID */

/* What they share with the others: the rest of a line, *n bytes without its end, or NULL; and the
 * message that something is missing, which returns -1. */
const char *opcode_line(struct pickle *p, size_t *n, struct err *err);
int opcode_short(struct err *err);

#endif
