#include "core/models/model.h"

#include <limits>

#include "core/math/softmax.h"

namespace babble {

std::vector<Tensor> Model::saved_tensors() const {
  std::vector<Tensor> tensors;
  for (const TensorView& tensor : parameters()) {
    tensors.push_back(
        {tensor.name, tensor.shape, {tensor.values.begin(), tensor.values.end()}, {}});
  }
  return tensors;
}

void Model::next_probabilities(const ModelState& state, std::span<float> probabilities) const {
  next_logits(state, probabilities);
  softmax(probabilities, probabilities);
}

double Model::unseen_contexts(std::span<const TokenId>, CorpusKind) const {
  return std::numeric_limits<double>::quiet_NaN();
}

double Model::nll(const CountMatrix&) const { return std::numeric_limits<double>::quiet_NaN(); }

std::int64_t Model::parameter_count() const {
  std::int64_t count = 0;
  for (const TensorView& tensor : parameters()) count += std::ssize(tensor.values);
  return count;
}

}  // namespace babble
