#include "app/keys.h"

#include <string.h>

/* clang-format off */
const struct binding bindings[] = {
    {CONTEXT_MENU,    REQUEST_UP,              {"Up", "k"},            "choose",    "the lesson before", 1},
    {CONTEXT_MENU,    REQUEST_DOWN,            {"Down", "j"},          NULL,        "the next lesson", 0},
    {CONTEXT_MENU,    REQUEST_OPEN,            {"Enter", "Space", "Right"}, "open", "open what is selected", 2},
    {CONTEXT_PICTURE, REQUEST_STAGE_PREVIOUS,  {"Left"},               "stage",     "the stage before", 3},
    {CONTEXT_PICTURE, REQUEST_STAGE_NEXT,      {"Right"},              NULL,        "the next stage: encode, score, mask, softmax, context, decode, word", 0},
    {CONTEXT_PICTURE, REQUEST_STEP_PREVIOUS,   {"Up"},                 "step",      "the decoder step before", 4},
    {CONTEXT_PICTURE, REQUEST_STEP_NEXT,       {"Down"},               NULL,        "the next decoder step: one word further", 0},
    {CONTEXT_PICTURE, REQUEST_ZOOM_IN,         {"Enter"},              "zoom in",   "closer: the flow of a step, the matrix of a stage, the terms of a cell, the cell that a term comes from", 5},
    {CONTEXT_PICTURE, REQUEST_ZOOM_OUT,        {"z", "Backspace"},     "out",       "back out", 6},
    {CONTEXT_PICTURE, REQUEST_ZOOM_OTHER,      {"f"},                  NULL,        "in the cell view, into the other factor of the term", 0},
    {CONTEXT_PICTURE, REQUEST_CELL_LEFT,       {"h"},                  "cell",      "the cell to the left", 7},
    {CONTEXT_PICTURE, REQUEST_CELL_DOWN,       {"j"},                  NULL,        "the cell below; in the cell view, the next term", 0},
    {CONTEXT_PICTURE, REQUEST_CELL_UP,         {"k"},                  NULL,        "the cell above; in the cell view, the term before", 0},
    {CONTEXT_PICTURE, REQUEST_CELL_RIGHT,      {"l"},                  NULL,        "the cell to the right", 0},
    {CONTEXT_PICTURE, REQUEST_ROW_MAXIMUM,     {"m"},                  NULL,        "the largest cell of the row", 0},
    {CONTEXT_PICTURE, REQUEST_COLUMN_MAXIMUM,  {"|"},                  NULL,        "the largest cell of the column", 0},
    {CONTEXT_PICTURE, REQUEST_OVERVIEW,        {"o"},                  NULL,        "all of a matrix in blocks, or its cells; h j k l go from block to block", 0},
    {CONTEXT_PICTURE, REQUEST_ROW_START,       {"0", "Home"},          NULL,        "the first cell of the row", 0},
    {CONTEXT_PICTURE, REQUEST_ROW_END,         {"$", "End"},           NULL,        "the last cell of the row", 0},
    {CONTEXT_PICTURE, REQUEST_FIRST_STEP,      {"g"},                  NULL,        "the first decoder step", 0},
    {CONTEXT_PICTURE, REQUEST_LAST_STEP,       {"G"},                  NULL,        "the last decoder step", 0},
    {CONTEXT_PICTURE, REQUEST_MATRIX_NEXT,     {"v"},                  "matrix",    "another matrix of the same stage", 10},
    {CONTEXT_PICTURE, REQUEST_MATRIX_PREVIOUS, {"V"},                  NULL,        "the matrix before of the same stage", 0},
    {CONTEXT_PICTURE, REQUEST_SENTENCE_NEXT,   {"s"},                  NULL,        "the next sentence of the batch", 0},
    {CONTEXT_PICTURE, REQUEST_PLAY,            {"Space"},              "play",      "walk through the stages by itself; once more stops", 8},
    {CONTEXT_PICTURE, REQUEST_EDIT,            {"e"},                  "edit",      "edit the source sentence", 9},
    {CONTEXT_PICTURE, REQUEST_UNDO,            {"u"},                  NULL,        "undo the last change", 0},
    {CONTEXT_PICTURE, REQUEST_UNDO_ALL,        {"U"},                  NULL,        "undo all changes", 0},
    {CONTEXT_PICTURE, REQUEST_COLDER,          {"["},                  NULL,        "lower the temperature of the softmax: sharper weights", 0},
    {CONTEXT_PICTURE, REQUEST_HOTTER,          {"]"},                  NULL,        "raise the temperature: more even weights", 0},
    {CONTEXT_PICTURE, REQUEST_MASK_NEXT,       {"M"},                  NULL,        "another mask: on, off, inverted, everything", 0},
    {CONTEXT_PICTURE, REQUEST_SELECT_NEXT,     {"H"},                  NULL,        "hard attention: the largest, one drawn at random, all alike, softmax", 0},
    {CONTEXT_PICTURE, REQUEST_HIDE,            {"x"},                  NULL,        "mask the source word under the cursor by hand", 0},
    {CONTEXT_PICTURE, REQUEST_WEIGHT,          {"="},                  NULL,        "set the weight under the cursor by hand; of a table: the number", 0},
    {CONTEXT_PICTURE, REQUEST_CHOOSE,          {"r"},                  NULL,        "write another word at this step: Tab offers the runners-up", 0},
    {CONTEXT_PICTURE, REQUEST_CHANGES,         {"C"},                  NULL,        "what is changed, and what can be", 0},
    {CONTEXT_PICTURE, REQUEST_EFFECT,          {"E"},                  NULL,        "what the word of this step depends on, beside its attention", 0},
    {CONTEXT_PICTURE, REQUEST_BLAME,           {"W"},                  NULL,        "where did it go wrong: asks for a reference, and what is to blame", 0},
    {CONTEXT_PICTURE, REQUEST_BEAM,            {"b"},                  NULL,        "the tree of a beam search for this sentence; or of a width", 0},
    {CONTEXT_PICTURE, REQUEST_NARROWER,        {"-"},                  NULL,        "a narrower beam", 0},
    {CONTEXT_PICTURE, REQUEST_WIDER,           {"+"},                  NULL,        "a wider beam", 0},
    {CONTEXT_PICTURE, REQUEST_COMPARE,         {"B"},                  NULL,        "the next model beside this one; or that of a name, or a \"sentence\" in quotes", 0},
    {CONTEXT_PICTURE, REQUEST_STATES,          {"S"},                  NULL,        "the states of this sentence among those of others, in a plane, and the nearest ones: encoder or decoder", 0},
    {CONTEXT_PICTURE, REQUEST_REPLAY,          {"R"},                  NULL,        "the training of this model, from snapshot to snapshot; or from the one at a step", 0},
    {CONTEXT_PICTURE, REQUEST_DIFFERENCE,      {"D"},                  NULL,        "what the changes did: both runs, their difference, and how the next word moved", 0},
    {CONTEXT_PICTURE, REQUEST_CHANGE,          {NULL},                 NULL,        "change the run: any of the names in the list of changes (C), with what it needs", 0},
    {CONTEXT_PICTURE, REQUEST_MODEL_NEXT,      {"Tab"},                "model",     "the same sentence through the next model", 11},
    {CONTEXT_PICTURE, REQUEST_MODEL_PREVIOUS,  {"Shift-Tab"},            NULL,        "the same sentence through the model before", 0},
    {CONTEXT_PICTURE, REQUEST_TRANSPOSE,       {"t"},                  NULL,        "exchange rows and columns", 0},
    {CONTEXT_PICTURE, REQUEST_SCALE,           {"N"},                  NULL,        "what colors are measured by: the matrix, the row, the square root; or the one of a name", 0},
    {CONTEXT_PICTURE, REQUEST_GO,              {NULL},                 NULL,        "to a matrix, a row and a column of it: words, or numbers from 1", 0},
    {CONTEXT_PICTURE, REQUEST_STAGE,           {NULL},                 NULL,        "to a stage", 0},
    {CONTEXT_PICTURE, REQUEST_STEP,            {NULL},                 NULL,        "to a decoder step: a number from 1, or the word that it writes", 0},
    {CONTEXT_PICTURE, REQUEST_ZOOM,            {NULL},                 NULL,        "to the flow of a step, the matrix of a stage, the terms of a cell", 0},
    {CONTEXT_PICTURE, REQUEST_SENTENCE,        {NULL},                 NULL,        "run the model on this sentence", 0},
    {CONTEXT_PICTURE, REQUEST_MODEL,           {NULL},                 NULL,        "the same sentence through this model", 0},
    {CONTEXT_PICTURE, REQUEST_EXPORT,          {NULL},                 NULL,        "write the screen (.txt, .ans with colors) or the matrix (.csv, .json) to a file", 0},
    {CONTEXT_ANY,     REQUEST_TEXT,            {NULL},                 NULL,        "begin anew with this sentence, nothing changed; @2 TEXT puts a second one into its batch", 0},
    {CONTEXT_PICTURE, REQUEST_KEEP,            {NULL},                 NULL,        "write what is on screen and how it came about to a file of commands", 0},
    {CONTEXT_ANY,     REQUEST_LOAD,            {NULL},                 NULL,        "carry out a file of commands, such as :save writes", 0},
    {CONTEXT_ANY,     REQUEST_LESSON,          {NULL},                 NULL,        "open a lesson", 0},
    {CONTEXT_ANY,     REQUEST_TOUR,            {"T"},                  NULL,        "ten surprising effects in about five minutes", 0},
    {CONTEXT_ANY,     REQUEST_GALLERY,         {"F"},                  NULL,        "how attention fails: symptoms, and how to tell them apart", 0},
    {CONTEXT_ANY,     REQUEST_PALETTE,         {"c"},                  NULL,        "other colors for the heat cells, or those of a name", 0},
    {CONTEXT_LESSON,  REQUEST_PAGE_NEXT,       {"n", "PageDown"},      "page",      "the next page of the lesson", 1},
    {CONTEXT_LESSON,  REQUEST_PAGE_PREVIOUS,   {"p", "PageUp"},        NULL,        "the page before", 0},
    {CONTEXT_LESSON,  REQUEST_PAGE,            {NULL},                 NULL,        "to a page of the lesson", 0},
    {CONTEXT_LESSON,  REQUEST_ANSWER,          {"1", "2", "3"},        NULL,        "answer the question on the page: 1 to 9", 0},
    {CONTEXT_LESSON,  REQUEST_HINT,            {"i"},                  NULL,        "a hint for the question", 0},
    {CONTEXT_LESSON,  REQUEST_SWAP,            {"w"},                  "swap",       "lesson or picture, where both do not fit", 2},
    {CONTEXT_EDIT,    REQUEST_ACCEPT,          {"Enter"},              "translate", "run the model on this sentence", 1},
    {CONTEXT_EDIT,    REQUEST_CANCEL,          {"Esc", "Ctrl-C"},   "cancel",    "leave the sentence as it was", 2},
    {CONTEXT_COMMAND, REQUEST_ACCEPT,          {"Enter"},              "run",       "run the command", 1},
    {CONTEXT_COMMAND, REQUEST_COMPLETE,        {"Tab"},                "complete",  "complete the word; again: the next one that fits", 2},
    {CONTEXT_COMMAND, REQUEST_COMPLETE_BACK,   {"Shift-Tab"},          NULL,        "the one before that fits", 0},
    {CONTEXT_COMMAND, REQUEST_UP,              {"Up"},                 "history",   "the command before", 4},
    {CONTEXT_COMMAND, REQUEST_DOWN,            {"Down"},               NULL,        "the command after", 0},
    {CONTEXT_COMMAND, REQUEST_CANCEL,          {"Esc", "Ctrl-C"},      "cancel",    "close the command line", 3},
    {CONTEXT_HELP,    REQUEST_UP,              {"Up", "k"},            "scroll",    "a line up", 1},
    {CONTEXT_HELP,    REQUEST_DOWN,            {"Down", "j"},          NULL,        "a line down", 0},
    {CONTEXT_HELP,    REQUEST_BACK,            {"?", "Enter", "Space"}, "close",    "close the help", 2},
    {CONTEXT_TRAINING, REQUEST_PLAY,           {"Space"},              "pause",     "pause the training; once more continues it", 1},
    {CONTEXT_TRAINING, REQUEST_ZOOM_IN,        {"Enter", "v"},         "inside",    "look inside: the model as it is now, on the chosen sentence, in every view; q there comes back", 2},
    {CONTEXT_TRAINING, REQUEST_SAVE,           {"s"},                  "save",      "write a checkpoint now, from which --resume continues", 3},
    {CONTEXT_TRAINING, REQUEST_UP,             {"Up", "k"},            "sentence",  "choose the other sentence", 4},
    {CONTEXT_TRAINING, REQUEST_DOWN,           {"Down", "j"},          NULL,        "the same", 0},
    {CONTEXT_TRAINING, REQUEST_PALETTE,        {"c"},                  NULL,        "other colors for the heat cells", 0},
    {CONTEXT_TRAINING, REQUEST_REDRAW,         {"Ctrl-L"},             NULL,        "draw the screen anew", 0},
    {CONTEXT_TRAINING, REQUEST_HELP,           {"?"},                  "help",      "how to read this screen, and its keys", 13},
    {CONTEXT_TRAINING, REQUEST_BACK,           {"q", "Esc"},           "stop",      "stop and save, after a question", 14},
    {CONTEXT_TRAINING, REQUEST_QUIT,           {"Q", "Ctrl-C"},        NULL,        "stop and save at once", 0},
    {CONTEXT_TRAINED,  REQUEST_ZOOM_IN,        {"v"},                  "inside",    "look into the model that was written, on the chosen sentence", 1},
    {CONTEXT_TRAINED,  REQUEST_UP,             {"Up", "k"},            "sentence",  "choose the other sentence", 2},
    {CONTEXT_TRAINED,  REQUEST_DOWN,           {"Down", "j"},          NULL,        "the same", 0},
    {CONTEXT_TRAINED,  REQUEST_PALETTE,        {"c"},                  NULL,        "other colors for the heat cells", 0},
    {CONTEXT_TRAINED,  REQUEST_REDRAW,         {"Ctrl-L"},             NULL,        "draw the screen anew", 0},
    {CONTEXT_TRAINED,  REQUEST_HELP,           {"?"},                  "help",      "how to read this screen, and its keys", 13},
    {CONTEXT_TRAINED,  REQUEST_BACK,           {"q", "Enter", "Esc"},  "leave",     "leave, as any other key does", 14},
    {CONTEXT_ASK,      REQUEST_ACCEPT,         {"y"},                  "yes",       "do it", 1},
    {CONTEXT_ASK,      REQUEST_CANCEL,         {"n", "q", "Esc"},      "no",        "go on", 2},
    {CONTEXT_ASK,      REQUEST_QUIT,           {"Ctrl-C"},             NULL,        "do it", 0},
    {CONTEXT_ANY,     REQUEST_REDRAW,          {"Ctrl-L"},             NULL,        "draw the screen anew", 0},
    {CONTEXT_ANY,     REQUEST_COMMAND,         {":"},                  "command",   "type a command by name: Tab completes it, Up brings the last one back", 12},
    {CONTEXT_ANY,     REQUEST_HELP,            {"?"},                  "help",      "how to read this screen, all keys and commands", 13},
    {CONTEXT_ANY,     REQUEST_BACK,            {"q", "Esc"},        "back",      "back; from the menu, leave the program", 14},
    {CONTEXT_ANY,     REQUEST_QUIT,            {"Q", "Ctrl-C"},        NULL,        "leave the program", 0},
    {CONTEXT_ANY,     REQUEST_NONE,            {NULL},                 NULL,        NULL, 0},
};
/* clang-format on */

bool binding_applies(const struct binding *binding, enum context context, bool lesson)
{
    bool picture = context == CONTEXT_PICTURE;
    switch (binding->context) {
    case CONTEXT_ANY:
        return context == CONTEXT_MENU || picture || context == CONTEXT_HELP;
    case CONTEXT_LESSON:
        return picture && lesson;
    default:
        return binding->context == context;
    }
}

static bool has_key(const struct binding *binding, const char *name)
{
    bool digit = name[0] >= '1' && name[0] <= '9' && !name[1];
    if (binding->request == REQUEST_ANSWER && digit)
        return true;
    for (int i = 0; i < 3 && binding->keys[i]; i++)
        if (strcmp(binding->keys[i], name) == 0)
            return true;
    return false;
}

const struct binding *binding_of(enum context context, const struct event *event)
{
    char name[16];
    event_name(event, name, sizeof name);
    for (const struct binding *b = bindings; b->request; b++)
        if (binding_applies(b, context, true) && has_key(b, name))
            return b;
    return NULL;
}

enum request request_of(enum context context, bool lesson, const struct event *event)
{
    const struct binding *binding = binding_of(context, event);
    return binding && binding_applies(binding, context, lesson) ? binding->request : REQUEST_NONE;
}

const struct binding *binding_elsewhere(const struct event *event)
{
    static const enum context contexts[] = {CONTEXT_MENU, CONTEXT_PICTURE, CONTEXT_HELP};
    const struct binding *found = NULL;
    for (size_t i = 0; i < sizeof contexts / sizeof *contexts && !found; i++)
        found = binding_of(contexts[i], event);
    return found;
}

const char *context_name(enum context context)
{
    static const char *const names[CONTEXT_COUNT] = {
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
    };
    return names[context];
}

bool key_exists(const char *name)
{
    for (const struct binding *b = bindings; b->request; b++)
        if (has_key(b, name))
            return true;
    return false;
}
