// The faces and sizes of the interface, rasterised for the screen's pixel ratio.
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

/// The code points that the atlas has to have. Only what is used is rasterised: all that the fonts
/// hold, eight times over, would take a phone a second.
class Glyphs {
 public:
  /// Characters beyond so many are not taken; the font's replacement character stands for them. A
  /// Chinese novel has fewer, and 4,096 of them fill a texture that every WebGL 2 can hold.
  static constexpr std::size_t most = 4096;

  /// `revision`: greater than that of the set that this one replaces.
  explicit Glyphs(std::uint64_t revision = 0);
  /// Adds the code points of a text.
  void add(std::string_view utf8);
  void add(char32_t code_point);
  const std::set<char32_t>& all() const { return all_; }
  /// In the order in which they were wanted.
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
  /// Whoever lacks a source gets code points in boxes for what our own fonts lack. `clock`:
  /// seconds.
  explicit FontLoader(GlyphSource source = {}, std::function<double()> clock = {});

  /// Draws, for some milliseconds, what is wanted and lacking. True when the atlas is to be made
  /// anew: at once where that is all, a few times a second while characters keep coming, ever more
  /// seldom while very many do.
  bool prepare(const Glyphs& glyphs);
  /// Whether prepare() has to be called again although nothing changes.
  bool pending(const Glyphs& glyphs) const {
    return stale_ || glyphs.revision() != seen_ || !foreign_.complete();
  }

  /// Fills the atlas (which is cleared first) with the fonts at size × ratio. Draw with
  /// FontGlobalScale = 1 / ratio. `largest`: pixels that a texture may have in either direction.
  Fonts load(ImFontAtlas& atlas, float ratio, const Glyphs& glyphs, int largest = 4096);

  /// How many characters come from where.
  ForeignCounts foreign() const { return foreign_.counts(); }
  /// How many times load() was called.
  int loads() const { return loads_; }

 private:
  double due() const;  // seconds; when the atlas may be made anew
  void want(const Glyphs& glyphs);
  /// Which of them our own fonts have.
  void learn(const Glyphs& glyphs);

  ForeignGlyphs foreign_;
  std::function<double()> clock_;
  std::set<char32_t> known_, lacking_;  // what was looked for in our fonts, and not found
  std::uint64_t seen_ = 0;              // revision of the glyphs
  float ratio_ = 1;
  bool stale_ = false;       // the atlas lacks something that could be in it
  double loaded_at_ = -1e9;  // seconds
  double began_ = 0;         // seconds; when what is still being drawn was asked for
  double pause_ = 0;         // seconds until a next atlas that is not complete
  int loads_ = 0;
};

}  // namespace babble::ui
