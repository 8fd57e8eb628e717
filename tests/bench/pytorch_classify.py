#!/usr/bin/python3
"""Trains heed's classifiers in PyTorch: the yardstick for their accuracy and training speed.

    /usr/bin/python3 tests/bench/pytorch_classify.py --corpus train.tok.tsv --test test.tok.tsv \\
        --kind relation --epochs 15 --seed 1

needs Debian's python3-torch. The files hold label, tab, tokens separated by one space
(tests/bench/tokens.c makes them, so that both programs see the same ones). Batches of similar
lengths, dropout, vocabulary, clipping and Adam follow `heed train --task classify`. Prints the
accuracy on each file of --test after the last epoch, and sentences per second of training.
"""
import argparse
import collections
import random
import time

import pytorch_settings


def parse():
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    add = parser.add_argument
    add("--corpus", required=True), add("--test", nargs="+", default=[])
    add("--kind", default="relation")
    add("--cell", default="lstm"), add("--pair-weight", default="sigmoid")
    add("--directions", type=int, default=1), add("--causal", default="no")
    add("--epochs", type=int, default=20)
    add("--steps", type=int, help="stop after N steps and print the speed")
    add("--batch", type=int, default=32)
    for name, size in (("embed", 64), ("features", 64), ("attention-hidden", 64), ("hops", 4),
                       ("heads", 4), ("layers", 2), ("dense", 64)):
        add("--" + name, type=int, default=size)
    add("--rate", type=float, default=1e-3)
    add("--dropout", type=float, default=0.5)
    add("--penalty", type=float, default=0.3)
    add("--clip", type=float, default=1.0)
    add("--min-count", type=int, default=1)
    add("--seed", type=int, default=1)
    pytorch_settings.add_options(parser)
    return parser.parse_args()


OPTIONS = parse()
pytorch_settings.apply(OPTIONS)

import torch  # noqa: E402
from pytorch_classifier import PAD, Classifier  # noqa: E402

SPECIALS, UNK = ["<pad>", "<bos>", "<eos>", "<unk>"], 3


def read(path):
    with open(path, encoding="utf-8", newline="\n") as lines:
        sides = (line.rstrip("\n").split("\t") for line in lines)
        return [(label, text.split(" ")) for label, text in sides]


def vocabulary(pairs):
    counts = collections.Counter(word for _, words in pairs for word in words)
    kept = [word for word, count in counts.items() if count >= OPTIONS.min_count]
    return {word: i for i, word in enumerate(SPECIALS + kept)}


def encode(pairs, vocab, labels):
    return [([vocab.get(word, UNK) for word in words], labels[label]) for label, words in pairs]


def batches(examples, shuffle):
    order = list(range(len(examples)))
    if shuffle:
        random.shuffle(order)
    order.sort(key=lambda i: len(examples[i][0]))
    cut = [order[i:i + OPTIONS.batch] for i in range(0, len(order), OPTIONS.batch)]
    if shuffle:
        random.shuffle(cut)
    for part in cut:
        longest = max(len(examples[i][0]) for i in part)
        ids = torch.tensor([examples[i][0] + [PAD] * (longest - len(examples[i][0]))
                            for i in part])
        lengths = torch.tensor([len(examples[i][0]) for i in part])
        yield ids, lengths, torch.tensor([examples[i][1] for i in part])


def accuracy(model, examples):
    model.eval()
    right = 0
    with torch.no_grad():
        for ids, lengths, labels in batches(examples, False):
            right += int((model(ids, lengths)["logits"].argmax(1) == labels).sum())
    return 100 * right / len(examples)


def main():
    pytorch_settings.start(OPTIONS)
    random.seed(OPTIONS.seed)
    torch.manual_seed(OPTIONS.seed)
    pairs = read(OPTIONS.corpus)
    vocab = vocabulary(pairs)
    labels = {label: i for i, label in enumerate(sorted({label for label, _ in pairs}))}
    examples = encode(pairs, vocab, labels)
    model = Classifier(vars(OPTIONS), len(vocab), len(labels), OPTIONS.dropout)
    adam = torch.optim.Adam(model.parameters(), lr=OPTIONS.rate)
    seen, steps, began = 0, 0, time.monotonic()
    for _ in range(OPTIONS.epochs):
        model.train()
        for ids, lengths, wanted in batches(examples, True):
            adam.zero_grad()
            loss = model.loss(model(ids, lengths), wanted, OPTIONS.penalty) / len(wanted)
            loss.backward()
            torch.nn.utils.clip_grad_norm_(model.parameters(), OPTIONS.clip)
            adam.step()
            seen, steps = seen + len(wanted), steps + 1
            if steps == OPTIONS.steps:
                break
        if steps == OPTIONS.steps:
            break
    print("%.0f sentences/s" % (seen / (time.monotonic() - began)))
    for path in OPTIONS.test:
        print("%s seed %d: accuracy %.2f" % (
            OPTIONS.kind, OPTIONS.seed, accuracy(model, encode(read(path), vocab, labels))))


if __name__ == "__main__":
    main()
