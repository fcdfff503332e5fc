// Compiled with -ffp-contract=off: PyTorch fuses what is fused here and nothing else.
#include "core/math/torch_rng.h"

#include <algorithm>
#include <cassert>
#include <cmath>
#include <numbers>
#include <numeric>
#include <utility>

#include "core/math/torch_normal.h"

namespace babble {
namespace {

constexpr std::size_t block = 16;  // samples of PyTorch's vector kernel

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
  return twister_.save("mt19937", spare_normal_ ? &*spare_normal_ : nullptr);
}

void TorchRng::restore(std::string_view state) {
  double spare = 0;
  const bool has_spare = twister_.restore(state, "mt19937", spare);
  spare_normal_ = has_spare ? std::optional(spare) : std::nullopt;
}

}  // namespace babble
