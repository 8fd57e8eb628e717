#!/usr/bin/python3
"""Translates with a model file of heed in PyTorch: the yardstick for one sentence and for files.

    /usr/bin/python3 tests/bench/pytorch_translate.py --model M.safetensors --sentence "i 'm home ."
    /usr/bin/python3 tests/bench/pytorch_translate.py --model M.safetensors --file tokens.txt

--sentence decodes greedily, keeps the attention, prints both and the median time of --repeat runs.
--file translates one sentence of tokens per line, to --out if given. Neither time includes the
import or the loading of the model, which are printed too.
"""
import argparse
import json
import statistics
import struct
import time

import pytorch_settings


def parse():
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    add = parser.add_argument
    add("--model", required=True)
    add("--sentence", help="tokens separated by spaces")
    add("--file", help="one such sentence per line")
    add("--out", help="where the translations of --file go")
    add("--repeat", type=int, default=50)
    pytorch_settings.add_options(parser)
    options = parser.parse_args()
    if not options.sentence and not options.file:
        parser.error("--sentence TEXT or --file FILE is needed")
    return options


OPTIONS = parse()
pytorch_settings.apply(OPTIONS)
STARTED = time.perf_counter()

import numpy  # noqa: E402
import torch  # noqa: E402
from pytorch_model import EOS, UNK, EncoderDecoder, tokens  # noqa: E402

IMPORTED = time.perf_counter()
DTYPES = {"F32": "<f4", "F16": "<f2"}
SUPPORTED = dict(cell="gru", init="tanh", score="additive", query="previous", window="global",
                 feed="input", readout="maxout", layers=1, directions=2)


def load(path):
    """A safetensors file: header length, JSON header, data. Model and vocabularies."""
    with open(path, "rb") as stream:
        size, = struct.unpack("<Q", stream.read(8))
        header, data = json.loads(stream.read(size)), stream.read()
    metadata = header.pop("__metadata__")
    config = json.loads(metadata["heed.config"])
    for key, value in SUPPORTED.items():
        if config[key] != value:
            raise SystemExit("%s: %s is %s; only %s is written here" %
                             (path, key, config[key], value))
    weights = {}
    for name, entry in header.items():
        begin, end = entry["data_offsets"]
        values = numpy.frombuffer(data[begin:end], DTYPES[entry["dtype"]]).astype(numpy.float32)
        weights[name] = torch.from_numpy(values.reshape(entry["shape"]))
    model = EncoderDecoder(config)
    model.load_state_dict(weights)
    return model.eval(), *(metadata["heed.%s_vocab" % side].rstrip("\n").split("\n")
                           for side in ("source", "target"))


def one_sentence(model, ids, target):
    times = []
    for _ in range(OPTIONS.repeat):
        started = time.perf_counter()
        (words,), alphas = model.greedy([ids])
        times.append(time.perf_counter() - started)
    print(" ".join(target[i] for i in words))
    for row, word in zip(alphas[:, 0].tolist(), [target[i] for i in words + [EOS]]):
        print("%-14s %s" % (word, " ".join("%.2f" % weight for weight in row)))
    print("%d steps: median %.2f ms, fastest %.2f ms of %d runs" % (
        len(alphas), 1e3 * statistics.median(times), 1e3 * min(times), OPTIONS.repeat))


def whole_file(model, source_ids, target):
    with open(OPTIONS.file, encoding="utf-8", newline="\n") as lines:
        sources = [source_ids(line.rstrip("\n")) for line in lines]
    started = time.perf_counter()
    rows = model.translate(sources)
    seconds = time.perf_counter() - started
    if OPTIONS.out:
        with open(OPTIONS.out, "w", encoding="utf-8") as stream:
            stream.writelines(" ".join(target[i] for i in row) + "\n" for row in rows)
    count = sum(map(len, rows)) + len(rows)
    print("%d sentences, %d target tokens in %.3f s: %.0f sentences/s, %.0f tokens/s" % (
        len(rows), count, seconds, len(rows) / seconds, count / seconds))


def main():
    pytorch_settings.start(OPTIONS)
    started = time.perf_counter()
    model, source, target = load(OPTIONS.model)
    print("import %.0f ms, model %.0f ms" % (
        1e3 * (IMPORTED - STARTED), 1e3 * (time.perf_counter() - started)))
    ids = {token: i for i, token in enumerate(source)}

    def source_ids(text):
        return [ids.get(token, UNK) for token in tokens(text)] + [EOS]
    if OPTIONS.sentence:
        one_sentence(model, source_ids(OPTIONS.sentence), target)
    if OPTIONS.file:
        whole_file(model, source_ids, target)


if __name__ == "__main__":
    main()
