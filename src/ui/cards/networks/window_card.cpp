#include "ui/cards/networks/window_card.h"

#include <algorithm>
#include <cmath>

#include "core/base/limits.h"
#include "ui/base/format.h"
#include "ui/base/short_tokens.h"
#include "ui/widgets/widgets.h"

namespace babble::ui {

// Numbers of one kind, laid out in rows.
struct WindowCard::Stage {
  std::string_view name;  // in the WidgetRegistry
  std::string_view words, gradient_words;
  const std::vector<float>& values;
  const std::vector<float>& gradient;
  int columns;
  std::vector<std::string> row_names;       // for the words at the pointer; may be empty
  std::span<const std::string> cell_names;  // of the values; may be empty
  bool shares = false;                      // values are probabilities
  int marked = -1;                          // a cell with a frame
};

namespace {

using Example = app::WindowView::Example;

float largest(const std::vector<float>& values) {
  float most = 0;
  for (const float value : values)
    if (std::isfinite(value)) most = std::max(most, std::fabs(value));
  return most;
}

std::string shown(const app::WindowView& view, TokenId token) {
  return view.display[static_cast<std::size_t>(token)];
}

void say_at_pointer(Frame& frame, const std::string& words) {
  ImGui::BeginTooltip();
  text(frame, words, frame.palette.text, frame.fonts.small);
  ImGui::EndTooltip();
}

std::string window_text(const app::Snapshot& snapshot, const Example& example) {
  const char* const between = snapshot.corpus.words ? " " : "";
  std::string words;
  for (const TokenId token : example.window)
    words += (words.empty() ? "" : between) + shown(snapshot.window, token);
  return words;
}

std::string summary(const app::Snapshot& snapshot, const Example& example) {
  const app::WindowView& view = snapshot.window;
  return "“" + window_text(snapshot, example) + "” → “" + shown(view, example.next) +
         "”: P = " + fixed(static_cast<double>(example.probabilities[example.next]), 4) +
         ", loss −log P = " + fixed(example.loss, 4) + " nats";
}

// One line per number: where it stands, its value, and the gradient by it.
std::string csv_of_example(const app::WindowView& view, const Example& example) {
  std::string csv = "stage,place,value,gradient\r\n";
  const auto lines = [&](std::string_view stage, const std::vector<float>& values,
                         const std::vector<float>& gradient, const auto& place) {
    for (std::size_t i = 0; i < values.size(); ++i)
      csv += std::string(stage) + "," + csv_cell(place(i)) + "," +
             csv_cell(static_cast<double>(values[i])) + "," +
             csv_cell(static_cast<double>(gradient[i])) + "\r\n";
  };
  const auto number = [](std::size_t i) { return std::to_string(i + 1); };
  lines("embedding", example.embeddings, example.d_embeddings, number);
  lines("hidden unit", example.hidden, example.d_arguments, number);
  lines("probability", example.probabilities, example.d_logits,
        [&](std::size_t i) { return view.display[i]; });
  return csv;
}

}  // namespace

void WindowCard::choose(Frame& frame, ModelKind kind, float width) {
  const app::WindowView& view = frame.snapshot.window;
  const int count = static_cast<int>(view.examples.size());
  const Example& example = view.examples[static_cast<std::size_t>(at_)];
  const int T = static_cast<int>(example.window.size());
  ButtonLook look;
  look.width = 36;
  look.enabled = at_ > 0;
  look.tip = "The example before";
  if (button(frame, "window.back", "‹", look)) --at_;
  ImGui::SameLine(0, 6);
  look.enabled = at_ + 1 < count;
  look.tip = "The next example";
  if (button(frame, "window.forward", "›", look)) ++at_;
  ImGui::SameLine(0, 10);

  // The window of the first example, and what follows.
  const float room = width - 2 * 36 - 16;
  const float cell = std::min(30.0f, room / static_cast<float>(T + count));
  const float height = frame.layout.control_height;
  const ImVec2 start = ImGui::GetCursorScreenPos();
  ImGui::InvisibleButton("window.text", ImVec2(cell * static_cast<float>(T + count), height));
  frame.controls.record("window.text");
  const int under =
      static_cast<int>((ImGui::GetIO().MousePos.x - start.x) / cell) - T;  // the example
  if (ImGui::IsItemHovered() && under >= 0 && under < count) {
    if (ImGui::IsItemClicked()) at_ = under;
    const Example& other = view.examples[static_cast<std::size_t>(under)];
    say_at_pointer(frame, "“" + window_text(frame.snapshot, other) + "” → “" +
                              shown(view, other.next) + "”: loss " + fixed(other.loss, 4) +
                              " nats");
  }
  ImDrawList& list = *ImGui::GetWindowDrawList();
  for (int i = 0; i < T + count; ++i) {
    const TokenId token = i < T ? view.examples.front().window[static_cast<std::size_t>(i)]
                                : view.examples[static_cast<std::size_t>(i - T)].next;
    const ImVec2 low(start.x + static_cast<float>(i) * cell, start.y);
    const ImVec2 high(low.x + cell - 1, low.y + height);
    const bool next = i == T + at_, read = i >= at_ && i < T + at_;
    if (next || read)
      list.AddRectFilled(low, high,
                         next ? frame.palette.highlight
                              : mix(frame.palette.surface, frame.palette.of(kind), 0.35f),
                         3);
    draw_aligned(list, frame.fonts.mono, ImVec2(low.x + cell / 2, low.y + height / 2), 0.5f, 0.5f,
                 next   ? readable_on(frame.palette.highlight)
                 : read ? frame.palette.text
                        : frame.palette.faint,
                 short_token(shown(view, token)));
  }
}

void WindowCard::draw_stage(Frame& frame, const Stage& stage, std::size_t place, float width) {
  const float space = 14, each = (width - space) / 2;
  const int count = static_cast<int>(stage.values.size());
  const int rows = (count + stage.columns - 1) / stage.columns;
  const float most = stage.shares ? 1 : std::max(largest(stage.values), 1e-30f);
  const float most_gradient = std::max(largest(stage.gradient), 1e-30f);
  const ImVec2 words = ImGui::GetCursorScreenPos();
  text(frame, truncate(frame.fonts.small, stage.words, each), frame.palette.muted,
       frame.fonts.small);
  ImGui::SetCursorScreenPos(ImVec2(words.x + each + space, words.y));
  text(frame,
       truncate(frame.fonts.small,
                std::string(stage.gradient_words) + ", ±" +
                    significant(static_cast<double>(most_gradient), 2),
                each),
       frame.palette.muted, frame.fonts.small);
  for (const bool back : {false, true}) {
    const std::vector<float>& values = back ? stage.gradient : stage.values;
    HeatmapSpec spec;
    const std::string name = std::string(stage.name) + (back ? ".gradient" : "");
    spec.name = name;
    spec.rows = rows;
    spec.columns = stage.columns;
    spec.revision = (frame.snapshot.window.revision * limits::max_block_size +
                     static_cast<std::uint64_t>(at_)) *
                        2 +
                    (frame.palette.dark ? 1 : 0);
    const float scale = back ? most_gradient : most;
    const auto index = [&stage](int row, int column) { return row * stage.columns + column; };
    spec.color = [&](int row, int column) {
      const int i = index(row, column);
      if (i >= count) return frame.palette.surface;
      const auto value = static_cast<double>(values[static_cast<std::size_t>(i)] / scale);
      return stage.shares && !back ? frame.palette.sequential_at(value)
                                   : frame.palette.diverging_at(value);
    };
    if (!stage.cell_names.empty())
      spec.upper = [&](int row, int column) {
        const int i = index(row, column);
        return i < count ? short_token(stage.cell_names[static_cast<std::size_t>(i)])
                         : std::string();
      };
    if (stage.marked >= 0) {
      spec.marked_row = stage.marked / stage.columns;
      spec.marked_column = stage.marked % stage.columns;
    }
    spec.square = false;
    spec.zoomable = false;
    spec.width = each;
    spec.height = std::clamp(22.0f * static_cast<float>(rows), 22.0f, 110.0f);
    const HeatmapEvents events = maps_[2 * place + (back ? 1 : 0)].draw(frame, spec);
    if (!back) ImGui::SameLine(0, space);
    const int i = events.row < 0 ? -1 : index(events.row, events.column);
    if (i < 0 || i >= count) continue;
    const auto at = static_cast<std::size_t>(i);
    std::string who;
    if (!stage.cell_names.empty()) {
      who = "“" + stage.cell_names[at] + "”";
    } else if (!stage.row_names.empty()) {
      who = stage.row_names[static_cast<std::size_t>(events.row)] + ", number " +
            std::to_string(events.column + 1);
    } else {
      who = "unit " + std::to_string(i + 1);
    }
    say_at_pointer(frame, who + ": " + fixed(static_cast<double>(stage.values[at]), 4) +
                              ", gradient " +
                              significant(static_cast<double>(stage.gradient[at]), 3));
  }
}

void WindowCard::draw(Frame& frame, ModelKind kind) {
  static constexpr Help help{
      "One example with the present weights. On the left it goes down: the characters of the "
      "window become embeddings, these the hidden units, and these the probabilities of the next "
      "character. On the right the gradient of the loss comes back up: where it is positive, a "
      "step makes the number smaller. Where tanh is saturated, hardly any of it passes. A real "
      "step takes the mean over the examples of the mini-batch.",
      "x = C[window],  a = x·W1 + b1,  h = tanh a,  P = softmax(h·W2 + b2),  loss = −log P(next),  "
      "∂loss/∂logits = P − onehot(next)"};
  Card card(frame, "window", "One example, there and back", &help);
  const app::WindowView& view = frame.snapshot.window;
  const int count = static_cast<int>(view.examples.size());
  at_ = std::clamp(at_, 0, std::max(0, count - 1));
  text_.draw_field(frame, card, "window.typed",
                   {"window", "example", "window", [&view, at = static_cast<std::size_t>(at_)] {
                      return csv_of_example(view, view.examples[at]);
                    }});
  if (!view.error.empty()) {
    wrapped_text(frame, view.error, frame.palette.danger, frame.fonts.small);
    return;
  }
  if (count == 0) {
    paragraph(frame, "Type a text that is longer than the window.");
    return;
  }
  const float width = card.width();
  const ImVec2 start = ImGui::GetCursorScreenPos();
  choose(frame, kind, width);
  const Example& example = view.examples[static_cast<std::size_t>(at_)];
  wrapped_text(frame, summary(frame.snapshot, example), frame.palette.text, frame.fonts.strong);
  std::vector<std::string> characters;
  for (const TokenId token : example.window)
    characters.push_back("“" + short_token(shown(view, token)) + "”");
  const int T = static_cast<int>(example.window.size());
  const int H = static_cast<int>(example.hidden.size());
  const int V = static_cast<int>(view.display.size());
  const int fits = std::max(8, static_cast<int>((width - 14) / 2 / 14));
  draw_stage(frame,
             {"window.embeddings",
              "↓ Embeddings x",
              "↑ ∂loss/∂x",
              example.embeddings,
              example.d_embeddings,
              static_cast<int>(example.embeddings.size()) / T,
              characters,
              {}},
             0, width);
  draw_stage(frame,
             {"window.hidden",
              "↓ Units h = tanh a",
              "↑ ∂loss/∂a",
              example.hidden,
              example.d_arguments,
              std::min(H, 2 * fits),
              {},
              {}},
             1, width);
  draw_stage(frame,
             {"window.output",
              "↓ P(next character)",
              "↑ ∂loss/∂logits",
              example.probabilities,
              example.d_logits,
              std::min(V, fits),
              {},
              view.display,
              true,
              static_cast<int>(example.next)},
             2, width);
  offer_export(frame, "window", start, ImVec2(start.x + width, ImGui::GetCursorScreenPos().y));
}

std::string WindowCard::describe(const app::Snapshot& snapshot) const {
  const app::WindowView& view = snapshot.window;
  const auto at = static_cast<std::size_t>(at_);
  if (at >= view.examples.size()) return {};
  const Example& example = view.examples[at];
  return " One example: " + summary(snapshot, example) + ". The gradient is " +
         significant(static_cast<double>(largest(example.d_logits)), 2) + " at most by a logit, " +
         significant(static_cast<double>(largest(example.d_arguments)), 2) +
         " by the argument of a hidden unit and " +
         significant(static_cast<double>(largest(example.d_embeddings)), 2) +
         " by a number of an embedding.";
}

}  // namespace babble::ui
