// What the RNN, the GRU and the LSTM have in common as models: parameters, start, output layer and
// evaluation.
#pragma once

#include "core/models/model.h"
#include "core/models/recurrent/recurrent_parameters.h"
#include "core/models/recurrent/recurrent_pass.h"
#include "core/random/generator.h"

namespace babble {

class RecurrentModel : public Model {
 public:
  RecurrentParameters& weights() { return weights_; }
  const RecurrentParameters& weights() const { return weights_; }
  int hidden_size() const { return weights_.hidden_size(); }
  int embedding() const { return weights_.embedding(); }
  /// Whether each line is read by itself: the boundary token, id 0, sets the state to zero first.
  void set_reads_lines(bool lines) { reads_lines_ = lines; }
  /// Takes what its parameters do not tell: here set_reads_lines().
  virtual void configure(const Settings& settings);
  /// The workspace of mini-batches of these sizes.
  virtual std::unique_ptr<RecurrentPass> make_pass(int batch_size, int time_steps) const = 0;

  int vocabulary_size() const override { return weights_.vocabulary_size(); }
  std::vector<TensorView> parameters() const override { return weights_.tensors(); }
  std::unique_ptr<ModelState> initial_state() const override;
  std::span<const float> hidden_units(const ModelState& state) const override;
  void next_logits(const ModelState& state, std::span<float> logits) const override;
  void feed(ModelState& state, TokenId token) const final;
  /// Lines are scored one by one where the model reads them by themselves. Else it folds a long
  /// stream into up to 32 rows that are read side by side. Every row but the first
  /// starts from a zero state and first reads the 64 tokens before it without scoring them, so each
  /// pair is scored once, with a context.
  double nll(std::span<const TokenId> stream, CorpusKind kind) const override;
  GradientReach gradient_reach(const Batch& batch) const final;

 protected:
  /// H, and the values that feed() needs.
  struct State final : ModelState {
    RowVector hidden;   // H
    RowVector cell;     // H for an LSTM, else empty
    RowVector scratch;  // (gates + 1)·H, workspace of feed()
    void assign(const ModelState& other) override;
  };

  /// N(0, 0.01²) for the matrices in their order from `generator`, zero biases (d2l §8.5, §9.1);
  /// N(0, 1) for an embedding, as torch.nn.Embedding.
  RecurrentModel(std::string_view gates, int vocabulary_size, int hidden_size, Generator& generator,
                 int embedding);
  explicit RecurrentModel(RecurrentParameters weights) : weights_(std::move(weights)) {}

  /// The new state after a token.
  virtual void step(State& state, TokenId token) const = 0;
  /// out (H) = the row of W_x (or of C·W_x) for the token + b + vector·W_h of a gate.
  void gate_sum(std::size_t gate, TokenId token, const float* vector, float* out) const;

 private:
  double nll_of_lines(std::span<const TokenId> stream) const;

  RecurrentParameters weights_;
  bool reads_lines_ = false;
};

}  // namespace babble
