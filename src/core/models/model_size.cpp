#include "core/models/model_size.h"

#include <cstdlib>

#include "core/models/registry.h"

namespace babble {

std::int64_t parameter_count(ModelKind kind, int vocabulary_size, const Settings& settings) {
  std::int64_t sum = 0;
  for (const TensorSpec& tensor : model_info(kind).tensors(vocabulary_size, settings))
    sum += tensor.size();
  return sum;
}

void match_parameters(ModelKind kind, int vocabulary_size, Settings& settings,
                      std::int64_t wanted) {
  const ModelInfo& info = model_info(kind);
  const bool has_width = info.uses("width");
  if (!has_width && !info.uses("hidden_size")) return;
  int& size = has_width ? settings.width : settings.hidden_size;
  const int step = has_width ? settings.heads : 1;  // each head gets an equal part of the width
  const auto limit = static_cast<int>(find_setting(has_width ? "width" : "hidden_size")->maximum);
  std::int64_t least = -1;
  int best = size;
  for (size = step; size <= limit; size += step) {
    const std::int64_t count = parameter_count(kind, vocabulary_size, settings);
    if (least >= 0 && std::abs(count - wanted) >= least) break;  // the count grows with the size
    least = std::abs(count - wanted);
    best = size;
  }
  size = best;
}

}  // namespace babble
