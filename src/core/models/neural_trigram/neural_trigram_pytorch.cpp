#include "core/base/numbers.h"
#include "core/models/neural_trigram/neural_trigram_info.h"

namespace babble {

PytorchPart neural_trigram_pytorch(const PytorchFacts& facts) {
  const Settings& settings = facts.settings;
  PytorchPart part;
  part.network.sentence =
      "One linear layer: the product of the one-hot vector of two tokens with W is the selection "
      "of a row of W.";
  part.network.code = filled(
      R"(class Network(nn.Module):
    def __init__(self):
        super().__init__()
        self.W = nn.Parameter($START$))"
      "\x01"
      R"(weights

    def forward(self, x):  # B×2
        return self.W[x[:, 0] * V + x[:, 1]]
)",
      {{"START", settings.init == Init::normal ? "normal(V * V, V)" : "torch.zeros(V * V, V)"}});
  part.batches.sentence =
      "Each step learns from all pairs of the training part at once, each with the token before "
      "it; what lies before the text or the line is id 0.";
  part.batches.code = filled(
      R"(def windows(stream):
    before = torch.cat([torch.zeros(1, dtype=stream.dtype), stream[:-2]])
$LINES$    return torch.stack([before, stream[:-1]], 1), stream[1:]


def next_batch():  # x, y, whether it begins an epoch, whether it ends one
    return *windows(train), True, True)"
      "\x01"
      "batch\n",
      {{"LINES", facts.lines() ? "    before = before.masked_fill(stream[:-1] == 0, 0)\n" : ""}});
  if (settings.l2 != 0) part.penalty = real_text(settings.l2) + " * (model.W ** 2).mean()";
  part.scoring.sentence = "The loss of a part of the text is the mean over all its pairs.";
  part.scoring.code = R"(def nll(stream):
    x, y = windows(stream)
    return F.cross_entropy(model(x.to(device)).cpu().double(), y).item()
)";
  part.reading = R"(def read(token, before):
    x = torch.tensor([[before or 0, token]], device=device)
    return model(x)[0].softmax(-1), token
)";
  return part;
}

}  // namespace babble
