#include "ui/widgets/export_menu.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "core/base/numbers.h"
#include "ui/widgets/menu.h"

namespace babble::ui {
namespace {

constexpr int frames_to_wait = 3;  // until the menu has closed and the column has scrolled
constexpr int frames_to_give_up = 12;

void save_text(Frame& frame, const ExportSpec& spec, const char* ending, const char* media_type,
               std::string bytes) {
  app::Artifact file;
  file.file_name = "babble-" + std::string(spec.file) + ending;
  file.media_type = media_type;
  file.bytes = app::SharedBytes(std::move(bytes));
  frame.requests.files.push_back(std::move(file));
}

}  // namespace

ImVec2 export_menu_size(const Frame& frame) {
  return frame.layout.touch || frame.layout.compact ? ImVec2(38, 32) : ImVec2(28, 22);
}

void export_menu(Frame& frame, const ExportSpec& spec) {
  const ImVec2 size = export_menu_size(frame);
  const std::string name(spec.name);
  const bool taken = !frame.picture.name.empty();  // the button is not part of the picture
  ImGui::PushID(spec.name.data(), spec.name.data() + spec.name.size());
  const bool pressed = ImGui::InvisibleButton("menu", size);
  frame.controls.record(name + ".menu");
  const ImVec2 low = ImGui::GetItemRectMin(), high = ImGui::GetItemRectMax();
  const bool hovered = ImGui::IsItemHovered();
  tooltip(frame, "Save what is shown here");
  if (!taken) {
    ImDrawList& list = *ImGui::GetWindowDrawList();
    if (hovered) list.AddRectFilled(low, high, frame.palette.inset, 7);
    draw_icon(list, Icon::more, ImVec2((low.x + high.x) / 2, (low.y + high.y) / 2), 15,
              hovered ? frame.palette.accent : frame.palette.muted);
  }
  PendingPicture& pending = frame.picture;
  const bool right_click = !spec.picture.empty() && pending.menu == spec.picture;
  if (right_click) pending.menu.clear();
  if (pressed || right_click) {
    pending.menu_at_pointer = right_click;
    ImGui::OpenPopup("save");
  }
  if (pending.menu_at_pointer) {
    ImGui::SetNextWindowPos(ImVec2(pending.menu_x, pending.menu_y), ImGuiCond_Appearing);
  } else {
    place_menu(low, high);
  }
  if (ImGui::BeginPopup("save")) {
    if (spec.csv &&
        menu_item(frame, name + ".csv", "Numbers as CSV", "for a spreadsheet or pandas", false)) {
      save_text(frame, spec, ".csv", "text/csv", spec.csv());
    }
    if (spec.text && menu_item(frame, name + ".txt", "Text", "as it stands here", false)) {
      save_text(frame, spec, ".txt", "text/plain;charset=utf-8", spec.text());
    }
    if (!spec.picture.empty() &&
        menu_item(frame, name + ".png", "Picture as PNG", "as sharp as your screen", false)) {
      pending = {};
      pending.name = spec.picture;
      pending.file = "babble-" + std::string(spec.file) + ".png";
      frame.wake(0);
    }
    ImGui::EndPopup();
  }
  ImGui::PopID();
}

void inline_export_menu(Frame& frame, const ExportSpec& spec) {
  ImGui::SetCursorPosY(ImGui::GetCursorPosY() +
                       (frame.layout.control_height - export_menu_size(frame).y) / 2);
  export_menu(frame, spec);
}

void header_menu(Frame& frame, Card& card, const ExportSpec& spec) {
  card.begin_header(export_menu_size(frame).x);
  inline_export_menu(frame, spec);
  card.end_header();
}

void offer_export(Frame& frame, std::string_view name, ImVec2 low, ImVec2 high) {
  PendingPicture& pending = frame.picture;
  if (ImGui::IsMouseClicked(ImGuiMouseButton_Right) && ImGui::IsWindowHovered() &&
      ImGui::IsMouseHoveringRect(low, high)) {
    const ImVec2 at = ImGui::GetIO().MousePos;
    pending.menu = name;
    pending.menu_age = 0;
    pending.menu_x = at.x;
    pending.menu_y = at.y;
    frame.wake(0);
  }
  if (pending.name.empty() || pending.name != name) return;
  ImGuiWindow* window = ImGui::GetCurrentWindow();
  if (pending.age <= 1) ImGui::ScrollToBringRectIntoView(window, ImRect(low, high));
  if (pending.age < frames_to_wait) return;
  const ImRect clip = window->ClipRect;
  frame.requests.pictures.push_back({pending.file,
                                     {std::max(low.x, clip.Min.x), std::max(low.y, clip.Min.y),
                                      std::min(high.x, clip.Max.x) - std::max(low.x, clip.Min.x),
                                      std::min(high.y, clip.Max.y) - std::max(low.y, clip.Min.y)}});
  pending = {};
}

void PendingPicture::next_frame(Frame& frame) {
  if (!menu.empty() && ++menu_age > 1) menu.clear();  // an empty picture has no menu
  if (name.empty()) return;
  if (++age > frames_to_give_up) {
    *this = {};
    return;
  }
  frame.wake(0);
  ImGui::GetCurrentContext()->HoveredWindow = nullptr;  // no tooltip in the picture
}

std::string csv_cell(std::string_view text) {
  if (text.find_first_of("\",\r\n") == std::string_view::npos) return std::string(text);
  std::string quoted = "\"";
  for (const char c : text) {
    if (c == '"') quoted += '"';
    quoted += c;
  }
  quoted += '"';
  return quoted;
}

std::string csv_cell(double value) {
  if (std::isnan(value)) return "";
  if (std::isinf(value)) return value > 0 ? "inf" : "-inf";
  return real_text(value);
}

std::string csv_of_curves(std::string_view x_name, std::span<const CsvCurve> curves) {
  std::string out = csv_cell(x_name);
  for (const CsvCurve& curve : curves) {
    out += ',';
    out += csv_cell(curve.name);
  }
  out += '\n';
  std::vector<std::size_t> next(curves.size(), 0);
  const auto x_at = [&](std::size_t i) {
    const std::vector<double>& x = *curves[i].x;
    return next[i] < x.size() ? x[next[i]] : std::numeric_limits<double>::infinity();
  };
  for (;;) {
    double x = std::numeric_limits<double>::infinity();
    for (std::size_t i = 0; i < curves.size(); ++i) x = std::min(x, x_at(i));
    if (std::isinf(x)) return out;
    out += csv_cell(x);
    for (std::size_t i = 0; i < curves.size(); ++i) {
      out += ',';
      if (x_at(i) == x) out += csv_cell((*curves[i].y)[next[i]++]);
    }
    out += '\n';
  }
}

std::string csv_of_table(std::span<const std::string> rows, std::span<const std::string> columns,
                         int row_count, int column_count,
                         const std::function<double(int row, int column)>& value) {
  std::string out;
  if (!columns.empty()) {
    if (!rows.empty()) out += ',';
    for (int column = 0; column < column_count; ++column) {
      if (column > 0) out += ',';
      out += csv_cell(columns[static_cast<std::size_t>(column)]);
    }
    out += '\n';
  }
  for (int row = 0; row < row_count; ++row) {
    if (!rows.empty()) out += csv_cell(rows[static_cast<std::size_t>(row)]) + ',';
    for (int column = 0; column < column_count; ++column) {
      if (column > 0) out += ',';
      out += csv_cell(value(row, column));
    }
    out += '\n';
  }
  return out;
}

}  // namespace babble::ui
