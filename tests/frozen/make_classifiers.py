#!/usr/bin/python3
"""Computes the reference tensors of classifiers in this folder with PyTorch, in double precision.

    /usr/bin/python3 tests/frozen/make_classifiers.py

needs Debian's python3-torch; no test needs Python. The models are those of
tests/bench/pytorch_classifier.py. Each file classifier-CASE.safetensors is one classifier with its
weights, one padded batch and the results, all F32:

    tokens.ids [B,J]  tokens.lengths [B]  labels [B]
    result.NAME             states [B,J,H]; scores, squashed, softmax [B,J,J] or [B,r,J];
                            sentence [B,S]  logits [B,C]; 0 at padding
    result.loss []          cross-entropy in nats and penalty 0.3, summed
    grad.NAME               its gradient by each weight
"""
import json
import os
import sys

import torch

FOLDER = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(FOLDER, "..", "bench"))
from make import padded, randomize, write  # noqa: E402
from pytorch_classifier import Classifier  # noqa: E402

VOCAB, CLASSES, PENALTY = 11, 3, 0.3
TOKENS, LABELS = [[4, 9, 3, 10, 6], [7, 4, 8], [5]], [2, 0, 1]
DEFAULTS = dict(family="classifier", cell="lstm", pair_weight="sigmoid", causal="no",
                source_unit="word", target_unit="label", directions=1, embed=4, features=6,
                attention_hidden=5, hops=2, heads=2, layers=1, dense=7, source_vocab=VOCAB,
                target_vocab=CLASSES + 4)
CASES = {
    "mean": dict(kind="mean"),
    "rnn": dict(kind="rnn", directions=2),
    "rnn-forward": dict(kind="rnn", cell="gru"),
    "cnn": dict(kind="cnn"),
    "relation-plain": dict(kind="relation-plain"),
    "relation": dict(kind="relation"),
    "relation-softmax": dict(kind="relation", pair_weight="softmax"),
    "structured": dict(kind="structured", hops=3),
    "multihead": dict(kind="multihead", layers=2),
    "multihead-causal": dict(kind="multihead", causal="yes"),
}


def zero_at_padding(name, value, lengths):
    """Words along the second axis, and along the third of pairs and hops."""
    for b, length in enumerate(lengths):
        if name == "states":
            value[b, length:] = 0
        elif value.dim() == 3:
            value[b, :, length:] = 0
            if value.shape[1] == value.shape[2]:
                value[b, length:] = 0
    return value


def run(name, case):
    torch.manual_seed(1 + list(CASES).index(name))
    config = {**DEFAULTS, **case}
    model = Classifier(config, VOCAB, CLASSES).double()
    randomize(model)
    ids, labels = padded(TOKENS), torch.tensor(LABELS)
    lengths = torch.tensor(list(map(len, TOKENS)))
    result = model(ids, lengths)
    loss = model.loss(result, labels, PENALTY)
    loss.backward()
    tensors = {key: weight.flatten(1) if weight.dim() == 3 else weight
               for key, weight in model.named_parameters()}
    tensors.update({"tokens.ids": ids, "tokens.lengths": lengths, "labels": labels})
    tensors.update(("result." + key, zero_at_padding(key, value.detach().clone(), map(len, TOKENS)))
                   for key, value in result.items())
    tensors["result.loss"] = loss
    tensors.update(("grad." + key, weight.grad.flatten(1) if weight.dim() == 3 else weight.grad)
                   for key, weight in model.named_parameters())
    return tensors, {"heed.config": json.dumps(config),
                     "made_by": "tests/frozen/make_classifiers.py", "torch": torch.__version__}


def main():
    torch.set_num_threads(1)
    for name, case in CASES.items():
        write(os.path.join(FOLDER, "classifier-%s.safetensors" % name), *run(name, case))


if __name__ == "__main__":
    main()
