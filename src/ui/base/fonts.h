// The fonts of the interface, rasterized for the screen's pixel ratio.
#pragma once

#include <cstdint>
#include <functional>
#include <set>
#include <string_view>
#include <vector>

#include "ui/base/foreign_glyphs.h"

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

/// The code points that the atlas must have. Only those in use are rasterized: all glyphs of the
/// fonts, in all sizes, would take a phone a second.
class Glyphs {
 public:
  /// Further characters are shown as the font's replacement character. A Chinese novel has fewer,
  /// and 4,096 glyphs fill a texture of a size that every WebGL 2 supports.
  static constexpr std::size_t most = 4096;

  /// `revision`: greater than that of the set that this one replaces.
  explicit Glyphs(std::uint64_t revision = 0);
  /// Adds the code points of a text.
  void add(std::string_view utf8);
  void add(char32_t code_point);
  const std::set<char32_t>& all() const { return all_; }
  /// In the order in which they were added.
  const std::vector<char32_t>& in_order() const { return order_; }
  bool full() const { return all_.size() >= most; }
  /// Grows with each character.
  std::uint64_t revision() const { return revision_; }

 private:
  std::set<char32_t> all_;
  std::vector<char32_t> order_;
  std::uint64_t revision_;
};

/// Makes the atlas. Call prepare() before each frame, and load() when it says so.
class FontLoader {
 public:
  /// Without a source, missing glyphs are drawn as boxed code points. `clock`: in seconds.
  explicit FontLoader(GlyphSource source = {}, std::function<double()> clock = {});

  /// Draws missing glyphs for some milliseconds. True when the atlas is to be rebuilt: at once if
  /// none is missing any more, else a few times a second, and less often while very many are
  /// missing.
  bool prepare(const Glyphs& glyphs);
  /// Whether prepare() has to be called again although nothing changes.
  bool pending(const Glyphs& glyphs) const {
    return stale_ || glyphs.revision() != seen_ || !foreign_.complete();
  }

  /// Fills the atlas (which is cleared first) with the fonts at size × ratio. Draw with
  /// FontGlobalScale = 1 / ratio. `largest`: the largest size of a texture, pixels.
  Fonts load(ImFontAtlas& atlas, float ratio, const Glyphs& glyphs, int largest = 4096);

  /// How many glyphs come from where.
  ForeignCounts foreign() const { return foreign_.counts(); }
  /// How many times load() was called.
  int loads() const { return loads_; }

 private:
  double due() const;  // seconds; when the atlas may be rebuilt
  void want(const Glyphs& glyphs);
  /// Finds out which of them the built-in fonts have.
  void learn(const Glyphs& glyphs);

  ForeignGlyphs foreign_;
  std::function<double()> clock_;
  std::set<char32_t> known_,
      lacking_;             // code points looked up in the built-in fonts; those not found
  std::uint64_t seen_ = 0;  // revision of the glyphs
  float ratio_ = 1;
  bool stale_ = false;       // the atlas lacks a glyph that could be in it
  double loaded_at_ = -1e9;  // seconds
  double began_ = 0;         // seconds; when the first glyph that is still missing was requested
  double pause_ = 0;         // seconds until the next incomplete atlas
  int loads_ = 0;
};

}  // namespace babble::ui
