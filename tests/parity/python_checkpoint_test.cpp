// Python reads our checkpoints: scripts that know nothing of this program compute the same logits
// from the same file, tests/reference/read_checkpoint.py with numpy and load_transformer.py with
// PyTorch.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <memory>
#include <random>

#include "core/models/registry.h"
#include "core/training/checkpoint.h"
#include "core/training/trainer.h"
#include "support/shared_data.h"

namespace babble {
namespace {

/// A Python that has the library, or "".
std::string python_with(const std::string& library) {
  for (const std::string program : {"/usr/bin/python3", "python3"})
    if (std::system((program + " -c 'import " + library + "' 2> /dev/null").c_str()) == 0)
      return program;
  return "";
}

/// What a script of tests/reference prints for a checkpoint and a text.
testing::Json python_reads(const std::string& python, const std::string& script,
                           const std::string& checkpoint, const std::string& text) {
  // A name of its own: the same test of another build may run beside this one.
  std::random_device random;
  const std::string name = ::testing::TempDir() + "babble_checkpoint_" + std::to_string(random()) +
                           std::to_string(random());
  const std::string file = name + ".safetensors", output = name + ".json";
  std::ofstream(file, std::ios::binary) << checkpoint;
  const std::string command = python + " '" +
                              testing::repository_path("tests/reference/" + script) + "' '" + file +
                              "' '" + text + "' > '" + output + "'";
  EXPECT_EQ(std::system(command.c_str()), 0) << command;
  testing::Json read = testing::Json::parse(testing::read_bytes(output), nullptr, false);
  std::remove(file.c_str());
  std::remove(output.c_str());
  return read;
}

std::shared_ptr<const Corpus> opened(const std::string& name) {
  Settings settings;
  set_setting(settings, "split=1,0,0");
  settings.max_tokens = 3000;
  return std::make_shared<const Corpus>(Corpus::from_text(
      testing::read_bytes(testing::repository_path("data/" + name)), settings, name));
}

void expect_same_logits(const std::string& script, const std::string& library,
                        const std::string& corpus_name, std::string_view model,
                        const std::string& text) {
  SCOPED_TRACE(model);
  const std::string python = python_with(library);
  if (python.empty()) {
    testing::note_missing("python3 with " + library);
    GTEST_SKIP() << "SKIPPED FOR WANT OF python3 WITH " << library;
  }
  const auto corpus = opened(corpus_name);
  const ModelKind kind = model_kind(model);
  Settings settings = model_info(kind).defaults;
  settings.bias = true;
  settings.hidden_size = 20;
  settings.width = 16;
  settings.layers = 2;
  settings.batch_size = model_info(kind).capabilities.full_batch ? 0 : 8;
  Trainer trainer(corpus, kind, settings);
  for (int i = 0; i < 10 && !trainer.finished(); ++i) trainer.step();

  const testing::Json read = python_reads(python, script, save_checkpoint(trainer), text);
  ASSERT_TRUE(read.is_object());
  EXPECT_EQ(read["model"], model);
  const std::vector<double> wanted = testing::doubles(read["logits"]);
  const auto size = static_cast<std::size_t>(corpus->vocabulary().size());
  ASSERT_EQ(wanted.size(), size);
  std::vector<float> ours(size);
  const auto state = trainer.model().initial_state();
  for (const TokenId token : corpus->encode(text)) trainer.model().feed(*state, token);
  trainer.model().next_logits(*state, ours);
  // The count model's are log P here and log(N + k) there: they differ by one constant.
  const double constant = model == "count" ? wanted[0] - ours[0] : 0;
  // Sums of 20 float32 products of size 1, added in another order: a few 1e-7, and 1e-6 for logs of
  // up to 10 that were rounded twice. NumPy's order depends on the processor, and the MLP's logits
  // are as large as 10: a few units in the last place of those.
  for (std::size_t i = 0; i < size; ++i)
    EXPECT_NEAR(ours[i] + constant, wanted[i], 4e-6 * std::max(1.0, std::fabs(wanted[i]))) << i;
}

TEST(PythonCheckpoint, NumpyComputesTheSameLogits) {
  for (const char* model : {"count", "neural", "mlp"})
    expect_same_logits("read_checkpoint.py", "numpy", "names.txt", model, ".ma");
  for (const char* model : {"rnn", "gru", "lstm"})
    expect_same_logits("read_checkpoint.py", "numpy", "tale.txt", model, "the w");
}

TEST(PythonCheckpoint, TheTransformerLoadsIntoAPyTorchModule) {
  expect_same_logits("load_transformer.py", "torch", "names.txt", "transformer", ".ma");
}

}  // namespace
}  // namespace babble
