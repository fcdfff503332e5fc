// Chapter Neural bigram: the loss falls to the count bigram's, because W becomes log N. The neural
// trigram, which reads two characters, has the cards that any trained model has.
#include "ui/cards/common/introduction_card.h"
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
        {"introduction", Column::right, [this](Frame& f, float) { introduction(f); }},
        problem_slot(),
        loss_slot({.narrow = 320, .least = 250, .most = 420, .fills = true}),
        samples_slot(),
        experiments_slot(),
        // Four square pictures, a quarter of the width each, and their text.
        {"matrices",
         Column::left,
         [this](Frame& f, float) {
           if (pairs()) matrices_.draw(f);
         },
         {.pixels = 150, .of_width = 0.25f}},
        {"example", Column::left,
         [this](Frame& f, float) {
           if (pairs()) example_.draw(f);
         }},
        progress_slot(),
        {"penalty", Column::right,
         [this](Frame& f, float) {
           if (pairs()) regularization_.draw(f);
         }},
        {"batching", Column::right,
         [this](Frame& f, float) {
           if (pairs()) batch_.draw(f);
         }},
        {"spellings", Column::left,
         [this](Frame& f, float) {
           if (pairs()) draw_spellings_card(f);
         }},
        settings_slot(),
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
  bool take(ModelKind kind) override {
    if (kind != trained_bigram() && kind != trigram()) return false;
    show(kind);
    return true;
  }
  app::Subscribe watch() const override { return {pairs(), false}; }
  double first_speed() const override { return 50; }

  std::string describe(const app::Snapshot& snapshot) const override {
    if (!pairs())
      return "One layer of weights reads the last two characters." +
             describe_training(snapshot.model(kind()));
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
  static ModelKind trigram() { return model_kind("trigram"); }
  bool pairs() const { return kind() == trained_bigram(); }

  void choose(Frame& frame, ModelKind kind) {
    show(kind);
    frame.post(app::Activate{kind});
  }

  void introduction(Frame& frame) {
    introduction_card(
        frame, pairs() ? "Neural bigram" : "Neural trigram",
        pairs()
            ? "One layer, W, starts as noise. Training only tells it how good each guess was. "
              "Press play: the loss falls towards the count bigram's, and W becomes the logarithm "
              "of the table that counting found. Below, one example is followed through a "
              "training step."
            : "The same layer with a row for each pair of characters: W has V² rows. Press play: "
              "the loss falls below the green line, which no bigram can cross. A rare pair moves "
              "its row little in each step, so the trigram takes longer to learn.",
        [&] {
          int chosen = pairs() ? 0 : 1;
          if (segmented(frame, "neural.context", {"reads 1 character", "reads 2 characters"},
                        chosen))
            choose(frame, chosen == 0 ? trained_bigram() : trigram());
        });
  }

  // λ of the bigram stands beside its picture.
  std::string_view setting_elsewhere() const override { return pairs() ? "l2" : ""; }

  void back_to_defaults(Frame& frame) override {
    NetworkChapter::back_to_defaults(frame);
    if (!pairs()) choose(frame, trained_bigram());
  }

  std::vector<Experiment> experiments(const Frame&) override {
    const Experiment trigrams{
        "trigram", "Read two characters",
        "Makemore's exercise E01, by gradient: 1,000 steps from random W. The loss falls below "
        "every bigram's.",
        "loss", [this](Frame& f) {
          choose(f, trigram());
          start_with(f, {}, 1000);
        }};
    if (!pairs()) return {trigrams};
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
        trigrams,
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
