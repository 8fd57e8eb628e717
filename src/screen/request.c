#include "screen/request.h"

#include <assert.h>
#include <stdarg.h>
#include <string.h>

const char *context_label(enum context context)
{
    static const char *const labels[CONTEXT_COUNT] = {
        [CONTEXT_ANY] = "every screen",
        [CONTEXT_MENU] = "the course menu",
        [CONTEXT_PICTURE] = "a picture",
        [CONTEXT_LESSON] = "a lesson",
        [CONTEXT_HELP] = "the help",
        [CONTEXT_EDIT] = "the sentence being edited",
        [CONTEXT_COMMAND] = "the command line",
        [CONTEXT_TRAINING] = "a training",
        [CONTEXT_TRAINED] = "a training that is over",
        [CONTEXT_ASK] = "a question",
        [CONTEXT_FILE] = "a list of tensors",
        [CONTEXT_TENSOR] = "a tensor",
        [CONTEXT_HEADS] = "heads of attention",
        [CONTEXT_MAP] = "a head of attention",
        [CONTEXT_FIND] = "what is looked for",
        [CONTEXT_LECTURE] = "a lecture",
        [CONTEXT_PAGES] = "the pages of a lecture",
        [CONTEXT_NOTES] = "the notes of a lecture",
    };
    return labels[context];
}

bool context_asks(enum context context)
{
    return context == CONTEXT_EDIT || context == CONTEXT_COMMAND || context == CONTEXT_FIND ||
           context == CONTEXT_ASK;
}

const char *argument_name(enum argument argument)
{
    static const char *const names[ARGUMENT_COUNT] = {[ARGUMENT_NONE] = "",
#define ARGUMENT_NAME(ID, name) [ARGUMENT_##ID] = name,
                                                      ARGUMENTS(ARGUMENT_NAME)
#undef ARGUMENT_NAME
    };
    return names[argument];
}

bool call_refuse(struct call *call, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    str_clear(&call->why);
    str_format_list(&call->why, format, args);
    va_end(args);
    return false;
}

int request_run(const struct request *request, struct call *call, struct err *err)
{
    if (!request->able || request->able(call))
        request->run(call);
    int result = call->why.length ? err_set(err, "%s", call->why.text) : 0;
    str_free(&call->why);
    return result;
}

bool binding_applies(const struct binding *binding, enum context context, bool lesson)
{
    switch (binding->context) {
    case CONTEXT_ANY:
        return !context_asks(context);
    case CONTEXT_LESSON:
        return context == CONTEXT_PICTURE && lesson;
    default:
        return binding->context == context;
    }
}

const struct binding *binding_of(const struct request *request, enum context context, bool lesson)
{
    for (int i = 0; i < BINDINGS_MAX && request->bindings[i].help; i++)
        if (binding_applies(&request->bindings[i], context, lesson))
            return &request->bindings[i];
    return NULL;
}

/* ---- lists ---- */

/* Keeps the order of the numbers. Rows without a number stay in the order in which they are
 * added. */
void request_list_add_one(struct request_list *requests, const struct request *row)
{
    int at = requests->count;
    assert(at < REQUESTS_MAX);
    for (; at > 0 && requests->list[at - 1]->id > row->id; at--)
        requests->list[at] = requests->list[at - 1];
    requests->list[at] = row;
    requests->count++;
}

void request_list_add(struct request_list *requests, const struct request *rows)
{
    for (; rows->name; rows++)
        request_list_add_one(requests, rows);
}

const struct request *request_find(const struct request_list *requests, const char *name)
{
    for (int i = 0; i < requests->count; i++)
        if (strcmp(requests->list[i]->name, name) == 0)
            return requests->list[i];
    return NULL;
}

const struct request *request_at(const struct request_list *requests, enum request_id id)
{
    for (int i = 0; i < requests->count; i++)
        if (requests->list[i]->id == id)
            return requests->list[i];
    return NULL;
}

const char *request_help(const struct request *request)
{
    return request->bindings[0].help;
}

void request_usage(const struct request *request, struct str *out)
{
    str_add(out, request->name);
    int open = 0;
    for (int i = 0; i < ARGUMENTS_MAX && request->arguments[i]; i++) {
        open += i >= request->needed;
        str_format(out, i >= request->needed ? " [%s" : " %s",
                   argument_name(request->arguments[i]));
    }
    while (open--)
        str_add(out, "]");
}

/* ---- keys ---- */

static bool has_key(const struct request *request, const struct binding *binding, const char *name)
{
    if (request->digits && name[0] >= '1' && name[0] <= '9' && !name[1])
        return true;
    for (int i = 0; i < KEYS_MAX && binding->keys[i]; i++)
        if (strcmp(binding->keys[i], name) == 0)
            return true;
    return false;
}

struct bound bound_key(const struct request_list *requests, enum context context,
                       const struct event *event)
{
    char name[EVENT_NAME];
    event_name(event, name, sizeof name);
    for (int i = 0; i < requests->count; i++) {
        const struct request *request = requests->list[i];
        const struct binding *binding = binding_of(request, context, true);
        if (binding && has_key(request, binding, name))
            return (struct bound){request, binding};
    }
    return (struct bound){NULL, NULL};
}

bool request_key_exists(const struct request_list *requests, const char *name)
{
    for (int i = 0; i < requests->count; i++)
        for (int k = 0; k < BINDINGS_MAX && requests->list[i]->bindings[k].help; k++)
            if (has_key(requests->list[i], &requests->list[i]->bindings[k], name))
                return true;
    return false;
}

const struct key_here *key_here(const struct key_here *keys, enum request_id request)
{
    for (const struct key_here *key = keys; key && key->request; key++)
        if (key->request == request)
            return key;
    return NULL;
}
