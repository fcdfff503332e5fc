#include "core/models/ngram/ngram_info.h"

#include "core/base/numbers.h"
#include "core/models/ngram/ngram.h"
#include "core/models/ngram/ngram_learner.h"

namespace babble {
namespace {

std::vector<TensorSpec> tensors(int, const Settings&) {
  return {{"keys", {any_extent}, true}, {"N", {any_extent}, true}};
}

std::unique_ptr<Model> create(int vocabulary_size, const Settings& settings, Generator&) {
  return std::make_unique<NgramModel>(GramCounts(vocabulary_size, settings.order),
                                      GramSmoothing(settings));
}

std::unique_ptr<Model> load(int vocabulary_size, const Settings& settings,
                            std::span<const Tensor> saved) {
  const std::vector<TensorSpec> specs = tensors(vocabulary_size, settings);
  return std::make_unique<NgramModel>(
      GramCounts(vocabulary_size, settings.order, find_tensor(saved, specs[0]).integers,
                 find_tensor(saved, specs[1]).integers),
      GramSmoothing(settings));
}

std::unique_ptr<Learner> make_learner(std::unique_ptr<Model> model, const Corpus& corpus,
                                      const Settings&, BatchShape) {
  return std::make_unique<NgramLearner>(std::move(static_cast<NgramModel&>(*model)), corpus);
}

std::string summary(const Settings& settings) {
  const std::string order = "n " + std::to_string(settings.order);
  if (settings.estimate == Estimate::add_k) return order + ", k = " + real_text(settings.smoothing);
  return order + ", ε = " + real_text(settings.order == 1 ? settings.epsilon1 : settings.epsilon);
}

}  // namespace

const ModelInfo& ngram_info() {
  static const ModelInfo info{
      .id = "ngram",
      .title = "n-gram model",
      .label = "n-grams",
      .short_label = "n-grams",
      .description =
          "How often each token follows each context of up to four (makemore's E01, "
          "d2l 8.3).",
      .settings = {"order", "estimate", "smoothing", "epsilon1", "epsilon"},
      .defaults = {},
      .capabilities = {.trained = false},
      .summary = summary,
      .tensors = tensors,
      .create = create,
      .load = load,
      .make_learner = make_learner,
      .pytorch = ngram_pytorch,
      .make_batches = [](const Corpus& corpus, const Settings&, const BatchOrder*) {
        return make_full_batch(corpus);
      }};
  return info;
}

}  // namespace babble
