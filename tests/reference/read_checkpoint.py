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


def logits(meta, tensors, text):
    vocabulary = json.loads(meta["vocabulary"])
    ids = [vocabulary.index(c) for c in text]
    if meta["model"] == "count":
        k = float(json.loads(meta["settings"])["smoothing"])
        return np.log(tensors["N"][ids[-1]] + k)
    if meta["model"] == "neural":
        return tensors["W"][ids[-1]] + tensors.get("b", 0)
    w_xh, w_hh, b_h, w_hq, b_q = (tensors[k] for k in ("W_xh", "W_hh", "b_h", "W_hq", "b_q"))
    h = np.zeros_like(b_h)
    for i in ids:
        h = np.tanh(w_xh[i] + h @ w_hh + b_h)
    return h @ w_hq + b_q


if __name__ == "__main__":
    meta, tensors = read(sys.argv[1])
    print(json.dumps({"model": meta["model"], "text": sys.argv[2],
                      "shapes": {name: list(t.shape) for name, t in tensors.items()},
                      "logits": [float(v) for v in logits(meta, tensors, sys.argv[2])]}))
