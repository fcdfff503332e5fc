// Chapter Transformer: attention instead of a memory.
#include "ui/base/format.h"
#include "ui/cards/networks/attention_card.h"
#include "ui/cards/networks/embedding_card.h"
#include "ui/chapters/network_chapter.h"

namespace babble::ui {
namespace {

class TransformerChapter : public NetworkChapter {
 public:
  TransformerChapter() : NetworkChapter("transformer", SamplesCard::with_options) {
    cards_ = usual_cards(
        "Transformer",
        "Nothing is carried from character to character: attention looks at all T characters "
        "before the next one and takes from each what it needs. Press play and compare the "
        "loss with the green line of the bigram; after a thousand steps most samples look like "
        "names. Watch dev beside train: a network of this size can learn names by heart.");
    add_picture({"attention",
                 Column::left,
                 [this](Frame& f, float h) { attention_.draw(f, kind(), h); },
                 {.narrow = 510, .pixels = 480}});
    add_picture({"embedding",
                 Column::left,
                 [this](Frame& f, float h) { embedding_.draw(f, kind(), h); },
                 {.narrow = 380, .pixels = 340}});
  }
  app::Subscribe watch() const override { return {.attention = true, .embedding = true}; }
  const char* id() const override { return "transformer"; }
  const char* title() const override { return "Transformer"; }
  const char* subtitle() const override { return "with attention"; }

  std::span<const TourStop> tour() const override {
    static constexpr TourStop stops[] = {
        training_stop(
            "It looks back",
            "No memory at all: attention looks at every letter before the next one. Press Next: it "
            "trains; this is the largest network here, so it takes a little longer."),
        {{"card.samples", "card.loss"},
         "samples",
         "It learns to talk",
         "Noise turns into syllables, and syllables into names. Training goes on until you press "
         "Pause; “Things to try” has experiments for every chapter."},
    };
    return stops;
  }

  std::string describe(const app::Snapshot& snapshot) const override {
    const app::ModelView& model = snapshot.model(kind());
    return "A transformer of " + plural(model.settings.layers, "block", "blocks") + " with " +
           plural(model.settings.heads, "head", "heads") + " looks at the last " +
           plural(model.settings.time_steps, "character", "characters") + "." +
           describe_training(model) + describe_silent_heads(snapshot);
  }

 private:
  AttentionCard attention_;
  EmbeddingCard embedding_;

  std::vector<Experiment> experiments(const Frame&) override {
    using app::Set;
    return {
        {"tiny", "One small block",
         "One block, two heads, width 16: 4,432 parameters instead of 204,544 on the names, and a "
         "step takes a fraction of the time. How far does it come?",
         "loss",
         [](Frame& f) {
           start_with(f, {Set{"layers", "1"}, Set{"heads", "2"}, Set{"width", "16"}}, 3000);
         }},
        {"one-head", "A single head",
         "One head with all of the width instead of four: only one thing to look for in each "
         "block. Compare the dev NLL after the same number of steps.",
         "progress",
         [](Frame& f) {
           start_with(f, {Set{"layers", "4"}, Set{"width", "64"}, Set{"heads", "1"}}, 1000);
         }},
        sweep_experiment("heads", "How many heads?",
                         "1 to 8 heads share the same width, 300 steps each: does it pay to look "
                         "for more things at once?",
                         "heads", "1, 2, 4, 8", 300),
        sweep_experiment("widths", "How wide?",
                         "Width 16 to 64 with the same heads, 300 steps each: the parameters grow "
                         "with its square.",
                         "width", "16, 32, 64", 300),
        {"blind", "Take attention away",
         "T = 1: there is nothing before the character to attend to. What remains is a bigram, and "
         "the loss stays at the green line.",
         "loss",
         [](Frame& f) {
           start_with(f, {Set{"time_steps", "1"}}, 2000);
         }},
        {"sgd", "Plain gradient descent",
         "The same network with SGD, rate 0.5: it learns much more slowly than with AdamW, which "
         "adapts the step of each parameter.",
         "loss",
         [](Frame& f) {
           start_with(f, {Set{"optimizer", "sgd"}, Set{"learning_rate", "0.5"}}, 1000);
         }},
    };
  }
};

}  // namespace

std::unique_ptr<Chapter> make_transformer_chapter() {
  return std::make_unique<TransformerChapter>();
}

}  // namespace babble::ui
