#include "ui/cards/batches_cards.h"

#include <algorithm>
#include <cmath>
#include <vector>

#include "ui/base/format.h"
#include "ui/base/short_tokens.h"
#include "ui/widgets/export_menu.h"
#include "ui/widgets/widgets.h"

namespace babble::ui {
namespace {

constexpr float cell_height = 25, line_gap = 7;
constexpr std::size_t shown_rows = 8;  // of X and Y

bool is_sequential(const app::BatchesView& view) { return view.batching == Batching::sequential; }

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
    if (is_sequential(view)) {
      const std::int64_t first = begin - view.index * view.time_steps;
      bar(first, first + view.batches * view.time_steps, with_alpha(color, 0.14f), 0);
      bar(first, begin, with_alpha(color, 0.30f), 0);
    }
    bar(begin, begin + view.time_steps, color, 3);
  }
  list.AddRect(start, ImVec2(start.x + width, start.y + height), p.border, 3);
  // What the cells below show of it.
  const auto text_end = view.text_begin + static_cast<std::int64_t>(view.text.size());
  list.AddRect(ImVec2(at(view.text_begin) - 1, start.y - 2),
               ImVec2(std::max(at(text_end), at(view.text_begin) + 3) + 1, start.y + height + 2),
               p.text, 3, 0, 1.5f);
  ImGui::Dummy(ImVec2(width, height));
  frame.controls.record("batches.map");
  tooltip(frame,
          "The whole sequence. Strong colours: this mini-batch, one colour a row; the box is what "
          "stands below.");
}

std::string place_words(const app::BatchesView& view, const app::BatchesView::Place& place,
                        std::int64_t position) {
  std::string words = "token " + grouped(position);
  if (place.batch < 0) return words + ": in no X of this epoch";
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
            start.y + (cell_height + line_gap) * static_cast<float>(line)};
  }
};

// Neighbouring cells of one line that are in the same X (or in none).
struct Run {
  std::size_t begin, end;
};

Run run_from(const app::BatchesView& view, const Cells& cells, std::size_t begin,
             std::size_t shown) {
  const auto columns = static_cast<std::size_t>(cells.columns);
  std::size_t end = begin + 1;
  while (end < shown && end / columns == begin / columns &&
         view.text[end].batch == view.text[begin].batch &&
         view.text[end].row == view.text[begin].row && view.text[end].step != 0)
    ++end;
  return {begin, end};
}

// Filled: X. The line under the cells: Y, one token further on.
void draw_run(Frame& frame, const app::BatchesView& view, const Cells& cells, const Run& run) {
  const Palette& p = frame.palette;
  ImDrawList& list = *ImGui::GetWindowDrawList();
  const app::BatchesView::Place &first = view.text[run.begin], &last = view.text[run.end - 1];
  const bool here = first.batch == view.index;
  const ImVec2 low = cells.low(run.begin);
  const float end = low.x + cells.cell * static_cast<float>(run.end - run.begin);
  Color ink = p.faint;
  if (first.batch >= 0) {
    const Color color = p.category(static_cast<std::size_t>(first.row));
    // Neighbouring subsequences differ in strength where they have one colour.
    const float share = here ? 0.78f : first.batch % 2 == 0 ? 0.24f : 0.12f;
    const Color fill = mix(p.surface, color, share);
    const bool begins = first.step == 0, ends = last.step == view.time_steps - 1;
    ImDrawFlags corners = begins && ends ? ImDrawFlags_RoundCornersAll
                          : begins       ? ImDrawFlags_RoundCornersLeft
                          : ends         ? ImDrawFlags_RoundCornersRight
                                         : ImDrawFlags_RoundCornersNone;
    list.AddRectFilled(ImVec2(low.x + (begins ? 1.5f : 0), low.y),
                       ImVec2(end - (ends ? 1.5f : 0), low.y + cell_height), fill, 5, corners);
    ink = here ? readable_on(fill) : p.muted;
  } else {
    const float y = low.y + cell_height / 2 + 1;
    list.AddLine(ImVec2(low.x + 3, y), ImVec2(end - 3, y), p.faint, 1);
  }
  for (std::size_t i = run.begin; i < run.end; ++i) {
    const ImVec2 corner = cells.low(i);
    draw_aligned(list, frame.fonts.mono_small,
                 ImVec2(corner.x + cells.cell / 2, corner.y + cell_height / 2), 0.5f, 0.5f, ink,
                 batch_token(frame.snapshot, view, view.text[i].token));
    const app::BatchesView::Place* before = i > 0 ? &view.text[i - 1] : nullptr;
    if (before == nullptr || before->batch != view.index) continue;
    const float from = before->step == 0 ? 1.5f : 0;
    const float to = before->step == view.time_steps - 1 ? 1.5f : 0;
    list.AddRectFilled(ImVec2(corner.x + from, corner.y + cell_height + 2),
                       ImVec2(corner.x + cells.cell - to, corner.y + cell_height + 4.5f),
                       p.category(static_cast<std::size_t>(before->row)));
  }
}

std::string csv_of_batch(const app::Snapshot& snapshot, const app::BatchesView& view) {
  std::string out = "row,time step,position,x,y\n";
  for (int row = 0; row < view.rows; ++row) {
    for (int step = 0; step < view.columns; ++step) {
      const auto at = static_cast<std::size_t>(row * view.columns + step);
      out += std::to_string(row + 1);
      out += ',';
      out += std::to_string(step + 1);
      out += ',';
      out += std::to_string(view.begins[static_cast<std::size_t>(row)] + step);
      for (const TokenId id : {view.x[at], view.y[at]}) {
        out += ',';
        out += csv_cell(view.toy ? std::to_string(id)
                                 : snapshot.corpus.tokens[static_cast<std::size_t>(id)]);
      }
      out += '\n';
    }
  }
  return out;
}

void arrow(ImDrawList& list, ImVec2 from, ImVec2 to, Color color) {
  list.AddLine(from, ImVec2(to.x - 6, to.y), color, 2);
  list.AddTriangleFilled(ImVec2(to.x - 8, to.y - 5), to, ImVec2(to.x - 8, to.y + 5), color);
}

}  // namespace

std::string batch_token(const app::Snapshot& snapshot, const app::BatchesView& view, TokenId id) {
  if (view.toy) return std::to_string(id);
  const auto& display = snapshot.corpus.display;
  return id < display.size() ? short_token(display[id]) : "";
}

std::optional<app::BatchesView::Place> batches_text_card(Frame& frame, const app::BatchesView& view,
                                                         float height) {
  static constexpr Help help{
      "Every token is a cell. Cells of one colour belong to the same row b of X; the strong ones "
      "are in this mini-batch, pale ones in another, and those struck out in none. The line under "
      "the cells is Y: the same tokens moved by one. A click on a cell goes to its mini-batch.",
      "Y[b][t] = X[b][t+1] = the token after X[b][t]"};
  Card card(frame, "text", "Where it lies in the text", &help, height);
  header_menu(frame, card, {"batches.text", "mini-batches", "batches.text"});
  const ImVec2 top = ImGui::GetCursorScreenPos();
  draw_map(frame, view, card.width());
  gap(4);
  Cells cells{};
  cells.cell = view.toy ? 27.0f : 17.0f;
  cells.columns = std::max(1, static_cast<int>(card.width() / cells.cell));
  // A row that is a multiple of T long shows the subsequences as columns.
  const int whole = cells.columns / view.time_steps * view.time_steps;
  if (whole >= cells.columns * 2 / 3) cells.columns = whole;
  cells.cell = std::min(card.width() / static_cast<float>(cells.columns), cells.cell * 1.25f);
  const float room = height > 0 ? card.height_left() - line_height(frame.fonts.small) - 8 : 190.0f;
  const auto lines = std::max<std::size_t>(
      3, static_cast<std::size_t>(std::max(room, 0.0f) / (cell_height + line_gap)));
  const std::size_t shown =
      std::min(view.text.size(), lines * static_cast<std::size_t>(cells.columns));
  cells.start = ImGui::GetCursorScreenPos();
  const std::size_t used_lines = (shown + static_cast<std::size_t>(cells.columns) - 1) /
                                 static_cast<std::size_t>(cells.columns);
  const ImVec2 size(card.width(), static_cast<float>(used_lines) * (cell_height + line_gap));
  const bool clicked = ImGui::InvisibleButton("cells", size);
  frame.controls.record("batches.text");
  const bool hovered = ImGui::IsItemHovered();
  for (std::size_t i = 0; i < shown;) {
    const Run run = run_from(view, cells, i, shown);
    draw_run(frame, view, cells, run);
    i = run.end;
  }
  note(frame, "Filled: X. Underlined: Y, one token further. Struck out: in no X of this epoch.");
  offer_export(frame, "batches.text", top, ImVec2(top.x + card.width(), ImGui::GetItemRectMax().y));
  if (!hovered) return std::nullopt;
  const ImVec2 mouse = ImGui::GetIO().MousePos;
  const int column = static_cast<int>((mouse.x - cells.start.x) / cells.cell);
  const int line = static_cast<int>((mouse.y - cells.start.y) / (cell_height + line_gap));
  const auto index = static_cast<std::size_t>(line * cells.columns + column);
  if (column < 0 || column >= cells.columns || index >= shown) return std::nullopt;
  const app::BatchesView::Place& place = view.text[index];
  const ImVec2 low = cells.low(index);
  ImGui::GetWindowDrawList()->AddRect(low, ImVec2(low.x + cells.cell, low.y + cell_height),
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

void BatchTables::draw(Frame& frame, const app::BatchesView& view, float height) {
  static constexpr Help help{
      "X is what the network reads, Y what it has to expect after each token: the same text one "
      "token further on. A step of training reads the columns from left to right and learns from "
      "all B·T pairs at once.",
      "X, Y: B×T;  Y[b][t] = X[b][t+1]"};
  const std::string title =
      "Mini-batch " + grouped(view.index + 1) + " of " + grouped(view.batches);
  Card card(frame, "tables", title, &help, height);
  const app::Snapshot& snapshot = frame.snapshot;
  header_menu(frame, card,
              {"batches.tables", "mini-batch-" + std::to_string(view.index + 1), "batches.tables",
               [&] { return csv_of_batch(snapshot, view); }});
  const Palette& p = frame.palette;
  const bool stacked = card.width() < 520;
  const float space = 26, marks = 22;
  const float width = stacked ? card.width() : (card.width() - space) / 2;
  const float cell = std::clamp((width - marks) / static_cast<float>(view.columns), 17.0f, 30.0f);
  const int columns = std::min(view.columns, static_cast<int>((width - marks + 0.5f) / cell));
  const auto rows = std::min<std::size_t>(static_cast<std::size_t>(view.rows), shown_rows);
  const ImVec2 top = ImGui::GetCursorScreenPos();
  const float pitch = cell_height + 3, head = line_height(frame.fonts.small_strong) + 4;
  const float table_height = head + pitch * static_cast<float>(rows);
  ImDrawList& list = *ImGui::GetWindowDrawList();
  const int marked_row = row_, marked_column = column_;
  row_ = column_ = -1;
  for (int side = 0; side < 2; ++side) {
    const ImVec2 start(top.x + (stacked ? 0 : static_cast<float>(side) * (width + space)),
                       top.y + (stacked ? static_cast<float>(side) * (table_height + 10) : 0));
    ImGui::SetCursorScreenPos(start);
    ImGui::PushID(side);
    ImGui::InvisibleButton("table", ImVec2(width, table_height));
    ImGui::PopID();
    frame.controls.record(side == 0 ? "batches.x" : "batches.y");
    if (ImGui::IsItemHovered()) {
      const ImVec2 mouse = ImGui::GetIO().MousePos;
      const int column = static_cast<int>(std::floor((mouse.x - start.x - marks) / cell));
      const int row = static_cast<int>(std::floor((mouse.y - start.y - head) / pitch));
      if (row >= 0 && row < static_cast<int>(rows) && column >= 0 && column < columns) {
        row_ = row;
        column_ = column;
      }
    }
    draw_aligned(list, frame.fonts.small_strong, ImVec2(start.x + marks, start.y), 0, 0, p.text,
                 side == 0 ? "X, what is read" : "Y, what comes next");
    for (std::size_t row = 0; row < rows; ++row) {
      const Color color = p.category(row);
      const float y = start.y + head + pitch * static_cast<float>(row);
      draw_aligned(list, frame.fonts.small, ImVec2(start.x + marks - 8, y + cell_height / 2), 1,
                   0.5f, color, std::to_string(row + 1));
      const Color fill = mix(p.surface, color, side == 0 ? 0.78f : 0.16f);
      const float right = start.x + marks + cell * static_cast<float>(columns);
      list.AddRectFilled(ImVec2(start.x + marks, y), ImVec2(right, y + cell_height), fill, 5);
      if (side == 1)
        list.AddRectFilled(ImVec2(start.x + marks, y + cell_height - 2.5f),
                           ImVec2(right, y + cell_height), color);
      for (int column = 0; column < columns; ++column) {
        const auto at =
            row * static_cast<std::size_t>(view.columns) + static_cast<std::size_t>(column);
        const float x = start.x + marks + cell * static_cast<float>(column);
        draw_aligned(list, frame.fonts.mono_small, ImVec2(x + cell / 2, y + cell_height / 2), 0.5f,
                     0.5f, side == 0 ? readable_on(fill) : p.text,
                     batch_token(snapshot, view, side == 0 ? view.x[at] : view.y[at]));
        if (static_cast<int>(row) == marked_row && column == marked_column)
          list.AddRect(ImVec2(x, y - 1), ImVec2(x + cell, y + cell_height + 1), p.text, 4, 0, 2);
      }
      if (columns < view.time_steps)
        draw_aligned(list, frame.fonts.small, ImVec2(right + 3, y + cell_height / 2), 0, 0.5f,
                     p.faint, "…");
    }
  }
  ImGui::SetCursorScreenPos(top);
  ImGui::Dummy(ImVec2(card.width(), stacked ? 2 * table_height + 10 : table_height));
  offer_export(frame, "batches.tables", top,
               ImVec2(top.x + card.width(), ImGui::GetItemRectMax().y + 2));
  if (row_ != marked_row || column_ != marked_column) frame.wake(0);
  std::string words;
  if (marked_row >= 0 && marked_row < view.rows && marked_column < view.columns) {
    const auto at = static_cast<std::size_t>(marked_row * view.columns + marked_column);
    words = "After “" + batch_token(snapshot, view, view.x[at]) + "” comes “" +
            batch_token(snapshot, view, view.y[at]) + "”: time step " +
            std::to_string(marked_column + 1) + " of row " + std::to_string(marked_row + 1) + ".";
  } else {
    if (rows < static_cast<std::size_t>(view.batch))
      words =
          "The first " + std::to_string(rows) + " of B = " + std::to_string(view.batch) + " rows. ";
    words += frame.layout.touch ? "Touch a cell to see what must be expected after it."
                                : "Point at a cell to see what must be expected after it.";
  }
  note(frame, words);
}

void batches_state_card(Frame& frame, const app::BatchesView& view) {
  static constexpr Help help{
      "Where a row goes on exactly where the mini-batch before ended, the last hidden state is "
      "handed on, but the gradient is not: back-propagation ends at the border. Where the rows are "
      "strangers to each other, the state starts at zero.",
      "H₀ of mini-batch i = H_T of mini-batch i−1, or 0"};
  const Card card(frame, "state", "The hidden state in between", &help);
  const Palette& p = frame.palette;
  ImDrawList& list = *ImGui::GetWindowDrawList();
  const ImVec2 start = ImGui::GetCursorScreenPos();
  const float width = card.width(), height = 34, between = std::clamp(width * 0.17f, 58.0f, 84.0f);
  const float box = (width - 2 * between) / 3;
  const bool sequential = is_sequential(view);
  for (int i = -1; i <= 1; ++i) {
    const std::int64_t number = view.index + i;
    const bool exists = number >= 0 && number < view.batches;
    const float x = start.x + (box + between) * static_cast<float>(i + 1);
    const ImVec2 low(x, start.y + 8), high(x + box, start.y + 8 + height);
    list.AddRectFilled(low, high, i == 0 ? p.accent_soft : p.inset, 8);
    if (i == 0) list.AddRect(low, high, p.accent, 8, 0, 1.5f);
    const std::string words = exists       ? "no. " + grouped(number + 1)
                              : number < 0 ? std::string("start")
                                           : std::string("end");
    draw_aligned(list, i == 0 ? frame.fonts.small_strong : frame.fonts.small,
                 ImVec2((low.x + high.x) / 2, (low.y + high.y) / 2), 0.5f, 0.5f,
                 i == 0 ? p.accent : p.muted, truncate(frame.fonts.small, words, box - 8));
    if (i == 1) break;
    // From this box to the next: into the present mini-batch, or out of it.
    const std::int64_t into = number + 1;
    if (into >= view.batches) continue;
    const bool carried = sequential && into > 0;
    const Color color = carried ? p.good : p.danger;
    const float y = (low.y + high.y) / 2 + 5;
    if (carried) {
      arrow(list, ImVec2(high.x + 6, y), ImVec2(high.x + between - 6, y), color);
    } else {
      const float middle = high.x + between / 2;
      list.AddLine(ImVec2(high.x + 6, y), ImVec2(middle - 8, y), p.faint, 2);
      list.AddLine(ImVec2(middle - 5, y - 6), ImVec2(middle - 5, y + 6), color, 2);
      arrow(list, ImVec2(middle + 3, y), ImVec2(high.x + between - 6, y), color);
    }
    draw_aligned(list, frame.fonts.small, ImVec2(high.x + between / 2, y - 8), 0.5f, 1, color,
                 carried ? "H" : "H = 0");
  }
  ImGui::Dummy(ImVec2(width, height + 12));
  frame.controls.record("batches.state");
  note(frame, !sequential
                  ? "Random sampling: the rows come from anywhere in the text, so every mini-batch "
                    "begins with H = 0. What was read before it is forgotten."
              : view.reset
                  ? "The first mini-batch of an epoch: all rows begin with H = 0. The next one "
                    "takes over what this one ends with."
                  : "Each row goes on where it ended in the mini-batch before: H is carried over, "
                    "the gradient is cut at the border.");
}

void batches_counts_card(Frame& frame, const app::BatchesView& view) {
  static constexpr Help help{
      "An epoch uses every token of X once, except those dropped in front (the offset, another one "
      "each epoch) and the rest that fills no whole mini-batch.",
      "sequential: ⌊⌊(len−offset−1)/B⌋/T⌋ mini-batches;  random: ⌊⌊(len−offset−1)/T⌋/B⌋"};
  const Card card(frame, "counts", "One epoch", &help);
  key_value(frame, view.cut ? "tokens (the first million)" : "tokens in the sequence",
            grouped(view.length));
  key_value(frame, "dropped in front (offset)", grouped(view.offset));
  key_value(frame, "subsequences of T = " + std::to_string(view.time_steps),
            grouped(view.subsequences));
  key_value(frame, "mini-batches of B = " + std::to_string(view.batch), grouped(view.batches));
  key_value(frame, "tokens in an X",
            grouped(view.batches * view.batch * std::int64_t{view.time_steps}));
  key_value(frame, "dropped at the end", grouped(view.dropped_end));
  frame.controls.record("batches.counts");
}

}  // namespace babble::ui
