// Chapter RNN: a model that remembers, its training, and what its hidden state looks like.
#include <algorithm>
#include <cmath>

#include "ui/chapter.h"
#include "ui/hidden_card.h"
#include "ui/model_cards.h"
#include "ui/presets_card.h"
#include "ui/settings_panel.h"
#include "ui/training_cards.h"
#include "ui/widgets.h"

namespace babble::ui {
namespace {

class RnnChapter : public Chapter {
 public:
  const char* id() const override { return "rnn"; }
  const char* title() const override { return "RNN"; }
  const char* subtitle() const override { return "with a memory"; }
  std::optional<ModelKind> model() const override { return ModelKind::rnn; }
  app::Watch watch() const override { return {false, true}; }

  void draw(Frame& frame) override {
    const app::ModelView& model = frame.snapshot.model(ModelKind::rnn);
    if (frame.layout.one_column) {
      begin_column(frame, "page", 0);
      introduction(frame);
      trouble_card(frame, model);
      loss_.draw(frame, model, 330);
      samples_.draw(frame, model, true);
      progress_card(frame, model);
      gradient_card(frame, model, 230);
      hidden_.draw(frame, 300);
      settings_.draw_card(frame, ModelKind::rnn);
      trail_card(frame, model);
      presets_.draw(frame, ModelKind::rnn);
      end_column(frame);
      return;
    }
    const float room = ImGui::GetContentRegionAvail().x, height = ImGui::GetContentRegionAvail().y;
    const float side = std::clamp(room * 0.36f, 348.0f, 460.0f), space = frame.layout.gap;
    begin_column(frame, "left", room - side - space, height);
    trouble_card(frame, model);
    const float gradient = 186, hidden = 252;
    loss_.draw(frame, model, std::max(height - gradient - hidden - 2 * space, 250.0f));
    gradient_card(frame, model, gradient);
    hidden_.draw(frame, hidden);
    end_column(frame);
    ImGui::SameLine(0, space);
    begin_column(frame, "right", side, height + frame.layout.gap);
    introduction(frame);
    samples_.draw(frame, model, true);
    progress_card(frame, model);
    settings_.draw_card(frame, ModelKind::rnn);
    trail_card(frame, model);
    presets_.draw(frame, ModelKind::rnn);
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
        "crosses the green line it has used its memory. Then turn clipping off.");
  }

  LossCard loss_;
  SamplesCard samples_;
  HiddenCard hidden_;
  SettingsPanel settings_;
  PresetsCard presets_;
};

}  // namespace

std::unique_ptr<Chapter> make_rnn_chapter() { return std::make_unique<RnnChapter>(); }

}  // namespace babble::ui
