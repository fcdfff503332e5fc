// Characters that the interface's own fonts lack: they are drawn by somebody else into the atlas.
#include <gtest/gtest.h>

#include <algorithm>
#include <functional>
#include <optional>
#include <vector>

#include "core/base/utf8.h"
#include "fake_snapshot.h"
#include "stage.h"
#include "ui/base/foreign_glyphs.h"
#include "ui/base/imgui_all.h"
#include "ui/widgets/widgets.h"

namespace babble::test {
namespace {

constexpr char32_t unknown_to_all = U'\u5B57', coloured = U'\u231A';
constexpr std::uint32_t red = 0xFF0000FFu;

/// Blocks of an em, whose transparency tells which character it is.
std::uint8_t ink(char32_t c) { return static_cast<std::uint8_t>(0x80u | (c & 0x7Fu)); }
std::uint32_t white(std::uint8_t alpha) { return std::uint32_t{alpha} << 24 | 0x00FFFFFFu; }

struct FakeFonts {
  int asked = 0;                             ///< characters
  std::function<void()> when_asked = [] {};  ///< for each
  ui::GlyphSource source() {
    return [this](std::span<const char32_t> points, int em) {
      std::vector<std::optional<ui::GlyphPicture>> answers;
      for (const char32_t c : points) {
        ++asked;
        when_asked();
        ui::GlyphPicture picture;
        picture.width = picture.height = em;
        picture.top = -em;
        picture.advance = static_cast<float>(em + 1);
        const auto pixels = static_cast<std::size_t>(em * em);
        if (c == coloured) {
          picture.colors.assign(pixels, red);
        } else {
          picture.coverage.assign(pixels, ink(c));
        }
        answers.push_back(c == unknown_to_all
                              ? std::nullopt
                              : std::optional<ui::GlyphPicture>(std::move(picture)));
      }
      return answers;
    };
  }
};

/// A text over these characters, the first of which is the most frequent one.
app::Snapshot text_of(std::u32string_view characters) {
  app::Snapshot snapshot = first_snapshot();
  app::CorpusView& corpus = snapshot.corpus;
  std::vector<std::string> tokens, display;
  std::vector<std::int64_t> token_counts;
  for (const char32_t c : characters) {
    tokens.push_back(encode_utf8(c));
    display.push_back(visible_text(c));
    token_counts.push_back(static_cast<std::int64_t>(characters.size() - token_counts.size()));
  }
  corpus.tokens = tokens;
  corpus.display = display;
  corpus.token_counts = token_counts;
  snapshot.counts = {};  // nothing is counted yet
  snapshot.sample_step = {};
  ++corpus.revision;
  return snapshot;
}

std::u32string chinese(int count, char32_t first = 0x4E00) {
  std::u32string characters;
  for (int i = 0; i < count; ++i) characters.push_back(first + static_cast<char32_t>(i));
  return characters;
}

const ImFontGlyph* glyph(int font, char32_t c) {
  return ImGui::GetIO().Fonts->Fonts[font]->FindGlyphNoFallback(static_cast<ImWchar>(c));
}

/// The colours that the atlas has where the glyph is.
std::vector<std::uint32_t> pixels_of(const ImFontGlyph& glyph) {
  const ImFontAtlas& atlas = *ImGui::GetIO().Fonts;
  const auto x = [&](float u) { return static_cast<int>(u * float(atlas.TexWidth) + 0.5f); };
  const auto y = [&](float v) { return static_cast<int>(v * float(atlas.TexHeight) + 0.5f); };
  std::vector<std::uint32_t> pixels;
  for (int row = y(glyph.V0); row < y(glyph.V1); ++row) {
    for (int column = x(glyph.U0); column < x(glyph.U1); ++column)
      pixels.push_back(atlas.TexPixelsRGBA32[row * atlas.TexWidth + column]);
  }
  return pixels;
}

bool all_are(const std::vector<std::uint32_t>& pixels, std::uint32_t color) {
  return !pixels.empty() &&
         std::all_of(pixels.begin(), pixels.end(), [&](std::uint32_t p) { return p == color; });
}

TEST(Glyphs, a_text_has_the_characters_that_only_the_system_knows) {
  for (const float ratio : {1.0f, 1.25f, 2.0f, 3.0f}) {
    SCOPED_TRACE(ratio);
    FakeFonts fonts;
    Stage stage(1280, 800, ratio, fonts.source());
    stage.snapshot = text_of(U"αβγ人之初\u231A");
    stage.frames(30);
    EXPECT_EQ(stage.fonts().foreign().drawn, 4);  // Greek is in our own fonts
    EXPECT_EQ(stage.fonts().foreign().boxes, 0);
    ASSERT_EQ(ImGui::GetIO().Fonts->Fonts.Size, 9);
    for (int font = 0; font < 9; ++font) {
      for (const char32_t c : {U'人', U'之', U'初'}) {
        ASSERT_NE(glyph(font, c), nullptr);
        EXPECT_TRUE(all_are(pixels_of(*glyph(font, c)), white(ink(c))));
        EXPECT_FALSE(glyph(font, c)->Colored);
        // An em of the font wide, and standing on its base line.
        const ImFont& face = *ImGui::GetIO().Fonts->Fonts[font];
        EXPECT_NEAR(glyph(font, c)->X1 - glyph(font, c)->X0, face.FontSize / 1.25f,
                    0.15f * face.FontSize);
        EXPECT_NEAR(glyph(font, c)->Y1, face.Ascent, 1);
      }
      ASSERT_NE(glyph(font, coloured), nullptr);
      EXPECT_TRUE(glyph(font, coloured)->Colored);
      EXPECT_TRUE(all_are(pixels_of(*glyph(font, coloured)), red));
      // Our own letters are still there, and white.
      ASSERT_NE(glyph(font, U'a'), nullptr);
      EXPECT_FALSE(all_are(pixels_of(*glyph(font, U'a')), 0x00FFFFFFu));
    }
  }
}

TEST(Glyphs, what_no_font_has_is_its_code_point_in_a_box) {
  FakeFonts fonts;
  Stage stage(1280, 800, 1, fonts.source());
  stage.snapshot = text_of(U"人\u5B57");
  stage.frames(30);
  EXPECT_EQ(stage.fonts().foreign().drawn, 1);
  EXPECT_EQ(stage.fonts().foreign().boxes, 1);
  ASSERT_NE(glyph(0, unknown_to_all), nullptr);
  const ui::GlyphPicture box = ui::code_box(unknown_to_all, 16);
  std::vector<std::uint32_t> expected;
  for (const std::uint8_t alpha : box.coverage) expected.push_back(white(alpha));
  EXPECT_EQ(pixels_of(*glyph(0, unknown_to_all)), expected);
}

// As it would be set by hand, 5B over 57.
TEST(Glyphs, the_box_can_be_read) {
  const ui::GlyphPicture box = ui::code_box(0x5B57, 16);
  std::string drawn;
  for (int y = 0; y < box.height; ++y) {
    for (int x = 0; x < box.width; ++x) {
      const std::uint8_t alpha = box.coverage[static_cast<std::size_t>(y * box.width + x)];
      drawn += alpha == 0xFF ? '#' : alpha > 0 ? '+' : ' ';
    }
    drawn += '\n';
  }
  EXPECT_EQ(drawn,
            "+++++++++++\n"
            "+         +\n"
            "+ ### ##  +\n"
            "+ #   # # +\n"
            "+ ### ##  +\n"
            "+   # # # +\n"
            "+ ### ##  +\n"
            "+         +\n"
            "+ ### ### +\n"
            "+ #     # +\n"
            "+ ###  #  +\n"
            "+   #  #  +\n"
            "+ ###  #  +\n"
            "+         +\n"
            "+++++++++++\n");
  EXPECT_EQ(ui::code_box(0x1F600, 16).width, 15);  // three digits a row
  EXPECT_EQ(ui::code_box(0x1F600, 48).width, 45);
}

TEST(Glyphs, twenty_thousand_characters_stay_within_the_bounds) {
  for (const float ratio : {1.0f, 3.0f}) {
    SCOPED_TRACE(ratio);
    FakeFonts fonts;
    Stage stage(1280, 800, ratio, fonts.source());
    stage.snapshot = text_of(chinese(20'000));
    stage.frames(30);
    EXPECT_EQ(stage.interface().glyphs().all().size(), ui::Glyphs::most);
    const ImFontAtlas& atlas = *ImGui::GetIO().Fonts;
    EXPECT_LE(atlas.TexWidth, 2048);
    EXPECT_LE(atlas.TexHeight, 2048);
    EXPECT_GT(stage.fonts().foreign().drawn, 500);
    EXPECT_EQ(stage.fonts().foreign().left_out > 0, ratio > 1);
    // The frequent ones are there; for the others stands the sign that stands for any character.
    EXPECT_NE(glyph(0, 0x4E00), nullptr);
    EXPECT_EQ(glyph(0, 0x4E00 + 19'000), nullptr);
    EXPECT_EQ(ImGui::GetIO().Fonts->Fonts[0]->FallbackChar, 0xFFFD);
    EXPECT_LE(stage.fonts().loads(), 3);
  }
}

TEST(Glyphs, the_room_belongs_to_the_text_that_is_open) {
  FakeFonts fonts;
  Stage stage(1280, 800, 1, fonts.source());
  stage.snapshot = text_of(chinese(20'000));
  stage.frames(3);
  const std::uint64_t revision = stage.snapshot.corpus.revision;
  stage.snapshot = text_of(chinese(100, 0xAC00));
  stage.snapshot.corpus.revision = revision + 1;
  stage.frames(30);
  EXPECT_NE(glyph(0, 0xAC00), nullptr);
  EXPECT_NE(glyph(0, 0xAC00 + 99), nullptr);
}

TEST(Glyphs, the_atlas_is_made_when_it_must_be_and_seldom) {
  FakeFonts fonts;
  Stage stage(1280, 800, 1, fonts.source());
  stage.snapshot = text_of(U"人之初");
  stage.frames(60);
  const int once = stage.fonts().loads();
  EXPECT_LE(once, 2);
  stage.frames(120);
  EXPECT_EQ(stage.fonts().loads(), once) << "nothing new was drawn";
  // A new character in every frame of two seconds.
  for (int i = 0; i < 120; ++i) {
    stage.interface().say(encode_utf8(0x6000 + static_cast<char32_t>(i)), false);
    stage.frames(1);
  }
  EXPECT_GE(stage.fonts().loads(), once + 3);
  EXPECT_LE(stage.fonts().loads(), once + 8);
  stage.frames(30);
  EXPECT_NE(glyph(0, 0x6000 + 119), nullptr) << "the last one comes as well";
}

TEST(Glyphs, many_are_drawn_in_slices_between_the_frames) {
  FakeFonts fonts;
  Stage stage(1280, 800, 2, fonts.source());
  stage.frames(3);
  fonts.when_asked = [&] { stage.pass(0.0005); };  // as long as a browser takes
  stage.snapshot = text_of(chinese(2000));
  stage.frames(1);
  EXPECT_EQ(fonts.asked, 0) << "the frame that finds out what is wanted draws nothing";
  const int before = stage.fonts().loads();
  int frames = 0;
  for (; frames < 1000 && (frames == 0 || stage.fonts().foreign().waiting > 0); ++frames) {
    const int asked = fonts.asked;
    stage.frames(1);
    EXPECT_EQ(stage.fonts().foreign().left_out, 0);
    EXPECT_LE(fonts.asked - asked, 16) << "no frame takes longer than 8 ms";
  }
  EXPECT_EQ(fonts.asked, 2000);
  stage.frames(60);
  EXPECT_NE(glyph(0, 0x4E00 + 1999), nullptr);
  EXPECT_GE(stage.fonts().loads() - before, 3) << "the first ones do not wait for the last";
  EXPECT_LE(stage.fonts().loads() - before, 6);
  EXPECT_EQ(fonts.asked, 2000) << "none is drawn twice";
}

TEST(Glyphs, what_is_only_said_or_typed_is_drawn_as_well) {
  FakeFonts fonts;
  Stage stage(1280, 800, 1, fonts.source());
  stage.snapshot = fake_snapshot();
  stage.frames(3);
  EXPECT_EQ(glyph(0, U'語'), nullptr);
  stage.interface().say("The file 日本語.txt cannot be read.", true);
  stage.frames(30);
  EXPECT_NE(glyph(0, U'日'), nullptr);
  EXPECT_NE(glyph(0, U'語'), nullptr);
  stage.show("counting");
  stage.click("word.input");
  stage.type("木");
  stage.frames(30);
  EXPECT_NE(glyph(0, U'木'), nullptr);
}

TEST(Lines, end_where_a_reader_expects_it) {
  Stage stage;
  stage.frames(1);
  const ImFont* font = ImGui::GetIO().Fonts->Fonts[0];
  const auto broken = [&](std::string_view text, std::string_view as_wide_as) {
    return ui::wrap_text(font, text, ui::text_size(font, as_wide_as).x + 0.01f);
  };
  EXPECT_EQ(broken("a loss of 3.2958 nats", "a loss of 3.29"), "a loss of\n3.2958 nats");
  EXPECT_EQ(broken("these are 32,033 names", "these are 32,"), "these are\n32,033\nnames");
  EXPECT_EQ(broken("emma.olivia.ava.", "emma.ol"), "emma.\nolivia.\nava.");
  EXPECT_EQ(broken("one two  three", "one two"), "one two\nthree");
  EXPECT_EQ(broken("one\n\ntwo three", "three"), "one\n\ntwo\nthree");
  EXPECT_EQ(broken("endlessly", "endle"), "endle\nssly");
  EXPECT_EQ(broken("fits", "fits"), "fits");
  EXPECT_EQ(broken("", "x"), "");
  EXPECT_EQ(broken("0.25", ""), "0\n.\n2\n5");  // no room for anything: still all of it
}

}  // namespace
}  // namespace babble::test
