#!/bin/bash
# What was forgotten is named. A new color ramp, request or panel is a handful of lines in a few
# places. Each thing is added here to a copy of the source, as a stranger would do it. Then each of
# its parts is left out once, and the compiler or a test must say which one is missing.

cd "$(dirname "$0")/.." || exit 1
HEED=${HEED:-$PWD/build/heed}
library=$(dirname "$HEED")/release/libheed.a
flags=() libraries=()
tree=$(mktemp -d)
trap 'rm -rf "$tree"' EXIT
eval "flags=($(make -s print-COMMON print-PLACES))"
eval "libraries=($(make -s print-LIBRARIES))"
mkdir "$tree/objects"
cp -r src tests "$tree"
ln -s "$PWD/lessons" "$PWD/data" "$tree"

report() # NAME REASON: ok without a reason
{
    if [ -z "$2" ]; then echo "ok forgotten_$1"; else echo "not ok forgotten_$1: $2"; fi
}

# thing NAME MOST TEST SOURCE...: what follows are the parts of this thing. They lie in MOST files.
# TEST is the unit test that must notice, and the sources are what must be compiled anew.
thing()
{
    name=$1 most=$2 test=$3 sources=("${@:4}")
    parts=() files=() edits=()
}

# part NAME FILE SED: one edit, which adds the part
part() { parts+=("$1") files+=("$2") edits+=("$3"); }

# edit FILE SED: changes the file in the copy, or fails
edit()
{
    sed "$2" "$tree/$1" >"$tree/edited"
    ! cmp -s "$tree/edited" "$tree/$1" || { echo "the edit of $1 changes nothing: $2"; return 1; }
    cp "$tree/edited" "$tree/$1"
}

# try PART: compiles and tests the copy with all parts but this one; prints what they say
try()
{
    local i status=0
    for i in "${!parts[@]}"; do
        [ "${parts[i]}" = "$1" ] || edit "${files[i]}" "${edits[i]}" || return 2
    done
    # shellcheck disable=SC2086 # CC may be two words
    (cd "$tree/objects" && rm -f ./*.o &&
        ${CC:-cc} "${flags[@]/#-Isrc/-I$tree/src}" -O0 -Werror -c "${sources[@]/#/$tree/}" \
            "$tree/tests/unit/$test.c" &&
        ${CC:-cc} -o test ./*.o "$library" -lcmocka "${libraries[@]}") 2>&1 || status=1
    [ $status = 1 ] || (cd "$tree" && objects/test) 2>&1 || status=1
    for i in "${files[@]}"; do cp "$i" "$tree/$i"; done
    return $status
}

# whole: with all parts nothing is missing
whole()
{
    local said reason='' count
    count=$(printf '%s\n' "${files[@]}" | sort -u | wc -l)
    [ "$count" -le "$most" ] || reason="$count files must be changed, at most $most should be"
    said=$(try '') || reason+=$said
    report "nothing_of_$name" "$reason"
}

# without PART WORDS: that part is missing, and something says these words (a regular expression)
without()
{
    local said reason=''
    if said=$(try "$1"); then
        reason="nobody notices"
    elif ! grep -qE -- "$2" <<<"$said"; then
        reason="no \"$2\" in: $(grep -vE 'RUN|OK' <<<"$said" | head -n 20)"
    fi
    report "${1// /_}_of_$name" "$reason"
}

# lacks NAME FILE SED WORDS: the same for a piece of a part, which this edit takes away
lacks()
{
    part "$1" "$2" "$3"
    without '' "$4" | sed "s/ forgotten_/&${1// /_}/"
    unset 'parts[-1]' 'files[-1]' 'edits[-1]'
}

thing color_ramp 2 test_theme src/draw/theme.c
part 'the constant' src/draw/theme.h 's/^    PALETTE_COUNT$/    PALETTE_EMBER,\n&/'
part 'the row' src/draw/theme.c \
    's/^    \[PALETTE_GREY\] = .*/&\n    [PALETTE_EMBER] = {"ember", {234, 236, 238, 240, 243, 245, 247, 249, 252, 255}},/'
whole
without 'the constant' PALETTE_EMBER
without 'the row' 'palettes\[\] has no row'
lacks 'the name' src/draw/theme.c 's/{"ember", /{NULL, /' 'palettes\[\] has no row'
lacks 'a color' src/draw/theme.c '/ember/s/, 255}},/}},/' 'ERROR: ember'
