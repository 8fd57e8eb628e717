# shellcheck shell=bash
# What the tests of the source's rules share: a report, and a tree of their own in which rules are
# broken on purpose. Source it in the root of the repository. The test has a function break_rules
# DIR, which prints "RULE FILE:LINE: what is wrong", and a function sound_house, which fills $tree.

tree=$(mktemp -d)
trap 'rm -rf "$tree"' EXIT

# Rooms that are being rebuilt: they may break the younger rules until they are done.
unfinished=''

# finished_rooms: drops from its input what such a room breaks
finished_rooms()
{
    # shellcheck disable=SC2086 # a list
    grep -vE "^[a-z_]+ src/($(printf '%s|' $unfinished)none)/"
}

report() # NAME REASON: ok without a reason
{
    if [ -z "$2" ]; then echo "ok $1"; else echo "not ok $1: $2"; fi
}

# report_rules RULE...: one test for each, on what lies here
report_rules()
{
    local found rule
    found=$(break_rules "$PWD")
    for rule; do
        report "rules_$rule" "$(grep "^$rule " <<<"$found" | cut -d ' ' -f 2- | paste -sd ';')"
    done
}

# file PATH <its text
file()
{
    mkdir -p "$(dirname "$tree/$1")"
    cat >"$tree/$1"
}

# notices RULE PATH TEXT: the house with this one file in it breaks this rule and no other
count=0
notices()
{
    local found reason=
    sound_house
    file "$2" <<<"$3"
    found=$(break_rules "$tree")
    [ "$(cut -d ' ' -f 1 <<<"$found" | sort -u)" = "$1" ] || reason="$2: found \"$found\""
    report "rules_notice_$1_$((++count))" "$reason"
}
