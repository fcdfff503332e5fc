#include "core/data/vocabulary.h"

#include <gtest/gtest.h>

#include "core/base/error.h"
#include "core/base/utf8.h"

namespace babble {
namespace {

using Tokens = std::vector<std::string>;

TEST(Vocabulary, LinesAreSortedByCodePointAfterTheBoundaryToken) {
  const Vocabulary v = Vocabulary::from_lines("zoébaz日a");
  EXPECT_EQ(v.tokens(), (Tokens{".", "a", "b", "o", "z", "é", "日"}));
  EXPECT_EQ(v.size(), 7);
  EXPECT_FALSE(v.has_unknown());
  EXPECT_EQ(v.id(U'日'), 6);
  EXPECT_EQ(v.id("."), 0);
  EXPECT_FALSE(v.id(U'q'));
}

TEST(Vocabulary, TextIsSortedByFrequencyThenByAppearance) {
  const Vocabulary v = Vocabulary::from_text("baacab d");  // a 3, b 2, then c, blank, d
  EXPECT_EQ(v.tokens(), (Tokens{"<unk>", "a", "b", "c", " ", "d"}));
  EXPECT_TRUE(v.has_unknown());
  EXPECT_EQ(v.id("<unk>"), 0);
  EXPECT_EQ(v.display(4), "␣");
}

TEST(Vocabulary, EncodeAndDecode) {
  const Vocabulary text = Vocabulary::from_text("aab");
  EXPECT_EQ(text.encode("abz"), (std::vector<TokenId>{1, 2, 0}));
  EXPECT_EQ(text.decode(text.encode("abz")), "ab<unk>");
  const Vocabulary lines = Vocabulary::from_lines("aé");
  EXPECT_EQ(lines.encode(".é"), (std::vector<TokenId>{0, 2}));
  EXPECT_THROW(lines.encode("az"), Error);
  EXPECT_THROW(text.encode("a\xFF"), Error);
}

// encode_to agrees with encode for vocabularies of ASCII and of other characters.
TEST(Vocabulary, EncodeToAgreesWithEncode) {
  for (const std::string text : {"hello there", "naïve 日本語 😀\n"}) {
    const Vocabulary v = Vocabulary::from_text(text);
    std::vector<TokenId> ids(text.size());
    ids.resize(static_cast<std::size_t>(v.encode_to(ids.data(), text) - ids.data()));
    EXPECT_EQ(ids, v.encode(text));
    EXPECT_EQ(v.decode(ids), text);
  }
  const Vocabulary lines = Vocabulary::from_lines("ab\nc");
  std::vector<TokenId> ids(4);
  EXPECT_EQ(lines.encode_to(ids.data(), "ab\nc"), ids.data() + 4);
  EXPECT_EQ(ids, (std::vector<TokenId>{1, 2, 0, 3}));
}

Vocabulary words_of(std::string_view text, int min_freq = 0) {
  WordCounter counter;
  for (std::size_t i = 0; i < text.size();) {
    const std::string_view word = next_token(text, i, TokenUnit::words);
    if (!word.empty()) counter.add(word);
  }
  return Vocabulary::from_words(counter.counts(), min_freq);
}

TEST(Vocabulary, WordsAreSortedByFrequencyThenByAppearance) {
  const Vocabulary v = words_of("the time\u00a0 machine\n by the  time the <unk>\t");
  EXPECT_EQ(v.tokens(), (Tokens{"<unk>", "the", "time", "machine", "by"}));
  EXPECT_TRUE(v.has_words() && v.has_unknown());
  EXPECT_EQ(v.id("machine"), 3);
  EXPECT_EQ(v.id("<unk>"), 0);
  EXPECT_FALSE(v.id("tim"));
  EXPECT_EQ(v.encode(" by\nthe traveller the"), (std::vector<TokenId>{4, 1, 0, 1}));
  EXPECT_EQ(v.decode(v.encode(" by\nthe traveller the")), "by the <unk> the");
  EXPECT_EQ(v.display(2), "time");
  EXPECT_THROW(v.encode("a\xFF"), Error);
}

// As d2l's Vocab(tokens, min_freq).
TEST(Vocabulary, TokensBelowTheLeastFrequencyAreUnknown) {
  EXPECT_EQ(words_of("a b c a b a", 1).size(), 4);
  EXPECT_EQ(words_of("a b c a b a", 2).tokens(), (Tokens{"<unk>", "a", "b"}));
  EXPECT_EQ(words_of("a b c a b a", 3).encode("a b c"), (std::vector<TokenId>{1, 0, 0}));
  EXPECT_THROW(words_of("a b c a b a", 4), Error) << "all would be <unk>";
  CharacterCounter counter;
  counter.add("aaébb日é😀");
  const Vocabulary v = Vocabulary::from_text(counter.counts(), 2);
  EXPECT_EQ(v.tokens(), (Tokens{"<unk>", "a", "é", "b"}));
  std::vector<TokenId> ids(4);
  EXPECT_EQ(v.encode_to(ids.data(), "a日é😀"), ids.data() + 4);
  EXPECT_EQ(ids, (std::vector<TokenId>{1, 0, 2, 0}));
}

TEST(Vocabulary, SavedWordsRestoreIt) {
  const Vocabulary v = words_of("i a the i naïve 日本 i");
  EXPECT_EQ(Vocabulary::from_tokens(v.tokens(), TokenUnit::words), v);
  const Tokens letters{"<unk>", "i", "a"};
  EXPECT_NE(Vocabulary::from_tokens(letters, TokenUnit::words), Vocabulary::from_tokens(letters));
  for (const Tokens& bad :
       {Tokens{}, Tokens{"<unk>"}, Tokens{".", "a"}, Tokens{"<unk>", ""}, Tokens{"<unk>", "a b"},
        Tokens{"<unk>", "a "}, Tokens{"<unk>", "a", "b", "a"}, Tokens{"<unk>", "\xFF"},
        Tokens{"<unk>", "a", "<unk>"}})
    EXPECT_THROW(Vocabulary::from_tokens(bad, TokenUnit::words), Error);
}

TEST(Vocabulary, SavedTokensRestoreIt) {
  for (const Vocabulary& v :
       {Vocabulary::from_lines("bca"), Vocabulary::from_text("hello 日本 \n😀")})
    EXPECT_EQ(Vocabulary::from_tokens(v.tokens()), v);
}

TEST(Vocabulary, RejectsInvalidSavedTokens) {
  for (const Tokens& bad : {Tokens{}, Tokens{"."}, Tokens{"a", "b"}, Tokens{".", ""},
                            Tokens{".", "ab"}, Tokens{".", "a", "a"}, Tokens{".", "."},
                            Tokens{"<unk>", "\xFF"}, Tokens{"<unk>", "a", "<unk>"}})
    EXPECT_THROW(Vocabulary::from_tokens(bad), Error);
}

TEST(Vocabulary, SizeLimitIsInclusive) {
  std::u32string characters;
  for (char32_t c = 0x10000; characters.size() < 65534; ++c) characters.push_back(c);
  const std::string text = encode_utf8(characters);
  EXPECT_EQ(Vocabulary::from_text(text).size(), 65535);
  EXPECT_EQ(Vocabulary::from_lines(text).id(characters.back()), 65534);
  EXPECT_THROW(Vocabulary::from_text(text + "a"), Error);
  EXPECT_THROW(Vocabulary::from_lines(text + "a"), Error);
}

}  // namespace
}  // namespace babble
