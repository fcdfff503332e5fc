// A chapter is one full view: what to look at, its pictures, its controls. One chapter, one file;
// the list in chapters.cpp gives their order.
#pragma once

#include <memory>
#include <optional>
#include <vector>

#include "core/models/model_kind.h"
#include "ui/base/frame.h"

namespace babble::ui {

class Chapter {
 public:
  virtual ~Chapter() = default;
  virtual const char* id() const = 0;  ///< in WidgetRegistry ("chapter.<id>") and addresses
  virtual const char* title() const = 0;
  virtual const char* short_title() const { return title(); }  ///< for a phone's tab
  virtual const char* subtitle() const = 0;  ///< a few words under the title in the list
  /// The model that the chapter is about; it becomes the active one when the chapter is opened.
  virtual std::optional<ModelKind> model() const { return std::nullopt; }
  /// What the chapter needs copied into the snapshots.
  virtual app::Subscribe watch() const { return {}; }
  /// Steps a second at first, 0 without limit: what is over in a blink cannot be watched.
  virtual double first_speed() const { return 0; }
  virtual void draw(Frame& frame) = 0;

  /// What play, step and reset mean here. By default they train the active model.
  struct Transport {
    bool playing = false;
    bool enabled = true;
    const char* play_tip = "Train (space)";
    const char* step_tip = "One training step (S)";
    const char* reset_tip = "Start anew from the seed (R)";
  };
  virtual Transport transport(const Frame& frame) const;
  virtual void play_or_pause(Frame& frame);
  virtual void step(Frame& frame);
  virtual void reset(Frame& frame);
};

std::unique_ptr<Chapter> make_data_chapter();
std::unique_ptr<Chapter> make_counting_chapter();
std::unique_ptr<Chapter> make_neural_chapter();
std::unique_ptr<Chapter> make_batches_chapter();
std::unique_ptr<Chapter> make_rnn_chapter();
std::unique_ptr<Chapter> make_compare_chapter();

/// All chapters in the order of the course.
std::vector<std::unique_ptr<Chapter>> make_chapters();

}  // namespace babble::ui
