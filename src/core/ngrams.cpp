#include "core/ngrams.h"

#include <algorithm>
#include <cassert>
#include <cmath>
#include <limits>
#include <unordered_map>

#include "core/error.h"
#include "core/limits.h"
#include "core/prepare_text.h"
#include "core/utf8.h"
#include "core/vocabulary.h"

namespace babble {
namespace {

constexpr int id_bits = 21;  // three ids in one 64-bit key
static_assert(limits::max_ngram_tokens == std::uint64_t{1} << id_bits);

std::uint64_t packed(std::span<const std::uint32_t> ids) {
  std::uint64_t key = 0;
  for (std::size_t i = 0; i < ids.size(); ++i)
    key |= std::uint64_t{ids[i]} << (id_bits * static_cast<int>(i));
  return key;
}

/// Gives ids to tokens in the order in which they turn up.
class Numbering {
 public:
  explicit Numbering(NgramTokens& out) : out_(out) {}

  void operator()(std::string_view token) {
    const auto next = static_cast<std::uint32_t>(out_.names.size());
    const auto [place, is_new] = ids_.try_emplace(token, next);
    if (is_new) {
      if (next >= limits::max_ngram_tokens)
        throw Error("This text has more than " + std::to_string(limits::max_ngram_tokens) +
                    " different words; n-grams are limited to those. Use a part of the text.");
      out_.names.emplace_back(token);
    }
    out_.ids.push_back(place->second);
  }

 private:
  NgramTokens& out_;
  std::unordered_map<std::string_view, std::uint32_t> ids_;
};

/// Calls take for every word of one line.
template <typename Take>
void each_word(std::string_view line, Take& take) {
  std::size_t begin = 0;
  for (std::size_t i = 0; i < line.size();) {
    const std::size_t at = i;
    if (!is_blank(next_code_point(line, i))) continue;
    if (at > begin) take(line.substr(begin, at - begin));
    begin = i;
  }
  if (line.size() > begin) take(line.substr(begin));
}

/// Calls take for every character of one line.
template <typename Take>
void each_character(std::string_view line, Take& take) {
  for (std::size_t i = 0; i < line.size();) {
    const std::size_t begin = i;
    next_code_point(line, i);
    take(line.substr(begin, i - begin));
  }
}

/// Where in the prepared text the lines end.
std::vector<std::size_t> line_ends(const TextPreparer& prepared) {
  if (prepared.prepared_as() == Prepare::d2l) return prepared.line_ends();
  const std::string_view text = prepared.text();
  std::vector<std::size_t> ends;
  if (prepared.prepared_as() == Prepare::lines)
    for (std::size_t i = 0; (i = text.find('\n', i)) != std::string_view::npos; ++i)
      ends.push_back(i);
  ends.push_back(text.size());
  return ends;
}

}  // namespace

NgramTokens ngram_tokens(std::string_view bytes, NgramUnit unit, Prepare prepare) {
  TextPreparer prepared(bytes, prepare, true);
  prepared.finish();
  const std::string_view text = prepared.text();
  const bool lines = prepared.prepared_as() == Prepare::lines;

  NgramTokens tokens;
  tokens.unit = unit;
  Numbering number(tokens);
  const bool framed = unit == NgramUnit::characters && lines;
  const std::string mark = encode_utf8(Vocabulary::mark);
  if (framed) number(mark);
  std::size_t begin = 0;
  for (const std::size_t end : line_ends(prepared)) {
    const std::string_view line = text.substr(begin, end - begin);
    if (unit == NgramUnit::words)
      each_word(line, number);
    else
      each_character(line, number);
    if (framed) number(mark);
    begin = end + (lines ? 1 : 0);  // the line feed
  }
  return tokens;
}

std::vector<std::string> gram_tokens(std::string_view text, NgramUnit unit) {
  if (first_invalid_utf8(text)) throw Error("This text is not valid UTF-8.");
  std::vector<std::string> gram;
  const auto take = [&](std::string_view token) { gram.emplace_back(token); };
  if (unit == NgramUnit::characters)
    each_character(text, take);
  else
    each_word(text, take);
  return gram;
}

NgramTable::NgramTable(const NgramTokens& tokens, int order) : order_(order) {
  assert(order >= 1 && order <= 3);
  const auto width = static_cast<std::size_t>(order);
  const std::span<const std::uint32_t> ids = tokens.ids;
  std::unordered_map<std::uint64_t, std::size_t> places;  // in ngrams_, by packed ids
  for (std::size_t i = 0; i + width <= ids.size(); ++i) {
    const auto gram = ids.subspan(i, width);
    const auto [place, is_new] = places.try_emplace(packed(gram), ngrams_.size());
    if (is_new) {
      ngrams_.emplace_back();
      std::copy(gram.begin(), gram.end(), ngrams_.back().ids.begin());
    }
    ++ngrams_[place->second].count;
    ++total_;
  }
  by_key_.reserve(ngrams_.size());
  for (const Ngram& ngram : ngrams_)
    by_key_.emplace_back(packed(std::span(ngram.ids).first(width)), ngram.count);
  std::sort(by_key_.begin(), by_key_.end());
  std::stable_sort(ngrams_.begin(), ngrams_.end(),
                   [](const Ngram& a, const Ngram& b) { return a.count > b.count; });
}

std::int64_t NgramTable::count(std::span<const std::uint32_t> ids) const {
  assert(ids.size() == static_cast<std::size_t>(order_));
  for (const std::uint32_t id : ids)
    if (id >= limits::max_ngram_tokens) return 0;
  const std::pair<std::uint64_t, std::int64_t> wanted(packed(ids), 0);
  const auto found = std::lower_bound(by_key_.begin(), by_key_.end(), wanted);
  return found != by_key_.end() && found->first == wanted.first ? found->second : 0;
}

std::string NgramTable::text(const Ngram& ngram, const NgramTokens& tokens, bool visible) const {
  std::string text;
  for (std::size_t i = 0; i < static_cast<std::size_t>(order_); ++i) {
    const std::string& name = tokens.names[ngram.ids[i]];
    if (tokens.unit == NgramUnit::words && i > 0) text += ' ';
    if (tokens.unit == NgramUnit::characters && visible) {
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

LaplaceEstimates::LaplaceEstimates(const NgramTokens& tokens)
    : tables_{NgramTable(tokens, 1), NgramTable(tokens, 2), NgramTable(tokens, 3)},
      distinct_(tokens.distinct()) {
  by_name_.reserve(tokens.names.size());
  for (std::size_t i = 0; i < tokens.names.size(); ++i)
    by_name_.emplace_back(tokens.names[i], static_cast<std::uint32_t>(i));
  std::sort(by_name_.begin(), by_name_.end());
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
