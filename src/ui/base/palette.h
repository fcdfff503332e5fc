// Colours with a meaning. A meaning has the same colour in every chapter, and colours that stand
// side by side can be told apart by colour-blind people (after Okabe and Ito).
#pragma once

#include <cstddef>
#include <cstdint>

#include "core/models/model_kind.h"
#include "core/settings/settings.h"

namespace babble::ui {

/// 0xAABBGGRR, as ImGui packs it.
using Color = std::uint32_t;

constexpr Color rgb(unsigned hex) {
  return 0xFF000000u | (hex & 0xFFu) << 16 | (hex & 0xFF00u) | (hex >> 16 & 0xFFu);
}
Color with_alpha(Color color, float alpha);
Color mix(Color a, Color b, float share_of_b);
/// Black or white, whichever reads better on this colour.
Color readable_on(Color background);

struct Palette {
  bool dark;
  Color background, surface, inset, border, grid;
  Color text, muted, faint;
  Color accent, on_accent, accent_soft, danger, danger_soft, good;
  Color train, dev, test;   ///< parts of the split
  Color uniform, count;     ///< landmarks: the uniform guess, the count bigram
  Color highlight;          ///< one bar among many
  Color never;              ///< probability 0 in a picture of logarithms
  const Color* sequential;  ///< 256 colours from nothing to much
  const Color* diverging;   ///< 256 colours from less (blue) over equal to more (orange)

  const Color* models;      ///< one for each model, by its place in the registry
  const Color* categories;  ///< 8 colours for things that have no meaning of their own

  Color of(ModelKind kind) const;
  /// For the rows of a mini-batch and saved runs. Repeats after eight.
  Color category(std::size_t i) const { return categories[i % 8]; }
  /// t in [0, 1], clamped; NaN counts as 0.
  Color sequential_at(double t) const;
  /// t in [-1, 1], clamped; `never` for NaN.
  Color diverging_at(double t) const;
};

const Palette& light_palette();
const Palette& dark_palette();

}  // namespace babble::ui
