#include "core/models/mlp/mlp.h"

#include <algorithm>
#include <cassert>
#include <cmath>
#include <limits>

#include "core/data/scoring.h"
#include "core/math/gemv.h"
#include "core/math/softmax.h"
#include "core/math/tanh.h"
#include "core/models/mlp/mlp_info.h"
#include "core/models/mlp/mlp_pass.h"

namespace babble {
namespace {

struct MlpState final : ModelState {
  std::vector<TokenId> window;  // T, the last token at the end
  RowVector inputs;             // K, workspace of feed()
  RowVector hidden;             // H, of the window
  void assign(const ModelState& other) override {
    window = static_cast<const MlpState&>(other).window;
    hidden = static_cast<const MlpState&>(other).hidden;
  }
};

void read_window(const MlpParameters& weights, MlpState& state) {
  const MlpShape& shape = weights.shape();
  const Eigen::Index E = shape.embedding;
  for (std::size_t t = 0; t < state.window.size(); ++t) {
    state.inputs.segment(static_cast<Eigen::Index>(t) * E, E) = weights.C().row(state.window[t]);
  }
  state.hidden = weights.b1();
  gemv(state.inputs.data(), shape.inputs(), weights.W1().data(), shape.hidden_size,
       state.hidden.data());
  precise_tanh(state.hidden.data(), shape.hidden_size);
}

}  // namespace

std::vector<TensorSpec> MlpParameters::layout(const MlpShape& shape) {
  const int V = shape.vocabulary_size, H = shape.hidden_size;
  return {{"C", {V, shape.embedding}},
          {"W1", {shape.inputs(), H}},
          {"b1", {H}},
          {"W2", {H, V}},
          {"b2", {V}}};
}

Mlp::Mlp(const MlpShape& shape, Init init, Generator& generator) : weights_(shape) {
  const auto draw = [&](auto values) {
    generator.fill_normal({values.data(), static_cast<std::size_t>(values.size())});
  };
  draw(weights_.C());
  draw(weights_.W1());
  draw(weights_.b1());
  draw(weights_.W2());
  draw(weights_.b2());
  if (init != Init::scaled) return;
  weights_.W1() *= static_cast<float>(5.0 / 3 / std::sqrt(shape.inputs()));
  weights_.b1() *= 0.01f;
  weights_.W2() *= 0.01f;
  weights_.b2().setZero();
}

const ModelInfo& Mlp::info() const { return mlp_info(); }

std::unique_ptr<Model> Mlp::clone() const { return std::make_unique<Mlp>(*this); }

std::unique_ptr<ModelState> Mlp::initial_state() const {
  auto state = std::make_unique<MlpState>();
  state->window.assign(static_cast<std::size_t>(shape().block_size), 0);
  state->inputs = RowVector::Zero(shape().inputs());
  state->hidden = RowVector::Zero(shape().hidden_size);
  read_window(weights_, *state);
  return state;
}

void Mlp::feed(ModelState& state, TokenId token) const {
  auto& read = static_cast<MlpState&>(state);
  assert(token < vocabulary_size());
  std::copy(read.window.begin() + 1, read.window.end(), read.window.begin());
  read.window.back() = token;
  read_window(weights_, read);
}

std::span<const float> Mlp::hidden_units(const ModelState& state) const {
  const RowVector& hidden = static_cast<const MlpState&>(state).hidden;
  return {hidden.data(), static_cast<std::size_t>(hidden.size())};
}

void Mlp::next_logits(const ModelState& state, std::span<float> logits) const {
  const RowVector& hidden = static_cast<const MlpState&>(state).hidden;
  const ConstRowVectorMap bias = weights_.b2();
  std::copy(bias.data(), bias.data() + bias.size(), logits.begin());
  gemv(hidden.data(), shape().hidden_size, weights_.W2().data(), vocabulary_size(), logits.data());
}

WindowTrace Mlp::trace_window(std::span<const TokenId> window, TokenId next) const {
  assert(std::ssize(window) == shape().block_size && next < vocabulary_size());
  const auto values = [](const Matrix& matrix) {
    return std::vector<float>(matrix.data(), matrix.data() + matrix.size());
  };
  MlpPass pass(shape(), 1);
  WindowTrace trace;
  pass.forward(weights_, window);
  trace.probabilities = values(pass.logits());
  softmax(trace.probabilities, trace.probabilities);
  trace.loss = pass.forward_and_backward(weights_, window, {&next, 1});
  for (const TokenId token : window) {
    const ConstRowVectorMap row(weights_.C().row(token).data(), shape().embedding);
    trace.embeddings.insert(trace.embeddings.end(), row.data(), row.data() + row.size());
  }
  trace.hidden = values(pass.hidden());
  trace.d_embeddings = values(pass.input_gradient());
  trace.d_arguments = values(pass.argument_gradient());
  trace.d_logits = values(pass.logits());
  return trace;
}

double Mlp::nll(std::span<const TokenId> stream, CorpusKind kind) const {
  if (stream.size() < 2) return std::numeric_limits<double>::quiet_NaN();
  const std::size_t pairs = stream.size() - 1;
  const int batch_size = static_cast<int>(std::min<std::size_t>(pairs, 256));
  MlpPass pass(shape(), batch_size);
  pass.set_threads(0);
  ScoringWindows windows(stream, kind, shape().block_size, batch_size);
  Batch batch;
  double sum = 0;
  while (windows.next(batch)) {
    // The windows that the last mini-batch lacks are computed and not scored.
    batch.x.resize(static_cast<std::size_t>(batch_size) *
                   static_cast<std::size_t>(shape().block_size));
    pass.forward(weights_, batch.x);
    sum += pass.loss_sum(batch.y);
  }
  return sum / static_cast<double>(pairs);
}

}  // namespace babble
