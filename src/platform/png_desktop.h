// A picture as a PNG file, for --screenshot. The pixels are stored, not compressed.
#pragma once

#include <cstdint>
#include <span>
#include <string>

namespace babble::platform {

/// `rgb` has 3 · width · height bytes, row by row from the top.
std::string png_bytes(int width, int height, std::span<const std::uint8_t> rgb);

}  // namespace babble::platform
