#include "lesson/question.h"

#include <math.h>
#include <string.h>

#include "lesson/expression.h"
#include "lesson/spans.h"

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
    for (size_t i = 0; i < question->choices.count; i++)
        if (write_choice(out, question->choices.list[i], trace, err))
            return -1;
    if (out->count < 1 || out->count > QUESTION_CHOICES)
        return err_set(err, "%zu choices; expected at most %d", out->count, QUESTION_CHOICES);
    return 0;
}

int question_choices(const struct question *question, const struct trace *trace, struct strs *out,
                     int *right, struct err *err)
{
    struct expression_value answer;
    *right = -1;
    if (write_choices(question, trace, out, err))
        return -1;
    if (expression_evaluate(question->answer, trace, &answer, err))
        return err_prefix(err, "answer");
    if (answer.kind == VALUE_WORD) {
        for (size_t i = 0; i < out->count && *right < 0; i++)
            if (strcmp(out->list[i], answer.word) == 0)
                *right = (int)i;
        return *right >= 0 ? 0
                           : err_set(err, "the answer \"%s\" is none of the choices; expected one",
                                     answer.word);
    }
    double number = answer.kind == VALUE_NUMBER ? answer.number : 0;
    if (!(number >= 1 && number <= (double)out->count && number == floor(number)))
        return err_set(err, "the answer is %g; expected the number of a choice, 1 to %zu", number,
                       out->count);
    *right = (int)number - 1;
    return 0;
}
