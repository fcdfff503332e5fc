#include "ui/widgets/heatmap.h"

#include <algorithm>
#include <cmath>

#include "core/base/utf8.h"
#include "ui/base/imgui_input.h"
#include "ui/widgets/export_menu.h"
#include "ui/widgets/widgets.h"

namespace babble::ui {

struct Heatmap::Geometry {
  ImVec2 low, high;        ///< of the picture on the screen
  float cell_x, cell_y;    ///< pixels
  float first_x, first_y;  ///< cells (with fraction) at the upper left corner
  int rows, columns;
  int first_row() const { return static_cast<int>(first_y); }
  int first_column() const { return static_cast<int>(first_x); }
  int end_row() const {
    return std::min(rows, static_cast<int>(std::ceil(first_y + (high.y - low.y) / cell_y - 0.01f)));
  }
  int end_column() const {
    return std::min(columns,
                    static_cast<int>(std::ceil(first_x + (high.x - low.x) / cell_x - 0.01f)));
  }
  ImVec2 corner(int row, int column) const {
    return {low.x + (static_cast<float>(column) - first_x) * cell_x,
            low.y + (static_cast<float>(row) - first_y) * cell_y};
  }
};

void Heatmap::paint(const HeatmapSpec& spec) {
  const auto size = static_cast<std::size_t>(spec.rows) * static_cast<std::size_t>(spec.columns);
  if (painted_ != 0 && revision_ == spec.revision && rows_ == spec.rows &&
      columns_ == spec.columns) {
    return;
  }
  if (rows_ != spec.rows || columns_ != spec.columns) *view_ = View{};
  revision_ = spec.revision;
  rows_ = spec.rows;
  columns_ = spec.columns;
  ++painted_;
  pixels_.resize(size);
  std::size_t at = 0;
  for (int row = 0; row < rows_; ++row) {
    for (int column = 0; column < columns_; ++column) pixels_[at++] = spec.color(row, column);
  }
}

// At the highest zoom six cells are visible in a row.
float Heatmap::most_zoom() const {
  return std::max(1.0f, static_cast<float>(std::max(rows_, columns_)) / 6);
}

// Keeps what is at (px, py), shares of the picture, in its place.
void Heatmap::zoom_at(float next, float px, float py) {
  next = std::clamp(next, 1.0f, most_zoom());
  view_->x += px / view_->zoom - px / next;
  view_->y += py / view_->zoom - py / next;
  view_->zoom = next;
  view_->x = std::clamp(view_->x, 0.0f, 1 - 1 / next);
  view_->y = std::clamp(view_->y, 0.0f, 1 - 1 / next);
}

void Heatmap::handle_zoom(Frame& frame, const Geometry& g, bool hovered, bool held) {
  const ImGuiIO& io = ImGui::GetIO();
  const float width = g.high.x - g.low.x, height = g.high.y - g.low.y;
  const float px = (io.MousePos.x - g.low.x) / width, py = (io.MousePos.y - g.low.y) / height;
  if (takes_wheel(frame, hovered)) {
    keep_wheel();
    if (io.MouseWheel != 0) zoom_at(view_->zoom * std::pow(1.25f, io.MouseWheel), px, py);
  }
  float dx = 0, dy = 0;
  if (held) dx = io.MouseDelta.x, dy = io.MouseDelta.y;
  if (hovered) {  // fingers
    if (frame.gesture.zoom != 1) zoom_at(view_->zoom * frame.gesture.zoom, px, py);
    dx += frame.gesture.dx;
    dy += frame.gesture.dy;
    frame.wants_drag |= zoomed();
  }
  if (zoomed()) {
    view_->x -= dx / width / view_->zoom;
    view_->y -= dy / height / view_->zoom;
  }
  zoom_at(view_->zoom, 0.5f, 0.5f);  // within the matrix
}

// For the item drawn last. In one column the wheel always scrolls the page.
bool Heatmap::takes_wheel(const Frame& frame, bool hovered) {
  const ImGuiID id = ImGui::GetItemID();
  if (ImGui::IsMouseClicked(ImGuiMouseButton_Left)) {
    if (hovered) {
      view_->focus = id;
    } else if (view_->focus == id) {
      view_->focus = 0;
    }
  }
  return hovered && !frame.layout.one_column && (ImGui::GetIO().KeyCtrl || view_->focus == id);
}

void Heatmap::zoom_buttons(Frame& frame, std::string_view name) {
  const float most = most_zoom();
  const auto zoom_to = [&](float next) { zoom_at(next, 0.5f, 0.5f); };
  ButtonLook look;
  look.quiet = true;
  look.width = 30;
  look.icon = Icon::minus;
  look.enabled = zoomed();
  look.tip = "Zoom out";
  if (button(frame, std::string(name) + ".out", "", look)) zoom_to(view_->zoom / 1.6f);
  ImGui::SameLine(0, 2);
  look.icon = Icon::plus;
  look.enabled = view_->zoom < most;
  look.tip = "Zoom in (or Ctrl and the wheel over the picture; drag to move it)";
  if (button(frame, std::string(name) + ".in", "", look)) zoom_to(view_->zoom * 1.6f);
  ImGui::SameLine(0, 2);
  look.icon = Icon::fit;
  look.enabled = zoomed();
  look.tip = "Show all of it";
  if (button(frame, std::string(name) + ".fit", "", look)) zoom_to(1);
}

void Heatmap::draw_labels(Frame& frame, const HeatmapSpec& spec, const Geometry& g) const {
  ImDrawList& list = *ImGui::GetWindowDrawList();
  const auto font_for = [&](float room) {
    return room >= 18 ? frame.fonts.mono_small : room >= 13 ? frame.fonts.cell : frame.fonts.tiny;
  };
  ImFont* row_font = font_for(g.cell_y);
  ImFont* column_font = font_for(g.cell_x);
  const auto stride = [](float cell) {
    return cell >= 10 ? 1 : static_cast<int>(std::ceil(10 / cell));
  };
  if (!spec.row_labels.empty()) {
    for (int row = g.first_row(); row < g.end_row(); row += stride(g.cell_y)) {
      const float y = g.corner(row, 0).y + g.cell_y / 2;
      if (y < g.low.y || y > g.high.y) continue;
      const bool chosen = row == spec.chosen_row;
      draw_aligned(list, row_font, ImVec2(g.low.x - 7, y), 1, 0.5f,
                   chosen ? frame.palette.accent : frame.palette.muted,
                   spec.row_labels[static_cast<std::size_t>(row)]);
    }
  }
  if (!spec.column_labels.empty()) {
    for (int column = g.first_column(); column < g.end_column(); column += stride(g.cell_x)) {
      const float x = g.corner(0, column).x + g.cell_x / 2;
      if (x < g.low.x || x > g.high.x) continue;
      draw_aligned(list, column_font, ImVec2(x, g.low.y - 3), 0.5f, 1, frame.palette.muted,
                   spec.column_labels[static_cast<std::size_t>(column)]);
    }
  }
}

void Heatmap::draw_cells(Frame& frame, const HeatmapSpec& spec, const Geometry& g) const {
  ImDrawList& list = *ImGui::GetWindowDrawList();
  if (std::min(g.cell_x, g.cell_y) >= 9) {
    const Color line = with_alpha(frame.palette.surface, 0.75f);
    for (int row = g.first_row(); row <= g.end_row(); ++row) {
      const float y = std::round(g.corner(row, 0).y);
      list.AddRectFilled(ImVec2(g.low.x, y), ImVec2(g.high.x, y + 1), line);
    }
    for (int column = g.first_column(); column <= g.end_column(); ++column) {
      const float x = std::round(g.corner(0, column).x);
      list.AddRectFilled(ImVec2(x, g.low.y), ImVec2(x + 1, g.high.y), line);
    }
  }
  if (!spec.upper || g.cell_y < 21 || g.cell_x < 21) return;
  const float room = std::min(g.cell_x * 0.85f, g.cell_y);
  ImFont* upper = room >= 34   ? frame.fonts.mono_small
                  : room >= 28 ? frame.fonts.cell
                               : frame.fonts.tiny;
  ImFont* lower = room >= 38   ? frame.fonts.mono_small
                  : room >= 31 ? frame.fonts.cell
                               : frame.fonts.tiny;
  // All numbers have the same size: that at which the longest fits, or they are not shown.
  std::size_t longest = 0;
  const bool two_lines = spec.lower != nullptr;
  for (int row = g.first_row(); row < g.end_row(); ++row) {
    for (int column = g.first_column(); two_lines && column < g.end_column(); ++column)
      longest = std::max(longest, count_code_points(spec.lower(row, column)));
  }
  const auto fits = [&](const ImFont* font) {
    return text_size(font, std::string(longest, '0')).x <= g.cell_x;
  };
  if (!fits(lower)) lower = fits(frame.fonts.cell) ? frame.fonts.cell : frame.fonts.tiny;
  const bool has_room = two_lines && fits(lower);
  const float split = g.cell_y / 2;
  for (int row = g.first_row(); row < g.end_row(); ++row) {
    for (int column = g.first_column(); column < g.end_column(); ++column) {
      const ImVec2 corner = g.corner(row, column);
      const Color back =
          pixels_[static_cast<std::size_t>(row) * static_cast<std::size_t>(columns_) +
                  static_cast<std::size_t>(column)];
      const Color ink = readable_on(back);
      const float x = corner.x + g.cell_x / 2 + 0.5f;
      const float spread = two_lines ? std::min(line_height(upper) * 0.47f, split * 0.56f) : 0;
      draw_aligned(list, upper, ImVec2(x, corner.y + split - spread + 0.5f), 0.5f, 0.5f,
                   with_alpha(ink, 0.75f), spec.upper(row, column));
      if (!has_room) continue;
      draw_aligned(list, lower, ImVec2(x, corner.y + split + spread), 0.5f, 0.5f, ink,
                   spec.lower(row, column));
    }
  }
}

HeatmapEvents Heatmap::draw(Frame& frame, const HeatmapSpec& spec) {
  HeatmapEvents events;
  if (spec.rows <= 0 || spec.columns <= 0) return events;
  paint(spec);
  const float left = spec.row_labels.empty() ? 0 : 22;
  const float top = spec.column_labels.empty() ? 0 : 20;
  Geometry g{};
  g.rows = rows_;
  g.columns = columns_;
  float width = spec.width - left, height = spec.height - top;
  if (spec.square) {
    float cell = std::min(width / static_cast<float>(columns_), height / static_cast<float>(rows_));
    if (cell > 4) cell = std::floor(cell * 4) / 4;
    float cell_x = std::min(width / static_cast<float>(columns_), cell * spec.stretch);
    if (cell_x > 4) cell_x = std::floor(cell_x * 4) / 4;
    width = cell_x * static_cast<float>(columns_);
    height = cell * static_cast<float>(rows_);
  }
  width = std::max(width, 8.0f);
  height = std::max(height, 8.0f);
  const ImVec2 start = ImGui::GetCursorScreenPos();
  g.low = ImVec2(std::round(start.x + left + (spec.square ? (spec.width - left - width) / 2 : 0)),
                 std::round(start.y + top));
  g.high = ImVec2(g.low.x + width, g.low.y + height);

  offer_export(frame, spec.name, start, ImVec2(start.x + spec.width, g.high.y + 1));
  ImGui::PushID(spec.name.data(), spec.name.data() + spec.name.size());
  ImGui::Dummy(ImVec2(spec.width, height + top));
  const ImVec2 after = ImGui::GetCursorScreenPos();
  ImGui::SetCursorScreenPos(g.low);
  const bool clicked = ImGui::InvisibleButton("picture", ImVec2(width, height));
  ImGui::PopID();
  frame.controls.record(spec.name);
  const bool hovered = ImGui::IsItemHovered(), held = ImGui::IsItemActive();
  const bool visible = ImGui::IsItemVisible();
  if (spec.zoomable) handle_zoom(frame, g, hovered, held);
  ImGui::SetCursorScreenPos(after);
  g.cell_x = width * view_->zoom / static_cast<float>(columns_);
  g.cell_y = height * view_->zoom / static_cast<float>(rows_);
  g.first_x = view_->x * static_cast<float>(columns_);
  g.first_y = view_->y * static_cast<float>(rows_);

  if (hovered) {
    const ImVec2 mouse = ImGui::GetIO().MousePos;
    events.row =
        std::clamp(static_cast<int>(g.first_y + (mouse.y - g.low.y) / g.cell_y), 0, rows_ - 1);
    events.column =
        std::clamp(static_cast<int>(g.first_x + (mouse.x - g.low.x) / g.cell_x), 0, columns_ - 1);
    const ImVec2 drag = ImGui::GetMouseDragDelta(0, 0);
    events.clicked = clicked && std::fabs(drag.x) + std::fabs(drag.y) < 5;
  }
  if (!visible) return events;

  ImDrawList& list = *ImGui::GetWindowDrawList();
  draw_labels(frame, spec, g);
  const auto texture = frame.textures.update(spec.name, columns_, rows_, pixels_, painted_);
  list.PushClipRect(g.low, g.high, true);
  list.AddImage(reinterpret_cast<ImTextureID>(texture), g.low, g.high, ImVec2(view_->x, view_->y),
                ImVec2(view_->x + 1 / view_->zoom, view_->y + 1 / view_->zoom));
  draw_cells(frame, spec, g);
  if (spec.chosen_row >= 0) {
    const ImVec2 a = g.corner(spec.chosen_row, 0), b = g.corner(spec.chosen_row + 1, columns_);
    list.AddRect(ImVec2(a.x, a.y), ImVec2(b.x, b.y + 1), frame.palette.accent, 0, 0, 2);
  }
  if (spec.marked_row >= 0 && spec.marked_column >= 0) {
    const ImVec2 a = g.corner(spec.marked_row, spec.marked_column);
    const float line = std::min(g.cell_x, g.cell_y) < 14 ? 1.5f : 3.0f;
    const ImVec2 low(a.x - line / 2, a.y - line / 2);
    const ImVec2 high(a.x + g.cell_x + line / 2 + 1, a.y + g.cell_y + line / 2 + 1);
    list.AddRect(low, high, frame.palette.surface, 2, 0, line + 2);
    list.AddRect(low, high, frame.palette.danger, 2, 0, line);
  }
  if (events.row >= 0) {
    const ImVec2 a = g.corner(events.row, events.column);
    list.AddRect(a, ImVec2(a.x + g.cell_x + 1, a.y + g.cell_y + 1), frame.palette.text, 0, 0, 2);
  }
  list.PopClipRect();
  return events;
}

void color_scale(Frame& frame, const Color* ramp, std::string_view low, std::string_view middle,
                 std::string_view high, float width) {
  const ImVec2 at = ImGui::GetCursorScreenPos();
  ImDrawList& list = *ImGui::GetWindowDrawList();
  const float bar = 10, line = line_height(frame.fonts.small);
  constexpr int pieces = 64;
  for (int i = 0; i < pieces; ++i) {
    const float x0 = at.x + width * static_cast<float>(i) / pieces;
    list.AddRectFilled(ImVec2(x0, at.y),
                       ImVec2(at.x + width * static_cast<float>(i + 1) / pieces, at.y + bar),
                       ramp[i * 255 / (pieces - 1)]);
  }
  list.AddRect(at, ImVec2(at.x + width, at.y + bar), frame.palette.border);
  draw_aligned(list, frame.fonts.small, ImVec2(at.x, at.y + bar + 2), 0, 0, frame.palette.muted,
               low);
  draw_aligned(list, frame.fonts.small, ImVec2(at.x + width / 2, at.y + bar + 2), 0.5f, 0,
               frame.palette.muted, middle);
  draw_aligned(list, frame.fonts.small, ImVec2(at.x + width, at.y + bar + 2), 1, 0,
               frame.palette.muted, high);
  ImGui::Dummy(ImVec2(width, bar + line + 2));
}

}  // namespace babble::ui
