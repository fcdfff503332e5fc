// The hidden state of a recurrent model over the characters of a text, the gates that made it, and
// what it expects after each character.
#pragma once

#include <deque>
#include <string>
#include <string_view>

#include "core/models/model_kind.h"
#include "ui/base/frame.h"
#include "ui/cards/common/text_to_read.h"
#include "ui/widgets/heatmap.h"

namespace babble::ui {

class HiddenStateCard {
 public:
  /// `formula` of the hidden state, for the help. It must stay valid.
  explicit HiddenStateCard(std::string_view formula) : formula_(formula) {}
  void draw(Frame& frame, ModelKind kind, float height);

 private:
  /// The picture of the states or of a gate.
  void draw_map(Frame& frame, std::size_t index, float width, float height);
  /// The states and all gates of the picked unit, as lines over the text.
  void draw_unit(Frame& frame, float width, float height) const;
  void draw_guesses(Frame& frame, ModelKind kind, float width) const;

  std::string_view formula_;
  TextToRead text_;
  std::deque<Heatmap> heatmaps_ = std::deque<Heatmap>(1);  ///< of the states, then of the gates
  int unit_ = 0;                                           ///< picked, for the lines
};

}  // namespace babble::ui
