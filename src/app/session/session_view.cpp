// From the session to the snapshot.
#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

#include "app/session/session.h"
#include "app/views/batches_view.h"
#include "app/views/hidden_state_view.h"
#include "app/views/neural_bigram_views.h"
#include "core/models/registry.h"

namespace babble::app {
namespace {

constexpr int always_counted = 256;  // V up to which the counts are in every snapshot
constexpr int largest_matrix = 512;  // V up to which W and log P are, while they are watched
constexpr std::size_t notices_kept = 8;
constexpr double hidden_interval = 0.1;  // seconds

}  // namespace

void Session::notice(std::string text, bool is_error) {
  const std::uint64_t id = view_.notices.empty() ? 1 : view_.notices.back().id + 1;
  if (view_.notices.size() == notices_kept) view_.notices.erase(view_.notices.begin());
  view_.notices.push_back({id, is_error, std::move(text)});
  changed_ = true;
}

void Session::busy(std::string text, double fraction) {
  view_.busy = true;
  view_.busy_text = std::move(text);
  view_.busy_fraction = fraction;
  changed_ = true;
}

void Session::idle() {
  view_.busy = false;
  view_.busy_text.clear();
  view_.busy_fraction = 0;
  view_.text_load = TextLoadView{};
}

void Session::view_corpus() {
  const Corpus& corpus = *corpus_;
  const Vocabulary& vocabulary = corpus.vocabulary();
  CorpusView& view = view_.corpus;
  view.name = corpus.name();
  view.builtin = source_.builtin;
  view.kind = corpus.kind() == CorpusKind::lines ? "lines" : "text";
  view.prepared_as = preprocessing_name(corpus.prepared_as());
  view.lines = corpus.line_count();
  view.characters = corpus.character_count();
  view.tokens = vocabulary.tokens();
  view.display.clear();
  for (int id = 0; id < vocabulary.size(); ++id)
    view.display.push_back(vocabulary.display(static_cast<TokenId>(id)));
  view.token_counts.assign(corpus.token_counts().begin(), corpus.token_counts().end());
  const auto size = [&](Part part) {
    return static_cast<std::int64_t>(corpus.tokens(part).size());
  };
  view.train_tokens = size(Part::train);
  view.dev_tokens = size(Part::dev);
  view.test_tokens = size(Part::test);
  view.preview = corpus.preview();
  view.fingerprint = corpus.fingerprint();
  ++view.revision;

  CountView& counts = view_.counts;
  counts.size = 0;
  counts.counts.clear();
  counts.total = std::max<std::int64_t>(0, view.train_tokens - 1);
  if (vocabulary.size() <= always_counted) {
    const auto values = evaluator_->counts(Part::train).values();
    counts.size = vocabulary.size();
    counts.counts.assign(values.begin(), values.end());
  }
  ++counts.revision;
  matrices_stale_ = true;

  view_.presets.clear();
  for (const Preset& preset : presets()) {
    const bool course = preset.corpus == PresetCorpus::course_names ||
                        preset.corpus == PresetCorpus::course_time_machine;
    view_.presets.push_back({std::string(preset.id), std::string(preset.title),
                             std::string(preset.source), std::string(preset.note),
                             std::string(preset_corpus_title(preset.corpus)),
                             !course || preset_fits(preset, source_.bytes), preset.model});
  }
  changed_ = true;
}

void Session::view_models() {
  const double count_nll = desk(model_kind("count")).nll().train;
  for (ModelRun& one : runs_) {
    ModelView& view = view_.models[one.kind().index()];
    if (one.changed()) one.fill(view);
    if (one.loaded() != nullptr) {
      view.landmarks = {std::log(static_cast<double>(one.vocabulary().size())),
                        std::numeric_limits<double>::quiet_NaN()};
    } else {
      view.landmarks = {std::log(static_cast<double>(corpus_->vocabulary().size())), count_nll};
    }
  }
}

void Session::view_matrices() {
  if (!matrices_stale_) return;
  matrices_stale_ = false;
  const auto show = [&](MatrixView& view, const std::optional<ConstMatrixMap>& matrix,
                        bool logarithm) {
    view.rows = view.columns = 0;
    view.values.clear();
    ++view.revision;
    if (!subscription_.matrices || !matrix || matrix->rows() > largest_matrix) return;
    view.rows = static_cast<int>(matrix->rows());
    view.columns = static_cast<int>(matrix->cols());
    view.values.assign(matrix->data(), matrix->data() + matrix->size());
    if (logarithm)
      for (float& value : view.values) value = std::log(value);
  };
  const ModelRun& count = desk(model_kind("count"));
  const ModelRun& neural = desk(model_kind("neural"));
  std::optional<ConstMatrixMap> probabilities;
  std::optional<ConstMatrixMap> weights;
  if (count.exists()) {
    const Matrix& P = static_cast<const CountBigram&>(count.model()).probabilities();
    probabilities.emplace(P.data(), P.rows(), P.cols());
  }
  view_.neural_bias.clear();
  if (neural.exists()) {
    const auto& model = static_cast<const NeuralBigram&>(neural.model());
    weights.emplace(model.weight());
    if (subscription_.matrices) {
      if (model.has_bias()) {
        const ConstRowVectorMap bias = model.weights().b();
        view_.neural_bias.assign(bias.data(), bias.data() + bias.size());
      }
    }
  }
  show(view_.log_probabilities, probabilities, true);
  show(view_.neural_weights, weights, false);
}

void Session::show_example() {
  view_.example = ExampleView{};
  const ModelRun& neural = desk(model_kind("neural"));
  if (!subscription_.matrices || example_.current < 0 || !neural.exists() ||
      neural.loaded() != nullptr)
    return;
  const auto& model = static_cast<const NeuralBigram&>(neural.model());
  if (model.weight().rows() > largest_matrix) return;
  view_.example =
      view_example(model, evaluator_->counts(Part::train), static_cast<TokenId>(example_.current),
                   static_cast<TokenId>(example_.next), neural.settings().learning_rate);
  view_.example.step = neural.steps();
}

bool Session::hidden_stale() const {
  const ModelRun& rnn = desk(model_kind("rnn"));
  return subscription_.hidden && rnn.exists() && hidden_step_ != rnn.steps();
}

void Session::view_hidden() {
  if (!hidden_stale()) return;
  // Whatever it costs, nine tenths of the time are for training.
  const double begin = clock_();
  const double pause = std::max(hidden_interval, 9 * hidden_took_);
  if (hidden_step_ >= 0 && training() && begin - hidden_at_ < pause) return;
  const ModelRun& rnn = desk(model_kind("rnn"));
  view_.hidden = inspect_hidden(rnn.model(), rnn.vocabulary(), rnn.corpus_kind(), inspected_);
  view_.hidden.states.revision = view_.revision + 1;
  hidden_step_ = rnn.steps();
  hidden_at_ = clock_();
  hidden_took_ = hidden_at_ - begin;
}

bool Session::changed() const {
  return changed_ ||
         std::any_of(runs_.begin(), runs_.end(), [](const ModelRun& one) { return one.changed(); });
}

std::shared_ptr<const Snapshot> Session::snapshot() {
  view_.playing = training();
  view_.active = active_;
  view_.sample_step = step_sampler_.view();
  view_.ngrams = ngrams_.view();
  view_.saved_runs = saved_runs_.list();
  if (corpus_) {
    if (batches_wanted_ && batches_stale_) {
      view_.batches = std::make_shared<const BatchesView>(
          inspect_batch(*batches_wanted_, corpus_->tokens(Part::train)));
      batches_stale_ = false;
    }
    view_models();
    view_matrices();
    show_example();
    view_hidden();
  }
  ++view_.revision;
  changed_ = false;
  return std::make_shared<const Snapshot>(view_);
}

}  // namespace babble::app
