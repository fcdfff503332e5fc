// Colours: opaque, distinct, readable, in even ramps.
#include "ui/base/palette.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <set>

#include "core/models/registry.h"

namespace babble::test {
namespace {

using namespace ui;

int channel(Color color, int which) { return static_cast<int>(color >> (8 * which) & 0xFFu); }

TEST(Palette, every_colour_is_set_and_opaque) {
  for (const Palette* p : {&light_palette(), &dark_palette()}) {
    for (const Color color :
         {p->background,  p->surface,   p->inset,  p->border,    p->grid,        p->text,
          p->muted,       p->faint,     p->accent, p->on_accent, p->accent_soft, p->danger,
          p->danger_soft, p->good,      p->train,  p->dev,       p->test,        p->uniform,
          p->count,       p->highlight, p->never}) {
      EXPECT_EQ(color >> 24, 0xFFu) << p->dark;
    }
    for (int i = 0; i < 256; ++i) {
      EXPECT_EQ(p->sequential[i] >> 24, 0xFFu) << i;
      EXPECT_EQ(p->diverging[i] >> 24, 0xFFu) << i;
    }
    EXPECT_LT(channel(p->background, 1), p->dark ? 0x30 : 0x100);
    EXPECT_GT(channel(p->background, 1), p->dark ? 0 : 0xE0);
  }
  EXPECT_FALSE(light_palette().dark);
  EXPECT_TRUE(dark_palette().dark);
}

TEST(Palette, parts_models_and_categories_differ) {
  for (const Palette* p : {&light_palette(), &dark_palette()}) {
    EXPECT_EQ((std::set<Color>{p->train, p->dev, p->test}).size(), 3u);
    EXPECT_EQ(std::set<Color>(p->models, p->models + 8).size(), 8u);
    for (const ModelKind kind : model_kinds()) {
      EXPECT_EQ(p->of(kind), p->models[kind.index()]);
      EXPECT_NE(p->of(kind), p->uniform);
      // The dev curve stands in the same plot.
      int distance = 0;
      for (int which = 0; which < 3; ++which)
        distance += std::abs(channel(p->of(kind), which) - channel(p->dev, which));
      EXPECT_GT(distance, 70) << model_info(kind).id;
    }
    EXPECT_EQ(p->of(model_kind("count")), p->count);
    std::set<Color> categories;
    for (std::size_t i = 0; i < 8; ++i) {
      categories.insert(p->category(i));
      EXPECT_EQ(p->category(i), p->category(i + 8));
    }
    EXPECT_EQ(categories.size(), 8u);
  }
}

TEST(Palette, ramps_are_continuous) {
  for (const Palette* p : {&light_palette(), &dark_palette()}) {
    for (const Color* ramp : {p->sequential, p->diverging}) {
      for (int i = 1; i < 256; ++i) {
        for (int c = 0; c < 3; ++c)
          EXPECT_LE(std::abs(channel(ramp[i], c) - channel(ramp[i - 1], c)), 6) << i;
        if (i >= 4) {
          EXPECT_NE(ramp[i], ramp[i - 4]) << i;
        }
      }
    }
    // The middle of the diverging ramp is nearly grey, its ends are not.
    const auto spread = [](Color color) { return std::abs(channel(color, 0) - channel(color, 2)); };
    EXPECT_LT(spread(p->diverging[128]), 20);
    EXPECT_GT(spread(p->diverging[0]), 60);
    EXPECT_GT(spread(p->diverging[255]), 60);
  }
}

TEST(Palette, values_map_to_the_nearest_colour_of_the_ramp) {
  const Palette& p = light_palette();
  EXPECT_EQ(p.sequential_at(0), p.sequential[0]);
  EXPECT_EQ(p.sequential_at(-3), p.sequential[0]);
  EXPECT_EQ(p.sequential_at(100 / 255.0), p.sequential[100]);
  EXPECT_EQ(p.sequential_at(1), p.sequential[255]);
  EXPECT_EQ(p.sequential_at(7), p.sequential[255]);
  EXPECT_EQ(p.diverging_at(-1), p.diverging[0]);
  EXPECT_EQ(p.diverging_at(0), p.diverging[128]);
  EXPECT_EQ(p.diverging_at(1), p.diverging[255]);
  EXPECT_EQ(p.diverging_at(9), p.diverging[255]);
}

TEST(Palette, colours_are_mixed_and_made_transparent) {
  EXPECT_EQ(rgb(0x123456), 0xFF563412u);
  EXPECT_EQ(mix(rgb(0x000000), rgb(0xFFFFFF), 0), rgb(0x000000));
  EXPECT_EQ(mix(rgb(0x000000), rgb(0xFFFFFF), 1), rgb(0xFFFFFF));
  EXPECT_EQ(mix(rgb(0x204060), rgb(0x406080), 0.25f), rgb(0x284868));
  EXPECT_EQ(mix(0x00000000u, 0xFF000000u, 0.5f) >> 24, 128u);
  EXPECT_EQ(with_alpha(rgb(0x123456), 0.5f), 0x80563412u);
  EXPECT_EQ(with_alpha(rgb(0x123456), -1), 0x00563412u);
  EXPECT_EQ(with_alpha(0x00563412u, 2), 0xFF563412u);
  EXPECT_EQ(readable_on(rgb(0xFFFFFF)), rgb(0x000000));
  EXPECT_EQ(readable_on(rgb(0x00FF00)), rgb(0x000000));
  EXPECT_EQ(readable_on(rgb(0x0000FF)), rgb(0xFFFFFF));
  EXPECT_EQ(readable_on(rgb(0xB00000)), rgb(0xFFFFFF));
}

TEST(Palette, ramps_are_monotonic_in_brightness) {
  const auto brightness = [](Color color) {
    return 0.2126 * (color & 0xFFu) + 0.7152 * (color >> 8 & 0xFFu) +
           0.0722 * (color >> 16 & 0xFFu);
  };
  for (const Palette* palette : {&light_palette(), &dark_palette()}) {
    for (int i = 1; i < 256; ++i) {  // so that it keeps its order in greyscale
      const double step =
          brightness(palette->sequential[i]) - brightness(palette->sequential[i - 1]);
      if (palette->dark) {
        EXPECT_GT(step, -0.75) << i;
      } else {
        EXPECT_LT(step, 0.75) << i;
      }
    }
    EXPECT_GT(std::fabs(brightness(palette->sequential[255]) - brightness(palette->sequential[0])),
              100);
    // Blue on one side, orange on the other.
    EXPECT_GT(palette->diverging_at(-1) >> 16 & 0xFFu, palette->diverging_at(-1) & 0xFFu);
    EXPECT_LT(palette->diverging_at(1) >> 16 & 0xFFu, palette->diverging_at(1) & 0xFFu);
    EXPECT_EQ(palette->diverging_at(-7), palette->diverging_at(-1));
    EXPECT_EQ(palette->sequential_at(std::nan("")), palette->sequential[0]);
    EXPECT_EQ(palette->diverging_at(std::nan("")), palette->never);
  }
}

double contrast(Color a, Color b) {
  const auto luminance = [](Color color) {
    double sum = 0;
    const double weights[] = {0.2126, 0.7152, 0.0722};
    for (unsigned i = 0; i < 3; ++i) {
      const double x = (color >> (8 * i) & 0xFFu) / 255.0;
      sum += weights[i] * (x <= 0.04045 ? x / 12.92 : std::pow((x + 0.055) / 1.055, 2.4));
    }
    return sum;
  };
  const double high = std::max(luminance(a), luminance(b)),
               low = std::min(luminance(a), luminance(b));
  return (high + 0.05) / (low + 0.05);
}

TEST(Palette, text_has_enough_contrast) {
  for (const Palette* p : {&light_palette(), &dark_palette()}) {
    // WCAG AA for text is 4.5.
    for (const Color back : {p->surface, p->background, p->inset}) {
      EXPECT_GE(contrast(p->text, back), 7) << p->dark;
      EXPECT_GE(contrast(p->muted, back), 4.5) << p->dark;
    }
    EXPECT_GE(contrast(p->on_accent, p->accent), 4.5);
    EXPECT_GE(contrast(p->accent, p->surface), 4.5);
    EXPECT_GE(contrast(p->text, p->danger_soft), 4.5);
    for (int i = 0; i < 256; ++i) {
      EXPECT_GE(contrast(readable_on(p->sequential[i]), p->sequential[i]), 4.4) << i;
    }
    // Landmarks are text as well.
    for (const Color mark : {p->uniform, p->count}) EXPECT_GE(contrast(mark, p->surface), 3.9);
  }
}

}  // namespace
}  // namespace babble::test
