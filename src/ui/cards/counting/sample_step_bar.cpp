#include "ui/cards/counting/sample_step_bar.h"

#include <algorithm>
#include <cmath>

#include "ui/base/format.h"
#include "ui/base/short_tokens.h"
#include "ui/cards/counting/bigram_row.h"
#include "ui/widgets/widgets.h"

namespace babble::ui {
namespace {

constexpr float bar_height = 28, lens_height = 26;

/// A stretch of [0, 1] as a bar on the screen.
struct Stretch {
  double from, to;
  float left, right, top, bottom;
  float x(double value) const {
    return left + static_cast<float>((value - from) / (to - from)) * (right - left);
  }
};

void segments(Frame& frame, const app::SampleStepView& step, const Stretch& bar, int chosen) {
  const Palette& p = frame.palette;
  ImDrawList& list = *ImGui::GetWindowDrawList();
  list.PushClipRect(ImVec2(bar.left, bar.top), ImVec2(bar.right, bar.bottom), true);
  double from = 0;
  for (std::size_t i = 0; i < step.sums.size(); ++i) {
    const double to = static_cast<double>(step.sums[i]);
    const float x0 = bar.x(from), x1 = bar.x(to);
    const bool is_chosen = static_cast<int>(i) == chosen;
    from = to;
    if (x1 < bar.left || x0 > bar.right || (x1 <= x0 && !is_chosen)) continue;
    const Color fill = is_chosen ? p.accent : mix(p.surface, p.count, i % 2 == 0 ? 0.26f : 0.46f);
    list.AddRectFilled(ImVec2(x0, bar.top),
                       ImVec2(std::max(x1, x0 + (is_chosen ? 2.0f : 0.0f)), bar.bottom), fill);
    const std::string token = short_token(frame.snapshot.corpus.display[i]);
    const float seen = std::min(x1, bar.right) - std::max(x0, bar.left);
    if (seen > text_size(frame.fonts.mono_small, token).x + 3) {
      draw_aligned(list, frame.fonts.mono_small,
                   ImVec2((std::max(x0, bar.left) + std::min(x1, bar.right)) / 2,
                          (bar.top + bar.bottom) / 2),
                   0.5f, 0.5f, is_chosen ? p.on_accent : p.text, token);
    }
  }
  list.PopClipRect();
  list.AddRect(ImVec2(bar.left, bar.top), ImVec2(bar.right, bar.bottom), p.border);
}

// The part of the row around the number, so wide that the letters can be read.
Stretch lens_of(const app::SampleStepView& step, const Stretch& bar) {
  const auto chosen = static_cast<std::size_t>(step.chosen);
  const double low = chosen == 0 ? 0.0 : static_cast<double>(step.sums[chosen - 1]);
  const double high = static_cast<double>(step.sums[chosen]);
  const double width = std::clamp((high - low) * 3.2, 0.01, 1.0);
  const double from = std::clamp((low + high) / 2 - width / 2, 0.0, 1 - width);
  return {from, from + width, bar.left, bar.right, bar.bottom + 26, bar.bottom + 26 + lens_height};
}

void number_mark(Frame& frame, const Stretch& bar, double u, bool named) {
  const Palette& p = frame.palette;
  ImDrawList& list = *ImGui::GetWindowDrawList();
  const float x = bar.x(u);
  list.AddTriangleFilled(ImVec2(x - 6, bar.top - 9), ImVec2(x + 6, bar.top - 9),
                         ImVec2(x, bar.top - 1), p.danger);
  list.AddLine(ImVec2(x, bar.top - 2), ImVec2(x, bar.bottom), p.surface, 3.5f);
  list.AddLine(ImVec2(x, bar.top - 2), ImVec2(x, bar.bottom), p.danger, 1.8f);
  if (!named) return;
  const std::string words = "u = " + fixed(u, 4);
  const float half = text_size(frame.fonts.mono_small, words).x / 2;
  draw_aligned(list, frame.fonts.mono_small,
               ImVec2(std::clamp(x, bar.left + half, bar.right - half), bar.top - 9), 0.5f, 1,
               p.danger, words);
}

void hover(Frame& frame, const app::SampleStepView& step, const Stretch& bar) {
  const ImVec2 mouse = ImGui::GetIO().MousePos;
  if (mouse.y < bar.top || mouse.y > bar.bottom) return;
  const double value =
      bar.from +
      static_cast<double>((mouse.x - bar.left) / (bar.right - bar.left)) * (bar.to - bar.from);
  const auto it =
      std::lower_bound(step.sums.begin(), step.sums.end(), value,
                       [](float sum, double wanted) { return static_cast<double>(sum) < wanted; });
  if (it == step.sums.end()) return;
  const auto i = static_cast<std::size_t>(it - step.sums.begin());
  const double low = i == 0 ? 0.0 : static_cast<double>(step.sums[i - 1]);
  ImGui::BeginTooltip();
  text(frame, frame.snapshot.corpus.display[i], frame.palette.text, frame.fonts.mono);
  text(frame,
       "from " + fixed(low, 5) + " to " + fixed(static_cast<double>(*it), 5) +
           ", P = " + fixed(static_cast<double>(*it) - low, 5),
       frame.palette.text, frame.fonts.small);
  ImGui::EndTooltip();
}

}  // namespace

void draw_sample_step_bar(Frame& frame, const app::SampleStepView& step, double progress) {
  const Palette& p = frame.palette;
  const float width = ImGui::GetContentRegionAvail().x;
  const float line = line_height(frame.fonts.small);
  const ImVec2 start = ImGui::GetCursorScreenPos();
  ImDrawList& list = *ImGui::GetWindowDrawList();
  const float total = line + 8 + bar_height + 26 + lens_height + line + 2;
  ImGui::InvisibleButton("walk bar", ImVec2(width, total));
  frame.controls.record("walk.bar");
  const bool hovered = ImGui::IsItemHovered();
  const Stretch bar{
      0, 1, start.x, start.x + width, start.y + line + 8, start.y + line + 8 + bar_height};
  const bool has_drawn = step.drawn >= 0 && step.chosen >= 0;
  const bool decided = has_drawn && progress >= 1;
  segments(frame, step, bar, decided ? step.chosen : -1);
  if (hovered) hover(frame, step, bar);
  if (!has_drawn) {
    draw_text(list, frame.fonts.small, ImVec2(bar.left, bar.bottom + 3), p.faint, "0");
    draw_aligned(list, frame.fonts.small, ImVec2(bar.right, bar.bottom + 3), 1, 0, p.faint, "1");
    draw_aligned(list, frame.fonts.small, ImVec2((bar.left + bar.right) / 2, bar.bottom + 3), 0.5f,
                 0, p.faint, "probabilities of the row, end to end");
    return;
  }
  // First the row alone, then the number slides to its place.
  const double slide = std::clamp((progress - 0.25) / 0.45, 0.0, 1.0);
  if (progress < 0.25) return;
  const double eased = 1 - std::pow(1 - slide, 3);
  number_mark(frame, bar, step.drawn * eased, slide >= 1);
  if (!decided) return;

  const Stretch lens = lens_of(step, bar);
  const Color guide = with_alpha(p.faint, 0.7f);
  list.AddLine(ImVec2(bar.x(lens.from), bar.bottom + 1), ImVec2(lens.left, lens.top - 1), guide);
  list.AddLine(ImVec2(bar.x(lens.to), bar.bottom + 1), ImVec2(lens.right, lens.top - 1), guide);
  segments(frame, step, lens, step.chosen);
  number_mark(frame, lens, step.drawn, false);
  if (hovered) hover(frame, step, lens);
  // Between which two sums the number lies.
  const auto chosen = static_cast<std::size_t>(step.chosen);
  const double low = chosen == 0 ? 0.0 : static_cast<double>(step.sums[chosen - 1]);
  const std::string words[] = {fixed(low, 4), fixed(static_cast<double>(step.sums[chosen]), 4)};
  const double ends[] = {low, static_cast<double>(step.sums[chosen])};
  for (std::size_t i = 0; i < 2; ++i) {
    const float half = text_size(frame.fonts.mono_small, words[i]).x / 2;
    const float x = std::clamp(lens.x(ends[i]), lens.left + half, lens.right - half);
    draw_aligned(list, frame.fonts.mono_small, ImVec2(x, lens.bottom + 3), 0.5f, 0, p.muted,
                 words[i]);
  }
}

}  // namespace babble::ui
