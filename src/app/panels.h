#ifndef HEED_APP_PANELS_H
#define HEED_APP_PANELS_H

#include "app/actions.h"
#include "app/footer.h"
#include "draw/grid.h"
#include "screen/answer.h"

/* A panel is a view of its own that takes the place of the picture while the run, the cursor, the
 * stage and all their keys stay: what is changed shows in it at once. One table lists them; each
 * has a file panel_NAME.c and a command of its name. For the files of this folder only. */

struct app;

enum panel_id {
    PANEL_CHANGES,    /* the list of interventions */
    PANEL_EFFECT,     /* what the word of the cursor's step depends on */
    PANEL_BLAME,      /* where it went wrong, held against a reference */
    PANEL_STATES,     /* states in a plane, and what is near */
    PANEL_REPLAY,     /* the snapshots of the training */
    PANEL_BEAM,       /* the tree of a beam search */
    PANEL_COMPARE,    /* another model or sentence beside the picture */
    PANEL_DIFFERENCE, /* what the changes did to a matrix and to the next word */
    PANEL_COUNT
};

struct panel {
    const char *title;           /* in the header line */
    const char *reads;           /* how to read it, for the help */
    const struct key_here *keys; /* what keys do here in place of what their table says, or NULL */
    bool table; /* it can be shown of a table too: it asks for no words and no decoder */

    /* Computes what it shows into app->panel_data; `words`: what followed the command. −1 with the
     * reason why it cannot be shown. What needs the world goes out as an effect. */
    int (*open)(struct app *app, const char *words, struct effects *effects, struct err *err);
    void (*draw)(const struct app *app, struct grid *grid, struct rect rect);
    /* The rest may be NULL. */
    void (*refresh)(struct app *app);                        /* the run is another now */
    void (*moved)(struct app *app);                          /* the cursor may be elsewhere now */
    bool (*request)(struct app *app, enum request request);  /* true: it did something of its own */
    void (*model)(struct app *app, struct effects *effects); /* another model, before its run */
    bool (*play)(struct app *app);                           /* the next picture; false: the last */
    enum answer_kind takes; /* what it asks for, where there is take(): nothing else reaches it */
    void (*take)(struct app *app, struct answer *answer); /* takes it over */
    void (*close)(struct app *app);                       /* frees app->panel_data */
};

extern const struct panel panels[PANEL_COUNT];

/* The request of every panel; call->by is its enum panel_id. Once more closes it. */
void request_panel(struct call *call);
bool able_panel(struct call *call);

/* Without a panel these do nothing. */
void panel_refresh(struct app *app);
void panel_moved(struct app *app);
bool panel_request(struct app *app, enum request request);
void panel_model(struct app *app, struct effects *effects);
bool panel_play(struct app *app);                        /* true: it plays, the picture does not */
void panel_take(struct app *app, struct answer *answer); /* or frees it */
void panel_close(struct app *app);

/* In the table above. */
int changes_open(struct app *app, const char *words, struct effects *effects, struct err *err);
void changes_draw(const struct app *app, struct grid *grid, struct rect rect);

int difference_open(struct app *app, const char *words, struct effects *effects, struct err *err);
void difference_show(const struct app *app, struct grid *grid, struct rect rect);
bool difference_request(struct app *app, enum request request);
void difference_close(struct app *app);
extern const struct key_here difference_keys[];

int effect_open(struct app *app, const char *words, struct effects *effects, struct err *err);
void effect_draw(const struct app *app, struct grid *grid, struct rect rect);
void effect_measure(struct app *app);
void effect_moved(struct app *app);
bool effect_request(struct app *app, enum request request);
void effect_close(struct app *app);

int blame_open(struct app *app, const char *words, struct effects *effects, struct err *err);
void blame_show(const struct app *app, struct grid *grid, struct rect rect);
void blame_refresh(struct app *app);
void blame_moved(struct app *app);
bool blame_request(struct app *app, enum request request);
void blame_close(struct app *app);

/* Opens the command line for a reference when none was given. */
void request_blame(struct call *call);

extern const struct key_here states_keys[], replay_keys[], beam_keys[];
int states_open(struct app *app, const char *words, struct effects *effects, struct err *err);
void states_panel_draw(const struct app *app, struct grid *grid, struct rect rect);
void states_refresh(struct app *app);
bool states_request(struct app *app, enum request request);
void states_moved(struct app *app);
void states_model(struct app *app, struct effects *effects);
void states_take(struct app *app, struct answer *answer);
void states_close(struct app *app);

int replay_open(struct app *app, const char *words, struct effects *effects, struct err *err);
void replay_panel_draw(const struct app *app, struct grid *grid, struct rect rect);
bool replay_request(struct app *app, enum request request);
bool replay_play(struct app *app);
void replay_model(struct app *app, struct effects *effects);
void replay_take(struct app *app, struct answer *answer);
void replay_close(struct app *app);

enum { BEAM_SHOWN = 16 }; /* the widest beam that is shown */

int beam_open(struct app *app, const char *words, struct effects *effects, struct err *err);
void beam_draw(const struct app *app, struct grid *grid, struct rect rect);
void beam_refresh(struct app *app);
bool beam_request(struct app *app, enum request request);
void beam_moved(struct app *app);
void beam_close(struct app *app);
void request_width(struct call *call); /* one wider or narrower: call->by */
bool able_width(struct call *call);

int compare_open(struct app *app, const char *words, struct effects *effects, struct err *err);
void compare_panel_draw(const struct app *app, struct grid *grid, struct rect rect);
void compare_refresh(struct app *app);
void compare_take(struct app *app, struct answer *answer);
void compare_close(struct app *app);

#endif
