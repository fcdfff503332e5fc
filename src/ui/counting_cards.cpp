#include "ui/counting_cards.h"

#include <algorithm>
#include <cmath>

#include "ui/bigram_row.h"
#include "ui/format.h"
#include "ui/model_cards.h"
#include "ui/widgets.h"

namespace babble::ui {
namespace {

struct Speed {
  std::string_view name;
  double draws_per_second;
};
constexpr Speed speeds[] = {{"slow", 1.0}, {"calm", 2.5}, {"fast", 12}};

}  // namespace

void SmoothingCard::draw(Frame& frame) {
  static constexpr Help help{
      "k counts are added to every cell before the rows are divided by their sums. k = 0 trusts "
      "the table alone, so a pair never seen is impossible; k → ∞ makes every character equally "
      "likely.",
      "NLL = −mean log P,  perplexity = exp(NLL)"};
  const Card card(frame, "smoothing", "Smoothing and quality", &help);
  const app::ModelView& model = frame.snapshot.model(ModelKind::count);
  panel_.draw_row(frame, *find_setting("smoothing"), model.settings, true);
  gap(2);
  quality_table(frame, model, false);
  if (std::isinf(model.nll.dev) || std::isinf(model.nll.test)) {
    gap(2);
    note(frame,
         "∞: a pair of that part was never seen in training, so with k = 0 its probability is 0 "
         "and its logarithm −∞. Any k above 0 makes the NLL finite.");
  }
}

void WalkCard::draw_next(Frame& frame) { frame.post(app::Walk{}); }

void WalkCard::restart(Frame& frame) {
  app::Walk walk;
  walk.restart = true;
  frame.post(walk);
  due_ = frame.seconds + 0.4;
}

void WalkCard::advance(Frame& frame) {
  if (!automatic_) return;
  if (frame.seconds < due_) {
    frame.wake(due_);
    return;
  }
  draw_next(frame);
  const double rate = speeds[static_cast<std::size_t>(speed_)].draws_per_second;
  // A finished sample stands a little longer.
  due_ = frame.seconds + (frame.snapshot.walk.ended ? 1.5 : 1.0) / rate;
  frame.wake(due_);
}

void WalkCard::draw(Frame& frame) {
  static constexpr Help help{
      "The current character picks the row. Its probabilities are laid end to end from 0 to 1; a "
      "random number falls on one of them, and that is the next character, whose row comes next.",
      "first j with P(0|i) + … + P(j|i) ≥ u,  u uniform in [0, 1)"};
  const Card card(frame, "walk", "The sampler at work", &help);
  const Palette& p = frame.palette;
  const app::WalkView& walk = frame.snapshot.walk;
  const auto& display = frame.snapshot.corpus.display;
  if (walk.row < 0 || walk.row >= frame.snapshot.counts.size) return;

  const ImVec2 start = ImGui::GetCursorScreenPos();
  const float height = line_height(frame.fonts.title) + 12;
  ImDrawList& list = *ImGui::GetWindowDrawList();
  list.AddRectFilled(start, ImVec2(start.x + card.width(), start.y + height), p.inset, 8);
  // The end of a long text is what matters.
  std::string so_far = walk.so_far;
  while (text_size(frame.fonts.mono, so_far).x > card.width() - 32 && so_far.size() > 1) {
    std::size_t cut = 1;
    while (cut < so_far.size() && (static_cast<unsigned char>(so_far[cut]) & 0xC0u) == 0x80u) ++cut;
    so_far.erase(0, cut);
  }
  const float middle = start.y + height / 2;
  if (so_far.empty()) {
    draw_aligned(list, frame.fonts.body, ImVec2(start.x + 12, middle), 0, 0.5f, p.faint,
                 "Press “Draw” or play.");
  } else {
    draw_aligned(list, frame.fonts.mono, ImVec2(start.x + 12, middle), 0, 0.5f, p.text, so_far);
    if (!walk.ended) {
      const float x = start.x + 14 + text_size(frame.fonts.mono, so_far).x;
      list.AddRectFilled(ImVec2(x, middle - 9), ImVec2(x + 2, middle + 9), p.accent);
    }
  }
  ImGui::Dummy(ImVec2(card.width(), height));
  draw_walk_bar(frame, walk);
  const std::string& row = display[static_cast<std::size_t>(walk.row)];
  if (walk.drawn >= 0 && walk.chosen >= 0) {
    note(frame, "Row “" + row + "”: " + fixed(walk.drawn, 4) + " falls on “" +
                    display[static_cast<std::size_t>(walk.chosen)] + "”" +
                    (walk.ended ? ", and the sample ends." : ", whose row is next."));
  } else {
    note(frame, "Row “" + row + "” comes first: it holds how lines begin.");
  }
  ButtonLook look;
  look.icon = Icon::step;
  look.tip = "Draw one character";
  if (button(frame, "walk.step", "Draw", look)) draw_next(frame);
  ImGui::SameLine(0, 8);
  look.icon = automatic_ ? Icon::pause : Icon::play;
  look.tip = automatic_ ? "Stop" : "Go on by itself";
  if (button(frame, "walk.auto", "", look)) automatic_ = !automatic_;
  ImGui::SameLine(0, 8);
  look.icon = Icon::reset;
  look.tip = "Begin again";
  if (button(frame, "walk.restart", "", look)) restart(frame);
  ImGui::SameLine(0, 8);
  segmented(frame, "walk.speed", {speeds[0].name, speeds[1].name, speeds[2].name}, speed_,
            std::min(ImGui::GetContentRegionAvail().x, 190.0f));
}

void WordCard::draw(Frame& frame) {
  static constexpr Help help{
      "How likely the model finds a word: the product of the probabilities of its pairs, or the "
      "sum "
      "of their logarithms. The mean, turned positive, is the NLL; a pair never seen has "
      "probability 0 and logarithm −∞ when k = 0.",
      "NLL = −(log P₁ + … + log Pₙ) / n"};
  const Card card(frame, "word", "Look a word up", &help);
  const Palette& p = frame.palette;
  if (frame.snapshot.word.word != seen_) {  // a script may have looked another word up
    seen_ = frame.snapshot.word.word;
    if (seen_ != posted_) word_ = posted_ = seen_;
  }
  bool changed = false;
  const bool confirmed = text_field(frame, "word.input", word_, "a name, such as andrejq",
                                    card.width(), true, &changed);
  if (changed || (confirmed && word_ != frame.snapshot.word.word)) {
    posted_ = word_;
    frame.post(app::LookUp{word_});
  }
  const app::WordTableView& table = frame.snapshot.word;
  if (word_.empty()) {
    note(frame,
         "Each pair of the word is one cell of the table. Try andrejq with k = 0 and k = 1.");
    return;
  }
  if (!table.error.empty()) {
    text(frame, "", p.text, frame.fonts.small);
    ImGui::PushTextWrapPos(ImGui::GetCursorPosX() + card.width());
    text(frame, table.error, p.danger, frame.fonts.small);
    ImGui::PopTextWrapPos();
    return;
  }
  const ImVec2 start = ImGui::GetCursorScreenPos();
  const float line = line_height(frame.fonts.mono_small) + 4, width = card.width();
  ImDrawList& list = *ImGui::GetWindowDrawList();
  const float probability_edge = start.x + width * 0.55f, log_edge = start.x + width;
  float y = start.y + line / 2;
  draw_aligned(list, frame.fonts.small, ImVec2(start.x, y), 0, 0.5f, p.faint, "pair");
  draw_aligned(list, frame.fonts.small, ImVec2(probability_edge, y), 1, 0.5f, p.faint, "P");
  draw_aligned(list, frame.fonts.small, ImVec2(log_edge, y), 1, 0.5f, p.faint, "log P");
  bool never = false;
  for (const app::WordRow& row : table.rows) {
    y += line;
    const bool impossible = row.probability <= 0;
    never |= impossible;
    const Color ink = impossible ? p.danger : p.text;
    draw_aligned(list, frame.fonts.mono_small, ImVec2(start.x, y), 0, 0.5f, ink, row.pair);
    draw_aligned(list, frame.fonts.mono_small, ImVec2(probability_edge, y), 1, 0.5f, ink,
                 fixed(row.probability, 4));
    draw_aligned(list, frame.fonts.mono_small, ImVec2(log_edge, y), 1, 0.5f, ink,
                 fixed(row.log_probability, 4));
  }
  ImGui::Dummy(ImVec2(width, line * static_cast<float>(table.rows.size() + 1)));
  const float rule = ImGui::GetItemRectMax().y + 2;
  list.AddLine(ImVec2(start.x, rule), ImVec2(start.x + width, rule), p.border);
  frame.controls.mark("word.table");
  gap(0);
  key_value(frame, "log-likelihood", fixed(table.log_likelihood, 4));
  key_value(frame, "NLL", fixed(table.nll, 4));
  key_value(frame, "perplexity", fixed(table.perplexity, 3));
  if (never) {
    note(frame,
         "−∞ is no mistake: the pair never occurs in the training part, so with k = 0 the model "
         "holds it impossible. Raise k above 0.");
  }
}

}  // namespace babble::ui
