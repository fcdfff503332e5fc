#include "core/random/mersenne_twister.h"

#include <algorithm>
#include <charconv>
#include <cmath>

#include "core/base/bits.h"
#include "core/base/error.h"

namespace babble {
namespace {

constexpr std::size_t middle = 397;  // MT19937's m

}  // namespace

void MersenneTwister::seed(std::uint32_t value) {
  words_[0] = value;
  for (std::uint32_t i = 1; i < word_count; ++i)
    words_[i] = 1812433253u * (words_[i - 1] ^ (words_[i - 1] >> 30)) + i;
  used_ = word_count;
}

void MersenneTwister::seed_by_array(std::uint32_t value) {
  seed(19650218u);
  std::uint32_t i = 1;
  const auto next_place = [&] {
    if (++i < word_count) return;
    words_[0] = words_[word_count - 1];
    i = 1;
  };
  const auto mixed = [&] { return words_[i - 1] ^ (words_[i - 1] >> 30); };
  for (std::size_t k = 0; k < word_count; ++k, next_place())
    words_[i] = (words_[i] ^ (mixed() * 1664525u)) + value;
  for (std::size_t k = 1; k < word_count; ++k, next_place())
    words_[i] = (words_[i] ^ (mixed() * 1566083941u)) - i;
  words_[0] = 0x80000000u;
}

void MersenneTwister::refill() {
  for (std::size_t k = 0; k < word_count; ++k) {
    const std::size_t next = k + 1 == word_count ? 0 : k + 1;
    const std::size_t other = k + middle < word_count ? k + middle : k + middle - word_count;
    const std::uint32_t mixed = (words_[k] & 0x80000000u) | (words_[next] & 0x7FFFFFFFu);
    words_[k] = words_[other] ^ (mixed >> 1) ^ ((mixed & 1u) != 0 ? 0x9908B0DFu : 0u);
  }
  used_ = 0;
}

void refuse_generator_state() { throw Error("The saved state of the random numbers is damaged."); }

void MersenneTwister::set(const std::array<std::uint32_t, word_count>& words, std::uint64_t used) {
  if (used > word_count) refuse_generator_state();
  words_ = words;
  used_ = static_cast<std::size_t>(used);
}

std::optional<double> MersenneTwister::restore(std::string_view state, std::string_view name) {
  const auto next = [&] {  // the next word; words are separated by single spaces
    const std::string_view word = state.substr(0, state.find(' '));
    state.remove_prefix(std::min(state.size(), word.size() + 1));
    return word;
  };
  const auto number = [&](auto& value) {
    const std::string_view word = next();
    const char* end = word.data() + word.size();
    const auto result = std::from_chars(word.data(), end, value);
    if (result.ec != std::errc{} || result.ptr != end) refuse_generator_state();
  };
  std::array<std::uint32_t, word_count> words;
  std::uint64_t used = 0;
  if (next() != name) refuse_generator_state();
  number(used);
  std::optional<double> spare;
  if (state.starts_with('-')) {
    if (next() != "-") refuse_generator_state();
  } else {
    std::uint64_t bits = 0;
    number(bits);
    spare = bit_cast<double>(bits);
    if (!std::isfinite(*spare)) refuse_generator_state();
  }
  for (std::uint32_t& word : words) number(word);
  if (!state.empty()) refuse_generator_state();
  set(words, used);
  return spare;
}

}  // namespace babble
