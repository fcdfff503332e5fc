#!/usr/bin/python3
"""The same RNN step (d2l §8.5: full BPTT, clipping, SGD) in PyTorch and numpy, to be timed.

    peers.py numpy|torch THREADS

Reads one JSON object a line, {"hidden_size", "batch", "time_steps", "seconds"}, and answers each with
{"name": trained tokens per second}, one entry a way of writing it. V is 28, as in The Time Machine.
"""
import json
import os
import sys
import time

V = 28
LEARNING_RATE, LIMIT = 1.0, 1.0


def batches(numpy, B, T):
    """Enough mini-batches (X and Y, T×B) that no cache of the processor learns them."""
    generator = numpy.random.default_rng(1)
    stream = generator.integers(0, V, size=(8, B, T + 1))
    return [(part[:, :-1].T.copy(), part[:, 1:].T.copy()) for part in stream]


class Numpy:
    """By hand: gathered rows for X·W_xh, all logits in one product, one product a gradient."""

    def __init__(self, np, H, B, T):
        self.np, self.H, self.B, self.T = np, H, B, T
        generator = np.random.default_rng(2)
        normal = lambda *shape: (0.01 * generator.standard_normal(shape)).astype(np.float32)
        self.W_xh, self.W_hh, self.W_hq = normal(V, H), normal(H, H), normal(H, V)
        self.b_h, self.b_q = np.zeros(H, np.float32), np.zeros(V, np.float32)
        self.states = np.zeros((T + 1, B, H), np.float32)
        self.dstates = np.zeros((T, B, H), np.float32)
        self.rows = np.arange(T * B)

    def step(self, X, Y):
        np, H, B, T = self.np, self.H, self.B, self.T
        states, dstates = self.states, self.dstates
        states[0] = states[T]
        inputs = self.W_xh + self.b_h
        for t in range(T):
            np.tanh(inputs[X[t]] + states[t] @ self.W_hh, out=states[t + 1])
        hidden = states[1:].reshape(T * B, H)
        logits = hidden @ self.W_hq + self.b_q
        logits -= logits.max(axis=1, keepdims=True)
        np.exp(logits, out=logits)
        logits /= logits.sum(axis=1, keepdims=True)
        loss = -np.log(logits[self.rows, Y.reshape(-1)]).mean()
        dlogits = logits
        dlogits[self.rows, Y.reshape(-1)] -= 1
        dlogits /= T * B
        dhidden = (dlogits @ self.W_hq.T).reshape(T, B, H)
        later = np.float32(0)
        transposed = np.ascontiguousarray(self.W_hh.T)
        for t in range(T - 1, -1, -1):
            dstates[t] = (dhidden[t] + later) * (1 - states[t + 1] ** 2)
            later = dstates[t] @ transposed
        flat = dstates.reshape(T * B, H)
        one_hot = np.zeros((T * B, V), np.float32)
        one_hot[self.rows, X.reshape(-1)] = 1
        gradients = [one_hot.T @ flat, states[:-1].reshape(T * B, H).T @ flat, flat.sum(axis=0),
                     hidden.T @ dlogits, dlogits.sum(axis=0)]
        norm = np.sqrt(sum(float((g * g).sum()) for g in gradients))
        rate = np.float32(LEARNING_RATE * min(1.0, LIMIT / norm))
        for parameter, gradient in zip((self.W_xh, self.W_hh, self.b_h, self.W_hq, self.b_q), gradients):
            parameter -= rate * gradient
        return loss


class TorchScratch:
    """As d2l §8.5 writes it: one-hot inputs, a loop over the time steps, autograd."""

    def __init__(self, torch, H, B, T):
        self.torch, self.shape = torch, (B, H)
        normal = lambda *shape: torch.randn(*shape) * 0.01
        self.parameters = [normal(V, H), normal(H, H), torch.zeros(H), normal(H, V), torch.zeros(V)]
        for parameter in self.parameters:
            parameter.requires_grad_(True)
        self.state = torch.zeros(B, H)

    def step(self, X, Y):
        torch = self.torch
        W_xh, W_hh, b_h, W_hq, b_q = self.parameters
        state, outputs = self.state.detach(), []
        for x in torch.nn.functional.one_hot(X, V).float():
            state = torch.tanh(x @ W_xh + state @ W_hh + b_h)
            outputs.append(state @ W_hq + b_q)
        self.state = state
        loss = torch.nn.functional.cross_entropy(torch.cat(outputs), Y.reshape(-1))
        loss.backward()
        norm = torch.sqrt(sum((p.grad ** 2).sum() for p in self.parameters))
        with torch.no_grad():
            for p in self.parameters:
                if norm > LIMIT:
                    p.grad *= LIMIT / norm
                p -= LEARNING_RATE * p.grad
                p.grad.zero_()
        return loss.item()


class TorchModule:
    """As d2l §8.6 writes it: nn.RNN, nn.Linear and torch.optim.SGD."""

    def __init__(self, torch, H, B, T):
        self.torch = torch
        self.rnn, self.output = torch.nn.RNN(V, H), torch.nn.Linear(H, V)
        self.parameters = [*self.rnn.parameters(), *self.output.parameters()]
        self.optimiser = torch.optim.SGD(self.parameters, LEARNING_RATE)
        self.state = torch.zeros(1, B, H)

    def step(self, X, Y):
        torch = self.torch
        self.optimiser.zero_grad(set_to_none=True)
        states, self.state = self.rnn(torch.nn.functional.one_hot(X, V).float(), self.state.detach())
        logits = self.output(states.reshape(-1, states.shape[-1]))
        loss = torch.nn.functional.cross_entropy(logits, Y.reshape(-1))
        loss.backward()
        torch.nn.utils.clip_grad_norm_(self.parameters, LIMIT)
        self.optimiser.step()
        return loss.item()


def rate(peer, data, tokens, seconds):
    """Median of five stretches, as `babble bench` does it."""
    index, rates = 0, []

    def stretch(length):
        nonlocal index
        begin, steps = time.perf_counter(), 0
        while True:
            peer.step(*data[index % len(data)])
            index, steps = index + 1, steps + 1
            elapsed = time.perf_counter() - begin
            if elapsed >= length:
                return steps * tokens / elapsed

    stretch(seconds / 5)
    for _ in range(5):
        rates.append(stretch(seconds / 5))
    return sorted(rates)[2]


def main():
    library, threads = sys.argv[1], int(sys.argv[2])
    for variable in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
        os.environ[variable] = str(threads)  # read when the libraries are loaded
    import numpy
    if library == "torch":
        import torch
        torch.set_num_threads(threads)
        kinds = {"PyTorch scratch": TorchScratch, "PyTorch nn.RNN": TorchModule}
        module, convert = torch, torch.from_numpy
        version = f"PyTorch {torch.__version__}"
    else:
        kinds, module, convert = {"numpy": Numpy}, numpy, lambda values: values
        version = f"numpy {numpy.__version__}"
    print(json.dumps({"version": version}), flush=True)
    for line in sys.stdin:
        wanted = json.loads(line)
        H, B, T = wanted["hidden"], wanted["batch"], wanted["time_steps"]
        data = [(convert(X), convert(Y)) for X, Y in batches(numpy, B, T)]
        answer = {name: rate(kind(module, H, B, T), data, B * T, wanted["seconds"])
                  for name, kind in kinds.items()}
        print(json.dumps(answer), flush=True)


if __name__ == "__main__":
    main()
