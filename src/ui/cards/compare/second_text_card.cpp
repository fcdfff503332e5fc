#include "ui/cards/compare/second_text_card.h"

#include <cmath>

#include "core/models/registry.h"
#include "ui/base/format.h"
#include "ui/base/short_tokens.h"
#include "ui/widgets/export_menu.h"
#include "ui/widgets/menu.h"
#include "ui/widgets/widgets.h"

namespace babble::ui {
namespace {

using SecondScore = app::SecondTextView::Score;

std::string csv_of_scores(const app::Snapshot& snapshot) {
  std::string csv = "model,nll dev,nll second text,perplexity second text,pairs\r\n";
  for (const SecondScore& score : snapshot.second_text.scores)
    csv += csv_cell(std::string(model_info(score.kind).label)) + ',' +
           csv_cell(snapshot.model(score.kind).nll.dev) + ',' + csv_cell(score.nll) + ',' +
           csv_cell(std::exp(score.nll)) + ',' + std::to_string(score.scored) + "\r\n";
  return csv;
}

void offer_text(Frame& frame, const std::string& name, std::string_view words,
                std::string_view note, const std::string& text) {
  const bool chosen = frame.snapshot.second_text.text == text;
  if (menu_item(frame, name, words, note, chosen)) frame.post(app::ScoreText{text});
}

void text_menu(Frame& frame) {
  const app::SecondTextView& view = frame.snapshot.second_text;
  ButtonLook look;
  look.menu_mark = true;
  if (button(frame, "second.text", view.name.empty() ? "Choose a text" : view.name, look))
    ImGui::OpenPopup("second text");
  place_menu(ImGui::GetItemRectMin(), ImGui::GetItemRectMax());
  if (!ImGui::BeginPopup("second text")) return;
  const std::string& open = frame.snapshot.corpus.builtin;
  if (open != "names") offer_text(frame, "second.names", "Names", "given names", "names");
  if (open != "tale") offer_text(frame, "second.tale", "Tale", "a story in plain English", "tale");
  const auto& recent = frame.snapshot.recent_texts;
  for (std::size_t i = 0; i < recent.size(); ++i)
    offer_text(frame, "second.recent." + std::to_string(i),
               truncate(frame.fonts.body, recent[i].name, 226), "opened before", recent[i].name);
  if (!view.text.empty()) offer_text(frame, "second.none", "None", "", "");
  ImGui::EndPopup();
}

std::string scores_text(const app::Snapshot& snapshot, const SecondScore& score) {
  const double dev = snapshot.model(score.kind).nll.dev;
  return (std::isnan(dev) ? std::string() : fixed(dev, 3) + " → ") + fixed(score.nll, 3);
}

}  // namespace

void draw_second_text_card(Frame& frame) {
  static constexpr Help help{
      "Scores the trained models on a second text, prepared as the open one and written in its "
      "vocabulary. A model that has learned the language does about as well there as on its own "
      "dev part; one that has learned its author does worse.",
      "NLL = −mean log P,  perplexity = exp(NLL)"};
  Card card(frame, "second", "On another text", &help);
  const app::Snapshot& snapshot = frame.snapshot;
  const app::SecondTextView& view = snapshot.second_text;
  header_menu(frame, card, {"second", "second-text", "", [&] { return csv_of_scores(snapshot); }});
  text_menu(frame);
  if (view.text.empty())
    return note(frame,
                "Scores the trained models on a text that they have not seen. Texts of yours that "
                "were open before are offered too.");
  if (!view.error.empty()) return note(frame, view.error);
  if (view.scores.empty()) return note(frame, "No model is trained yet.");
  note(frame, "NLL on the own dev part → on this text, and perplexity there:");
  bool partial = false;
  for (const SecondScore& score : view.scores) {
    partial |= score.scored < view.pairs;
    key_value(frame, model_info(score.kind).label,
              scores_text(snapshot, score) + "   " + fixed(std::exp(score.nll), 2),
              frame.palette.of(score.kind));
  }
  const std::string unit = token_unit(snapshot.corpus);
  std::string words;
  if (view.unknown > 0)
    words = grouped(view.unknown) + " of its " + unit + "s are not in the vocabulary: <unk>.";
  if (partial) words += std::string(words.empty() ? "" : " ") + "Slow models read its beginning.";
  if (!words.empty()) note(frame, words);
}

std::string describe_second_text(const app::Snapshot& snapshot) {
  const app::SecondTextView& view = snapshot.second_text;
  if (!view.error.empty()) return " " + view.error;
  std::string words;
  for (const SecondScore& score : view.scores)
    words +=
        (words.empty() ? " Nats per " + token_unit(snapshot.corpus) + " on \"" + view.name + "\": "
                       : ", ") +
        std::string(model_info(score.kind).label) + " " + fixed(score.nll, 3);
  return words.empty() ? words : words + ".";
}

}  // namespace babble::ui
