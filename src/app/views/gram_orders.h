// The n-grams of each order beside one another, and the counts of one context.
#pragma once

#include <optional>
#include <vector>

#include "app/views/inspected_text.h"
#include "core/models/ngram/ngram.h"

namespace babble::app {

/// Counts the text once for each order, and scores it once for each smoothing. Not for texts of
/// more than 4 million tokens.
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
  static GramOrdersView::Order look(const Order& order);

  std::vector<Order> orders_;
  std::vector<GramOrdersView::Order> shown_;  // of the first orders, with this smoothing:
  std::optional<GramSmoothing> smoothing_;
};

}  // namespace babble::app
