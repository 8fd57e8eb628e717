#!/usr/bin/python3
"""Trains heed's default encoder-decoder in PyTorch: the yardstick for training speed and BLEU.

    /usr/bin/python3 tests/bench/pytorch_train.py --corpus train.tok.tsv --valid valid.tok.tsv \\
        --test test.tok.tsv --hyp-valid /tmp/valid --hyp-test /tmp/test

needs Debian's python3-torch. The files hold tokens: source, tab, target, tokens separated by one
space (tests/bench/tokens.c makes them, so that both programs see the same ones). Batches, schedule,
dropout and vocabularies follow `heed train`. After each epoch the distinct sources of --valid and
--test are translated, in order of first appearance, to --hyp-valid.epochN and --hyp-test.epochN,
which `heed eval --hyp` scores. `--synthetic --steps 30` measures the speed without any file.
"""
import argparse
import collections
import random
import time

import pytorch_settings


def parse():
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    add = parser.add_argument
    add("--corpus"), add("--valid"), add("--test"), add("--hyp-valid"), add("--hyp-test")
    add("--synthetic", action="store_true", help="random sentences of 4 to 10 tokens as corpus")
    add("--epochs", type=int, default=9)
    add("--steps", type=int, help="stop after N steps and print the speed")
    add("--batch", type=int, default=128)
    add("--embed", type=int, default=256)
    add("--hidden", type=int, default=256, help="encoder (per direction), decoder and attention")
    add("--readout", type=int, default=256)
    add("--rate", type=float, default=1e-3)
    add("--halve-from", type=int, default=7)
    add("--dropout", type=float, default=0.2)
    add("--clip", type=float, default=1.0)
    add("--min-count", type=int, default=2)
    add("--seed", type=int, default=1)
    pytorch_settings.add_options(parser)
    options = parser.parse_args()
    if not options.corpus and not options.synthetic:
        parser.error("--corpus FILE or --synthetic is needed")
    return options


OPTIONS = parse()
pytorch_settings.apply(OPTIONS)

import torch  # noqa: E402
from pytorch_model import BOS, EOS, SPECIALS, UNK, EncoderDecoder, padded, tokens  # noqa: E402

EXAMPLE_MAX = 400  # tokens of a side, <eos> included, as in heed's corpus.h


def read(path):
    with open(path, encoding="utf-8", newline="\n") as lines:
        sides = (line.rstrip("\n").split("\t") for line in lines)
        return [(tokens(source), tokens(target)) for source, target in sides]


def synthetic(sizes=(5496, 8554), pairs=16384):
    """Random sentences of 4 to 10 tokens, and their vocabularies."""
    vocabs = [SPECIALS + [str(i) for i in range(len(SPECIALS), size)] for size in sizes]

    def sentence(vocab):
        return random.choices(vocab[len(SPECIALS):], k=random.randint(4, 10))
    return [tuple(map(sentence, vocabs)) for _ in range(pairs)], vocabs


def vocabulary(sentences, min_count):
    """Tokens by frequency, ties by byte order, after the specials."""
    counts = collections.Counter(token for sentence in sentences for token in sentence)
    kept = [token for token, count in counts.items() if count >= min_count]
    kept.sort(key=lambda token: (-counts[token], token.encode()))
    return SPECIALS + kept


def numbered(vocab):
    ids = {token: i for i, token in enumerate(vocab)}
    return lambda sentence: [ids.get(token, UNK) for token in sentence]


def batches(pairs, size):
    """All pairs shuffled, sorted by length with chance among equals, cut, the cuts shuffled."""
    order = random.sample(pairs, len(pairs))
    order.sort(key=lambda pair: (len(pair[1]), len(pair[0])))
    cuts = [order[i:i + size] for i in range(0, len(order), size)]
    random.shuffle(cuts)
    for cut in cuts:
        cut.sort(key=lambda pair: -len(pair[0]))  # longest source first, for packing
        source = padded([pair[0] for pair in cut])
        lengths = torch.tensor([len(pair[0]) for pair in cut])
        fed = padded([[BOS] + pair[1][:-1] for pair in cut])
        produced = padded([pair[1] for pair in cut])
        real = produced.view(-1).nonzero().view(-1)
        yield source, lengths, fed, real, produced.view(-1)[real]


def report(epoch, steps, loss, count, seconds):
    print("epoch %d  steps %d  loss %.4f  %.0f target tokens/s" %
          (epoch, steps, loss / count, count / seconds), flush=True)


def train_epoch(model, optimizer, pairs, epoch):
    loss_sum = count = steps = 0
    model.train()
    started = time.perf_counter()
    for source, lengths, fed, real, targets in batches(pairs, OPTIONS.batch):
        optimizer.zero_grad(set_to_none=True)
        logits = model(source, lengths, fed, real)
        loss = torch.nn.functional.cross_entropy(logits, targets)
        loss.backward()
        torch.nn.utils.clip_grad_norm_(model.parameters(), OPTIONS.clip)
        optimizer.step()
        loss_sum += loss.item() * len(targets)
        count += len(targets)
        steps += 1
        if steps == OPTIONS.steps:
            break
    report(epoch, steps, loss_sum, count, time.perf_counter() - started)


def write_translations(model, path, out, source_ids, target_vocab):
    distinct = list(dict.fromkeys(tuple(source) for source, _ in read(path)))
    model.eval()
    started = time.perf_counter()
    rows = model.translate([source_ids(source)[:EXAMPLE_MAX] + [EOS] for source in distinct])
    seconds = time.perf_counter() - started
    with open(out, "w", encoding="utf-8") as stream:
        for row in rows:
            stream.write(" ".join(target_vocab[i] for i in row) + "\n")
    print("%s: %d sources in %.1f s" % (out, len(rows), seconds), flush=True)


def main():
    pytorch_settings.start(OPTIONS)
    torch.manual_seed(OPTIONS.seed)
    random.seed(OPTIONS.seed)
    if OPTIONS.synthetic:
        corpus, vocabs = synthetic()
    else:
        corpus = read(OPTIONS.corpus)
        vocabs = [vocabulary([pair[side] for pair in corpus], OPTIONS.min_count)
                  for side in (0, 1)]
    source_ids, target_ids = map(numbered, vocabs)
    pairs = [(source_ids(source) + [EOS], target_ids(target) + [EOS]) for source, target in corpus
             if len(source) < EXAMPLE_MAX and len(target) < EXAMPLE_MAX]
    model = EncoderDecoder(dict(
        embed=OPTIONS.embed, encoder_hidden=OPTIONS.hidden, decoder_hidden=OPTIONS.hidden,
        attention_hidden=OPTIONS.hidden, readout_hidden=OPTIONS.readout,
        source_vocab=len(vocabs[0]), target_vocab=len(vocabs[1])), OPTIONS.dropout)
    print("%d pairs, vocabularies %d and %d, %d weights" % (
        len(pairs), *map(len, vocabs), sum(w.numel() for w in model.parameters())), flush=True)
    optimizer = torch.optim.Adam(model.parameters(), OPTIONS.rate)
    for epoch in range(1, OPTIONS.epochs + 1):
        halvings = max(0, epoch - OPTIONS.halve_from + 1)
        optimizer.param_groups[0]["lr"] = OPTIONS.rate * 0.5 ** halvings
        train_epoch(model, optimizer, pairs, epoch)
        if OPTIONS.steps:
            break
        for path, out in ((OPTIONS.valid, OPTIONS.hyp_valid), (OPTIONS.test, OPTIONS.hyp_test)):
            if path and out:
                write_translations(model, path, "%s.epoch%d" % (out, epoch), source_ids, vocabs[1])


if __name__ == "__main__":
    main()
