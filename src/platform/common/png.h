// A part of the frame that was just drawn as a PNG file.
#pragma once

#include <string>

namespace babble::platform {

/// Pixels of the framebuffer, counted as OpenGL does: (left, bottom) is the lower left corner.
/// Throws Error if there is no memory for it.
std::string png_of_frame(int left, int bottom, int width, int height);

}  // namespace babble::platform
