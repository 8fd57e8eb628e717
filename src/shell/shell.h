#ifndef HEED_SHELL_SHELL_H
#define HEED_SHELL_SHELL_H

#include "app/app.h"
#include "draw/theme.h"
#include "shell/course.h"
#include "shell/data.h"

/* What stands between the app and the world: carries out what it asks for, and brings the results
 * back as events. */
struct shell {
    struct app *app;
    struct course course;
    struct known_models models;
    struct strs opened;      /* name and file of every model that was opened, in turn */
    struct strs tables;      /* names of a table, one for each score: all the models there are */
    const struct model *own; /* also known by its name, though in no folder; or NULL */
    int rows, columns;       /* of the screen */
    struct theme start;      /* how the screen looks before a palette is chosen */
    bool quit, back;         /* back: left by going back, the program goes on */
    bool needs_model;        /* without one there is nothing to see: no lesson, no menu */
    struct err missing;      /* why what was asked for on the command line is not there */
    struct err refused;      /* why a command of a script or of a state could not be carried out */
    bool loading;            /* the lines of a state are being carried out */
};

/* Finds models and lessons and starts the app on them; `names` is to be freed after it. */
const char **shell_start(struct shell *shell, struct app_setup *setup);
void shell_end(struct shell *shell, const char **names);

/* Gives an event to the app and carries out whatever follows from it. */
void shell_event(struct shell *shell, const struct event *event);

/* A command by name: 0, or −1 with the reason why it cannot be carried out. */
int shell_command(struct shell *shell, const char *line, struct err *err);

/* The commands of a state (shell/state_file.h), until one cannot be: 0, or −1 with file, line and reason. */
int shell_load(struct shell *shell, const char *path, struct err *err);

/* How the screen looks now, with the palette that was chosen. */
struct theme shell_theme(const struct shell *shell);

#endif
