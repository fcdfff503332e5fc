#include "core/models/rnn/rnn.h"

#include <algorithm>
#include <cassert>
#include <cmath>
#include <limits>

#include "core/math/gemv.h"
#include "core/math/softmax.h"
#include "core/models/rnn/rnn_learner.h"

namespace babble {
namespace {

// d2l §8.5: torch.randn(size=shape) * 0.01
void fill_small_normal(MatrixMap weight, TorchRng& generator) {
  generator.fill_normal({weight.data(), static_cast<std::size_t>(weight.size())});
  weight *= 0.01f;
}

}  // namespace

RnnParameters::RnnParameters(int vocabulary_size, int hidden)
    : vocabulary_(vocabulary_size), hidden_(hidden) {
  values_ = RowVector::Zero(at_b_q() + vocabulary_);
}

std::vector<TensorView> RnnParameters::tensors() const {
  const auto tensor = [](const char* name, std::vector<int> shape, const auto& map) {
    return TensorView{name, std::move(shape), {map.data(), static_cast<std::size_t>(map.size())}};
  };
  return {tensor("W_xh", {vocabulary_, hidden_}, W_xh()),
          tensor("W_hh", {hidden_, hidden_}, W_hh()), tensor("b_h", {hidden_}, b_h()),
          tensor("W_hq", {hidden_, vocabulary_}, W_hq()), tensor("b_q", {vocabulary_}, b_q())};
}

Rnn::Rnn(int vocabulary_size, int hidden, TorchRng& generator) : weights_(vocabulary_size, hidden) {
  fill_small_normal(weights_.W_xh(), generator);
  fill_small_normal(weights_.W_hh(), generator);
  fill_small_normal(weights_.W_hq(), generator);
}

Rnn::Rnn(RnnParameters weights) : weights_(std::move(weights)) {}

std::unique_ptr<Model> Rnn::clone() const { return std::make_unique<Rnn>(*this); }

void Rnn::start(ModelState& state) const {
  state.last = 0;
  state.hidden = RowVector::Zero(hidden());
  state.scratch = RowVector::Zero(hidden());
}

void Rnn::feed(ModelState& state, TokenId token) const {
  assert(state.hidden.size() == hidden() && token < vocabulary_size());
  state.last = token;
  state.scratch = weights_.W_xh().row(token) + weights_.b_h();
  gemv(state.hidden.data(), hidden(), weights_.W_hh().data(), hidden(), state.scratch.data());
  tanh_of(state.scratch.data(), hidden(), state.hidden.data());
}

void Rnn::next_logits(const ModelState& state, std::span<float> logits) const {
  const ConstRowVectorMap bias = weights_.b_q();
  std::copy(bias.data(), bias.data() + bias.size(), logits.begin());
  gemv(state.hidden.data(), hidden(), weights_.W_hq().data(), vocabulary_size(), logits.data());
}

void Rnn::next_probabilities(const ModelState& state, std::span<float> probabilities) const {
  next_logits(state, probabilities);
  softmax(probabilities, probabilities);
}

double Rnn::nll(std::span<const TokenId> stream) const {
  if (stream.size() < 2) return std::numeric_limits<double>::quiet_NaN();
  // Row r scores the pairs r·columns … (r+1)·columns - 1, T of them at a time, after a warm-up on
  // the tokens before them. A row shorter than the warm-up would only repeat work.
  constexpr std::int64_t warm_up = 64;
  constexpr std::int64_t chunk = 32;
  const std::int64_t pairs = static_cast<std::int64_t>(stream.size()) - 1;
  const std::int64_t rows = std::clamp<std::int64_t>(pairs / (4 * warm_up), 1, 32);
  const std::int64_t columns = (pairs + rows - 1) / rows;

  RnnLearner pass(vocabulary_size(), hidden(), static_cast<int>(rows), static_cast<int>(chunk));
  pass.set_threads(0);
  std::vector<TokenId> x(static_cast<std::size_t>(rows * chunk));  // rows×chunk
  std::vector<RowLoss> scored;
  double sum = 0;
  for (std::int64_t begin = -warm_up; begin < columns; begin += chunk) {
    for (std::int64_t t = 0; t < chunk; ++t) {
      for (std::int64_t r = 0; r < rows; ++r) {
        const std::int64_t column = begin + t;
        const std::int64_t at = r * columns + column;
        const bool inside = at >= 0 && at < pairs;
        x[static_cast<std::size_t>(r * chunk + t)] =
            inside ? stream[static_cast<std::size_t>(at)] : TokenId{0};
      }
    }
    pass.forward(weights_, x);
    // The first row has nothing before it: its state is zero at its first token.
    if (begin < 0) pass.clear_last_state(0);
    pass.carry_state();
    scored.clear();
    for (std::int64_t t = 0; t < chunk; ++t) {
      const std::int64_t column = begin + t;
      if (column < 0 || column >= columns) continue;
      Matrix logits = pass.logits(static_cast<int>(t));
      for (Eigen::Index r = 0; r < rows && r * columns + column < pairs; ++r) {
        const TokenId target = stream[static_cast<std::size_t>(r * columns + column + 1)];
        scored.push_back(row_loss(logits.row(r).data(), logits.cols(), target));
      }
    }
    sum += sum_of_losses(scored);
  }
  return sum / static_cast<double>(pairs);
}

}  // namespace babble
