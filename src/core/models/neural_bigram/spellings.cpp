#include "core/models/neural_bigram/spellings.h"

#include <algorithm>

#include "core/math/softmax.h"

namespace babble {
namespace {

constexpr std::int64_t most_pairs = 10'000, most_products = 30'000'000;
constexpr int largest_vocabulary = 512;

Matrix one_hot(std::span<const TokenId> tokens, int size) {
  Matrix matrix = Matrix::Zero(static_cast<Eigen::Index>(tokens.size()), size);
  for (std::size_t i = 0; i < tokens.size(); ++i)
    matrix(static_cast<Eigen::Index>(i), static_cast<Eigen::Index>(tokens[i])) = 1;
  return matrix;
}

}  // namespace

Spellings spell_out(const NeuralBigram& model, std::span<const TokenId> stream,
                    const std::function<double()>& seconds) {
  Spellings all;
  const int size = model.vocabulary_size();
  if (stream.size() < 2 || size > largest_vocabulary) return all;
  all.pairs = std::min<std::int64_t>(
      {static_cast<std::int64_t>(stream.size()) - 1, most_pairs, most_products / size / size});
  const auto pairs = static_cast<std::size_t>(all.pairs);
  const auto rows = static_cast<Eigen::Index>(all.pairs);
  const std::span<const TokenId> x = stream.first(pairs), y = stream.subspan(1, pairs);
  const auto time = [&](std::vector<Spelling>& to, std::string_view code, const auto& work) {
    const double begin = seconds(), value = work();
    to.push_back({code, value, seconds() - begin});
  };

  Matrix logits(rows, size);
  time(all.products, "F.one_hot(x, V).float() @ W", [&] {
    logits.noalias() = one_hot(x, size) * model.weight();
    return static_cast<double>(logits.sum());
  });
  time(all.products, "W[x]", [&] {
    for (Eigen::Index i = 0; i < rows; ++i)
      logits.row(i) = model.weight().row(static_cast<Eigen::Index>(x[static_cast<std::size_t>(i)]));
    return static_cast<double>(logits.sum());
  });
  if (model.has_bias()) logits.rowwise() += model.weights().b();

  time(all.losses, "P = logits.exp(); P = P / P.sum(1, keepdim=True); -P[range(n), y].log().mean()",
       [&] {
         Matrix p = logits.array().exp().matrix();
         const Eigen::VectorXf sums = p.rowwise().sum();
         p.array().colwise() /= sums.array();
         Eigen::VectorXf picked(rows);
         for (Eigen::Index i = 0; i < rows; ++i)
           picked(i) = p(i, static_cast<Eigen::Index>(y[static_cast<std::size_t>(i)]));
         return static_cast<double>(-picked.array().log().mean());
       });
  time(all.losses, "-(F.one_hot(y, V) * logits.log_softmax(1)).sum(1).mean()", [&] {
    const Eigen::VectorXf highest = logits.rowwise().maxCoeff();
    Matrix log_p = logits.colwise() - highest;
    const Eigen::VectorXf sums = log_p.array().exp().rowwise().sum().log().matrix();
    log_p.colwise() -= sums;
    const Eigen::VectorXf each = one_hot(y, size).cwiseProduct(log_p).rowwise().sum();
    return static_cast<double>(-each.mean());
  });
  time(all.losses, "F.cross_entropy(logits, y)", [&] {
    double sum = 0;
    for (std::size_t i = 0; i < pairs; ++i) {
      const std::span<const float> row(logits.data() + i * static_cast<std::size_t>(size),
                                       static_cast<std::size_t>(size));
      sum += log_sum_exp(row) - static_cast<double>(row[y[i]]);
    }
    return static_cast<double>(static_cast<float>(sum / static_cast<double>(pairs)));
  });
  return all;
}

}  // namespace babble
