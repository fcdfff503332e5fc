// Python's module random (CPython 3.11), number for number, so that a script in plain Python and a
// run here shuffle, start and sample alike.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/random/generator.h"
#include "core/random/mersenne_twister.h"

namespace babble {

class PythonRng final : public Generator {
 public:
  /// random.seed(value)
  explicit PythonRng(std::uint32_t value) { twister_.seed_by_array(value); }

  double random();                      ///< random.random(): 53 bits, in [0, 1)
  std::uint32_t getrandbits(int bits);  ///< random.getrandbits(bits), 1 to 32 bits
  std::uint32_t random_below(std::uint32_t range) override;  ///< random.randrange(range), range > 0
  double gauss(double mean, double std);                     ///< random.gauss(mean, std)

  void fill_uniform(std::span<float> out, double low, double high) override;  ///< random.uniform
  void fill_normal(std::span<float> out, double mean = 0, double std = 1) override;  ///< gauss

  /// order = list(range(count)); random.shuffle(order)
  std::vector<std::uint32_t> permutation(std::uint32_t count) override;
  /// The steps begin … end - 1 of random.shuffle(order), which has order.size() - 1 steps.
  void shuffle(std::span<std::uint32_t> order, std::size_t begin, std::size_t end);

  /// random.choices(range(n), weights)[0] in float64. `boundary_first`: the script has the token of
  /// weights[0] as its last one.
  std::size_t draw(std::span<const float> weights, bool boundary_first) override;

  /// random.getstate() in JSON. restore() reads the text of former checkpoints too, and throws
  /// Error if the text is invalid.
  std::string save() const override;
  void restore(std::string_view state) override;
  std::unique_ptr<Generator> clone() const override { return std::make_unique<PythonRng>(*this); }

  bool operator==(const PythonRng&) const = default;

 private:
  MersenneTwister twister_;
  std::optional<double> spare_normal_;  // gauss_next
};

}  // namespace babble
