#include "ui/cards/data/batches_text_card.h"

#include <algorithm>
#include <cmath>

#include "ui/base/format.h"
#include "ui/cards/data/batches_cards.h"
#include "ui/widgets/export_menu.h"
#include "ui/widgets/widgets.h"

namespace babble::ui {
namespace {

constexpr float text_cell_height = 25, line_gap = 7;

// The whole sequence as one bar: how far each row has come, and where the mini-batch is.
void draw_map(Frame& frame, const app::BatchesView& view, float width) {
  const Palette& p = frame.palette;
  ImDrawList& list = *ImGui::GetWindowDrawList();
  const ImVec2 start = ImGui::GetCursorScreenPos();
  const float height = 20;
  const auto at = [&](std::int64_t token) {
    return start.x + width * static_cast<float>(static_cast<double>(token) /
                                                static_cast<double>(view.length));
  };
  const auto bar = [&](std::int64_t from, std::int64_t to, Color color, float least) {
    list.AddRectFilled(ImVec2(at(from), start.y),
                       ImVec2(std::max(at(to), at(from) + least), start.y + height), color);
  };
  bar(0, view.length, p.inset, 0);
  for (std::size_t row = 0; row < view.begins.size(); ++row) {
    const Color color = p.category(row);
    const std::int64_t begin = view.begins[row];
    if (view.batching == Batching::sequential) {
      const std::int64_t first = begin - view.index * view.time_steps;
      bar(first, first + view.batches * view.time_steps, with_alpha(color, 0.14f), 0);
      bar(first, begin, with_alpha(color, 0.30f), 0);
    }
    bar(begin, begin + view.lengths[row], color, 3);
  }
  list.AddRect(start, ImVec2(start.x + width, start.y + height), p.border, 3);
  // The part that the cells below show.
  const auto text_end = view.text_begin + static_cast<std::int64_t>(view.text.size());
  list.AddRect(ImVec2(at(view.text_begin) - 1, start.y - 2),
               ImVec2(std::max(at(text_end), at(view.text_begin) + 3) + 1, start.y + height + 2),
               p.text, 3, 0, 1.5f);
  ImGui::Dummy(ImVec2(width, height));
  frame.controls.record("batches.map");
  tooltip(
      frame,
      "The whole sequence. Strong colours: this mini-batch, one colour a row. The box marks what "
      "is shown below.");
}

std::string place_words(const app::BatchesView& view, const app::BatchesView::Place& place,
                        std::int64_t position) {
  std::string words = "token " + grouped(position);
  if (place.batch < 0) return words + ": in no mini-batch of this epoch";
  words += ": mini-batch " + grouped(place.batch + 1) + ", row " + std::to_string(place.row + 1) +
           ", time step " + std::to_string(place.step + 1);
  if (place.batch == view.index) words += " (this one)";
  return words;
}

struct Cells {
  ImVec2 start;
  float cell;
  int columns;
  ImVec2 low(std::size_t i) const {
    const auto column = static_cast<int>(i) % columns, line = static_cast<int>(i) / columns;
    return {start.x + cell * static_cast<float>(column),
            start.y + (text_cell_height + line_gap) * static_cast<float>(line)};
  }
};

// Neighbouring cells of one line in the same row of the same X, or in none.
struct Run {
  std::size_t begin, end;
};

// Whether cell i is the next time step of the row of the cell before it.
bool continues(const app::BatchesView& view, std::size_t i) {
  if (i == 0 || i >= view.text.size()) return false;
  const app::BatchesView::Place &before = view.text[i - 1], &here = view.text[i];
  return here.batch == before.batch && here.row == before.row &&
         (here.batch < 0 || here.step == before.step + 1);
}

Run run_from(const app::BatchesView& view, const Cells& cells, std::size_t begin,
             std::size_t shown) {
  const auto columns = static_cast<std::size_t>(cells.columns);
  std::size_t end = begin + 1;
  while (end < shown && end / columns == begin / columns && continues(view, end)) ++end;
  return {begin, end};
}

// Filled: X. The line below the cells: Y, one token later.
void draw_run(Frame& frame, const app::BatchesView& view, const Cells& cells, const Run& run) {
  const Palette& p = frame.palette;
  ImDrawList& list = *ImGui::GetWindowDrawList();
  const app::BatchesView::Place& first = view.text[run.begin];
  const bool here = first.batch == view.index;
  const ImVec2 low = cells.low(run.begin);
  const float end = low.x + cells.cell * static_cast<float>(run.end - run.begin);
  Color ink = p.faint;
  if (first.batch >= 0) {
    const Color color = p.category(static_cast<std::size_t>(first.row));
    // Neighbouring subsequences differ in strength where they have one colour.
    const float share = here ? 0.78f : first.batch % 2 == 0 ? 0.24f : 0.12f;
    const Color fill = mix(p.surface, color, share);
    const bool begins = first.step == 0, ends = !continues(view, run.end);
    ImDrawFlags corners = begins && ends ? ImDrawFlags_RoundCornersAll
                          : begins       ? ImDrawFlags_RoundCornersLeft
                          : ends         ? ImDrawFlags_RoundCornersRight
                                         : ImDrawFlags_RoundCornersNone;
    list.AddRectFilled(ImVec2(low.x + (begins ? 1.5f : 0), low.y),
                       ImVec2(end - (ends ? 1.5f : 0), low.y + text_cell_height), fill, 5, corners);
    ink = here ? readable_on(fill) : p.muted;
  } else {
    const float y = low.y + text_cell_height / 2 + 1;
    list.AddLine(ImVec2(low.x + 3, y), ImVec2(end - 3, y), p.faint, 1);
  }
  for (std::size_t i = run.begin; i < run.end; ++i) {
    const ImVec2 corner = cells.low(i);
    draw_aligned(list, frame.fonts.mono_small,
                 ImVec2(corner.x + cells.cell / 2, corner.y + text_cell_height / 2), 0.5f, 0.5f,
                 ink, batch_token(frame.snapshot, view, view.text[i].token));
    const app::BatchesView::Place* before = i > 0 ? &view.text[i - 1] : nullptr;
    if (before == nullptr || before->batch != view.index) continue;
    const float from = before->step == 0 ? 1.5f : 0;
    const float to = continues(view, i) ? 0 : 1.5f;
    list.AddRectFilled(ImVec2(corner.x + from, corner.y + text_cell_height + 2),
                       ImVec2(corner.x + cells.cell - to, corner.y + text_cell_height + 4.5f),
                       p.category(static_cast<std::size_t>(before->row)));
  }
}

}  // namespace

std::optional<app::BatchesView::Place> batches_text_card(Frame& frame, const app::BatchesView& view,
                                                         float height) {
  static constexpr Help help{
      "Every token is a cell. Cells of one colour belong to the same row b of X; strong colours "
      "are "
      "in this mini-batch, pale ones in another; tokens in no mini-batch are struck out. The line "
      "below the cells is Y: the same tokens moved by one. A click on a cell opens its "
      "mini-batch.",
      "Y[b][t] = X[b][t+1] = the token after X[b][t]"};
  Card card(frame, "text", "Where it is in the text", &help, height);
  header_menu(frame, card, {"batches.text", "mini-batches", "batches.text"});
  const ImVec2 top = ImGui::GetCursorScreenPos();
  draw_map(frame, view, card.width());
  gap(4);
  Cells cells{};
  cells.cell = view.toy ? 27.0f : 17.0f;
  cells.columns = std::max(1, static_cast<int>(card.width() / cells.cell));
  // Lines of a multiple of T cells show the subsequences below one another.
  const int whole = cells.columns / view.time_steps * view.time_steps;
  if (whole >= cells.columns * 2 / 3) cells.columns = whole;
  cells.cell = std::min(card.width() / static_cast<float>(cells.columns), cells.cell * 1.25f);
  const float room = height > 0 ? card.height_left() - line_height(frame.fonts.small) - 8 : 190.0f;
  const auto lines = std::max<std::size_t>(
      3, static_cast<std::size_t>(std::max(room, 0.0f) / (text_cell_height + line_gap)));
  const std::size_t shown =
      std::min(view.text.size(), lines * static_cast<std::size_t>(cells.columns));
  cells.start = ImGui::GetCursorScreenPos();
  const std::size_t used_lines = (shown + static_cast<std::size_t>(cells.columns) - 1) /
                                 static_cast<std::size_t>(cells.columns);
  const ImVec2 size(card.width(), static_cast<float>(used_lines) * (text_cell_height + line_gap));
  const bool clicked = ImGui::InvisibleButton("cells", size);
  frame.controls.record("batches.text");
  const bool hovered = ImGui::IsItemHovered();
  for (std::size_t i = 0; i < shown;) {
    const Run run = run_from(view, cells, i, shown);
    draw_run(frame, view, cells, run);
    i = run.end;
  }
  note(frame,
       "Filled: X. Underlined: Y, one token later. Struck out: in no mini-batch of this epoch.");
  offer_export(frame, "batches.text", top, ImVec2(top.x + card.width(), ImGui::GetItemRectMax().y));
  if (!hovered) return std::nullopt;
  const ImVec2 mouse = ImGui::GetIO().MousePos;
  const int column = static_cast<int>((mouse.x - cells.start.x) / cells.cell);
  const int line = static_cast<int>((mouse.y - cells.start.y) / (text_cell_height + line_gap));
  const auto index = static_cast<std::size_t>(line * cells.columns + column);
  if (column < 0 || column >= cells.columns || index >= shown) return std::nullopt;
  const app::BatchesView::Place& place = view.text[index];
  const ImVec2 low = cells.low(index);
  ImGui::GetWindowDrawList()->AddRect(low, ImVec2(low.x + cells.cell, low.y + text_cell_height),
                                      frame.palette.text, 4, 0, 1.5f);
  if (!frame.layout.touch) {
    ImGui::BeginTooltip();
    text(frame, place_words(view, place, view.text_begin + static_cast<std::int64_t>(index)),
         frame.palette.text, frame.fonts.small);
    ImGui::EndTooltip();
  }
  if (clicked && place.batch >= 0) return place;
  return std::nullopt;
}

}  // namespace babble::ui
