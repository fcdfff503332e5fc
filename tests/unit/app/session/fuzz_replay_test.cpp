// The inputs that the fuzzers start from, and those that they once found, through the same
// functions, in every build of the tests and without clang.
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>

#include "core/base/error.h"
#include "fuzz/targets.h"
#include "support/shared_data.h"

namespace babble::fuzz {
namespace {

std::vector<std::string> inputs_of(const std::string& target) {
  std::vector<std::string> files;
  for (const char* folder : {"seeds", "regressions"}) {
    const auto place = std::filesystem::path(BABBLE_SOURCE_DIR) / "tests/fuzz" / folder / target;
    if (!std::filesystem::is_directory(place)) continue;
    for (const auto& entry : std::filesystem::directory_iterator(place))
      files.push_back(entry.path().string());
  }
  std::sort(files.begin(), files.end());
  return files;
}

TEST(FuzzReplay, EveryKnownInput) {
  for (const Target& target : targets()) {
    const auto files = inputs_of(target.name);
    EXPECT_GE(files.size(), 3u) << target.name << " has no inputs to start from";
    for (const std::string& file : files)
      EXPECT_NO_THROW(target.run(testing::read_bytes(file))) << file;
  }
}

// Each truncated, which a fuzzer tries first.
TEST(FuzzReplay, CutOffAnywhere) {
  for (const Target& target : targets()) {
    for (const std::string& file : inputs_of(target.name)) {
      const std::string bytes = testing::read_bytes(file);
      const std::size_t stride = 1 + bytes.size() / 97;
      for (std::size_t size = 0; size < bytes.size(); size += stride)
        EXPECT_NO_THROW(target.run(std::string_view(bytes).substr(0, size))) << file << size;
    }
  }
}

TEST(FuzzReplay, EachTargetHasAName) {
  for (const Target& target : targets()) EXPECT_EQ(find_target(target.name), &target);
  EXPECT_EQ(find_target("nothing"), nullptr);
}

}  // namespace
}  // namespace babble::fuzz
