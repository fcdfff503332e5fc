#include "core/models/count_bigram/count_bigram_info.h"

#include "core/base/error.h"
#include "core/base/numbers.h"
#include "core/models/count_bigram/count_bigram.h"
#include "core/models/count_bigram/count_bigram_learner.h"

namespace babble {
namespace {

std::vector<TensorSpec> tensors(int vocabulary_size, const Settings&) {
  return {{"N", {vocabulary_size, vocabulary_size}, true}};
}

std::unique_ptr<Model> create(int vocabulary_size, const Settings& settings, Generator&) {
  return std::make_unique<CountBigram>(CountMatrix(vocabulary_size), settings.smoothing);
}

std::unique_ptr<Model> load(int vocabulary_size, const Settings& settings,
                            std::span<const Tensor> saved) {
  const std::vector<TensorSpec> specs = tensors(vocabulary_size, settings);
  const Tensor& tensor = find_tensor(saved, specs[0]);
  // Far above any corpus, and V² of them still fit into 64 bits.
  constexpr std::int64_t largest = std::int64_t{1} << 36;
  for (const std::int64_t value : tensor.integers) {
    if (value < 0 || value > largest) {
      throw Error("The saved tensor 'N' holds a number that is not a count.");
    }
  }
  CountMatrix counts(vocabulary_size);
  std::copy(tensor.integers.begin(), tensor.integers.end(), counts.values().begin());
  return std::make_unique<CountBigram>(std::move(counts), settings.smoothing);
}

std::unique_ptr<Learner> make_learner(std::unique_ptr<Model> model, const Corpus& corpus,
                                      const Settings&, BatchShape) {
  return std::make_unique<CountBigramLearner>(std::move(static_cast<CountBigram&>(*model)), corpus);
}

std::string summary(const Settings& settings) { return "k = " + real_text(settings.smoothing); }

}  // namespace

const ModelInfo& count_bigram_info() {
  static const ModelInfo info{
      .id = "count",
      .title = "count bigram",
      .label = "Count bigram",
      .short_label = "Counting",
      .description = "How often each token follows each, as probabilities (makemore part 1).",
      .settings = {"smoothing"},
      .defaults = {},
      .capabilities = {.trained = false, .bigram = true},
      .summary = summary,
      .tensors = tensors,
      .create = create,
      .load = load,
      .make_learner = make_learner,
      .pytorch = count_bigram_pytorch,
      .make_batches = [](const Corpus& corpus, const Settings&, const BatchOrder*) {
        return make_full_batch(corpus);
      }};
  return info;
}

}  // namespace babble
