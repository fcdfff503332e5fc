// Training from the command line: how far, and the report afterwards.
#pragma once

#include <cstdint>
#include <functional>
#include <nlohmann/json_fwd.hpp>
#include <string>
#include <vector>

#include "core/training/trainer.h"

namespace babble::cli {

/// The model of a flag. Throws UsageError.
ModelKind wanted_model(const std::string& id);
/// Its defaults with the settings of flags, each key=value. Throws UsageError.
Settings wanted_settings(ModelKind kind, const std::vector<std::string>& assignments);

struct TrainingResult {
  double seconds = 0;
  std::int64_t tokens = 0;  ///< trained in these seconds
  bool interrupted = false;
};

/// How far to train, and what to do on the way.
struct TrainingPlan {
  std::int64_t most_steps = 0;  ///< more steps; 0 = no limit
  double autosave_every = 0;    ///< seconds; 0 = never
  std::function<void()> autosave = {};
  std::function<void()> after_step = {};
};

/// Trains until the trainer is finished, the plan's steps are done, or an interrupt (see
/// defer_interrupts in terminal.h). Shows progress.
TrainingResult train(Trainer& trainer, const TrainingPlan& plan);

/// NLL of each part, NaN where a part is empty.
struct PartValues {
  double train, dev, test;
};
PartValues evaluate_parts(const Trainer& trainer);
/// Share of contexts that the training part lacks, for n-grams; else NaN.
PartValues unseen_parts(const Trainer& trainer);

/// The object that `babble train --json` prints.
nlohmann::ordered_json training_json(const Trainer& trainer, const TrainingResult& result,
                                     const PartValues& nll);

}  // namespace babble::cli
