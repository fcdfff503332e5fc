#include "core/math/softmax.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "core/math/column_softmax.h"
#include "core/math/packed_matrix.h"
#include "core/random/torch_rng.h"

namespace babble {
namespace {

constexpr float infinity = std::numeric_limits<float>::infinity();

std::vector<float> random_scores(std::size_t size, float scale) {
  TorchRng generator(7);
  std::vector<float> scores(size);
  for (float& score : scores) score = (generator.uniform() - 0.5f) * scale;
  return scores;
}

// The definition in double.
std::vector<double> naive_softmax(std::span<const float> scores) {
  std::vector<double> out;
  double sum = 0;
  for (const float score : scores) sum += std::exp(static_cast<double>(score));
  for (const float score : scores) out.push_back(std::exp(static_cast<double>(score)) / sum);
  return out;
}

TEST(Softmax, AgreesWithItsDefinition) {
  for (const std::size_t size : {1u, 2u, 15u, 16u, 27u, 28u, 100u}) {
    const std::vector<float> scores = random_scores(size, 20);
    std::vector<float> ours(size);
    softmax(scores, ours);
    const std::vector<double> wanted = naive_softmax(scores);
    // float32 exponentials of differences up to 20: some units of the last place.
    for (std::size_t i = 0; i < size; ++i) EXPECT_NEAR(ours[i], wanted[i], 4e-7 * wanted[i] + 1e-9);
  }
}

TEST(Softmax, DoesNotOverflowAndHandlesMinusInfinity) {
  std::vector<float> scores{1000, 1000, -infinity, -1000};
  softmax(scores, scores);
  EXPECT_EQ(scores, (std::vector<float>{0.5f, 0.5f, 0, 0}));
}

TEST(Softmax, LogSumExp) {
  const std::vector<float> scores{1, 2, 3};
  EXPECT_NEAR(log_sum_exp(scores), std::log(std::exp(1) + std::exp(2) + std::exp(3)), 3e-7);
  const std::vector<float> large{500, 500};
  EXPECT_NEAR(log_sum_exp(large), 500 + std::log(2.0), 1e-4);  // float32 has 3e-5 at 500
}

// Replaces the rows by the gradient of their mean cross-entropy, which it returns.
double backward(Matrix& scores, const std::vector<TokenId>& targets) {
  std::vector<RowLoss> rows;
  const auto count = static_cast<double>(targets.size());
  for (const TokenId target : targets) {
    float* row = scores.row(static_cast<Eigen::Index>(rows.size())).data();
    rows.push_back(
        row_loss_and_gradient(row, scores.cols(), target, static_cast<float>(1 / count)));
  }
  return sum_of_losses(rows) / count;
}

// Three formulas for cross-entropy give the same number.
TEST(Softmax, ThreeFormulasForCrossEntropy) {
  const int rows = 9, size = 27;
  const std::vector<float> flat = random_scores(rows * size, 6);
  Matrix scores = Eigen::Map<const Matrix>(flat.data(), rows, size);
  std::vector<TokenId> targets;
  for (int r = 0; r < rows; ++r) targets.push_back(static_cast<TokenId>(r * 5 % size));
  double one_hot = 0, picked = 0;
  for (int r = 0; r < rows; ++r) {
    const std::span<const float> row(flat.data() + r * size, size);
    const std::vector<double> p = naive_softmax(row);
    for (int j = 0; j < size; ++j) {
      one_hot -= (targets[static_cast<std::size_t>(r)] == j ? 1.0 : 0.0) *
                 std::log(p[static_cast<std::size_t>(j)]);
    }
    picked -= std::log(p[targets[static_cast<std::size_t>(r)]]);
  }
  Matrix copy = scores;
  std::vector<RowLoss> entropies;
  for (int r = 0; r < rows; ++r) {
    const TokenId target = targets[static_cast<std::size_t>(r)];
    entropies.push_back(row_loss(copy.row(r).data(), size, target));
  }
  const double fused = sum_of_losses(entropies);
  EXPECT_NEAR(one_hot, picked, 1e-12);
  EXPECT_NEAR(fused, picked, 1e-5);  // a sum of nine float32 losses of size 4
  EXPECT_NEAR(backward(scores, targets), picked / rows, 1e-6);
}

TEST(Softmax, WhereNothingIsExpectedLossAndGradientAreZero) {
  std::vector<float> scores = random_scores(11, 3), again = scores;
  const std::vector<RowLoss> rows{row_loss(scores.data(), 11, no_target),
                                  row_loss_and_gradient(again.data(), 11, no_target, 1)};
  EXPECT_EQ(sum_of_losses(rows), 0);
  EXPECT_EQ(again, std::vector<float>(11, 0.0f));
}

TEST(Softmax, GradientAgreesWithFiniteDifferences) {
  const int rows = 4, size = 11;
  const std::vector<float> flat = random_scores(rows * size, 4);
  const Matrix start = Eigen::Map<const Matrix>(flat.data(), rows, size);
  const std::vector<TokenId> targets{3, 0, 10, 3};
  const auto loss = [&](int r, int j, double step) {
    double sum = 0;
    for (int i = 0; i < rows; ++i) {
      double exponentials = 0;
      const auto score = [&](int k) {
        return static_cast<double>(start(i, k)) + (i == r && k == j ? step : 0);
      };
      for (int k = 0; k < size; ++k) exponentials += std::exp(score(k));
      sum += std::log(exponentials) - score(targets[static_cast<std::size_t>(i)]);
    }
    return sum / rows;
  };
  Matrix gradient = start;
  backward(gradient, targets);
  for (int r = 0; r < rows; ++r) {
    for (int j = 0; j < size; ++j) {
      const double slope = (loss(r, j, 1e-4) - loss(r, j, -1e-4)) / 2e-4;
      EXPECT_NEAR(gradient(r, j), slope, 1e-7);
    }
  }
}

TEST(ColumnSoftmax, AgreesWithTheRows) {
  constexpr Index size = 27, width = 3 * panel_width, columns = width - 5;
  const std::vector<float> scores = random_scores(size * width, 20);
  std::vector<float> ours = scores;
  std::vector<TokenId> targets;
  for (Index b = 0; b < columns; ++b) targets.push_back(static_cast<TokenId>(7 * b % size));
  std::vector<RowLoss> losses(columns);
  column_losses_and_gradients(ours.data(), size, width, targets, 0.25f, losses);
  for (Index b = 0; b < columns; ++b) {
    const auto at = static_cast<std::size_t>(b);
    std::vector<float> row;
    for (Index k = 0; k < size; ++k) row.push_back(scores[static_cast<std::size_t>(k * width + b)]);
    const RowLoss wanted = row_loss_and_gradient(row.data(), size, targets[at], 0.25f);
    EXPECT_NEAR(losses[at].sum, wanted.sum, 1e-6 * static_cast<double>(wanted.sum));
    EXPECT_EQ(losses[at].target, wanted.target);
    for (Index k = 0; k < size; ++k) {
      EXPECT_NEAR(ours[static_cast<std::size_t>(k * width + b)], row[static_cast<std::size_t>(k)],
                  1e-7);
    }
  }
}

}  // namespace
}  // namespace babble
