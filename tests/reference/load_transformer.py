#!/usr/bin/python3
"""Loads a checkpoint of the transformer into a PyTorch module of makemore's shape.

    load_transformer.py FILE TEXT    ->  JSON: the logits that follow TEXT

The names and shapes of the tensors are those of makemore's class: load_state_dict(strict=True) takes
them as they are.
"""
import json
import math
import sys

import torch
from torch import nn

from read_checkpoint import read


class Attention(nn.Module):
    def __init__(self, width, heads):
        super().__init__()
        self.heads = heads
        self.c_attn, self.c_proj = nn.Linear(width, 3 * width), nn.Linear(width, width)

    def forward(self, x):
        T, width = x.shape
        q, k, v = (part.view(T, self.heads, -1).transpose(0, 1)
                   for part in self.c_attn(x).split(width, dim=1))
        scores = q @ k.transpose(1, 2) / math.sqrt(width / self.heads)
        scores = scores.masked_fill(torch.ones(T, T).tril() == 0, float("-inf"))
        return self.c_proj((scores.softmax(dim=2) @ v).transpose(0, 1).reshape(T, width))


class Block(nn.Module):
    def __init__(self, width, heads):
        super().__init__()
        self.ln_1, self.ln_2 = nn.LayerNorm(width), nn.LayerNorm(width)
        self.attn = Attention(width, heads)
        self.mlp = nn.ModuleDict({"c_fc": nn.Linear(width, 4 * width),
                                  "c_proj": nn.Linear(4 * width, width)})

    def forward(self, x):
        x = x + self.attn(self.ln_1(x))
        z = self.mlp["c_fc"](self.ln_2(x))
        gelu = 0.5 * z * (1 + torch.tanh(math.sqrt(2 / math.pi) * (z + 0.044715 * z ** 3)))
        return x + self.mlp["c_proj"](gelu)


class Transformer(nn.Module):
    def __init__(self, vocabulary_size, block_size, width, heads, layers):
        super().__init__()
        self.transformer = nn.ModuleDict({
            "wte": nn.Embedding(vocabulary_size, width), "wpe": nn.Embedding(block_size, width),
            "h": nn.ModuleList(Block(width, heads) for _ in range(layers)),
            "ln_f": nn.LayerNorm(width)})
        self.lm_head = nn.Linear(width, vocabulary_size, bias=False)

    def forward(self, tokens):
        parts = self.transformer
        x = parts["wte"](tokens) + parts["wpe"](torch.arange(len(tokens)))
        for block in parts["h"]:
            x = block(x)
        return self.lm_head(parts["ln_f"](x))


if __name__ == "__main__":
    meta, tensors = read(sys.argv[1])
    settings, vocabulary = json.loads(meta["settings"]), json.loads(meta["vocabulary"])
    model = Transformer(len(vocabulary), *(int(settings[key]) for key in
                                           ("time_steps", "width", "heads", "layers")))
    model.load_state_dict({name: torch.tensor(values) for name, values in tensors.items()
                           if not name.startswith("optimizer.")}, strict=True)
    with torch.no_grad():
        logits = model(torch.tensor([vocabulary.index(c) for c in sys.argv[2]]))[-1]
    print(json.dumps({"model": meta["model"], "text": sys.argv[2], "logits": logits.tolist()}))
