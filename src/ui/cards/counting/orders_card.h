// n-grams of other orders than the table's pairs (chapter Counting).
#pragma once

#include <string>
#include <vector>

#include "core/models/model_kind.h"
#include "ui/base/frame.h"
#include "ui/cards/common/text_to_read.h"

namespace babble::ui {

class OrdersCard {
 public:
  /// The NLL of train and dev against the order, and what each order costs.
  void draw(Frame& frame, ModelKind kind);
  /// The bars of what follows the end of a text that one types.
  void draw_context(Frame& frame, float height);

 private:
  std::vector<double> x_, train_, dev_, here_x_, here_y_;
  std::vector<std::string> names_;
  TextToRead text_;
};

/// The choice of the order. Order 2 is the table of pairs: `kind` becomes the chosen order's model.
void order_choice(Frame& frame, ModelKind& kind, float width);

/// The NLL and the unseen contexts of each order in a sentence, for screen readers.
std::string describe_orders(const app::Snapshot& snapshot);

}  // namespace babble::ui
