#include "core/base/utf8.h"

#include <gtest/gtest.h>

#include <utility>

#include "core/base/error.h"

namespace babble {
namespace {

TEST(Utf8, EveryCodePointRoundTrips) {
  for (char32_t point = 0; point < 0x110000; ++point) {
    const std::string bytes = encode_utf8(point);
    if (point >= 0xD800 && point < 0xE000) {
      ASSERT_EQ(first_invalid_utf8(bytes), 0u) << std::hex << static_cast<unsigned>(point);
      continue;
    }
    ASSERT_FALSE(first_invalid_utf8(bytes)) << std::hex << static_cast<unsigned>(point);
    std::size_t end = 0;
    ASSERT_EQ(next_code_point(bytes, end), point);
    ASSERT_EQ(end, bytes.size());
  }
}

TEST(Utf8, FindsTheFirstInvalidByte) {
  const std::pair<const char*, std::size_t> faults[] = {
      {"ab\x80", 2},        {"a\xC3", 1},         {"\xC0\xAF", 0},
      {"x\xE0\x80\x80", 1}, {"\xED\xA0\x80", 0},  {"\xF4\x90\x80\x80", 0},
      {"\xFF", 0},          {"é\xE2\x82", 2},     {"\xF0\x8F\xBF\xBF", 0},
      {"\xC3(", 0},         {"ok\xF1\x80\x80", 2}};
  for (const auto& [bytes, offset] : faults) EXPECT_EQ(first_invalid_utf8(bytes), offset) << bytes;
  EXPECT_FALSE(first_invalid_utf8(""));
  EXPECT_THROW(decode_utf8("a\xFF"), Error);
}

TEST(Utf8, TextsRoundTrip) {
  const std::string text = "naïve Ωμέγα — 日本語 😀\n";
  EXPECT_EQ(encode_utf8(decode_utf8(text)), text);
  EXPECT_EQ(decode_utf8("日é").size(), 2u);
}

TEST(Utf8, PrefixesHaveWholeCharacters) {
  const std::string_view text = "aé€𝄞";  // 1, 2, 3 and 4 bytes
  for (const auto& [most, bytes] : {std::pair<std::size_t, std::size_t>{0, 0},
                                    {1, 1},
                                    {2, 1},
                                    {3, 3},
                                    {5, 3},
                                    {6, 6},
                                    {9, 6},
                                    {10, 10},
                                    {99, 10}}) {
    EXPECT_EQ(first_characters(text, most), text.substr(0, bytes)) << most;
  }
  EXPECT_EQ(first_characters("", 5), "");
  EXPECT_EQ(first_characters("\x80\x80\x80", 2), "");  // no character begins here
}

TEST(Utf8, BlanksAndControlsBecomeSymbols) {
  EXPECT_EQ(visible_text(U' '), "␣");
  EXPECT_EQ(visible_text(U'\n'), "↵");
  EXPECT_EQ(visible_text(U'\t'), "⇥");
  EXPECT_EQ(visible_text(0x1B), "␛");
  EXPECT_EQ(visible_text(0x200B), "U+200B");
  EXPECT_EQ(visible_text(U'é'), "é");
  EXPECT_TRUE(is_blank(0x3000));
  EXPECT_FALSE(is_blank(U'.'));
}

}  // namespace
}  // namespace babble
