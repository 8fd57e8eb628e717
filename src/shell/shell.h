#ifndef HEED_SHELL_SHELL_H
#define HEED_SHELL_SHELL_H

#include "app/app.h"
#include "shell/course.h"
#include "shell/data.h"
#include "shell/loop.h"
#include "shell/watch.h"

/* What stands between the app and the world: carries out what it asks for, and brings the
 * answers. */
struct shell {
    struct world world; /* first, so that it is one */
    struct app *app;
    const char *lessons; /* folder of the lessons of the menu; NULL: the course */
    struct course course;
    struct watch watch; /* on the file of the lesson that was opened last */
    char *lesson;       /* its path; NULL: none was */
    struct known_models models;
    const char **names; /* of all models there are; the texts are those of the three below */
    struct strs tables; /* names of a table, one for each score: then no other models */
    const struct model *own[2]; /* also known by their names, though in no folder; or NULL */
    struct strs opened;         /* name and file of every model that was opened, in turn */
    char folder[4096];          /* that the program was started in */
    bool back;                  /* it was left by going back: the program goes on */
    bool needs_model;           /* without one there is nothing to see: no lesson, no menu */
    bool presents;              /* a playlist is a lesson, too */
    bool loading;               /* the lines of a state are being carried out */
    struct err missing;         /* why what was asked for on the command line is not there */
    struct err refused; /* why a command of a script or of a state could not be carried out */
};

/* Finds models and lessons and starts the app on them. */
void shell_start(struct shell *shell, struct app_setup *setup);
void shell_end(struct shell *shell);

/* A command by name: 0, or −1 with the reason why it cannot be carried out. */
int shell_command(struct shell *shell, const char *line, struct err *err);

/* The commands of state `which`, from 0, of a file (shell/state_file.h), until one cannot be
 * carried out. Returns how many states the file has, or −1 with file, line and reason. */
int shell_load(struct shell *shell, const char *path, int which, struct err *err);

#endif
