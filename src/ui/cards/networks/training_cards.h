// How training goes: the loss, the norm of the gradient, progress, and samples over time.
#pragma once

#include <string>

#include "ui/base/frame.h"

namespace babble::ui {

/// The loss by step (or by epoch, for models that have epochs) and the dev curve, in nats or as
/// perplexity, with their landmarks.
class LossCard {
 public:
  void draw(Frame& frame, const app::ModelView& model, float height);

 private:
  const app::Curve& chosen_curve(const app::ModelView& model, bool by_epoch);
  void smooth(const app::ModelView& model, const app::Curve& curve);
  void show_dev(const app::ModelView& model, bool by_epoch);

  int unit_ = 0;  ///< 0 nats, 1 perplexity
  bool log_x_ = false, log_y_ = false, by_epoch_ = false;
  app::Curve converted_;  ///< perplexities of the curve last shown
  std::uint64_t converted_revision_ = 0;
  bool converted_by_epoch_ = false;
  std::size_t converted_size_ = 0;
  app::Curve dev_;       ///< the dev curve in the unit and over the axis of the plot
  app::Curve smoothed_;  ///< running mean of the curve last shown
  std::uint64_t smoothed_revision_ = 0;
};

/// The norm of the gradient before and after clipping, and how far back it reaches, beside the
/// other recurrent models.
void gradient_card(Frame& frame, const app::ModelView& model, float height);
/// How far back it reaches, in a sentence for screen readers; empty where it is not known.
std::string describe_reach(const app::Snapshot& snapshot, ModelKind kind);

/// Steps, epochs, speed, time, parameters.
void progress_card(Frame& frame, const app::ModelView& model);

/// One sample from each of a few moments of the training, oldest first. Draws nothing before there
/// are two.
void trail_card(Frame& frame, const app::ModelView& model);

/// The loss curve, the NLL of each part and the landmarks in sentences, for screen readers.
std::string describe_training(const app::ModelView& model);

}  // namespace babble::ui
