#include "ui/cards/common/model_cards.h"

#include <algorithm>
#include <cmath>
#include <optional>

#include "core/base/numbers.h"
#include "core/models/registry.h"
#include "ui/base/format.h"
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

bool test_is_hidden(const app::Snapshot& snapshot, const app::ModelView& model) {
  return snapshot.corpus.test_tokens > 1 && model.exists && model.needs_corpus.empty() &&
         !std::isnan(model.nll.train) && std::isnan(model.nll.test);
}

void quality_table(Frame& frame, const app::ModelView& model, bool with_count_landmark) {
  const Palette& p = frame.palette;
  std::vector<QualityRow> rows{{"train", model.nll.train, p.train, false},
                               {"dev", model.nll.dev, p.dev, false},
                               {"test", model.nll.test, p.test, false},
                               {"guess among V: ln V", model.landmarks.uniform, p.uniform, true}};
  if (with_count_landmark) {
    rows.push_back({"count bigram, train", model.landmarks.count_bigram, p.count, true});
  }
  const ImVec2 start = ImGui::GetCursorScreenPos();
  const float width = ImGui::GetContentRegionAvail().x;
  const float height = line_height(frame.fonts.mono_small) + 5;
  const float nll_edge = start.x + width - 96, perplexity_edge = start.x + width;
  ImDrawList& list = *ImGui::GetWindowDrawList();
  float y = start.y + height / 2;
  draw_aligned(list, frame.fonts.small, ImVec2(start.x, y), 0, 0.5f, p.faint,
               "surprise, lower is better");
  draw_aligned(list, frame.fonts.small, ImVec2(nll_edge, y), 1, 0.5f, p.faint, "NLL");
  draw_aligned(list, frame.fonts.small, ImVec2(perplexity_edge, y), 1, 0.5f, p.faint, "perplexity");
  const bool hidden = test_is_hidden(frame.snapshot, model);
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
    if (hidden && row.color == p.test) continue;  // its button stands there
    const Color ink = row.landmark ? p.muted : p.text;
    draw_aligned(list, frame.fonts.mono_small, ImVec2(nll_edge, y), 1, 0.5f, ink,
                 fixed(row.nll, 4));
    draw_aligned(list, frame.fonts.mono_small, ImVec2(perplexity_edge, y), 1, 0.5f, ink,
                 fixed(std::exp(row.nll), 3));
  }
  const float total = height * static_cast<float>(rows.size() + 1);
  if (hidden) {
    ButtonLook look;
    look.active = true;
    look.height = height;
    look.tip = "Choose settings on dev first. The next training step hides the figure again.";
    const std::string_view words = "Evaluate on test once";
    ImGui::SetCursorScreenPos(
        ImVec2(perplexity_edge - button_width(frame, words, look), start.y + 3 * height));
    if (button(frame, "quality.test", words, look)) frame.post(app::EvaluateTest{model.kind});
  }
  ImGui::SetCursorScreenPos(start);
  ImGui::Dummy(ImVec2(width, total));
  frame.controls.record("quality");
  if (model.nll_is_partial) {
    note(frame, frame.snapshot.playing
                    ? "Estimated on the beginning of each part while training."
                    : "Estimated on the beginning of each part, which is too long to score whole.");
  }
}

namespace {

struct Problem {
  std::string_view head;
  std::string words;
  bool exploded = false;  ///< a smaller learning rate, or clipping, helps
};

// The step at which the loss first exceeded the limit, and the largest norm of the gradient.
std::string how_it_exploded(const app::ModelView& model, double limit) {
  const app::Curve &loss = model.loss_curve, &norm = model.gradient_norm;
  std::size_t at = 0;
  while (at < loss.y.size() && !(loss.y[at] > limit)) ++at;
  if (at == loss.y.size()) return "";
  std::string words = "Since about step " + grouped(std::llround(loss.x[at])) +
                      " the loss is far above that of a uniform guess.";
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
                   model.diverged + " Samples and figures are those of the last finite model.",
                   true};
  }
  if (!model.unavailable.empty())
    return Problem{"This model cannot use this corpus", model.unavailable};
  if (!model.needs_corpus.empty()) {
    return Problem{
        "This model needs its corpus",
        model.needs_corpus + " Open that text to continue training. Sampling works without it."};
  }
  // tanh keeps the loss finite even when the weights are huge. Random weights may begin far above a
  // uniform guess.
  const double first = model.loss_curve.y.empty() ? 0 : model.loss_curve.y.front();
  const double limit = 2 * std::max(model.landmarks.uniform, first);
  if (model.steps > 20 && model.loss > limit) {
    return Problem{
        "Training has exploded",
        how_it_exploded(model, limit) +
            " A step that was too large has made the weights huge. There tanh is saturated "
            "and its gradient almost 0, so training hardly recovers.",
        true};
  }
  return std::nullopt;
}

// The newest saved run of this model that has its weights and has not exploded; null: none.
const app::SavedRun* good_run(const app::Snapshot& snapshot, ModelKind kind) {
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
    frame.post(app::Reset{});  // first, so that the run before is saved with its own settings
    frame.post(app::Set{key, value});
  };
  const double slower = model.settings.learning_rate / 10;
  const std::string slower_words = "Start again at rate " + significant(slower, 3);
  bool first = true;
  const auto next = [&](std::string_view words) {
    if (!first) same_line_if_fits(button_width(frame, words), 8);
    first = false;
  };
  // The model is then the last finite one, which can go on.
  if (!model.diverged.empty()) {
    const std::string words =
        "Continue from step " + grouped(model.steps) + " at rate " + significant(slower, 3);
    next(words);
    if (button(frame, "trouble.go_on", words)) {
      frame.post(app::Set{"learning_rate", real_text(slower)});
      frame.post(app::Play{});
    }
  }
  next(slower_words);
  if (button(frame, "trouble.slower", slower_words)) anew("learning_rate", real_text(slower));
  const double usual = model_info(model.kind).defaults.learning_rate;
  if (usual < slower) {  // a rate that is far too high
    const std::string words = "Start again at the default rate " + significant(usual, 3);
    next(words);
    if (button(frame, "trouble.default", words)) anew("learning_rate", real_text(usual));
  }
  if (model_info(model.kind).uses("max_grad_norm") && model.settings.max_grad_norm == 0) {
    constexpr std::string_view words = "Start again with clipping";
    next(words);
    if (button(frame, "trouble.clip", words)) anew("max_grad_norm", "1");
  }
  if (const app::SavedRun* run = good_run(frame.snapshot, model.kind)) {
    const std::string words =
        "Restore " + truncate(frame.fonts.body, run->name, 160) + ", step " + grouped(run->steps);
    next(words);
    if (button(frame, "trouble.back", words)) frame.post(app::RestoreRun{run->id});
  }
}

}  // namespace

void problem_card(Frame& frame, const app::ModelView& model) {
  const std::optional<Problem> problem = problem_of(model);
  if (!problem) return;
  const Palette& p = frame.palette;
  const ImVec2 start = ImGui::GetCursorScreenPos();
  {
    const Card card(frame, "trouble", "");
    text(frame, problem->head, p.danger, frame.fonts.strong);
    wrapped_text(frame, problem->words, p.text, frame.fonts.body);
    if (problem->exploded) {
      gap(4);
      recovery_actions(frame, model);
    }
  }
  const ImVec2 low = ImGui::GetItemRectMin(), high = ImGui::GetItemRectMax();
  ImGui::GetWindowDrawList()->AddRect(low, high, p.danger, 10, 0, 2);
  frame.controls.record("trouble", start.x, start.y, high.x, high.y);
}

std::string describe_quality(const app::ModelView& model) {
  std::string words;
  const auto add = [&](const char* name, double nll) {
    if (std::isnan(nll)) return;
    words += (words.empty() ? " Loss in nats per token: " : ", ") + fixed(nll, 3) + " on the " +
             name + " part";
  };
  add("training", model.nll.train);
  add("dev", model.nll.dev);
  add("test", model.nll.test);
  return words.empty() ? words : words + ".";
}

}  // namespace babble::ui
