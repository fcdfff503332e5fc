// Which model: its place in the registry (core/models/registry.h).
#pragma once

#include <compare>
#include <cstddef>

namespace babble {

class ModelKind {
 public:
  constexpr ModelKind() = default;  ///< the first model of the registry
  constexpr explicit ModelKind(std::size_t index) : index_(index) {}
  constexpr std::size_t index() const { return index_; }
  constexpr auto operator<=>(const ModelKind&) const = default;

 private:
  std::size_t index_ = 0;
};

}  // namespace babble
