#include "model/seq2seq_decoder_gradient.h"

#include "layer/attention_gradient.h"
#include "layer/embedding.h"
#include "layer/linear.h"
#include "layer/relu.h"
#include "model/seq2seq_decoder.h"
#include "model/seq2seq_readout.h"

/* The gradients that flow backwards through the steps. */
struct flow {
    struct mat dstates[LAYERS_MAX];   /* [(T+1)·B × H] of s(0) to s(T), per layer */
    struct mat dmemories[LAYERS_MAX]; /* the same of an lstm's memory */
    struct mat dcontext;              /* [T·B × D·H]; x == NULL: no step has a context */
    struct mat dreadout;              /* [T·B × R] */
    struct mat dembedded;             /* [T·B × E] */
    struct mat dqueries;  /* [T·B × (E + H)] of QUERY_WORD; else x == NULL, as what follows */
    struct mat dcombined; /* [T·B × E] of the sums of FEED_COMBINED */
};

static struct mat step_rows(const struct seq2seq_run *run, struct mat m, int t)
{
    return m.x ? mat_rows(m, t * run->pass.size, run->pass.size) : m;
}

/* All steps but the first as rows; those of step t − 1 lie where step t's would begin. */
static struct mat later_rows(const struct seq2seq_run *run, struct mat m)
{
    return mat_rows(m, run->pass.size, m.rows - run->pass.size);
}

static void start(struct seq2seq_run *run, struct flow *flow, int steps, struct mat dreadout)
{
    const struct seq2seq_config *config = run->config;
    int rows = steps * run->pass.size;
    *flow = (struct flow){.dreadout = dreadout};
    for (int l = 0; l < config->layers; l++) {
        flow->dstates[l] = pass_zero(&run->pass, rows + run->pass.size, config->decoder_hidden);
        if (config->cell == CELL_LSTM)
            flow->dmemories[l] =
                pass_zero(&run->pass, rows + run->pass.size, config->decoder_hidden);
    }
    if (run->attention.context.x)
        flow->dcontext = pass_mat(&run->pass, rows, run->attention.context.cols);
    flow->dembedded = pass_mat(&run->pass, rows, run->decoder.embedded.cols);
    if (run->decoder.queries.x)
        flow->dqueries = pass_zero(&run->pass, rows, run->decoder.queries.cols);
    if (run->decoder.combined.x)
        flow->dcombined = pass_mat(&run->pass, rows, config->embed);
}

/* From what the first layer read at step t to c(t), through the ReLU. */
static void combine_backward(struct seq2seq_run *run, struct flow *flow, int t, struct mat dgates)
{
    struct mat dout = step_rows(run, flow->dcombined, t);
    mat_mul(dout, PRODUCT_SET, dgates, run->weights->decoder[0].input);
    relu_backward(dout, steps_at(run->decoder.combined, t));
    mat_mul(step_rows(run, flow->dcontext, t), PRODUCT_ADD, dout,
            mat_cols(run->weights->combine, run->config->embed, seq2seq_state(run->config)));
}

/* What the map before the cells gets, and the embedding from it. */
static void combine_finish(struct seq2seq_run *run, struct seq2seq_weights *gradient,
                           struct flow *flow, int steps, struct mat dinput)
{
    const struct seq2seq_config *config = run->config;
    const struct decoder_run *d = &run->decoder;
    struct cell_weights *cell = &gradient->decoder[0];
    struct mat none = {0};
    linear_gradient(cell->input, cell->input_bias, dinput, steps_range(d->combined, 0, steps));
    linear_gradient(decoder_fed_part(config, gradient->combine), gradient->combine_bias,
                    flow->dcombined, steps_range(d->embedded, 0, steps));
    linear_gradient(mat_cols(gradient->combine, config->embed, seq2seq_state(config)), none,
                    flow->dcombined, steps_range(run->attention.context, 0, steps));
    mat_mul(flow->dembedded, PRODUCT_ADD, flow->dcombined,
            decoder_fed_part(config, run->weights->combine));
}

/* Step t of the cells, from the last layer to the first, and what they read. */
static void cells_backward(struct seq2seq_run *run, struct flow *flow, int t)
{
    const struct seq2seq_config *config = run->config;
    for (int l = config->layers - 1; l >= 0; l--) {
        const struct cell_weights *weights = &run->weights->decoder[l];
        struct cell_step step = decoder_cell(run, l, t);
        struct cell_gradient gradient = {
            .after = step_rows(run, flow->dstates[l], t + 1),
            .memory_after = step_rows(run, flow->dmemories[l], t + 1),
            .before = step_rows(run, flow->dstates[l], t),
            .memory_before = step_rows(run, flow->dmemories[l], t),
        };
        cell_backward(config->cell, weights, &step, &gradient);
        struct mat part = decoder_context_part(config, weights->input);
        if (l > 0 && !run->decoder.layer[l].dropped.x) {
            mat_mul(step_rows(run, flow->dstates[l - 1], t + 1), PRODUCT_ADD, step.gates,
                    weights->input);
        } else if (l > 0) {
            struct mat din = steps_at(run->decoder.layer[l].dropped, t), product;
            product = pass_mat(&run->pass, din.rows, din.cols);
            mat_mul(product, PRODUCT_SET, step.gates, weights->input);
            dropout_apply(product, din);
            mat_add(step_rows(run, flow->dstates[l - 1], t + 1), product);
        } else if (config->feed == FEED_INPUT) {
            mat_mul(step_rows(run, flow->dcontext, t), PRODUCT_ADD, step.gates, part);
        } else if (config->feed == FEED_INPUT_FEEDING && t > 0) {
            mat_mul(step_rows(run, flow->dreadout, t - 1), PRODUCT_ADD, step.gates, part);
        } else if (config->feed == FEED_COMBINED) {
            combine_backward(run, flow, t, step.gates);
        }
    }
}

/* What the weights of the cells get, all steps as one product each. */
static void cells_finish(struct seq2seq_run *run, struct seq2seq_weights *gradient,
                         struct flow *flow, int steps)
{
    const struct seq2seq_config *config = run->config;
    struct decoder_run *d = &run->decoder;
    struct mat none = {0};
    for (int l = 0; l < config->layers; l++) {
        struct decoder_layer *layer = &d->layer[l];
        struct cell_weights *out = &gradient->decoder[l];
        struct mat dinput = steps_range(layer->gates, 0, steps);
        linear_gradient(out->hidden, out->hidden_bias, steps_range(layer->hidden, 0, steps),
                        steps_range(layer->states, 0, steps));
        if (l > 0)
            linear_gradient(out->input, out->input_bias, dinput,
                            layer->in.x ? steps_range(layer->in, 0, steps)
                                        : steps_range(d->layer[l - 1].states, 1, steps));
        else if (!flow->dcombined.x)
            linear_gradient(decoder_fed_part(config, out->input), out->input_bias, dinput,
                            steps_range(d->embedded, 0, steps));
    }
    struct mat dinput = steps_range(d->layer[0].gates, 0, steps);
    struct mat beside = decoder_context_part(config, gradient->decoder[0].input);
    if (config->feed == FEED_INPUT)
        linear_gradient(beside, none, dinput, steps_range(run->attention.context, 0, steps));
    else if (config->feed == FEED_INPUT_FEEDING && steps > 1)
        linear_gradient(beside, none, later_rows(run, dinput),
                        steps_range(d->readout, 0, steps - 1));
    if (flow->dcombined.x)
        combine_finish(run, gradient, flow, steps, dinput);
    else
        mat_mul(flow->dembedded, PRODUCT_ADD, dinput,
                decoder_fed_part(config, run->weights->decoder[0].input));
}

/* s(0) of every layer, from its gradient to the encoder's. */
static void first_state_backward(struct seq2seq_run *run, struct seq2seq_weights *gradient,
                                 struct recurrent_gradient *sums, struct flow *flow, int l)
{
    const struct seq2seq_config *config = run->config;
    struct mat dstate = step_rows(run, flow->dstates[l], 0);
    struct mat dmemory = step_rows(run, flow->dmemories[l], 0);
    if (config->init == INIT_LAST) {
        mat_add(sums->last[l], dstate);
        if (dmemory.x)
            mat_add(sums->last_memory[l], dmemory);
        return;
    }
    int first, count = seq2seq_init_reads(config, &first);
    const real *state = steps_at(run->decoder.layer[l].states, 0).x;
    for (int i = 0; i < dstate.rows * dstate.cols; i++)
        dstate.x[i] *= 1 - state[i] * state[i];
    linear_gradient(gradient->init[l], gradient->init_bias[l], dstate,
                    mat_cols(run->encoder.recurrent.layer[l].last, first, count));
    mat_mul(mat_cols(sums->last[l], first, count), PRODUCT_ADD, dstate, run->weights->init[l]);
}

/* Step t of attention, from the gradient of c(t) to that of the state that asked. */
static void attend_backward(struct seq2seq_run *run, struct seq2seq_weights *gradient,
                            struct attention_gradient *sums, struct recurrent_gradient *encoder,
                            struct flow *flow, int t)
{
    int top = run->config->layers - 1, entry = decoder_query_entry(run, t);
    struct mat dcontext = step_rows(run, flow->dcontext, t);
    if (!dcontext.x)
        return;
    struct mat dasks = flow->dqueries.x ? step_rows(run, flow->dqueries, t)
                                        : step_rows(run, flow->dstates[top], entry);
    if (!score_attends(run->attention.score)) {
        mat_add(encoder->last[top], dcontext);
        return;
    }
    attention_backward(&run->pass, &run->attention, &gradient->attention, sums, t,
                       decoder_query(run, t), dcontext, dasks);
    if (flow->dqueries.x) {
        int embed = run->config->embed;
        mat_add(step_rows(run, flow->dstates[top], entry),
                mat_cols(dasks, embed, dasks.cols - embed));
    }
}

void decoder_backward(struct seq2seq_run *run, struct seq2seq_weights *gradient,
                      struct recurrent_gradient *sums, int steps, struct mat dreadout)
{
    const struct seq2seq_config *config = run->config;
    struct decoder_run *d = &run->decoder;
    struct attention_gradient attention;
    struct flow flow;
    int top = config->layers - 1;
    bool stepwise = config->feed == FEED_INPUT_FEEDING; /* a readout is read by the next step */
    bool current = config->query == QUERY_CURRENT;
    start(run, &flow, steps, dreadout);
    recurrent_gradient_start(&run->pass, &run->encoder.recurrent, sums);
    attention_gradient_start(&run->pass, &run->attention, &attention, steps, sums->states,
                             sums->states);
    if (!stepwise)
        readout_backward(run, 0, steps, dreadout, later_rows(run, flow.dstates[top]),
                         flow.dcontext);
    for (int t = steps - 1; t >= 0; t--) {
        if (stepwise)
            readout_backward(run, t, 1, step_rows(run, dreadout, t),
                             step_rows(run, flow.dstates[top], t + 1),
                             step_rows(run, flow.dcontext, t));
        if (current)
            attend_backward(run, gradient, &attention, sums, &flow, t);
        cells_backward(run, &flow, t);
        if (!current)
            attend_backward(run, gradient, &attention, sums, &flow, t);
    }
    readout_finish(run, gradient, steps, flow.dembedded);
    cells_finish(run, gradient, &flow, steps);
    attention_finish(&run->attention, &gradient->attention, &attention,
                     d->queries.x ? steps_range(d->queries, 0, steps)
                                  : steps_range(d->states, decoder_query_entry(run, 0), steps));
    if (flow.dqueries.x)
        mat_add(flow.dembedded, mat_cols(flow.dqueries, 0, config->embed));
    for (int l = 0; l < config->layers; l++)
        first_state_backward(run, gradient, sums, &flow, l);
    if (d->dropped.x)
        dropout_apply(flow.dembedded, steps_range(d->dropped, 0, steps));
    embedding_backward(gradient->target_embedding, flow.dembedded, d->fed);
}
