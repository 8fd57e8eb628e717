"""heed's classifiers of sentences in PyTorch, layer by layer as people write them: the yardstick of
tests/bench/pytorch_classify.py, and what tests/frozen/make_classifiers.py computes with. Parameters
have the names and shapes of heed's model files (a convolution's weight has its last two axes as
one there)."""
import math

import torch
from torch import nn
from torch.nn.utils.rnn import pack_padded_sequence, pad_packed_sequence

PAD = 0
CELLS = {"rnn": nn.RNN, "gru": nn.GRU, "lstm": nn.LSTM}


class Pairs(nn.Module):
    """f(i,j) of the first word j and the second word i, and weights of the mean over them."""

    def __init__(self, config):
        super().__init__()
        self.kind, self.weight = config["kind"], config["pair_weight"]
        self.first = nn.Linear(2 * config["embed"], config["features"])
        self.second = nn.Linear(config["features"], config["features"])
        if self.kind == "relation":
            self.attention = nn.Linear(2 * config["embed"], 1)

    def forward(self, x, mask):
        size, length, embed = x.shape
        second = x.unsqueeze(2).expand(size, length, length, embed)
        first = x.unsqueeze(1).expand(size, length, length, embed)
        pair = torch.cat([first, second], dim=3)
        features = torch.relu(self.second(torch.relu(self.first(pair))))
        both = mask.unsqueeze(2) & mask.unsqueeze(1)
        weights, result = both.to(x.dtype), {}
        if self.kind == "relation":
            scores = torch.tanh(self.attention(pair)).squeeze(3)
            squashed = torch.sigmoid(scores)
            softmax = squashed.masked_fill(~both, -math.inf).softmax(2).masked_fill(~both, 0)
            weights = (squashed if self.weight == "sigmoid" else softmax) * weights
            result = {"scores": scores, "squashed": squashed, "softmax": softmax}
        count = mask.sum(1).to(x.dtype).reshape(-1, 1)
        result["sentence"] = (weights.unsqueeze(3) * features).sum((1, 2)) / (count * count)
        return result


class Hops(nn.Module):
    """Lin et al. 2017."""

    def __init__(self, config):
        super().__init__()
        self.first = nn.Linear(2 * config["features"], config["attention_hidden"], bias=False)
        self.second = nn.Linear(config["attention_hidden"], config["hops"], bias=False)

    def forward(self, states, mask):
        scores = self.second(torch.tanh(self.first(states))).transpose(1, 2)
        weights = scores.masked_fill(~mask.unsqueeze(1), -math.inf).softmax(2)
        return {"scores": scores, "weights": weights,
                "sentence": (weights @ states).flatten(1)}


class Encoder(nn.Module):
    """nn.TransformerEncoder's parameters, with sinusoidal positions and without dropout."""

    def __init__(self, config):
        super().__init__()
        self.causal = config["causal"] == "yes"
        self.layers = nn.ModuleList(
            nn.TransformerEncoderLayer(config["embed"], config["heads"], config["features"],
                                       dropout=0.0, batch_first=True)
            for _ in range(config["layers"]))

    def forward(self, x, mask):
        length, embed = x.shape[1:]
        place = torch.arange(length, dtype=x.dtype).unsqueeze(1)
        angle = place / 10000 ** (torch.arange(0, embed, 2, dtype=x.dtype) / embed)
        x = x + torch.stack([angle.sin(), angle.cos()], dim=2).flatten(1)
        ahead = torch.ones(length, length, dtype=torch.bool).triu(1) if self.causal else None
        for layer in self.layers:
            x = layer(x, src_mask=ahead, src_key_padding_mask=~mask)
        return x


class Classifier(nn.Module):
    def __init__(self, config, vocab, classes, dropout=0.0):
        super().__init__()
        self.config, kind = config, config["kind"]
        embed, features = config["embed"], config["features"]
        directions = 2 if kind == "structured" else config["directions"]
        self.embedding = nn.Embedding(vocab, embed, padding_idx=PAD)
        if kind in ("rnn", "structured"):
            self.rnn = CELLS[config["cell"]](embed, features, batch_first=True,
                                             bidirectional=directions == 2)
        if kind == "cnn":
            self.convolution = nn.ModuleList([nn.Conv1d(embed, features, 3, padding=1),
                                              nn.Conv1d(features, features, 3, padding=1)])
        if kind in ("relation", "relation-plain"):
            self.pair = Pairs(config)
        if kind == "structured":
            self.hops = Hops(config)
        if kind == "multihead":
            self.encoder = Encoder(config)
        size = {"mean": embed, "multihead": embed, "rnn": directions * features,
                "structured": config["hops"] * 2 * features}.get(kind, features)
        self.dense = nn.Linear(size, config["dense"])
        self.output = nn.Linear(config["dense"], classes)
        self.dropout = nn.Dropout(dropout)

    def recur(self, x, lengths):
        packed = pack_padded_sequence(x, lengths, batch_first=True, enforce_sorted=False)
        states, last = self.rnn(packed)
        states = pad_packed_sequence(states, batch_first=True, total_length=x.shape[1])[0]
        last = last[0] if isinstance(last, tuple) else last
        return states, last.transpose(0, 1).flatten(1)

    def pool(self, states, mask):
        return (states * mask.unsqueeze(2)).sum(1) / mask.sum(1, keepdim=True)

    def sentence(self, x, mask, lengths):
        kind = self.config["kind"]
        if kind == "mean":
            return {"sentence": self.pool(x, mask)}
        if kind == "rnn":
            states, last = self.recur(x, lengths)
            return {"states": states, "sentence": last}
        if kind == "cnn":
            for layer in self.convolution:
                x = torch.relu(layer((x * mask.unsqueeze(2)).transpose(1, 2))).transpose(1, 2)
            return {"sentence": self.pool(x, mask)}
        if kind in ("relation", "relation-plain"):
            return self.pair(x, mask)
        if kind == "structured":
            states = self.recur(x, lengths)[0]
            return {"states": states, **self.hops(states, mask)}
        return {"sentence": self.pool(self.encoder(x, mask), mask)}

    def forward(self, ids, lengths):
        mask = torch.arange(ids.shape[1]).unsqueeze(0) < lengths.unsqueeze(1)
        result = self.sentence(self.dropout(self.embedding(ids)), mask, lengths)
        dense = torch.relu(self.dense(self.dropout(result["sentence"])))
        result["logits"] = self.output(dense)
        return result

    def loss(self, result, labels, penalty):
        """Summed over the sentences."""
        loss = nn.functional.cross_entropy(result["logits"], labels, reduction="sum")
        if self.config["kind"] == "structured":
            weights = result["weights"]
            overlap = weights @ weights.transpose(1, 2) - torch.eye(weights.shape[1],
                                                                    dtype=weights.dtype)
            loss = loss + penalty * (overlap * overlap).sum()
        return loss
