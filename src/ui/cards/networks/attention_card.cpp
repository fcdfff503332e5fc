#include "ui/cards/networks/attention_card.h"

#include <algorithm>

#include "ui/base/format.h"
#include "ui/base/short_tokens.h"
#include "ui/widgets/widgets.h"

namespace babble::ui {
namespace {

// One line per block, head and character: its weights on all characters of the text.
std::string csv_of_attention(const app::AttentionView& view) {
  const int length = static_cast<int>(view.display.size());
  std::vector<std::string> rows;
  for (int layer = 0; layer < view.layers; ++layer)
    for (int head = 0; head < view.heads; ++head)
      for (int query = 0; query < length; ++query)
        rows.push_back("block " + std::to_string(layer + 1) + ", head " + std::to_string(head + 1) +
                       ", " + view.display[static_cast<std::size_t>(query)]);
  return csv_of_table(
      rows, view.display, static_cast<int>(rows.size()), length, [&](int row, int key) {
        return static_cast<double>(
            view.weights[static_cast<std::size_t>(row) * static_cast<std::size_t>(length) +
                         static_cast<std::size_t>(key)]);
      });
}

HeatmapSpec spec_of(const Frame& frame, int layer, int head, float size) {
  const app::AttentionView& view = frame.snapshot.attention;
  const Palette& palette = frame.palette;
  HeatmapSpec spec;
  spec.rows = spec.columns = static_cast<int>(view.display.size());
  spec.revision = (view.revision * 2 + (palette.dark ? 1 : 0)) * 4096 +
                  static_cast<std::uint64_t>(layer * view.heads + head);
  spec.color = [&view, &palette, layer, head](int query, int key) {
    return key > query
               ? palette.surface
               : palette.sequential_at(static_cast<double>(view.weight(layer, head, query, key)));
  };
  spec.zoomable = false;
  spec.width = spec.height = size;
  return spec;
}

bool is_silent(const app::AttentionView& view, int head) {
  return std::find(view.silent.begin(), view.silent.end(), head) != view.silent.end();
}

std::string losses(const app::Snapshot& snapshot) {
  const app::AblationView& ablation = snapshot.ablation;
  return "NLL of the first " + grouped(ablation.pairs) +
         " characters of the dev part: " + fixed(ablation.nll_all, 4) + " with all heads, " +
         fixed(ablation.nll, 4) + " without " +
         plural(static_cast<std::int64_t>(snapshot.attention.silent.size()), "head", "heads");
}

// Posts the heads that are off, with the picked one changed.
void post_silent(Frame& frame, int picked) {
  const app::AttentionView& view = frame.snapshot.attention;
  app::SilenceHeads silence;
  for (int head = 0; head < view.layers * view.heads; ++head) {
    if (is_silent(view, head) == (head == picked)) continue;
    silence.heads += (silence.heads.empty() ? "" : ",") + std::to_string(head / view.heads + 1) +
                     "." + std::to_string(head % view.heads + 1);
  }
  frame.post(silence);
}

}  // namespace

void AttentionCard::draw_heads(Frame& frame, float size) {
  const app::AttentionView& view = frame.snapshot.attention;
  const float gap = 6;
  const float cell = (size - gap * static_cast<float>(std::max(view.heads, view.layers) - 1)) /
                     static_cast<float>(std::max(view.heads, view.layers));
  heads_.resize(static_cast<std::size_t>(view.layers * view.heads));
  const ImVec2 start = ImGui::GetCursorScreenPos();
  for (int layer = 0; layer < view.layers; ++layer) {
    for (int head = 0; head < view.heads; ++head) {
      ImGui::SetCursorScreenPos(ImVec2(start.x + static_cast<float>(head) * (cell + gap),
                                       start.y + static_cast<float>(layer) * (cell + gap)));
      const std::string name =
          "attention." + std::to_string(layer + 1) + "." + std::to_string(head + 1);
      HeatmapSpec spec = spec_of(frame, layer, head, cell);
      spec.name = name;
      const HeatmapEvents events =
          heads_[static_cast<std::size_t>(layer * view.heads + head)].draw(frame, spec);
      const ImVec2 low = ImGui::GetItemRectMin(), high = ImGui::GetItemRectMax();
      if (layer == layer_ && head == head_)
        ImGui::GetWindowDrawList()->AddRect(ImVec2(low.x - 2, low.y - 2),
                                            ImVec2(high.x + 2, high.y + 2), frame.palette.accent, 2,
                                            0, 2);
      if (is_silent(view, layer * view.heads + head)) {  // crossed out
        ImDrawList& list = *ImGui::GetWindowDrawList();
        list.AddRectFilled(low, high, with_alpha(frame.palette.surface, 0.6f));
        list.AddLine(low, high, frame.palette.danger, 2);
      }
      if (events.row < 0) continue;
      if (events.clicked) layer_ = layer, head_ = head;
      ImGui::BeginTooltip();
      text(frame, "block " + std::to_string(layer + 1) + ", head " + std::to_string(head + 1),
           frame.palette.text, frame.fonts.small);
      ImGui::EndTooltip();
    }
  }
  ImGui::SetCursorScreenPos(start);
  ImGui::Dummy(ImVec2(size, size));
}

void AttentionCard::draw_switch(Frame& frame, float width) {
  const app::AttentionView& view = frame.snapshot.attention;
  const int picked = layer_ * view.heads + head_;
  const bool off = is_silent(view, picked);
  const std::string name =
      "block " + std::to_string(layer_ + 1) + ", head " + std::to_string(head_ + 1);
  ButtonLook look;
  look.tip =
      off ? "Let this head take part again"
          : "What this head adds becomes 0 in these pictures; training goes on with all heads";
  if (button(frame, "attention.switch", (off ? "Switch on " : "Switch off ") + name, look))
    post_silent(frame, picked);
  if (view.silent.empty()) return;
  ImGui::SameLine(0, 8);
  look.quiet = true;
  look.tip = "All heads take part again";
  if (button(frame, "attention.all", "All heads on", look)) frame.post(app::SilenceHeads{});
  const app::AblationView& ablation = frame.snapshot.ablation;
  if (ablation.samples_all.empty()) return;  // not computed yet
  note(frame, (ablation.pairs > 0 ? losses(frame.snapshot) : "The text has no dev part to score") +
                  ". Samples from the same random numbers:");
  const auto samples = [&](const char* which, const app::SharedVector<std::string>& drawn) {
    std::string line;
    for (const std::string& one : drawn) line += (line.empty() ? "" : "  ") + one;
    text(frame, which, frame.palette.muted, frame.fonts.small);
    ImGui::SameLine(0, 8);
    text(frame, truncate(frame.fonts.mono_small, line, width - 64), frame.palette.text,
         frame.fonts.mono_small);
  };
  samples("all", ablation.samples_all);
  samples("without", ablation.samples);
}

void AttentionCard::draw_map(Frame& frame, float size) {
  const app::AttentionView& view = frame.snapshot.attention;
  HeatmapSpec spec = spec_of(frame, layer_, head_, size);
  spec.name = "attention.map";
  spec.row_labels = spec.column_labels = view.display;
  spec.chosen_row = query_;
  const HeatmapEvents events = map_.draw(frame, spec);
  if (events.row < 0) return;
  query_ = events.row;
  ImGui::BeginTooltip();
  if (events.column > events.row) {
    text(frame,
         "“" + view.display[static_cast<std::size_t>(events.row)] + "” cannot see what comes later",
         frame.palette.text, frame.fonts.small);
  } else {
    text(frame,
         "“" + view.display[static_cast<std::size_t>(events.row)] + "” looks at “" +
             view.display[static_cast<std::size_t>(events.column)] +
             "”: " + fixed(view.weight(layer_, head_, events.row, events.column), 4),
         frame.palette.text, frame.fonts.small);
  }
  ImGui::EndTooltip();
}

void AttentionCard::draw_view(Frame& frame, ModelKind kind, float width) const {
  const app::AttentionView& view = frame.snapshot.attention;
  const int length = static_cast<int>(view.display.size());
  const float cell = width / static_cast<float>(length), line = line_height(frame.fonts.mono) + 6;
  const ImVec2 start = ImGui::GetCursorScreenPos();
  ImGui::Dummy(ImVec2(width, line));
  frame.controls.record("attention.view");
  ImDrawList& list = *ImGui::GetWindowDrawList();
  for (int key = 0; key < length; ++key) {
    const float x = start.x + static_cast<float>(key) * cell;
    const float weight = key <= query_ ? view.weight(layer_, head_, query_, key) : 0;
    const Color background = mix(frame.palette.surface, frame.palette.of(kind), weight);
    list.AddRectFilled(ImVec2(x, start.y), ImVec2(x + cell - 1, start.y + line), background, 3);
    if (key == query_)
      list.AddRect(ImVec2(x, start.y), ImVec2(x + cell - 1, start.y + line), frame.palette.accent,
                   3);
    draw_aligned(list, frame.fonts.mono, ImVec2(x + cell / 2, start.y + 3), 0.5f, 0,
                 key > query_ ? frame.palette.faint : readable_on(background),
                 short_token(view.display[static_cast<std::size_t>(key)]));
  }
}

void AttentionCard::draw_blocks(Frame& frame, ModelKind kind, float width) const {
  const app::AttentionView& view = frame.snapshot.attention;
  const int length = static_cast<int>(view.display.size());
  const float cell = width / static_cast<float>(length), line = line_height(frame.fonts.mono_small);
  const ImVec2 start = ImGui::GetCursorScreenPos();
  ImGui::InvisibleButton("blocks", ImVec2(width, line * static_cast<float>(view.layers)));
  frame.controls.record("attention.blocks");
  const bool hovered = ImGui::IsItemHovered();
  ImDrawList& list = *ImGui::GetWindowDrawList();
  const auto guesses = [&](int layer, int at) -> const std::vector<app::HiddenStateView::Guess>& {
    return view.after[static_cast<std::size_t>(layer * length + at)];
  };
  for (int layer = 0; layer < view.layers; ++layer) {
    for (int at = 0; at < length; ++at) {
      const app::HiddenStateView::Guess& guess = guesses(layer, at).front();
      draw_aligned(list, frame.fonts.mono_small,
                   ImVec2(start.x + (static_cast<float>(at) + 0.5f) * cell,
                          start.y + line * static_cast<float>(layer)),
                   0.5f, 0,
                   mix(frame.palette.surface, frame.palette.of(kind),
                       std::clamp(0.42f + 1.1f * guess.probability, 0.0f, 1.0f)),
                   short_token(guess.token));
    }
  }
  if (!hovered) return;
  const ImVec2 mouse = ImGui::GetIO().MousePos;
  const int at = std::clamp(static_cast<int>((mouse.x - start.x) / cell), 0, length - 1);
  const int layer = std::clamp(static_cast<int>((mouse.y - start.y) / line), 0, view.layers - 1);
  ImGui::BeginTooltip();
  text(frame,
       "after “" + view.display[static_cast<std::size_t>(at)] + "”, read off after block " +
           std::to_string(layer + 1),
       frame.palette.text, frame.fonts.small_strong);
  for (const app::HiddenStateView::Guess& guess : guesses(layer, at))
    text(frame, guess.token + "  " + fixed(guess.probability, 4), frame.palette.text,
         frame.fonts.mono_small);
  ImGui::EndTooltip();
}

void AttentionCard::draw(Frame& frame, ModelKind kind, float height) {
  static const Help help{
      "Left: each head of each block, one row a block. Right: the picked one. Row by row, the "
      "colour "
      "says how much of its attention a character gives to each character before it. Point at a "
      "row: "
      "the text below shows where it looks. Below, the likeliest next character, read off after "
      "each "
      "block as if it were the last. Switch the picked head off: what is drawn, the loss and the "
      "samples below show the model without it.",
      "attention = softmax(q·kᵀ/√(W/heads))·v"};
  Card card(frame, "attention", "Where it looks", &help, height);
  const app::AttentionView& view = frame.snapshot.attention;
  text_.draw_field(
      frame, card, "attention.text",
      {"attention", "attention", "attention.map", [&view] { return csv_of_attention(view); }});
  if (!view.error.empty()) {
    wrapped_text(frame, view.error, frame.palette.danger, frame.fonts.small);
    return;
  }
  const int length = static_cast<int>(view.display.size());
  if (length == 0 || view.layers == 0) {
    paragraph(frame, "Type a text of characters that occur in the corpus.");
    return;
  }
  layer_ = std::min(layer_, view.layers - 1);
  head_ = std::min(head_, view.heads - 1);
  if (query_ < 0 || query_ >= length) query_ = length - 1;
  const float small = line_height(frame.fonts.small);
  const float below = line_height(frame.fonts.mono) + 6 + 3 * (small + 6) +
                      line_height(frame.fonts.mono_small) * static_cast<float>(view.layers) +
                      frame.layout.control_height + (view.silent.empty() ? 0 : 4 * (small + 6));
  const float gap = 16;
  const float size =
      std::clamp(std::min(card.height_left() - below, (card.width() - gap) / 2), 120.0f, 320.0f);
  draw_heads(frame, size);
  ImGui::SameLine(0, gap);
  draw_map(frame, size);
  const float width = std::min(card.width(), 44.0f * static_cast<float>(length));
  text(frame,
       "Block " + std::to_string(layer_ + 1) + ", head " + std::to_string(head_ + 1) + ": “" +
           view.display[static_cast<std::size_t>(query_)] + "” looks at",
       frame.palette.muted, frame.fonts.small);
  draw_view(frame, kind, width);
  text(frame, "The next character, read off after each block", frame.palette.muted,
       frame.fonts.small);
  draw_blocks(frame, kind, width);
  draw_switch(frame, card.width());
}

std::string describe_silent_heads(const app::Snapshot& snapshot) {
  return snapshot.ablation.pairs > 0 ? ' ' + losses(snapshot) + '.' : std::string();
}

}  // namespace babble::ui
