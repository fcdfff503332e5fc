// A chapter is one full view: its cards and their places, what play, step and reset mean in it, and
// what it says to screen readers. One chapter, one file; registry.h lists them.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/models/model_kind.h"
#include "ui/base/frame.h"
#include "ui/cards/common/experiments_card.h"
#include "ui/chapters/layout.h"

namespace babble::ui {

/// One step of the tour: a part of the screen and what is said about it.
struct TourStop {
  /// Widgets to point at: the first that is on the screen; "x*": all whose names begin with x.
  std::string_view targets[2];
  std::string_view card;  ///< scrolled into view; may be empty
  std::string_view title, words;
  bool trains = false;  ///< "Next" plays, and the tour goes on once there is a curve
};

class Chapter {
 public:
  virtual ~Chapter() = default;
  virtual const char* id() const = 0;  ///< in links, and in widget names: chapter.<id>
  virtual const char* title() const = 0;
  virtual const char* short_title() const { return title(); }  ///< for a phone's tab
  virtual const char* subtitle() const = 0;  ///< a few words under the title in the list
  /// The model that the chapter is about. Opening the chapter makes it the active one.
  virtual std::optional<ModelKind> model() const { return std::nullopt; }
  /// Whether the chapter is about this model, which it then shows.
  virtual bool take(ModelKind kind) { return model() == kind; }
  /// What the chapter needs in the snapshots beyond the basics.
  virtual app::Subscribe watch() const { return {}; }
  /// The speed limit at first, steps a second; 0: none. A model that is trained in a moment is
  /// slowed down, so that one can watch it.
  virtual double first_speed() const { return 0; }
  /// The chapter in sentences, with the numbers that its pictures show. For screen readers.
  virtual std::string describe(const app::Snapshot& snapshot) const = 0;
  virtual std::span<const TourStop> tour() const { return {}; }

  std::span<const CardSlot> cards() const { return cards_; }
  void draw(Frame& frame);
  /// Shows these words and the cards that they are about at the top, as an open experiment.
  void show_task(std::string title, std::string words, std::string_view cards) {
    experiments_.open_other(std::move(title), std::move(words), cards);
  }

  /// What play, step and reset do in this chapter. By default they train the active model.
  struct Transport {
    bool playing = false;
    bool enabled = true;
    bool has_speed = true;  ///< the speed limit matters: play trains a model
    const char* play_tip = "Train (space)";
    const char* step_tip = "One training step (S)";
    const char* reset_tip = "Start again from the seed (R)";
  };
  virtual Transport transport(const Frame& frame) const;
  virtual void play_or_pause(Frame& frame);
  virtual void step(Frame& frame);
  virtual void reset(Frame& frame);

 protected:
  explicit Chapter(float side_share = 0.36f) : side_share_(side_share) {}
  /// Called in every frame before the cards are drawn.
  virtual void update(Frame&) {}
  /// After an experiment. By default: the settings of the model and its speed limit.
  virtual void back_to_defaults(Frame& frame);

  std::vector<CardSlot> cards_;  ///< filled by the constructor of each chapter
  ExperimentsCard experiments_;  ///< its open experiment brings cards to the top of their columns

 private:
  float side_share_;  ///< of the right column
  Settings before_;   ///< of the model, before the open experiment
};

}  // namespace babble::ui
