/* Every number explains itself: the terms of each cell of each quantity make up its value. */
#include "tiny.h"

#include "classifiers.h"
#include "pairwise.h"
#include "text/utf8.h"
#include "trace/rank.h"
#include "trace/summand.h"

static const char *const two[] = {"The cat sleeps here.", "We rest."};

static struct model *model_of(enum score score, int directions)
{
    return tiny_model(tiny_config(score, INIT_TANH, directions), 31);
}

/* What a term claims to be, from the cells that it names: worked out anew. */
static double worked_out(const struct trace *trace, int sentence, const struct summand *term)
{
    double x[2] = {0, 0};
    bool both = term->from[1].quantity != Q_NONE;
    for (int i = 0; i < 2; i++) {
        const struct origin *from = &term->from[i];
        if (from->quantity == Q_NONE)
            continue;
        struct mat all = trace_matrix(trace, sentence, (struct sheet){from->quantity, from->slice});
        assert_non_null(all.x);
        assert_true(from->row >= 0 && from->row < all.rows);
        assert_true(from->column >= 0 && from->column < all.cols);
        x[i] = mat_row(all, from->row)[from->column];
    }
    double away = term->shift - x[1];
    switch (term->kind) {
    case SUMMAND_PRODUCT:
        return both ? term->factor * x[0] * x[1] : term->factor * x[0];
    case SUMMAND_REST:
        return x[0] - x[1] * x[0];
    case SUMMAND_TANH:
        return term->factor * tanh(x[0] + x[1] + term->shift);
    case SUMMAND_SHOWN:
        return tanh(x[0]) * x[1];
    case SUMMAND_EXP:
        return isinf(x[0]) ? 0 : exp(x[0] - term->shift);
    case SUMMAND_BELL:
        return x[0] / exp(away * away * term->factor);
    case SUMMAND_SQUARE:
        return pow(x[0] - x[1], 2) * term->factor;
    default:
        return term->factor;
    }
}

static double outer_of(const char *name, double sum)
{
    return strcmp(name, "tanh") == 0   ? tanh(sum)
           : strcmp(name, "ReLU") == 0 ? fmax(sum, 0)
           : strcmp(name, "1/√") == 0  ? pow(sum, -0.5)
                                       : 1 / (1 + exp(-sum));
}

static long weights_seen;

static double combined(const struct trace *trace, const struct derivation *d)
{
    double sum = 0, most = -INFINITY;
    for (int i = 0; i < d->count; i++) {
        const struct summand *term = &d->terms[i];
        double value = worked_out(trace, d->sentence, term);
        if (isfinite(value))
            assert_close(term->value, value, 1e-9 * fmax(1, fabs(value)), term->label);
        else
            assert_true(term->value == value);
        sum += value;
        most = fmax(most, value);
    }
    switch (d->how) {
    case COMBINE_MAX:
        assert_true(d->terms[d->chosen].value == most);
        return most;
    case COMBINE_QUOTIENT:
        return sum == 0 ? 0 : d->terms[d->chosen].value / sum;
    case COMBINE_COPY:
        assert_int_equal(d->count, 1);
        return sum;
    default:
        assert_close(d->inner, sum, 1e-9, "inner");
        if (!d->outer)
            return d->scale * sum;
        return d->scale * outer_of(d->outer, sum);
    }
}

static bool is_valid(const char *text)
{
    return utf8_valid(text, strlen(text));
}

/* A weight of the model is found in its tensor. */
static void check_weight(const struct trace *trace, const struct summand *term)
{
    int row = -1, column = -1;
    if (!term->weight)
        return;
    const struct weight *w = model_weight_at(trace->model, term->weight, &row, &column);
    if (!w) /* of a score that nobody trained, or of a table */
        return;
    assert_in_range(row, 0, w->rank == 1 ? 0 : w->rows - 1);
    assert_in_range(column, 0, w->cols - 1);
    assert_true(trace->model->flat + w->offset + row * w->cols + column == term->weight);
    bool mean = trace->control.keys_equal; /* a share of every word's */
    if (term->kind == SUMMAND_PRODUCT && term->from[1].quantity == Q_NONE && !mean)
        assert_close(term->factor, (double)*term->weight, 1e-6 * fabs(term->factor), w->name);
    weights_seen++;
}

static void check_texts(const struct trace *trace, const struct derivation *d)
{
    for (int i = 0; i < d->count; i++) {
        const struct summand *term = &d->terms[i];
        assert_true(term->label[0] != '\0');
        assert_true(is_valid(term->label) && is_valid(term->detail));
        check_weight(trace, term);
    }
    assert_true(is_valid(d->name) && is_valid(d->formula) && is_valid(d->numbers));
}

static int balance(const char *text)
{
    int depth = 0;
    for (; *text; text++)
        depth += (*text == '(') - (*text == ')');
    return depth;
}

static void check_order(const struct derivation *d, struct arena *arena)
{
    int *order = derive_order(d, arena);
    long seen = 0;
    for (int i = 0; i < d->count; i++) {
        seen += order[i];
        if (d->chosen >= 0 && i == 0)
            assert_int_equal(order[0], d->chosen);
        if (i > (d->chosen >= 0))
            assert_true(fabs(d->terms[order[i - 1]].value) >= fabs(d->terms[order[i]].value));
    }
    assert_int_equal(seen, (long)d->count * (d->count - 1) / 2);
}

static void check_cell(const struct trace *trace, int s, struct origin cell, struct arena *arena)
{
    struct derivation d;
    struct sheet sheet = {cell.quantity, cell.slice};
    assert_true(derive(trace, s, cell, arena, &d));
    double value = mat_row(trace_matrix(trace, s, sheet), cell.row)[cell.column];
    assert_true(d.value == value && d.count > 0 && d.formula[0] && d.name[0]);
    assert_int_equal(balance(d.name), 0);
    if (isinf(value))
        assert_true(combined(trace, &d) == value);
    else
        assert_close(combined(trace, &d), value, 4e-6 * fmax(1, fabs(value)), d.name);
    check_texts(trace, &d);
    check_order(&d, arena);
}

static void check_all(const struct trace *trace)
{
    struct arena arena = {0}, list_arena = {0};
    int count;
    const struct sheet *list = trace_sheets(trace, -1, &list_arena, &count);
    for (int s = 0; s < trace->count; s++)
        for (int k = 0; k < count; k++) {
            struct mat m = trace_matrix(trace, s, list[k]);
            for (int i = 0; i < m.rows * m.cols; i++) {
                arena_reset(&arena);
                check_cell(trace, s, origin_in(list[k], i / m.cols, i % m.cols), &arena);
            }
        }
    arena_free(&arena);
    arena_free(&list_arena);
}

static struct trace *trace_of(const struct model *model, const struct control *control)
{
    return trace_new(model, two, 2, control);
}

static void terms_make_up_every_cell(void **state)
{
    (void)state;
    static struct pairwise all;
    pairwise_cover(&all);
    for (int i = 0; i < all.count; i++) {
        struct config config = pairwise_config(all.choices[i]);
        pairwise_print(&config);
        struct model *model = tiny_model(config, 31 + (uint64_t)i);
        struct trace *trace = trace_of(model, NULL);
        check_all(trace);
        trace_free(trace);
        model_free(model);
    }
    assert_true(weights_seen > 0);
}

/* Everything that a control can do to a cell that is explained. */
static void terms_make_up_every_cell_of_changed_runs(void **state)
{
    (void)state;
    static const unsigned char some[] = {0, 1}, all[] = {1, 1, 1, 1, 1, 1};
    static const int forced[] = {8, 4}, lengths[] = {2, -1, 0, 9};
    static const real row[] = {(real)0.25, 0, (real)0.75}, zero[] = {0};
    static const struct row_change rows[] = {
        {.sentence = -1, .step = -1, .values = row, .count = 3},
        {.sentence = 0, .step = 1, .values = row, .count = 2}};
    static const struct row_change contexts[] = {
        {.sentence = 1, .step = 1, .values = zero, .count = 1}};
    const struct control controls[] = {
        {.mask = MASK_OFF},
        {.mask = MASK_INVERTED},
        {.mask = MASK_ALL},
        {.mask = MASK_ALL, .soft_mask = true},
        {.soft_mask = true},
        {.hidden = some, .hidden_count = 2},
        {.hidden = all, .hidden_count = 6},
        {.lengths = lengths, .lengths_count = 4},
        {.use_temperature = true, .temperature = (real)0.25},
        {.use_temperature = true, .temperature = 0},
        {.use_temperature = true, .temperature = INFINITY},
        {.use_score = true, .score = SCORE_ADDITIVE, .score_seed = 5},
        {.use_score = true, .score = SCORE_GENERAL, .score_seed = 5},
        {.use_score = true, .score = SCORE_DOT},
        {.use_score = true, .score = SCORE_SCALED_DOT},
        {.use_score = true, .score = SCORE_NONE},
        {.scale = SCALE_ON},
        {.scale = SCALE_OFF},
        {.keys_equal = true},
        {.other_query = true},
        {.use_window = true, .window = WINDOW_GLOBAL},
        {.use_window = true, .window = WINDOW_LOCAL_M},
        {.use_window = true, .window = WINDOW_LOCAL_P, .width = 3},
        {.use_window = true, .window = WINDOW_LOCAL_P, .use_center = true, .center = (real)2.5},
        {.select = SELECT_ARGMAX},
        {.select = SELECT_SAMPLE, .select_seed = 3},
        {.select = SELECT_UNIFORM},
        {.weights = rows, .weights_count = 2},
        {.weights = rows + 1, .weights_count = 1},
        {.contexts = contexts, .contexts_count = 1},
        {.forced = forced, .forced_count = 2},
    };
    static const struct {
        enum score score;
        enum query query;
        enum feed feed;
        enum window window;
    } kinds[] = {{SCORE_ADDITIVE, QUERY_PREVIOUS, FEED_INPUT, WINDOW_GLOBAL},
                 {SCORE_DOT, QUERY_CURRENT, FEED_INPUT_FEEDING, WINDOW_LOCAL_P},
                 {SCORE_SCALED_DOT, QUERY_CURRENT, FEED_OUTPUT, WINDOW_LOCAL_M},
                 {SCORE_GENERAL, QUERY_PREVIOUS, FEED_INPUT, WINDOW_GLOBAL},
                 {SCORE_NONE, QUERY_PREVIOUS, FEED_INPUT, WINDOW_GLOBAL},
                 {SCORE_NONE, QUERY_PREVIOUS, FEED_FIRST, WINDOW_GLOBAL}};
    for (size_t k = 0; k < sizeof kinds / sizeof *kinds; k++) {
        bool first = kinds[k].feed == FEED_FIRST; /* which reads the last states alone */
        struct config config = pairwise_sizes(kinds[k].score, first ? INIT_LAST : INIT_TANH, 2);
        config.seq2seq.query = kinds[k].query;
        config.seq2seq.feed = kinds[k].feed;
        config.seq2seq.attention.window = kinds[k].window;
        struct model *model = tiny_model(config, 31);
        for (size_t i = 0; i < sizeof controls / sizeof *controls; i++) {
            struct trace *trace = trace_of(model, &controls[i]);
            check_all(trace);
            trace_free(trace);
        }
        model_free(model);
    }
}

static void terms_make_up_every_cell_of_classifiers(void **state)
{
    (void)state;
    static const unsigned char some[] = {0, 1}, all[] = {1, 1, 1, 1, 1, 1};
    static const real row[] = {(real)0.25, 0, (real)0.75};
    static const struct row_change rows[] = {
        {.sentence = -1, .step = 1, .slice = -1, .values = row, .count = 3},
        {.sentence = 0, .step = -1, .slice = 1, .values = row, .count = 2}};
    const struct control controls[] = {
        {.causal = CAUSAL_AS_IS},
        {.mask = MASK_OFF},
        {.mask = MASK_INVERTED},
        {.mask = MASK_ALL},
        {.soft_mask = true},
        {.hidden = some, .hidden_count = 2},
        {.hidden = all, .hidden_count = 6},
        {.causal = CAUSAL_ON},
        {.causal = CAUSAL_OFF},
        {.use_temperature = true, .temperature = (real)0.25},
        {.use_temperature = true, .temperature = 0},
        {.use_temperature = true, .temperature = INFINITY},
        {.scale = SCALE_OFF},
        {.select = SELECT_ARGMAX},
        {.select = SELECT_UNIFORM},
        {.weights = rows, .weights_count = 2},
    };
    for (int kind = 0; kind < CLASSIFIER_KINDS; kind++) {
        struct model *model = classifier_model(kind, 31 + (uint64_t)kind);
        for (size_t i = 0; i < sizeof controls / sizeof *controls; i++) {
            struct trace *trace = trace_of(model, i ? &controls[i] : NULL);
            check_all(trace);
            trace_free(trace);
        }
        model_free(model);
    }
}

static void a_cell_that_is_not_there_is_refused(void **state)
{
    (void)state;
    struct model *model = model_of(SCORE_NONE, 1);
    struct trace *trace = trace_new(model, two, 1, NULL);
    struct arena arena = {0};
    struct derivation d;
    assert_false(derive(trace, 0, origin_at(Q_SCORES, 0, 0), &arena, &d));
    assert_false(derive(trace, 0, origin_at(Q_STATE, -1, 0), &arena, &d));
    assert_false(derive(trace, 0, origin_at(Q_STATE, 0, -1), &arena, &d));
    assert_false(derive(trace, 0, origin_at(Q_STATE, trace->sentences[0].steps, 0), &arena, &d));
    assert_false(derive(trace, 0, origin_at(Q_STATE, 0, 6), &arena, &d));
    arena_free(&arena);
    trace_free(trace);
    model_free(model);
}

static void cells_are_named_from_one(void **state)
{
    (void)state;
    static const struct {
        enum quantity_id id;
        int row, column;
        const char *name;
    } cells[] = {
        {Q_SCORES, 2, 1, "e(3,2)"},
        {Q_WEIGHTS, 0, 0, "α(1,1)"},
        {Q_MASKED, 0, 3, "ẽ(1,4)"},
        {Q_STATES, 1, 0, "h(2)"},
        {Q_KEYS, 0, 0, "U h(1)"},
        {Q_QUERY, 0, 0, "s(0)"},
        {Q_QUERY_PROJECTED, 2, 0, "W s(2)"},
        {Q_FIRST_STATE, 0, 4, "s(0)"},
        {Q_STATE, 0, 0, "s(1)"},
        {Q_CONTEXT, 1, 0, "c(2)"},
        {Q_FED, 1, 0, "Emb(y(1))"},
        {Q_PROBABILITIES, 0, 4, "P(y(1))"},
        {Q_LOGITS, 1, 4, "l(2)"},
    };
    struct model *model = model_of(SCORE_ADDITIVE, 2);
    struct trace *trace = trace_new(model, two, 1, NULL);
    struct arena arena = {0};
    for (size_t i = 0; i < sizeof cells / sizeof *cells; i++) {
        struct derivation d;
        assert_true(
            derive(trace, 0, origin_at(cells[i].id, cells[i].row, cells[i].column), &arena, &d));
        assert_string_equal(d.name, cells[i].name);
    }
    arena_free(&arena);
    trace_free(trace);
    model_free(model);
}

static void long_words_are_not_cut_inside_a_character(void **state)
{
    (void)state;
    struct model *model = model_of(SCORE_ADDITIVE, 2);
    struct str text = {0};
    struct arena arena = {0};
    for (int shift = 0; shift < 3; shift++) {
        str_clear(&text);
        str_add_n(&text, "aa", (size_t)shift);
        for (int i = 0; i < 60; i++)
            str_add(&text, "ъ");
        vocab_add(model->target.vocab, text.text);
        const char *const texts[] = {text.text};
        struct trace *trace = trace_new(model, texts, 1, NULL);
        check_cell(trace, 0, origin_at(Q_WEIGHTS, 0, 0), &arena);
        check_cell(trace, 0, origin_at(Q_CONTEXT, 0, 0), &arena);
        trace_free(trace);
    }
    arena_free(&arena);
    str_free(&text);
    model_free(model);
}

static void ranks_leave_masked_cells_out(void **state)
{
    (void)state;
    static const enum quantity_id rows[] = {Q_SCORES, Q_MASKED, Q_WEIGHTS};
    static const unsigned char hidden[] = {0, 1};
    struct control control = {.hidden = hidden, .hidden_count = 2};
    struct model *model = model_of(SCORE_ADDITIVE, 2);
    struct trace *trace = trace_new(model, two, 2, &control);
    for (size_t k = 0; k < 3; k++)
        for (int s = 0; s < 2; s++)
            for (int t = 0; t < trace->sentences[s].steps; t++) {
                int seen[8] = {0}, count = 0;
                for (int j = 0; j < trace_source_count(trace); j++)
                    if (!trace_masked(trace, s, t, j)) {
                        seen[rank_of(trace, s, sheet_of(rows[k]), t, j)]++;
                        count++;
                    }
                for (int rank = 1; rank <= count; rank++)
                    assert_int_equal(seen[rank], 1);
                int focus = rank_focus(trace, s, t);
                assert_int_equal(rank_of(trace, s, sheet_of(rows[k]), t, focus), 1);
            }
    trace_free(trace);
    model_free(model);
}

static void ranges_leave_masked_cells_out(void **state)
{
    (void)state;
    static const unsigned char all[] = {1, 1, 1, 1, 1, 1};
    struct model *model = model_of(SCORE_ADDITIVE, 2);
    struct trace *trace = trace_new(model, two, 2, NULL);
    struct mat scores = trace_get(trace, 1, Q_SCORES);
    double low, high, lowest = INFINITY, highest = -INFINITY;
    for (int t = 0; t < scores.rows; t++)
        for (int j = 0; j < trace_source_length(trace, 1); j++) {
            lowest = fmin(lowest, mat_row(scores, t)[j]);
            highest = fmax(highest, mat_row(scores, t)[j]);
        }
    rank_range(trace, 1, sheet_of(Q_SCORES), &low, &high);
    assert_true(low == lowest && high == highest);
    rank_range(trace, 1, sheet_of(Q_MASKED), &low, &high);
    assert_true(low == lowest && high == highest);
    trace_free(trace);
    struct control control = {.hidden = all, .hidden_count = 6};
    trace = trace_new(model, two, 2, &control);
    rank_range(trace, 0, sheet_of(Q_MASKED), &low, &high);
    assert_true(low == 0 && high == 0);
    trace_free(trace);
    model_free(model);
}

int main(void)
{
    mat_threads(1);
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(terms_make_up_every_cell),
        cmocka_unit_test(terms_make_up_every_cell_of_changed_runs),
        cmocka_unit_test(terms_make_up_every_cell_of_classifiers),
        cmocka_unit_test(a_cell_that_is_not_there_is_refused),
        cmocka_unit_test(cells_are_named_from_one),
        cmocka_unit_test(long_words_are_not_cut_inside_a_character),
        cmocka_unit_test(ranks_leave_masked_cells_out),
        cmocka_unit_test(ranges_leave_masked_cells_out),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
