"""The encoder-decoder of heed's default configuration in PyTorch, as fast as PyTorch is on a CPU:
what pytorch_train.py and pytorch_translate.py measure.

Names and shapes of the weights are those of heed's model files, the mathematics that of
tests/frozen/make.py (additive score, maxout, tanh init, two directions). Import it only after
pytorch_settings.apply().
"""
import torch
from torch import nn
from torch.nn.functional import dropout, embedding, linear
from torch.nn.utils.rnn import PackedSequence, pack_padded_sequence, pad_packed_sequence

PAD, BOS, EOS, UNK = 0, 1, 2, 3
SPECIALS = ["<pad>", "<bos>", "<eos>", "<unk>"]
DECODE_BATCH = 64


def tokens(text):
    """Separated by spaces and nothing else: other white space may be part of a token."""
    return [token for token in text.split(" ") if token]


def padded(rows):
    """Lists of ids as one matrix [J,B], time first, <pad> after the end."""
    longest = max(map(len, rows))
    return torch.tensor([row + [PAD] * (longest - len(row)) for row in rows]).t().contiguous()


class EncoderDecoder(nn.Module):
    def __init__(self, config, drop=0.0):
        super().__init__()
        embed, hidden = config["embed"], config["encoder_hidden"]
        decoder, attention = config["decoder_hidden"], config["attention_hidden"]
        readout, state = config["readout_hidden"], 2 * hidden
        self.drop, self.embed, self.hidden = drop, embed, decoder
        self.encoder = nn.ModuleDict({
            "embedding": nn.Embedding(config["source_vocab"], embed, padding_idx=PAD),
            "rnn": nn.GRU(embed, hidden, bidirectional=True)})
        # Stepped by hand, but an nn.GRU for the names and the starting values of its weights.
        self.decoder = nn.ModuleDict({
            "embedding": nn.Embedding(config["target_vocab"], embed, padding_idx=PAD),
            "rnn": nn.GRU(embed + state, decoder),
            "init": nn.Linear(hidden, decoder)})
        self.attention = nn.ModuleDict({
            "query": nn.Linear(decoder, attention, bias=False),
            "key": nn.Linear(state, attention, bias=False),
            "v": nn.Linear(attention, 1, bias=False)})
        self.readout = nn.ModuleDict({
            "state": nn.Linear(decoder, 2 * readout),
            "embedding": nn.Linear(embed, 2 * readout, bias=False),
            "context": nn.Linear(state, 2 * readout, bias=False)})
        self.output = nn.Linear(readout, config["target_vocab"])

    def dropped(self, x):
        return dropout(x, self.drop, self.training) if self.drop else x

    def encode(self, source, lengths):
        """source [J,B], longest first: h [B,J,C], U h [B,J,A], padding or None, s(0) [B,H]."""
        packed = pack_padded_sequence(source, lengths)
        words = self.dropped(embedding(packed.data, self.encoder["embedding"].weight, PAD))
        packed, last = self.encoder["rnn"](PackedSequence(words, packed.batch_sizes))
        states = pad_packed_sequence(packed, batch_first=True)[0].contiguous()
        padding = (source == PAD).t() if lengths[0] != lengths[-1] else None
        state = torch.tanh(self.decoder["init"](last[1]))  # backward: it ends at position 1
        return states, self.attention["key"](states), padding, state

    def step_weights(self):
        """What every step multiplies with s(t-1), as one matrix and bias, and with c(t)."""
        rnn, query = self.decoder["rnn"], self.attention["query"].weight
        bias = torch.cat([rnn.bias_hh_l0, rnn.bias_hh_l0.new_zeros(len(query))])
        return (torch.cat([rnn.weight_hh_l0, query]), bias,
                rnn.weight_ih_l0[:, self.embed:].t(), self.attention["v"].weight)

    def word_input(self, words):
        """The embedding's part of the input of the cell, for any number of steps at once."""
        rnn = self.decoder["rnn"]
        return linear(words, rnn.weight_ih_l0[:, :self.embed], rnn.bias_ih_l0)

    def step(self, weights, encoded, word_input, state):
        """One step of the decoder: s(t), c(t) and the attention over the source."""
        by_state, bias, by_context, v = weights
        states, keys, padding = encoded
        hidden, query = linear(state, by_state, bias).split([3 * self.hidden, keys.shape[2]], 1)
        scores = linear(torch.tanh(query.unsqueeze(1) + keys), v).squeeze(2)
        if padding is not None:
            scores = scores.masked_fill(padding, -torch.inf)
        alpha = torch.softmax(scores, 1)
        context = (alpha.unsqueeze(2) * states).sum(1)  # twice as fast as bmm here
        gates = torch.addmm(word_input, context, by_context)
        sizes = [2 * self.hidden, self.hidden]
        gates, candidate = gates.split(sizes, 1)
        from_state, candidate_state = hidden.split(sizes, 1)
        reset, update = torch.sigmoid(gates + from_state).chunk(2, 1)
        candidate = torch.tanh(torch.addcmul(candidate, reset, candidate_state))
        return torch.lerp(candidate, state, update), context, alpha

    def logits(self, states, words, contexts):
        """Readout and output layer for any number of positions, given as rows."""
        part = self.readout
        pairs = part["state"](states)
        pairs = torch.addmm(pairs, words, part["embedding"].weight.t())
        pairs = torch.addmm(pairs, contexts, part["context"].weight.t())
        return self.output(self.dropped(pairs.view(len(pairs), -1, 2).amax(2)))

    def forward(self, source, lengths, fed, real):
        """Teacher forcing, fed [T,B]: a row of logits for each of the positions t*B + b in real."""
        *encoded, state = self.encode(source, lengths)
        weights = self.step_weights()
        words = self.dropped(self.decoder["embedding"](fed))
        states, contexts = [], []
        for word_input in self.word_input(words).unbind(0):
            state, context, _ = self.step(weights, encoded, word_input, state)
            states.append(state)
            contexts.append(context)
        rows = [x.flatten(0, 1) for x in (torch.stack(states), words, torch.stack(contexts))]
        if len(real) < fed.numel():
            rows = [x.index_select(0, real) for x in rows]
        return self.logits(*rows)

    @torch.inference_mode()
    def greedy(self, sources):
        """Sources, longest first, each a list of ids with <eos>: one list of ids each, without
        it, and the attention [T,B,J]."""
        source, lengths = padded(sources), torch.tensor(list(map(len, sources)))
        *encoded, state = self.encode(source, lengths)
        weights = self.step_weights()
        fed = torch.full((len(sources),), BOS)
        ended = torch.zeros(len(sources), dtype=torch.bool)
        steps, alphas = [], []
        for _ in range(2 * len(source) + 10):
            words = self.decoder["embedding"](fed)
            state, context, alpha = self.step(weights, encoded, self.word_input(words), state)
            fed = self.logits(state, words, context).argmax(1)
            steps.append(fed)
            alphas.append(alpha)
            ended |= fed == EOS
            if ended.all():
                break
        rows = torch.stack(steps, 1).tolist()
        return [row[:row.index(EOS)] if EOS in row else row for row in rows], torch.stack(alphas)

    def translate(self, sources):
        """Any number of sources, in batches of similar length; the order is kept."""
        order = sorted(range(len(sources)), key=lambda i: -len(sources[i]))
        out = [None] * len(sources)
        for first in range(0, len(order), DECODE_BATCH):
            batch = order[first:first + DECODE_BATCH]
            for i, words in zip(batch, self.greedy([sources[i] for i in batch])[0]):
                out[i] = words
        return out
