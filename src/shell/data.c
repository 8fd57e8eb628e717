#include "shell/data.h"

#include <dirent.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"
#include "base/mem.h"
#include "dialect/runnable.h"

#define ENDING ".safetensors"

/* Where data is looked for, what comes first counts. */
enum place { PLACE_OWN, PLACE_SOURCE, PLACE_SHARE, PLACE_COUNT };

/* NULL or empty: there is no such place. Where the shipped data is was settled when the program was
 * built; who packages or tests it may say otherwise. */
static const char *place(enum place which)
{
    const char *shipped = getenv("HEED_SHIPPED");
    switch (which) {
    case PLACE_OWN:
        return getenv("HEED_DATA");
    case PLACE_SOURCE:
        return shipped ? shipped : HEED_SOURCE_DIR;
    default:
        return shipped ? NULL : HEED_SHARE_DIR;
    }
}

static bool is_there(enum place which)
{
    return place(which) && *place(which);
}

void data_places(struct str *out)
{
    for (int i = 0; i < PLACE_COUNT; i++)
        if (is_there((enum place)i))
            str_format(out, "%s%s", out->length ? ", " : "", place((enum place)i));
}

bool data_is_folder(const char *path)
{
    struct stat about;
    return stat(path, &about) == 0 && S_ISDIR(about.st_mode);
}

int data_check(struct err *err)
{
    const char *chosen = place(PLACE_OWN);
    if (!is_there(PLACE_OWN) || data_is_folder(chosen))
        return 0;
    return err_set(err, "HEED_DATA is %s, which is not a folder: correct or unset it", chosen);
}

/* The folder of a name in a place, to be freed; NULL when there is none. */
static char *folder_in(enum place which, const char *name)
{
    static const char *const inside[] = {"", "data/"};
    for (int i = 0; is_there(which) && i < 2; i++) {
        char *path = mem_format("%s/%s%s", place(which), inside[i], name);
        if (data_is_folder(path))
            return path;
        free(path);
    }
    return NULL;
}

void data_folders(const char *name, struct strs *out)
{
    for (int i = 0; i < PLACE_COUNT; i++) {
        char *path = folder_in((enum place)i, name);
        if (path)
            strs_add(out, path);
        free(path);
    }
}

char *data_file(const char *folder, const char *file)
{
    struct strs folders = {0};
    char *path = NULL;
    data_folders(folder, &folders);
    for (size_t i = 0; i < folders.count && !path; i++) {
        path = mem_format("%s/%s", folders.list[i], file);
        if (access(path, F_OK) != 0) {
            free(path);
            path = NULL;
        }
    }
    strs_free(&folders);
    return path;
}

bool data_is_shipped(const char *path)
{
    char *whole = realpath(path, NULL);
    bool shipped = false;
    for (int i = PLACE_SOURCE; i < PLACE_COUNT && whole && !shipped; i++) {
        char *root = is_there((enum place)i) ? realpath(place((enum place)i), NULL) : NULL;
        size_t n = root ? strlen(root) : 0;
        shipped = root && strncmp(whole, root, n) == 0 && whole[n] == '/';
        free(root);
    }
    free(whole);
    return shipped;
}

static bool is_model_file(const char *name)
{
    size_t n = strlen(name), ending = strlen(ENDING);
    return n > ending && name[0] != '.' && strcmp(name + n - ending, ENDING) == 0;
}

/* How many bytes of a name say what it translates: "eng-fra-" of "eng-fra-additive". */
static size_t pair_length(const char *name)
{
    const char *dash = strrchr(name, '-');
    return dash ? (size_t)(dash + 1 - name) : strlen(name);
}

/* The default first, then its siblings, which read and write the same words, then the others. */
static int by_kinship(const void *left, const void *right)
{
    const struct known_model *a = left, *b = right;
    size_t pair = pair_length(MODEL_DEFAULT);
    int rank_a = strncmp(a->name, MODEL_DEFAULT, pair) != 0;
    int rank_b = strncmp(b->name, MODEL_DEFAULT, pair) != 0;
    rank_a -= strcmp(a->name, MODEL_DEFAULT) == 0;
    rank_b -= strcmp(b->name, MODEL_DEFAULT) == 0;
    return rank_a != rank_b ? rank_a - rank_b : strcmp(a->name, b->name);
}

static bool is_known(const struct known_models *models, const char *name, size_t n)
{
    for (size_t i = 0; i < models->count; i++)
        if (strlen(models->list[i].name) == n && strncmp(models->list[i].name, name, n) == 0)
            return true;
    return false;
}

/* Those of a folder whose names were not taken yet. */
static void find_in(struct known_models *out, const char *folder)
{
    DIR *directory = opendir(folder);
    for (struct dirent *entry; directory && (entry = readdir(directory));) {
        const char *file = entry->d_name;
        size_t n = strlen(file) - (is_model_file(file) ? strlen(ENDING) : 0);
        if (!is_model_file(file) || is_known(out, file, n))
            continue;
        out->list = mem_grow(out->list, &out->capacity, out->count + 1, sizeof *out->list);
        out->list[out->count++] = (struct known_model){.name = mem_text_n(file, n),
                                                       .path = mem_format("%s/%s", folder, file)};
    }
    if (directory)
        closedir(directory);
}

void known_models_find(struct known_models *out)
{
    struct strs folders = {0};
    *out = (struct known_models){0};
    data_folders("models", &folders);
    for (size_t i = 0; i < folders.count; i++)
        find_in(out, folders.list[i]);
    if (out->count)
        qsort(out->list, out->count, sizeof *out->list, by_kinship);
    strs_free(&folders);
}

void known_models_free(struct known_models *models)
{
    for (size_t i = 0; i < models->count; i++) {
        free(models->list[i].name);
        free(models->list[i].path);
    }
    free(models->list);
    *models = (struct known_models){0};
}

static int not_found(const char *name, const struct known_models *known, struct err *err)
{
    struct str list = {0};
    for (size_t i = 0; i < known->count; i++)
        str_format(&list, "%s%s", i ? ", " : "", known->list[i].name);
    if (known->count) {
        err_set(err,
                "there is no model \"%s\"; known: %s. A file is named with its ending: "
                "./%s" ENDING,
                name, list.text, name);
    } else {
        data_places(&list);
        err_set(err,
                "no model \"%s\": there are no models in %s. Set HEED_DATA to a folder with "
                "models/, or name a file: -m FILE" ENDING,
                name, list.text);
    }
    str_free(&list);
    return -1;
}

char *data_model_path(const char *name, struct err *err)
{
    if (!name)
        name = MODEL_DEFAULT;
    if (strchr(name, '/') || is_model_file(name))
        return mem_text(name);
    if (data_check(err))
        return NULL;
    struct known_models known;
    char *path = NULL;
    known_models_find(&known);
    for (size_t i = 0; i < known.count && !path; i++)
        if (strcmp(known.list[i].name, name) == 0)
            path = mem_text(known.list[i].path);
    if (!path && access(name, F_OK) == 0 && !data_is_folder(name))
        path = mem_text(name);
    if (!path)
        not_found(name, &known, err);
    known_models_free(&known);
    return path;
}

/* What a file is that is no model of ours, and what to do with it; what is wrong with one of ours
 * stays. */
static void say_what_it_is(const char *path, struct err *err)
{
    struct err damage;
    struct tensors *file = access(path, F_OK) == 0 ? tensors_open(path, &damage) : NULL;
    if (!file && access(path, F_OK) == 0)
        *err = damage;
    if (file && !runnable_is_ours(file))
        err_set(err,
                "%s: %s that heed did not save: heed inspect shows what is in it, heed convert "
                "makes a model of it that runs",
                path, tensors_format(file));
    tensors_close(file);
}

struct model *data_open_model(const char *name, struct err *err)
{
    char *path = data_model_path(name, err);
    struct model *model = path ? model_open(path, err) : NULL;
    if (path && !model)
        say_what_it_is(path, err);
    free(path);
    return model;
}

struct snapshots *data_open_snapshots(const char *model_path, struct err *err)
{
    char *path = snapshots_path(model_path);
    struct snapshots *snapshots = NULL;
    if (access(path, F_OK) != 0)
        err_set(err,
                "no snapshots of the training: there is no %s; heed train --snapshots writes one",
                path);
    else
        snapshots = snapshots_open(path, err);
    if (snapshots && !snapshots->count) {
        err_set(err, "%s has no snapshot in it", path);
        snapshots_free(snapshots);
        snapshots = NULL;
    }
    free(path);
    return snapshots;
}

void data_sentences(const char *language, struct strs *out)
{
    enum { LIMIT = 1 << 20 };
    struct err none;
    struct str text = {0};
    char *name = mem_format("%s.txt", language), *path = data_file("sentences", name);
    if (path && file_read(&text, path, LIMIT, &none) == 0)
        for (char *line, *rest = text.text; (line = strtok_r(rest, "\r\n", &rest));)
            strs_add(out, line);
    str_free(&text);
    free(path);
    free(name);
}
