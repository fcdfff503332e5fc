#!/usr/bin/env python3
"""Reads a checkpoint with numpy alone and computes the logits that our programs compute.

    read_checkpoint.py FILE TEXT    ->  JSON: the tensors' shapes, the logits that follow TEXT

For the count bigram the logits are log(N + k), those of the program up to a constant. What
safetensors.torch.load_file(FILE) returns is `tensors` below.
"""
import json
import sys

import numpy as np


def read(path):
    data = open(path, "rb").read()
    body = 8 + int.from_bytes(data[:8], "little")
    header = json.loads(data[8:body])
    meta = header.pop("__metadata__")
    kinds = {"F32": "<f4", "I64": "<i8"}
    return meta, {name: np.frombuffer(data[body + t["data_offsets"][0]:body + t["data_offsets"][1]],
                                      kinds[t["dtype"]]).reshape(t["shape"])
                  for name, t in header.items()}


def sigmoid(z):
    return 1 / (1 + np.exp(-z))


def mlp(p, settings, ids):
    block_size = int(settings["block_size"])
    window = ([0] * block_size + ids)[-block_size:]
    h = np.tanh(p["C"][window].reshape(-1) @ p["W1"] + p["b1"])
    return h @ p["W2"] + p["b2"]


def recurrent(model, p, ids):
    def gate(name, x, h):
        return p["W_x" + name][x] + h @ p["W_h" + name] + p["b_" + name]

    h = c = np.zeros(p["W_hq"].shape[0], np.float32)
    for x in ids:
        if model == "rnn":
            h = np.tanh(gate("h", x, h))
        elif model == "gru":
            z, r = sigmoid(gate("z", x, h)), sigmoid(gate("r", x, h))
            h = z * h + (1 - z) * np.tanh(gate("h", x, r * h))
        else:
            i, f, o = (sigmoid(gate(name, x, h)) for name in "ifo")
            c = f * c + i * np.tanh(gate("c", x, h))
            h = o * np.tanh(c)
    return h @ p["W_hq"] + p["b_q"]


def logits(meta, tensors, text):
    vocabulary, settings = json.loads(meta["vocabulary"]), json.loads(meta["settings"])
    ids = [vocabulary.index(c) for c in text]
    if meta["model"] == "count":
        return np.log(tensors["N"][ids[-1]] + float(settings["smoothing"]))
    if meta["model"] == "neural":
        return tensors["W"][ids[-1]] + tensors.get("b", 0)
    if meta["model"] == "mlp":
        return mlp(tensors, settings, ids)
    return recurrent(meta["model"], tensors, ids)


if __name__ == "__main__":
    meta, tensors = read(sys.argv[1])
    print(json.dumps({"model": meta["model"], "text": sys.argv[2],
                      "shapes": {name: list(t.shape) for name, t in tensors.items()},
                      "logits": [float(v) for v in logits(meta, tensors, sys.argv[2])]}))
