// babble train --preset: a run of the courses with its known figures.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>

#include "core/presets/presets.h"

namespace babble::cli {

/// Throws UsageError that lists all ids if there is none with this one.
const Preset& wanted_preset(const std::string& id);

/// A new run. `data` is the flag --data: the file of a course's text. Throws Error if it is missing
/// or another text.
Trainer start_preset(const Preset& preset, const std::string& data);

/// {"id", "title", "source", "figures": [{"what", "expected", "obtained", "agrees"}]}
nlohmann::ordered_json preset_json(const PresetRun& run);
/// One line a figure.
std::string preset_text(const PresetRun& run);
/// How many of the known figures differ from the expected ones.
int differing_figures(const PresetRun& run);

}  // namespace babble::cli
