// The fonts of the desktop: fontconfig finds a font for a character, FreeType draws it.
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

  /// As ui::GlyphSource. Skips fonts that cannot be read or are not scalable (colour bitmaps), and
  /// returns nullopt for characters that no font has.
  std::vector<std::optional<ui::GlyphPicture>> draw(std::span<const char32_t> code_points, int em);

 private:
  struct Library;
  std::unique_ptr<Library> library_;  // created by the first draw()
};

}  // namespace babble::platform
