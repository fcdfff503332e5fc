// The n-grams of the open text (chapter Data). Snapshots share one immutable NgramView.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <vector>

namespace babble::app {

/// All n-grams of one order.
struct NgramOrderView {
  std::int64_t total = 0, distinct = 0;
  /// Zipf's law as fitted over the ranks given: ln n = intercept − alpha · ln rank. NaN where there
  /// are too few ranks.
  double alpha = 0, intercept = 0;
  std::int64_t first_rank = 0, last_rank = 0;
  /// Count against rank, thinned evenly in log rank; every point is one n-gram, named beside it.
  std::vector<double> ranks, counts;
  std::vector<std::string> names;
  struct Top {
    std::string gram;
    std::int64_t count = 0;
  };
  std::vector<Top> top;  ///< the most frequent ones
};

/// One of d2l's three Laplace estimates (§8.3) beside the plain share.
struct LaplaceView {
  std::string token, given;        ///< P(token | given)
  std::int64_t count = 0, of = 0;  ///< how often it was seen, of how many times `given` was
  double share = 0;                ///< count / of; NaN for 0/0
  double smoothed = 0;             ///< the estimate with ε; NaN for 0/0
};

struct NgramView {
  bool words = false;                     ///< else characters
  std::int64_t bytes = 0, all_bytes = 0;  ///< the first `bytes` of the text were counted
  std::array<NgramOrderView, 3> orders;   ///< by order − 1
  std::string asked;                      ///< the n-gram that `estimates` are of
  std::vector<LaplaceView> estimates;     ///< of orders 1 up to that of `asked`
  std::string error;                      ///< a sentence where something cannot be counted
  std::uint64_t revision = 0;             ///< of the counts; another estimate does not change it
};

}  // namespace babble::app
