// Chapter Counting: the table N, its rows as distributions, k, samples and the sampler at work.
#include <algorithm>
#include <cmath>
#include <numeric>

#include "core/models/registry.h"
#include "ui/base/format.h"
#include "ui/base/short_tokens.h"
#include "ui/cards/bigram_row.h"
#include "ui/cards/counting_cards.h"
#include "ui/cards/experiments_card.h"
#include "ui/cards/model_cards.h"
#include "ui/cards/presets_card.h"
#include "ui/cards/sample_step_card.h"
#include "ui/chapters/chapter.h"
#include "ui/widgets/export_menu.h"
#include "ui/widgets/heatmap.h"
#include "ui/widgets/widgets.h"

namespace babble::ui {
namespace {

class CountingChapter : public Chapter {
 public:
  const char* id() const override { return "counting"; }
  const char* title() const override { return "Counting"; }
  const char* subtitle() const override { return "a table of pairs"; }
  std::optional<ModelKind> model() const override { return model_kind("count"); }

  Transport transport(const Frame& frame) const override {
    Transport result;
    result.playing = sample_step_.automatic();
    result.enabled = frame.snapshot.counts.size > 0;
    result.play_tip = "Let the sampler walk through the table (space)";
    result.step_tip = "Draw one character (S)";
    result.reset_tip = "Begin the walk again (R)";
    return result;
  }
  void play_or_pause(Frame& frame) override {
    sample_step_.set_automatic(!sample_step_.automatic());
    if (sample_step_.automatic()) frame.controls.scroll_into_view("walk");
  }
  void step(Frame& frame) override {
    sample_step_.draw_next(frame);
    frame.controls.scroll_into_view("walk");
  }
  void reset(Frame& frame) override { sample_step_.restart(frame); }

  void draw(Frame& frame) override {
    const int size = frame.snapshot.counts.size;
    row_ = std::clamp(row_, 0, std::max(size - 1, 0));
    sample_step_.advance(frame);
    follow_walk(frame);
    const app::ModelView& model = frame.snapshot.model(model_kind("count"));
    const bool too_large = size == 0 && !frame.snapshot.corpus.tokens.empty();
    if (frame.layout.one_column) {
      begin_column(frame, "page", 0);
      introduction(frame);
      problem_card(frame, model);
      samples_.draw(frame, model, false);
      experiments(frame);
      if (size > 0) table(frame, 0);
      if (too_large) large_alphabet(frame);
      smoothing_.draw(frame);
      if (size > 0) row(frame);
      if (size > 0) sample_step_.draw(frame);
      word_.draw(frame);
      presets_.draw(frame, model_kind("count"));
      end_column(frame);
      return;
    }
    const float room = ImGui::GetContentRegionAvail().x, height = ImGui::GetContentRegionAvail().y;
    const float side = std::clamp(room * 0.33f, 352.0f, 440.0f);
    begin_column(frame, "left", room - side - frame.layout.gap, height);
    problem_card(frame, model);
    if (size > 0) table(frame, std::max(height, 420.0f));
    if (too_large) large_alphabet(frame);
    end_column(frame);
    ImGui::SameLine(0, frame.layout.gap);
    begin_column(frame, "right", side, height + frame.layout.gap);
    introduction(frame);
    samples_.draw(frame, model, false);
    experiments(frame);
    smoothing_.draw(frame);
    if (size > 0) row(frame);
    if (size > 0) sample_step_.draw(frame);
    word_.draw(frame);
    presets_.draw(frame, model_kind("count"));
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

  void experiments(Frame& frame) {
    const Experiment things[] = {
        {"walk", "Watch the sampler spell",
         "From the first draw of the seed, at a speed one can follow: the row lights up in the "
         "table, a number falls on its bar, a letter is chosen.",
         "walk",
         [this](Frame& f) {
           sample_step_.restart(f);
           sample_step_.set_automatic(true);
         }},
        {"never", "Meet minus infinity",
         "k = 0, and a word with a pair that the text does not have: probability 0, logarithm −∞. "
         "Then raise k and see it become finite.",
         "word",
         [](Frame& f) {
           f.post(app::Set{"smoothing", "0"});
           f.post(app::ScoreWord{word_never_seen(f.snapshot)});
         }},
        {"even", "Smooth everything away",
         "k = 10,000 drowns the counts: every row comes close to 1/V, the NLL climbs to ln V, and "
         "the samples are noise. k = 1 brings them back.",
         "smoothing",
         [](Frame& f) {
           f.post(app::Set{"smoothing", "10000"});
         }},
    };
    try_.draw(frame, things);
  }

  // The course's word if its pair was never seen here either, else any two tokens.
  static std::string word_never_seen(const app::Snapshot& snapshot) {
    const app::CountView& counts = snapshot.counts;
    const auto& tokens = snapshot.corpus.tokens;
    const auto id = [&](std::string_view token) {
      return static_cast<int>(std::find(tokens.begin(), tokens.end(), token) - tokens.begin());
    };
    const auto never = [&](int i, int j) {
      return i < counts.size && j < counts.size &&
             counts.counts[static_cast<std::size_t>(i) * static_cast<std::size_t>(counts.size) +
                           static_cast<std::size_t>(j)] == 0;
    };
    if (never(id("j"), id("q")) && id("a") < counts.size) return "andrejq";
    for (int i = 1; i < counts.size; ++i) {
      for (int j = 1; j < counts.size; ++j) {
        if (never(i, j) && i != j)
          return tokens[static_cast<std::size_t>(i)] + tokens[static_cast<std::size_t>(j)];
      }
    }
    return "andrejq";
  }

  // While the sampler walks, its row is the chosen one.
  void follow_walk(Frame& frame) {
    const app::SampleStepView& walk = frame.snapshot.sample_step;
    if (walk.draws == walked_) return;
    walked_ = walk.draws;
    if (walk.draws > 0 && sample_step_.can_be_followed() && walk.row < frame.snapshot.counts.size)
      row_ = walk.row;
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
    const float menu = export_menu_size(frame).x + 6;
    card.begin_header(118 + 8 + 162 + 8 + 94 + menu + 8);
    int chosen = show_probabilities_ ? 1 : 0;
    if (segmented(frame, "counting.show", {"counts", "P"}, chosen, 118)) {
      show_probabilities_ = chosen == 1;
    }
    ImGui::SameLine(0, 8);
    segmented(frame, "counting.sort", {"by id", "by frequency"}, sort_, 162);
    same_line_if_fits(94 + menu, 8);
    heatmap_.zoom_buttons(frame, "counting.zoom");
    ImGui::SameLine(0, 6);
    ImGui::SetCursorPosY(ImGui::GetCursorPosY() +
                         (frame.layout.control_height - export_menu_size(frame).y) / 2);
    export_table(frame);
    card.end_header();
    refresh_order(frame.snapshot);

    HeatmapSpec spec;
    fill_spec(frame, spec);
    spec.width = card.width();
    spec.stretch = 1.2f;
    const float legend = line_height(frame.fonts.mono_small) + 8;
    spec.height = height > 0 ? card.height_left() - legend : card.width();
    const HeatmapEvents events = heatmap_.draw(frame, spec);
    if (events.row >= 0) {
      pointed_row_ = order_[static_cast<std::size_t>(events.row)];
      pointed_column_ = order_[static_cast<std::size_t>(events.column)];
    }
    if (events.clicked) row_ = pointed_row_;
    read_out(frame, events);
  }

  void fill_spec(Frame& frame, HeatmapSpec& spec) {
    const app::Snapshot& snapshot = frame.snapshot;
    const app::CountView& counts = snapshot.counts;
    const double k = snapshot.model(model_kind("count")).settings.smoothing;
    refresh_sums(snapshot, k);
    spec.name = "counting.heatmap";
    spec.rows = spec.columns = counts.size;
    const std::uint64_t look = (show_probabilities_ ? 1u : 0u) | (frame.palette.dark ? 2u : 0u);
    const auto k_bits = static_cast<std::uint64_t>(show_probabilities_ ? k * 1000 + 1 : 0);
    spec.revision =
        (((counts.revision * 4 + look) * 2 + static_cast<std::uint64_t>(sort_)) * 1000003) + k_bits;
    spec.row_labels = spec.column_labels = labels_;
    spec.chosen_row = place_[static_cast<std::size_t>(row_)];
    const app::SampleStepView& walk = snapshot.sample_step;
    if (walk.draws > 0 && walk.chosen >= 0 && walk.chosen < counts.size &&
        sample_step_.is_decided() && sample_step_.can_be_followed() && walk.row == row_) {
      spec.marked_row = place_[static_cast<std::size_t>(walk.row)];
      spec.marked_column = place_[static_cast<std::size_t>(walk.chosen)];
    }
    const std::vector<int>& order = order_;
    const auto id = [&order](int place) { return order[static_cast<std::size_t>(place)]; };
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
    spec.color = [=, &palette](int row, int column) {
      const int i = id(row), j = id(column);
      const double share = show_probabilities ? probability(i, j) : at(i, j) / std::max(most, 1.0);
      return palette.sequential_at(std::sqrt(share));
    };
    const std::vector<std::string>& labels = labels_;
    spec.upper = [&labels](int row, int column) {
      return labels[static_cast<std::size_t>(row)] + labels[static_cast<std::size_t>(column)];
    };
    spec.lower = [=](int row, int column) {
      const int i = id(row), j = id(column);
      if (!show_probabilities) {
        const double count = at(i, j);
        return count < 1e4 ? std::to_string(static_cast<std::int64_t>(count))
                           : std::to_string(static_cast<std::int64_t>(count / 1e3)) + "k";
      }
      const double value = probability(i, j);
      return value >= 0.9995 ? std::string("1.0") : fixed(value, 3).substr(1);
    };
  }

  // Which token stands in which row: by id, or the frequent ones first.
  void refresh_order(const app::Snapshot& snapshot) {
    const std::uint64_t key = snapshot.corpus.revision * 2 + static_cast<std::uint64_t>(sort_);
    const auto size = static_cast<std::size_t>(snapshot.counts.size);
    if (ordered_ == key && order_.size() == size) return;
    ordered_ = key;
    order_.resize(size);
    std::iota(order_.begin(), order_.end(), 0);
    const auto& counts = snapshot.corpus.token_counts;
    if (sort_ == 1 && counts.size() == size) {
      std::stable_sort(order_.begin(), order_.end(), [&](int a, int b) {
        return counts[static_cast<std::size_t>(a)] > counts[static_cast<std::size_t>(b)];
      });
    }
    const std::vector<std::string>& tokens = tokens_.of(snapshot.corpus);
    place_.resize(size);
    labels_.resize(size);
    for (std::size_t i = 0; i < size; ++i) {
      const auto token = static_cast<std::size_t>(order_[i]);
      place_[token] = static_cast<int>(i);
      labels_[i] = tokens[token];
    }
  }

  void export_table(Frame& frame) {
    ExportSpec menu;
    menu.name = "counting.table";
    menu.file = show_probabilities_ ? "probabilities" : "counts";
    menu.picture = "counting.heatmap";
    menu.csv = [&frame, this] {
      const app::Snapshot& snapshot = frame.snapshot;
      const app::CountView& counts = snapshot.counts;
      std::vector<double> row;
      int row_of = -1;
      return csv_of_table(snapshot.corpus.display, snapshot.corpus.display, counts.size,
                          counts.size, [&](int i, int j) {
                            if (!show_probabilities_)
                              return static_cast<double>(
                                  counts.counts[static_cast<std::size_t>(i * counts.size + j)]);
                            if (i != row_of) row = row_probabilities(snapshot, row_of = i);
                            return row[static_cast<std::size_t>(j)];
                          });
    };
    export_menu(frame, menu);
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
                      ? "Touch a cell for its exact values; pinch to zoom."
                      : "Row: current character, column: the next. Point for values, click for the "
                        "row, wheel to zoom.");
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
  int sort_ = 0;                     // by id, by frequency
  std::vector<int> order_, place_;   // id in each row of the picture; row of each id
  std::vector<std::string> labels_;  // in the order of the picture
  std::uint64_t ordered_ = 0;        // what order_ is of
  std::int64_t walked_ = 0;          // draws that were followed
  Heatmap heatmap_;
  ShortTokens tokens_;
  std::vector<double> sums_;  // V, of the rows with k
  std::int64_t most_ = 0;     // largest count
  SmoothingCard smoothing_;
  SampleStepCard sample_step_;
  WordCard word_;
  SamplesCard samples_;
  PresetsCard presets_;
  ExperimentsCard try_;
};

}  // namespace

std::unique_ptr<Chapter> make_counting_chapter() { return std::make_unique<CountingChapter>(); }

}  // namespace babble::ui
