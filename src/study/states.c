#include "study/states.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "math/pca.h"
#include "math/vec.h"

const char *const states_side_names[] = {
    [STATES_ENCODER] = "encoder", [STATES_DECODER] = "decoder", [STATES_COUNT] = NULL};

static void states_add(struct states *s, const char *word, int sentence, int position,
                       const real *vector)
{
    size_t count = (size_t)s->count, size = (size_t)s->size;
    s->list = mem_grow(s->list, &s->list_capacity, count + 1, sizeof *s->list);
    s->vectors = mem_grow(s->vectors, &s->vector_capacity, (count + 1) * size, sizeof(real));
    s->list[count] = (struct state){mem_text(word), sentence, position};
    memcpy(s->vectors + count * size, vector, size * sizeof(real));
    s->count++;
}

static void states_clear(struct states *s)
{
    for (int i = 0; i < s->count; i++)
        free(s->list[i].word);
    free(s->list);
    free(s->vectors);
}

/* What the words of a run became last: the states of an encoder, or of a model without one what
 * comes nearest. */
static struct mat read_states(const struct trace *trace, int b)
{
    static const enum quantity_id ids[] = {Q_STATES, Q_SECOND_NORM, Q_CONVOLUTION, Q_EMBEDDED};
    for (size_t i = 0; i < sizeof ids / sizeof *ids; i++)
        if (trace_has(trace, ids[i]))
            return trace_get(trace, b, ids[i]);
    return (struct mat){0};
}

/* The states of sentence b of a trace, which is number `sentence` of a set. */
static void collect(struct states *s, enum states_side side, const struct trace *trace, int b,
                    int sentence)
{
    bool encoder = side == STATES_ENCODER;
    struct mat rows = encoder ? read_states(trace, b) : trace_get(trace, b, Q_STATE);
    int count = !rows.x ? 0 : encoder ? trace_source_length(trace, b) : trace->sentences[b].steps;
    s->size = rows.cols;
    for (int i = 0; i < count; i++)
        states_add(s, encoder ? trace_source_word(trace, b, i) : trace_target_word(trace, b, i),
                   sentence, i, mat_row(rows, i));
}

struct state_set *state_set_new(const struct model *model, const struct strs *texts)
{
    struct state_set *set = mem_new(1, sizeof *set);
    for (size_t i = 0; i < texts->count; i++)
        if (*texts->list[i])
            strs_add(&set->texts, texts->list[i]);
    int count = (int)set->texts.count;
    for (int first = 0; first < count; first += TRACE_SENTENCES) {
        int some = count - first < TRACE_SENTENCES ? count - first : TRACE_SENTENCES;
        struct trace *trace =
            trace_new(model, (const char *const *)set->texts.list + first, some, NULL);
        for (int b = 0; b < some; b++)
            for (int side = 0; side < STATES_COUNT; side++)
                collect(&set->sides[side], (enum states_side)side, trace, b, first + b);
        trace_free(trace);
    }
    return set;
}

void state_set_free(struct state_set *set)
{
    if (!set)
        return;
    for (int side = 0; side < STATES_COUNT; side++)
        states_clear(&set->sides[side]);
    strs_free(&set->texts);
    free(set);
}

/* --- the plane -------------------------------------------------------------------------------- */

static void project(struct state_map *map)
{
    const struct states *s = &map->states;
    struct mat all = mat_of(s->vectors, s->count, s->size);
    struct mat places = mat_of(mem_new(2 * (size_t)s->count, sizeof(real)), s->count, 2);
    struct pca *pca = pca_new(all, 2);
    pca_project(pca, mat_cols(places, 0, pca->count), all);
    for (int i = 0; i < pca->count; i++)
        map->share[i] = pca_share(pca, i);
    map->places = places.x;
    pca_free(pca);
}

struct state_map *state_map_new(const struct state_set *set, const struct trace *trace,
                                int sentence, enum states_side side)
{
    struct state_map *map = mem_new(1, sizeof *map);
    map->side = side;
    map->set = set;
    map->text = mem_text(trace->sentences[sentence].text);
    collect(&map->states, side, trace, sentence, -1);
    map->own = map->states.count;
    const struct states *others = set ? &set->sides[side] : NULL;
    for (int i = 0; others && i < others->count; i++)
        states_add(&map->states, others->list[i].word, others->list[i].sentence,
                   others->list[i].position, others->vectors + (long)i * others->size);
    project(map);
    state_map_choose(map, 0);
    return map;
}

void state_map_free(struct state_map *map)
{
    if (!map)
        return;
    states_clear(&map->states);
    free(map->places);
    free(map->text);
    free(map);
}

/* --- what is near ----------------------------------------------------------------------------- */

const real *state_map_vector(const struct state_map *map, int index)
{
    return map->states.vectors + (long)index * map->states.size;
}

const char *state_map_text(const struct state_map *map, int index)
{
    int sentence = map->states.list[index].sentence;
    return sentence < 0 ? map->text : map->set->texts.list[sentence];
}

/* The cosine of two states; −2, less than any, when one has no direction. */
static real likeness(const real *a, const real *b, int size)
{
    double lengths = sqrt(vec_square_sum(a, size) * vec_square_sum(b, size));
    double cosine = (double)vec_dot(a, b, size) / lengths;
    return isfinite(cosine) ? (real)cosine : -2;
}

void state_map_choose(struct state_map *map, int index)
{
    const struct states *s = &map->states;
    index = index < s->count ? index : s->count - 1;
    map->chosen = index > 0 ? index : 0;
    map->nearest_count = 0;
    if (!s->count) /* nothing was written: a translation forced to have no step */
        return;
    real *alike = mem_new((size_t)s->count, sizeof *alike);
    int nearest[STATES_NEAREST], sentence = s->list[map->chosen].sentence;
    const real *chosen = state_map_vector(map, map->chosen);
    for (int i = 0; i < s->count; i++)
        alike[i] = s->list[i].sentence == sentence
                       ? -2
                       : likeness(chosen, state_map_vector(map, i), s->size);
    int found = vec_top(nearest, STATES_NEAREST, alike, s->count);
    for (int i = 0; i < found && alike[nearest[i]] > -2; i++) {
        map->nearest[map->nearest_count] = nearest[i];
        map->likeness[map->nearest_count++] = (double)alike[nearest[i]];
    }
    free(alike);
}
