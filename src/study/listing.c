#include "study/listing.h"

#include <ctype.h>
#include <string.h>

#include "layer/attention.h"
#include "study/classifier_listing.h"

LISTING_EMBED(listing_cell, "src/layer/cell.c");
LISTING_EMBED(listing_score, "src/layer/score.c");
LISTING_EMBED(listing_weigh, "src/layer/weigh.c");
LISTING_EMBED(listing_attention, "src/layer/attention.c");
LISTING_EMBED(listing_readout, "src/layer/readout.c");
LISTING_EMBED(listing_decoder, "src/model/seq2seq_decoder.c");
LISTING_EMBED(listing_vec, "src/math/vec.c");

/* A cell with a memory is an LSTM, one with an update gate a GRU. */
static struct listing cell_code(const struct trace *trace)
{
    bool lstm = trace_has(trace, Q_FORWARD_MEMORY) || trace_has(trace, Q_MEMORY);
    bool gru = trace_has(trace, Q_FORWARD_UPDATE) || trace_has(trace, Q_UPDATE);
    return (struct listing){"src/layer/cell.c",
                            lstm  ? "lstm_forward"
                            : gru ? "gru_forward"
                                  : "rnn_forward",
                            listing_cell};
}

static struct listing score_code(const struct trace *trace)
{
    const struct attention_config *config = config_attention(&trace->config);
    enum score score = config ? config->score : SCORE_DOT;
    return (struct listing){"src/layer/score.c",
                            score == SCORE_ADDITIVE ? "additive_forward"
                            : score_places(score)   ? "location_forward"
                                                    : "dot_forward",
                            listing_score};
}

struct listing listing_of(const struct trace *trace, struct sheet sheet)
{
    if (trace_has(trace, Q_CLASS_PROBABILITIES)) {
        struct listing listing = classifier_listing(trace, sheet.quantity);
        if (listing.name)
            return listing;
    }
    switch (quantity_any(sheet.quantity)->stage) {
    case STAGE_SCORE:
        return score_code(trace);
    case STAGE_MASK:
        return (struct listing){"src/layer/weigh.c", "weigh_mask", listing_weigh};
    case STAGE_SOFTMAX:
        return (struct listing){"src/math/vec.c", "vec_softmax", listing_vec};
    case STAGE_CONTEXT:
        return (struct listing){"src/layer/attention.c", "sum_values", listing_attention};
    case STAGE_WORD:
        return (struct listing){"src/model/seq2seq_decoder.c", "decoder_output", listing_decoder};
    default:
        break;
    }
    if (sheet.quantity == Q_PRE || sheet.quantity == Q_READOUT)
        return (struct listing){"src/layer/readout.c", "maxout_forward", listing_readout};
    return cell_code(trace);
}

/* Where the line begins that defines a function: its name, and no semicolon before the brace. */
static const char *definition(const struct listing *listing)
{
    size_t n = strlen(listing->name);
    for (const char *line = listing->text; *line; line += strcspn(line, "\n") + 1) {
        size_t length = strcspn(line, "\n");
        const char *found = strstr(line, listing->name);
        bool here = found && found < line + length && found[n] == '(' && !isspace(*line);
        if (here && line[length - 1] != ';')
            return line;
        if (!line[length])
            break;
    }
    return NULL;
}

/* The comment that ends right above a line, or the line. */
static const char *with_comment(const char *text, const char *line)
{
    const char *start = line;
    while (start > text + 1) {
        const char *before = start - 1;
        while (before > text && before[-1] != '\n')
            before--;
        bool comment = strncmp(before, "/*", 2) == 0 || strncmp(before, " *", 2) == 0;
        if (!comment)
            break;
        start = before;
        if (before[0] == '/')
            break;
    }
    return start;
}

void listing_lines(const struct listing *listing, struct strs *out)
{
    const char *at = definition(listing);
    if (!at)
        return;
    for (at = with_comment(listing->text, at); *at;) {
        size_t n = strcspn(at, "\n");
        strs_add_n(out, at, n);
        if (*at == '}')
            return;
        at += n + (at[n] == '\n');
    }
}
