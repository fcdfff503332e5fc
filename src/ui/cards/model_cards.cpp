#include "ui/cards/model_cards.h"

#include <algorithm>
#include <cmath>
#include <optional>

#include "core/base/numbers.h"
#include "core/models/registry.h"
#include "ui/base/format.h"
#include "ui/widgets/export_menu.h"
#include "ui/widgets/widgets.h"

namespace babble::ui {
namespace {

struct QualityRow {
  std::string name;
  double nll;
  Color color;
  bool landmark;
};

}  // namespace

void quality_table(Frame& frame, const app::ModelView& model, bool with_count_landmark) {
  const Palette& p = frame.palette;
  std::vector<QualityRow> rows{{"train", model.nll.train, p.train, false},
                               {"dev", model.nll.dev, p.dev, false},
                               {"test", model.nll.test, p.test, false},
                               {"uniform, ln V", model.landmarks.uniform, p.uniform, true}};
  if (with_count_landmark) {
    rows.push_back({"count bigram, train", model.landmarks.count_bigram, p.count, true});
  }
  const ImVec2 start = ImGui::GetCursorScreenPos();
  const float width = ImGui::GetContentRegionAvail().x;
  const float height = line_height(frame.fonts.mono_small) + 5;
  const float nll_edge = start.x + width - 96, perplexity_edge = start.x + width;
  ImDrawList& list = *ImGui::GetWindowDrawList();
  float y = start.y + height / 2;
  draw_aligned(list, frame.fonts.small, ImVec2(start.x, y), 0, 0.5f, p.faint, "part");
  draw_aligned(list, frame.fonts.small, ImVec2(nll_edge, y), 1, 0.5f, p.faint, "NLL");
  draw_aligned(list, frame.fonts.small, ImVec2(perplexity_edge, y), 1, 0.5f, p.faint, "perplexity");
  for (const QualityRow& row : rows) {
    y += height;
    if (row.landmark) {
      for (float x = start.x; x < start.x + 10; x += 4) {
        list.AddLine(ImVec2(x, y), ImVec2(x + 2.5f, y), row.color, 2);
      }
    } else {
      list.AddCircleFilled(ImVec2(start.x + 5, y), 4.5f, row.color, 16);
    }
    draw_aligned(list, frame.fonts.small, ImVec2(start.x + 17, y), 0, 0.5f,
                 row.landmark ? p.muted : p.text, row.name);
    const Color ink = row.landmark ? p.muted : p.text;
    draw_aligned(list, frame.fonts.mono_small, ImVec2(nll_edge, y), 1, 0.5f, ink,
                 fixed(row.nll, 4));
    draw_aligned(list, frame.fonts.mono_small, ImVec2(perplexity_edge, y), 1, 0.5f, ink,
                 fixed(std::exp(row.nll), 3));
  }
  const float total = height * static_cast<float>(rows.size() + 1);
  ImGui::Dummy(ImVec2(width, total));
  frame.controls.record("quality");
  if (model.nll_is_partial) {
    note(frame, "Estimated on the beginning of each part while training; exact when paused.");
  }
}

namespace {

struct Problem {
  std::string_view head;
  std::string words;
  bool exploded = false;  ///< a smaller rate, or clipping, helps
};

// The step at which the loss first was far above that of a blind guess, and the largest gradient.
std::string how_it_exploded(const app::ModelView& model, double limit) {
  const app::Curve &loss = model.loss_curve, &norm = model.gradient_norm;
  std::size_t at = 0;
  while (at < loss.y.size() && !(loss.y[at] > limit)) ++at;
  if (at == loss.y.size()) return "";
  std::string words = "Since about step " + grouped(std::llround(loss.x[at])) +
                      " the loss is far above that of a blind guess.";
  double largest = 0, step = 0;
  for (std::size_t i = 0; i < norm.y.size(); ++i)
    if (norm.y[i] > largest) largest = norm.y[i], step = norm.x[i];
  if (largest > 0)
    words += " The gradient's norm was largest, " + significant(largest, 3) + ", at step " +
             grouped(std::llround(step)) + ".";
  return words;
}

std::optional<Problem> problem_of(const app::ModelView& model) {
  if (!model.diverged.empty()) {
    return Problem{"Training has diverged",
                   model.diverged + " Samples and figures are those of that last finite model.",
                   true};
  }
  if (!model.unavailable.empty()) return Problem{"Not with this corpus", model.unavailable};
  if (!model.needs_corpus.empty()) {
    return Problem{
        "This model needs its corpus",
        model.needs_corpus + " Open that text to train on; samples and words work without it."};
  }
  // tanh keeps the numbers finite even when the weights have been thrown far away.
  const double limit = 2 * model.landmarks.uniform;
  if (model.steps > 20 && model.loss > limit) {
    return Problem{"Training has exploded",
                   how_it_exploded(model, limit) +
                       " A step that was too long has thrown the weights away; tanh is saturated "
                       "there, so gradients hardly bring them back.",
                   true};
  }
  return std::nullopt;
}

// The newest kept run of this kind whose model was kept, and was well.
const app::SavedRun* way_back(const app::Snapshot& snapshot, ModelKind kind) {
  for (auto run = snapshot.saved_runs.rbegin(); run != snapshot.saved_runs.rend(); ++run) {
    const app::SavedRun& one = **run;
    if (one.kind == kind && one.can_restore && one.diverged.empty() &&
        !(one.loss > 2 * snapshot.model(kind).landmarks.uniform))
      return &one;
  }
  return nullptr;
}

void recovery_actions(Frame& frame, const app::ModelView& model) {
  const auto anew = [&](const char* key, const std::string& value) {
    frame.post(app::Reset{});  // first: the run before is kept with the settings that it had
    frame.post(app::Set{key, value});
  };
  const double slower = model.settings.learning_rate / 10;
  const std::string slower_words = "Start anew at rate " + significant(slower, 3);
  bool first = true;
  const auto next = [&](std::string_view words) {
    if (!first) same_line_if_fits(button_width(frame, words), 8);
    first = false;
  };
  // The model is the last finite one then, and a rate may change on the way.
  if (!model.diverged.empty()) {
    const std::string words =
        "Go on from step " + grouped(model.steps) + " at rate " + significant(slower, 3);
    next(words);
    if (button(frame, "trouble.go_on", words)) {
      frame.post(app::Set{"learning_rate", real_text(slower)});
      frame.post(app::Play{});
    }
  }
  next(slower_words);
  if (button(frame, "trouble.slower", slower_words)) anew("learning_rate", real_text(slower));
  if (model.kind == model_kind("rnn") && model.settings.max_grad_norm == 0) {
    constexpr std::string_view words = "Start anew with clipping";
    next(words);
    if (button(frame, "trouble.clip", words)) anew("max_grad_norm", "1");
  }
  if (const app::SavedRun* run = way_back(frame.snapshot, model.kind)) {
    const std::string words = "Go back to " + truncate(frame.fonts.body, run->name, 160) +
                              ", step " + grouped(run->steps);
    next(words);
    if (button(frame, "trouble.back", words)) frame.post(app::RestoreRun{run->id});
  }
}

}  // namespace

void problem_card(Frame& frame, const app::ModelView& model) {
  const std::optional<Problem> trouble = problem_of(model);
  if (!trouble) return;
  const Palette& p = frame.palette;
  const ImVec2 start = ImGui::GetCursorScreenPos();
  {
    const Card card(frame, "trouble", "");
    text(frame, trouble->head, p.danger, frame.fonts.strong);
    ImGui::PushTextWrapPos(ImGui::GetCursorPosX() + card.width());
    text(frame, trouble->words, p.text, frame.fonts.body);
    ImGui::PopTextWrapPos();
    if (trouble->exploded) {
      gap(4);
      recovery_actions(frame, model);
    }
  }
  const ImVec2 low = ImGui::GetItemRectMin(), high = ImGui::GetItemRectMax();
  ImGui::GetWindowDrawList()->AddRect(low, high, p.danger, 10, 0, 2);
  frame.controls.record("trouble", start.x, start.y, high.x, high.y);
}

void sample_list(Frame& frame, const std::vector<app::Sample>& samples) {
  const Palette& p = frame.palette;
  const float width = ImGui::GetContentRegionAvail().x;
  const ImVec2 start = ImGui::GetCursorScreenPos();
  ImDrawList& list = *ImGui::GetWindowDrawList();
  const float line = line_height(frame.fonts.mono) + 4;
  const std::size_t rows = (samples.size() + 1) / 2;
  float left = 0, right = 0;  // widths of two columns
  for (std::size_t i = 0; i < samples.size(); ++i) {
    float& column = i < rows ? left : right;
    column = std::max(column, text_size(frame.fonts.mono, samples[i].text).x);
  }
  // On a phone the list keeps its height whatever is in it: what stands below must not jump away
  // from under the finger.
  const bool names = frame.snapshot.corpus.kind != "text";
  const bool steady = frame.layout.compact && names;
  if (steady || left + 20 + right <= width) {
    const float second = std::max(left + 20, width / 2);
    const float shift = steady ? width / 2 + 6 : second + right <= width ? second : left + 20;
    const float room = steady ? width / 2 - 6 : width;
    for (std::size_t i = 0; i < samples.size(); ++i) {
      const ImVec2 at(start.x + (i < rows ? 0 : shift),
                      start.y + line * static_cast<float>(i % std::max<std::size_t>(rows, 1)));
      draw_text(list, frame.fonts.mono, at, p.text,
                truncate(frame.fonts.mono, samples[i].text, room));
    }
    ImGui::Dummy(ImVec2(width, line * static_cast<float>(rows)));
    return;
  }
  float widest = 0;
  for (const app::Sample& sample : samples) {
    widest = std::max(widest, text_size(frame.fonts.mono, sample.text).x);
  }
  if (widest <= width * 0.8f) {  // names of very different lengths: one after the other
    ImVec2 at = start;
    for (const app::Sample& sample : samples) {
      const float needed = text_size(frame.fonts.mono, sample.text).x;
      if (at.x > start.x && at.x + needed > start.x + width) at = ImVec2(start.x, at.y + line);
      draw_text(list, frame.fonts.mono, at, p.text, sample.text);
      at.x += needed + 22;
    }
    ImGui::Dummy(ImVec2(width, at.y + line - start.y));
    return;
  }
  ImGui::PushStyleVar(ImGuiStyleVar_ItemSpacing, ImVec2(8, 6));
  for (const app::Sample& sample : samples) {
    ImGui::PushTextWrapPos(ImGui::GetCursorPosX() + ImGui::GetContentRegionAvail().x);
    // A name that finds no end is as telling in three lines as in ten.
    text(frame, truncate(frame.fonts.mono, sample.text, 2.8f * width), p.text, frame.fonts.mono);
    ImGui::PopTextWrapPos();
  }
  ImGui::PopStyleVar();
}

void SamplesCard::ask(Frame& frame, bool greedy, double temperature) {
  wish_.greedy = greedy;
  wish_.temperature = temperature;
  frame.post(wish_);
}

void SamplesCard::draw(Frame& frame, const app::ModelView& model, bool with_options) {
  static constexpr Help help{
      "The model talks: each character is drawn from the probabilities that it gives for the next "
      "one, and is then what the following one depends on. A generator of its own draws them, so "
      "asking for samples never changes the training.",
      "next ~ P(· | what came before)"};
  Card card(frame, "samples", "Samples", &help);
  if (!model.samples.empty()) {
    const std::string file = "samples-" + std::string(model_info(model.kind).id);
    header_menu(frame, card, {"samples", file, {}, {}, [&model] {
                                std::string words;
                                for (const app::Sample& sample : model.samples)
                                  words += sample.text + '\n';
                                return words;
                              }});
  }
  bool ask = false;
  if (with_options) {
    static constexpr Help prefix_help{
        "The model reads this first, and the sample goes on where it ends. Watch how the "
        "beginning "
        "of a word decides its end."};
    static constexpr Help temperature_help{
        "Below 1 the likely characters become likelier still, and samples safer and duller; above "
        "1 "
        "all become more alike, and samples wilder.",
        "P ∝ exp(logits / temperature)"};
    static constexpr Help greedy_help{
        "Always the likeliest next character instead of drawing one. Without chance the same "
        "beginning always ends the same way, and soon in a loop.",
        "next = argmax P(· | what came before)"};
    const float first = 124;
    const auto named = [&](const char* name, const char* words, const Help& what) {
      const float begin = ImGui::GetCursorPosX();
      inline_label(frame, words, frame.palette.text, frame.fonts.small);
      ImGui::SameLine(0, 6);
      help_mark(frame, std::string("sample.") + name + ".help", what);
      ImGui::SameLine(begin + first);
    };
    named("prefix", "Prefix", prefix_help);
    ask |= text_field(frame, "sample.prefix", wish_.prefix, "begins with…",
                      ImGui::GetContentRegionAvail().x, true);
    named("temperature", "Temperature", temperature_help);
    bool released = false;
    slider(frame, "sample.temperature", wish_.temperature, SliderScale{0.1, 3, true},
           ImGui::GetContentRegionAvail().x - 44, &released);
    ask |= released;
    ImGui::SameLine(0, 8);
    inline_label(frame, fixed(wish_.temperature, 2), frame.palette.text, frame.fonts.mono_small,
                 36);
    named("greedy", "Greedy", greedy_help);
    const bool was_greedy = wish_.greedy;
    toggle(frame, "sample.greedy", "", wish_.greedy);
    ask |= was_greedy != wish_.greedy;
    gap(2);
  }
  if (model.samples.empty()) {
    paragraph(frame, model.exists ? "No samples yet." : "Samples appear once there is a model.");
  } else {
    sample_list(frame, model.samples);
    frame.controls.record("samples");
  }
  gap(2);
  ButtonLook look;
  look.icon = Icon::dice;
  look.enabled = model.exists;
  look.tip = "Ten new samples from the model as it is now";
  const bool pressed = button(frame, "samples.refresh", "Draw ten more", look);
  if (pressed) ++drawn_;
  if ((pressed || ask) && model.exists) {
    wish_.seed = app::Generate{}.seed + static_cast<std::uint64_t>(drawn_);
    frame.post(wish_);
  }
  if (!model.samples.empty() && model.kind != model_kind("count")) {
    ImGui::SameLine(0, 12);
    inline_label(frame, "drawn at step " + grouped(model.samples.front().step), frame.palette.muted,
                 frame.fonts.small);
  }
}

}  // namespace babble::ui
