#include "ui/cards/data/batches_cards.h"

#include <algorithm>
#include <cmath>

#include "core/data/line_batches.h"
#include "ui/base/format.h"
#include "ui/base/short_tokens.h"
#include "ui/widgets/export_menu.h"
#include "ui/widgets/plot.h"
#include "ui/widgets/widgets.h"

namespace babble::ui {
namespace {

constexpr float cell_height = 25;
constexpr std::size_t shown_rows = 8;  // of X and Y

// Behind the end of a line nothing is expected.
bool is_padding(const app::BatchesView& view, int row, int step) {
  return step >= view.lengths[static_cast<std::size_t>(row)];
}

std::string csv_of_batch(const app::Snapshot& snapshot, const app::BatchesView& view) {
  std::string out = "row,time step,position,x,y\n";
  for (int row = 0; row < view.rows; ++row) {
    for (int step = 0; step < view.columns; ++step) {
      if (is_padding(view, row, step)) continue;
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
  if (id == no_target) return "–";
  if (view.toy) return std::to_string(id);
  const auto& display = snapshot.corpus.display;
  return id < display.size() ? short_token(display[id]) : "";
}

void BatchTables::draw(Frame& frame, const app::BatchesView& view) {
  static constexpr Help help{
      "X is the input, Y the label of each token: the token that follows it. A training step reads "
      "the columns from left to right and learns from all B·T pairs at once.",
      "X, Y: B×T;  Y[b][t] = X[b][t+1]"};
  const std::string title =
      "Mini-batch " + grouped(view.index + 1) + " of " + grouped(view.batches);
  Card card(frame, "tables", title, &help);
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
                 side == 0 ? "X, the input" : "Y, the labels");
    for (std::size_t row = 0; row < rows; ++row) {
      const Color color = p.category(row);
      const float y = start.y + head + pitch * static_cast<float>(row);
      draw_aligned(list, frame.fonts.small, ImVec2(start.x + marks - 8, y + cell_height / 2), 1,
                   0.5f, color, std::to_string(row + 1));
      const Color fill = mix(p.surface, color, side == 0 ? 0.78f : 0.16f);
      const float right = start.x + marks + cell * static_cast<float>(columns);
      const float end =
          start.x + marks +
          cell * static_cast<float>(std::min<std::int64_t>(columns, view.lengths[row]));
      if (end < right)
        list.AddRectFilled(ImVec2(start.x + marks, y), ImVec2(right, y + cell_height), p.inset, 5);
      list.AddRectFilled(ImVec2(start.x + marks, y), ImVec2(end, y + cell_height), fill, 5);
      if (side == 1)
        list.AddRectFilled(ImVec2(start.x + marks, y + cell_height - 2.5f),
                           ImVec2(end, y + cell_height), color);
      for (int column = 0; column < columns; ++column) {
        const auto at =
            row * static_cast<std::size_t>(view.columns) + static_cast<std::size_t>(column);
        const float x = start.x + marks + cell * static_cast<float>(column);
        const Color ink = is_padding(view, static_cast<int>(row), column) ? p.faint
                          : side == 0                                     ? readable_on(fill)
                                                                          : p.text;
        draw_aligned(list, frame.fonts.mono_small, ImVec2(x + cell / 2, y + cell_height / 2), 0.5f,
                     0.5f, ink, batch_token(snapshot, view, side == 0 ? view.x[at] : view.y[at]));
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
    const std::string place = "time step " + std::to_string(marked_column + 1) + " of row " +
                              std::to_string(marked_row + 1);
    words = is_padding(view, marked_row, marked_column)
                ? "Padding behind the end of the line: nothing is expected at " + place + "."
                : "After “" + batch_token(snapshot, view, view.x[at]) + "” comes “" +
                      batch_token(snapshot, view, view.y[at]) + "”: " + place + ".";
  } else {
    if (rows < static_cast<std::size_t>(view.batch))
      words =
          "The first " + std::to_string(rows) + " of B = " + std::to_string(view.batch) + " rows. ";
    words +=
        frame.layout.touch ? "Touch a cell to see its label." : "Point at a cell to see its label.";
  }
  note(frame, words);
}

void batches_state_card(Frame& frame, const app::BatchesView& view) {
  static constexpr Help help{
      "In sequential batching each row continues where it ended in the mini-batch before, so the "
      "last hidden state is carried over. The gradient is not: back-propagation stops at the "
      "border. In random batching the state starts at zero.",
      "H₀ of mini-batch i = H_T of mini-batch i−1, or 0"};
  const Card card(frame, "state", "The hidden state between them", &help);
  const Palette& p = frame.palette;
  ImDrawList& list = *ImGui::GetWindowDrawList();
  const ImVec2 start = ImGui::GetCursorScreenPos();
  const float width = card.width(), height = 34, between = std::clamp(width * 0.17f, 58.0f, 84.0f);
  const float box = (width - 2 * between) / 3;
  const bool sequential = view.batching == Batching::sequential;
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
  note(frame,
       takes_lines(view.batching)
           ? "Each row is a line of its own: every mini-batch starts with H = 0, and nothing "
             "is known of the lines before."
       : !sequential
           ? "Random batching: the rows come from anywhere in the text, so every mini-batch "
             "starts with H = 0 and knows nothing of what was read before."
       : view.reset ? "The first mini-batch of an epoch: all rows start with H = 0. The next "
                      "mini-batch starts with the state at the end of this one."
                    : "Each row continues where it ended in the mini-batch before: H is carried "
                      "over, and the gradient stops at the border.");
}

void batches_counts_card(Frame& frame, const app::BatchesView& view) {
  static constexpr Help help{
      "An epoch uses every token once, except those dropped at the beginning (the offset, which is "
      "drawn anew for each epoch) and those at the end that do not fill a mini-batch.",
      "sequential: ⌊⌊(len−offset−1)/B⌋/T⌋ mini-batches;  random: ⌊⌊(len−offset−1)/T⌋/B⌋"};
  const Card card(frame, "counts", "One epoch", &help);
  key_value(frame, view.cut ? "tokens (the first million)" : "tokens in the sequence",
            grouped(view.length));
  if (takes_lines(view.batching)) {
    std::int64_t labels = 0;
    for (const std::int64_t length : view.lengths) labels += length;
    key_value(frame, "lines", grouped(view.subsequences));
    key_value(frame, "T: the longest line and its end", grouped(view.time_steps));
    key_value(frame, "mini-batches of B = " + std::to_string(view.batch), grouped(view.batches));
    key_value(frame, "labels in this mini-batch", grouped(labels));
    key_value(frame, "padding in this mini-batch",
              grouped(std::int64_t{view.batch} * view.time_steps - labels));
    frame.controls.record("batches.counts");
    return;
  }
  key_value(frame, "dropped at the beginning (offset)", grouped(view.offset));
  key_value(frame, "subsequences of T = " + std::to_string(view.time_steps),
            grouped(view.subsequences));
  key_value(frame, "mini-batches of B = " + std::to_string(view.batch), grouped(view.batches));
  key_value(frame, "tokens used",
            grouped(view.batches * view.batch * std::int64_t{view.time_steps}));
  key_value(frame, "dropped at the end", grouped(view.dropped_end));
  frame.controls.record("batches.counts");
}

void batches_coverage_card(Frame& frame) {
  const app::CoverageView& view = frame.snapshot.coverage;
  if (view.epochs == 0) return;
  static constexpr Help help{
      "With a drawn offset every token is in nearly every epoch, but for the ends: of the text, "
      "and "
      "of the rows of sequential mini-batches. A sequence begins at each place about equally "
      "often. "
      "With one offset for all epochs the same few tokens are never used, and all sequences begin "
      "at the same places.",
      "begins here = T · P(a sequence begins at this token)"};
  const Card card(frame, "coverage", "Coverage of the text in " + grouped(view.epochs) + " epochs",
                  &help);
  PlotSpec spec;
  spec.name = "coverage.plot";
  spec.file = "coverage";
  spec.height = 170;
  spec.x_name = "token";
  spec.y_name = "share of the epochs";
  spec.series.push_back(
      {"share that uses it", &view.covered.x.get(), &view.covered.y.get(), frame.palette.train, 2});
  spec.series.push_back({"T × share that begins a sequence here", &view.begins.x.get(),
                         &view.begins.y.get(), frame.palette.dev, 1.2f});
  plot(frame, spec);
  legend_dot(frame, frame.palette.train, "is in an X");
  same_line_if_fits(130, 16);
  legend_dot(frame, frame.palette.dev, "a sequence begins here");
}

}  // namespace babble::ui
