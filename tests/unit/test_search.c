/* Beam search of a trace: under its control, the order and the fates of a tree, what is said of a
 * node, moving in the picture of it, and pictures of every size. */
#include "tiny.h"

#include "beams/tree.h"
#include "beams/tree_lines.h"
#include "cmd/tables.h"
#include "export/print.h"
#include "lab/intervention.h"
#include "literal.h"
#include "literal_search.h"

/* ---- searching ---- */

static struct trace *run(const struct model *model, const char *interventions)
{
    struct strs sentences = {0}, lines = {0};
    struct err err;
    strs_add(&sentences, "The cat sleeps here.");
    char *copy = mem_text(interventions), *rest = copy;
    for (char *line; (line = strtok_r(rest, ";", &rest));)
        strs_add(&lines, line);
    struct trace *trace = lab_run(&(struct lab){model, &sentences, &lines}, &err);
    assert_string_equal(err.text, "");
    free(copy);
    strs_free(&sentences);
    strs_free(&lines);
    return trace;
}

/* The padding of a batch counts where the mask is off, rows set by hand hold for every hypothesis,
 * and forced words come first. */
static void width_one_is_the_trace(void **state)
{
    (void)state;
    static const char *const lists[] = {
        "",
        "temperature 0.5",
        "beside The dog runs here and we rest here.;mask off",
        "weight 2 cat 0.9",
        "context zero",
        "shift 1",
        "select uniform",
        "hide cat",
        "window local_m 1",
        "length 1 2",
        "force le chien",
        "reference le chat dort",
        "keys equal;temperature 2",
    };
    for (size_t i = 0; i < sizeof lists / sizeof *lists; i++)
        for (uint64_t seed = 1; seed <= 5; seed++) {
            struct model *model = tiny_model(tiny_config(SCORE_ADDITIVE, INIT_TANH, 2), seed);
            struct trace *trace = run(model, lists[i]);
            struct search *search = search_new(trace, 0, 1);
            int steps = trace->sentences[0].steps;
            struct mat weights = trace_get(trace, 0, Q_WEIGHTS);
            assert_int_equal(search->beam.count, steps);
            assert_int_equal(search->greedy, steps - 1);
            assert_int_equal(search->prefix, steps);
            for (int t = 0; t < steps; t++)
                assert_rows_close(search->beam.nodes[t].weights, mat_row(weights, t), weights.cols,
                                  1e-5, lists[i]);
            assert_close(search->beam.nodes[steps - 1].log_probability,
                         trace->sentences[0].log_probability, 1e-4, lists[i]);
            search_free(search);
            trace_free(trace);
            model_free(model);
        }
}

static void forced_words_are_the_only_candidates(void **state)
{
    (void)state;
    struct model *model = tiny_model(tiny_config(SCORE_DOT, INIT_TANH, 2), 3);
    struct trace *trace = run(model, "force le chien");
    struct search *search = search_new(trace, 0, 4);
    int roots = 0, seconds = 0;
    for (int i = 0; i < search->beam.count; i++) {
        roots += search->beam.nodes[i].length == 1;
        seconds += search->beam.nodes[i].length == 2;
    }
    assert_int_equal(roots, 1);
    assert_int_equal(seconds, 1);
    assert_string_equal(search_word(search, 0), "le");
    assert_string_equal(search_word(search, 1), "chien");
    assert_true(search->beam.best_count >= 4);
    search_free(search);
    trace_free(trace);
    model_free(model);
}

/* The second sentence of a batch alone has the tree that it has in the batch. */
static void a_sentence_of_a_batch_is_searched_alone(void **state)
{
    (void)state;
    struct model *model = tiny_model(tiny_config(SCORE_ADDITIVE, INIT_TANH, 2), 2);
    const char *const texts[] = {"The cat sleeps here and we rest.", "A dog runs."};
    struct trace *both = trace_new(model, texts, 2, NULL),
                 *one = trace_new(model, texts + 1, 1, NULL);
    struct search *in_batch = search_new(both, 1, 3), *alone = search_new(one, 0, 3);
    int count = alone->beam.best_count;
    assert_int_equal(in_batch->beam.best_count, count);
    for (int i = 0; i < count; i++)
        assert_close(in_batch->beam.nodes[in_batch->beam.best[i]].score,
                     alone->beam.nodes[alone->beam.best[i]].score, 1e-4, "score");
    search_free(in_batch);
    search_free(alone);
    trace_free(both);
    trace_free(one);
    model_free(model);
}

static void check_tree(const struct search *search)
{
    const struct beam *beam = &search->beam;
    int *place = mem_new((size_t)beam->count, sizeof *place), ranks = 0;
    for (int i = 0; i < beam->count; i++)
        place[search->order[i]] = i + 1;
    for (int i = 0; i < beam->count; i++) {
        const struct search_node *own = &search->nodes[i];
        int parent = beam->nodes[i].parent;
        assert_true(place[i] > 0); /* every node is once in the order, behind its parent */
        assert_true(parent < 0 || place[parent] < place[i]);
        assert_true(parent < 0 || own->fate == FATE_FELL ||
                    search->nodes[parent].fate == FATE_GOES);
        assert_true(parent < 0 || search->nodes[parent].best <= own->best);
        assert_true(!beam->nodes[i].pruned || own->fate == FATE_FELL);
        assert_int_equal(own->fate == FATE_ENDED, own->rank > 0);
        ranks += own->rank;
    }
    assert_int_equal(ranks, beam->best_count * (beam->best_count + 1) / 2);
    free(place);
}

static void trees_hold_together(void **state)
{
    (void)state;
    for (uint64_t seed = 1; seed <= 10; seed++)
        for (int width = 1; width <= 16; width += 5) {
            struct model *model = tiny_model(tiny_config(SCORE_SCALED_DOT, INIT_TANH, 2), seed);
            struct trace *trace = run(model, "");
            struct search *search = search_new(trace, 0, width);
            check_tree(search);
            search_free(search);
            trace_free(trace);
            model_free(model);
        }
}

/* ---- a literal tree ---- */

struct fixture {
    struct model *model;
    struct trace *trace;
    struct search *search;
    struct search_view view;
};

static struct fixture literal_fixture(const char *name)
{
    struct fixture f = {.model = literal_model(name)};
    f.trace = trace_new(f.model, (const char *const[]){"I'm home."}, 1, NULL);
    literal_fill(f.trace);
    f.search = literal_search(f.trace);
    search_view_start(&f.view, f.search);
    return f;
}

static void fixture_free(struct fixture *f)
{
    search_free(f->search);
    trace_free(f->trace);
    model_free(f->model);
}

static void the_literal_tree_is_read_in_order(void **state)
{
    (void)state;
    static const int order[] = {0,  4,  8,  13, 17, 20, 14, 18, 21, 16, 9, 15,
                                19, 22, 12, 6,  11, 1,  5,  10, 2,  7,  3};
    struct fixture f = literal_fixture("eng-fra-additive");
    const struct search *search = f.search;
    check_tree(search);
    for (int i = 0; i < LITERAL_NODES; i++)
        assert_int_equal(search->order[i], order[i]);
    assert_int_equal(search->nodes[10].fate, FATE_FELL); /* in the beam, but nothing followed */
    assert_int_equal(search->nodes[1].fate, FATE_FELL);
    assert_int_equal(search->nodes[9].fate, FATE_GOES);
    assert_int_equal(search->nodes[9].best, 3);
    assert_int_equal(search->greedy, 20);
    assert_int_equal(search_at(search, 22, 2), 9);
    assert_close(search_log_probability(search, 4), -0.2, 1e-12, "ln P");
    assert_close(search_log_probability(search, 1), -2.6, 1e-12, "ln P");
    fixture_free(&f);
}

/* The greedy words are followed as far as the tree has them. */
static void a_greedy_translation_can_fall_out(void **state)
{
    (void)state;
    struct fixture f = literal_fixture("eng-fra-additive");
    f.trace->sentences[0].words[2] = vocab_id(f.model->target.vocab, "sous");
    search_index(f.search);
    assert_int_equal(f.search->greedy, -1);
    assert_int_equal(f.search->prefix, 2);
    fixture_free(&f);
}

static void assert_said(const struct search *search, int node, const char *expected)
{
    struct str text = {0};
    search_say(search, node, &text);
    assert_string_equal(text.text, expected);
    str_free(&text);
}

static void nodes_are_said_in_words(void **state)
{
    (void)state;
    struct fixture f = literal_fixture("eng-fra-additive");
    assert_said(f.search, 20,
                "Step 6, <eos>: P 0.980 (ln P -0.02, -1.02 so far), looks most at <eos> (0.60). "
                "Final, rank 1 of 3, score -0.170. This is the greedy translation.");
    assert_said(f.search, 9,
                "Step 3, la: P 0.273 (ln P -1.30, -1.60 so far), looks most at home (0.60). Leads "
                "to rank 3.");
    assert_said(f.search, 3,
                "Step 1, va: P 0.018 (ln P -4.00, -4.00 so far), looks most at home (0.60). Fell "
                "out of the beam here: 3 others were more probable.");
    assert_said(f.search, 5,
                "Step 2, avons: P 0.670 (ln P -0.40, -3.00 so far), looks most at 'm (0.60). "
                "Nothing that follows it stayed in the beam.");
    struct str text = {0};
    search_translation(f.search, 22, &text);
    assert_string_equal(text.text, "Je suis la pluie.");
    str_free(&text);
    fixture_free(&f);
    f = literal_fixture("eng-fra-fixed");
    assert_said(f.search, 0, "Step 1, je: P 0.905 (ln P -0.10, -0.10 so far). Leads to rank 1.");
    fixture_free(&f);
}

static void keys_move_the_selection(void **state)
{
    (void)state;
    struct fixture f = literal_fixture("eng-fra-additive");
    struct search_view *view = &f.view;
    assert_int_equal(view->leaf, 20);
    assert_int_equal(search_view_node(view), 0);
    assert_int_equal(view->source, 0);
    search_view_step(view, 2);
    assert_int_equal(search_view_node(view), 8);
    assert_int_equal(view->source, 2); /* what the step looks at most */
    search_view_source(view, 9);
    assert_int_equal(view->source, 4);
    search_view_line(view, 2);
    assert_int_equal(view->leaf, 22);
    assert_int_equal(search_view_node(view), 9);
    search_view_line(view, 9); /* there are three lines */
    assert_int_equal(view->leaf, 22);
    search_view_line(view, -9);
    assert_int_equal(view->leaf, 20);
    search_view_step(view, 99);
    assert_int_equal(search_view_node(view), 20);
    fixture_free(&f);
}

static void what_fell_out_is_shown_on_request(void **state)
{
    (void)state;
    struct fixture f = literal_fixture("eng-fra-additive");
    struct search_view *view = &f.view;
    assert_false(search_view_shows(view, 10));
    search_view_step(view, 99);
    search_view_fallen(view, true);
    assert_true(search_view_shows(view, 10));
    assert_int_equal(search_view_node(view), 20); /* still there */
    search_view_line(view, 99);
    assert_int_equal(view->leaf, 3);
    assert_int_equal(view->step, 0);
    search_view_line(view, -2);
    assert_int_equal(view->leaf, 10);
    search_view_fallen(view, false); /* the line is gone: to the first that is there */
    assert_int_equal(view->leaf, 20);
    search_view_fallen(view, true);
    search_view_line(view, 2);
    assert_int_equal(view->leaf, 16); /* je suis chez vieilles */
    search_view_step(view, 9);
    search_view_fallen(view, false); /* to what its beginning leads to */
    assert_int_equal(view->leaf, 20);
    fixture_free(&f);
}

static char *written(const struct search *search, bool fallen)
{
    struct table table = {0};
    const struct table_about about = {.caption = "whose\nnumbers"};
    char *text = NULL;
    size_t size = 0;
    FILE *out = open_memstream(&text, &size);
    tables_beam(&table, search, fallen);
    table_csv(out, &table, &about);
    fclose(out);
    table_free(&table);
    return text;
}

static void nodes_are_lines_of_a_table(void **state)
{
    (void)state;
    struct fixture f = literal_fixture("eng-fra-additive");
    char *text = written(f.search, true);
    static const char *const begin =
        "# whose\n# numbers\n"
        "\"node\",\"parent\",\"step\",\"word\",\"log_probability\",\"score\",\"rank\",\"fate\"\n"
        "1,0,1,\"je\",-0.1,-0.1,,\"goes\"\n"
        "2,1,2,\"suis\",-0.3,-0.15,,\"goes\"\n";
    assert_int_equal(strncmp(text, begin, strlen(begin)), 0);
    assert_non_null(strstr(text, "6,5,6,\"<eos>\",-1.02,-0.17,1,\"ended\"\n7,3,4,\"nous\""));
    assert_non_null(strstr(text, "\n23,0,1,\"va\",-4,-4,,\"fell\"\n"));
    free(text);
    text = written(f.search, false);
    assert_null(strstr(text, "fell"));
    assert_non_null(strstr(text, "\n9,8,6,\"<eos>\",-2.34,-0.39,2,\"ended\"\n10,2,3,\"la\""));
    free(text);
    fixture_free(&f);
}

/* ---- pictures ---- */

static void assert_drawn(const struct search_view *view, int rows, int columns, bool ascii,
                         const char *expected)
{
    struct grid grid;
    struct str out = {0};
    const struct theme theme = {.tier = TIER_MONO, .ascii = ascii};
    grid_init(&grid, rows, columns);
    beam_tree_lines_draw(&grid, grid_whole(&grid), view);
    print_text(&out, &grid, &theme);
    assert_string_equal(out.text, expected);
    str_free(&out);
    grid_free(&grid);
}

static void beginnings_are_drawn_once(void **state)
{
    (void)state;
    struct fixture f = literal_fixture("eng-fra-additive");
    assert_drawn(&f.view, 4, 65, false,
                 " rank score    1    2      3      4       5   6\n"
                 "▸  1 -0.170  ─ je ─ suis ┬ chez ┬ moi ─── . ─ <eos> greedy\n"
                 "   2 -0.390              │      └ nous ── . ─ <eos>\n"
                 "   3 -0.450              └ la ─── pluie ─ . ─ <eos>\n");
    search_view_line(&f.view, 2);
    search_view_step(&f.view, 3); /* scrolled: by whole steps, and lines */
    assert_drawn(&f.view, 3, 36, false,
                 " rank score    3      4    ▴ 1 above\n"
                 "   2 -0.390  │      └ nous ── . ─ <e\n"
                 "▸  3 -0.450  └ la ─── pluie ─ . ─ <e\n");
    search_view_fallen(&f.view, true);
    assert_drawn(&f.view, 11, 70, true,
                 " rank score    1      2       3        4          5   6\n"
                 "   1 -0.170  + je --+ suis -+ chez --+ moi ------ . - <eos> greedy\n"
                 "   2 -0.390  |      |       |        + nous ----- . - <eos>\n"
                 "   x -1.200  |      |       |        + vieilles\n"
                 ">  3 -0.450  |      |       + la ----- pluie ---- . - <eos>\n"
                 "   x -2.033  |      |       + noir\n"
                 "   x -1.833  |      + lu ---- la\n"
                 "   x -1.467  + nous - avons - marche\n"
                 "   x -2.250  + moi -- suis\n"
                 "   x -4.000  + va\n"
                 "\n");
    fixture_free(&f);
}

/* Any moves at any size: every cell stays inside, the selection is one that is drawn. */
static void any_keys_and_sizes_do(void **state)
{
    (void)state;
    struct rng rng = {.seed = 5, .stream = 1};
    for (int round = 0; round < 40; round++) {
        struct config config =
            tiny_config(round % 4 ? SCORE_ADDITIVE : SCORE_NONE, INIT_TANH, round % 4 ? 2 : 1);
        struct model *model = tiny_model(config, (uint64_t)round);
        struct trace *trace = run(model, round % 3 ? "" : "beside We rest.");
        struct search *search = search_new(trace, 0, 1 + round % 16);
        struct search_view view = {.fallen = round % 2};
        search_view_start(&view, search);
        for (int i = 0; i < 60; i++) {
            int by = (int)rng_below(&rng, 9) - 4;
            switch (rng_below(&rng, 4)) {
            case 0:
                search_view_line(&view, by);
                break;
            case 1:
                search_view_step(&view, by);
                break;
            case 2:
                search_view_source(&view, by);
                break;
            default:
                search_view_fallen(&view, by > 0);
            }
            assert_true(search_view_shows(&view, view.leaf));
            assert_true(search_view_ends(&view, view.leaf));
            assert_true(view.step >= 0 && view.step < search->beam.nodes[view.leaf].length);
            struct grid grid;
            grid_init(&grid, 1 + (int)rng_below(&rng, 45), 1 + (int)rng_below(&rng, 140));
            beam_tree_draw(&grid, grid_whole(&grid), &view);
            grid_free(&grid);
        }
        search_free(search);
        trace_free(trace);
        model_free(model);
    }
}

static void nothing_is_drawn_of_nothing(void **state)
{
    (void)state;
    struct search_view view = {.leaf = -1};
    struct grid grid;
    grid_init(&grid, 2, 40);
    beam_tree_draw(&grid, grid_whole(&grid), &view);
    assert_string_equal(grid_cell(&grid, 0, 0)->text, "t");
    grid_free(&grid);
}

int main(void)
{
    mat_threads(1);
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(width_one_is_the_trace),
        cmocka_unit_test(forced_words_are_the_only_candidates),
        cmocka_unit_test(a_sentence_of_a_batch_is_searched_alone),
        cmocka_unit_test(trees_hold_together),
        cmocka_unit_test(the_literal_tree_is_read_in_order),
        cmocka_unit_test(a_greedy_translation_can_fall_out),
        cmocka_unit_test(nodes_are_said_in_words),
        cmocka_unit_test(keys_move_the_selection),
        cmocka_unit_test(what_fell_out_is_shown_on_request),
        cmocka_unit_test(nodes_are_lines_of_a_table),
        cmocka_unit_test(beginnings_are_drawn_once),
        cmocka_unit_test(any_keys_and_sizes_do),
        cmocka_unit_test(nothing_is_drawn_of_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
