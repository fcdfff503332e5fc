"""The same step of an RNN, GRU or LSTM (d2l §8.5, §9.1, §9.2: full BPTT, clipping, SGD) in PyTorch
and, for the RNN, in numpy."""

V = 28
LEARNING_RATE, LIMIT = 1.0, 1.0


def batches(numpy, B, T):
    """Enough mini-batches (X and Y, T×B) that no cache of the processor learns them."""
    generator = numpy.random.default_rng(1)
    stream = generator.integers(0, V, size=(8, B, T + 1))
    return [(part[:, :-1].T.copy(), part[:, 1:].T.copy()) for part in stream]


class Numpy:
    """By hand: gathered rows for X·W_xh, all logits in one product, one product a gradient."""
    def __init__(self, np, model, H, B, T):
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
    """As d2l §8.5, §9.1 and §9.2 write it: one-hot inputs, a loop over the time steps, autograd."""
    def __init__(self, torch, model, H, B, T):
        self.torch = torch
        self.cell = getattr(self, model)
        normal = lambda *shape: torch.randn(*shape) * 0.01
        self.parameters = []
        for _ in range({"rnn": 1, "gru": 3, "lstm": 4}[model]):
            self.parameters += [normal(V, H), normal(H, H), torch.zeros(H)]
        self.parameters += [normal(H, V), torch.zeros(V)]
        for parameter in self.parameters:
            parameter.requires_grad_(True)
        self.state = torch.zeros(B, H), torch.zeros(B, H)

    def gate(self, i, x, h):
        W_x, W_h, b = self.parameters[3 * i:3 * i + 3]
        return x @ W_x + h @ W_h + b

    def rnn(self, x, h, c):
        return self.torch.tanh(self.gate(0, x, h)), c

    def gru(self, x, h, c):
        z, r = (self.torch.sigmoid(self.gate(i, x, h)) for i in range(2))
        return z * h + (1 - z) * self.torch.tanh(self.gate(2, x, r * h)), c

    def lstm(self, x, h, c):
        i, f, o = (self.torch.sigmoid(self.gate(i, x, h)) for i in range(3))
        c = f * c + i * self.torch.tanh(self.gate(3, x, h))
        return o * self.torch.tanh(c), c

    def step(self, X, Y):
        torch = self.torch
        W_hq, b_q = self.parameters[-2:]
        h, c = (state.detach() for state in self.state)
        outputs = []
        for x in torch.nn.functional.one_hot(X, V).float():
            h, c = self.cell(x, h, c)
            outputs.append(h @ W_hq + b_q)
        self.state = h, c
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
    """As d2l §8.6 writes it: nn.RNN (nn.GRU, nn.LSTM), nn.Linear and torch.optim.SGD."""
    def __init__(self, torch, model, H, B, T):
        self.torch, self.model = torch, model
        self.rnn, self.output = getattr(torch.nn, model.upper())(V, H), torch.nn.Linear(H, V)
        self.parameters = [*self.rnn.parameters(), *self.output.parameters()]
        self.optimiser = torch.optim.SGD(self.parameters, LEARNING_RATE)
        self.state = torch.zeros(1, B, H), torch.zeros(1, B, H)

    def step(self, X, Y):
        torch = self.torch
        self.optimiser.zero_grad(set_to_none=True)
        before = tuple(state.detach() for state in self.state)
        inputs = torch.nn.functional.one_hot(X, V).float()
        if self.model == "lstm":
            states, self.state = self.rnn(inputs, before)
        else:
            states, after = self.rnn(inputs, before[0])
            self.state = after, before[1]
        logits = self.output(states.reshape(-1, states.shape[-1]))
        loss = torch.nn.functional.cross_entropy(logits, Y.reshape(-1))
        loss.backward()
        torch.nn.utils.clip_grad_norm_(self.parameters, LIMIT)
        self.optimiser.step()
        return loss.item()


def trainer(library, kind, wanted):
    """A function that makes one step, and the number of tokens in it. `library` is torch or numpy."""
    import numpy
    H, B, T = wanted["hidden"], wanted["batch"], wanted["time_steps"]
    convert = library.from_numpy if library is not numpy else lambda values: values
    data = [(convert(X), convert(Y)) for X, Y in batches(numpy, B, T)]
    peer, index = kind(library, wanted["model"], H, B, T), 0

    def step():
        nonlocal index
        index += 1
        peer.step(*data[index % len(data)])

    return step, B * T


def numpy_generator(np, wanted):
    """A function that draws 200 characters with the RNN one by one, and 200."""
    H, length = wanted["hidden"], 200
    rng = np.random.default_rng(0)
    W_xh, W_hh, b_h, W_hq, b_q = (rng.normal(0, 0.01, shape).astype(np.float32)
                                  for shape in ((V, H), (H, H), (H,), (H, V), (V,)))

    def generate():
        h, token = np.zeros(H, dtype=np.float32), 1
        for _ in range(length):
            h = np.tanh(W_xh[token] + h @ W_hh + b_h)
            logits = h @ W_hq + b_q
            sums = np.cumsum(np.exp(logits - logits.max()))
            token = min(V - 1, int(np.searchsorted(sums, rng.random() * sums[-1])))

    return generate, length
