#include "core/random/generator.h"

#include <cassert>
#include <cmath>

#include "core/random/python_rng.h"
#include "core/random/torch_rng.h"

namespace babble {

void Generator::fill_xavier_uniform(std::span<float> out, int rows, int columns) {
  assert(out.size() == static_cast<std::size_t>(rows) * static_cast<std::size_t>(columns));
  const double bound = std::sqrt(3.0) * std::sqrt(2.0 / static_cast<double>(rows + columns));
  fill_uniform(out, -bound, bound);
}

std::unique_ptr<Generator> make_generator(GeneratorKind kind, std::uint64_t seed) {
  if (kind == GeneratorKind::python)
    return std::make_unique<PythonRng>(static_cast<std::uint32_t>(seed));
  return std::make_unique<TorchRng>(seed);
}

}  // namespace babble
