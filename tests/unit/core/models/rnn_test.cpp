// The RNN against a twin in double that is spelled out as loops, and that against finite
// differences.
#include "core/models/rnn/rnn.h"

#include <gtest/gtest.h>

#include <cmath>

#include "core/models/rnn/rnn_pass.h"
#include "core/random/torch_rng.h"
#include "support/finite_differences.h"

namespace babble {
namespace {

using testing::central_difference;
using testing::Double;

// d2l §8.5 and §8.7 in the order of the formulas, one sequence and one time step after the other.
struct RnnTwin {
  explicit RnnTwin(const RnnParameters& weights)
      : W_xh(weights.W_xh().cast<double>()),
        W_hh(weights.W_hh().cast<double>()),
        b_h(weights.b_h().cast<double>()),
        W_hq(weights.W_hq().cast<double>()),
        b_q(weights.b_q().cast<double>()) {}

  std::vector<Double*> parameters() { return {&W_xh, &W_hh, &b_h, &W_hq, &b_q}; }

  Double after(const Double& h, TokenId token) const {
    const Double z = W_xh.row(token) + h * W_hh + b_h;
    return relu ? Double(z.cwiseMax(0)) : Double(z.array().tanh());
  }
  double loss(const std::vector<TokenId>& x, const std::vector<TokenId>& y, int B, int T,
              const Double& state_before) const {
    double sum = 0, labels = 0;
    for (int b = 0; b < B; ++b) {
      Double h = state_before.row(b);
      for (int t = 0; t < T; ++t) {
        h = after(h, x[static_cast<std::size_t>(b * T + t)]);
        const TokenId target = y[static_cast<std::size_t>(b * T + t)];
        if (target == no_target) continue;
        const Double o = h * W_hq + b_q;
        sum += std::log(o.array().exp().sum()) - o(0, target);
        ++labels;
      }
    }
    return sum / labels;
  }

  Double W_xh, W_hh, b_h, W_hq, b_q;
  bool relu = false;
};

struct Example {
  int V = 7, H = 5, B = 3, T = 6;
  RnnParameters weights{7, 5};
  std::vector<TokenId> x, y;
  Matrix state{3, 5};

  explicit Example(float scale) {
    TorchRng generator(21);
    generator.fill_normal({weights.values().data(), static_cast<std::size_t>(weights.size())});
    weights.values() *= scale;
    generator.fill_uniform({state.data(), 15}, -0.9, 0.9);
    for (int i = 0; i < B * T; ++i) {
      x.push_back(static_cast<TokenId>(generator.random_below(7)));
      y.push_back(static_cast<TokenId>(generator.random_below(7)));
    }
  }
};

// Everything is expected, then nothing after some labels of each row, then everything again, as in
// mini-batches of lines: the pass leaves out the time steps at the end.
TEST(Rnn, GradientsAgreeWithFiniteDifferences) {
  const Example all(0.1f), strong(0.6f);
  Example lines(0.6f);
  for (std::size_t i = 0; i < lines.y.size(); ++i) {
    if (i % 6 >= 2 + i / 6) lines.y[i] = no_target;  // 2, 3 and 4 labels of 6
  }
  RnnPass with_tanh(all.V, all.H, all.B, all.T);
  RnnPass with_relu(all.V, all.H, all.B, all.T, 0, Activation::relu);
  const Example* const examples[] = {&all, &lines, &strong, &strong};
  for (std::size_t run = 0; run < 4; ++run) {
    const Example* const one = examples[run];
    const Example& example = *one;
    RnnPass& training = run < 3 ? with_tanh : with_relu;
    training.set_state_before(example.state);
    const double loss = training.forward_and_backward(example.weights, example.x, example.y);
    EXPECT_EQ(training.time_steps(), one == &lines ? 4 : 6);
    RnnTwin twin(example.weights);
    twin.relu = run == 3;
    const Double before = example.state.cast<double>();
    const auto twin_loss = [&] {
      return twin.loss(example.x, example.y, example.B, example.T, before);
    };
    EXPECT_NEAR(loss, twin_loss(), 1e-6);
    const std::vector<TensorView> gradients = training.gradient().tensors();
    const std::vector<Double*> parameters = twin.parameters();
    for (std::size_t p = 0; p < parameters.size(); ++p) {
      ASSERT_EQ(static_cast<std::size_t>(parameters[p]->size()), gradients[p].values.size());
      for (Eigen::Index i = 0; i < parameters[p]->size(); ++i) {
        const double slope = central_difference(parameters[p]->data()[i], twin_loss);
        // Gradients of size 0.1 from sums of float32 products.
        EXPECT_NEAR(gradients[p].values[static_cast<std::size_t>(i)], slope, 3e-7)
            << gradients[p].name << ", value " << i;
      }
    }
  }
}

// The state that is carried is a constant for the next mini-batch: its gradient is that of the loss
// of this mini-batch alone, which the finite differences above measure from a given state.
TEST(Rnn, CarriedStateIsTheLastOne) {
  const Example example(0.5f);
  RnnPass training(example.V, example.H, example.B, example.T);
  training.set_state_before(example.state);
  training.forward(example.weights, example.x);
  const Matrix after = training.state_after();
  EXPECT_GT(after.cwiseAbs().maxCoeff(), 0.01f);
  training.carry_state(example.T);
  EXPECT_EQ(Matrix(training.state_before()), after);
  training.reset_state();
  EXPECT_EQ(training.state_before().cwiseAbs().maxCoeff(), 0);
}

// X·W_xh + H·W_hh equals [X H]·[W_xh; W_hh] (d2l §8.4).
TEST(Rnn, OneProductOfConcatenatedMatrices) {
  const Example example(0.5f);
  Matrix input = Matrix::Zero(3, 7 + 5), weight(7 + 5, 5);
  for (int b = 0; b < 3; ++b) input(b, example.x[static_cast<std::size_t>(b * example.T)]) = 1;
  input.rightCols(5) = example.state;
  weight.topRows(7) = example.weights.W_xh();
  weight.bottomRows(5) = example.weights.W_hh();
  const Matrix wanted =
      ((input * weight).rowwise() + RowVector(example.weights.b_h())).array().tanh();
  RnnPass training(example.V, example.H, example.B, example.T);
  training.set_state_before(example.state);
  training.forward(example.weights, example.x);
  EXPECT_LT((training.states(1) - wanted).cwiseAbs().maxCoeff(), 5e-7f);
}

// The last row has no label.
TEST(Rnn, TheReachOfTheGradientAgreesWithFiniteDifferences) {
  const Example example(0.6f);
  const RnnTwin twin(example.weights);
  Batch batch;
  batch.batch_size = example.B;
  batch.time_steps = example.T;
  batch.x = example.x;
  batch.y = example.y;
  std::fill(batch.y.end() - example.T, batch.y.end(), no_target);
  const GradientReach reach = Rnn(example.weights).gradient_reach(batch);
  ASSERT_EQ(std::ssize(reach.hidden), example.T);
  EXPECT_TRUE(reach.cell.empty());
  for (int distance = 0; distance < example.T; ++distance) {
    double sum = 0;
    for (int b = 0; b < 2; ++b) {
      const auto begin = batch.x.begin() + b * example.T;
      const int t = example.T - 1 - distance;
      Double state = Double::Zero(1, example.H);
      for (int step = 0; step <= t; ++step) state = twin.after(state, begin[step]);
      const auto loss = [&] {
        Double h = state;
        for (int step = t + 1; step < example.T; ++step) h = twin.after(h, begin[step]);
        const Double o = h * twin.W_hq + twin.b_q;
        return std::log(o.array().exp().sum()) -
               o(0, batch.y[static_cast<std::size_t>((b + 1) * example.T - 1)]);
      };
      double squares = 0;
      for (int k = 0; k < example.H; ++k) {
        const double slope = central_difference(state(0, k), loss);
        squares += slope * slope;
      }
      sum += std::sqrt(squares);
    }
    EXPECT_NEAR(reach.hidden[static_cast<std::size_t>(distance)] / (sum / 2), 1, 1e-5) << distance;
  }
}

TEST(Rnn, OneTokenAtATimeIsTheSameNetwork) {
  const Example example(0.5f);
  Rnn rnn(example.weights);
  std::vector<float> logits(7), probabilities(7);
  for (int b = 0; b < 2 * example.B; ++b) {
    Settings settings;
    settings.activation = b < example.B ? Activation::tanh : Activation::relu;
    rnn.configure(settings);
    const auto pass = rnn.make_pass(example.B, example.T);
    pass->forward(example.weights, example.x);
    const auto state = rnn.initial_state();
    for (int t = 0; t < example.T; ++t) {
      rnn.feed(*state, example.x[static_cast<std::size_t>(b % example.B * example.T + t)]);
      rnn.next_logits(*state, logits);
      rnn.next_probabilities(*state, probabilities);
      float sum = 0;
      for (const float p : probabilities) sum += p;
      EXPECT_NEAR(sum, 1, 1e-6);
      for (int j = 0; j < 7; ++j) {
        EXPECT_NEAR(logits[static_cast<std::size_t>(j)], pass->logits(t)(b % example.B, j), 2e-6);
      }
    }
  }
}

TEST(Rnn, LinesAreScoredByThemselves) {
  TorchRng generator(4);
  Rnn rnn(9, 12, generator);
  rnn.weights().values() *= 30;
  rnn.set_reads_lines(true);
  std::vector<TokenId> stream{0};
  for (const int length : {1, 3, 900, 2, 0, 17}) {
    for (int i = 0; i < length; ++i)
      stream.push_back(static_cast<TokenId>(1 + generator.random_below(8)));
    stream.push_back(0);
  }
  const auto state = rnn.initial_state(), fresh = rnn.initial_state();
  std::vector<float> p(9), q(9);
  rnn.feed(*fresh, 0);
  rnn.next_probabilities(*fresh, q);
  double sum = 0;
  for (std::size_t i = 0; i + 1 < stream.size(); ++i) {
    rnn.feed(*state, stream[i]);
    rnn.next_probabilities(*state, p);
    EXPECT_TRUE(stream[i] != 0 || p == q);
    sum -= std::log(static_cast<double>(p[stream[i + 1]]));
  }
  const double mean = sum / static_cast<double>(stream.size() - 1);
  EXPECT_NEAR(rnn.nll(stream, CorpusKind::lines), mean, 1e-5);
  EXPECT_GT(std::abs(rnn.nll(stream, CorpusKind::text) - mean), 1e-5);
}

TEST(Rnn, ParameterCountDoesNotDependOnTime) {
  TorchRng generator(1);
  const Rnn rnn(28, 16, generator);
  EXPECT_EQ(rnn.parameter_count(), 28 * 16 + 16 * 16 + 16 + 16 * 28 + 28);
}

// A long stream is read in 32 rows side by side; that has to be what reading it in one go gives.
TEST(Rnn, NllOfALongStreamAgreesWithReadingItInOneGo) {
  TorchRng generator(4);
  Rnn rnn(9, 12, generator);
  rnn.weights().values() *= 30;  // small memory of a trained network, not of a fresh one
  for (const std::size_t length : {2u, 3u, 40u, 300u, 700u, 9001u}) {
    std::vector<TokenId> stream;
    for (std::size_t i = 0; i < length; ++i) {
      stream.push_back(static_cast<TokenId>(generator.random_below(9)));
    }
    const auto state = rnn.initial_state();
    std::vector<float> logits(9);
    double sum = 0;
    for (std::size_t i = 0; i + 1 < length; ++i) {
      rnn.feed(*state, stream[i]);
      rnn.next_logits(*state, logits);
      double exponentials = 0;
      for (const float logit : logits) exponentials += std::exp(static_cast<double>(logit));
      sum += std::log(exponentials) - static_cast<double>(logits[stream[i + 1]]);
    }
    // Up to 32 rows begin from a state that has seen 64 tokens instead of all.
    EXPECT_NEAR(rnn.nll(stream, CorpusKind::text), sum / static_cast<double>(length - 1), 1e-5)
        << length;
  }
  EXPECT_TRUE(std::isnan(rnn.nll(std::vector<TokenId>{1}, CorpusKind::text)));
}

}  // namespace
}  // namespace babble
