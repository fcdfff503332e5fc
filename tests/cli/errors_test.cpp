// Errors: one sentence on standard error, the right exit status, no incomplete file.
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <csignal>
#include <nlohmann/json.hpp>
#include <thread>

#include "process.h"
#include "support/shared_data.h"

namespace babble::testing {
namespace {

using List = std::vector<std::string>;

void expect_failure(const List& arguments, int status, const std::string& mentions,
                    const std::string& input = "") {
  const Outcome outcome = babble(arguments, input);
  std::string command;
  for (const std::string& word : arguments) command += word + " ";
  EXPECT_EQ(outcome.status, status) << command << outcome.err;
  EXPECT_NE(outcome.err.find(mentions), std::string::npos)
      << command << "does not mention \"" << mentions << "\": " << outcome.err;
  EXPECT_EQ(outcome.out, "") << command;
}

TEST(Usage, InvalidUsageHasStatusTwo) {
  expect_failure({}, 2, "subcommand");
  expect_failure({"trian"}, 2, "");
  expect_failure({"train"}, 2, "--model");
  expect_failure({"train", "--model", "gpt"}, 2, "gpt");
  expect_failure({"train", "--preset", "gpt"}, 2, "makemore-count");
  expect_failure({"train", "--preset", "one-word", "--model", "rnn"}, 2, "--preset");
  expect_failure({"train", "--model", "rnn", "--steps", "0"}, 2, "--steps");
  expect_failure({"train", "--model", "rnn", "--steps", "many"}, 2, "--steps");
  expect_failure({"train", "--model", "rnn", "--set", "hidden_size=0"}, 2, "Hidden units");
  expect_failure({"train", "--model", "rnn", "--set", "hiden=8"}, 2, "hiden");
  expect_failure({"train", "--model", "rnn", "--set", "hidden"}, 2, "hidden");
  expect_failure({"train", "--model", "rnn", "--set", "batch_size=0"}, 2, "Batch size");
  expect_failure({"train", "--model", "count", "--unknown"}, 2, "--unknown");
  expect_failure({"train", "--model", "count", "--data", "builtin:novel"}, 2, "novel");
  expect_failure({"sample"}, 2, "checkpoint");
  expect_failure({"sample", "x", "--greedy", "--temperature", "2"}, 2, "--greedy");
  expect_failure({"sample", "x", "--temperature", "-1"}, 2, "--temperature");
  expect_failure({"ngrams", "builtin:tale", "--order", "4"}, 2, "--order");
  expect_failure({"ngrams", "builtin:tale", "--epsilon", "1,2"}, 2, "--epsilon");
  expect_failure({"bench", "--model", "gpt"}, 2, "gpt");
  expect_failure({"bench", "--simd", "relaxed"}, 1, "runs with ");
}

TEST(Usage, HelpHasStatusZero) {
  for (const List& arguments : {List{"--help"}, List{"train", "--help"}, List{"--version"}}) {
    const Outcome outcome = babble(arguments);
    EXPECT_EQ(outcome.status, 0);
    EXPECT_FALSE(outcome.out.empty());
    EXPECT_EQ(outcome.err, "");
  }
}

TEST(Input, MissingAndUnsuitableFiles) {
  Folder folder;
  expect_failure({"train", "--model", "count", "--data", folder / "none"}, 1, "No such file");
  expect_failure({"train", "--model", "count", "--data", folder.path()}, 1, "directory");
  expect_failure({"train", "--model", "count", "--data", "-"}, 1, "");
  expect_failure({"train", "--preset", "d2l-small"}, 1, "The Time Machine");
  expect_failure({"train", "--preset", "d2l-small", "--data", "builtin:tale"}, 1, "another text");
  expect_failure({"train", "--model", "count", "--data", "-"}, 1, "UTF-8", "caf\xe9\n");
  expect_failure({"train", "--model", "rnn", "--data", "-"}, 1, "", "a\n");
  expect_failure({"sample", folder / "none"}, 1, "No such file");
  write(folder / "text", "this is no checkpoint");
  expect_failure({"sample", folder / "text"}, 1, "no checkpoint");
  expect_failure({"eval", folder / "text", "--word", "a"}, 1, "no checkpoint");
  expect_failure({"info", folder / "text"}, 1, "no checkpoint");
  write(folder / "cut", std::string("\x40\0\0\0\0\0\0\0{\"__metadata__\":", 23));
  expect_failure({"sample", folder / "cut"}, 1, "cut");
}

TEST(Input, ResumingNeedsTheSameText) {
  Folder folder;
  std::string text;
  for (int i = 0; i < 30; ++i) text += "anna\nbob\ncyd\n";
  write(folder / "a.txt", text);
  write(folder / "b.txt", text + "dan\n");
  ASSERT_EQ(babble({"train", "--model", "neural", "--data", folder / "a.txt", "--steps", "2",
                    "--out", folder / "m"})
                .status,
            0);
  expect_failure({"train", "--resume", folder / "m", "--steps", "1"}, 1, "a.txt");
  expect_failure({"train", "--resume", folder / "m", "--data", folder / "b.txt", "--steps", "1"}, 1,
                 "b.txt");
  expect_failure({"train", "--resume", folder / "m", "--data", folder / "a.txt", "--set",
                  "init=zero", "--steps", "1"},
                 2, "init");
  expect_failure({"train", "--resume", folder / "m", "--model", "rnn"}, 2, "neural");
  EXPECT_EQ(babble({"train", "--resume", folder / "m", "--data", folder / "a.txt", "--set",
                    "learning_rate=1", "--steps", "1"})
                .status,
            0);
}

TEST(Output, UnwritablePlaces) {
  Folder folder;
  expect_failure({"train", "--model", "count", "--out", folder / "none/m"}, 1, "No such file");
  expect_failure({"train", "--model", "count", "--out", folder.path()}, 1, "directory");
  if (::geteuid() != 0) {  // root may write anywhere
    ::chmod(folder.path().c_str(), 0500);
    expect_failure({"train", "--model", "count", "--out", folder / "m"}, 1, "Permission denied");
  }
}

TEST(Output, ReplacesAFileAndKeepsItsMode) {
  Folder folder;
  write(folder / "m", "old");
  ::chmod((folder / "m").c_str(), 0640);
  ASSERT_EQ(babble({"train", "--model", "count", "--out", folder / "m"}).status, 0);
  EXPECT_EQ(folder.files(), List{"m"}) << "no temporary file is left";
  EXPECT_GT(read_bytes(folder / "m").size(), 1000u);
  struct stat status {};
  ::stat((folder / "m").c_str(), &status);
  EXPECT_EQ(status.st_mode & 0777u, 0640u);
}

TEST(Output, ClosedPipe) {
  const Outcome outcome =
      babble({"train", "--model", "count", "--json"}, Surroundings{.close_output = true});
  EXPECT_EQ(outcome.status, 1);
  EXPECT_NE(outcome.err.find("Broken pipe"), std::string::npos) << outcome.err;
}

TEST(Output, FullDisk) {
  if (::access("/dev/full", W_OK) != 0) GTEST_SKIP() << "there is no /dev/full";
  expect_failure({"train", "--model", "count", "--out", "/dev/full"}, 1, "No space left");
}

TEST(Output, ProgressIsNotInTheJson) {
  const Outcome outcome = babble({"train", "--model", "count", "--json"});
  EXPECT_EQ(outcome.out.front(), '{');
  EXPECT_EQ(outcome.out.find('\n'), outcome.out.size() - 1);
  EXPECT_EQ(outcome.err.find('\r'), std::string::npos) << "no bar where there is no terminal";
}

/// Trains without a limit and interrupts it.
Outcome interrupt(const List& more, int signal) {
  List arguments{"train",         "--model", "rnn",        "--set",
                 "hidden_size=8", "--steps", "1000000000", "--json"};
  arguments.insert(arguments.end(), more.begin(), more.end());
  Process process(arguments);
  std::this_thread::sleep_for(std::chrono::milliseconds(600));
  process.signal(signal);
  return process.wait();
}

TEST(Interrupt, SavesAndPrintsTheFile) {
  for (const int signal : {SIGINT, SIGTERM}) {
    Folder folder;
    const Outcome outcome = interrupt({"--out", folder / "m"}, signal);
    EXPECT_EQ(outcome.status, 0) << outcome.err;
    EXPECT_NE(outcome.err.find("saved " + (folder / "m")), std::string::npos) << outcome.err;
    const Json json = Json::parse(outcome.out, nullptr, false);
    ASSERT_FALSE(json.is_discarded());
    EXPECT_EQ(json["interrupted"], true);
    EXPECT_GT(json["steps"], 0);
    const Json info = Json::parse(babble({"info", folder / "m", "--json"}).out, nullptr, false);
    EXPECT_EQ(info["steps"], json["steps"]);
  }
}

TEST(Interrupt, WithoutAFileItReportsThatNothingIsSaved) {
  const Outcome outcome = interrupt({}, SIGINT);
  EXPECT_EQ(outcome.status, 1);
  EXPECT_NE(outcome.err.find("nothing was saved"), std::string::npos) << outcome.err;
}

TEST(Divergence, IsReportedAndTheLastModelIsSaved) {
  Folder folder;
  const Outcome outcome = babble({"train", "--model", "neural", "--set", "learning_rate=1000000",
                                  "--set", "l2=1000000", "--out", folder / "m", "--json"});
  EXPECT_EQ(outcome.status, 1);
  EXPECT_NE(outcome.err.find("diverged at step"), std::string::npos) << outcome.err;
  const Json json = Json::parse(outcome.out, nullptr, false);
  ASSERT_FALSE(json.is_discarded());
  EXPECT_TRUE(json["diverged"].is_string());
  EXPECT_EQ(babble({"sample", folder / "m"}).status, 0);
  // The saved model cannot continue with the same settings, but with another rate.
  EXPECT_EQ(babble({"train", "--resume", folder / "m", "--steps", "1"}).status, 1);
  EXPECT_EQ(babble({"train", "--resume", folder / "m", "--steps", "1", "--set",
                    "learning_rate=0.0001", "--set", "l2=0"})
                .status,
            0);
}

}  // namespace
}  // namespace babble::testing
