#!/usr/bin/python3
"""Writes the small files of tensors in this folder, one of every kind that heed opens.

    /usr/bin/python3 tests/store/make.py

needs Debian's python3-torch, python3-numpy and python3-h5py; no test needs Python. Run it again only
when a kind is added: libraries write times and versions into some of the files.

What they hold, so that the tests can compute it without Python: value i of the tensor with the
letter L is (i * 37 + ord(L)) % 101 - 50, divided by 8 for floats. See values().
"""
import collections
import gzip
import inspect
import io
import json
import os
import pickle
import struct
import sys
import types
import zipfile

import h5py
import numpy as np
import torch
from torch import nn

HERE = os.path.dirname(os.path.abspath(__file__))


def path(name):
    return os.path.join(HERE, name)


def values(letter, shape, dtype="f4"):
    count = int(np.prod(shape)) if shape else 1
    whole = (np.arange(count, dtype="i8") * 37 + ord(letter)) % 101 - 50
    kind = np.dtype(dtype).kind
    if kind == "f":
        whole = whole / 8
    elif kind == "u":
        whole = whole + 50
    elif kind == "b":
        whole = whole > 0
    return whole.astype(dtype).reshape(shape)


def tensor(letter, shape, dtype=torch.float32):
    return torch.from_numpy(values(letter, shape, "f8")).to(dtype)


# ---- NumPy ----

def numpy_files():
    np.save(path("plain.npy"), values("a", (3, 4)))
    np.save(path("column.npy"), np.asfortranarray(values("a", (3, 4), "f8")))
    np.save(path("big.npy"), values("a", (2, 3, 2), ">i4"))
    np.save(path("scalar.npy"), values("a", (), "f2"))
    np.save(path("objects.npy"), np.array([{"a": 1}, None], dtype=object), allow_pickle=True)
    np.save(path("record.npy"), np.zeros(2, dtype=[("x", "f4"), ("y", "i8")]))
    arrays = dict(a=values("a", (3, 4)), b=values("b", (5,), "i8"), c=values("c", (2, 2), "?"),
                  d=np.asfortranarray(values("d", (4, 3))), e=values("e", (3,), "u1"),
                  text=np.array(["one", "three"]), z=values("z", (2,), "c8"))
    np.savez(path("stored.npz"), **arrays)
    np.savez_compressed(path("packed.npz"), **arrays)


# ---- PyTorch ----

class Encoder(nn.Module):
    def __init__(self):
        super().__init__()
        self.hidden_size = 3
        self.embedding = nn.Embedding(4, 2)
        self.gru = nn.GRU(2, 3)


class Model(nn.Module):
    def __init__(self):
        super().__init__()
        self.encoder = Encoder()
        self.out = nn.Linear(3, 2)
        self.register_buffer("steps", torch.tensor([1, 2, 3]))
        self.blocks = nn.ModuleList([nn.Linear(2, 2, bias=False)])


def fill(module):
    with torch.no_grad():
        for number, (name, weight) in enumerate(module.named_parameters()):
            weight.copy_(tensor(chr(ord("a") + number), tuple(weight.shape)))
    return module


def module_under(name):
    """The classes as those of a program that the reader has never seen."""
    module = types.ModuleType(name)
    for cls in (Encoder, Model):
        cls.__module__ = name
        setattr(module, cls.__name__, cls)
    sys.modules[name.split(".")[0]] = types.ModuleType(name.split(".")[0])
    sys.modules[name] = module
    return fill(Model())


def dtypes():
    kinds = ["float32", "float64", "float16", "bfloat16", "int64", "int32", "int16", "int8", "uint8",
             "bool"]
    return {kind: tensor("a", (2, 3), getattr(torch, kind)) if kind not in ("uint8", "bool") else
            torch.from_numpy(values("a", (2, 3), "u1" if kind == "uint8" else "?"))
            for kind in kinds}


def save_module_legacy(model):
    """The source text of every class goes into such a file; that of PyTorch is not ours to copy."""
    lines, file = inspect.getsourcelines, inspect.getsourcefile
    inspect.getsourcelines = lambda thing: (["source text\n"], 0)
    inspect.getsourcefile = lambda thing: "file.py"
    torch.save(model, path("module-legacy.pt"), _use_new_zipfile_serialization=False)
    inspect.getsourcelines, inspect.getsourcefile = lines, file


def torch_files():
    model = module_under("somebody.models")
    state = model.state_dict()
    torch.save(state, path("state.pt"))
    torch.save(state, path("state-legacy.pt"), _use_new_zipfile_serialization=False)
    torch.save(model, path("module.pt"))
    save_module_legacy(model)
    optimizer = torch.optim.Adam(model.parameters())
    for weight in model.parameters():
        weight.grad = torch.zeros_like(weight)
    optimizer.step()
    torch.save({"model": {"w": tensor("a", (2, 2))}, "epoch": 7, "loss": 0.25, "note": "a text",
                "args": types.SimpleNamespace(lr=0.5, name="x"), "history": [1.0, 0.5, 0.25],
                "best": np.float64(1.5), "size": torch.Size([3, 4]),
                "optimizer": optimizer.state_dict()["param_groups"],
                "array": values("b", (2, 3)), "list": [tensor("c", (2,)), tensor("d", (1,))]},
               path("nested.pt"))
    torch.save(dtypes(), path("dtypes.pt"))
    base = tensor("a", (3, 4))
    torch.save({"whole": base, "turned": base.t(), "row": base[1], "column": base[:, 1],
                "steps": base[::2, 1:3], "spread": base[0, :1].expand(3, 4), "tied": base,
                "empty": torch.zeros(0, 3), "scalar": torch.tensor(2.5),
                "weight": nn.Parameter(base)}, path("views.pt"))
    torch.save({"view": base.view(-1)[2:8]}, path("views-legacy.pt"),
               _use_new_zipfile_serialization=False)
    torch.save(tensor("a", (2, 2)), path("single.pt"))
    torch.save({"w": tensor("a", (2, 2)), 3: tensor("b", (2,)), "complex": torch.zeros(2, dtype=torch.complex64),
                "quantized": torch.quantize_per_tensor(tensor("c", (2, 2)), 0.5, 3, torch.qint8)},
               path("odd.pt"))
    for protocol in (3, 4, 5):
        torch.save({"w": tensor("a", (2, 2))}, path("protocol%d.pt" % protocol),
                   pickle_protocol=protocol)
    torch.save({"w": tensor("a", (2, 2))}, path("protocol4-legacy.pt"), pickle_protocol=4,
               _use_new_zipfile_serialization=False)
    script = torch.jit.script(fill(nn.Linear(3, 2)))
    script.save(path("script.pt"))
    repack("state.pt", "state-packed.pt")


def repack(source, target):
    """The same archive, every entry deflated."""
    with zipfile.ZipFile(path(source)) as old, \
            zipfile.ZipFile(path(target), "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(zipfile.ZipInfo(name, (2020, 1, 1, 0, 0, 0)), old.read(name),
                         zipfile.ZIP_DEFLATED)


def pickles():
    arrays = {"w": values("a", (3, 4)), "column": np.asfortranarray(values("a", (3, 4))),
              "big": values("b", (3,), ">f8"), "count": np.int32(4),
              "ordered": collections.OrderedDict([("v", values("c", (2,), "i2"))])}
    for protocol in range(6):
        with open(path("arrays%d.pkl" % protocol), "wb") as file:
            pickle.dump(arrays, file, protocol=protocol)


# ---- pickles that would act; none of them does anything but make a file "acted" ----

COMMAND = b"touch acted"


def acting():
    """Name to pickle: each calls something when Python loads it."""
    text = COMMAND
    nested = b"\x80\x02c__builtin__\neval\nX\x01\x00\x00\x001\x85R."
    return {
        "system-0": b"cos\nsystem\n(S'" + text + b"'\ntR.",
        "posix-2": b"\x80\x02cposix\nsystem\nX" + struct.pack("<I", len(text)) + text + b"\x85R.",
        "stack-4": b"\x80\x04\x8c\x05posix\x8c\x06system\x93\x8c" + bytes([len(text)]) + text +
                   b"\x85R.",
        "inst": b"(S'" + text + b"'\nios\nsystem\n.",
        "obj": b"(cos\nsystem\nS'" + text + b"'\no.",
        "newobj": b"\x80\x02csubprocess\nPopen\nX" + struct.pack("<I", len(text)) + text +
                  b"\x85\x81.",
        "build": b"\x80\x02cbuiltins\nexec\n}b.",
        "eval": nested,
        "memo": b"\x80\x02cos\nsystem\nq\x000h\x00X" + struct.pack("<I", len(text)) + text +
                b"\x85R.",
        "dotted": b"\x80\x04\x8c\x05torch\x8c\x17serialization.os.system\x93\x8c" +
                  bytes([len(text)]) + text + b"\x85R.",
        "getattr": b"\x80\x02c__builtin__\ngetattr\nq\x00.",
        "runpy": b"\x80\x02crunpy\n_run_code\n.",
        "in-state": b"\x80\x02}X\x01\x00\x00\x00wcnt\nsystem\nX\x03\x00\x00\x00dir\x85Rs.",
    }


def bad_zip(data, version=b"3\n"):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, content in (("archive/data.pkl", data), ("archive/version", version)):
            archive.writestr(zipfile.ZipInfo(name, (2020, 1, 1, 0, 0, 0)), content)
    return out.getvalue()


def legacy(data):
    parts = [pickle.dumps(0x1950a86a20f9469cfc6c, protocol=2), pickle.dumps(1001, protocol=2),
             pickle.dumps({"protocol_version": 1001, "little_endian": True, "type_sizes": {}},
                          protocol=2)]
    return b"".join(parts) + data + pickle.dumps([], protocol=2)


def npy_of_objects(data):
    header = b"{'descr': '|O', 'fortran_order': False, 'shape': (1,), }"
    header += b" " * (64 - (10 + len(header) + 1) % 64) + b"\n"
    return b"\x93NUMPY\x01\x00" + struct.pack("<H", len(header)) + header + data


def acting_files():
    os.makedirs(path("acting"), exist_ok=True)
    for name, data in acting().items():
        for form, wrap in (("pickle", lambda data: data), ("zip", bad_zip), ("legacy", legacy)):
            with open(path("acting/%s-%s.pt" % (name, form)), "wb") as file:
                file.write(wrap(data))
    with open(path("acting/objects.npy"), "wb") as file:
        file.write(npy_of_objects(acting()["posix-2"]))


# ---- Keras ----

def keras_file(target, **options):
    with h5py.File(target, "w", **options) as file:
        file.attrs["keras_version"] = "2.11.0"
        file.attrs["backend"] = b"tensorflow"
        file.attrs["layer_names"] = [b"embedding", b"gru"]
        file.attrs["model_config"] = json.dumps({"class_name": "Model", "units": 3})
        file.attrs["steps"] = np.int32(12)
        group = file.create_group("model_weights/gru/gru/gru_cell")
        file["model_weights/gru"].attrs["weight_names"] = [b"gru/kernel:0", b"gru/bias:0"]
        group.create_dataset("kernel:0", data=values("a", (2, 9)))
        group.create_dataset("bias:0", data=values("b", (2, 9)))
        file.create_dataset("model_weights/embedding/embeddings:0", data=values("c", (5, 2), "f2"))


def hdf5_files():
    keras_file(path("keras.h5"))
    keras_file(path("keras-latest.h5"), libver="latest")
    with h5py.File(path("chunks.h5"), "w") as file:
        whole = values("a", (20, 13))
        file.create_dataset("plain", data=whole, chunks=(7, 5))
        file.create_dataset("gzip", data=whole, chunks=(7, 5), compression="gzip")
        file.create_dataset("all", data=whole.astype("f8"), chunks=(7, 13), compression="gzip",
                            shuffle=True, fletcher32=True)
        file.create_dataset("big", data=values("b", (6,), ">f4"))
        file.create_dataset("holes", shape=(6, 4), chunks=(2, 2), dtype="f4", fillvalue=1.5)
        file["holes"][2:4, 0:2] = values("c", (2, 2))
        file.create_dataset("never", shape=(3,), dtype="i4", fillvalue=7)
        file.create_dataset("empty", shape=(0, 3), dtype="f4")
        file.create_dataset("scalar", data=np.float64(2.5))
        file.create_dataset("truth", data=values("d", (4,), "?"))
        file.create_dataset("bytes", data=values("e", (3,), "u1"))
        file.create_dataset("words", data=["one", "two"])
        file.create_dataset("record", data=np.zeros(2, dtype=[("x", "f4"), ("y", "i8")]))
        file.create_dataset("lzf", data=whole, chunks=(7, 5), compression="lzf")
        file["again"] = h5py.SoftLink("/plain")
        file["loop"] = file["/"]
    with h5py.File(path("many.h5"), "w") as file:  # a tree of more than one node
        for number in range(18):
            file.create_dataset("w%02d" % number, data=np.int8(number))
    with h5py.File(path("dense.h5"), "w", libver="latest") as file:
        for number in range(20):
            file.create_dataset("w%02d" % number, data=np.int8(number))
    with h5py.File(path("huge.h5"), "w") as file:  # 2^60 values, none of which was ever written
        file.create_dataset("w", shape=(2**40, 2**20), dtype="f4", chunks=(64, 64))
        file.create_dataset("b", data=values("b", (3,)))
    file = io.BytesIO()
    keras_file(file)
    for name, method in (("model.keras", zipfile.ZIP_STORED), ("packed.keras", zipfile.ZIP_DEFLATED)):
        with zipfile.ZipFile(path(name), "w") as archive:
            for entry, content in (("metadata.json", b'{"keras_version": "3.0"}'),
                                   ("config.json", b'{"class_name": "Functional"}'),
                                   ("model.weights.h5", file.getvalue())):
                archive.writestr(zipfile.ZipInfo(entry, (2020, 1, 1, 0, 0, 0)), content, method)


# ---- safetensors, in several files ----

def safetensors(name, tensors, metadata=None):
    header, data = {}, b""
    if metadata:
        header["__metadata__"] = metadata
    for key, (dtype, array) in tensors.items():
        content = array.tobytes()
        header[key] = {"dtype": dtype, "shape": list(array.shape),
                       "data_offsets": [len(data), len(data) + len(content)]}
        data += content
    text = json.dumps(header).encode()
    text += b" " * (-len(text) % 8)
    with open(path(name), "wb") as file:
        file.write(struct.pack("<Q", len(text)) + text + data)


def safetensors_files():
    os.makedirs(path("sharded"), exist_ok=True)
    first, second = "model-00001-of-00002.safetensors", "model-00002-of-00002.safetensors"
    safetensors("sharded/" + first, {"a": ("F32", values("a", (2, 3))),
                                     "b": ("I64", values("b", (2,), "i8"))}, {"format": "pt"})
    safetensors("sharded/" + second, {"c": ("F16", values("c", (3,), "f2"))})
    with open(path("sharded/model.safetensors.index.json"), "w") as file:
        json.dump({"metadata": {"total_size": 46},
                   "weight_map": {"a": first, "b": first, "c": second}}, file)
    bits = np.arange(256, dtype="u1")
    safetensors("float8.safetensors", {"e4m3": ("F8_E4M3", bits), "e5m2": ("F8_E5M2", bits)})


# ---- GGUF ----

def gguf_text(text):
    return struct.pack("<Q", len(text)) + text


def gguf_files():
    """Random blocks of every type: the test decodes them on its own."""
    random = np.random.RandomState(1)
    types = {"f32": (0, 1, 4), "f16": (1, 1, 2), "q4_0": (2, 32, 18), "q4_1": (3, 32, 20),
             "q5_0": (6, 32, 22), "q5_1": (7, 32, 24), "q8_0": (8, 32, 34), "q2_k": (10, 256, 84),
             "q4_k": (12, 256, 144), "q5_k": (13, 256, 176), "q6_k": (14, 256, 210),
             "i8": (24, 1, 1), "i32": (26, 1, 4), "f64": (28, 1, 8), "bf16": (30, 1, 2)}
    for version in (2, 3):
        facts = [(b"general.architecture", 8, gguf_text(b"heed")),
                 (b"general.alignment", 4, struct.pack("<I", 64)),
                 (b"a.float", 6, struct.pack("<f", 0.5)), (b"a.bool", 7, b"\1"),
                 (b"a.big", 10, struct.pack("<Q", 2**63)), (b"a.small", 11, struct.pack("<q", -5)),
                 (b"a.double", 12, struct.pack("<d", 1e300)), (b"a.byte", 1, b"\xff"),
                 (b"tokenizer.ggml.tokens", 9,
                  struct.pack("<IQ", 8, 10) + b"".join(gguf_text(b"t%d" % i) for i in range(10))),
                 (b"a.numbers", 9, struct.pack("<IQ3i", 5, 3, 1, -2, 3)),
                 (b"a.nested", 9, struct.pack("<IQ", 9, 2) + struct.pack("<IQ2B", 0, 2, 1, 2) +
                  struct.pack("<IQB", 0, 1, 3))]
        head = struct.pack("<4sIQQ", b"GGUF", version, len(types), len(facts))
        for key, kind, content in facts:
            head += gguf_text(key) + struct.pack("<I", kind) + content
        data = b""
        for name, (number, block, size) in types.items():
            shape = (2 * block, 2) if block > 1 else (6, 2)
            content = random.bytes(int(np.prod(shape)) // block * size)
            head += gguf_text(b"blk." + name.encode()) + struct.pack("<IQQIQ", 2, *shape, number,
                                                                    len(data))
            data += content + bytes(-len(content) % 64)
        with open(path("types-v%d.gguf" % version), "wb") as file:
            file.write(head + bytes(-len(head) % 64) + data)


# ---- what is no file of tensors ----

def others():
    contents = {
        "pointer.safetensors": b"version https://git-lfs.github.com/spec/v1\noid sha256:" +
                               b"0" * 64 + b"\nsize 438064459\n",
        "model.onnx": b"\x08\x07\x12\x07pytorch\x1a\x041.13:\x00",
        "page.bin": b"<!DOCTYPE html>\n<html><body>Please log in</body></html>\n",
        "old.bin": b"tjgg\x03\x00\x00\x00\x00\x7d\x00\x00",
        "text.txt": b"Only a few words.\n",
        "other.json": b'{"hidden_size": 3}\n',
        "empty.pt": b"",
        "unknown.bin": bytes(range(1, 40)),
    }
    contents["packed.gz"] = gzip.compress(b"words", mtime=0)
    for name, content in contents.items():
        with open(path(name), "wb") as file:
            file.write(content)
    with zipfile.ZipFile(path("other.zip"), "w") as archive:
        archive.writestr(zipfile.ZipInfo("words.txt", (2020, 1, 1, 0, 0, 0)), b"words")


if __name__ == "__main__":
    torch.manual_seed(1)
    numpy_files()
    torch_files()
    pickles()
    acting_files()
    hdf5_files()
    safetensors_files()
    gguf_files()
    others()
