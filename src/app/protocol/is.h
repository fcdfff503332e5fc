#pragma once

#include <concepts>
#include <type_traits>

namespace babble::app {

/// T is Struct, const or not.
template <class T, class Struct>
concept Is = std::same_as<std::remove_const_t<T>, Struct>;

}  // namespace babble::app
