#include "lesson/pace.h"

#include <string.h>

/* Seconds, and words in a minute: slow, as one reads what is new in a foreign language. */
enum { A_MINUTE = 60, WORDS_A_MINUTE = 150, A_PICTURE = 15, A_CHANGE = 20 };

static const int an_answer[QUESTION_KINDS] = {[QUESTION_CHOICE] = 15,
                                              [QUESTION_NUMBER] = 40,
                                              [QUESTION_CELL] = 40,
                                              [QUESTION_ORDER] = 40,
                                              [QUESTION_DO] = 60};

static int words_in(const char *text)
{
    static const char blank[] = " \t\n";
    int words = 0;
    for (text += strspn(text, blank); *text; text += strspn(text, blank)) {
        text += strcspn(text, blank);
        words++;
    }
    return words;
}

/* The value of an expression is one word, however long the expression is. */
static int words_of(const struct span *spans, int count)
{
    int words = 0;
    for (int i = 0; i < count; i++)
        words += spans[i].kind == SPAN_VALUE ? 1 : words_in(spans[i].text);
    return words;
}

static int words_of_markdown(const char *text)
{
    struct spans spans = {0};
    struct err err;
    int words = 0;
    if (text && spans_parse(&spans, text, &err) == 0)
        words = words_of(spans.list, spans.count);
    spans_free(&spans);
    return words;
}

/* What everybody reads of a question: not the hints, and one verdict. */
static int words_of_question(const struct question *question)
{
    int words = words_of_markdown(question->ask) + words_of_markdown(question->right);
    for (size_t i = 0; i < question->choices.count; i++)
        words += words_of_markdown(question->choices.list[i]);
    return words;
}

static int seconds_of(const struct lesson_page *page)
{
    int words = 0, seconds = A_PICTURE;
    for (int i = 0; i < page->count; i++)
        words += words_of(page->blocks[i].spans, page->blocks[i].count);
    if (page->question.present) {
        words += words_of_question(&page->question);
        seconds += an_answer[page->question.kind];
    }
    if (page->view.changes.count || page->view.then.count || page->view.panel)
        seconds += A_CHANGE;
    return seconds + words * A_MINUTE / WORDS_A_MINUTE;
}

int lesson_minutes(const struct lesson *lesson)
{
    int seconds = A_MINUTE / 2;
    for (int i = 0; i < lesson->count; i++)
        seconds += seconds_of(&lesson->pages[i]);
    return seconds < A_MINUTE ? 1 : seconds / A_MINUTE;
}
