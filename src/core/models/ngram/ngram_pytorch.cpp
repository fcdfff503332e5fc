#include "core/base/numbers.h"
#include "core/models/ngram/ngram_info.h"

namespace babble {

PytorchPart ngram_pytorch(const PytorchFacts& facts) {
  const Settings& settings = facts.settings;
  const bool adds = settings.estimate == Estimate::add_k;
  PytorchPart part;
  part.numbers = "ORDER = " + std::to_string(settings.order) + "\n" +
                 (adds ? "K = " + real_text(settings.smoothing) + "  # added to every count\n"
                       : "E1, E = " + real_text(settings.epsilon1) + ", " +
                             real_text(settings.epsilon) + "  # counts given to the prior\n");
  part.network.sentence =
      "A gram is a token and the ORDER - 1 tokens before it; what lies before the text or the line "
      "is filled with id 0. Its key has the tokens as digits of base V. Each process counts all.";
  part.network.code =
      filled(R"(def grams(stream):
    i = torch.arange(1, len(stream))
    place = i[:, None] + torch.arange(1 - ORDER, 1)
$BEGIN$    tokens = stream[place.clamp(min=0)].masked_fill(place < begin, 0)
    return (tokens * V ** torch.arange(ORDER - 1, -1, -1)).sum(1)


keys, N = grams(train).unique(return_counts=True))"
             "\x01"
             R"(counts
contexts, place = (keys // V).unique(return_inverse=True)
totals = torch.zeros(len(contexts), dtype=torch.int64).index_add_(0, place, N)
$PRIOR$

def find(wanted, keys, values):  # the value of each wanted key, 0 where there is none
    place = torch.searchsorted(keys, wanted).clamp(max=len(keys) - 1)
    return values[place].masked_fill(keys[place] != wanted, 0).double()


def probabilities(wanted):
    n, total = find(wanted, keys, N), find(wanted // V, contexts, totals)
$ESTIMATE$)",
             {{"BEGIN", pytorch_line_begins(facts)},
              {"PRIOR", adds ? ""
                             : "ends = torch.zeros(V, dtype=torch.int64).index_add_(0, keys % V, "
                               "N).double()\nprior = ((ends + E1 / V) / (ends.sum() + "
                               "E1)).nan_to_num(1 / V)\n"},
              {"ESTIMATE",
               adds ? "    return ((n + K) / (total + K * V)).nan_to_num(1 / V)\n"
               : settings.order == 1
                   ? "    return prior[wanted]\n"
                   : "    p = prior[wanted % V]\n"
                     "    return torch.where(total + E > 0, (n + E * p) / (total + E), p)\n"}});
  part.saved = "{\"keys\": keys, \"N\": N}";
  part.scoring.sentence =
      "The loss is the mean of -log P over the grams of a part; it is infinite where a gram has "
      "probability 0.";
  part.scoring.code = R"(def nll(stream):
    return -probabilities(grams(stream)).log().mean().item()
)";
  part.reading = R"(def read(token, context):
    context = ((context or 0) * V + token) % V ** (ORDER - 1)
    return probabilities(context * V + torch.arange(V)).float(), context
)";
  return part;
}

}  // namespace babble
