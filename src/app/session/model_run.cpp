#include "app/session/model_run.h"

#include <algorithm>
#include <bit>
#include <cassert>
#include <cmath>
#include <limits>
#include <utility>

#include "app/views/curves.h"
#include "core/base/error.h"
#include "core/models/registry.h"

namespace babble::app {
namespace {

constexpr double nan = std::numeric_limits<double>::quiet_NaN();
constexpr double sample_interval = 0.7;      // seconds between two sets of samples
constexpr double evaluation_interval = 1.5;  // seconds between two evaluations while training
constexpr double rate_window = 0.25;         // seconds over which a rate is measured
constexpr std::size_t trail_length = 100;
constexpr std::int64_t first_pairs = 2048;  // of each part in an evaluation of unknown speed

}  // namespace

ModelRun::ModelRun(ModelKind kind, const Clock& clock)
    : kind_(kind), clock_(clock), settings_(model_info(kind).defaults), nll_{nan, nan, nan} {}

void ModelRun::begin_run() {
  unavailable_.clear();
  samples_.clear();
  trail_.clear();
  sampled_step_ = -1;
  sampled_at_ = 0;
  sampling_took_ = 0;
  nll_ = {nan, nan, nan};
  evaluated_at_ = -1;
  partial_ = false;
  evaluation_time_ = clock_();
  evaluation_took_ = 0;
  pairs_per_second_ = 0;
  seconds_trained_ = 0;
  interrupt_rate();
  rate_ = 0;
  changed_ = true;
}

void ModelRun::start(const std::shared_ptr<const Corpus>& corpus, const Settings& settings,
                     std::optional<BatchOrder> batch_order) {
  const bool repeatable = !batch_order;
  Trainer fresh(corpus, kind_, settings, std::move(batch_order));
  if (kind_ == model_kind("count")) fresh.step();  // counting is one step, and nothing to wait for
  trainer_ = std::move(fresh);
  loaded_.reset();
  loaded_model_.reset();
  settings_ = settings;
  repeatable_ = repeatable;
  begin_run();
}

void ModelRun::load(const Checkpoint& checkpoint, const std::shared_ptr<const Corpus>& corpus) {
  assert(checkpoint.state.kind == kind_);
  if (corpus) {
    trainer_ = resume(checkpoint, corpus);
    loaded_.reset();
    loaded_model_.reset();
  } else {
    auto model = make_model(checkpoint.state);
    loaded_ = checkpoint;
    loaded_model_ = std::move(model);
    trainer_.reset();
  }
  settings_ = checkpoint.state.settings;
  repeatable_ = false;  // its settings may have changed on the way
  begin_run();
  forget_sample_options();
}

void ModelRun::clear() {
  trainer_.reset();
  loaded_.reset();
  loaded_model_.reset();
  begin_run();
}

void ModelRun::set_unavailable(std::string sentence) {
  clear();
  unavailable_ = std::move(sentence);
}

const Model& ModelRun::model() const { return trainer_ ? trainer_->model() : *loaded_model_; }

const Vocabulary& ModelRun::vocabulary() const {
  return trainer_ ? trainer_->corpus().vocabulary() : loaded_->vocabulary;
}

CorpusKind ModelRun::corpus_kind() const {
  return trainer_ ? trainer_->corpus().kind() : loaded_->corpus_kind;
}

std::int64_t ModelRun::steps() const {
  if (trainer_) return trainer_->steps();
  return loaded_ ? loaded_->state.steps : 0;
}

void ModelRun::set_live(const std::string& key, const std::string& value) {
  Settings settings = settings_;
  set_setting(settings, key, value);
  model_info(kind_).check_settings(settings);
  if (trainer_) trainer_->set(key, value);
  if (kind_ != model_kind("count") && steps() > 0) repeatable_ = false;
  settings_ = settings;
  changed_ = true;
}

void ModelRun::step() {
  window_tokens_ += trainer_->step().tokens;
  changed_ = true;
}

void ModelRun::add_time(double begin, double end) {
  seconds_trained_ += end - begin;
  if (window_begin_ < 0) window_begin_ = begin;
  const double window = end - window_begin_;
  if (window < rate_window) return;
  const double rate = static_cast<double>(window_tokens_) / window;
  rate_ = rate_ == 0 ? rate : rate_ + 0.4 * (rate - rate_);
  window_begin_ = end;
  window_tokens_ = 0;
}

void ModelRun::interrupt_rate() {
  window_begin_ = -1;
  window_tokens_ = 0;
}

void ModelRun::draw_samples(const SampleOptions& options) {
  const double begin = clock_();
  const auto texts = sample(model(), vocabulary(), corpus_kind(), options);
  sample_options_ = options;
  samples_.clear();
  for (const std::string& text : texts) samples_.push_back({steps(), text});
  sampled_step_ = steps();
  sampled_at_ = clock_();
  sampling_took_ = sampled_at_ - begin;
  record_sample();
  changed_ = true;
}

void ModelRun::redraw_samples() {
  try {
    draw_samples(sample_options_);
  } catch (const Error&) {
    samples_.clear();
    sampled_step_ = steps();
    changed_ = true;
  }
}

void ModelRun::record_sample() {
  if (samples_.empty()) return;
  if (!trail_.empty() && trail_.back().step == steps()) {
    trail_.back() = samples_.front();
    return;
  }
  if (trail_.size() == trail_length) {  // every second one stays, so that it spans the whole run
    for (std::size_t i = 1; i < trail_length / 2; ++i) trail_[i] = std::move(trail_[2 * i]);
    trail_.resize(trail_length / 2);
  }
  trail_.push_back(samples_.front());
}

bool ModelRun::refresh_samples() {
  if (!samples_stale()) return false;
  const double age = clock_() - sampled_at_;
  const bool at_power = std::has_single_bit(static_cast<std::uint64_t>(steps()));
  // Whatever a sample costs, nine tenths of the time are for training.
  if (age < 9 * sampling_took_ || (age < sample_interval && !at_power)) return false;
  redraw_samples();
  return true;
}

bool ModelRun::evaluation_is_due() const {
  return evaluation_stale() &&
         clock_() - evaluation_time_ > std::max(evaluation_interval, 12 * evaluation_took_);
}

void ModelRun::probabilities_changed() {
  evaluated_at_ = -1;
  sampled_step_ = -1;
  changed_ = true;
}

void ModelRun::give_up_evaluation() {
  nll_ = {nan, nan, nan};
  evaluated_at_ = steps();
  changed_ = true;
}

void ModelRun::evaluate(Evaluator& evaluator, double seconds) {
  if (!trainer_) return;
  const double begin = clock_();
  std::int64_t most = kind_ == model_kind("rnn") ? first_pairs : 0;  // of a part; 0 = all
  if (pairs_per_second_ > 0)
    most = std::max(most, static_cast<std::int64_t>(pairs_per_second_ * seconds / 3));
  for (;;) {
    const double started = clock_();
    partial_ = false;
    std::int64_t scored = 0;
    const auto one = [&](Part part) {
      const Evaluation evaluation = evaluator.evaluate(model(), part, most);
      partial_ |= evaluation.scored < evaluation.pairs;
      scored += evaluation.scored;
      return evaluation.nll;
    };
    nll_ = {one(Part::train), one(Part::dev), one(Part::test)};
    evaluation_time_ = clock_();
    pairs_per_second_ = static_cast<double>(scored) / std::max(evaluation_time_ - started, 1e-6);
    // The first look measures the speed; with time left, a longer one follows.
    const double left = seconds - (evaluation_time_ - begin);
    const auto affordable = static_cast<std::int64_t>(pairs_per_second_ * left / 3);
    if (!partial_ || affordable < 2 * most) break;
    most = affordable;
  }
  evaluation_took_ = evaluation_time_ - begin;
  evaluated_at_ = steps();
  changed_ = true;
}

void ModelRun::fill(ModelView& view) {
  changed_ = false;
  view.kind = kind_;
  view.settings = settings_;
  view.exists = exists();
  view.unavailable = unavailable_;
  view.finished = trainer_ && trainer_->finished();
  view.diverged = trainer_ ? trainer_->diverged() : loaded_ ? loaded_->state.diverged : "";
  view.needs_corpus = loaded_ ? loaded_->corpus_name : "";
  view.parameters = exists() ? model().parameter_count() : 0;
  view.steps = steps();
  view.repeatable = is_repeatable();
  view.epochs = trainer_ ? trainer_->epochs_done() : loaded_ ? loaded_->state.epochs : 0;
  view.steps_per_epoch = 0;
  if (trainer_ &&
      (kind_ == model_kind("rnn") || (kind_ == model_kind("neural") && settings_.batch_size > 0)))
    view.steps_per_epoch = trainer_->steps_per_epoch();
  view.nll = nll_;
  view.evaluated_at = std::max<std::int64_t>(0, evaluated_at_);
  view.nll_is_partial = partial_;
  view.tokens_per_second = rate_;
  view.seconds_trained = seconds_trained_;
  view.samples = samples_;
  view.sample_trail = trail_;
  ++view.revision;

  const History* history = trainer_  ? &trainer_->history()
                           : loaded_ ? &loaded_->state.history
                                     : nullptr;
  view.loss = view.steps == 0 ? nan : trainer_ ? trainer_->last().loss : loaded_->state.last.loss;
  view.clipped_share = 0;
  if (!history) {
    view.loss_curve = view.epoch_nll = view.gradient_norm = view.clipped_norm = Curve{};
    return;
  }
  view.loss_curve = thin_curve(history->loss, Series::Merge::mean);
  view.epoch_nll = thin_curve(history->epoch_nll, Series::Merge::mean);
  view.gradient_norm = thin_curve(history->gradient_norm, Series::Merge::maximum);
  view.clipped_norm = thin_curve(history->clipped_norm, Series::Merge::maximum);
  if (view.steps > 0)
    view.clipped_share =
        static_cast<double>(history->clipped_steps) / static_cast<double>(view.steps);
}

}  // namespace babble::app
