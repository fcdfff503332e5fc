// The command is killed, interrupted or out of disk space at any moment: the old or the new file is
// complete, and an autosave continues the run to the same bits.
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <chrono>
#include <csignal>
#include <nlohmann/json.hpp>
#include <random>
#include <thread>

#include "process.h"
#include "support/shared_data.h"

namespace babble::testing {
namespace {

using List = std::vector<std::string>;
using std::chrono::microseconds;

List operator+(List first, const List& second) {
  first.insert(first.end(), second.begin(), second.end());
  return first;
}

/// The steps of a checkpoint, or -1 if it is invalid.
std::int64_t steps_in(const std::string& path) {
  const Outcome info = babble({"info", path, "--json"});
  const Json json = Json::parse(info.out, nullptr, false);
  return info.status == 0 && json.contains("steps") ? json["steps"].get<std::int64_t>() : -1;
}

TEST(Killed, AHundredTimesAndTheResultIsTheSame) {
  constexpr int kills = 120;
  const List run{"train",           "--model", "rnn",          "--data", "builtin:tale",  "--set",
                 "hidden_size=16",  "--set",   "batch_size=8", "--set",  "time_steps=16", "--set",
                 "max_tokens=4000", "--set",   "epochs=12000"};
  Folder folder;
  const std::string whole = folder / "whole", out = folder / "m", autosave = out + ".autosave";
  const auto begin = std::chrono::steady_clock::now();
  ASSERT_EQ(babble(run + List{"--out", whole, "--autosave", "0"}).status, 0);
  // Long enough for the program to start, and all attempts together shorter than the run, even
  // where the machine was busy with other work while it was measured.
  const auto life =
      std::chrono::duration_cast<microseconds>(std::chrono::steady_clock::now() - begin).count();
  const auto longest = static_cast<unsigned>(life / (2 * kills) + 1);
  write(out, "what was there before");

  std::mt19937 random(1);
  const List often{"--out", out, "--autosave", "0.001"};
  std::int64_t reached = 0;
  int killed = 0, ended = 0, progressed = 0;
  while (killed < kills && ended == 0) {
    const bool begun = file_exists(autosave);
    Process process(begun ? List{"train", "--resume", autosave} + often : run + often);
    std::this_thread::sleep_for(microseconds(20000 + random() % longest));
    process.signal(SIGKILL);
    const Outcome outcome = process.wait();
    if (outcome.status == 0) {
      ++ended;
      break;
    }
    ASSERT_EQ(outcome.status, 128 + SIGKILL) << outcome.err;
    ++killed;
    ASSERT_EQ(read_bytes(out), "what was there before") << "only a complete run replaces it";
    if (!file_exists(autosave)) continue;
    const std::int64_t steps = steps_in(autosave);
    ASSERT_GE(steps, reached) << "kill " << killed << " left half a file, or an older one";
    progressed += steps > reached;
    reached = steps;
  }
  EXPECT_EQ(killed, kills) << "it had ended before, at step " << reached;
  EXPECT_GT(progressed, 0) << "on a busy machine most attempts end before their first step";
  const Outcome last = babble(List{"train", "--resume", autosave} + often);
  ASSERT_EQ(last.status, 0) << last.err;
  EXPECT_TRUE(read_bytes(out) == read_bytes(whole))
      << "another result than that of an unbroken run";
  EXPECT_FALSE(file_exists(autosave));
  // If killed between two system calls, a complete file may keep its temporary name; an incomplete
  // one never remains.
  for (const std::string& name : folder.files()) {
    if (name != "m" && name != "whole") {
      EXPECT_GT(steps_in(folder / name), 0) << name;
    }
  }
}

// Saves to one file as often as possible: there is a complete checkpoint whenever it dies.
TEST(Killed, WhileItReplacesAFile) {
  Folder folder;
  const std::string out = folder / "m";
  const List run{"train", "--model", "neural", "--steps", "1", "--out", out};
  ASSERT_EQ(babble(run).status, 0);
  const std::string complete = read_bytes(out);
  ASSERT_GT(complete.size(), 3000u);
  const std::string old = "an older file";
  int old_ones = 0, new_ones = 0;
  std::mt19937 random(2);
  // The moments are spread over the whole run of the command.
  const auto begin = std::chrono::steady_clock::now();
  babble(run);
  const auto life =
      std::chrono::duration_cast<microseconds>(std::chrono::steady_clock::now() - begin).count();
  for (int i = 0; i < 120; ++i) {
    write(out, old);
    Process process(run);
    std::this_thread::sleep_for(microseconds(random() % static_cast<unsigned>(life + life / 4)));
    process.signal(SIGKILL);
    process.wait();
    const std::string now = read_bytes(out);
    ASSERT_TRUE(now == old || now == complete) << "half a file of " << now.size() << " bytes";
    (now == old ? old_ones : new_ones) += 1;
  }
  EXPECT_GT(old_ones, 5);
  EXPECT_GT(new_ones, 5);
}

TEST(Autosave, KeepsAnUnfinishedRun) {
  Folder folder;
  const std::string out = folder / "m", autosave = out + ".autosave";
  const List run{"train", "--model", "neural", "--steps", "3", "--out"};
  ASSERT_EQ(babble(run + List{autosave, "--autosave", "0"}).status, 0);
  const std::string before = read_bytes(autosave);
  const Outcome refused = babble(run + List{out});
  EXPECT_EQ(refused.status, 1);
  EXPECT_NE(refused.err.find("--resume"), std::string::npos) << refused.err;
  EXPECT_EQ(read_bytes(autosave), before);
  EXPECT_FALSE(file_exists(out));
  EXPECT_EQ(babble({"train", "--resume", autosave, "--steps", "2", "--out", out}).status, 0);
  EXPECT_EQ(folder.files(), List{"m"});
  EXPECT_EQ(steps_in(out), 5);
}

TEST(Autosave, FailureDoesNotEndTheTraining) {
  Folder folder;
  const Outcome outcome = babble({"train", "--model", "neural", "--steps", "20000", "--autosave",
                                  "0.01", "--out", folder / "m"},
                                 Surroundings{.largest_file = 2000});
  EXPECT_EQ(outcome.status, 1);
  const std::size_t told = outcome.err.find("Training goes on");
  ASSERT_NE(told, std::string::npos) << outcome.err;
  EXPECT_EQ(outcome.err.find("Training goes on", told + 1), std::string::npos) << "once is enough";
  EXPECT_EQ(folder.files(), List{});
}

TEST(Interrupt, AtAnyMomentPrintsASentenceAndLeavesNoIncompleteFile) {
  const List run{"train",    "--model", "rnn",          "--set", "hidden_size=16", "--set",
                 "epochs=2", "--data",  "builtin:tale", "--set", "max_tokens=6000"};
  const auto begin = std::chrono::steady_clock::now();
  babble(run);
  const auto life =
      std::chrono::duration_cast<microseconds>(std::chrono::steady_clock::now() - begin).count();
  std::mt19937 random(3);
  int saved = 0, ended = 0, early = 0;
  for (int i = 0; i < 100; ++i) {
    Folder folder;
    const std::string out = folder / "m";
    write(out, "old");
    Process process(run + List{"--out", out, "--json"});
    std::this_thread::sleep_for(microseconds(random() % static_cast<unsigned>(life + life / 4)));
    process.signal(i % 3 == 0 ? SIGTERM : SIGINT);
    const Outcome outcome = process.wait();
    const std::string now = read_bytes(out);
    ASSERT_EQ(folder.files(), List{"m"}) << outcome.err;
    if (outcome.status > 128) {
      // Killed before main(), as the shell reports it.
      EXPECT_EQ(outcome.err, "");
      EXPECT_EQ(now, "old");
      ++early;
    } else if (outcome.status == 0) {
      ASSERT_NE(now, "old");
      ASSERT_FALSE(Json::parse(outcome.out, nullptr, false).is_discarded()) << outcome.out;
      ++(outcome.err.find("Interrupted; saved") != std::string::npos ? saved : ended);
    } else {
      ASSERT_EQ(outcome.status, 1) << outcome.err;
      EXPECT_NE(outcome.err.find("Interrupted"), std::string::npos) << outcome.err;
      EXPECT_EQ(now == "old", outcome.err.find("the model is saved") == std::string::npos)
          << outcome.err;
    }
  }
  EXPECT_LT(early, 60);
  EXPECT_GT(saved + ended, 10);
}

TEST(Interrupt, OtherCommandsPrintASentenceToo) {
  for (const List& arguments :
       {List{"bench", "--seconds", "60"}, List{"sample", "MODEL", "--num", "1000000", "--json"}}) {
    Folder folder;
    ASSERT_EQ(babble({"train", "--model", "neural", "--steps", "1", "--out", folder / "m"}).status,
              0);
    List with_model = arguments;
    for (std::string& word : with_model)
      if (word == "MODEL") word = folder / "m";
    Process process(with_model);
    std::this_thread::sleep_for(std::chrono::milliseconds(300));
    process.signal(SIGINT);
    const Outcome outcome = process.wait();
    EXPECT_EQ(outcome.status, 1) << arguments[0];
    EXPECT_NE(outcome.err.find("Interrupted"), std::string::npos) << outcome.err;
  }
}

TEST(Output, FullDiskLeavesTheOldFile) {
  Folder folder;
  // A limit on file sizes acts like a full disk and needs no privileges.
  const std::string out = folder / "m";
  write(out, "old");
  const Outcome outcome = babble({"train", "--model", "neural", "--steps", "1", "--out", out},
                                 Surroundings{.largest_file = 2000});
  EXPECT_EQ(outcome.status, 1);
  EXPECT_NE(outcome.err.find("Cannot write"), std::string::npos) << outcome.err;
  EXPECT_EQ(read_bytes(out), "old");
  EXPECT_EQ(folder.files(), List{"m"});
}

TEST(Output, FullStandardOutput) {
  if (::access("/dev/full", W_OK) != 0) GTEST_SKIP() << "there is no /dev/full";
  for (const List& arguments :
       {List{"info"}, List{"train", "--model", "count", "--json"}, List{"--help"},
        List{"ngrams", "builtin:tale", "--top", "100000"}}) {
    const Outcome outcome = babble(arguments, Surroundings{.output = "/dev/full"});
    EXPECT_EQ(outcome.status, 1) << arguments[0];
    EXPECT_NE(outcome.err.find("No space left"), std::string::npos) << arguments[0] << outcome.err;
  }
}

}  // namespace
}  // namespace babble::testing
