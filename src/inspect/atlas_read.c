#include "inspect/atlas_read.h"

#include <cjson/cJSON.h>
#include <csv.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/die.h"
#include "base/file.h"
#include "base/mem.h"
#include "store/tensors.h"
#include "text/utf8.h"

enum { TEXT_MAX = 1 << 28 };

/* Room for the matrices; 0, or −1: more than heed takes. */
static int make_room(struct atlas *atlas, size_t layers, size_t heads, size_t rows, size_t columns,
                     struct err *err)
{
    if (!layers || !heads || !rows || !columns)
        return err_set(err, "a matrix without rows or columns: nothing to draw");
    if (rows > ATLAS_SIDE_MAX || columns > ATLAS_SIDE_MAX || layers > ATLAS_MAPS_MAX ||
        heads > ATLAS_MAPS_MAX || layers * heads > ATLAS_MAPS_MAX ||
        layers * heads > ATLAS_CELLS_MAX / (rows * columns))
        return err_set(err, "%zu × %zu matrices of %zu × %zu are too many numbers; at most %d",
                       layers, heads, rows, columns, ATLAS_CELLS_MAX);
    atlas->layers = (int)layers;
    atlas->heads = (int)heads;
    atlas->rows = (int)rows;
    atlas->columns = (int)columns;
    atlas->values = mem_new(layers * heads * rows * columns, sizeof *atlas->values);
    return 0;
}

/* ---- CSV: as heed show --format csv writes it ---- */

struct csv_reader {
    struct atlas *atlas;
    struct csv_parser csv;
    long line;
    struct strs fields; /* of the line */
    float *values;
    size_t count, capacity;
    struct err *err;
};

static bool is_number(const char *text, float *out)
{
    char *end;
    double value = strtod(text, &end);
    *out = (float)value;
    return end != text && !*end;
}

static void take_field(void *bytes, size_t n, void *data)
{
    struct csv_reader *r = data;
    strs_add_n(&r->fields, bytes ? bytes : "", n);
}

static void take_row(int end, void *data)
{
    struct csv_reader *r = data;
    struct atlas *atlas = r->atlas;
    (void)end;
    r->line++;
    size_t n = r->fields.count;
    if (r->err->text[0] || n == 0 || (n == 1 && !r->fields.list[0][0])) {
        strs_clear(&r->fields);
        return;
    }
    bool head = !atlas->columns;
    if (head) {
        atlas->columns = (int)n - 1;
        for (size_t i = 1; i < n; i++)
            strs_add(&atlas->column_words, r->fields.list[i]);
        if (n < 2 || n > ATLAS_SIDE_MAX)
            err_set(r->err, "line %ld: expected a first line of column words, found %zu fields",
                    r->line, n);
    } else if ((int)n - 1 != atlas->columns) {
        err_set(r->err, "line %ld: %zu numbers; expected %d, one for every column word", r->line,
                n - 1, atlas->columns);
    } else if (atlas->rows++ == ATLAS_SIDE_MAX) {
        err_set(r->err, "line %ld: more than %d rows", r->line, ATLAS_SIDE_MAX);
    }
    for (size_t i = 1; i < n && !head && !r->err->text[0]; i++) {
        float value;
        if (!is_number(r->fields.list[i], &value)) {
            err_set(r->err, "line %ld, column %zu: expected a number, found \"%.*s\"", r->line,
                    i + 1, str_fit(r->fields.list[i], 40), r->fields.list[i]);
            break;
        }
        r->values = mem_grow(r->values, &r->capacity, r->count + 1, sizeof *r->values);
        r->values[r->count++] = value;
    }
    if (!head)
        strs_add(&atlas->row_words, r->fields.list[0]);
    strs_clear(&r->fields);
}

static int read_csv(struct atlas *atlas, const struct str *text, struct err *err)
{
    struct csv_reader r = {.atlas = atlas, .err = err};
    err->text[0] = '\0';
    if (!utf8_valid(text->text, text->length))
        return err_set(err, "bytes that are no text; expected CSV in UTF-8, JSON or NumPy");
    if (csv_init(&r.csv, CSV_REPALL_NL))
        die("out of memory");
    csv_set_space_func(&r.csv, NULL);
    size_t used = csv_parse(&r.csv, text->text, text->length, take_field, take_row, &r);
    csv_fini(&r.csv, take_field, take_row, &r);
    if (used != text->length)
        err_set(err, "line %ld: %s", r.line + 1, csv_strerror(csv_error(&r.csv)));
    csv_free(&r.csv);
    strs_free(&r.fields);
    size_t rows = (size_t)atlas->rows, columns = (size_t)atlas->columns;
    int result = err->text[0] ? -1 : make_room(atlas, 1, 1, rows, columns, err);
    if (!result && r.count)
        memcpy(atlas->values, r.values, r.count * sizeof *r.values);
    free(r.values);
    return result;
}

/* ---- JSON ---- */

static int read_words(struct strs *words, const cJSON *root, const char *const *keys,
                      struct err *err)
{
    for (; *keys; keys++) {
        const cJSON *list = cJSON_GetObjectItemCaseSensitive(root, *keys), *item;
        if (!cJSON_IsArray(list))
            continue;
        cJSON_ArrayForEach(item, list)
        {
            if (!cJSON_IsString(item))
                return err_set(err, "\"%s\": entry %zu is no text", *keys, words->count);
            strs_add(words, item->valuestring);
        }
        return 0;
    }
    return 0;
}

/* Words and links, which may stand in a file of their own. */
static int read_about(struct atlas *atlas, const cJSON *root, struct err *err)
{
    static const char *const rows[] = {"rows", "target", "row_words", "tokens", NULL};
    static const char *const columns[] = {"columns", "source", "column_words", "tokens", NULL};
    const cJSON *links = cJSON_GetObjectItemCaseSensitive(root, "links");
    if (read_words(&atlas->row_words, root, rows, err) ||
        read_words(&atlas->column_words, root, columns, err))
        return -1;
    if (!cJSON_IsString(links))
        return 0;
    atlas->linked = true;
    return links_read(&atlas->links, links->valuestring, err) ? err_prefix(err, "\"links\"") : 0;
}

/* How deep lists lie in lists, and how many there are at each depth, by the first of each. */
static int list_shape(const cJSON *values, size_t shape[5])
{
    int depth = 0;
    for (; cJSON_IsArray(values) && depth < 5; values = values->child)
        shape[depth++] = (size_t)cJSON_GetArraySize(values);
    return depth;
}

/* Numbers of a list of lists in order; every list must be as long as the first of its depth. */
static int take_values(float **out, const cJSON *list, const size_t *shape, int depth,
                       struct err *err)
{
    if (!cJSON_IsArray(list) || (size_t)cJSON_GetArraySize(list) != shape[0])
        return err_set(err, "the lists of numbers are not of one shape: expected %zu here",
                       shape[0]);
    const cJSON *item;
    cJSON_ArrayForEach(item, list)
    {
        if (depth > 1) {
            if (take_values(out, item, shape + 1, depth - 1, err))
                return -1;
        } else if (cJSON_IsNull(item)) { /* JSON has no infinity */
            *(*out)++ = -INFINITY;
        } else if (cJSON_IsNumber(item)) {
            *(*out)++ = (float)item->valuedouble;
        } else {
            return err_set(err, "among the numbers is something else");
        }
    }
    return 0;
}

/* [rows][columns], [heads][rows][columns], [layers][heads][rows][columns], or a batch of one. */
static int shape_up(struct atlas *atlas, const size_t *shape, int depth, struct err *err)
{
    if (depth == 5 && shape[1] == 1)
        return make_room(atlas, shape[0], shape[2], shape[3], shape[4], err);
    if (depth < 2 || depth > 4)
        return err_set(err,
                       "%d axes; expected rows × columns, or heads or layers × heads before "
                       "them (a batch of one after the layers is taken)",
                       depth);
    const size_t *end = shape + depth;
    return make_room(atlas, depth > 3 ? end[-4] : 1, depth > 2 ? end[-3] : 1, end[-2], end[-1],
                     err);
}

static int read_json(struct atlas *atlas, const cJSON *root, struct err *err)
{
    static const char *const keys[] = {"values", "attention", "attentions", "weights"};
    const cJSON *values = cJSON_IsArray(root) ? root : NULL;
    size_t shape[5];
    for (size_t k = 0; !values && k < sizeof keys / sizeof *keys; k++)
        values = cJSON_GetObjectItemCaseSensitive(root, keys[k]);
    if (!cJSON_IsArray(values))
        return err_set(err, "there is no list \"values\" or \"attention\" in it");
    int depth = list_shape(values, shape);
    if (shape_up(atlas, shape, depth, err))
        return -1;
    float *out = atlas->values;
    return take_values(&out, values, shape, depth, err) || read_about(atlas, root, err) ? -1 : 0;
}

/* ---- NumPy ---- */

static int read_array(struct atlas *atlas, const struct tensor *tensor, struct err *err)
{
    if (tensor->dtype == DTYPE_OTHER)
        return tensor_err_values(err, tensor);
    if (tensor->rank > 5 || shape_up(atlas, tensor->shape, tensor->rank, err))
        return tensor->rank > 5 ? err_set(err, "%d axes are too many", tensor->rank) : -1;
    return tensor_floats(atlas->values, tensor, 0, tensor->count, err);
}

/* The array of a .npy; of several the one of that name, or the only one with two axes or more. */
static const struct tensor *find_array(const struct tensors *file, struct err *err)
{
    static const char *const names[] = {"attention", "attentions", "weights", "values"};
    const struct tensor *found = NULL;
    for (size_t k = 0; k < sizeof names / sizeof *names; k++)
        if (tensors_find(file, names[k]))
            return tensors_find(file, names[k]);
    for (size_t i = 0; i < tensors_count(file); i++) {
        const struct tensor *tensor = tensors_at(file, i);
        if (tensor->rank < 2 || tensor->dtype == DTYPE_OTHER)
            continue;
        if (found) {
            err_set(err,
                    "several arrays have two axes or more; call the one to draw \"attention\"");
            return NULL;
        }
        found = tensor;
    }
    if (!found)
        err_set(err, "no array of numbers with two axes or more");
    return found;
}

/* Words and links of an array lie beside it: "maps.npy.json". */
static int read_side(struct atlas *atlas, const char *path, struct err *err)
{
    struct str text = {0};
    char *side = mem_format("%s.json", path);
    int result = 0;
    if (access(side, F_OK) == 0) {
        result = file_read(&text, side, TEXT_MAX, err);
        cJSON *root = result ? NULL : cJSON_Parse(text.text ? text.text : "");
        if (!result && !cJSON_IsObject(root))
            result = err_set(err, "%s: no JSON object", side);
        if (!result && read_about(atlas, root, err))
            result = err_prefix(err, "%s", side);
        cJSON_Delete(root);
    }
    str_free(&text);
    free(side);
    return result;
}

static int read_numpy(struct atlas *atlas, const char *path, struct err *err)
{
    struct tensors *file = tensors_open(path, err);
    const struct tensor *array = file ? find_array(file, err) : NULL;
    int result = array ? read_array(atlas, array, err) : -1;
    tensors_close(file);
    return result ? -1 : read_side(atlas, path, err);
}

/* ---- which of them ---- */

int atlas_read(struct atlas *atlas, const char *path, struct err *err)
{
    struct file_map map;
    if (file_map_open(&map, path, err))
        return -1;
    bool numpy = map.size > 4 &&
                 (memcmp(map.data, "\x93NUM", 4) == 0 || memcmp(map.data, "PK\x03\x04", 4) == 0);
    file_map_close(&map);
    if (numpy)
        return read_numpy(atlas, path, err);
    struct str text = {0};
    if (file_read(&text, path, TEXT_MAX, err))
        return -1;
    const char *first = text.text ? text.text + strspn(text.text, " \t\r\n") : "";
    int result;
    if (*first == '{' || *first == '[') {
        cJSON *root = cJSON_Parse(text.text);
        result = root ? read_json(atlas, root, err) : err_set(err, "it is no valid JSON");
        cJSON_Delete(root);
    } else {
        result = text.length ? read_csv(atlas, &text, err) : err_set(err, "it is empty");
    }
    str_free(&text);
    return result;
}
