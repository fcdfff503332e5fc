#include "core/models/recurrent/recurrent_pytorch.h"

#include <algorithm>

#include "core/data/line_batches.h"
#include "core/models/recurrent/recurrent_info.h"

namespace babble {
namespace {

constexpr std::string_view fold =
    R"(def nll(stream):  # up to 32 rows side by side, each after the 64 tokens before it
    pairs = len(stream) - 1
    rows = min(max(pairs // 256, 1), 32)
    place = torch.arange(rows)[:, None] * -(-pairs // rows) + torch.arange(-64, -(-pairs // rows))
    outside, place = (place < 0) | (place >= pairs), place.clamp(0, pairs - 1)
    y = stream[place + 1].masked_fill(outside, -1)
    y[:, :64], total, memory = -1, 0, zero_state(rows)
    for x, y in zip(stream[place].masked_fill(outside, 0).to(device).split(64, 1), y.split(64, 1)):
        logits, memory = model(x, memory)
        memory[:, 0] *= y[0, 0] >= 0  # nothing comes before the first row
        total += loss_sum(logits.cpu().double(), y).item()
    return total / pairs
)";

}  // namespace

PytorchPart recurrent_pytorch(const PytorchFacts& facts, std::string_view gates, bool cell,
                              std::string_view sentence, std::string_view step) {
  const Settings& settings = facts.settings;
  PytorchPart part;
  part.numbers = filled("H, B, T = $H$, $B$, $T$\n", {{"H", std::to_string(settings.hidden_size)},
                                                      {"B", std::to_string(settings.batch_size)},
                                                      {"T", std::to_string(settings.time_steps)}});
  const bool embedded = settings.embedding > 0;
  if (embedded) part.numbers += "E = " + std::to_string(settings.embedding) + "\n";
  // One-hot: a row of W_x for each token.
  std::string steps(step);
  for (std::size_t at = 0; embedded && (at = steps.find("self.W_x", at)) != std::string::npos;) {
    constexpr std::string_view row = "[x[:, t]]", embedding = "self.C[x[:, t]] @ ";
    steps.erase(steps.find(row, at), row.size()).insert(at, embedding);
    at += embedding.size() + 1;
  }
  part.network.sentence = sentence;
  std::string& code = part.network.code;
  code = "class Network(nn.Module):\n    def __init__(self):\n        super().__init__()\n";
  const std::string x = embedded ? "nn.Parameter(normal(E, H) * 0.01)"
                                 : "nn.Parameter(normal(V, H) * 0.01)",
                    h = "nn.Parameter(normal(H, H) * 0.01)", b = "nn.Parameter(torch.zeros(H))";
  if (gates.size() > 1)  // as d2l writes it
    code = "def triple():\n    return " + x + ", " + h + ", " + b + "\n\n\n" + code;
  for (const char gate : gates) {
    code +=
        filled(gates.size() > 1
                   ? "        self.W_x$G$, self.W_h$G$, self.b_$G$ = triple()\x01weights\n"
                   : "        self.W_x$G$ = $X$\x01weights\n        self.W_h$G$ = $H$\x01weights\n"
                     "        self.b_$G$ = $B$\n",
               {{"G", std::string(1, gate)}, {"X", x}, {"H", h}, {"B", b}});
  }
  code += filled(
      R"(        self.W_hq = nn.Parameter(normal(H, V) * 0.01)
        self.b_q = nn.Parameter(torch.zeros(V))
$C$
    def forward(self, x, state):  # x is B×T
        ($STATE$), logits = state, []  # each B×H
        for t in range(x.shape[1]):
$STEP$            logits.append(h @ self.W_hq + self.b_q)
        return torch.stack(logits, 1), torch.stack(($STATE$))


def zero_state(rows):
    return torch.zeros($COUNT$, rows, H, device=device)
)",
      {{"STATE", cell ? "h, c" : "h,"},
       {"STEP", steps},
       {"C", embedded ? "        self.C = nn.Parameter(normal(V, E))\x01weights\n" : ""},
       {"COUNT", cell ? "2" : "1"}});
  part.states = cell ? 2 : 1;
  part.detached = batches_of_a_pass(settings) == 1;
  part.batches = pytorch_sequence_batches(facts, settings.batching);
  const bool by_lines = facts.lines() && takes_lines(settings.batching);
  part.scoring.sentence = "The loss of a part of the text is the mean over all its pairs.";
  const std::int64_t length = std::min<std::int64_t>(facts.longest_line, 512);
  part.scoring.code = by_lines
                          ? pytorch_scoring(facts, settings.batching, std::to_string(length),
                                            std::to_string(std::min<std::int64_t>(64, length - 1)),
                                            256, "model(x.to(device), zero_state(len(x)))[0]")
                          : std::string(fold);
  part.reading = R"(def read(token, memory):
    x, state = torch.tensor([[token]], device=device), zero_state(1) if memory is None else memory
    logits, memory = model(x, state)
    return logits[0, -1].softmax(-1), memory
)";
  return part;
}

}  // namespace babble
