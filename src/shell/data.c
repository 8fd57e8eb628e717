#include "shell/data.h"

#include <dirent.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"
#include "base/mem.h"

#define ENDING ".safetensors"

enum { PLACES = 3 };

/* $HEED_DATA may be unset (NULL) or empty. */
static const char *place(int i)
{
    switch (i) {
    case 0:
        return getenv("HEED_DATA");
    case 1:
        return HEED_SOURCE_DIR;
    default:
        return HEED_SHARE_DIR;
    }
}

void data_places(struct str *out)
{
    for (int i = 0; i < PLACES; i++)
        if (place(i) && *place(i))
            str_format(out, "%s%s", out->length ? ", " : "", place(i));
}

static bool is_folder(const char *path)
{
    struct stat about;
    return stat(path, &about) == 0 && S_ISDIR(about.st_mode);
}

int data_check(struct err *err)
{
    const char *chosen = place(0);
    if (!chosen || !*chosen || is_folder(chosen))
        return 0;
    return err_set(err, "HEED_DATA is %s, which is not a folder: correct or unset it", chosen);
}

char *data_folder(const char *name)
{
    static const char *const inside[] = {"", "data/"};
    for (int i = 0; i < PLACES; i++)
        for (int k = 0; place(i) && *place(i) && k < 2; k++) {
            char *path = mem_format("%s/%s%s", place(i), inside[k], name);
            if (is_folder(path))
                return path;
            free(path);
        }
    return NULL;
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

void known_models_find(struct known_models *out)
{
    *out = (struct known_models){0};
    char *folder = data_folder("models");
    DIR *directory = folder ? opendir(folder) : NULL;
    for (struct dirent *entry; directory && (entry = readdir(directory));) {
        const char *file = entry->d_name;
        if (!is_model_file(file))
            continue;
        out->list = mem_grow(out->list, &out->capacity, out->count + 1, sizeof *out->list);
        out->list[out->count++] =
            (struct known_model){.name = mem_text_n(file, strlen(file) - strlen(ENDING)),
                                 .path = mem_format("%s/%s", folder, file)};
    }
    if (directory)
        closedir(directory);
    if (out->count)
        qsort(out->list, out->count, sizeof *out->list, by_kinship);
    free(folder);
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
    if (!path)
        not_found(name, &known, err);
    known_models_free(&known);
    return path;
}

struct model *data_open_model(const char *name, struct err *err)
{
    char *path = data_model_path(name, err);
    struct model *model = path ? model_open(path, err) : NULL;
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
    char *folder = data_folder("sentences");
    char *path = mem_format("%s/%s.txt", folder ? folder : "", language);
    if (folder && file_read(&text, path, LIMIT, &none) == 0)
        for (char *line, *rest = text.text; (line = strtok_r(rest, "\r\n", &rest));)
            strs_add(out, line);
    str_free(&text);
    free(path);
    free(folder);
}
