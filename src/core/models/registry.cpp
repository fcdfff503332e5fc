#include "core/models/registry.h"

#include <iterator>
#include <vector>

#include "core/base/error.h"
#include "core/base/shown_text.h"
#include "core/models/count_bigram/count_bigram_info.h"
#include "core/models/gru/gru_info.h"
#include "core/models/lstm/lstm_info.h"
#include "core/models/mlp/mlp_info.h"
#include "core/models/neural_bigram/neural_bigram_info.h"
#include "core/models/neural_trigram/neural_trigram_info.h"
#include "core/models/ngram/ngram_info.h"
#include "core/models/rnn/rnn_info.h"
#include "core/models/transformer/transformer_info.h"

namespace babble {
namespace {

// In the order of the ladder.
constexpr const ModelInfo& (*registry[])() = {
    count_bigram_info, neural_bigram_info, ngram_info, neural_trigram_info, mlp_info,
    rnn_info,          gru_info,           lstm_info,  transformer_info,
};

ModelKind first_bigram(bool trained) {
  for (const ModelKind kind : model_kinds()) {
    const Capabilities& capabilities = model_info(kind).capabilities;
    if (capabilities.bigram && capabilities.trained == trained) return kind;
  }
  throw Error("There is no bigram.");
}

}  // namespace

std::span<const ModelKind> model_kinds() {
  static const std::vector<ModelKind> kinds = [] {
    std::vector<ModelKind> list;
    for (std::size_t i = 0; i < std::size(registry); ++i) list.push_back(ModelKind(i));
    return list;
  }();
  return kinds;
}

const ModelInfo& model_info(ModelKind kind) { return registry[kind.index()](); }

std::string model_ids(std::string_view conjunction) {
  std::string list;
  for (const ModelKind kind : model_kinds()) {
    if (!list.empty())
      list += kind == model_kinds().back() ? " " + std::string(conjunction) + " " : ", ";
    list += model_info(kind).id;
  }
  return list;
}

ModelKind model_kind(std::string_view id) {
  for (const ModelKind kind : model_kinds())
    if (model_info(kind).id == id) return kind;
  throw Error("There is no model " + in_quotes(id) + "; the models are " + model_ids("and") + ".");
}

ModelKind counted_bigram() { return first_bigram(false); }

ModelKind trained_bigram() { return first_bigram(true); }

}  // namespace babble
