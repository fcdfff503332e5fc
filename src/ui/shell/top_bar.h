// The bar at the top, which is the same in every chapter.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "ui/base/frame.h"
#include "ui/base/imgui_all.h"
#include "ui/chapters/chapter.h"

namespace babble::ui {

class TopBar {
 public:
  struct Requests {
    bool toggle_theme = false;
    std::optional<double> speed;  ///< the speed limit that was chosen, steps a second; 0: none
  };
  void draw(Frame& frame, Chapter& chapter, Requests& requests);

 private:
  void corpus_menu(Frame& frame, float width);
  void transport(Frame& frame, Chapter& chapter, bool with_words);
  void speed_menu(Frame& frame, Requests& requests);
  void seed_field(Frame& frame, float width);
  void more_menu(Frame& frame, const Chapter& chapter, Requests& requests);
  void file_buttons(Frame& frame);
  void share_button(Frame& frame);
  bool exercises_button(Frame& frame);  ///< true if it was clicked
  bool help_button(Frame& frame);       ///< true if it was clicked
  void theme_button(Frame& frame, Requests& requests);
  void status(Frame& frame, ImVec2 low, ImVec2 high);

  std::string seed_;
  bool editing_seed_ = false;
};

}  // namespace babble::ui
