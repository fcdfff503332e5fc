// Chapter Data: the text, its vocabulary, how it is divided, and its n-grams.
#include <algorithm>

#include "ui/base/format.h"
#include "ui/cards/experiments_card.h"
#include "ui/cards/ngram_cards.h"
#include "ui/cards/settings_panel.h"
#include "ui/cards/vocabulary_card.h"
#include "ui/chapters/chapter.h"
#include "ui/widgets/widgets.h"

namespace babble::ui {
namespace {

class DataChapter : public Chapter {
 public:
  const char* id() const override { return "data"; }
  const char* title() const override { return "Data"; }
  const char* subtitle() const override { return "text and split"; }

  app::Subscribe watch() const override { return {false, false, true}; }

  void draw(Frame& frame) override {
    wish_.follow(frame.snapshot);
    if (frame.layout.one_column) {
      begin_column(frame, "page", 0);
      introduction(frame);
      text_card(frame, 0);
      experiments(frame);
      vocabulary_.draw(frame, 270);
      split(frame);
      zipf_.draw(frame, wish_, 340);
      top_.draw(frame, wish_);
      laplace_.draw(frame, wish_);
      preparation(frame);
      end_column(frame);
      return;
    }
    const float room = ImGui::GetContentRegionAvail().x, height = ImGui::GetContentRegionAvail().y;
    const float side = std::clamp(room * 0.36f, 360.0f, 460.0f);
    begin_column(frame, "left", room - side - frame.layout.gap, height);
    text_card(frame, std::clamp(height * 0.28f, 170.0f, 300.0f));
    zipf_.draw(frame, wish_, std::max(height * 0.72f - frame.layout.gap, 320.0f));
    top_.draw(frame, wish_);
    end_column(frame);
    ImGui::SameLine(0, frame.layout.gap);
    begin_column(frame, "right", side, height + frame.layout.gap);
    introduction(frame);
    experiments(frame);
    vocabulary_.draw(frame, 250);
    split(frame);
    laplace_.draw(frame, wish_);
    preparation(frame);
    end_column(frame);
  }

 private:
  void introduction(Frame& frame) {
    const Card card(frame, "introduction", "");
    text(frame, "Data", frame.palette.text, frame.fonts.title);
    paragraph(frame,
              "All a model ever sees is a row of tokens. A list of names becomes one stream with a "
              "mark “.” around each name; running text stays one long line. Look at how unevenly "
              "tokens are spread: a few are everywhere, most are rare, and the longer the n-gram, "
              "the more of them were seen only once.");
    ButtonLook look;
    look.icon = Icon::open;
    look.primary = true;
    if (button(frame, "data.open", "Open a text", look)) frame.requests.open_file = true;
    ImGui::SameLine(0, 8);
    if (button(frame, "data.paste", "Paste a text")) frame.requests.open_paste = true;
  }

  void text_card(Frame& frame, float height) {
    const app::CorpusView& corpus = frame.snapshot.corpus;
    static constexpr Help help{
        "The beginning of the corpus as the models see it, after preparation. “.” is the mark "
        "between lines; a blank is shown as it is."};
    const Card card(frame, "text", corpus.name.empty() ? "No text" : corpus.name, &help, height);
    std::string facts = corpus.kind == "text" ? "" : plural(corpus.lines, "line", "lines") + " · ";
    facts += plural(corpus.characters, "character", "characters") + " · " +
             std::to_string(corpus.tokens.size()) + " different tokens · prepared as " +
             corpus.prepared_as;
    note(frame, facts);
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

  // Lines are shown as the one stream that they become: .emma.olivia.ava.
  void refresh_preview(const app::CorpusView& corpus) {
    if (corpus.revision == preview_of_) return;
    preview_of_ = corpus.revision;
    preview_ = corpus.preview;
    if (corpus.kind == "text") return;
    std::replace(preview_.begin(), preview_.end(), '\n', '.');
    if (!preview_.empty() && preview_.front() != '.') preview_.insert(0, ".");
  }

  void experiments(Frame& frame) {
    const bool words = wish_.ngrams.unit == "words";
    const Experiment things[] = {
        {"words", "Weigh words instead of letters",
         "Opens the built-in tale and counts its words. Three nearly straight lines: Zipf's law. "
         "The longer the n-gram, the flatter its line.",
         "zipf",
         [](Frame& f) {
           if (f.snapshot.corpus.name != "tale (built in)") f.post(app::OpenBuiltin{"tale"});
           app::Ngrams ngrams;
           ngrams.unit = "words";
           f.post(ngrams);
         }},
        {"unseen", "Ask for what was never seen",
         words ? "“the the”: by counting it is impossible. Move ε₂ from 0 upwards, and it is only "
                 "unlikely."
               : "“qx”: by counting it is impossible. Move ε₂ from 0 upwards, and it is only "
                 "unlikely.",
         "laplace",
         [this, words](Frame& f) {
           wish_.ngrams.gram = words ? "the the" : "qx";
           wish_.ngrams.e1 = wish_.ngrams.e2 = wish_.ngrams.e3 = 0;
           wish_.post(f);
         }},
        {"raw", "Prepare it another way",
         frame.snapshot.corpus.prepared_as == "raw"
             ? "Back to what suits the text: watch V, the stream above and the split change."
             : "Every character as it stands, line ends and all: watch V, the stream above and "
               "the split change.",
         "alphabet",
         [](Frame& f) {
           f.post(app::Set{"prepare", f.snapshot.corpus.prepared_as == "raw" ? "auto" : "raw"});
         }},
    };
    try_.draw(frame, things);
  }

  void split(Frame& frame) {
    static constexpr Help help{
        "The models learn from the training part alone. The dev part is for choosing settings, the "
        "test part for the final word, so that a model that merely learns by heart is found out.",
        "train / dev / test = 80 / 10 / 10"};
    const app::CorpusView& corpus = frame.snapshot.corpus;
    const Card card(frame, "split", "The split", &help);
    const Palette& p = frame.palette;
    const std::int64_t parts[] = {corpus.train_tokens, corpus.dev_tokens, corpus.test_tokens};
    const Color colors[] = {p.train, p.dev, p.test};
    const char* names[] = {"train", "dev", "test"};
    const auto all = static_cast<float>(std::max<std::int64_t>(parts[0] + parts[1] + parts[2], 1));
    const ImVec2 start = ImGui::GetCursorScreenPos();
    ImDrawList& list = *ImGui::GetWindowDrawList();
    float x = start.x;
    for (std::size_t i = 0; i < 3; ++i) {
      const float width = card.width() * static_cast<float>(parts[i]) / all;
      if (width > 0)
        list.AddRectFilled(ImVec2(x, start.y), ImVec2(x + width, start.y + 14), colors[i], 3);
      x += width;
    }
    ImGui::Dummy(ImVec2(card.width(), 18));
    for (std::size_t i = 0; i < 3; ++i) {
      const ImVec2 at = ImGui::GetCursorScreenPos();
      list.AddCircleFilled(ImVec2(at.x + 5, at.y + 10), 4.5f, colors[i], 16);
      ImGui::Indent(17);
      key_value(frame, names[i],
                grouped(parts[i]) + " tokens  " +
                    fixed(100.0 * static_cast<double>(parts[i]) / static_cast<double>(all), 1) +
                    " %");
      ImGui::Unindent(17);
    }
  }

  void preparation(Frame& frame) {
    const Card card(frame, "data.settings", "Preparation");
    note(frame, "A change here prepares the text anew, and all models start again.");
    const Settings& settings = frame.snapshot.model(frame.snapshot.active).settings;
    for (const SettingRow& row : settings_table()) {
      // The seed is in the bar at the top.
      if (row.is_data && row.key != "seed") settings_.draw_row(frame, row, settings);
    }
  }

  SettingsPanel settings_;
  NgramRequest wish_;
  VocabularyCard vocabulary_;
  ZipfCard zipf_;
  TopNgramsCard top_;
  LaplaceCard laplace_;
  ExperimentsCard try_;
  std::string preview_;
  std::uint64_t preview_of_ = 0;  // revision of the corpus
};

}  // namespace

std::unique_ptr<Chapter> make_data_chapter() { return std::make_unique<DataChapter>(); }

}  // namespace babble::ui
