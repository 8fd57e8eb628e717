#!/bin/bash
# What people and machines do wrong: one clear message each, the right exit code, nothing lost.

HEED=${HEED:-$(cd "$(dirname "$0")/.." && pwd)/build/heed}
work=$(mktemp -d)
clean_up()
{
    mountpoint -q "$work/small" && umount "$work/small"
    rm -rf "$work"
}
trap clean_up EXIT
cd "$work" || exit 1
export HEED_SHIPPED=$work/data HOME=$work/home
unset XDG_STATE_HOME
model=$HEED_SHIPPED/models/eng-fra-additive.safetensors
progress=$HOME/.local/state/heed/progress
mkdir -p data/models data/lessons/en home

# run ARGUMENTS...: leaves $status, $out, $err
run()
{
    out=$("$HEED" "$@" 2>err </dev/null)
    status=$?
    err=$(<err)
}

# dump ARGUMENTS...: the last screen of a session that gets the keys of the file `keys`
dump() { run "$@" --script keys --size 200x24 --dump; }

failures=
fails()     { failures+=" [$1]"; }
must()      { "$@" || fails "not: $*"; }
same()      { [ "$1" = "$2" ] || fails "\"$1\" is not \"$2\""; }
says()      { [[ $out == *"$1"* ]] || fails "no \"$1\" in: $out"; }
has_controls() { LC_ALL=C grep -q $'[\001-\011\013-\037]' "$1"; }
# one line on stderr with these words
complains()
{
    same "$status" "$1"
    [[ $err == *"$2"* ]] || fails "no \"$2\" in: $err"
    same "$(wc -l <err)" 1
    has_controls err && fails 'control characters in the message'
}

verdict() # NAME: of everything since the last one
{
    if [ -z "$failures" ]; then echo "ok faults_$1"; else echo "not ok faults_$1:${failures//$'\n'/$'\n'  }"; fi
    failures=
}

printf '%s\t%s\n' 'the cat sleeps.' 'le chat dort.' 'the dog sleeps.' 'le chien dort.' \
    'the cat eats.' 'le chat mange.' 'the dog eats.' 'le chien mange.' >pairs.tsv
training=(train --force --corpus pairs.tsv --quiet --embed 8 --hidden 8 --readout_hidden 8 --batch 4
          --threads 1 --dropout 0 --rate 0.02 --halve-from 0 --min-count 1)
lesson() # NAME <its text after the front matter
{
    { printf -- '---\ntitle: %s\nmodel: eng-fra-additive\nsource: the cat sleeps.\n---\n' "$1"; cat; } >"data/lessons/en/$1.md"
}
: >keys

# ---- odd options of a training stay readable ----

run "${training[@]}" --epochs 40 --out "$model" --license $'a "quoted" \\ one\xff\n and more'
same "$status" 0
same "$(grep -c '^epoch 40 ' <<<"$out")" 1
same "$(wc -l <<<"$out")" 41
run models --json
says '"a \"quoted\" \\ one�  and more"'
verdict license_is_escaped

# ---- models ----

size=$(stat -c %s "$model")
head -c $((size - 3)) "$model" >short.safetensors
: >empty.safetensors
mkdir folder.safetensors
head -c 300 /dev/urandom >junk.safetensors
sed 's/"F16"/"I16"/' "$model" >dtype.safetensors
sed 's/\[24,8\]/[8,24]/' "$model" >shape.safetensors
sed 's/"cell\\":\(\s*\)\\"gru/"cell\\":\1\\"xyz/; s/gru/xyz/' "$model" >cell.safetensors
declare -A why
why=([short]='cut short' [empty]='too few' [folder]='a folder without' [dtype]='is I16; F32' [shape]='8 x 24'
     [cell]='cell cannot be "xyz"' [nowhere]='No such file')
for name in short empty folder junk dtype shape cell nowhere; do
    run show -m $name.safetensors 'the cat'
    complains 1 "$name.safetensors: "
    complains 1 "${why[$name]}"
    dump explore -m ./$name.safetensors 'the cat'
    complains 1 "$name.safetensors: "
    verdict "model_$name"
done

dump explore -m nowhere 'the cat'
complains 1 'no model "nowhere"; known: eng-fra-additive'
verdict model_unknown

for command in models 'show the' translate 'explore the'; do
    # shellcheck disable=SC2086 # a command and its words
    if [[ $command == explore* ]]; then
        HEED_DATA=/no/where dump $command
    else
        HEED_DATA=/no/where run $command
    fi
    complains 1 'HEED_DATA is /no/where, which is not a folder'
done
HEED_DATA=/no/where dump learn
says 'HEED_DATA is /no/where'
verdict data_folder_is_not_there

# ---- sentences ----

for text in '' ' ' $'\t'; do
    dump explore "$text"
    complains 1 'the sentence is empty'
done
verdict sentence_empty

long=$(yes 'the cat' | head -n 2500 | tr '\n' ' ')
dump explore "$long"
same "$status" 0
says '5000 words'
run show --format csv "$long"
complains 0 'are left out'
verdict sentence_of_5000_words

dump explore $'the \x01\x1b[31m cat\x07\r sleeps\xff\xfe \xe2\x80\xae.'
same "$status" 0
says 'cat'
echo "$out" >screen
has_controls screen && fails 'control characters on the screen'
run show -m $'\xff' 'the cat'
complains 1 'no model'
verdict odd_bytes

# ---- lessons ----

lesson 01-good <<<$'# A\n\nOne.\n---\n# B\n\nTwo.'
lesson 02-bad <<<$'# A\n\n{nonsense[1]}'
run learn --check
same "$status" 1
must grep -q '02-bad.md:8: .*nonsense' err
run learn --list
complains 1 '02-bad.md:8: '
dump learn 02-bad
complains 1 '02-bad.md:8: '
dump learn data/lessons/en/02-bad.md
complains 1 '02-bad.md:8: '
dump learn nothing
same "$status" 1
must grep -q 'no lesson "nothing"; there are: 01-good' err
sed 's/^model: .*/model: nowhere/; s/^One/**One/' data/lessons/en/01-good.md >two.md
run learn --check two.md
must grep -q 'two.md:3: error: model: there is no model "nowhere"' err
must grep -q 'two.md:8: error: column 1: ' err
rm data/lessons/en/02-bad.md
verdict lesson_with_a_mistake

sed 's/^model: .*/model: nowhere/' data/lessons/en/01-good.md >lost.md
echo '1 i n dump' >keys
dump learn ./lost.md
same "$status" 0
says 'Two.'
: >keys
dump learn ./lost.md
says 'no model "nowhere"'
verdict lesson_without_its_model

# ---- progress ----

echo n >keys
dump learn 1
must grep -qx $'01-good\tseen 1 2\tright' "$progress"
printf '\xff\xfegarbage\n01-good\tseen 2\tright\nmore\t' >"$progress"
run learn --list
says '1 of 2 pages seen'
verdict progress_damaged

rm "$progress"
mkdir "$progress"
run learn --list
complains 1 "$progress"
dump learn 1
same "$status" 0
must test -d "$progress"
: >keys
dump learn 1
says 'could not be read, so it is left as it is'
rmdir "$progress"
verdict progress_unreadable

HOME=/proc dump learn 1
same "$status" 0
says '/proc/.local/state/heed/progress: cannot write here'
env -u HOME "$HEED" learn 1 --script keys --dump >out 2>&1 || fails 'it needs a HOME'
verdict home_is_read_only

# ---- full disks ----

echo old >old.safetensors
out=$(ulimit -f 4; "$HEED" "${training[@]}" --epochs 2 --out old.safetensors 2>err)
same "$?" 1
must grep -q 'old.safetensors: not written.*File too large' err
same "$(<old.safetensors)" old
same "$(echo old.safetensors*)" old.safetensors
verdict file_too_large

mkdir small
if mount -t tmpfs -o size=8k heed small 2>/dev/null; then
    echo old >small/m.safetensors
    run "${training[@]}" --epochs 2 --out small/m.safetensors
    same "$status" 1
    must grep -q 'm.safetensors: not written.*No space left on device' err
    same "$(<small/m.safetensors)" old
    same "$(ls small)" m.safetensors
    head -c 100000 /dev/zero >small/fill 2>/dev/null
    HOME=$work/small dump learn 1
    same "$status" 0
    says 'No space left on device'
    umount small
    verdict disk_full
else
    echo 'ok faults_disk_full: skipped, only root can make a small disk'
fi

run "${training[@]}" --epochs 2 --out no/where/m.safetensors
same "$status" 1
must grep -q 'no/where/m.safetensors: cannot write here: No such file' err
verdict no_folder

# ---- asked to stop while training ----

epochs_done() { [ "$(grep -c '^epoch' "$1")" -ge 3 ]; }
soon()
{
    local end=$((SECONDS + 20))
    until "$@"; do
        [ $SECONDS -ge $end ] && return 1
        sleep 0.02
    done
}

for signal in TERM HUP INT; do
    rm -f s.safetensors*
    : >$signal.log
    "$HEED" "${training[@]}" --epochs 1000000 --out s.safetensors >$signal.log 2>&1 &
    soon epochs_done $signal.log || fails 'it does not train'
    kill -$signal $!
    wait $!
    same $? 1
    must grep -q 's.safetensors.checkpoint is saved: the same command with --resume' $signal.log
    must test -s s.safetensors.checkpoint
    verdict "training_gets_$signal"
done

: >nohup.log
( trap '' HUP; exec "$HEED" "${training[@]}" --epochs 1000000 --out n.safetensors >nohup.log 2>&1 ) &
soon epochs_done nohup.log || fails 'it does not train'
kill -HUP $!
before=$(grep -c '^epoch' nohup.log)
goes_on() { [ "$(grep -c '^epoch' nohup.log)" -gt $((before + 3)) ]; }
soon goes_on || fails 'it stops although nohup was asked for'
kill -TERM $!
wait $!
same $? 1
verdict training_under_nohup
