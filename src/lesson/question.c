#include "lesson/question.h"

#include <math.h>
#include <string.h>

#include "lesson/expression.h"
#include "lesson/spans.h"

const char *const question_kind_names[QUESTION_KINDS + 1] = {"choice", "number", "cell",
                                                             "order",  "do",     NULL};

static int write_choice(struct strs *out, const char *choice, const struct trace *trace,
                        struct err *err)
{
    struct spans parsed = {0}, spans = {0};
    struct str text = {0};
    int result = spans_parse(&parsed, choice, err) ||
                 spans_evaluate(&spans, parsed.list, parsed.count, trace, err);
    spans_text(&text, spans.list, spans.count);
    strs_add(out, text.text ? text.text : "");
    str_free(&text);
    spans_free(&parsed);
    spans_free(&spans);
    return result ? -1 : 0;
}

/* The words of the sentence, <eos> included, because <eos> is looked at and written like a word. */
static int write_choices(const struct question *question, const struct trace *trace,
                         struct strs *out, struct err *err)
{
    int b = question->sentence < trace->count ? question->sentence : 0;
    int sources = question->words == 1 ? trace_source_length(trace, b) : 0;
    int targets = question->words == 2 ? trace->sentences[b].steps : 0;
    for (int j = 0; j < sources; j++)
        strs_add(out, trace_source_word(trace, b, j));
    for (int t = 0; t < targets; t++)
        strs_add(out, trace_target_word(trace, b, t));
    int count = (int)question->choices.count;
    for (int i = 0; i < count; i++) {
        int from = question->kind == QUESTION_ORDER ? question_place(question, count, i) : i;
        if (write_choice(out, question->choices.list[from], trace, err))
            return -1;
    }
    if (out->count < 1 || out->count > QUESTION_CHOICES)
        return err_set(err, "%zu choices; expected at most %d", out->count, QUESTION_CHOICES);
    return 0;
}

/* Shuffled by the line of the question: the same at every look, and never the right order. */
int question_place(const struct question *question, int n, int i)
{
    int place[QUESTION_CHOICES], same = 0;
    unsigned seed = (unsigned)question->line * 2654435761u + 12345u;
    for (int k = 0; k < n; k++)
        place[k] = k;
    for (int k = n - 1; k > 0; k--) {
        seed = seed * 1664525u + 1013904223u;
        int other = (int)((seed >> 16) % (unsigned)(k + 1)), kept = place[k];
        place[k] = place[other];
        place[other] = kept;
    }
    for (int k = 0; k < n; k++)
        same += place[k] == k;
    return same == n ? (place[i] + 1) % n : place[i];
}

static int expected_number(const char *text, const struct trace *trace, double *out,
                           struct err *err)
{
    struct expression_value value;
    if (expression_evaluate(text, trace, &value, err))
        return err_prefix(err, "answer");
    if (value.kind != VALUE_NUMBER)
        return err_set(err, "the answer is no number; expected one");
    *out = value.number;
    return 0;
}

static int expected_choice(const struct question *question, const struct trace *trace,
                           const struct strs *choices, int *right, struct err *err)
{
    struct expression_value answer;
    *right = -1;
    if (expression_evaluate(question->answer, trace, &answer, err))
        return err_prefix(err, "answer");
    if (answer.kind == VALUE_WORD) {
        for (size_t i = 0; i < choices->count && *right < 0; i++)
            if (strcmp(choices->list[i], answer.word) == 0)
                *right = (int)i;
        return *right >= 0 ? 0
                           : err_set(err, "the answer \"%s\" is none of the choices; expected one",
                                     answer.word);
    }
    double number = answer.kind == VALUE_NUMBER ? answer.number : 0;
    if (!(number >= 1 && number <= (double)choices->count && number == floor(number)))
        return err_set(err, "the answer is %g; expected the number of a choice, 1 to %zu", number,
                       choices->count);
    *right = (int)number - 1;
    return 0;
}

int question_choices(const struct question *question, const struct trace *trace, struct strs *out,
                     int *right, struct err *err)
{
    *right = -1;
    bool listed = question->kind == QUESTION_CHOICE || question->kind == QUESTION_ORDER;
    if (listed && write_choices(question, trace, out, err))
        return -1;
    return question->kind == QUESTION_CHOICE ? expected_choice(question, trace, out, right, err)
                                             : 0;
}

int question_expected(const struct question *question, const struct trace *trace,
                      struct question_given *out, struct err *err)
{
    double column = 0, row = 0;
    struct strs choices = {0};
    int right, result = 0;
    *out = (struct question_given){0};
    switch (question->kind) {
    case QUESTION_CHOICE:
        result = question_choices(question, trace, &choices, &right, err);
        out->choice = right + 1;
        strs_free(&choices);
        return result;
    case QUESTION_NUMBER:
        return expected_number(question->answer, trace, &out->number, err);
    case QUESTION_CELL:
        if (question->row && expected_number(question->row, trace, &row, err))
            return -1;
        result = expected_number(question->answer, trace, &column, err);
        out->row = (int)row;
        out->column = (int)column;
        return result;
    case QUESTION_ORDER:
    case QUESTION_DO:
    case QUESTION_KINDS:
        break;
    }
    return 0;
}

static bool in_order(const struct question *question, const struct question_given *given)
{
    int n = (int)question->choices.count;
    for (int i = 0; i < n; i++)
        if (question_place(question, n, given->order[i] - 1) != i)
            return false;
    return given->count == n;
}

static int is_right(const struct question *question, const struct trace *trace,
                    const struct trace *now, const struct question_given *given, bool *right,
                    struct err *err)
{
    struct question_given expected;
    double within = 0, done = 0;
    if (question_expected(question, trace, &expected, err))
        return -1;
    switch (question->kind) {
    case QUESTION_CHOICE:
        *right = given->choice == expected.choice;
        break;
    case QUESTION_NUMBER:
        if (expected_number(question->within, trace, &within, err))
            return -1;
        *right = fabs(given->number - expected.number) <= within;
        break;
    case QUESTION_CELL:
        *right = given->column == expected.column && (!question->row || given->row == expected.row);
        break;
    case QUESTION_ORDER:
        *right = in_order(question, given);
        break;
    case QUESTION_DO:
        if (expected_number(question->answer, now, &done, err))
            return -1;
        *right = done != 0;
        break;
    case QUESTION_KINDS:
        break;
    }
    return 0;
}

int question_judge(const struct question *question, const struct trace *trace,
                   const struct trace *now, const struct question_given *given,
                   struct question_reply *reply, struct err *err)
{
    bool right = false;
    if (is_right(question, trace, now, given, &right, err))
        return -1;
    reply->given = *given;
    reply->tries++;
    bool over = reply->tries >= QUESTION_TRIES && question->kind != QUESTION_DO;
    reply->verdict = right ? REPLY_RIGHT : over ? REPLY_WRONG : REPLY_AGAIN;
    if (reply->verdict == REPLY_AGAIN && !question_said(question, reply) && !reply->hints)
        reply->hints = question->hints.count > 0; /* nothing else helps with the second try */
    return 0;
}

const char *question_said(const struct question *question, const struct question_reply *reply)
{
    int chosen = reply->given.choice - 1;
    bool own = question->kind == QUESTION_CHOICE && chosen >= 0 &&
               (size_t)chosen < question->replies.count && *question->replies.list[chosen];
    if (reply->verdict == REPLY_RIGHT)
        return question->right;
    if (reply->verdict == REPLY_WRONG)
        return question->wrong;
    if (reply->verdict == REPLY_AGAIN && own)
        return question->replies.list[chosen];
    return NULL;
}

static int needs(const char *kind, const char *key, bool wanted, bool there, struct err *err)
{
    if (wanted && !there)
        return err_set(err, "\"%s\" is missing; expected it in a question of kind %s", key, kind);
    if (!wanted && there)
        return err_set(err, "\"%s\" is there; expected none in a question of kind %s", key, kind);
    return 0;
}

int question_complete(const struct question *question, struct err *err)
{
    enum question_kind kind = question->kind;
    const char *name = question_kind_names[kind];
    bool listed = kind == QUESTION_CHOICE || kind == QUESTION_ORDER;
    if (needs(name, "choices", listed, question->choices.count || question->words, err) ||
        needs(name, "answer", kind != QUESTION_ORDER, question->answer, err) ||
        needs(name, "within", kind == QUESTION_NUMBER, question->within, err) ||
        needs(name, "solution", kind == QUESTION_DO, question->solution.count, err) ||
        (kind != QUESTION_CELL && needs(name, "row", false, question->row, err)) ||
        (kind != QUESTION_CHOICE && needs(name, "reply", false, question->replies.count, err)))
        return -1;
    if (kind == QUESTION_ORDER && question->words)
        return err_set(err, "choices: words of a sentence cannot be put in order; expected choices "
                            "with | between them");
    return 0;
}
