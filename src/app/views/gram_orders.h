// The n-grams of each order beside one another, and the counts of one context.
#pragma once

#include <vector>

#include "app/views/inspected_text.h"
#include "core/models/ngram/ngram.h"

namespace babble::app {

/// Counts the text once for each order; another smoothing only scores again. Not for texts of more
/// than 4 million tokens.
class GramOrders final : public TextView {
 public:
  bool quick() const override { return false; }

 private:
  bool wanted(const ViewContext& context) const override { return context.subscription.orders; }
  Stamp stamp(const ViewContext& context) const override;
  bool fill(const ViewContext& context, double end, Snapshot& snapshot) override;
  void reset(Snapshot& snapshot) override;

  struct Order {
    NgramModel model;  // of the training part
    GramCounts dev;
  };
  std::vector<Order> orders_;
};

}  // namespace babble::app
