#include "core/training/trainer.h"

#include <algorithm>
#include <cassert>
#include <cmath>

#include "core/base/error.h"
#include "core/base/limits.h"
#include "core/base/numbers.h"
#include "core/training/trainer_runs.h"

namespace babble {
namespace {

// Larger updates than this would soon leave the range of float32 (3.4e38).
constexpr double largest_update = 1e30;

bool is_finite_step(double loss, double norm, double update) {
  return std::isfinite(loss) && std::isfinite(norm) && update < largest_update;
}

// The stored values of a tensor. Throws Error if it is missing or has another shape.
const std::vector<float>& stored(const TrainingState& state, const char* name,
                                 const std::vector<int>& shape) {
  const auto found = std::find_if(state.parameters.begin(), state.parameters.end(),
                                  [&](const Tensor& tensor) { return tensor.name == name; });
  if (found == state.parameters.end()) {
    throw Error(std::string("The saved model has no tensor '") + name +
                "'. The file was damaged or written by another program.");
  }
  std::size_t size = 1;
  for (const int extent : shape) size *= static_cast<std::size_t>(extent);
  if (found->shape != shape || found->values.size() != size) {
    throw Error(std::string("The saved tensor '") + name +
                "' has not the shape that the saved settings and vocabulary ask for.");
  }
  return found->values;
}

NeuralBigram stored_neural(const TrainingState& state) {
  const int size = state.vocabulary_size;
  Matrix weight = ConstMatrixMap(stored(state, "W", {size, size}).data(), size, size);
  RowVector bias;
  if (state.settings.bias) bias = ConstRowVectorMap(stored(state, "b", {size}).data(), size);
  return {std::move(weight), std::move(bias)};
}

Rnn stored_rnn(const TrainingState& state) {
  // Before memory is asked for, in case settings were made up.
  const std::int64_t V = state.vocabulary_size, H = state.settings.hidden_size;
  std::int64_t total = 0;
  for (const Tensor& tensor : state.parameters) total += std::ssize(tensor.values);
  if (total != 2 * V * H + H * H + H + V) {
    throw Error("The saved tensors have not the size that the saved settings ask for.");
  }
  RnnParameters weights(state.vocabulary_size, state.settings.hidden_size);
  float* out = weights.values().data();
  for (const TensorView& tensor : weights.tensors()) {
    const std::vector<float>& values = stored(state, tensor.name.c_str(), tensor.shape);
    out = std::copy(values.begin(), values.end(), out);
  }
  return Rnn(std::move(weights));
}

CountBigram stored_count(const TrainingState& state) {
  if (state.counts.size() != state.vocabulary_size) {
    throw Error("The saved counts have not the shape that the saved vocabulary asks for.");
  }
  return {state.counts, state.settings.smoothing};
}

void store_parameters(const Model& model, TrainingState& state) {
  state.parameters.clear();
  for (const TensorView& tensor : model.parameters()) {
    state.parameters.push_back(
        {tensor.name, tensor.shape, {tensor.values.begin(), tensor.values.end()}});
  }
}

// A mini-batch needs two rows of H and one of V numbers for each of its B·T tokens.
RnnLearner make_training(const Corpus& corpus, const Settings& settings) {
  constexpr std::int64_t largest = std::int64_t{1} << 30;
  const std::int64_t row = 2 * std::int64_t{settings.hidden_size} + corpus.vocabulary().size();
  const std::int64_t bytes = 4 * row * settings.batch_size * settings.time_steps;
  if (bytes > largest) {
    throw Error("One mini-batch would need " + std::to_string(bytes >> 20) +
                " MB of memory. Choose a smaller batch, time_steps or hidden.");
  }
  return {corpus.vocabulary().size(), settings.hidden_size, settings.batch_size,
          settings.time_steps};
}

TorchRng make_generator(const TrainingState& state, bool resumed) {
  TorchRng generator(state.settings.seed);
  if (resumed) generator.restore(state.generator);
  return generator;
}

}  // namespace

std::unique_ptr<Model> make_model(const TrainingState& state) {
  switch (state.kind) {
    case ModelKind::count:
      return std::make_unique<CountBigram>(stored_count(state));
    case ModelKind::neural:
      return std::make_unique<NeuralBigram>(stored_neural(state));
    case ModelKind::rnn:
      return std::make_unique<Rnn>(stored_rnn(state));
  }
  throw Error("The kind of the saved model is unknown.");
}

// --- count bigram ----------------------------------------------------------------------------

Trainer::CountRun::CountRun(const Corpus& corpus, const TrainingState& state, bool resumed)
    : corpus_(corpus),
      model_(resumed
                 ? stored_count(state)
                 : CountBigram(CountMatrix(corpus.vocabulary().size()), state.settings.smoothing)),
      counted_(resumed && state.steps > 0) {}

StepReport Trainer::CountRun::step(const Settings& settings) {
  model_ = CountBigram(corpus_.pair_counts(Part::train), settings.smoothing);
  counted_ = true;
  StepReport report;
  report.loss = report.nll = model_.nll(model_.counts());
  report.tokens = model_.counts().total();
  report.epoch_ended = true;
  return report;
}

void Trainer::CountRun::settings_changed(const Settings& settings) {
  if (settings.smoothing != model_.smoothing()) model_.set_smoothing(settings.smoothing);
}

// --- neural bigram ---------------------------------------------------------------------------

Trainer::NeuralRun::NeuralRun(const Corpus& corpus, const TrainingState& state, bool resumed)
    : stream_(corpus.tokens(Part::train)),
      generator_(make_generator(state, resumed)),
      model_(resumed ? stored_neural(state)
                     : NeuralBigram(corpus.vocabulary().size(), state.settings.init,
                                    state.settings.bias, generator_)),
      training_(model_, corpus.pair_counts(Part::train)),
      seen_in_epoch_(resumed ? state.epoch_tokens : 0) {}

StepReport Trainer::NeuralRun::step(const Settings& settings) {
  StepReport report;
  if (settings.batch_size == 0) {
    report.loss = training_.full_batch(model_, settings.l2);
    report.tokens = pairs();
  } else {
    // makemore: ix = torch.randint(0, M, (B,), generator=g), which is one 32-bit output modulo M.
    const auto size = static_cast<std::size_t>(settings.batch_size);
    currents_.resize(size);
    nexts_.resize(size);
    for (std::size_t b = 0; b < size; ++b) {
      const std::size_t pair = generator_.random_below(static_cast<std::uint32_t>(pairs()));
      currents_[b] = stream_[pair];
      nexts_[b] = stream_[pair + 1];
    }
    report.loss = training_.mini_batch(model_, currents_, nexts_, settings.l2);
    report.tokens = settings.batch_size;
  }
  report.nll = training_.data_nll();
  report.gradient_norm = report.clipped_norm = training_.gradient_norm();
  report.finite = is_finite_step(report.loss, report.gradient_norm,
                                 report.gradient_norm * settings.learning_rate);
  if (!report.finite) return report;
  training_.update(model_, settings.learning_rate);
  seen_in_epoch_ += report.tokens;
  report.epoch_ended = seen_in_epoch_ >= pairs();
  if (report.epoch_ended) seen_in_epoch_ = 0;
  return report;
}

std::int64_t Trainer::NeuralRun::steps_per_epoch(const Settings& settings) const {
  return settings.batch_size == 0 ? 1 : (pairs() + settings.batch_size - 1) / settings.batch_size;
}

void Trainer::NeuralRun::save(TrainingState& state) const {
  store_parameters(model_, state);
  state.generator = generator_.save();
}

// --- recurrent network -----------------------------------------------------------------------

Trainer::RnnRun::RnnRun(const Corpus& corpus, const TrainingState& state, bool resumed)
    : generator_(make_generator(state, resumed)),
      model_(resumed ? stored_rnn(state)
                     : Rnn(corpus.vocabulary().size(), state.settings.hidden_size, generator_)),
      batches_(corpus.tokens(Part::train), state.settings.batch_size, state.settings.time_steps,
               state.settings.batching),
      training_(make_training(corpus, state.settings)),
      batch_order_(state.batch_order),
      has_batch_order_(state.scheduled) {
  training_.set_threads(0);
  if (has_batch_order_) {
    Batches trial = batches_;
    for (std::size_t i = 0; i < batch_order_.size(); ++i) {
      try {
        trial.start_epoch(batch_order_[i].offset, batch_order_[i].starts);
      } catch (const Error& error) {
        throw Error("Schedule, entry " + std::to_string(i + 1) + ": " + error.what());
      }
    }
  }
  if (resumed && !state.batches.empty()) {
    batches_.restore(state.batches);
    const bool under_way = batches_.position() < batches_.batches_in_epoch();
    started_epochs_ = state.epochs + (under_way ? 1 : 0);
    const Eigen::Index rows = training_.batch_size(), columns = model_.hidden();
    if (state.carried.values.size() != static_cast<std::size_t>(rows * columns)) {
      throw Error("The saved hidden state does not fit the saved batch size.");
    }
    training_.set_state_before(ConstMatrixMap(state.carried.values.data(), rows, columns));
  }
}

void Trainer::RnnRun::start_epoch() {
  if (has_batch_order_) {
    const EpochOrder& plan = batch_order_[static_cast<std::size_t>(started_epochs_)];
    batches_.start_epoch(plan.offset, plan.starts);
  } else {
    batches_.start_epoch(generator_);
  }
  ++started_epochs_;
}

StepReport Trainer::RnnRun::step(const Settings& settings) {
  if (!batches_.next(batch_)) {
    start_epoch();
    [[maybe_unused]] const bool begun = batches_.next(batch_);
    assert(begun);
  }
  if (batch_.reset_state) training_.reset_state();
  StepReport report;
  report.loss = report.nll = training_.forward_and_backward(model_.weights(), batch_.x, batch_.y);
  report.gradient_norm = report.clipped_norm = gradient_norm(training_.gradient());
  if (std::isfinite(report.gradient_norm)) {
    report.clipped =
        clip_gradient(training_.gradient(), report.gradient_norm, settings.max_grad_norm);
    if (report.clipped) report.clipped_norm = settings.max_grad_norm;
  }
  report.finite = is_finite_step(report.loss, report.gradient_norm,
                                 report.clipped_norm * settings.learning_rate);
  if (!report.finite) return report;
  sgd_step(model_.weights(), training_.gradient(), settings.learning_rate);
  training_.carry_state();
  report.tokens = std::int64_t{batch_.batch_size} * batch_.time_steps;
  report.epoch_ended = batches_.position() == batches_.batches_in_epoch();
  return report;
}

std::int64_t Trainer::RnnRun::steps_per_epoch(const Settings&) const {
  return batches_.batches_in_epoch() > 0 ? batches_.batches_in_epoch() : batches_.largest_epoch();
}

bool Trainer::RnnRun::at_end() const {
  return has_batch_order_ && started_epochs_ >= std::ssize(batch_order_) &&
         batches_.position() >= batches_.batches_in_epoch();
}

void Trainer::RnnRun::save(TrainingState& state) const {
  store_parameters(model_, state);
  state.generator = generator_.save();
  state.batch_order = batch_order_;
  state.scheduled = has_batch_order_;
  if (started_epochs_ == 0) return;
  state.batches = batches_.save();
  const Matrix carried = training_.state_before();
  state.carried = {"state",
                   {training_.batch_size(), model_.hidden()},
                   {carried.data(), carried.data() + carried.size()}};
}

// --- trainer ---------------------------------------------------------------------------------

std::unique_ptr<Trainer::Run> Trainer::make_run(bool resumed) {
  if (corpus_->tokens(Part::train).size() < 2) {
    throw Error("The training part of '" + corpus_->name() +
                "' holds no pair of characters. Use a longer text or a larger training part.");
  }
  switch (state_.kind) {
    case ModelKind::count:
      return std::make_unique<CountRun>(*corpus_, state_, resumed);
    case ModelKind::neural:
      return std::make_unique<NeuralRun>(*corpus_, state_, resumed);
    case ModelKind::rnn:
      return std::make_unique<RnnRun>(*corpus_, state_, resumed);
  }
  throw Error("The kind of the model is unknown.");
}

Trainer::Trainer(std::shared_ptr<const Corpus> corpus, ModelKind kind, const Settings& settings,
                 std::optional<BatchOrder> batch_order)
    : corpus_(std::move(corpus)) {
  check_settings(settings, kind);
  if (batch_order && kind != ModelKind::rnn) {
    throw Error("A schedule of mini-batches is for the RNN; the bigrams have none.");
  }
  state_.kind = kind;
  state_.vocabulary_size = corpus_->vocabulary().size();
  state_.settings = settings;
  state_.scheduled = batch_order.has_value();
  if (batch_order) state_.batch_order = std::move(*batch_order);
  run_ = make_run(false);
}

Trainer::Trainer(std::shared_ptr<const Corpus> corpus, TrainingState state)
    : corpus_(std::move(corpus)), state_(std::move(state)) {
  check_settings(state_.settings, state_.kind);
  if (state_.vocabulary_size != corpus_->vocabulary().size()) {
    throw Error("The saved model has a vocabulary of another size than '" + corpus_->name() +
                "'. Open the text that it was trained on.");
  }
  run_ = make_run(true);
  // The run owns these now.
  state_.parameters.clear();
  state_.counts = CountMatrix();
}

Trainer::~Trainer() = default;
Trainer::Trainer(Trainer&&) noexcept = default;
Trainer& Trainer::operator=(Trainer&&) noexcept = default;

StepReport Trainer::step() {
  assert(!finished());
  const StepReport report = run_->step(state_.settings);
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
  ++state_.steps;
  state_.tokens += report.tokens;
  state_.history.loss.add(report.loss);
  if (state_.kind != ModelKind::count) state_.history.gradient_norm.add(report.gradient_norm);
  if (state_.kind == ModelKind::rnn) {
    state_.history.clipped_norm.add(report.clipped_norm);
    if (report.clipped) ++state_.history.clipped_steps;
  }
  state_.epoch_loss_sum += report.nll * static_cast<double>(report.tokens);
  state_.epoch_tokens += report.tokens;
  if (report.epoch_ended) {
    state_.history.epoch_nll.add(state_.epoch_loss_sum / static_cast<double>(state_.epoch_tokens));
    state_.epoch_loss_sum = 0;
    state_.epoch_tokens = 0;
    ++state_.epochs;
  }
  state_.last = report;
  return report;
}

bool Trainer::finished() const {
  return !state_.diverged.empty() || run_->at_end() ||
         (state_.settings.epochs > 0 && state_.epochs >= state_.settings.epochs);
}

void Trainer::set(std::string_view key, std::string_view value) {
  Settings changed = state_.settings;
  set_setting(changed, key, value);
  const SettingRow* row = find_setting(key);
  if (row->resets_model && row->applies_to(state_.kind) && changed != state_.settings) {
    throw Error("'" + std::string(key) +
                "' cannot change while a model is trained. Reset the model to start with a new "
                "value.");
  }
  check_settings(changed, state_.kind);
  // The model is the last finite one, so that a run that diverged can go on with other settings.
  const bool matters = row->applies_to(state_.kind) && changed != state_.settings;
  if (matters && key != "epochs") state_.diverged.clear();
  state_.settings = changed;
  run_->settings_changed(changed);
}

void Trainer::set_threads(int threads) {
  if (threads < 0 || threads > limits::max_threads) {
    throw Error("The number of threads has to be 0 (as many as suit the model) to " +
                std::to_string(limits::max_threads) + ".");
  }
  run_->set_threads(threads);
}
ThreadPool* Trainer::pool() const { return run_->pool(); }
int Trainer::threads() const { return pool() ? pool()->size() : 1; }

ModelKind Trainer::kind() const { return state_.kind; }
const std::string& Trainer::diverged() const { return state_.diverged; }
const Model& Trainer::model() const { return run_->model(); }
const Corpus& Trainer::corpus() const { return *corpus_; }
std::shared_ptr<const Corpus> Trainer::shared_corpus() const { return corpus_; }
const Settings& Trainer::settings() const { return state_.settings; }
const History& Trainer::history() const { return state_.history; }
std::int64_t Trainer::steps() const { return state_.steps; }
std::int64_t Trainer::epochs_done() const { return state_.epochs; }
std::int64_t Trainer::steps_per_epoch() const { return run_->steps_per_epoch(state_.settings); }
std::int64_t Trainer::tokens_trained() const { return state_.tokens; }
const StepReport& Trainer::last() const { return state_.last; }

TrainingState Trainer::state() const {
  TrainingState state = state_;
  run_->save(state);
  return state;
}

}  // namespace babble
