#!/bin/bash
# A lecture in one terminal and its notes in another: what happens to the one must not harm the
# other.

# shellcheck source=tests/tmux/lib.sh
. "$(dirname "$0")/lib.sh"

cat >talk.md <<'E'
---
title: A talk
model: eng-fra-additive
source: the cat sleeps.
---
# First page

What the class reads.

```notes
SECRET one.
```
---
# Second page

More of it.

```notes
SECRET two.
```
E
export XDG_RUNTIME_DIR=$work/runtime
mkdir -m 700 "$XDG_RUNTIME_DIR"
socket=$XDG_RUNTIME_DIR/heed/present.sock
present="XDG_RUNTIME_DIR='$XDG_RUNTIME_DIR' '$HEED' present talk.md"

# A second terminal, for the notes.
open_notes()
{
    in_tmux kill-session -t notes
    in_tmux new-session -d -s notes -x 80 -y 24 \
        "XDG_RUNTIME_DIR='$XDG_RUNTIME_DIR' '$HEED' present --notes; echo closed; exec sleep 1000"
}
noted()      { in_tmux capture-pane -p -t notes; }
notes_show() { [[ $(noted) == *"$1"* ]]; }
notes_see()  { soon notes_show "$1" || fails "no \"$1\" in the notes: $(noted)"; }
notes_pid()  { pgrep -P "$(in_tmux display-message -p -t notes '#{pane_pid}')" heed; }

# ---- two terminals ----

start "$present"
sees 'What the class reads.'
open_notes
notes_see 'SECRET one.'
notes_see '1/2'
keys n
notes_see 'SECRET two.'
sees 'More of it.'
loses 'SECRET'
in_tmux send-keys -t notes PageUp
sees 'What the class reads.'
notes_see 'SECRET one.'
same "$(stat -c %a "$XDG_RUNTIME_DIR/heed") $(stat -c %a "$socket")" '700 600'
verdict notes_beside_a_lecture

# ---- the notes go and come ----

in_tmux send-keys -t notes q
notes_see closed
keys n
sees 'More of it.'
open_notes
notes_see 'SECRET two.'
kill -KILL "$(notes_pid)"
keys p
sees 'What the class reads.'
open_notes
notes_see 'SECRET one.'
kill -STOP "$(notes_pid)" # it does not read: many pages must not wait for it
for ((i = 0; i < 40; i++)); do keys n p; done
keys n
sees 'More of it.'
kill -CONT "$(notes_pid)"
notes_see 'SECRET two.'
verdict a_lecture_survives_its_notes

# ---- the lecture goes and comes ----

kill -KILL "$(heed_pid)"
notes_see 'no lecture is being given'
must test -S "$socket" # nobody could remove it
start "$present"
sees 'What the class reads.'
notes_see 'SECRET one.'
keys q q
ended 0
must test ! -e "$socket"
notes_see 'no lecture is being given'
verdict notes_survive_their_lecture

# ---- the terminal ----

start "$present"
sees 'What the class reads.'
in_tmux resize-window -t test -x 40 -y 12
sees 'What the class reads.'
in_tmux resize-window -t test -x 20 -y 5
sees 'needs 30'
in_tmux resize-window -t test -x 100 -y 30
sees 'What the class reads.'
kill -TSTP "$(heed_pid)"
kill -CONT "$(heed_pid)"
keys n
sees 'More of it.'
kill -TERM "$(heed_pid)"
ended 0
must test ! -e "$socket"
verdict a_lecture_survives_its_terminal

# ---- who may not ----

chmod 755 "$XDG_RUNTIME_DIR/heed"
start "$present"
sees 'others may enter'
keys n
sees 'More of it.' # without notes
keys q q
ended 0
chmod 700 "$XDG_RUNTIME_DIR/heed"
echo mine >"$socket"
start "$present"
sees 'no notes:'
keys q q
ended 0
same "$(<"$socket")" mine
rm "$socket"
chmod 500 home
start "$present"
sees 'What the class reads.'
keys n
sees 'More of it.'
keys q q
ended 0
chmod 700 home
must test ! -e home/.local/state/heed/progress
verdict a_lecture_where_nothing_may_be_written

# ---- a script drives it, and it is recorded ----

printf 'tick 300\nn\npause\np\n' >keys
start "$present --drive keys --record talk.cast"
sees 'More of it.'
keys x
sees 'What the class reads.'
keys q q
ended 0
must grep -q '"version":2' talk.cast
start 100x30 "'$HEED' play talk.cast"
sees 'Space + - Left Right q'
keys End
sees 'What the class reads.'
keys Space
sees 'paused'
keys q
ended 0
start 60x16 "'$HEED' play talk.cast"
ended 1
sees 'recorded at 80'
verdict a_script_drives_a_lecture_that_is_recorded
