#include "study/classifier_listing.h"

#define HEADS       "src/layer/heads.c"
#define NORM        "src/layer/norm.c"
#define CONVOLUTION "src/layer/convolution.c"
#define CLASSIFIER  "src/classify/classifier.c"
#define PAIRS       "src/classify/classifier_pairs.c"
#define HOPS        "src/classify/classifier_hops.c"
#define LAYERS      "src/classify/classifier_layers.c"
#define TRACED      "src/classified/classifier_traced.c"

LISTING_EMBED(listing_heads, HEADS);
LISTING_EMBED(listing_norm, NORM);
LISTING_EMBED(listing_convolution, CONVOLUTION);
LISTING_EMBED(listing_classifier, CLASSIFIER);
LISTING_EMBED(listing_pairs, PAIRS);
LISTING_EMBED(listing_hops, HOPS);
LISTING_EMBED(listing_layers, LAYERS);
LISTING_EMBED(listing_traced, TRACED);

/* How a kind of classifier makes s. */
static struct listing sentence_code(enum classifier_kind kind)
{
    switch (kind) {
    case CLASSIFY_RELATION:
    case CLASSIFY_RELATION_PLAIN:
        return (struct listing){PAIRS, "classifier_pairs_forward", listing_pairs};
    case CLASSIFY_STRUCTURED:
        return (struct listing){HOPS, "classifier_hops_forward", listing_hops};
    case CLASSIFY_RNN:
        return (struct listing){CLASSIFIER, "rnn_forward", listing_classifier};
    case CLASSIFY_MEAN:
    case CLASSIFY_CNN:
    case CLASSIFY_MULTIHEAD:
    case CLASSIFIER_KIND_COUNT:
        break;
    }
    return (struct listing){CLASSIFIER, "pool", listing_classifier};
}

struct listing classifier_listing(const struct trace *trace, enum quantity_id id)
{
    enum classifier_kind kind = trace->config.classifier.kind;
    bool heads = kind == CLASSIFY_MULTIHEAD;
    switch (id) {
    case Q_EMBEDDED:
        return (struct listing){CLASSIFIER, "embed", listing_classifier};
    case Q_POSITIONS:
    case Q_PLACED:
        return (struct listing){LAYERS, "place", listing_layers};
    case Q_CONVOLUTION:
        return (struct listing){CONVOLUTION, "convolution_forward", listing_convolution};
    case Q_PAIR_HIDDEN:
    case Q_FEATURES:
        return (struct listing){PAIRS, "compute_features", listing_pairs};
    case Q_SCORES:
        if (heads)
            return (struct listing){HEADS, "heads_forward", listing_heads};
        return (struct listing){PAIRS, "compute_scores", listing_pairs};
    case Q_SQUASHED:
        return (struct listing){PAIRS, "compute_scores", listing_pairs};
    case Q_PAIR_WEIGHTS:
        return (struct listing){PAIRS, "choose_weights", listing_pairs};
    case Q_HOP_HIDDEN:
    case Q_HOP_SCORES:
    case Q_HOP_SUMS:
        return (struct listing){HOPS, "classifier_hops_forward", listing_hops};
    case Q_QUERY:
    case Q_KEYS:
    case Q_VALUES:
    case Q_CONTEXT:
    case Q_HEADS:
        return (struct listing){HEADS, "heads_forward", listing_heads};
    case Q_FIRST_SUM:
    case Q_INNER:
    case Q_OUTER:
    case Q_SECOND_SUM:
        return (struct listing){LAYERS, "layer_forward", listing_layers};
    case Q_FIRST_MEAN:
    case Q_FIRST_RATIO:
    case Q_FIRST_NORM:
    case Q_SECOND_MEAN:
    case Q_SECOND_RATIO:
    case Q_SECOND_NORM:
        return (struct listing){NORM, "norm_forward", listing_norm};
    case Q_SENTENCE:
        return sentence_code(kind);
    case Q_IMPLIED:
    case Q_IMPLIED_BACKWARD:
        return (struct listing){TRACED, "implied", listing_traced};
    case Q_DENSE:
    case Q_CLASS_LOGITS:
    case Q_CLASS_PROBABILITIES:
        return (struct listing){CLASSIFIER, "decide", listing_classifier};
    case Q_DIRECTION:
    case Q_MARGIN:
        return (struct listing){TRACED, "find_direction", listing_traced};
    case Q_PAIR_SAYS:
    case Q_PAIR_CONTRIBUTION:
        return (struct listing){TRACED, "explain_pairs", listing_traced};
    case Q_HOP_SAYS:
    case Q_HOP_CONTRIBUTION:
        return (struct listing){TRACED, "explain_hops", listing_traced};
    case Q_WORD_CONTRIBUTION:
        return (struct listing){TRACED, "explain_words", listing_traced};
    default:
        return (struct listing){NULL, NULL, NULL};
    }
}
