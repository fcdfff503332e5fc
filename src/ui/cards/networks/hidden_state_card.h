// The hidden state of a recurrent model over the characters of a text, and what it expects after
// each of them.
#pragma once

#include <string>
#include <string_view>

#include "core/models/model_kind.h"
#include "ui/base/frame.h"
#include "ui/widgets/heatmap.h"

namespace babble::ui {

class HiddenStateCard {
 public:
  /// `formula` of the hidden state, for the help. It must stay valid.
  explicit HiddenStateCard(std::string_view formula) : formula_(formula) {}
  void draw(Frame& frame, ModelKind kind, float height);

 private:
  void draw_guesses(Frame& frame, ModelKind kind, float width) const;

  std::string_view formula_;
  std::string text_;
  bool asked_ = false;        ///< the first text was chosen and asked for
  std::uint64_t corpus_ = 0;  ///< revision of the corpus that it was chosen for
  Heatmap heatmap_;
};

}  // namespace babble::ui
