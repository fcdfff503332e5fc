#include "core/models/recurrent/recurrent_pytorch.h"

#include "core/data/line_batches.h"

namespace babble {
namespace {

constexpr std::string_view fold =
    R"(def nll(stream):  # up to 32 rows side by side, each after the 64 tokens before it
    pairs = len(stream) - 1
    rows = min(max(pairs // 256, 1), 32)
    columns = -(-pairs // rows)
    place = torch.arange(rows)[:, None] * columns + torch.arange(-64, columns)
    outside = (place < 0) | (place >= pairs)
    x = stream[place.clamp(0, pairs - 1)].masked_fill(outside, 0).to(device)
    y = stream[place.clamp(0, pairs - 1) + 1].masked_fill(outside, -1)
    logits, memory = model(x[:, :64], zero_state(rows))
    for part in memory:
        part[0] = 0  # nothing comes before the first row
    total = 0
    for begin in range(64, columns + 64, 256):
        logits, memory = model(x[:, begin:begin + 256], memory)
        total += loss_sum(logits.cpu().double(), y[:, begin:begin + 256]).item()
    return total / pairs
)";

constexpr std::string_view lines = R"(

def nll(stream):  # line by line; a line of more than 512 tokens in pieces
    marks = (stream == 0).nonzero().flatten()
    length = min(512, (marks[1:] - marks[:-1]).max().item())
    parts = [*pieces(stream, length, min(64, length - 1))]
    total = 0
    for i in range(0, len(parts), 256):
        x, y = (torch.stack(rows) for rows in zip(*parts[i:i + 256]))
        total += loss_sum(model(x.to(device), zero_state(len(x)))[0].cpu().double(), y).item()
    return total / (len(stream) - 1)
)";

}  // namespace

PytorchPart recurrent_pytorch(const PytorchFacts& facts, std::string_view gates, bool cell,
                              std::string_view sentence, std::string_view step) {
  const Settings& settings = facts.settings;
  PytorchPart part;
  part.numbers = filled("H, B, T = $H$, $B$, $T$\n", {{"H", std::to_string(settings.hidden_size)},
                                                      {"B", std::to_string(settings.batch_size)},
                                                      {"T", std::to_string(settings.time_steps)}});
  part.network.sentence = sentence;
  std::string& code = part.network.code;
  code = "class Network(nn.Module):\n    def __init__(self):\n        super().__init__()\n";
  for (const char gate : gates) {
    code += filled(
        "        self.W_x$G$ = nn.Parameter(normal(V, H) * 0.01)\x01weights\n"
        "        self.W_h$G$ = nn.Parameter(normal(H, H) * 0.01)\x01weights\n"
        "        self.b_$G$ = nn.Parameter(torch.zeros(H))\n",
        {{"G", std::string(1, gate)}});
  }
  code += filled(R"(        self.W_hq = nn.Parameter(normal(H, V) * 0.01)
        self.b_q = nn.Parameter(torch.zeros(V))

    def forward(self, x, state):  # x is B×T
        ($STATE$), logits = state, []
        for t in range(x.shape[1]):
$STEP$            logits.append(h @ self.W_hq + self.b_q)
        return torch.stack(logits, 1), ($STATE$)


def zero_state(rows):
    return (torch.zeros(rows, H, device=device),)$TWICE$
)",
                 {{"STATE", cell ? "h, c" : "h,"},
                  {"STEP", std::string(step)},
                  {"TWICE", cell ? " * 2" : ""}});
  part.state = true;
  part.batches = pytorch_sequence_batches(facts, settings.batching);
  const bool by_lines = facts.lines() && takes_lines(settings.batching);
  part.scoring.sentence = "The loss of a part of the text is the mean over all its pairs.";
  part.scoring.code = by_lines ? pytorch_pieces(facts) + std::string(lines) : std::string(fold);
  part.reading = R"(def read(token, memory):
    logits, memory = model(torch.tensor([[token]], device=device), memory or zero_state(1))
    return logits[0, -1].softmax(-1), memory
)";
  return part;
}

}  // namespace babble
