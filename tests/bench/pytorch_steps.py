#!/usr/bin/python3
"""Holds the training steps of heed's classifiers against PyTorch's: the same starting weights, the
same batch in every step, no dropout, then the same weights.

    /usr/bin/python3 tests/bench/pytorch_steps.py [build/heed]

The corpus is one batch, so that an epoch is a step and there is no order to agree on. Says for each
kind how far the weights of both are apart after the steps, as a share of how far they went (norms
of all together: Adam divides a gradient by its size, so that where it is nothing but rounding, as of
the biases of keys, single weights go their own ways), and how wide PyTorch's own starting values are
against heed's, tensor by tensor.
"""
import json
import os
import struct
import subprocess
import sys
import tempfile

import numpy
import torch

from pytorch_classifier import PAD, Classifier

STEPS, RATE, PENALTY, CLIP = 20, 1e-3, 0.3, 1.0
KINDS = ["mean", "rnn", "cnn", "relation-plain", "relation", "structured", "multihead"]
CORPUS = """1\twhat a lovely little lamp
1\tthe soup was warm and the bread was fresh
0\tthe soup was cold
0\tit broke
1\ti would buy it again
0\twe waited for an hour and nobody came to the table
1\tso much fun
0\tthe story is dull and far too long
"""


def read(path):
    """Tensors and the header's remarks of a safetensors file of 32-bit numbers."""
    with open(path, "rb") as file:
        header = json.loads(file.read(struct.unpack("<Q", file.read(8))[0]))
        data = file.read()
    remarks = header.pop("__metadata__")
    tensors = {name: numpy.frombuffer(data[slice(*entry["data_offsets"])], "<f4").reshape(
        entry["shape"]) for name, entry in header.items()}
    return tensors, remarks


def train(heed, folder, kind, epochs, rate):
    out = os.path.join(folder, "%s-%d.safetensors" % (kind, epochs))
    corpus = os.path.join(folder, "corpus.tsv")
    with open(corpus, "w", encoding="utf-8") as file:
        file.write(CORPUS)
    subprocess.run([heed, "train", "--task", "classify", "--corpus", corpus, "--kind", kind,
                    "--epochs", str(epochs), "--rate", str(rate), "--dropout", "0", "--threads", "1",
                    "--f32", "--quiet", "--out", out], check=True, capture_output=True)
    return read(out)


def batch(remarks):
    words = remarks["heed.source_vocab"].rstrip("\n").split("\n")
    names = remarks["heed.target_vocab"].rstrip("\n").split("\n")[4:]
    pairs = [line.split("\t") for line in CORPUS.splitlines()]
    ids = [[words.index(word) for word in text.split(" ")] for _, text in pairs]
    longest = max(map(len, ids))
    return (torch.tensor([row + [PAD] * (longest - len(row)) for row in ids]),
            torch.tensor(list(map(len, ids))),
            torch.tensor([names.index(label) for label, _ in pairs]))


def steps(model, ids, lengths, labels):
    adam = torch.optim.Adam(model.parameters(), lr=RATE)
    for _ in range(STEPS):
        adam.zero_grad()
        loss = model.loss(model(ids, lengths), labels, PENALTY) / len(labels)
        loss.backward()
        torch.nn.utils.clip_grad_norm_(model.parameters(), CLIP)
        adam.step()


def compare(heed, folder, kind):
    start, remarks = train(heed, folder, kind, 1, 1e-30)
    ours, _ = train(heed, folder, kind, STEPS, RATE)
    config = json.loads(remarks["heed.config"])
    model = Classifier(config, len(start["embedding.weight"]), len(start["output.bias"]))
    widths = {}
    with torch.no_grad():
        for name, weight in model.named_parameters():
            spread = float(start[name].std())
            if weight.numel() >= 64 and spread > 0:
                widths[name] = float(weight.std()) / spread
            weight.copy_(torch.from_numpy(start[name].copy()).reshape(weight.shape))
    steps(model, *batch(remarks))
    apart = went = 0.0
    for name, weight in model.named_parameters():
        theirs = weight.detach().numpy().reshape(ours[name].shape)
        apart += float(((theirs - ours[name]) ** 2).sum())
        went += float(((ours[name] - start[name]) ** 2).sum())
    share = (apart / went) ** 0.5
    print("%-15s %d steps, then apart by %.1e of the way" % (kind, STEPS, share))
    wide = ["%s %.2f" % item for item in widths.items() if abs(item[1] - 1) > 0.15]
    print("                starts otherwise in PyTorch: " + ("; ".join(wide) or "nothing"))
    return share < 1e-2


def main():
    heed = sys.argv[1] if len(sys.argv) > 1 else "build/heed"
    torch.set_num_threads(1)
    torch.manual_seed(1)
    with tempfile.TemporaryDirectory() as folder:
        same = [compare(heed, folder, kind) for kind in KINDS]
    sys.exit(0 if all(same) else 1)


if __name__ == "__main__":
    main()
