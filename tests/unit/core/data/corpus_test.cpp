#include "core/data/corpus.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <set>

#include "core/base/error.h"
#include "core/base/limits.h"

namespace babble {
namespace {

Corpus made(const std::string& text, Preprocessing preprocessing,
            const std::string& split = "1,0,0", std::int64_t max_tokens = 0) {
  Settings settings;
  settings.preprocessing = preprocessing;
  settings.max_tokens = max_tokens;
  set_setting(settings, "split", split);
  return Corpus::from_text(text, settings, "test");
}

std::string text_of(const Corpus& corpus, Part part) { return corpus.decode(corpus.tokens(part)); }

std::string error_of(const std::string& text,
                     Preprocessing preprocessing = Preprocessing::automatic,
                     const std::string& split = "1,0,0", std::int64_t max_tokens = 0) {
  try {
    made(text, preprocessing, split, max_tokens);
  } catch (const Error& error) {
    return error.what();
  }
  return "";
}

TEST(Corpus, LinesHaveBoundaryTokens) {
  const Corpus corpus = made("emma\r\n\n  olivia \t\nava", Preprocessing::lines);
  EXPECT_EQ(corpus.kind(), CorpusKind::lines);
  EXPECT_EQ(text_of(corpus, Part::all), ".emma.olivia.ava.");
  EXPECT_EQ(text_of(corpus, Part::train), ".emma.olivia.ava.");
  EXPECT_TRUE(corpus.tokens(Part::dev).empty());
  EXPECT_TRUE(corpus.tokens(Part::test).empty());
  EXPECT_EQ(corpus.line_count(), 3);
  EXPECT_EQ(corpus.character_count(), 13);
  EXPECT_EQ(corpus.vocabulary().size(), 8);  // . a e i l m o v
  EXPECT_EQ(corpus.token_counts()[0], 4);
  EXPECT_EQ(corpus.preview(), "emma\nolivia\nava\n");
  EXPECT_EQ(corpus.preview(6), "emma\no");
}

TEST(Corpus, RepeatedLinesAreKept) {
  EXPECT_EQ(text_of(made("a\nb\na\n", Preprocessing::lines), Part::all), ".a.b.a.");
}

TEST(Corpus, RejectsALineWithTheBoundaryTokenByNumber) {
  const std::string text = error_of("anna\nst. john\n", Preprocessing::lines);
  EXPECT_NE(text.find("Line 2 (\"st. john\")"), std::string::npos) << text;
}

TEST(Corpus, AdjacentPartsOfLinesShareABoundaryToken) {
  std::string names;
  for (char c = 'a'; c < 'a' + 20; ++c) names += std::string(3, c) + '\n';
  const Corpus corpus = made(names, Preprocessing::lines, "0.8,0.1,0.1");
  EXPECT_EQ(corpus.line_count(Part::train), 16);
  EXPECT_EQ(corpus.line_count(Part::dev), 2);
  EXPECT_EQ(corpus.line_count(Part::test), 2);
  std::size_t pairs = 0;
  std::set<std::string> lines;
  for (const Part part : {Part::train, Part::dev, Part::test}) {
    const std::string text = text_of(corpus, part);
    EXPECT_EQ(text.front(), '.');
    EXPECT_EQ(text.back(), '.');
    pairs += text.size() - 1;
    for (std::size_t i = 1; i < text.size(); i += 4) lines.insert(text.substr(i, 3));
  }
  EXPECT_EQ(pairs, corpus.tokens(Part::all).size() - 1);
  EXPECT_EQ(lines.size(), 20u);  // every line is in exactly one part
}

TEST(Corpus, SeedShufflesLines) {
  Settings settings;
  settings.preprocessing = Preprocessing::lines;
  const std::string names = "aa\nbb\ncc\ndd\nee\nff\ngg\nhh\nii\njj\n";
  const auto stream = [&] { return text_of(Corpus::from_text(names, settings, ""), Part::all); };
  const std::string first = stream();
  EXPECT_EQ(stream(), first);
  settings.seed = 1;
  EXPECT_NE(stream(), first);
}

TEST(Corpus, D2lPreprocessing) {
  const Corpus corpus =
      made("The Time Machine, by H. G. Wells [1898]\n\n  'I'\r\n1234\nÉté--x", Preprocessing::d2l);
  EXPECT_EQ(text_of(corpus, Part::all), "the time machine by h g wellsit x");
  EXPECT_EQ(corpus.line_count(), 5);
  EXPECT_EQ(corpus.vocabulary().token(0), "<unk>");
  EXPECT_EQ(corpus.vocabulary().token(1), " ");  // 6 times, before e (4)
  EXPECT_EQ(corpus.vocabulary().token(2), "e");
}

TEST(Corpus, RawKeepsEverything) {
  const Corpus corpus = made("\xEF\xBB\xBFÜb\r\nx\ry", Preprocessing::raw);
  EXPECT_EQ(text_of(corpus, Part::all), "Üb\nx\ny");
  EXPECT_EQ(corpus.vocabulary().token(1), "\n");  // the most frequent one
  EXPECT_EQ(corpus.character_count(), 6);
  EXPECT_EQ(corpus.preview(2), "Üb");
}

TEST(Corpus, TextIsCutInThree) {
  const Corpus corpus = made("abcdefghij", Preprocessing::raw, "0.7,0.2,0.1");
  EXPECT_EQ(text_of(corpus, Part::train), "abcdefg");
  EXPECT_EQ(text_of(corpus, Part::dev), "hi");
  EXPECT_EQ(text_of(corpus, Part::test), "j");
  EXPECT_EQ(text_of(corpus, Part::all), "abcdefghij");
}

TEST(Corpus, MaxTokensLimitsTheStreamAndNotTheVocabulary) {
  const Corpus text = made("aabbbcd", Preprocessing::raw, "1,0,0", 3);
  EXPECT_EQ(text_of(text, Part::all), "aab");
  EXPECT_EQ(text.vocabulary().size(), 5);
  EXPECT_EQ(text.vocabulary().token(1), "b");
  // Whole lines only: ".ab.cd." are 7 tokens, ".ab." are 4.
  EXPECT_EQ(text_of(made("ab\ncd\nef\n", Preprocessing::lines, "1,0,0", 7), Part::all), ".ab.cd.");
  EXPECT_EQ(text_of(made("ab\ncd\nef\n", Preprocessing::lines, "1,0,0", 6), Part::all), ".ab.");
  EXPECT_EQ(text_of(made("ab\ncd\nef\n", Preprocessing::lines, "1,0,0", 10), Part::all),
            ".ab.cd.ef.");
  EXPECT_NE(error_of("ab\ncd\n", Preprocessing::lines, "1,0,0", 3)
                .find("Tokens used must be 0 or at least 4"),
            std::string::npos);
}

TEST(Corpus, AutomaticPreprocessing) {
  const auto choice = [](const std::string& text) {
    return made(text, Preprocessing::automatic).prepared_as();
  };
  EXPECT_EQ(choice("emma\nolivia\nava\n"), Preprocessing::lines);
  EXPECT_EQ(choice("new york\nsan josé\n"), Preprocessing::lines);
  EXPECT_EQ(choice("It was a dark night. The rain\nfell in torrents.\n"), Preprocessing::d2l);
  EXPECT_EQ(choice("a list\nwith a stop.\n"), Preprocessing::d2l);
  EXPECT_EQ(choice("One single line of words"), Preprocessing::d2l);
  EXPECT_EQ(choice("Ein Märchen über schöne Mühlen und Bäche, erzählt für Kinder."),
            Preprocessing::raw);
  EXPECT_EQ(choice("Жили-были старик со старухой у самого синего моря."), Preprocessing::raw);
  EXPECT_EQ(choice("int main() { return 0; } // {}[]();;; 123 == 456 && 7 <= 8 || !9."),
            Preprocessing::raw);
  EXPECT_EQ(choice("“Curly quotes” — and dashes… are still English, said she; so it is."),
            Preprocessing::d2l);
}

TEST(Corpus, RejectsBytesThatAreNotTextWithPlaceAndRemedy) {
  EXPECT_NE(error_of("").find("empty"), std::string::npos);
  EXPECT_NE(error_of("\xEF\xBB\xBF").find("empty"), std::string::npos);
  EXPECT_NE(error_of(" \n\t\n", Preprocessing::lines).find("blanks"), std::string::npos);
  EXPECT_NE(error_of("12 34", Preprocessing::d2l).find("raw"), std::string::npos);
  const std::string latin1 = error_of("abc\ncaf\xE9\n");
  EXPECT_NE(latin1.find("byte 8, in line 2"), std::string::npos) << latin1;
  EXPECT_NE(latin1.find("UTF-8"), std::string::npos);
  EXPECT_NE(error_of("\xFF\xFE"
                     "a")
                .find("UTF-16"),
            std::string::npos);
  EXPECT_NE(error_of(std::string("a\0b\0c\0d\0", 8)).find("UTF-16"), std::string::npos);
  const std::string binary = error_of(std::string("ok\nab\0\0\0\1\2\3", 11));
  EXPECT_NE(binary.find("byte 6 (line 2)"), std::string::npos) << binary;
  EXPECT_NE(error_of("hello there", Preprocessing::d2l, "sklearn:0.2:42").find("lines"),
            std::string::npos);
}

TEST(Corpus, TinyTexts) {
  EXPECT_EQ(text_of(made("a", Preprocessing::lines), Part::train), ".a.");
  EXPECT_EQ(text_of(made("x", Preprocessing::lines, "0.8,0.1,0.1"), Part::train), ".x.");
  EXPECT_NE(error_of("a", Preprocessing::raw).find("training"), std::string::npos);
  const std::string text = error_of("ab", Preprocessing::raw, "0.8,0.1,0.1");
  EXPECT_NE(text.find("1,0,0"), std::string::npos) << text;
  const Corpus three = made("abc", Preprocessing::raw, "0.8,0.1,0.1");  // cut at 2 and 2
  EXPECT_EQ(text_of(three, Part::train), "ab");
  EXPECT_TRUE(three.tokens(Part::dev).empty());
  EXPECT_EQ(text_of(three, Part::test), "c");
}

TEST(Corpus, LongLinesAndManyLines) {
  const Corpus line = made(std::string(1000000, 'a') + "b", Preprocessing::lines);
  EXPECT_EQ(line.tokens(Part::all).size(), 1000003u);
  std::string many;
  for (int i = 0; i < 300000; ++i) many += "a\n";
  EXPECT_EQ(made(many, Preprocessing::automatic).line_count(), 300000);
}

TEST(Corpus, SizeLimit) {
  // Only one past the limit: the text is rejected before it is read.
  const std::string too_large(limits::max_corpus_bytes + 1, 'a');
  EXPECT_NE(error_of(too_large).find("256 MB"), std::string::npos);
}

TEST(Corpus, FingerprintDependsOnTokensSplitAndVocabulary) {
  const auto print = [](const std::string& text, const std::string& split) {
    return made(text, Preprocessing::raw, split).fingerprint();
  };
  EXPECT_EQ(print("hello", "1,0,0"), print("hello", "1,0,0"));
  EXPECT_NE(print("hello", "1,0,0"), print("hellp", "1,0,0"));  // same ids, different character
  EXPECT_NE(print("hello", "1,0,0"), print("hello", "0.6,0.2,0.2"));
}

TEST(Corpus, ProgressIncreasesAndMayCancel) {
  std::vector<double> shares;
  Settings settings;
  Corpus::from_text("some text to read", settings, "", [&](double s) { shares.push_back(s); });
  ASSERT_GE(shares.size(), 3u);
  EXPECT_TRUE(std::is_sorted(shares.begin(), shares.end()));
  EXPECT_EQ(shares.front(), 0);
  EXPECT_EQ(shares.back(), 1);
  EXPECT_THROW(Corpus::from_text("text", settings, "", [](double) { throw Error("stop"); }), Error);
}

Corpus words_of(const std::string& text, const char* preprocessing, const char* min_freq = "0") {
  Settings settings;
  for (const auto& [key, value] : {std::pair("tokens", "words"),
                                   {"split", "1,0,0"},
                                   {"preprocessing", preprocessing},
                                   {"min_freq", min_freq}})
    set_setting(settings, key, value);
  return Corpus::from_text(text, settings, "words");
}

TEST(Corpus, WordsEndWithTheirLines) {
  const std::string text = "The Time-Machine,\nby\r\n\n  H. G.  Wells [1898]";
  const Corpus d2l = words_of(text, "d2l");
  EXPECT_EQ(text_of(d2l, Part::all), "the time machine by h g wells");
  EXPECT_EQ(d2l.vocabulary().size(), 8);
  EXPECT_EQ(d2l.tokens(Part::train).size(), 7u);
  EXPECT_EQ(d2l.character_count(), std::ssize(d2l.preview()));
  EXPECT_EQ(d2l.preview(20), "the time machine\nby\n");
  EXPECT_EQ(d2l.line_count(), 4);
  const Corpus raw = words_of(text, "raw");
  EXPECT_EQ(text_of(raw, Part::all), "The Time-Machine, by H. G. Wells [1898]");
  const Corpus frequent = words_of("a b a c a b d", "d2l", "2");
  EXPECT_EQ(text_of(frequent, Part::all), "a b a <unk> a b <unk>");
  EXPECT_EQ(frequent.token_counts()[0], 2);
}

TEST(Corpus, WordsAndLeastFrequenciesAreOfRunningText) {
  const auto message = [](const char* key, const char* value) {
    Settings settings;
    set_setting(settings, key, value);
    try {
      Corpus::from_text("emma\nolivia\nava\n", settings, "");
    } catch (const Error& error) {
      return std::string(error.what());
    }
    return std::string();
  };
  EXPECT_NE(message("tokens", "words").find("list of lines"), std::string::npos);
  EXPECT_NE(message("min_freq", "2").find("no <unk>"), std::string::npos);
  EXPECT_EQ(message("min_freq", "1"), "");
}

}  // namespace
}  // namespace babble
