// Chapter Data: the text, its vocabulary, its split, and its n-grams.
#include <algorithm>

#include "core/data/vocabulary.h"
#include "ui/base/format.h"
#include "ui/base/short_tokens.h"
#include "ui/cards/common/introduction_card.h"
#include "ui/cards/common/settings_panel.h"
#include "ui/cards/data/ngram_cards.h"
#include "ui/cards/data/split_card.h"
#include "ui/cards/data/vocabulary_card.h"
#include "ui/chapters/registry.h"
#include "ui/widgets/widgets.h"

namespace babble::ui {
namespace {

class DataChapter : public Chapter {
 public:
  DataChapter() {
    cards_ = {
        {"introduction", Column::right, [](Frame& f, float) { introduction(f); }},
        {"text",
         Column::left,
         [this](Frame& f, float h) { text_card(f, h); },
         {.of_column = 0.28f, .least = 170, .most = 300}},
        {"try", Column::right, [this](Frame& f, float) { experiments(f); }},
        {"alphabet",
         Column::right,
         [this](Frame& f, float h) { vocabulary_.draw(f, h); },
         {.narrow = 270, .pixels = 250}},
        {"split", Column::right, [](Frame& f, float) { split_card(f); }},
        {"zipf",
         Column::left,
         [this](Frame& f, float h) { zipf_.draw(f, request_, h); },
         {.narrow = 340, .pixels = -14, .of_column = 0.72f, .least = 320}},
        {"top", Column::left, [this](Frame& f, float) { top_.draw(f, request_); }},
        {"laplace", Column::right, [this](Frame& f, float) { laplace_.draw(f, request_); }},
        {"data.settings", Column::right, [this](Frame& f, float) { preprocessing(f); }},
    };
  }
  const char* id() const override { return "data"; }
  const char* title() const override { return "Data"; }
  const char* subtitle() const override { return "text and split"; }
  app::Subscribe watch() const override { return {false, false, true}; }

  std::string describe(const app::Snapshot& snapshot) const override {
    const app::CorpusView& corpus = snapshot.corpus;
    const std::string unit = token_unit(corpus) + "s";
    return "The text is " + corpus.name + ": " +
           grouped(corpus.words ? words_of(corpus) : corpus.characters) + " " + unit + " in " +
           plural(corpus.lines, "line", "lines") + ", " +
           plural(static_cast<std::int64_t>(corpus.tokens.size()), "different one",
                  "different ones") +
           ". It is divided into " + grouped(corpus.train_tokens) + " " + unit + " for training, " +
           grouped(corpus.dev_tokens) + " for choosing settings and " +
           grouped(corpus.test_tokens) + " for the final test.";
  }

 private:
  static std::int64_t words_of(const app::CorpusView& corpus) {
    return corpus.train_tokens + corpus.dev_tokens + corpus.test_tokens;
  }
  void back_to_defaults(Frame& frame) override {
    request_.ngrams = {};
    request_.post(frame);
    if (frame.snapshot.model(frame.snapshot.active).settings.preprocessing !=
        Preprocessing::automatic)
      frame.post(app::Set{"preprocessing", "auto"});
  }
  void update(Frame& frame) override { request_.follow(frame.snapshot); }

  static void introduction(Frame& frame) {
    introduction_card(
        frame, "Data",
        "A model sees a sequence of tokens. A list of names becomes one stream with the boundary "
        "token “.” around each name; running text stays one long line. Look at how unevenly tokens "
        "are spread: a few are frequent, most are rare. The longer the n-gram, the more of them "
        "occur only once.",
        [&frame] {
          if (frame.url.suppressed("corpus")) return;
          ButtonLook look;
          look.icon = Icon::open;
          look.primary = true;
          if (button(frame, "data.open", "Open a text", look)) frame.requests.open_file = true;
          ImGui::SameLine(0, 8);
          if (button(frame, "data.paste", "Paste a text")) frame.requests.open_paste = true;
        });
  }

  void text_card(Frame& frame, float height) {
    const app::CorpusView& corpus = frame.snapshot.corpus;
    static constexpr Help help{
        "The beginning of the corpus as the models see it, after preprocessing. “.” is the "
        "boundary token between lines."};
    const Card card(frame, "text", corpus.name.empty() ? "No text" : corpus.name, &help, height);
    std::string facts = corpus.kind == "text" ? "" : plural(corpus.lines, "line", "lines") + " · ";
    facts += plural(corpus.characters, "character", "characters") + " · " +
             (corpus.words ? plural(words_of(corpus), "word", "words") + " · " : "") +
             std::to_string(corpus.tokens.size()) + " different tokens · preprocessed as " +
             corpus.prepared_as;
    note(frame, facts);
    const bool has_unknown = !corpus.tokens.empty() && corpus.tokens[0] == Vocabulary::unknown;
    const std::int64_t unknown = has_unknown ? corpus.token_counts[0] : 0;
    std::string words;
    if (corpus.prepared_as == "d2l")
      words = "As in d2l, letters are in lower case, and all else is a space. ";
    if (corpus.prepared_as == "d2l" && !corpus.words)
      words += "Lines are joined without one: the words at their ends run together. ";
    if (!words.empty())
      words += "<unk> stands for " + token_unit(corpus) + "s that the vocabulary lacks; ";
    if (unknown > 0)
      words += (words.empty() ? "Here " : "here ") + grouped(unknown) + " tokens are <unk>.";
    else if (!words.empty())
      words += "the text itself has none.";
    if (!words.empty()) note(frame, words);
    refresh_preview(corpus);
    const float room = height > 0 ? std::max(card.height_left(), 60.0f) : 190.0f;
    ImGui::PushStyleVar(ImGuiStyleVar_ChildRounding, 8);
    ImGui::PushStyleVar(ImGuiStyleVar_WindowPadding, ImVec2(12, 10));
    ImGui::PushStyleColor(ImGuiCol_ChildBg, frame.palette.inset);
    ImGui::BeginChild("preview", ImVec2(card.width(), room), false,
                      ImGuiWindowFlags_AlwaysUseWindowPadding);
    ImGui::PushTextWrapPos(0);
    text(frame, preview_, frame.palette.text, frame.fonts.mono);
    ImGui::PopTextWrapPos();
    ImGui::EndChild();
    ImGui::PopStyleColor();
    ImGui::PopStyleVar(2);
    frame.controls.record("data.preview");
  }

  // Lines are shown as the stream that they become: .emma.olivia.ava.
  void refresh_preview(const app::CorpusView& corpus) {
    if (corpus.revision == preview_of_) return;
    preview_of_ = corpus.revision;
    preview_ = corpus.preview;
    if (corpus.kind == "text") return;
    std::replace(preview_.begin(), preview_.end(), '\n', '.');
    if (!preview_.empty() && preview_.front() != '.') preview_.insert(0, ".");
  }

  void experiments(Frame& frame) {
    const bool words = request_.ngrams.unit == "words";
    const Experiment list[] = {
        {"words", "Count words instead of letters",
         "Opens the built-in tale and counts its words. The three curves are nearly straight: "
         "Zipf's law. The longer the n-gram, the flatter its line.",
         "zipf",
         [](Frame& f) {
           if (f.snapshot.corpus.name != "tale (built in)") f.post(app::OpenBuiltin{"tale"});
           app::Ngrams ngrams;
           ngrams.unit = "words";
           f.post(ngrams);
         }},
        {"unseen", "Ask for a pair that was never seen",
         words ? "“the the”: with plain counts its probability is 0. With ε₂ above 0 it is small, "
                 "but not 0."
               : "“qx”: with plain counts its probability is 0. With ε₂ above 0 it is small, but "
                 "not 0.",
         "laplace",
         [this, words](Frame& f) {
           request_.ngrams.gram = words ? "the the" : "qx";
           request_.ngrams.e1 = request_.ngrams.e2 = request_.ngrams.e3 = 0;
           request_.post(f);
         }},
        {"raw", "Preprocess it another way",
         frame.snapshot.corpus.prepared_as == "raw"
             ? "Back to the usual way for this text: watch V, the stream above and the split."
             : "Keeps every character, line ends too: watch V, the stream above and the split.",
         "text alphabet split",
         [](Frame& f) {
           f.post(
               app::Set{"preprocessing", f.snapshot.corpus.prepared_as == "raw" ? "auto" : "raw"});
         }},
    };
    experiments_.draw(frame, list);
  }

  void preprocessing(Frame& frame) {
    const Card card(frame, "data.settings", "Preprocessing");
    note(frame, "A change here preprocesses the text again and resets all models.");
    const Settings& settings = frame.snapshot.model(frame.snapshot.active).settings;
    for (const SettingRow& row : settings_table()) {
      if (row.is_data && row.key != "seed")  // the seed is in the bar at the top
        settings_.draw_row(frame, row, settings);
    }
  }

  SettingsPanel settings_;
  NgramRequest request_;
  VocabularyCard vocabulary_;
  ZipfCard zipf_;
  TopNgramsCard top_;
  LaplaceCard laplace_;
  std::string preview_;
  std::uint64_t preview_of_ = 0;  // revision of the corpus
};

}  // namespace

std::unique_ptr<Chapter> make_data_chapter() { return std::make_unique<DataChapter>(); }

}  // namespace babble::ui
