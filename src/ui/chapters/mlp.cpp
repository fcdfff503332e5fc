// Chapter MLP: a window of characters, each a point in a space that is learned.
#include "ui/base/format.h"
#include "ui/cards/networks/activations_card.h"
#include "ui/cards/networks/embedding_card.h"
#include "ui/cards/networks/window_card.h"
#include "ui/chapters/network_chapter.h"

namespace babble::ui {
namespace {

class MlpChapter : public NetworkChapter {
 public:
  MlpChapter() : NetworkChapter("mlp", SamplesCard::with_options) {
    cards_ = usual_cards(
        "Multilayer perceptron",
        "The MLP looks at the last T characters. Each becomes E numbers, its embedding; one "
        "hidden layer reads them all and guesses the next character. Press play: the loss "
        "starts far above the uniform guess, because random weights are confident and wrong. "
        "Watch it fall below the green line, which no bigram can cross, and the vowels gather in "
        "the plane of the embeddings.");
    add_picture({"embedding",
                 Column::left,
                 [this](Frame& f, float h) { embedding_.draw(f, kind(), h); },
                 {.narrow = 380, .pixels = 340}});
    add_picture({"activations",
                 Column::left,
                 [this](Frame& f, float h) { activations_.draw(f, kind(), h); },
                 {.narrow = 720, .pixels = 400}});
    add_picture({"window",
                 Column::left,
                 [this](Frame& f, float) { window_.draw(f, kind()); },
                 {.narrow = 420, .pixels = 420}});
  }
  app::Subscribe watch() const override {
    return {.embedding = true, .activations = true, .window = true};
  }
  const char* id() const override { return "mlp"; }
  const char* title() const override { return "MLP"; }
  const char* subtitle() const override { return "sees a window"; }

  std::span<const TourStop> tour() const override {
    static constexpr TourStop stops[] = {
        training_stop(
            "It sees a window",
            "This network reads three letters at once, where the table knew only one. Press Next: "
            "it trains, and these samples are drawn again and again as it learns."),
    };
    return stops;
  }

  std::string describe(const app::Snapshot& snapshot) const override {
    const app::ModelView& model = snapshot.model(kind());
    return "A multilayer perceptron with " +
           plural(model.settings.hidden_size, "hidden unit", "hidden units") +
           " looks at the last " + plural(model.settings.block_size, "character", "characters") +
           "." + describe_training(model) + window_.describe(snapshot);
  }

 private:
  EmbeddingCard embedding_;
  ActivationsCard activations_;
  WindowCard window_;

  std::vector<Experiment> experiments(const Frame&) override {
    using app::Set;
    return {
        {"scaled", "Start with scaled weights",
         "Small weights guess almost uniformly: the first loss is ln V instead of many times that, "
         "and no step is spent on unlearning wrong confidence.",
         "loss",
         [](Frame& f) {
           start_with(f, {Set{"init", "scaled"}, Set{"learning_rate", "0.1"}}, 20000);
         }},
        sweep_experiment("starts", "Both starts in one picture",
                         "normal begins near 27 nats: random logits are confident and wrong, and "
                         "most tanh are saturated. scaled begins at ln V = 3.3. Compare the first "
                         "losses, and those after 1,000 steps.",
                         "init", "normal, scaled", 1000),
        sweep_experiment("rates", "Find the learning rate",
                         "Ten rates from 0.001 to 1, 1,000 steps each, as in the lecture: too "
                         "small learns nothing, too large blows up. The best lies near 0.1.",
                         "learning_rate", "0.001..1 log 10", 1000),
        {"window", "A longer window",
         "T = 8 instead of 3: most names fit into the window. Does the dev NLL fall, or does the "
         "MLP learn the training part by heart?",
         "progress",
         [](Frame& f) {
           start_with(f, {Set{"init", "scaled"}, Set{"block_size", "8"}}, 20000);
         }},
        {"wider", "Wider",
         "H = 400 and E = 24: about four times as many parameters, and a slower step. Compare the "
         "dev NLL after the same number of steps.",
         "progress",
         [](Frame& f) {
           start_with(f,
                      {Set{"init", "scaled"}, Set{"block_size", "3"}, Set{"hidden_size", "400"},
                       Set{"embedding", "24"}},
                      20000);
         }},
    };
  }
};

}  // namespace

std::unique_ptr<Chapter> make_mlp_chapter() { return std::make_unique<MlpChapter>(); }

}  // namespace babble::ui
