#include "present/channel.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include "base/mem.h"

struct reader {
    int fd;
    char line[64]; /* what came of a line */
    size_t n;
};

struct channel {
    int door;
    char *path;
    ino_t file; /* of the socket, to remove no other one */
    char *last; /* the last line that was told, with its end; NULL: none */
    struct reader readers[CHANNEL_READERS];
    int count;
};

/* ---- the place ---- */

/* The folder of the socket, made if it is not there; to be freed. NULL where others could enter. */
static char *folder_of(struct err *err)
{
    const char *runtime = getenv("XDG_RUNTIME_DIR");
    struct stat status;
    char *folder = runtime && *runtime == '/' ? mem_format("%s/heed", runtime)
                                              : mem_format("/tmp/heed-%ld", (long)geteuid());
    if (mkdir(folder, 0700) != 0 && errno != EEXIST)
        err_set(err, "%s: cannot be made: %s", folder, strerror(errno));
    else if (lstat(folder, &status) != 0)
        err_set(err, "%s: cannot be read: %s", folder, strerror(errno));
    else if (!S_ISDIR(status.st_mode) || status.st_uid != geteuid() || (status.st_mode & 077))
        err_set(err, "others may enter %s; chmod 700 makes it yours alone", folder);
    else
        return folder;
    free(folder);
    return NULL;
}

/* The address, and its path to be freed; NULL with the reason. */
static char *address_of(struct sockaddr_un *address, struct err *err)
{
    char *folder = folder_of(err);
    char *path = folder ? mem_format("%s/present.sock", folder) : NULL;
    free(folder);
    *address = (struct sockaddr_un){.sun_family = AF_UNIX};
    if (path && strlen(path) >= sizeof address->sun_path) {
        err_set(err, "%s: too long a path for a socket; set XDG_RUNTIME_DIR to a shorter one",
                path);
        free(path);
        return NULL;
    }
    if (path)
        memcpy(address->sun_path, path, strlen(path) + 1);
    return path;
}

static int new_socket(struct err *err)
{
    int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    if (fd < 0)
        err_set(err, "no local socket: %s", strerror(errno));
    return fd;
}

/* Whether the other end is a process of the same user. */
static bool is_ours(int fd)
{
    struct ucred peer;
    socklen_t n = sizeof peer;
    return getsockopt(fd, SOL_SOCKET, SO_PEERCRED, &peer, &n) == 0 && peer.uid == geteuid();
}

/* ---- the lecture ---- */

/* Whether nobody listens at a socket of ours any more. */
static bool is_stale(const struct sockaddr_un *address)
{
    struct stat status;
    struct err unused;
    if (lstat(address->sun_path, &status) != 0 || !S_ISSOCK(status.st_mode) ||
        status.st_uid != geteuid())
        return false;
    int fd = new_socket(&unused);
    bool refused = fd >= 0 && connect(fd, (const struct sockaddr *)address, sizeof *address) != 0 &&
                   errno == ECONNREFUSED;
    if (fd >= 0)
        close(fd);
    return refused;
}

static int bind_door(int door, const struct sockaddr_un *address, struct err *err)
{
    const struct sockaddr *where = (const struct sockaddr *)address;
    if (bind(door, where, sizeof *address) == 0)
        return 0;
    if (errno == EADDRINUSE && is_stale(address)) {
        unlink(address->sun_path);
        if (bind(door, where, sizeof *address) == 0)
            return 0;
    }
    return errno == EADDRINUSE
               ? err_set(err, "another lecture is being given; the notes are its own")
               : err_set(err, "%s: cannot be made: %s", address->sun_path, strerror(errno));
}

struct channel *channel_open(struct err *err)
{
    struct sockaddr_un address;
    struct stat status = {0};
    char *path = address_of(&address, err);
    int door = path ? new_socket(err) : -1;
    if (door < 0 || bind_door(door, &address, err) || chmod(path, 0600) != 0 ||
        lstat(path, &status) != 0 || listen(door, CHANNEL_READERS) != 0) {
        if (door >= 0)
            close(door);
        free(path);
        return NULL;
    }
    struct channel *channel = mem_new(1, sizeof *channel);
    *channel = (struct channel){.door = door, .path = path, .file = status.st_ino};
    return channel;
}

void channel_close(struct channel *channel)
{
    struct stat status;
    if (!channel)
        return;
    for (int i = 0; i < channel->count; i++)
        close(channel->readers[i].fd);
    close(channel->door);
    if (lstat(channel->path, &status) == 0 && status.st_ino == channel->file)
        unlink(channel->path);
    free(channel->path);
    free(channel->last);
    free(channel);
}

int channel_fds(const struct channel *channel, int fds[CHANNEL_READERS + 1])
{
    fds[0] = channel->door;
    for (int i = 0; i < channel->count; i++)
        fds[1 + i] = channel->readers[i].fd;
    return 1 + channel->count;
}

static void cut_off(struct channel *channel, int i)
{
    close(channel->readers[i].fd);
    channel->readers[i] = channel->readers[--channel->count];
}

/* Sends all of it at once; false: the reader is gone, or does not read. */
static bool send_to(const struct reader *reader, const char *text)
{
    size_t n = strlen(text);
    return send(reader->fd, text, n, MSG_NOSIGNAL | MSG_DONTWAIT) == (ssize_t)n;
}

void channel_accept(struct channel *channel)
{
    int fd;
    while ((fd = accept4(channel->door, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC)) >= 0) {
        if (!is_ours(fd) || channel->count == CHANNEL_READERS) {
            close(fd);
            continue;
        }
        channel->readers[channel->count++] = (struct reader){.fd = fd};
        if (channel->last && !send_to(&channel->readers[channel->count - 1], channel->last))
            cut_off(channel, channel->count - 1);
    }
}

void channel_tell(struct channel *channel, const char *line)
{
    free(channel->last);
    channel->last = mem_format("%s\n", line);
    for (int i = channel->count - 1; i >= 0; i--)
        if (!send_to(&channel->readers[i], channel->last))
            cut_off(channel, i);
}

/* Reads on in a line: 1 it is whole, 0 no more has come, −1 the reader is gone. A line that is too
 * long is cut. */
static int read_line(struct reader *reader)
{
    char byte;
    for (;;) {
        ssize_t got = recv(reader->fd, &byte, 1, MSG_DONTWAIT);
        if (got == 0 || (got < 0 && errno != EAGAIN && errno != EINTR))
            return -1;
        if (got < 0)
            return 0;
        if (byte == '\n')
            return 1;
        if (reader->n + 1 < sizeof reader->line)
            reader->line[reader->n++] = byte;
    }
}

bool channel_heard(struct channel *channel, char line[64])
{
    for (int i = channel->count - 1; i >= 0; i--) {
        struct reader *reader = &channel->readers[i];
        int got = read_line(reader);
        if (got > 0) {
            memcpy(line, reader->line, reader->n);
            line[reader->n] = '\0';
            reader->n = 0;
            return true;
        }
        if (got < 0)
            cut_off(channel, i);
    }
    return false;
}

/* ---- the notes ---- */

int channel_join(struct err *err)
{
    struct sockaddr_un address;
    char *path = address_of(&address, err);
    int fd = path ? new_socket(err) : -1;
    free(path);
    if (fd < 0)
        return -1;
    if (connect(fd, (const struct sockaddr *)&address, sizeof address) == 0 && is_ours(fd))
        return fd;
    err_set(err, "no lecture is being given: heed present LESSON begins one");
    close(fd);
    return -1;
}
