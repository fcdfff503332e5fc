// The GRU and the LSTM against twins in double that are spelled out as loops, and these against
// finite differences.
#include <gtest/gtest.h>

#include <cmath>

#include "core/models/gru/gru.h"
#include "core/models/lstm/lstm.h"
#include "core/models/registry.h"
#include "core/random/torch_rng.h"
#include "support/finite_differences.h"

namespace babble {
namespace {

using Numbers = std::vector<double>;

double logistic(double x) { return 1 / (1 + std::exp(-x)); }

// d2l §9.1 and §9.2 in the order of the formulas, one sequence, time step and unit after the other.
struct GatedTwin {
  GatedTwin(const RecurrentParameters& parameters, bool lstm)
      : weights(parameters.values().data(), parameters.values().data() + parameters.size()),
        V(parameters.vocabulary_size()),
        H(parameters.hidden_size()),
        gates(static_cast<int>(parameters.gates())),
        is_lstm(lstm) {}

  double sum_of_gate(int gate, TokenId token, const Numbers& h, int unit) const {
    const double* W_x = weights.data() + gate * (V * H + H * H + H);
    const double* W_h = W_x + V * H;
    double sum = W_x[token * H + unit] + W_h[H * H + unit];
    for (int k = 0; k < H; ++k) sum += h[static_cast<std::size_t>(k)] * W_h[k * H + unit];
    return sum;
  }
  void feed(Numbers& h, Numbers& c, TokenId token) const {
    const Numbers before = h;
    Numbers product = h;
    const auto gate = [&](int g, int unit) { return sum_of_gate(g, token, before, unit); };
    for (int u = 0; u < H; ++u) {
      const auto at = static_cast<std::size_t>(u);
      if (is_lstm) {
        c[at] = logistic(gate(1, u)) * c[at] + logistic(gate(0, u)) * std::tanh(gate(3, u));
        h[at] = logistic(gate(2, u)) * std::tanh(c[at]);
      } else {
        product[at] = logistic(gate(1, u)) * before[at];
      }
    }
    for (int u = 0; u < H && !is_lstm; ++u) {
      const auto at = static_cast<std::size_t>(u);
      const double z = logistic(gate(0, u));
      h[at] = z * before[at] + (1 - z) * std::tanh(sum_of_gate(2, token, product, u));
    }
  }
  // H_t of an LSTM after the tokens from `begin` on, if its cell were c.
  Numbers hidden_of(const std::vector<TokenId>& x, std::size_t begin, int t,
                    const Numbers& c) const {
    Numbers h(c.size()), cell(c.size()), before;
    for (int step = 0; step <= t; ++step) {
      before = h;
      feed(h, cell, x[begin + static_cast<std::size_t>(step)]);
    }
    for (int u = 0; u < H; ++u) {
      const TokenId token = x[begin + static_cast<std::size_t>(t)];
      h[static_cast<std::size_t>(u)] =
          logistic(sum_of_gate(2, token, before, u)) * std::tanh(c[static_cast<std::size_t>(u)]);
    }
    return h;
  }
  // −log P of a token after the state.
  double surprise(const Numbers& h, TokenId token) const {
    const double* W_hq = weights.data() + gates * (V * H + H * H + H);
    double exponentials = 0, target = 0;
    for (int v = 0; v < V; ++v) {
      double logit = W_hq[H * V + v];
      for (int k = 0; k < H; ++k) logit += h[static_cast<std::size_t>(k)] * W_hq[k * V + v];
      exponentials += std::exp(logit);
      if (v == token) target = logit;
    }
    return std::log(exponentials) - target;
  }
  double loss(const std::vector<TokenId>& x, const std::vector<TokenId>& y, int B, int T,
              const std::vector<Matrix>& state) const {
    double sum = 0;
    for (int b = 0; b < B; ++b) {
      const auto row = [&](const Matrix& m) {
        return Numbers(m.row(b).data(), m.row(b).data() + H);
      };
      Numbers h = row(state[0]), c = row(state.back());
      for (int t = 0; t < T; ++t) {
        const auto i = static_cast<std::size_t>(b * T + t);
        feed(h, c, x[i]);
        sum += surprise(h, y[i]);
      }
    }
    return sum / (B * T);
  }

  Numbers weights;
  int V, H, gates;
  bool is_lstm;
};

struct GatedExample {
  GatedExample(const std::string& id, int V, int H, int B, int T) {
    TorchRng generator(21);
    Settings settings;
    settings.hidden_size = H;
    created = model_info(model_kind(id)).create(V, settings, generator);
    auto& weights = model().weights();
    generator.fill_normal({weights.values().data(), static_cast<std::size_t>(weights.size())});
    weights.values() *= 1.2f / std::sqrt(static_cast<float>(H));
    pass = model().make_pass(B, T);
    for (std::size_t i = 0; i < pass->carried().size(); ++i) {
      states.emplace_back(B, H);
      generator.fill_uniform({states[i].data(), static_cast<std::size_t>(B * H)}, -0.9f, 0.9f);
    }
    for (int i = 0; i < B * T; ++i) {
      x.push_back(static_cast<TokenId>(generator.random_below(static_cast<std::uint32_t>(V))));
      y.push_back(static_cast<TokenId>(generator.random_below(static_cast<std::uint32_t>(V))));
    }
  }
  RecurrentModel& model() { return static_cast<RecurrentModel&>(*created); }

  std::unique_ptr<Model> created;
  std::unique_ptr<RecurrentPass> pass;
  std::vector<Matrix> states;
  std::vector<TokenId> x, y;
};

class Gated : public ::testing::TestWithParam<const char*> {};
INSTANTIATE_TEST_SUITE_P(Models, Gated, ::testing::Values("gru", "lstm"));

// Small, and with several panels of columns, of which the last is not full, and a rest of rows.
TEST_P(Gated, GradientsAgreeWithFiniteDifferences) {
  constexpr struct { int V, H, B, T; } shapes[] = {{5, 3, 2, 4}, {7, 53, 5, 3}, {3, 32, 9, 2}};
  for (const auto& [V, H, B, T] : shapes) {
    GatedExample example(GetParam(), V, H, B, T);
    const RecurrentParameters& weights = example.model().weights();
    example.pass->set_carried(example.states);
    const double loss = example.pass->forward_and_backward(weights, example.x, example.y);
    GatedTwin twin(weights, std::string(GetParam()) == "lstm");
    const auto twin_loss = [&, B = B, T = T] {
      return twin.loss(example.x, example.y, B, T, example.states);
    };
    EXPECT_NEAR(loss, twin_loss(), 1e-6);
    std::size_t begin = 0;
    for (const TensorView& gradient : example.pass->gradient().tensors()) {
      const std::size_t size = gradient.values.size(), step = std::max<std::size_t>(size / 40, 1);
      float largest = 0;
      for (const float value : gradient.values) largest = std::max(largest, std::abs(value));
      for (std::size_t i = 0; i < size; i += step) {
        const double slope = testing::central_difference(twin.weights[begin + i], twin_loss);
        EXPECT_NEAR(gradient.values[i], slope, 1e-6 * static_cast<double>(largest) + 1e-9)
            << gradient.name << ", value " << i << ", H = " << H;
      }
      begin += size;
    }
  }
}

// The loss after the last token alone, of sequences of 6, 4 and 1 tokens, as a function of the
// state after each token.
TEST_P(Gated, TheReachOfTheGradientAgreesWithFiniteDifferences) {
  constexpr int V = 7, H = 53, B = 3, T = 6, last[] = {5, 3, 0};
  GatedExample example(GetParam(), V, H, B, T);
  for (int i = 0; i < B * T; ++i) {
    if (i % T > last[i / T]) example.y[static_cast<std::size_t>(i)] = no_target;
  }
  const bool lstm = std::string(GetParam()) == "lstm";
  const GatedTwin twin(example.model().weights(), lstm);
  const auto norm = [&](int b, int t, bool by_cell) {
    const auto at = [&](int step) { return static_cast<std::size_t>(b * T + step); };
    Numbers h(H), c(H);
    for (int step = 0; step <= t; ++step) twin.feed(h, c, example.x[at(step)]);
    const auto loss = [&] {
      Numbers later = h, cell = c;
      // What the present step shows of its cell belongs to the gradient by it.
      if (by_cell) later = twin.hidden_of(example.x, at(0), t, c);
      for (int step = t + 1; step <= last[b]; ++step) twin.feed(later, cell, example.x[at(step)]);
      return twin.surprise(later, example.y[at(last[b])]);
    };
    double squares = 0;
    for (double& value : by_cell ? c : h) {
      const double slope = testing::central_difference(value, loss);
      squares += slope * slope;
    }
    return std::sqrt(squares);
  };
  Batch batch;
  batch.batch_size = B;
  batch.time_steps = T;
  batch.x = example.x;
  batch.y = example.y;
  const GradientReach reach = example.model().gradient_reach(batch);
  ASSERT_EQ(reach.hidden.size(), 6u);
  ASSERT_EQ(reach.cell.size(), lstm ? 6u : 0u);
  for (int distance = 0; distance < T; ++distance) {
    for (const bool by_cell : {false, true}) {
      if (by_cell && !lstm) continue;
      double sum = 0;
      int count = 0;
      for (int b = 0; b < B; ++b) {
        if (distance > last[b]) continue;
        sum += norm(b, last[b] - distance, by_cell);
        ++count;
      }
      const auto d = static_cast<std::size_t>(distance);
      EXPECT_NEAR((by_cell ? reach.cell : reach.hidden)[d] / (sum / count), 1, 1e-5)
          << distance << (by_cell ? " cell" : "");
    }
  }
}

TEST_P(Gated, OneTokenAtATimeIsTheSameNetwork) {
  constexpr int V = 7, H = 21, B = 3, T = 6;
  GatedExample example(GetParam(), V, H, B, T);
  example.pass->forward(example.model().weights(), example.x);
  std::vector<float> logits(V);
  for (int b = 0; b < B; ++b) {
    const auto state = example.model().initial_state(), copy = example.model().initial_state();
    for (int t = 0; t < T; ++t) {
      copy->assign(*state);
      example.model().feed(*copy, example.x[static_cast<std::size_t>(b * T + t)]);
      state->assign(*copy);
      example.model().next_logits(*state, logits);
      for (int v = 0; v < V; ++v)
        EXPECT_NEAR(logits[static_cast<std::size_t>(v)], example.pass->logits(t)(b, v), 2e-6);
    }
  }
}

// H and, for the LSTM, C go on to the next mini-batch: reading in two pieces is reading in one.
TEST_P(Gated, AllStateIsCarriedOrReset) {
  constexpr int V = 7, H = 21, B = 3, T = 6;
  GatedExample example(GetParam(), V, H, B, T);
  const RecurrentParameters& weights = example.model().weights();
  const auto whole = example.model().make_pass(1, T), half = example.model().make_pass(1, T / 2);
  const std::span<const TokenId> x(example.x.data(), T);
  for (int round = 0; round < 2; ++round) {
    whole->forward(weights, x);
    half->forward(weights, x.first(T / 2));
    half->carry_state(T / 2);
    half->forward(weights, x.last(T / 2));
    EXPECT_EQ(half->state_after(), whole->state_after());
    half->reset_state();
    for (const Matrix& state : half->carried()) EXPECT_EQ(state.cwiseAbs().maxCoeff(), 0);
  }
}

// A long stream is read in 32 rows side by side; that has to be what reading it in one go gives.
TEST_P(Gated, NllOfALongStreamAgreesWithReadingItInOneGo) {
  GatedExample example(GetParam(), 9, 12, 1, 1);
  example.model().weights().values() *= 0.5f;  // a memory shorter than the 64 tokens of the warm-up
  TorchRng generator(4);
  std::vector<TokenId> stream;
  for (int i = 0; i < 9001; ++i) stream.push_back(static_cast<TokenId>(generator.random_below(9)));
  const auto state = example.model().initial_state();
  std::vector<float> p(9);
  double sum = 0;
  for (std::size_t i = 0; i + 1 < stream.size(); ++i) {
    example.model().feed(*state, stream[i]);
    example.model().next_probabilities(*state, p);
    sum -= std::log(static_cast<double>(p[stream[i + 1]]));
  }
  EXPECT_NEAR(example.model().nll(stream, CorpusKind::text),
              sum / static_cast<double>(stream.size() - 1), 1e-5);
}

}  // namespace
}  // namespace babble
