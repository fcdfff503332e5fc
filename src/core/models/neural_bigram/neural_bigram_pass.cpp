#include "core/models/neural_bigram/neural_bigram_pass.h"

#include <algorithm>
#include <cassert>
#include <cmath>

namespace babble {
namespace {

constexpr Eigen::Index vector_width =
    std::max<Eigen::Index>(4, EIGEN_MAX_STATIC_ALIGN_BYTES / sizeof(float));

}  // namespace

NeuralBigramPass::NeuralBigramPass(const NeuralBigram& model, const CountMatrix& counts)
    : size_(model.vocabulary_size()), gradient_(model.vocabulary_size(), model.has_bias()) {
  assert(counts.size() == size_);
  const Eigen::Index padded = (size_ + vector_width - 1) / vector_width * vector_width;
  row_shares_ = RowVector::Zero(size_);
  shares_ = Matrix::Zero(size_, padded);
  logits_ = Matrix::Constant(size_, padded, padding_logit);
  exponentials_ = Matrix::Zero(size_, padded);
  largest_ = RowVector::Zero(size_);
  sums_ = RowVector::Ones(size_);
  dlogits_ = Matrix::Zero(size_, padded);
  seen_.assign(static_cast<std::size_t>(size_), 0);
  rows_.reserve(static_cast<std::size_t>(size_));
  touched_.reserve(static_cast<std::size_t>(size_) + 1);

  const std::vector<std::int64_t> sums = counts.row_sums();
  const double total = static_cast<double>(std::max<std::int64_t>(1, counts.total()));
  for (int i = 0; i < counts.size(); ++i) {
    row_shares_(i) =
        static_cast<float>(static_cast<double>(sums[static_cast<std::size_t>(i)]) / total);
    for (int j = 0; j < counts.size(); ++j) {
      shares_(i, j) = static_cast<float>(static_cast<double>(counts.at(i, j)) / total);
    }
  }
}

/// Row i of W + b and of its exponentials.
RowExponentials NeuralBigramPass::read_row(const NeuralBigram& model, Eigen::Index i) noexcept {
  float* logits = logits_.row(i).data();
  std::copy_n(model.weight().row(i).data(), size_, logits);
  if (model.has_bias()) logits_.row(i).head(size_) += model.weights().b();
  return row_exponentials(logits, logits_.cols(), exponentials_.row(i).data());
}

double NeuralBigramPass::full_batch(const NeuralBigram& model, double l2) noexcept {
  // forward: P_i = exp(W_i + b) / sum, nll = sum_i n_i/M log sum_i - sum_ij N_ij/M (W_ij + b_j)
  // backward: dW_ij = n_i/M P_ij - N_ij/M
  touched_.clear();
  double target_sum = 0;
  for (Eigen::Index i = 0; i < size_; ++i) {
    const RowExponentials row = read_row(model, i);
    largest_(i) = row.max;
    sums_(i) = row.sum;
    target_sum += static_cast<double>(logits_.row(i).dot(shares_.row(i)));
    dlogits_.row(i) = row_shares_(i) / row.sum * exponentials_.row(i) - shares_.row(i);
    std::copy_n(dlogits_.row(i).data(), size_, gradient_.W().row(i).data());
  }
  data_nll_ =
      static_cast<double>(row_shares_.dot(largest_ + sums_.array().log().matrix())) - target_sum;
  if (model.has_bias()) gradient_.b() = dlogits_.leftCols(size_).colwise().sum();
  return data_nll_ + add_penalty(model, l2);
}

// Sets what the last step has touched to zero.
void NeuralBigramPass::clear_gradient() noexcept {
  if (touched_.empty()) gradient_.values().setZero();
  for (const auto& [begin, end] : touched_) {
    gradient_.values().segment(begin, end - begin).setZero();
  }
}

double NeuralBigramPass::mini_batch(const NeuralBigram& model, std::span<const TokenId> currents,
                                    std::span<const TokenId> nexts, double l2) noexcept {
  assert(currents.size() == nexts.size() && !currents.empty());
  clear_gradient();
  rows_.clear();
  for (const TokenId i : currents) {
    if (seen_[i]++ == 0) rows_.push_back(i);
  }
  const float share = 1.0f / static_cast<float>(currents.size());

  // Pairs with the same x have the same softmax: one a row, weighted by how many they are.
  double loss = 0;
  MatrixMap dW = gradient_.W();
  for (const int i : rows_) {
    const RowExponentials row = read_row(model, i);
    const float weight = static_cast<float>(seen_[static_cast<std::size_t>(i)]) * share;
    loss += static_cast<double>(weight) *
            (static_cast<double>(row.max) + std::log(static_cast<double>(row.sum)));
    dW.row(i) = weight / row.sum * exponentials_.row(i).head(size_);
  }
  for (std::size_t b = 0; b < currents.size(); ++b) {
    loss -= static_cast<double>(share) * static_cast<double>(logits_(currents[b], nexts[b]));
    dW(currents[b], nexts[b]) -= share;
  }
  if (model.has_bias()) {
    for (const int i : rows_) gradient_.b() += dW.row(i);
  }
  for (const int i : rows_) seen_[static_cast<std::size_t>(i)] = 0;
  touched_.clear();
  if (l2 == 0) {
    for (const int i : rows_) touched_.push_back({i * size_, (i + 1) * size_});
    if (model.has_bias()) touched_.push_back({size_ * size_, gradient_.size()});
  }
  data_nll_ = loss;
  return loss + add_penalty(model, l2);
}

/// l2·mean(W²) and its gradient 2 l2 W / V², which is added to dW.
double NeuralBigramPass::add_penalty(const NeuralBigram& model, double l2) noexcept {
  if (l2 == 0) return 0;
  const ConstMatrixMap weight = model.weight();
  const double cells = static_cast<double>(weight.size());
  gradient_.W() += static_cast<float>(2 * l2 / cells) * weight;
  return l2 * static_cast<double>(weight.squaredNorm()) / cells;
}

}  // namespace babble
