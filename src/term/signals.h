#ifndef HEED_TERM_SIGNALS_H
#define HEED_TERM_SIGNALS_H

/* Signals as news for the input loop: a handler only notes what happened and writes a byte to a
 * pipe, so that a poll() on signals_fd() wakes up whichever thread took the signal. */

enum signal_news {
    SIGNAL_QUIT = 1,     /* TERM, HUP, INT */
    SIGNAL_SUSPEND = 2,  /* TSTP */
    SIGNAL_CONTINUE = 4, /* CONT: somebody else may have changed the terminal */
    SIGNAL_RESIZE = 8,   /* WINCH */
};

/* Notes how the terminal is set now, which is how a crash will leave it. */
void signals_remember_terminal(void);

/* Installs the handlers, after ncurses has installed its own. */
void signals_install(void);
void signals_remove(void);

/* Readable when there is news. */
int signals_fd(void);

/* The news since the last call, as enum signal_news bits. */
unsigned signals_take(void);

/* Stops the program as Ctrl-Z would; returns when it goes on. */
void signals_stop_here(void);

#endif
