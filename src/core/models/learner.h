// What trains a model: the workspace of one run. Its constructor allocates all memory.
#pragma once

#include <memory>
#include <span>
#include <vector>

#include "core/data/batch_source.h"
#include "core/models/model.h"
#include "core/settings/settings.h"

namespace babble {

class ThreadPool;

/// Nats per token of one mini-batch.
struct Loss {
  double loss = 0;  ///< what is minimised: the mean NLL and the penalty, if there is one
  double nll = 0;   ///< without the penalty
};

class Learner {
 public:
  virtual ~Learner() = default;
  virtual const Model& model() const = 0;

  /// The trainable values and the gradient of the last mini-batch, in the same order. Both are
  /// empty for a model that is counted.
  virtual Parameters& parameters() = 0;
  virtual const Parameters& gradient() const = 0;
  /// The only ranges of the gradient that may differ from zero; empty: all of it.
  virtual std::span<const Range> touched() const { return {}; }

  /// Loss of a mini-batch and its gradient. A model that is counted learns from it here.
  virtual Loss forward_backward(const Batch& batch, const Settings& settings) = 0;
  /// The update was made: keeps the state for the next mini-batch. The gradient does not follow it.
  virtual void carry_state() {}
  /// A setting that may change while training has a new value.
  virtual void settings_changed(const Settings&) {}

  /// The state carried between mini-batches, as named tensors (ModelInfo::carried).
  virtual std::vector<Tensor> carried() const { return {}; }
  virtual void restore_carried(std::span<const Tensor>) {}

  /// The number of threads from now on. 0: as many as the machine has, if a mini-batch is large
  /// enough to gain from them. The results do not depend on it.
  virtual void set_threads(int) {}
  /// The threads that share a mini-batch; null: the calling one alone.
  virtual ThreadPool* pool() const { return nullptr; }
};

}  // namespace babble
