#include "core/data/vocabulary.h"

#include <gtest/gtest.h>

#include "core/base/error.h"
#include "core/base/utf8.h"

namespace babble {
namespace {

using Tokens = std::vector<std::string>;

TEST(Vocabulary, MarksAreSortedByCodePointAfterTheDot) {
  const Vocabulary v = Vocabulary::marks("zoébaz日a");
  EXPECT_EQ(v.tokens(), (Tokens{".", "a", "b", "o", "z", "é", "日"}));
  EXPECT_EQ(v.size(), 7);
  EXPECT_FALSE(v.has_unknown());
  EXPECT_EQ(v.id(U'日'), 6);
  EXPECT_EQ(v.id("."), 0);
  EXPECT_FALSE(v.id(U'q'));
}

TEST(Vocabulary, FrequencyFallsAndTiesStandAsFirstSeen) {
  const Vocabulary v = Vocabulary::frequency("baacab d");  // a 3, b 2, then c, blank, d
  EXPECT_EQ(v.tokens(), (Tokens{"<unk>", "a", "b", "c", " ", "d"}));
  EXPECT_TRUE(v.has_unknown());
  EXPECT_EQ(v.id("<unk>"), 0);
  EXPECT_EQ(v.display(4), "␣");
}

TEST(Vocabulary, EncodeAndDecode) {
  const Vocabulary text = Vocabulary::frequency("aab");
  EXPECT_EQ(text.encode("abz"), (std::vector<TokenId>{1, 2, 0}));
  EXPECT_EQ(text.decode(text.encode("abz")), "ab<unk>");
  const Vocabulary lines = Vocabulary::marks("aé");
  EXPECT_EQ(lines.encode(".é"), (std::vector<TokenId>{0, 2}));
  EXPECT_THROW(lines.encode("az"), Error);
  EXPECT_THROW(text.encode("a\xFF"), Error);
}

TEST(Vocabulary, SavedListsGiveItBack) {
  for (const Vocabulary& v : {Vocabulary::marks("bca"), Vocabulary::frequency("hello 日本 \n😀")})
    EXPECT_EQ(Vocabulary::from_tokens(v.tokens()), v);
}

TEST(Vocabulary, DamagedListsAreRefused) {
  for (const Tokens& bad : {Tokens{}, Tokens{"."}, Tokens{"a", "b"}, Tokens{".", ""},
                            Tokens{".", "ab"}, Tokens{".", "a", "a"}, Tokens{".", "."},
                            Tokens{"<unk>", "\xFF"}, Tokens{"<unk>", "a", "<unk>"}})
    EXPECT_THROW(Vocabulary::from_tokens(bad), Error);
}

TEST(Vocabulary, LargestIsAllowedAndOnePastIsNot) {
  std::u32string characters;
  for (char32_t c = 0x10000; characters.size() < 65534; ++c) characters.push_back(c);
  const std::string text = encode_utf8(characters);
  EXPECT_EQ(Vocabulary::frequency(text).size(), 65535);
  EXPECT_EQ(Vocabulary::marks(text).id(characters.back()), 65534);
  EXPECT_THROW(Vocabulary::frequency(text + "a"), Error);
  EXPECT_THROW(Vocabulary::marks(text + "a"), Error);
}

}  // namespace
}  // namespace babble
