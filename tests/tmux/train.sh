#!/bin/bash
# The screen of heed train: watched, paused, looked into, saved, stopped, resumed; and every way out.

# shellcheck source=tests/tmux/lib.sh
. "$(dirname "$0")/lib.sh"

for ((i = 0; i < 500; i++)); do cat pairs.tsv; done >many.tsv
train="'$HEED' train --force --corpus many.tsv --valid pairs.tsv --out m.safetensors --embed 8 --hidden 8
    --readout_hidden 8 --batch 8 --threads 1 --min-count 1 --epochs"
train=${train//$'\n'/ }
long="$train 100000"

changes() # COMMAND...: what it prints is soon another
{
    local before
    before=$("$@")
    soon eval "[ \"\$($(printf '%q ' "$@"))\" != $(printf '%q' "$before") ]"
}
stays() # COMMAND...: what it prints is the same for a while
{
    local before
    before=$("$@")
    sleep 0.7
    [ "$("$@")" = "$before" ]
}

# ---- watched to the end ----

start "$train 3"
sees 'finished'
sees 'epoch 3 of 3'
sees '100 %'
sees 'training   × validation'
sees '→'
sees '<eos>'
keys x
ended 0
must shows 'm.safetensors: written'
must shows 'epoch 3 of 3: loss'
must test -s m.safetensors
must test ! -e m.safetensors.checkpoint
verdict train_to_the_end

# ---- paused, looked into, continued, saved ----

start 100x30 "$long --watch 'The dog eats.' --watch \"I'm home.\""
sees 'The dog eats.'
sees "I'm home."
must changes screen
keys Space
sees 'training · paused'
must stays screen
keys Down Enter
sees "explore"
sees "I'm home. →"
sees 'in-training'
keys Right
sees 'context'
keys q
sees 'training · paused'
must stays screen
keys s
sees 'm.safetensors.checkpoint is saved'
must test -s m.safetensors.checkpoint
keys Space
sees 'training · runs'
must changes screen
keys v
sees 'in-training'
keys q
sees 'training · runs'
must changes screen
keys '?'
sees 'How to read'
keys '?'
loses 'How to read'
for size in 80x24 60x16 40x12 30x8 9x3 1x1 120x40; do
    in_tmux resize-window -t test -x "${size%x*}" -y "${size#*x}"
done
sees 'training · runs'
keys q
sees 'Stop and save?'
keys n
loses 'Stop and save?'
keys q y
ended 1
must shows 'the same command with --resume continues'
must test -s m.safetensors.checkpoint
verdict train_paused_and_looked_into

start "$long --resume"
sees 'training · runs'
keys C-c
ended 1
must shows '--resume'
verdict train_resumed

start "$long --resume"
sees 'training · runs'
keys Enter
sees 'in-training'
keys Q
ended 1
must shows '--resume'
verdict train_left_from_inside

# ---- signals ----

for signal in TERM HUP INT; do
    rm -f m.safetensors.checkpoint
    start "$long"
    sees 'training · runs'
    kill -$signal "$(heed_pid)"
    ended 1
    must test -s m.safetensors.checkpoint
    verdict "train_signal_$signal"
done

gone() { ! kill -0 "$1" 2>/dev/null; }
rm -f m.safetensors.checkpoint
start "$long"
sees 'training · runs'
pid=$(heed_pid)
in_tmux kill-pane -t test
soon gone "$pid" || { fails 'it goes on without a terminal'; kill -KILL "$pid"; }
must test -s m.safetensors.checkpoint
verdict train_closed_terminal

# ---- what needs no screen, and what goes wrong ----

start "$train 2 --quiet"
ended 0
must shows 'epoch 2 of 2: loss'
must hides 'nats'
verdict train_quiet

start "$train 2 | cat"
ended 0
must shows 'epoch 2 of 2: loss'
verdict train_in_a_pipe

start "TERM=dumb $train 2"
ended 0
must shows 'epoch 2 of 2: loss'
verdict train_on_a_dumb_terminal

start "$train 2 --corpus nowhere.tsv"
ended 1
must shows 'nowhere.tsv'
verdict train_without_a_corpus

start "$train 2 --watch a --watch b --watch c"
ended 2
must shows '--watch'
verdict train_watches_two
