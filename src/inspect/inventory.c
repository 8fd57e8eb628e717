#include "inspect/inventory.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/mem.h"
#include "inspect/excerpt.h"

enum { PIECE = 2048 };

const char *const inventory_order_names[INVENTORY_COUNT + 1] = {"tree", "name", "size", "norm",
                                                                NULL};

/* ---- making it ---- */

struct inventory *inventory_new(const struct tensors *file)
{
    struct inventory *inventory = mem_new(1, sizeof *inventory);
    inventory->file = file;
    inventory->count = (int)tensors_count(file);
    inventory->items = mem_new((size_t)inventory->count, sizeof *inventory->items);
    for (int i = 0; i < inventory->count; i++) {
        struct inventory_item *item = &inventory->items[i];
        struct str name = {0};
        item->tensor = tensors_at(file, (size_t)i);
        tensor_show_name(&name, item->tensor->name);
        item->name = str_take(&name);
        inventory->values += item->tensor->count;
        inventory->bytes += item->tensor->bytes;
        inventory->parts_of_dtype[item->tensor->dtype]++;
    }
    for (int i = 0; i < inventory->count; i++)
        inventory->items[i].share = inventory->values ? (double)inventory->items[i].tensor->count /
                                                            (double)inventory->values
                                                      : 0;
    inventory_arrange(inventory, INVENTORY_TREE, "");
    return inventory;
}

static void forget_rows(struct inventory *inventory)
{
    for (int r = 0; r < inventory->row_count; r++)
        free(inventory->rows[r].label);
    free(inventory->rows);
    inventory->rows = NULL;
    inventory->row_count = 0;
}

void inventory_free(struct inventory *inventory)
{
    if (!inventory)
        return;
    forget_rows(inventory);
    for (int i = 0; i < inventory->count; i++)
        free(inventory->items[i].name);
    free(inventory->items);
    free(inventory);
}

/* ---- arranging ---- */

static bool matches(const struct inventory_item *item, const char *text)
{
    struct str shape = {0};
    excerpt_shape(item->tensor, &shape);
    bool found = strcasestr(item->name, text) || strcasestr(item->tensor->dtype_name, text) ||
                 strcasestr(shape.text, text);
    str_free(&shape);
    return found;
}

static bool is_bad(const struct inventory_item *item)
{
    return item->damaged ||
           (item->measured && statistics_finite(&item->statistics) < item->statistics.count);
}

static struct inventory_row *add_row(struct inventory *inventory, size_t *capacity, int item,
                                     int depth, const char *label, size_t n)
{
    inventory->rows = mem_grow(inventory->rows, capacity, (size_t)inventory->row_count + 1,
                               sizeof *inventory->rows);
    struct inventory_row *row = &inventory->rows[inventory->row_count++];
    *row = (struct inventory_row){.item = item, .depth = depth, .label = mem_text_n(label, n)};
    if (item >= 0) {
        const struct tensor *tensor = inventory->items[item].tensor;
        row->values = tensor->count;
        row->bytes = tensor->bytes;
        row->tensors = 1;
        row->bad = is_bad(&inventory->items[item]);
    }
    return row;
}

/* Where the part of a name that begins at `from` ends: at the next dot or slash. */
static size_t part_end(const char *name, size_t from)
{
    size_t n = strcspn(name + from, "./");
    return from + n + (name[from + n] != '\0');
}

/* As far as whole parts of the names of these items are the same; no name ends there. */
static size_t common_end(const struct inventory *inventory, const int *order, int first, int last,
                         size_t end)
{
    const char *name = inventory->items[order[first]].name;
    for (size_t next; (next = part_end(name, end)) > end && name[next]; end = next)
        for (int k = first; k < last; k++)
            if (strncmp(inventory->items[order[k]].name, name, next) != 0)
                return end;
    return end;
}

/* The items in `order` from `first` to before `last` share `from` bytes of their names. */
static void add_tree(struct inventory *inventory, size_t *capacity, const int *order, int first,
                     int last, size_t from, int depth)
{
    enum { DEPTH_MAX = 24 };
    for (int i = first; i < last;) {
        const char *name = inventory->items[order[i]].name;
        size_t end = part_end(name, from);
        int next = i + 1;
        if (!name[end] || depth == DEPTH_MAX) {
            add_row(inventory, capacity, order[i], depth, name + from, strlen(name + from));
            i = next;
            continue;
        }
        while (next < last && strncmp(inventory->items[order[next]].name, name, end) == 0)
            next++;
        /* A group of one is no group: the parts of its name stay together. */
        if (next == i + 1) {
            add_row(inventory, capacity, order[i], depth, name + from, strlen(name + from));
        } else {
            end = common_end(inventory, order, i, next, end);
            int row = inventory->row_count;
            add_row(inventory, capacity, -1, depth, name + from, end - from);
            add_tree(inventory, capacity, order, i, next, end, depth + 1);
            struct inventory_row *group = &inventory->rows[row];
            for (int k = i; k < next; k++) {
                const struct inventory_item *item = &inventory->items[order[k]];
                group->values += item->tensor->count;
                group->bytes += item->tensor->bytes;
                group->tensors++;
                group->bad = group->bad || is_bad(item);
            }
        }
        i = next;
    }
}

struct sorted {
    const struct inventory_item *item;
    int index;
    enum inventory_order order;
};

static int compare_numbers(double a, double b)
{
    return a < b ? 1 : a > b ? -1 : 0;
}

static int compare_sorted(const void *left, const void *right)
{
    const struct sorted *a = left, *b = right;
    int by = a->order == INVENTORY_NAME ? strverscmp(a->item->name, b->item->name)
             : a->order == INVENTORY_SIZE
                 ? compare_numbers((double)a->item->tensor->count, (double)b->item->tensor->count)
                 : compare_numbers(a->item->measured ? a->item->statistics.norm : -1,
                                   b->item->measured ? b->item->statistics.norm : -1);
    return by ? by : a->index - b->index;
}

/* Names with a common beginning stand together in the tree, wherever they are in the file. */
static void gather_groups(const struct inventory *inventory, int *order, int count, size_t from)
{
    for (int i = 0; i < count;) {
        const char *name = inventory->items[order[i]].name;
        size_t end = part_end(name, from);
        int next = i + 1;
        for (int k = next; k < count && name[end]; k++) {
            if (strncmp(inventory->items[order[k]].name, name, end) != 0)
                continue;
            int moved = order[k];
            memmove(order + next + 1, order + next, (size_t)(k - next) * sizeof *order);
            order[next++] = moved;
        }
        if (next - i > 1 && end > from)
            gather_groups(inventory, order + i, next - i, end);
        i = next;
    }
}

void inventory_arrange(struct inventory *inventory, enum inventory_order order, const char *text)
{
    enum { GATHER_MAX = 20000 }; /* it takes time in the square of the groups */
    size_t capacity = 0;
    int count = 0;
    int *chosen = mem_new((size_t)inventory->count, sizeof *chosen);
    forget_rows(inventory);
    for (int i = 0; i < inventory->count; i++)
        if (!*text || matches(&inventory->items[i], text))
            chosen[count++] = i;
    if (order == INVENTORY_TREE) {
        if (count <= GATHER_MAX)
            gather_groups(inventory, chosen, count, 0);
        add_tree(inventory, &capacity, chosen, 0, count, 0, 0);
        free(chosen);
        return;
    }
    struct sorted *sorted = mem_new((size_t)count, sizeof *sorted);
    for (int i = 0; i < count; i++)
        sorted[i] = (struct sorted){&inventory->items[chosen[i]], chosen[i], order};
    qsort(sorted, (size_t)count, sizeof *sorted, compare_sorted);
    for (int i = 0; i < count; i++)
        add_row(inventory, &capacity, sorted[i].index, 0, sorted[i].item->name,
                strlen(sorted[i].item->name));
    free(sorted);
    free(chosen);
}

/* ---- measuring ---- */

int inventory_tally(struct statistics *statistics, const struct tensor *tensor,
                    struct patience *patience, struct err *err)
{
    enum { PIECES_A_LOOK = 512 };
    double values[PIECE];
    struct tally tally = {0};
    err->text[0] = '\0';
    if (tensor->dtype == DTYPE_OTHER)
        return tensor_err_values(err, tensor);
    for (size_t first = 0, n, pieces = 0; first < tensor->count; first += n) {
        n = tensor->count - first < PIECE ? tensor->count - first : PIECE;
        if (tensor_doubles(values, tensor, first, n, err))
            return -1;
        tally_add(&tally, values, n);
        if (patience && ++pieces % PIECES_A_LOOK == 0 &&
            !patience->go_on(patience, (double)first / (double)tensor->count))
            return -1;
    }
    *statistics = tally_end(&tally);
    return 0;
}

void inventory_note(struct inventory *inventory, int item, const struct statistics *statistics)
{
    inventory->measured += !inventory->items[item].measured;
    inventory->items[item].statistics = *statistics;
    inventory->items[item].measured = true;
}

int inventory_measure(struct inventory *inventory, int index, struct patience *patience)
{
    struct inventory_item *item = &inventory->items[index];
    struct statistics statistics;
    if (item->measured || item->damaged || item->tensor->dtype == DTYPE_OTHER)
        return 0;
    if (inventory_tally(&statistics, item->tensor, patience, &item->err) == 0)
        inventory_note(inventory, index, &statistics);
    else
        item->damaged = item->err.text[0] != '\0';
    return item->measured || item->damaged ? 0 : -1;
}

bool inventory_say_bad(const struct inventory *inventory, struct str *out)
{
    enum { NAMED = 3 };
    int bad = 0;
    for (int i = 0; i < inventory->count; i++) {
        const struct inventory_item *item = &inventory->items[i];
        if (!is_bad(item) || bad++ >= NAMED)
            continue;
        str_add(out, bad > 1 ? "; " : "");
        if (item->damaged) {
            str_add(out, item->err.text);
            continue;
        }
        const struct statistics *s = &item->statistics;
        str_format(out, "%s has", item->name);
        if (s->nan)
            str_format(out, " %zu NaN", s->nan);
        if (s->infinite)
            str_format(out, "%s %zu infinite", s->nan ? " and" : "", s->infinite);
        str_add(out, ", the first at ");
        excerpt_tensor_place(item->tensor, s->places[0], out);
    }
    if (bad > NAMED)
        str_format(out, "; and %d more", bad - NAMED);
    return bad > 0;
}

/* ---- numbers ---- */

void inventory_number(struct str *out, size_t n)
{
    static const char units[] = " kMGT";
    double value = (double)n;
    int unit = 0;
    for (; value >= 999.5 && unit < 4; unit++)
        value /= 1000;
    if (!unit)
        str_format(out, "%zu", n);
    else
        str_format(out, "%.*f%c", value < 9.995 ? 2 : value < 99.95 ? 1 : 0, value, units[unit]);
}

void inventory_bytes(struct str *out, size_t n)
{
    if (n < 1000) {
        str_format(out, "%zu B", n);
        return;
    }
    struct str number = {0};
    inventory_number(&number, n);
    str_format(out, "%.*s %cB", (int)number.length - 1, number.text,
               number.text[number.length - 1]);
    str_free(&number);
}
