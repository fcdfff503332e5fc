// The gradient through N against the lecture's one-hot product, spelled out in double, and against
// finite differences.
#include "core/models/neural_bigram/neural_bigram.h"

#include <gtest/gtest.h>

#include <cmath>

#include "core/models/count_bigram/count_bigram.h"
#include "core/models/neural_bigram/neural_bigram_pass.h"
#include "core/models/neural_bigram/spellings.h"
#include "core/random/torch_rng.h"
#include "core/training/optimizer.h"
#include "support/finite_differences.h"

namespace babble {
namespace {

struct Pairs {
  std::vector<TokenId> x, y;
};

Pairs random_pairs(int size, std::size_t count) {
  TorchRng generator(11);
  Pairs pairs;
  for (std::size_t i = 0; i < count; ++i) {
    // Crowded towards small ids, so that some rows and cells stay empty.
    const std::uint32_t a = generator.random_below(static_cast<std::uint32_t>(size));
    pairs.x.push_back(static_cast<TokenId>(a * a / static_cast<std::uint32_t>(size)));
    pairs.y.push_back(
        static_cast<TokenId>(generator.random_below(static_cast<std::uint32_t>(size))));
  }
  return pairs;
}

CountMatrix counts_of(const Pairs& pairs, int size) {
  CountMatrix counts(size);
  for (std::size_t i = 0; i < pairs.x.size(); ++i) ++counts.at(pairs.x[i], pairs.y[i]);
  return counts;
}

using testing::Double;

struct Twin {
  double loss;
  Double dW;
  Eigen::RowVectorXd db;
};

// makemore part 1: xenc = one_hot(xs); logits = xenc @ W + b; p = softmax; loss = -mean log p[y] +
// λ mean W²; dW = xencᵀ @ (p - one_hot(y)) / n + 2 λ W / V².
Twin naive_twin(const Double& W, const Eigen::RowVectorXd& b, const Pairs& pairs, double l2) {
  const Eigen::Index n = static_cast<Eigen::Index>(pairs.x.size()), V = W.rows();
  Double one_hot = Double::Zero(n, V), targets = Double::Zero(n, V);
  for (Eigen::Index i = 0; i < n; ++i) {
    one_hot(i, pairs.x[static_cast<std::size_t>(i)]) = 1;
    targets(i, pairs.y[static_cast<std::size_t>(i)]) = 1;
  }
  Double p = ((one_hot * W).rowwise() + b).array().exp();
  for (Eigen::Index i = 0; i < n; ++i) p.row(i) /= p.row(i).sum();
  Twin twin;
  twin.loss = -(targets.array() * p.array().log()).sum() / static_cast<double>(n) +
              l2 * W.array().square().mean();
  const Double dlogits = (p - targets) / static_cast<double>(n);
  twin.dW = one_hot.transpose() * dlogits + 2 * l2 / static_cast<double>(W.size()) * W;
  twin.db = dlogits.colwise().sum();
  return twin;
}

Eigen::RowVectorXd bias_of(const NeuralBigram& model) {
  if (model.has_bias()) return model.weights().b().cast<double>();
  return Eigen::RowVectorXd::Zero(model.vocabulary_size());
}

NeuralBigram random_model(int size, bool with_bias) {
  TorchRng generator(5);
  NeuralBigram model(size, Init::normal, with_bias, generator);
  if (with_bias) {
    generator.fill_normal({model.weights().b().data(), static_cast<std::size_t>(size)});
  }
  return model;
}

void expect_twin(const NeuralBigramPass& training, const NeuralBigram& model, const Twin& twin) {
  // Cells are of size 1e-2; float32 shares of 1 have steps of 6e-8.
  EXPECT_LT((training.gradient().W().cast<double>() - twin.dW).cwiseAbs().maxCoeff(), 1e-7);
  ASSERT_EQ(training.gradient().b().size(), model.has_bias() ? model.vocabulary_size() : 0);
  double norm = twin.dW.squaredNorm();
  if (model.has_bias()) {
    EXPECT_LT((training.gradient().b().cast<double>() - twin.db).cwiseAbs().maxCoeff(), 1e-6);
    norm += twin.db.squaredNorm();
  }
  EXPECT_NEAR(gradient_norm(training.gradient(), training.touched()), std::sqrt(norm), 1e-6);
}

TEST(NeuralBigram, FullBatchAgreesWithTheOneHotProduct) {
  for (const int size : {2, 5, 16, 27, 40}) {
    for (const bool with_bias : {false, true}) {
      for (const double l2 : {0.0, 0.5}) {
        SCOPED_TRACE("V = " + std::to_string(size) + (with_bias ? " with bias" : "") +
                     " l2 = " + std::to_string(l2));
        const Pairs pairs = random_pairs(size, 700);
        const NeuralBigram model = random_model(size, with_bias);
        NeuralBigramPass training(model, counts_of(pairs, size));
        const Twin twin = naive_twin(model.weight().cast<double>(), bias_of(model), pairs, l2);
        EXPECT_NEAR(training.full_batch(model, l2), twin.loss, 2e-6);
        expect_twin(training, model, twin);
        EXPECT_NEAR(model.nll(counts_of(pairs, size)), training.data_nll(), 2e-6);
      }
    }
  }
}

TEST(NeuralBigram, MiniBatchAgreesWithTheOneHotProduct) {
  const int size = 27;
  for (const bool with_bias : {false, true}) {
    const NeuralBigram model = random_model(size, with_bias);
    NeuralBigramPass training(model, CountMatrix(size));
    // Sparse after dense and dense after sparse: nothing of the last step may be left.
    for (const double l2 : {0.0, 0.3, 0.0, 0.0, 0.2}) {
      for (const std::size_t batch : {1u, 7u, 64u}) {
        Pairs pairs = random_pairs(size, batch);
        for (TokenId& x : pairs.x) x = static_cast<TokenId>((x + 3 * batch) % size);
        const Twin twin = naive_twin(model.weight().cast<double>(), bias_of(model), pairs, l2);
        EXPECT_NEAR(training.mini_batch(model, pairs.x, pairs.y, l2), twin.loss, 2e-6);
        expect_twin(training, model, twin);
      }
    }
  }
}

TEST(NeuralBigram, GradientAgreesWithFiniteDifferences) {
  const int size = 6;
  const Pairs pairs = random_pairs(size, 50);
  const NeuralBigram model = random_model(size, true);
  NeuralBigramPass training(model, counts_of(pairs, size));
  training.full_batch(model, 0.7);
  const Double W = model.weight().cast<double>();
  const Eigen::RowVectorXd b = bias_of(model);
  const double step = 1e-5;
  for (int i = 0; i < size; ++i) {
    for (int j = 0; j < size; ++j) {
      Double up = W, down = W;
      up(i, j) += step;
      down(i, j) -= step;
      const double slope =
          (naive_twin(up, b, pairs, 0.7).loss - naive_twin(down, b, pairs, 0.7).loss) / (2 * step);
      EXPECT_NEAR(training.gradient().W()(i, j), slope, 1e-7);
    }
    Eigen::RowVectorXd up = b, down = b;
    up(i) += step;
    down(i) -= step;
    const double slope =
        (naive_twin(W, up, pairs, 0.7).loss - naive_twin(W, down, pairs, 0.7).loss) / (2 * step);
    EXPECT_NEAR(training.gradient().b()(i), slope, 1e-7);
  }
}

TEST(NeuralBigram, UpdateFollowsTheGradient) {
  for (const double l2 : {0.0, 0.1}) {
    NeuralBigram model = random_model(27, true);
    const Pairs pairs = random_pairs(27, 40);
    NeuralBigramPass training(model, CountMatrix(27));
    training.mini_batch(model, pairs.x, pairs.y, l2);
    const Matrix weight = model.weight();
    const RowVector bias = model.weights().b();
    sgd_step(model.weights(), training.gradient(), 3, 1, training.touched());
    EXPECT_LT((model.weight() - (weight - 3 * training.gradient().W())).cwiseAbs().maxCoeff(),
              1e-6);
    EXPECT_LT((model.weights().b() - (bias - 3 * training.gradient().b())).cwiseAbs().maxCoeff(),
              1e-6);
  }
}

// What is to be seen: W becomes log N, and the loss the count bigram's.
TEST(NeuralBigram, LearnsWhatCountingFinds) {
  const int size = 5;
  CountMatrix counts(size);
  for (int i = 0; i < size; ++i) {
    for (int j = 0; j < size; ++j) counts.at(i, j) = 1 + (3 * i + 5 * j) % 7;
  }
  TorchRng generator(1);
  NeuralBigram model(size, Init::zero, false, generator);
  NeuralBigramPass training(model, counts);
  EXPECT_NEAR(training.full_batch(model, 0), std::log(5.0), 1e-6);  // the uniform loss
  for (int i = 0; i < 3000; ++i) {
    training.full_batch(model, 0);
    sgd_step(model.weights(), training.gradient(), 10, 1, training.touched());
  }
  const CountBigram counted(counts, 0);
  EXPECT_NEAR(model.nll(counts), counted.nll(counts), 1e-6);
  std::vector<float> row(size);
  const auto state = model.initial_state();
  model.feed(*state, 2);
  model.next_probabilities(*state, row);
  for (int j = 0; j < size; ++j) {
    EXPECT_NEAR(row[static_cast<std::size_t>(j)], counted.probabilities()(2, j), 1e-4);
  }
}

TEST(NeuralBigram, LargePenaltyGivesTheUniformDistribution) {
  NeuralBigram model = random_model(4, false);
  NeuralBigramPass training(model, counts_of(random_pairs(4, 100), 4));
  for (int i = 0; i < 2000; ++i) {
    training.full_batch(model, 1000);
    sgd_step(model.weights(), training.gradient(), 0.004, 1, training.touched());
  }
  EXPECT_NEAR(training.data_nll(), std::log(4.0), 1e-2);
}

TEST(NeuralBigram, OneExampleTakenApart) {
  const NeuralBigram model = random_model(27, true);
  const std::vector<TokenId> x{4}, y{9};
  const NeuralExample example = trace_example(model, x[0], y[0], 2);
  NeuralBigramPass training(model, CountMatrix(27));
  EXPECT_NEAR(example.loss, training.mini_batch(model, x, y, 0), 1e-6);
  EXPECT_EQ(example.one_hot.sum(), 1);
  EXPECT_EQ(example.one_hot(4), 1);
  EXPECT_NEAR(example.probabilities.sum(), 1, 1e-6);
  for (int j = 0; j < 27; ++j) {
    EXPECT_NEAR(example.dlogits(j), training.gradient().W()(4, j), 1e-6);
    EXPECT_NEAR(example.update(j), -2 * training.gradient().W()(4, j), 1e-6);
  }
}

TEST(NeuralBigram, StartsAsAsked) {
  TorchRng generator(9);
  const NeuralBigram zero(6, Init::zero, true, generator);
  EXPECT_EQ(generator, TorchRng(9));  // draws nothing
  EXPECT_EQ(zero.weight().cwiseAbs().maxCoeff(), 0);
  EXPECT_EQ(zero.parameter_count(), 36 + 6);
  const NeuralBigram xavier(6, Init::xavier, false, generator);
  EXPECT_LE(xavier.weight().cwiseAbs().maxCoeff(), std::sqrt(6.0f / 12));
  EXPECT_GT(xavier.weight().cwiseAbs().maxCoeff(), 0.5f);
  EXPECT_EQ(xavier.parameter_count(), 36);
}

TEST(NeuralBigram, ItsLossIsTheSameInEverySpellingUntilAWeightIsLarge) {
  TorchRng generator(3);
  NeuralBigram model(27, Init::normal, true, generator);
  std::vector<TokenId> tokens(2001);
  for (TokenId& token : tokens) token = static_cast<TokenId>(generator.random_below(27));
  const std::span<const TokenId> stream = tokens;
  double now = 0;
  const auto clock = [&] { return now += 0.5; };
  Spellings spellings = spell_out(model, stream, clock);
  EXPECT_EQ(spellings.pairs, 2000);
  ASSERT_EQ(spellings.losses.size(), 3u);
  CountMatrix counts(27);
  for (std::size_t i = 0; i < 2000; ++i) ++counts.at(stream[i], stream[i + 1]);
  for (const Spelling& one : spellings.losses) {
    EXPECT_NEAR(one.value, model.nll(counts), 1e-5) << one.code;
    EXPECT_EQ(one.seconds, 0.5);
  }
  EXPECT_NEAR(spellings.products[0].value, spellings.products[1].value, 1e-2);

  model.weights().W()(0, 5) = 90;  // exp(90) is beyond float32
  spellings = spell_out(model, stream, clock);
  EXPECT_FALSE(std::isfinite(spellings.losses[0].value));
  EXPECT_NEAR(spellings.losses[1].value, spellings.losses[2].value, 1e-4);
  EXPECT_EQ(spell_out(model, stream.first(1), clock).pairs, 0);
}

}  // namespace
}  // namespace babble
