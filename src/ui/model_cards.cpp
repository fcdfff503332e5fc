#include "ui/model_cards.h"

#include <algorithm>
#include <cmath>
#include <optional>

#include "ui/export_menu.h"
#include "ui/format.h"
#include "ui/widgets.h"

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
  frame.controls.mark("quality");
  if (model.nll_is_partial) {
    note(frame, "Estimated on the beginning of each part while training; exact when paused.");
  }
}

namespace {

struct Trouble {
  std::string_view head;
  std::string words;
};

std::optional<Trouble> trouble_of(const app::ModelView& model) {
  if (!model.diverged.empty()) {
    return Trouble{"Training has diverged",
                   model.diverged +
                       " The last finite weights are kept. Lower the learning rate or turn "
                       "clipping on, then press reset."};
  }
  if (!model.unavailable.empty()) return Trouble{"Not with this corpus", model.unavailable};
  if (!model.needs_corpus.empty()) {
    return Trouble{
        "This model needs its corpus",
        model.needs_corpus + " Open that text to train on; samples and words work without it."};
  }
  // tanh keeps the numbers finite even when the weights have been thrown far away.
  if (model.steps > 20 && model.loss > 2 * model.landmarks.uniform) {
    return Trouble{"Training has exploded",
                   "The loss is far above that of a blind guess: one too long step has thrown the "
                   "weights away. Lower the learning rate or turn clipping on, then press reset."};
  }
  return std::nullopt;
}

}  // namespace

void trouble_card(Frame& frame, const app::ModelView& model) {
  const std::optional<Trouble> trouble = trouble_of(model);
  if (!trouble) return;
  const Palette& p = frame.palette;
  const float padding = frame.layout.padding;
  const ImVec2 start = ImGui::GetCursorScreenPos();
  const float width = ImGui::GetContentRegionAvail().x, inner = width - 2 * padding;
  const ImVec2 size = frame.fonts.body->CalcTextSizeA(line_height(frame.fonts.body), FLT_MAX, inner,
                                                      trouble->words.c_str());
  const float height = size.y + line_height(frame.fonts.strong) + 2 * padding + 4;
  ImDrawList& list = *ImGui::GetWindowDrawList();
  const ImVec2 end(start.x + width, start.y + height);
  list.AddRectFilled(start, end, p.danger_soft, 10);
  list.AddRect(start, end, p.danger, 10, 0, 1.5f);
  draw_text(list, frame.fonts.strong, ImVec2(start.x + padding, start.y + padding - 2), p.danger,
            trouble->head);
  list.AddText(frame.fonts.body, line_height(frame.fonts.body),
               ImVec2(start.x + padding, start.y + padding + 2 + line_height(frame.fonts.strong)),
               p.text, trouble->words.c_str(), nullptr, inner);
  ImGui::PushStyleVar(ImGuiStyleVar_ItemSpacing, ImVec2(0, frame.layout.gap));
  ImGui::Dummy(ImVec2(width, height));
  ImGui::PopStyleVar();
  frame.controls.mark("trouble");
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
                elided(frame.fonts.mono, samples[i].text, room));
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
    text(frame, elided(frame.fonts.mono, sample.text, 2.8f * width), p.text, frame.fonts.mono);
    ImGui::PopTextWrapPos();
  }
  ImGui::PopStyleVar();
}

void SamplesCard::draw(Frame& frame, const app::ModelView& model, bool with_options) {
  static constexpr Help help{
      "The model talks: each character is drawn from the probabilities that it gives for the next "
      "one, and is then what the following one depends on. A generator of its own draws them, so "
      "asking for samples never changes the training.",
      "next ~ P(· | what came before)"};
  Card card(frame, "samples", "Samples", &help);
  if (!model.samples.empty()) {
    const std::string file = "samples-" + std::string(model_kind_name(model.kind));
    header_menu(frame, card, {"samples", file, {}, {}, [&model] {
                                std::string words;
                                for (const app::Sample& sample : model.samples)
                                  words += sample.text + '\n';
                                return words;
                              }});
  }
  bool ask = false;
  if (with_options) {
    const float width = card.width(), first = 96;
    inline_label(frame, "Prefix", frame.palette.text, frame.fonts.small, first);
    ImGui::SameLine(0, 0);
    ask |= text_field(frame, "sample.prefix", wish_.prefix, "begins with…",
                      ImGui::GetContentRegionAvail().x, true);
    inline_label(frame, "Temperature", frame.palette.text, frame.fonts.small, first);
    ImGui::SameLine(0, 0);
    bool released = false;
    const bool was_greedy = wish_.greedy;
    slider(frame, "sample.temperature", wish_.temperature, SliderScale{0.1, 3, true},
           std::max(width - first - 8 - 36 - 12 - 88, 60.0f), &released);
    ask |= released;
    ImGui::SameLine(0, 8);
    inline_label(frame, fixed(wish_.temperature, 2), frame.palette.text, frame.fonts.mono_small,
                 36);
    ImGui::SameLine(0, 12);
    toggle(frame, "sample.greedy", "greedy", wish_.greedy);
    ask |= was_greedy != wish_.greedy;
    tooltip(frame, "Always take the likeliest next character instead of drawing one");
    gap(2);
  }
  if (model.samples.empty()) {
    paragraph(frame, model.exists ? "No samples yet." : "Samples appear once there is a model.");
  } else {
    sample_list(frame, model.samples);
    frame.controls.mark("samples");
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
  if (!model.samples.empty() && model.kind != ModelKind::count) {
    ImGui::SameLine(0, 12);
    inline_label(frame, "drawn at step " + grouped(model.samples.front().step), frame.palette.muted,
                 frame.fonts.small);
  }
}

}  // namespace babble::ui
