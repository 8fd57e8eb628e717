#ifndef HEED_MODEL_CONFIG_H
#define HEED_MODEL_CONFIG_H

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"
#include "base/str.h"
#include "model/families.h"
#include "text/token.h"

/* What a model is made of. Only the files of a family look into its own part; everything else asks
 * the questions below. */

struct family;

/* What a model reads, or what it writes. */
struct config_side {
    enum unit unit;
    char language[4]; /* ISO 639-3: "eng", "fra", "cmn"; "": unknown, or none */
    int vocab;        /* tokens, specials included */
};

#define FAMILY_CONFIG(name) struct name##_config name;
struct config {
    const struct family *family;
    struct config_side source, target;
    union {
        FAMILIES(FAMILY_CONFIG)
    };
};
#undef FAMILY_CONFIG

/* The default configuration of a family. Vocabulary sizes are 0. */
struct config config_default(const struct family *family);

/* 0, or -1 with the reason: sizes out of range, parts that do not fit together. */
int config_check(const struct config *config, struct err *err);

/* One field, as option or JSON key: "embed", "score" ... */
struct field {
    const char *name;
    size_t offset;            /* in struct config, of an int, an enum or a language */
    const char *const *words; /* the names of an enum, NULL-ended; NULL: no enum */
    const char *help;         /* with its source, for --help */
    int absent;               /* what a model file that does not name it means */
    int low, high;            /* of a number: what is allowed */
    bool hidden;              /* config_set_hidden() sets it */
    bool language;            /* no number but the code of a language */
};

/* Where a member is: CONFIG_AT(seq2seq.embed). */
#define CONFIG_AT(member) offsetof(struct config, member)

/* Sets a field of the configuration's family from text. -1 with what would be allowed. */
int config_set(struct config *config, const char *name, const char *value, struct err *err);

/* Sets a field that the family has to a number. */
void config_set_size(struct config *config, const char *name, int size);

/* Sets the sizes of all hidden layers at once. */
void config_set_hidden(struct config *config, int size);

/* A field as text, in a static table, in the configuration or in `buffer`. */
const char *config_get(const struct config *config, const struct field *field, char *buffer,
                       size_t size);

/* The name of what a field may be, for help: "NAME", "N", "LANGUAGE". */
const char *config_argument(const struct field *field);

/* {"family": "seq2seq", "cell": "gru", "embed": 128, ...}, to be deleted. */
struct cJSON *config_json(const struct config *config);

/* The same as text, and back; unknown keys and wrong types are refused by name. */
void config_write(const struct config *config, struct str *out);
int config_read(struct config *config, const char *json, struct err *err);

/* Whether the text names this field. */
bool config_names(const char *json, const char *name);

/* The configuration that a model file holds: as config_read(), but its family is what it says, and
 * fields that it does not name have the value of files older than the field. */
int config_read_file(struct config *config, const char *json, struct err *err);

/* "BiGRU 96+96 · GRU 192 · additive", for title lines. */
void config_describe(const struct config *config, struct str *out);

/* ---- what a family can do ---- */

/* Whether it reads words (its source has a vocabulary and a text); whether it writes words. */
bool config_reads_words(const struct config *config);
bool config_writes_words(const struct config *config);

/* Whether a decoding step of it can be drawn as a flow from the source to the word. */
bool config_has_flow(const struct config *config);

/* Whether it has weights of attention over source positions. */
bool config_attends(const struct config *config);

/* What a control may change of the weights of a run. */
enum ability {
    ABILITY_MASK,    /* who takes part */
    ABILITY_WEIGHTS, /* temperature, selection, rows put there by hand */
    ABILITY_BACK,    /* whether words look only back, at each other */
    ABILITY_OTHER,   /* whether the other of s(t−1) and s(t) asks */
};
bool config_able(const struct config *config, enum ability ability);

/* Its attention of queries over source positions; NULL where the family has none. */
const struct attention_config *config_attention(const struct config *config);
struct attention_config *config_attention_change(struct config *config);

#endif
