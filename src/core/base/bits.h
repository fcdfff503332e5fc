// std::bit_cast, which the standard library of clang 14 lacks.
#pragma once

#include <cstring>
#include <type_traits>

namespace babble {

/// The value of type To that has the same bytes.
template <typename To, typename From>
To bit_cast(const From& from) noexcept {
  static_assert(sizeof(To) == sizeof(From));
  static_assert(std::is_trivially_copyable_v<To> && std::is_trivially_copyable_v<From>);
  To to;
  std::memcpy(&to, &from, sizeof to);
  return to;
}

}  // namespace babble
