#ifndef HEED_SHELL_SCRIPT_H
#define HEED_SHELL_SCRIPT_H

#include "base/err.h"
#include "screen/event.h"

/* A script stands in for a person: key names separated by spaces, any number on a line.
 *
 *   Right Right Down Enter     keys, by the names of the help screen
 *   :go weights 3 1            a command by name, as after the key :
 *   type He's calm.            the rest of the line as characters
 *   resize 60x16
 *   tick 1000                  so many milliseconds pass
 *   dump                       print the screen as it is now
 *   pause                      wait for a key, where a person looks on
 *   # a remark */
struct script;

enum script_step { SCRIPT_END, SCRIPT_EVENT, SCRIPT_DUMP, SCRIPT_PAUSE, SCRIPT_BAD };

/* "-" is standard input. */
struct script *script_open(const char *path, struct err *err);
void script_close(struct script *script);

/* The next thing to do; with SCRIPT_EVENT *event is filled in, with SCRIPT_BAD *err is: file, line,
 * and what was expected. */
enum script_step script_next(struct script *script, struct event *event, struct err *err);

/* Puts "file:line: " of what was done last before a message. */
void script_blame(const struct script *script, struct err *err);

#endif
