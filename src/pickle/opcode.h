#ifndef HEED_PICKLE_OPCODE_H
#define HEED_PICKLE_OPCODE_H

#include <stddef.h>

#include "base/err.h"
#include "pickle/machine.h"

/* The opcodes that push a number or a text, for the table in pickle.c. Each function gets the byte
 * of its opcode, for some serve several. 0, or -1 with a message. */

/* NONE, NEWTRUE, NEWFALSE */
int opcode_constant(struct pickle *p, int code, struct err *err);

/* BININT, BININT1, BININT2 */
int opcode_integer(struct pickle *p, int code, struct err *err);

/* LONG1, LONG4 */
int opcode_long(struct pickle *p, int code, struct err *err);

/* BINFLOAT */
int opcode_float(struct pickle *p, int code, struct err *err);

/* INT, LONG, FLOAT as lines of text */
int opcode_number_line(struct pickle *p, int code, struct err *err);

/* All texts and bytes that say how long they are */
int opcode_text(struct pickle *p, int code, struct err *err);

/* STRING, UNICODE, and the line of PERSID */
int opcode_text_line(struct pickle *p, int code, struct err *err);

/* What they share with the others: the rest of a line, *n bytes without its end, or NULL; and the
 * message that something is missing, which returns -1. */
const char *opcode_line(struct pickle *p, size_t *n, struct err *err);
int opcode_short(struct err *err);

#endif
