#ifndef HEED_APP_REQUESTS_H
#define HEED_APP_REQUESTS_H

#include "app/actions.h"

/* The functions of the table in actions.c: what requests do, and whether they can now. For the files
 * of this folder only. */

enum { FAR = 1 << 20 }; /* `by`: to the end of whatever is moved along */

/* Menu, help and program (requests.c). */
void request_quit(struct call *call);
void request_back(struct call *call);
void request_help(struct call *call);
void request_redraw(struct call *call);
void request_list(struct call *call);
void request_open(struct call *call);
void request_palette(struct call *call);
void request_swap(struct call *call);
void request_lesson(struct call *call);
void request_export(struct call *call);
bool able_list(struct call *call);
bool able_swap(struct call *call);

/* Around in the picture (moves.c). */
void request_stage(struct call *call);
void request_step(struct call *call);
void request_column(struct call *call);
void request_row(struct call *call);
void request_row_maximum(struct call *call);
void request_column_maximum(struct call *call);
void request_overview(struct call *call);
void request_go(struct call *call);
void request_zoom(struct call *call);
void request_zoom_other(struct call *call);
void request_matrix(struct call *call);
void request_transpose(struct call *call);
void request_scale(struct call *call);
void request_play(struct call *call);
bool able_picture(struct call *call);
bool able_stage(struct call *call);
bool able_step(struct call *call);
bool able_column(struct call *call);
bool able_row(struct call *call);
bool able_row_maximum(struct call *call);
bool able_column_maximum(struct call *call);
bool able_overview(struct call *call);
bool able_zoom(struct call *call);
bool able_zoom_other(struct call *call);
bool able_matrix(struct call *call);
bool able_grid(struct call *call);
bool able_play(struct call *call);

/* Lesson pages: turning them, answers, hints (pages.c). */
void request_page(struct call *call);
void request_answer(struct call *call);
void request_hint(struct call *call);
bool able_page(struct call *call);
bool able_answer(struct call *call);
bool able_hint(struct call *call);

/* The sentences and the model they run through (sentences.c). */
void request_sentence_next(struct call *call);
void request_model(struct call *call);
void request_edit(struct call *call);
bool able_sentence_next(struct call *call);
bool able_model(struct call *call);
bool able_edit(struct call *call);

/* Interventions (lab.c). */
void request_sentence(struct call *call);
void request_change(struct call *call);
void request_undo(struct call *call);
void request_temperature(struct call *call);
void request_mask(struct call *call);
void request_select(struct call *call);
void request_hide(struct call *call);
void request_weight(struct call *call);
void request_choose(struct call *call);
bool able_change(struct call *call);
bool able_run(struct call *call);
bool able_undo(struct call *call);
bool able_temperature(struct call *call);

/* The state as a file of commands (saved.c). */
void request_text(struct call *call);
void request_keep(struct call *call);
void request_load(struct call *call);

/* The line at the bottom: a sentence or a command (prompt.c). */
void request_command(struct call *call);
void request_accept(struct call *call);
void request_cancel(struct call *call);
void request_complete(struct call *call);
bool able_prompt(struct call *call);
bool able_complete(struct call *call);

#endif
