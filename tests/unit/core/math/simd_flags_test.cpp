// The sanitizers see the code that runs: that for the vectors of this machine.
#include <gtest/gtest.h>

namespace babble {
namespace {

#if defined(__SANITIZE_ADDRESS__) && defined(__x86_64__)
TEST(SanitizedBuild, IsCompiledForTheVectorsOfThisMachine) {
#if !defined(__AVX512F__)
  EXPECT_FALSE(__builtin_cpu_supports("avx512f"));
#endif
#if !defined(__AVX2__)
  EXPECT_FALSE(__builtin_cpu_supports("avx2"));
#endif
}
#endif

}  // namespace
}  // namespace babble
