// The faces and sizes of the interface, rasterised for the screen's pixel ratio.
#pragma once

#include <set>
#include <string_view>

struct ImFont;
struct ImFontAtlas;

namespace babble::ui {

struct Fonts {
  ImFont* body = nullptr;          ///< Inter 16
  ImFont* small = nullptr;         ///< Inter 14
  ImFont* strong = nullptr;        ///< Inter semibold 16
  ImFont* small_strong = nullptr;  ///< Inter semibold 14
  ImFont* title = nullptr;         ///< Inter semibold 22
  ImFont* mono = nullptr;          ///< JetBrains Mono 15
  ImFont* mono_small = nullptr;    ///< JetBrains Mono 14
  ImFont* cell = nullptr;          ///< JetBrains Mono 12, only for the cells of heat maps
  ImFont* tiny = nullptr;          ///< JetBrains Mono 10, only for the cells of heat maps
};

/// The code points that the atlas has to have. Only what is used is rasterised: all that the fonts
/// hold, eight times over, would take a phone a second.
class Glyphs {
 public:
  Glyphs();
  /// Adds the code points of a text; true if one of them was new.
  bool add(std::string_view utf8);
  bool add(char32_t code_point);
  const std::set<char32_t>& all() const { return all_; }

 private:
  std::set<char32_t> all_;
};

/// Fills the atlas (which is cleared first) with the fonts at size × ratio. Draw with
/// FontGlobalScale = 1 / ratio.
Fonts load_fonts(ImFontAtlas& atlas, float ratio, const Glyphs& glyphs);

}  // namespace babble::ui
