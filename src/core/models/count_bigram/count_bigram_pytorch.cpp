#include "core/base/numbers.h"
#include "core/models/count_bigram/count_bigram_info.h"

namespace babble {

PytorchPart count_bigram_pytorch(const PytorchFacts& facts) {
  PytorchPart part;
  part.numbers = "K = " + real_text(facts.settings.smoothing) + "  # added to every count\n";
  part.network.sentence =
      "N[i, j] counts how often j follows i; each row of N + k, divided by its sum, is the "
      "distribution of what follows i. A row without counts is uniform.";
  part.network.code = R"(pairs = (train[:-1] * V + train[1:])[rank::world]
N = over_processes(torch.bincount(pairs, minlength=V * V).view(V, V).to(device)).cpu())"
                      "\x01"
                      R"(counts
P = N.float() + K
P = (P / P.double().sum(1, keepdim=True).float()).nan_to_num(1 / V))"
                      "\x01"
                      "probabilities\n";
  part.scoring.sentence =
      "The loss is the mean of -log P over the pairs of a part; it is infinite where a pair has "
      "probability 0.";
  part.scoring.code = R"(def nll(stream):
    exact = N.double() + K
    exact = (exact / exact.sum(1, keepdim=True)).nan_to_num(1 / V)
    return -exact[stream[:-1], stream[1:]].log().mean().item()
)";
  part.reading = "def read(token, memory):\n    return P[token], None\n";
  return part;
}

}  // namespace babble
