#include "trace/quantity.h"

#include <ctype.h>
#include <string.h>

#include "trace/tracing.h"

static const struct {
    const char *name, *label;
} stages[] = {
    [STAGE_NONE] = {"none", "no stage"},         [STAGE_ENCODE] = {"encode", "encode"},
    [STAGE_SCORE] = {"score", "score"},          [STAGE_MASK] = {"mask", "mask"},
    [STAGE_SOFTMAX] = {"softmax", "softmax"},    [STAGE_CONTEXT] = {"context", "context"},
    [STAGE_DECODE] = {"decode", "decode"},       [STAGE_WORD] = {"word", "word"},
    [STAGE_EMBED] = {"embed", "embed"},          [STAGE_PAIR] = {"pair", "pair"},
    [STAGE_SQUASH] = {"squash", "squash"},       [STAGE_POOL] = {"pool", "pool"},
    [STAGE_CLASSIFY] = {"classify", "classify"},
};
_Static_assert(sizeof stages / sizeof *stages == STAGE_COUNT, "a name for each stage");

static const struct {
    const char *name;   /* in exported files */
    const char *letter; /* in formulas; the positions of a sentence are j, and i where they ask */
} axes[] = {
    [AXIS_NONE] = {"none", ""},      [AXIS_ONE] = {"vector", ""},
    [AXIS_SOURCE] = {"source", "j"}, [AXIS_TARGET] = {"target", "t"},
    [AXIS_ASKING] = {"asking", "i"}, [AXIS_UNIT] = {"unit", "i"},
    [AXIS_VOCAB] = {"word", "y"},    [AXIS_HEAD] = {"head", "m"},
    [AXIS_HOP] = {"hop", "r"},       [AXIS_CLASS] = {"class", "y"},
    [AXIS_PAIR] = {"pair", "p"},
};
_Static_assert(sizeof axes / sizeof *axes == AXIS_COUNT, "a name for each axis");

const char *stage_name(enum stage stage)
{
    return stages[stage].name;
}

const char *stage_label(enum stage stage)
{
    return stages[stage].label;
}

int stage_find(const char *name)
{
    for (int i = STAGE_NONE + 1; i < STAGE_COUNT; i++)
        if (strcmp(stages[i].name, name) == 0)
            return i;
    return -1;
}

const char *axis_name(enum axis axis)
{
    return axes[axis].name;
}

const char *axis_letter(enum axis axis)
{
    return axes[axis].letter;
}

const struct origin origin_none = {.quantity = Q_NONE};

struct origin origin_at(enum quantity_id quantity, int row, int column)
{
    return (struct origin){.quantity = quantity, .row = row, .column = column};
}

struct origin origin_in(struct sheet sheet, int row, int column)
{
    return (struct origin){sheet.quantity, row, column, sheet.slice};
}

bool sheet_same(struct sheet a, struct sheet b)
{
    return a.quantity == b.quantity && a.slice.layer == b.slice.layer &&
           a.slice.head == b.slice.head && a.slice.hop == b.slice.hop;
}

const struct quantity *quantity_any(enum quantity_id id)
{
    const struct quantity *found = NULL;
    for (int i = 0; tracings[i] && !found; i++)
        found = tracing_quantity(tracings[i], id);
    return found;
}

/* What a name begins with where it names a slice: "layer1_", "head2_", "hop3_", in this order. */
static const struct prefix {
    const char *word;
    size_t number; /* which of a slice */
    enum slicing slicing;
} prefixes[] = {
    {"layer", offsetof(struct slice, layer), SLICED_BY_LAYER},
    {"head", offsetof(struct slice, head), SLICED_BY_HEAD},
    {"hop", offsetof(struct slice, hop), SLICED_BY_HOP},
};
enum { PREFIXES = sizeof prefixes / sizeof *prefixes };

static int *slice_number(struct slice *slice, const struct prefix *prefix)
{
    return (int *)((char *)slice + prefix->number);
}

/* Takes "layer1_" from the front of a name; the number is 0 where that is not there. */
static const char *take_prefix(const char *name, const char *word, int *number)
{
    size_t n = strlen(word), digits;
    if (strncmp(name, word, n) != 0)
        return name;
    digits = strspn(name + n, "0123456789");
    if (digits < 1 || digits > 2 || name[n] == '0' || name[n + digits] != '_')
        return name;
    for (size_t i = 0; i < digits; i++)
        *number = 10 * *number + (name[n + i] - '0');
    return name + n + digits + 1;
}

bool quantity_find_in(const struct tracing *tracing, const char *name, struct sheet *out)
{
    unsigned slices = 0;
    *out = (struct sheet){.quantity = Q_NONE};
    for (int i = 0; i < PREFIXES; i++) {
        int *number = slice_number(&out->slice, &prefixes[i]);
        name = take_prefix(name, prefixes[i].word, number);
        slices |= *number ? (unsigned)prefixes[i].slicing : 0u;
    }
    for (const struct quantity *const *table = tracing->quantities; *table; table++)
        for (const struct quantity *q = *table; q->name; q++)
            if (strcmp(q->name, name) == 0 && !(slices & ~(unsigned)q->slices))
                out->quantity = q->id;
    return out->quantity != Q_NONE;
}

bool quantity_find(const char *name, struct sheet *out)
{
    for (int i = 0; tracings[i]; i++)
        if (quantity_find_in(tracings[i], name, out))
            return true;
    return false;
}

void quantity_name(struct sheet sheet, struct str *out)
{
    for (int i = 0; i < PREFIXES; i++) {
        int number = *slice_number(&sheet.slice, &prefixes[i]);
        if (number)
            str_format(out, "%s%d_", prefixes[i].word, number);
    }
    str_add(out, quantity_any(sheet.quantity)->name);
}

void quantity_list(struct str *out)
{
    for (int id = 0; id < Q_COUNT; id++)
        if (quantity_any((enum quantity_id)id))
            str_format(out, out->length ? ", %s" : "%s", quantity_any((enum quantity_id)id)->name);
}
