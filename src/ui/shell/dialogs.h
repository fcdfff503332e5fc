// Dialogs for what the platform has no dialog for: a path to open, a text to paste, the keys.
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <utility>

#include "ui/base/frame.h"

namespace babble::ui {

class Dialogs {
 public:
  /// Opens dialogs for requests that the platform cannot handle, and draws the open one.
  /// `chapters`: how many there are; `suppressible`: the names that "hide=" of a link accepts.
  void draw(Frame& frame, const Capabilities& capabilities, std::size_t chapters,
            std::span<const std::string_view> suppressible);
  /// The text in the paste dialog when it opens.
  void set_pasted(std::string text) { pasted_ = std::move(text); }

 private:
  void draw_path(Frame& frame);
  void draw_paste(Frame& frame);
  void draw_keys(Frame& frame, std::size_t chapters,
                 std::span<const std::string_view> suppressible);

  std::string path_, pasted_;
};

}  // namespace babble::ui
