#include "core/data/ngrams.h"

#include <algorithm>
#include <cassert>
#include <cmath>
#include <limits>
#include <numeric>

#include "core/base/error.h"
#include "core/base/limits.h"
#include "core/base/utf8.h"
#include "core/data/vocabulary.h"
#include "core/data/words.h"

namespace babble {
namespace {

constexpr int id_bits = 21;  // three ids in one 64-bit key
static_assert(limits::max_ngram_tokens == std::uint64_t{1} << id_bits);

std::uint64_t pack_key(std::span<const std::uint32_t> ids) {
  std::uint64_t key = 0;
  for (std::size_t i = 0; i < ids.size(); ++i)
    key |= std::uint64_t{ids[i]} << (id_bits * static_cast<int>(i));
  return key;
}

constexpr std::size_t counted_slice_bytes = std::size_t{1} << 17;
constexpr std::size_t slice_ids = std::size_t{1} << 16;
constexpr std::int64_t rare = 4096;  // smaller counts have a bucket each in sort_by_count()

/// The ends of the lines in the preprocessed text.
std::vector<std::size_t> line_ends(const Preprocessor& preprocessor) {
  if (preprocessor.prepared_as() == Preprocessing::d2l) return preprocessor.line_ends();
  const std::string_view text = preprocessor.text();
  std::vector<std::size_t> ends;
  if (preprocessor.prepared_as() == Preprocessing::lines)
    for (std::size_t i = 0; (i = text.find('\n', i)) != std::string_view::npos; ++i)
      ends.push_back(i);
  ends.push_back(text.size());
  return ends;
}

}  // namespace

NgramTokens ngram_tokens(std::string_view bytes, TokenUnit unit, Preprocessing preprocessing) {
  NgramReader reader(bytes, unit, preprocessing);
  while (reader.advance()) {
  }
  return reader.take();
}

NgramReader::NgramReader(std::string_view bytes, TokenUnit unit, Preprocessing preprocessing)
    : preprocessor_(bytes, preprocessing, Preprocessor::LineEnds::note) {
  tokens_.unit = unit;
}

void NgramReader::add(std::string_view token) {
  const auto next = static_cast<std::uint32_t>(tokens_.names.size());
  const auto [entry, is_new] = ids_.try_emplace(token, next);
  if (is_new) {
    if (next >= limits::max_ngram_tokens)
      throw Error("This text has more than " + std::to_string(limits::max_ngram_tokens) +
                  " different words, the limit for n-grams. Use a part of the text.");
    tokens_.names.emplace_back(token);
  }
  tokens_.ids.push_back(entry->second);
}

bool NgramReader::advance() {
  static const std::string boundary = encode_utf8(Vocabulary::boundary);
  if (preprocessing_) {
    if (preprocessor_.advance()) return true;
    preprocessing_ = false;
    ends_ = line_ends(preprocessor_);
    has_boundaries_ = tokens_.unit == TokenUnit::characters &&
                      preprocessor_.prepared_as() == Preprocessing::lines;
    if (has_boundaries_) add(boundary);
    return true;
  }
  const std::size_t stop = position_ + counted_slice_bytes;
  for (; line_ < ends_.size(); ++line_) {
    const std::string_view line = preprocessor_.text().substr(0, ends_[line_]);
    while (position_ < line.size()) {
      if (position_ >= stop) return true;
      const std::string_view token = next_token(line, position_, tokens_.unit);
      if (!token.empty()) add(token);
    }
    if (has_boundaries_) add(boundary);
    if (preprocessor_.prepared_as() == Preprocessing::lines) ++position_;  // the line feed
  }
  return false;
}

double NgramReader::progress() const {
  if (preprocessing_) return preprocessor_.progress() / 2;
  const auto size = static_cast<double>(std::max<std::size_t>(1, preprocessor_.text().size()));
  return 0.5 + std::min(0.5, static_cast<double>(position_) / size / 2);
}

std::vector<std::string> gram_tokens(std::string_view text, TokenUnit unit) {
  if (first_invalid_utf8(text)) throw Error("This text is not valid UTF-8.");
  std::vector<std::string> gram;
  for (std::size_t i = 0; i < text.size();) {
    const std::string_view token = next_token(text, i, unit);
    if (!token.empty()) gram.emplace_back(token);
  }
  return gram;
}

/// The slot that holds the key, or the free slot for it.
std::size_t NgramIndex::slot_of(std::uint64_t key) const {
  const std::size_t mask = slots_.size() - 1;
  auto at = static_cast<std::size_t>(key * 0x9E3779B97F4A7C15ull >> 32) & mask;
  while (slots_[at].key != key && slots_[at].key != empty) at = (at + 1) & mask;
  return at;
}

void NgramIndex::grow() {
  std::vector<Slot> old(std::max<std::size_t>(1024, 4 * slots_.size()));
  old.swap(slots_);
  for (const Slot& slot : old)
    if (slot.key != empty) slots_[slot_of(slot.key)] = slot;
}

std::uint32_t NgramIndex::insert(std::uint64_t key, std::uint32_t next) {
  if (2 * used_ >= slots_.size()) grow();
  Slot& slot = slots_[slot_of(key)];
  if (slot.key == key) return slot.index;
  ++used_;
  slot = {key, next};
  return next;
}

std::optional<std::uint32_t> NgramIndex::find(std::uint64_t key) const {
  if (slots_.empty()) return std::nullopt;
  const Slot& slot = slots_[slot_of(key)];
  return slot.key == key ? std::optional(slot.index) : std::nullopt;
}

void NgramIndex::renumber(std::span<const std::uint32_t> indices) {
  for (Slot& slot : slots_)
    if (slot.key != empty) slot.index = indices[slot.index];
}

NgramTable::NgramTable(int order) : order_(order) { assert(order >= 1 && order <= 3); }

NgramTable::NgramTable(const NgramTokens& tokens, int order) : NgramTable(order) {
  while (advance(tokens)) {
  }
}

bool NgramTable::advance(const NgramTokens& tokens) {
  const auto width = static_cast<std::size_t>(order_);
  const std::span<const std::uint32_t> ids = tokens.ids;
  const std::size_t all = ids.size() < width ? 0 : ids.size() - width + 1;
  if (position_ == all) {
    sort_by_count();
    return false;
  }
  const std::size_t end = std::min(all, position_ + slice_ids);
  for (; position_ < end; ++position_) {
    const auto gram = ids.subspan(position_, width);
    const auto next = static_cast<std::uint32_t>(ngrams_.size());
    const std::uint32_t index = index_.insert(pack_key(gram), next);
    if (index == next) {
      ngrams_.emplace_back();
      std::copy(gram.begin(), gram.end(), ngrams_.back().ids.begin());
    }
    ++ngrams_[index].count;
    ++total_;
  }
  return true;
}

double NgramTable::progress(const NgramTokens& tokens) const {
  const auto size = static_cast<double>(std::max<std::size_t>(1, tokens.ids.size()));
  return std::min(1.0, static_cast<double>(position_) / size);
}

/// A counting sort, since nearly all of a million n-grams occur only a few times.
void NgramTable::sort_by_count() {
  const auto bucket_of = [](const Ngram& ngram) {
    return static_cast<std::size_t>(rare - std::min(rare, ngram.count));
  };
  std::array<std::uint32_t, rare + 1> starts{};
  for (const Ngram& ngram : ngrams_) ++starts[bucket_of(ngram) + 1];
  const std::size_t frequent = starts[1];
  std::partial_sum(starts.begin(), starts.end(), starts.begin());
  std::vector<std::uint32_t> order(ngrams_.size()), indices(ngrams_.size());
  for (std::size_t i = 0; i < ngrams_.size(); ++i)
    order[starts[bucket_of(ngrams_[i])]++] = static_cast<std::uint32_t>(i);
  std::stable_sort(
      order.begin(), order.begin() + static_cast<std::ptrdiff_t>(frequent),
      [&](std::uint32_t a, std::uint32_t b) { return ngrams_[a].count > ngrams_[b].count; });
  std::vector<Ngram> sorted(ngrams_.size());
  for (std::size_t i = 0; i < order.size(); ++i) {
    sorted[i] = ngrams_[order[i]];
    indices[order[i]] = static_cast<std::uint32_t>(i);
  }
  ngrams_ = std::move(sorted);
  index_.renumber(indices);
}

std::int64_t NgramTable::count(std::span<const std::uint32_t> ids) const {
  assert(ids.size() == static_cast<std::size_t>(order_));
  for (const std::uint32_t id : ids)
    if (id >= limits::max_ngram_tokens) return 0;
  const auto index = index_.find(pack_key(ids));
  return index ? ngrams_[*index].count : 0;
}

std::string NgramTable::text(const Ngram& ngram, const NgramTokens& tokens, bool visible) const {
  std::string text;
  for (std::size_t i = 0; i < static_cast<std::size_t>(order_); ++i) {
    const std::string& name = tokens.names[ngram.ids[i]];
    if (tokens.unit == TokenUnit::words && i > 0) text += ' ';
    if (tokens.unit == TokenUnit::characters && visible) {
      std::size_t end = 0;
      text += visible_text(next_code_point(name, end));
    } else {
      text += name;
    }
  }
  return text;
}

ZipfFit fit_zipf(const NgramTable& table, std::int64_t first_rank, std::int64_t last_rank) {
  assert(first_rank >= 1);
  const std::span<const Ngram> ngrams = table.ngrams();
  ZipfFit fit;
  fit.first_rank = first_rank;
  fit.last_rank = std::min(last_rank, static_cast<std::int64_t>(ngrams.size()));
  fit.alpha = fit.intercept = std::numeric_limits<double>::quiet_NaN();
  if (fit.last_rank <= fit.first_rank) return fit;

  const auto count = static_cast<double>(fit.last_rank - fit.first_rank + 1);
  const auto x = [](std::int64_t rank) { return std::log(static_cast<double>(rank)); };
  const auto y = [&](std::int64_t rank) {
    return std::log(static_cast<double>(ngrams[static_cast<std::size_t>(rank - 1)].count));
  };
  double x_mean = 0, y_mean = 0;
  for (std::int64_t rank = fit.first_rank; rank <= fit.last_rank; ++rank) {
    x_mean += x(rank) / count;
    y_mean += y(rank) / count;
  }
  double xy = 0, xx = 0;
  for (std::int64_t rank = fit.first_rank; rank <= fit.last_rank; ++rank) {
    const double dx = x(rank) - x_mean;
    xy += dx * (y(rank) - y_mean);
    xx += dx * dx;
  }
  fit.alpha = -xy / xx;
  fit.intercept = y_mean + fit.alpha * x_mean;
  return fit;
}

LaplaceEstimates::LaplaceEstimates() : tables_{NgramTable(1), NgramTable(2), NgramTable(3)} {}

LaplaceEstimates::LaplaceEstimates(const NgramTokens& tokens) : LaplaceEstimates() {
  while (advance(tokens)) {
  }
}

bool LaplaceEstimates::advance(const NgramTokens& tokens) {
  if (counted_ < tables_.size()) {
    if (!tables_[counted_].advance(tokens)) ++counted_;
    return true;
  }
  distinct_ = tokens.distinct();
  by_name_.reserve(tokens.names.size());
  for (std::size_t i = 0; i < tokens.names.size(); ++i)
    by_name_.emplace_back(tokens.names[i], static_cast<std::uint32_t>(i));
  std::sort(by_name_.begin(), by_name_.end());
  return false;
}

double LaplaceEstimates::progress(const NgramTokens& tokens) const {
  const double now = counted_ < tables_.size() ? tables_[counted_].progress(tokens) : 0;
  return (static_cast<double>(counted_) + now) / static_cast<double>(tables_.size());
}

const NgramTable& LaplaceEstimates::table(int order) const {
  return tables_[static_cast<std::size_t>(order - 1)];
}

std::uint32_t LaplaceEstimates::id(const std::string& name) const {
  const auto found = std::lower_bound(by_name_.begin(), by_name_.end(),
                                      std::pair<std::string, std::uint32_t>(name, 0));
  return found != by_name_.end() && found->first == name
             ? found->second
             : std::numeric_limits<std::uint32_t>::max();
}

std::int64_t LaplaceEstimates::count(std::span<const std::string> gram) const {
  assert(!gram.empty() && gram.size() <= 3);
  std::array<std::uint32_t, 3> ids{};
  for (std::size_t i = 0; i < gram.size(); ++i) ids[i] = id(gram[i]);
  return tables_[gram.size() - 1].count(std::span(ids).first(gram.size()));
}

double LaplaceEstimates::probability(std::span<const std::string> gram,
                                     const std::array<double, 3>& epsilon) const {
  const auto number = [](std::int64_t n) { return static_cast<double>(n); };
  const double alone = (number(count(gram.last(1))) + epsilon[0] / number(distinct_)) /
                       (number(tables_[0].total()) + epsilon[0]);
  if (gram.size() == 1) return alone;
  const double weight = epsilon[gram.size() - 1];
  return (number(count(gram)) + weight * alone) /
         (number(count(gram.first(gram.size() - 1))) + weight);
}

}  // namespace babble
