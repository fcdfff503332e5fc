#include "ui/cards/counting/sample_step_card.h"

#include <algorithm>
#include <cmath>

#include "core/base/utf8.h"
#include "core/models/registry.h"
#include "ui/base/format.h"
#include "ui/cards/counting/sample_step_bar.h"
#include "ui/widgets/widgets.h"

namespace babble::ui {
namespace {

struct SampleStepSpeed {
  std::string_view name;
  double draws_per_second;  ///< 0: as fast as possible
};
constexpr SampleStepSpeed sample_step_speeds[] = {
    {"slow", 0.6}, {"calm", 2.5}, {"fast", 12}, {"full", 0}};
constexpr int full_speed_draws = 200;  // in a frame

app::SampleStep sample_step(const Frame& frame, int count) {
  app::SampleStep step;
  step.seed = frame.snapshot.model(counted_bigram()).settings.seed;
  step.count = count;
  return step;
}

}  // namespace

void SampleStepCard::draw_next(Frame& frame) { frame.post(sample_step(frame, 1)); }

void SampleStepCard::restart(Frame& frame) {
  app::SampleStep step = sample_step(frame, 0);
  step.restart = step.reseed = true;
  frame.post(step);
  due_ = frame.seconds + 0.4;
}

void SampleStepCard::advance(Frame& frame) {
  const app::SampleStepView& step = frame.snapshot.sample_step;
  const double rate = sample_step_speeds[static_cast<std::size_t>(speed_)].draws_per_second;
  if (step.draws != seen_draws_) {
    changed_at_ = frame.seconds;
    seen_draws_ = step.draws;
  }
  // The number slides along the bar, then the letter lights up. Fast draws are not animated.
  const double lasts = rate == 0 || rate > 5 ? 0 : std::min(0.7 / rate, 1.1);
  progress_ = lasts > 0 ? std::min((frame.seconds - changed_at_) / lasts, 1.0) : 1.0;
  if (progress_ < 1) frame.wake(0);

  if (!automatic_) return;
  if (rate == 0) {
    frame.post(sample_step(frame, full_speed_draws));
    frame.wake(0);
    return;
  }
  if (frame.seconds < due_) {
    frame.wake(due_);
    return;
  }
  draw_next(frame);
  // Shows a finished sample a little longer.
  due_ = frame.seconds + (step.ended ? 1.5 : 1.0) / rate;
  frame.wake(due_);
}

void SampleStepCard::draw(Frame& frame) {
  static constexpr Help help{
      "The current character picks the row. Its probabilities are laid end to end from 0 to 1. A "
      "random number u falls on one of them: this is the next character, and its row is next. "
      "torch.multinomial of PyTorch 1.13 does the same: it takes the first running sum (float32) "
      "that reaches u. "
      "The same seed gives the same names as in the lecture.",
      "first j with P(0|i) + … + P(j|i) ≥ u,   u uniform in [0, 1)"};
  const Card card(frame, "walk", "The sampler at work", &help);
  const app::SampleStepView& step = frame.snapshot.sample_step;
  if (step.row < 0 || step.row >= frame.snapshot.counts.size ||
      step.sums.size() != static_cast<std::size_t>(frame.snapshot.counts.size)) {
    return;
  }
  strip(frame, card.width());
  draw_sample_step_bar(frame, step, progress_);
  explain(frame);
  buttons(frame);
  if (step.finished.empty()) return;
  gap(2);
  label(frame, "Finished so far");
  std::string names;
  for (auto it = step.finished.rbegin(); it != step.finished.rend(); ++it) {
    names += (names.empty() ? "" : "  ") + *it;
  }
  wrapped_text(frame, truncate(frame.fonts.mono_small, names, 3.6f * card.width()),
               frame.palette.text, frame.fonts.mono_small);
  frame.controls.record("walk.finished");
}

// The characters drawn so far, and the cursor where the next one will stand.
void SampleStepCard::strip(Frame& frame, float width) const {
  const app::SampleStepView& step = frame.snapshot.sample_step;
  const Palette& p = frame.palette;
  const ImVec2 start = ImGui::GetCursorScreenPos();
  const float height = line_height(frame.fonts.title) + 12;
  ImDrawList& list = *ImGui::GetWindowDrawList();
  list.AddRectFilled(start, ImVec2(start.x + width, start.y + height), p.inset, 8);
  const std::string count = "draw " + grouped(step.draws);
  const float count_width = text_size(frame.fonts.small, count).x;
  draw_aligned(list, frame.fonts.small, ImVec2(start.x + width - 12, start.y + height / 2), 1, 0.5f,
               p.faint, count);

  std::string so_far = step.so_far, newest;
  if (step.chosen >= 0) {
    newest = frame.snapshot.corpus.tokens[static_cast<std::size_t>(step.chosen)];
    if (so_far.ends_with(newest)) so_far.resize(so_far.size() - newest.size());
  }
  const float room = width - count_width - 50;
  // Shows the end of a long text.
  while (text_size(frame.fonts.mono, so_far + newest).x > room && !so_far.empty()) {
    std::size_t cut = 1;
    while (cut < so_far.size() && is_continuation(so_far[cut])) ++cut;
    so_far.erase(0, cut);
  }
  const float middle = start.y + height / 2;
  if (step.chosen < 0) {
    draw_aligned(list, frame.fonts.body, ImVec2(start.x + 12, middle), 0, 0.5f, p.faint,
                 "Press “Draw” or play.");
  } else {
    float x = start.x + 12;
    draw_aligned(list, frame.fonts.mono, ImVec2(x, middle), 0, 0.5f, p.text, so_far);
    x += text_size(frame.fonts.mono, so_far).x;
    if (is_decided()) {
      draw_aligned(list, frame.fonts.mono, ImVec2(x, middle), 0, 0.5f, p.accent, newest);
      x += text_size(frame.fonts.mono, newest).x;
    }
    if (!step.ended || !is_decided()) {
      list.AddRectFilled(ImVec2(x + 2, middle - 9), ImVec2(x + 4, middle + 9), p.accent);
    }
  }
  ImGui::Dummy(ImVec2(width, height));
}

// The comparison that chose the character, in numbers.
void SampleStepCard::explain(Frame& frame) const {
  const app::SampleStepView& step = frame.snapshot.sample_step;
  const auto& display = frame.snapshot.corpus.display;
  const std::string& row = display[static_cast<std::size_t>(step.row)];
  if (step.drawn < 0 || step.chosen < 0) {
    note(frame, frame.snapshot.corpus.kind == "text"
                    ? "The first row is “" + row + "”, the most frequent character."
                    : "The first row is “" + row + "”: it says how lines begin.");
    note(frame, " ");
    return;
  }
  const auto chosen = static_cast<std::size_t>(step.chosen);
  const double below = chosen == 0 ? 0.0 : static_cast<double>(step.sums[chosen - 1]);
  const double upto = static_cast<double>(step.sums[chosen]);
  note(frame, "Row “" + row + "”: u = " + fixed(step.drawn, 4) +
                  (is_decided() ? " lies in " + fixed(below, 4) + " … " + fixed(upto, 4) +
                                      ", which is “" + display[chosen] + "”."
                                : " …"));
  note(frame, !is_decided() ? " "
              : step.ended  ? "It ends the sample; the next one begins."
                            : "So row “" + display[chosen] + "” is next.");
}

void SampleStepCard::buttons(Frame& frame) {
  ButtonLook look;
  look.icon = Icon::step;
  look.tip = "Draw one character (S)";
  if (button(frame, "walk.step", "Draw", look)) draw_next(frame);
  ImGui::SameLine(0, 6);
  look.icon = automatic_ ? Icon::pause : Icon::play;
  look.tip = automatic_ ? "Stop (space)" : "Draw one after another (space)";
  if (button(frame, "walk.auto", "", look)) automatic_ = !automatic_;
  ImGui::SameLine(0, 6);
  look.icon = Icon::reset;
  look.tip = "Back to the first draw of the seed (R)";
  if (button(frame, "walk.restart", "", look)) restart(frame);
  constexpr float width = 196;
  same_line_if_fits(width, 6);
  segmented(frame, "walk.speed",
            {sample_step_speeds[0].name, sample_step_speeds[1].name, sample_step_speeds[2].name,
             sample_step_speeds[3].name},
            speed_, std::min(ImGui::GetContentRegionAvail().x, width));
}

}  // namespace babble::ui
