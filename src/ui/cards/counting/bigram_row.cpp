#include "ui/cards/counting/bigram_row.h"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "core/models/registry.h"
#include "ui/base/format.h"
#include "ui/base/short_tokens.h"
#include "ui/widgets/widgets.h"

namespace babble::ui {
namespace {

const std::string& shown_token(const Frame& frame, int id) {
  return frame.snapshot.corpus.display[static_cast<std::size_t>(id)];
}

int rank_of(std::span<const std::int64_t> counts, int column) {
  const std::int64_t own = counts[static_cast<std::size_t>(column)];
  return 1 + static_cast<int>(std::count_if(counts.begin(), counts.end(),
                                            [own](std::int64_t other) { return other > own; }));
}

std::span<const std::int64_t> row_of(const app::CountView& counts, int row) {
  const auto size = static_cast<std::size_t>(counts.size);
  return std::span(counts.counts.get()).subspan(static_cast<std::size_t>(row) * size, size);
}

void bar_tooltip(Frame& frame, const std::string& given, std::span<const std::int64_t> counts,
                 int column, double probability) {
  ImGui::BeginTooltip();
  text(frame, given + " → " + shown_token(frame, column), frame.palette.text, frame.fonts.mono);
  text(frame,
       "P = " + fixed(probability, 6) + "   rank " + std::to_string(rank_of(counts, column)) +
           " of " + std::to_string(counts.size()),
       frame.palette.text, frame.fonts.small);
  text(frame, "seen " + grouped(counts[static_cast<std::size_t>(column)]) + " times",
       frame.palette.muted, frame.fonts.small);
  ImGui::EndTooltip();
}

}  // namespace

std::int64_t count_at(const app::CountView& counts, int row, int column) {
  return counts.counts[static_cast<std::size_t>(row) * static_cast<std::size_t>(counts.size) +
                       static_cast<std::size_t>(column)];
}

std::vector<double> row_probabilities(const app::Snapshot& snapshot, int row) {
  const app::CountView& counts = snapshot.counts;
  const double k = snapshot.model(counted_bigram()).settings.smoothing;
  std::vector<double> result(static_cast<std::size_t>(counts.size));
  double sum = 0;
  for (int column = 0; column < counts.size; ++column) {
    const double value = static_cast<double>(count_at(counts, row, column)) + k;
    result[static_cast<std::size_t>(column)] = value;
    sum += value;
  }
  // A row that was never seen is uniform, as in CountBigram.
  for (double& value : result) {
    value = sum > 0 ? value / sum : 1.0 / static_cast<double>(counts.size);
  }
  return result;
}

int rank_in_row(const app::CountView& counts, int row, int column) {
  return rank_of(row_of(counts, row), column);
}

void next_bars(Frame& frame, std::string_view name, const std::string& given,
               std::span<const std::int64_t> counts, const std::vector<double>& probabilities,
               float height) {
  const Palette& p = frame.palette;
  const float width = ImGui::GetContentRegionAvail().x;
  std::vector<int> shown(probabilities.size());
  std::iota(shown.begin(), shown.end(), 0);
  const auto room = static_cast<std::size_t>(width / 10);
  if (shown.size() > room) {
    std::stable_sort(shown.begin(), shown.end(), [&](int a, int b) {
      return probabilities[static_cast<std::size_t>(a)] >
             probabilities[static_cast<std::size_t>(b)];
    });
    shown.resize(room);
  }
  const double uniform = 1.0 / static_cast<double>(probabilities.size());
  const double top =
      std::max(*std::max_element(probabilities.begin(), probabilities.end()), uniform * 1.2);
  const ImVec2 start = ImGui::GetCursorScreenPos();
  ImGui::InvisibleButton("bars", ImVec2(width, height));
  frame.controls.record(name);
  const bool hovered = ImGui::IsItemHovered();
  ImDrawList& list = *ImGui::GetWindowDrawList();
  const float letters = line_height(frame.fonts.mono_small) + 2;
  const float floor_y = start.y + height - letters;
  const float tallest = floor_y - start.y - line_height(frame.fonts.small) - 4;
  const float pitch = width / static_cast<float>(shown.size());
  const float bar_width = std::min(pitch - 2, 26.0f);
  int under = -1;
  if (hovered) under = static_cast<int>((ImGui::GetIO().MousePos.x - start.x) / pitch);
  for (std::size_t i = 0; i < shown.size(); ++i) {
    const int column = shown[i];
    const double probability = probabilities[static_cast<std::size_t>(column)];
    const float x = start.x + pitch * (static_cast<float>(i) + 0.5f);
    const float bar = static_cast<float>(probability / top) * tallest;
    const bool chosen = static_cast<int>(i) == under;
    list.AddRectFilled(ImVec2(x - bar_width / 2, floor_y - std::max(bar, 1.0f)),
                       ImVec2(x + bar_width / 2, floor_y), chosen ? p.accent : p.count,
                       std::min(3.0f, bar_width / 3), ImDrawFlags_RoundCornersTop);
    draw_aligned(list, frame.fonts.mono_small, ImVec2(x, floor_y + 2), 0.5f, 0,
                 chosen ? p.accent : p.muted, short_token(shown_token(frame, column)));
    if (chosen) bar_tooltip(frame, given, counts, column, probability);
  }
  const float y = floor_y - static_cast<float>(uniform / top) * tallest;
  for (float x = start.x; x < start.x + width; x += 9) {
    list.AddLine(ImVec2(x, y), ImVec2(std::min(x + 5, start.x + width), y), p.uniform, 1.5f);
  }
  draw_aligned(
      list, frame.fonts.small, ImVec2(start.x + width, start.y), 1, 0, p.uniform,
      "– –  uniform, 1/" + std::to_string(probabilities.size()) + " = " + fixed(uniform, 4));
}

void row_card(Frame& frame, int row) {
  if (frame.snapshot.counts.size == 0) return;
  static constexpr Help help{
      "One row of the table divided by its sum: the probability of each next character when this "
      "is the current one. Click another row of the table to change it.",
      "P(j | i) = (N[i][j] + k) / Σⱼ(N[i][j] + k)"};
  const Card card(frame, "row", "What follows “" + shown_token(frame, row) + "”", &help);
  next_bars(frame, "counting.bars", shown_token(frame, row), row_of(frame.snapshot.counts, row),
            row_probabilities(frame.snapshot, row), 96);
}

}  // namespace babble::ui
