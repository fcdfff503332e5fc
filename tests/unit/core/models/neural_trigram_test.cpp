// The neural trigram against makemore's exercise E01 in PyTorch 1.13:
//   W = torch.randn((V·V, V), generator=g); loss = cross_entropy(W[V·x₁ + x₂], y) + λ (W²).mean()
// and its gradient against finite differences.
#include "core/models/neural_trigram/neural_trigram.h"

#include <gtest/gtest.h>

#include "core/base/error.h"
#include "core/models/registry.h"
#include "core/random/torch_rng.h"
#include "core/training/trainer.h"
#include "support/shared_data.h"

namespace babble {
namespace {

// The losses of these steps.
void expect_losses(std::string_view text, double rate,
                   const std::vector<std::pair<int, double>>& wanted) {
  Settings settings = model_info(model_kind("trigram")).defaults;
  set_setting(settings, "split", "1,0,0");
  set_setting(settings, "preprocessing", "lines");
  settings.learning_rate = rate;
  Trainer trainer(std::make_shared<const Corpus>(Corpus::from_text(text, settings, "names")),
                  model_kind("trigram"), settings);
  int step = 0;
  for (const auto& [number, loss] : wanted) {
    StepReport report;
    while (step < number) {
      report = trainer.step();
      ++step;
    }
    EXPECT_NEAR(report.loss, loss, 2e-6) << "step " << number;
  }
}

TEST(NeuralTrigram, LearnsAsInPyTorch) {
  expect_losses("anna\nolivia\nemma\nmia\n", 5,
                {{1, 2.630168}, {2, 2.380137}, {10, 1.145943}, {20, 0.605533}});
}

TEST(NeuralTrigram, LearnsTheNamesAsInPyTorch) {
  BABBLE_NEEDS_SHARED("data/names.txt");
  expect_losses(testing::read_bytes(testing::shared_path("data/names.txt")), 50,
                {{1, 3.802822}, {10, 3.228904}, {100, 2.520186}, {200, 2.392305}});
}

TEST(NeuralTrigram, TheGradientIsThatOfFiniteDifferences) {
  const Corpus corpus = Corpus::from_text("anna\nana\nmia\nmina\n",
                                          settings_from_json("{\"split\":\"1,0,0\"}", {}), "names");
  const int V = corpus.vocabulary().size();
  TorchRng generator(3);
  NeuralTrigramLearner learner(NeuralTrigram(V, Init::normal, generator), corpus);
  Settings settings;
  settings.l2 = 0.3;
  learner.forward_backward({}, settings);
  const RowVector gradient = learner.gradient().values();
  for (Eigen::Index i = 0; i < gradient.size(); ++i) {
    float& weight = learner.parameters().values()(i);
    const float before = weight, h = 0.02f;
    weight = before + h;
    const double above = learner.forward_backward({}, settings).loss;
    weight = before - h;
    const double below = learner.forward_backward({}, settings).loss;
    weight = before;
    EXPECT_NEAR(gradient(i), (above - below) / 0.04, 1e-4) << i;
  }
}

TEST(NeuralTrigram, RefusesALargeVocabulary) {
  EXPECT_THROW(NeuralTrigramParameters::layout(257), Error);
  EXPECT_NO_THROW(NeuralTrigramParameters::layout(256));
}

}  // namespace
}  // namespace babble
