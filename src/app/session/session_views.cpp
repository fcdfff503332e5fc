// Requests of views, and the making of snapshots.
#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

#include "app/session/session.h"
#include "core/base/error.h"
#include "core/models/registry.h"

namespace babble::app {
namespace {

constexpr int always_counted = 256;  // V up to which every snapshot has the counts

}  // namespace

void Session::handle(const ScoreWord& request) { word_.request(request.word); }

void Session::handle(const SampleStep& request) { step_sampler_.draw(context(), request); }

void Session::handle(const InspectHiddenState& request) {
  hidden_states_.request(request.text);
  attention_.request(request.text);
  window_.request(request.text);
  orders_.request(request.text);
}

void Session::handle(const SilenceHeads& silence) {
  const SilentHeads heads = parse_silent_heads(silence.heads);
  attention_.silence(heads);
  ablation_.silence(heads);
}

void Session::handle(const ScoreText& request) {
  if (request.text.empty()) return second_text_.request({}, {}, {});
  const std::vector<SavedSession::Item>& recent = snapshot_.recent_texts.get();
  const auto found = std::find_if(recent.begin(), recent.end(),
                                  [&](const auto& item) { return item.name == request.text; });
  if (found != recent.end()) return second_text_.request(request.text, found->name, found->bytes);
  const Source source = builtin_source(request.text);
  second_text_.request(request.text, source.name, SharedBytes(std::string(source.bytes)));
}

void Session::handle(const InspectBatch& request) {
  batches_.request(request);
  coverage_.request(request);
}

void Session::handle(const Ngrams& request) { ngrams_.request(request, corpus_->kind()); }

void Session::handle(const TraceExample& pair) {
  const int size = corpus_->vocabulary().size();
  const auto known = [&](int id) { return id >= 0 && id < size; };
  if (pair.current != -1 && !(known(pair.current) && known(pair.next)))
    throw Error("The ids of a pair have to be 0 to " + std::to_string(size - 1) + ".");
  example_.request(pair);
}

void Session::handle(const Subscribe& subscription) { subscription_ = subscription; }

ViewContext Session::context() const {
  ViewContext context{.subscription = subscription_,
                      .corpus = *corpus_,
                      .text = source_.bytes,
                      .evaluator = *evaluator_,
                      .models = {},
                      .active = active_,
                      .training = training(),
                      .clock = clock_};
  for (const ModelRun& one : runs_) context.models.push_back(one.open());
  return context;
}

View* Session::stale_view(bool quick) const {
  if (!corpus_) return nullptr;
  const ViewContext now = context();
  for (View* view : views_)
    if (view->quick() == quick && view->stale(now) && (quick || view->due(now))) return view;
  return nullptr;
}

void Session::refresh(View& view, double end) {
  if (!guarded([&] { view.refresh(context(), end, snapshot_); })) show_idle();
}

void Session::show_corpus() {
  const Corpus& corpus = *corpus_;
  const Vocabulary& vocabulary = corpus.vocabulary();
  CorpusView& view = snapshot_.corpus;
  view.name = corpus.name();
  view.builtin = source_.builtin;
  view.kind = corpus.kind() == CorpusKind::lines ? "lines" : "text";
  view.prepared_as = preprocessing_name(corpus.prepared_as());
  view.words = vocabulary.has_words();
  view.lines = corpus.line_count();
  view.characters = corpus.character_count();
  view.tokens = vocabulary.tokens();
  std::vector<std::string> display;
  for (int id = 0; id < vocabulary.size(); ++id)
    display.push_back(vocabulary.display(static_cast<TokenId>(id)));
  view.display = std::move(display);
  const auto occurrences = corpus.token_counts();
  view.token_counts = std::vector<std::int64_t>(occurrences.begin(), occurrences.end());
  const auto size = [&](Part part) {
    return static_cast<std::int64_t>(corpus.tokens(part).size());
  };
  view.train_tokens = size(Part::train);
  view.dev_tokens = size(Part::dev);
  view.test_tokens = size(Part::test);
  view.preview = corpus.preview();
  view.fingerprint = corpus.fingerprint();
  ++view.revision;

  CountView& counts = snapshot_.counts;
  counts.size = 0;
  counts.counts = {};
  counts.total = std::max<std::int64_t>(0, view.train_tokens - 1);
  if (vocabulary.size() <= always_counted) {
    const auto values = evaluator_->counts(Part::train).values();
    counts.size = vocabulary.size();
    counts.counts = std::vector<std::int64_t>(values.begin(), values.end());
  }
  ++counts.revision;

  std::vector<PresetView> offered;
  for (const Preset& preset : presets()) {
    const bool course = preset.corpus == PresetCorpus::course_names ||
                        preset.corpus == PresetCorpus::course_time_machine;
    offered.push_back({std::string(preset.id), std::string(preset.title),
                       std::string(preset.source), std::string(preset.note),
                       std::string(preset_corpus_title(preset.corpus)),
                       !course || preset_fits(preset, source_.bytes), preset.model});
  }
  snapshot_.presets = std::move(offered);
}

void Session::show_models() {
  // Counting gives the NLL of the training part before the first evaluation.
  const ModelRun& counted = run(counted_bigram());
  double count_nll = counted.nll().train;
  if (std::isnan(count_nll) && counted.trainer() != nullptr)
    count_nll = counted.trainer()->last().loss;
  for (ModelRun& one : runs_) {
    ModelView& view = snapshot_.models[one.kind().index()];
    if (one.changed()) one.fill(view);
    const bool loaded = one.loaded() != nullptr;
    const int size = loaded ? one.open().vocabulary->size() : corpus_->vocabulary().size();
    view.landmarks = {std::log(static_cast<double>(size)),
                      loaded ? std::numeric_limits<double>::quiet_NaN() : count_nll};
  }
}

bool Session::changed() const {
  return changed_ ||
         std::any_of(runs_.begin(), runs_.end(), [](const ModelRun& one) { return one.changed(); });
}

std::shared_ptr<const Snapshot> Session::snapshot() {
  snapshot_.playing = training();
  snapshot_.active = active_;
  snapshot_.saved_runs = saved_runs_.list();
  if (corpus_) {
    show_models();
    const ViewContext now = context();
    for (View* view : views_)
      if (view->quick() && view->stale(now) && view->due(now)) refresh(*view, clock_());
  }
  ++snapshot_.revision;
  auto result = std::make_shared<const Snapshot>(snapshot_);
  changed_ = false;
  return result;
}

}  // namespace babble::app
