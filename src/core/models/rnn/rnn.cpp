#include "core/models/rnn/rnn.h"

#include <algorithm>
#include <cassert>
#include <cmath>
#include <limits>

#include "core/math/gemv.h"
#include "core/math/softmax.h"
#include "core/math/tanh.h"
#include "core/models/rnn/rnn_info.h"
#include "core/models/rnn/rnn_pass.h"

namespace babble {
namespace {

// d2l §8.5: torch.randn(size=shape) * 0.01
void fill_small_normal(MatrixMap weight, TorchRng& generator) {
  generator.fill_normal({weight.data(), static_cast<std::size_t>(weight.size())});
  weight *= 0.01f;
}

struct HiddenState final : ModelState {
  RowVector hidden;   // H
  RowVector scratch;  // H, workspace of feed()
  void assign(const ModelState& other) override {
    hidden = static_cast<const HiddenState&>(other).hidden;
  }
};

}  // namespace

std::vector<TensorSpec> RnnParameters::layout(int V, int H) {
  return {{"W_xh", {V, H}}, {"W_hh", {H, H}}, {"b_h", {H}}, {"W_hq", {H, V}}, {"b_q", {V}}};
}

Rnn::Rnn(int vocabulary_size, int hidden_size, TorchRng& generator)
    : weights_(vocabulary_size, hidden_size) {
  fill_small_normal(weights_.W_xh(), generator);
  fill_small_normal(weights_.W_hh(), generator);
  fill_small_normal(weights_.W_hq(), generator);
}

Rnn::Rnn(RnnParameters weights) : weights_(std::move(weights)) {}

std::unique_ptr<Model> Rnn::clone() const { return std::make_unique<Rnn>(*this); }

const ModelInfo& Rnn::info() const { return rnn_info(); }

std::unique_ptr<ModelState> Rnn::initial_state() const {
  auto state = std::make_unique<HiddenState>();
  state->hidden = RowVector::Zero(hidden_size());
  state->scratch = RowVector::Zero(hidden_size());
  return state;
}

std::span<const float> Rnn::hidden_units(const ModelState& state) const {
  const RowVector& hidden = static_cast<const HiddenState&>(state).hidden;
  return {hidden.data(), static_cast<std::size_t>(hidden.size())};
}

void Rnn::feed(ModelState& state, TokenId token) const {
  auto& [hidden, scratch] = static_cast<HiddenState&>(state);
  assert(hidden.size() == hidden_size() && token < vocabulary_size());
  scratch = weights_.W_xh().row(token) + weights_.b_h();
  gemv(hidden.data(), hidden_size(), weights_.W_hh().data(), hidden_size(), scratch.data());
  tanh_of(scratch.data(), hidden_size(), hidden.data());
}

void Rnn::next_logits(const ModelState& state, std::span<float> logits) const {
  const RowVector& hidden = static_cast<const HiddenState&>(state).hidden;
  const ConstRowVectorMap bias = weights_.b_q();
  std::copy(bias.data(), bias.data() + bias.size(), logits.begin());
  gemv(hidden.data(), hidden_size(), weights_.W_hq().data(), vocabulary_size(), logits.data());
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

  RnnPass pass(vocabulary_size(), hidden_size(), static_cast<int>(rows), static_cast<int>(chunk));
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
    // The first row has no tokens before it: its state is zero at its first token.
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
