#ifndef HEED_SHELL_PLAYLIST_H
#define HEED_SHELL_PLAYLIST_H

#include "lesson/lesson.h"
#include "shell/course.h"

/* Playlists: what a lecture shows, one after the other, as a text file.
 *
 *   title Attention in an hour
 *   lesson 05-both-ways              all pages of a lesson: a name, a number or a file
 *   page 08-masking 3-5              some of them
 *   model eng-fra-dot                for the sentences that follow
 *   sentence I like cheese.
 *   state cheese.heed 2              a state that :save wrote, by its number
 *   demo Colder and colder           one that stands here: commands, each indented
 *       text I like cheese.
 *       temperature 0.5
 *   # a remark
 *
 * Files are looked for from the folder of the playlist. */

/* Whether a name is that of such a file: a file that is there, and no lesson by its name. */
bool playlist_is(const char *name);

/* All of it as one lesson. NULL with file, line and what is wrong. */
struct lesson *playlist_open(const struct course *course, const char *path, struct err *err);

/* Appends lines of it; a file that is not there begins with a mark. −1 with the reason, for
 * instance that the file is something else. */
int playlist_append(const char *path, const char *lines, struct err *err);

#endif
