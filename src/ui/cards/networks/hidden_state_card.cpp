#include "ui/cards/networks/hidden_state_card.h"

#include <algorithm>
#include <cmath>

#include "core/base/utf8.h"
#include "ui/base/format.h"
#include "ui/base/short_tokens.h"
#include "ui/widgets/export_menu.h"
#include "ui/widgets/widgets.h"

namespace babble::ui {
namespace {

constexpr int most_units = 64;  // more rows would be thinner than a pixel
constexpr int guesses = 3;

// A piece of the corpus to begin with: the first words of a text, or a long name, of the built-in
// ones a well-known one.
std::string first_text(const app::CorpusView& corpus) {
  if (corpus.builtin == "names") return "alexander";
  std::string_view preview = corpus.preview;
  const std::size_t most = 28;
  if (corpus.kind != "text") {
    std::string_view longest;
    for (std::size_t from = 0; from < preview.size();) {
      const std::size_t end = std::min(preview.find('\n', from), preview.size());
      const std::string_view line = preview.substr(from, end - from);
      if (end < preview.size() && line.size() > longest.size() && line.size() <= most)
        longest = line;
      from = end + 1;
    }
    return std::string(longest);
  }
  std::size_t end = 0;
  for (std::size_t count = 0; end < preview.size() && count < most; ++count) {
    if (preview[end] == '\n' || first_invalid_utf8(preview.substr(0, end + 1))) break;
    ++end;
  }
  return std::string(preview.substr(0, end));
}

// One line per character of the text: the values of all units after it.
std::string csv_of_states(const app::HiddenStateView& view) {
  std::vector<std::string> units{};
  for (int unit = 0; unit < view.states.columns; ++unit)
    units.push_back("unit " + std::to_string(unit + 1));
  return csv_of_table(
      view.display, units, view.states.rows, view.states.columns,
      [&view](int at, int unit) { return static_cast<double>(view.states.at(at, unit)); });
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

void HiddenStateCard::draw(Frame& frame, ModelKind kind, float height) {
  const Help help{
      "Each column is the hidden state after that character, each row one unit: orange is "
      "positive, "
      "blue negative. Below are the three most likely next characters, paler where they are less "
      "likely. Rows that keep their colour over many characters are memory.",
      formula_};
  Card card(frame, "hidden", "Hidden state over a text", &help, height);
  const app::Snapshot& snapshot = frame.snapshot;
  const app::HiddenStateView& view = snapshot.hidden;
  if (!asked_ || corpus_ != snapshot.corpus.revision) {
    if (!snapshot.corpus.preview.empty()) {
      asked_ = true;
      corpus_ = snapshot.corpus.revision;
      text_ = first_text(snapshot.corpus);
      frame.post(app::InspectHiddenState{text_});
    }
  }
  const float menu = export_menu_size(frame).x + 6;
  const float field = std::min(330.0f, card.width() - menu);
  card.begin_header(field + menu);
  bool changed = false;
  text_field(frame, "rnn.inspect", text_, "a text to read", field, true, &changed);
  ImGui::SameLine(0, 6);
  inline_export_menu(
      frame, {"rnn.hidden", "hidden-state", "rnn.hidden", [&view] { return csv_of_states(view); }});
  card.end_header();
  if (changed) frame.post(app::InspectHiddenState{text_});
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
  HeatmapSpec spec;
  spec.name = "rnn.hidden";
  spec.rows = units;
  spec.columns = length;
  spec.revision = view.states.revision * 2 + (frame.palette.dark ? 1 : 0);
  const Palette& palette = frame.palette;
  spec.color = [&view, &palette](int unit, int at) {
    return palette.diverging_at(view.states.at(at, unit));
  };
  spec.column_labels = view.display;
  spec.square = false;
  spec.zoomable = false;
  spec.width = std::min(card.width(), 44.0f * static_cast<float>(length));
  const float below =
      line_height(frame.fonts.mono_small) * guesses + line_height(frame.fonts.small) + 14;
  spec.height = std::max(card.height_left() - below, 72.0f);
  const HeatmapEvents events = heatmap_.draw(frame, spec);
  if (events.row >= 0) {
    ImGui::BeginTooltip();
    text(frame,
         "unit " + std::to_string(events.row + 1) + " after “" +
             view.display[static_cast<std::size_t>(events.column)] +
             "”: " + fixed(view.states.at(events.column, events.row), 4),
         palette.text, frame.fonts.small);
    ImGui::EndTooltip();
  }
  draw_guesses(frame, kind, spec.width);
  note(frame, units < view.states.columns ? "Rows: the first " + std::to_string(units) + " of " +
                                                std::to_string(view.states.columns) +
                                                " units. Below: the most likely next characters."
                                          : "Rows: the " + std::to_string(units) +
                                                " units. Below: the most likely next characters.");
}

}  // namespace babble::ui
