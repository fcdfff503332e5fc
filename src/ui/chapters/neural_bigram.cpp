// Chapter Neural bigram: the loss falls to the count model's, because W becomes log N.
#include <algorithm>

#include "core/models/registry.h"
#include "ui/cards/example_card.h"
#include "ui/cards/experiments_card.h"
#include "ui/cards/model_cards.h"
#include "ui/cards/neural_matrices.h"
#include "ui/cards/presets_card.h"
#include "ui/cards/regularization_card.h"
#include "ui/cards/settings_panel.h"
#include "ui/cards/training_cards.h"
#include "ui/chapters/chapter.h"
#include "ui/widgets/widgets.h"

namespace babble::ui {
namespace {

class NeuralChapter : public Chapter {
 public:
  const char* id() const override { return "neural"; }
  const char* title() const override { return "Neural bigram"; }
  const char* short_title() const override { return "Neural"; }
  const char* subtitle() const override { return "the table, learned"; }
  std::optional<ModelKind> model() const override { return model_kind("neural"); }
  app::Subscribe watch() const override { return {true, false}; }
  double first_speed() const override { return 50; }

  void draw(Frame& frame) override {
    const app::ModelView& model = frame.snapshot.model(model_kind("neural"));
    if (frame.layout.one_column) {
      begin_column(frame, "page", 0);
      introduction(frame);
      problem_card(frame, model);
      loss_.draw(frame, model, 320);
      samples_.draw(frame, model, false);
      experiments(frame);
      matrices_.draw(frame);
      example_.draw(frame);
      penalty_.draw(frame);
      batch_.draw(frame);
      progress_card(frame, model);
      settings_.draw_card(frame, model_kind("neural"), "l2");
      trail_card(frame, model);
      presets_.draw(frame, model_kind("neural"));
      end_column(frame);
      return;
    }
    const float room = ImGui::GetContentRegionAvail().x, height = ImGui::GetContentRegionAvail().y;
    const float side = std::clamp(room * 0.34f, 348.0f, 460.0f);
    begin_column(frame, "left", room - side - frame.layout.gap, height);
    problem_card(frame, model);
    const float pictures = (room - side - frame.layout.gap) / 4 + 150;
    loss_.draw(frame, model, std::clamp(height - pictures - frame.layout.gap, 250.0f, 420.0f));
    matrices_.draw(frame);
    example_.draw(frame);
    end_column(frame);
    ImGui::SameLine(0, frame.layout.gap);
    begin_column(frame, "right", side, height + frame.layout.gap);
    introduction(frame);
    samples_.draw(frame, model, false);
    experiments(frame);
    progress_card(frame, model);
    penalty_.draw(frame);
    batch_.draw(frame);
    settings_.draw_card(frame, model_kind("neural"), "l2");
    trail_card(frame, model);
    presets_.draw(frame, model_kind("neural"));
    end_column(frame);
  }

 private:
  void introduction(Frame& frame) {
    const Card card(frame, "introduction", "");
    text(frame, "Neural bigram", frame.palette.text, frame.fonts.title);
    paragraph(frame,
              "One layer, W, starts as noise and is only told whether each guess was good. Press "
              "play: the loss falls towards the count bigram's, and W turns into the logarithm of "
              "the table that counting found. Below, one example is taken apart.");
  }

  void experiments(Frame& frame) {
    const Experiment things[] = {
        {"learn", "Watch noise become the table",
         "Starts anew from random W at a few steps a second: the difference fades, the loss "
         "comes down to the count bigram's.",
         "matrices",
         [](Frame& f) {
           f.post(app::Set{"l2", "0.01"});
           f.post(app::Set{"batch_size", "0"});
           f.post(app::Set{"learning_rate", "50"});
           f.post(app::Reset{});
           f.post(app::LimitSpeed{10});
           f.post(app::Play{});
         }},
        {"penalty", "Punish all weights",
         "λ = 10: W is pulled to zero, the probabilities to chance. It is what a large k does to "
         "the counts; compare the two curves.",
         "penalty",
         [](Frame& f) {
           f.post(app::Set{"l2", "10"});
           f.post(app::Set{"batch_size", "0"});
           f.post(app::LimitSpeed{50});
           f.post(app::Play{});
         }},
        {"batches", "Learn from 32 pairs at a time",
         "Mini-batches at rate 10: the loss jumps about and still comes down. The full batch goes "
         "straight.",
         "loss",
         [](Frame& f) {
           f.post(app::Set{"batch_size", "32"});
           f.post(app::Set{"learning_rate", "10"});
           f.post(app::Set{"l2", "0.01"});
           f.post(app::LimitSpeed{0});
           f.post(app::Play{});
         }},
    };
    try_.draw(frame, things);
  }

  LossCard loss_;
  SamplesCard samples_;
  NeuralMatrices matrices_;
  ExampleCard example_;
  RegularizationCard penalty_;
  BatchCard batch_;
  SettingsPanel settings_;
  PresetsCard presets_;
  ExperimentsCard try_;
};

}  // namespace

std::unique_ptr<Chapter> make_neural_chapter() { return std::make_unique<NeuralChapter>(); }

}  // namespace babble::ui
