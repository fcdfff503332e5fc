// The benchmark's options, and figures that have to be in proportion.
#include "core/bench/bench.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <chrono>
#include <nlohmann/json.hpp>

#include "core/base/build_info.h"
#include "core/base/error.h"
#include "core/bench/peak.h"

namespace babble::testing {
namespace {

std::string refusal(const std::string& json) {
  try {
    run_bench(parse_bench_options(json));
  } catch (const Error& error) {
    return error.what();
  }
  return "";
}

TEST(Bench, OptionsAreRead) {
  const BenchOptions options = parse_bench_options(
      R"({"model": "rnn", "hidden": 96, "batch": 8, "time_steps": 5, "threads": 3, "simd": "plain", "seconds": 2,
          "set": ["heads=2", "layers=1"]})");
  EXPECT_EQ(options.model, "rnn");
  EXPECT_EQ(options.hidden, 96);
  EXPECT_EQ(options.batch, 8);
  EXPECT_EQ(options.time_steps, 5);
  EXPECT_EQ(options.threads, 3);
  EXPECT_EQ(options.simd, "plain");
  EXPECT_EQ(options.seconds, 2);
  EXPECT_EQ(options.set, (std::vector<std::string>{"heads=2", "layers=1"}));
}

TEST(Bench, WrongOptionsAreRefusedByName) {
  EXPECT_NE(refusal("[]").find("JSON object"), std::string::npos);
  EXPECT_NE(refusal(R"({"speed": 1})").find("\"speed\""), std::string::npos);
  EXPECT_NE(refusal(R"({"hidden": "many"})").find("hidden"), std::string::npos);
  EXPECT_NE(refusal(R"({"hidden": 1e99})").find("hidden"), std::string::npos);
  EXPECT_NE(refusal(R"({"threads": -1})").find("threads"), std::string::npos);
  EXPECT_NE(refusal(R"({"batch": 0})").find("batch"), std::string::npos);
  EXPECT_NE(refusal(R"({"seconds": -1})").find("seconds"), std::string::npos);
  EXPECT_NE(refusal(R"({"model": "gpt"})").find("gpt"), std::string::npos);
  EXPECT_NE(refusal(R"({"set": [1]})").find("key=value"), std::string::npos);
  EXPECT_NE(refusal(R"({"model": "rnn", "set": ["colour=red"]})").find("colour"),
            std::string::npos);
}

TEST(Bench, OtherVectorsThanTheProgramsOwnAreRefused) {
  const std::string own = build_info().simd;
  for (const char* other : {"sse2", "avx512", "plain", "relaxed", "quantum"}) {
    if (other == own) continue;
    const std::string said = refusal(R"({"simd": ")" + std::string(other) + R"("})");
    EXPECT_NE(said.find(other), std::string::npos) << said;
    EXPECT_NE(said.find("runs with " + own), std::string::npos) << said;
  }
}

TEST(Bench, FloatingPointWorkIsComparedWithThePeakOfTheSameCall) {
  const auto results = run_bench({.model = "rnn",
                                  .hidden = 24,
                                  .batch = 4,
                                  .time_steps = 6,
                                  .threads = 1,
                                  .simd = build_info().simd,
                                  .seconds = 0.02});
  ASSERT_EQ(results.size(), 1u);
  const BenchResult& result = results[0];
  // The text's vocabulary: 26 letters, the space and the unknown token.
  EXPECT_NEAR(result.gflops, result.value * (6 * 24 * 24 + 6 * 24 * 28) * 1e-9, 1e-9);
  EXPECT_GT(result.peak_gflops, 0);
  const auto json = bench_json(results)["results"][0];
  EXPECT_NEAR(json["share_of_peak"].get<double>(), result.gflops / result.peak_gflops, 1e-9);
}

TEST(Bench, ASizeThatIsSetIsMeasuredOnceUnderItsName) {
  for (const char* model : {"gru", "generate-gru"}) {
    const auto results = run_bench({.model = model,
                                    .batch = 2,
                                    .time_steps = 3,
                                    .threads = 1,
                                    .simd = build_info().simd,
                                    .set = {"hidden_size=20"},
                                    .seconds = 0.01});
    ASSERT_EQ(results.size(), 1u) << model;
    EXPECT_EQ(results[0].hidden, 20) << model;
  }
}

// One chain of scalar multiply-adds waits for each result; the vectors and the many chains of the
// peak do not. The best of several, because the machine may be busy.
TEST(Peak, IsFarAboveALoopThatWaitsForEachResult) {
  double peak = 0, chain = 0;
  volatile float b = 0.999f, c = 0.001f;
  for (int i = 0; i < 20; ++i) {
    peak = std::max(peak, measure_peak(0.001));
    constexpr int count = 100000;
    const float factor = b, addend = c;
    float sum = 1;
    const auto begin = std::chrono::steady_clock::now();
    for (int k = 0; k < count; ++k) sum = sum * factor + addend;
    const std::chrono::duration<double> elapsed = std::chrono::steady_clock::now() - begin;
    b = sum > 0 ? 0.999f : 0.0f;
    chain = std::max(chain, 2 * count / elapsed.count());
  }
  if (build_info().optimized) {
    EXPECT_GT(peak, 4 * chain);
  }
  EXPECT_GT(peak, 0);
}

}  // namespace
}  // namespace babble::testing
