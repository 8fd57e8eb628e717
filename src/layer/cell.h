#ifndef HEED_LAYER_CELL_H
#define HEED_LAYER_CELL_H

#include "layer/binder.h"

enum cell_kind {
    CELL_RNN,  /* tanh (Elman 1990) */
    CELL_GRU,  /* Cho et al. 2014, in PyTorch's form */
    CELL_LSTM, /* Hochreiter & Schmidhuber 1997, with forget gates (Gers et al. 2000) */
    CELL_COUNT
};

/* Their names in model files and options ("gru"), ended by NULL, and on screens ("GRU"). */
extern const char *const cell_names[CELL_COUNT + 1];
extern const char *const cell_labels[CELL_COUNT];

/* Numbers per unit that the cell sums up: 1, 3 (r, z, n) or 4 (i, f, g, o). */
int cell_gates(enum cell_kind kind);

/* A recurrent cell in PyTorch's form; G = cell_gates(), gates in the order r, z, n or i, f, g,
 * o. */
struct cell_weights {
    struct mat input;         /* [G·H × in] weight_ih */
    struct mat hidden;        /* [G·H × H]  weight_hh */
    struct mat input_bias;    /* [1 × G·H]  bias_ih */
    struct mat hidden_bias;   /* [1 × G·H]  bias_hh */
    struct mat hidden_turned; /* [H × G·H] hidden once more, as a run may turn it; else x == NULL */
};

/* The tensors PREFIX.weight_ih_lLAYERSUFFIX and so on, as PyTorch calls them. */
void cell_bind(struct binder *binder, struct cell_weights *cell, const char *prefix, int layer,
               const char *suffix, enum cell_kind kind, int in, int hidden);

/* The recurrent cells in PyTorch's form, for a batch of B rows. With G = cell_gates(), every gate
 * is a function of two sums, one over the input x and one over the state h before:
 *
 *   rnn   h' = tanh(W x + b + V h + c)                        Elman 1990
 *
 *   gru   r = σ(W_r x + b_r + V_r h + c_r)           reset    Cho et al. 2014
 *         z = σ(W_z x + b_z + V_z h + c_z)           update
 *         n = tanh(W_n x + b_n + r ⊙ (V_n h + c_n))  candidate
 *         h' = (1 − z) ⊙ n + z ⊙ h
 *
 *   lstm  i, f, o = σ(W x + b + V h + c)             input, forget, output gate
 *         g = tanh(W_g x + b_g + V_g h + c_g)        candidate
 *         C' = f ⊙ C + i ⊙ g;  h' = o ⊙ tanh(C')     Hochreiter & Schmidhuber 1997,
 *                                                            Gers et al. 2000
 *
 * PyTorch's GRU applies r after the product with h, and its z is 1 minus the z of Cho's paper. The
 * gates of an lstm lie in the order i, f, g, o. */
struct cell_step {
    struct mat input;         /* [B × G·H] W x + b, computed for many steps at once */
    struct mat hidden;        /* [B × G·H] V h + c */
    struct mat gates;         /* [B × G·H]; may be the same memory as input */
    struct mat before, after; /* [B × H] h and h'; `before` with x == NULL stands for zeros */
    struct mat memory_before, memory_after; /* [B × H] C and C' of an lstm; likewise */
    const unsigned char *alive; /* [B] 0: padding, h' is zero there; NULL: all are alive */
};

/* Reads input and before; fills in hidden, gates and after. */
void cell_forward(enum cell_kind kind, const struct cell_weights *weights,
                  const struct cell_step *step);

/* The gradients that enter and leave a step, [B × H] each. */
struct cell_gradient {
    struct mat after, memory_after;   /* of h' and C'; read */
    struct mat before, memory_before; /* of h and C; added to; x == NULL: nobody wants them */
};

/* From the gradient of h' to those of the sums: overwrites `gates` with that of input and `hidden`
 * with that of hidden, and adds to those of h. The gradients of the weights follow for all steps at
 * once from those. */
void cell_backward(enum cell_kind kind, const struct cell_weights *weights,
                   const struct cell_step *step, const struct cell_gradient *gradient);

#endif
