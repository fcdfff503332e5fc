// A full file system: a small tmpfs, which only root can mount.
#include <gtest/gtest.h>
#include <sys/mount.h>

#include <cerrno>
#include <cstdio>
#include <cstring>

#include "process.h"
#include "support/shared_data.h"

namespace babble::testing {
namespace {

/// A file system of 64 kB for the lifetime of the object.
class SmallDisk {
 public:
  SmallDisk()
      : mounted_(::mount("none", folder_.path().c_str(), "tmpfs", 0, "size=64k,mode=0700") == 0) {
    if (!mounted_)
      std::printf("*** No small file system can be made (%s): a full disk SKIPPED.\n",
                  std::strerror(errno));
  }
  ~SmallDisk() {
    if (mounted_) ::umount2(folder_.path().c_str(), MNT_DETACH);
  }
  SmallDisk(const SmallDisk&) = delete;
  SmallDisk& operator=(const SmallDisk&) = delete;

  bool mounted() const { return mounted_; }
  std::string operator/(const std::string& name) const { return folder_ / name; }
  std::vector<std::string> files() const { return folder_.files(); }

 private:
  Folder folder_;
  bool mounted_;
};

using List = std::vector<std::string>;

// A checkpoint of the RNN with these settings has 100 kB, one of the neural bigram 10.
const List large_model{"train",           "--model", "rnn",          "--set",
                       "hidden_size=128", "--set",   "epochs=1",     "--set",
                       "batch_size=4",    "--set",   "time_steps=8", "--set",
                       "max_tokens=2000", "--data",  "builtin:tale", "--out"};
const List small_model{"train", "--model", "neural", "--steps", "10", "--out"};

List extended(List first, const List& more) {
  first.insert(first.end(), more.begin(), more.end());
  return first;
}

TEST(FullDisk, CheckpointsLeaveTheOldFile) {
  const SmallDisk disk;
  if (!disk.mounted()) GTEST_SKIP() << "no rights to mount";
  ASSERT_EQ(babble(extended(small_model, {disk / "m"})).status, 0);
  const std::string old = read_bytes(disk / "m");
  ASSERT_FALSE(old.empty());

  const Outcome outcome = babble(extended(large_model, {disk / "m", "--autosave", "0.001"}));
  EXPECT_EQ(outcome.status, 1);
  EXPECT_NE(outcome.err.find("Cannot write \"" + (disk / "m") + "\": No space left"),
            std::string::npos)
      << outcome.err;
  EXPECT_NE(outcome.err.find("No autosave: "), std::string::npos) << outcome.err;
  EXPECT_NE(outcome.err.find("Training goes on."), std::string::npos) << outcome.err;
  EXPECT_TRUE(read_bytes(disk / "m") == old);
  EXPECT_EQ(disk.files(), List{"m"}) << "no incomplete file uses space";
  // The old file is intact, and with enough space the same command saves.
  EXPECT_EQ(babble({"sample", disk / "m"}).status, 0);
  Folder roomy;
  EXPECT_EQ(babble(extended(large_model, {roomy / "m"})).status, 0);
}

TEST(FullDisk, OutputEndsWithASentence) {
  const SmallDisk disk;
  if (!disk.mounted()) GTEST_SKIP() << "no rights to mount";
  write(disk / "filler", std::string(60 << 10, 'x'));
  const std::string out = disk / "out.txt";
  write(out, "");
  for (const List& arguments :
       {List{"ngrams", "builtin:tale", "--order", "3", "--top", "100000"},
        List{"ngrams", "builtin:tale", "--order", "3", "--top", "100000", "--json"}}) {
    const Outcome outcome = babble(arguments, Surroundings{.output = out});
    EXPECT_EQ(outcome.status, 1);
    EXPECT_NE(outcome.err.find("No space left"), std::string::npos) << outcome.err;
  }
}

}  // namespace
}  // namespace babble::testing
