#ifndef HEED_MODEL_GRU_H
#define HEED_MODEL_GRU_H

#include "math/mat.h"
#include "model/weights.h"

/* The gated recurrent unit (Cho et al. 2014) in PyTorch's form, for a batch of B rows:
 *
 *   r = σ(W_r x + b_r + V_r h + c_r)           reset
 *   z = σ(W_z x + b_z + V_z h + c_z)           update
 *   n = tanh(W_n x + b_n + r ⊙ (V_n h + c_n))  candidate
 *   h' = (1 − z) ⊙ n + z ⊙ h
 *
 * PyTorch applies r after the product with h, and its z is 1 minus the z of Cho's paper. */
struct gru_step {
    struct mat input;           /* [B × 3H] W x + b, computed for many steps at once */
    struct mat hidden;          /* [B × 3H] V h + c */
    struct mat gates;           /* [B × 3H] r, z, n; may be the same memory as input */
    struct mat before, after;   /* [B × H] h and h'; `before` with x == NULL stands for zeros */
    const unsigned char *alive; /* [B] 0: padding, h' is zero there; NULL: all are alive */
};

/* Reads input and before; fills in hidden, gates and after. */
void gru_forward(const struct gru_weights *weights, const struct gru_step *step);

/* From dafter [B × H] (the gradient of h') to the gradients of the sums: overwrites `gates` with that
 * of input and `hidden` with that of hidden, and adds to dbefore [B × H] (x == NULL: nobody wants it). The gradients of
 * the weights follow for all steps at once from those. */
void gru_backward(const struct gru_weights *weights, const struct gru_step *step, struct mat dafter,
                  struct mat dbefore);

#endif
