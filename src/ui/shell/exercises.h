// The exercises of the courses as a list: what to do, one click that sets it up, what to expect.
#pragma once

#include <cstdint>
#include <span>
#include <string>

#include "ui/base/frame.h"

namespace babble::ui {

/// One exercise, in our words. Empty texts and zeros: nothing of that kind is set up.
struct Exercise {
  std::string_view number;         ///< of the course: "E01" of makemore's part 1, "8.5.4" of d2l
  std::string_view todo, expect;   ///< a sentence or two
  std::string_view chapter;        ///< opened
  std::string_view cards;          ///< brought to the top there, separated by spaces
  std::string_view model = {};     ///< that the settings are of
  std::string_view settings = {};  ///< "key=value; key=value"; others keep their values
  int steps = 0;                   ///< to train, from the seed
  std::string_view sweep = {};     ///< the setting to vary
  std::string_view values = {};    ///< of the sweep, `steps` each
  std::string_view race = {};      ///< models to train for 20 seconds each
  std::string_view text = {};      ///< built-in text to open
  std::string_view second = {};    ///< built-in text to score the models on
};

std::span<const Exercise> exercises();

/// Posts what sets the exercise up, once its chapter is open. A trained model that is replaced can
/// be restored by Undo.
void set_up(Frame& frame, const Exercise& exercise);

/// The window, opened by Requests::show_exercises. Its state is in the page's address.
class ExerciseList {
 public:
  /// Returns the exercise that was chosen, or null.
  const Exercise* draw(Frame& frame);
  /// The list in sentences if it is open, else empty. For screen readers.
  std::string describe() const;

 private:
  bool open_ = false;
};

}  // namespace babble::ui
