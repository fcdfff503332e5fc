// A matrix as a picture: one texture, labels, numbers in the cells where they have room, zoom.
#pragma once

#include <functional>
#include <span>
#include <string>
#include <vector>

#include "ui/base/frame.h"
#include "ui/base/imgui_all.h"

namespace babble::ui {

/// What a heat map shows. `color` is called only when the picture is computed, the words only for
/// cells that are large enough.
struct HeatmapSpec {
  std::string_view name;  ///< in WidgetRegistry, and of the texture
  int rows = 0, columns = 0;
  std::uint64_t revision = 0;  ///< the colours are computed again when it changes
  std::function<Color(int row, int column)> color;
  /// The two lines in a cell; without `lower` one line; without both colours only.
  std::function<std::string(int row, int column)> upper, lower;
  std::span<const std::string> row_labels, column_labels;
  int chosen_row = -1;
  int marked_row = -1, marked_column = -1;  ///< a cell with a strong frame
  float width = 0, height = 0;              ///< the room; the picture takes what it needs of it
  bool square = true;                       ///< cells are as high as wide
  float stretch = 1;                        ///< square ones may be so many times wider than high
  bool zoomable = true;
};

struct HeatmapEvents {
  int row = -1, column = -1;  ///< under the pointer, or -1
  bool clicked = false;
};

/// Keeps zoom and position of one heat map. The wheel zooms with Ctrl, or after a click on the
/// picture; else it scrolls the column. A card gives the map a menu with export_menu(), with the
/// name of the spec as the picture, and csv_of_table() for its numbers.
class Heatmap {
 public:
  Heatmap() = default;
  Heatmap(const Heatmap&) = delete;
  Heatmap& operator=(const Heatmap&) = delete;
  /// Shares zoom and position with another map of the same size, which has to live as long.
  void move_with(Heatmap& other) { view_ = other.view_; }
  HeatmapEvents draw(Frame& frame, const HeatmapSpec& spec);
  /// The buttons that zoom in, out and back. Stands on the current line.
  void zoom_buttons(Frame& frame, std::string_view name);
  bool zoomed() const { return view_->zoom > 1.001f; }

 private:
  struct Geometry;
  struct View {
    float zoom = 1;      ///< 1: all of it is visible
    float x = 0, y = 0;  ///< upper left corner of the visible part, as a share of the matrix
    ImGuiID focus = 0;   ///< the picture that was clicked last: the wheel zooms it; 0: none
  };
  float most_zoom() const;
  void zoom_at(float next, float px, float py);
  void paint(const HeatmapSpec& spec);
  void handle_zoom(Frame& frame, const Geometry& geometry, bool hovered, bool held);
  bool takes_wheel(const Frame& frame, bool hovered);
  void draw_labels(Frame& frame, const HeatmapSpec& spec, const Geometry& geometry) const;
  void draw_cells(Frame& frame, const HeatmapSpec& spec, const Geometry& geometry) const;

  std::vector<Color> pixels_;
  std::uint64_t painted_ = 0, revision_ = 0;
  int rows_ = 0, columns_ = 0;
  View own_;
  View* view_ = &own_;
};

/// A bar of colours with numbers at its ends and middle.
void color_scale(Frame& frame, const Color* ramp, std::string_view low, std::string_view middle,
                 std::string_view high, float width);

}  // namespace babble::ui
