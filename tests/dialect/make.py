#!/usr/bin/python3
"""Writes small encoder-decoders as people save them, with what PyTorch computes from them.

    /usr/bin/python3 tests/dialect/make.py

needs Debian's python3-torch, python3-numpy and python3-h5py; no test needs Python. Run it again only
when a kind is added: the weights are drawn anew from the same seed.

bench: the model of tests/bench/pytorch_train.py, with our names, in every format. tutorial: the
classes of PyTorch's tutorial "NLP from scratch", written anew with its names and its mathematics.
course: the encoder-decoder with attn, v and fc_out that courses teach, with three cells.
Each NAME-ref.npz has source.ids [J] (with the end of the sentence), target.ids [T] (what greedy
decoding wrote, with the end), and what heed show --matrix calls scores, weights [T,J], context [T,C],
state [T,H], logits [T,V].
"""
import os
import sys

import h5py
import numpy as np
import torch
from torch import nn

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(HERE, "..", "bench"))
WORDS = {"source": "i you he she go come see eat house dog cat tree here there . ?".split(),
         "target": "je tu il elle vais viens vois mange maison chien chat arbre ici là . ?".split()}


def path(name):
    return os.path.join(HERE, name)


def words_file(name, specials, words):
    with open(path(name), "w", encoding="utf-8") as out:
        out.write("".join(word + "\n" for word in specials + words))


def livelier(model):
    """Starting weights are so small that every word gets the same attention: larger ones tell."""
    torch.manual_seed(7)
    with torch.no_grad():
        for weight in model.parameters():
            weight.copy_(torch.randn_like(weight) * (1.2 if weight.dim() > 1 else 0.4))
    return model


def never(bias, words):
    """Words that greedy decoding shall not write."""
    with torch.no_grad():
        bias[words] = -30


# ---- the bench's model ----

def bench():
    import pytorch_model
    model = livelier(pytorch_model.EncoderDecoder(dict(
        embed=5, encoder_hidden=4, decoder_hidden=6, attention_hidden=7, readout_hidden=5,
        source_vocab=4 + len(WORDS["source"]), target_vocab=4 + len(WORDS["target"]))))
    never(model.output.bias, [0, 1, 3])
    for side in ("source", "target"):
        words_file("bench-%s.txt" % side, pytorch_model.SPECIALS, WORDS[side])
    torch.save(model.state_dict(), path("bench-state.pt"))
    torch.save({"epoch": 3, "model_state_dict": model.state_dict(), "loss": 1.5},
               path("bench-checkpoint.pth"))
    torch.save(model.state_dict(), path("bench-legacy.pt"), _use_new_zipfile_serialization=False)
    torch.save(model, path("bench-module.pt"))
    arrays = {name: value.numpy() for name, value in model.state_dict().items()}
    np.savez(path("bench.npz"), **arrays)
    with h5py.File(path("bench.h5"), "w") as out:
        for name, value in arrays.items():
            out.create_dataset(name, data=value)
    save_safetensors(path("bench.safetensors"), arrays)
    other_names(arrays)
    other_gates(arrays)
    keras(arrays)
    bench_reference(model, pytorch_model)


def other_names(arrays):
    """The same under names of nobody's, and the map that says what they are."""
    renamed = {"w%02d" % i: name for i, name in enumerate(arrays)}
    np.savez(path("renamed.npz"), **{new: arrays[old] for new, old in renamed.items()})
    with open(path("renamed.map"), "w") as out:
        out.write("# what renamed.npz calls them\n")
        out.write("".join("%s = %s\n" % pair for pair in renamed.items()))


def other_gates(arrays):
    """The same with the gates of every layer in the order z, r, n."""
    turned = {}
    for name, value in arrays.items():
        if ".rnn." in name:
            r, z, n = np.split(value, 3)
            value = np.concatenate([z, r, n])
        turned[name] = value
    np.savez(path("gates.npz"), **turned)
    bad = {name: value.copy() for name, value in arrays.items()}
    bad["attention.query.weight"][3, 5] = np.nan
    np.savez_compressed(path("nan.npz"), **bad)


def save_safetensors(name, arrays):
    import json
    import struct
    header, at = {}, 0
    for key, value in arrays.items():
        size = value.astype("<f4").nbytes
        header[key] = dict(dtype="F32", shape=list(value.shape), data_offsets=[at, at + size])
        at += size
    text = json.dumps(header).encode()
    text += b" " * (-len(text) % 8)
    with open(name, "wb") as out:
        out.write(struct.pack("<Q", len(text)) + text)
        for value in arrays.values():
            out.write(value.astype("<f4").tobytes())


def keras(arrays):
    """The same as layers of Keras: kernels turned, gates in the order z, r, h, two biases in one."""
    def turned(value):
        r, z, n = np.split(value, 3)
        return np.concatenate([z, r, n])

    lines = []
    with h5py.File(path("keras.h5"), "w") as out:
        def put(name, value, ours):
            out.create_dataset(name, data=value)
            lines.append("%s = %s\n" % (name, ours))
        for side in ("encoder", "decoder"):
            for end in ("", "_reverse") if side == "encoder" else ("",):
                layer = "%s_gru%s/gru_cell" % (side, end)
                ours, last = "%s.rnn." % side, "_l0" + end
                put(layer + "/kernel:0", turned(arrays[ours + "weight_ih" + last]).T,
                    ours + "weight_ih" + last)
                put(layer + "/recurrent_kernel:0", turned(arrays[ours + "weight_hh" + last]).T,
                    ours + "weight_hh" + last)
                put(layer + "/bias:0", np.stack([turned(arrays[ours + kind + last])
                                                 for kind in ("bias_ih", "bias_hh")]),
                    ours + "bias" + last)
            put("%s_embedding/embeddings:0" % side, arrays[side + ".embedding.weight"],
                side + ".embedding.weight")
        for name, value in arrays.items():
            if ".rnn." in name or "embedding.weight" in name and "readout" not in name:
                continue
            layer, kind = name.rsplit(".", 1)
            layer = layer.replace(".", "_")
            if kind == "weight":
                put(layer + "/kernel:0", value.T, name)
            else:
                put(layer + "/bias:0", value, name)
    with open(path("keras.map"), "w") as out:
        out.write("".join(lines))


def bench_reference(model, names):
    """Greedy decoding as pytorch_model.greedy() does it, keeping everything; in double."""
    model = model.double()
    source = [4, 8, 12, 18, names.EOS]
    ids = torch.tensor(source).unsqueeze(1)
    with torch.no_grad():
        *encoded, state = model.encode(ids, torch.tensor([len(source)]))
        kept = {key: [] for key in ("scores", "weights", "context", "state", "logits")}
        fed, target = names.BOS, []
        for _ in range(12):
            words = model.decoder["embedding"](torch.tensor([fed]))
            query = model.attention["query"](state)
            scores = model.attention["v"](torch.tanh(query.unsqueeze(1) + encoded[1])).squeeze(2)
            state, context, alpha = model.step(model.step_weights(), encoded,
                                               model.word_input(words), state)
            logits = model.logits(state, words, context)
            fed = int(logits[0].argmax())
            for key, value in (("scores", scores), ("weights", alpha), ("context", context),
                               ("state", state), ("logits", logits)):
                kept[key].append(value[0].numpy())
            target.append(fed)
            if fed == names.EOS:
                break
    save_reference("bench-ref.npz", source, target, kept)
    save_sentence("bench-ref.txt", source, target, names.SPECIALS, names.EOS)
    model.float()


def save_sentence(name, source, target, specials, end):
    words = [(specials + WORDS[side]) for side in ("source", "target")]
    with open(path(name), "w", encoding="utf-8") as out:
        for ids, side in ((source, 0), (target, 1)):
            out.write(" ".join(words[side][i] for i in ids if i != end) + "\n")


def save_reference(name, source, target, kept):
    np.savez(path(name), **{"source.ids": np.array(source, "i8"), "target.ids": np.array(target, "i8")},
             **{key: np.array(value, "f4") for key, value in kept.items()})


# ---- the tutorial's classes ----

class EncoderRNN(nn.Module):
    def __init__(self, input_size, hidden_size):
        super().__init__()
        self.hidden_size = hidden_size
        self.embedding = nn.Embedding(input_size, hidden_size)
        self.gru = nn.GRU(hidden_size, hidden_size, batch_first=True)

    def forward(self, source):
        return self.gru(self.embedding(source))


class BahdanauAttention(nn.Module):
    def __init__(self, hidden_size):
        super().__init__()
        self.Wa = nn.Linear(hidden_size, hidden_size)
        self.Ua = nn.Linear(hidden_size, hidden_size)
        self.Va = nn.Linear(hidden_size, 1)

    def forward(self, query, keys):
        scores = self.Va(torch.tanh(self.Wa(query) + self.Ua(keys))).squeeze(2).unsqueeze(1)
        weights = torch.softmax(scores, dim=-1)
        return torch.bmm(weights, keys), weights, scores


class AttnDecoderRNN(nn.Module):
    def __init__(self, hidden_size, output_size):
        super().__init__()
        self.embedding = nn.Embedding(output_size, hidden_size)
        self.attention = BahdanauAttention(hidden_size)
        self.gru = nn.GRU(2 * hidden_size, hidden_size, batch_first=True)
        self.out = nn.Linear(hidden_size, output_size)

    def step(self, word, hidden, encoded):
        context, weights, scores = self.attention(hidden.permute(1, 0, 2), encoded)
        output, hidden = self.gru(torch.cat((self.embedding(word), context), dim=2), hidden)
        return self.out(output), hidden, context, weights, scores


def tutorial():
    sos, eos, hidden = 0, 1, 6
    for side in ("source", "target"):
        words_file("tutorial-%s.txt" % side, ["SOS", "EOS"], WORDS[side])
    encoder = livelier(EncoderRNN(2 + len(WORDS["source"]), hidden))
    decoder = livelier(AttnDecoderRNN(hidden, 2 + len(WORDS["target"])))
    never(decoder.out.bias, [sos])
    torch.save({"encoder": encoder.state_dict(), "decoder": decoder.state_dict()},
               path("tutorial.pt"))
    torch.save({"encoder": encoder, "decoder": decoder}, path("tutorial-modules.pt"))
    torch.save(encoder.state_dict(), path("tutorial-encoder.pt"))
    torch.save(decoder.state_dict(), path("tutorial-decoder.pt"))
    encoder, decoder = encoder.double(), decoder.double()
    source = [2, 6, 10, 16, eos]
    with torch.no_grad():
        encoded, state = encoder(torch.tensor([source]))
        kept = {key: [] for key in ("scores", "weights")}
        word, target = torch.tensor([[sos]]), []
        for _ in range(9):
            logits, state, _, weights, scores = decoder.step(word, state, encoded)
            best = int(logits[0, 0].argmax())
            for key, value in (("scores", scores), ("weights", weights)):
                kept[key].append(value[0, 0].numpy())
            target.append(best)
            if best == eos:
                break
            word = torch.tensor([[best]])
    save_reference("tutorial-ref.npz", source, target, kept)
    save_sentence("tutorial-ref.txt", source, target, ["SOS", "EOS"], eos)


class PlacesDecoder(nn.Module):
    """AttnDecoderRNN as the tutorial had it before 2023: attention over the places of max_length."""

    def __init__(self, hidden_size, output_size, max_length):
        super().__init__()
        self.embedding = nn.Embedding(output_size, hidden_size)
        self.attn = nn.Linear(hidden_size * 2, max_length)
        self.attn_combine = nn.Linear(hidden_size * 2, hidden_size)
        self.gru = nn.GRU(hidden_size, hidden_size)
        self.out = nn.Linear(hidden_size, output_size)

    def step(self, word, hidden, encoded):
        embedded = self.embedding(word).view(1, 1, -1)
        scores = self.attn(torch.cat((embedded[0], hidden[0]), 1))
        weights = torch.softmax(scores, dim=1)
        context = torch.bmm(weights.unsqueeze(0), encoded.unsqueeze(0))
        both = torch.cat((embedded[0], context[0]), 1)
        output, hidden = self.gru(torch.relu(self.attn_combine(both).unsqueeze(0)), hidden)
        return self.out(output[0]), hidden, scores, weights


def tutorial_places():
    sos, eos, hidden, places = 0, 1, 6, 8
    encoder = livelier(EncoderRNN(2 + len(WORDS["source"]), hidden))
    decoder = livelier(PlacesDecoder(hidden, 2 + len(WORDS["target"]), places))
    never(decoder.out.bias, [sos])
    for side in ("source", "target"):
        words_file("places-%s.txt" % side, ["SOS", "EOS"], WORDS[side])
    torch.save({"encoder": encoder.state_dict(), "decoder": decoder.state_dict()},
               path("places.pt"))
    encoder, decoder = encoder.double(), decoder.double()
    source = [2, 7, 11, 17, eos]
    with torch.no_grad():
        states, state = encoder(torch.tensor([source]))
        encoded = torch.zeros(places, hidden, dtype=torch.double)
        encoded[:len(source)] = states[0]
        kept = {key: [] for key in ("scores", "weights")}
        word, target = sos, []
        for _ in range(9):
            logits, state, scores, weights = decoder.step(torch.tensor([[word]]), state, encoded)
            word = int(logits[0].argmax())
            kept["scores"].append(scores[0].numpy())
            kept["weights"].append(weights[0].numpy())
            target.append(word)
            if word == eos:
                break
    save_reference("places-ref.npz", source, target, kept)
    save_sentence("places-ref.txt", source, target, ["SOS", "EOS"], eos)


# ---- the usual encoder-decoder of courses ----

class CourseEncoder(nn.Module):
    def __init__(self, words, embed, hidden, decoder, cell):
        super().__init__()
        self.embedding = nn.Embedding(words, embed)
        self.rnn = cell(embed, hidden, bidirectional=True)
        self.fc = nn.Linear(2 * hidden, decoder)

    def forward(self, source):
        states, ends = self.rnn(self.embedding(source))
        ends = ends[0] if isinstance(ends, tuple) else ends
        return states, torch.tanh(self.fc(torch.cat((ends[-2], ends[-1]), dim=1)))


class CourseAttention(nn.Module):
    def __init__(self, hidden, decoder):
        super().__init__()
        self.attn = nn.Linear(2 * hidden + decoder, decoder)
        self.v = nn.Linear(decoder, 1, bias=False)

    def forward(self, state, states):
        repeated = state.unsqueeze(1).repeat(1, states.shape[0], 1)
        both = torch.cat((repeated, states.permute(1, 0, 2)), dim=2)
        return self.v(torch.tanh(self.attn(both))).squeeze(2)


class CourseDecoder(nn.Module):
    """`reads`: 1: the output layer reads [s], 2: [s; c], 3: [s; c; y]."""

    def __init__(self, words, embed, hidden, decoder, cell, reads):
        super().__init__()
        self.reads = reads
        self.attention = CourseAttention(hidden, decoder)
        self.embedding = nn.Embedding(words, embed)
        self.rnn = cell(embed + 2 * hidden, decoder)
        self.fc_out = nn.Linear(decoder + (reads > 1) * 2 * hidden + (reads > 2) * embed, words)

    def step(self, word, state, memory, states):
        scores = self.attention(state, states)
        weights = torch.softmax(scores, dim=1)
        context = (weights.unsqueeze(1) @ states.permute(1, 0, 2)).squeeze(1)
        embedded = self.embedding(word)
        read = torch.cat((embedded, context), dim=1).unsqueeze(0)
        first = state.unsqueeze(0)
        _, ends = self.rnn(read, (first, memory) if memory is not None else first)
        state, memory = (ends[0][0], ends[1]) if isinstance(ends, tuple) else (ends[0], None)
        logits = self.fc_out(torch.cat((state, context, embedded)[:self.reads], dim=1))
        return logits, state, memory, scores, weights


class Course(nn.Module):
    def __init__(self, embed, hidden, decoder, cell, reads):
        super().__init__()
        self.encoder = CourseEncoder(4 + len(WORDS["source"]), embed, hidden, decoder, cell)
        self.decoder = CourseDecoder(4 + len(WORDS["target"]), embed, hidden, decoder, cell, reads)


def course(name, cell, reads):
    unk, pad, sos, eos = range(4)
    specials = ["<unk>", "<pad>", "<sos>", "<eos>"]
    for side in ("source", "target"):
        words_file("%s-%s.txt" % (name, side), specials, WORDS[side])
    model = livelier(Course(5, 3, 6, cell, reads))
    never(model.decoder.fc_out.bias, [unk, pad, sos])
    torch.save(model.state_dict(), path(name + ".pt"))
    model = model.double()
    source = [6, 9, 15, 18, eos]
    with torch.no_grad():
        states, state = model.encoder(torch.tensor(source).unsqueeze(1))
        memory = torch.zeros_like(state).unsqueeze(0) if cell is nn.LSTM else None
        kept = {key: [] for key in ("scores", "weights")}
        word, target = torch.tensor([sos]), []
        for _ in range(9):
            logits, state, memory, scores, weights = model.decoder.step(word, state, memory, states)
            kept["scores"].append(scores[0].numpy())
            kept["weights"].append(weights[0].numpy())
            target.append(int(logits[0].argmax()))
            if target[-1] == eos:
                break
            word = torch.tensor(target[-1:])
    save_reference(name + "-ref.npz", source, target, kept)
    save_sentence(name + "-ref.txt", source, target, specials, eos)


# ---- JoeyNMT ----

class JoeyAttention(nn.Module):
    def __init__(self, hidden, state, kind):
        super().__init__()
        self.key_layer = nn.Linear(state, hidden, bias=False)
        if kind == "bahdanau":
            self.query_layer = nn.Linear(hidden, hidden, bias=False)
            self.energy_layer = nn.Linear(hidden, 1, bias=False)

    def forward(self, query, keys):
        if hasattr(self, "energy_layer"):
            return self.energy_layer(torch.tanh(self.query_layer(query) + self.key_layer(keys)))
        return self.key_layer(keys) @ query


class JoeyDecoder(nn.Module):
    def __init__(self, words, embed, hidden, state, kind):
        super().__init__()
        self.rnn = nn.GRU(embed + hidden, hidden)
        self.att_vector_layer = nn.Linear(hidden + state, hidden)
        self.output_layer = nn.Linear(hidden, words, bias=False)
        self.attention = JoeyAttention(hidden, state, kind)
        self.bridge_layer = nn.Linear(state, hidden)


class Joey(nn.Module):
    def __init__(self, embed, hidden, decoder, kind):
        super().__init__()
        self.src_embed = nn.ModuleDict({"lut": nn.Embedding(4 + len(WORDS["source"]), embed)})
        self.trg_embed = nn.ModuleDict({"lut": nn.Embedding(4 + len(WORDS["target"]), embed)})
        self.encoder = nn.ModuleDict({"rnn": nn.GRU(embed, hidden, bidirectional=True)})
        self.decoder = JoeyDecoder(4 + len(WORDS["target"]), embed, decoder, 2 * hidden, kind)


def joey(name, kind):
    """As JoeyNMT saves a recurrent model: model_state among other things. <unk>, <pad> and <s> have
    logits of 0, so that any other word is likelier."""
    unk, pad, sos, eos = range(4)
    specials = ["<unk>", "<pad>", "<s>", "</s>"]
    for side in ("source", "target"):
        words_file("%s-%s.txt" % (name, side), specials, WORDS[side])
    model = livelier(Joey(5, 3, 6, kind))
    with torch.no_grad():
        model.decoder.output_layer.weight[[unk, pad, sos]] = 0
    torch.save({"steps": 7, "model_state": model.state_dict()}, path(name + ".ckpt"))
    model = model.double()
    decoder = model.decoder
    source = [6, 9, 15, 18, eos]
    with torch.no_grad():
        states, ends = model.encoder["rnn"](model.src_embed["lut"](torch.tensor(source).unsqueeze(1)))
        keys = states[:, 0]
        hidden = torch.tanh(decoder.bridge_layer(torch.cat((ends[0], ends[1]), dim=1)))
        att_vector = torch.zeros_like(hidden)
        kept = {key: [] for key in ("scores", "weights", "context", "state", "readout")}
        word, target = sos, []
        for _ in range(9):
            read = torch.cat((model.trg_embed["lut"](torch.tensor([word])), att_vector), dim=1)
            _, hidden = decoder.rnn(read.unsqueeze(0), hidden.view(1, 1, -1))
            query = hidden[0, 0]
            scores = decoder.attention(query, keys).view(-1)
            weights = torch.softmax(scores, dim=0)
            context = weights @ keys
            att_vector = torch.tanh(decoder.att_vector_layer(torch.cat((query, context))))
            logits = decoder.output_layer(att_vector)
            word = int(logits.argmax())
            assert word not in (unk, pad, sos)
            for key, value in (("scores", scores), ("weights", weights), ("context", context),
                               ("state", query), ("readout", att_vector)):
                kept[key].append(value.numpy())
            att_vector = att_vector.view(1, -1)
            target.append(word)
            if word == eos:
                break
    save_reference(name + "-ref.npz", source, target, kept)
    save_sentence(name + "-ref.txt", source, target, specials, eos)


bench()
tutorial()
tutorial_places()
course("course-gru", nn.GRU, 3)
course("course-lstm", nn.LSTM, 2)
course("course-rnn", nn.RNN, 1)
joey("joey", "bahdanau")
joey("joey-luong", "luong")
