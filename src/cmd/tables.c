#include "cmd/tables.h"

#include <math.h>
#include <stdlib.h>

#include "base/mem.h"
#include "lab/difference.h"

void tables_beam(struct table *out, const struct search *search, bool fallen)
{
    static const char *const fates[] = {
        [FATE_ENDED] = "ended", [FATE_GOES] = "goes", [FATE_FELL] = "fell"};
    const struct beam *beam = &search->beam;
    int *number = mem_new((size_t)beam->count + 1, sizeof *number), count = 0;
    table_columns(out, "node,parent,step,word,log_probability,score,rank,fate");
    for (int i = 0; i < beam->count; i++) {
        int node = search->order[i];
        const struct beam_node *at = &beam->nodes[node];
        const struct search_node *own = &search->nodes[node];
        if (own->fate == FATE_FELL && !fallen)
            continue;
        number[node] = ++count;
        table_number(out, count);
        table_number(out, at->parent < 0 ? 0 : number[at->parent]);
        table_number(out, at->length);
        table_text(out, search_word(search, node));
        table_number(out, at->log_probability);
        table_number(out, at->score);
        table_number(out, own->rank ? (double)own->rank : (double)NAN);
        table_text(out, fates[own->fate]);
    }
    free(number);
}

void tables_effect(struct table *out, const struct influence *influence)
{
    table_columns(out, "step,word,position,source,weight,left_out,gradient");
    for (int j = 0; j < influence->count; j++) {
        table_number(out, influence->step + 1);
        table_text(out, influence->word);
        table_number(out, j + 1);
        table_text(out, influence->words.list[j]);
        table_number(out, influence->weights ? influence->weights[j] : NAN);
        table_number(out, influence->left_out[j]);
        table_number(out, influence->gradient[j]);
    }
}

/* A position as a number from 1, and its word; −1: there is none. */
static void add_position(struct table *out, const struct blame *blame, int position)
{
    table_number(out, position < 0 ? (double)NAN : (double)(position + 1));
    table_text(out, position < 0 ? "" : blame->source.list[position]);
}

void tables_blame(struct table *out, const struct blame *blame)
{
    table_columns(out, "step,word,known,probability,rank,best,best_probability,looked,looked_word,"
                       "weight,place,place_word,place_probability,place_rank,verdict");
    for (int t = 0; t < blame->count; t++) {
        const struct blame_step *step = &blame->steps[t];
        bool failed = step->verdict != VERDICT_RIGHT && blame->attends;
        int place = failed ? step->place : -1;
        table_number(out, t + 1);
        table_text(out, step->word);
        table_number(out, step->known);
        table_number(out, step->as_is.probability);
        table_number(out, step->as_is.rank);
        table_text(out, step->best);
        table_number(out, step->best_probability);
        add_position(out, blame, blame->attends ? step->looked : -1);
        table_number(out, blame->attends ? step->weight : NAN);
        add_position(out, blame, place);
        table_number(out, place < 0 ? NAN : step->there.probability);
        table_number(out, place < 0 ? (double)NAN : (double)step->there.rank);
        table_text(out, verdict_name(step->verdict));
    }
}

void tables_states(struct table *out, const struct state_map *map)
{
    table_columns(out, "sentence,position,word,own,x,y,cosine");
    for (int i = 0; i < map->states.count; i++) {
        const struct state *state = &map->states.list[i];
        double likeness = i == map->chosen ? 1 : NAN;
        for (int k = 0; k < map->nearest_count; k++)
            likeness = map->nearest[k] == i ? map->likeness[k] : likeness;
        table_text(out, state_map_text(map, i));
        table_number(out, state->position + 1);
        table_text(out, state->word);
        table_number(out, i < map->own);
        table_number(out, (double)map->places[2 * i]);
        table_number(out, (double)map->places[2 * i + 1]);
        table_number(out, likeness);
    }
}

void tables_replay(struct table *out, const struct snapshots *snapshots, int at, int sentence)
{
    const struct snapshot_sentence *own = &snapshots->sentences[sentence];
    struct mat weights = snapshots_weights(snapshots, at, sentence);
    table_column(out, snapshots->labels ? "row" : "target");
    for (size_t j = 0; j < own->source.count; j++)
        table_column(out, own->source.list[j]);
    for (size_t t = 0; t < own->target.count; t++) {
        table_text(out, own->target.list[t]);
        for (size_t j = 0; j < own->source.count; j++)
            table_number(out, weights.x ? (double)mat_row(weights, (int)t)[j] : NAN);
    }
}

void tables_changed(struct table *out, const struct trace *before, const struct trace *after,
                    int sentence)
{
    enum { MOVES = 3 };
    struct word_move moves[MOVES];
    const struct vocab *vocab = after->model->target.vocab;
    int steps = before->sentences[sentence].steps, others = after->sentences[sentence].steps;
    table_columns(out, "step,without,with,kl_nats,moved,before,after");
    for (int t = 0; t < steps && t < others; t++) {
        double nats = difference_words(before, after, sentence, t, moves, MOVES);
        for (int i = 0; i < MOVES; i++) {
            bool moved = difference_moved(&moves[i]);
            if (i && !moved)
                break;
            table_number(out, t + 1);
            table_text(out, trace_target_word(before, sentence, t));
            table_text(out, trace_target_word(after, sentence, t));
            table_number(out, nats);
            table_text(out, moved ? vocab_token(vocab, moves[i].word) : "");
            table_number(out, moved ? moves[i].before : NAN);
            table_number(out, moved ? moves[i].after : NAN);
        }
    }
}

/* A number of a run; NaN where it has none. */
static double number_at(struct mat all, int row, int column)
{
    return all.x && row < all.rows && column < all.cols ? (double)mat_row(all, row)[column] : NAN;
}

static void add_label(struct table *out, const struct trace *trace, int sentence, enum axis axis,
                      int i)
{
    char buffer[32];
    table_text(out, trace_token(trace, sentence, axis, i, buffer, sizeof buffer));
}

int tables_compared(struct table *out, const struct trace *a, const struct trace *b, int sentence,
                    struct sheet sheet, struct err *err)
{
    struct arena arena = {0};
    struct difference d;
    const struct quantity *q = trace_quantity(a, sheet.quantity);
    difference_of(b, a, sentence, sheet, &arena, &d);
    int result = d.why ? err_set(err, "there is no difference: %s", d.why) : 0;
    table_columns(out, "row,column,row_a,row_b,column_a,column_b,a,b,a_minus_b");
    for (int i = 0; result == 0 && i < d.rows; i++)
        for (int j = 0; j < d.columns; j++) {
            double x = number_at(d.after, i, j), y = number_at(d.before, i, j);
            table_number(out, i + 1);
            table_number(out, j + 1);
            add_label(out, a, sentence, q->rows, i);
            add_label(out, b, sentence, q->rows, i);
            add_label(out, a, sentence, q->columns, j);
            add_label(out, b, sentence, q->columns, j);
            table_number(out, x);
            table_number(out, y);
            table_number(out, x - y);
        }
    arena_free(&arena);
    return result;
}
