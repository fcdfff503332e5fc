// Where the transformer looks: the attention of every block and head over a text, and what the
// model expects after each block.
#pragma once

#include <deque>

#include "core/models/model_kind.h"
#include "ui/base/frame.h"
#include "ui/cards/common/text_to_read.h"
#include "ui/widgets/heatmap.h"

namespace babble::ui {

class AttentionCard {
 public:
  void draw(Frame& frame, ModelKind kind, float height);

 private:
  /// A small map for each head, a row for each block; a click picks one.
  void draw_heads(Frame& frame, float size);
  /// The picked map; pointing at a row picks the character whose view is shown.
  void draw_map(Frame& frame, float size);
  /// The text, each character as strong as the picked one looks at it.
  void draw_view(Frame& frame, ModelKind kind, float width) const;
  /// The likeliest next character after each block.
  void draw_blocks(Frame& frame, ModelKind kind, float width) const;

  TextToRead text_;
  int layer_ = 0, head_ = 0;  ///< picked
  int query_ = -1;            ///< position of the picked character; -1: the last
  std::deque<Heatmap> heads_;
  Heatmap map_;
};

}  // namespace babble::ui
