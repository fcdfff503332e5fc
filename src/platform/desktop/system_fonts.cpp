#include "platform/desktop/system_fonts.h"

#include <fontconfig/fontconfig.h>
#include <ft2build.h>

#include <string>
#include <utility>
#include FT_FREETYPE_H

namespace babble::platform {
namespace {

ui::GlyphPicture picture_of(const FT_GlyphSlotRec& slot) {
  ui::GlyphPicture picture;
  picture.width = static_cast<int>(slot.bitmap.width);
  picture.height = static_cast<int>(slot.bitmap.rows);
  picture.left = slot.bitmap_left;
  picture.top = -slot.bitmap_top;
  picture.advance = static_cast<float>(slot.advance.x) / 64;
  for (int y = 0; y < picture.height; ++y) {
    const unsigned char* row = slot.bitmap.buffer + y * slot.bitmap.pitch;
    picture.coverage.insert(picture.coverage.end(), row, row + picture.width);
  }
  return picture;
}

}  // namespace

struct SystemFonts::Library {
  struct Font {
    FcCharSet* characters;  // owned by the set
    std::string file;
    int index;  // in the file
    FT_Face face = nullptr;
    bool tried = false;
  };
  FcConfig* config = FcInitLoadConfigAndFonts();
  FcFontSet* set = nullptr;
  FT_Library freetype = nullptr;
  std::vector<Font> fonts;  // in the order of preference

  Library() {
    if (config == nullptr || FT_Init_FreeType(&freetype) != 0) return;
    FcPattern* pattern = FcNameParse(reinterpret_cast<const FcChar8*>("sans-serif:scalable=true"));
    FcConfigSubstitute(config, pattern, FcMatchPattern);
    FcDefaultSubstitute(pattern);
    FcResult result = FcResultMatch;
    // FcTrue: skip fonts without characters beyond those of the fonts before them.
    set = FcFontSort(config, pattern, FcTrue, nullptr, &result);
    FcPatternDestroy(pattern);
    for (int i = 0; set != nullptr && i < set->nfont; ++i) {
      FcChar8* file = nullptr;
      Font font{};
      if (FcPatternGetString(set->fonts[i], FC_FILE, 0, &file) != FcResultMatch ||
          FcPatternGetInteger(set->fonts[i], FC_INDEX, 0, &font.index) != FcResultMatch ||
          FcPatternGetCharSet(set->fonts[i], FC_CHARSET, 0, &font.characters) != FcResultMatch) {
        continue;
      }
      font.file = reinterpret_cast<const char*>(file);
      fonts.push_back(std::move(font));
    }
  }
  ~Library() {
    for (const Font& font : fonts) FT_Done_Face(font.face);
    if (set != nullptr) FcFontSetDestroy(set);
    if (freetype != nullptr) FT_Done_FreeType(freetype);
    if (config != nullptr) FcConfigDestroy(config);
  }
  Library(const Library&) = delete;
  Library& operator=(const Library&) = delete;

  std::optional<ui::GlyphPicture> draw(char32_t code_point, int em) {
    for (Font& font : fonts) {
      if (FcCharSetHasChar(font.characters, code_point) == FcFalse) continue;
      if (!std::exchange(font.tried, true) &&
          FT_New_Face(freetype, font.file.c_str(), font.index, &font.face) != 0) {
        font.face = nullptr;
      }
      if (font.face == nullptr || !FT_IS_SCALABLE(font.face) ||
          FT_Set_Pixel_Sizes(font.face, 0, static_cast<FT_UInt>(em)) != 0) {
        continue;
      }
      const FT_UInt glyph = FT_Get_Char_Index(font.face, code_point);
      if (glyph == 0 ||
          FT_Load_Glyph(font.face, glyph, FT_LOAD_RENDER | FT_LOAD_TARGET_LIGHT) != 0 ||
          font.face->glyph->bitmap.pixel_mode != FT_PIXEL_MODE_GRAY) {
        continue;
      }
      return picture_of(*font.face->glyph);
    }
    return std::nullopt;
  }
};

SystemFonts::SystemFonts() = default;
SystemFonts::~SystemFonts() = default;

std::vector<std::optional<ui::GlyphPicture>> SystemFonts::draw(
    std::span<const char32_t> code_points, int em) {
  if (!library_) library_ = std::make_unique<Library>();
  std::vector<std::optional<ui::GlyphPicture>> pictures;
  for (const char32_t c : code_points) pictures.push_back(library_->draw(c, em));
  return pictures;
}

}  // namespace babble::platform
