#!/usr/bin/python3
"""Training steps a second of makemore part 2's MLP in PyTorch, as the lecture writes it and with
modules: V = 27, T = 3, E = 10, H = 200, B = 32, SGD. `babble bench --model mlp` is the same.

    mlp_torch.py [THREADS] [SECONDS]
"""
import sys
import time

import torch
import torch.nn as nn
import torch.nn.functional as F

V, T, E, H, B = 27, 3, 10, 200, 32
X, Y = torch.randint(0, V, (200_000, T)), torch.randint(0, V, (200_000,))


def lecture():
    parameters = [torch.randn(V, E), torch.randn(T * E, H), torch.randn(H), torch.randn(H, V),
                  torch.randn(V)]
    C, W1, b1, W2, b2 = parameters
    for p in parameters:
        p.requires_grad = True

    def step():
        ix = torch.randint(0, len(X), (B,))
        hidden = torch.tanh(C[X[ix]].view(-1, T * E) @ W1 + b1)
        loss = F.cross_entropy(hidden @ W2 + b2, Y[ix])
        for p in parameters:
            p.grad = None
        loss.backward()
        for p in parameters:
            p.data += -0.1 * p.grad

    return step


def modules():
    model = nn.Sequential(nn.Embedding(V, E), nn.Flatten(), nn.Linear(T * E, H), nn.Tanh(),
                          nn.Linear(H, V))
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1)

    def step():
        ix = torch.randint(0, len(X), (B,))
        loss = F.cross_entropy(model(X[ix]), Y[ix])
        optimizer.zero_grad(set_to_none=True)
        loss.backward()
        optimizer.step()

    return step


def rate(step, seconds):
    """Median of five stretches, as `babble bench` does it."""
    rates = []
    for _ in range(6):  # the first warms up
        begin, steps = time.perf_counter(), 0
        while time.perf_counter() - begin < seconds / 5:
            step()
            steps += 1
        rates.append(steps / (time.perf_counter() - begin))
    return sorted(rates[1:])[2]


torch.set_num_threads(int(sys.argv[1]) if len(sys.argv) > 1 else 1)
for name, make in (("as the lecture writes it", lecture), ("nn modules", modules)):
    print(f"PyTorch {torch.__version__}, {name}: "
          f"{rate(make(), float(sys.argv[2]) if len(sys.argv) > 2 else 2):,.0f} steps/s")
