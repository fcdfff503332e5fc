// The building blocks of the panels: cards, buttons, sliders, help marks. Every widget that can be
// used has a name, under which Controls knows its place.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "ui/frame.h"
#include "ui/icons.h"
#include "ui/imgui_all.h"

namespace babble::ui {

// --- text -------------------------------------------------------------------------------------

/// Size at which a font is drawn, in CSS pixels (its line height).
float line_height(const ImFont* font);
ImVec2 text_size(const ImFont* font, std::string_view text);
void draw_text(ImDrawList& list, ImFont* font, ImVec2 at, Color color, std::string_view text);
/// Draws with the text's box aligned to `at`: 0 left/top, 0.5 centre, 1 right/bottom.
void draw_aligned(ImDrawList& list, ImFont* font, ImVec2 at, float align_x, float align_y,
                  Color color, std::string_view text);
/// The longest beginning of the text that fits, with "…" if something was cut.
std::string elided(const ImFont* font, std::string_view text, float width);
/// The text with line breaks where it would be wider. Lines end after blanks and punctuation, at
/// last resort anywhere, but never inside a number such as 3.2958 or 32,033.
std::string in_lines(const ImFont* font, std::string_view text, float width);

/// A line (or, wrapped, several) of text as a widget.
void text(Frame& frame, std::string_view words, Color color, ImFont* font);
void paragraph(Frame& frame, std::string_view words);  ///< wrapped, muted, 16 px
void note(Frame& frame, std::string_view words);       ///< wrapped, muted, 14 px
void label(Frame& frame, std::string_view words);      ///< one line, 14 px semibold
void gap(float height);
/// Words centred on the height of a control, to stand before or behind one; 0: as wide as needed.
void inline_label(Frame& frame, std::string_view words, Color color, ImFont* font, float width = 0);

// --- cards ------------------------------------------------------------------------------------

/// Two sentences and a formula behind a "?".
struct Help {
  std::string_view words;
  std::string_view formula = {};
};

/// A rounded panel as wide as the column. Content goes between construction and destruction.
/// Controls knows it as card.<name>.
class Card {
 public:
  Card(Frame& frame, std::string_view name, std::string_view title, const Help* help = nullptr,
       float least_height = 0);
  ~Card();
  Card(const Card&) = delete;
  Card& operator=(const Card&) = delete;
  float width() const { return inner_width_; }
  /// Height that is left inside a card that was given a least height.
  float height_left() const;
  /// Widgets drawn between these two stand at the right end of the title's line if they are so
  /// narrow that they fit there, else on a line of their own.
  void begin_header(float width);
  void end_header();

 private:
  Frame& frame_;
  std::string name_;
  ImVec2 start_;
  float width_, inner_width_, least_height_, old_work_, old_content_;
  float title_end_ = 0;
  ImVec2 content_;
  // A card that a lesson hides: its widgets are skipped and its drawing is clipped away.
  bool hidden_ = false, old_skip_ = false;
  ImVec2 old_furthest_;
  bool header_fits_ = false;
  ImDrawListSplitter splitter_;
};

/// A scrolling column of cards. Every begin has its end.
void begin_column(Frame& frame, const char* name, float width, float height = 0);
void end_column(Frame& frame);

/// A small "?" that explains. Stands on the current line.
void help_mark(Frame& frame, std::string_view name, const Help& help);
/// Shows a tooltip for the widget drawn last, if it is hovered.
void tooltip(Frame& frame, std::string_view words);

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

/// A row of a small table of words and numbers, columns right-aligned at the given right edges.
void key_value(Frame& frame, std::string_view key, std::string_view value, Color color = 0);

/// A filled dot and a word: what a colour means.
void legend_dot(Frame& frame, Color color, std::string_view words);

/// Moves to the next line unless `width` still fits behind the last widget.
void same_line_if_fits(float width, float spacing = 8);

}  // namespace babble::ui
