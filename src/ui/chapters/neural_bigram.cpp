// Chapter Neural bigram: the loss falls to the count bigram's, because W becomes log N.
#include "ui/cards/networks/example_card.h"
#include "ui/cards/networks/neural_matrices.h"
#include "ui/cards/networks/regularization_card.h"
#include "ui/cards/networks/spellings_card.h"
#include "ui/chapters/network_chapter.h"

namespace babble::ui {
namespace {

class NeuralChapter : public NetworkChapter {
 public:
  NeuralChapter() : NetworkChapter("neural", SamplesCard::without_options, 0.34f) {
    cards_ = {
        introduction_slot(
            "Neural bigram",
            "One layer, W, starts as noise. Training only tells it how good each guess was. Press "
            "play: the loss falls towards the count bigram's, and W becomes the logarithm of the "
            "table that counting found. Below, one example is followed through a training step."),
        problem_slot(),
        loss_slot({.narrow = 320, .least = 250, .most = 420, .fills = true}),
        samples_slot(),
        experiments_slot(),
        // Four square pictures, a quarter of the width each, and their text.
        {"matrices",
         Column::left,
         [this](Frame& f, float) { matrices_.draw(f); },
         {.pixels = 150, .of_width = 0.25f}},
        {"example", Column::left, [this](Frame& f, float) { example_.draw(f); }},
        progress_slot(),
        {"penalty", Column::right, [this](Frame& f, float) { regularization_.draw(f); }},
        {"batching", Column::right, [this](Frame& f, float) { batch_.draw(f); }},
        {"spellings", Column::left, [](Frame& f, float) { draw_spellings_card(f); }},
        settings_slot("l2"),
        sweep_slot(),
        trail_slot(),
        presets_slot(),
        code_slot(),
    };
  }
  const char* id() const override { return "neural"; }
  const char* title() const override { return "Neural bigram"; }
  const char* short_title() const override { return "Neural"; }
  const char* subtitle() const override { return "the table, learned"; }
  app::Subscribe watch() const override { return {true, false}; }
  double first_speed() const override { return 50; }

  std::string describe(const app::Snapshot& snapshot) const override {
    return "One layer of weights learns the table that counting found." +
           describe_training(snapshot.model(kind())) + " " + describe_spellings(snapshot.spellings);
  }

  std::span<const TourStop> tour() const override {
    static constexpr TourStop stops[] = {
        {{"play", "pause"},
         "",
         "Train it yourself",
         "Press Play: it trains the model of the chapter, and the tour goes on once there is a "
         "curve. The next button does one step, the third starts again from the seed, the number "
         "that all random draws begin with. You can break nothing: a reset can be undone.",
         true},
        {{"loss.plot", "card.loss"},
         "loss",
         "Is this good?",
         "The loss says how surprised the model is by each next letter: lower is better. The "
         "dashed lines are for comparison: a uniform guess above, the counted table below."},
        {{"corpus", ""},
         "",
         "Now with your own text",
         "Open, drop or paste any text here; it stays on this machine. The page's address holds "
         "all settings, so you can share them. “?” lists the keys."},
    };
    return stops;
  }

 private:
  std::vector<Experiment> experiments(const Frame&) override {
    return {
        {"learn", "Watch noise become the table",
         "Starts again from random W at 10 steps a second: the difference fades, and the loss "
         "falls to the count bigram's.",
         "matrices",
         [](Frame& f) {
           f.post(app::Set{"l2", "0.01"});
           f.post(app::Set{"batch_size", "0"});
           f.post(app::Set{"learning_rate", "50"});
           f.post(app::Reset{});
           f.post(app::LimitSpeed{10});
           f.post(app::Play{});
         }},
        {"penalty", "Penalize all weights",
         "λ = 10 pulls W to zero and the probabilities to uniform, as a large k does to the "
         "counts. Compare the two curves.",
         "penalty",
         [](Frame& f) {
           f.post(app::Set{"l2", "10"});
           f.post(app::Set{"batch_size", "0"});
           f.post(app::LimitSpeed{50});
           f.post(app::Play{});
         }},
        {"batches", "Learn from 32 pairs at a time",
         "Mini-batches at rate 10: the loss is noisy and still falls. With the full batch it falls "
         "smoothly.",
         "loss",
         [](Frame& f) {
           f.post(app::Set{"batch_size", "32"});
           f.post(app::Set{"learning_rate", "10"});
           f.post(app::Set{"l2", "0.01"});
           f.post(app::LimitSpeed{50});
           f.post(app::Play{});
         }},
    };
  }

  NeuralMatrices matrices_;
  ExampleCard example_;
  RegularizationCard regularization_;
  BatchCard batch_;
};

}  // namespace

std::unique_ptr<Chapter> make_neural_chapter() { return std::make_unique<NeuralChapter>(); }

}  // namespace babble::ui
