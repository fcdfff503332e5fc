// The three models on the corpora of this repository against the figures in tests/reference, which
// make_reference.py computed with PyTorch 1.13. These need no course data.
#include <gtest/gtest.h>

#include <cmath>

#include "core/data/builtin_corpora.h"
#include "core/models/count_bigram/count_bigram.h"
#include "core/models/neural_bigram/neural_bigram.h"
#include "core/models/neural_bigram/neural_bigram_pass.h"
#include "core/models/registry.h"
#include "core/models/rnn/rnn.h"
#include "core/models/rnn/rnn_pass.h"
#include "core/random/torch_rng.h"
#include "core/training/evaluation.h"
#include "core/training/optimizer.h"
#include "core/training/sampler.h"
#include "core/training/trainer.h"
#include "support/shared_data.h"
#include "support/tensors.h"

namespace babble {
namespace {

using testing::expect_near;
using testing::expect_tensors;
using testing::floats;
using testing::Json;
using testing::number;
using testing::reference_json;
using testing::tokens;

Settings names_settings(ModelKind kind) {
  Settings settings = model_info(kind).defaults;
  set_setting(settings, "preprocessing", "lines");
  set_setting(settings, "split", "1,0,0");
  return settings;
}

std::shared_ptr<const Corpus> names(const Settings& settings) {
  return std::make_shared<const Corpus>(Corpus::from_text(builtin_names(), settings, "names.txt"));
}

std::vector<std::string> drawn(const Trainer& trainer, const Json& entry) {
  SampleOptions options;
  options.count = static_cast<int>(entry["names"].size());
  options.seed = entry["seed"].get<std::uint64_t>();
  return sample(trainer.model(), trainer.corpus().vocabulary(), CorpusKind::lines, options);
}

TEST(OwnCorpora, CountBigram) {
  const Json& reference = reference_json("count.json");
  Settings settings = names_settings(model_kind("count"));
  const auto corpus = names(settings);
  for (const Json& entry : reference["models"]) {
    SCOPED_TRACE("k = " + entry["smoothing"].dump());
    settings.smoothing = entry["smoothing"].get<double>();
    Trainer trainer(corpus, model_kind("count"), settings);
    const StepReport report = trainer.step();
    EXPECT_TRUE(trainer.finished());
    EXPECT_EQ(report.tokens, reference["bigrams"].get<std::int64_t>());
    // Double against double in another order of summation.
    EXPECT_NEAR(report.loss, entry["nll"].get<double>(), 1e-12);
    const auto& model = static_cast<const CountBigram&>(trainer.model());
    const auto values = model.counts().values();
    EXPECT_EQ(std::vector<std::int64_t>(values.begin(), values.end()),
              testing::integers(reference["counts"]));
    EXPECT_EQ(drawn(trainer, entry["sample"]),
              entry["sample"]["names"].get<std::vector<std::string>>());
    for (const Json& word : entry["words"]) {
      const WordTable table = word_table(model, corpus->vocabulary(), CorpusKind::lines,
                                         word["word"].get<std::string>());
      ASSERT_EQ(table.rows.size(), word["pairs"].size());
      for (std::size_t i = 0; i < table.rows.size(); ++i) {
        const Json& pair = word["pairs"][i];
        EXPECT_EQ(table.rows[i].pair, pair["pair"].get<std::string>());
        EXPECT_EQ(table.rows[i].count, pair["count"].get<std::int64_t>());
        // Our probability is float32, the reference's double: half a last bit of 1.
        EXPECT_NEAR(table.rows[i].p, number(pair["p"]), 6e-8 * table.rows[i].p);
      }
      if (std::isinf(number(word["nll"]))) {
        EXPECT_EQ(table.nll, number(word["nll"]));
      } else {
        EXPECT_NEAR(table.log_likelihood, number(word["log_likelihood"]), 1e-6);
        EXPECT_NEAR(table.nll, number(word["nll"]), 1e-6);
      }
    }
  }
}

void check_network(const NeuralBigram& model, const Json& run) {
  // PyTorch's float32 weights are up to 2.1e-5 away from what double arithmetic gives (it adds the
  // gradients of thousands of pairs one by one); ours, from counts, are within 5e-7 of it.
  expect_near(model.weight().data(), floats(run["W"]), 4e-5, "W");
  ASSERT_EQ(model.has_bias(), run["bias"].get<bool>());
  if (model.has_bias()) expect_near(model.weights().b().data(), floats(run["b"]), 4e-5, "b");
}

TEST(OwnCorpora, NeuralBigramInFullAndMiniBatches) {
  const Json& reference = reference_json("neural.json");
  bool mini_batches = false;
  for (const Json& run : reference["runs"]) {
    SCOPED_TRACE(run["init"].get<std::string>() + ", batch " + run["batch"].dump());
    Settings settings = names_settings(model_kind("neural"));
    set_setting(settings, "init", run["init"].get<std::string>());
    settings.seed = run["seed"].get<std::uint64_t>();
    settings.bias = run["bias"].get<bool>();
    settings.learning_rate = run["learning_rate"].get<double>();
    settings.l2 = run["l2"].get<double>();
    settings.batch_size = run["batch"].get<int>();
    mini_batches = mini_batches || settings.batch_size > 0;
    Trainer trainer(names(settings), model_kind("neural"), settings);
    for (std::size_t i = 0; i < run["steps"].get<std::size_t>(); ++i) {
      // PyTorch's float32 is within 1e-6 of its float64 here; ours may be so on the other side.
      ASSERT_NEAR(trainer.step().loss, run["loss"][i].get<double>(), 3e-6) << "step " << i;
    }
    check_network(static_cast<const NeuralBigram&>(trainer.model()), run);
    EXPECT_NEAR(trainer.model().nll(trainer.corpus().tokens(Part::train), CorpusKind::text),
                run["nll"].get<double>(), 1e-6);
    if (run.contains("sample")) {
      EXPECT_EQ(drawn(trainer, run["sample"]),
                run["sample"]["names"].get<std::vector<std::string>>());
    }
  }
  EXPECT_TRUE(mini_batches);
}

TEST(OwnCorpora, NeuralBigramOfOneLine) {
  const Json& run = reference_json("neural.json")["first_line"];
  const auto corpus = names(names_settings(model_kind("neural")));
  std::vector<TokenId> line = corpus->encode(run["word"].get<std::string>());
  line.insert(line.begin(), 0);
  line.push_back(0);
  const int size = corpus->vocabulary().size();
  TorchRng generator(run["seed"].get<std::uint64_t>());
  NeuralBigram model(size, Init::zero, run["bias"].get<bool>(), generator);
  NeuralBigramPass training(model, count_bigrams(line, size));
  for (const double loss : testing::doubles(run["loss_float64"])) {
    ASSERT_NEAR(training.full_batch(model, 0), loss, 1e-6);
    sgd_step(model.weights(), training.gradient(), run["learning_rate"].get<double>(), 1,
             training.touched());
  }
  check_network(model, run);
}

TEST(OwnCorpora, RnnStepTensorByTensor) {
  const Json& reference = reference_json("rnn.json");
  int clipped_steps = 0;
  for (const Json& entry : reference["steps"]) {
    const int V = entry["V"], H = entry["H"], B = entry["B"], T = entry["T"];
    SCOPED_TRACE("clip " + entry["clip"].dump());
    RnnParameters weights(V, H);
    testing::set_tensors(weights, entry["start"]);
    RnnPass training(V, H, B, T);
    for (const Json& batch : entry["batches"]) {
      // All numbers are of size 2 at most and come out of sums of a dozen float32 products.
      expect_near(training.state_before(), floats(batch["state_before"]), 5e-7, "state");
      training.forward(weights, tokens(batch["x"]));
      expect_near(testing::all_logits(training), floats(batch["logits"]), 2e-6, "logits");
      expect_near(training.state_after(), floats(batch["state_after"]), 5e-7, "after");
      EXPECT_NEAR(training.backward(weights, tokens(batch["y"])), batch["loss"].get<double>(),
                  5e-7);
      expect_tensors(training.gradient(), batch["gradients"], 3e-7, "gradient");
      const double norm = gradient_norm(training.gradient());
      EXPECT_NEAR(norm, batch["norm"].get<double>(), 5e-7);
      const double scale = clip_scale(norm, entry["clip"].get<double>());
      clipped_steps += scale != 1;
      sgd_step(weights, training.gradient(), entry["learning_rate"].get<double>(), scale);
      expect_tensors(weights, batch["parameters_after"], 1e-6, "parameters after");
      training.carry_state(training.time_steps());
    }
  }
  EXPECT_GT(clipped_steps, 0);
}

// Without a recorded order the trainer has to draw the same offsets and permutations itself.
void check_rnn_run(const Json& run, const std::vector<std::string>& vocabulary, bool recorded) {
  SCOPED_TRACE(run["batching"].get<std::string>() + (recorded ? ", recorded order" : ", drawn"));
  Settings settings = model_info(model_kind("rnn")).defaults;
  set_setting(settings, "preprocessing", "d2l");
  set_setting(settings, "split", "1,0,0");
  set_setting(settings, "batching", run["batching"].get<std::string>());
  settings.hidden_size = run["hidden"].get<int>();
  settings.seed = run["seed"].get<std::uint64_t>();
  settings.max_tokens = run["max_tokens"].get<std::int64_t>();
  settings.batch_size = run["batch"].get<int>();
  settings.time_steps = run["time_steps"].get<int>();
  settings.learning_rate = run["learning_rate"].get<double>();
  settings.max_grad_norm = run["clip"].get<double>();
  settings.epochs = run["epochs"].get<int>();
  const auto corpus =
      std::make_shared<const Corpus>(Corpus::from_text(builtin_tale(), settings, "tale.txt"));
  ASSERT_EQ(corpus->vocabulary().tokens(), vocabulary);
  std::optional<BatchOrder> batch_order;
  if (recorded) batch_order = parse_batch_order(run["schedule"].dump());
  Trainer trainer(corpus, model_kind("rnn"), settings, batch_order);
  for (const Json& step : run["losses_and_norms_float64"]) {
    const StepReport report = trainer.step();
    ASSERT_NEAR(report.loss, step[0].get<double>(), 1e-6);
    ASSERT_NEAR(report.gradient_norm, step[1].get<double>(), 1e-6);
  }
  while (!trainer.finished()) trainer.step();
  const std::vector<double> wanted = testing::doubles(run["mean_nll"]);
  const std::vector<double> exact = testing::doubles(run["mean_nll_float64"]);
  const Series& epochs = trainer.history().epoch_nll;
  ASSERT_EQ(epochs.size(), exact.size());
  // How far PyTorch's float32 strays from float64 tells how far ours may stray.
  double deviation = 1e-7;
  for (std::size_t e = 0; e < exact.size(); ++e) {
    deviation = std::max(deviation, std::abs(wanted[e] - exact[e]));
    ASSERT_NEAR(epochs.y(e), exact[e], 6 * deviation) << "epoch " << e + 1;
  }
  ASSERT_EQ(run["greedy"], run["greedy_float64"]);
  SampleOptions options;
  options.count = 1;
  options.greedy = true;
  options.prefix = "the ";
  options.length = 27;
  EXPECT_EQ(sample(trainer.model(), corpus->vocabulary(), CorpusKind::text, options).front(),
            run["greedy"].get<std::string>());
}

TEST(OwnCorpora, RnnTrainingCurves) {
  const Json& reference = reference_json("rnn.json");
  const auto vocabulary = reference["vocabulary"].get<std::vector<std::string>>();
  for (const Json& run : reference["runs"]) {
    check_rnn_run(run, vocabulary, true);
    check_rnn_run(run, vocabulary, false);
  }
}

}  // namespace
}  // namespace babble
