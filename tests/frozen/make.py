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
    result.init [B,Hd]       s(0) of the last layer
    result.scores [B,T,J]    e(t,j), -inf at source padding      (not for `none`)
    result.weights [B,T,J]   their softmax, 0 at source padding and outside a window, under the Gaussian
                             of local_p  (not for `none`)
    result.contexts [B,T,C]  (not for feed `first`)
    result.states [B,T,Hd]  result.readout [B,T,R]  result.logits [B,T,Vt]
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
    # every other part at least once, and the model of Luong et al. 2015
    "luong": dict(cell="lstm", layers=2, score="general", init="last", directions=2,
                  query="current", window="local_p", feed="input_feeding", readout="attentional"),
    "rnn": dict(cell="rnn", score="general", init="tanh", directions=2, window="local_m",
                window_width=1, feed="output", readout="linear"),
    "rnn_layers": dict(cell="rnn", layers=2, score="scaled_dot", init="last", directions=1,
                       query="current", window="local_p", feed="output"),
    "gru_layers": dict(layers=2, score="additive", init="tanh", directions=1, window="local_p",
                       window_width=1, readout="attentional"),
    "gru_feeding": dict(score="additive", init="tanh", directions=2, query="current",
                        window="local_m", window_width=1, feed="input_feeding"),
    "lstm": dict(cell="lstm", score="dot", init="tanh", directions=2),
    "lstm_fixed": dict(cell="lstm", layers=3, score="none", init="last", directions=2,
                       feed="input_feeding", readout="linear"),
    # Sutskever et al. 2014
    "first": dict(cell="lstm", layers=2, score="none", init="last", directions=1, feed="first",
                  readout="linear"),
    "gru_first": dict(score="none", init="tanh", directions=1, feed="first"),
}
CELLS = {"rnn": nn.RNN, "gru": nn.GRU, "lstm": nn.LSTM}


def configuration(case):
    config = dict(
        cell="gru", init=case["init"], score=case["score"], query="previous", window="global",
        feed="input", readout="maxout", source_unit="word", target_unit="word", layers=1,
        directions=case["directions"], embed=EMBED, encoder_hidden=HIDDEN // case["directions"],
        decoder_hidden=HIDDEN, attention_hidden=ATTENTION, readout_hidden=READOUT,
        source_vocab=SOURCE_VOCAB, target_vocab=TARGET_VOCAB)
    config.update(case)
    return config


class EncoderDecoder(nn.Module):
    def __init__(self, config):
        super().__init__()
        self.config = config
        hidden, context, layers = config["encoder_hidden"], HIDDEN, config["layers"]
        cell, pre = CELLS[config["cell"]], READOUT * (2 if config["readout"] == "maxout" else 1)
        fed = {"input": context, "output": 0, "input_feeding": READOUT, "first": 0}[config["feed"]]
        self.encoder = nn.ModuleDict({
            "embedding": nn.Embedding(SOURCE_VOCAB, EMBED),
            "rnn": cell(EMBED, hidden, num_layers=layers, batch_first=True,
                        bidirectional=config["directions"] == 2)})
        # One step at a time, but a whole layer for the names of its weights.
        self.decoder = nn.ModuleDict({
            "embedding": nn.Embedding(TARGET_VOCAB, EMBED),
            "rnn": cell(EMBED + fed, HIDDEN, num_layers=layers, batch_first=True)})
        if config["init"] == "tanh":
            for layer in range(layers):
                self.decoder["init_l%d" % layer if layer else "init"] = nn.Linear(hidden, HIDDEN)
        self.attention = nn.ModuleDict()
        if config["score"] == "additive":
            self.attention["query"] = nn.Linear(HIDDEN, ATTENTION, bias=False)
            self.attention["key"] = nn.Linear(context, ATTENTION, bias=False)
            self.attention["v"] = nn.Linear(ATTENTION, 1, bias=False)
        if config["score"] == "general":
            self.attention["key"] = nn.Linear(context, HIDDEN, bias=False)
        if config["window"] == "local_p":
            self.attention["position"] = nn.Linear(HIDDEN, ATTENTION, bias=False)
            self.attention["position_v"] = nn.Linear(ATTENTION, 1, bias=False)
        self.readout = nn.ModuleDict({"state": nn.Linear(HIDDEN, pre)})
        if config["readout"] == "maxout":
            self.readout["embedding"] = nn.Linear(EMBED, pre, bias=False)
        if config["feed"] != "first":
            self.readout["context"] = nn.Linear(context, pre, bias=False)
        self.output = nn.Linear(READOUT, TARGET_VOCAB)

    def last(self, ends):
        """[layers * D,B,H] as [layers,B,D * H]: where each direction ended."""
        parts = ends.view(self.config["layers"], self.config["directions"], *ends.shape[1:])
        return torch.cat(list(parts.unbind(1)), 2)

    def encode(self, source, lengths):
        """h [B,J,C], 0 at padding; where its last layer ended [B,C]; s(0), for LSTM with C(0)."""
        packed = pack_padded_sequence(self.encoder["embedding"](source), lengths, batch_first=True)
        packed, ends = self.encoder["rnn"](packed)
        states, _ = pad_packed_sequence(packed, batch_first=True, padding_value=0.0)
        hidden, memory = ends if self.config["cell"] == "lstm" else (ends, None)
        last = self.last(hidden)
        if self.config["init"] == "last":
            first, memory = last, None if memory is None else self.last(memory)
        else:  # of the last direction, which is backward if there is one: its end is position 1
            first = torch.stack([
                torch.tanh(self.decoder["init_l%d" % layer if layer else "init"](
                    last[layer][:, -self.config["encoder_hidden"]:]))
                for layer in range(self.config["layers"])])
            memory = None if memory is None else torch.zeros_like(first)
        return states, last[-1], first if memory is None else (first, memory)

    def score(self, query, keys):
        """e(t,j) for all j: query [B,Hd], keys [B,J,C] -> [B,J]."""
        if self.config["score"] == "additive":
            part = self.attention
            hidden = torch.tanh(part["query"](query).unsqueeze(1) + part["key"](keys))
            return part["v"](hidden).squeeze(2)
        if self.config["score"] == "general":
            keys = self.attention["key"](keys)
        products = (keys * query.unsqueeze(1)).sum(2)
        return products / math.sqrt(HIDDEN) if self.config["score"] == "scaled_dot" else products

    def attend(self, query, states, padding, t):
        """Scores and weights of step t, from 0 [B,J]; Luong et al. 2015, section 3.2."""
        scores = self.score(query, states).masked_fill(padding, -math.inf)
        window, width = self.config["window"], self.config.get("window_width", 2)
        if window == "global":
            return scores, torch.softmax(scores, 1)
        length = (~padding).sum(1).double()
        if window == "local_m":
            center = torch.minimum(torch.tensor(t + 1.0).double(), length)
        else:
            hidden = torch.tanh(self.attention["position"](query))
            center = length * torch.sigmoid(self.attention["position_v"](hidden).squeeze(1))
        away = torch.arange(1.0, states.shape[1] + 1).double() - center.unsqueeze(1)
        weights = torch.softmax(scores.masked_fill(away.abs() > width, -math.inf), 1)
        if window == "local_p":
            weights = weights * torch.exp(-away ** 2 / (2 * (width / 2) ** 2))
        return scores, weights

    def read_out(self, state, word, context):
        pre = self.readout["state"](state)
        if self.config["feed"] != "first":
            pre = pre + self.readout["context"](context)
        if self.config["readout"] == "maxout":
            pre = pre + self.readout["embedding"](word)
            return pre.view(-1, READOUT, 2).max(2).values
        return torch.tanh(pre) if self.config["readout"] == "attentional" else pre

    def forward(self, source, lengths, fed):
        states, fixed, carried = self.encode(source, lengths)
        config, padding = self.config, source == PAD
        top = (carried[0] if config["cell"] == "lstm" else carried)[-1]
        readout = torch.zeros(len(source), READOUT, dtype=torch.float64)
        steps = {name: [] for name in
                 ("scores", "weights", "contexts", "states", "readout", "logits")}
        result = {"encoder": states, "init": top}
        for t in range(fed.shape[1]):
            word, context = self.decoder["embedding"](fed[:, t]), fixed

            def attend():
                if config["score"] == "none":
                    return fixed
                scores, weights = self.attend(top, states, padding, t)
                steps["scores"].append(scores)
                steps["weights"].append(weights)
                return (weights.unsqueeze(2) * states).sum(1)

            if config["query"] == "previous":
                context = attend()
            beside = {"input": [context], "output": [], "input_feeding": [readout],
                      "first": []}[config["feed"]]
            out, carried = self.decoder["rnn"](torch.cat([word] + beside, 1).unsqueeze(1), carried)
            top = out.squeeze(1)
            if config["query"] == "current":
                context = attend()
            readout = self.read_out(top, word, context)
            if config["feed"] != "first":
                steps["contexts"].append(context)
            steps["states"].append(top)
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
