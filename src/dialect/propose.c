#include "dialect/propose.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "inspect/excerpt.h"

/* Sizes that are looked for: of both vocabularies, of embedding, encoder, decoder, attention and
 * readout; gates of a cell and directions of the encoder. */
struct sizes {
    size_t source, target, embed, hidden, state, attention, readout;
    size_t gates, directions;
};

/* Our weights, and what their shapes are: other ways to build a model after a bar. V and T are the
 * vocabularies, E H S A R the sizes in their order, C what the encoder hands on, k the gates; "2R"
 * and "kH" are products, "E+C" a sum. */
static const struct {
    const char *name, *shape;
    bool reverse; /* only with two directions */
} roles[] = {
    {"encoder.embedding.weight", "V E", false},
    {"encoder.rnn.weight_ih_l0", "kH E", false},
    {"encoder.rnn.weight_hh_l0", "kH H", false},
    {"encoder.rnn.bias_ih_l0", "kH", false},
    {"encoder.rnn.bias_hh_l0", "kH", false},
    {"encoder.rnn.bias_l0", "2 kH", false},
    {"encoder.rnn.weight_ih_l0_reverse", "kH E", true},
    {"encoder.rnn.weight_hh_l0_reverse", "kH H", true},
    {"encoder.rnn.bias_ih_l0_reverse", "kH", true},
    {"encoder.rnn.bias_hh_l0_reverse", "kH", true},
    {"encoder.rnn.bias_l0_reverse", "2 kH", true},
    {"decoder.init.weight", "S H|S C", false},
    {"decoder.init.bias", "S", false},
    {"attention.query.weight", "A S", false},
    {"attention.key.weight", "A C|S C", false},
    {"attention.v.weight", "A", false},
    {"decoder.embedding.weight", "T E", false},
    {"decoder.rnn.weight_ih_l0", "kS E+C|kS E+R|kS E", false},
    {"decoder.rnn.weight_hh_l0", "kS S", false},
    {"decoder.rnn.bias_ih_l0", "kS", false},
    {"decoder.rnn.bias_hh_l0", "kS", false},
    {"decoder.rnn.bias_l0", "2 kS", false},
    {"readout.state.weight", "2R S|R S", false},
    {"readout.state.bias", "2R|R", false},
    {"readout.embedding.weight", "2R E", false},
    {"readout.context.weight", "2R C|R C", false},
    {"output.weight", "T R", false},
    {"output.bias", "T", false},
};
enum { ROLES = sizeof roles / sizeof *roles, TENSORS_MAX = 96, KINDS_MAX = 20 };

/* A tensor without its axes of length 1, kernels of Keras turned as they will be read. */
struct shape {
    int rank; /* 0: it is no vector and no matrix */
    size_t rows, columns;
};

struct guess {
    struct sizes sizes;
    int role[TENSORS_MAX]; /* −1: none */
    int score;
};

struct proposal {
    const struct foreign *foreign;
    int count, kinds;
    struct shape shapes[TENSORS_MAX];
    struct shape kind[KINDS_MAX]; /* the shapes of matrices that there are, each once */
    int alike[ROLES][TENSORS_MAX];
    struct guess best;
};

/* Words of a name that also stand in another: "encoder", "weight_ih". More is more alike. */
static int likeness(const char *ours, const char *theirs)
{
    int alike = 0;
    for (size_t at = 0; ours[at];) {
        size_t n = strcspn(ours + at, "._");
        char *part = mem_text_n(ours + at, n);
        alike += n > 1 && strcasestr(theirs, part) != NULL;
        free(part);
        at += n + (ours[at + n] != '\0');
    }
    return alike;
}

static struct shape shape_of(const struct tensor *tensor)
{
    struct shape out = {0, 1, 1};
    size_t axes[2] = {1, 1};
    for (int d = 0; d < tensor->rank; d++) {
        if (tensor->shape[d] == 1)
            continue;
        if (out.rank == 2 || tensor->dtype == DTYPE_OTHER)
            return (struct shape){0, 0, 0};
        axes[out.rank++] = tensor->shape[d];
    }
    bool turned = out.rank == 2 && strstr(tensor->name, "kernel");
    out.rows = axes[turned];
    out.columns = axes[!turned];
    return out;
}

/* ---- what a shape says ---- */

static size_t size_of(const struct sizes *s, char letter)
{
    switch (letter) {
    case 'V':
        return s->source;
    case 'T':
        return s->target;
    case 'E':
        return s->embed;
    case 'H':
        return s->hidden;
    case 'S':
        return s->state;
    case 'A':
        return s->attention;
    case 'R':
        return s->readout;
    case 'C':
        return s->directions * s->hidden;
    default:
        return s->gates; /* k */
    }
}

/* "kH", "E+C", "2": up to a blank, a bar or the end. */
static size_t length_of(const struct sizes *s, const char **text)
{
    size_t sum = 0, product = 1;
    for (; **text && !strchr(" |", **text); (*text)++) {
        char letter = **text;
        if (letter == '+') {
            sum += product;
            product = 1;
        } else {
            product *= isdigit((unsigned char)letter) ? (size_t)(letter - '0') : size_of(s, letter);
        }
    }
    return sum + product;
}

static bool fits(const struct sizes *s, const char *text, struct shape shape)
{
    while (*text) {
        size_t rows = length_of(s, &text), columns = 1;
        int rank = 1;
        if (*text == ' ') {
            text++;
            columns = length_of(s, &text);
            rank = 2;
        }
        if (rank == shape.rank && rows == shape.rows && columns == shape.columns)
            return true;
        text += *text == '|';
    }
    return false;
}

/* ---- the sizes under which most has a place ---- */

/* Every role takes the tensor of its shape that is most like it by name, the first of equals. */
static void try_sizes(struct proposal *p, const struct sizes *sizes)
{
    struct guess guess = {.sizes = *sizes};
    for (int t = 0; t < p->count; t++)
        guess.role[t] = -1;
    for (int r = 0; r < ROLES; r++) {
        int found = -1;
        if (roles[r].reverse && sizes->directions == 1)
            continue;
        for (int t = 0; t < p->count; t++)
            if (guess.role[t] < 0 && fits(sizes, roles[r].shape, p->shapes[t]) &&
                (found < 0 || p->alike[r][t] > p->alike[r][found]))
                found = t;
        if (found < 0)
            continue;
        guess.role[found] = r;
        guess.score += 10 + p->alike[r][found];
    }
    if (guess.score > p->best.score)
        p->best = guess;
}

/* Gates of a matrix that is a cell's, by the state before; 0: it cannot be one. */
static size_t gates_of(struct shape shape)
{
    if (shape.rank != 2 || !shape.columns || shape.rows % shape.columns)
        return 0;
    size_t gates = shape.rows / shape.columns;
    return gates == 1 || gates == 3 || gates == 4 ? gates : 0;
}

/* The sizes that are not seen yet: attention of every matrix that reads the state, one and two
 * directions. */
static void try_rest(struct proposal *p, struct sizes sizes)
{
    for (sizes.directions = 1; sizes.directions <= 2; sizes.directions++) {
        sizes.attention = 0;
        try_sizes(p, &sizes);
        for (int i = 0; i < p->kinds; i++)
            if (p->kind[i].columns == sizes.state) {
                sizes.attention = p->kind[i].rows;
                try_sizes(p, &sizes);
            }
    }
}

/* Both embeddings, of as many columns, and an output layer of as many rows as the second. */
static void try_words(struct proposal *p, struct sizes sizes)
{
    for (int a = 0; a < p->kinds; a++)
        for (int b = 0; b < p->kinds; b++)
            for (int o = 0; o < p->kinds; o++) {
                struct shape x = p->kind[a], y = p->kind[b], z = p->kind[o];
                if (x.columns != y.columns || z.rows != y.rows)
                    continue;
                sizes.source = x.rows;
                sizes.target = y.rows;
                sizes.embed = x.columns;
                sizes.readout = z.columns;
                bool reads = false; /* somebody reads the embedding */
                for (int i = 0; i < p->kinds && !reads; i++)
                    reads = fits(&sizes, "kH E", p->kind[i]);
                if (reads)
                    try_rest(p, sizes);
            }
}

static void find_sizes(struct proposal *p)
{
    for (int i = 0; i < p->kinds; i++)
        for (int j = 0; j < p->kinds; j++) {
            size_t gates = gates_of(p->kind[i]);
            if (gates && gates_of(p->kind[j]) == gates)
                try_words(p, (struct sizes){.gates = gates,
                                            .hidden = p->kind[i].columns,
                                            .state = p->kind[j].columns});
        }
}

/* A matrix of a shape that was not seen before. */
static void note_kind(struct proposal *p, struct shape shape)
{
    bool seen = shape.rank != 2 || p->kinds == KINDS_MAX;
    for (int i = 0; i < p->kinds && !seen; i++)
        seen = p->kind[i].rows == shape.rows && p->kind[i].columns == shape.columns;
    if (!seen)
        p->kind[p->kinds++] = shape;
}

/* ---- the file ---- */

static void add_line(const struct proposal *p, int t, int role, struct str *out)
{
    struct str shape = {0}, name = {0};
    excerpt_shape(tensors_at(p->foreign->file, (size_t)t), &shape);
    tensor_show_name(&name, p->foreign->names.list[t]);
    str_format(out, "%s%s = %s    # %s%s%s\n", role < 0 ? "# " : "", name.text,
               role < 0 ? "?" : roles[role].name, shape.text,
               role < 0 ? "" : ", ours: ", role < 0 ? "" : roles[role].shape);
    str_free(&shape);
    str_free(&name);
}

/* Without sizes: by names and ranks alone. */
static int role_by_name(const struct proposal *p, int t)
{
    int best = -1, most = 1;
    for (int r = 0; r < ROLES; r++) {
        int rank = strchr(roles[r].shape, ' ') ? 2 : 1;
        if (rank == p->shapes[t].rank && p->alike[r][t] > most) {
            most = p->alike[r][t];
            best = r;
        }
    }
    return best;
}

void propose_map(const struct foreign *foreign, struct str *out)
{
    struct proposal *p = mem_new(1, sizeof *p);
    p->foreign = foreign;
    p->count = foreign->names.count < TENSORS_MAX ? (int)foreign->names.count : TENSORS_MAX;
    for (int t = 0; t < p->count; t++) {
        p->shapes[t] = shape_of(tensors_at(foreign->file, (size_t)t));
        note_kind(p, p->shapes[t]);
        for (int r = 0; r < ROLES; r++)
            p->alike[r][t] = likeness(roles[r].name, foreign->names.list[t]);
    }
    find_sizes(p);
    const struct sizes *s = &p->best.sizes;
    str_add(out, "# THEIR.NAME = OUR.NAME; a line that begins with # says nothing.\n");
    if (p->best.score)
        str_format(out,
                   "# Guessed from shapes, with V %zu T %zu E %zu H %zu S %zu A %zu R %zu k %zu C "
                   "%zu: check every line, above all tensors of the same shape.\n",
                   s->source, s->target, s->embed, s->hidden, s->state, s->attention, s->readout,
                   s->gates, s->directions * s->hidden);
    else
        str_add(out, "# Guessed from names and ranks, because no sizes fit: check every line.\n");
    for (int t = 0; t < p->count; t++)
        add_line(p, t, p->best.score ? p->best.role[t] : role_by_name(p, t), out);
    if ((size_t)p->count < foreign->names.count)
        str_format(out, "# %zu tensors more were not looked at.\n",
                   foreign->names.count - (size_t)p->count);
    free(p);
}
