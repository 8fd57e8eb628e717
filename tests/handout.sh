#!/bin/bash
# Lessons on paper: every lesson of the course is exported; what is written is valid, has no script
# and fetches nothing; the numbers are those of the run; a worksheet never tells what is blank in it;
# nothing is overwritten unasked.

cd "$(dirname "$0")/.." || exit 1
heed=${HEED:-$PWD/build/heed}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

failures=
must()    { "$@" || failures+=" [not: $*]"; }
never()   { ! "$@" || failures+=" [it is so: $*]"; }
same()    { [ "$1" = "$2" ] || failures+=" [\"$1\" is not \"$2\"]"; }
verdict() # NAME: of everything since the last one
{
    if [ -z "$failures" ]; then echo "ok handout_$1"; else echo "not ok handout_$1:${failures//$'\n'/ }"; fi
    failures=
}

# present LESSON OPTIONS...: leaves $status, $out, $err
present()
{
    out=$("$heed" present "$@" 2>"$work/err")
    status=$?
    err=$(<"$work/err")
}

# drawn FILE.html: what stands in the pictures, a word a line
drawn() { grep -o '<tspan[^>]*>[^<]*' "$1" | sed 's/<[^>]*>//' | tr ' ' '\n' | grep -v '^$'; }

# ---- the whole course ----

for lesson in lessons/en/[0-9]*.md; do
    present "$lesson" --export "$work/course"
    same "$status$err" 0
    same "$(wc -l <<<"$out")" 6
done
same "$(find "$work/course" -type f | wc -l)" $((6 * $(find lessons/en -name "[0-9]*.md" | wc -l)))
verdict course

for file in "$work"/course/*.html; do
    never grep -qiE '<script|javascript:|<link|<img|url\(|src=|href=' "$file"
    must grep -q "content=\"default-src 'none'; style-src 'unsafe-inline'\"" "$file"
    never grep -q '{?}' "$file" # an expression that could not be evaluated
done
verdict nothing_fetched

if command -v tidy >/dev/null; then
    for file in "$work"/course/*.html; do
        same "$(tidy -e -q "$file" 2>&1)" ''
    done
    verdict valid_html
else
    echo 'ok handout_valid_html (skipped: no tidy)'
fi

if command -v xmllint >/dev/null; then
    for file in "$work"/course/*.html; do # all pictures of a file as one document
        { echo '<all>'; sed -n '/^<svg/,/^<\/svg>/p' "$file"; echo '</all>'; } >"$work/all.xml"
        must xmllint --noout --nonet "$work/all.xml"
    done
    verdict valid_svg
else
    echo 'ok handout_valid_svg (skipped: no xmllint)'
fi

if command -v pdfinfo >/dev/null; then
    for file in "$work"/course/*.pdf; do
        must grep -q '^Page size:.*A4' <<<"$(pdfinfo "$file" 2>&1)"
    done
    verdict valid_pdf
else
    echo 'ok handout_valid_pdf (skipped: no pdfinfo)'
fi

# ---- blanks ----

# In the pictures a worksheet has what the answers have, but for the blanks: as many as numbers that
# are missing.
for lesson in 08-masking 09-context 06-pooling; do
    drawn "$work/course/$lesson-worksheet.html" | sort >"$work/blank"
    drawn "$work/course/$lesson-answers.html" | sort >"$work/filled"
    blanks=$(grep -c '^__*$' "$work/blank")
    must [ "$blanks" -ge 3 ]
    same "$(comm -23 <(grep -v '^__*$' "$work/blank") "$work/filled" | wc -l)" 0
    must [ "$(comm -13 <(grep -v '^__*$' "$work/blank") "$work/filled" | wc -l)" -ge "$blanks" ]
done
verdict blanks_are_missing_numbers

cat >"$work/row.md" <<'END'
---
title: One <script>alert(1)</script> & "more"
model: eng-fra-additive
source: I like <b> tea.
---
# Where does it look?

The largest number of row 2 is {max(weights[2]) %.3f}, or {100 * max(weights[2]) %.1f} %.

```view
zoom: stage
stage: softmax
step: 2
blank: weights[2]
```

```question
ask: *{target[2]}* looks at
choices: source
answer: argmax(weights[2])
right: It has {max(weights[2]) %.4f}.
```
---
# The same number elsewhere

Still {max(weights[2]) %.3f}; and the flow of it.

```view
zoom: flow
step: 2
```

```question
ask: How much?
choices: {max(weights[2]) %.3f} | nothing
answer: 1
```
---
# The flow of it

```view
zoom: flow
step: 2
```

```question
ask: Where?
choices: here | there
answer: 2
```
END
present "$work/row.md" --export "$work/row"
same "$status$err" 0
sheet=$work/row/row-worksheet
never grep -qE '<b>|<script' "$sheet.html"
must grep -q '&lt;b&gt;' "$sheet.html"
must grep -q 'is ________, or ________ %' "$sheet.html"
must grep -q 'in the handout' "$sheet.html" # the flow would tell it
never grep -q 'How much?' "$sheet.html"     # so would the choice
values=$("$heed" show --format csv --matrix weights --step 2 "$(sed -n 's/^source: //p' "$work/row.md")" |
    tail -n 1 | sed 's/^"[^"]*",//' | tr ',' '\n' | awk '$1 >= 0.01')
must [ "$(wc -w <<<"$values")" -ge 3 ]
told=$(drawn "$sheet.html"; grep -o '<desc>[^<]*' "$sheet.html"; sed 's/<[^>]*>//g' "$sheet.html")
for value in $values; do
    for digits in 3 4; do # so many are nobody else's by chance
        never grep -qF "$(printf '%.*f' $digits "$value")" "$sheet.html"
    done
    filled=$(printf '%.2f' "$value")
    must [ "$(drawn "$sheet.html" | grep -cxF "${filled#0}")" -lt \
           "$(drawn "$work/row/row-answers.html" | grep -cxF "${filled#0}")" ]
done
largest=$(sort -g <<<"$values" | tail -n 1)
must grep -q "$(printf '%.3f' "$largest")" "$work/row/row-answers.html"
never grep -qF "$(printf '%.3f' "$largest")" <<<"$told"
if command -v pdftotext >/dev/null; then
    never grep -qF "$(printf '%.3f' "$largest")" <<<"$(pdftotext -layout "$sheet.pdf" -)"
    must grep -qF "$(printf '%.3f' "$largest")" <<<"$(pdftotext -layout "$work/row/row-answers.pdf" -)"
fi
verdict blank_numbers_are_nowhere_told

# ---- what is refused ----

before=$(cat "$work"/row/* | cksum)
present "$work/row.md" --export "$work/row"
same "$status" 1
must grep -q 'there is such a file already; --force' <<<"$err"
same "$(cat "$work"/row/* | cksum)" "$before"
present "$work/row.md" --export "$work/row" --force
same "$status$err" 0
same "$(cat "$work"/row/* | cksum)" "$before" # the same lesson is the same file
same "$(find "$work/row" -type f | wc -l)" 6  # and no temporary one is left
present "$work/row.md" --export "$work/row.md"
same "$status" 1
must grep -q 'row.md: is no folder' <<<"$err"
verdict nothing_overwritten

sed 's/^blank: .*/blank: weights[99]/' "$work/row.md" >"$work/wrong.md"
present "$work/wrong.md" --export "$work/wrong"
same "$status" 1
must grep -qE 'wrong.md:[0-9]+: error: blank: weights\[99\]: there is no row 99; expected 1 to' <<<"$err"
sed 's/^blank: .*/blank: wieghts[2]/' "$work/row.md" >"$work/wrong.md"
present "$work/wrong.md" --export "$work/wrong"
must grep -qE 'wrong.md:[0-9]+: blank: "wieghts\[2\]" is nothing to be left blank; expected mask' <<<"$err"
sed 's/^stage: .*/stage: sofmax/' "$work/row.md" >"$work/wrong.md"
present "$work/wrong.md" --export "$work/wrong"
same "$status" 1
must grep -qE 'wrong.md:[0-9]+: stage: unknown stage "sofmax"' <<<"$err"
must [ ! -e "$work/wrong" ]
verdict mistakes_have_lines

