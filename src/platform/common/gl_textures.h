// The textures of the heat maps.
#pragma once

#include <map>
#include <string>

#include "ui/base/textures.h"

namespace babble::platform {

class GlTextures : public ui::Textures {
 public:
  ~GlTextures() override { clear(); }
  std::uintptr_t update(std::string_view name, int width, int height,
                        std::span<const ui::Color> pixels, std::uint64_t revision) override;
  /// Deletes all textures; the next update of each creates it again.
  void clear();
  /// Forgets the textures after the context was lost.
  void forget() { textures_.clear(); }

 private:
  struct Texture {
    unsigned id = 0;
    int width = 0, height = 0;
    std::uint64_t revision = 0;
  };
  std::map<std::string, Texture, std::less<>> textures_;
};

}  // namespace babble::platform
