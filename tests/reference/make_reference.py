#!/usr/bin/env python3
"""Figures of PyTorch 1.13 on the project's own corpora, for the tests to compare with.

    /usr/bin/python3 tests/reference/make_reference.py [name ...]

Needs Debian's python3-torch; takes a minute. Writes <name>.json beside itself; README.md says
what is in each file. The output is committed, so that the tests need no PyTorch: run this again
when data/names.txt or data/tale.txt changes.
"""
import collections
import json
import math
import pathlib
import re
import sys
import zlib

import numpy as np
import torch
from torch.nn import functional

HERE = pathlib.Path(__file__).resolve().parent
DATA = HERE.parent.parent / "data"
SEED = 2147483647  # makemore's


def generator(seed):
    return torch.Generator().manual_seed(seed)


# ---- JSON: float32 with the fewest digits that give it back, one line for each list of numbers

def simple(value):
    if isinstance(value, torch.Tensor):
        value = value.detach().numpy()
    if isinstance(value, np.ndarray) and value.ndim == 0:
        value = value[()]
    if isinstance(value, (np.ndarray, list, tuple)):
        return [simple(v) for v in value]
    if isinstance(value, dict):
        return {str(k): simple(v) for k, v in value.items()}
    if isinstance(value, np.float32):
        value = float(str(value))
    elif isinstance(value, np.generic):
        value = value.item()
    if isinstance(value, float) and not math.isfinite(value):
        return str(value)
    return value


def text(value, depth=0):
    nested = isinstance(value, (dict, list)) and any(
        isinstance(v, (dict, list)) for v in (value.values() if isinstance(value, dict) else value))
    if not nested:
        return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    pad = "\n" + " " * (depth + 1)
    if isinstance(value, dict):
        inner = [json.dumps(k) + ": " + text(v, depth + 1) for k, v in value.items()]
        return "{" + pad + ("," + pad).join(inner) + "\n" + " " * depth + "}"
    return "[" + pad + ("," + pad).join(text(v, depth + 1) for v in value) + "\n" + " " * depth + "]"


# ---- torch_rng.json

def checksum(numbers):
    """CRC-32 of the bytes: all bits of many numbers."""
    return [zlib.crc32(numbers.numpy().tobytes())]


def random_numbers():
    g = generator(7)
    weights = [torch.rand(12, generator=g), torch.tensor([0.0, 0, 5, 1, 0, 9, 0.25, 0]),
               torch.cat([torch.full((30,), 1e-4), torch.ones(1), torch.full((9,), 1e-4)])]
    calls = [("randn", 3), ("rand", 4), ("randperm", 6), ("randn", 2), ("randn", 20),
             ("multinomial", 5), ("rand_f64", 3), ("randn", 1), ("randn", 48), ("rand", 650),
             ("randn", 7), ("multinomial", 1), ("randn", 15), ("randn", 33), ("randn", 1)]

    def interleaved(g):
        for i, (call, n) in enumerate(calls):
            out = {"rand": lambda: torch.rand(n, generator=g),
                   "rand_f64": lambda: torch.rand(n, generator=g, dtype=torch.float64),
                   "randn": lambda: torch.randn(n, generator=g),
                   "randperm": lambda: torch.randperm(n, generator=g),
                   "multinomial": lambda: torch.multinomial(weights[i % 3], n, True, generator=g),
                   }[call]()
            yield {"call": call, "n": n, "vector": i % 3, "out": out}

    seeds = {}
    for seed in (SEED, 0, 1, 20231):
        torch.manual_seed(seed)
        g = generator(seed)
        seeds[seed] = {
            "u32_10": torch.empty(10, dtype=torch.int64).random_(0, 2**32 - 1, generator=g),
            "rand_20": torch.rand(20, generator=generator(seed)),
            "randn_5": torch.randn(5, generator=generator(seed)),
            "randn_16": torch.randn(16, generator=generator(seed)),
            "randn_27": torch.randn(27, generator=generator(seed)),
            "normal_40": torch.empty(40).normal_(0.5, 0.25, generator=generator(seed)),
            "normal_7": torch.empty(7).normal_(0.5, 0.25, generator=generator(seed)),
            "randperm_20": torch.randperm(20, generator=generator(seed)),
            "randn_crc": checksum(torch.randn(100000, generator=generator(seed))),
            "uniform_crc": checksum(torch.empty(100000).uniform_(-0.3, 0.1,
                                                                 generator=generator(seed))),
            "interleaved": list(interleaved(generator(seed))),
        }
    seeds[SEED]["randn_27x27"] = torch.randn((27, 27), generator=generator(SEED))
    torch.manual_seed(42)
    seeds[42] = {"xavier_27x27": torch.nn.init.xavier_uniform_(torch.empty(27, 27))}
    return {"multinomial_vectors": weights, "seeds": seeds}


# ---- names: the two bigram models

def read_names():
    names = [line.strip() for line in (DATA / "names.txt").read_text("utf-8").splitlines()]
    names = [name for name in names if name]
    letters = ["."] + sorted(set("".join(names)))
    return names, letters


def bigrams(names, letters):
    ids = {c: i for i, c in enumerate(letters)}
    stream = torch.tensor([ids[c] for c in "." + "".join(name + "." for name in names)])
    return stream[:-1], stream[1:]


def counted(xs, ys, size):
    return torch.bincount(xs * size + ys, minlength=size * size).view(size, size)


def drawn(probabilities, letters, count):
    """Names from torch.multinomial, and how close a draw came to another letter."""
    g, spy, names, margin = generator(SEED), generator(SEED), [], 1.0
    while len(names) < count:
        name, i = "", 0
        while not name or i != 0:
            row = probabilities[i]
            i = torch.multinomial(row, 1, replacement=True, generator=g).item()
            u = torch.rand(1, dtype=torch.float64, generator=spy).item()
            margin = min(margin, (torch.cumsum(row.double(), 0)[:-1] - u).abs().min().item())
            name += letters[i]
        names.append(name)
    return {"seed": SEED, "names": names, "margin": margin}


def count_model():
    names, letters = read_names()
    xs, ys = bigrams(names, letters)
    counts = counted(xs, ys, len(letters))
    ids = {c: i for i, c in enumerate(letters)}
    out = {"lines": len(names), "bigrams": len(xs), "vocabulary": letters, "counts": counts,
           "models": []}
    unseen = [(a, b) for a in range(1, len(letters)) for b in range(1, len(letters))
              if counts[a, b] == 0]
    strange = "ada" + "".join(letters[i] for i in unseen[0]) if unseen else "ada"
    for k in (0, 1, 50):
        single = (counts + k).float()
        single = single / single.sum(1, keepdim=True)
        p = (counts + k).double()
        p = p / p.sum(1, keepdim=True)
        log_p = p.log()
        nll = -log_p[xs, ys].mean().item()
        words = []
        for word in ("mira", strange):
            steps = [(ids[a], ids[b]) for a, b in zip("." + word, word + ".")]
            total = sum(log_p[i, j].item() for i, j in steps)
            words.append({"word": word, "log_likelihood": total, "nll": -total / len(steps),
                          "pairs": [{"pair": letters[i] + letters[j], "count": counts[i, j],
                                     "p": p[i, j].item(), "logp": log_p[i, j].item()}
                                    for i, j in steps]})
        out["models"].append({"smoothing": k, "nll": nll, "perplexity": math.exp(nll),
                              "words": words, "sample": drawn(single, letters, 12)})
    return out


def train_network(xs, ys, w, b, rate, l2, steps, pick=None):
    """Losses before each step; w and b are changed in place. pick() gives a step's pairs."""
    losses = []
    leaves = [w] if b is None else [w, b]
    for leaf in leaves:
        leaf.requires_grad_()
    for _ in range(steps):
        chosen = slice(None) if pick is None else pick()
        logits = functional.one_hot(xs[chosen], w.shape[0]).to(w.dtype) @ w
        logits = logits if b is None else logits + b
        loss = functional.cross_entropy(logits, ys[chosen]) + l2 * (w ** 2).mean()
        losses.append(loss.detach().numpy()[()])
        gradients = torch.autograd.grad(loss, leaves)
        with torch.no_grad():
            for leaf, gradient in zip(leaves, gradients):
                leaf -= rate * gradient
    for leaf in leaves:
        leaf.requires_grad_(False)
    return losses


def neural_model():
    names, letters = read_names()
    xs, ys = bigrams(names, letters)
    v = len(letters)

    def run(init, seed, bias, rate, l2, steps, batch=0, data=(xs, ys)):
        g = generator(seed)
        torch.manual_seed(seed)
        w = {"normal": lambda: torch.randn((v, v), generator=g),
             "xavier": lambda: torch.nn.init.xavier_uniform_(torch.empty(v, v)),
             "zero": lambda: torch.zeros(v, v)}[init]()
        b = torch.zeros(v) if bias else None
        out = {"init": init, "seed": seed, "bias": bias, "learning_rate": rate, "l2": l2,
               "steps": steps, "batch": batch}
        pick = (lambda: torch.randint(0, len(xs), (batch,), generator=g)) if batch else None
        if not batch:
            exact = (w.double(), None if b is None else b.double())
            out["loss_float64"] = train_network(*data, *exact, rate, l2, steps)
        out["loss"] = train_network(*data, w, b, rate, l2, steps, pick)
        logits = w if b is None else w + b
        out["nll"] = functional.cross_entropy(logits.double()[data[0]], data[1]).item()
        out["W"] = w
        if bias:
            out["b"] = b
        if steps >= 50 and not batch:
            counts = logits.exp()
            out["sample"] = drawn(counts / counts.sum(1, keepdim=True), letters, 5)
        return out

    word = bigrams(names[:1], letters)
    return {"vocabulary": letters, "runs": [
        run("normal", SEED, False, 50.0, 0.01, 50),
        run("xavier", 42, True, 10.0, 0.01, 50),
        run("normal", 5, True, 5.0, 0.01, 20, batch=32),
    ], "first_line": {"word": names[0], **run("zero", 0, True, 0.1, 0.0, 8, data=word)}}


# ---- the tale: n-grams and the RNN

def read_tale():
    return [re.sub("[^A-Za-z]+", " ", line).strip().lower()
            for line in (DATA / "tale.txt").read_text("utf-8").splitlines()]


def ranked(items):
    return sorted(collections.Counter(items).items(), key=lambda pair: -pair[1])


def characters(lines):
    stream = "".join(lines)
    vocabulary = ["<unk>"] + [c for c, _ in ranked(stream)]
    return [vocabulary.index(c) for c in stream], vocabulary


def ngrams():
    lines = read_tale()
    stream, vocabulary = characters(lines)
    units = {"words": " ".join(lines).split(), "characters": list("".join(lines))}
    out = {"vocabulary": vocabulary, "character_count": len(stream), "first_tokens": stream[:60]}
    for unit, tokens in units.items():
        tables = [ranked(zip(*(tokens[i:] for i in range(n)))) for n in (1, 2, 3)]
        orders = []
        for table in tables:
            rank = np.arange(10, min(1000, len(table)) + 1)
            slope, intercept = np.polyfit(np.log(rank), np.log([n for _, n in table[9:1000]]), 1)
            orders.append({"distinct": len(table), "alpha": -slope, "intercept": intercept,
                           "top": [[list(gram), n] for gram, n in table[:12]]})
        seen = [dict(table) for table in tables]
        grams = [gram for table in tables for gram, _ in (table[0], table[len(table) // 3])]
        grams += [(tokens[1], tokens[0], "qqq"), ("qqq",), (tokens[0], "qqq")]
        n, m = len(tokens), len(tables[0])
        estimates = []
        for e1, e2, e3 in ((1.0, 1.0, 1.0), (0.5, 3.0, 20.0)):
            for gram in grams:
                p = (seen[0].get(gram[-1:], 0) + e1 / m) / (n + e1)
                if len(gram) > 1:
                    order, e = len(gram) - 1, (e2, e3)[len(gram) - 2]
                    p = ((seen[order].get(gram, 0) + e * p)
                         / (seen[order - 1].get(gram[:-1], 0) + e))
                estimates.append({"epsilon": [e1, e2, e3], "gram": list(gram), "p": p})
        out[unit] = {"tokens": n, "orders": orders, "estimates": estimates}
    return out


def rnn_weights(v, h, seed, scale):
    g = generator(seed)
    w_xh, w_hh, w_hq = (torch.randn(shape, generator=g) * scale for shape in ((v, h), (h, h), (h, v)))
    return dict(W_xh=w_xh, W_hh=w_hh, b_h=torch.zeros(h), W_hq=w_hq, b_q=torch.zeros(v))


def rnn_outputs(w, x, state):
    """x is B×T; logits are T·B × V."""
    logits = []
    for t in range(x.shape[1]):
        state = torch.tanh(w["W_xh"][x[:, t]] + state @ w["W_hh"] + w["b_h"])
        logits.append(state @ w["W_hq"] + w["b_q"])
    return torch.cat(logits), state


def rnn_step(w, x, y, state, rate, clip):
    """One update in place; loss, state after, logits, gradients and their norm."""
    leaves = {k: p.requires_grad_() for k, p in w.items()}
    logits, after = rnn_outputs(leaves, x, state)
    loss = functional.cross_entropy(logits, y.t().flatten())
    gradients = dict(zip(w, torch.autograd.grad(loss, list(leaves.values()))))
    norm = torch.sqrt(sum((g ** 2).sum() for g in gradients.values()))
    factor = min(1.0, clip / norm.item()) if clip > 0 else 1.0
    with torch.no_grad():
        for k, p in w.items():
            p.requires_grad_(False)
            p -= rate * factor * gradients[k]
    return loss.detach(), after.detach(), logits.detach(), gradients, norm


def plan_batches(stream, batch, steps, plan):
    """x and y of an epoch: plan is an offset, or an offset with starts."""
    if isinstance(plan, dict):
        begins = [plan["offset"] + s for s in plan["starts"]]
        groups = [begins[i:i + batch] for i in range(0, len(begins) // batch * batch, batch)]
    else:
        columns = (len(stream) - plan - 1) // batch
        groups = [[plan + row * columns + k * steps for row in range(batch)]
                  for k in range(columns // steps)]
    for group in groups:
        yield (torch.tensor([stream[b:b + steps] for b in group]),
               torch.tensor([stream[b + 1:b + 1 + steps] for b in group]))


def rnn_model():
    stream, vocabulary = characters(read_tale())
    out = {"vocabulary": vocabulary, "steps": [], "runs": []}
    for clip in (0.0, 0.3):
        w, state = rnn_weights(6, 4, 3, 0.8), torch.zeros(2, 4)
        g = generator(9)
        case = {"V": 6, "H": 4, "B": 2, "T": 5, "learning_rate": 1.0, "clip": clip,
                "start": {k: p.clone() for k, p in w.items()}, "batches": []}
        for _ in range(2):
            x, y = torch.randint(0, 6, (2, 2, 5), generator=g)
            loss, after, logits, gradients, norm = rnn_step(w, x, y, state, 1.0, clip)
            case["batches"].append({
                "x": x, "y": y, "state_before": state, "loss": loss, "logits": logits,
                "state_after": after, "gradients": gradients, "norm": norm,
                "parameters_after": {k: p.clone() for k, p in w.items()}})
            state = after
        out["steps"].append(case)

    def run(hidden, seed, batching, epochs, tokens=4000, batch=16, steps=20, scale=0.01):
        part, g = stream[:tokens], generator(seed)
        weights = [rnn_weights(len(vocabulary), hidden, seed, scale) for _ in range(2)]
        weights[1] = {k: p.double() for k, p in weights[1].items()}
        for shape in ((len(vocabulary), hidden), (hidden, hidden), (hidden, len(vocabulary))):
            torch.randn(shape, generator=g)  # the batches go on where the weights ended
        schedule = []
        for _ in range(epochs):
            offset = torch.randint(0, steps, (1,), generator=g).item()
            windows = (len(part) - offset - 1) // steps
            schedule.append(offset if batching == "sequential" else {
                "offset": offset, "starts": torch.randperm(windows, generator=g) * steps})
        result = {"hidden": hidden, "seed": seed, "batching": batching, "epochs": epochs,
                  "max_tokens": tokens, "batch": batch, "time_steps": steps, "learning_rate": 1.0,
                  "clip": 1.0, "schedule": simple(schedule)}
        for suffix, w in zip(("", "_float64"), weights):
            means, first = [], []
            for plan in simple(schedule):
                losses, state = [], None
                for x, y in plan_batches(part, batch, steps, plan):
                    if state is None or batching == "random":
                        state = torch.zeros(batch, hidden, dtype=w["b_h"].dtype)
                    loss, state, _, _, norm = rnn_step(w, x, y, state, 1.0, 1.0)
                    losses.append(loss.item())
                    first.append([loss.numpy()[()], norm.numpy()[()]])
                means.append(float(np.mean(losses)))
            result["mean_nll" + suffix] = means
            result["losses_and_norms" + suffix] = first[:6]
            ids = [vocabulary.index(c) for c in "the "]
            state = torch.zeros(1, hidden, dtype=w["b_h"].dtype)
            for i in range(30):
                logits, state = rnn_outputs(w, torch.tensor([[ids[i]]]), state)
                if i + 1 == len(ids):
                    ids.append(logits.argmax().item())
            result["greedy" + suffix] = "".join(vocabulary[i] for i in ids)
        return result

    out["runs"] = [run(16, 1, "sequential", 40), run(32, 2, "random", 25)]
    return out


FILES = {"torch_rng": random_numbers, "count": count_model, "neural": neural_model,
         "ngrams": ngrams, "rnn": rnn_model}


def main():
    torch.set_num_threads(1)
    for name in sys.argv[1:] or FILES:
        content = text(simple(FILES[name]()))
        (HERE / f"{name}.json").write_text(content + "\n", "utf-8")
        print(f"{name}.json: {len(content)} bytes")


if __name__ == "__main__":
    main()
