// What holds for the RNN, the GRU and the LSTM alike.
#include <gtest/gtest.h>

#include "core/base/error.h"
#include "core/models/recurrent/recurrent_learner.h"
#include "core/models/registry.h"
#include "core/random/torch_rng.h"

namespace babble {
namespace {

class Recurrent : public ::testing::TestWithParam<const char*> {
 protected:
  static constexpr int V = 7, B = 3, T = 4;
  std::unique_ptr<Model> make(const char* settings) {
    Settings all = model_info(model_kind(GetParam())).defaults;
    all.hidden_size = 37;
    set_setting(all, settings);
    auto model = model_info(model_kind(GetParam())).create(V, all, generator);
    auto& values = static_cast<RecurrentModel&>(*model).weights().values();
    generator.fill_normal({values.data(), static_cast<std::size_t>(values.size())});
    values *= 0.2f;
    return model;
  }
  std::vector<TokenId> tokens() {
    std::vector<TokenId> some;
    for (int i = 0; i < B * T; ++i) some.push_back(static_cast<TokenId>(generator.random_below(V)));
    return some;
  }
  TorchRng generator{21};
};
INSTANTIATE_TEST_SUITE_P(Models, Recurrent, ::testing::Values("rnn", "gru", "lstm"));

// A network that reads rows of C is one that reads one-hot vectors and has W_x' = C·W_x, so the
// chain rule gives its gradients: dW_x = Cᵀ·dW_x', dC = sum over the gates of dW_x'·W_xᵀ.
TEST_P(Recurrent, AnEmbeddingIsAProductOfMatrices) {
  const auto embedded = make("embedding=3"), one_hot = make("embedding=0");
  const RecurrentParameters& weights = static_cast<RecurrentModel&>(*embedded).weights();
  RecurrentParameters& twin = static_cast<RecurrentModel&>(*one_hot).weights();
  ASSERT_EQ(weights.embedding(), 3);
  ASSERT_EQ(weights.vocabulary_size(), V);
  for (std::size_t g = 0; g < weights.gates(); ++g) {
    twin.W_x(g) = weights.C() * weights.W_x(g);
    twin.W_h(g) = weights.W_h(g);
    twin.b(g) = weights.b(g);
  }
  twin.W_hq() = weights.W_hq();
  twin.b_q() = weights.b_q();
  const std::vector<TokenId> x = tokens(), y = tokens();
  const auto pass = static_cast<RecurrentModel&>(*embedded).make_pass(B, T);
  const auto other = static_cast<RecurrentModel&>(*one_hot).make_pass(B, T);
  EXPECT_NEAR(pass->forward_and_backward(weights, x, y), other->forward_and_backward(twin, x, y),
              1e-6);
  const auto expect_near = [](const Matrix& a, const Matrix& b) {
    EXPECT_GT(b.cwiseAbs().maxCoeff(), 1e-4f);
    EXPECT_LT((a - b).cwiseAbs().maxCoeff(), 2e-7f);
  };
  const RecurrentParameters &d = pass->gradient(), &dtwin = other->gradient();
  Matrix dC = Matrix::Zero(V, 3);
  for (std::size_t g = 0; g < weights.gates(); ++g) {
    expect_near(d.W_x(g), weights.C().transpose() * dtwin.W_x(g));
    expect_near(d.W_h(g), dtwin.W_h(g));
    expect_near(d.b(g), dtwin.b(g));
    dC += dtwin.W_x(g) * weights.W_x(g).transpose();
  }
  expect_near(d.C(), dC);
  const auto state = embedded->initial_state(), same = one_hot->initial_state();
  std::vector<float> logits(V), wanted(V);
  for (const TokenId token : x) {
    embedded->feed(*state, token);
    one_hot->feed(*same, token);
  }
  embedded->next_logits(*state, logits);
  one_hot->next_logits(*same, wanted);
  for (std::size_t v = 0; v < V; ++v) EXPECT_NEAR(logits[v], wanted[v], 1e-5);
}

// Two mini-batches are read as one of 2T steps, of which the first half has no labels. The weights
// change in between.
TEST_P(Recurrent, WithoutDetachTheGradientGoesOnThroughTheMiniBatchBefore) {
  Settings settings = model_info(model_kind(GetParam())).defaults;
  settings.hidden_size = 37;
  settings.batch_size = B;
  settings.time_steps = T;
  settings.detach = false;
  RecurrentLearner learner(make("detach=false"), settings, {B, T});
  const auto& model = static_cast<const RecurrentModel&>(learner.model());
  const auto twin = model.make_pass(B, 2 * T), cut = model.make_pass(B, T);
  Batch before;
  for (int step = 0; step < 5; ++step) {
    Batch batch;
    batch.batch_size = B;
    batch.time_steps = T;
    batch.x = tokens();
    batch.y = tokens();
    batch.reset_state = step == 0 || step == 3;
    const double loss = learner.forward_backward(batch, settings).loss;
    if (batch.reset_state) {
      twin->reset_state();
      EXPECT_EQ(loss, twin->forward_and_backward(model.weights(), batch.x, batch.y));
    } else {
      std::vector<TokenId> x, y;
      for (int b = 0; b < B; ++b) {
        for (const auto* part : {&before, &batch}) {
          x.insert(x.end(), part->x.begin() + b * T, part->x.begin() + (b + 1) * T);
          y.insert(y.end(), part->y.begin() + b * T, part->y.begin() + (b + 1) * T);
          if (part == &before) std::fill(y.end() - T, y.end(), no_target);
        }
      }
      EXPECT_EQ(loss, twin->forward_and_backward(model.weights(), x, y));
      cut->set_state_before(twin->states(T));
      if (twin->carried().size() == 1) {
        EXPECT_NEAR(loss, cut->forward_and_backward(model.weights(), batch.x, batch.y), 1e-6);
        EXPECT_NE(learner.gradient().values(), cut->gradient().values());
      }
      twin->carry_state(T);
    }
    EXPECT_EQ(learner.gradient().values(), twin->gradient().values()) << step;
    learner.parameters().values() *= 1.01f;
    learner.carry_state();
    before = batch;
  }
}

TEST(RecurrentSettings, BelongToTheModels) {
  const auto refused = [](const char* model, const char* setting) {
    Settings settings = model_info(model_kind(model)).defaults;
    set_setting(settings, setting);
    try {
      model_info(model_kind(model)).check_settings(settings);
    } catch (const Error& error) {
      return std::string(error.what());
    }
    return std::string();
  };
  EXPECT_EQ(refused("rnn", "activation=relu") + refused("rnn", "embedding=0"), "");
  EXPECT_EQ(refused("rnn", "activation=gelu"), "Activation must be tanh or relu for the RNN.");
  EXPECT_EQ(refused("transformer", "activation=tanh"),
            "Activation must be gelu or relu for the transformer.");
  EXPECT_NE(refused("mlp", "embedding=0").find("at least 1 for the MLP"), std::string::npos);
}

}  // namespace
}  // namespace babble
