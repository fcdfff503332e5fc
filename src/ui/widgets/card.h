// Cards in scrolling columns, help marks and tooltips.
#pragma once

#include <string>
#include <string_view>

#include "ui/base/text.h"

namespace babble::ui {

/// A few sentences and a formula behind a "?".
struct Help {
  std::string_view words;
  std::string_view formula = {};
};

/// A rounded panel as wide as the column. Content goes between construction and destruction.
/// WidgetRegistry knows it as card.<name>.
class Card {
 public:
  Card(Frame& frame, std::string_view name, std::string_view title, const Help* help = nullptr,
       float least_height = 0);
  ~Card();
  Card(const Card&) = delete;
  Card& operator=(const Card&) = delete;
  float width() const { return inner_width_; }
  /// The height that is left inside a card with a least height.
  float height_left() const;
  /// Widgets drawn between these two stand at the right end of the title's line if they fit there,
  /// else on a line of their own.
  void begin_header(float width);
  void end_header();

 private:
  Frame& frame_;
  std::string name_;
  ImVec2 start_;
  float width_, inner_width_, least_height_, old_work_, old_content_;
  float title_end_ = 0;
  ImVec2 content_;
  // A suppressed card: its widgets are skipped and its drawing is clipped away.
  bool suppressed_ = false, old_skip_ = false;
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

}  // namespace babble::ui
