// Chapter Neural bigram: the loss falls to the count bigram's, because W becomes log N.
#include "ui/base/model_info_shim.h"
#include "ui/cards/example_card.h"
#include "ui/cards/experiments_card.h"
#include "ui/cards/introduction_card.h"
#include "ui/cards/model_cards.h"
#include "ui/cards/neural_matrices.h"
#include "ui/cards/presets_card.h"
#include "ui/cards/regularization_card.h"
#include "ui/cards/samples_card.h"
#include "ui/cards/settings_panel.h"
#include "ui/cards/training_cards.h"
#include "ui/chapters/registry.h"

namespace babble::ui {
namespace {

ModelKind own_kind() { return model_kind("neural"); }

const app::ModelView& own_model(const Frame& frame) { return frame.snapshot.model(own_kind()); }

class NeuralChapter : public Chapter {
 public:
  NeuralChapter() : Chapter(0.34f) {
    cards_ = {
        {"introduction", Column::right, [](Frame& f, float) { introduction(f); }},
        {"trouble", Column::left, [](Frame& f, float) { problem_card(f, own_model(f)); }},
        {"loss",
         Column::left,
         [this](Frame& f, float h) { loss_.draw(f, own_model(f), h); },
         {.narrow = 320, .least = 250, .most = 420, .fills = true}},
        {"samples", Column::right, [this](Frame& f, float) { samples_.draw(f, own_model(f)); }},
        {"try", Column::right, [this](Frame& f, float) { experiments(f); }},
        // Four square pictures and their words.
        {"matrices",
         Column::left,
         [this](Frame& f, float) { matrices_.draw(f); },
         {.pixels = 150, .of_width = 0.25f}},
        {"example", Column::left, [this](Frame& f, float) { example_.draw(f); }},
        {"progress", Column::right, [](Frame& f, float) { progress_card(f, own_model(f)); }},
        {"penalty", Column::right, [this](Frame& f, float) { regularization_.draw(f); }},
        {"batching", Column::right, [this](Frame& f, float) { batch_.draw(f); }},
        {"settings", Column::right,
         [this](Frame& f, float) { settings_.draw_card(f, own_kind(), "l2"); }},
        {"trail", Column::right, [](Frame& f, float) { trail_card(f, own_model(f)); }},
        {"presets", Column::right, [this](Frame& f, float) { presets_.draw(f, own_kind()); }},
    };
  }
  const char* id() const override { return "neural"; }
  const char* title() const override { return "Neural bigram"; }
  const char* short_title() const override { return "Neural"; }
  const char* subtitle() const override { return "the table, learned"; }
  std::optional<ModelKind> model() const override { return own_kind(); }
  app::Subscribe watch() const override { return {true, false}; }
  double first_speed() const override { return 50; }

  std::string describe(const app::Snapshot& snapshot) const override {
    return "One layer of weights learns the table that counting found." +
           describe_training(snapshot.model(own_kind()));
  }

  std::span<const TourStop> tour() const override {
    static constexpr TourStop stops[] = {
        {{"play", "pause"},
         "",
         "Train it yourself",
         "Play trains the model of the chapter. The next button does one step, the third starts "
         "again from the seed. You can break nothing: a reset can be undone."},
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
  static void introduction(Frame& frame) {
    introduction_card(
        frame, "Neural bigram",
        "One layer, W, starts as noise. Training only tells it how good each guess was. Press "
        "play: the loss falls towards the count bigram's, and W becomes the logarithm of the table "
        "that counting found. Below, one example is followed through a training step.");
  }

  void experiments(Frame& frame) {
    const Experiment list[] = {
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
           f.post(app::LimitSpeed{0});
           f.post(app::Play{});
         }},
    };
    experiments_.draw(frame, list);
  }

  LossCard loss_;
  SamplesCard samples_;
  NeuralMatrices matrices_;
  ExampleCard example_;
  RegularizationCard regularization_;
  BatchCard batch_;
  SettingsPanel settings_;
  PresetsCard presets_;
  ExperimentsCard experiments_;
};

}  // namespace

std::unique_ptr<Chapter> make_neural_chapter() { return std::make_unique<NeuralChapter>(); }

}  // namespace babble::ui
