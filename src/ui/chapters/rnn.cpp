// Chapter RNN: training a model that remembers, and what its hidden state looks like.
#include <initializer_list>

#include "ui/base/format.h"
#include "ui/cards/hidden_state_card.h"
#include "ui/chapters/network_chapter.h"

namespace babble::ui {
namespace {

class RnnChapter : public NetworkChapter {
 public:
  RnnChapter() : NetworkChapter("rnn", SamplesCard::with_options) {
    cards_ = {
        introduction_slot(
            "Recurrent network",
            "The hidden state H is carried from character to character and holds what was read so "
            "far. So the RNN can look back further than one character, which no bigram can. Press "
            "play: once the loss is below the green line, the RNN uses its memory. Watch the "
            "samples improve."),
        problem_slot(),
        loss_slot({.narrow = 330, .least = 250, .fills = true}),
        samples_slot(),
        experiments_slot(),
        progress_slot(),
        {"gradient",
         Column::left,
         [this](Frame& f, float h) { gradient_card(f, view(f), h); },
         {.narrow = 230, .pixels = 186}},
        {"hidden",
         Column::left,
         [this](Frame& f, float h) { hidden_.draw(f, kind(), h); },
         {.narrow = 300, .pixels = 252}},
        settings_slot(),
        trail_slot(),
        presets_slot(),
    };
  }
  const char* id() const override { return "rnn"; }
  const char* title() const override { return "RNN"; }
  const char* subtitle() const override { return "with a memory"; }
  app::Subscribe watch() const override { return {false, true}; }

  std::string describe(const app::Snapshot& snapshot) const override {
    const app::ModelView& model = snapshot.model(kind());
    return "A recurrent network with " +
           plural(model.settings.hidden_size, "hidden unit", "hidden units") +
           " remembers what it has read." + describe_training(model);
  }

 private:
  static void start_with(Frame& frame, std::initializer_list<app::Set> settings, int steps) {
    frame.post(app::Reset{});  // first, so that the run before is kept with its own settings
    for (const app::Set& set : settings) frame.post(set);
    frame.post(app::Step{steps});
  }

  std::vector<Experiment> experiments(const Frame& frame) override {
    return {
        {"explode", "Train without clipping",
         "Rate 2 and no clipping: the gradient's norm shoots up, and the loss follows.", "loss",
         [](Frame& f) {
           start_with(f, {app::Set{"max_grad_norm", "0"}, app::Set{"learning_rate", "2"}}, 600);
         }},
        {"brake", "The same with clipping",
         "Rate 2 with θ = 1: clipping shortens the steps that are too long, and the RNN learns.",
         "gradient",
         [](Frame& f) {
           start_with(f, {app::Set{"max_grad_norm", "1"}, app::Set{"learning_rate", "2"}}, 600);
         }},
        {"forget", "Take its memory away",
         "T = 1 and random mini-batches: H starts at zero before every character, so the loss does "
         "not fall below the count bigram's.",
         "loss",
         [](Frame& f) {
           start_with(f,
                      {app::Set{"batching", "random"}, app::Set{"time_steps", "1"},
                       app::Set{"batch_size", "1024"}, app::Set{"max_grad_norm", "1"},
                       app::Set{"learning_rate", "1"}},
                      3000);
         }},
        {"greedy", "Always the most likely character",
         "Greedy sampling uses no random numbers: all ten samples are the same, and running text "
         "repeats itself.",
         "samples", [this](Frame& f) { samples().ask(f, true, 1); }, view(frame).steps > 0,
         "Train the RNN first, then see what it says without random numbers."},
    };
  }

  HiddenStateCard hidden_;
};

}  // namespace

std::unique_ptr<Chapter> make_rnn_chapter() { return std::make_unique<RnnChapter>(); }

}  // namespace babble::ui
