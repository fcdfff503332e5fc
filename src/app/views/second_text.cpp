#include "app/views/second_text.h"

#include <algorithm>
#include <utility>

#include "core/base/error.h"

namespace babble::app {
namespace {

constexpr std::int64_t measured_pairs = 2048;  // to measure the speed
constexpr double seconds_a_model = 0.25;

bool is_scored(const OpenModel& open) {
  return open.model != nullptr && open.trainable &&
         (open.steps > 0 || !model_info(open.kind).capabilities.trained);
}

SecondTextView::Score score_within_time(const OpenModel& open, std::span<const TokenId> stream,
                                        CorpusKind kind, const Clock& clock) {
  const double begin = clock();
  Evaluation evaluation = evaluate_stream(*open.model, stream, kind, measured_pairs);
  const double seconds = std::max(clock() - begin, 1e-6);
  const auto most = static_cast<std::int64_t>(static_cast<double>(evaluation.scored) *
                                              std::min(seconds_a_model / seconds, 1e9));
  if (evaluation.scored < evaluation.pairs && most > 2 * evaluation.scored)
    evaluation = evaluate_stream(*open.model, stream, kind, most);
  return {open.kind, evaluation.nll, evaluation.scored};
}

}  // namespace

void SecondText::request(std::string text, std::string name, SharedBytes bytes) {
  view_ = {.text = std::move(text), .name = std::move(name), .error = {}};
  bytes_ = std::move(bytes);
  prepared_ = cleared_ = false;
  stream_.clear();
  invalidate();
}

bool SecondText::wanted(const ViewContext&) const { return !view_.text.empty() || !cleared_; }

View::Stamp SecondText::stamp(const ViewContext& context) const {
  Stamp stamp;
  for (const OpenModel& open : context.models) {
    if (!is_scored(open)) continue;
    stamp.values[0] = stamp.values[0] * 1'000'003 + open.run;
    stamp.steps += open.steps;  // of the same runs they only grow
  }
  return stamp;
}

void SecondText::prepare(const ViewContext& context) {
  prepared_ = true;
  view_.error.clear();
  view_.pairs = view_.unknown = 0;
  stream_.clear();
  scored_.assign(context.models.size(), {});
  Settings settings = *context.models.front().settings;
  settings.preprocessing = context.corpus.prepared_as();
  settings.min_freq = 0;  // the vocabulary of the open text says what is known
  try {
    const Corpus corpus = Corpus::from_text(bytes_.text(), settings, view_.name);
    const Vocabulary& vocabulary = context.corpus.vocabulary();
    stream_ = translate(corpus, Part::all, vocabulary);
    kind_ = scored_as(corpus, context.corpus.kind());
    view_.pairs = std::ssize(stream_) - 1;
    view_.unknown = unknown_tokens(corpus, vocabulary);
  } catch (const Error& error) {
    view_.error = error.what();
  }
}

bool SecondText::fill(const ViewContext& context, double end, Snapshot& snapshot) {
  cleared_ = true;
  if (!prepared_ && !view_.text.empty()) prepare(context);
  std::vector<SecondTextView::Score> scores;
  bool complete = true;
  for (const OpenModel& open : context.models) {
    if (stream_.empty() || !view_.error.empty() || !is_scored(open)) continue;
    Scored& scored = scored_[open.kind.index()];
    if (scored.run != open.run || scored.steps != open.steps) {
      if (context.clock() >= end) {  // shown until it is scored again
        complete = false;
        if (scored.run != open.run || scored.steps < 0) continue;
      } else {
        scored = {open.run, open.steps, score_within_time(open, stream_, kind_, context.clock)};
      }
    }
    scores.push_back(scored.score);
  }
  view_.scores = std::move(scores);
  snapshot.second_text = view_;
  return complete;
}

void SecondText::reset(Snapshot& snapshot) {
  prepared_ = false;
  stream_.clear();
  view_.scores = {};
  snapshot.second_text = view_;
}

}  // namespace babble::app
