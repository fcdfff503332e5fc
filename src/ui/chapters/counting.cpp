// Chapter Counting: the table N, its rows as distributions, smoothing, samples, and the sampler at
// work; n-grams of other orders.
#include <algorithm>

#include "core/models/registry.h"
#include "ui/base/format.h"
#include "ui/cards/common/code_card.h"
#include "ui/cards/common/introduction_card.h"
#include "ui/cards/common/model_cards.h"
#include "ui/cards/common/presets_card.h"
#include "ui/cards/common/samples_card.h"
#include "ui/cards/common/sweep_card.h"
#include "ui/cards/counting/bigram_row.h"
#include "ui/cards/counting/count_table_card.h"
#include "ui/cards/counting/counting_cards.h"
#include "ui/cards/counting/orders_card.h"
#include "ui/cards/counting/sample_step_card.h"
#include "ui/chapters/registry.h"

namespace babble::ui {
namespace {

// The lecture's word if its pair "jq" was never seen here either, else two tokens of such a pair.
std::string word_never_seen(const app::Snapshot& snapshot) {
  const app::CountView& counts = snapshot.counts;
  const auto& tokens = snapshot.corpus.tokens;
  const auto id = [&](std::string_view token) {
    return static_cast<int>(std::find(tokens.begin(), tokens.end(), token) - tokens.begin());
  };
  const auto never = [&](int i, int j) {
    return i < counts.size && j < counts.size && count_at(counts, i, j) == 0;
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

class CountingChapter : public Chapter {
 public:
  CountingChapter() : Chapter(0.33f) {
    cards_ = {
        {"introduction", Column::right, [](Frame& f, float) { introduction(f); }},
        {"trouble", Column::left, [this](Frame& f, float) { problem_card(f, view(f)); }},
        // The table is that of pairs; another order shows one context at a time in its place.
        {"table",
         Column::left,
         [this](Frame& f, float h) {
           if (pairs()) table_.draw(f, sampler_, h);
         },
         {.least = 420, .fills = true}},
        {"context", Column::left,
         [this](Frame& f, float) {
           if (pairs()) return;
           orders_.draw_context(f, 320);
           orders_.draw(f, kind_);
         }},
        // Beside the table, what a click on one of its rows and a change of k show.
        {"row", Column::right,
         [this](Frame& f, float) {
           if (pairs()) row_card(f, table_.row());
         }},
        {"smoothing", Column::right, [this](Frame& f, float) { smoothing_.draw(f, kind_); }},
        {"samples", Column::right, [this](Frame& f, float) { samples_.draw(f, view(f)); }},
        {"orders", Column::right,
         [this](Frame& f, float) {
           if (pairs()) orders_.draw(f, kind_);
         }},
        {"try", Column::right, [this](Frame& f, float) { experiments(f); }},
        {"walk", Column::right,
         [this](Frame& f, float) {
           if (pairs()) sampler_.draw(f);
         }},
        {"word", Column::right, [this](Frame& f, float) { word_.draw(f); }},
        {"sweep", Column::right, [this](Frame& f, float) { sweep_.draw(f, kind_); }},
        {"presets", Column::right, [this](Frame& f, float) { presets_.draw(f, kind_); }},
        {"code", Column::right, [this](Frame& f, float) { code_.draw(f, kind_); }},
    };
  }
  const char* id() const override { return "counting"; }
  const char* title() const override { return "Counting"; }
  const char* subtitle() const override { return "a table of pairs"; }
  std::optional<ModelKind> model() const override { return kind_; }
  bool take(ModelKind kind) override {
    if (model_info(kind).capabilities.trained) return false;
    kind_ = kind;
    return true;
  }
  app::Subscribe watch() const override { return {.orders = true}; }

  std::string describe(const app::Snapshot& snapshot) const override {
    return "A table says how often each character follows each other one: " +
           grouped(snapshot.counts.total) + " pairs in " + snapshot.corpus.name + "." +
           describe_counts(snapshot) + describe_quality(snapshot.model(kind_)) +
           describe_orders(snapshot);
  }

  std::span<const TourStop> tour() const override {
    static constexpr TourStop stops[] = {
        {{"counting.heatmap", ""},
         "table",
         "A model is a table",
         "The page has counted names: each cell says how often one letter follows another. Point "
         "at a cell for its numbers. Click a row to see what follows its letter."},
        {{"chapter.*", ""},
         "",
         "From counting to memory",
         "Each chapter shows one idea: the data, the table, networks that learn it, networks that "
         "remember more, and a comparison of them all."},
    };
    return stops;
  }

  Transport transport(const Frame& frame) const override {
    if (!pairs()) return Chapter::transport(frame);
    Transport result;
    result.playing = sampler_.automatic();
    result.enabled = frame.snapshot.counts.size > 0;
    result.has_speed = false;
    result.play_tip = "Draw characters one after another (space)";
    result.step_tip = "Draw one character (S)";
    result.reset_tip = "Back to the first draw of the seed (R)";
    return result;
  }
  void play_or_pause(Frame& frame) override {
    sampler_.set_automatic(!sampler_.automatic());
    if (sampler_.automatic()) frame.controls.scroll_into_view("walk");
  }
  void step(Frame& frame) override {
    sampler_.draw_next(frame);
    frame.controls.scroll_into_view("walk");
  }
  void reset(Frame& frame) override { sampler_.restart(frame); }

 private:
  bool pairs() const { return kind_ == counted_bigram(); }
  const app::ModelView& view(const Frame& frame) const { return frame.snapshot.model(kind_); }

  void back_to_defaults(Frame& frame) override {
    Chapter::back_to_defaults(frame);
    if (!pairs()) frame.post(app::Activate{kind_ = counted_bigram()});
    sampler_.set_automatic(false);
    table_.show_probabilities(false);
  }
  void update(Frame& frame) override {
    sampler_.advance(frame);
    table_.update(frame, sampler_);
  }

  static void introduction(Frame& frame) {
    introduction_card(
        frame, "Counting",
        frame.snapshot.corpus.kind == "text"
            ? "The simplest language model is a table: how often does character j follow character "
              "i? A row divided by its sum gives the probabilities of the next character. Click a "
              "row; change k, which is added to every count; then type a word below."
            : "The simplest language model is a table: how often does character j follow character "
              "i? “.” begins and ends every line. A row divided by its sum gives the probabilities "
              "of the next character. Click a row; change k, which is added to every count; then "
              "press play.");
  }

  void experiments(Frame& frame) {
    const Experiment list[] = {
        {"walk", "Watch the sampler spell",
         "From the first draw of the seed, the number that all random draws begin with: the row "
         "lights up in the table, a random number falls on its bar, and a letter is chosen.",
         "walk",
         [this](Frame& f) {
           sampler_.restart(f);
           sampler_.set_automatic(true);
         }},
        {"never", "Meet minus infinity",
         "With k = 0, scores a word that has a pair the text never has: probability 0, logarithm "
         "−∞. Raise k, and the logarithm becomes finite.",
         "word",
         [](Frame& f) {
           f.post(app::Set{"smoothing", "0"});
           f.post(app::ScoreWord{word_never_seen(f.snapshot)});
         }},
        {"even", "Smooth everything away",
         "k = 10,000 outweighs the counts: every row of P comes close to 1/V, the NLL rises to "
         "ln V, and the samples are noise. k = 1 brings them back.",
         "table row smoothing",
         [this](Frame& f) {
           f.post(app::Set{"smoothing", "10000"});
           table_.show_probabilities(true);  // the counts do not change with k
         }},
        {"orders", "Learn the names by heart",
         "Order 5 with k = 1: four characters of context know the training part best, and the dev "
         "part worse than order 4: one of its contexts in twenty was never seen.",
         "orders context smoothing",
         [this](Frame& f) {
           f.post(app::Activate{kind_ = model_kind("ngram")});
           f.post(app::Set{"order", "5"});
         }},
        {"tune", "Tune k by the dev part",
         "Makemore's exercise E03: k from 0.001 to 1,000. The training loss only rises with k; the "
         "dev loss has its minimum elsewhere.",
         "sweep",
         [this](Frame& f) { sweep_.start(f, kind_, "smoothing", "0.001..1000 log 19", 1); }},
    };
    experiments_.draw(frame, list);
  }

  ModelKind kind_ = counted_bigram();  // or the n-grams
  OrdersCard orders_;
  CountTableCard table_;
  SmoothingCard smoothing_;
  SampleStepCard sampler_;
  WordCard word_;
  SamplesCard samples_;
  SweepCard sweep_;
  PresetsCard presets_;
  CodeCard code_;
};

}  // namespace

std::unique_ptr<Chapter> make_counting_chapter() { return std::make_unique<CountingChapter>(); }

}  // namespace babble::ui
