// The desktop's own fonts: fontconfig finds one that has a character, FreeType draws it.
#pragma once

#include <memory>
#include <optional>
#include <span>
#include <vector>

#include "ui/base/foreign_glyphs.h"

namespace babble::platform {

class SystemFonts {
 public:
  SystemFonts();
  ~SystemFonts();
  SystemFonts(const SystemFonts&) = delete;
  SystemFonts& operator=(const SystemFonts&) = delete;

  /// As ui::GlyphSource. A font that cannot be read is passed over, and without any font no
  /// character is drawn. Pictures in colour are not drawn: outlines only.
  std::vector<std::optional<ui::GlyphPicture>> draw(std::span<const char32_t> code_points, int em);

 private:
  struct Library;
  std::unique_ptr<Library> library_;  // made when the first character is asked for
};

}  // namespace babble::platform
