#include "ui/cards/networks/hidden_state_card.h"

#include <algorithm>
#include <cmath>

#include "ui/base/format.h"
#include "ui/base/short_tokens.h"
#include "ui/widgets/export_menu.h"
#include "ui/widgets/widgets.h"

namespace babble::ui {
namespace {

constexpr int most_units = 64;  // more rows would be thinner than a pixel
constexpr int guesses = 3;
constexpr float lines_height = 72;  // of the picked unit

/// The states (index 0) or a gate.
const app::MatrixView& matrix_of(const app::HiddenStateView& view, std::size_t index) {
  return index == 0 ? view.states : view.gates[index - 1].values;
}
std::string_view name_of(const app::HiddenStateView& view, std::size_t index) {
  return index == 0 ? std::string_view("Hidden state H") : view.gates[index - 1].name;
}

// One line per character of the text: the states of all units after it, then their gates.
std::string csv_of_states(const app::HiddenStateView& view) {
  const int units = view.states.columns;
  std::vector<std::string> columns;
  for (std::size_t index = 0; index <= view.gates.size(); ++index)
    for (int unit = 0; unit < units; ++unit)
      columns.push_back((index == 0 ? "unit " : std::string(name_of(view, index)) + ", unit ") +
                        std::to_string(unit + 1));
  return csv_of_table(view.display, columns, view.states.rows, static_cast<int>(columns.size()),
                      [&](int at, int column) {
                        const auto index = static_cast<std::size_t>(column / units);
                        return static_cast<double>(matrix_of(view, index).at(at, column % units));
                      });
}

}  // namespace

void HiddenStateCard::draw_guesses(Frame& frame, ModelKind kind, float width) const {
  const app::HiddenStateView& view = frame.snapshot.hidden;
  const ImVec2 start = ImGui::GetCursorScreenPos();
  ImDrawList& list = *ImGui::GetWindowDrawList();
  const auto length = static_cast<float>(view.display.size());
  const float cell = width / length, line = line_height(frame.fonts.mono_small);
  ImGui::InvisibleButton("guesses", ImVec2(width, line * guesses));
  frame.controls.record("rnn.guesses");
  const bool hovered = ImGui::IsItemHovered();
  for (std::size_t i = 0; i < view.next.size(); ++i) {
    const float x = start.x + (static_cast<float>(i) + 0.5f) * cell;
    for (std::size_t rank = 0; rank < std::min<std::size_t>(view.next[i].size(), guesses); ++rank) {
      const app::HiddenStateView::Guess& guess = view.next[i][rank];
      const float strength = std::clamp(0.42f + 1.1f * guess.probability, 0.0f, 1.0f);
      if (cell >= 8) {
        draw_aligned(list, frame.fonts.mono_small,
                     ImVec2(x, start.y + line * static_cast<float>(rank)), 0.5f, 0,
                     mix(frame.palette.surface, frame.palette.of(kind), strength),
                     short_token(guess.token));
      }
    }
  }
  if (!hovered) return;
  const auto at = static_cast<std::size_t>(
      std::clamp((ImGui::GetIO().MousePos.x - start.x) / cell, 0.0f, length - 1));
  if (at >= view.next.size()) return;
  ImGui::BeginTooltip();
  text(frame, "after “" + view.display[at] + "” comes", frame.palette.text,
       frame.fonts.small_strong);
  for (const app::HiddenStateView::Guess& guess : view.next[at]) {
    text(frame, guess.token + "  " + fixed(guess.probability, 4), frame.palette.text,
         frame.fonts.mono_small);
  }
  ImGui::EndTooltip();
}

void HiddenStateCard::draw_map(Frame& frame, std::size_t index, float width, float height) {
  const app::HiddenStateView& view = frame.snapshot.hidden;
  const app::MatrixView& values = matrix_of(view, index);
  const Palette& palette = frame.palette;
  while (heatmaps_.size() <= index) heatmaps_.emplace_back();
  // A memory cell may be far beyond 1.
  float most = 1;
  for (const float value : values.values) most = std::max(most, std::abs(value));
  const std::string name = index == 0 ? "rnn.hidden" : "rnn.gate." + std::to_string(index);
  HeatmapSpec spec;
  spec.name = name;
  spec.rows = std::min(values.columns, most_units);
  spec.columns = values.rows;
  spec.revision = values.revision * 2 + (palette.dark ? 1 : 0);
  spec.color = [&values, &palette, most](int unit, int at) {
    return palette.diverging_at(values.at(at, unit) / most);
  };
  std::vector<std::string> labels;  // of the first picture, which outlive its drawing
  if (index == 0) {
    for (const std::string& token : view.display.get()) labels.push_back(short_token(token));
    spec.column_labels = labels;
  }
  if (!view.gates.empty()) spec.chosen_row = unit_;
  spec.square = false;
  spec.zoomable = false;
  spec.width = width;
  spec.height = height;
  const HeatmapEvents events = heatmaps_[index].draw(frame, spec);
  if (events.row < 0) return;
  if (events.clicked) unit_ = events.row;
  const std::string after =
      " after “" + view.display[static_cast<std::size_t>(events.column)] + "”: ";
  const std::string unit = "unit " + std::to_string(events.row + 1);
  ImGui::BeginTooltip();
  text(frame,
       (index == 0 ? unit : std::string(name_of(view, index)) + ", " + unit) + after +
           fixed(values.at(events.column, events.row), 4),
       palette.text, frame.fonts.small);
  ImGui::EndTooltip();
}

void HiddenStateCard::draw_unit(Frame& frame, float width, float height) const {
  const app::HiddenStateView& view = frame.snapshot.hidden;
  const ImVec2 start = ImGui::GetCursorScreenPos();
  ImDrawList& list = *ImGui::GetWindowDrawList();
  ImGui::InvisibleButton("unit", ImVec2(width, height));
  frame.controls.record("rnn.unit");
  const int length = view.states.rows;
  const float cell = width / static_cast<float>(length);
  float most = 1;
  for (std::size_t group = 0; group <= view.gates.size(); ++group)
    for (int at = 0; at < length; ++at)
      most = std::max(most, std::abs(matrix_of(view, group).at(at, unit_)));
  const auto y = [&](float value) {
    return start.y + height / 2 - value / most * (height / 2 - 3);
  };
  list.AddLine(ImVec2(start.x, y(0)), ImVec2(start.x + width, y(0)), frame.palette.grid);
  std::vector<ImVec2> points(static_cast<std::size_t>(length));
  for (std::size_t group = 0; group <= view.gates.size(); ++group) {
    for (int at = 0; at < length; ++at)
      points[static_cast<std::size_t>(at)] =
          ImVec2(start.x + (static_cast<float>(at) + 0.5f) * cell,
                 y(matrix_of(view, group).at(at, unit_)));
    list.AddPolyline(points.data(), length, frame.palette.category(group), 0,
                     group == 0 ? 2.5f : 1.5f);
  }
  if (!ImGui::IsItemHovered()) return;
  const int at =
      std::clamp(static_cast<int>((ImGui::GetIO().MousePos.x - start.x) / cell), 0, length - 1);
  ImGui::BeginTooltip();
  text(frame,
       "unit " + std::to_string(unit_ + 1) + " after “" +
           view.display[static_cast<std::size_t>(at)] + "”",
       frame.palette.text, frame.fonts.small_strong);
  for (std::size_t group = 0; group <= view.gates.size(); ++group)
    text(frame,
         fixed(matrix_of(view, group).at(at, unit_), 4) + "  " + std::string(name_of(view, group)),
         frame.palette.category(group), frame.fonts.mono_small);
  ImGui::EndTooltip();
}

void HiddenStateCard::draw(Frame& frame, ModelKind kind, float height) {
  const Help help{
      "Each column is the hidden state after that character, each row one unit: orange is "
      "positive, "
      "blue negative. Below are the three most likely next characters, paler where they are less "
      "likely. Rows that keep their colour over many characters are memory.",
      formula_};
  Card card(frame, "hidden", "Hidden state over a text", &help, height);
  const app::HiddenStateView& view = frame.snapshot.hidden;
  text_.draw_field(
      frame, card, "rnn.inspect",
      {"rnn.hidden", "hidden-state", "rnn.hidden", [&view] { return csv_of_states(view); }});
  const int length = static_cast<int>(view.display.size());
  if (!view.error.empty()) {
    wrapped_text(frame, view.error, frame.palette.danger, frame.fonts.small);
    return;
  }
  if (length == 0 || view.states.rows != length || view.states.columns == 0) {
    paragraph(frame, "Type a text of characters that occur in the corpus.");
    return;
  }
  const int units = std::min(view.states.columns, most_units);
  unit_ = std::min(unit_, units - 1);
  const auto maps = static_cast<float>(view.gates.size() + 1);
  const bool gated = !view.gates.empty();
  const float width = std::min(card.width(), 44.0f * static_cast<float>(length));
  const float small = line_height(frame.fonts.small);
  const float labels = gated ? small + 4 : 0;  // of the characters, above the first map
  const float below = line_height(frame.fonts.mono_small) * guesses + small + 14 + labels +
                      (gated ? lines_height + small + 8 : 0);
  const float caption = gated ? small + 6 : 0;
  const float map_height =
      std::max((card.height_left() - below) / maps - caption, gated ? 34.0f : 72.0f);
  for (std::size_t index = 0; index <= view.gates.size(); ++index) {
    if (gated) text(frame, name_of(view, index), frame.palette.category(index), frame.fonts.small);
    draw_map(frame, index, width, index == 0 ? map_height + labels : map_height);
  }
  if (gated) {
    text(frame, "Unit " + std::to_string(unit_ + 1) + " (click a row to follow another)",
         frame.palette.muted, frame.fonts.small);
    draw_unit(frame, width, lines_height);
  }
  draw_guesses(frame, kind, width);
  note(frame, units < view.states.columns ? "Rows: the first " + std::to_string(units) + " of " +
                                                std::to_string(view.states.columns) +
                                                " units. Below: the most likely next characters."
                                          : "Rows: the " + std::to_string(units) +
                                                " units. Below: the most likely next characters.");
}

}  // namespace babble::ui
