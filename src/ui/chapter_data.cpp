// Chapter Data: the text, its alphabet, and how it is divided.
#include <algorithm>
#include <cmath>
#include <numeric>

#include "ui/chapter.h"
#include "ui/format.h"
#include "ui/settings_panel.h"
#include "ui/short_tokens.h"
#include "ui/widgets.h"

namespace babble::ui {
namespace {

class DataChapter : public Chapter {
 public:
  const char* id() const override { return "data"; }
  const char* title() const override { return "Data"; }
  const char* subtitle() const override { return "text and split"; }

  void draw(Frame& frame) override {
    if (frame.layout.one_column) {
      begin_column(frame, "page", 0);
      introduction(frame);
      text_card(frame, 0);
      alphabet(frame, 230);
      split(frame);
      preparation(frame);
      end_column(frame);
      return;
    }
    const float room = ImGui::GetContentRegionAvail().x, height = ImGui::GetContentRegionAvail().y;
    const float side = std::clamp(room * 0.36f, 360.0f, 460.0f);
    begin_column(frame, "left", room - side - frame.layout.gap, height);
    const float below = std::max(height * 0.52f, 260.0f);
    text_card(frame, std::max(height - below - frame.layout.gap, 240.0f));
    alphabet(frame, below);
    end_column(frame);
    ImGui::SameLine(0, frame.layout.gap);
    begin_column(frame, "right", side, height + frame.layout.gap);
    introduction(frame);
    split(frame);
    preparation(frame);
    end_column(frame);
  }

 private:
  void introduction(Frame& frame) {
    const Card card(frame, "introduction", "");
    text(frame, "Data", frame.palette.text, frame.fonts.title);
    paragraph(frame,
              "All a model ever sees is a row of tokens. A list of names becomes one stream with a "
              "mark “.” around each name; running text stays one long line. Open a text of your "
              "own: whatever its alphabet, every chapter works on it.");
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
    frame.controls.mark("data.preview");
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

  void alphabet(Frame& frame, float height) {
    static constexpr Help help{
        "How often each token occurs in the whole corpus. The ids are what the models calculate "
        "with: 0 to V − 1.",
        "P(x) = n(x) / n"};
    const app::CorpusView& corpus = frame.snapshot.corpus;
    const std::string title = "The alphabet, V = " + std::to_string(corpus.tokens.size());
    Card card(frame, "alphabet", title, &help, height);
    if (corpus.token_counts.empty()) return;
    card.begin_header(190);
    segmented(frame, "data.order", {"by id", "by frequency"}, order_, 190);
    card.end_header();
    std::vector<std::size_t> shown(corpus.token_counts.size());
    std::iota(shown.begin(), shown.end(), std::size_t{0});
    const auto fits = static_cast<std::size_t>(card.width() / 11);
    if (order_ == 1 || shown.size() > fits) {
      std::stable_sort(shown.begin(), shown.end(), [&](std::size_t a, std::size_t b) {
        return corpus.token_counts[a] > corpus.token_counts[b];
      });
    }
    if (shown.size() > fits) shown.resize(fits);
    draw_bars(frame, shown, std::max(card.height_left(), 110.0f));
  }

  void draw_bars(Frame& frame, const std::vector<std::size_t>& shown, float height) {
    const app::CorpusView& corpus = frame.snapshot.corpus;
    const Palette& p = frame.palette;
    const float width = ImGui::GetContentRegionAvail().x;
    const ImVec2 start = ImGui::GetCursorScreenPos();
    ImGui::InvisibleButton("bars", ImVec2(width, height));
    frame.controls.mark("data.alphabet");
    const std::int64_t all =
        std::accumulate(corpus.token_counts.begin(), corpus.token_counts.end(), std::int64_t{0});
    const std::int64_t most = std::max<std::int64_t>(
        *std::max_element(corpus.token_counts.begin(), corpus.token_counts.end()), 1);
    const float pitch = width / static_cast<float>(shown.size());
    const float bar_width = std::min(pitch - 2, 30.0f);
    const float floor_y = start.y + height - line_height(frame.fonts.mono_small) - 2;
    const int under = ImGui::IsItemHovered()
                          ? static_cast<int>((ImGui::GetIO().MousePos.x - start.x) / pitch)
                          : -1;
    ImDrawList& list = *ImGui::GetWindowDrawList();
    for (std::size_t i = 0; i < shown.size(); ++i) {
      const std::size_t id = shown[i];
      const float x = start.x + pitch * (static_cast<float>(i) + 0.5f);
      const float bar = static_cast<float>(corpus.token_counts[id]) / static_cast<float>(most) *
                        (floor_y - start.y - 4);
      const bool chosen = static_cast<int>(i) == under;
      list.AddRectFilled(ImVec2(x - bar_width / 2, floor_y - std::max(bar, 1.0f)),
                         ImVec2(x + bar_width / 2, floor_y), chosen ? p.accent : p.count,
                         std::min(3.0f, bar_width / 3), ImDrawFlags_RoundCornersTop);
      draw_aligned(list, frame.fonts.mono_small, ImVec2(x, floor_y + 2), 0.5f, 0,
                   chosen ? p.accent : p.muted, short_token(corpus.display[id]));
      if (!chosen) continue;
      ImGui::BeginTooltip();
      text(frame, corpus.display[id] + "   id " + std::to_string(id), p.text, frame.fonts.mono);
      text(frame,
           grouped(corpus.token_counts[id]) + " times, " +
               fixed(100 * static_cast<double>(corpus.token_counts[id]) /
                         static_cast<double>(std::max<std::int64_t>(all, 1)),
                     3) +
               " %",
           p.text, frame.fonts.small);
      ImGui::EndTooltip();
    }
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
  int order_ = 0;
  std::string preview_;
  std::uint64_t preview_of_ = 0;  // revision of the corpus
};

}  // namespace

std::unique_ptr<Chapter> make_data_chapter() { return std::make_unique<DataChapter>(); }

}  // namespace babble::ui
