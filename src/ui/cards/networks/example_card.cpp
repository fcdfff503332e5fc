#include "ui/cards/networks/example_card.h"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "core/base/utf8.h"
#include "core/models/registry.h"
#include "ui/base/format.h"
#include "ui/base/short_tokens.h"
#include "ui/widgets/plot.h"
#include "ui/widgets/widgets.h"

namespace babble::ui {
namespace {

ModelKind own_kind() { return trained_bigram(); }

enum Stage { one_hot, logits, counts, probabilities, loss, gradient, update, stage_count };
constexpr std::string_view stage_names[] = {"one-hot", "logits",   "counts", "P",
                                            "loss",    "gradient", "update"};

// The pair to begin with: the most frequent first character, and its most frequent successor.
app::TraceExample first_pair(const app::Snapshot& s) {
  app::TraceExample pair;
  const int size = s.counts.size;
  if (size < 2) return pair;
  pair.current = s.corpus.kind == "text" ? 1 : 0;
  const auto row = s.counts.counts.begin() + static_cast<std::ptrdiff_t>(pair.current) * size;
  pair.next = static_cast<int>(std::max_element(row, row + size) - row);
  return pair;
}

int token_id(const app::CorpusView& corpus, std::string_view token) {
  for (std::size_t i = 0; i < corpus.tokens.size(); ++i)
    if (corpus.tokens[i] == token || corpus.display[i] == token) return static_cast<int>(i);
  return -1;
}

std::string number(float value) { return fixed(static_cast<double>(value), 4); }

}  // namespace

void ExampleCard::draw(Frame& frame) {
  static constexpr Help help{
      "A training step with a single pair (x, y) and the present weights: click a cell of the "
      "pictures or type two characters, then go through the stages. A real step does this for all "
      "pairs of the batch and takes the mean of their gradients.",
      "x → onehot(x)·W → exp → ÷ sum → −log P(y|x) → P − onehot(y) → W − rate·gradient"};
  const Card card(frame, "example", "Trace one example", &help);
  const app::Snapshot& s = frame.snapshot;
  const app::ExampleView& example = s.example;
  if (example.current < 0) {
    if (asked_ != s.corpus.revision && s.counts.size > 1) {
      asked_ = s.corpus.revision;
      frame.post(first_pair(s));
    }
    paragraph(frame, "Click a cell of the pictures to trace its pair here.");
    return;
  }
  const auto size = s.corpus.display.size();
  if (static_cast<std::size_t>(std::max(example.current, example.next)) >= size ||
      example.logits.size() != size) {
    return;
  }
  choose_pair(frame, card.width());
  stages(frame, card.width());
  explain(frame);
}

void ExampleCard::choose_pair(Frame& frame, float width) {
  const app::Snapshot& s = frame.snapshot;
  const app::ExampleView& example = s.example;
  inline_label(frame, "pair x y", frame.palette.muted, frame.fonts.small);
  ImGui::SameLine(0, 8);
  const auto& display = s.corpus.display;
  const std::string now = display[static_cast<std::size_t>(example.current)] +
                          display[static_cast<std::size_t>(example.next)];
  std::string words = typed_.empty() ? now : typed_;
  bool changed = false;
  text_field(frame, "example.pair", words, "two characters", 84, true, &changed);
  const bool active = ImGui::IsItemActive();
  if (changed) {
    typed_ = words;
    const std::u32string points = decode_utf8(words);
    if (points.size() == 2) {
      app::TraceExample pair;
      pair.current = token_id(s.corpus, encode_utf8(points[0]));
      pair.next = token_id(s.corpus, encode_utf8(points[1]));
      if (pair.current >= 0 && pair.next >= 0) frame.post(pair);
    }
  }
  if (!active) typed_.clear();
  const std::string facts = "seen " + grouped(example.count) + " times, at step " +
                            grouped(example.step) + " of the training";
  if (width > 480) {
    ImGui::SameLine(0, 12);
    inline_label(frame, facts, frame.palette.muted, frame.fonts.small);
  }
}

void ExampleCard::stages(Frame& frame, float width) {
  const float arrows = 2 * 40;
  if (width > 520) {
    segmented(frame, "example.stage",
              {stage_names[0], stage_names[1], stage_names[2], stage_names[3], stage_names[4],
               stage_names[5], stage_names[6]},
              stage_, width - arrows - 8);
  } else {
    segmented(frame, "example.stage", {"1", "2", "3", "4", "5", "6", "7"}, stage_,
              width - arrows - 8);
  }
  ImGui::SameLine(0, 8);
  ButtonLook look;
  look.width = 36;
  look.enabled = stage_ > 0;
  look.tip = "The stage before";
  if (button(frame, "example.back", "‹", look)) --stage_;
  ImGui::SameLine(0, 6);
  look.enabled = stage_ + 1 < stage_count;
  look.primary = true;
  look.tip = "The next stage";
  if (button(frame, "example.forward", "›", look)) ++stage_;
}

void ExampleCard::explain(Frame& frame) {
  const app::Snapshot& s = frame.snapshot;
  const app::ExampleView& e = s.example;
  const auto next = static_cast<std::size_t>(e.next);
  const std::string x = "“" + s.corpus.display[static_cast<std::size_t>(e.current)] + "”";
  const std::string y = "“" + s.corpus.display[next] + "”";
  const auto size = static_cast<std::int64_t>(e.logits.size());
  const float height = 150;
  const double p = static_cast<double>(e.probabilities[next]);
  const auto head = [&](std::string_view words) {
    wrapped_text(frame, std::to_string(stage_ + 1) + "  " + std::string(words), frame.palette.text,
                 frame.fonts.strong);
  };
  switch (stage_) {
    case one_hot: {
      head("One-hot: the character as a vector");
      std::vector<float> hot(e.logits.size(), 0.0f);
      hot[static_cast<std::size_t>(e.current)] = 1;
      note(frame, x + " has the id " + std::to_string(e.current) + ": a single 1 among " +
                      grouped(size - 1) + " zeros. y is " + y + ", the next character.");
      bars(frame, hot, height);
      break;
    }
    case logits:
      head("Logits: onehot(x)·W picks one row of W");
      note(frame, "The product with a one-hot vector selects a row of W: that of " + x +
                      (s.neural_bias.empty() ? "" : ", plus b") + ". The logit of " + y + " is " +
                      number(e.logits[next]) + ".");
      bars(frame, e.logits, height);
      break;
    case counts:
      head("Counts: exp makes the logits positive");
      note(frame, "exp(" + number(e.logits[next]) + ") = " + number(e.counts[next]) + " for " + y +
                      ". They correspond to the counts N, where " + y + " follows " + x + " " +
                      grouped(e.count) + " of " + grouped(e.row) + " times.");
      bars(frame, e.counts, height);
      break;
    case probabilities: {
      head("Probabilities: divided by their sum");
      const double sum = std::accumulate(e.counts.begin(), e.counts.end(), 0.0);
      note(frame,
           number(e.counts[next]) + " / " + fixed(sum, 4) + " = " + fixed(p, 4) +
               " = P(y|x). Counting found " +
               (e.row > 0 ? fixed(static_cast<double>(e.count) / static_cast<double>(e.row), 4)
                          : std::string("nothing")) +
               "; uniform is " + fixed(1 / static_cast<double>(size), 4) + ".");
      bars(frame, e.probabilities, height);
      break;
    }
    case loss:
      head("Loss: how surprising y is");
      note(frame, "−log " + fixed(p, 4) + " = " + fixed(e.loss, 4) +
                      " nats. A certain and right prediction has loss 0, a uniform guess ln " +
                      grouped(size) + " = " + fixed(std::log(static_cast<double>(size)), 4) + ".");
      loss_curve(frame);
      break;
    case gradient: {
      head("Gradient: P − onehot(y)");
      segmented(frame, "example.over", {"this pair", "mean of all pairs"}, over_all_,
                std::min(ImGui::GetContentRegionAvail().x, 240.0f));
      if (over_all_ == 0) {
        note(frame, "At " + y + ": " + fixed(p, 4) + " − 1 = " + number(e.gradient[next]) +
                        ", so its logit will rise; all others will fall, each by its probability.");
      } else {
        note(frame, "All pairs in row " + x + " share one P, so only their counts matter: (" +
                        grouped(e.row) + " · " + fixed(p, 4) + " − " + grouped(e.count) + ") / " +
                        grouped(e.pairs) + " = " +
                        significant(static_cast<double>(e.mean_gradient[next]), 3) + " at " + y +
                        ". It is 0 where P is the counted share.");
      }
      bars(frame, over_all_ == 0 ? e.gradient : e.mean_gradient, height - 30);
      break;
    }
    default:
      head("Update: W ← W − rate · gradient");
      note(frame, "With rate " + significant(e.rate, 4) + " the logit of " + y + " moves by " +
                      number(e.update[next]) + ", and the loss of this pair alone from " +
                      fixed(e.loss, 4) + " to " + fixed(e.loss_after, 4) +
                      (e.rate > 2 ? ". This rate is meant for the mean over many pairs, whose "
                                    "gradient is far smaller than that of one pair."
                                  : "."));
      bars(frame, e.update, height);
      break;
  }
  frame.controls.record("example.stage.picture");
}

// Bars up and down from 0; that of y stands out. Exact values on hover.
void ExampleCard::bars(Frame& frame, const std::vector<float>& values, float height) const {
  const Palette& p = frame.palette;
  const app::Snapshot& s = frame.snapshot;
  const float width = ImGui::GetContentRegionAvail().x;
  const auto fits = static_cast<std::size_t>(width / 10);
  std::vector<std::size_t> shown(values.size());
  std::iota(shown.begin(), shown.end(), std::size_t{0});
  if (shown.size() > fits) {  // the largest, and the pair's own
    std::stable_sort(shown.begin(), shown.end(), [&](std::size_t a, std::size_t b) {
      const auto weight = [&](std::size_t i) {
        const bool own =
            static_cast<int>(i) == s.example.next || static_cast<int>(i) == s.example.current;
        return own ? 1e30f : std::fabs(values[i]);
      };
      return weight(a) > weight(b);
    });
    shown.resize(fits);
    std::sort(shown.begin(), shown.end());
  }
  float high = 0, low = 0;
  for (const float v : values) {
    if (!std::isfinite(v)) continue;
    high = std::max(high, v);
    low = std::min(low, v);
  }
  const float range = high - low > 0 ? high - low : 1;
  const ImVec2 start = ImGui::GetCursorScreenPos();
  ImGui::InvisibleButton("bars", ImVec2(width, height));
  frame.controls.record("example.bars");
  const bool hovered = ImGui::IsItemHovered();
  ImDrawList& list = *ImGui::GetWindowDrawList();
  const float letters = line_height(frame.fonts.mono_small) + 3;
  const float top = start.y + letters, room = height - 2 * letters - 2;
  const float zero = top + room * (high / range);
  const float pitch = width / static_cast<float>(shown.size());
  const float bar = std::min(pitch - 2, 26.0f);
  const int under = hovered ? static_cast<int>((ImGui::GetIO().MousePos.x - start.x) / pitch) : -1;
  list.AddLine(ImVec2(start.x, zero), ImVec2(start.x + width, zero), p.border);
  for (std::size_t i = 0; i < shown.size(); ++i) {
    const std::size_t id = shown[i];
    const bool own = static_cast<int>(id) == s.example.next;
    const float x = start.x + pitch * (static_cast<float>(i) + 0.5f);
    const float v = std::isfinite(values[id]) ? values[id] : 0;
    const float end = zero - v / range * room;
    list.AddRectFilled(ImVec2(x - bar / 2, std::min(zero - 0.5f, end)),
                       ImVec2(x + bar / 2, std::max(zero + 0.5f, end)),
                       own ? p.highlight : mix(p.surface, p.of(own_kind()), 0.75f),
                       std::min(2.0f, bar / 3));
    draw_aligned(list, frame.fonts.mono_small, ImVec2(x, start.y + height - letters + 2), 0.5f, 0,
                 own                            ? p.highlight
                 : static_cast<int>(i) == under ? p.accent
                                                : p.muted,
                 short_token(s.corpus.display[id]));
    if (own) {
      const std::string words = significant(static_cast<double>(v), 3);
      const float half = text_size(frame.fonts.mono_small, words).x / 2;
      draw_aligned(list, frame.fonts.mono_small,
                   ImVec2(std::clamp(x, start.x + half, start.x + width - half), start.y), 0.5f, 0,
                   p.highlight, words);
    }
    if (static_cast<int>(i) == under) {
      ImGui::BeginTooltip();
      text(frame, s.corpus.display[id] + "   " + fixed(static_cast<double>(values[id]), 6), p.text,
           frame.fonts.mono_small);
      ImGui::EndTooltip();
    }
  }
}

void ExampleCard::loss_curve(Frame& frame) {
  const app::ExampleView& e = frame.snapshot.example;
  if (x_.empty()) {
    for (int i = 1; i <= 100; ++i) {
      x_.push_back(i / 100.0);
      y_.push_back(-std::log(i / 100.0));
    }
  }
  dot_x_ = {static_cast<double>(e.probabilities[static_cast<std::size_t>(e.next)])};
  dot_y_ = {e.loss};
  PlotSpec spec;
  spec.name = "example.loss";
  spec.height = 180;
  spec.x_name = "P(y|x)";
  spec.y_name = "loss, nats";
  Series here{"this pair", &dot_x_, &dot_y_, frame.palette.highlight, 5.0f};
  here.dots = true;
  spec.series.push_back({"−log P", &x_, &y_, frame.palette.of(own_kind())});
  spec.series.push_back(here);
  spec.landmarks.push_back(
      {"uniform", std::log(static_cast<double>(e.logits.size())), frame.palette.uniform});
  plot(frame, spec);
}

}  // namespace babble::ui
