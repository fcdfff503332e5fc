// The transformer against PyTorch 1.13 and microgpt: transformer_step.json, transformer_names.json
// and microgpt.json (make_ladder_reference.py).
#include "core/models/transformer/transformer.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdio>

#include "core/models/registry.h"
#include "core/models/transformer/transformer_pass.h"
#include "core/training/sampler.h"
#include "core/training/trainer.h"
#include "support/tensors.h"
#include "support/thorough.h"

namespace babble {
namespace {

using testing::expect_close;
using testing::floats;
using testing::Json;
using testing::shared_json;

void expect_all_close(const Parameters& ours, const Json& wanted, const std::string& what) {
  ASSERT_EQ(ours.specs().size(), wanted.size());
  for (const TensorView& tensor : ours.tensors())
    expect_close(tensor.values, wanted[tensor.name]["values"], what + " " + tensor.name);
}

/// To the last bit.
void expect_start(const Parameters& ours, const Json& wanted) {
  for (const TensorView& tensor : ours.tensors()) {
    const Json& saved = wanted[tensor.name];
    EXPECT_EQ(saved["shape"].get<std::vector<int>>(), tensor.shape) << tensor.name;
    const std::vector<float> values = floats(saved["values"]);
    EXPECT_TRUE(
        std::equal(values.begin(), values.end(), tensor.values.begin(), tensor.values.end()))
        << tensor.name;
  }
}

TransformerShape shape_of(const Json& reference) {
  return {reference["vocabulary"], reference["block"], reference["width"], reference["heads"],
          reference["layers"],     Norm::layer,        Activation::gelu};
}

std::vector<TokenId> labels(const Json& rows) {
  std::vector<TokenId> out;
  for (const std::int64_t id : testing::integers(rows))
    out.push_back(id < 0 ? no_target : static_cast<TokenId>(id));
  return out;
}

TEST(TransformerParity, OneStepTensorByTensor) {
  BABBLE_NEEDS_SHARED("reference/transformer_step.json");
  const Json& reference = shared_json("reference/transformer_step.json");
  const TransformerShape shape = shape_of(reference);
  const int B = reference["batch"];
  const auto generator = make_generator(GeneratorKind::torch, reference["seed"]);
  TransformerParameters weights = Transformer(shape, *generator).weights();
  expect_start(weights, reference["parameters"]);
  TransformerPass pass(shape, B, shape.block_size, true);
  pass.pack(weights);
  const std::vector<TokenId> x = testing::tokens(reference["x"]), y = labels(reference["y"]);
  pass.forward(weights, x, B);
  for (int b = 0; b < B; ++b) {
    expect_close(pass.logits(b), reference["logits"][static_cast<std::size_t>(b)], "logits");
    for (int layer = 0; layer < shape.layers; ++layer)
      for (int head = 0; head < shape.heads; ++head)
        expect_close(pass.attention(layer, b, head),
                     reference["attention"][static_cast<std::size_t>(layer)]
                              [static_cast<std::size_t>(b)][static_cast<std::size_t>(head)],
                     "attention");
  }
  const double loss = reference["loss"];
  EXPECT_NEAR(pass.forward_and_backward(weights, x, y, B), loss, 1e-6 * loss);
  expect_all_close(pass.gradient(), reference["gradients"], "gradient");

  // From the gradient of the file, as the file's steps are.
  TransformerParameters gradient(shape);
  std::vector<Tensor> tensors;
  for (const TensorSpec& spec : gradient.specs())
    tensors.push_back(
        {spec.name, spec.shape, floats(reference["gradients"][spec.name]["values"]), {}});
  gradient.load(tensors);
  const auto optimizer =
      make_optimizer(model_info(model_kind("transformer")).defaults, weights.specs());
  for (const Json& after : reference["after_adamw"]) {
    optimizer->step(weights, gradient, 5e-4, 1, {});
    expect_all_close(weights, after, "after AdamW");
  }
}

std::shared_ptr<const Corpus> course_names(const Settings& settings) {
  return std::make_shared<const Corpus>(Corpus::from_text(
      testing::read_bytes(testing::shared_path("data/names.txt")), settings, "names.txt"));
}

Trainer trainer_of(const Json& run) {
  Settings settings = model_info(model_kind("transformer")).defaults;
  set_setting(settings, "split", "python:" + std::to_string(run["split_seed"].get<int>()));
  settings.preprocessing = Preprocessing::lines;
  settings.seed = run["seed"];
  settings.time_steps = run["block"];
  settings.width = run["width"];
  settings.heads = run["heads"];
  settings.layers = run["layers"];
  settings.batch_size = run["batch"];
  settings.learning_rate = run["rate"];
  settings.weight_decay = run["decay"];
  return Trainer(course_names(settings), model_kind("transformer"), settings);
}

void expect_names(const std::vector<std::string>& ours, const Json& wanted, std::size_t at_least,
                  const char* what) {
  std::size_t equal = 0;
  for (std::size_t i = 0; i < ours.size(); ++i) {
    if (ours[i] == wanted[i].get<std::string>()) ++equal;
  }
  std::printf("%s: %zu of %zu names are those of the reference\n", what, equal, ours.size());
  EXPECT_GE(equal, at_least);
}

TEST(TransformerParity, SmallRunOnTheNames) {
  BABBLE_NEEDS_SHARED("reference/transformer_names.json");
  BABBLE_NEEDS_SHARED("data/names.txt");
  const Json& run = shared_json("reference/transformer_names.json")["runs"][0];
  Trainer trainer = trainer_of(run);
  EXPECT_EQ(trainer.model().parameter_count(), run["parameter_count"].get<int>());
  const std::vector<double> losses = testing::doubles(run["losses"]);
  for (const double loss : losses) ASSERT_NEAR(trainer.step().loss, loss, 1e-4) << trainer.steps();
  const std::int64_t steps = run["steps"];
  while (trainer.steps() < steps) trainer.step();
  const double dev = run["nll"][1]["dev"];
  EXPECT_NEAR(trainer.model().nll(trainer.corpus().tokens(Part::dev), CorpusKind::lines), dev,
              1e-3);
  // The reference draws without replacement, which PyTorch does by another method.
  SampleOptions options;
  options.seed = run["sample_seed"];
  expect_names(sample(trainer.model(), trainer.corpus().vocabulary(), CorpusKind::lines, options),
               run["samples"], 0, "transformer, 300 steps");
}

TEST(TransformerParity, LargeRunOnTheNames) {
  if (!testing::thorough) GTEST_SKIP() << "takes too long here";
  BABBLE_NEEDS_SHARED("reference/transformer_names.json");
  BABBLE_NEEDS_SHARED("data/names.txt");
  const Json& run = shared_json("reference/transformer_names.json")["runs"][1];
  Trainer trainer = trainer_of(run);
  EXPECT_EQ(trainer.model().parameter_count(), run["parameter_count"].get<int>());
  const std::vector<double> losses = testing::doubles(run["losses"]);
  while (trainer.steps() < 1000) {
    const double loss = trainer.step().loss;
    const auto i = static_cast<std::size_t>(trainer.steps() - 1);
    if (i < losses.size()) {
      ASSERT_NEAR(loss, losses[i], 1e-2) << trainer.steps();
    }
  }
  const Json& nll = run["nll"][1];
  ASSERT_EQ(nll["steps"].get<int>(), 1000);
  const std::pair<Part, const char*> parts[] = {
      {Part::train, "train"}, {Part::dev, "dev"}, {Part::test, "test"}};
  for (const auto& [part, name] : parts) {
    EXPECT_NEAR(trainer.model().nll(trainer.corpus().tokens(part), CorpusKind::lines),
                nll[name].get<double>(), 0.01)
        << name;
  }
}

TEST(TransformerParity, Microgpt) {
  BABBLE_NEEDS_SHARED("reference/microgpt.json");
  BABBLE_NEEDS_SHARED("data/names.txt");
  const Json& run = shared_json("reference/microgpt.json");
  Settings settings = model_info(model_kind("transformer")).defaults;
  for (const char* pair :
       {"preprocessing=lines", "split=python:42:1,0,0", "seed=42", "generator=python", "norm=rms",
        "activation=relu", "layers=1", "heads=4", "width=16", "time_steps=16", "batch_size=1",
        "batching=lines_in_order", "optimizer=adamw", "weight_decay=0", "beta1=0.85", "beta2=0.99",
        "learning_rate=0.01", "learning_rate_schedule=linear:1000", "max_grad_norm=0"})
    set_setting(settings, pair);
  Trainer trainer(course_names(settings), model_kind("transformer"), settings);
  EXPECT_EQ(trainer.model().parameter_count(), run["parameter_count"].get<int>());
  for (const double loss : testing::doubles(run["losses"]))
    ASSERT_NEAR(trainer.step().loss, loss, 1e-5) << trainer.steps();
  // "start" holds the parameters after the last step. The boundary is the script's last id and our
  // first.
  for (const TensorView& tensor : trainer.model().parameters()) {
    std::vector<float> wanted = floats(run["start"][tensor.name]["values"]);
    if (tensor.name == "wte" || tensor.name == "lm_head")
      std::rotate(wanted.begin(), wanted.end() - tensor.shape[1], wanted.end());
    testing::expect_near(tensor.values.data(), wanted, 1e-4, tensor.name);
  }
  SampleOptions options;
  options.count = 20;
  options.temperature = run["temperature"];
  options.length = run["block"];
  std::vector<std::string> names = sample(trainer.model(), trainer.corpus().vocabulary(),
                                          CorpusKind::lines, options, *trainer.generator());
  for (std::string& name : names)
    if (name.ends_with('.')) name.pop_back();
  expect_names(names, run["names"], 20, "microgpt");
}

}  // namespace
}  // namespace babble
