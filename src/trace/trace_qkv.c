#include "trace/trace_qkv.h"

#include "model/qkv.h"

_Static_assert((int)QKV_SENTENCES <= (int)TRACE_SENTENCES && (int)QKV_ROWS <= (int)TRACE_TOKENS,
               "a table is a batch");

/* Keys stand where words are read, queries where they are written. */
static void name_sentence(struct trace *trace, int b)
{
    const struct qkv *table = qkv_of(trace->model);
    struct trace_sentence *s = &trace->sentences[b];
    int valid = trace_source_length(trace, b), queries = table->counts[b];
    s->ids = mem_new((size_t)table->length + 1, sizeof *s->ids);
    for (int j = 0; j < table->length; j++) {
        s->ids[j] = VOCAB_SPECIAL + j;
        strs_add(&s->tokens, vocab_token(trace->model->source_vocab, VOCAB_SPECIAL + j));
    }
    s->text = mem_format("sentence %d of %d: %d quer%s, %d key%s, the first %d valid", b + 1,
                         table->sentences, queries, queries == 1 ? "y" : "ies", table->keys_of[b],
                         table->keys_of[b] == 1 ? "" : "s", valid);
    s->steps = queries;
}

struct trace *trace_qkv(const struct model *model, const struct control *control)
{
    const struct qkv *table = qkv_of(model);
    struct trace *trace = mem_new(1, sizeof *trace);
    trace->model = model;
    trace->count = table->sentences;
    struct run_setup setup = trace_setup(trace, control);
    qkv_run(&trace->run, &setup, table);
    trace_note_config(trace);
    size_t size = (size_t)trace->count, cells = (size_t)table->steps * size;
    trace->decoded = (struct decoded){.steps = table->steps,
                                      .words = arena_zero(&trace->arena, cells, sizeof(int)),
                                      .lengths = arena_zero(&trace->arena, size, sizeof(int)),
                                      .ended = arena_zero(&trace->arena, size, sizeof(bool))};
    trace->run.decoder.fed = trace->decoded.words;
    for (int b = 0; b < trace->count; b++) {
        name_sentence(trace, b);
        trace->decoded.lengths[b] = table->counts[b];
        for (int t = 0; t < table->counts[b]; t++)
            trace->decoded.words[t * trace->count + b] = VOCAB_SPECIAL + t;
    }
    return trace;
}
