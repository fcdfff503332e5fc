// The command with unusual texts, from a file and from a pipe, and the memory for large ones.
#include <gtest/gtest.h>
#include <unistd.h>

#include <nlohmann/json.hpp>

#include "process.h"
#include "support/odd_texts.h"
#include "support/shared_data.h"

namespace babble::testing {
namespace {

TEST(OddTexts, AreReadOrRejectedWithASentence) {
  Folder folder;
  const std::string file = folder / "odd.txt", out = folder / "m";
  for (const OddText& text : odd_texts()) {
    SCOPED_TRACE(text.name);
    write(file, text.bytes);
    // The RNN accepts more characters than a table of bigrams.
    std::vector<std::string> arguments{"train", "--model", "count", "--data", file, "--json"};
    if (text.vocabulary > 5000)
      arguments = {"train",
                   "--model",
                   "rnn",
                   "--set",
                   "hidden_size=2",
                   "--set",
                   "batch_size=1",
                   "--set",
                   "time_steps=2",
                   "--steps",
                   "1",
                   "--set",
                   "max_tokens=2000",
                   "--data",
                   file,
                   "--json"};
    arguments.insert(arguments.end(), {"--out", out});
    write(out, "old");
    const Outcome outcome = babble(arguments);
    if (text.refusal.empty()) {
      EXPECT_EQ(outcome.status, 0) << outcome.err;
      const Json json = Json::parse(outcome.out, nullptr, false);
      ASSERT_FALSE(json.is_discarded());
      EXPECT_EQ(json["vocabulary_size"], text.vocabulary);
      EXPECT_NE(read_bytes(out), "old");
      continue;
    }
    EXPECT_EQ(outcome.status, 1);
    EXPECT_NE(outcome.err.find(text.refusal), std::string::npos) << outcome.err;
    EXPECT_EQ(outcome.out, "");
    EXPECT_EQ(read_bytes(out), "old") << "what was there before is still there";
    if (text.bytes.size() < 100) {
      const Outcome piped = babble({"train", "--model", "count", "--data", "-"}, text.bytes);
      EXPECT_EQ(piped.status, 1);
      EXPECT_EQ(piped.err, outcome.err) << "the same sentence";
    }
  }
}

// limits.h has the memory for reading a text, the file included. The program itself takes 15 MB.
TEST(LargeTexts, MemoryStaysWithinTheLimit) {
  struct Large {
    std::string name, line;
    int multiple;
  };
  Folder folder;
  constexpr std::int64_t megabytes = 24;
  for (const Large& large :
       {Large{"running text", "It was a dark and stormy night; the rain fell, they say.\n", 4},
        Large{"names of seven letters", " abcdefg\n", 5}, Large{"single letters", "a\nb\n", 8}}) {
    SCOPED_TRACE(large.name);
    std::string text;
    while (static_cast<std::int64_t>(text.size()) < megabytes << 20) text += large.line;
    write(folder / "large.txt", text);
    const Outcome outcome =
        babble({"train", "--model", "count", "--data", folder / "large.txt", "--json"});
    ASSERT_EQ(outcome.status, 0) << outcome.err;
    const std::int64_t peak = outcome.peak_kilobytes >> 10;
    EXPECT_LT(peak, large.multiple * megabytes + 20) << "MB for a text of " << megabytes << " MB";
    std::printf("%d MB at most for %d MB of %s\n", static_cast<int>(peak),
                static_cast<int>(megabytes), large.name.c_str());
  }
}

TEST(LargeTexts, OneByteTooMany) {
  Folder folder;
  const std::string file = folder / "large.txt";
  write(file, "");
  ASSERT_EQ(::truncate(file.c_str(), (256 << 20) + 1), 0);  // a sparse file
  const Outcome outcome = babble({"train", "--model", "count", "--data", file});
  EXPECT_EQ(outcome.status, 1);
  EXPECT_NE(outcome.err.find("256 MB"), std::string::npos) << outcome.err;
}

}  // namespace
}  // namespace babble::testing
