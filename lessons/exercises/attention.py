"""Attention on a table of queries, keys and values.

    python3 attention.py dot.csv >mine.csv
    heed check mine.csv --against dot.csv

Write the four functions. One that returns None is not written yet; what it would give is left out.
"""

import csv
import math
import sys

# ---- yours ----


def scaled_dot(query, key):
    """Exercise 1. The score of a query and a key, two lists of d numbers: their dot product,
    divided by the square root of d."""
    return None


def additive(query, key, W, U, v):
    """Exercise 1. The score v·tanh(W query + U key). W and U are lists of rows."""
    return None


def masked_softmax(scores, length):
    """Exercise 2. scores[t][j] is how well key j fits query t; only the first `length` keys are
    valid. Returns weights of the same shape: the valid ones of a row add up to 1, the others are
    0. Without any valid key all are 0."""
    return None


def pooled(weights, values):
    """Exercise 3. outputs[t]: the sum of all values, each times its weight in row t."""
    return None


# ---- from here on nothing is missing ----


def read(path):
    sentences, parameters = [{"query": [], "key": [], "value": []}], {"W": [], "U": [], "v": []}
    with open(path, newline="") as file:
        for row in csv.reader(file):
            if not row or row[0].startswith("#"):
                continue
            name, numbers = row[0], [float(x) for x in row[1:]]
            if name == "sentence":
                sentences.append({"query": [], "key": [], "value": []})
            elif name == "length":
                sentences[-1]["length"] = int(numbers[0])
            elif name in parameters:
                parameters[name].append(numbers)
            else:
                sentences[-1][name].append(numbers)
    return sentences, parameters


def show(name, rows):
    for row in rows:
        print(name, *("%.6g" % x for x in row), sep=",")


def main(path):
    sentences, parameters = read(path)
    W, U, v = parameters["W"], parameters["U"], parameters["v"]
    for number, s in enumerate(sentences):
        if number:
            print("sentence")
        scores = [[additive(q, k, W, U, v[0]) if v else scaled_dot(q, k) for k in s["key"]]
                  for q in s["query"]]
        if scores[0][0] is None:
            continue
        show("score", scores)
        weights = masked_softmax(scores, s.get("length", len(s["key"])))
        if weights is None:
            continue
        show("weight", weights)
        outputs = pooled(weights, s["value"] or s["key"])
        if outputs is not None:
            show("output", outputs)


if __name__ == "__main__":
    main(sys.argv[1])
