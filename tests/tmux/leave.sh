#!/bin/bash
# Every way out of heed gives the terminal back as it was, with the right exit code.

# shellcheck source=tests/tmux/lib.sh
. "$(dirname "$0")/lib.sh"

explore="'$HEED' explore 'the cat sleeps.'"

# ---- by keys ----

start "$explore"
sees 'Le chat'
same "$(asked alternate_on)" 1
keys Q
ended 0
verdict quit_Q

start "'$HEED'"
sees 'The first lesson'
keys q
ended 0
verdict quit_q

start "$explore"
sees 'Le chat'
keys C-c
ended 0
verdict quit_ctrl_c

# ---- by signals ----

for signal in TERM HUP INT; do
    start "$explore"
    sees 'Le chat'
    kill -$signal "$(heed_pid)"
    ended 0
    verdict "signal_$signal"
done

# the shell says what killed it: 128 + the signal
for signal in SEGV:139 ABRT:134 BUS:135 FPE:136 ILL:132; do
    start "ulimit -c 0; $explore 2>/dev/null"
    sees 'Le chat'
    kill -"${signal%:*}" "$(heed_pid)"
    ended "${signal#*:}"
    verdict "signal_${signal%:*}"
done

start "trap '' HUP TERM; $explore"
sees 'Le chat'
kill -TERM "$(heed_pid)"
ended 0
verdict asked_although_the_shell_ignores_it

# ---- stopped and taken up again ----

# An interactive shell, for its job control.
interactive() # COMMAND: its jobs are stopped and continued
{
    open_terminal 80 24 env PS1='ready> ' bash --norc --noprofile -i
    sees 'ready>'
    type_ "stty -a >before; $1; stty -a >after"
    keys Enter
    sees 'Le chat'
}

for way in key signal; do
    rm -f after
    interactive "$explore"
    if [ $way = key ]; then keys C-z; else kill -TSTP "$(heed_pid)"; fi
    sees Stopped
    same "alternate $(asked alternate_on) cursor $(asked cursor_flag)" 'alternate 0 cursor 1'
    soon test -s after || fails 'the shell does not go on'
    same "$(<after)" "$(<before)"
    type_ fg
    keys Enter
    sees 'Le chat'
    loses Stopped
    same "$(asked alternate_on)" 1
    keys Right
    sees 'context'
    keys Q
    sees 'ready>'
    rm after
    type_ "stty -a >after"
    keys Enter
    soon test -s after || fails 'the shell does not go on'
    same "$(<after)" "$(<before)"
    verdict "suspend_by_$way"
done

# ---- the terminal goes away ----

gone() { ! kill -0 "$1" 2>/dev/null; }

for trap in '' "trap '' HUP;"; do
    start "$trap $explore"
    sees 'Le chat'
    pid=$(heed_pid)
    in_tmux kill-pane -t test
    soon gone "$pid" || { fails 'it goes on without a terminal'; kill -KILL "$pid"; }
    verdict "closed_terminal${trap:+_with_HUP_ignored}"
done
