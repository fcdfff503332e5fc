// Saves a part of the frame as PNG.
#pragma once

#include <string>

namespace babble::platform {

/// The PNG file of a rectangle of the framebuffer, in pixels; (left, bottom) is its lower left
/// corner. Throws Error if there is not enough memory.
std::string png_of_frame(int left, int bottom, int width, int height);

}  // namespace babble::platform
