#include "core/models/transformer/transformer.h"

#include <algorithm>
#include <cassert>
#include <cmath>
#include <limits>

#include "core/data/scoring.h"
#include "core/math/activation.h"
#include "core/math/gemv.h"
#include "core/math/normalize.h"
#include "core/math/softmax.h"
#include "core/models/transformer/transformer_info.h"
#include "core/models/transformer/transformer_pass.h"

namespace babble {
namespace {

using Layer = TransformerShape::Layer;

// torch.nn.Linear.reset_parameters: kaiming_uniform_(a=√5) for the weight, in the doubles of
// Python's arithmetic, and 1/√in for the bias.
double weight_bound(int in) {
  const double gain = std::sqrt(2.0 / (1 + std::sqrt(5.0) * std::sqrt(5.0)));
  return std::sqrt(3.0) * (gain / std::sqrt(static_cast<double>(in)));
}

struct KeyValueCache final : ModelState {
  std::vector<TokenId> tokens;  // T; those that were read
  std::size_t count = 0;
  Matrix keys, values;  // L·heads·T × D, row (layer·heads + head)·T + position
  RowVector last;       // W: what the head reads after the last token
  // Workspace of feed(), in whole vectors: W, W, 3W, 4W and T numbers.
  RowVector x, n, qkv, hidden, scores;

  void assign(const ModelState& other) override {
    const auto& from = static_cast<const KeyValueCache&>(other);
    const auto T = static_cast<Index>(tokens.size()), used = static_cast<Index>(from.count);
    std::copy_n(from.tokens.begin(), from.count, tokens.begin());
    for (Index begin = 0; begin < keys.rows(); begin += T) {
      keys.middleRows(begin, used) = from.keys.middleRows(begin, used);
      values.middleRows(begin, used) = from.values.middleRows(begin, used);
    }
    count = from.count;
    last = from.last;
  }
};

// out = b + W·(γ∘n + β); overwrites n. `out` is at least as long as the layer's outputs.
void apply(const TransformerParameters& weights, int linear, RowVector& n, RowVector& out) {
  const LinearWeights layer = weights.linear(linear);
  const Index inputs = weights.shape().inputs(linear), outputs = weights.shape().outputs(linear);
  if (layer.gain) {
    n.head(inputs) = n.head(inputs).cwiseProduct(ConstRowVectorMap(layer.gain, inputs)) +
                     ConstRowVectorMap(layer.shift, inputs);
  }
  if (layer.bias) {
    out.head(outputs) = ConstRowVectorMap(layer.bias, outputs);
  } else {
    out.head(outputs).setZero();
  }
  gemv_nt(layer.weight, outputs, inputs, n.data(), out.data());
}

/// Keeps the key and value of the last token, and lets its query attend to all, in every head of a
/// layer: out = softmax(q·Kᵀ/√D)·V.
void attend(KeyValueCache& cache, const TransformerShape& shape, int layer, RowVector& out) {
  const Index W = shape.width, D = W / shape.heads, count = static_cast<Index>(cache.count);
  const float scale = 1 / std::sqrt(static_cast<float>(D));
  const std::span<float> scores(cache.scores.data(), cache.count);
  out.head(W).setZero();
  for (Index h = 0; h < shape.heads; ++h) {
    const Index first = (layer * shape.heads + h) * shape.block_size;
    const float* const q = cache.qkv.data() + h * D;
    std::copy_n(q + W, D, cache.keys.row(first + count - 1).data());
    std::copy_n(q + 2 * W, D, cache.values.row(first + count - 1).data());
    std::fill(scores.begin(), scores.end(), 0.0f);
    gemv_nt(cache.keys.row(first).data(), count, D, q, scores.data());
    for (float& score : scores) score *= scale;
    softmax(scores, scores);
    gemv(scores.data(), count, cache.values.row(first).data(), D, out.data() + h * D);
  }
}

void read_token(const TransformerParameters& weights, KeyValueCache& cache, TokenId token) {
  const TransformerShape& shape = weights.shape();
  const Index W = shape.width, position = static_cast<Index>(cache.count);
  const Centre centre = shape.norm == Norm::layer ? Centre::yes : Centre::no;
  RowVector &x = cache.x, &n = cache.n, &qkv = cache.qkv, &hidden = cache.hidden;
  cache.tokens[cache.count++] = token;
  x.head(W) = weights.wte().row(token) + weights.wpe().row(position);
  if (shape.norm == Norm::rms) normalize(centre, x.data(), W, x.data());
  for (int layer = 0; layer < shape.layers; ++layer) {
    normalize(centre, x.data(), W, n.data());
    apply(weights, shape.linear_of(layer, Layer::qkv), n, qkv);
    attend(cache, shape, layer, n);
    apply(weights, shape.linear_of(layer, Layer::projection), n, hidden);
    x.head(W) += hidden.head(W);
    normalize(centre, x.data(), W, n.data());
    apply(weights, shape.linear_of(layer, Layer::fc), n, hidden);
    activation_of(
        shape.activation == Activation::gelu ? ActivationKind::gelu : ActivationKind::relu,
        hidden.data(), 4 * W);
    apply(weights, shape.linear_of(layer, Layer::output), hidden, n);
    x.head(W) += n.head(W);
  }
  if (shape.norm == Norm::layer) {
    normalize(centre, x.data(), W, n.data());
    const LinearWeights head = weights.linear(shape.head());
    cache.last =
        n.head(W).cwiseProduct(ConstRowVectorMap(head.gain, W)) + ConstRowVectorMap(head.shift, W);
  } else {
    cache.last = x.head(W);
  }
}

}  // namespace

Transformer::Transformer(const TransformerShape& shape, Generator& generator) : weights_(shape) {
  if (shape.norm == Norm::rms) {
    float* begin = weights_.values().data();
    for (const TensorView& tensor : weights_.tensors()) {
      float* end = begin + tensor.values.size();
      generator.fill_normal({begin, end}, 0, 0.08);
      // Our boundary token is the script's last: its row moves from the end to the beginning.
      if (tensor.name == "wte" || tensor.name == "lm_head")
        std::rotate(begin, end - shape.width, end);
      begin = end;
    }
    return;
  }
  const auto size = [](Index count) { return static_cast<std::size_t>(count); };
  generator.fill_normal({weights_.wte().data(), size(weights_.wte().size())});
  generator.fill_normal({weights_.wpe().data(), size(weights_.wpe().size())});
  for (int i = 0; i < shape.linear_count(); ++i) {
    const LinearGradient layer = weights_.linear(i);
    const int in = shape.inputs(i), out = shape.outputs(i);
    const double bound = weight_bound(in), bias_bound = 1 / std::sqrt(static_cast<double>(in));
    generator.fill_uniform({layer.weight, size(Index{out} * in)}, -bound, bound);
    if (layer.bias) generator.fill_uniform({layer.bias, size(out)}, -bias_bound, bias_bound);
    if (layer.gain) std::fill_n(layer.gain, in, 1.0f);
  }
}

Transformer::Transformer(TransformerParameters weights) : weights_(std::move(weights)) {}

std::unique_ptr<Model> Transformer::clone() const { return std::make_unique<Transformer>(*this); }

const ModelInfo& Transformer::info() const { return transformer_info(); }

std::unique_ptr<ModelState> Transformer::initial_state() const {
  const Index W = shape().width, T = shape().block_size, heads = shape().heads;
  auto state = std::make_unique<KeyValueCache>();
  state->tokens.resize(static_cast<std::size_t>(T));
  state->keys = state->values = Matrix::Zero(shape().layers * heads * T, W / heads);
  state->last = RowVector::Zero(W);
  state->x = state->n = RowVector::Zero(round_up(W, simd::width));
  state->qkv = RowVector::Zero(3 * W);
  state->hidden = RowVector::Zero(round_up(4 * W, simd::width));
  state->scores = RowVector::Zero(T);
  return state;
}

void Transformer::feed(ModelState& state, TokenId token) const {
  auto& cache = static_cast<KeyValueCache&>(state);
  assert(token < vocabulary_size());
  const std::size_t T = cache.tokens.size(), kept = T / 2;
  if (cache.count == T) {
    cache.count = 0;
    for (std::size_t i = 0; i < kept; ++i) read_token(weights_, cache, cache.tokens[T - kept + i]);
  }
  read_token(weights_, cache, token);
}

void Transformer::next_logits(const ModelState& state, std::span<float> logits) const {
  const RowVector& last = static_cast<const KeyValueCache&>(state).last;
  std::fill(logits.begin(), logits.end(), 0.0f);
  gemv_nt(weights_.linear(shape().head()).weight, vocabulary_size(), shape().width, last.data(),
          logits.data());
}

AttentionTrace Transformer::trace_attention(std::span<const TokenId> tokens) const {
  AttentionTrace trace{shape().layers, shape().heads, static_cast<int>(tokens.size()), {}, {}};
  if (tokens.empty()) return trace;
  // A pass that trains keeps every block's activations.
  TransformerPass pass(shape(), 1, trace.length, true);
  pass.pack(weights_);
  pass.forward(weights_, tokens, 1);
  const auto append = [](std::vector<float>& values, const Matrix& matrix) {
    values.insert(values.end(), matrix.data(), matrix.data() + matrix.size());
  };
  for (int layer = 0; layer < trace.layers; ++layer) {
    for (int head = 0; head < trace.heads; ++head)
      append(trace.weights, pass.attention(layer, 0, head));
    append(trace.logits, pass.logits_after(layer, 0));
  }
  return trace;
}

std::unique_ptr<Model> Transformer::without_heads(std::span<const int> heads) const {
  auto copy = std::make_unique<Transformer>(*this);
  const int width = shape().width, channels = width / shape().heads;
  for (const int i : heads) {
    if (i < 0 || i >= shape().layers * shape().heads) continue;
    const int block = i / shape().heads, head = i % shape().heads;
    float* const weight = copy->weights_.linear(4 * block + TransformerShape::projection).weight;
    for (int row = 0; row < width; ++row)
      std::fill_n(weight + row * width + head * channels, channels, 0.0f);
  }
  return copy;
}

double Transformer::nll(std::span<const TokenId> stream, CorpusKind kind) const {
  if (stream.size() < 2) return std::numeric_limits<double>::quiet_NaN();
  const int T = shape().block_size, batch = std::clamp(1024 / T, 1, 64);
  TransformerPass pass(shape(), batch, T, false);
  pass.set_threads(0);
  pass.pack(weights_);
  ScoringSequences sequences(stream, kind, batch, T, T / 2);
  Batch scored;
  double sum = 0;
  while (sequences.next(scored)) sum += pass.score(weights_, scored.x, scored.y, batch);
  return sum / static_cast<double>(stream.size() - 1);
}

}  // namespace babble
