// Chapter RNN: training a model that remembers, and what its hidden state looks like.
#include "ui/chapters/recurrent_chapter.h"

namespace babble::ui {
namespace {

class RnnChapter : public RecurrentChapter {
 public:
  RnnChapter()
      : RecurrentChapter(
            "rnn", "RNN",
            {.heading = "Recurrent network",
             .introduction =
                 "The hidden state H is carried from character to character and holds what was "
                 "read so far. So the RNN can look back further than one character, which no "
                 "bigram can. Press play: once the loss is below the green line, the RNN uses its "
                 "memory. Watch the samples improve.",
             .formula = "Hₜ = tanh(Xₜ·W_xh + Hₜ₋₁·W_hh + b_h)",
             .article = "A recurrent network"}) {}
  const char* subtitle() const override { return "with a memory"; }

  std::span<const TourStop> tour() const override {
    static constexpr TourStop stops[] = {
        training_stop("A model that remembers",
                      "This network carries what it has read from letter to letter. Press Next: it "
                      "trains, and these samples are drawn again and again as it learns."),
    };
    return stops;
  }

 private:
  std::vector<Experiment> experiments(const Frame& frame) override {
    return {
        {"explode", "Train without clipping",
         "Rate 2 and no clipping: the gradient's norm shoots up, and the loss follows.",
         "loss gradient",
         [](Frame& f) {
           start_with(f, {app::Set{"max_grad_norm", "0"}, app::Set{"learning_rate", "2"}}, 600);
         }},
        {"brake", "The same with clipping",
         "Rate 2 with θ = 1: clipping shortens the steps that are too long, and the RNN learns.",
         "loss gradient",
         [](Frame& f) {
           start_with(f, {app::Set{"max_grad_norm", "1"}, app::Set{"learning_rate", "2"}}, 600);
         }},
        sweep_experiment("sizes", "How many hidden units?",
                         "H from 8 to 128, 500 steps each: a larger memory guesses better and "
                         "takes longer. Where does it stop to pay?",
                         "hidden_size", "8, 16, 32, 64, 128", 500),
        side_by_side_reach(),
        sweep_experiment("relu", "ReLU beside tanh",
                         "Two runs of 500 steps from the same seed. ReLU's slope is 1 or 0, tanh's "
                         "below 1: look how far back the gradient reaches, too.",
                         "activation", "tanh, relu", 500),
        sweep_experiment("detach", "Do not detach the state",
                         "The gradient goes on through the mini-batch before, 2·T − 1 steps back "
                         "instead of T − 1. It takes twice as long: is the loss any lower?",
                         "detach", "true, false", 500),
        sweep_experiment("one_hot", "An embedding instead of one-hot",
                         "E = 2, 8 and 32 numbers for a character beside the one-hot vector (0). "
                         "With E = 2 the characters are points in the plane.",
                         "embedding", "0, 2, 8, 32", 500),
        without_memory(),
        greedy(frame),
    };
  }
};

}  // namespace

std::unique_ptr<Chapter> make_rnn_chapter() { return std::make_unique<RnnChapter>(); }

}  // namespace babble::ui
