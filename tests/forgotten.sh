#!/bin/bash
# What was forgotten is named. A new color ramp, request or panel is a handful of lines in a few
# places. Each thing is added here to a copy of the source, as a stranger would do it. Then each of
# its parts is left out once, and the compiler or a test must say which one is missing.

cd "$(dirname "$0")/.." || exit 1
export LC_ALL=C # quotes of compilers
HEED=${HEED:-$PWD/build/heed}
library=$(dirname "$HEED")/release/libheed.a
flags=() libraries=()
tree=$(mktemp -d)
trap 'rm -rf "$tree"' EXIT
eval "flags=($(make -s print-COMMON print-PLACES))"
eval "libraries=($(make -s print-LIBRARIES))"
cp -r src tests "$tree"
ln -s "$PWD/lessons" "$PWD/data" "$tree"

report() # NAME REASON: ok without a reason
{
    if [ -z "$2" ]; then echo "ok forgotten_$1"; else echo "not ok forgotten_$1: $2"; fi
}

# thing NAME MOST TESTS SOURCE...: what follows are the parts of this thing. They lie in MOST files.
# TESTS are the unit tests that must notice, and the sources are what must be compiled anew.
thing()
{
    name=$1 most=$2 sources=("${@:4}")
    read -ra tests <<<"$3"
    parts=() files=() edits=()
}

# part NAME FILE SED: one edit, which adds the part; FILE=OTHER: a new file, like the other
part() { parts+=("$1") files+=("$2") edits+=("$3"); }

# edit FILE SED: changes the file in the copy, or fails
edit()
{
    sed "$2" "$tree/${1#*=}" >"$tree/edited"
    ! cmp -s "$tree/edited" "$tree/${1#*=}" || { echo "the edit of $1 changes nothing: $2"; return 1; }
    cp "$tree/edited" "$tree/${1%=*}"
}

# restore: the copy as it was
restore()
{
    local file
    rm -rf "$tree/objects"
    for file in "${files[@]%=*}"; do
        if [ -f "$file" ]; then cp "$file" "$tree/$file"; else rm -f "$tree/$file"; fi
    done
}

# build SOURCE...: objects
build()
{
    # shellcheck disable=SC2086 # CC may be two words
    (mkdir "$tree/objects" && cd "$tree/objects" &&
        ${CC:-cc} "${flags[@]/#-Isrc/-I$tree/src}" -O0 -Werror -c "$@") 2>&1
}

# run_test TEST: with these objects in place of the library's
run_test()
{
    # shellcheck disable=SC2086 # CC may be two words
    (cd "$tree" && ${CC:-cc} "${flags[@]/#-Isrc/-I$tree/src}" -O0 -Werror -o objects/test \
        "tests/unit/$1.c" objects/*.o "$library" -lcmocka "${libraries[@]}" && objects/test) 2>&1
}

# try PART: compiles and tests the copy with all parts but this one; prints what they say
try()
{
    local i status=0 there=()
    for i in "${!parts[@]}"; do
        [ "${parts[i]}" = "$1" ] || edit "${files[i]}" "${edits[i]}" || { restore; return 2; }
    done
    for i in "${sources[@]}"; do
        [ ! -f "$tree/$i" ] || there+=("$tree/$i")
    done
    build "${there[@]}" || status=1
    for i in "${tests[@]}"; do
        [ $status = 1 ] || run_test "$i" || status=1
    done
    restore
    return $status
}

# whole: with all parts nothing is missing
whole()
{
    local said reason='' count
    count=$(printf '%s\n' "${files[@]%=*}" | sort -u | wc -l)
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

thing quantity 2 'test_quantities test_trace' \
    src/quantities/seq2seq_readout.c src/trace/quantity.c src/trace/trace.c src/trace/tracing.c
part 'the constant' src/trace/quantity.h 's/^    Q_COUNT$/    Q_ECHO,\n&/'
part 'the row' src/quantities/seq2seq_readout.c '/^const struct quantity seq2seq_readout/,/^};/s/^    {.name = NULL},/\
    {Q_ECHO, "echo", "echo of the logits", .reads = "One row per step.",\
     .stage = STAGE_WORD, .rows = AXIS_TARGET, .columns = AXIS_VOCAB, .kind = KIND_SCORE,\
     .concept = CONCEPT_WORD, .base = {"L", "{r}"}, .numbers = logits_numbers,\
     .formula = logits_formula, .rule = logits_rule},\
&/'
whole
without 'the constant' Q_ECHO
without 'the row' 'no family has a row for the id after that of'
row=src/quantities/seq2seq_readout.c
lacks 'the label' $row 's/"echo of the logits"/NULL/' 'the quantity "echo" of seq2seq has no label'
lacks 'the reading' $row 's/.reads = "One row per step.",$//' '"echo" of seq2seq has no reads'
lacks 'the stage' $row '/Q_ECHO/,/rule/s/.stage = STAGE_WORD, //' '"echo" of seq2seq has no stage'
lacks 'the rows' $row '/Q_ECHO/,/rule/s/.rows = AXIS_TARGET, //' '"echo" of seq2seq has no rows'
lacks 'the columns' $row '/Q_ECHO/,/rule/s/.columns = AXIS_VOCAB, //' '"echo" of seq2seq has no columns'
lacks 'the kind' $row '/Q_ECHO/,/rule/s/ .kind = KIND_SCORE,//' '"echo" of seq2seq has no kind'
lacks 'the concept' $row '/Q_ECHO/,/rule/s/.concept = CONCEPT_WORD, //' '"echo" of seq2seq has no concept'
lacks 'the symbol' $row 's/.base = {"L", "{r}"}, //' '"echo" of seq2seq has no base'
lacks 'the numbers' $row '/Q_ECHO/,/rule/s/.numbers = logits_numbers,//' '"echo" of seq2seq has no numbers'
lacks 'the formula' $row '/Q_ECHO/,/rule/s/.formula = logits_formula, //' '"echo" of seq2seq has no formula'
lacks 'the rule' $row '/Q_ECHO/,/rule/s/, .rule = logits_rule//' '"echo" of seq2seq has no rule'

thing intervention 2 test_formulas src/lab/intervention.c
part 'the function' src/lab/intervention.c 's/^static int keys(/\
static int instead(struct edit *edit, const char *line, struct err *err)\
{\
    return edit_words_sentence(edit, line, err);\
}\
&/'
part 'the row' src/lab/intervention.c '/^const struct intervention_kind intervention_kinds/,/^};/s/^    {.name = NULL},/\
    {"instead", "TEXT", "another sentence", {WORD_ANY}, NULL, NULL, false, STAGE_ENCODE, NEEDS_WORDS, instead},\
&/'
part 'the line of the test' tests/unit/test_formulas.c 's/^    {"exchange 1 2", false},/&\
    {"instead The dog runs .", false},/'
whole
without 'the function' "'instead' undeclared|undeclared identifier 'instead'"
without 'the row' "'instead' defined but not used|unused function 'instead'"
without 'the line of the test' 'no model was run under the intervention instead'
row=src/lab/intervention.c
lacks 'the usage' $row 's/{"instead", "TEXT", /{"instead", /' 'missing|initializ'
lacks 'the stage' $row '/"instead"/s/STAGE_ENCODE, //' 'enum stage'
lacks 'the needs' $row '/"instead"/s/NEEDS_WORDS, //' 'enum intervention_needs'
lacks 'the function in the row' $row 's/NEEDS_WORDS, instead}/NEEDS_WORDS}/' "missing initializer for field 'apply'|missing field 'apply'"

thing request 2 test_keys src/app/looks.c src/app/requests.c src/panel/panel.c
part 'the number' src/screen/request.h 's/^    REQUEST(QUIT)$/    REQUEST(QUIT) REQUEST(SHOUT)/'
part 'the function' src/app/looks.c 's/^const struct request looks_requests/\
static void request_shout(struct call *call)\
{\
    screen_say(call->screen, false, "loud");\
}\
&/'
part 'the row' src/app/looks.c '/^const struct request looks_requests/,/^};/s/^    {.name = NULL},/\
    {.id = REQUEST_SHOUT, .name = "shout",\
     .bindings = {{CONTEXT_PICTURE, {"!"}, .help = "louder"}}, .run = request_shout},\
&/'
whole
without 'the number' "REQUEST_SHOUT' undeclared|undeclared identifier 'REQUEST_SHOUT'"
without 'the function' "'request_shout' undeclared|undeclared identifier 'request_shout'"
without 'the row' "'request_shout' defined but not used|unused function 'request_shout'"
row=src/app/looks.c
lacks 'the number in the row' $row 's/{.id = REQUEST_SHOUT, /{/' 'REQUEST_SHOUT has 0 rows'
lacks 'the name' $row 's/.name = "shout",//' 'REQUEST_SHOUT has 0 rows'
lacks 'the help' $row '/"!"/s/, .help = "louder"//' 'shout counts nowhere'
lacks 'the function in the row' $row 's/, .run = request_shout}/}/' "request_shout|shout has no function"
lacks 'a key of its own' $row 's/{"!"}/{"m"}/' 'm asks for'

# A panel has a file of its own; here it stands in that of another one.
thing panel 2 test_keys src/panel/changes.c src/panel/panel.c src/app/requests.c
part 'the number' src/screen/request.h \
    's/^    REQUEST(QUIT)$/    REQUEST(QUIT) PANEL(ECHO, echo)/'
# shellcheck disable=SC2016 # that is sed
part 'the panel' src/panel/changes.c '$a\
const struct panel panel_echo = {\
    .opens = {.id = REQUEST_ECHO, .name = "echo",\
              .bindings = {{CONTEXT_PICTURE, {"!"}, .help = "the same"}}},\
    .title = "echo",\
    .reads = "All of it again.",\
    .open = open_changes,\
    .draw = draw_changes,\
    .save = save_changes,\
    .close = close_changes,\
};'
whole
without 'the number' "REQUEST_ECHO' undeclared|undeclared identifier 'REQUEST_ECHO'"
without 'the panel' "undefined reference to \`?panel_echo"
row=src/panel/changes.c
lacks 'the number in the panel' $row 's/{.id = REQUEST_ECHO, /{/' 'has no number|another number'
lacks 'the help' $row '/"!"/s/, .help = "the same"//' 'echo counts nowhere'
lacks 'the title' $row '/.title = "echo",/d' '"echo" has no title'
lacks 'the reading' $row '/All of it again/d' '"echo" has no reads'
lacks 'the opening' $row '/^const struct panel panel_echo/,/^}/{/.open = /d}' '"echo" has no open'
lacks 'the drawing' $row '/^const struct panel panel_echo/,/^}/{/.draw = /d}' '"echo" has no draw'
lacks 'the saving' $row '/^const struct panel panel_echo/,/^}/{/.save = /d}' '"echo" has no save'
lacks 'the closing' $row '/^const struct panel panel_echo/,/^}/{/.close = /d}' '"echo" has no close'

thing format 1 test_format src/export/format.c
row=src/export/format.c
part 'the function' $row 's/^const struct format formats/\
static int grid_morse(struct str *out, const struct grid *grid, const struct theme *theme,\
                      const struct plate *plate, struct err *err)\
{\
    return grid_text(out, grid, theme, plate, err);\
}\
&/'
part 'the row' $row 's/^    {.name = NULL},/    {"morse", ".mrs", .tier = TIER_MONO, .grid = grid_morse},\n&/'
whole
without 'the function' "'grid_morse' undeclared|undeclared identifier 'grid_morse'"
without 'the row' "'grid_morse' defined but not used|unused function 'grid_morse'"
lacks 'the ending' $row 's/"morse", ".mrs"/"morse"/' 'the format "morse" has no ending'
lacks 'an ending of its own' $row 's/".mrs"/".txt"/' 'two formats have the ending ".txt"'
lacks 'the function in the row' $row 's/, .grid = grid_morse}/}/' grid_morse

thing score 4 'test_layer test_derive' src/layer/score.c src/model/seq2seq_config.c \
    src/quantities/scoring.c src/model/qkv.c
row=src/layer/score.c
part 'the constant' src/layer/score.h 's/^    SCORE_COUNT$/    SCORE_HALF, \/* s·h \/ 2 *\/\n&/'
part 'the functions' $row 's/^const char \*const score_names/\
static void half_forward(const struct score_row *row, real *scores)\
{\
    dot_forward(row, scores);\
    vec_scale(scores, (real)0.5, row->keys.rows);\
}\
\
static void half_backward(const struct score_row *row, const struct score_gradient *gradient,\
                          const real *dscores)\
{\
    struct score_row half = *row;\
    half.scale \/= 2;\
    dot_backward(\&half, gradient, dscores);\
}\
\
&/'
part 'the name' $row 's/\[SCORE_COUNT\] = NULL/[SCORE_HALF] = "half", &/'
part 'the row' $row '/^const struct score_kind score_kinds/,/^};/s/^};/\
    [SCORE_HALF] = {.formula = "{q}·{k} \/ 2", .forward = half_forward, .backward = half_backward},\
&/'
part 'the help' src/model/seq2seq_config.c 's/general (Luong et al. 2015), scaled_dot/half, &/'
part 'the terms' src/quantities/scoring.c \
    's/SUMMAND_PRODUCT, a->scale, 0/SUMMAND_PRODUCT, a->scale * (a->score == SCORE_HALF ? 0.5 : 1), 0/'
whole
without 'the constant' SCORE_HALF
without 'the functions' "'half_forward' undeclared|undeclared identifier 'half_forward'"
without 'the name' 'score number 6 has no name'
without 'the row' "'half_forward' defined but not used|unused function 'half_forward'"
without 'the help' 'the help of score does not name half'
without 'the terms' 'e\(1,1\): .* differ'
lacks 'the formula' $row 's/.formula = "{q}·{k} \/ 2", //' 'score half has no formula'
lacks 'the way forward' $row 's/.forward = half_forward, //' 'half_forward'
lacks 'the way back' $row 's/, .backward = half_backward}/}/' 'half_backward'

thing family 8 'test_family test_quantities' src/model/family.c src/trace/tracing.c src/trace/quantity.c \
    src/model/echo.c src/model/echo_table.c src/quantities/echo_tracing.c
for file in model/qkv.c model/qkv.h model/qkv_config.h model/qkv_table.c model/qkv_table.h \
    quantities/qkv_tracing.c quantities/qkv_tracing.h; do
    part "${file//qkv/echo}" "src/${file//qkv/echo}=src/$file" 's/qkv/echo/g; s/QKV/ECHO/g'
done
part 'the row' src/model/families.h 's/^    X(qkv)/& X(echo)/; s/^#include "model\/qkv_config.h"/#include "model\/echo_config.h"\n&/'
whole
without 'the row' 'echo'
without model/echo_config.h 'echo_config'
without model/echo.c 'family_echo'
without quantities/echo_tracing.c 'echo_tracing'
row=src/model/echo.c
lacks 'the name' $row '/^    .name = "echo",/d' 'the family after "qkv" has no name'
lacks 'the fields' $row '/^    .fields = no_fields,/d' 'no_fields'
lacks 'the check' $row '/^    .check = check,/d' "'check'"
lacks 'the description' $row '/^    .describe = describe,/d' "'describe'"
lacks 'the binding' $row '/^    .bind = bind,/d' "'bind'"
lacks 'the other score' $row '/^    .other_score = other_score,/d' "'other_score'"

thing stage 4 'test_quantities test_trace' src/trace/quantity.c src/quantities/seq2seq_tracing.c \
    src/quantities/seq2seq_readout.c src/quantities/seq2seq_now.c src/quantities/qkv_tracing.c
part 'the constant' src/trace/quantity.h 's/^    STAGE_COUNT$/    STAGE_READ,\n&/'
part 'the names' src/trace/quantity.c '0,/^};/s//    [STAGE_READ] = {"read", "read"},\n&/'
part 'its place in the family' src/quantities/seq2seq_tracing.c 's/STAGE_DECODE, STAGE_WORD}/STAGE_DECODE, STAGE_WORD, STAGE_READ}/'
part 'what is said of it' src/quantities/seq2seq_now.c 's/^    case STAGE_COUNT:/    case STAGE_READ:\n&/'
whole
without 'the constant' STAGE_READ
without 'the names' 'stage'
without 'its place in the family' 'no family has the stage "read"'
without 'what is said of it' 'STAGE_READ'
