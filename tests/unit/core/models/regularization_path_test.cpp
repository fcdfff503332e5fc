// The end of the neural bigram's training, without training.
#include "core/models/neural_bigram/regularization_path.h"

#include <gtest/gtest.h>

#include <cmath>
#include <random>

#include "core/models/count_bigram/count_bigram.h"
#include "core/models/neural_bigram/neural_bigram_pass.h"
#include "core/random/torch_rng.h"
#include "core/training/optimizer.h"

namespace babble {
namespace {

CountMatrix some_counts(int size) {
  std::mt19937 random(5);
  CountMatrix counts(size);
  for (std::int64_t& count : counts.values()) {
    const auto draw = static_cast<std::int64_t>(random() % 60);
    count = draw < 30 ? 0 : draw * draw / 10;
  }
  for (int j = 0; j < size; ++j) counts.at(2, j) = 0;  // a token that ends the text
  return counts;
}

TEST(RegularizationPath, TheGradientVanishesThere) {
  const CountMatrix counts = some_counts(9);
  RegularizationPath path(counts);
  for (const double l2 : {1000.0, 1.0, 0.01, 0.0001, 10.0}) {  // in any order
    const NeuralBigram& model = path.minimum(l2);
    NeuralBigramPass training(model, counts);
    training.full_batch(model, l2);
    EXPECT_LT(gradient_norm(training.gradient(), training.touched()), 2e-6) << l2;
  }
}

TEST(RegularizationPath, DescentEndsThere) {
  const CountMatrix counts = some_counts(6);
  RegularizationPath path(counts);
  const NeuralBigram& end = path.minimum(0.05);
  TorchRng generator(1);
  NeuralBigram model(6, Init::normal, false, generator);
  NeuralBigramPass training(model, counts);
  for (int i = 0; i < 20000; ++i) {
    training.full_batch(model, 0.05);
    sgd_step(model.weights(), training.gradient(), 5, 1, training.touched());
  }
  EXPECT_LT((model.weight() - end.weight()).cwiseAbs().maxCoeff(), 1e-3f);
}

TEST(RegularizationPath, LambdaDoesWhatKDoes) {
  const CountMatrix counts = some_counts(9);
  RegularizationPath path(counts);
  const double uniform = std::log(9.0), counted = CountBigram(counts, 0).nll(counts);
  EXPECT_NEAR(path.minimum(1e6).nll(counts), uniform, 1e-4);
  double last = uniform + 1e-4;
  for (double l2 = 1000; l2 > 1e-6; l2 /= 10) {
    const double nll = path.minimum(l2).nll(counts);
    EXPECT_LE(nll, last + 1e-6) << l2;
    EXPECT_GE(nll, counted - 1e-6) << l2;
    last = nll;
  }
  EXPECT_NEAR(last, counted, 1e-3);
}

}  // namespace
}  // namespace babble
