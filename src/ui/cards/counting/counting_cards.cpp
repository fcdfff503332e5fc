#include "ui/cards/counting/counting_cards.h"

#include <algorithm>
#include <cmath>

#include "core/models/registry.h"
#include "ui/base/format.h"
#include "ui/cards/common/model_cards.h"
#include "ui/cards/counting/orders_card.h"
#include "ui/widgets/widgets.h"

namespace babble::ui {
void SmoothingCard::draw(Frame& frame, ModelKind& kind) {
  static constexpr Help help{
      "The numbers choose n, how many characters are counted together: 2 are the pairs of the "
      "table. "
      "k is added to every cell before the rows are divided by their sums. With k = 0 a pair that "
      "was never seen has probability 0; k → ∞ makes every character equally likely.",
      "NLL = −mean log P,  perplexity = exp(NLL)"};
  Card card(frame, "smoothing", "Smoothing and quality", &help);
  const float width = frame.layout.compact ? 190.0f : 104.0f;
  card.begin_header(width);
  order_choice(frame, kind, width);
  card.end_header();
  const app::ModelView& model = frame.snapshot.model(kind);
  for (const SettingRow& row : settings_table())
    if (!row.is_data && row.key != "order" && model_info(kind).applies(row, model.settings))
      panel_.draw_row(frame, row, model.settings, row.type == SettingType::real);
  gap(2);
  quality_table(frame, model, false);
  if (std::isinf(model.nll.dev) || std::isinf(model.nll.test)) {
    gap(2);
    note(frame,
         "∞: that part has a pair that the training part never has, so with k = 0 its probability "
         "is "
         "0 and its logarithm −∞. Any k above 0 makes the NLL finite.");
  }
}

void WordCard::draw(Frame& frame) {
  static constexpr Help help{
      "The probability of a word is the product of the probabilities of its pairs; its logarithm "
      "is "
      "their sum. The mean, with its sign changed, is the NLL. With k = 0 a pair that was never "
      "seen has probability 0 and logarithm −∞.",
      "NLL = −(log P₁ + … + log Pₙ) / n"};
  const Card card(frame, "word", "Score a word", &help);
  const Palette& p = frame.palette;
  if (frame.snapshot.word.word != seen_) {  // a script may have scored another word
    seen_ = frame.snapshot.word.word;
    if (seen_ != posted_) word_ = posted_ = seen_;
  }
  bool changed = false;
  const bool confirmed = text_field(frame, "word.input", word_, "a name, such as andrejq",
                                    card.width(), true, &changed);
  if (changed || (confirmed && word_ != frame.snapshot.word.word)) {
    posted_ = word_;
    frame.post(app::ScoreWord{word_});
  }
  const app::WordTableView& table = frame.snapshot.word;
  if (word_.empty()) {
    note(frame,
         "Each pair of the word is one cell of the table. Try andrejq with k = 0 and k = 1.");
    return;
  }
  if (!table.error.empty()) {
    text(frame, "", p.text, frame.fonts.small);
    wrapped_text(frame, table.error, p.danger, frame.fonts.small);
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
  frame.controls.record("word.table");
  gap(0);
  key_value(frame, "log-likelihood", fixed(table.log_likelihood, 4));
  key_value(frame, "NLL", fixed(table.nll, 4));
  key_value(frame, "perplexity", fixed(table.perplexity, 3));
  if (never) {
    note(frame,
         "−∞ is correct: the pair never occurs in the training part, so with k = 0 its probability "
         "is "
         "0. Raise k above 0.");
  }
}

}  // namespace babble::ui
