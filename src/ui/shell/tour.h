// A tour over the real controls, for a first visit: the stops of all chapters, in their order. It
// can be left at any time, and the controls that it points at work meanwhile.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string_view>
#include <vector>

#include "ui/base/frame.h"
#include "ui/chapters/chapter.h"

namespace babble::ui {

class Tour {
 public:
  explicit Tour(const std::vector<std::unique_ptr<Chapter>>& chapters);
  void begin() { step_ = 0, running_ = true, entered_ = false; }
  void leave() { running_ = false; }
  /// The id of the chapter to open for the present step, once at its beginning; else empty.
  std::string_view take_chapter(Frame& frame);
  /// Draws over everything that was drawn before.
  void draw(Frame& frame);

 private:
  struct Step {
    std::string_view chapter;
    TourStop stop;
  };
  std::vector<Step> steps_;
  bool running_ = false, entered_ = false;
  std::size_t step_ = 0;
  std::optional<ModelKind> watched_;  // the model that a stop waits for
  std::int64_t steps_before_ = 0;     // its training steps when the stop was entered
};

}  // namespace babble::ui
