#!/bin/bash
# Trains the shipped models of English to French, step by step, as they were:
#
#   data/recipe/train.sh STEP...
#
# A step is one training. Each starts from what another one left (its --from), so they go in this
# order: teacher, start, again, additive, additive2, additive3; scaled, dot, general; luong, previous,
# local; fixed, first; and last typed, a few epochs for every model, in which half of the pairs are
# written as people type (the emoji and greetings were new then). FRA is the folder with the corpus; PAIRS the folder with what
# data/recipe/pairs.py makes (best.tsv: the teacher's best translation of every source; pairs.tsv:
# that of its six best which is nearest to the corpus). HEED is the program. Everything is written
# to the current folder.

set -e
heed=${HEED:-heed} fra=${FRA:-.} pairs=${PAIRS:-.}
here=$(cd "$(dirname "$0")/.." && pwd)

train() # OUT OPTIONS...
{
    local out=$1
    shift
    OPENBLAS_NUM_THREADS=1 "$heed" train --valid "$fra/tatoeba-eng-fra.valid.tsv" --schedule cosine \
        --threads 1 --quiet "$@" -o "$out.safetensors" --log "$out.csv"
}

sizes=(--embed 112 --encoder_hidden 192 --decoder_hidden 384
       --attention_hidden 192 --readout_hidden 192)
pieces=(--source_language eng --target_language fra --source_unit bpe --target_unit bpe
        --join 4 --batch 32 --snapshots "$here/snapshots/eng-fra.tsv")
student=("${pieces[@]}" "${sizes[@]}" --corpus "$pairs/pairs.tsv" --vary 0.4 --dropout 0.18
         --smoothing 0.05 --warmup 100)
other_school=(--score general --feed input_feeding --readout attentional)
one_vector=(--encoder_hidden 384 --directions 1 --score none --init last)

softly=(--dropout 0.14 --weight-decay 0.05)

soften() # FROM OUT FACTOR
{
    python3 "$here/recipe/soften.py" "$1.safetensors" "$2.safetensors" "$3"
}

typed() # FROM OUT EPOCHS RATE OPTIONS...
{
    local from=$1 out=$2 epochs=$3 rate=$4
    shift 4
    train "$out" "${student[@]}" --vary 0.5 --from "$from.safetensors" --epochs "$epochs" \
        --rate "$rate" "$@"
}

for step; do
    case $step in
    teacher)
        train teacher --corpus "$fra/tatoeba-eng-fra.train.tsv" --embed 256 --encoder_hidden 256 \
            --decoder_hidden 256 --attention_hidden 256 --readout_hidden 256 --batch 64 \
            --epochs 12 --rate 0.0012 --warmup 300 --dropout 0.3 --smoothing 0.1 --seed 11 ;;
    start)
        train start "${pieces[@]}" "${sizes[@]}" --corpus "$pairs/best.tsv" --merges 5000 \
            --shared-merges --epochs 10 --rate 0.0012 --warmup 400 --dropout 0.12 \
            --smoothing 0.1 --vary 0.3 ;;
    again)
        train again "${pieces[@]}" "${sizes[@]}" --corpus "$pairs/pairs.tsv" --from start.safetensors \
            --epochs 8 --rate 0.001 --warmup 200 --dropout 0.12 --vary 0.4 ;;
    additive)  train additive "${student[@]}" --from again.safetensors --epochs 5 --rate 0.0009 ;;
    additive2) train additive2 "${student[@]}" --from additive.safetensors --epochs 6 --rate 0.0007 ;;
    additive3)
        train additive3 "${student[@]}" --from additive2.safetensors --epochs 4 --rate 0.0005 ;;
    scaled)
        train scaled "${student[@]}" --from additive2.safetensors --score scaled_dot --epochs 7 \
            --rate 0.001
        train scaled2 "${student[@]}" --from scaled.safetensors --score scaled_dot \
            --epochs 2 --rate 0.0005 ;;
    dot)
        train dot "${student[@]}" --from scaled.safetensors --score dot --epochs 4 --rate 0.0008
        train dot2 "${student[@]}" --from dot.safetensors --score dot --epochs 2 --rate 0.0005
        train dot3 "${student[@]}" --from dot2.safetensors --score dot --epochs 2 \
            --rate 0.0005 ;;
    general)
        train general "${student[@]}" --from additive2.safetensors --score general --epochs 6 \
            --rate 0.001
        soften general general-soft 0.1
        train general2 "${student[@]}" --from general-soft.safetensors --score general --epochs 3 \
            --rate 0.0007 "${softly[@]}"
        soften general2 general2-soft 0.2 ;;
    luong)
        train luong "${student[@]}" --from additive.safetensors "${other_school[@]}" \
            --query current --epochs 3 --rate 0.0008
        train luong2 "${student[@]}" --from luong.safetensors "${other_school[@]}" \
            --query current --epochs 6 --rate 0.001
        soften luong2 luong-soft 0.08
        train luong3 "${student[@]}" --from luong-soft.safetensors "${other_school[@]}" \
            --query current --epochs 6 --rate 0.001 "${softly[@]}"
        soften luong3 luong3-soft 0.1
        train luong4 "${student[@]}" --from luong3-soft.safetensors "${other_school[@]}" \
            --query current --epochs 3 --rate 0.0006 "${softly[@]}" --vary 0.5
        soften luong4 luong4-soft 0.5 ;;
    previous)
        train previous "${student[@]}" --from luong-soft.safetensors "${other_school[@]}" \
            --query previous --epochs 5 --rate 0.001 "${softly[@]}"
        soften previous previous-soft 0.08
        train previous2 "${student[@]}" --from previous-soft.safetensors "${other_school[@]}" \
            --query previous --epochs 3 --rate 0.0008 "${softly[@]}"
        soften previous2 previous2-soft 0.2
        train previous3 "${student[@]}" --from previous2-soft.safetensors "${other_school[@]}" \
            --query previous --epochs 3 --rate 0.0009 "${softly[@]}"
        soften previous3 previous3-soft 0.3 ;;
    local)
        train local "${student[@]}" --from luong2.safetensors "${other_school[@]}" \
            --query current --window local_p --window_width 4 --epochs 4 --rate 0.0008
        soften local local-soft 0.1
        train local2 "${student[@]}" --from local-soft.safetensors "${other_school[@]}" \
            --query current --window local_p --window_width 4 --epochs 1 --rate 0.0005 ;;
    fixed)
        train fixed "${student[@]}" "${one_vector[@]}" --from start.safetensors --epochs 7 \
            --rate 0.0012 --warmup 300
        train fixed2 "${student[@]}" "${one_vector[@]}" --from fixed.safetensors \
            --epochs 1 --rate 0.0005 ;;
    first)
        train first "${student[@]}" "${one_vector[@]}" --from fixed2.safetensors \
            --feed first --epochs 3 --rate 0.0008 ;;
    typed)
        typed additive3 additive4 3 0.0005
        typed additive4 additive5 3 0.0005
        "$heed" average additive4.safetensors additive5.safetensors -o additive45.safetensors
        typed additive45 additive6 3 0.0005 --seed 5 --smoothing 0.1 --vary 0.4
        "$heed" average additive4.safetensors additive5.safetensors additive6.safetensors \
            -o eng-fra-additive.safetensors
        typed scaled2 eng-fra-scaled 3 0.0006 --score scaled_dot
        typed dot3 dot4 3 0.0006 --score dot
        typed dot4 dot5 3 0.0006 --score dot
        "$heed" average dot4.safetensors dot4.safetensors dot5.safetensors \
            -o eng-fra-dot.safetensors
        typed general2-soft general3 3 0.0006 --score general "${softly[@]}"
        soften general3 eng-fra-general 0.3
        typed luong4-soft luong5 3 0.0006 "${other_school[@]}" --query current "${softly[@]}"
        soften luong5 eng-fra-luong 0.5
        typed previous3-soft previous4 3 0.0008 "${other_school[@]}" --query previous "${softly[@]}"
        soften previous4 eng-fra-previous 0.35
        typed local2 local3 3 0.0006 "${other_school[@]}" --query current \
            --window local_p --window_width 4
        soften local3 eng-fra-local 0.5
        typed fixed2 eng-fra-fixed 4 0.0009 "${one_vector[@]}"
        typed first eng-fra-first 3 0.0009 "${one_vector[@]}" --feed first ;;
    *)
        echo "$0: there is no step \"$step\"" >&2
        exit 2 ;;
    esac
done
