#include "ui/cards/networks/neural_matrices.h"

#include <algorithm>
#include <cmath>

#include "core/models/registry.h"
#include "ui/base/format.h"
#include "ui/widgets/export_menu.h"
#include "ui/widgets/widgets.h"

namespace babble::ui {
namespace {

constexpr std::string_view names[] = {"neural.weights", "neural.softmax", "neural.counts",
                                      "neural.difference"};
constexpr float nats_shown = 4;  // from the middle of the scale to its end: a factor of 55

}  // namespace

NeuralMatrices::NeuralMatrices() {
  for (int i = 1; i < 4; ++i) heatmaps_[i].move_with(heatmaps_[0]);
}

void NeuralMatrices::refresh(const app::Snapshot& snapshot) {
  const app::MatrixView& w = snapshot.neural_weights;
  if (w.revision == weights_revision_ && log_p_.size() == w.values.size()) return;
  weights_revision_ = w.revision;
  log_p_ = w.values;
  const auto columns = static_cast<std::size_t>(w.columns);
  const std::vector<float>& bias = snapshot.neural_bias;
  for (std::size_t row = 0; row < static_cast<std::size_t>(w.rows); ++row) {
    float* const begin = log_p_.data() + row * columns;
    float* const end = begin + columns;
    if (bias.size() == columns) {
      for (std::size_t column = 0; column < columns; ++column) begin[column] += bias[column];
    }
    const float top = *std::max_element(begin, end);
    double sum = 0;
    for (const float* it = begin; it != end; ++it) sum += std::exp(static_cast<double>(*it - top));
    const float shift = top + static_cast<float>(std::log(sum));
    for (float* it = begin; it != end; ++it) *it -= shift;
  }
}

// W itself; the others are logarithms.
float NeuralMatrices::value(const app::Snapshot& snapshot, int side, int i, int j) const {
  const auto at =
      static_cast<std::size_t>(i) * static_cast<std::size_t>(snapshot.neural_weights.columns) +
      static_cast<std::size_t>(j);
  if (side == weights) return snapshot.neural_weights.values[at];
  if (side == network) return log_p_[at];
  const float counted = snapshot.log_probabilities.values[at];
  return side == counts ? counted : log_p_[at] - counted;
}

Color NeuralMatrices::color(const Frame& frame, int side, float value, int size) const {
  const Palette& p = frame.palette;
  if (!std::isfinite(value)) return p.never;
  const bool is_probability = side == network || side == counts;
  if (scale_ == 1 && is_probability) return p.sequential_at(std::sqrt(std::exp(value)));
  const float base = is_probability ? std::log(static_cast<float>(size)) : 0;
  return p.diverging_at((value + base) / nats_shown);
}

void NeuralMatrices::header(Frame& frame, Card& card) {
  const float menu = export_menu_size(frame).x + 6;
  card.begin_header(154 + 8 + 94 + 6 + 92 + menu + 8);
  segmented(frame, "neural.scale", {"log scale", "P"}, scale_, 154);
  same_line_if_fits(94 + 6 + 92 + menu, 8);
  heatmaps_[0].zoom_buttons(frame, "neural.zoom");
  ImGui::SameLine(0, 6);
  toggle(frame, "neural.large", "large", large_);
  ImGui::SameLine(0, 6);
  ExportSpec menu_spec;
  menu_spec.name = "neural.matrices";
  menu_spec.file = "weights";
  menu_spec.picture = names[0];
  menu_spec.csv = [&frame, this] {
    const app::Snapshot& s = frame.snapshot;
    return csv_of_table(s.corpus.display, s.corpus.display, s.neural_weights.rows,
                        s.neural_weights.columns,
                        [&](int i, int j) { return static_cast<double>(value(s, weights, i, j)); });
  };
  inline_export_menu(frame, menu_spec);
  card.end_header();
}

void NeuralMatrices::draw(Frame& frame) {
  static constexpr Help help{
      "W; softmax(W), the network's table; the counted P; and their difference. On the log scale "
      "all "
      "four share their colours: the middle is uniform (W: 0; probabilities: 1/V; difference: 0), "
      "and a shade is the same number of nats everywhere. W may differ from log P by a constant "
      "per "
      "row, which softmax ignores. The scale P shows probabilities from 0 to 1, as in chapter "
      "Counting.",
      "softmax(W)ᵢⱼ = exp(Wᵢⱼ) / Σⱼ exp(Wᵢⱼ)"};
  Card card(frame, "matrices", "W becomes log P", &help);
  const app::Snapshot& s = frame.snapshot;
  const app::MatrixView &w = s.neural_weights, &log_p = s.log_probabilities;
  const int size = w.rows;
  if (size == 0 || log_p.values.size() != w.values.size() ||
      s.corpus.display.size() != static_cast<std::size_t>(size)) {
    paragraph(frame, s.corpus.tokens.size() > 512
                         ? "This vocabulary is too large for a picture of all pairs."
                         : "The pictures appear with the first step.");
    return;
  }
  refresh(s);
  header(frame, card);
  const bool two_by_two = large_ || card.width() < 560;
  const int columns = two_by_two ? 2 : 4;
  const float space = 12;
  const float width =
      (card.width() - space * static_cast<float>(columns - 1)) / static_cast<float>(columns);
  const std::string k = significant(s.model(counted_bigram()).settings.smoothing, 6);
  const std::string titles[] = {"W", s.neural_bias.empty() ? "softmax(W)" : "softmax(W + b)",
                                "P, counted (k = " + k + ")", "their difference"};
  ImVec2 start = ImGui::GetCursorScreenPos();
  float bottom = start.y;
  for (int i = 0; i < 4; ++i) {
    if (i > 0 && i % columns == 0) start.y = bottom + 8;
    ImGui::SetCursorScreenPos(
        ImVec2(start.x + static_cast<float>(i % columns) * (width + space), start.y));
    ImGui::BeginGroup();
    label(frame, truncate(frame.fonts.small_strong, titles[i], width));
    picture(frame, i, width);
    ImGui::EndGroup();
    bottom = ImGui::GetItemRectMax().y;
  }
  ImGui::SetCursorScreenPos(ImVec2(start.x, bottom + 8));
  const float bar = std::min(card.width(), 250.0f);
  if (scale_ == 0)
    color_scale(frame, frame.palette.diverging, "1/55 of uniform", "", "55 × uniform", bar);
  else
    color_scale(frame, frame.palette.sequential, "P = 0", "0.25", "1", bar);
  read_out(frame);
}

void NeuralMatrices::picture(Frame& frame, int side, float width) {
  const app::Snapshot& snapshot = frame.snapshot;
  const int size = snapshot.neural_weights.rows;
  HeatmapSpec spec;
  spec.name = names[side];
  spec.rows = spec.columns = size;
  const std::uint64_t w_part = side == counts ? 0 : snapshot.neural_weights.revision;
  const std::uint64_t p_part =
      side == counts || side == difference ? snapshot.log_probabilities.revision : 0;
  spec.revision = ((w_part * 1000003 + p_part) * 2 + (frame.palette.dark ? 1 : 0)) * 2 +
                  static_cast<std::uint64_t>(scale_);
  spec.color = [&, side, size](int i, int j) {
    return color(frame, side, value(snapshot, side, i, j), size);
  };
  const std::vector<std::string>& tokens = tokens_.of(snapshot.corpus);
  spec.row_labels = spec.column_labels = tokens;
  spec.upper = [&tokens](int i, int j) {
    return tokens[static_cast<std::size_t>(i)] + tokens[static_cast<std::size_t>(j)];
  };
  spec.lower = [&, side](int i, int j) {
    const float v = value(snapshot, side, i, j);
    const bool as_probability = side == network || side == counts;
    return as_probability ? fixed(std::exp(static_cast<double>(v)), 3) : fixed(v, 1);
  };
  spec.marked_row = snapshot.example.current;
  spec.marked_column = snapshot.example.next;
  spec.width = spec.height = width;
  const HeatmapEvents events = heatmaps_[side].draw(frame, spec);
  if (events.row < 0) return;
  row_ = events.row;
  column_ = events.column;
  if (events.clicked) {
    app::TraceExample pair;
    pair.current = row_;
    pair.next = column_;
    frame.post(pair);
  }
}

// One line for the cell under the pointer: its values in all four pictures.
void NeuralMatrices::read_out(Frame& frame) const {
  const app::Snapshot& s = frame.snapshot;
  if (row_ < 0 || row_ >= s.neural_weights.rows || column_ >= s.neural_weights.columns) {
    note(frame,
         "Point at a cell for its numbers, click to trace that pair below. Grey: never seen, log 0 "
         "= "
         "−∞.");
    return;
  }
  const auto& display = s.corpus.display;
  const auto shown = [&](int side) { return static_cast<double>(value(s, side, row_, column_)); };
  const std::string words =
      display[static_cast<std::size_t>(row_)] + " → " + display[static_cast<std::size_t>(column_)] +
      "   W = " + fixed(shown(weights), 4) + "   softmax = " + fixed(std::exp(shown(network)), 5) +
      "   P = " + fixed(std::exp(shown(counts)), 5) +
      "   log difference = " + fixed(shown(difference), 4);
  wrapped_text(frame, words, frame.palette.text, frame.fonts.mono_small);
}

}  // namespace babble::ui
