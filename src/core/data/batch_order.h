// Recorded mini-batches, so that a run made elsewhere can be repeated exactly.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace babble {

/// One epoch: how many tokens are dropped at the front, and for random sampling the shuffled starts
/// of the subsequences, counted from the offset (empty for the sequential partition).
struct EpochOrder {
  std::int64_t offset = 0;
  std::vector<std::int64_t> starts;
};
using BatchOrder = std::vector<EpochOrder>;

/// A JSON list with one entry an epoch: the offset, or {"offset": 3, "starts": [70, 0, 35]}.
/// Throws Error with the number of the faulty entry.
BatchOrder parse_batch_order(std::string_view json);
std::string batch_order_text(const BatchOrder& batch_order);

}  // namespace babble
