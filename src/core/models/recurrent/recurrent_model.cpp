#include "core/models/recurrent/recurrent_model.h"

#include <algorithm>
#include <cassert>
#include <cmath>
#include <limits>

#include "core/data/line_batches.h"
#include "core/data/scoring.h"
#include "core/math/gemv.h"
#include "core/math/softmax.h"

namespace babble {

std::vector<TensorSpec> RecurrentParameters::layout(std::string_view gates, int V, int H,
                                                    int embedding) {
  std::vector<TensorSpec> specs;
  for (const char gate : gates) {
    specs.push_back({std::string("W_x") + gate, {embedding > 0 ? embedding : V, H}});
    specs.push_back({std::string("W_h") + gate, {H, H}});
    specs.push_back({std::string("b_") + gate, {H}});
  }
  specs.push_back({"W_hq", {H, V}});
  specs.push_back({"b_q", {V}});
  if (embedding > 0) specs.push_back({"C", {V, embedding}});
  return specs;
}

void RecurrentModel::State::assign(const ModelState& other) {
  hidden = static_cast<const State&>(other).hidden;
  cell = static_cast<const State&>(other).cell;
}

RecurrentModel::RecurrentModel(std::string_view gates, int vocabulary_size, int hidden_size,
                               Generator& generator, int embedding)
    : weights_(gates, vocabulary_size, hidden_size, embedding) {
  for (std::size_t i = 0; i < weights_.specs().size(); ++i) {
    if (weights_.specs()[i].shape.size() < 2) continue;
    // torch.randn(size=shape) * 0.01, but for C
    MatrixMap weight = weights_.matrix(i);
    generator.fill_normal({weight.data(), static_cast<std::size_t>(weight.size())});
    if (i < 3 * weights_.gates() + 2) weight *= 0.01f;
  }
}

void RecurrentModel::configure(const Settings& settings) {
  reads_lines_ = takes_lines(settings.batching);
}

std::unique_ptr<ModelState> RecurrentModel::initial_state() const {
  auto state = std::make_unique<State>();
  state->hidden = RowVector::Zero(hidden_size());
  state->scratch = RowVector::Zero(static_cast<Index>(weights_.gates() + 1) * hidden_size());
  return state;
}

std::span<const float> RecurrentModel::hidden_units(const ModelState& state) const {
  const RowVector& hidden = static_cast<const State&>(state).hidden;
  return {hidden.data(), static_cast<std::size_t>(hidden.size())};
}

void RecurrentModel::gate_sum(std::size_t gate, TokenId token, const float* vector,
                              float* out) const {
  assert(token < vocabulary_size());
  const ConstMatrixMap W_x = weights_.W_x(gate);
  RowVectorMap sum(out, hidden_size());
  sum = weights_.b(gate);
  if (embedding() > 0) {
    gemv(weights_.C().row(token).data(), embedding(), W_x.data(), hidden_size(), out);
  } else {
    sum += W_x.row(token);
  }
  gemv(vector, hidden_size(), weights_.W_h(gate).data(), hidden_size(), out);
}

void RecurrentModel::feed(ModelState& state, TokenId token) const {
  auto& own = static_cast<State&>(state);
  if (reads_lines_ && token == 0) {
    own.hidden.setZero();
    own.cell.setZero();
  }
  step(own, token);
}

void RecurrentModel::next_logits(const ModelState& state, std::span<float> logits) const {
  const RowVector& hidden = static_cast<const State&>(state).hidden;
  const ConstRowVectorMap bias = weights_.b_q();
  std::copy(bias.data(), bias.data() + bias.size(), logits.begin());
  gemv(hidden.data(), hidden_size(), weights_.W_hq().data(), vocabulary_size(), logits.data());
}

double RecurrentModel::nll_of_lines(std::span<const TokenId> stream) const {
  // A line longer than this is scored in pieces, each after a warm-up.
  constexpr std::int64_t longest = 512;
  constexpr int rows = 32, warm_up = 64;
  const auto steps = static_cast<int>(std::min(longest, longest_line(stream, CorpusKind::lines)));
  ScoringSequences sequences(stream, CorpusKind::lines, rows, steps, std::min(warm_up, steps - 1));
  const auto pass = make_pass(rows, steps);
  pass->set_threads(0);
  Batch batch;
  double sum = 0;
  while (sequences.next(batch)) sum += pass->score(weights_, batch.x, batch.y);
  return sum / static_cast<double>(stream.size() - 1);
}

double RecurrentModel::nll(std::span<const TokenId> stream, CorpusKind kind) const {
  if (stream.size() < 2) return std::numeric_limits<double>::quiet_NaN();
  if (reads_lines_ && kind == CorpusKind::lines) return nll_of_lines(stream);
  // Row r scores the pairs r·columns … (r+1)·columns - 1, T of them at a time, after a warm-up on
  // the tokens before them. A row shorter than the warm-up would only repeat work.
  constexpr std::int64_t warm_up = 64;
  constexpr std::int64_t chunk = 32;
  const std::int64_t pairs = static_cast<std::int64_t>(stream.size()) - 1;
  const std::int64_t rows = std::clamp<std::int64_t>(pairs / (4 * warm_up), 1, 32);
  const std::int64_t columns = (pairs + rows - 1) / rows;

  const auto pass = make_pass(static_cast<int>(rows), static_cast<int>(chunk));
  pass->set_threads(0);
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
    pass->forward(weights_, x);
    // The first row has no tokens before it: its state is zero at its first token.
    if (begin < 0) pass->clear_last_state(0);
    pass->carry_state(pass->time_steps());
    scored.clear();
    for (std::int64_t t = 0; t < chunk; ++t) {
      const std::int64_t column = begin + t;
      if (column < 0 || column >= columns) continue;
      Matrix logits = pass->logits(static_cast<int>(t));
      for (Eigen::Index r = 0; r < rows && r * columns + column < pairs; ++r) {
        const TokenId target = stream[static_cast<std::size_t>(r * columns + column + 1)];
        scored.push_back(row_loss(logits.row(r).data(), logits.cols(), target));
      }
    }
    sum += sum_of_losses(scored);
  }
  return sum / static_cast<double>(pairs);
}

GradientReach RecurrentModel::gradient_reach(const Batch& batch) const {
  const int B = batch.batch_size, T = batch.time_steps;
  std::vector<TokenId> y(batch.y.size(), no_target);
  std::vector<int> last(static_cast<std::size_t>(B), -1);  // the step that has the sequence's loss
  for (std::size_t i = 0; i < y.size(); ++i) {
    if (batch.y[i] != no_target) last[i / static_cast<std::size_t>(T)] = static_cast<int>(i) % T;
  }
  for (std::size_t b = 0; b < last.size(); ++b) {
    const auto at = b * static_cast<std::size_t>(T) + static_cast<std::size_t>(last[b]);
    if (last[b] >= 0) y[at] = batch.y[at];
  }
  const auto pass = make_pass(B, T);
  pass->keep_state_gradients();
  pass->forward_and_backward(weights_, batch.x, y);
  // The loss of the pass is the mean over the sequences, so each has its share of the gradient.
  const auto sequences = static_cast<double>(
      y.size() - static_cast<std::size_t>(std::count(y.begin(), y.end(), no_target)));
  const auto means = [&](RecurrentPass::StateGradient which) {
    std::vector<double> norms;
    for (int distance = 0; distance < pass->time_steps(); ++distance) {
      double sum = 0, count = 0;
      for (int b = 0; b < B; ++b) {
        const int t = last[static_cast<std::size_t>(b)] - distance;
        if (t < 0) continue;
        sum += pass->state_gradient_norm(which, t, b);
        ++count;
      }
      if (count > 0) norms.push_back(sequences * sum / count);
    }
    return norms;
  };
  GradientReach reach{means(RecurrentPass::StateGradient::hidden), {}};
  if (pass->carried().size() > 1) reach.cell = means(RecurrentPass::StateGradient::cell);
  return reach;
}

}  // namespace babble
