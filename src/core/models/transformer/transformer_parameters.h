// Shape and parameters of the transformer (transformer.h).
#pragma once

#include "core/math/linear.h"
#include "core/models/parameters.h"
#include "core/settings/settings.h"

namespace babble {

struct TransformerShape {
  int vocabulary_size;  // V
  int block_size;       // T, the longest context
  int width;            // W, a multiple of heads
  int heads;
  int layers;  // L
  Norm norm;
  Activation activation;

  /// The linear layers: four in each block, and the one that gives the logits.
  enum Layer { qkv, projection, fc, output };  // 3W×W, W×W, 4W×W, W×4W
  static int linear_of(int layer, Layer part) { return 4 * layer + part; }
  int head() const { return 4 * layers; }  // V×W
  int linear_count() const { return head() + 1; }
  int outputs(int linear) const;
  int inputs(int linear) const;
};

/// The parameters, or their gradients. With Norm::layer they have the names, order and shapes of
/// makemore's class Transformer, with Norm::rms those of microgpt. All matrices are out×in.
class TransformerParameters final : public Parameters {
 public:
  explicit TransformerParameters(const TransformerShape& shape)
      : Parameters(layout(shape)), shape_(shape) {}
  static std::vector<TensorSpec> layout(const TransformerShape& shape);

  const TransformerShape& shape() const { return shape_; }
  MatrixMap wte() { return matrix(0); }  // V×W
  MatrixMap wpe() { return matrix(1); }  // T×W
  ConstMatrixMap wte() const { return matrix(0); }
  ConstMatrixMap wpe() const { return matrix(1); }

  /// Linear layer i with gain and shift of the norm before it.
  LinearWeights linear(int i) const;
  LinearGradient linear(int i);

 private:
  // Which tensors a linear layer consists of; -1: none.
  struct Tensors {
    int weight, bias, gain, shift;
  };
  Tensors tensors_of(int linear) const;

  TransformerShape shape_;
};

}  // namespace babble
