// Python's module random (CPython 3.11), number for number, so that a script in plain Python and a
// run here shuffle, start and sample alike.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "core/math/mersenne_twister.h"

namespace babble {

class PythonRng {
 public:
  /// random.seed(value)
  explicit PythonRng(std::uint32_t value) { twister_.seed_by_array(value); }

  double random();                                  ///< random.random(): 53 bits, in [0, 1)
  std::uint32_t getrandbits(int bits);              ///< random.getrandbits(bits), 1 to 32 bits
  std::uint32_t random_below(std::uint32_t range);  ///< random.randrange(range), range > 0
  double gauss(double mean, double std);            ///< random.gauss(mean, std)

  /// The steps begin … end - 1 of random.shuffle(order), which has order.size() - 1 steps.
  void shuffle(std::span<std::uint32_t> order, std::size_t begin, std::size_t end);

  /// random.choices(range(n), weights)[0]. `boundary_last`: weights[0] is that of the last element,
  /// as scripts count that give the letters the first ids and the boundary the last.
  std::size_t choice(std::span<const float> weights, bool boundary_last = false);

  /// The exact state as text. restore() throws Error if the text is invalid.
  std::string save() const;
  void restore(std::string_view state);

 private:
  MersenneTwister twister_;
  std::optional<double> spare_normal_;  // gauss_next
};

}  // namespace babble
