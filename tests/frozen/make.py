#!/usr/bin/python3
"""Computes the reference tensors in this folder with PyTorch, in double precision.

    /usr/bin/python3 tests/frozen/make.py

needs Debian's python3-torch; no test needs Python. Run it again only when a case is added: with the
same PyTorch (1.13) the files come out the same.

Each file is one encoder-decoder with its weights, one batch and the results of teacher forcing, all
F32 (the weights are rounded to F32 before anything is computed). B sentences, J source positions,
T target positions with <eos>; C = directions * encoder_hidden:

    source.ids [B,J]  source.lengths [B]  target.fed [B,T]  target.ids [B,T]  target.lengths [B]
    result.encoder [B,J,C]   h(j), 0 at padding
    result.init [B,Hd]       s(0)
    result.scores [B,T,J]    e(t,j), -inf at source padding      (not for `none`)
    result.weights [B,T,J]   their softmax, 0 at source padding  (not for `none`)
    result.contexts [B,T,C]  result.states [B,T,Hd]  result.readout [B,T,R]  result.logits [B,T,Vt]
    result.loss []           cross-entropy in nats, mean over the real target positions
    grad.NAME                its gradient by each weight

Results at target positions after the end are 0. The configuration is in heed.config.
"""
import json
import math
import os
import struct

import torch
from torch import nn
from torch.nn.utils.rnn import pack_padded_sequence, pad_packed_sequence

PAD, BOS, EOS = 0, 1, 2
SOURCE_VOCAB, TARGET_VOCAB = 11, 9
EMBED, HIDDEN, ATTENTION, READOUT = 4, 6, 5, 3  # HIDDEN: decoder state, and C

SOURCE = [[4, 9, 3, 10, 6], [7, 4, 8], [5]]
TARGET = [[5, 3, 8, EOS], [7, EOS], [4, 6, EOS]]

CASES = {
    "additive": dict(score="additive", init="tanh", directions=2),
    "dot": dict(score="dot", init="tanh", directions=2),
    "scaled_dot": dict(score="scaled_dot", init="tanh", directions=2),
    "none": dict(score="none", init="last", directions=1),
}


def configuration(case):
    return dict(
        cell="gru", init=case["init"], score=case["score"], query="previous", window="global",
        feed="input", readout="maxout", source_unit="word", target_unit="word", layers=1,
        directions=case["directions"], embed=EMBED, encoder_hidden=HIDDEN // case["directions"],
        decoder_hidden=HIDDEN, attention_hidden=ATTENTION, readout_hidden=READOUT,
        source_vocab=SOURCE_VOCAB, target_vocab=TARGET_VOCAB)


class EncoderDecoder(nn.Module):
    def __init__(self, config):
        super().__init__()
        self.config = config
        hidden, context = config["encoder_hidden"], HIDDEN
        self.encoder = nn.ModuleDict({
            "embedding": nn.Embedding(SOURCE_VOCAB, EMBED),
            "rnn": nn.GRU(EMBED, hidden, batch_first=True,
                          bidirectional=config["directions"] == 2)})
        # One step at a time, but an nn.GRU for the names of its weights.
        self.decoder = nn.ModuleDict({
            "embedding": nn.Embedding(TARGET_VOCAB, EMBED),
            "rnn": nn.GRU(EMBED + context, HIDDEN, batch_first=True)})
        if config["init"] == "tanh":
            self.decoder["init"] = nn.Linear(hidden, HIDDEN)
        if config["score"] == "additive":
            self.attention = nn.ModuleDict({
                "query": nn.Linear(HIDDEN, ATTENTION, bias=False),
                "key": nn.Linear(context, ATTENTION, bias=False),
                "v": nn.Linear(ATTENTION, 1, bias=False)})
        self.readout = nn.ModuleDict({
            "state": nn.Linear(HIDDEN, 2 * READOUT),
            "embedding": nn.Linear(EMBED, 2 * READOUT, bias=False),
            "context": nn.Linear(context, 2 * READOUT, bias=False)})
        self.output = nn.Linear(READOUT, TARGET_VOCAB)

    def encode(self, source, lengths):
        """h [B,J,C], 0 at padding, and s(0) [B,Hd]."""
        packed = pack_padded_sequence(self.encoder["embedding"](source), lengths, batch_first=True)
        packed, last = self.encoder["rnn"](packed)
        states, _ = pad_packed_sequence(packed, batch_first=True, padding_value=0.0)
        if self.config["init"] == "last":
            return states, last[0]
        return states, torch.tanh(self.decoder["init"](last[1]))  # backward: its end is position 1

    def score(self, query, keys):
        """e(t,j) for all j: query [B,Hd], keys [B,J,C] -> [B,J]."""
        if self.config["score"] == "additive":
            part = self.attention
            hidden = torch.tanh(part["query"](query).unsqueeze(1) + part["key"](keys))
            return part["v"](hidden).squeeze(2)
        products = (keys * query.unsqueeze(1)).sum(2)
        return products / math.sqrt(HIDDEN) if self.config["score"] == "scaled_dot" else products

    def forward(self, source, lengths, fed):
        states, state = self.encode(source, lengths)
        fixed, padding = state, source == PAD
        steps = {name: [] for name in
                 ("scores", "weights", "contexts", "states", "readout", "logits")}
        result = {"encoder": states, "init": state}
        for t in range(fed.shape[1]):
            word = self.decoder["embedding"](fed[:, t])
            if self.config["score"] == "none":
                context = fixed
            else:
                scores = self.score(state, states).masked_fill(padding, -math.inf)
                weights = torch.softmax(scores, 1)
                context = (weights.unsqueeze(2) * states).sum(1)
                steps["scores"].append(scores)
                steps["weights"].append(weights)
            cell_input = torch.cat([word, context], 1).unsqueeze(1)
            state = self.decoder["rnn"](cell_input, state.unsqueeze(0).contiguous())[0].squeeze(1)
            pairs = (self.readout["state"](state) + self.readout["embedding"](word)
                     + self.readout["context"](context))
            readout = pairs.view(-1, READOUT, 2).max(2).values
            steps["contexts"].append(context)
            steps["states"].append(state)
            steps["readout"].append(readout)
            steps["logits"].append(self.output(readout))
        result.update((name, torch.stack(parts, 1)) for name, parts in steps.items() if parts)
        return result


def padded(rows):
    longest = max(map(len, rows))
    return torch.tensor([row + [PAD] * (longest - len(row)) for row in rows])


def randomize(model):
    """Weights large enough that gates, attention and maxout all do something."""
    with torch.no_grad():
        for weight in model.parameters():
            weight.copy_((0.7 * torch.randn(weight.shape, dtype=torch.float64)).float())


def run(name, case):
    torch.manual_seed(1 + list(CASES).index(name))
    config = configuration(case)
    model = EncoderDecoder(config).double()
    randomize(model)
    source, target = padded(SOURCE), padded(TARGET)
    source_lengths, target_lengths = (torch.tensor(list(map(len, x))) for x in (SOURCE, TARGET))
    fed = padded([[BOS] + row[:-1] for row in TARGET])
    result = model(source, source_lengths, fed)
    real = target != PAD
    loss = nn.functional.cross_entropy(result["logits"][real], target[real], reduction="mean")
    loss.backward()
    for key in result:
        if key not in ("encoder", "init"):
            result[key] = result[key].masked_fill(~real.unsqueeze(2), 0.0)

    tensors = dict(model.named_parameters())
    tensors.update({"source.ids": source, "source.lengths": source_lengths, "target.fed": fed,
                    "target.ids": target, "target.lengths": target_lengths})
    tensors.update(("result." + key, value) for key, value in result.items())
    tensors["result.loss"] = loss
    tensors.update(("grad." + key, weight.grad) for key, weight in model.named_parameters())
    return tensors, {"heed.config": json.dumps(config), "made_by": "tests/frozen/make.py",
                     "torch": torch.__version__}


def write(path, tensors, metadata):
    """safetensors: header length, JSON header padded to a multiple of 64, data."""
    header, data = {"__metadata__": metadata}, b""
    for name, tensor in tensors.items():
        values = tensor.detach().reshape(-1).tolist()
        begin, data = len(data), data + struct.pack("<%df" % len(values), *values)
        header[name] = {"dtype": "F32", "shape": list(tensor.shape),
                        "data_offsets": [begin, len(data)]}
    text = json.dumps(header, separators=(",", ":")).encode()
    text += b" " * (-(8 + len(text)) % 64)
    with open(path, "wb") as stream:
        stream.write(struct.pack("<Q", len(text)) + text + data)


def main():
    folder = os.path.dirname(os.path.abspath(__file__))
    torch.set_num_threads(1)
    for name, case in CASES.items():
        write(os.path.join(folder, name + ".safetensors"), *run(name, case))


if __name__ == "__main__":
    main()
