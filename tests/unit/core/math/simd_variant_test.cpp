// The tests run the kernels that the program would: those of BABBLE_SIMD, else the widest that this
// processor has.
#include <gtest/gtest.h>

#include <cstdlib>

#include "core/base/build_info.h"

namespace babble {
namespace {

#if defined(__x86_64__)
TEST(SimdVariant, IsTheOneThatWasAskedForOrTheWidest) {
  const char* wanted = std::getenv("BABBLE_SIMD");
  const char* widest = __builtin_cpu_supports("avx512vl") ? "avx512"
                       : __builtin_cpu_supports("avx2")   ? "avx2"
                                                          : "sse2";
  EXPECT_EQ(build_info().simd, wanted ? wanted : widest);
}
#endif

}  // namespace
}  // namespace babble
