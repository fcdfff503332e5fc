#include "app/session/model_run.h"

#include <algorithm>
#include <atomic>
#include <cassert>
#include <limits>
#include <utility>

#include "app/views/curves.h"
#include "core/models/registry.h"

namespace babble::app {
namespace {

constexpr double nan = std::numeric_limits<double>::quiet_NaN();
constexpr double rate_window = 0.25;  // seconds over which a rate is measured

std::uint64_t new_run_id() {
  static std::atomic<std::uint64_t> last{0};
  return ++last;
}

}  // namespace

ModelRun::ModelRun(ModelKind kind, const Clock& clock)
    : kind_(kind), clock_(clock), settings_(model_info(kind).defaults), id_(new_run_id()) {}

void ModelRun::begin_run() {
  id_ = new_run_id();
  unavailable_.clear();
  samples_.restart();
  evaluation_.restart(clock_());
  seconds_trained_ = 0;
  rate_ = 0;
  interrupt_rate();
  changed_ = curves_stale_ = true;
}

void ModelRun::start(const std::shared_ptr<const Corpus>& corpus, const Settings& settings,
                     std::optional<BatchOrder> batch_order) {
  const bool repeatable = !batch_order;
  Trainer fresh(corpus, kind_, settings, std::move(batch_order));
  if (!capabilities().trained) fresh.step();  // counting takes no time
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
  repeatable_ = false;  // settings may have changed during the run
  samples_.set_options(SampleOptions{});
  begin_run();
}

void ModelRun::clear() {
  trainer_.reset();
  loaded_.reset();
  loaded_model_.reset();
  begin_run();
}

void ModelRun::set_unavailable(std::string reason) {
  clear();
  unavailable_ = std::move(reason);
}

bool ModelRun::has_trained() const {
  return capabilities().trained && trainer_ && trainer_->steps() > 0;
}

std::int64_t ModelRun::steps() const {
  if (trainer_) return trainer_->steps();
  return loaded_ ? loaded_->state.steps : 0;
}

std::string ModelRun::phrase() const {
  return "the " + std::string(model_info(kind_).title) + " at step " + std::to_string(steps());
}

OpenModel ModelRun::open() const {
  OpenModel open{.kind = kind_,
                 .model = nullptr,
                 .unavailable = unavailable_,
                 .vocabulary = nullptr,
                 .corpus_kind = CorpusKind::lines,
                 .settings = &settings_,
                 .trainable = trainer_.has_value(),
                 .run = id_,
                 .steps = steps()};
  if (trainer_) {
    open.model = &trainer_->model();
    open.vocabulary = &trainer_->corpus().vocabulary();
    open.corpus_kind = trainer_->corpus().kind();
  } else if (loaded_) {
    open.model = loaded_model_.get();
    open.vocabulary = &loaded_->vocabulary;
    open.corpus_kind = loaded_->corpus_kind;
  }
  return open;
}

bool ModelRun::set_live(const std::string& key, const std::string& value) {
  Settings settings = settings_;
  set_setting(settings, key, value);
  model_info(kind_).check_settings(settings);
  if (trainer_) trainer_->set(key, value);
  settings_ = settings;
  changed_ = true;
  if (has_trained()) repeatable_ = false;
  if (capabilities().trained) return false;
  id_ = new_run_id();
  samples_.invalidate();
  evaluation_.invalidate();
  return true;
}

void ModelRun::step() {
  window_tokens_ += trainer_->step().tokens;
  changed_ = curves_stale_ = true;
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
  samples_.draw(open(), options, clock_);
  changed_ = true;
}

void ModelRun::redraw_samples() {
  samples_.redraw(open(), clock_);
  changed_ = true;
}

void ModelRun::refresh_samples() {
  if (samples_.due(open(), clock_())) redraw_samples();
}

void ModelRun::evaluate(Evaluator& evaluator, double seconds) {
  if (!trainer_) return;
  evaluation_.evaluate(open(), evaluator, seconds, clock_);
  changed_ = true;
}

void ModelRun::ask_for_test() {
  evaluation_.ask_for_test(open());
  changed_ = true;
}

void ModelRun::extend_dev_curve(Evaluator& evaluator) {
  if (!has_trained()) return;
  evaluation_.extend(trainer_->dev_curve(), open(), evaluator, clock_);
  changed_ = curves_stale_ = true;
}

bool ModelRun::fail_evaluation() {
  changed_ = true;
  return evaluation_.fail(open(), clock_());
}

void ModelRun::fill(ModelView& view) {
  view.kind = kind_;
  view.settings = settings_;
  view.exists = exists();
  view.unavailable = unavailable_;
  view.finished = trainer_ && trainer_->finished();
  view.diverged = trainer_ ? trainer_->diverged() : loaded_ ? loaded_->state.diverged : "";
  view.notice = trainer_ ? trainer_->notice() : "";
  view.needs_corpus = loaded_ ? loaded_->corpus_name : "";
  view.parameters = exists() ? open().model->parameter_count() : 0;
  view.steps = steps();
  view.tokens = trainer_ ? trainer_->tokens() : loaded_ ? loaded_->state.tokens : 0;
  view.repeatable = trainer_ && repeatable_;
  view.epochs = trainer_ ? trainer_->epochs_done() : loaded_ ? loaded_->state.epochs : 0;
  view.steps_per_epoch = 0;
  const bool full_batch = capabilities().full_batch && settings_.batch_size == 0;
  if (trainer_ && capabilities().trained && !full_batch)
    view.steps_per_epoch = trainer_->steps_per_epoch();
  view.loss = view.steps == 0 ? nan : trainer_ ? trainer_->last().loss : loaded_->state.last.loss;
  view.nll = evaluation_.nll();
  view.evaluated_at = std::max<std::int64_t>(0, evaluation_.evaluated_at());
  view.nll_is_partial = evaluation_.partial();
  view.tokens_per_second = rate_;
  view.seconds_trained = seconds_trained_;
  view.samples = samples_.newest();
  view.sample_trail = samples_.trail();
  if (curves_stale_) refresh_curves();
  view.loss_curve = curves_.loss;
  view.dev_curve = curves_.dev;
  view.epoch_nll = curves_.epoch_nll;
  view.gradient_norm = curves_.gradient_norm;
  view.clipped_norm = curves_.clipped_norm;
  view.clipped_share = 0;
  if (const History* known = history(); known != nullptr && view.steps > 0)
    view.clipped_share =
        static_cast<double>(known->clipped_steps) / static_cast<double>(view.steps);
  ++view.revision;
  changed_ = false;
}

const History* ModelRun::history() const {
  if (trainer_) return &trainer_->history();
  return loaded_ ? &loaded_->state.history : nullptr;
}

void ModelRun::refresh_curves() {
  curves_ = {};
  const History* known = history();
  curves_stale_ = known != nullptr;
  if (known == nullptr) return;
  curves_.loss = thin_curve(known->loss, Series::Merge::mean);
  curves_.dev = whole_curve(known->dev_nll);
  curves_.epoch_nll = thin_curve(known->epoch_nll, Series::Merge::mean);
  curves_.gradient_norm = thin_curve(known->gradient_norm, Series::Merge::maximum);
  curves_.clipped_norm = thin_curve(known->clipped_norm, Series::Merge::maximum);
  curves_stale_ = false;
}

}  // namespace babble::app
