// The text that a model reads for a picture of what happens inside: its field, and what stands
// there at first.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "ui/base/frame.h"
#include "ui/widgets/card.h"
#include "ui/widgets/export_menu.h"

namespace babble::ui {

class TextToRead {
 public:
  /// Draws the field and the export menu in the card's header. Asks for the text when it changes,
  /// and for a piece of the corpus when another one is open.
  void draw_field(Frame& frame, Card& card, std::string_view name, const ExportSpec& menu);

 private:
  std::string text_;
  bool asked_ = false;        ///< the first text was chosen and asked for
  std::uint64_t corpus_ = 0;  ///< revision of the corpus that it was chosen for
};

}  // namespace babble::ui
