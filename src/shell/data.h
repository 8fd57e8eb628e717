#ifndef HEED_SHELL_DATA_H
#define HEED_SHELL_DATA_H

#include <stddef.h>

#include "base/err.h"
#include "model/model.h"
#include "study/snapshots.h"

/* Where models and lessons are: in $HEED_DATA, in the source tree that the program was built in,
 * and in the installed share folder. Each of these may hold models/, lessons/ and sentences/, or
 * data/models/ as the source tree does. What is in several of them is taken from the first. */

/* What -m is when it is not given. */
#define MODEL_DEFAULT "eng-fra-additive"

/* The same of heed classify. */
#define CLASSIFIER_DEFAULT "sentiment-relation"

/* The option that every command with a model has; `value` is a const char ** or NULL. */
#define MODEL_OPTION(value)                                                                        \
    {                                                                                              \
        "model", 'm', OPTION_TEXT, value, "MODEL",                                                 \
            "a name that heed models lists, or a file (" MODEL_DEFAULT ")"                         \
    }

struct known_model {
    char *name; /* file name without ending */
    char *path;
};

struct known_models {
    struct known_model *list;
    size_t count, capacity;
};

/* The models found: the default one first, then by name. To be freed with known_models_free(). */
void known_models_find(struct known_models *out);
void known_models_free(struct known_models *models);

/* Opens a model by name, or by path when `name` has a slash or ends in .safetensors; NULL is the
 * default model. NULL with a message that lists the known names. */
struct model *data_open_model(const char *name, struct err *err);

/* The file of a model by name, or the path itself when `name` is one, to be freed. NULL as above.
 * */
char *data_model_path(const char *name, struct err *err);

/* The snapshots of a training that lie beside a model file. NULL with one line. */
struct snapshots *data_open_snapshots(const char *model_path, struct err *err);

/* Sentences in a language (ISO 639-3: the lines of sentences/LANGUAGE.txt); appended. None when
 * there is no such file. */
void data_sentences(const char *language, struct strs *out);

/* All folders of that name, "models" or "lessons/en"; appended. */
void data_folders(const char *name, struct strs *out);

/* A file in one of them, to be freed; NULL when there is none. */
char *data_file(const char *folder, const char *file);

bool data_is_folder(const char *path);

/* Whether a file lies where the program is from, and not in somebody's own folders. */
bool data_is_shipped(const char *path);

/* 0, or −1 with a message when HEED_DATA is set to something that is not a folder. */
int data_check(struct err *err);

/* The folders that are searched, as text for messages: "A, B". */
void data_places(struct str *out);

#endif
