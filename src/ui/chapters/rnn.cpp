// Chapter RNN: a model that remembers, its training, and what its hidden state looks like.
#include <algorithm>
#include <cmath>
#include <initializer_list>

#include "core/models/registry.h"
#include "ui/cards/experiments_card.h"
#include "ui/cards/hidden_state_card.h"
#include "ui/cards/model_cards.h"
#include "ui/cards/presets_card.h"
#include "ui/cards/settings_panel.h"
#include "ui/cards/training_cards.h"
#include "ui/chapters/chapter.h"
#include "ui/widgets/widgets.h"

namespace babble::ui {
namespace {

class RnnChapter : public Chapter {
 public:
  const char* id() const override { return "rnn"; }
  const char* title() const override { return "RNN"; }
  const char* subtitle() const override { return "with a memory"; }
  std::optional<ModelKind> model() const override { return model_kind("rnn"); }
  app::Subscribe watch() const override { return {false, true}; }

  void draw(Frame& frame) override {
    const app::ModelView& model = frame.snapshot.model(model_kind("rnn"));
    if (frame.layout.one_column) {
      begin_column(frame, "page", 0);
      introduction(frame);
      problem_card(frame, model);
      loss_.draw(frame, model, 330);
      samples_.draw(frame, model, true);
      experiments(frame);
      progress_card(frame, model);
      gradient_card(frame, model, 230);
      hidden_.draw(frame, 300);
      settings_.draw_card(frame, model_kind("rnn"));
      trail_card(frame, model);
      presets_.draw(frame, model_kind("rnn"));
      end_column(frame);
      return;
    }
    const float room = ImGui::GetContentRegionAvail().x, height = ImGui::GetContentRegionAvail().y;
    const float side = std::clamp(room * 0.36f, 348.0f, 460.0f), space = frame.layout.gap;
    begin_column(frame, "left", room - side - space, height);
    problem_card(frame, model);
    const float gradient = 186, hidden = 252;
    loss_.draw(frame, model, std::max(height - gradient - hidden - 2 * space, 250.0f));
    gradient_card(frame, model, gradient);
    hidden_.draw(frame, hidden);
    end_column(frame);
    ImGui::SameLine(0, space);
    begin_column(frame, "right", side, height + frame.layout.gap);
    introduction(frame);
    samples_.draw(frame, model, true);
    experiments(frame);
    progress_card(frame, model);
    settings_.draw_card(frame, model_kind("rnn"));
    trail_card(frame, model);
    presets_.draw(frame, model_kind("rnn"));
    end_column(frame);
  }

 private:
  void introduction(Frame& frame) {
    const Card card(frame, "introduction", "");
    text(frame, "Recurrent network", frame.palette.text, frame.fonts.title);
    paragraph(
        frame,
        "The hidden state H carries what was read so far from character to character, so the "
        "RNN can do what no bigram can: look further back than one. Press play; when its loss "
        "crosses the green line it has used its memory. Watch the samples change with it.");
  }

  static void start_with(Frame& frame, std::initializer_list<app::Set> settings, int steps) {
    frame.post(app::Reset{});  // first: the run before is kept with the settings that it had
    for (const app::Set& set : settings) frame.post(set);
    frame.post(app::Step{steps});
  }

  void experiments(Frame& frame) {
    const app::ModelView& model = frame.snapshot.model(model_kind("rnn"));
    const Experiment things[] = {
        {"explode", "Take the brake off",
         "Rate 2 without clipping: watch the gradient's norm shoot up, and the loss after it.",
         "loss",
         [](Frame& f) {
           start_with(f, {app::Set{"max_grad_norm", "0"}, app::Set{"learning_rate", "2"}}, 600);
         }},
        {"brake", "The same with clipping",
         "Rate 2 with θ = 1: steps that would be too long are shortened, and it learns.",
         "gradient",
         [](Frame& f) {
           start_with(f, {app::Set{"max_grad_norm", "1"}, app::Set{"learning_rate", "2"}}, 600);
         }},
        {"forget", "Take its memory away",
         "T = 1 and random mini-batches: H begins at zero before every character, so the curve "
         "stops at the count bigram's line.",
         "loss",
         [](Frame& f) {
           start_with(f,
                      {app::Set{"batching", "random"}, app::Set{"time_steps", "1"},
                       app::Set{"batch_size", "1024"}, app::Set{"max_grad_norm", "1"},
                       app::Set{"learning_rate", "1"}},
                      3000);
         }},
        {"greedy", "Always the likeliest",
         "Greedy samples: no chance, so all ten are the same, and a text runs in circles.",
         "samples", [this](Frame& f) { samples_.ask(f, true, 1); }, model.steps > 0,
         "Train a little first; then see what it says without chance."},
    };
    try_.draw(frame, things);
  }

  LossCard loss_;
  SamplesCard samples_;
  HiddenStateCard hidden_;
  SettingsPanel settings_;
  PresetsCard presets_;
  ExperimentsCard try_;
};

}  // namespace

std::unique_ptr<Chapter> make_rnn_chapter() { return std::make_unique<RnnChapter>(); }

}  // namespace babble::ui
