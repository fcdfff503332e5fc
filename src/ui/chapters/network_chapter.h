// What the chapters of trained models have in common: their cards, and what play, step and reset
// do.
#pragma once

#include <initializer_list>
#include <string>
#include <string_view>
#include <vector>

#include "core/models/registry.h"
#include "ui/cards/common/code_card.h"
#include "ui/cards/common/presets_card.h"
#include "ui/cards/common/samples_card.h"
#include "ui/cards/common/settings_panel.h"
#include "ui/cards/common/sweep_card.h"
#include "ui/cards/networks/training_cards.h"
#include "ui/chapters/registry.h"

namespace babble::ui {

/// A chapter about one trained model. Its constructor lists the slots below and its own.
class NetworkChapter : public Chapter {
 public:
  std::optional<ModelKind> model() const override { return kind_; }

 protected:
  NetworkChapter(std::string_view model_id, SamplesCard::Options options, float side_share = 0.36f)
      : Chapter(side_share), kind_(model_kind(model_id)), samples_(options) {}

  ModelKind kind() const { return kind_; }
  /// For a chapter about more than one model.
  void show(ModelKind kind) { kind_ = kind; }
  const app::ModelView& view(const Frame& frame) const { return frame.snapshot.model(kind_); }
  virtual std::vector<Experiment> experiments(const Frame& frame) = 0;

  /// The key of a setting that stands on another card than the settings; empty: none.
  virtual std::string_view setting_elsewhere() const { return {}; }

  static CardSlot introduction_slot(std::string_view title, std::string_view words);
  CardSlot problem_slot();
  CardSlot loss_slot(CardHeight height);
  CardSlot samples_slot();
  CardSlot experiments_slot();
  CardSlot progress_slot();
  CardSlot settings_slot();
  CardSlot sweep_slot();
  CardSlot trail_slot();
  CardSlot presets_slot();
  CardSlot code_slot();
  /// All of these, without pictures of the chapter's own.
  std::vector<CardSlot> usual_cards(std::string_view title, std::string_view words);
  /// One more card, after the samples and experiments, before the figures and settings.
  void add_picture(CardSlot slot);

  SamplesCard& samples() { return samples_; }
  /// A stop of the tour that trains the model and points at its samples.
  static constexpr TourStop training_stop(std::string_view title, std::string_view words) {
    return {{"card.samples", "card.loss"}, "samples", title, words, true};
  }
  /// An experiment that sweeps a setting of the model.
  Experiment sweep_experiment(std::string_view name, std::string_view title, std::string_view words,
                              const char* setting, const char* values, std::int64_t steps);
  /// Starts again from the seed with these settings and trains for `steps`. The run before is kept
  /// with its own settings.
  static void start_with(Frame& frame, std::initializer_list<app::Set> settings, int steps);

 private:
  ModelKind kind_;
  LossCard loss_;
  SamplesCard samples_;
  SettingsPanel settings_;
  SweepCard sweep_;
  PresetsCard presets_;
  CodeCard code_;
};

}  // namespace babble::ui
