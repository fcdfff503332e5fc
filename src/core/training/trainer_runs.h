// What differs between the three models while they are trained. Only trainer.cpp includes this.
// V vocabulary size, H hidden units, B batch, T time steps.
#pragma once

#include <memory>
#include <vector>

#include "core/data/batches.h"
#include "core/math/torch_rng.h"
#include "core/models/count_bigram/count_bigram.h"
#include "core/models/neural_bigram/neural_bigram_learner.h"
#include "core/models/rnn/rnn_learner.h"
#include "core/training/trainer.h"

namespace babble {

class Trainer::Run {
 public:
  virtual ~Run() = default;
  /// One update, or none (and finite = false in the report) if it would not be finite.
  virtual StepReport step(const Settings& settings) = 0;
  /// A setting that may change while training has a new value.
  virtual void settings_changed(const Settings&) {}
  virtual void set_threads(int) {}
  virtual ThreadPool* pool() const { return nullptr; }
  virtual const Model& model() const = 0;
  virtual std::int64_t steps_per_epoch(const Settings& settings) const = 0;
  /// There is nothing more to learn from, whatever `epochs` says.
  virtual bool at_end() const { return false; }
  /// Writes what the run owns into a state.
  virtual void save(TrainingState& state) const = 0;
};

class Trainer::CountRun final : public Run {
 public:
  CountRun(const Corpus& corpus, const TrainingState& state, bool resumed);
  StepReport step(const Settings& settings) override;
  void settings_changed(const Settings& settings) override;
  const Model& model() const override { return model_; }
  std::int64_t steps_per_epoch(const Settings&) const override { return 1; }
  bool at_end() const override { return counted_; }
  void save(TrainingState& state) const override { state.counts = model_.counts(); }

 private:
  const Corpus& corpus_;
  CountBigram model_;
  bool counted_ = false;
};

class Trainer::NeuralRun final : public Run {
 public:
  NeuralRun(const Corpus& corpus, const TrainingState& state, bool resumed);
  StepReport step(const Settings& settings) override;
  const Model& model() const override { return model_; }
  std::int64_t steps_per_epoch(const Settings& settings) const override;
  void save(TrainingState& state) const override;

 private:
  std::int64_t pairs() const { return std::ssize(stream_) - 1; }

  std::span<const TokenId> stream_;
  TorchRng generator_;
  NeuralBigram model_;
  NeuralBigramLearner training_;
  std::vector<TokenId> currents_, nexts_;  // B each, of the mini-batch
  std::int64_t seen_in_epoch_ = 0;         // pairs drawn since the last epoch ended
};

class Trainer::RnnRun final : public Run {
 public:
  RnnRun(const Corpus& corpus, const TrainingState& state, bool resumed);
  StepReport step(const Settings& settings) override;
  void set_threads(int threads) override { training_.set_threads(threads); }
  ThreadPool* pool() const override { return training_.pool(); }
  const Model& model() const override { return model_; }
  std::int64_t steps_per_epoch(const Settings& settings) const override;
  bool at_end() const override;
  void save(TrainingState& state) const override;

 private:
  void start_epoch();

  TorchRng generator_;
  Rnn model_;
  Batches batches_;
  RnnLearner training_;
  Batch batch_;
  BatchOrder batch_order_;
  bool has_batch_order_;
  std::int64_t started_epochs_ = 0;
};

}  // namespace babble
