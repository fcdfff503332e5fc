#include "core/models/rnn/rnn_learner.h"

#include "core/base/error.h"

namespace babble {
namespace {

// A mini-batch needs two rows of H and one of V numbers for each of its B·T tokens.
RnnPass make_pass(int vocabulary_size, const Settings& settings) {
  constexpr std::int64_t largest = std::int64_t{1} << 30;
  const std::int64_t row = 2 * std::int64_t{settings.hidden_size} + vocabulary_size;
  const std::int64_t bytes = 4 * row * settings.batch_size * settings.time_steps;
  if (bytes > largest) {
    throw Error("One mini-batch would need " + std::to_string(bytes >> 20) +
                " MB of memory. Choose a smaller batch size, fewer time steps or hidden units.");
  }
  return {vocabulary_size, settings.hidden_size, settings.batch_size, settings.time_steps};
}

}  // namespace

RnnLearner::RnnLearner(Rnn model, const Settings& settings)
    : model_(std::move(model)), pass_(make_pass(model_.vocabulary_size(), settings)) {
  pass_.set_threads(0);
}

Loss RnnLearner::forward_backward(const Batch& batch, const Settings&) {
  if (batch.reset_state) pass_.reset_state();
  const double loss = pass_.forward_and_backward(model_.weights(), batch.x, batch.y);
  return {loss, loss};
}

std::vector<Tensor> RnnLearner::carried() const {
  const Matrix state = pass_.state_before();
  return {{"state",
           {pass_.batch_size(), model_.hidden_size()},
           {state.data(), state.data() + state.size()},
           {}}};
}

void RnnLearner::restore_carried(std::span<const Tensor> tensors) {
  const int rows = pass_.batch_size(), columns = model_.hidden_size();
  const Tensor& state = find_tensor(tensors, {"state", {rows, columns}});
  pass_.set_state_before(ConstMatrixMap(state.values.data(), rows, columns));
}

}  // namespace babble
