// The GRU and the LSTM against PyTorch 1.13, tensor by tensor: {gru,lstm}_step.json and
// {gru,lstm}_train_timemachine.json of the course data (make_ladder_reference.py).
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstdlib>

#include "core/models/gru/gru.h"
#include "core/models/lstm/lstm.h"
#include "core/models/lstm/lstm_pass.h"
#include "core/random/torch_rng.h"
#include "core/training/trainer.h"
#include "support/course_runs.h"
#include "support/shared_data.h"
#include "support/tensors.h"

namespace babble {
namespace {

using testing::expect_close;
using testing::floats;
using testing::Json;
using testing::shared_json;

class GatedParity : public ::testing::TestWithParam<const char*> {};
INSTANTIATE_TEST_SUITE_P(Models, GatedParity, ::testing::Values("gru", "lstm"));

Matrix as_row(const TensorView& tensor) {
  return ConstMatrixMap(tensor.values.data(), 1, static_cast<Index>(tensor.values.size()));
}

TEST_P(GatedParity, OneStepTensorByTensor) {
  const std::string id = GetParam(), file = "reference/" + id + "_step.json";
  BABBLE_NEEDS_SHARED(file);
  const Json& reference = shared_json(file);
  const int V = reference["vocabulary"], H = reference["hidden"], B = reference["batch"],
            T = reference["steps"];
  Settings settings = model_info(model_kind(id)).defaults;
  settings.hidden_size = H;
  TorchRng generator(reference["seed"].get<std::uint64_t>());
  const auto created = model_info(model_kind(id)).create(V, settings, generator);
  auto& model = static_cast<RecurrentModel&>(*created);
  // Ours starts at scale 0.01.
  model.weights().values() *= reference["scale"].get<float>() / 0.01f;
  Json initial;
  for (const TensorView& tensor : model.parameters()) {
    initial[tensor.name] = reference["parameters"][tensor.name]["values"];
    expect_close(as_row(tensor), initial[tensor.name], tensor.name);
  }
  testing::set_tensors(model.weights(), initial);

  const auto pass = model.make_pass(B, T);
  std::vector<Matrix> before;
  for (const Json& state : reference["state"]) {
    before.push_back(ConstMatrixMap(floats(state).data(), B, H));
  }
  pass->set_carried(before);
  pass->forward(model.weights(), testing::tokens(reference["x"]));
  expect_close(testing::all_logits(*pass), reference["logits"], "logits");
  const std::vector<const char*> gates =
      id == "gru" ? std::vector{"Z", "R", "H_tilde"} : std::vector{"I", "F", "O", "C_tilde"};
  for (int t = 0; t < T; ++t) {
    const Json& trace = reference["trace"][static_cast<std::size_t>(t)];
    const std::string at = " at t = " + std::to_string(t);
    for (std::size_t g = 0; g < gates.size(); ++g)
      expect_close(pass->gate(g, t), trace[gates[g]], gates[g] + at);
    expect_close(pass->states(t + 1), trace["H"], "H" + at);
    if (const auto* lstm = dynamic_cast<const LstmPass*>(pass.get()))
      expect_close(lstm->cells(t + 1), trace["C"], "C" + at);
  }
  const double loss = pass->backward(model.weights(), testing::tokens(reference["y"]));
  EXPECT_NEAR(loss, reference["loss"].get<double>(), 1e-6);
  for (const TensorView& tensor : pass->gradient().tensors())
    expect_close(as_row(tensor), reference["gradients"][tensor.name]["values"], tensor.name);
  pass->carry_state(pass->time_steps());
  const std::vector<Matrix> after = pass->carried();
  ASSERT_EQ(after.size(), reference["last_state"].size());
  for (std::size_t i = 0; i < after.size(); ++i)
    expect_close(after[i], reference["last_state"][i], "last state");
}

TEST_P(GatedParity, TrainingCurvesOfTheTimeMachine) {
  const std::string id = GetParam(), file = "reference/" + id + "_train_timemachine.json";
  BABBLE_NEEDS_SHARED(file);
  BABBLE_NEEDS_SHARED("data/timemachine.txt");
  for (const Json& run : shared_json(file)["runs"]) {
    SCOPED_TRACE(id + " " + run["sampling"].get<std::string>());
    const Settings settings = testing::course_settings(id, run);
    Trainer trainer(testing::time_machine(settings), model_kind(id), settings,
                    parse_batch_order(run["schedule"].dump()));
    for (std::size_t i = 0; i < run["first_epoch_losses"].size(); ++i) {
      const StepReport report = trainer.step();
      ASSERT_NEAR(report.loss, run["first_epoch_losses"][i].get<double>(), 1e-6);
      ASSERT_NEAR(report.gradient_norm, run["first_epoch_gradient_norms"][i].get<double>(), 1e-6);
    }
    EXPECT_EQ(trainer.state().tokens, run["tokens_per_epoch"].get<std::int64_t>());
    while (!trainer.finished()) trainer.step();
    const Series& epochs = trainer.history().epoch_nll;
    ASSERT_EQ(epochs.size(), run["mean_nll"].size());
    for (std::size_t e = 0; e < epochs.size(); ++e)
      ASSERT_NEAR(epochs.y(e), run["mean_nll"][e].get<double>(), 2e-5) << "epoch " << e + 1;
  }
}

// The course's whole run takes minutes, so it is done when it is asked for: BABBLE_LONG_TESTS=1.
TEST_P(GatedParity, HeadlineRunOfTheCourse) {
  const std::string id = GetParam(), file = "reference/" + id + "_d2l_headline.json";
  BABBLE_NEEDS_SHARED(file);
  BABBLE_NEEDS_SHARED("data/timemachine.txt");
  if (std::getenv("BABBLE_LONG_TESTS") == nullptr) {
    GTEST_SKIP() << "500 epochs with H = 256 take minutes; set BABBLE_LONG_TESTS=1 to run them.";
  }
  const Json& run = shared_json(file)["runs"][0];
  const Settings settings = testing::course_settings(id, run);
  Trainer trainer(testing::time_machine(settings), model_kind(id), settings,
                  parse_batch_order(run["schedule"].dump()));
  while (!trainer.finished()) trainer.step();
  const Series& epochs = trainer.history().epoch_nll;
  ASSERT_EQ(epochs.size(), run["perplexity"].size());
  double lowest = 1e9;
  for (const std::size_t e : {0u, 9u, 49u, 99u, 499u}) {
    std::printf("%s epoch %zu: perplexity %.4f, PyTorch %.4f\n", id.c_str(), e + 1,
                std::exp(epochs.y(e)), run["perplexity"][e].get<double>());
  }
  // Rounding decides the long run. It begins alike, and the text is learned by heart at its end.
  for (std::size_t e = 0; e < 50; ++e) ASSERT_NEAR(epochs.y(e), run["mean_nll"][e], 1e-3);
  for (std::size_t e = 450; e < 500; ++e) lowest = std::min(lowest, std::exp(epochs.y(e)));
  EXPECT_LE(lowest, 1.15);
}

}  // namespace
}  // namespace babble
