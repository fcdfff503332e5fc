#include "ui/base/palette.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <iterator>
#include <span>

namespace babble::ui {
namespace {

struct Lab {
  float lightness, a, b;
};

float linear_channel(unsigned value) {
  const float x = static_cast<float>(value) / 255.0f;
  return x <= 0.04045f ? x / 12.92f : std::pow((x + 0.055f) / 1.055f, 2.4f);
}

unsigned byte_channel(float x) {
  x = std::clamp(x, 0.0f, 1.0f);
  const float y = x <= 0.0031308f ? 12.92f * x : 1.055f * std::pow(x, 1 / 2.4f) - 0.055f;
  return static_cast<unsigned>(std::lround(y * 255.0f));
}

// Björn Ottosson's OKLab, in which equal steps look equal.
Lab to_lab(unsigned hex) {
  const float r = linear_channel(hex >> 16 & 0xFFu), g = linear_channel(hex >> 8 & 0xFFu),
              b = linear_channel(hex & 0xFFu);
  const float l = std::cbrt(0.4122214708f * r + 0.5363325363f * g + 0.0514459929f * b);
  const float m = std::cbrt(0.2119034982f * r + 0.6806995451f * g + 0.1073969566f * b);
  const float s = std::cbrt(0.0883024619f * r + 0.2817188376f * g + 0.6299787005f * b);
  return {0.2104542553f * l + 0.7936177850f * m - 0.0040720468f * s,
          1.9779984951f * l - 2.4285922050f * m + 0.4505937099f * s,
          0.0259040371f * l + 0.7827717662f * m - 0.8086757660f * s};
}

Color to_color(const Lab& lab) {
  const float l = std::pow(lab.lightness + 0.3963377774f * lab.a + 0.2158037573f * lab.b, 3.0f);
  const float m = std::pow(lab.lightness - 0.1055613458f * lab.a - 0.0638541728f * lab.b, 3.0f);
  const float s = std::pow(lab.lightness - 0.0894841775f * lab.a - 1.2914855480f * lab.b, 3.0f);
  const unsigned r = byte_channel(4.0767416621f * l - 3.3077115913f * m + 0.2309699292f * s);
  const unsigned g = byte_channel(-1.2684380046f * l + 2.6097574011f * m - 0.3413193965f * s);
  const unsigned b = byte_channel(-0.0041960863f * l - 0.7034186147f * m + 1.7076147010f * s);
  return rgb(r << 16 | g << 8 | b);
}

struct Stop {
  float at;
  unsigned hex;
};

std::array<Color, 256> ramp(std::span<const Stop> stops) {
  std::array<Color, 256> colors{};
  std::size_t next = 1;
  for (std::size_t i = 0; i < colors.size(); ++i) {
    const float t = static_cast<float>(i) / 255.0f;
    while (next + 1 < stops.size() && t > stops[next].at) ++next;
    const Stop &from = stops[next - 1], &to = stops[next];
    const float share = std::clamp((t - from.at) / (to.at - from.at), 0.0f, 1.0f);
    const Lab a = to_lab(from.hex), b = to_lab(to.hex);
    colors[i] = to_color({a.lightness + share * (b.lightness - a.lightness),
                          a.a + share * (b.a - a.a), a.b + share * (b.b - a.b)});
  }
  return colors;
}

// Lightness falls (light theme) or rises (dark theme) monotonically, so the order survives in grey.
constexpr Stop sequential_light[] = {{0.00f, 0xF4F7F5}, {0.12f, 0xDDEEE4}, {0.35f, 0x9AD3C2},
                                     {0.58f, 0x46A3B4}, {0.80f, 0x2C66A3}, {1.00f, 0x2A2568}};
constexpr Stop sequential_dark[] = {{0.00f, 0x1E2630}, {0.15f, 0x24394F}, {0.40f, 0x28647F},
                                    {0.62f, 0x2F978C}, {0.84f, 0x86C972}, {1.00f, 0xF3EE8C}};
constexpr Stop diverging_light[] = {{0.00f, 0x0B3B78}, {0.20f, 0x2C74B8}, {0.38f, 0x9CC5E3},
                                    {0.50f, 0xF6F5F2}, {0.62f, 0xF6C48A}, {0.80f, 0xDA7A17},
                                    {1.00f, 0x873E00}};
constexpr Stop diverging_dark[] = {{0.00f, 0x9CCBFF}, {0.20f, 0x4A93DE}, {0.38f, 0x2B5580},
                                   {0.50f, 0x252C35}, {0.62f, 0x7C5426}, {0.80f, 0xE08E2C},
                                   {1.00f, 0xFFD59A}};

constexpr Color models_light[] = {rgb(0x0B8F6A), rgb(0x0072B2), rgb(0x7A5230),
                                  rgb(0x9B1B5A), rgb(0x5146B8), rgb(0xC9501C),
                                  rgb(0xC065A0), rgb(0x8A8F1F), rgb(0x4FA8DC)};
constexpr Color models_dark[] = {rgb(0x3CCB9F), rgb(0x5AB4F0), rgb(0xC8B09A),
                                 rgb(0xFF7FB8), rgb(0x9C90FF), rgb(0xFF8F5C),
                                 rgb(0xE193C0), rgb(0xC9CC5C), rgb(0xA9DDFB)};
static_assert(std::size(models_light) == std::size(models_dark));

// Neighbours differ in lightness as well as in hue.
constexpr Color categories_light[8] = {rgb(0x0072B2), rgb(0xE09A1B), rgb(0x0B8F6A), rgb(0xC065A0),
                                       rgb(0x5146B8), rgb(0x8A8F1F), rgb(0xB8421A), rgb(0x4FA8DC)};
constexpr Color categories_dark[8] = {rgb(0x5AB4F0), rgb(0xF0B23C), rgb(0x3CCB9F), rgb(0xE193C0),
                                      rgb(0x9C90FF), rgb(0xC9CC5C), rgb(0xFF8F5C), rgb(0xA9DDFB)};

Palette make(bool dark) {
  static const std::array<Color, 256> sequential[] = {ramp(sequential_light),
                                                      ramp(sequential_dark)};
  static const std::array<Color, 256> diverging[] = {ramp(diverging_light), ramp(diverging_dark)};
  const auto color = [dark](unsigned in_light, unsigned in_dark) {
    return rgb(dark ? in_dark : in_light);
  };
  Palette p{};
  p.dark = dark;
  p.background = color(0xF4F6F8, 0x10141A);
  p.surface = color(0xFFFFFF, 0x181E26);
  p.inset = color(0xEEF1F5, 0x222A35);
  p.border = color(0xDDE2E9, 0x2E3846);
  p.grid = color(0xE8ECF1, 0x262F3B);
  p.text = color(0x19222D, 0xE7ECF2);
  p.muted = color(0x566373, 0xA3AFBD);
  p.faint = color(0x8A96A5, 0x748294);
  p.accent = color(0x2C5FCB, 0x7BA5FF);
  p.on_accent = color(0xFFFFFF, 0x0C1423);
  p.accent_soft = color(0xE3EBFB, 0x22304C);
  p.danger = color(0xB3261E, 0xFF8A80);
  p.danger_soft = color(0xFCE9E7, 0x3B2223);
  p.good = color(0x1B7F4D, 0x5CD69A);
  p.train = color(0x0072B2, 0x5AB4F0);
  p.dev = color(0xD98E00, 0xF0B23C);
  p.test = color(0xB8578F, 0xE193C0);
  p.uniform = color(0x6E7A89, 0x97A3B2);
  p.count = color(0x0B8F6A, 0x3CCB9F);
  p.highlight = color(0xC9501C, 0xFF8F5C);
  p.never = color(0xBCC3CC, 0x4B5563);
  p.sequential = sequential[dark].data();
  p.diverging = diverging[dark].data();
  p.models = dark ? models_dark : models_light;
  p.categories = dark ? categories_dark : categories_light;
  return p;
}

}  // namespace

Color with_alpha(Color color, float alpha) {
  return (color & 0x00FFFFFFu) | static_cast<Color>(std::clamp(alpha, 0.0f, 1.0f) * 255.0f + 0.5f)
                                     << 24;
}

Color mix(Color a, Color b, float share_of_b) {
  Color result = 0;
  for (unsigned shift = 0; shift < 32; shift += 8) {
    const float from = static_cast<float>(a >> shift & 0xFFu),
                to = static_cast<float>(b >> shift & 0xFFu);
    result |= static_cast<Color>(from + share_of_b * (to - from) + 0.5f) << shift;
  }
  return result;
}

Color readable_on(Color background) {
  const float luminance = 0.2126f * linear_channel(background & 0xFFu) +
                          0.7152f * linear_channel(background >> 8 & 0xFFu) +
                          0.0722f * linear_channel(background >> 16 & 0xFFu);
  // At this luminance the contrasts with black and with white are equal (WCAG's formula).
  return luminance > 0.179f ? rgb(0x000000) : rgb(0xFFFFFF);
}

Color Palette::of(ModelKind kind) const { return models[kind.index() % std::size(models_light)]; }

Color Palette::sequential_at(double t) const {
  return t > 0 ? sequential[static_cast<int>(std::min(t, 1.0) * 255.0 + 0.5)] : sequential[0];
}

Color Palette::diverging_at(double t) const {
  if (std::isnan(t)) return never;
  return diverging[static_cast<int>((std::clamp(t, -1.0, 1.0) + 1) * 127.5 + 0.5)];
}

const Palette& light_palette() {
  static const Palette palette = make(false);
  return palette;
}

const Palette& dark_palette() {
  static const Palette palette = make(true);
  return palette;
}

}  // namespace babble::ui
