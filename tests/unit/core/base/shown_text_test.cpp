#include "core/base/shown_text.h"

#include <gtest/gtest.h>

namespace babble {
namespace {

TEST(ShownText, KeepsReadableText) {
  EXPECT_EQ(shown_text("two words, é 字 😀"), "two words, é 字 😀");
  EXPECT_EQ(in_quotes(""), "\"\"");
}

TEST(ShownText, ShowsControlsAndInvalidBytes) {
  EXPECT_EQ(shown_text(std::string_view("a\0b\n\t\x7F", 6)), "a␀b↵⇥␡");
  EXPECT_EQ(shown_text("caf\xE9!"), "caf\\xE9!");
  EXPECT_EQ(shown_text("\xF0\x9F\x98"), "\\xF0\\x9F\\x98");  // an incomplete character
}

TEST(ShownText, TruncatesBetweenCharacters) {
  EXPECT_EQ(shown_text(std::string(40, 'x')), std::string(40, 'x'));
  EXPECT_EQ(shown_text(std::string(41, 'x')), std::string(40, 'x') + "...");
  EXPECT_EQ(shown_text("ééé", 2), "éé...");
}

}  // namespace
}  // namespace babble
