#include "app/views/smoothing_curves.h"

#include <cmath>
#include <limits>
#include <memory>

#include "core/models/count_bigram/count_bigram.h"
#include "core/models/neural_bigram/regularization_path.h"
#include "core/models/registry.h"

namespace babble::app {
namespace {

constexpr int largest_curve_vocabulary = 256;  // takes some tenths of a second in a browser
constexpr int points_per_decade = 4;

double power(int i) { return std::pow(10.0, static_cast<double>(i) / points_per_decade); }

std::shared_ptr<const SmoothingView> smoothing_curves(Evaluator& evaluator) {
  const CountMatrix& train = evaluator.counts(Part::train);
  const CountMatrix& dev = evaluator.counts(Part::dev);
  if (train.size() > largest_curve_vocabulary || train.total() == 0) return nullptr;
  const auto dev_nll = [&](const auto& model) {
    return dev.total() > 0 ? model.nll(dev) : std::numeric_limits<double>::quiet_NaN();
  };
  auto view = std::make_shared<SmoothingView>();
  CountBigram counted(train, 1);
  for (int i = -2 * points_per_decade; i <= 6 * points_per_decade; ++i) {
    counted.set_smoothing(power(i));
    view->k.push_back(power(i));
    view->k_train.push_back(counted.nll(train));
    view->k_dev.push_back(dev_nll(counted));
  }
  // From large to small λ, each minimum starting from the one before; stored in ascending order.
  RegularizationPath path(train);
  constexpr int low = -4 * points_per_decade, high = 4 * points_per_decade;
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

}  // namespace

bool SmoothingCurves::wanted(const ViewContext& context) const {
  return context.subscription.matrices && context.model(counted_bigram()).model != nullptr;
}

bool SmoothingCurves::fill(const ViewContext& context, double, Snapshot& snapshot) {
  snapshot.smoothing = smoothing_curves(context.evaluator);
  return true;
}

}  // namespace babble::app
