#include "core/models/model.h"

namespace babble {

std::int64_t Model::parameter_count() const {
  std::int64_t count = 0;
  for (const TensorView& tensor : parameters())
    count += static_cast<std::int64_t>(tensor.values.size());
  return count;
}

}  // namespace babble
