// Python reads our checkpoints: tests/reference/read_checkpoint.py, which knows nothing of this
// program, computes the same logits from the same file with numpy.
#include <gtest/gtest.h>

#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <memory>

#include "core/models/registry.h"
#include "core/training/checkpoint.h"
#include "core/training/trainer.h"
#include "support/shared_data.h"

namespace babble {
namespace {

/// A Python that has numpy, or "".
std::string python() {
  for (const std::string program : {"/usr/bin/python3", "python3"})
    if (std::system((program + " -c 'import numpy' 2> /dev/null").c_str()) == 0) return program;
  return "";
}

/// What Python prints for a checkpoint and a text.
testing::Json python_reads(const std::string& checkpoint, const std::string& text) {
  // A name of its own: the same test of another build may run beside this one.
  const auto now = std::chrono::system_clock::now().time_since_epoch().count();
  const std::string name = ::testing::TempDir() + "babble_checkpoint_" + std::to_string(now);
  const std::string file = name + ".safetensors", output = name + ".json";
  std::ofstream(file, std::ios::binary) << checkpoint;
  const std::string command = python() + " '" +
                              testing::repository_path("tests/reference/read_checkpoint.py") +
                              "' '" + file + "' '" + text + "' > '" + output + "'";
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

void expect_same_logits(const std::string& corpus_name, ModelKind kind, bool bias,
                        const std::string& text) {
  const auto corpus = opened(corpus_name);
  Settings settings = model_info(kind).defaults;
  settings.bias = bias;
  settings.hidden_size = 20;
  settings.batch_size = kind == model_kind("rnn") ? 8 : 0;
  Trainer trainer(corpus, kind, settings);
  for (int i = 0; i < 10 && !trainer.finished(); ++i) trainer.step();

  const testing::Json python = python_reads(save_checkpoint(trainer), text);
  ASSERT_TRUE(python.is_object());
  EXPECT_EQ(python["model"], model_info(kind).id);
  const std::vector<double> wanted = testing::doubles(python["logits"]);
  const auto size = static_cast<std::size_t>(corpus->vocabulary().size());
  ASSERT_EQ(wanted.size(), size);
  std::vector<float> ours(size);
  const auto state = trainer.model().initial_state();
  for (const TokenId token : corpus->encode(text)) trainer.model().feed(*state, token);
  trainer.model().next_logits(*state, ours);
  // The count model's are log P here and log(N + k) there: they differ by one constant.
  const double constant = kind == model_kind("count") ? wanted[0] - ours[0] : 0;
  // Sums of 20 float32 products of size 1, added in another order: a few 1e-7, and 1e-6 for logs of
  // up to 10 that were rounded twice.
  for (std::size_t i = 0; i < size; ++i) EXPECT_NEAR(ours[i] + constant, wanted[i], 4e-6) << i;
}

TEST(PythonCheckpoint, LogitsAreTheSame) {
  if (python().empty()) {
    testing::note_missing("python3 with numpy");
    GTEST_SKIP() << "SKIPPED FOR WANT OF python3 WITH numpy";
  }
  expect_same_logits("names.txt", model_kind("count"), false, ".ma");
  expect_same_logits("names.txt", model_kind("neural"), true, ".ma");
  expect_same_logits("tale.txt", model_kind("rnn"), false, "the w");
}

}  // namespace
}  // namespace babble
