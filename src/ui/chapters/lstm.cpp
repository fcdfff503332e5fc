// Chapter LSTM: a memory cell beside the hidden state.
#include "ui/chapters/recurrent_chapter.h"

namespace babble::ui {
namespace {

class LstmChapter : public RecurrentChapter {
 public:
  LstmChapter()
      : RecurrentChapter(
            "lstm", "LSTM",
            {.heading = "Long short-term memory",
             .introduction =
                 "A memory cell C is carried beside the hidden state H. The forget gate F decides "
                 "what the cell keeps, the input gate I what it takes in, the output gate O what "
                 "the state shows of it. Press play: the loss rests near that of the single "
                 "characters before it falls, because all weights start near zero. Then compare "
                 "with the GRU, which has no cell.",
             .formula = "Cₜ = Fₜ∘Cₜ₋₁ + Iₜ∘tanh(Xₜ·W_xc + Hₜ₋₁·W_hc + b_c), Hₜ = Oₜ∘tanh(Cₜ)",
             .article = "An LSTM",
             .gates = 5}) {}
  const char* subtitle() const override { return "a memory cell"; }

  std::span<const TourStop> tour() const override {
    static constexpr TourStop stops[] = {
        training_stop("A second memory",
                      "Beside its state it has a cell, which only gates can change. Press Next: it "
                      "trains, on the same text as the others."),
    };
    return stops;
  }

 private:
  std::vector<Experiment> experiments(const Frame& frame) override {
    return gated_experiments(
        frame, "30",
        "H = 30: four matrices for the state, but about as many parameters as an RNN with H = 64. "
        "Keep the run and set it beside the RNN's in the chapter Compare.");
  }
};

}  // namespace

std::unique_ptr<Chapter> make_lstm_chapter() { return std::make_unique<LstmChapter>(); }

}  // namespace babble::ui
