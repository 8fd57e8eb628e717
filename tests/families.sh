#!/bin/bash
# What a family of models has for itself stays in its own files: those whose names begin with the
# name of a family in src/model/families.h. Then every rule is broken once, on purpose, in a tree of
# its own, to see that it is noticed.

rules='private computed score_none listed'

# Files that still look into a family and are to be emptied of it; none may be added.
pending=''

# break_rules DIR: prints "RULE FILE:LINE: what is wrong" for what breaks a rule in DIR/src
break_rules()
{
    cd "$1" || return
    local names
    names=$(sed -n 's/^ *X(\([a-z0-9_]*\)).*/\1/p' src/model/families.h | paste -sd '|')
    find src -name '*.[ch]' | sort | while read -r file; do
        # shellcheck disable=SC2076 # words of a list, not a pattern
        [[ $(basename "$file") =~ ^($names) || " ${pending//$'\n'/ } " =~ " $file " ]] && continue
        grep -nE "(->|[.])($names)[.]|(config|weights|gradients?)(->|[.])($names)($|[^a-z0-9_])" \
            "$file" |
            sed "s,^,private $file:,; s,\$, is the family's own,"
        grep -nE '(->|[.])computed\b' "$file" |
            sed "s,^,computed $file:,; s,\$, is what a family computed,"
        grep -n '\bSCORE_NONE\b' "$file" | sed "s,^,score_none $file:,; s,\$, asks for a family,"
    done
    grep -rnoE '^const struct family family_[a-z0-9_]+' src | while IFS=: read -r file line family; do
        [[ ${family##* family_} =~ ^($names)$ ]] ||
            echo "listed $file:$line: ${family##* } is no row of src/model/families.h"
    done
}

report() # RULE REASON: ok without a reason
{
    if [ -z "$2" ]; then echo "ok $1"; else echo "not ok $1: $2"; fi
}

cd "$(dirname "$0")/.." || exit 1
found=$(break_rules "$PWD")
for rule in $rules; do
    report "families_$rule" "$(grep "^$rule " <<<"$found" | cut -d ' ' -f 2- | paste -sd ';')"
done

# ---- can the rules fail? ----

tree=$(mktemp -d)
trap 'rm -rf "$tree"' EXIT

# file PATH <its text
file()
{
    mkdir -p "$(dirname "$tree/$1")"
    cat >"$tree/$1"
}

sound_house()
{
    rm -rf "${tree:?}/src"
    file src/model/families.h <<<$'#define FAMILIES(X) \\\n    X(seq2seq) \\\n    X(qkv)'
    file src/model/seq2seq.c <<<$'const struct family family_seq2seq = {\n};'
    file src/model/seq2seq_more.c <<<'int x = config->seq2seq.layers + (score == SCORE_NONE);'
    file src/trace/qkv_trace.c <<<'int x = config->qkv.random + *(const int *)trace->computed;'
    file src/view/v.c <<<$'#include "model/seq2seq.h"\nconst char *s = "see seq2seq."; int x = f(&family_seq2seq);'
}

# notices RULE PATH TEXT: the house with this one file in it breaks this rule and no other
count=0
notices()
{
    local found reason=
    sound_house
    file "$2" <<<"$3"
    found=$(break_rules "$tree")
    [ "$(cut -d ' ' -f 1 <<<"$found" | sort -u)" = "$1" ] || reason="$2: $3: found \"$found\""
    report "families_notice_$1_$((++count))" "$reason"
}

sound_house
report families_accept_a_sound_house "$(break_rules "$tree" | paste -sd ';')"
notices private src/view/v.c 'int x = config->seq2seq.layers;'
notices private src/view/v.c 'const struct qkv_config *c = &model->config.qkv;'
notices private src/app/a.h 'f(&weights.seq2seq, 1);'
notices private src/model/run.c 'int x = run->config.seq2seq'
notices computed src/view/v.c 'const struct seq2seq_traced *t = trace->computed;'
notices computed src/trace/t.c 'trace->computed = run;'
notices score_none src/layer/score.h 'enum score { SCORE_NONE, SCORE_DOT };'
notices score_none src/view/v.c 'return score == SCORE_NONE;'
notices listed src/model/tree.c 'const struct family family_tree = {'
