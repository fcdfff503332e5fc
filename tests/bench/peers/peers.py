#!/usr/bin/python3
"""What `babble bench` measures, done by PyTorch and numpy, to be timed.

    peers.py numpy|torch THREADS

Reads one JSON object a line, {"model", "hidden", "batch", "time_steps", "seconds"}, with model rnn, gru,
lstm, mlp, transformer, generate-rnn or generate-transformer. Answers each with {"name": rate}, one entry
a way of writing it: trained tokens, for the MLP steps, or generated characters a second.
"""
import json
import os
import sys
import time

import mlp
import recurrent
import transformer

RECURRENT = ("rnn", "gru", "lstm")


def contestants(library, wanted):
    """(name, work, units of one call) of all that `library` has for the model."""
    model = wanted["model"]
    if library.__name__ == "numpy":
        if model == "rnn":
            yield "numpy", *recurrent.trainer(library, recurrent.Numpy, wanted)
        elif model == "generate-rnn":
            yield "numpy", *recurrent.numpy_generator(library, wanted)
    elif model in RECURRENT:
        yield "PyTorch scratch", *recurrent.trainer(library, recurrent.TorchScratch, wanted)
        yield "PyTorch nn", *recurrent.trainer(library, recurrent.TorchModule, wanted)
    elif model == "mlp":
        yield "PyTorch scratch", *mlp.lecture(library, wanted)
        yield "PyTorch nn", *mlp.modules(library, wanted)
    elif model in ("transformer", "generate-transformer"):
        make = transformer.trainer if model == "transformer" else transformer.generator
        yield "PyTorch scratch", *make(library, transformer.ByHand, wanted)
        yield "PyTorch nn", *make(library, transformer.Modules, wanted)


def rate(work, units, seconds):
    """Median of five stretches, as `babble bench` does it."""
    def stretch(length):
        begin, calls = time.perf_counter(), 0
        while True:
            work()
            calls += 1
            elapsed = time.perf_counter() - begin
            if elapsed >= length:
                return calls * units / elapsed

    stretch(seconds / 5)
    return sorted(stretch(seconds / 5) for _ in range(5))[2]


def main():
    name, threads = sys.argv[1], int(sys.argv[2])
    for variable in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
        os.environ[variable] = str(threads)  # read when the libraries are loaded
    if name == "torch":
        import torch as library
        library.set_num_threads(threads)
    else:
        import numpy as library
    print(json.dumps({"version": f"{name} {library.__version__}"}), flush=True)
    for line in sys.stdin:
        wanted = json.loads(line)
        answer = {who: rate(work, units, wanted["seconds"])
                  for who, work, units in contestants(library, wanted)}
        print(json.dumps(answer), flush=True)


if __name__ == "__main__":
    main()
