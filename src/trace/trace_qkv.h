#ifndef HEED_TRACE_TRACE_QKV_H
#define HEED_TRACE_TRACE_QKV_H

#include "model/seq2seq.h"
#include "trace/trace.h"

/* For trace.c: the trace of a model that is a table. */
struct trace *trace_qkv(const struct model *model, const struct control *control);

/* What the two kinds of traces share (trace.c): how a run is set up, with a copy of the control; and,
 * after the run, the configuration that says what it did. */
struct run_setup trace_setup(struct trace *trace, const struct control *control);
void trace_note_config(struct trace *trace);

#endif
