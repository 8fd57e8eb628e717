#!/usr/bin/python3
"""Says how much of a classifier's attention lands on words of feeling, against chance.

    tests/bench/attention_share.py MODEL FILE.tsv [build/heed]

FILE.tsv holds label, tab, text. Of every sentence with at least one word of the list below, the share
of the weights (mean over the words that look, over hops, or over heads of all layers) that lies on
such words is compared with the share of the words that they are: even weights would give 1 times that.
The same of contributions, by size, where the model has them by word or pair.
"""
import json
import subprocess
import sys

WORDS = set("""love loved loves lovely like liked likes awesome great good best better excellent amazing
wonderful fantastic perfect perfectly nice happy enjoy enjoyed beautiful delicious recommend recommended
brilliant superb impressed pleased favorite fun funny incredible outstanding comfortable
hate hated bad worst worse terrible awful horrible stupid suck sucks sucked poor poorly disappointed
disappointing disappointment waste wasted boring bland useless slow rude dirty cheap crap mediocre avoid
annoying ridiculous lame unfortunately broken fails failed not n't never no""".split())
KINDS = ["weights", "hop_weights", "contribution", "hop_contribution", "word_contribution"]


def show(heed, model, matrix, text):
    run = subprocess.run([heed, "show", "-m", model, "--matrix", matrix, "-f", "json", text],
                         capture_output=True, text=True)
    return json.loads(run.stdout) if run.returncode == 0 else None


def by_word(result):
    """The words, and how much of the matrix lies on each."""
    values = [[abs(x) for x in row] for row in result["values"]]
    if len(values[0]) == 1 and len(values) > 1:
        return result["rows"], [row[0] for row in values]
    return result["columns"], [sum(column) for column in zip(*values)]


def matrices(heed, model, matrix, text):
    """That of every head of every layer, or the only one."""
    many = []
    for layer in range(1, 5):
        for head in range(1, 17):
            result = show(heed, model, "layer%d_head%d_%s" % (layer, head, matrix), text)
            if not result:
                break
            many.append(result)
        if not many or head == 1:
            break
    one = show(heed, model, matrix, text)
    return many or ([one] if one else [])


def main():
    model, path = sys.argv[1:3]
    heed = sys.argv[3] if len(sys.argv) > 3 else "build/heed"
    with open(path, encoding="utf-8") as lines:
        texts = [line.rstrip("\n").split("\t")[1] for line in lines]
    for matrix in KINDS:
        shares, chances = [], []
        if not show(heed, model, matrix, texts[0]):
            continue
        heads = matrix == "weights" and show(heed, model, "layer1_head2_weights", texts[0])
        for text in texts:
            found = matrices(heed, model, matrix, text) if heads else [
                show(heed, model, matrix, text)]
            for result in found:
                words, amounts = by_word(result)
                feeling = [w in WORDS for w in words]
                if not any(feeling) or all(feeling) or not sum(amounts):
                    continue
                shares.append(sum(a for a, f in zip(amounts, feeling) if f) / sum(amounts))
                chances.append(sum(feeling) / len(words))
        share, chance = sum(shares) / len(shares), sum(chances) / len(chances)
        print("%s %s: %.1f %% on words of feeling, %.1f %% by chance: %.2f times, %d matrices" % (
            model, matrix, 100 * share, 100 * chance, share / chance, len(shares)))


if __name__ == "__main__":
    main()
