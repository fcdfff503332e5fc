#include "core/models/mlp/mlp_info.h"

namespace babble {

PytorchPart mlp_pytorch(const PytorchFacts& facts) {
  const Settings& settings = facts.settings;
  PytorchPart part;
  part.numbers =
      filled("T, E, H, B = $T$, $E$, $H$, $B$\n", {{"T", std::to_string(settings.block_size)},
                                                   {"E", std::to_string(settings.embedding)},
                                                   {"H", std::to_string(settings.hidden_size)},
                                                   {"B", std::to_string(settings.batch_size)}});
  part.network.sentence =
      "The embeddings of T characters side by side, a hidden layer with tanh, an output layer.";
  part.network.code = R"(class Network(nn.Module):
    def __init__(self):
        super().__init__()
        self.C = nn.Parameter(normal(V, E))
        self.W1 = nn.Parameter(normal(T * E, H))"
                      "$W1$)\x01"
                      "weights\n        self.b1 = nn.Parameter(normal(H)$B1$)\n"
                      "        self.W2 = nn.Parameter(normal(H, V)$W2$)\n"
                      "        self.b2 = nn.Parameter(normal(V)$B2$)\n"
                      R"(
    def forward(self, x):  # B×T
        h = torch.tanh(self.C[x].flatten(1) @ self.W1 + self.b1))"
                      "\x01"
                      R"(hidden
        return h @ self.W2 + self.b2
)";
  const bool scaled = settings.init == Init::scaled;
  part.network.code =
      filled(part.network.code, {{"W1", scaled ? " * (5 / 3 / math.sqrt(T * E))" : ""},
                                 {"B1", scaled ? " * 0.01" : ""},
                                 {"W2", scaled ? " * 0.01" : ""},
                                 {"B2", scaled ? " * 0" : ""}});
  part.batches.sentence =
      "An example is a token and the T tokens before it; what lies before the text or the line is "
      "filled with id 0. A mini-batch is B examples, drawn with replacement.";
  part.batches.code =
      filled(R"(def windows(stream, first):
    i = torch.arange(first, len(stream))
    place = i[:, None] - T + torch.arange(T)
$BEGIN$    return stream[place.clamp(min=0)].masked_fill(place < begin, 0), stream[i]


xs, ys = windows(train, $FIRST$)


def next_batch():  # x, y, whether it begins an epoch, whether it ends one
    i = below(len(xs), B)
    return xs[i], ys[i], True, run["epoch_tokens"] + B >= len(xs))"
             "\x01"
             "batch\n",
             {{"BEGIN", pytorch_line_begins(facts)}, {"FIRST", facts.lines() ? "1" : "T"}});
  part.scoring.sentence = "The loss of a part of the text is the mean over all its examples.";
  part.scoring.code = R"(def nll(stream):
    x, y = windows(stream, 1)
    batches = zip(x.to(device).split(4096), y.split(4096))
    return sum(loss_sum(model(x).cpu().double(), y).item() for x, y in batches) / (len(stream) - 1)
)";
  part.reading = R"(def read(token, memory):
    window = [*(memory or [0] * T)[1:], token]
    return model(torch.tensor([window], device=device))[0].softmax(-1), window
)";
  return part;
}

}  // namespace babble
