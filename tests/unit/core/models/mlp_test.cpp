// The MLP against a twin in double that is spelled out as loops, and that against finite
// differences.
#include "core/models/mlp/mlp.h"

#include <gtest/gtest.h>

#include <cmath>

#include "core/models/mlp/mlp_pass.h"
#include "support/finite_differences.h"

namespace babble {
namespace {

using testing::central_difference;
using testing::Double;

// mlp.h in the order of its formulas, one example after the other.
struct MlpTwin {
  explicit MlpTwin(const MlpParameters& weights)
      : T(weights.shape().block_size),
        C(weights.C().cast<double>()),
        W1(weights.W1().cast<double>()),
        b1(weights.b1().cast<double>()),
        W2(weights.W2().cast<double>()),
        b2(weights.b2().cast<double>()) {}

  std::vector<Double*> parameters() { return {&C, &W1, &b1, &W2, &b2}; }

  Double logits(std::span<const TokenId> window) const {
    Double x(1, W1.rows());
    for (int t = 0; t < T; ++t)
      x.middleCols(t * C.cols(), C.cols()) = C.row(window[static_cast<std::size_t>(t)]);
    const Double h = (x * W1 + b1).array().tanh();
    return h * W2 + b2;
  }

  double loss(std::span<const TokenId> x, std::span<const TokenId> y) const {
    double sum = 0;
    for (std::size_t b = 0; b < y.size(); ++b) {
      const auto T_ = static_cast<std::size_t>(T);
      const Double o = logits(x.subspan(b * T_, T_));
      sum += std::log(o.array().exp().sum()) - o(0, y[b]);
    }
    return sum / static_cast<double>(y.size());
  }

  int T;
  Double C, W1, b1, W2, b2;
};

struct MlpExample {
  MlpShape shape;
  MlpParameters weights;
  std::vector<TokenId> x, y;

  MlpExample(const MlpShape& of, int batch) : shape(of), weights(of) {
    TorchRng generator(21);
    generator.fill_normal({weights.values().data(), static_cast<std::size_t>(weights.size())});
    weights.values() *= 0.5f;
    const auto V = static_cast<std::uint32_t>(shape.vocabulary_size);
    for (int i = 0; i < batch * shape.block_size; ++i)
      x.push_back(static_cast<TokenId>(generator.random_below(V)));
    for (int i = 0; i < batch; ++i) y.push_back(static_cast<TokenId>(generator.random_below(V)));
  }
};

TEST(Mlp, GradientsAgreeWithFiniteDifferences) {
  const MlpExample example(
      {.vocabulary_size = 7, .block_size = 3, .embedding = 2, .hidden_size = 5}, 9);
  MlpPass pass(example.shape, 9);
  const double loss = pass.forward_and_backward(example.weights, example.x, example.y);
  MlpTwin twin(example.weights);
  EXPECT_NEAR(loss, twin.loss(example.x, example.y), 1e-6);
  const std::vector<TensorView> gradients = pass.gradient().tensors();
  const std::vector<Double*> parameters = twin.parameters();
  for (std::size_t p = 0; p < parameters.size(); ++p) {
    ASSERT_EQ(static_cast<std::size_t>(parameters[p]->size()), gradients[p].values.size());
    for (Eigen::Index i = 0; i < parameters[p]->size(); ++i) {
      const double slope = central_difference(parameters[p]->data()[i],
                                              [&] { return twin.loss(example.x, example.y); });
      // Gradients of size 0.1 from sums of float32 products.
      EXPECT_NEAR(gradients[p].values[static_cast<std::size_t>(i)], slope, 3e-7)
          << gradients[p].name << ", value " << i;
    }
  }
}

// Sizes below, at and above those of tiles and panels, and as many threads as panels.
TEST(Mlp, AnySizeGivesTheTwinsLossAndTheSameBitsWithThreads) {
  for (const int batch : {1, 31, 32, 50, 100}) {
    for (const MlpShape& shape :
         {MlpShape{.vocabulary_size = 2, .block_size = 1, .embedding = 1, .hidden_size = 1},
          MlpShape{.vocabulary_size = 33, .block_size = 4, .embedding = 3, .hidden_size = 70},
          MlpShape{.vocabulary_size = 27, .block_size = 3, .embedding = 10, .hidden_size = 15}}) {
      const MlpExample example(shape, batch);
      MlpPass one(shape, batch), several(shape, batch);
      several.set_threads(3);
      const double loss = one.forward_and_backward(example.weights, example.x, example.y);
      EXPECT_NEAR(loss, MlpTwin(example.weights).loss(example.x, example.y), 3e-6 * loss);
      EXPECT_EQ(several.forward_and_backward(example.weights, example.x, example.y), loss);
      EXPECT_EQ(one.gradient().values(), several.gradient().values());
    }
  }
}

// The gradient of the rows that a mini-batch does not read is zero, and touched() leaves it out.
TEST(Mlp, OnlyTheRowsThatWereReadAreTouched) {
  const MlpShape shape{.vocabulary_size = 6, .block_size = 2, .embedding = 3, .hidden_size = 4};
  const MlpExample example(shape, 2);
  MlpPass pass(shape, 2);
  const auto ranges = [&](std::vector<TokenId> x) {
    pass.forward_and_backward(example.weights, x, example.y);
    std::vector<std::pair<Eigen::Index, Eigen::Index>> out;
    RowVector rest = pass.gradient().values();
    for (const Range& range : pass.touched()) {
      out.push_back({range.begin, range.end});
      rest.segment(range.begin, range.end - range.begin).setZero();
    }
    EXPECT_TRUE(rest.isZero(0));
    return out;
  };
  using Ranges = std::vector<std::pair<Eigen::Index, Eigen::Index>>;
  const Eigen::Index all = example.weights.size();
  EXPECT_EQ(ranges({0, 1, 1, 4}), Ranges({{0, 6}, {12, 15}, {18, all}}));
  EXPECT_EQ(ranges({3, 3, 3, 3}), Ranges({{9, 12}, {18, all}}));
  EXPECT_EQ(ranges({5, 4, 5, 3}), Ranges({{9, all}}));
}

// The gradient by an embedding is that by the row of C if no other place of the window reads it.
TEST(Mlp, TracesOneExampleThereAndBack) {
  const MlpShape shape{.vocabulary_size = 7, .block_size = 3, .embedding = 2, .hidden_size = 5};
  const MlpExample example(shape, 1);
  const Mlp model(example.weights);
  const std::vector<TokenId> window{4, 0, 6}, next{2};
  const WindowTrace trace = model.trace_window(window, next[0]);
  MlpTwin twin(example.weights);
  EXPECT_NEAR(trace.loss, twin.loss(window, next), 1e-6);
  EXPECT_NEAR(trace.loss, -std::log(trace.probabilities[2]), 1e-5);
  ASSERT_EQ(trace.embeddings.size(), 6u);
  ASSERT_EQ(trace.d_embeddings.size(), 6u);
  for (int t = 0; t < 3; ++t) {
    for (int e = 0; e < 2; ++e) {
      double& c = twin.C(window[static_cast<std::size_t>(t)], e);
      const auto i = static_cast<std::size_t>(2 * t + e);
      EXPECT_EQ(trace.embeddings[i], static_cast<float>(c));
      EXPECT_NEAR(trace.d_embeddings[i],
                  central_difference(c, [&] { return twin.loss(window, next); }), 3e-7);
    }
  }
  // A bias moves what it is added to.
  const auto expect_slopes = [&](Double& bias, const std::vector<float>& gradient) {
    ASSERT_EQ(static_cast<std::size_t>(bias.size()), gradient.size());
    for (Eigen::Index i = 0; i < bias.size(); ++i)
      EXPECT_NEAR(gradient[static_cast<std::size_t>(i)],
                  central_difference(bias(0, i), [&] { return twin.loss(window, next); }), 3e-7);
  };
  expect_slopes(twin.b1, trace.d_arguments);
  expect_slopes(twin.b2, trace.d_logits);
  EXPECT_EQ(trace.hidden.size(), 5u);
}

TEST(Mlp, ReadingTokenByTokenSlidesTheWindow) {
  const MlpShape shape{.vocabulary_size = 7, .block_size = 3, .embedding = 2, .hidden_size = 9};
  const MlpExample example(shape, 1);
  const Mlp mlp(example.weights);
  const MlpTwin twin(example.weights);
  const auto state = mlp.initial_state();
  std::vector<TokenId> window{0, 0, 0};
  for (const int token : {3, 6, 0, 2, 5}) {
    window = {window[1], window[2], static_cast<TokenId>(token)};
    mlp.feed(*state, static_cast<TokenId>(token));
    std::vector<float> logits(7);
    mlp.next_logits(*state, logits);
    const Double wanted = twin.logits(window);
    for (Eigen::Index j = 0; j < 7; ++j)
      EXPECT_NEAR(logits[static_cast<std::size_t>(j)], wanted(0, j), 3e-6);
  }
}

}  // namespace
}  // namespace babble
