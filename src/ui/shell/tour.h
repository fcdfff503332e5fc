// A tour of five steps over the real controls, for a first visit. It can be left at any time and
// takes nothing away: what it points at can be used meanwhile.
#pragma once

#include <cstddef>
#include <string_view>

#include "ui/base/frame.h"

namespace babble::ui {

class Tour {
 public:
  void begin() { step_ = 0, running_ = true, entered_ = false; }
  void leave() { running_ = false; }
  bool running() const { return running_; }
  /// The chapter that the present step is about, to be opened once at its beginning; else empty.
  std::string_view take_chapter(Frame& frame);
  /// Over everything that was drawn before it.
  void draw(Frame& frame);

 private:
  bool running_ = false, entered_ = false;
  std::size_t step_ = 0;
};

}  // namespace babble::ui
