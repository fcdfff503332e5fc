#include "platform/common/png.h"

#include <cstdint>
#include <vector>

#define STB_IMAGE_WRITE_IMPLEMENTATION
#define STB_IMAGE_WRITE_STATIC
#define STBI_WRITE_NO_STDIO
#include <stb/stb_image_write.h>

#include "core/base/error.h"
#include "platform/common/gl.h"

namespace babble::platform {

std::string png_of_frame(int left, int bottom, int width, int height) {
  // RGBA is the only format that WebGL guarantees.
  const auto line = static_cast<std::size_t>(width) * 4;
  std::vector<std::uint8_t> pixels(line * static_cast<std::size_t>(height));
  glPixelStorei(GL_PACK_ALIGNMENT, 1);
  glReadPixels(left, bottom, width, height, GL_RGBA, GL_UNSIGNED_BYTE, pixels.data());
  std::vector<std::uint8_t> rgb;  // from top to bottom
  rgb.reserve(pixels.size() / 4 * 3);
  for (int row = height - 1; row >= 0; --row) {
    const std::uint8_t* from = pixels.data() + static_cast<std::size_t>(row) * line;
    for (int column = 0; column < width; ++column, from += 4) rgb.insert(rgb.end(), from, from + 3);
  }
  int size = 0;
  unsigned char* png = stbi_write_png_to_mem(rgb.data(), width * 3, width, height, 3, &size);
  if (png == nullptr) throw Error("There is not enough memory for this picture.");
  std::string bytes(reinterpret_cast<const char*>(png), static_cast<std::size_t>(size));
  STBIW_FREE(png);
  return bytes;
}

}  // namespace babble::platform
