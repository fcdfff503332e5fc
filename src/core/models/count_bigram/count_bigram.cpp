#include "core/models/count_bigram/count_bigram.h"

#include <algorithm>
#include <cassert>
#include <cmath>
#include <limits>

#include "core/models/count_bigram/count_bigram_info.h"

namespace babble {

CountBigram::CountBigram(CountMatrix counts, double smoothing)
    : counts_(std::move(counts)), totals_(counts_.row_sums()) {
  set_smoothing(smoothing);
}

void CountBigram::set_smoothing(double smoothing) {
  assert(smoothing >= 0);
  smoothing_ = smoothing;
  const int size = counts_.size();
  probabilities_.resize(size, size);
  const float k = static_cast<float>(smoothing);
  for (int i = 0; i < size; ++i) {
    // torch: P = (N + k).float(); P /= P.sum(1). The sum is taken in double: it is exact where the
    // entries are whole numbers, as torch's then is.
    double sum = 0;
    for (int j = 0; j < size; ++j) {
      const float cell = static_cast<float>(counts_.at(i, j)) + k;
      probabilities_(i, j) = cell;
      sum += static_cast<double>(cell);
    }
    if (sum > 0) {
      probabilities_.row(i) /= static_cast<float>(sum);
    } else {
      probabilities_.row(i).setConstant(1.0f / static_cast<float>(size));
    }
  }
}

double CountBigram::probability(TokenId current, TokenId next) const {
  const double size = counts_.size();
  const double sum = static_cast<double>(totals_[current]) + smoothing_ * size;
  if (sum <= 0) return 1.0 / size;
  return (static_cast<double>(counts_.at(current, next)) + smoothing_) / sum;
}

double CountBigram::nll(const CountMatrix& pairs) const {
  assert(pairs.size() == counts_.size());
  double log_likelihood = 0;
  std::int64_t total = 0;
  for (int i = 0; i < pairs.size(); ++i) {
    const std::span<const std::int64_t> row = pairs.row(i);
    for (int j = 0; j < pairs.size(); ++j) {
      const std::int64_t count = row[static_cast<std::size_t>(j)];
      if (count == 0) continue;
      total += count;
      log_likelihood += static_cast<double>(count) *
                        std::log(probability(static_cast<TokenId>(i), static_cast<TokenId>(j)));
    }
  }
  if (total == 0) return std::numeric_limits<double>::quiet_NaN();
  return -log_likelihood / static_cast<double>(total);
}

int CountBigram::vocabulary_size() const { return counts_.size(); }

std::vector<TensorView> CountBigram::parameters() const {
  const int size = counts_.size();
  return {{"P",
           {size, size},
           {probabilities_.data(), static_cast<std::size_t>(probabilities_.size())}}};
}

std::unique_ptr<Model> CountBigram::clone() const { return std::make_unique<CountBigram>(*this); }

const ModelInfo& CountBigram::info() const { return count_bigram_info(); }

std::vector<Tensor> CountBigram::saved_tensors() const {
  const std::span<const std::int64_t> values = counts_.values();
  return {{"N", {counts_.size(), counts_.size()}, {}, {values.begin(), values.end()}}};
}

void CountBigram::next_probabilities(const ModelState& state,
                                     std::span<float> probabilities) const {
  const auto row = probabilities_.row(last_token(state));
  std::copy_n(row.data(), row.size(), probabilities.begin());
}

void CountBigram::next_logits(const ModelState& state, std::span<float> logits) const {
  const auto row = probabilities_.row(last_token(state));
  std::transform(row.data(), row.data() + row.size(), logits.begin(),
                 [](float p) { return std::log(p); });
}

}  // namespace babble
