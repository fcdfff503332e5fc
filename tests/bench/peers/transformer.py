"""makemore's transformer (GPT-2's shape, no dropout) in PyTorch: by hand as the lecture writes it, and
with nn.TransformerEncoder. One step of training with AdamW, and generation with a whole forward pass
for each token, as makemore's generate() does it."""
import math

V = 28


class ByHand:
    def __init__(self, torch, width, layers, heads, time_steps):
        nn, self.torch, self.heads = torch.nn, torch, heads
        block = lambda: nn.ModuleDict({
            "norm1": nn.LayerNorm(width), "qkv": nn.Linear(width, 3 * width),
            "projection": nn.Linear(width, width), "norm2": nn.LayerNorm(width),
            "fc": nn.Linear(width, 4 * width), "output": nn.Linear(4 * width, width)})
        self.module = nn.ModuleDict({
            "wte": nn.Embedding(V, width), "wpe": nn.Embedding(time_steps, width),
            "blocks": nn.ModuleList([block() for _ in range(layers)]),
            "norm": nn.LayerNorm(width), "head": nn.Linear(width, V, bias=False)})
        self.mask = torch.tril(torch.ones(time_steps, time_steps)) == 0

    def gelu(self, x):
        return 0.5 * x * (1 + self.torch.tanh(math.sqrt(2 / math.pi) * (x + 0.044715 * x ** 3)))

    def logits(self, X):
        torch, m = self.torch, self.module
        B, T = X.shape
        x = m["wte"](X) + m["wpe"](torch.arange(T))
        for block in m["blocks"]:
            q, k, v = (part.view(B, T, self.heads, -1).transpose(1, 2)
                       for part in block["qkv"](block["norm1"](x)).chunk(3, dim=2))
            scores = q @ k.transpose(2, 3) / math.sqrt(q.shape[-1])
            weights = scores.masked_fill(self.mask[:T, :T], float("-inf")).softmax(dim=3)
            x = x + block["projection"]((weights @ v).transpose(1, 2).reshape(x.shape))
            x = x + block["output"](self.gelu(block["fc"](block["norm2"](x))))
        return m["head"](m["norm"](x))


class Modules:
    def __init__(self, torch, width, layers, heads, time_steps):
        nn, self.torch = torch.nn, torch
        layer = nn.TransformerEncoderLayer(width, heads, 4 * width, dropout=0.0, activation="gelu",
                                           batch_first=True, norm_first=True)
        self.module = nn.ModuleDict({
            "wte": nn.Embedding(V, width), "wpe": nn.Embedding(time_steps, width),
            "encoder": nn.TransformerEncoder(layer, layers, nn.LayerNorm(width)),
            "head": nn.Linear(width, V, bias=False)})
        self.mask = torch.full((time_steps, time_steps), float("-inf")).triu(1)

    def logits(self, X):
        m, T = self.module, X.shape[1]
        x = m["wte"](X) + m["wpe"](self.torch.arange(T))
        return m["head"](m["encoder"](x, self.mask[:T, :T]))


def trainer(torch, kind, wanted):
    """A function that makes one step, and the number of tokens in it."""
    B, T = wanted["batch"], wanted["time_steps"]
    model = kind(torch, wanted["hidden"], 4, 4, T)
    optimizer = torch.optim.AdamW(model.module.parameters(), 5e-4, (0.9, 0.99), weight_decay=0.01)
    data = [torch.randint(0, V, (B, T + 1)) for _ in range(8)]
    index = 0

    def step():
        nonlocal index
        index += 1
        tokens = data[index % len(data)]
        logits = model.logits(tokens[:, :-1])
        loss = torch.nn.functional.cross_entropy(logits.reshape(-1, V), tokens[:, 1:].reshape(-1))
        optimizer.zero_grad(set_to_none=True)
        loss.backward()
        optimizer.step()

    return step, B * T


def generator(torch, kind, wanted):
    """A function that draws 50 characters one by one, and 50."""
    T, length = wanted["time_steps"], 50
    model = kind(torch, wanted["hidden"], 4, 4, T)
    model.module.eval()

    @torch.no_grad()
    def generate():
        tokens = torch.zeros(1, 1, dtype=torch.int64)
        for _ in range(length):
            p = model.logits(tokens[:, -T:])[0, -1].softmax(dim=0)
            tokens = torch.cat([tokens, torch.multinomial(p, 1)[None]], dim=1)

    return generate, length
