#!/bin/bash
# The built program from end to end: trains small models on sentences of its own, then asks every
# command about them, rightly and wrongly.

HEED=${HEED:-$(cd "$(dirname "$0")/.." && pwd)/build/heed}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work" || exit 1
mkdir -p data/models
export HEED_SHIPPED=$work/data # in the place of what is shipped
models=$HEED_SHIPPED/models

# 5 subjects × 8 verbs
subjects=('the cat|le chat' 'the dog|le chien' 'the bird|l'\''oiseau' 'my sister|ma sœur'
          'her brother|son frère')
verbs=('sleeps|dort' 'eats|mange' 'sings|chante' 'runs|court' 'reads|lit' 'plays|joue'
       'does not wait|n'\''attend pas' 'arrives late|arrive tard')
for s in "${subjects[@]}"; do
    for v in "${verbs[@]}"; do
        printf '%s %s.\t%s %s.\n' "${s%|*}" "${v%|*}" "${s#*|}" "${v#*|}"
    done
done >pairs.tsv
cut -f 1 pairs.tsv >sources

# ---- what was run, and what is expected of it ----

# run ARGUMENTS...: leaves $status, $out, $err
run()
{
    out=$("$HEED" "$@" 2>err)
    status=$?
    err=$(<err)
}

# The same, without the lines that say whose numbers they are.
rows()
{
    run "$@"
    out=$(grep -v '^#' <<<"$out")
}

failures=
# Each adds to the failures when it does not hold.
must()       { "$@" || failures+=" [not: $*]"; }
exits()      { [ "$status" = "$1" ] || failures+=" [exit $status, expected $1: $err]"; }
says()       { [[ $out == *"$1"* ]] || failures+=" [no \"$1\" in: ${out:0:300}]"; }
complains()  { [[ $err == *"$1"* ]] || failures+=" [no \"$1\" in: $err]"; }
silent()     { [ -z "$err" ] || failures+=" [complains: $err]"; }
same()       { [ "$1" = "$2" ] || failures+=" [\"$1\" is not \"$2\"]"; }
one_line()   { [ "$(wc -l <err)" = 1 ] || failures+=" [more than one line: $err]"; }

# verdict NAME: of everything since the last one
verdict()
{
    if [ -z "$failures" ]; then echo "ok commands_$1"; else echo "not ok commands_$1:${failures//$'\n'/ }"; fi
    failures=
}

small=(--embed 12 --hidden 16 --readout_hidden 12 --batch 8 --threads 1 --dropout 0 --f32 --quiet
       --rate 0.01 --halve-from 0)
train() # OUT OPTIONS...
{
    run train --corpus pairs.tsv --out "$@"
}

# the tensors of a safetensors file, without its header
tensors()
{
    local header
    header=$(od -A n -t u8 -N 8 "$1")
    tail -c +$((header + 9)) "$1"
}

# ---- training ----

train "$models/eng-fra-additive.safetensors" "${small[@]}" --epochs 60 --valid pairs.tsv \
    --source_language eng
exits 0
says 'epoch 60 of 60'
says 'best so far, saved'
must test ! -e "$models/eng-fra-additive.safetensors.checkpoint"
verdict train

train "$models/eng-fra-fixed.safetensors" "${small[@]}" --epochs 2 --score none --directions 1 --init last
exits 0
verdict train_fixed_context

head -n 2 pairs.tsv >two.tsv
train looked.safetensors "${small[@]}" --epochs 12 --snapshots two.tsv
exits 0
same "$(grep -ao 'step\\":[0-9]*' looked.safetensors.snapshots | tr -dc '0-9\n' | tr '\n' ' ')" '0 50 60 '
train plain.safetensors "${small[@]}" --epochs 12
must cmp <(tensors looked.safetensors) <(tensors plain.safetensors)
must test ! -e plain.safetensors.snapshots
train looked.safetensors "${small[@]}" --epochs 1
exits 1
complains 'looked.safetensors is there already'
must test -e looked.safetensors.snapshots
train looked.safetensors "${small[@]}" --epochs 1 --snapshots nowhere.tsv --force
exits 1
complains nowhere.tsv
verdict train_snapshots

# ---- translate ----

run translate <sources
exits 0
silent
same "$(wc -l <<<"$out")" 40
says "L'oiseau n'attend pas."
exact=$(paste -d '|' <(echo "$out") <(cut -f 2 pairs.tsv | sed 's/^./\u&/') | awk -F '|' '$1 == $2' | wc -l)
must [ "$exact" -ge 38 ]
all=$out
verdict translate

train lost.safetensors "${small[@]}" --epochs 1 --rate 0.0000001
run translate -m ./lost.safetensors < <(printf '\nThe cat sleeps.\n')
exits 0
complains 'line 2: the translation has no end'
verdict translate_without_end

run translate -m eng-fra-additive --tokens < <(echo 'The bird does not wait.')
exits 0
same "$out" "l' oiseau n' attend pas ."
verdict translate_tokens

out=$(printf '\nThe cat sleeps.\n\n  \nthe dog eats.' | "$HEED" translate -m ./data/models/eng-fra-additive.safetensors; echo end)
same "$out" $'\nLe chat dort.\n\n\nLe chien mange.\nend'
verdict translate_empty_lines

for _ in $(seq 110); do cat sources; done >many
run translate --threads 2 <many
exits 0
same "$(md5sum <<<"$out")" "$(for _ in $(seq 110); do echo "$all"; done | md5sum)"
verdict translate_order_over_chunks

printf 'the cat\x00 \xff\xfe sleeps\t.\r\n' >odd
yes word | head -n 600 | tr '\n' ' ' >>odd
run translate <odd
exits 0
same "$(wc -l <<<"$out")" 2
complains 'line 2: the last 88 tokens are left out'
verdict translate_odd_bytes

"$HEED" translate <many 2>err | head -n 1 >first
must [ "${PIPESTATUS[0]}" = 1 ]
err=$(<err)
silent
must [ -s first ]
verdict translate_closed_pipe

"$HEED" translate <sources >/dev/full 2>err
status=$? err=$(<err)
exits 1
complains 'could not write'
verdict translate_full_disk

run translate <"$work"
exits 1
complains 'could not read the input'
verdict translate_unreadable_input

run translate --beam 4 --n-best 3 --alignments < <(printf 'The cat sleeps.\n\nThe dog eats.\n')
exits 0
silent
same "$(cut -f 1 <<<"$out")" $'1\n1\n1\n2\n3\n3\n3'
same "$(awk -F '\t' '{ print NF }' <<<"$out" | sort -u)" 4
same "$(cut -f 3 <<<"$out" | sed -n '1p;4p;5p')" $'Le chat dort.\n\nLe chien mange.'
same "$(grep -v '^2' <<<"$out" | sort -t $'\t' -s -k 1,1n -k 2,2gr)" "$(grep -v '^2' <<<"$out")"
verdict translate_n_best

# the beam of a file is that of its sentences, whatever the order and the threads
"$HEED" translate --beam 3 --scores <sources | cut -f 2 >beams
must [ "$(paste -d '|' beams <(echo "$all") | awk -F '|' '$1 == $2' | wc -l)" -ge 38 ]
must cmp beams <(tac sources | "$HEED" translate --beam 3 --threads 2 | tac)
verdict translate_beam_of_a_file

run translate --tokens --scores --alignments < <(echo 'The bird does not wait.')
exits 0
same "$(awk -F '\t' '{ print NF, $2, split($3, _, " ") }' <<<"$out")" "3 l' oiseau n' attend pas . 6"
must [ "$(awk '{ print ($1 <= 0) }' <<<"$out")" = 1 ]
verdict translate_scores_and_alignments

# targets that come once each, which become <unk>; their sources are known words
awk '{ gsub(/chat|chien|sœur/, "&" NR); print }' pairs.tsv >unknown.tsv
run train --corpus unknown.tsv --out unknown.safetensors "${small[@]}" --epochs 60 --seed 2
run translate -m ./unknown.safetensors --tokens <sources
exits 0
must [ "${out/<unk>/}" = "$out" ]
run translate -m ./unknown.safetensors --tokens --unknown on <sources
says '<unk>'
run show -m ./unknown.safetensors --unknown on --stage word "$(sed -n 1p sources)"
says '<unk>'
run translate -m ./unknown.safetensors --tokens --replace-unknown <sources
must [ "${out/<unk>/}" = "$out" ]
says ' cat '
sed 's/.* \(.*\)\./\1/; s/.*/\u&\tXX/' sources | sort -u >words.tsv
printf 'the\tXX\ncat\tXX\nDOG\tXX\nsister\tXX\nmy\tXX\n' >>words.tsv
run translate -m ./unknown.safetensors --tokens --dictionary words.tsv --beam 2 <sources
exits 0
must [ "${out/<unk>/}" = "$out" ]
says ' XX '
echo 'the cat	le chat' >words.tsv
run translate --dictionary words.tsv <sources
exits 1
complains 'words.tsv:1: "the cat" is 2 tokens'
run translate --dictionary nowhere.tsv <sources
exits 1
complains nowhere.tsv
verdict translate_unknown_words

for option in --replace-unknown --alignments '--dictionary words.tsv' '--coverage-penalty 1 --beam 2'; do
    # shellcheck disable=SC2086 # two words
    run translate -m eng-fra-fixed $option <sources
    exits 1
    complains 'has no attention'
    complains "${option%% *}"
done
verdict translate_without_attention

bleu() { grep -m 1 '"bleu"' <<<"$out" | tr -dc '0-9.'; }
run eval --beam 3 --length-penalty 0.6 --json pairs.tsv
exits 0
must [ "$(bleu | cut -d . -f 1)" -ge 90 ]
sed 's/chat/félix/; s/chien/médor/; s/sœur/zoé/' pairs.tsv >names.tsv
run eval -m ./unknown.safetensors --json names.tsv
plain=$(bleu)
printf 'cat\tfélix\ndog\tmédor\nsister\tzoé\n' >words.tsv
run eval -m ./unknown.safetensors --dictionary words.tsv --json names.tsv
exits 0
must [ "$(awk "BEGIN { print ($(bleu) > $plain) }")" = 1 ]
run eval -m eng-fra-fixed --replace-unknown pairs.tsv
exits 1
complains 'has no attention'
verdict eval_decoding

# ---- align ----

run align pairs.tsv
exits 0
silent
same "$(wc -l <<<"$out")" 40
# 4 target tokens for the first pair, 6 for "l' oiseau n' attend pas ."; never the <eos>
bad=$(awk '{
    for (i = 1; i <= NF; i++) {
        split($i, link, "-")
        if ($i !~ /^[0-9]+-[0-9]+$/ || link[2] != i - 1 || link[1] > 5) print NR ": " $0
    }
}' <<<"$out")
same "$bad" ''
same "$(sed -n 1p <<<"$out" | wc -w)" 4
same "$(sed -n 23p <<<"$out" | wc -w)" 6
verdict align

aligned=$out
run align --threads 2 - <pairs.tsv
same "$out" "$aligned"
verdict align_standard_input

run align -m eng-fra-fixed pairs.tsv
exits 1
complains 'has no attention'
same "$out" ''
verdict align_without_attention

# ---- pieces of words ----

run train --corpus pairs.tsv --out pieces.safetensors "${small[@]}" --epochs 40 --seed 2 \
    --source_unit bpe --target_unit bpe --merges 30
exits 0
must grep -aq 'heed.source_merges' pieces.safetensors
must grep -aq 'heed.target_merges' pieces.safetensors
run translate -m ./pieces.safetensors < <(echo 'The cat sleeps.')
same "$out" 'Le chat dort.'
run translate -m ./pieces.safetensors --words < <(echo 'The zebra 🦓 sleeps.')
exits 0
must [ "${out/@@/}" = "$out" ]
must [ "${out/<unk>/}" = "$out" ]
run translate -m ./pieces.safetensors --tokens <sources
says '@@ '
joined=${out//@@ /}
run translate -m ./pieces.safetensors --words <sources
same "$out" "$joined"
run translate -m ./pieces.safetensors --words --tokens <sources
exits 2
verdict pieces_translate

# as many links as words, or as tokens
run translate -m ./pieces.safetensors --words --alignments <sources
same "$(awk -F '\t' 'split($1, a, " ") != split($2, b, " ")' <<<"$out")" ''
run translate -m ./pieces.safetensors --tokens --alignments --beam 2 <sources
same "$(awk -F '\t' 'split($1, a, " ") != split($2, b, " ")' <<<"$out")" ''
run align -m ./pieces.safetensors pairs.tsv
same "$(sed -n 23p <<<"$out" | wc -w)" 6
links=$(wc -w <<<"$out")
run align -m ./pieces.safetensors --tokens pairs.tsv
must [ "$(wc -w <<<"$out")" -gt "$links" ]
verdict pieces_align

run eval -m ./pieces.safetensors --json pairs.tsv
exits 0
must [ "$(grep -m 1 '"bleu"' <<<"$out" | tr -dc '0-9.' | cut -d . -f 1)" -ge 90 ]
run eval -m ./pieces.safetensors eng-fra-additive pairs.tsv # scores of words
exits 0
says 'loss and perplexity are of other tokens'
run eval -m ./pieces.safetensors --replace-unknown pairs.tsv
exits 1
complains 'never <unk>'
run train --corpus pairs.tsv --out other.safetensors "${small[@]}" --merges 30
exits 1
complains 'source_unit bpe'
run train --corpus pairs.tsv --out other.safetensors "${small[@]}" --shared-merges --source_unit bpe
exits 1
complains 'needs --source_unit bpe and --target_unit bpe'
verdict pieces_eval

# ---- eval ----

run eval pairs.tsv
exits 0
says 'perplexity'
says 'brevity penalty'
says '1 to 5'
same "$(awk '$1 == "pairs" { print $2 }' <<<"$out")" 40
bleu=$(awk '$1 == "BLEU" { print $2 }' <<<"$out")
must [ "${bleu%.*}" -ge 90 ]
loss=$(awk '$1 == "loss" { print $2 }' <<<"$out")
verdict eval

run eval pairs.tsv --vary all
exits 0
for form in plain no-mark case quotes joined doubled emoji; do
    same "$(awk -v form=$form '$1 == form { print $2 }' <<<"$out")" "$([ $form = joined ] && echo 20 || echo 40)"
done
same "$(awk '$1 == "case" { print $3 }' <<<"$out")" "$bleu" # words have no case
bare=$(awk '$1 == "no-mark" { print $3 }' <<<"$out")
run eval pairs.tsv --vary no-mark
says 'pairs.tsv, no-mark: '
same "$(awk '$1 == "BLEU" { print $2 }' <<<"$out")" "$bare"
must [ "${bare%.*}" -lt "${bleu%.*}" ] # nobody taught it that
run eval pairs.tsv --vary all --json
same "$(grep -c '"no-mark":' <<<"$out")" 1
same "$(grep -c '"bleu_cost":' <<<"$out")" 7
same "$(grep -c '"bleu_cost":	0,' <<<"$out")" 5 # only missing marks and emoji are new to it
yes 0-0 | head -n 40 >all.links
run eval --format csv --vary all --alignments all.links eng-fra-additive eng-fra-fixed pairs.tsv
exits 0
same "$(wc -l <<<"$out")" 15
column() # NAME FORM: of the first model
{
    awk -F, -v name="$1" -v form="$2" 'NR == 1 { for (i = 1; i <= NF; i++) if ($i == name) n = i }
        $3 == form { print $n; exit }' <<<"$out"
}
same "$(column bleu plain)" "$bleu"
same "$(column bleu no-mark)" "$bare"
same "$(column unknown plain)" 0.00
must grep -qE '^[01][.][0-9]{4}$' <<<"$(column aer plain)"
same "$(column aer no-mark)" '' # whose links nobody knows
same "$(awk -F, '{ print NF }' <<<"$out" | sort -u | wc -l)" 1
run eval --unknown on --format csv -m ./unknown.safetensors pairs.tsv
must [ "$(column unknown plain | cut -d . -f 1)" -ge 1 ]
for wrong in '--vary case --alignments all.links pairs.tsv' '--vary all --task dates' '--vary none pairs.tsv' '--vary case --hyp sources pairs.tsv'; do
    # shellcheck disable=SC2086 # words
    run eval $wrong
    exits 2
done
run train --corpus pairs.tsv --out varied.safetensors "${small[@]}" --epochs 40 --seed 2 --vary 0.5
exits 0
run eval -m ./varied.safetensors --vary no-mark pairs.tsv
varied=$(awk '$1 == "BLEU" { print $2 }' <<<"$out")
must [ "$(awk "BEGIN { print ($varied > $bare + 20) }")" = 1 ]
run train --task dates --out varied.safetensors --vary 0.5
exits 1
complains 'the form is what --task dates is about'
verdict eval_forms

run eval pairs.tsv --json --threads 2
exits 0
same "$(tr -d '",' <<<"$out" | awk '$1 == "bleu:" { printf "%.2f\n", $2; exit }')" "$bleu"
same "$(tr -d '",' <<<"$out" | awk '$1 == "loss:" { printf "%.4f\n", $2; exit }')" "$loss"
says '"to":'
verdict eval_json

run eval pairs.tsv --join 3 --seed 4
exits 0
joined=$out
must [ "$(awk '$1 == "sentences" { print $2 }' <<<"$out")" -lt 40 ]
run eval pairs.tsv --join 3 --seed 4
same "$out" "$joined"
verdict eval_joined

"$HEED" translate --tokens <sources >hypotheses
run eval pairs.tsv --hyp hypotheses
exits 0
same "$(awk '$1 == "BLEU" { print $2 }' <<<"$out")" "$bleu"
same "$(grep -c perplexity <<<"$out")" 0
head -n 39 hypotheses >short
run eval pairs.tsv --hyp short
exits 1
complains 'only 39 lines, but there are 40 distinct sources'
verdict eval_hypotheses

head -n 40 sources | sed 's/.*/nothing of the kind ./' >nonsense
run eval pairs.tsv --hyp hypotheses --hyp nonsense
exits 0
says 'By BLEU hypotheses is better than nonsense'
run eval pairs.tsv --hyp hypotheses --hyp hypotheses
exits 0
says 'By BLEU they are equal'
verdict eval_compares_hypotheses

run eval eng-fra-additive eng-fra-fixed pairs.tsv
exits 0
silent
says 'eng-fra-additive on pairs.tsv'
says 'eng-fra-fixed on pairs.tsv'
says 'By BLEU eng-fra-additive is better than eng-fra-fixed'
compared=$(grep -A 20 'against' <<<"$out")
run eval -m eng-fra-additive "$models/eng-fra-fixed.safetensors" pairs.tsv --threads 2
same "$(grep -A 20 'against' <<<"$out")" "$compared"
run eval eng-fra-fixed eng-fra-fixed pairs.tsv --samples 200
says 'By BLEU they are equal'
run eval eng-fra-additive eng-fra-fixed pairs.tsv --json
exits 0
same "$(grep -c '"model":' <<<"$out")" 2
says '"first_wins":'
same "$(grep -c attention <<<"$out")" 0
run eval eng-fra-additive nowhere pairs.tsv
exits 1
complains 'no model "nowhere"'
verdict eval_compares_models

run eval pairs.tsv --attention --samples 100
exits 0
says 'entropy'
says 'diagonality'
same "$(grep -c AER <<<"$out")" 0
"$HEED" align pairs.tsv >own.links
run eval pairs.tsv --alignments own.links --samples 100
exits 0
same "$(awk '$1 == "AER" { print $2 }' <<<"$out")" 0.0000
sed 's/0-0//' own.links >fewer.links
run eval pairs.tsv --alignments fewer.links --json
exits 0
same "$(tr -d '",' <<<"$out" | awk '$1 == "alignment_recall:" { print $2; exit }')" 1
head -n 39 own.links >short.links
run eval pairs.tsv --alignments short.links
exits 1
complains 'short.links has 39 lines, but pairs.tsv has 40'
run eval -m eng-fra-fixed pairs.tsv --attention
exits 1
complains 'eng-fra-fixed has no attention'
run eval eng-fra-fixed eng-fra-additive pairs.tsv --attention
exits 0
says 'eng-fra-fixed has no attention'
says 'diagonality'
verdict eval_attention

run eval eng-fra-additive eng-fra-fixed pairs.tsv --join 4 --plot
exits 0
says 'BLEU by the length of the source'
says '● eng-fra-additive   × eng-fra-fixed'
says '└─'
out=$(LC_ALL=C "$HEED" eval pairs.tsv --plot)
same "$(LC_ALL=C grep -c '[^ -~]' <<<"$out")" 0
verdict eval_plot

# ---- bad lines ----

{ for _ in 1 2 3 4 5 6; do cat pairs.tsv; done; echo 'no tab here'; echo 'the cat sleeps.	le chat dort.'; printf 'bad \xff\tutf\n'; } >two_bad.tsv
for command in align eval; do
    run $command two_bad.tsv
    exits 0
done
says '2 lines of two_bad.tsv could not be used'
run align two_bad.tsv
complains 'two_bad.tsv:241: skipped: no tab'
complains 'two_bad.tsv:243: skipped: not valid UTF-8'
same "$(wc -l <<<"$out")" 241
verdict bad_lines_are_reported

head -n 12 pairs.tsv | sed '7s/\t/ /' >many_bad.tsv
for command in 'align' 'eval' 'train --out many.safetensors --corpus'; do
    # shellcheck disable=SC2086 # a command and its options
    run $command many_bad.tsv
    exits 1
    complains 'many_bad.tsv:7: no tab'
    complains '1 of 12 lines'
done
must test ! -e many.safetensors
verdict too_many_bad_lines

# ---- models ----

run models
exits 0
silent
same "$(head -n 1 <<<"$out" | cut -d ' ' -f 1)" eng-fra-additive
says 'BiGRU 16+16 · GRU 16 · additive'
says 'validation BLEU'
says 'GRU 16 · GRU 16 · fixed context'
run models --json
exits 0
says '"valid_bleu":'
says '"name":	"eng-fra-fixed"'
verdict models

head -c 3000 "$models/eng-fra-fixed.safetensors" >"$models/broken.safetensors"
run models
exits 1
says 'broken'
says 'eng-fra-fixed'
run models --json
exits 1
says '"error":'
run translate -m broken
exits 1
complains "$models/broken.safetensors"
one_line
rm "$models/broken.safetensors"
verdict broken_model

mkdir empty empty/models
out=$(HEED_SHIPPED=empty "$HEED" models 2>err)
status=$? err=$(<err)
exits 1
complains 'there are no models in empty'
verdict no_models

# ---- attention on a table ----

cat >table.csv <<'END'
# worked out on paper
query,1,2
key,1,0
key,0,1
key,5,5
length,2
value,10
value,20
value,30
END
rows show --qkv table.csv --stage score --format csv
exits 0
same "$out" $'"target","k1","k2","k3"\n"q1",1,2,15'
rows show --qkv table.csv --stage softmax --format csv
same "$out" $'"target","k1","k2","k3"\n"q1",0.268941432,0.731058598,0'
rows show --qkv table.csv --matrix values --format csv
says '"k3",30'
verdict table_show

printf ':set length 3\n:go keys k3 2\n=\ntype -7\nEnter\ndump\n:undo\n:stage decode\n' >keys.txt
run explore --qkv table.csv --script keys.txt --dump --text
exits 0
says 'changed: set length 3 · set @1 key 3 2 -7'
says 'number 2 of k(3) is -7.0000'
says 'a table is attention alone'
verdict table_edited

rows show --qkv table.csv --stage encode --format csv
exits 1
complains 'computes no encode'
run show --qkv table.csv 'a sentence'
exits 2
rows show --qkv table.csv --set 'length 3' --score additive --temperature inf --format csv
says '"q1",0.333333343,0.333333343,0.333333343'
run explore --qkv table.csv -m eng-fra-dot
exits 2
echo 'key,1,x' >>table.csv
run show --qkv table.csv
exits 1
complains 'table.csv:10: column 3: expected a number, found "x"'
one_line
verdict table_errors

# ---- starting weights, lessons outside the course ----

rows show -m eng-fra-additive:untrained --format csv 'the cat sleeps.'
exits 0
must [ "$out" != "$("$HEED" show --format csv 'the cat sleeps.')" ]
same "$out" "$("$HEED" show -m ./data/models/eng-fra-additive.safetensors:untrained --format csv --caption '' 'the cat sleeps.')"
run show -m nowhere:untrained 'the cat sleeps.'
exits 1
complains 'there is no model "nowhere"'
run explore --tour --gallery
exits 2
run explore --tour 'a sentence'
exits 2
verdict untrained_and_tour

# ---- show ----

rows show --format csv 'The bird does not wait.'
exits 0
silent
same "$(wc -l <<<"$out")" 8
same "$(head -n 1 <<<"$out")" '"target","the","bird","does","not","wait",".","<eos>"'
same "$(cut -d , -f 1 <<<"$out" | paste -sd ' ')" "\"target\" \"l'\" \"oiseau\" \"n'\" \"attend\" \"pas\" \".\" \"<eos>\""
sums=$(tail -n +2 <<<"$out" | awk -F , '{ s = 0; for (i = 2; i <= NF; i++) s += $i; if (s < 0.9999 || s > 1.0001) print }')
same "$sums" ''
row=$(sed -n 4p <<<"$out")
rows show --format csv --step 3 'The bird does not wait.'
same "$(tail -n 1 <<<"$out")" "$row"
same "$(wc -l <<<"$out")" 2
verdict show_csv

run show --format json --matrix masked 'the cat sleeps.' --batch 'her brother does not wait.'
exits 0
says '"translation":	"Le chat dort."'
says '"quantity":	"masked"'
says '"columns":	["the", "cat", "sleeps", ".", "<eos>", "<pad>", "<pad>"]'
says '"fed":	["<bos>", "le", "chat", "dort", "."]'
says 'null]'
rows show --format csv --matrix masked 'the cat sleeps.' --batch 'her brother does not wait.'
same "$(tail -n +2 <<<"$out" | grep -c -- ',-inf,-inf$')" 5
rows show --format csv --stage softmax --batch 'the cat sleeps.' --sentence 2 'her brother does not wait.'
same "$(tail -n +2 <<<"$out" | grep -c -- ',0,0$')" 5
verdict show_batch

# changes of the run, in the order given
rows show --format csv --temperature 0 'the cat sleeps.'
exits 0
same "$(tail -n +2 <<<"$out" | tr ',' '\n' | grep -vcE '^(0|1|".*")$')" 0
rows show --format csv --step 1 --collapse cat --shift 1 'the cat sleeps.'
same "$(tail -n 1 <<<"$out" | cut -d , -f 2-)" 0,0,1,0,0
rows show --format csv --step 1 --shift 1 --collapse cat 'the cat sleeps.'
same "$(tail -n 1 <<<"$out" | cut -d , -f 2-)" 0,1,0,0,0
rows show --format csv --matrix other_weights 'the cat sleeps.'
exits 1
rows show --format csv --matrix other_weights --query other 'the cat sleeps.'
exits 0
run show --mask of 'the cat sleeps.'
exits 1
complains 'mask of: there is no mask "of"'
one_line
run show --changed --temperature 0 'the cat sleeps.'
exits 0
says 'without: Le chat dort.'
says 'step 1, le: KL '
run show --changed 'the cat sleeps.'
exits 1
complains 'nothing is changed'
run show --help
says '--weight STEP WORD VALUE [raw]'
run show --changed --temperature 0.999999 'the cat sleeps.'
exits 0
must [ "$(grep -c ';' <<<"$out")" = 0 ] # no word moved, so none is named
rows show --changed --hide cat --format csv 'the cat sleeps.'
same "$(head -n 1 <<<"$out")" '"step","without","with","kl_nats","moved","before","after"'
verdict show_changed

# Every view is numbers too, and says whose they are.
for view in '--effect --step 2' '--states encoder' '--beam 2' '--compare eng-fra-additive' \
    '--changed' '' '--stage decode'; do
    # shellcheck disable=SC2086 # options and their words
    run show $view --temperature 2 --format csv 'the cat sleeps.'
    exits 0
    must [ "$(head -n 2 <<<"$out")" = "# eng-fra-additive: the cat sleeps. → Le chat dort.
# changed: temperature 2" ]
    # shellcheck disable=SC2086
    run show $view --temperature 2 --format json 'the cat sleeps.'
    exits 0
    says '"model":	"eng-fra-additive"'; says '"source":	"the cat sleeps."'
    says '"translation":	"Le chat dort."'; says '"changed":	["temperature 2"]'
done
rows show --blame 'le chien dort.' --format csv 'the cat sleeps.'
must grep -q '^2,"chien",1,' <<<"$out"
rows show --compare '"the dog sleeps."' --format csv 'the cat sleeps.'
must grep -q '^2,2,"chat","chien","cat","dog",' <<<"$out"
# shellcheck disable=SC2016 # fields of awk
must awk -F , 'NR > 1 && ($7 - $8 - $9) ^ 2 > 1e-9 { exit 1 }' <<<"$out"
run show --compare '"the dog sleeps here."' --format csv 'the cat sleeps.'
exits 1; complains 'there is no difference: '
rows show --caption '' --format csv 'the cat sleeps.'
must [ "$(head -c 1 <<<"$out")" = '"' ]
run show --light --ascii --color never --format ansi 'the cat sleeps.'
exits 0
must [ "$(LC_ALL=C tr -d '\000-\177' <<<"$out" | wc -c)" = 0 ]
verdict show_numbers

# Panels of the laboratory, of a classifier: the walls of heads, of nine sentences, of models.
printf '1\tgood soup\n0\tbad soup\n1\tgood bread here\n0\tbad bread here\n' >labels.tsv
for kind in mean multihead; do
    "$HEED" train --task classify --corpus labels.tsv --kind $kind --embed 8 --features 8 --dense 8 \
        --heads 2 --epochs 1 --threads 1 --quiet --out "$models/tiny-$kind.safetensors" >/dev/null 2>&1
done
run show -m tiny-multihead --panel heads --size 80x24 'good soup here'
exits 0
silent
for head in 1.1 1.2 2.1 2.2; do must grep -q "$head H [01]\." <<<"$out"; done
says 'layer 1 head 1: entropy'
says 'on marks'
run show -m tiny-multihead --panel nine 'good soup here'
exits 0
says 'good soup here'
says 'I love this'
run show -m tiny-mean --panel implied 'good soup here'
exits 0
says '▸ mean '; says 'multihead' # without the "tiny-" that all begin with
run show -m tiny-multihead --panel 'compare tiny-mean' 'good soup here'
exits 0
says 'tiny-mean has no layer 2 head 1 attention'
run show -m tiny-multihead --panel difference --hide soup 'good soup here'
exits 0
must [ "$(grep -c 'Nothing is changed' <<<"$out")" = 0 ]
run show -m tiny-mean 'good zebra, quagga'
exits 0; complains 'read as <unk>: zebra, ,, quagga'
run show -m tiny-mean --panel heads 'good soup here'
exits 1; complains 'tiny-mean has no heads'; one_line
run show -m tiny-mean --panel 'compare nowhere' 'good soup here'
exits 1; complains 'there is no model "nowhere"'; one_line
run show -m tiny-mean --panel blame 'good soup here'
exits 1; complains 'writes no words'
run show -m tiny-mean --panel walls 'good soup here'
exits 1; complains 'there is no panel "walls": there are '; complains 'heads, nine, implied'
run show -m tiny-mean --panel nine --format csv 'good soup here'
exits 2; complains '--panel is a picture'
run show --help
out=$(tr -s ' \n' ' ' <<<"$out")
says 'of a classifier embed, encode, pair'
verdict show_panels

# a state is saved, opened, and blamed by its line
printf ':hide cat\n:temperature 2\n:go weights 2 1\n:save s.heed\n' >script
run explore --script script 'the cat sleeps.'
exits 0
same "$(grep -vc '^#' s.heed)" 7
same "$(sed -n '/hide/p;/temperature/p' s.heed | tr '\n' ';')" 'hide cat;temperature 2;'
run explore --open s.heed --mask all --script /dev/null --dump --text
exits 0
says 'changed: hide cat · temperature 2 · mask all'
echo 'hide zebra' >>s.heed
run explore --open s.heed --script /dev/null
exits 1
complains 's.heed:9: hide zebra: there is no word "zebra"'
one_line
printf '\n# a remark\nload s.heed\n' >bad.heed
run explore --open bad.heed --script /dev/null
exits 1
complains 'bad.heed:3: one state cannot load another'
for line in 'lesson 01-why' tour gallery; do # the same thing under three names
    echo "$line" >bad.heed
    run explore --open bad.heed --script /dev/null
    exits 1
    complains 'bad.heed:1: a state cannot open a lesson'
done
run explore --open nowhere.heed --script /dev/null
exits 1
complains nowhere.heed
echo ':save script' >script
run explore --script script 'the cat sleeps.'
exits 1
complains 'no state of heed'
verdict state

# saved once more, a file has two states: n and p go through them
printf ':hide cat\n:save q.heed\n:undo\n:zoom cell\n:save q.heed\n:temperature 2\n:save q.heed\ndump\n' >script
run explore --script script --text 'the cat sleeps.'
exits 0
says 'explore · 3/3'
same "$(grep -c '^---$' q.heed)" 2
same "$(grep -c '^# heed:' q.heed)" 1
printf 'dump\nn\ndump\n:page 3\nn\ndump\np p\ndump\np\n' >script
run explore --open q.heed --script script --dump --text
exits 0
same "$(grep -o 'explore · [1-3]/3\|changed: [a-z]* [a-z0-9]*\|this is the [a-z]* state' <<<"$out" | tr '\n' ';')" \
    'explore · 1/3;changed: hide cat;explore · 2/3;explore · 3/3;changed: temperature 2;this is the last state;explore · 1/3;changed: hide cat;explore · 1/3;changed: hide cat;this is the first state;'
echo 'hide zebra' >>q.heed
printf 'n n\ndump\n' >script
run explore --open q.heed --script script --text
exits 1
complains 'q.heed:'
complains 'hide zebra: there is no word "zebra"'
verdict sequence

# an own model is saved by its path, and opened from anywhere; so is what it is compared with
mkdir -p far away
cp "$models/eng-fra-fixed.safetensors" far/mine.safetensors
printf ':model far/mine.safetensors\n:save s1.heed\n:model-next\n:compare mine\n:save s1.heed\n' >script
run explore --script script 'the cat sleeps.'
exits 0
out=$(cd away && "$HEED" explore --open ../s1.heed --script /dev/null --dump --text 2>&1)
says ' mine · '
says 'explore · 1/2'
printf 'n\n' >script
out=$(cd away && "$HEED" explore --open ../s1.heed --script ../script --dump --text 2>&1)
says 'mine'
says 'explore · compared · 2/2'
verdict state_of_an_own_model

rows show --format csv --stage word 'the cat sleeps.'
exits 0
vocabulary=$("$HEED" models --json | tr -d '",' | awk '$1 == "target_vocab:" { print $2; exit }')
same "$(head -n 1 <<<"$out" | tr -d -c , | wc -c)" "$vocabulary"
verdict show_vocabulary

run show --size 80x24 'the cat zyx sleeps quux.'
exits 0
complains 'not in the vocabulary, read as <unk>: zyx, quux'
must [ "$(wc -l <<<"$out")" -le 24 ]
must [ -n "$out" ]
same "$(grep -c $'\033' <<<"$out")" 0
run show --format ansi 'the cat sleeps.'
exits 0
says $'\033['
verdict show_picture

for matrix in scores weights; do
    rows show -m eng-fra-fixed --format csv --matrix $matrix 'the cat sleeps.'
    exits 1
    complains "computes no $matrix"
    complains 'it has: states'
done
run show -m eng-fra-fixed --format json --stage mask 'the cat sleeps.'
exits 1
complains 'computes no mask'
rows show -m eng-fra-fixed --format csv --stage context 'the cat sleeps.'
exits 0
run show -m eng-fra-fixed 'the cat sleeps.'
exits 0
verdict show_without_attention

run show --beam 3 'the cat sleeps.'
exits 0; silent; says 'beam 3'; says 'rank score'; says 'le'; says 'attention of this hypothesis'
rows show --beam 2 --format csv 'the cat sleeps.'
says '"node","parent","step","word","log_probability","score","rank","fate"'
same "$(head -n 2 <<<"$out" | tail -n 1 | cut -d , -f 1-4)" '1,0,1,"le"'
same "$(grep -c ',"ended"$' <<<"$out")" "$(cut -d , -f 7 <<<"$out" | grep -c '^[0-9]')"
same "$(grep -c ',"fell"$' <<<"$out")" 0
rows show --beam 2 --pruned --format csv 'the cat sleeps.'
says ',"fell"'
run show -m eng-fra-fixed --beam 2 'the cat sleeps.'
exits 0; says 'eng-fra-fixed has no attention'
verdict show_beam

# what is beside the matrices; numbers that must come out of others
numbers() { run show --format csv "$@" 'the cat sleeps.' && grep -v '^#' <<<"$out" | tail -n +2; }
close_to() { paste -d, "$1" "$2" | awk -F, -v pairs="$3" '{ for (i = 2; i <= NF / 2; i++) {
    a = $i; b = $(i + NF / 2); if (pairs == "sigmoid") a = 1 / (1 + exp(-a))
    if (a - b > 1e-5 || b - a > 1e-5) exit 1; n++ } } END { exit n < 5 }'; }
numbers --table sums --matrix update >sums.csv && numbers --matrix update >gates.csv
must close_to sums.csv gates.csv sigmoid
numbers --table tokens >tokens.csv
same "$(sed -n 2p tokens.csv)" "\"source\",2,\"cat\",$(sed -n 2p tokens.csv | cut -d, -f4),\"cat\""
same "$(grep -c '^"source"' tokens.csv)" 5
numbers --table mask --hide cat >mask.csv
same "$(sed -n 1p mask.csv | cut -d, -f2-)" '1,0,1,1,1'
numbers --table window --window "local_p 2 3" >window.csv
numbers --matrix aligned --window "local_p 2 3" >aligned.csv && numbers --matrix weights --window "local_p 2 3" >weights.csv
paste -d, window.csv aligned.csv | awk -F, '{ printf "x"; for (i = 2; i <= NF / 2; i++) printf ",%.9g", $i * $(i + NF / 2); print "" }' >product.csv
must close_to product.csv weights.csv
for wrong in '--table window -f csv' '--table sums -f csv' '--table mask' '--table tokens --effect -f csv' '--table tokens -f svg'; do
    # shellcheck disable=SC2086 # words
    run show $wrong 'the cat sleeps.'
    must test "$status" -ne 0
    must test -n "$err"
done
verdict show_tables

run show --effect --step 2 --size 80x24 'the cat sleeps.'
exits 0
says 'step 2 of 5'
says 'left out'
says "Kendall's"
says 'Jain & Wallace 2019'
must [ "$(wc -l <<<"$out")" -le 24 ]
run show -m eng-fra-fixed --effect 'the cat sleeps.'
exits 0
says 'no attention'
verdict show_effect

run show --blame 'le chat dort.' 'the cat sleeps.'
exits 0
says 'Nothing went wrong'
says 'beam of 16'
run show --blame 'le chien dort.' --links '0-0 1-1 2-2 3-3' --size 120x30 'the cat sleeps.'
exits 0
says 'With all weight on "cat", as aligned, "chien"'
run show --blame 'le zyx dort.' 'the cat sleeps.'
exits 0
says 'Not in the vocabulary: zyx'
run show --blame ' ' 'the cat sleeps.'
exits 1
complains 'the reference is empty'
run show --blame 'le chat' --links '9-0' 'the cat sleeps.'
exits 1
complains 'leads out of the sentences'
verdict show_blame

run show --compare eng-fra-fixed 'the cat sleeps.'
exits 0; silent; says 'eng-fra-additive  the cat'; says 'eng-fra-fixed has no attention weights'
run show --compare nowhere 'the cat sleeps.'
exits 1; complains 'nowhere'
verdict show_compare

run show -m ./looked.safetensors --states encoder --cell 2 'the cat sleeps.'
exits 0; silent; says 'h(2) cat'; says 'component'; says 'no other sentences to look in'
mkdir data/sentences
printf 'The cat eats.\nMy brother waits.\n' >data/sentences/eng.txt
run show --states encoder --cell 2 --size 90x24 'the cat sleeps.'
exits 0; says 'nearest (cosine) in 2 sentences'; says ' cat        The cat eats.'
run show --states decoder --step 2 --format ansi 'the cat sleeps.'
exits 0; says 's(2) '
run show --states encoder --cell 99 'the cat sleeps.'
exits 1; complains 'has 5 encoder states'
verdict show_states

run show -m ./looked.safetensors --replay 59 --sentence 2
exits 0; silent; says 'step 50 '; says '2/2 the cat eats .'; says '▸     50'
run show -m ./looked.safetensors --replay 0 --sentence 3
exits 1; complains '2 sentences'
run show --replay 0
exits 1; complains 'eng-fra-additive.safetensors.snapshots; heed train --snapshots'
head -c 700 looked.safetensors.snapshots >cut.safetensors.snapshots
run show -m ./cut.safetensors --replay 0
exits 1; complains 'cut.safetensors.snapshots: '
same "$(wc -l <err)" 1
verdict show_replay

# picture FILE OPTIONS...: one sentence, written to a file
picture() { run show -o "$1" "${@:2}" 'the cat sleeps.'; }

picture a.svg --step 2
exits 0; silent; same "$out" ''
must grep -q '^<svg .* aria-label="attention weights α(t,j) of &quot;the cat sleeps.&quot;. A matrix of 5' a.svg
must grep -q '>eng-fra-additive: the cat sleeps. → .*</tspan>' a.svg
before=$(<a.svg)
picture a.svg --mask off
exits 1; complains 'a.svg: there is such a file already; --force'; same "$(<a.svg)" "$before"
picture a.svg --mask off --hide cat --force
exits 0; must grep -q '>changed: mask off, hide cat<' a.svg
picture b.svg --caption 'my <own>' --bare --theme light --scale 2
must grep -q '>my &lt;own&gt;<' b.svg; must grep -q 'fill="#ffffff"' b.svg
must [ "$(grep -c eng-fra b.svg)" = 0 ]
picture b.html && must grep -q '<title>attention weights' b.html
picture b.png && same "$(head -c 4 b.png | tail -c 3)" PNG
picture b.pdf && same "$(head -c 5 b.pdf)" '%PDF-'
run show -f pdf 'the cat sleeps.' && same "${out:0:5}" '%PDF-'
picture b.csv --step 1 && same "$(<b.csv)" "$("$HEED" show --format csv --step 1 'the cat sleeps.')"
run show --hide cat --format json 'the cat sleeps.' && says '"changed":	["hide cat"]'
picture wanted.json -f svg && must grep -q '<svg' wanted.json
run show --hide cat --size 80x24 'the cat sleeps.'
says 'changed: hide cat'; must [ "$(wc -l <<<"$out")" -le 24 ]
run show --caption '' 'the cat sleeps.'
must [ "$(grep -c eng-fra <<<"$out")" = 0 ]
picture nowhere/a.svg
exits 1; complains 'nowhere/a.svg'; one_line
must [ -z "$(find . -name '*.svg?*')" ]
verdict show_files

for view in '--zoom flow' '--zoom cell' '--stage encode' '--beam 2' '--effect' '--states encoder' \
            '--compare eng-fra-fixed' '--blame le'; do
    # shellcheck disable=SC2086 # options
    picture view.svg $view --force
    exits 0; silent
    must xmllint --noout --nonet view.svg
    must grep -q '<desc>[^<]' view.svg
done
run show -o replay.svg -m ./looked.safetensors --replay 59 --sentence 2
exits 0; must xmllint --noout --nonet replay.svg; must grep -q '>./looked.safetensors<' replay.svg
verdict show_every_view_as_svg

for text in '' ' ' $'\t'; do
    rows show --format csv "$text"
    exits 1
    complains 'empty'
done
rows show --format csv --step 99 'the cat sleeps.'
exits 1
complains '5 steps'
rows show --format csv --stage encode --step 2 'the cat sleeps.'
exits 1
complains 'not steps'
verdict show_refuses

# ---- wrong usage ----

wrong() # ARGUMENTS...
{
    run "$@" </dev/null
    exits 2
    same "$out" ''
}
wrong show --format gif 'the cat sleeps.'
complains 'text, ansi, svg, html, png, pdf, csv or json, not "gif"'
wrong show -o a.gif 'the cat sleeps.'
complains 'a.gif: a picture ends in .txt, .ans, .svg'
wrong show --scale 0 'the cat sleeps.'
wrong show --scale nan 'the cat sleeps.'
wrong show --theme pink 'the cat sleeps.'
wrong nonsense
complains 'no command "nonsense"'
wrong translate --nonsense
complains 'no option --nonsense'
wrong translate a.txt
wrong translate --threads 0
wrong translate --beam 0
wrong eval --beam 0 pairs.tsv
wrong eval --beam 2 --hyp a pairs.tsv
wrong translate --beam 9999
wrong translate --beam 2 --n-best 3
wrong translate --length-penalty 0.5
wrong translate --beam 2 --coverage-penalty nan
wrong translate --threads many
wrong align
wrong align a b
wrong eval
wrong eval pairs.tsv --join 0
wrong eval pairs.tsv --samples 1
wrong eval pairs.tsv --hyp a --attention
wrong eval eng-fra-additive eng-fra-fixed pairs.tsv --hyp a
wrong eval pairs.tsv --alignments a --join 2
wrong eval pairs.tsv --plot --json
wrong models all
wrong show
wrong show two words
wrong show --format gif text
wrong show --color 17 text
wrong show --changed --mask off --format svg text
wrong show --states sideways text
wrong show --states encoder --beam 2 text
wrong show --replay -2
wrong show --replay 3 text
wrong show --stage nowhere text
wrong show --matrix nothing text
complains 'weights'
wrong show --stage encode --matrix weights text
wrong show --size 80 text
wrong show --size 0x0 text
wrong show --step 0 text
wrong show --effect --blame text text
complains 'two views'
wrong show --links 0-0 text
wrong show --blame a --batch b text
wrong show --beam 257 text
wrong show --pruned text
wrong show --beam 2 --compare eng-fra-dot text
wrong show --sentence 2 text
wrong show --batch a --batch b --batch c --batch d text
wrong train
verdict wrong_usage

for command in show translate align eval models train; do
    run $command --help
    exits 0
    says "heed $command"
    silent
done
run --help
exits 0
verdict help

run eval nowhere.tsv
exits 1
complains nowhere.tsv
run align nowhere.tsv
exits 1
run train --corpus nowhere.tsv --out x.safetensors
exits 1
complains nowhere.tsv
run translate -m eng-fra-dot
exits 1
complains 'no model "eng-fra-dot"; known: eng-fra-additive, eng-fra-fixed'
run translate -m ./nowhere.safetensors
exits 1
complains nowhere.safetensors
run translate -m pairs.tsv/x
exits 1
printf 'not a model' >text.safetensors
run show -m text.safetensors 'the cat'
exits 1
complains text.safetensors
one_line
verdict missing_files

# ---- a task that makes its own pairs ----

run train --task dates --print 40
exits 0
silent
same "$(wc -l <<<"$out")" 40
same "$(grep -cE $'^[^\t]+\t(19|20)[0-9]{2}-[01][0-9]-[0-3][0-9]$' <<<"$out")" 40
printed=$out
run train --task dates --print 40 --seed 2
must [ "$out" != "$printed" ]
run train --corpus pairs.tsv --print 2
same "$out" "$(head -n 2 pairs.tsv)"
run train --task dates --embed 8 --hidden 16 --pairs 2000 --epochs 3 --rate 0.01 --threads 1 --quiet \
    --out dates.safetensors
exits 0
says 'validation loss'
run translate -m ./dates.safetensors <<<'the 5th of March, 2019'
must grep -qE '^[0-9-]{6,}$' <<<"$out" # characters joined again
run eval --task dates --pairs 30 -m ./dates.safetensors
exits 0
must grep -qE '^ +pairs +30$' <<<"$out"
must grep -q 'exact match' <<<"$out"
run eval --task dates pairs.tsv -m ./dates.safetensors # no file goes with it
exits 1
run eval --task dates --pairs 20 ./dates.safetensors ./dates.safetensors
exits 0
run eval -m ./dates.safetensors
exits 2
run train --task date --out x.safetensors
exits 2
complains 'translate|dates'
run train --task dates
exits 2
complains '--out'
run train --task dates --corpus pairs.tsv --out x.safetensors
exits 1
complains 'leave out --corpus'
run train --corpus pairs.tsv --pairs 5 --out x.safetensors
exits 1
complains '--task dates'
verdict task_dates

# ---- interrupting a training changes nothing ----

long=("${small[@]}" --epochs 150 --seed 7)
train whole.safetensors "${long[@]}"
exits 0
stops=0
: >log
for again in '' --resume --resume; do
    before=$(grep -c '^epoch' log)
    "$HEED" train --corpus pairs.tsv --out parts.safetensors "${long[@]}" $again >>log 2>&1 &
    pid=$!
    for _ in $(seq 200); do
        [ "$(grep -c '^epoch' log)" -ge $((before + 6)) ] && break
        sleep 0.01
    done
    kill -INT $pid
    wait $pid
    status=$?
    [ $status = 1 ] && [ -e parts.safetensors.checkpoint ] && stops=$((stops + 1))
done
must [ $stops -ge 1 ]
must grep -q 'the same command with --resume continues' log
run train --corpus pairs.tsv --out parts.safetensors "${long[@]}" --seed 8 --resume
exits 1
complains seed
run train --corpus pairs.tsv --out parts.safetensors "${long[@]}" --resume
exits 0
must cmp <(tensors whole.safetensors) <(tensors parts.safetensors)
must [ "$(tensors whole.safetensors | wc -c)" -gt 10000 ]
must test ! -e parts.safetensors.checkpoint
run train --corpus pairs.tsv --out other.safetensors "${long[@]}" --seed 8
must eval '! cmp -s <(tensors whole.safetensors) <(tensors other.safetensors)'
verdict interrupt_and_resume

# ---- commands from a script ----

scripted() { run explore -m whole.safetensors 'the cat sleeps.' --script keys --text --dump; }

printf ':go weights 2 cat\n:scale root\n' >keys
scripted
exits 0
silent
says 'square-root'
printf 'Down\n:stage sofmax\n' >keys
scripted
exits 1
one_line
complains 'keys:2: there is no stage "sofmax"; there is encode, score'
same "$out" ''
printf ':stage word\n:export words.csv\n:stage softmax\n:export weights.json\n:export a b.txt\n' >keys
scripted
exits 0
silent
says 'written to a b.txt'
must grep -q '^"target",' words.csv
must grep -q '"quantity":.*"weights"' weights.json
must grep -q 'attention weights' 'a b.txt'
cp words.csv before
scripted
exits 1
complains 'keys:2: words.csv: there is such a file already; choose another name'
must cmp words.csv before
printf ':export screen.gif\n' >keys
scripted
exits 1
complains 'keys:1: screen.gif: a screen ends in .txt, .ans, .svg, .html, .png or .pdf, a matrix in .csv'
must test ! -e screen.gif
printf ':mask off\n:export screen.svg\n:export screen.png\n:export screen.pdf\n' >keys
scripted
exits 0; says 'written to screen.pdf'
must xmllint --noout --nonet screen.svg; must grep -q '>changed: mask off<' screen.svg
must grep -q 'aria-label="attention weights .*softmax' screen.svg
same "$(head -c 4 screen.png | tail -c 3)" PNG; same "$(head -c 5 screen.pdf)" '%PDF-'
verdict commands_from_a_script

printf 'S $\ndump\nR Right\ndump\nq' >keys
run explore -m ./looked.safetensors 'the cat sleeps.' --script keys --text
exits 0; says 'h(5) <eos>'; says 'no other sentences'; says 'step 50 '
printf 'R' >keys
run explore 'the cat sleeps.' --script keys --text --dump
says 'nothing to replay'; says 'no snapshots of the training'
verdict panels_that_open_files

# A − B on the screen is the number of the table; D leads there and back, and it is saved.
rows show --compare '"the dog sleeps."' --format csv 'the cat sleeps.'
minus=$(awk -F , '$1 == 2 && $2 == 2 { printf "%+.2f", $9 }' <<<"$out")
printf ':compare "the dog sleeps."\n:stage softmax\nD\n:go weights 2 2\ndump\nD\ndump\nD\n:save minus.heed\n' >keys
run explore 'the cat sleeps.' --script keys --text
exits 0; says 'A: the cat sleeps.   B: the dog sleeps.'; says 'moved from B to A by'
must grep -qF -- "[${minus#+}]" <<<"$out"
must [ "$(grep -c 'A − B' <<<"$out")" -ge 2 ] # the title and the key, and no title beside each other
must grep -qx 'difference' minus.heed
run explore --open minus.heed --script /dev/null --text --dump
says 'moved from B to A by'
verdict one_run_taken_from_another
