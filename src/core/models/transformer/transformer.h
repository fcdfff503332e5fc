// The transformer (Vaswani et al. 2017) in the shape of GPT-2, as makemore has it:
//   x = wte[token] + wpe[position]
//   L times: x += projection(attention(norm x)),  x += output(activation(fc(norm x)))
//   logits = head(norm x)
// and, with Norm::rms, in that of microgpt: RMS norm without parameters, once more before the first
// block and not after the last; no biases; separate matrices for q, k and v.
// V vocabulary size, T block size, W width, L layers.
#pragma once

#include "core/models/model.h"
#include "core/models/transformer/transformer_parameters.h"
#include "core/random/generator.h"

namespace babble {

class Transformer final : public Model {
 public:
  /// Norm::layer: PyTorch's default initialisation of nn.Embedding (N(0, 1)) and nn.Linear
  /// (U(-1/√in, 1/√in) for weight and bias), in the order of the tensors. Norm::rms: N(0, 0.08²)
  /// for all tensors in their order; the rows of wte and lm_head in the order 1 … V - 1, 0.
  Transformer(const TransformerShape& shape, Generator& generator);
  explicit Transformer(TransformerParameters weights);

  TransformerParameters& weights() { return weights_; }
  const TransformerParameters& weights() const { return weights_; }
  const TransformerShape& shape() const { return weights_.shape(); }

  const ModelInfo& info() const override;
  int vocabulary_size() const override { return shape().vocabulary_size; }
  std::vector<TensorView> parameters() const override { return weights_.tensors(); }
  std::unique_ptr<Model> clone() const override;
  /// The keys and values of the tokens read so far: feed() passes one token through the network.
  /// When T tokens were read, the next one first makes room: the last T/2 tokens are read again
  /// from position 0 on, and the others are forgotten.
  std::unique_ptr<ModelState> initial_state() const override;
  void feed(ModelState& state, TokenId token) const override;
  void next_logits(const ModelState& state, std::span<float> logits) const override;
  /// A corpus of lines is read line by line. Running text and lines longer than T are read in
  /// windows of T tokens that overlap by T/2, and a token is scored in the first window that has
  /// it.
  AttentionTrace trace_attention(std::span<const TokenId> tokens) const override;
  /// The columns of the heads in the projection after attention are zero in the copy.
  std::unique_ptr<Model> without_heads(std::span<const int> heads) const override;
  double nll(std::span<const TokenId> stream, CorpusKind kind) const override;

 private:
  TransformerParameters weights_;
};

}  // namespace babble
