// Pictures that are drawn as one quad. The platform keeps them on the graphics card; tests keep
// nothing.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

#include "ui/base/palette.h"

namespace babble::ui {

class Textures {
 public:
  virtual ~Textures() = default;
  /// The texture of this name, made or replaced if the revision is another than at the last call.
  /// Drawn with nearest-neighbour sampling. `pixels` has width × height colours, row by row.
  virtual std::uintptr_t update(std::string_view name, int width, int height,
                                std::span<const Color> pixels, std::uint64_t revision) = 0;
};

}  // namespace babble::ui
