"""A training step of makemore part 2's MLP in PyTorch, as the lecture writes it and with modules:
V = 27, T = 3, E = 10, SGD."""
V, T, E = 27, 3, 10


def data(torch):
    return torch.randint(0, V, (200_000, T)), torch.randint(0, V, (200_000,))


def lecture(torch, wanted):
    H, B, F = wanted["hidden"], wanted["batch"], torch.nn.functional
    X, Y = data(torch)
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

    return step, 1


def modules(torch, wanted):
    H, B, nn = wanted["hidden"], wanted["batch"], torch.nn
    X, Y = data(torch)
    model = nn.Sequential(nn.Embedding(V, E), nn.Flatten(), nn.Linear(T * E, H), nn.Tanh(),
                          nn.Linear(H, V))
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1)

    def step():
        ix = torch.randint(0, len(X), (B,))
        loss = nn.functional.cross_entropy(model(X[ix]), Y[ix])
        optimizer.zero_grad(set_to_none=True)
        loss.backward()
        optimizer.step()

    return step, 1
