#!/bin/bash
# Terminals, locales and wishes of every kind.

# shellcheck source=tests/tmux/lib.sh
. "$(dirname "$0")/lib.sh"

explore="'$HEED' explore 'the cat sleeps.'"

styled()  { in_tmux capture-pane -p -e -t test; }
# whether a color of 256, or one of the first 16, is on the screen
has_256() { styled | grep -q $'\033\\[[0-9;]*[34]8;5;'; }
has_16()  { styled | grep -qE $'\033\\[([0-9]+;)*([34][0-7]|9[0-7]|10[0-7])(;|m)'; }
is_ascii() { ! screen | LC_ALL=C grep -q $'[^\t -~]'; }

# ---- TERM ----

leave()
{
    keys Q
    ended 0
}

for name in xterm-256color screen-256color tmux-256color; do
    infocmp $name >/dev/null 2>&1 || continue
    start "TERM=$name $explore"
    sees 'Le chat'
    must has_256
    leave
    verdict "TERM_$name"
done

for name in xterm linux; do
    start "TERM=$name $explore"
    sees 'Le chat'
    must has_16
    must eval '! has_256'
    leave
    verdict "TERM_$name"
done

start "TERM=vt100 $explore"
sees 'Le chat'
must eval '! has_16 && ! has_256'
leave
verdict TERM_vt100

for name in dumb unknown ''; do
    start "TERM=$name $explore 2>err"
    ended 1
    must grep -q TERM err
    same "$(wc -l <err)" 1
    verdict "TERM_${name:-unset}_is_refused"
done

# ---- colors ----

while read -r name setting options; do
    start "TERM=xterm-256color $setting $explore $options"
    sees 'Le chat'
    case $name in
    *none) must eval '! has_16 && ! has_256' ;;
    *16) must eval 'has_16 && ! has_256' ;;
    *256) must has_256 ;;
    esac
    leave
    verdict "colors_$name"
done <<'END'
NO_COLOR_none NO_COLOR=1
NO_COLOR_empty_256 NO_COLOR=
NO_COLOR_overruled_256 NO_COLOR=1 --color 256
never_none A=1 --color never
asked_16 A=1 --color=16
END

# ---- characters ----

start "$explore --ascii"
sees 'Le chat'
must is_ascii
leave
verdict ascii_by_option

while read -r name setting; do
    start "env -u LC_ALL $setting $explore"
    sees 'Le chat'
    if [[ $name == ascii* ]]; then must is_ascii; else sees '─'; fi
    leave
    verdict "locale_$name"
done <<'END'
none_set LC_MESSAGES=C
utf8_by_LANG LANG=C.UTF-8
utf8_although_not_installed LANG=xx_XX.UTF-8
ascii_by_LANG LANG=C
ascii_by_LC_ALL LC_ALL=C LANG=C.UTF-8
ascii_by_LC_CTYPE LC_CTYPE=POSIX LANG=C.UTF-8
END

# ---- no terminal ----

for redirection in '</dev/null' '>out' '| cat >out'; do
    start "{ $explore 2>err; echo \$? >code; } $redirection"
    ended 0
    same "$(<code)" 1
    must grep -q 'this needs a terminal.*heed show' err
    same "$(wc -l <err)" 1
    same "$(cat out 2>/dev/null)" ''
    verdict "not_a_terminal_$redirection"
done
