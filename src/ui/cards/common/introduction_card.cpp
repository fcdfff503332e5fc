#include "ui/cards/common/introduction_card.h"

#include "ui/widgets/card.h"

namespace babble::ui {

void introduction_card(Frame& frame, std::string_view title, std::string_view words,
                       const std::function<void()>& controls) {
  const Card card(frame, "introduction", "");
  text(frame, title, frame.palette.text, frame.fonts.title);
  paragraph(frame, words);
  if (controls) controls();
}

}  // namespace babble::ui
