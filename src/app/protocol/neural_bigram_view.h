// The parts of a snapshot for chapter Neural bigram: one traced example, and loss as a function of
// smoothing and of weight penalty. V vocabulary size.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "app/protocol/shared_vector.h"

namespace babble::app {

/// One pair's part in a training step, stage by stage (core/models/neural_bigram/neural_bigram.h,
/// NeuralExample).
struct ExampleView {
  int current = -1, next = -1;        ///< ids; -1 where nothing is shown
  std::int64_t step = 0;              ///< of the model that this was computed with
  SharedVector<float> logits;         ///< V, row `current` of W (plus b)
  SharedVector<float> counts;         ///< V, exp(logits)
  SharedVector<float> probabilities;  ///< V, counts / their sum
  SharedVector<float> gradient;       ///< V, probabilities − onehot(next)
  SharedVector<float> update;         ///< V, −rate · gradient: what this example alone would add
  /// V, (n_i·probabilities − N_i) / M: what the row's gradient is over all pairs of the text
  SharedVector<float> mean_gradient;
  double loss = 0;         ///< −log probabilities[next], nats
  double loss_after = 0;   ///< the same after the update by this example alone
  double rate = 0;         ///< learning rate
  std::int64_t count = 0;  ///< N_ij, how often the pair occurs in the training part
  std::int64_t row = 0;    ///< n_i, how often `current` is followed by anything
  std::int64_t pairs = 0;  ///< M, all pairs of the training part
};

/// NLL of train and dev for a range of k, and for a range of λ at the end of training (NaN where a
/// part is empty).
struct SmoothingView {
  std::vector<double> k, k_train, k_dev;
  std::vector<double> l2, l2_train, l2_dev;
};

/// A line of PyTorch, what it gives now, and how long it took.
struct SpellingView {
  std::string code;
  double value = 0, seconds = 0;
};

/// The loss over the first pairs of the training part, and the sum of their logits, each in several
/// ways.
struct SpellingsView {
  std::int64_t pairs = 0;  ///< 0: nothing to show
  SharedVector<SpellingView> losses, products;
};

}  // namespace babble::app
