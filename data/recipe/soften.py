#!/usr/bin/env python3
"""Multiplies the key matrix of a model of general scores by a number (needs python3-numpy).

    soften.py MODEL.safetensors OUT.safetensors FACTOR

Scores s·Wh that have grown into the hundreds make weights of 0 and 1, through which no gradient
comes back. A smaller W ranks the words alike, and the model can go on learning from there
(heed train --from OUT).
"""
import json
import struct
import sys

import numpy

source, out, factor = sys.argv[1], sys.argv[2], float(sys.argv[3])
with open(source, "rb") as file:
    data = file.read()
length, = struct.unpack("<Q", data[:8])
keys = json.loads(data[8:8 + length])["attention.key.weight"]
dtype = {"F16": numpy.float16, "F32": numpy.float32}[keys["dtype"]]
first, last = (8 + length + offset for offset in keys["data_offsets"])
softer = numpy.frombuffer(data[first:last], dtype=dtype) * dtype(factor)
with open(out, "wb") as file:
    file.write(data[:first] + softer.astype(dtype).tobytes() + data[last:])
