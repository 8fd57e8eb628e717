#include "cmd/commands.h"

#include <string.h>

#include "cmd/data.h"
#include "cmd/session.h"

/* heed explore: one sentence, every stage, no lesson. */

int cmd_explore(const struct command *command, int argc, char **argv)
{
    struct session session = {0};
    struct app_setup setup = {0};
    struct strs words = {0};
    struct str text = {0};
    struct err err;
    const struct option options[] = {
        MODEL_OPTION(&setup.model),
        SESSION_OPTIONS(session),
        {NULL, 0, OPTION_FLAG, NULL, NULL, NULL},
    };
    int result = options_parse(command, options, argc, argv, &words);
    for (size_t i = 0; i < words.count; i++)
        str_format(&text, "%s%s", i ? " " : "", words.list[i]);
    if (result == EXIT_DONE && words.count &&
        strspn(text.text ? text.text : "", " \t\n") == text.length) {
        err_set(&err, "the sentence is empty: there is nothing to explore");
        result = failed(&err);
    }
    if (result == EXIT_DONE) {
        setup.text = text.text ? text.text : "I'm home.";
        result = session_run(command, &session, &setup);
    }
    strs_free(&words);
    str_free(&text);
    return result < 0 ? EXIT_DONE : result;
}
