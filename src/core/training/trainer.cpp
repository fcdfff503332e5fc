#include "core/training/trainer.h"

#include <cassert>
#include <cmath>

#include "core/base/error.h"
#include "core/base/limits.h"
#include "core/math/thread_pool.h"
#include "core/models/registry.h"

namespace babble {
namespace {

// Tables of pairs of words: 2,500² counts of 8 bytes are 50 MB for each part of the text.
// Characters have limits::max_bigram_vocabulary.
constexpr int most_table_words = 2500;

void check_table(const ModelInfo& info, const Vocabulary& vocabulary) {
  if (!info.capabilities.bigram || !vocabulary.has_words() || vocabulary.size() <= most_table_words)
    return;
  throw Error("The " + std::string(info.title) + " has a table of all pairs of words, of at most " +
              std::to_string(most_table_words) + " different ones; this text has " +
              std::to_string(vocabulary.size()) +
              ". Choose a larger min_freq, so that rare words become <unk>.");
}

// A script shuffles the lines with the generator from which all else is drawn.
bool shuffles_lines(const Corpus& corpus, const Settings& settings) {
  return corpus.kind() == CorpusKind::lines && settings.split.kind == Split::Kind::python &&
         settings.split.seed == settings.seed;
}

}  // namespace

std::unique_ptr<Model> make_model(const TrainingState& state) {
  return model_info(state.kind).load(state.vocabulary_size, state.settings, state.tensors);
}

void record_step(TrainingState& state, const StepReport& report, bool clips) {
  History& history = state.history;
  ++state.steps;
  state.tokens += report.tokens;
  history.loss.add(report.loss);
  if (model_info(state.kind).capabilities.trained) history.gradient_norm.add(report.gradient_norm);
  if (clips) {
    history.clipped_norm.add(report.clipped_norm);
    if (report.clipped) ++history.clipped_steps;
  }
  state.epoch_loss_sum += report.nll * static_cast<double>(report.tokens);
  state.epoch_tokens += report.tokens;
  if (report.epoch_ended) {
    history.epoch_nll.add(state.epoch_loss_sum / static_cast<double>(state.epoch_tokens));
    state.epoch_loss_sum = 0;
    state.epoch_tokens = 0;
    ++state.epochs;
  }
  state.last = report;
}

Trainer::Trainer(std::shared_ptr<const Corpus> corpus, ModelKind kind, const Settings& settings,
                 std::optional<BatchOrder> batch_order)
    : corpus_(std::move(corpus)) {
  model_info(kind).check_settings(settings);
  if (batch_order && !model_info(kind).capabilities.recorded_order) {
    throw Error("The " + std::string(model_info(kind).title) +
                " cannot follow a recorded order of mini-batches.");
  }
  state_.kind = kind;
  state_.vocabulary_size = corpus_->vocabulary().size();
  state_.settings = settings;
  state_.recorded_order = batch_order.has_value();
  if (batch_order) state_.batch_order = std::move(*batch_order);
  start(false);
}

Trainer::Trainer(std::shared_ptr<const Corpus> corpus, TrainingState state)
    : corpus_(std::move(corpus)), state_(std::move(state)) {
  model_info(state_.kind).check_settings(state_.settings);
  if (state_.vocabulary_size != corpus_->vocabulary().size()) {
    throw Error("The saved model has a vocabulary of another size than '" + corpus_->name() +
                "'. Open the text that it was trained on.");
  }
  start(true);
  // The learner, the optimizer and the mini-batches own these now.
  state_.tensors.clear();
  state_.optimizer.clear();
  state_.carried.clear();
}

void Trainer::start(bool resumed) {
  const std::span<const TokenId> stream = corpus_->tokens(Part::train);
  if (stream.size() < 2) {
    throw Error("The training part of '" + corpus_->name() +
                "' holds no pair of characters. Use a longer text or a larger training part.");
  }
  const ModelInfo& info = model_info(state_.kind);
  const Settings& settings = state_.settings;
  check_table(info, corpus_->vocabulary());
  generator_ = make_generator(info.generator(settings), settings.seed);
  if (resumed && info.capabilities.trained) {
    generator_->restore(state_.generator);
  } else if (info.generator(settings) == GeneratorKind::python &&
             shuffles_lines(*corpus_, settings)) {
    generator_->permutation(static_cast<std::uint32_t>(corpus_->line_count()));
  }
  batches_ =
      info.make_batches(*corpus_, settings, state_.recorded_order ? &state_.batch_order : nullptr);
  info.check_memory(state_.vocabulary_size, settings, batches_->shape());
  std::unique_ptr<Model> model =
      resumed ? make_model(state_) : info.create(state_.vocabulary_size, settings, *generator_);
  learner_ = info.make_learner(std::move(model), *corpus_, settings, batches_->shape());
  optimizer_ = make_optimizer(settings, learner_->parameters().specs());
  rate_ = LearningRate(settings.learning_rate, settings.learning_rate_schedule);
  clips_ = info.uses("max_grad_norm");
  if (!resumed) return;
  optimizer_->restore(state_.optimizer);
  batches_->restore(state_.batches, state_.epochs);
  if (!state_.batches.empty()) learner_->restore_carried(state_.carried);
}

StepReport Trainer::step() {
  assert(!finished());
  const Settings& settings = state_.settings;
  const Batch& batch = batches_->next(*generator_);
  const Loss loss = learner_->forward_backward(batch, settings);
  StepReport report;
  report.loss = loss.loss;
  report.nll = loss.nll;
  report.gradient_norm = report.clipped_norm =
      gradient_norm(learner_->gradient(), learner_->touched());
  double scale = 1;
  if (clips_ && std::isfinite(report.gradient_norm)) {
    scale = clip_scale(report.gradient_norm, settings.max_grad_norm);
    report.clipped = scale != 1;
    if (report.clipped) report.clipped_norm = settings.max_grad_norm;
  }
  const double rate = rate_.at(state_.steps + 1);
  report.finite = std::isfinite(report.loss) && std::isfinite(report.gradient_norm) &&
                  optimizer_->can_step(report.clipped_norm, rate);
  if (!report.finite) {
    const bool exploded = std::isfinite(report.loss) && std::isfinite(report.gradient_norm);
    state_.diverged = "Training diverged at step " + std::to_string(state_.steps + 1) + ": " +
                      (exploded ? "the update would leave the range of the numbers"
                       : std::isfinite(report.loss) ? "the gradient is not finite"
                                                    : "the loss is not finite") +
                      ". The model of step " + std::to_string(state_.steps) +
                      " is kept: lower the learning rate or turn clipping on to go on from it.";
    state_.last = report;
    return report;
  }
  optimizer_->step(learner_->parameters(), learner_->gradient(), rate, scale, learner_->touched());
  learner_->carry_state();
  report.tokens = batch.tokens;
  report.epoch_ended = batches_->epoch_ended(state_.epoch_tokens + report.tokens);
  record_step(state_, report, clips_);
  return report;
}

bool Trainer::finished() const {
  const bool counted = !model_info(state_.kind).capabilities.trained && state_.steps > 0;
  return !state_.diverged.empty() || counted || batches_->at_end() ||
         (state_.settings.epochs > 0 && state_.epochs >= state_.settings.epochs);
}

void Trainer::set(std::string_view key, std::string_view value) {
  Settings changed = state_.settings;
  set_setting(changed, key, value);
  const SettingRow* row = find_setting(key);
  const ModelInfo& info = model_info(state_.kind);
  if (row->resets_model && info.uses(row->key) && changed != state_.settings) {
    throw Error("'" + std::string(key) +
                "' cannot change while a model is trained. Reset the model to start with a new "
                "value.");
  }
  info.check_settings(changed);
  // The model is the last finite one, so that a run that diverged can go on with other settings.
  const bool matters = info.uses(row->key) && changed != state_.settings;
  if (matters && key != "epochs") state_.diverged.clear();
  state_.settings = changed;
  rate_ = LearningRate(changed.learning_rate, changed.learning_rate_schedule);
  optimizer_->settings_changed(changed);
  learner_->settings_changed(changed);
}

void Trainer::set_threads(int threads) {
  if (threads < 0 || threads > limits::max_threads) {
    throw Error("The number of threads has to be 0 (as many as suit the model) to " +
                std::to_string(limits::max_threads) + ".");
  }
  learner_->set_threads(threads);
}
ThreadPool* Trainer::pool() const { return learner_->pool(); }
int Trainer::threads() const { return pool() ? pool()->size() : 1; }

ModelKind Trainer::kind() const { return state_.kind; }
const std::string& Trainer::diverged() const { return state_.diverged; }
const Model& Trainer::model() const { return learner_->model(); }
const Corpus& Trainer::corpus() const { return *corpus_; }
std::shared_ptr<const Corpus> Trainer::shared_corpus() const { return corpus_; }
const Settings& Trainer::settings() const { return state_.settings; }
const History& Trainer::history() const { return state_.history; }
std::int64_t Trainer::steps() const { return state_.steps; }
std::int64_t Trainer::epochs_done() const { return state_.epochs; }
std::int64_t Trainer::steps_per_epoch() const { return batches_->batches_per_epoch(); }
std::string Trainer::notice() const { return batches_->notice(); }
const StepReport& Trainer::last() const { return state_.last; }

TrainingState Trainer::state() const {
  TrainingState state = state_;
  state.tensors = learner_->model().saved_tensors();
  state.optimizer = optimizer_->state();
  if (model_info(state.kind).capabilities.trained) state.generator = generator_->save();
  state.batches = batches_->save();
  if (!state.batches.empty()) state.carried = learner_->carried();
  return state;
}

}  // namespace babble
