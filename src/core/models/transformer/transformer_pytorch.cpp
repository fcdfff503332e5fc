#include "core/data/line_batches.h"
#include "core/models/transformer/transformer_info.h"

namespace babble {
namespace {

// makemore's class, and the start that nn.Embedding and nn.Linear have by themselves.
constexpr std::string_view with_layer_norm = R"(class Block(nn.Module):
    def __init__(self):
        super().__init__()
        self.ln_1 = nn.LayerNorm(W)
        self.attn = nn.ModuleDict({"c_attn": nn.Linear(W, 3 * W), "c_proj": nn.Linear(W, W)})
        self.ln_2 = nn.LayerNorm(W)
        self.mlp = nn.ModuleDict({"c_fc": nn.Linear(W, 4 * W), "c_proj": nn.Linear(4 * W, W)})

    def forward(self, x):
        q, k, v = self.attn["c_attn"](self.ln_1(x)).chunk(3, -1)
        x = x + self.attn["c_proj"](attention(q, k, v))
        return x + self.mlp["c_proj"](activation(self.mlp["c_fc"](self.ln_2(x))))


class Network(nn.Module):
    def __init__(self):
        super().__init__()
        self.transformer = nn.ModuleDict({
            "wte": nn.Embedding(V, W), "wpe": nn.Embedding(BLOCK, W),WEIGHTS
            "h": nn.ModuleList(Block() for _ in range(L)), "ln_f": nn.LayerNorm(W)})
        self.lm_head = nn.Linear(W, V, bias=False)

    def forward(self, x):
        parts = self.transformer
        h = parts["wte"](x) + parts["wpe"](torch.arange(x.shape[1], device=device))
        for block in parts["h"]:
            h = block(h)
        return self.lm_head(parts["ln_f"](h))
)";

// Numbers of Python's generator in the order in which PyTorch would draw its own.
constexpr std::string_view python_start = R"(

def draw_start(network):
    for part in network.modules():
        if isinstance(part, nn.Embedding):
            part.weight.data = normal(*part.weight.shape)
        if isinstance(part, nn.Linear):
            bound = 1 / math.sqrt(part.in_features)
            for tensor in part.parameters():
                tensor.data = uniform(bound, *tensor.shape)
    return network
)";

constexpr std::string_view with_rms_norm = R"(def rms_norm(x):
    return x * ((x * x).mean(-1, keepdim=True) + 1e-5) ** -0.5


class Network(nn.Module):
    def __init__(self):
        super().__init__()
        self.wte = nn.Parameter(matrix(V, W).roll(1, 0))  # id 0, the mark, is drawn lastWEIGHTS
        self.wpe = nn.Parameter(matrix(BLOCK, W))
        self.lm_head = nn.Parameter(matrix(V, W).roll(1, 0))
        for i in range(L):
            parts = {name: matrix(W, W) for name in ("attn_wq", "attn_wk", "attn_wv", "attn_wo")}
            parts["mlp_fc1"], parts["mlp_fc2"] = matrix(4 * W, W), matrix(W, 4 * W)
            parts = {name: nn.Parameter(part) for name, part in parts.items()}
            setattr(self, f"layer{i}", nn.ParameterDict(parts))

    def forward(self, x):
        h = rms_norm(self.wte[x] + self.wpe[:x.shape[1]])
        for i in range(L):
            p = getattr(self, f"layer{i}")
            n = rms_norm(h)
            q, k, v = (F.linear(n, p["attn_w" + c]) for c in "qkv")
            h = h + F.linear(attention(q, k, v), p["attn_wo"])
            h = h + F.linear(activation(F.linear(rms_norm(h), p["mlp_fc1"])), p["mlp_fc2"])
        return F.linear(h, self.lm_head)
)";

constexpr std::string_view common =
    R"(def attention(q, k, v):  # each token looks at itself and those before it
    split = [part.unflatten(-1, (HEADS, W // HEADS)).transpose(1, 2) for part in (q, k, v)]
    scores = split[0] @ split[1].transpose(-2, -1) / math.sqrt(W // HEADS)
    later = torch.ones(q.shape[1], q.shape[1], device=device).triu(1).bool()
    weights = scores.masked_fill(later, -math.inf).softmax(-1)ATTENTION
    return (weights @ split[2]).transpose(1, 2).flatten(2)


)";

}  // namespace

PytorchPart transformer_pytorch(const PytorchFacts& facts) {
  const Settings& settings = facts.settings;
  const bool layer = settings.norm == Norm::layer;
  const bool python = settings.generator == GeneratorKind::python;
  PytorchPart part;
  part.numbers = filled("L, HEADS, W, BLOCK = $L$, $HEADS$, $W$, $T$\nB, T = $B$, BLOCK\n",
                        {{"L", std::to_string(settings.layers)},
                         {"HEADS", std::to_string(settings.heads)},
                         {"W", std::to_string(settings.width)},
                         {"B", std::to_string(settings.batch_size)},
                         {"T", std::to_string(settings.time_steps)}});
  part.network.sentence =
      layer
          ? "Blocks of attention and MLP in GPT-2's shape, as in makemore: each adds what it found."
          : "Blocks of attention and MLP without biases and learned norms, as in microgpt.";
  std::string code = settings.activation == Activation::gelu
                         ? "def activation(z):  # GELU, by tanh\n"
                           "    return 0.5 * z * (1 + torch.tanh(math.sqrt(2 / math.pi) * (z + "
                           "0.044715 * z ** 3)))"
                           "\n\n\n"
                         : "activation = torch.relu\n\n\n";
  code += common;
  if (!layer) {
    code += python ? "def matrix(rows, columns):\n"
                     "    values = [rng.gauss(0, 0.08) for _ in range(rows * columns)]\n"
                     "    return torch.tensor(values).view(rows, columns)\n\n\n"
                   : "def matrix(rows, columns):\n"
                     "    return torch.empty(rows, columns).normal_(0, 0.08, generator=g)\n\n\n";
  }
  code += layer ? with_layer_norm : with_rms_norm;
  if (layer && python) code += python_start;
  for (const auto& [word, figure] : {std::pair{"WEIGHTS", "weights"}, {"ATTENTION", "attention"}}) {
    const std::size_t at = code.find(word);
    if (at != std::string::npos)
      code.replace(at, std::string_view(word).size(), std::string(1, figure_mark) + figure);
  }
  part.network.code = code;
  // Running text has no lines to draw.
  const bool lines = facts.lines() || settings.batching != Batching::lines;
  const Batching batching = lines ? settings.batching : Batching::random;
  part.batches = pytorch_sequence_batches(facts, batching);
  part.scoring.sentence =
      "The loss of a part of the text is the mean over all its pairs, each after at least half a "
      "window, or what there is of the text or the line before it.";
  part.scoring.code =
      pytorch_scoring(facts, batching, "BLOCK", "BLOCK // 2", 64, "model(x.to(device))");
  part.reading = R"(def read(token, memory):
    context = memory or []
    context = [*context[len(context) - BLOCK // 2 if len(context) == BLOCK else 0:], token]
    return model(torch.tensor([context], device=device))[0, -1].softmax(-1), context
)";
  return part;
}

}  // namespace babble
