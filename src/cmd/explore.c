#include "cmd/commands.h"

#include <string.h>

#include "classify/classifier_answer.h"
#include "cli/changes.h"
#include "shell/data.h"
#include "shell/session.h"
#include "shell/variant.h"
#include "train/task.h"

/* heed explore: one sentence, every stage, no lesson. */

/* What is looked at where nothing was typed: a classifier has an example of its own. */
static const char *first_text(const char *name)
{
    struct err err; /* a name that is none is told when the model is opened */
    struct model *model = name ? data_open_model(name, &err) : NULL;
    bool labels = model && classifier_labels(model) > 0;
    model_free(model);
    return labels ? task_examples(TASK_CLASSIFY)[0] : "I'm home.";
}

int cmd_explore(const struct command *command, int argc, char **argv)
{
    struct session session = {0};
    struct app_setup setup = {0};
    struct strs words = {0};
    struct str text = {0};
    struct err err;
    bool tour = false, gallery = false;
    struct strs given = {0};
    const struct option own[] = {
        MODEL_OPTION(&setup.model),
        {"open", 0, OPTION_TEXT, &session.open, "FILE",
         "begin with a state that :save wrote, a file of commands"},
        TABLE_OPTION(&session.qkv),
        {"tour", 0, OPTION_FLAG, &tour, NULL, "ten surprising effects"},
        {"gallery", 0, OPTION_FLAG, &gallery, NULL,
         "how attention fails: symptoms, and how to tell them apart"},
        SESSION_OPTIONS(session),
        {NULL, 0, OPTION_FLAG, NULL, NULL, NULL},
    };
    struct option options[CHANGES_OPTIONS];
    changes_options(options, own, &given);
    int result = options_parse(command, options, argc, argv, &words);
    for (size_t i = 0; i < words.count; i++)
        str_format(&text, "%s%s", i ? " " : "", words.list[i]);
    if (result == EXIT_DONE && words.count &&
        strspn(text.text ? text.text : "", " \t\n") == text.length) {
        err_set(&err, "the sentence is empty: there is nothing to explore");
        result = command_failed(&err);
    }
    if (result == EXIT_DONE && session.qkv && (words.count || setup.model))
        result =
            command_misused(command, "--qkv FILE is all there is: leave out model and sentence");
    if (result == EXIT_DONE && tour + gallery + (words.count || setup.model || session.qkv) > 1)
        result =
            command_misused(command, "--tour and --gallery have models and sentences of their own");
    if (result == EXIT_DONE) {
        setup.lesson = tour ? "tour" : gallery ? "gallery" : NULL;
        setup.text = text.text ? text.text : setup.lesson ? NULL : first_text(setup.model);
        changes_lines(&given, &session.commands);
        result = session_run(command, &session, &setup);
    }
    strs_free(&given);
    strs_free(&session.commands);
    strs_free(&words);
    str_free(&text);
    return result < 0 ? EXIT_DONE : result;
}
