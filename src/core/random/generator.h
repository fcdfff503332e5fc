// Random numbers of a run: as PyTorch draws them (TorchRng) or as Python does (PythonRng).
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/settings/settings.h"

namespace babble {

class Generator {
 public:
  virtual ~Generator() = default;

  /// Independent samples of U(low, high), rounded to float32.
  virtual void fill_uniform(std::span<float> out, double low, double high) = 0;
  /// Independent samples of N(mean, std²), rounded to float32.
  virtual void fill_normal(std::span<float> out, double mean = 0, double std = 1) = 0;
  /// torch.nn.init.xavier_uniform_ of a rows×columns matrix: U(-a, a), a = sqrt(6/(rows+columns)).
  void fill_xavier_uniform(std::span<float> out, int rows, int columns);

  /// A whole number from 0 to range - 1; range > 0.
  virtual std::uint32_t random_below(std::uint32_t range) = 0;
  /// The numbers 0 to count - 1 in random order.
  virtual std::vector<std::uint32_t> permutation(std::uint32_t count) = 0;

  /// An index with a chance in proportion to its weight. The weights need not sum to 1; they must
  /// be finite, not negative and not all zero. Does not allocate. `boundary_first`: index 0 is the
  /// boundary token, which scripts in plain Python have as their last one.
  virtual std::size_t draw(std::span<const float> weights, bool boundary_first) = 0;
  /// The same, where PyTorch draws without replacement, as makemore does from part 2 on:
  /// torch.multinomial(weights, 1).
  virtual std::size_t draw_by_race(std::span<const float> weights, bool boundary_first) {
    return draw(weights, boundary_first);
  }

  /// The exact state as text. restore() throws Error if the text is invalid.
  virtual std::string save() const = 0;
  virtual void restore(std::string_view state) = 0;
  virtual std::unique_ptr<Generator> clone() const = 0;

  bool operator==(const Generator&) const = default;
};

/// torch.manual_seed(seed) or random.seed(seed); the low 32 bits of the seed count.
std::unique_ptr<Generator> make_generator(GeneratorKind kind, std::uint64_t seed);

}  // namespace babble
