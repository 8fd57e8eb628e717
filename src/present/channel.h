#ifndef HEED_PRESENT_CHANNEL_H
#define HEED_PRESENT_CHANNEL_H

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"

/* The way from a lecture to the terminal of its notes: a local socket in a folder that only its
 * user may enter, $XDG_RUNTIME_DIR/heed or /tmp/heed-UID. Lines go both ways. Nobody is ever waited
 * for: who does not read is cut off and may come again. */

enum { CHANNEL_READERS = 4 };

struct channel;

/* Opens the way, as the lecture. A socket that a lecture left behind is replaced. NULL with the
 * reason, for instance that another lecture is being given. */
struct channel *channel_open(struct err *err);

/* Closes it and removes the socket. */
void channel_close(struct channel *channel);

/* What there is to wait for: the door, then those who read. Returns how many. */
int channel_fds(const struct channel *channel, int fds[CHANNEL_READERS + 1]);

/* Lets those in who wait at the door and have the same user, and tells them the last line. */
void channel_accept(struct channel *channel);

/* Tells all who read a line, without its end. */
void channel_tell(struct channel *channel, const char *line);

/* The next line that somebody has sent, without its end; false: there is none. At most 63 bytes. */
bool channel_heard(struct channel *channel, char line[64]);

/* Enters, as a reader of notes: a descriptor that does not block, or −1 with the reason. */
int channel_join(struct err *err);

#endif
