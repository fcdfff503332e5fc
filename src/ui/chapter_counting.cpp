// Chapter Counting: the table N, its rows as distributions, k, samples and the sampler at work.
#include <algorithm>
#include <cmath>

#include "ui/bigram_row.h"
#include "ui/chapter.h"
#include "ui/counting_cards.h"
#include "ui/format.h"
#include "ui/heatmap.h"
#include "ui/model_cards.h"
#include "ui/presets_card.h"
#include "ui/short_tokens.h"
#include "ui/try_card.h"
#include "ui/widgets.h"

namespace babble::ui {
namespace {

class CountingChapter : public Chapter {
 public:
  const char* id() const override { return "counting"; }
  const char* title() const override { return "Counting"; }
  const char* subtitle() const override { return "a table of pairs"; }
  std::optional<ModelKind> model() const override { return ModelKind::count; }

  Transport transport(const Frame& frame) const override {
    Transport result;
    result.playing = walk_.automatic();
    result.enabled = frame.snapshot.counts.size > 0;
    result.play_tip = "Let the sampler walk through the table (space)";
    result.step_tip = "Draw one character (S)";
    result.reset_tip = "Begin the walk again (R)";
    return result;
  }
  void play_or_pause(Frame&) override { walk_.set_automatic(!walk_.automatic()); }
  void step(Frame& frame) override { walk_.draw_next(frame); }
  void reset(Frame& frame) override { walk_.restart(frame); }

  void draw(Frame& frame) override {
    const int size = frame.snapshot.counts.size;
    row_ = std::clamp(row_, 0, std::max(size - 1, 0));
    walk_.advance(frame);
    const app::ModelView& model = frame.snapshot.model(ModelKind::count);
    const bool too_large = size == 0 && !frame.snapshot.corpus.tokens.empty();
    if (frame.layout.one_column) {
      begin_column(frame, "page", 0);
      introduction(frame);
      trouble_card(frame, model);
      samples_.draw(frame, model, false);
      things_to_try(frame);
      if (size > 0) table(frame, 0);
      if (too_large) large_alphabet(frame);
      smoothing_.draw(frame);
      if (size > 0) row(frame);
      if (size > 0) walk_.draw(frame);
      word_.draw(frame);
      presets_.draw(frame, ModelKind::count);
      end_column(frame);
      return;
    }
    const float room = ImGui::GetContentRegionAvail().x, height = ImGui::GetContentRegionAvail().y;
    const float side = std::clamp(room * 0.33f, 352.0f, 440.0f);
    begin_column(frame, "left", room - side - frame.layout.gap, height);
    trouble_card(frame, model);
    if (size > 0) table(frame, std::max(height, 420.0f));
    if (too_large) large_alphabet(frame);
    end_column(frame);
    ImGui::SameLine(0, frame.layout.gap);
    begin_column(frame, "right", side, height + frame.layout.gap);
    introduction(frame);
    samples_.draw(frame, model, false);
    things_to_try(frame);
    smoothing_.draw(frame);
    if (size > 0) row(frame);
    if (size > 0) walk_.draw(frame);
    word_.draw(frame);
    presets_.draw(frame, ModelKind::count);
    end_column(frame);
  }

 private:
  void introduction(Frame& frame) {
    const Card card(frame, "introduction", "");
    text(frame, "Counting", frame.palette.text, frame.fonts.title);
    const app::CorpusView& corpus = frame.snapshot.corpus;
    paragraph(frame, corpus.kind == "text"
                         ? "The simplest language model is a table: how often does character j "
                           "follow character i? Divide a row by its sum, and it says what comes "
                           "next. Click a row to see its bars; then type a word below."
                         : "The simplest language model is a table: how often does character j "
                           "follow character i? The mark “.” begins and ends every line. Divide a "
                           "row by its sum, and it says what comes next. Click a row; move k; "
                           "then press play and watch a name being drawn.");
  }

  void things_to_try(Frame& frame) {
    const auto set_smoothing = [](const char* k) {
      return [k](Frame& f) { f.post(app::Set{"smoothing", k}); };
    };
    const TryThis things[] = {
        {"even", "Smooth everything away",
         "k = 10,000 drowns the counts: all rows become 1/V, and the samples noise. Watch the "
         "NLL climb to ln V.",
         "smoothing", set_smoothing("10000")},
        {"course", "Back to the course's k = 1",
         "Hardly anything changes for what was seen, but nothing is impossible any more.",
         "smoothing", set_smoothing("1")},
    };
    try_.draw(frame, things);
  }

  void large_alphabet(Frame& frame) {
    const Card card(frame, "table", "Counts N");
    paragraph(frame, "This text has " +
                         plural(static_cast<std::int64_t>(frame.snapshot.corpus.tokens.size()),
                                "different character", "different characters") +
                         ": too many for a picture of all pairs. Counting, samples and words work "
                         "all the same.");
  }

  void table(Frame& frame, float height) {
    static constexpr Help help{
        "Row i, column j: how often j follows i in the training part. Deeper colour means more; "
        "the colour grows with the square root, so that rare pairs can still be seen.",
        "N[i][j],  P[i][j] = (N[i][j] + k) / Σⱼ(N[i][j] + k)"};
    Card card(frame, "table", show_probabilities_ ? "Probabilities P" : "Counts N", &help, height);
    card.begin_header(222);
    int chosen = show_probabilities_ ? 1 : 0;
    if (segmented(frame, "counting.show", {"counts", "P"}, chosen, 120)) {
      show_probabilities_ = chosen == 1;
    }
    ImGui::SameLine(0, 12);
    heatmap_.zoom_buttons(frame, "counting.zoom");
    card.end_header();

    HeatmapSpec spec;
    fill_spec(frame, spec);
    spec.width = card.width();
    spec.stretch = 1.2f;
    const float legend = line_height(frame.fonts.mono_small) + 8;
    spec.height = height > 0 ? card.height_left() - legend : card.width();
    const HeatmapEvents events = heatmap_.draw(frame, spec);
    if (events.clicked) row_ = events.row;
    if (events.row >= 0) {
      pointed_row_ = events.row;
      pointed_column_ = events.column;
    }
    read_out(frame, events);
  }

  void fill_spec(Frame& frame, HeatmapSpec& spec) {
    const app::Snapshot& snapshot = frame.snapshot;
    const app::CountView& counts = snapshot.counts;
    const double k = snapshot.model(ModelKind::count).settings.smoothing;
    refresh_sums(snapshot, k);
    spec.name = "counting.heatmap";
    spec.rows = spec.columns = counts.size;
    const std::uint64_t look = (show_probabilities_ ? 1u : 0u) | (frame.palette.dark ? 2u : 0u);
    const auto k_bits = static_cast<std::uint64_t>(show_probabilities_ ? k * 1000 + 1 : 0);
    spec.revision = (counts.revision * 4 + look) * 1000003 + k_bits;
    const std::vector<std::string>& tokens = tokens_.of(snapshot.corpus);
    spec.row_labels = spec.column_labels = tokens;
    spec.chosen_row = row_;
    const auto at = [&counts](int i, int j) {
      return static_cast<double>(
          counts.counts[static_cast<std::size_t>(i) * static_cast<std::size_t>(counts.size) +
                        static_cast<std::size_t>(j)]);
    };
    const auto probability = [this, at, k](int i, int j) {
      const double sum = sums_[static_cast<std::size_t>(i)];
      return sum > 0 ? (at(i, j) + k) / sum : 0.0;
    };
    const Palette& palette = frame.palette;
    const bool show_probabilities = show_probabilities_;
    const double most = static_cast<double>(most_);
    spec.color = [=, &palette](int i, int j) {
      const double share = show_probabilities ? probability(i, j) : at(i, j) / std::max(most, 1.0);
      return palette.sequential_at(std::sqrt(share));
    };
    spec.upper = [&tokens](int i, int j) {
      return tokens[static_cast<std::size_t>(i)] + tokens[static_cast<std::size_t>(j)];
    };
    spec.lower = [=](int i, int j) {
      if (!show_probabilities) {
        const double count = at(i, j);
        return count < 1e4 ? std::to_string(static_cast<std::int64_t>(count))
                           : std::to_string(static_cast<std::int64_t>(count / 1e3)) + "k";
      }
      const double value = probability(i, j);
      return value >= 0.9995 ? std::string("1.0") : fixed(value, 3).substr(1);
    };
  }

  void refresh_sums(const app::Snapshot& snapshot, double k) {
    const app::CountView& counts = snapshot.counts;
    sums_.assign(static_cast<std::size_t>(counts.size), 0);
    most_ = 0;
    std::size_t at = 0;
    for (int i = 0; i < counts.size; ++i) {
      std::int64_t sum = 0;
      for (int j = 0; j < counts.size; ++j, ++at) {
        sum += counts.counts[at];
        most_ = std::max(most_, counts.counts[at]);
      }
      sums_[static_cast<std::size_t>(i)] = static_cast<double>(sum) + k * counts.size;
    }
  }

  // One line under the picture with the exact values of the cell under the pointer.
  void read_out(Frame& frame, const HeatmapEvents& events) {
    const app::Snapshot& snapshot = frame.snapshot;
    const app::CountView& counts = snapshot.counts;
    const bool pointing =
        events.row >= 0 || (frame.layout.touch && pointed_row_ >= 0 && pointed_row_ < counts.size &&
                            pointed_column_ < counts.size);
    if (!pointing) {
      note(frame, frame.layout.compact
                      ? "Touch a cell for its exact values."
                      : "Rows: the current character. Columns: the next one. Point at a cell for "
                        "its exact values, click for the row.");
      return;
    }
    const int i = pointed_row_, j = pointed_column_;
    const std::vector<double> row_p = row_probabilities(snapshot, i);
    const auto& display = snapshot.corpus.display;
    const std::string pair =
        display[static_cast<std::size_t>(i)] + " → " + display[static_cast<std::size_t>(j)];
    const std::int64_t count =
        counts.counts[static_cast<std::size_t>(i) * static_cast<std::size_t>(counts.size) +
                      static_cast<std::size_t>(j)];
    const double p = row_p[static_cast<std::size_t>(j)];
    const std::string words = pair + "   N = " + grouped(count) + "   P = " + fixed(p, 6) +
                              "   log P = " + fixed(std::log(p), 4) + "   rank " +
                              std::to_string(rank_in_row(counts, i, j));
    ImGui::PushTextWrapPos(ImGui::GetCursorPosX() + ImGui::GetContentRegionAvail().x);
    text(frame, words, frame.palette.text, frame.fonts.mono_small);
    ImGui::PopTextWrapPos();
  }

  void row(Frame& frame) {
    static constexpr Help help{
        "One row of the table divided by its sum: the probability of each next character when "
        "this is the current one. Click another row of the table to change it.",
        "P(j | i) = (N[i][j] + k) / Σⱼ(N[i][j] + k)"};
    const auto& display = frame.snapshot.corpus.display;
    const std::string title = "What follows “" + display[static_cast<std::size_t>(row_)] + "”";
    const Card card(frame, "row", title, &help);
    draw_row_bars(frame, row_, 140);
  }

  int row_ = 0;
  int pointed_row_ = -1, pointed_column_ = -1;
  bool show_probabilities_ = false;
  Heatmap heatmap_;
  ShortTokens tokens_;
  std::vector<double> sums_;  // V, of the rows with k
  std::int64_t most_ = 0;     // largest count
  SmoothingCard smoothing_;
  WalkCard walk_;
  WordCard word_;
  SamplesCard samples_;
  PresetsCard presets_;
  TryCard try_;
};

}  // namespace

std::unique_ptr<Chapter> make_counting_chapter() { return std::make_unique<CountingChapter>(); }

}  // namespace babble::ui
