/* Learning rates by hand, and the table of options: its checks, and what a checkpoint holds. */
#include "tiny.h"

#include "train/schedule.h"
#include "train/teaching.h"

static void rate_is(const struct train_options *o, long step, int epoch, double progress,
                    double expected)
{
    struct schedule_at at = {.step = step, .epoch = epoch, .progress = progress};
    assert_close(schedule_rate(o, at), expected, 1e-15, "the rate");
}

static struct train_options with(int schedule)
{
    struct train_options o = train_defaults();
    o.rate = 0.008;
    o.epochs = 4;
    o.schedule = schedule;
    return o;
}

static void halve_and_constant(void **state)
{
    (void)state;
    struct train_options o = with(SCHEDULE_HALVE);
    assert_int_equal(train_defaults().schedule, SCHEDULE_HALVE);
    o.halve_from = 3;
    rate_is(&o, 1, 1, 0, 0.008);
    rate_is(&o, 900, 2, 0.99, 0.008);
    rate_is(&o, 901, 3, 0, 0.004);
    rate_is(&o, 950, 3, 0.5, 0.004);
    rate_is(&o, 990, 5, 0, 0.001);
    o.halve_from = 0;
    rate_is(&o, 990, 5, 0, 0.008);
    o = with(SCHEDULE_CONSTANT);
    o.halve_from = 1;
    rate_is(&o, 990, 4, 0.9, 0.008);
}

/* Unless another epoch is named, whatever their number: 1/2, 1/4 and 1/8 of the rate at the end. */
static void the_last_third_halves_three_times(void **state)
{
    (void)state;
    static const struct {
        int epochs, first, second, third;
    } cases[] = {{9, 7, 8, 9}, {20, 15, 17, 19}, {400, 268, 313, 357}, {3, 3, 3, 3}};
    struct train_options o = with(SCHEDULE_HALVE);
    assert_int_equal(o.halve_from, HALVE_THRICE);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        bool few = cases[i].epochs < 9; /* then it does not get that far */
        o.epochs = cases[i].epochs;
        rate_is(&o, 1, cases[i].first - 1, 0.99, 0.008);
        rate_is(&o, 1, cases[i].first, 0, 0.004);
        if (few)
            continue;
        rate_is(&o, 1, cases[i].second - 1, 0.99, 0.004);
        rate_is(&o, 1, cases[i].second, 0, 0.002);
        rate_is(&o, 1, cases[i].third, 0, 0.001);
        rate_is(&o, 1, cases[i].epochs, 0.99, 0.001);
    }
}

static void linear_and_cosine_end_at_nothing(void **state)
{
    (void)state;
    struct train_options o = with(SCHEDULE_LINEAR);
    rate_is(&o, 1, 1, 0, 0.008);
    rate_is(&o, 5, 2, 0, 0.006);
    rate_is(&o, 7, 3, 0.5, 0.003);
    rate_is(&o, 9, 4, 1, 0);
    rate_is(&o, 10, 5, 0.5, 0); /* never below */
    o = with(SCHEDULE_COSINE);
    rate_is(&o, 1, 1, 0, 0.008);
    rate_is(&o, 5, 2, 0, 0.008 * (2 + sqrt(2)) / 4);
    rate_is(&o, 6, 3, 0, 0.004);
    rate_is(&o, 9, 4, 1, 0);
    o.epochs = 8;
    rate_is(&o, 9, 5, 0, 0.004);
}

static void inverse_sqrt_falls_after_the_warmup(void **state)
{
    (void)state;
    struct train_options o = with(SCHEDULE_INVERSE_SQRT);
    o.warmup = 100;
    rate_is(&o, 1, 1, 0, 0.00008);
    rate_is(&o, 50, 1, 0, 0.004);
    rate_is(&o, 100, 1, 0, 0.008);
    rate_is(&o, 400, 1, 0, 0.004);
    rate_is(&o, 10000, 9, 0, 0.0008);
    o.warmup = 0;
    rate_is(&o, 1, 1, 0, 0.008);
    rate_is(&o, 4, 1, 0, 0.004);
}

static void warmup_goes_with_every_schedule(void **state)
{
    (void)state;
    for (int schedule = SCHEDULE_HALVE; schedule <= SCHEDULE_COSINE; schedule++) {
        struct train_options o = with(schedule);
        o.warmup = 10;
        rate_is(&o, 1, 1, 0, 0.0008);
        rate_is(&o, 9, 1, 0, 0.0072);
        rate_is(&o, 10, 1, 0, 0.008);
    }
}

static void reference_is(const struct train_options *o, long i, double expected)
{
    assert_close(teaching_rate(o, i), expected, 1e-12, "the share of references");
}

/* Bengio et al. 2015, section 2.4. */
static void references_get_rarer(void **state)
{
    (void)state;
    struct train_options o = train_defaults();
    reference_is(&o, 12345, 1);
    o.teacher_forcing = 0.25;
    reference_is(&o, 12345, 0.25);
    o = train_defaults(), o.scheduled_sampling = TEACHING_LINEAR;
    reference_is(&o, 0, 1);
    reference_is(&o, 2500, 0.75);
    reference_is(&o, 20000, 0);
    o.teaching_k = 0.9, o.teaching_slope = 0.01, o.teaching_floor = 0.2;
    reference_is(&o, 30, 0.6);
    reference_is(&o, 80, 0.2);
    o = train_defaults(), o.scheduled_sampling = TEACHING_EXPONENTIAL;
    reference_is(&o, 0, 1);
    reference_is(&o, 2, 0.9998 * 0.9998);
    o.teaching_k = 0.5;
    reference_is(&o, 3, 0.125);
    o = train_defaults(), o.scheduled_sampling = TEACHING_INVERSE_SIGMOID;
    reference_is(&o, 0, 1000.0 / 1001);
    o.teaching_k = 10;
    reference_is(&o, 20, 10 / (10 + exp(2)));
    reference_is(&o, 1000000000, 0);
}

static char *printed(const struct train_options *o)
{
    struct str out = {0};
    train_options_print(o, &out);
    return str_take(&out);
}

static void what_decides_is_printed(void **state)
{
    (void)state;
    struct train_options o = with(SCHEDULE_HALVE);
    o.halve_from = 3;
    char *text = printed(&o);
    assert_non_null(strstr(text, "\nhalve-from=3\n"));
    assert_non_null(strstr(text, "\nschedule=halve\n"));
    assert_non_null(strstr(text, "\nkeep=bleu\n"));
    assert_non_null(strstr(text, "\nrate=0.008\n"));
    assert_null(strstr(text, "epochs="));
    assert_null(strstr(text, "\nout="));
    free(text);
    o.halve_from = HALVE_THRICE; /* over the last third */
    text = printed(&o);
    assert_non_null(strstr(text, "\nhalve-from=-1\n"));
    assert_non_null(strstr(text, "\nepochs=4\n"));
    free(text);
    o.schedule = SCHEDULE_COSINE; /* which ends with the last epoch */
    o.corpus = "pairs.tsv";
    o.keep = "loss";
    text = printed(&o);
    assert_non_null(strstr(text, "\nschedule=cosine\n"));
    assert_null(strstr(text, "halve-from="));
    assert_non_null(strstr(text, "\nepochs=4\n"));
    assert_non_null(strstr(text, "\nkeep=loss\n"));
    assert_non_null(strstr(text, "\ncorpus=pairs.tsv\n"));
    free(text);
}

static void the_table_is_whole(void **state)
{
    (void)state;
    for (const struct train_field *field = train_fields; field->name; field++) {
        assert_true(field->offset < sizeof(struct train_options));
        assert_true(*field->help && *field->group);
        assert_true((field->kind == TRAIN_FLAG) == !field->argument);
        for (const struct train_field *other = train_fields; other < field; other++) {
            assert_string_not_equal(other->name, field->name);
            assert_int_not_equal(other->offset, field->offset);
        }
        for (const struct field *other = family_list[0]->fields; other->name; other++)
            assert_string_not_equal(other->name, field->name);
    }
}

static void refused(const struct train_options *o, const char *words)
{
    struct err err;
    assert_int_equal(train_options_check(o, &err), -1);
    if (!strstr(err.text, words))
        fail_msg("\"%s\" does not say \"%s\"", err.text, words);
}

static void what_cannot_be_is_refused(void **state)
{
    (void)state;
    struct err err;
    struct train_options good = train_defaults(), o;
    good.threads = 64;
    good.corpus = "pairs.tsv";
    assert_int_equal(train_options_check(&good, &err), 0);
    o = good, o.threads = 65;
    refused(&o, "--threads is 65, but must be from 1 to 64");
    o = good, o.epochs = 0;
    refused(&o, "--epochs is 0, but must be at least 1");
    o = good, o.dropout = 1;
    refused(&o, "--dropout is 1, but must be from 0 to below 1");
    o = good, o.rate = 0;
    refused(&o, "--rate is 0, but must be above 0");
    o = good, o.rate = INFINITY;
    refused(&o, "--rate");
    o = good, o.weight_decay = -0.1;
    refused(&o, "--weight-decay is -0.1, but must be 0 or more");
    o = good, o.clip = NAN;
    refused(&o, "--clip");
    o = good, o.checkpoint_every = -1;
    refused(&o, "--checkpoint-every");
    o = good, o.attention_dropout = 0.1;
    assert_int_equal(train_options_check(&o, &err), 0);
    o.config.seq2seq.attention.score = SCORE_NONE;
    refused(&o, "--attention-dropout");
    o = good, o.no_mask = true;
    assert_int_equal(train_options_check(&o, &err), 0);
    o.config.seq2seq.attention.score = SCORE_NONE;
    refused(&o, "--no-mask has no mask");
    o = good, o.freeze_embeddings = true;
    refused(&o, "--freeze-embeddings needs");
    o = good, o.teacher_forcing = 1.1;
    refused(&o, "--teacher-forcing is 1.1, but must be from 0 to 1");
    o = good, o.teacher_forcing = 0.5;
    assert_int_equal(train_options_check(&o, &err), 0);
    o.scheduled_sampling = TEACHING_LINEAR;
    refused(&o, "--teacher-forcing is a constant");
    o = good, o.teaching_k = 0.5;
    refused(&o, "--teaching-k needs");
    o.scheduled_sampling = TEACHING_INVERSE_SIGMOID;
    refused(&o, "--teaching-k is 0.5, but must be from 1");
    o.scheduled_sampling = TEACHING_EXPONENTIAL;
    assert_int_equal(train_options_check(&o, &err), 0);
    o.teaching_k = 2;
    refused(&o, "from 0 to 1");
    o = good, o.patience = 2;
    refused(&o, "--patience needs --valid");
    o.valid = "pairs.tsv";
    assert_int_equal(train_options_check(&o, &err), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(halve_and_constant),
        cmocka_unit_test(the_last_third_halves_three_times),
        cmocka_unit_test(linear_and_cosine_end_at_nothing),
        cmocka_unit_test(inverse_sqrt_falls_after_the_warmup),
        cmocka_unit_test(warmup_goes_with_every_schedule),
        cmocka_unit_test(references_get_rarer),
        cmocka_unit_test(what_decides_is_printed),
        cmocka_unit_test(the_table_is_whole),
        cmocka_unit_test(what_cannot_be_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
