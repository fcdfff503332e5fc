// The multilayer perceptron of Bengio et al. (2003) as in makemore part 2:
//   X = C[x]                  B×(T·E)   the embeddings of the T tokens before the next one
//   H = tanh(X·W1 + b1)       B×H
//   O = H·W2 + b2             B×V
// V vocabulary size, T tokens of context (block_size), E numbers an embedding, H hidden units, B
// examples of a mini-batch.
#pragma once

#include "core/models/model.h"
#include "core/random/generator.h"
#include "core/settings/settings.h"

namespace babble {

/// V, T, E and H.
struct MlpShape {
  int vocabulary_size = 0, block_size = 0, embedding = 0, hidden_size = 0;
  int inputs() const { return block_size * embedding; }  ///< T·E
};

/// C, W1, b1, W2, b2, or their gradients.
class MlpParameters final : public Parameters {
 public:
  explicit MlpParameters(const MlpShape& shape) : Parameters(layout(shape)), shape_(shape) {}
  static std::vector<TensorSpec> layout(const MlpShape& shape);

  const MlpShape& shape() const { return shape_; }
  MatrixMap C() { return matrix(0); }   // V×E
  MatrixMap W1() { return matrix(1); }  // T·E×H; b1 follows it in memory as one more row
  RowVectorMap b1() { return row(2); }  // H
  MatrixMap W2() { return matrix(3); }  // H×V; b2 follows it in memory as one more row
  RowVectorMap b2() { return row(4); }  // V
  ConstMatrixMap C() const { return matrix(0); }
  ConstMatrixMap W1() const { return matrix(1); }
  ConstRowVectorMap b1() const { return row(2); }
  ConstMatrixMap W2() const { return matrix(3); }
  ConstRowVectorMap b2() const { return row(4); }

 private:
  MlpShape shape_;
};

class Mlp final : public Model {
 public:
  /// N(0, 1) for all parameters, drawn from `generator` in the order C, W1, b1, W2, b2 (makemore
  /// part 2). Init::scaled then multiplies W1 by (5/3)/√(T·E), b1 and W2 by 0.01, b2 by 0 (part 3).
  Mlp(const MlpShape& shape, Init init, Generator& generator);
  explicit Mlp(MlpParameters weights) : weights_(std::move(weights)) {}

  MlpParameters& weights() { return weights_; }
  const MlpParameters& weights() const { return weights_; }
  const MlpShape& shape() const { return weights_.shape(); }

  const ModelInfo& info() const override;
  int vocabulary_size() const override { return shape().vocabulary_size; }
  std::vector<TensorView> parameters() const override { return weights_.tensors(); }
  std::unique_ptr<Model> clone() const override;
  /// A window of T tokens, all of them id 0 before anything is read.
  std::unique_ptr<ModelState> initial_state() const override;
  void feed(ModelState& state, TokenId token) const override;
  std::span<const float> hidden_units(const ModelState& state) const override;
  WindowTrace trace_window(std::span<const TokenId> window, TokenId next) const override;
  void next_logits(const ModelState& state, std::span<float> logits) const override;
  /// The window is filled with id 0 at the beginning of the stream, and of each line.
  double nll(std::span<const TokenId> stream, CorpusKind kind) const override;

 private:
  MlpParameters weights_;
};

}  // namespace babble
