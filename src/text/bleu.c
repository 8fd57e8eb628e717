#include "text/bleu.h"

#include <assert.h>
#include <math.h>
#include <stdlib.h>

#include "base/mem.h"
#include "text/ngram.h"
#include "text/vocab.h"

enum { BLEU_ORDERS = 4 };

_Static_assert(sizeof((struct bleu *)0)->match == BLEU_ORDERS * sizeof(long),
               "struct bleu counts every order there is");

/* Tokens as numbers that are equal where the texts are. */
static void number_tokens(struct ngrams *ngrams, struct vocab *known, const char *const *tokens,
                          size_t n)
{
    int *ids = mem_new(n, sizeof *ids);
    for (size_t i = 0; i < n; i++)
        ids[i] = vocab_add(known, tokens[i]);
    ngrams_make(ngrams, ids, n);
}

/* The length closest to n, the shorter one of two as close. */
static size_t closest(const size_t *sizes, size_t count, size_t n)
{
    size_t best = sizes[0];
    for (size_t i = 1; i < count; i++) {
        size_t now = best > n ? best - n : n - best;
        size_t then = sizes[i] > n ? sizes[i] - n : n - sizes[i];
        if (then < now || (then == now && sizes[i] < best))
            best = sizes[i];
    }
    return best;
}

void bleu_add(struct bleu *bleu, const char *const *hypothesis, size_t n,
              const char *const *const *references, const size_t *reference_sizes,
              size_t references_count)
{
    assert(references_count > 0);
    struct vocab *known = vocab_new();
    struct ngrams ours, *theirs = mem_new(references_count, sizeof *theirs);
    number_tokens(&ours, known, hypothesis, n);
    for (size_t r = 0; r < references_count; r++)
        number_tokens(&theirs[r], known, references[r], reference_sizes[r]);
    for (size_t k = 0; k < BLEU_ORDERS; k++) {
        bleu->match[k] += ngrams_match(&ours, theirs, references_count, k + 1);
        bleu->total[k] += ngrams_total(&ours, k + 1);
    }
    bleu->hypothesis_length += (long)n;
    bleu->reference_length += (long)closest(reference_sizes, references_count, n);
    bleu->sentences++;
    ngrams_free(&ours);
    for (size_t r = 0; r < references_count; r++)
        ngrams_free(&theirs[r]);
    free(theirs);
    vocab_free(known);
}

void bleu_join(struct bleu *bleu, const struct bleu *more)
{
    for (size_t k = 0; k < BLEU_ORDERS; k++) {
        bleu->match[k] += more->match[k];
        bleu->total[k] += more->total[k];
    }
    bleu->hypothesis_length += more->hypothesis_length;
    bleu->reference_length += more->reference_length;
    bleu->sentences += more->sentences;
}

double bleu_brevity_penalty(const struct bleu *bleu)
{
    double ours = (double)bleu->hypothesis_length, theirs = (double)bleu->reference_length;
    if (ours >= theirs)
        return 1;
    return ours > 0 ? exp(1 - theirs / ours) : 0;
}

double bleu_score(const struct bleu *bleu)
{
    double logs = 0;
    for (size_t k = 0; k < BLEU_ORDERS; k++) {
        if (bleu->match[k] == 0)
            return 0;
        logs += log((double)bleu->match[k] / (double)bleu->total[k]);
    }
    return 100 * bleu_brevity_penalty(bleu) * exp(logs / BLEU_ORDERS);
}
