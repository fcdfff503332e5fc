// Dialogs for where the platform has none of its own: a path to open, a text to paste.
#pragma once

#include <string>
#include <utility>

#include "ui/base/frame.h"

namespace babble::ui {

class Dialogs {
 public:
  /// Turns requests that the platform cannot meet into dialogs, and draws the open one.
  void draw(Frame& frame, const Capabilities& capabilities);
  /// A text that is to stand in the paste dialog when it opens.
  void offer(std::string text) { pasted_ = std::move(text); }

 private:
  void draw_path(Frame& frame);
  void draw_paste(Frame& frame);
  void draw_keys(Frame& frame);

  std::string path_, pasted_;
};

}  // namespace babble::ui
