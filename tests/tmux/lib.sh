# shellcheck shell=bash
# A real terminal to try heed in: a tmux server of our own with one window, and a small model and
# lesson that were made for it. Read in by the tests beside it: source it, then start, keys, sees...

HEED=${HEED:-$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)/build/heed}
PATIENCE=${PATIENCE:-20} # seconds that anything may take
work=$(mktemp -d)
server=heed-test-$$

clean_up()
{
    tmux -L "$server" kill-server 2>/dev/null
    rm -rf "$work"
}
trap clean_up EXIT

if ! command -v tmux >/dev/null; then
    echo "ok tmux_is_missing: skipped, install tmux to run $(basename "$0")"
    exit
fi
cd "$work" || exit 1
export HEED_SHIPPED=$work/data HOME=$work/home
unset TMUX NO_COLOR COLORFGBG ESCDELAY "${!LC_@}" LANG "${!XDG_@}"
export LC_ALL=C.UTF-8
mkdir -p data/models data/lessons/en home

# ---- what there is to look at ----

printf '%s\t%s\n' 'the cat sleeps.' 'le chat dort.' 'the dog sleeps.' 'le chien dort.' \
    'the cat eats.' 'le chat mange.' "i'm home." 'je suis chez moi.' >pairs.tsv
for name in eng-fra-additive eng-fra-other; do
    "$HEED" train --corpus pairs.tsv --out data/models/$name.safetensors --quiet --embed 8 \
        --hidden 8 --readout_hidden 8 --batch 4 --threads 1 --dropout 0 --rate 0.02 \
        --halve-from 0 --min-count 1 --epochs 60 >train.log 2>&1 || { cat train.log; exit 1; }
done
cat >data/lessons/en/01-first.md <<'END'
---
title: The first lesson
model: eng-fra-additive
source: the cat sleeps.
summary: For a test.
---
# Page one

Some words.
---
# Page two

More words.
END

# ---- the terminal ----

in_tmux() { tmux -L "$server" -f /dev/null "$@" 2>>tmux.log; }

# The first session keeps the server alive when those of the tests end.
in_tmux new-session -d -s keep sleep 1000 \; set -g status off \; set -g escape-time 0 \; \
    set -g remain-on-exit on || { cat tmux.log; exit 1; }

# open_terminal COLUMNS ROWS PROGRAM...: a window that runs it
open_terminal()
{
    local columns=$1 rows=$2
    shift 2
    in_tmux kill-session -t test
    in_tmux new-session -d -s test -x "$columns" -y "$rows" "$@"
}

# start [COLUMNSxROWS] COMMAND: a shell command in a terminal of its own, between two looks at how
# the terminal is set. The shell is a plain one, which repairs nothing that a program left behind.
start()
{
    local size=80x24
    [[ $1 =~ ^[0-9]+x[0-9]+$ ]] && { size=$1; shift; }
    cat >driver <<END
stty -a | sed 's/rows.*columns [0-9]*;//' >before
$1
echo \$? >status
stty -a | sed 's/rows.*columns [0-9]*;//' >after
echo it is over
exec sleep 1000
END
    rm -f status before after
    open_terminal "${size%x*}" "${size#*x}" sh driver
}

keys()   { in_tmux send-keys -t test "$@"; }
type_()  { in_tmux send-keys -t test -l "$1"; }
screen() { in_tmux capture-pane -p -t test; }
asked()  { in_tmux display-message -p -t test "#{$1}"; }

# the heed in the window
heed_pid() { pgrep -P "$(asked pane_pid)" heed; }

# ---- what is expected ----

failures=

# soon COMMAND...: whether it holds before patience ends
soon()
{
    local end=$((SECONDS + PATIENCE))
    until "$@"; do
        [ $SECONDS -ge $end ] && return 1
        sleep 0.02
    done
}

shows() { [[ $(screen) == *"$1"* ]]; }
hides() { ! shows "$1"; }

fails() { failures+=" [$1]"; }
must()  { "$@" || fails "not: $*"; }
same()  { [ "$1" = "$2" ] || fails "\"$1\" is not \"$2\""; }
sees()  { soon shows "$1" || fails "no \"$1\" on the screen: $(screen)"; }
loses() { soon hides "$1" || fails "still \"$1\" on the screen: $(screen)"; }

# ended STATUS: the command is over, and the terminal is as if it had not been there
ended()
{
    soon test -s after || { fails "it does not end: $(screen)"; return; }
    same "$(<status)" "$1"
    same "$(<after)" "$(<before)"
    same "alternate $(asked alternate_on) cursor $(asked cursor_flag) mouse $(asked mouse_any_flag)" \
        'alternate 0 cursor 1 mouse 0'
    same "keypad $(asked keypad_flag) $(asked keypad_cursor_flag)" 'keypad 0 0'
}

# verdict NAME: of everything since the last one
verdict()
{
    if [ -z "$failures" ]; then echo "ok tmux_$1"; else echo "not ok tmux_$1:${failures//$'\n'/$'\n'  }"; fi
    failures=
}
