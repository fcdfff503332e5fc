// Training from the command line: how far to go, and what is told about it afterwards.
#pragma once

#include <cstdint>
#include <nlohmann/json_fwd.hpp>
#include <string>

#include "core/trainer.h"

namespace babble::cli {

struct TrainingResult {
  double seconds = 0;
  std::int64_t tokens = 0;  ///< trained in these seconds
  bool interrupted = false;
};

/// Trains until the trainer is finished, `most_steps` more steps are done (0 = no limit), or
/// Ctrl-C; shows how it goes.
TrainingResult train(Trainer& trainer, std::int64_t most_steps);

/// NLL of each part, NaN where a part is empty.
struct PartValues {
  double train, dev, test;
};
PartValues evaluate_parts(const Trainer& trainer);

/// The object that `babble train --json` prints.
nlohmann::ordered_json training_json(const Trainer& trainer, const TrainingResult& result,
                                     const PartValues& nll);

}  // namespace babble::cli
