#include "app/views/ngram_stats.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>
#include <vector>

#include "core/base/error.h"
#include "core/base/shown_text.h"
#include "core/base/utf8.h"

namespace babble::app {
namespace {

constexpr std::size_t most_bytes = 8u << 20;  // a second or two in a browser
constexpr std::size_t top_shown = 30;
constexpr std::size_t points = 600;  // of each order; three orders are below 2,000

/// At most the first most_bytes: up to the end of a line if there is one, else of a character.
std::string_view beginning_of(std::string_view bytes) {
  if (bytes.size() <= most_bytes) return bytes;
  const std::size_t line = bytes.rfind('\n', most_bytes);
  if (line != std::string_view::npos && line > most_bytes / 2) return bytes.substr(0, line);
  return first_characters(bytes, most_bytes);
}

/// At most `points` ranks evenly spaced in log rank, the first and the last included.
std::vector<std::size_t> thinned_ranks(std::size_t distinct) {
  std::vector<std::size_t> ranks;
  if (distinct == 0) return ranks;
  const double step = std::log(static_cast<double>(distinct)) / static_cast<double>(points - 1);
  for (std::size_t i = 0; i < points; ++i) {
    const auto rank =
        static_cast<std::size_t>(std::llround(std::exp(step * static_cast<double>(i))));
    if (ranks.empty() || rank > ranks.back()) ranks.push_back(std::min(rank, distinct));
  }
  if (ranks.back() != distinct) ranks.push_back(distinct);
  return ranks;
}

NgramOrderView order_view(const NgramTable& table, const NgramTokens& tokens) {
  NgramOrderView view;
  view.total = table.total();
  view.distinct = static_cast<std::int64_t>(table.ngrams().size());
  ZipfFit fit = fit_zipf(table);
  if (fit.last_rank < 100) fit = fit_zipf(table, 1);  // too few ranks to leave the first nine out
  view.alpha = fit.alpha;
  view.intercept = fit.intercept;
  view.first_rank = fit.first_rank;
  view.last_rank = fit.last_rank;
  for (const std::size_t rank : thinned_ranks(table.ngrams().size())) {
    const Ngram& ngram = table.ngrams()[rank - 1];
    view.ranks.push_back(static_cast<double>(rank));
    view.counts.push_back(static_cast<double>(ngram.count));
    view.names.push_back(table.text(ngram, tokens, true));
  }
  for (const Ngram& ngram : table.ngrams().first(std::min(top_shown, table.ngrams().size())))
    view.top.push_back({table.text(ngram, tokens, true), ngram.count});
  return view;
}

}  // namespace

void NgramStats::request(const Ngrams& request, CorpusKind kind) {
  TokenUnit unit = kind == CorpusKind::lines ? TokenUnit::characters : TokenUnit::words;
  if (request.unit == "characters" || request.unit == "chars")  // as the command
    unit = TokenUnit::characters;
  else if (request.unit == "words")
    unit = TokenUnit::words;
  else if (!request.unit.empty())
    throw Error("n-grams are counted over \"characters\" or \"words\", not over " +
                in_quotes(request.unit) + ".");
  const std::array<double, 3> epsilon{request.e1, request.e2, request.e3};
  for (const double e : epsilon)
    if (!(e >= 0 && e <= 1e9)) throw Error("Each ε has to be a number from 0 to 1,000,000,000.");
  if (unit != unit_) forget_count();
  unit_ = unit;
  gram_ = request.gram;
  epsilon_ = epsilon;
  invalidate();
}

bool NgramStats::fill(const ViewContext& context, double end, Snapshot& snapshot) {
  if (counted_) {
    NgramView next = *view_;
    estimate(next);
    view_ = std::make_shared<const NgramView>(std::move(next));
  }
  try {
    while (!counted_) {
      advance(context.text, context.corpus.prepared_as());
      if (context.clock() >= end) break;
    }
  } catch (...) {  // out of memory
    forget_count();
    throw;
  }
  snapshot.busy = !counted_;
  snapshot.busy_text = counted_ ? "" : "Counting n-grams";
  snapshot.busy_fraction = counted_ ? 0 : progress();
  if (counted_) snapshot.ngrams = view_;
  return counted_;
}

void NgramStats::forget_count() {
  counted_ = false;
  reader_.reset();
  tokens_.reset();
  now_counted_.reset();
}

void NgramStats::reset(Snapshot& snapshot) {
  forget_count();
  tables_.reset();
  view_.reset();
  snapshot.ngrams.reset();
}

double NgramStats::progress() const {
  if (now_counted_) return 0.4 + 0.6 * now_counted_->progress(*tokens_);
  return reader_ ? 0.4 * reader_->progress() : 0;
}

void NgramStats::advance(std::string_view text, Preprocessing preprocessing) {
  NgramView view;
  try {
    if (!tokens_) {
      if (!reader_) reader_.emplace(beginning_of(text), unit_, preprocessing);
      if (reader_->advance()) return;
      tokens_ = reader_->take();
      reader_.reset();
      now_counted_.emplace();
      return;
    }
    if (now_counted_->advance(*tokens_)) return;
    tables_ = std::move(now_counted_);
    for (int order = 1; order <= 3; ++order)
      view.orders[static_cast<std::size_t>(order - 1)] =
          order_view(tables_->table(order), *tokens_);
  } catch (const Error& error) {
    tables_.reset();
    view.error = error.what();
  }
  forget_count();
  view.words = unit_ == TokenUnit::words;
  view.all_bytes = static_cast<std::int64_t>(text.size());
  view.bytes = static_cast<std::int64_t>(beginning_of(text).size());
  view.revision = ++revision_;
  estimate(view);
  view_ = std::make_shared<const NgramView>(std::move(view));
  counted_ = true;
}

// P(c), P(c | b), P(c | a, b) for the gram "a b c": as many as it has tokens.
void NgramStats::estimate(NgramView& view) const {
  view.asked = gram_;
  view.estimates.clear();
  const std::vector<std::string> gram = gram_tokens(gram_, unit_);
  if (!tables_ || gram.empty()) return;
  const std::span<const std::string> all(gram.data(), std::min<std::size_t>(gram.size(), 3));
  for (std::size_t order = 1; order <= all.size(); ++order) {
    const auto part = all.last(order);
    LaplaceView one;
    one.token = part.back();
    for (std::size_t i = 0; i + 1 < order; ++i) {
      if (unit_ == TokenUnit::words && i > 0) one.given += ' ';
      one.given += part[i];
    }
    one.count = tables_->count(part);
    one.of = order == 1 ? tables_->table(1).total() : tables_->count(part.first(order - 1));
    one.share = one.of > 0 ? static_cast<double>(one.count) / static_cast<double>(one.of)
                           : std::numeric_limits<double>::quiet_NaN();
    one.smoothed = tables_->probability(part, epsilon_);
    view.estimates.push_back(std::move(one));
  }
}

}  // namespace babble::app
