#!/bin/bash
# A training that is killed again and again, mostly while it writes a checkpoint, comes to the same
# bits as one that was left alone; nothing is lost but what came after the last checkpoint.

HEED=${HEED:-$(cd "$(dirname "$0")/.." && pwd)/build/heed}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work" || exit 1

failures=
fails() { failures+=" [$1]"; }
must()  { "$@" || fails "not: $*"; }
verdict()
{
    if [ -z "$failures" ]; then echo "ok kill_$1"; else echo "not ok kill_$1:${failures//$'\n'/$'\n'  }"; fi
    failures=
}

for who in 'cat chat' 'dog chien' 'bird oiseau' 'horse cheval'; do
    for what in 'sleeps dort' 'eats mange' 'runs court' 'sings chante'; do
        printf 'the %s %s .\tle %s %s .\n' "${who% *}" "${what% *}" "${who#* }" "${what#* }"
    done
done >pairs.tsv

# train NAME OPTIONS...: 30 epochs, a checkpoint after every step
train()
{
    exec "$HEED" train --corpus pairs.tsv --valid pairs.tsv --out "$1.safetensors" --log "$1.csv" \
        --log-every 1 --quiet --f32 --embed 24 --hidden 32 --readout_hidden 24 --batch 4 --join 2 \
        --threads 1 --min-count 1 --epochs 30 --rate 0.01 --schedule cosine --warmup 5 \
        --scheduled-sampling inverse_sigmoid --teaching-k 20 --sampling sample \
        --weight-decay 0.01 --checkpoint-every 0 "${@:2}"
}

# the tensors of a safetensors file, without its header
tensors()
{
    local header
    header=$(od -A n -t u8 -N 8 "$1")
    tail -c +$((header + 9)) "$1"
}

# the columns that are no times and no speed
figures() { cut -d , -f 1-9,13-16 "$1"; }

(train whole) >whole.log 2>&1 || fails "the training fails: $(<whole.log)"
must test ! -e whole.safetensors.checkpoint

# resume_and_kill MILLISECONDS: goes on from where it was, for so long; false once it is done
resume_and_kill()
{
    local again=--force # of a log, if nothing else is there yet
    [ -e parts.safetensors.checkpoint ] && again=--resume
    (train parts $again) >parts.log 2>&1 &
    sleep "$(printf '0.%03d' "$1")"
    kill -KILL $! 2>/dev/null
    wait $! 2>/dev/null
    case $? in
    0) return 1 ;;
    137) return 0 ;;
    *) fails "after $kills kills: $(<parts.log)"; return 1 ;;
    esac
}

RANDOM=7
kills=0 half=0
while [ $kills -lt 60 ] && resume_and_kill $((20 + RANDOM % 40)); do
    kills=$((kills + 1))
    compgen -G 'parts.safetensors*.partial-*' >/dev/null && half=$((half + 1))
done
[ -z "$failures" ] && [ $kills -eq 60 ] && while resume_and_kill 900; do kills=$((kills + 1)); done
must [ $kills -ge 5 ]
must [ $half -ge 1 ] # while something was being written
must cmp <(tensors whole.safetensors) <(tensors parts.safetensors)
must test ! -e parts.safetensors.checkpoint
must [ "$(echo parts.safetensors*)" = parts.safetensors ]
verdict same_bits

must [ "$(grep -c '^step' whole.csv)" -gt 90 ]
must [ "$(grep -c '^epoch' whole.csv)" = 30 ]
must cmp <(figures whole.csv) <(figures parts.csv)
verdict same_log
