#include "paper.h"

/* Every intervention on a model of three units whose numbers can be worked out on paper; and lines
 * that cannot be. See test_laboratory.c for shipped models. */

/* ---- known numbers ---- */

#define A   1.49182469764127 /* exp 0.4 */
#define B   1.0
#define C   0.670320046035639 /* exp −0.4 */
#define E   1.89648087930495  /* exp 0.64 */
#define ALL (A + B + C + E)

/* clang-format off */
static const struct {
    const char *lines;
    enum quantity_id id;
    int step;
    double numbers[6]; /* of the row, as far as there are any */
} known[] = {
    {"", Q_SCORES, 0, {0.4, 0, -0.4, 0.64}},
    {"", Q_WEIGHTS, 1, {A / ALL, B / ALL, C / ALL, E / ALL}},
    {"", Q_CONTEXT, 0, {(0.5 * A - 0.5 * C + 0.8 * E) / ALL, 0.5 * B / ALL, 0}},
    {"sentence b", Q_SCORES, 0, {0, 0.64}},
    {"sentence b a", Q_SCORES, 0, {0, 0.4, 0.64}},
    {"beside a b c a b; sentence @2 a", Q_SCORES, 0, {0.4, 0, -0.4, 0.64}},
    {"exchange a c", Q_SCORES, 0, {-0.4, 0, 0.4, 0.64}},
    {"exchange 1 2", Q_SCORES, 0, {0, 0.4, -0.4, 0.64}},
    {"drop b", Q_SCORES, 0, {0.4, -0.4, 0.64}},
    {"replace a c", Q_SCORES, 0, {-0.4, 0, -0.4, 0.64}},
    {"beside a b c a b", Q_WEIGHTS, 0, {A / ALL, B / ALL, C / ALL, E / ALL, 0, 0}},
    {"beside a b c a b; mask off", Q_WEIGHTS, 0, {A / (ALL + 2), B / (ALL + 2), C / (ALL + 2), E / (ALL + 2), 1 / (ALL + 2), 1 / (ALL + 2)}},
    {"beside a b c a b; mask inverted", Q_WEIGHTS, 0, {0, 0, 0, 0, 0.5, 0.5}},
    {"beside a b c a b; mask inverted", Q_CONTEXT, 0, {0, 0, 0}},
    {"beside a b c a b; show 6", Q_WEIGHTS, 0, {A / (ALL + 1), B / (ALL + 1), C / (ALL + 1), E / (ALL + 1), 0, 1 / (ALL + 1)}},
    {"mask inverted", Q_WEIGHTS, 0, {0, 0, 0, 0}},
    {"mask all", Q_WEIGHTS, 0, {0, 0, 0, 0}},
    {"mask all soft", Q_WEIGHTS, 0, {0.25, 0.25, 0.25, 0.25}},
    {"mask all soft; mask all", Q_WEIGHTS, 0, {0, 0, 0, 0}},
    {"beside a b c a b; mask soft", Q_WEIGHTS, 0, {A / ALL, B / ALL, C / ALL, E / ALL, 0, 0}},
    {"beside a b c a b; mask soft", Q_MASKED, 0, {0.4, 0, -0.4, 0.64, -1e6, -1e6}},
    {"hide a", Q_WEIGHTS, 0, {0, B / (ALL - A), C / (ALL - A), E / (ALL - A)}},
    {"hide a; hide 4", Q_WEIGHTS, 1, {0, B / (B + C), C / (B + C), 0}},
    {"hide a; show a", Q_WEIGHTS, 0, {A / ALL, B / ALL, C / ALL, E / ALL}},
    {"length 1 2", Q_WEIGHTS, 0, {A / (A + B), B / (A + B), 0, 0}},
    {"length 1 2", Q_WEIGHTS, 1, {A / ALL, B / ALL, C / ALL, E / ALL}},
    {"length <eos> 1; length 1 0", Q_WEIGHTS, 1, {1, 0, 0, 0}},
    {"length 1 0", Q_WEIGHTS, 0, {0, 0, 0, 0}},
    {"keys equal", Q_SCORES, 0, {0.16, 0.16, 0.16, 0.16}},
    {"keys equal; hide 4", Q_WEIGHTS, 0, {1.0 / 3, 1.0 / 3, 1.0 / 3, 0}},
    {"query other", Q_OTHER_SCORES, 0, {0.4, 0, -0.4, 0.64}},
    {"query other", Q_OTHER_WEIGHTS, 1, {A / ALL, B / ALL, C / ALL, E / ALL}},
    {"scaling on", Q_SCORES, 0, {0.230940107675850, 0, -0.230940107675850, 0.369504172281360}},
    {"score scaled_dot", Q_SCORES, 0, {0.230940107675850, 0, -0.230940107675850, 0.369504172281360}},
    {"score scaled_dot; scaling off", Q_SCORES, 0, {0.4, 0, -0.4, 0.64}},
    {"temperature 0", Q_WEIGHTS, 0, {0, 0, 0, 1}},
    {"temperature inf", Q_WEIGHTS, 0, {0.25, 0.25, 0.25, 0.25}},
    {"temperature 0.5", Q_WEIGHTS, 0, {A * A / (A * A + B + C * C + E * E), B / (A * A + B + C * C + E * E), C * C / (A * A + B + C * C + E * E), E * E / (A * A + B + C * C + E * E)}},
    {"temperature 0; temperature 1", Q_WEIGHTS, 0, {A / ALL, B / ALL, C / ALL, E / ALL}},
    {"select argmax", Q_WEIGHTS, 0, {0, 0, 0, 1}},
    {"hide 4; select argmax", Q_WEIGHTS, 0, {1, 0, 0, 0}},
    {"select argmax; hide 4", Q_WEIGHTS, 0, {1, 0, 0, 0}},
    {"select uniform", Q_WEIGHTS, 0, {0.25, 0.25, 0.25, 0.25}},
    {"hide b; select uniform", Q_WEIGHTS, 0, {1.0 / 3, 0, 1.0 / 3, 1.0 / 3}},
    {"mask all; select uniform", Q_WEIGHTS, 0, {0, 0, 0, 0}},
    {"hide a; hide b; hide c; select sample 5", Q_WEIGHTS, 0, {0, 0, 0, 1}},
    {"window local_m 1", Q_WEIGHTS, 0, {A / (A + B), B / (A + B), 0, 0}},
    {"window local_m 1", Q_WEIGHTS, 1, {A / (A + B + C), B / (A + B + C), C / (A + B + C), 0}},
    {"window local_m 1 4", Q_WEIGHTS, 0, {0, 0, C / (C + E), E / (C + E)}},
    {"window local_m 1; window global", Q_WEIGHTS, 0, {A / ALL, B / ALL, C / ALL, E / ALL}},
    {"window local_p 1 2", Q_WEIGHTS, 0, {A / (A + B + C) * 0.135335283236613, B / (A + B + C), C / (A + B + C) * 0.135335283236613, 0}},
    {"weight 1 a 0.5", Q_WEIGHTS, 0, {0.5, 0.5 * B / (B + C + E), 0.5 * C / (B + C + E), 0.5 * E / (B + C + E)}},
    {"weight 1 a 0.5", Q_WEIGHTS, 1, {A / ALL, B / ALL, C / ALL, E / ALL}},
    {"weight 1 a 0.5 raw", Q_WEIGHTS, 0, {0.5, B / ALL, C / ALL, E / ALL}},
    {"weight 1 1 -2 raw", Q_WEIGHTS, 0, {-2, B / ALL, C / ALL, E / ALL}},
    {"weight 1 a 0.25; weight 1 b 0.5", Q_WEIGHTS, 0, {0.125 / (1 - 0.75 * B / (B + C + E)), 0.5, 0.375 * C / (B + C + E) / (1 - 0.75 * B / (B + C + E)), 0.375 * E / (B + C + E) / (1 - 0.75 * B / (B + C + E))}},
    {"temperature 0; weight 1 4 0.4", Q_WEIGHTS, 0, {0.2, 0.2, 0.2, 0.4}},
    {"row 1 1 1 2", Q_WEIGHTS, 0, {0.25, 0.25, 0.5, 0}},
    {"row 1 1 1 2 raw", Q_WEIGHTS, 0, {1, 1, 2, 0}},
    {"row all 0 1", Q_WEIGHTS, 1, {0, 1, 0, 0}},
    {"row all 0 1; row 2 1", Q_WEIGHTS, 1, {1, 0, 0, 0}},
    {"row 2 1; row all 0 1", Q_WEIGHTS, 1, {0, 1, 0, 0}},
    {"shift 1", Q_WEIGHTS, 0, {E / ALL, A / ALL, B / ALL, C / ALL}},
    {"shift -1; shift 1", Q_WEIGHTS, 1, {A / ALL, B / ALL, C / ALL, E / ALL}},
    {"beside a b c a b; shift 1", Q_WEIGHTS, 0, {E / ALL, A / ALL, B / ALL, C / ALL, 0, 0}},
    {"collapse b", Q_WEIGHTS, 1, {0, 1, 0, 0}},
    {"collapse b", Q_CONTEXT, 0, {0, 0.5, 0}},
    {"collapse b", Q_ALIGNED, 0, {A / ALL, B / ALL, C / ALL, E / ALL}},
    {"context zero", Q_CONTEXT, 1, {0, 0, 0}},
    {"context zero", Q_WEIGHTS, 0, {A / ALL, B / ALL, C / ALL, E / ALL}},
    /* a line reads the run of the lines before it */
    {"weight 1 a 1; context freeze 1", Q_CONTEXT, 1, {0.5, 0, 0}},
    {"context freeze 1; weight 1 c 1", Q_CONTEXT, 0, {-0.5, 0, 0}},
    {"context freeze 1; weight 1 c 1", Q_CONTEXT, 1, {(0.5 * A - 0.5 * C + 0.8 * E) / ALL, 0.5 * B / ALL, 0}},
    {"weight 2 c 1; context 1 from 2", Q_CONTEXT, 0, {-0.5, 0, 0}},
    {"temperature 0; weight 1 a 0.5; temperature 1", Q_WEIGHTS, 0, {0.5, 0, 0, 0.5}},
};
/* clang-format on */

static void numbers_are_those_on_paper(void **state)
{
    (void)state;
    struct model *model = paper();
    for (size_t i = 0; i < sizeof known / sizeof *known; i++) {
        struct trace *trace = run(model, "a b c", known[i].lines);
        int columns = trace_get(trace, 0, known[i].id).cols;
        const real *row = row_of(trace, known[i].id, known[i].step);
        for (int j = 0; j < columns && j < 6; j++) {
            char *what = mem_format("%s: %s[%d,%d]", known[i].lines,
                                    quantity_any(known[i].id)->name, known[i].step + 1, j + 1);
            assert_close(row[j], known[i].numbers[j], 1e-6, what);
            free(what);
        }
        trace_free(trace);
    }
    model_free(model);
}

/* clang-format off */
static const struct {
    const char *lines, *written, *source;
} words[] = {
    {"", "x <eos>", "a b c <eos>"},
    {"exchange a b", "x <eos>", "b a c <eos>"},
    {"drop 1", "x <eos>", "b c <eos>"},
    {"drop a; drop b; drop c", "x <eos>", "<eos>"},
    {"replace b glimbork", "x <eos>", "a glimbork c <eos>"},
    {"sentence c c c", "x <eos>", "c c c <eos>"},
    {"beside a b c a b", "x <eos>", "a b c <eos> <pad> <pad>"},
    {"collapse b", "y <eos>", "a b c <eos>"},
    {"collapse c", "z <eos>", "a b c <eos>"},
    {"row 1 0 1", "y <eos>", "a b c <eos>"},
    {"force z", "z <eos>", "a b c <eos>"},
    {"force z y x", "z y x <eos>", "a b c <eos>"},
    {"reference z y", "z y <eos>", "a b c <eos>"},
    {"reference z; force y", "y <eos>", "a b c <eos>"},
    {"choose 1 y", "y <eos>", "a b c <eos>"},
    {"choose 2 y", "x y <eos>", "a b c <eos>"},
    {"choose 2 y; choose 2 z", "x z <eos>", "a b c <eos>"},
    {"force z y; choose 2 x", "z x <eos>", "a b c <eos>"},
    {"choose 1 <eos>", "<eos>", "a b c <eos>"},
    {"beside a; reference y y y y y y y y y y y y y y y y y y y y y y y y y", "y y y y y y y y y y y y y y y y y y y y y y y y y <eos>", "a b c <eos>"},
    {"collapse b; choose 1 z; collapse a", "z <eos>", "a b c <eos>"},
};
/* clang-format on */

static void words_are_those_on_paper(void **state)
{
    (void)state;
    struct model *model = paper();
    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        struct trace *trace = run(model, "a b c", words[i].lines);
        struct str written = {0}, source = {0};
        for (int t = 0; t < trace->sentences[0].steps; t++)
            str_format(&written, "%s%s", t ? " " : "", trace_target_word(trace, 0, t));
        for (int j = 0; j < trace_source_count(trace); j++)
            str_format(&source, "%s%s", j ? " " : "", trace_source_word(trace, 0, j));
        if (strcmp(written.text, words[i].written) != 0 ||
            strcmp(source.text, words[i].source) != 0)
            fail_msg("%s: \"%s\" → \"%s\"", words[i].lines, source.text, written.text);
        str_free(&written);
        str_free(&source);
        trace_free(trace);
    }
    model_free(model);
}

/* Parameters that nobody trained are drawn by the seed, and differ from one seed to another. */
static void untrained_scores_are_drawn_by_their_seed(void **state)
{
    (void)state;
    static const char *const lines[] = {"score general 3", "score additive 3"};
    static const char *const others[] = {"score general 4", "score additive 4"};
    struct model *model = paper();
    for (int i = 0; i < 2; i++) {
        struct trace *a = run(model, "a b c", lines[i]), *b = run(model, "a b c", lines[i]),
                     *c = run(model, "a b c", others[i]);
        size_t row = 4 * sizeof(real);
        assert_memory_equal(row_of(a, Q_SCORES, 0), row_of(b, Q_SCORES, 0), row);
        assert_memory_not_equal(row_of(a, Q_SCORES, 0), row_of(c, Q_SCORES, 0), row);
        assert_int_equal(a->config.seq2seq.attention.score, i ? SCORE_ADDITIVE : SCORE_GENERAL);
        trace_free(a);
        trace_free(b);
        trace_free(c);
    }
    model_free(model);
}

/* One position at each step, the same for the same seed, and each by its weight: of 400 draws of
 * 0.295 the standard deviation is 9.1, so 50 away is out of reach. */
static void a_sample_is_drawn_by_the_weights(void **state)
{
    (void)state;
    struct model *model = paper();
    int count[4] = {0};
    for (int seed = 1; seed <= 400; seed++) {
        char line[40];
        snprintf(line, sizeof line, "select sample %d", seed);
        struct trace *trace = run(model, "a b c", line);
        const real *row = row_of(trace, Q_WEIGHTS, 0);
        double sum = 0;
        for (int j = 0; j < 4; j++) {
            assert_true(row[j] == 0 || row[j] == 1);
            sum += row[j];
            count[j] += row[j] == 1;
        }
        assert_true(sum == 1);
        trace_free(trace);
    }
    assert_close(count[0], 400 * A / ALL, 50, "a");
    assert_close(count[2], 400 * C / ALL, 50, "c");
    assert_close(count[3], 400 * E / ALL, 50, "<eos>");
    model_free(model);
}

static void unknown_words_are_allowed_by_name(void **state)
{
    (void)state;
    struct model *model = paper();
    model->weights.seq2seq.output_bias.x[ID_UNK] = 100;
    struct trace *off = run(model, "a b c", "unknown off"), *on = run(model, "a b c", "unknown on"),
                 *chosen = run(model, "a b c", "choose 1 <unk>");
    assert_int_not_equal(off->sentences[0].words[0], ID_UNK);
    assert_int_equal(on->sentences[0].words[0], ID_UNK);
    assert_int_equal(chosen->sentences[0].words[0], ID_UNK);
    assert_int_not_equal(chosen->sentences[0].words[1], ID_UNK);
    trace_free(off);
    trace_free(on);
    trace_free(chosen);
    model_free(model);
}

/* ---- wrong lines ---- */

/* clang-format off */
static const struct {
    const char *before, *line, *says;
} wrong[] = {
    {"", "bogus 1", "there is no intervention \"bogus 1\""},
    {"", "", "there is no intervention"},
    {"", "mask", "expected mask"},
    {"", "mask of", "there is no mask \"of\"; there is on|off|inverted|all|soft"},
    {"", "mask off now", "too much: \"now\""},
    {"", "temperature", "0, 0.5, 2, inf"},
    {"", "temperature warm", "found \"warm\""},
    {"", "temperature -1", "cannot be negative"},
    {"", "temperature nan", "found \"nan\""},
    {"", "hide", "a word from 1 to 4 or its word"},
    {"", "hide d", "there is no word \"d\"; expected 1 to 4 or its word"},
    {"", "hide 5", "there is no word \"5\""},
    {"", "hide 0", "there is no word \"0\""},
    {"", "hide 1x", "there is no word \"1x\""},
    {"", "show -1", "there is no word \"-1\""},
    {"", "length 9 1", "there is no step \"9\""},
    {"", "length 1 5", "a whole number from 0 to 4, not 5"},
    {"", "length 1 1.5", "not 1.5"},
    {"", "score softmax", "dot|scaled_dot|general|additive"},
    {"", "score none", "eng-fra-fixed"},
    {"", "score general -1", "a seed"},
    {"", "score general 1e300", "a seed"},
    {"score additive", "scaling on", "no √d"},
    {"", "scaling up", "on|off"},
    {"", "keys", "kind of keys"},
    {"", "query same", "there is no query \"same\""},
    {"", "unknown", "expected choice"},
    {"", "unknown maybe", "on|off"},
    {"", "unknown on twice", "too much"},
    {"", "select hard", "soft|argmax|sample|uniform"},
    {"", "select argmax 3", "too much"},
    {"", "window local_m 0", "D must be more than 0"},
    {"", "window local_m inf", "D must be more than 0"},
    {"", "window local_m 2 9", "a position from 1 to 4"},
    {"", "window local_m 2 inf", "a position from 1 to 4"},
    {"", "window local_p", "did not learn to predict a center"},
    {"", "window global 2", "too much"},
    {"", "weight 1 a", "a weight, such as 0.9"},
    {"", "weight 1 a 2", "from 0 to 1, not 2"},
    {"", "weight 1 a -1", "cannot be negative"},
    {"", "weight 1 a inf raw", "a weight is a number"},
    {"", "weight 7 a 1", "there is no step \"7\""},
    {"", "row 1", "expected the weights of the row, at most 4"},
    {"", "row 1 0 0", "nothing makes these sum to 1"},
    {"", "row 1 1 2 3 4 5", "has 4 positions"},
    {"", "row 1 raw 1", "expected the weights of the row"},
    {"", "row all -1 2", "cannot be negative"},
    {"", "shift 4", "from -3 to 3"},
    {"", "shift 0.5", "from -3 to 3"},
    {"", "collapse d", "there is no word \"d\""},
    {"", "context", "a step from 1 to 2 or its word"},
    {"", "context 1", "expected \"from\""},
    {"", "context 1 from 3", "there is no step \"3\""},
    {"", "context freeze", "a step from 1 to 2"},
    {"", "force", "expected the words to write"},
    {"", "force x q", "\"q\" is not in the target vocabulary"},
    {"", "reference q", "\"q\" is not in the target vocabulary"},
    {"", "choose 1", "the word to write there"},
    {"", "choose 1 q", "\"q\" is not in the target vocabulary"},
    {"", "choose 3 x", "there is no step \"3\""},
    {"", "choose 1 <pad>", "never written"},
    {"", "choose 1 <bos>", "never written"},
    {"", "force x <pad>", "never written"},
    {"", "force <eos> x", "the sentence ends"},
    {"", "sentence", "expected a sentence"},
    {"", "sentence @2 a", "there is no sentence @2"},
    {"", "sentence @1", "expected a sentence"},
    {"", "sentence @x a", "there is no sentence @x"},
    {"", "beside", "expected the sentence"},
    {"beside a; beside b; beside c", "beside a", "the batch is full"},
    {"", "exchange a", "a word from 1 to 4"},
    {"", "exchange a 4", "position 4 is not a word of the sentence"},
    {"", "drop <eos>", "position 4 is not a word"},
    {"", "replace a", "the word to put there"},
    {"", "replace a b c", "too much: \"c\""},
};
/* clang-format on */

static void wrong_lines_say_why_in_one_line(void **state)
{
    (void)state;
    struct model *model = paper();
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        struct strs sentences = {0}, list = split(wrong[i].before);
        struct err err = {0};
        strs_add(&sentences, "a b c");
        struct lab lab = {model, &sentences, &list};
        if (lab_check(&lab, wrong[i].line, &err) == 0)
            fail_msg("\"%s\" was taken", wrong[i].line);
        if (!strstr(err.text, wrong[i].says) || strchr(err.text, '\n'))
            fail_msg("\"%s\": \"%s\" does not say \"%s\"", wrong[i].line, err.text, wrong[i].says);
        strs_free(&sentences);
        strs_free(&list);
    }
    model_free(model);
}

/* A line that does not fit any more is left out; those around it stay. */
static void a_line_that_does_not_fit_is_left_out(void **state)
{
    (void)state;
    struct model *model = paper();
    struct strs sentences = {0}, list = split("hide 4; weight 1 3 1; temperature inf");
    struct err err;
    strs_add(&sentences, "a");
    struct lab lab = {model, &sentences, &list};
    struct trace *trace = lab_run(&lab, &err);
    assert_non_null(strstr(err.text, "hide 4: there is no word \"4\""));
    assert_close(row_of(trace, Q_WEIGHTS, 0)[0], 0.5, 1e-6, "temperature inf");
    trace_free(trace);
    strs_free(&sentences);
    strs_free(&list);
    model_free(model);
}

static void a_model_without_attention_says_so(void **state)
{
    (void)state;
    static const char *const lines[] = {
        "mask off",     "hide 1",      "show 1",        "length 1 1",  "scaling on",
        "keys equal",   "query other", "temperature 1", "select soft", "window global",
        "weight 1 1 1", "row all 1",   "shift 1",       "collapse 1"};
    struct model *model = tiny_model(tiny_config(SCORE_NONE, INIT_TANH, 1), 3);
    for (size_t i = 0; i < sizeof lines / sizeof *lines; i++) {
        struct strs sentences = {0}, none = {0};
        struct err err = {0};
        strs_add(&sentences, "the cat");
        struct lab lab = {model, &sentences, &none};
        assert_int_equal(lab_check(&lab, lines[i], &err), -1);
        if (!strstr(err.text, "no attention"))
            fail_msg("%s", err.text);
        strs_free(&sentences);
    }
    struct trace *trace = run(model, "the cat", "score dot; temperature inf");
    assert_close(row_of(trace, Q_WEIGHTS, 0)[0], 1.0 / 3, 1e-6, "scores put in");
    trace_free(trace);
    model_free(model);
}

/* No step has a context that could be changed, by scores or by hand. */
static void what_changes_a_context_needs_one(void **state)
{
    (void)state;
    static const char *const lines[] = {"score additive", "context zero", "context freeze 1"};
    struct config config = tiny_config(SCORE_NONE, INIT_TANH, 1);
    config.seq2seq.feed = FEED_FIRST;
    struct model *model = tiny_model(config, 3);
    struct strs sentences = {0}, none = {0};
    strs_add(&sentences, "the cat");
    struct lab lab = {model, &sentences, &none};
    for (size_t i = 0; i < sizeof lines / sizeof *lines; i++) {
        struct err err = {0};
        assert_int_equal(lab_check(&lab, lines[i], &err), -1);
        if (!strstr(err.text, "first state alone"))
            fail_msg("%s", err.text);
    }
    strs_free(&sentences);
    model_free(model);
}

/* Every row has its words, and its usage names those that may come first. */
static void rows_are_complete(void **state)
{
    (void)state;
    for (const struct intervention_kind *kind = intervention_kinds; kind->name; kind++) {
        struct strs first = {0};
        if (!kind->usage || !kind->help || !kind->apply)
            fail_msg("the intervention \"%s\" has no usage, no help or no function", kind->name);
        assert_ptr_equal(intervention_find(kind->name), kind);
        intervention_words(kind, &first);
        bool placeholder = strspn(kind->usage, "ABCDEFGHIJKLMNOPQRSTUVWXYZ") > 0;
        for (size_t i = 0; i < first.count && !placeholder; i++)
            if (!strstr(kind->usage, first.list[i]))
                fail_msg("the usage of \"%s\" does not name %s", kind->name, first.list[i]);
        strs_free(&first);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_changes_a_context_needs_one),
        cmocka_unit_test(rows_are_complete),
        cmocka_unit_test(numbers_are_those_on_paper),
        cmocka_unit_test(words_are_those_on_paper),
        cmocka_unit_test(untrained_scores_are_drawn_by_their_seed),
        cmocka_unit_test(a_sample_is_drawn_by_the_weights),
        cmocka_unit_test(unknown_words_are_allowed_by_name),
        cmocka_unit_test(wrong_lines_say_why_in_one_line),
        cmocka_unit_test(a_line_that_does_not_fit_is_left_out),
        cmocka_unit_test(a_model_without_attention_says_so),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
