#include "core/models/learner.h"

#include "core/base/error.h"

namespace babble {

void check_batch_memory(double bytes, std::string_view smaller) {
  if (bytes <= 0x1p30) return;
  throw Error("One mini-batch would need " +
              std::to_string(static_cast<std::int64_t>(bytes / 0x1p20)) + " MB of memory. Choose " +
              std::string(smaller) + ".");
}

}  // namespace babble
