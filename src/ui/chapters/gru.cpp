// Chapter GRU: gates decide what of the hidden state is kept.
#include "ui/chapters/recurrent_chapter.h"

namespace babble::ui {
namespace {

class GruChapter : public RecurrentChapter {
 public:
  GruChapter()
      : RecurrentChapter(
            "gru", "GRU",
            {.heading = "Gated recurrent unit",
             .introduction =
                 "The update gate Z decides how much of the old state each unit keeps, the reset "
                 "gate R how much of it the new candidate sees. Press play and compare with the "
                 "RNN: the loss falls slowly at first, but larger learning rates stay stable. The "
                 "pictures below show every gate over a text: a unit whose row is orange in Z "
                 "keeps "
                 "its colour in H.",
             .formula = "Hₜ = Zₜ∘Hₜ₋₁ + (1 − Zₜ)∘tanh(Xₜ·W_xh + (Rₜ∘Hₜ₋₁)·W_hh + b_h)",
             .article = "A GRU",
             .gates = 3}) {}
  const char* subtitle() const override { return "two gates"; }

  std::span<const TourStop> tour() const override {
    static constexpr TourStop stops[] = {
        training_stop("Gates guard the memory",
                      "At every letter this network decides what to keep and what to write anew. "
                      "Press Next: it trains. Pictures further down show the gates over a text."),
    };
    return stops;
  }

 private:
  std::vector<Experiment> experiments(const Frame& frame) override {
    return gated_experiments(
        frame, "35",
        "H = 35: three matrices for the state, but about as many parameters as an RNN with H = 64. "
        "Keep the run and set it beside the RNN's in the chapter Compare.");
  }
};

}  // namespace

std::unique_ptr<Chapter> make_gru_chapter() { return std::make_unique<GruChapter>(); }

}  // namespace babble::ui
