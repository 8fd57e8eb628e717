#!/bin/bash
# Models of other programs become ours, and give the numbers and the words that PyTorch did
# (tests/dialect/make.py). HEED is the program.

cd "$(dirname "$0")/.." || exit 1
heed=${HEED:-build/heed}
files=tests/dialect
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

report() # NAME REASON: ok without a reason
{
    if [ -z "$2" ]; then echo "ok $1"; else echo "not ok $1: $2"; fi
}

# converts NAME "FILE ..." KIND [OPTION...]: it runs as the reference of KIND says, and writes its
# words
converts()
{
    local name=$1 kind=$3 reason='' file out
    local in=()
    for file in $2; do
        in+=("$files/$file")
    done
    shift 3
    if ! out=$("$heed" convert "${in[@]}" "$work/$name.safetensors" "$@" \
        --source-vocab "$files/$kind-source.txt" --target-vocab "$files/$kind-target.txt" 2>&1); then
        reason=$out
    elif ! out=$("$heed" verify "$work/$name.safetensors" "$files/$kind-ref.npz" \
        --source "$(sed -n 1p "$files/$kind-ref.txt")" \
        --target "$(sed -n 2p "$files/$kind-ref.txt")" 2>&1); then
        reason=$out
    else
        out=$(sed -n 1p "$files/$kind-ref.txt" | "$heed" translate -m "$work/$name.safetensors" 2>/dev/null)
        [[ "$out " == "$(sed -n 2p "$files/$kind-ref.txt") "* ]] || reason="it writes $out"
    fi
    report "converts_$name" "$(paste -sd ';' <<<"$reason")"
}

converts state bench-state.pt bench
converts checkpoint bench-checkpoint.pth bench
converts legacy bench-legacy.pt bench
converts module bench-module.pt bench
converts npz bench.npz bench
converts hdf5 bench.h5 bench
converts safetensors bench.safetensors bench
converts mapped renamed.npz bench --map "$files/renamed.map"
converts keras keras.h5 bench --map "$files/keras.map"
# The shapes alone say what is what, in names of nobody's and in those of Keras.
for file in renamed.npz keras.h5; do
    "$heed" convert "$files/$file" --propose >"$work/${file%.*}.map"
    converts "as_proposed_${file%.*}" "$file" bench --map "$work/${file%.*}.map"
done
converts tutorial tutorial.pt tutorial
converts tutorial_places places.pt places
converts joeynmt joey.ckpt joey
converts joeynmt_luong joey-luong.ckpt joey-luong
converts course_gru course-gru.pt course-gru
converts course_lstm course-lstm.pt course-lstm
converts course_rnn course-rnn.pt course-rnn
converts tutorial_modules tutorial-modules.pt tutorial
converts encoder_and_decoder 'tutorial-encoder.pt tutorial-decoder.pt' tutorial
converts decoder_and_encoder 'tutorial-decoder.pt tutorial-encoder.pt' tutorial

# The words may lie in JSON as well, and a converted model is converted again.
"$heed" convert "$work/state.safetensors" "$work/again.safetensors" 2>/dev/null
out=$("$heed" diff "$work/state.safetensors" "$work/again.safetensors") && out=
report converts_its_own "$(paste -sd ';' <<<"$out")"

# A wrong order of the gates shows, at its stage, and is found.
"$heed" convert "$files/gates.npz" "$work/gates.safetensors" --source-vocab "$files/bench-source.txt" \
    --target-vocab "$files/bench-target.txt" 2>/dev/null
out=$("$heed" verify "$work/gates.safetensors" "$files/bench-ref.npz")
status=$?
said='order z r n in the place of r z n'
if [ $status = 1 ] && grep -q "$said" <<<"$out"; then out=; fi
report verify_finds_the_order_of_the_gates "$(paste -sd ';' <<<"$out")"

# A NaN is named where the model is run.
"$heed" convert "$files/nan.npz" "$work/nan.safetensors" --source-vocab "$files/bench-source.txt" \
    --target-vocab "$files/bench-target.txt" 2>/dev/null
out=$("$heed" show -m "$work/nan.safetensors" "i go" 2>&1 >/dev/null)
report says_which_tensor_has_a_nan \
    "$(grep -q 'attention.query.weight has NaN at \[3,5\]' <<<"$out" || echo "$out" | paste -sd ';')"

# refuses NAME STATUS PATTERN COMMAND...: one line on stderr that says it
refuses()
{
    local name=$1 status=$2 pattern=$3 out
    shift 3
    out=$("$heed" "$@" 2>&1 >/dev/null)
    local found=$?
    if [ $found = "$status" ] && grep -q "$pattern" <<<"$out"; then
        report "refuses_$name" ''
    else
        report "refuses_$name" "$found $(paste -sd ';' <<<"$out")"
    fi
}

refuses strange_names 1 'has no encoder.embedding.weight' convert "$files/renamed.npz" "$work/x"
refuses two_encoders 1 'which one is the decoder? neither has attention' \
    convert "$files/tutorial-encoder.pt" "$files/tutorial-encoder.pt" "$work/x"
refuses words_of_another 1 '18 words for 20 rows' convert "$files/bench.npz" "$work/x" \
    --source-vocab "$files/tutorial-source.txt"
refuses a_file_that_is_there 1 'there is such a file already' convert "$files/bench.npz" \
    "$work/state.safetensors"
echo 'nothing = output.weight' >"$work/wrong.map"
refuses a_wrong_map 1 'map:1: there is no tensor' convert "$files/bench.npz" "$work/x" \
    --map "$work/wrong.map"
refuses a_strange_field 1 'strange' convert "$files/bench.npz" "$work/x" --set strange=1
refuses other_numbers 2 'no array source.ids' verify "$work/state.safetensors" "$files/bench.npz"
out=$("$heed" convert "$files/bench.npz" --propose)
report proposes_names "$(grep -q '^attention.query.weight = attention.query.weight' <<<"$out" || echo "$out" | paste -sd ';')"
