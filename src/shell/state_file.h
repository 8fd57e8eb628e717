#ifndef HEED_SHELL_STATE_FILE_H
#define HEED_SHELL_STATE_FILE_H

#include "base/err.h"
#include "base/str.h"
#include "screen/request.h"

/* Files of commands, one a line, that lead to a state of the laboratory, or to several of them one
 * after the other: then a line --- stands between. */

/* Writes a state. If the file is there already and is such a file too, the state becomes the last
 * of it. Returns how many states the file has, or −1. */
int state_file_save(const char *path, const char *text, struct err *err);

/* Whether a line of a file ends a state. */
bool state_file_ends(const char *line);

/* The lines of one, so that list[i] is line i + 1; blank ones and remarks (#) are empty. Returns
 * how many states they are, or −1 with the line that cannot be part of a state. `requests`: what
 * its commands are. `lines` is to be freed either way. */
int state_file_read(const char *path, const struct request_list *requests, struct strs *lines,
                    struct err *err);

#endif
