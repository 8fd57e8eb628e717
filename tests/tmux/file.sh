#!/bin/bash
# The screen of a file of tensors, which a thread walks through, and what opens on top of it.

# shellcheck source=tests/tmux/lib.sh
. "$(dirname "$0")/lib.sh"

a=data/models/eng-fra-additive.safetensors b=data/models/eng-fra-other.safetensors
printf 'the cat sleeps.\nthe dog sleeps.\n' >sentences.txt

start "'$HEED' inspect $a"
sees 'all measured; all numbers are finite'
keys Enter
sees 'values in 60 equal steps'
keys 4
sees 'effective rank'
keys q
sees 'q quit'
verdict a_file_is_walked_through

keys e
sees 'sentence:'
type_ 'the cat sleeps.'
keys Enter
sees 'Le chat'
in_tmux resize-window -t test -x 100 -y 30
sees 'Le chat'
keys q
sees 'heed   inspect'
sees 'q quit'
keys u
sees 'file of sentences:'
type_ sentences.txt
keys Enter
sees 'near ends'
keys Enter
sees 'q matrices'
keys Q
ended 0
verdict its_model_runs_on_top

start "'$HEED' inspect $a --sentences sentences.txt"
sees '2 sentences.'
keys q
sees 'q quit'
keys e
type_ 'the cat sleeps.'
keys Enter
sees 'Le chat'
keys Q
ended 0
verdict leaving_from_the_top_leaves_all

start "'$HEED' diff $a $b --sentence 'the cat sleeps.'"
sees 'A: eng-fra-additive   B: eng-fra-other'
sees 'A − B'
keys q
loses 'A − B'
keys q
sees 'of |A|'
keys q
ended 0 # they were trained alike, and are equal
verdict two_models_run_beside_each_other
