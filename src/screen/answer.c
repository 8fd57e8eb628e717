#include "screen/answer.h"

#include <stdlib.h>

#include "base/mem.h"
#include "base/str.h"
#include "inspect/finding.h"
#include "lesson/lesson.h"
#include "model/model.h"
#include "study/snapshots.h"
#include "study/units.h"

static void free_sentences(struct strs *sentences)
{
    strs_free(sentences);
    free(sentences);
}

void answer_free(struct answer *answer)
{
    switch (answer->kind) {
    case ANSWER_DONE:
    case ANSWER_FAILED:
        free(answer->text);
        break;
    case ANSWER_MODEL:
        model_free(answer->model);
        break;
    case ANSWER_LESSON:
        lesson_free(answer->lesson);
        break;
    case ANSWER_SENTENCES:
        free_sentences(answer->sentences);
        break;
    case ANSWER_SNAPSHOTS:
        snapshots_free(answer->snapshots);
        break;
    case ANSWER_FINDING:
        finding_free(answer->finding);
        break;
    case ANSWER_UNITS:
        units_free(answer->units);
        free(answer->units);
        break;
    case ANSWER_STATE:
        free(answer->state.path);
        break;
    case ANSWER_COUNT:
        break;
    }
    *answer = (struct answer){.kind = ANSWER_COUNT};
}

struct answer answer_done(struct asker asker, const char *text)
{
    return (struct answer){.kind = ANSWER_DONE, .asker = asker, .text = mem_text(text)};
}

struct answer answer_failed(struct asker asker, const struct err *err)
{
    return (struct answer){.kind = ANSWER_FAILED, .asker = asker, .text = mem_text(err->text)};
}
