#!/bin/bash
# Using heed in a real terminal: the first picture, walking, editing, and windows of every size.

# shellcheck source=tests/tmux/lib.sh
. "$(dirname "$0")/lib.sh"

explore="'$HEED' explore 'the cat sleeps.'"

changed() { [ "$(screen)" != "$1" ]; }
is()      { [ "$(screen)" = "$1" ]; }

# press KEY...: the screen becomes another one
press()
{
    local before
    before=$(screen)
    keys "$@"
    soon changed "$before" || fails "$* changes nothing: $before"
}

# back_to SCREEN KEY...: the screen becomes this one
back_to()
{
    local expected=$1
    shift
    keys "$@"
    soon is "$expected" || fails "after $* the screen is: $(screen), not: $expected"
}

# settled: the screen has not changed for a moment
settled()
{
    local before
    before=$(screen)
    sleep 0.05
    is "$before"
}

# ---- the first picture ----

start "'$HEED'"
sees 'The first lesson'
sees 'chez'
sees 'home'
sees 'q quit'
keys Q
ended 0
verdict the_menu_has_a_picture

# ---- walking ----

start "$explore"
sees 'Le chat dort.'
soon settled
first=$(screen)
for key in Right Right Right; do press $key; done
keys Right
sees 'is the last stage'
back_to "$first" Left Left Left
for _ in 1 2 3; do press Left; done
keys Left
sees 'is the first stage'
back_to "$first" Right Right Right
verdict walks_stages

for _ in 1 2 3 4; do press Down; done
back_to "$first" Up Up Up Up
press G
back_to "$first" g
press l
back_to "$first" h
verdict walks_steps_and_cells

press m # the flow goes to the largest cell by itself
soon settled
first=$(screen)
press Enter
back_to "$first" z
press z
back_to "$first" Enter
press '?'
back_to "$first" Escape
press t
back_to "$first" t
press o
back_to "$first" o
verdict zooms_and_helps

press Tab
sees 'eng-fra-other'
back_to "$first" BTab
verdict changes_models

press Space # it plays, and goes on by itself
soon settled
soon changed "$(screen)" || fails 'it does not play on'
keys Space
keys g Left Left Left Left Left Left
sees 'is the first stage'
back_to "$first" Right Right Right m C-l # m has a word to say
verdict plays

# ---- the edit line ----

keys e
sees 'Sentence: the cat sleeps.' # what Tab would take
type_ '早上好'
sees 'Sentence: 早上好'
at_column() { [ "$(asked cursor_x)" = "$1" ]; }
soon at_column 17 || fails "the cursor is in column $(asked cursor_x), not 17"
keys Left BSpace
sees 'Sentence: 早好'
soon at_column 13 || fails "the cursor is in column $(asked cursor_x), not 13"
keys Enter
sees 'read as <unk>: 早'
soon settled
same "$(asked cursor_flag)" 0
verdict edits_chinese

# ---- the command line ----

keys :
sees 'sentence  exchange  drop'
type_ 'sta'
sees 'stage-previous'
keys Tab Space
type_ 'so'
keys Tab
sees ':stage softmax'
keys Enter
loses ':stage'
type_ ':go weights 2'
keys Enter
sees 'row max'
type_ ':sentence 早上好'
sees ':sentence 早上好'
at_column 17 || fails "the cursor is in column $(asked cursor_x), not 17"
keys Left BSpace
soon at_column 13 || fails "the cursor is in column $(asked cursor_x), not 13"
keys Enter
sees 'read as <unk>: 早'
keys : Up
sees ':sentence 早好'
keys C-u
type_ 'stage none'
keys Enter
sees 'there is no stage "none"; there is encode'
sees ':stage none'
keys Escape
loses ':stage none'
soon settled
same "$(asked cursor_flag)" 0
verdict runs_commands

# Esc is not held back as the start of a longer key: ncurses would wait a second.
quick=
for _ in 1 2 3; do
    keys e
    sees 'Sentence:'
    began=$(date +%s%N)
    keys Escape
    loses 'Sentence:'
    [ $(($(date +%s%N) - began)) -lt 600000000 ] && quick=1
done
must [ -n "$quick" ]
keys Q
ended 0
verdict escape_is_fast

# ---- a lesson ----

start "'$HEED'"
sees 'The first lesson'
keys Enter
sees 'Page one'
keys n
sees 'Page two'
keys q
sees 'Lessons'
keys q
ended 0
must [ "$("$HEED" learn --list | grep -c '2 of 2 pages seen')" = 1 ]
verdict a_lesson_is_remembered

# ---- sizes ----

start "$explore"
sees 'Le chat dort.'
soon settled
first=$(screen)
pid=$(heed_pid)
resize() { in_tmux resize-window -t test -x "$1" -y "$2"; }
for _ in 1 2 3; do
    for size in '1 1' '200 60' '3 2' '80 1' '1 24' '29 8' '30 8' '60 15' '61 17' '10 60' '200 3' \
        '79 23' '99 30' '2 2' '120 40' '5 5' '40 12' '81 25'; do
        # shellcheck disable=SC2086 # two words
        resize $size
    done
done
resize 200 60
sees 'Le chat dort.'
wide() { screen | grep -q '─\{200\}'; }
soon wide || fails "not drawn at 200x60: $(screen)"
resize 80 24
soon is "$first" || fails "not drawn anew: $(screen)"
must kill -0 "$pid"
keys Q
ended 0
verdict resize_storm

for size in 1x1 3x2 20x5; do
    start $size "$explore"
    soon test -n "$(soon heed_pid)" || fails 'it does not start'
    soon settled
    keys Right Down Enter '?' Escape e x Escape
    soon settled
    must kill -0 "$(heed_pid)"
    [ $size = 20x5 ] && sees '30'
    resize 80 24
    sees 'Le chat dort.'
    resize 3 2
    keys Q
    ended 0
    verdict "starts_at_$size"
done
