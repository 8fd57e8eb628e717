#!/bin/bash
# heed present without a terminal: playlists and their mistakes, recordings, a lecture of all lessons.

HEED=${HEED:-$(cd "$(dirname "$0")/.." && pwd)/build/heed}
work=$(mktemp -d)
trap 'chmod -R u+w "$work"; rm -rf "$work"' EXIT
cd "$work" || exit 1
export HOME=$work/home
unset "${!XDG_@}"
mkdir home

verdict() { if [ -z "$failures" ]; then echo "ok lecture_$1"; else echo "not ok lecture_$1:$failures"; fi; failures=; }
fails() { failures+=" [$1]"; }

# shows TEXT KEYS FILE [OPTIONS]: the screens that a script dumps have the text
shows()
{
    local text=$1 keys=$2
    shift 2
    local seen
    seen=$("$HEED" present "$@" --script - --text <<<"$keys" 2>&1)
    [[ $seen == *"$text"* ]] || fails "no \"$text\" after $keys: $seen"
}

cat >own.md <<'END'
---
title: My own
model: eng-fra-additive
source: She reads a book.
---
# Where does it look?

Row 2 writes *{target[2]}*. More for readers.

```notes
SECRET words.
```
---
# Another page

With text.
END

# ---- notes and slides are proved ----

cat >bad.md <<'END'
---
title: Bad
model: eng-fra-additive
source: Go.
---
# A page

Text [[L]] <!-- for me alone -->

```notes
[[L]] is fine here, [[Z]] is not. {weights[99,1]}
```

```slide
a

b

c

d

e

f

g
```
END
"$HEED" learn --check bad.md >out 2>err && fails 'it is accepted'
for why in ':8: error: there is no key \[\[L' ':8: error: column 12: a remark in HTML' \
    ':11: error: there is no key \[\[Z' ':11: error: .*there is no row 99' 'its slide takes 15 rows'; do
    grep -q "bad.md$why\|$why" err || fails "no \"$why\": $(<err)"
done
grep -c . err | grep -q '^5$' || fails "$(<err)"
verdict mistakes_in_notes_and_slides_are_found

# ---- playlists ----

cat >hour <<'END'
# heed playlist
title An hour
page 08-masking 3-4
lesson own.md
sentence I like cheese.
demo Colder
    text I like cheese.
    temperature 0.5
    go weights 2 2
    zoom cell
END
shows '5 I like cheese.' 'o dump' hour
shows 'A batch is a rectangle' 'dump' hour
shows 'Row 2 writes lit.' '3 Enter dump' hour
shows 'I like cheese. → ' '5 Enter dump' hour
shows 'changed: temperature 0.5' 'End dump' hour
shows 'exponentials' 'End dump' hour
shows 'A batch is a rectangle' 'End Home dump' hour
[[ $("$HEED" present hour --script - --text <<<'n dump n dump n dump n dump') != *SECRET* ]] ||
    fails 'the class sees the notes'
verdict a_playlist_is_shown_in_its_order

# refuses WHY LINES: a playlist with these lines
refuses()
{
    printf '# heed playlist\n%b\n' "$2" >bad
    local said
    said=$("$HEED" present bad --script /dev/null 2>&1) && fails "$2 is accepted"
    [[ $said == *"bad:$1"* ]] || fails "$2: $said"
}
refuses '2: there is no lesson "nothing"' 'lesson nothing'
refuses '2: 08-masking has the pages 1 to' 'page 08-masking 99'
refuses '2: expected a lesson and the numbers' 'page 08-masking'
refuses '3: "sentnce a" is nothing to show' '\nsentnce a'
refuses '3: there is no command "tmperature"' 'demo x\n    tmperature 3'
refuses '3: a state cannot open a lesson' 'demo x\n    lesson 3'
refuses '2: an indented line' '    indented'
refuses '2: ./nofile: cannot open' 'state ./nofile'
refuses '2: lesson what?' 'lesson'
refuses ' nothing to show' ''
verdict mistakes_in_a_playlist_have_their_line

"$HEED" explore --script - "I like cheese." >/dev/null 2>err <<'END' || fails "$(<err)"
:temperature 0.5
:present made
:undo
:hide cheese
:present made
END
"$HEED" learn own.md --script - >/dev/null 2>err <<<$'n\n:present made' || fails "$(<err)"
grep -q '^page .*own.md 2$' made || fails "$(<made)"
[ "$(grep -c '^demo I like cheese.$' made)" = 2 ] || fails "$(<made)"
shows '3 Another page' 'o dump' made
shows 'changed: hide cheese' '2 Enter dump' made
echo precious >notours
"$HEED" explore --script - "I like cheese." >/dev/null 2>err <<<':present notours' &&
    fails 'another file is written to'
[ "$(<notours)" = precious ] || fails 'another file was written to'
printf '# heed: a state\ntext I like cheese.\nhide cheese\n---\ntext Go home.\n' >state.heed
printf 'state state.heed 2\nstate state.heed\n' >states
shows 'Go home.' 'dump' states
shows 'changed: hide cheese' '2 Enter dump' states
verdict the_laboratory_appends_to_a_playlist

# ---- recordings ----

printf 'n\ntick 1500\nL\n' >keys
"$HEED" present own.md --script keys --record one.cast || fails 'it does not record'
head -n 1 one.cast | grep -q '"version":2' || fails "$(head -c 100 one.cast)"
[ "$(wc -l <one.cast)" = 4 ] || fails "$(wc -l <one.cast) lines"
before=$(cksum <one.cast)
"$HEED" present own.md --script keys --record one.cast 2>err && fails 'it writes over a file'
[[ $(<err) == *--force* && $(cksum <one.cast) == "$before" ]] || fails "$(<err)"
"$HEED" present own.md --script keys --record one.cast --force || fails 'not even with --force'
"$HEED" play one.cast </dev/null >/dev/null 2>err && fails 'it plays without a terminal'
grep -q SECRET one.cast && fails 'the notes are in the recording'
verdict a_script_is_recorded

# ---- asked wrongly ----

# exits CODE WHY ARGUMENTS...
exits()
{
    local code=$1 why=$2 said status
    shift 2
    said=$("$HEED" "$@" 2>&1 </dev/null)
    status=$?
    [[ $status == "$code" && $said == *"$why"* ]] || fails "$*: $status: $said"
}
exits 2 'a lesson is needed' present
exits 2 'a lesson is needed' present own.md own.md
exits 2 '--notes are those' present own.md --notes
exits 2 '--force belongs to' present own.md --force
exits 2 '--pace is 1 to' present own.md --pace 9999
exits 2 '--room must be one of' present own.md --room blue
exits 2 'choose one of them' present own.md --drive keys --script keys
exits 2 'needs a file' present own.md --drive -
exits 2 'a recording is needed' play
exits 1 'needs a terminal' present --notes
exits 1 'needs a terminal' play one.cast
exits 1 'cannot open' play nothing.cast
exits 1 'there is no lesson' present nothing --script keys
verdict what_is_asked_wrongly_is_told

# ---- a lecture of all lessons ----

# peak KEYS: the most memory that a lecture takes, in kB
peak()
{
    "$HEED" present all --size 100x30 --script "$1" &
    local pid=$! most=0 now
    while now=$(awk '/VmHWM/ { print $2 }' "/proc/$pid/status" 2>/dev/null) && [ -n "$now" ]; do
        most=$now
        sleep 0.05
    done
    wait $pid || echo failed
    echo "$most"
}

rm -rf home/.local # heed learn was here
"$HEED" learn --list | sed -E 's/^([0-9]+-[a-z-]+) .*/lesson \1/' | grep '^lesson ' | head -n 15 >all
pages=$("$HEED" present all --script - --text <<<'End dump' | tail -n 1 | tr -d ' ')
[ "$pages" -gt 80 ] || fails "only \"$pages\" pages"
for ((i = 0; i < 5 * pages; i++)); do echo n; done >through
{ cat through; echo Home; cat through through; } >thrice
once=$(peak through) thrice=$(peak thrice)
[ "$thrice" -lt $((once * 5 / 4)) ] || fails "memory grows: $once kB, three times as much: $thrice kB"
shows "$pages" "$(<through) dump" all
[ ! -e home/.local/state/heed/progress ] || fails 'progress was noted'
verdict all_lessons_without_a_leak_or_progress
