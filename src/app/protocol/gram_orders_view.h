// What the n-grams of each order cost and gain, and what follows one context (chapter Counting).
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "app/protocol/shared_vector.h"

namespace babble::app {

struct GramOrdersView {
  /// n-grams of one order, with the smoothing of the model's settings.
  struct Order {
    std::int64_t contexts = 0, grams = 0;  ///< that occur in the training part
    std::int64_t bytes = 0;                ///< of their counts
    double train = 0, dev = 0;             ///< NLL in nats; NaN where the part is empty
    double unseen = 0;  ///< share of the dev part's contexts that the training part lacks
  };
  std::vector<Order> orders;  ///< from 1 on; those that are counted
  std::string error;          ///< a sentence where an order cannot be counted, else empty
  /// The last n − 1 tokens of the text of InspectHiddenState, as shown, and what follows them.
  std::string context;
  std::string context_error;          ///< a sentence where the text cannot be read, else empty
  SharedVector<std::int64_t> counts;  ///< V, in the training part; empty without a model
  SharedVector<float> probabilities;  ///< V
};

}  // namespace babble::app
