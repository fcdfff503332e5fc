#include "ui/cards/common/samples_card.h"

#include <algorithm>

#include "core/models/registry.h"
#include "ui/base/format.h"
#include "ui/widgets/export_menu.h"

namespace babble::ui {

void sample_menu(Frame& frame, Card& card, std::string_view name, std::string_view file,
                 const std::vector<app::Sample>& samples) {
  header_menu(frame, card, {name, file, {}, {}, [&samples] {
                              std::string words;
                              for (const app::Sample& sample : samples) words += sample.text + '\n';
                              return words;
                            }});
}

void sample_list(Frame& frame, const std::vector<app::Sample>& samples, std::string_view prefix) {
  const Palette& p = frame.palette;
  const float width = ImGui::GetContentRegionAvail().x;
  const ImVec2 start = ImGui::GetCursorScreenPos();
  ImDrawList& list = *ImGui::GetWindowDrawList();
  const auto draw_sample = [&](ImVec2 at, std::string_view words) {
    const std::size_t given = words.starts_with(prefix) ? prefix.size() : 0;
    draw_text(list, frame.fonts.mono, at, p.accent, words.substr(0, given));
    at.x += text_size(frame.fonts.mono, words.substr(0, given)).x;
    draw_text(list, frame.fonts.mono, at, p.text, words.substr(given));
  };
  const float line = line_height(frame.fonts.mono) + 4;
  const std::size_t rows = (samples.size() + 1) / 2;
  float left = 0, right = 0;  // widths of two columns
  for (std::size_t i = 0; i < samples.size(); ++i) {
    float& column = i < rows ? left : right;
    column = std::max(column, text_size(frame.fonts.mono, samples[i].text).x);
  }
  // On a phone the list keeps its height, so that what stands below does not move away from the
  // finger.
  const bool names = frame.snapshot.corpus.kind != "text";
  const bool steady = frame.layout.compact && names;
  if (steady || left + 20 + right <= width) {
    const float second = std::max(left + 20, width / 2);
    const float shift = steady ? width / 2 + 6 : second + right <= width ? second : left + 20;
    const float room = steady ? width / 2 - 6 : width;
    for (std::size_t i = 0; i < samples.size(); ++i) {
      const ImVec2 at(start.x + (i < rows ? 0 : shift),
                      start.y + line * static_cast<float>(i % std::max<std::size_t>(rows, 1)));
      draw_sample(at, truncate(frame.fonts.mono, samples[i].text, room));
    }
    ImGui::Dummy(ImVec2(width, line * static_cast<float>(rows)));
    return;
  }
  float widest = 0;
  for (const app::Sample& sample : samples) {
    widest = std::max(widest, text_size(frame.fonts.mono, sample.text).x);
  }
  if (widest <= width * 0.8f) {  // names of very different lengths: a running line
    ImVec2 at = start;
    for (const app::Sample& sample : samples) {
      const float needed = text_size(frame.fonts.mono, sample.text).x;
      if (at.x > start.x && at.x + needed > start.x + width) at = ImVec2(start.x, at.y + line);
      draw_sample(at, sample.text);
      at.x += needed + 22;
    }
    ImGui::Dummy(ImVec2(width, at.y + line - start.y));
    return;
  }
  ImGui::PushStyleVar(ImGuiStyleVar_ItemSpacing, ImVec2(8, 6));
  for (const app::Sample& sample : samples) {
    // At most three lines of a sample that does not end.
    const std::string words =
        wrap_text(frame.fonts.mono, truncate(frame.fonts.mono, sample.text, 2.8f * width), width);
    const ImVec2 at = ImGui::GetCursorScreenPos();
    const std::size_t first = std::min(words.find('\n'), words.size());
    draw_sample(at, std::string_view(words).substr(0, first));
    draw_text(list, frame.fonts.mono, ImVec2(at.x, at.y + line_height(frame.fonts.mono)), p.text,
              std::string_view(words).substr(std::min(first + 1, words.size())));
    ImGui::Dummy(text_size(frame.fonts.mono, words));
  }
  ImGui::PopStyleVar();
}

void SamplesCard::ask(Frame& frame, bool greedy, double temperature) {
  options_.greedy = greedy;
  options_.temperature = temperature;
  frame.post(options_);
}

bool SamplesCard::draw_options(Frame& frame) {
  bool changed = false;
  static constexpr Help prefix_help{
      "The model reads this first, and the sample continues it. Watch how the beginning of a word "
      "decides its end."};
  static constexpr Help temperature_help{
      "Below 1, likely characters become even more likely, and samples more alike. Above 1, all "
      "characters become more equally likely, and samples wilder.",
      "P ∝ exp(logits / temperature)"};
  static constexpr Help greedy_help{
      "Takes the most likely next character instead of drawing one. The same beginning then "
      "always continues the same way, and soon in a loop.",
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
  changed |= text_field(frame, "sample.prefix", options_.prefix, "begins with…",
                        ImGui::GetContentRegionAvail().x, true);
  named("temperature", "Temperature", temperature_help);
  bool released = false;
  slider(frame, "sample.temperature", options_.temperature, SliderScale{0.1, 3, true},
         ImGui::GetContentRegionAvail().x - 44, &released);
  changed |= released;
  ImGui::SameLine(0, 8);
  inline_label(frame, fixed(options_.temperature, 2), frame.palette.text, frame.fonts.mono_small,
               36);
  named("greedy", "Greedy", greedy_help);
  const bool was_greedy = options_.greedy;
  toggle(frame, "sample.greedy", "", options_.greedy);
  changed |= was_greedy != options_.greedy;
  gap(2);
  return changed;
}

void SamplesCard::draw(Frame& frame, const app::ModelView& model) {
  static constexpr Help help{
      "Each character is drawn from the probabilities that the model gives for the next one, and "
      "then becomes part of its input. Sampling has its own random generator, so it does not "
      "change the training.",
      "next ~ P(· | what came before)"};
  Card card(frame, "samples", "Samples", &help);
  if (!model.samples.empty()) {
    sample_menu(frame, card, "samples", "samples-" + std::string(model_info(model.kind).id),
                model.samples);
  }
  const bool changed = with_options_ && draw_options(frame);
  if (model.samples.empty()) {
    paragraph(frame, model.exists ? "No samples yet." : "Samples appear once there is a model.");
  } else {
    const std::vector<app::Sample>& samples = model.samples;
    const bool same = samples.size() > 1 &&
                      std::all_of(samples.begin(), samples.end(), [&](const app::Sample& sample) {
                        return sample.text == samples[0].text;
                      });
    if (same) {
      sample_list(frame, {samples[0]}, options_.prefix);
      frame.controls.record("samples");
      note(frame, "All " + std::to_string(samples.size()) + " samples are the same.");
    } else {
      sample_list(frame, samples, options_.prefix);
      frame.controls.record("samples");
    }
  }
  gap(2);
  ButtonLook look;
  look.icon = Icon::dice;
  look.enabled = model.exists;
  look.tip = "Ten new samples from the model as it is now";
  const bool pressed = button(frame, "samples.refresh", "Draw ten more", look);
  if (pressed) ++drawn_;
  if ((pressed || changed) && model.exists) {
    options_.seed = app::Generate{}.seed + static_cast<std::uint64_t>(drawn_);
    frame.post(options_);
  }
  if (!model.samples.empty() && model_info(model.kind).capabilities.trained) {
    ImGui::SameLine(0, 12);
    const std::int64_t step = model.samples.front().step;
    inline_label(frame, step > 0 ? "drawn at step " + grouped(step) : "not trained yet: press Play",
                 frame.palette.muted, frame.fonts.small);
  }
}

}  // namespace babble::ui
