#!/bin/bash
# heed check held to its word: every mistake that it knows is made in a program in C and in one in
# Python, on the tables and in the starters of lessons/exercises, and must be named.

cd "$(dirname "$0")/.." || exit 1
heed=${HEED:-build/heed}
exercises=lessons/exercises
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# The starter with the functions of the solution in the place of its own.
filled() # ENDING BEGIN END
{
    awk -v solution="tests/exercises/solution.$1.txt" -v begin="$2" -v end="$3" '
        index($0, end) { skip = 0 }
        !skip
        index($0, begin) { skip = 1; while ((getline line <solution) > 0) print line }
    ' "$exercises/attention.$1"
}

run() # PROGRAM TABLE
{
    case $1 in
        c) "$work/attention" "$exercises/$2.csv" ;;
        py) python3 "$work/attention.py" "$exercises/$2.csv" ;;
        starter) "$work/starter" "$exercises/$2.csv" ;;
    esac >"$work/mine.csv"
}

# expect NAME STATUS TABLE TEXT...: the file made last is judged so
expect()
{
    local name=$1 status=$2 table=$3 output got text reason=
    shift 3
    output=$("$heed" check "$work/mine.csv" --against "$exercises/$table.csv" 2>&1)
    got=$?
    [ $got = "$status" ] || reason="status $got, expected $status"
    for text; do
        grep -qF -- "$text" <<<"$output" || reason+=" no \"$text\""
    done
    if [ -z "$reason" ]; then echo "ok check_$name"; else
        echo "not ok check_$name: $reason: ${output//$'\n'/; }"
    fi
}

# mistakes PROGRAM: each of them made alone, and two of them at once
mistakes()
{
    local mistake table stage text
    while IFS='|' read -r mistake table stage text; do
        MISTAKE=$mistake run "$1" "$table"
        expect "$1_$mistake" 1 "$table" "wrong from the $stage on" "your $stage are those of $text"
        named=$("$heed" check "$work/mine.csv" --against "$exercises/$table.csv" |
            grep -c "are those of")
        if [ "$named" = 1 ]; then echo "ok check_$1_${mistake}_alone"; else
            echo "not ok check_$1_${mistake}_alone: $named mistakes are named"
        fi
    done <<'END'
inverted|dot|weights|an inverted mask
after|dot|weights|a mask after the softmax
axis|dot|weights|a softmax over the other axis
no-root|dot|scores|dot products without √d
d|dot|scores|dot products divided by d
length|dot|weights|lengths off by one
million|dot|weights|−1e6 where every key is masked
undefined|dot|weights|0 divided by 0 where every key is masked
unweighted|dot|outputs|values that are not weighted
transposed|additive|scores|W transposed
exchanged|additive|scores|query and key exchanged
END
    while read -r mistake table stage; do
        MISTAKE=$mistake run "$1" "$table"
        expect "$1_$mistake" 1 "$table" "wrong from the $stage on" \
            "unexplained: none of" "alone gives these $stage"
    done <<'END'
no-root+inverted dot scores
d+length dot scores
inverted+axis dot weights
axis+unweighted dot weights
exchanged+transposed additive scores
END
    for table in dot additive; do
        run "$1" $table
        expect "$1_right_$table" 0 $table "right: the scores, weights and outputs"
    done
}

read -ra compiler <<<"${CC:-cc}" # it may have words: ccache gcc
if ! "${compiler[@]}" -x c -o "$work/starter" $exercises/attention.c -lm ||
    ! filled c '/* ---- yours' '/* ---- from' | "${compiler[@]}" -x c -o "$work/attention" - -lm; then
    echo 'not ok check_c: it does not compile'
    exit 1
fi
mistakes c
run starter dot
expect starter 2 dot 'nothing to check'

# Two mistakes at once are explained by none, and the first stage that is wrong is named.
MISTAKE=inverted run c dot
awk -F, -v OFS=, '$1 == "weight" { w = $2; $2 = $5; $5 = w } 1' "$work/mine.csv" >"$work/two.csv"
mv "$work/two.csv" "$work/mine.csv"
expect two_mistakes 1 dot 'wrong from the weights on' 'unexplained'
grep -v score "$work/mine.csv" >"$work/less.csv" && mv "$work/less.csv" "$work/mine.csv"
expect two_without_scores 1 dot 'unexplained'
MISTAKE=after run c dot
expect sums 1 dot 'your weights are those of a mask after'
sed -i '/^weight/s/,[^,]*$/,0.9/' "$work/mine.csv"
expect sums_said 1 dot 'unexplained' 'add up to'

# What cannot be read says where, and has a status of its own.
printf 'weight,1,0,0\n' >"$work/mine.csv"
expect short_row 2 dot 'mine.csv:1: a row of 3 weights; expected 4, one for each key'
printf 'weight,1,0,0,x\n' >"$work/mine.csv"
expect no_number 2 dot 'mine.csv:1: column 5: expected a number, found "x"'
printf 'wieght,1\n' >"$work/mine.csv"
expect no_row 2 dot 'there is no row "wieght"'
printf 'weight,1,0,0,0\n' >"$work/mine.csv"
expect few_rows 2 dot 'sentence 1 has 1 rows of weights; expected 4'
rm "$work/mine.csv"
expect no_file 2 dot 'mine.csv'

if command -v python3 >/dev/null; then
    filled py '# ---- yours' '# ---- from' >"$work/attention.py"
    mistakes py
fi
