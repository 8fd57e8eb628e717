#!/bin/bash
# A name says where to look. The rules, held against src/:
#
#   own_file  A function or variable that a header declares is defined in the .c of that header, or
#             in the .c that it is named after: cmd_learn() in cmd/learn.c. What no header declares,
#             itself or by a macro for a list, is static.
#   unique    A name that a header gives to others (function, variable, constant, macro, type, tag)
#             has no second meaning anywhere: not in another header, and in no .c.
#   module    The first word of a function or variable is one of its header's or its folder's name,
#             or it begins with a tag that its header or the .c of it defines: encoder_forward() in
#             model/seq2seq_encoder.h, arena_take() of struct arena in base/mem.h. Singular and
#             plural are the same. No tag has the name of another folder.
#   screen    A function fits a screen. Kernels, which are long and straight, are in math/ and layer/.
#
# Then every rule is broken on purpose, to see that it is noticed.

rules='own_file unique module screen'
tallest=75 # lines of a function

# break_rules DIR: prints "RULE FILE:LINE: what is wrong" for what breaks a rule in DIR/src
break_rules()
{
    local facts=$PWD/tests/names.awk
    cd "$1" || return
    # shellcheck disable=SC2016 # that is awk
    find src -name '*.[ch]' | LC_ALL=C sort | xargs awk -f "$facts" | awk -v tallest=$tallest '
        function broken(rule, place, what) { print rule " " place ": " what }

        # Singular, and with a mark behind every word, so that the beginning of a name is found.
        function words(name)
        {
            name = name "_"
            gsub(/ies_/, "y_", name)
            gsub(/s_/, "_", name)
            return name
        }

        function begins(name, with) { return index(words(name), words(with)) == 1 }

        { # KIND FILE LINE NAME
            path = $2
            place = $2 ":" $3
            split($2, part, "/")
            folder = part[3] == "" ? "" : part[2]
            file = part[3] == "" ? part[2] : part[3]
            sub(/\.[ch]$/, "", file)
            home = substr($2, 1, length($2) - 2) # without .c or .h
            folders[folder]
        }

        $1 == "header" { is_header[$2] }

        $1 == "function" && $5 > tallest && folder !~ /^(math|layer)$/ {
            broken("screen", place, $4 "() has " $5 " lines")
        }

        $1 == "list" {
            lists[++list_count] = $4
            next
        }

        # What others see: declared or defined in a header.
        $2 in is_header && $1 ~ /^(declare|define|constant|macro|type|tag)$/ {
            space = $1 == "tag" ? "tag " : ""
            if (!((space $4) in given)) {
                given[space $4] = home
                given_at[space $4] = place
                if ($1 == "tag" || $1 == "declare" || $1 == "define") {
                    public[++publics] = $4
                    is_tag[publics] = $1 == "tag"
                    public_at[publics] = place
                    public_folder[publics] = folder
                    public_file[publics] = file
                }
            } else if (given[space $4] != home) {
                broken("unique", place, $4 " is also in " given_at[space $4])
            }
            if ($1 == "declare") {
                declared[$4] = home
                declared_at[$4] = place
            }
            if ($1 == "tag")
                tags[home] = tags[home] " " $4
            next
        }

        $1 ~ /^(tag|constant|macro|define|private)$/ {
            if ($1 == "tag")
                tags[home] = tags[home] " " $4
            meanings[++others] = ($1 == "tag" ? "tag " : "") $4
            meant_at[others] = place
            meant_in[others] = home
            if ($1 == "define") {
                defined[$4] = home
                defined_at[$4] = place
                defined_file[$4] = file
                after[$4] = begins(folder "_" file, $4) || begins(file, $4)
            }
        }

        # Whether a macro declares names of this kind ("panel_*", "*_tracing"), and the file bears the
        # name, or what stands for the star.
        function is_listed(name,   i, ends, star)
        {
            for (i = 1; i <= list_count; i++) {
                split(lists[i], ends, "*")
                star = substr(name, length(ends[1]) + 1, length(name) - length(ends[1] ends[2]))
                if (star != "" && name == ends[1] star ends[2] &&
                    (after[name] || begins(defined_file[name], star)))
                    return 1
            }
            return 0
        }

        function check_files(   name)
        {
            for (name in declared)
                if (!(name in defined))
                    broken("own_file", declared_at[name], name " is defined nowhere")
                else if (defined[name] != declared[name] && !after[name])
                    broken("own_file", declared_at[name], name " is defined in " defined_at[name])
            for (name in defined)
                if (!(name in declared) && name != "main" && !is_listed(name))
                    broken("own_file", defined_at[name], name " is not static, and in no header")
        }

        function check_meanings(   i)
        {
            for (i = 1; i <= others; i++)
                if (meanings[i] in given && given[meanings[i]] != meant_in[i] &&
                    !(meanings[i] in declared))
                    broken("unique", meant_at[i], meanings[i] " is also in " given_at[meanings[i]])
        }

        function carries(i,   home, n, tag, k, first)
        {
            first = words(public[i])
            sub(/_.*/, "_", first)
            if (index("_" words(public_file[i]) words(public_folder[i]), "_" first))
                return 1
            home = "src/" public_folder[i] "/" public_file[i]
            n = split(tags[home], tag, " ")
            for (k = 1; k <= n; k++)
                if (begins(public[i], tag[k]))
                    return 1
            return 0
        }

        END {
            check_files()
            check_meanings()
            for (i = 1; i <= publics; i++)
                if (is_tag[i] ? public[i] in folders && public[i] != public_folder[i] : !carries(i))
                    broken("module", public_at[i], public[i] (is_tag[i] ? " is the name of a folder" \
                               : " begins neither with its header nor with a tag of it"))
        }' | finished_rooms
}

cd "$(dirname "$0")/.." || exit 1
. tests/house.sh
# shellcheck disable=SC2086 # a list
report_rules $rules

# ---- can the rules fail? ----

# A sound house, with everything in it that only looks like breaking a rule.
sound_house()
{
    rm -rf "${tree:?}/src"
    file src/base/mem.h <<'END'
#ifndef HEED_BASE_MEM_H
#define HEED_BASE_MEM_H
/* int words(void); enum { ARE = 1 }; */
struct arena {
    struct arena_block *first;
    enum { ARENA_FULL, ARENA_EMPTY } state;
};
enum mem_kind { MEM_SMALL = sizeof(int), MEM_LARGE };
typedef double mem_real;
void *mem_new(int count, const char *(*name)(int));
void *arena_take(struct arena *arena) __attribute__((format(printf, 1, 2)));
int base_count(void);
extern const struct arena mem_arenas[];
#define MEM_EXTERN(name) extern const struct arena mem_##name;
MEM_LIST(MEM_EXTERN)
static inline int mem_sum(int a)
{
    return a + mem_static;
}
#endif
END
    file src/base/mem.c <<'END'
#include "base/mem.h"
struct arena_block {
    int size;
};
static const struct {
    const char *name;
} table[] = {{"int lost(void) {"}, {"}"}}, *more = table;
const struct arena mem_arenas[] = {{0}};
static int known(void);
#define LOOP(n) \
    int mem_new(n) \
    {
void *mem_new(int count, const char *(*name)(int))
{
    char brace = '{';
    return NULL;
}
void *arena_take(struct arena *arena)
{
    return 0;
}
int base_count(void)
{
    return 0;
}
static int known(void)
{
    return 1;
}
END
    file src/base/small.c <<<'const struct arena mem_small = {0};'
    file src/base/piece.h <<<$'static int PIECE(lost)(void)\n{\n}'
    file src/math/run.h <<<$'#ifndef HEED_MATH_RUN_H\nint math_run(void);\nint math_walk(void);\n#endif'
    file src/math/run.c <<<$'static int known(void)\n{\n}\nint math_run(void)\n{\n}'
    file src/math/walk.c <<<$'int math_walk(void)\n{\n'"$(yes ';' | head -n $tallest)"$'\n}'
    file src/main.c <<<$'int main(void)\n{\n}'
}

# header TEXT: a header with this in it, for src/base/str.h
header()
{
    printf '#ifndef HEED_BASE_STR_H\n%s\n#endif\n' "$1"
}

sound_house
report names_accept_a_sound_house "$(break_rules "$tree" | paste -sd ';')"
notices own_file src/base/str.h "$(header 'int str_new(void);')"
notices own_file src/base/str.h "$(header 'extern const char str_all[];')"
notices own_file src/base/str.c $'int str_new(void)\n{\n}'
notices own_file src/base/str.c $'static int x;\nconst char *str_names[] = {0};'
notices own_file src/base/str.c 'const struct arena mem_big = {0};'
notices own_file src/math/run.c $'static int math_run(void)\n{\n}'
notices own_file src/math/walk.c $'int math_run(void)\n{\n}\nint math_walk(void)\n{\n}'
notices unique src/base/str.h "$(header $'struct arena {\n};')"
notices unique src/base/str.h "$(header $'enum { STR_X, ARENA_FULL = 3 };')"
notices unique src/base/str.h "$(header $'static inline int mem_sum(int a)\n{\n}')"
notices unique src/base/str.h "$(header '#define MEM_SMALL 3')"
notices unique src/base/str.c $'struct arena {\n    int x;\n};'
notices unique src/base/str.c $'static int f(void)\n{\n    struct arena {\n        int x;\n    } a;\n}'
notices unique src/base/str.c $'static int mem_sum(void)\n{\n}'
notices unique src/base/str.c $'enum { HERE,\n    MEM_LARGE };'
notices module src/base/str.h "$(header $'static inline int text_add(void)\n{\n}')"
notices module src/base/str.h "$(header $'static inline int strange(void)\n{\n}')"
notices module src/base/str.h "$(header $'struct math {\n};')"
notices screen src/base/str.c "$(echo $'static int f(void)\n{'; yes ';' | head -n $tallest; echo '}')"
