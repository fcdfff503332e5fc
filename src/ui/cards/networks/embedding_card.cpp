#include "ui/cards/networks/embedding_card.h"

#include <algorithm>
#include <cmath>
#include <string_view>

#include "ui/base/format.h"
#include "ui/base/short_tokens.h"
#include "ui/widgets/export_menu.h"

namespace babble::ui {
namespace {

constexpr std::size_t longest_trail = 30;
constexpr float pointed_at = 16;  // pixels

bool is_vowel(std::string_view token) {
  return token.size() == 1 &&
         std::string_view("aeiouAEIOU").find(token[0]) != std::string_view::npos;
}

std::string csv_of_points(const app::EmbeddingView& view) {
  static const std::vector<std::string> columns{"x", "y"};
  return csv_of_table(
      view.display, columns, static_cast<int>(view.display.size()), 2, [&](int token, int axis) {
        return static_cast<double>(view.points[static_cast<std::size_t>(2 * token + axis)]);
      });
}

/// Maps the plane to the screen. The scale is the same on both axes: distances can be compared.
struct Mapping {
  ImVec2 middle;
  float x = 0, y = 0, scale = 1;
  Mapping(const app::EmbeddingView& view, ImVec2 low, ImVec2 high)
      : middle((low.x + high.x) / 2, (low.y + high.y) / 2) {
    float least[2] = {0, 0}, most[2] = {0, 0};
    for (std::size_t i = 0; i < view.points.size(); ++i) {
      const float value = view.points[i];
      if (!std::isfinite(value)) continue;
      least[i % 2] = i < 2 ? value : std::min(least[i % 2], value);
      most[i % 2] = i < 2 ? value : std::max(most[i % 2], value);
    }
    x = (least[0] + most[0]) / 2;
    y = (least[1] + most[1]) / 2;
    scale = std::min((high.x - low.x - 48) / std::max(most[0] - least[0], 1e-6f),
                     (high.y - low.y - 40) / std::max(most[1] - least[1], 1e-6f));
  }
  ImVec2 operator()(float px, float py) const {
    return ImVec2(middle.x + (px - x) * scale, middle.y - (py - y) * scale);
  }
  ImVec2 at(const app::SharedVector<float>& points, std::size_t token) const {
    return (*this)(points[2 * token], points[2 * token + 1]);
  }
};

void show_neighbours(Frame& frame, const app::EmbeddingView& view, std::size_t token) {
  ImGui::BeginTooltip();
  text(frame,
       "“" + view.display[token] + "”  (" + fixed(view.points[2 * token], 3) + ", " +
           fixed(view.points[2 * token + 1], 3) + ")",
       frame.palette.text, frame.fonts.small_strong);
  if (!view.neighbours[token].empty())
    text(frame, "nearest, in all " + plural(view.dimensions, "dimension", "dimensions") + ":",
         frame.palette.muted, frame.fonts.small);
  for (const app::EmbeddingView::Neighbour& near : view.neighbours[token])
    text(frame, view.display[near.token] + "  " + fixed(near.distance, 3), frame.palette.text,
         frame.fonts.mono_small);
  ImGui::EndTooltip();
}

}  // namespace

void EmbeddingCard::remember(const app::EmbeddingView& view) {
  if (view.run != run_ || (!trail_.empty() && trail_.back().size() != view.points.size()))
    trail_.clear();
  run_ = view.run;
  if (view.revision == revision_) return;
  revision_ = view.revision;
  trail_.push_back(view.points);
  if (trail_.size() > longest_trail) trail_.pop_front();
}

void EmbeddingCard::draw_plane(Frame& frame, const app::EmbeddingView& view, ModelKind kind,
                               float width, float height) {
  const Palette& palette = frame.palette;
  const ImVec2 low = ImGui::GetCursorScreenPos();
  ImGui::InvisibleButton("plane", ImVec2(width, height));
  const bool hovered = ImGui::IsItemHovered();
  const ImVec2 high(low.x + width, low.y + height);
  frame.controls.record("embedding.plane");
  offer_export(frame, "embedding.plane", low, high);
  ImDrawList& list = *ImGui::GetWindowDrawList();
  list.AddRectFilled(low, high, palette.inset, 6);
  const Mapping place(view, low, high);
  list.PushClipRect(low, high, true);
  const std::size_t tokens = view.display.size();
  for (std::size_t i = 1; i < trail_.size(); ++i) {
    const float age = static_cast<float>(i) / static_cast<float>(trail_.size());
    for (std::size_t token = 0; token < tokens; ++token)
      list.AddLine(place.at(trail_[i - 1], token), place.at(trail_[i], token),
                   with_alpha(palette.muted, 0.35f * age));
  }
  for (std::size_t i = 1; i < tokens && what_ == 1; ++i)  // from each position to the next
    list.AddLine(place.at(view.points, i - 1), place.at(view.points, i),
                 with_alpha(palette.of(kind), 0.35f));
  std::size_t near = tokens;
  float nearest = pointed_at;
  for (std::size_t token = 0; token < tokens; ++token) {
    const ImVec2 at = place.at(view.points, token);
    const ImVec2 mouse = ImGui::GetIO().MousePos;
    const float distance = std::hypot(at.x - mouse.x, at.y - mouse.y);
    if (hovered && distance < nearest) {
      nearest = distance;
      near = token;
    }
  }
  if (near < tokens) {
    for (const app::EmbeddingView::Neighbour& other : view.neighbours[near])
      list.AddLine(place.at(view.points, near), place.at(view.points, other.token), palette.accent,
                   1.5f);
  }
  for (std::size_t token = 0; token < tokens; ++token) {
    const std::string& name = view.display[token];
    const Color color = token == near    ? palette.accent
                        : is_vowel(name) ? palette.highlight
                                         : palette.of(kind);
    draw_aligned(list, frame.fonts.mono, place.at(view.points, token), 0.5f, 0.5f, color,
                 what_ == 1 ? name : short_token(name));
  }
  list.PopClipRect();
  if (near < tokens) show_neighbours(frame, view, near);
}

void EmbeddingCard::draw(Frame& frame, ModelKind kind, float height) {
  static constexpr Help help{
      "Each character is a row of numbers that the network learns. Here each is a point: with two "
      "numbers as they are, with more in the plane in which they vary most. Characters that the "
      "network may treat alike move together; faint lines show where they come from. Point at one: "
      "lines lead to its nearest neighbours. A transformer adds a row for the place in its window, "
      "the position: neighbours in the text come to lie side by side.",
      "a row of C for each character"};
  Card card(frame, "embedding", "The embedding", &help, height);
  const app::Snapshot& s = frame.snapshot;
  const bool has_positions = s.positions.kind == kind && !s.positions.display.empty();
  if (!has_positions) what_ = 0;
  const app::EmbeddingView& view = what_ == 1 ? s.positions : s.embedding;
  header_menu(frame, card, {"embedding", "embedding", "embedding.plane", [&view] {
                              return csv_of_points(view);
                            }});
  if (!view.error.empty() || view.display.empty() || view.kind != kind) {
    paragraph(frame, view.error.empty() ? "The points appear with the model." : view.error);
    return;
  }
  if (has_positions && segmented(frame, "embedding.what", {"characters", "positions"}, what_))
    trail_.clear();
  remember(view);
  const float line = line_height(frame.fonts.small) + 6;
  draw_plane(frame, view, kind, card.width(), std::max(card.height_left() - line, 180.0f));
  const bool vowels = std::any_of(view.display.begin(), view.display.end(), is_vowel);
  if (vowels) {
    legend_dot(frame, frame.palette.highlight, "vowels");
    same_line_if_fits(300, 14);
  }
  note(frame, view.dimensions <= 2
                  ? "the two numbers of each point"
                  : "the plane shows " + fixed(100 * view.share, 0) + " % of the variance of " +
                        std::to_string(view.dimensions) + " numbers");
}

}  // namespace babble::ui
