// Compiled with -ffp-contract=off: PyTorch fuses what is fused here and nothing else.
#include "core/random/torch_rng.h"

#include <algorithm>
#include <array>
#include <cassert>
#include <cmath>
#include <cstring>
#include <numbers>
#include <numeric>
#include <utility>

#include "core/base/hexadecimal.h"
#include "core/random/torch_normal.h"

namespace babble {
namespace {

constexpr std::size_t block = 16;  // samples of PyTorch's vector kernel

// What torch.Generator.get_state() gives: at::CPUGeneratorImplState in ATen/CPUGeneratorImpl.cpp.
struct TorchState {
  std::uint64_t seed = 0;
  std::int32_t left = 1;  // words until the next 624, plus 1
  std::int32_t seeded = 1;
  std::uint64_t next = 0;
  std::array<std::uint64_t, MersenneTwister::word_count> words{};
  double normal_x = 0, normal_y = 0, normal_rho = 0;  // the second is the spare sample
  std::int32_t has_normal = 0, padding = 0;
  float float_normal = 0;
  std::int32_t has_float_normal = 0;
};
static_assert(sizeof(TorchState) == 5056);

float unit_float(std::uint32_t bits) { return static_cast<float>(bits & 0xFFFFFFu) * 0x1p-24f; }

}  // namespace

void TorchRng::seed(std::uint64_t value) {
  twister_.seed(static_cast<std::uint32_t>(value));
  spare_normal_.reset();
}

std::uint32_t TorchRng::random_u32() { return twister_.next(); }

std::uint64_t TorchRng::random_u64() {
  const std::uint64_t high = random_u32();
  return high << 32 | random_u32();
}

float TorchRng::uniform() { return unit_float(random_u32()); }

double TorchRng::uniform_double() {
  return static_cast<double>(random_u64() & ((1ull << 53) - 1)) * 0x1p-53;
}

void TorchRng::fill_uniform(std::span<float> out, double low, double high) {
  const auto from = static_cast<float>(low);
  const float range = static_cast<float>(high) - from;
  for (float& value : out) value = std::fma(uniform(), range, from);
}

double TorchRng::normal_one() {
  if (spare_normal_) return *std::exchange(spare_normal_, std::nullopt);
  const double u1 = uniform_double();
  const double u2 = uniform_double();
  const double radius = std::sqrt(-2.0 * std::log1p(-u2));
  const double theta = 2.0 * std::numbers::pi * u1;
  spare_normal_ = radius * std::sin(theta);
  return radius * std::cos(theta);
}

void TorchRng::fill_normal(std::span<float> out, double mean, double std) {
  if (out.size() < block) {
    for (float& value : out) value = static_cast<float>(normal_one() * std + mean);
    return;
  }
  const auto mean_float = static_cast<float>(mean), std_float = static_cast<float>(std);
  for (float& value : out) value = uniform();
  for (std::size_t i = 0; i + block <= out.size(); i += block)
    torch_normal_block(out.data() + i, mean_float, std_float);
  if (out.size() % block != 0) {  // PyTorch redraws the last 16
    const auto tail = out.last(block);
    for (float& value : tail) value = uniform();
    torch_normal_block(tail.data(), mean_float, std_float);
  }
}

std::uint32_t TorchRng::random_below(std::uint32_t range) {
  assert(range > 0);
  return random_u32() % range;
}

std::vector<std::uint32_t> TorchRng::permutation(std::uint32_t count) {
  std::vector<std::uint32_t> order(count);
  std::iota(order.begin(), order.end(), 0u);
  permute(order, 0, count);
  return order;
}

void TorchRng::permute(std::span<std::uint32_t> order, std::size_t begin, std::size_t end) {
  const auto count = static_cast<std::uint32_t>(order.size());
  for (auto i = static_cast<std::uint32_t>(begin); i < end && i + 1 < count; ++i)
    std::swap(order[i], order[i + random_u32() % (count - i)]);
}

void cumulative_weights(std::span<const float> weights, std::span<float> out) {
  assert(!weights.empty() && out.size() == weights.size());
  float sum = 0;
  for (std::size_t i = 0; i < weights.size(); ++i) out[i] = sum = sum + weights[i];
  assert(sum > 0);
  for (float& value : out) value = value / sum;
  out.back() = 1;
}

void TorchRng::multinomial(std::span<const float> weights, std::span<std::int64_t> out) {
  std::vector<float> sums(weights.size());
  cumulative_weights(weights, sums);
  for (std::int64_t& pick : out) {
    const double u = uniform_double();
    const auto found = std::lower_bound(sums.begin(), sums.end(), u, [](float sum, double wanted) {
      return static_cast<double>(sum) < wanted;
    });
    pick = found - sums.begin();
  }
}

std::size_t TorchRng::multinomial(std::span<const float> weights) {
  // A single draw needs no table: the same sums in the same order, until one reaches u.
  float total = 0;
  for (const float weight : weights) total = total + weight;
  assert(total > 0);
  const double u = uniform_double();
  float sum = 0;
  for (std::size_t i = 0; i + 1 < weights.size(); ++i) {
    sum = sum + weights[i];
    if (static_cast<double>(sum / total) >= u) return i;
  }
  return weights.size() - 1;
}

std::size_t TorchRng::draw_by_race(std::span<const float> weights, bool) {
  std::size_t first = 0;
  float largest = -1;
  for (std::size_t i = 0; i < weights.size(); ++i) {
    const float ratio = weights[i] / static_cast<float>(-std::log1p(-uniform_double()));
    if (ratio > largest) {
      largest = ratio;
      first = i;
    }
  }
  return first;
}

std::string TorchRng::save() const {
  TorchState state;
  state.next = twister_.used();
  state.left = static_cast<std::int32_t>(MersenneTwister::word_count + 1 - twister_.used());
  std::copy(twister_.words().begin(), twister_.words().end(), state.words.begin());
  state.normal_y = spare_normal_.value_or(0);
  state.has_normal = spare_normal_.has_value();
  return to_hexadecimal({reinterpret_cast<const char*>(&state), sizeof state});
}

void TorchRng::restore(std::string_view text) {
  if (text.starts_with("mt19937")) {
    spare_normal_ = twister_.restore(text, "mt19937");
    return;
  }
  const std::optional<std::string> bytes = from_hexadecimal(text);
  TorchState state;
  if (!bytes || bytes->size() != sizeof state) refuse_generator_state();
  std::memcpy(&state, bytes->data(), sizeof state);
  constexpr std::int32_t count = MersenneTwister::word_count;
  std::array<std::uint32_t, MersenneTwister::word_count> words;
  for (std::size_t i = 0; i < words.size(); ++i) {
    words[i] = static_cast<std::uint32_t>(state.words[i]);
    if (words[i] != state.words[i]) refuse_generator_state();
  }
  const bool sane = state.left >= 1 && state.left <= count + 1 && state.seeded == 1 &&
                    std::isfinite(state.normal_y);
  if (!sane) refuse_generator_state();
  // PyTorch begins with the next 624 when one is left, whatever `next` is.
  twister_.set(words, static_cast<std::uint64_t>(count + 1 - state.left));
  spare_normal_ = state.has_normal ? std::optional(state.normal_y) : std::nullopt;
}

}  // namespace babble
