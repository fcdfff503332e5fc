// The core reads unusual texts correctly or rejects them with the reason, the place and advice.
// Also tests the limits, and one past them.
#include "support/odd_texts.h"

#include <gtest/gtest.h>

#include <cstdlib>

#include "core/base/error.h"
#include "core/base/limits.h"
#include "core/data/corpus.h"
#include "core/data/counts.h"

namespace babble {
namespace {

using testing::odd_texts;
using testing::OddText;
using testing::text_of_characters;

std::string refusal_of(std::string_view bytes, const Settings& settings = {}) {
  try {
    Corpus::from_text(bytes, settings, "odd");
  } catch (const Error& error) {
    return error.what();
  }
  return "";
}

TEST(OddTexts, AreReadOrRejectedWithASentence) {
  for (const OddText& text : odd_texts()) {
    SCOPED_TRACE(text.name);
    if (!text.refusal.empty()) {
      const std::string sentence = refusal_of(text.bytes);
      EXPECT_NE(sentence.find(text.refusal), std::string::npos) << sentence;
      EXPECT_GT(sentence.size(), 15u);
      continue;
    }
    const Corpus corpus = Corpus::from_text(text.bytes, Settings{}, "odd");
    EXPECT_EQ(corpus.vocabulary().size(), text.vocabulary);
    EXPECT_EQ(corpus.kind() == CorpusKind::lines, text.lines);
    EXPECT_GE(corpus.tokens(Part::train).size(), 2u);
  }
}

// With all kinds of preprocessing and splits: no crash, and an error is a sentence.
TEST(OddTexts, WithAllPreprocessingAndSplits) {
  for (const OddText& text : odd_texts()) {
    if (text.bytes.size() > 1'000'000) continue;
    for (const char* preprocessing : {"lines", "d2l", "raw"})
      for (const char* split : {"1,0,0", "0.34,0.33,0.33", "sklearn:0.2:42"}) {
        SCOPED_TRACE(text.name + ", " + preprocessing + ", " + split);
        Settings settings;
        set_setting(settings, "preprocessing", preprocessing);
        set_setting(settings, "split", split);
        const std::string sentence = refusal_of(text.bytes, settings);
        if (!sentence.empty()) {
          EXPECT_NE(std::string(".?").find(sentence.back()), std::string::npos) << sentence;
        }
      }
  }
}

TEST(Limits, VocabularyOfBigrams) {
  const auto counted = [](int distinct) {
    const Corpus corpus = Corpus::from_text(text_of_characters(distinct), Settings{}, "odd");
    return count_bigrams(corpus.tokens(Part::train), corpus.vocabulary().size()).total();
  };
  EXPECT_GT(counted(limits::max_bigram_vocabulary - 1), 0);  // and <unk>
  try {
    counted(limits::max_bigram_vocabulary);
    FAIL();
  } catch (const Error& error) {
    EXPECT_NE(std::string(error.what()).find("5000"), std::string::npos) << error.what();
  }
}

TEST(Limits, BytesOfAText) {
  const std::string too_large(limits::max_corpus_bytes + 1, 'a');
  EXPECT_NE(refusal_of(too_large).find("256 MB"), std::string::npos);
  if (std::getenv("BABBLE_LONG_TESTS") == nullptr)
    GTEST_SKIP() << "a text of 256 MB is read with BABBLE_LONG_TESTS=1 only";
  const Corpus corpus = Corpus::from_text(std::string_view(too_large).substr(1), Settings{}, "a");
  EXPECT_EQ(corpus.tokens(Part::all).size(), limits::max_corpus_bytes);
}

}  // namespace
}  // namespace babble
