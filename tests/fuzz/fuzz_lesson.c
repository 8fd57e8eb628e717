/* For libFuzzer: any bytes are either refused with a place and a reason, or a lesson that can be
 * checked against a run. What starts with '=' is an expression instead. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "../unit/toy.h"
#include "base/mem.h"
#include "lesson/check.h"
#include "lesson/expression.h"
#include "lesson/progress.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

static void check(int good)
{
    if (!good)
        abort();
}

/* What can be evaluated passes the check that knows no trace. */
static void fuzz_expression(const char *text, const struct trace *trace)
{
    struct err err = {""};
    struct str out = {0};
    int syntax = expression_check(text, &err);
    check(!syntax || strncmp(err.text, "column ", 7) == 0);
    int result = expression_format(text, trace, &out, &err);
    check(result || !syntax);
    check(!result || strncmp(err.text, "column ", 7) == 0);
    str_free(&out);
}

static void fuzz_progress(const char *text)
{
    struct progress progress = {0}, again = {0};
    struct str out = {0}, second = {0};
    progress_read(&progress, text);
    progress_write(&progress, &out);
    progress_read(&again, out.text ? out.text : "");
    progress_write(&again, &second);
    check(strcmp(out.text ? out.text : "", second.text ? second.text : "") == 0);
    str_free(&out);
    str_free(&second);
    progress_free(&progress);
    progress_free(&again);
}

static void fuzz_lesson(const char *text, size_t size, const struct trace *trace)
{
    struct err err = {""};
    struct lesson *lesson = lesson_parse("fuzz.md", text, size, &err);
    check(lesson || strncmp(err.text, "fuzz.md:", 8) == 0);
    if (!lesson)
        return;
    struct strs problems = {0};
    struct lesson_checker checker = {0};
    check(lesson_check(lesson, trace, &checker, &problems) <= (int)problems.count);
    strs_free(&problems);
    lesson_free(lesson);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    static struct model *model;
    static struct trace *trace;
    if (!model) {
        model = toy_model(SCORE_ADDITIVE);
        trace = toy_trace(model);
    }
    char *text = mem_text_n((const char *)bytes, size);
    if (size && bytes[0] == '=')
        fuzz_expression(text + 1, trace);
    fuzz_lesson(text, size, trace);
    fuzz_progress(text);
    free(text);
    return 0;
}
