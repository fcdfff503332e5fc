// The command chooses its kernels by the processor, or by BABBLE_SIMD.
#include <gtest/gtest.h>

#include <cstdlib>

#include "process.h"

namespace babble::testing {
namespace {

using Words = std::vector<std::string>;

Outcome run_under(Words runner, const Words& arguments) {
  return babble(arguments, Surroundings{.runner = std::move(runner)});
}

#if defined(__x86_64__)
TEST(Simd, TheEnvironmentForcesTheKernels) {
  const bool avx2 = __builtin_cpu_supports("avx2"), avx512 = __builtin_cpu_supports("avx512f");
  EXPECT_NE(run_under({"env", "-u", "BABBLE_SIMD"}, {"info"})
                .out.find(avx512 ? ", AVX-512 with"
                          : avx2 ? ", AVX2 with"
                                 : ", SSE2"),
            std::string::npos);
  EXPECT_NE(run_under({"env", "BABBLE_SIMD=sse2"}, {"info"}).out.find(", SSE2"), std::string::npos);
  if (avx2) {
    EXPECT_NE(run_under({"env", "BABBLE_SIMD=avx2"}, {"info"}).out.find(", AVX2 with fused"),
              std::string::npos);
  }
  const Outcome unknown = run_under({"env", "BABBLE_SIMD=mmx"}, {"info"});
  EXPECT_EQ(unknown.status, 2);
  EXPECT_EQ(unknown.err, "BABBLE_SIMD has to be sse2, avx2 or avx512, not \"mmx\".\n");
}

// An emulated processor stops at any instruction that it lacks.
TEST(Simd, AProcessorWithoutAvxRunsTheProgram) {
  if (std::system("command -v qemu-x86_64 >/dev/null") != 0)
    GTEST_SKIP() << "*** There is no qemu-x86_64, the emulator of older processors.";
  const Words old_processor = {"qemu-x86_64", "-cpu", "qemu64"};
  std::string names;
  for (int i = 0; i < 20; ++i) names += "emma\nolivia\nava\n";
  for (const char* model : {"neural", "rnn", "transformer"}) {
    const Outcome trained = babble({"train", "--model", model, "--data", "-", "--steps", "2"},
                                   Surroundings{.input = names, .runner = old_processor});
    EXPECT_EQ(trained.status, 0) << model << ": " << trained.err;
  }
  EXPECT_NE(run_under(old_processor, {"info"}).out.find(", SSE2"), std::string::npos);
  const Outcome forced =
      run_under({"env", "BABBLE_SIMD=avx2", "qemu-x86_64", "-cpu", "qemu64"}, {"info"});
  EXPECT_EQ(forced.status, 2);
  EXPECT_EQ(forced.err, "BABBLE_SIMD=avx2 needs a processor with AVX2 and FMA.\n");
}
#endif

}  // namespace
}  // namespace babble::testing
