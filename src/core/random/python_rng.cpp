// Compiled with -ffp-contract=off, as CPython rounds every operation.
#include "core/random/python_rng.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cassert>
#include <cmath>
#include <nlohmann/json.hpp>
#include <numbers>
#include <numeric>
#include <utility>

#include "core/base/json_text.h"

namespace babble {

double PythonRng::random() {
  const std::uint32_t high = twister_.next() >> 5, low = twister_.next() >> 6;
  return (high * 67108864.0 + low) * 0x1p-53;
}

std::uint32_t PythonRng::getrandbits(int bits) {
  assert(bits >= 1 && bits <= 32);
  return twister_.next() >> (32 - bits);
}

std::uint32_t PythonRng::random_below(std::uint32_t range) {
  assert(range > 0);
  const int bits = static_cast<int>(std::bit_width(range));
  std::uint32_t value = getrandbits(bits);
  while (value >= range) value = getrandbits(bits);
  return value;
}

double PythonRng::gauss(double mean, double std) {
  double z = 0;
  if (spare_normal_) {
    z = *std::exchange(spare_normal_, std::nullopt);
  } else {
    const double angle = random() * (2 * std::numbers::pi);
    const double radius = std::sqrt(-2.0 * std::log(1.0 - random()));
    z = std::cos(angle) * radius;
    spare_normal_ = std::sin(angle) * radius;
  }
  return mean + z * std;
}

void PythonRng::fill_uniform(std::span<float> out, double low, double high) {
  for (float& value : out) value = static_cast<float>(low + (high - low) * random());
}

void PythonRng::fill_normal(std::span<float> out, double mean, double std) {
  for (float& value : out) value = static_cast<float>(gauss(mean, std));
}

std::vector<std::uint32_t> PythonRng::permutation(std::uint32_t count) {
  std::vector<std::uint32_t> order(count);
  std::iota(order.begin(), order.end(), 0u);
  shuffle(order, 0, count);
  return order;
}

void PythonRng::shuffle(std::span<std::uint32_t> order, std::size_t begin, std::size_t end) {
  for (std::size_t step = begin; step < end && step + 1 < order.size(); ++step) {
    const std::size_t i = order.size() - 1 - step;
    std::swap(order[i], order[random_below(static_cast<std::uint32_t>(i + 1))]);
  }
}

std::size_t PythonRng::draw(std::span<const float> weights, bool boundary_first) {
  const std::size_t size = weights.size(), first = boundary_first ? 1 : 0;
  const auto at = [&](std::size_t i) { return (i + first) % size; };
  double total = 0;
  for (std::size_t i = 0; i < size; ++i) total += static_cast<double>(weights[at(i)]);
  assert(total > 0);
  // bisect(cumulative, random() * total): the first whose sum is greater, or the last.
  const double wanted = random() * total;
  double sum = 0;
  for (std::size_t i = 0; i + 1 < size; ++i) {
    sum += static_cast<double>(weights[at(i)]);
    if (sum > wanted) return at(i);
  }
  return at(size - 1);
}

std::string PythonRng::save() const {
  nlohmann::ordered_json words = twister_.words();
  words.push_back(twister_.used());
  return json_text(
      {3, std::move(words),
       spare_normal_ ? nlohmann::ordered_json(*spare_normal_) : nlohmann::ordered_json()});
}

void PythonRng::restore(std::string_view text) {
  if (text.starts_with("python")) {
    spare_normal_ = twister_.restore(text, "python");
    return;
  }
  constexpr std::size_t count = MersenneTwister::word_count;
  const nlohmann::ordered_json state = parse_json(text);
  const auto is_word = [](const nlohmann::ordered_json& value) {
    return value.is_number_unsigned() && value.get<std::uint64_t>() >> 32 == 0;
  };
  const bool sane = state.is_array() && state.size() == 3 && state[0] == 3 && state[1].is_array() &&
                    state[1].size() == count + 1 && (state[2].is_null() || state[2].is_number()) &&
                    std::all_of(state[1].begin(), state[1].end(), is_word);
  if (!sane) refuse_generator_state();
  std::array<std::uint32_t, count> words;
  std::copy(state[1].begin(), state[1].end() - 1, words.begin());
  twister_.set(words, state[1][count].get<std::uint64_t>());
  spare_normal_ = state[2].is_null() ? std::nullopt : std::optional(state[2].get<double>());
}

}  // namespace babble
