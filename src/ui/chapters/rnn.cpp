// Chapter RNN: training a model that remembers, and what its hidden state looks like.
#include <initializer_list>

#include "ui/base/format.h"
#include "ui/base/model_info_shim.h"
#include "ui/cards/experiments_card.h"
#include "ui/cards/hidden_state_card.h"
#include "ui/cards/introduction_card.h"
#include "ui/cards/model_cards.h"
#include "ui/cards/presets_card.h"
#include "ui/cards/samples_card.h"
#include "ui/cards/settings_panel.h"
#include "ui/cards/training_cards.h"
#include "ui/chapters/registry.h"

namespace babble::ui {
namespace {

ModelKind own_kind() { return model_kind("rnn"); }

const app::ModelView& own_model(const Frame& frame) { return frame.snapshot.model(own_kind()); }

class RnnChapter : public Chapter {
 public:
  RnnChapter() {
    cards_ = {
        {"introduction", Column::right, [](Frame& f, float) { introduction(f); }},
        {"trouble", Column::left, [](Frame& f, float) { problem_card(f, own_model(f)); }},
        {"loss",
         Column::left,
         [this](Frame& f, float h) { loss_.draw(f, own_model(f), h); },
         {.narrow = 330, .least = 250, .fills = true}},
        {"samples", Column::right, [this](Frame& f, float) { samples_.draw(f, own_model(f)); }},
        {"try", Column::right, [this](Frame& f, float) { experiments(f); }},
        {"progress", Column::right, [](Frame& f, float) { progress_card(f, own_model(f)); }},
        {"gradient",
         Column::left,
         [](Frame& f, float h) { gradient_card(f, own_model(f), h); },
         {.narrow = 230, .pixels = 186}},
        {"hidden",
         Column::left,
         [this](Frame& f, float h) { hidden_.draw(f, own_kind(), h); },
         {.narrow = 300, .pixels = 252}},
        {"settings", Column::right,
         [this](Frame& f, float) { settings_.draw_card(f, own_kind()); }},
        {"trail", Column::right, [](Frame& f, float) { trail_card(f, own_model(f)); }},
        {"presets", Column::right, [this](Frame& f, float) { presets_.draw(f, own_kind()); }},
    };
  }
  const char* id() const override { return "rnn"; }
  const char* title() const override { return "RNN"; }
  const char* subtitle() const override { return "with a memory"; }
  std::optional<ModelKind> model() const override { return own_kind(); }
  app::Subscribe watch() const override { return {false, true}; }

  std::string describe(const app::Snapshot& snapshot) const override {
    const app::ModelView& model = snapshot.model(own_kind());
    return "A recurrent network with " +
           plural(model.settings.hidden_size, "hidden unit", "hidden units") +
           " remembers what it has read." + describe_training(model);
  }

 private:
  static void introduction(Frame& frame) {
    introduction_card(
        frame, "Recurrent network",
        "The hidden state H is carried from character to character and holds what was read so far. "
        "So the RNN can look back further than one character, which no bigram can. Press play: "
        "once the loss is below the green line, the RNN uses its memory. Watch the samples "
        "improve.");
  }

  static void start_with(Frame& frame, std::initializer_list<app::Set> settings, int steps) {
    frame.post(app::Reset{});  // first, so that the run before is kept with its own settings
    for (const app::Set& set : settings) frame.post(set);
    frame.post(app::Step{steps});
  }

  void experiments(Frame& frame) {
    const Experiment list[] = {
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
         "samples", [this](Frame& f) { samples_.ask(f, true, 1); }, own_model(frame).steps > 0,
         "Train the RNN first, then see what it says without random numbers."},
    };
    experiments_.draw(frame, list);
  }

  LossCard loss_;
  SamplesCard samples_{SamplesCard::with_options};
  HiddenStateCard hidden_;
  SettingsPanel settings_;
  PresetsCard presets_;
  ExperimentsCard experiments_;
};

}  // namespace

std::unique_ptr<Chapter> make_rnn_chapter() { return std::make_unique<RnnChapter>(); }

}  // namespace babble::ui
