#pragma once

#include <span>

namespace babble::ui {

// The fonts of the interface, complete font files (OpenType) that live as long as the program.
// Inter for text, JetBrains Mono for tokens and numbers that stand in columns. Which code points
// are in them is said in src/cmake/BabbleFonts.cmake.
std::span<const unsigned char> regular_font();
std::span<const unsigned char> semibold_font();
std::span<const unsigned char> mono_font();

}  // namespace babble::ui
