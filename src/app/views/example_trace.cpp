#include "app/views/example_trace.h"

#include "core/base/bits.h"
#include "core/math/softmax.h"
#include "core/models/neural_bigram/neural_bigram.h"
#include "core/models/registry.h"

namespace babble::app {
namespace {

constexpr int largest_traced_vocabulary = 512;

template <class Vector>
std::vector<float> values_of(const Vector& vector) {
  return {vector.data(), vector.data() + vector.size()};
}

ExampleView trace(const NeuralBigram& model, const CountMatrix& counts, TokenId current,
                  TokenId next, double rate) {
  const NeuralExample example = trace_example(model, current, next, rate);
  ExampleView view;
  view.current = current;
  view.next = next;
  view.logits = values_of(example.logits);
  view.counts = values_of(example.counts);
  view.probabilities = values_of(example.probabilities);
  view.gradient = values_of(example.dlogits);
  view.update = values_of(example.update);
  view.loss = example.loss;
  view.rate = rate;
  view.count = counts.at(current, next);
  view.pairs = counts.total();
  for (const std::int64_t count : counts.row(current)) view.row += count;
  const double all = static_cast<double>(view.pairs > 0 ? view.pairs : 1);
  std::vector<float> mean_gradient;
  for (std::size_t j = 0; j < view.probabilities.size(); ++j) {
    const double expected =
        static_cast<double>(view.row) * static_cast<double>(view.probabilities[j]);
    const auto seen = static_cast<double>(counts.row(current)[j]);
    mean_gradient.push_back(static_cast<float>((expected - seen) / all));
  }
  view.mean_gradient = std::move(mean_gradient);
  // A bias has the same gradient as the row, so the logits move twice as far.
  std::vector<float> after(view.logits.size());
  const float steps = model.has_bias() ? 2.0f : 1.0f;
  for (std::size_t j = 0; j < after.size(); ++j) after[j] = view.logits[j] + steps * view.update[j];
  view.loss_after = log_sum_exp(after) - static_cast<double>(after[next]);
  return view;
}

}  // namespace

View::Stamp ExampleTrace::stamp(const ViewContext& context) const {
  const OpenModel& open = context.model(trained_bigram());
  return {{context.subscription.matrices, open.run,
           bit_cast<std::uint64_t>(open.settings->learning_rate)},
          open.steps};
}

bool ExampleTrace::fill(const ViewContext& context, double, Snapshot& snapshot) {
  snapshot.example = ExampleView{};
  const OpenModel& open = context.model(trained_bigram());
  if (!context.subscription.matrices || pair_.current < 0 || !open.trainable ||
      open.model->vocabulary_size() > largest_traced_vocabulary)
    return true;
  snapshot.example =
      trace(static_cast<const NeuralBigram&>(*open.model), context.evaluator.counts(Part::train),
            static_cast<TokenId>(pair_.current), static_cast<TokenId>(pair_.next),
            open.settings->learning_rate);
  snapshot.example.step = open.steps;
  return true;
}

}  // namespace babble::app
