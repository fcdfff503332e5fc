#include "core/base/numbers.h"
#include "core/models/neural_bigram/neural_bigram_info.h"

namespace babble {

PytorchPart neural_bigram_pytorch(const PytorchFacts& facts) {
  const Settings& settings = facts.settings;
  PytorchPart part;
  if (settings.batch_size > 0) part.numbers = "B = " + std::to_string(settings.batch_size) + "\n";
  part.network.sentence =
      "One linear layer: the product of a one-hot vector with W is the selection of a row of W.";
  const char* const start = settings.init == Init::normal ? "normal(V, V)"
                            : settings.init == Init::xavier
                                ? "uniform(math.sqrt(3) * math.sqrt(2 / (V + V)), V, V)"
                                : "torch.zeros(V, V)";
  part.network.code =
      filled(R"(class Network(nn.Module):
    def __init__(self):
        super().__init__()
        self.W = nn.Parameter($START$))"
             "\x01"
             R"(weights
$BIAS$
    def forward(self, x):
        return self.W[x]$ADDED$
)",
             {{"START", start},
              {"BIAS", settings.bias ? "        self.b = nn.Parameter(torch.zeros(V))\n" : ""},
              {"ADDED", settings.bias ? " + self.b" : ""}});
  part.batches = pytorch_pair_batches(facts);
  if (settings.l2 != 0) part.penalty = real_text(settings.l2) + " * (model.W ** 2).mean()";
  part.scoring.sentence = "The loss of a part of the text is the mean over all its pairs.";
  part.scoring.code = R"(def nll(stream):
    return F.cross_entropy(model(stream[:-1].to(device)).cpu().double(), stream[1:]).item()
)";
  part.reading = pytorch_bigram_reading();
  return part;
}

}  // namespace babble
