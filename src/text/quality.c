#include "text/quality.h"

#include <math.h>

/* Where the parts of a row stand. */
enum { LOSS, TOKENS, EXACT, UNKNOWN, SENTENCES, BLEU, CHRF = BLEU + 10, END = CHRF + 18 };

_Static_assert((int)END == (int)QUALITY_STATISTICS && (int)END <= (int)STATISTICS_MAX,
               "a row has all statistics");

void quality_row(float *row, const struct sentence_quality *sentence)
{
    const struct bleu *bleu = &sentence->bleu;
    const struct chrf *chrf = &sentence->chrf;
    row[LOSS] = (float)sentence->loss;
    row[TOKENS] = (float)sentence->tokens;
    row[EXACT] = sentence->exact;
    row[UNKNOWN] = sentence->unknown;
    row[SENTENCES] = 1;
    for (int k = 0; k < 4; k++) {
        row[BLEU + k] = (float)bleu->match[k];
        row[BLEU + 4 + k] = (float)bleu->total[k];
    }
    row[BLEU + 8] = (float)bleu->hypothesis_length;
    row[BLEU + 9] = (float)bleu->reference_length;
    for (int k = 0; k < 6; k++) {
        row[CHRF + k] = (float)chrf->match[k];
        row[CHRF + 6 + k] = (float)chrf->hypothesis[k];
        row[CHRF + 12 + k] = (float)chrf->reference[k];
    }
}

static double bleu_of(const double *sums)
{
    struct bleu bleu = {.hypothesis_length = (long)sums[8], .reference_length = (long)sums[9]};
    for (int k = 0; k < 4; k++) {
        bleu.match[k] = (long)sums[k];
        bleu.total[k] = (long)sums[4 + k];
    }
    return bleu_score(&bleu);
}

static double chrf_of(const double *sums)
{
    struct chrf chrf;
    for (int k = 0; k < 6; k++) {
        chrf.match[k] = sums[k];
        chrf.hypothesis[k] = sums[6 + k];
        chrf.reference[k] = sums[12 + k];
    }
    return chrf_score(&chrf);
}

static void measure(double *values, const double *sums)
{
    values[QUALITY_LOSS] = sums[TOKENS] > 0 ? sums[LOSS] / sums[TOKENS] : NAN;
    values[QUALITY_PERPLEXITY] = exp(values[QUALITY_LOSS]);
    values[QUALITY_BLEU] = bleu_of(sums + BLEU);
    values[QUALITY_CHRF] = chrf_of(sums + CHRF);
    values[QUALITY_EXACT] = sums[SENTENCES] > 0 ? 100 * sums[EXACT] / sums[SENTENCES] : NAN;
    values[QUALITY_UNKNOWN] = sums[SENTENCES] > 0 ? 100 * sums[UNKNOWN] / sums[SENTENCES] : NAN;
}

static const struct bootstrap_measure list[QUALITIES] = {
    [QUALITY_LOSS] = {"loss", "loss", "nats per target token", 4, BETTER_LOWER},
    [QUALITY_PERPLEXITY] = {"perplexity", "perplexity", "", 2, BETTER_LOWER},
    [QUALITY_BLEU] = {"BLEU", "bleu", "", 2, BETTER_HIGHER},
    [QUALITY_CHRF] = {"chrF", "chrf", "", 2, BETTER_HIGHER},
    [QUALITY_EXACT] = {"exact match", "exact_match", "%", 2, BETTER_HIGHER},
    [QUALITY_UNKNOWN] = {"with <unk>", "unknown", "%", 2, BETTER_LOWER},
};

const struct bootstrap_measures quality_measures = {QUALITY_STATISTICS, QUALITIES, list, measure};
