// Buttons, sliders, text fields. Every widget has a name, under which WidgetRegistry records its
// place.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "ui/base/icons.h"
#include "ui/base/text.h"
#include "ui/widgets/card.h"

namespace babble::ui {

// --- things to click --------------------------------------------------------------------------

struct ButtonLook {
  Icon icon = Icon::none;
  bool primary = false;
  bool quiet = false;   ///< no frame until hovered
  bool active = false;  ///< as if chosen
  bool enabled = true;
  bool menu_mark = false;  ///< a small arrow at the right: it opens a menu
  float width = 0;         ///< 0: as wide as needed
  float height = 0;        ///< 0: the usual
  std::string_view tip = {};
};

bool button(Frame& frame, std::string_view name, std::string_view words,
            const ButtonLook& look = {});
float button_width(const Frame& frame, std::string_view words, const ButtonLook& look = {});

/// One of several words; true when another was chosen. The parts are named name.0, name.1 ...
bool segmented(Frame& frame, std::string_view name, const std::vector<std::string_view>& words,
               int& chosen, float width = 0);
bool toggle(Frame& frame, std::string_view name, std::string_view words, bool& on);

// --- numbers and words ------------------------------------------------------------------------

struct SliderScale {
  double low = 0, high = 1;
  bool logarithmic = false;  ///< low may be 0: the left end is then 0 itself
  bool integer = false;
  double least = 0;  ///< logarithmic with low = 0: the smallest value above it; 0 = high / 10^6
};

/// True while the value changes. `released` is set once when a drag has ended with a change.
bool slider(Frame& frame, std::string_view name, double& value, const SliderScale& scale,
            float width, bool* released = nullptr);

/// A text field. True when the text was confirmed with Enter or by leaving the changed field.
/// `changed` is set whenever the text differs from the frame before.
bool text_field(Frame& frame, std::string_view name, std::string& value, const char* hint,
                float width, bool mono = false, bool* changed = nullptr);

}  // namespace babble::ui
