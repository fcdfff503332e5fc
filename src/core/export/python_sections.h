// The sections of a program in PyTorch that are the same for every model.
#pragma once

#include "core/models/model_info.h"
#include "core/training/trainer.h"

namespace babble {

PythonSection text_section(const Corpus& corpus, const Settings& settings);
PythonSection split_section(const Corpus& corpus, const Settings& settings);
/// The generator of initial weights and mini-batches; `used`: the code that calls its functions.
PythonSection generator_section(const Corpus& corpus, const ModelInfo& info,
                                const Settings& settings, const std::string& used);
PythonSection checkpoint_section(const ModelInfo& info, const Settings& settings, bool has_place,
                                 bool state);
PythonSection training_section(const ModelInfo& info, const Settings& settings,
                               const PytorchPart& part);
PythonSection sampling_section(const Corpus& corpus, const ModelInfo& info,
                               const Settings& settings, const PytorchPart& part);
PythonSection saving_section(const Corpus& corpus, const ModelInfo& info, const Settings& settings,
                             const std::string& counted, bool has_place, bool state, bool recorded);

}  // namespace babble
