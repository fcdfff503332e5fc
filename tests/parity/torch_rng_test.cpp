// Random numbers against those of PyTorch 1.13: tests/reference/torch_rng.json (made by
// make_reference.py) and the larger course file. Every comparison is of bits, natively and in
// wasm, with one exception that is said where it is made.
#include "core/random/torch_rng.h"

#include <gtest/gtest.h>

#include "support/shared_data.h"

namespace babble {
namespace {

using testing::doubles;
using testing::floats;
using testing::integers;
using testing::Json;

std::vector<float> normals(TorchRng& rng, std::size_t count) {
  std::vector<float> out(count);
  rng.fill_normal(out);
  return out;
}

std::vector<float> uniforms(TorchRng& rng, std::size_t count) {
  std::vector<float> out(count);
  for (float& value : out) value = rng.uniform();
  return out;
}

std::vector<std::int64_t> widened(const std::vector<std::uint32_t>& values) {
  return {values.begin(), values.end()};
}

/// CRC-32 (zlib's) of the bytes of floats.
std::int64_t checksum(const std::vector<float>& values) {
  const auto* bytes = reinterpret_cast<const unsigned char*>(values.data());
  std::uint32_t crc = 0xFFFFFFFFu;
  for (std::size_t i = 0; i < values.size() * sizeof(float); ++i) {
    crc ^= bytes[i];
    for (int bit = 0; bit < 8; ++bit) crc = crc >> 1 ^ ((crc & 1) != 0 ? 0xEDB88320u : 0u);
  }
  return static_cast<std::int64_t>(~crc);
}

/// One call of an "interleaved" list.
void replay(TorchRng& rng, const Json& step, const std::vector<std::vector<float>>& vectors) {
  const auto call = step["call"].get<std::string>();
  const auto count = step["n"].get<std::size_t>();
  if (call == "rand") {
    EXPECT_EQ(uniforms(rng, count), floats(step["out"]));
  } else if (call == "randn") {
    EXPECT_EQ(normals(rng, count), floats(step["out"]));
  } else if (call == "rand_f64") {
    std::vector<double> out(count);
    for (double& value : out) value = rng.uniform_double();
    EXPECT_EQ(out, doubles(step["out"]));
  } else if (call == "randperm") {
    EXPECT_EQ(widened(rng.permutation(static_cast<std::uint32_t>(count))), integers(step["out"]));
  } else {
    ASSERT_EQ(call, "multinomial");
    std::vector<std::int64_t> out(count);
    rng.multinomial(vectors[step["vector"].get<std::size_t>()], out);
    EXPECT_EQ(out, integers(step["out"]));
  }
}

void check_seed(std::uint64_t seed, const Json& lists,
                const std::vector<std::vector<float>>& vectors) {
  for (const auto& [name, wanted] : lists.items()) {
    SCOPED_TRACE("seed " + std::to_string(seed) + ", " + name);
    TorchRng rng(seed);
    if (name == "u32_10") {
      std::vector<std::int64_t> out(10);
      for (auto& value : out) value = rng.random_u32();
      EXPECT_EQ(out, integers(wanted));
    } else if (name == "rand_20") {
      EXPECT_EQ(uniforms(rng, 20), floats(wanted));
    } else if (name == "randn_5" || name == "randn_16" || name == "randn_27" ||
               name == "randn_27x27") {
      const auto numbers = floats(wanted);
      EXPECT_EQ(normals(rng, numbers.size()), numbers);
    } else if (name.ends_with("generic")) {
      // PyTorch without vector kernels computes the same samples with the C library's float
      // functions. Those differ from ours by last bits, at most 1.1e-6 in the whole file.
      const auto numbers = floats(wanted), ours = normals(rng, numbers.size());
      for (std::size_t i = 0; i < numbers.size(); ++i) EXPECT_NEAR(ours[i], numbers[i], 2e-6f);
    } else if (name == "randperm_20") {
      EXPECT_EQ(widened(rng.permutation(20)), integers(wanted));
    } else if (name == "multinomial_40") {
      std::vector<std::int64_t> out(40);
      for (std::size_t i = 0; i < out.size(); ++i)
        out[i] = static_cast<std::int64_t>(rng.multinomial(vectors[i % vectors.size()]));
      EXPECT_EQ(out, integers(wanted));
    } else if (name == "xavier_27x27") {
      std::vector<float> out(27 * 27);
      rng.fill_xavier_uniform(out, 27, 27);
      EXPECT_EQ(out, floats(wanted));
    } else if (name == "randn_crc") {
      EXPECT_EQ(checksum(normals(rng, 100000)), integers(wanted)[0]);
    } else if (name == "uniform_crc") {
      std::vector<float> out(100000);
      rng.fill_uniform(out, -0.3, 0.1);
      EXPECT_EQ(checksum(out), integers(wanted)[0]);
    } else if (name == "normal_40") {  // normal_(0.5, 0.25)
      std::vector<float> out(40);
      rng.fill_normal(out, 0.5, 0.25);
      EXPECT_EQ(out, floats(wanted));
    } else if (name == "normal_7") {
      std::vector<float> out(7);
      rng.fill_normal(out, 0.5, 0.25);
      EXPECT_EQ(out, floats(wanted));
    } else {
      ASSERT_TRUE(name.starts_with("interleaved")) << "no test for the list " << name;
      for (const Json& step : wanted) replay(rng, step, vectors);
    }
  }
}

void check_file(const Json& file) {
  std::vector<std::vector<float>> vectors;
  for (const Json& vector : file["multinomial_vectors"]) vectors.push_back(floats(vector));
  ASSERT_FALSE(file["seeds"].empty());
  for (const auto& [seed, lists] : file["seeds"].items())
    check_seed(std::stoull(seed), lists, vectors);
}

TEST(TorchRngParity, OwnFigures) { check_file(testing::reference_json("torch_rng.json")); }

TEST(TorchRngParity, CourseFigures) {
  BABBLE_NEEDS_SHARED("reference/torch_rng.json");
  check_file(testing::shared_json("reference/torch_rng.json"));
}

}  // namespace
}  // namespace babble
