#include "app/views/neural_bigram_views.h"

#include <cmath>
#include <limits>

#include "core/math/softmax.h"
#include "core/models/count_bigram/count_bigram.h"
#include "core/models/neural_bigram/regularization_path.h"

namespace babble::app {
namespace {

constexpr int largest_vocabulary = 256;  // some tenths of a second in a browser
constexpr int points_a_decade = 4;

template <class Vector>
std::vector<float> values_of(const Vector& vector) {
  return {vector.data(), vector.data() + vector.size()};
}

}  // namespace

ExampleView view_example(const NeuralBigram& model, const CountMatrix& counts, TokenId current,
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
  for (std::size_t j = 0; j < view.probabilities.size(); ++j) {
    const double expected =
        static_cast<double>(view.row) * static_cast<double>(view.probabilities[j]);
    const auto seen = static_cast<double>(counts.row(current)[j]);
    view.mean_gradient.push_back(static_cast<float>((expected - seen) / all));
  }
  // The bias of a model that has one moves as the row does.
  std::vector<float> after(view.logits.size());
  const float steps = model.has_bias() ? 2.0f : 1.0f;
  for (std::size_t j = 0; j < after.size(); ++j) after[j] = view.logits[j] + steps * view.update[j];
  view.loss_after = log_sum_exp(after) - static_cast<double>(after[next]);
  return view;
}

std::shared_ptr<const SmoothingView> view_smoothing(Evaluator& evaluator) {
  const CountMatrix& train = evaluator.counts(Part::train);
  const CountMatrix& dev = evaluator.counts(Part::dev);
  if (train.size() > largest_vocabulary || train.total() == 0) return nullptr;
  const auto power = [](int i) { return std::pow(10.0, static_cast<double>(i) / points_a_decade); };
  const auto dev_nll = [&](const auto& model) {
    return dev.total() > 0 ? model.nll(dev) : std::numeric_limits<double>::quiet_NaN();
  };
  auto view = std::make_shared<SmoothingView>();
  CountBigram counted(train, 1);
  for (int i = -2 * points_a_decade; i <= 6 * points_a_decade; ++i) {
    counted.set_smoothing(power(i));
    view->k.push_back(power(i));
    view->k_train.push_back(counted.nll(train));
    view->k_dev.push_back(dev_nll(counted));
  }
  // From large to small, each beginning where the one before ended; shown the other way round.
  RegularizationPath path(train);
  constexpr int low = -4 * points_a_decade, high = 4 * points_a_decade;
  const std::size_t count = high - low + 1;
  for (auto* values : {&view->l2, &view->l2_train, &view->l2_dev}) values->resize(count);
  for (int i = high; i >= low; --i) {
    const auto at = static_cast<std::size_t>(i - low);
    const NeuralBigram& model = path.minimum(power(i));
    view->l2[at] = power(i);
    view->l2_train[at] = model.nll(train);
    view->l2_dev[at] = dev_nll(model);
  }
  return view;
}

}  // namespace babble::app
