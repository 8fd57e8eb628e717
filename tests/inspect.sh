#!/bin/bash
# Files of strangers: heed inspect opens what it can, and says in one line what it does not. Nothing
# in a file is executed, and no size in it is believed. HEED is the program.

cd "$(dirname "$0")/.." || exit 1
heed=${HEED:-build/heed}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

report() # NAME REASON: ok without a reason
{
    if [ -z "$2" ]; then echo "ok inspect_$1"; else echo "not ok inspect_$1: $(paste -sd ';' <<<"$2")"; fi
}

# One line on stderr, nothing on stdout, exit code 1; and the line has a text in it.
refusal() # FILE TEXT
{
    local out err status
    out=$("$heed" inspect "$1" --stats 2>"$work/err")
    status=$?
    err=$(<"$work/err")
    [ "$status" = 1 ] || echo "$1: exit $status"
    [ -z "$out" ] || echo "$1: it prints something"
    [ "$(wc -l <"$work/err")" = 1 ] || echo "$1: $(wc -l <"$work/err") lines: $err"
    grep -q -- "$2" "$work/err" || echo "$1: \"$err\" does not say $2"
    ! grep -qP '[\x00-\x08\x0b-\x1f\x7f]' "$work/err" || echo "$1: control characters"
}

# ---- files that would act ----

found=
for file in tests/store/acting/*; do
    found+=$(refusal "$file" 'through which it could act when Python loads it: refused')
done
report refuses_what_would_act "$found"

# ---- what heed does not read ----

found=$(refusal tests/store/pointer.safetensors 'git lfs pull'
        refusal tests/store/packed.gz 'gzip'
        refusal tests/store/page.bin 'page of the web'
        refusal tests/store/model.onnx 'ONNX'
        refusal tests/store/text.txt 'text'
        refusal tests/store/empty.pt 'empty')
report says_what_it_does_not_read "$found"

# ---- safetensors that lie ----

# A number below 65536 in eight bytes.
little_endian()
{
    printf '%b' "\\x$(printf %02x $(($1 % 256)))\\x$(printf %02x $(($1 / 256)))\\0\\0\\0\\0\\0\\0"
}

# lies NAME HEADER BYTES TEXT
lies()
{
    local header=$2 length
    length=$(printf '%s' "$header" | wc -c)
    {
        little_endian "$length"
        printf '%s' "$header"
        head -c "$3" /dev/zero
    } >"$work/$1.safetensors"
    refusal "$work/$1.safetensors" "$4"
}
found=$(
    lies overlap '{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]},"b":{"dtype":"F32","shape":[2],"data_offsets":[4,12]}}' 12 'overlap'
    lies huge '{"a":{"dtype":"F32","shape":[9223372036854775807,4],"data_offsets":[0,8]}}' 8 'a"'
    lies product '{"a":{"dtype":"F32","shape":[4294967296,4294967296],"data_offsets":[0,8]}}' 8 'a"'
    lies beyond '{"a":{"dtype":"F32","shape":[100],"data_offsets":[0,400]}}' 100 'a"'
    lies backwards '{"a":{"dtype":"F32","shape":[2],"data_offsets":[8,0]}}' 8 'a"'
    lies negative '{"a":{"dtype":"F32","shape":[-1],"data_offsets":[0,8]}}' 8 'a"'
    lies nested "$(head -c 20000 /dev/zero | tr '\0' '[')" 8 .
    lies left_over '{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}' 100 .)
report refuses_headers_that_lie "$found"

# A valid file cut short, at every tenth of it.
found=
for file in tests/store/{state.pt,state-legacy.pt,module.pt,types-v3.gguf,packed.npz,chunks.h5,plain.npy,float8.safetensors}; do
    size=$(stat -c %s "$file")
    for tenth in 0 1 2 3 4 5 6 7 8 9; do
        head -c $((size * tenth / 10)) "$file" >"$work/cut"
        out=$("$heed" inspect "$work/cut" --stats 2>&1 >/dev/null)
        status=$?
        [ $status = 0 ] || [ $status = 1 ] || found+="$file at $tenth: exit $status "
        [ "$(wc -l <<<"$out")" -le 1 ] || found+="$file at $tenth: $out "
    done
done
report takes_files_that_are_cut_short "$found"

# ---- names ----

lies escape '{"a\u001b[31mred\u0007":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}' 4 . >/dev/null
out=$("$heed" inspect "$work/escape.safetensors" --list)
report shows_escapes "$(grep -q 'a\\u{1b}\[31mred' <<<"$out" || echo "$out")"

# ---- sizes ----

# Sparse: 20 GB that are not there. Memory is held to 400 MB beside what is mapped.
header='{"a":{"dtype":"F32","shape":[5000000,1000],"data_offsets":[0,20000000000]}}'
{
    little_endian ${#header}
    printf '%s' "$header"
} >"$work/large.safetensors"
found=
if truncate -s $((8 + ${#header} + 20000000000)) "$work/large.safetensors" 2>/dev/null; then
    out=$(ulimit -d 400000; "$heed" inspect "$work/large.safetensors" --list 2>&1)
    grep -q '5000000 × 1000' <<<"$out" || found=$out
    out=$(ulimit -d 400000; "$heed" inspect "$work/large.safetensors" -t 'a[4999999,:40]' --format csv 2>&1)
    grep -q '^0,0,0' <<<"$out" || found+=$out
fi
report opens_what_is_larger_than_memory "$found"

# A file of 2 kB that says it has 2^60 values: it is listed, and nobody walks through them.
out=$(timeout 20 "$heed" inspect tests/store/huge.h5 --stats 2>&1)
report holds_no_promise_for_values "$(grep -q '^w .*1099511627776 × 1048576 .*not read' <<<"$out" || echo "$out")"

# ---- for other programs ----

found=
out=$("$heed" inspect tests/store/state.pt --list --json) || found='no JSON'
grep -q '"dtype"' <<<"$out" || found+=" $out"
[ "$("$heed" inspect tests/store/state.pt --list --format csv | head -1)" = name,dtype,shape,values,bytes,share ] ||
    found+=' no CSV'
report lists_for_scripts "$found"

# ---- two files: 0 equal, 1 different, 2 could not compare ----

found=
"$heed" diff tests/store/state.pt tests/store/state-legacy.pt >/dev/null || found+=' state and legacy differ'
"$heed" diff tests/store/state.pt tests/store/plain.npy >/dev/null
[ $? = 1 ] || found+=' others do not differ'
"$heed" diff tests/store/state.pt tests/store/text.txt 2>/dev/null
[ $? = 2 ] || found+=' text is compared'
out=$("$heed" diff tests/dialect/bench-state.pt tests/dialect/bench-checkpoint.pth 2>&1) ||
    found+=" a checkpoint and its state differ: $out"
report compares_for_scripts "$found"

# ---- from a cell of a run into the model ----

# The term says where its weight lies, and the browser has the same number there. Back is one key.
pattern='s/.*f \([a-z_.0-9]*\)\[\([0-9]*\),\([0-9]*\)\].*/\1 \2 \3/p'
screens=$(printf ':go update 1 3\nEnter\ndump\nf\ndump\nq\ndump\n' |
    "$heed" explore -m dates "3 May 2019" --script - --text --size 100x40 2>&1)
read -r name row column < <(sed -n "$pattern" <<<"$screens" | head -1)
found=
[ -n "$name" ] || found='no weight is named'
grep -q "heed   inspect · dates.safetensors" <<<"$screens" || found='the file is not shown'
grep -q " $name  " <<<"$screens" || found="$name is not shown"
grep -q "\[$row,$column\] = " <<<"$screens" || found="the cursor is not at $row, $column"
[ "$(grep -c '^ heed   explore' <<<"$screens")" = 2 ] || found='q does not lead back'
report a_term_leads_to_its_weight "$found"

# Where both factors of a term are cells, a key of its own leads to the weight, and is named.
screens=$(printf ':go candidate 1 3\nEnter\ntype jjj\ndump\nK\ndump\n' |
    "$heed" explore -m dates "3 May 2019" --script - --text --size 100x40 2>&1)
found=
read -r name row column < <(sed -n 's/.* K \([a-z_.0-9]*\)\[\([0-9]*\),\([0-9]*\)\].*/\1 \2 \3/p' <<<"$screens")
[ "$name" = decoder.rnn.weight_hh_l0 ] || found="the key of the weight is not named, but \"$name\""
grep -q "\[$row,$column\] = " <<<"$screens" || found="the cursor is not at $row, $column"
grep -q 'q run' <<<"$screens" || found='the footer does not say where q leads'
report a_third_key_leads_to_the_weight "$found"

# A − B of two sentences names the words of both, A's first; a change those before it first.
screens=$(printf ':compare "I am happy."\n:difference\ndump\nq\n:replace 2 is\n:difference\ndump\n' |
    "$heed" explore -m eng-fra-additive "We are tired." --script - --text --size 80x24 2>&1)
found=
grep -q ' we/i  *are/am  *tired/happy  *\.  *<eos>' <<<"$screens" || found='the columns do not name both'
grep -q '^ ▸ nous/je ' <<<"$screens" || found+=' nor do the rows'
grep -q ' we  *are/is  *tired ' <<<"$screens" || found+=' nor do those of a change'
report a_difference_names_both "$found"

# ---- two files on one screen ----

# The list is that of B − A, every picture is of B − A, i tells what became of each; and the exit
# code is that of the comparison.
screens=$(printf 'dump\ni\ndump\nq\nDown Enter\ndump\n2\ndump\n' |
    "$heed" diff tests/store/state.pt tests/store/state-packed.pt --script - --text --size 100x40 2>&1)
status=$?
found=
grep -q 'B − A' <<<"$screens" || found='no difference is listed'
grep -q 'tests/store/state-packed.pt' <<<"$screens" || found='B is not named'
[ "$status" = 0 ] || found="exit code $status of two that are equal"
screens=$(printf 'dump\ni\ndump\n' | "$heed" diff tests/dialect/bench.npz tests/dialect/gates.npz \
    --script - --text --size 100x40 2>&1)
status=$?
grep -q 'changed: |B − A| .* of |A|, at most .* at \[.*\], cosine' <<<"$screens" ||
    found='it is not said what became of a tensor'
[ "$status" = 1 ] || found="exit code $status of two that differ"
# A number of B − A: the largest change that the list of heed diff names is on the screen.
screens=$(printf 'i\nq\n/\ntype decoder.rnn.weight_hh\nEnter\nEnter\ndump\n' |
    "$heed" diff tests/dialect/bench.npz tests/dialect/gates.npz --script - --text --size 100x40 2>&1)
largest=$("$heed" diff tests/dialect/bench.npz tests/dialect/gates.npz --json |
    grep -A6 '"decoder.rnn.weight_hh_l0"' | sed -n 's/.*"largest_change": *\([0-9.]*\).*/\1/p')
grep -q "$(printf '%.4g' "$largest")" <<<"$screens" || found="$largest is on no screen"
report two_files_on_one_screen "$found"

# ---- units over sentences ----

sentences=$(mktemp -p "$work")
printf '3 May 2019\n\nMonday\n' >"$sentences"
found=
"$heed" inspect dates --sentences "$sentences" | grep -q '^state  *48  .* dead' || found='no line of the states'
lines=$("$heed" inspect dates --sentences "$sentences" --format csv | grep -c '^update,')
[ "$lines" = 48 ] || found="$lines lines of the update gate"
"$heed" inspect dates --sentences "$sentences" --json | grep -q '"sentences":2,' || found='not two sentences'
"$heed" inspect sentiment-mean --sentences "$sentences" 2>&1 | grep -q 'no recurrent layer' ||
    found='units without a recurrent layer'
report units_over_sentences "$found"

# In the browser: the matrices, the units of one, and back; the numbers are those that are printed.
screens=$(printf 'dump\nEnter\ndump\nq\ndump\nq\ndump\n' |
    "$heed" inspect dates --sentences "$sentences" --script - --text --size 100x40 2>&1)
found=
grep -q '^ ▸ forward  *32 .* 0 ' <<<"$screens" || found='no line of the forward states'
worst=$("$heed" inspect dates --sentences "$sentences" --format csv |
    sed -n 's/^forward,\([0-9]*\),\([-0-9.]*\),.*,\([-0-9.e]*\),[a-z]*$/\3 \1 \2/p' | sort -k1gr -k2n | head -1)
read -r _ unit least <<<"$worst"
grep -q "^ ▸ *$unit  live  *$(printf '%.3f' "$least") " <<<"$screens" ||
    found="unit $unit with $least is not the first"
[ "$(grep -c 'q matrices' <<<"$screens")" = 1 ] || found='q of the units does not say where it leads'
[ "$(grep -c 'q quit' <<<"$screens")" = 1 ] || found='q does not lead back to the list'
report units_have_a_view "$found"
found=
out=$(printf 'u\ntype /nowhere\nEnter\ndump\n' | "$heed" inspect dates --script - --text 2>&1)
grep -q '/nowhere: cannot open' <<<"$out" || found=$out
out=$(printf 'u\ndump\n' | "$heed" inspect tests/store/plain.npy --script - --text 2>&1)
grep -q 'no model that runs' <<<"$out" || found+=$out
grep -q 'e run' <<<"$out" && found+='the footer has a key that does nothing'
report units_of_what_does_not_run "$found"

# What is asked for as a picture is one.
found=
for words in 'inspect dates --list' 'diff tests/store/state.pt tests/dialect/bench.npz' \
    "inspect dates --sentences $sentences"; do
    # shellcheck disable=SC2086 # words
    "$heed" $words --format svg | grep -q '^<svg' || found+="$words is no SVG; "
done
"$heed" diff tests/store/state.pt tests/dialect/bench.npz --format svg | grep -q 'only in B' ||
    found+='the picture has no changes'
"$heed" inspect dates --sentences "$sentences" --format svg | grep -q 'saturated' ||
    found+='the picture has no units'
report pictures_of_lists_are_pictures "$found"

# ---- a model of a file runs ----

screens=$(printf 'e\ntype 3 May 2019\nEnter\ndump\nq\ndump\n' |
    "$heed" inspect data/models/dates.safetensors --script - --text 2>&1)
found=
grep -q '3 May 2019 → 2019-05-03' <<<"$screens" || found='it did not run'
grep -q '^ heed   inspect · dates' <<<"$screens" || found='q does not lead back to the file'
report a_model_of_a_file_runs "$found"

# Two files: both on one sentence, printed and on the screen. The numbers are those of heed show.
a=data/models/eng-fra-dot.safetensors b=data/models/eng-fra-scaled.safetensors
found=
csv=$("$heed" diff "$a" "$b" --sentence 'I am tired.' --format csv)
[ $? = 1 ] || found='exit code of two that differ'
for side in 7:eng-fra-dot 8:eng-fra-scaled; do
    mine=$(grep -v '^[#"]' <<<"$csv" | cut -d , -f "${side%:*}" | paste -sd ,)
    theirs=$("$heed" show -m "${side#*:}" --matrix weights --format csv 'I am tired.' |
        grep -v '^[#"]*row\|^#' | cut -d , -f 2- | grep '^[0-9]' | paste -sd ,)
    [ -n "$mine" ] && [ "$mine" = "$theirs" ] || found+=" ${side#*:}: $mine is not $theirs"
done
awk -F , '!/^[#"]/ && ($9 - ($8 - $7)) ^ 2 > 1e-16 { exit 1 }' <<<"$csv" || found+=' B − A is another number'
"$heed" diff "$a" "$b" --sentence 'I am tired.' --json | grep -q '"b_minus_a"' || found+=' no JSON'
out=$("$heed" diff "$a" "$b" --sentence 'I am tired.')
grep -q 'B − A' <<<"$out" && grep -q 'eng-fra-scaled  I am tired' <<<"$out" || found+=" $out"
report two_files_on_one_sentence "$found"
screens=$(printf 'e\ntype I am tired.\nEnter\ndump\ntype qq\ndump\n' |
    "$heed" diff "$a" "$b" --script - --text 2>&1)
found=
grep -q 'A: eng-fra-dot   B: eng-fra-scaled' <<<"$screens" || found='they are not compared'
grep -q '^ A − B' <<<"$screens" || found='no difference'
grep -q '^ heed   diff' <<<"$screens" || found='q does not lead back to the difference'
report two_files_in_the_laboratory "$found"
found=
out=$("$heed" diff tests/store/state.pt tests/store/state-packed.pt --sentence 'i go' 2>&1)
[ $? = 2 ] || found='exit code of what does not run'
grep -q 'state.pt is no model that runs' <<<"$out" || found+=" $out"
report a_file_that_does_not_run_is_named "$found"
files=tests/dialect
out=$("$heed" diff "$files/bench-state.pt" "$files/gates.npz" --sentence 'i go' --format csv \
    --source-vocab "$files/bench-source.txt" --target-vocab "$files/bench-target.txt" 2>&1)
report checkpoints_of_others_run_beside_each_other "$(grep -q '"b_minus_a"' <<<"$out" || echo "$out")"

# ---- files where a model is expected, or a command ----

found=
"$heed" show -m tests/store/state.pt x 2>&1 | grep -q 'heed inspect shows what is in it' || found='a file of PyTorch'
"$heed" show -m tests/store/pointer.safetensors x 2>&1 | grep -q 'git lfs pull' || found+=' a pointer'
"$heed" tests/store/state.pt 2>&1 | grep -q 'heed inspect tests/store/state.pt' || found+=' a file as a command'
"$heed" inspect a b 2>&1 | grep -q 'heed diff a b' || found+=' two files'
report says_what_to_do_with_a_file "$found"

# ---- differences in their list ----

screens=$(printf 'dump\nDown\nEnter\ndump\n' |
    "$heed" diff tests/dialect/bench.npz tests/store/state.pt --script - --text 2>&1)
found=
grep -q '|B − A|    of |A|   largest' <<<"$screens" || found='no columns of the changes'
grep -q 'only in A' <<<"$screens" || found='what only A has is not in the list'
grep -q 'no difference to see: another shape: 20 × 5 → 4 × 2' <<<"$screens" || found+=' it is opened'
report differences_have_a_list "$found"
