// Corpora, vocabularies, counts and splits against make_reference.py's figures and the courses'.
#include "core/data/corpus.h"

#include <gtest/gtest.h>

#include "core/data/counts.h"
#include "support/shared_data.h"

namespace babble {
namespace {

using testing::integers;
using testing::Json;
using testing::read_bytes;
using Texts = std::vector<std::string>;

Corpus opened(const std::string& path, const Texts& assignments) {
  Settings settings;
  for (const std::string& assignment : assignments) set_setting(settings, assignment);
  return Corpus::from_text(read_bytes(path), settings, path);
}

Texts lines_of(const Corpus& corpus, Part part) {
  Texts lines{""};
  for (const TokenId id : corpus.tokens(part).subspan(1)) {
    if (id == 0)
      lines.emplace_back();
    else
      lines.back() += corpus.vocabulary().token(id);
  }
  lines.pop_back();
  return lines;
}

Texts first(Texts list, const Json& wanted) {
  list.resize(std::min(list.size(), wanted.size()));
  return list;
}

void expect_counts(const Corpus& corpus, const Json& wanted) {
  const CountMatrix counts = count_bigrams(corpus.tokens(Part::train), corpus.vocabulary().size());
  EXPECT_EQ(std::vector<std::int64_t>(counts.values().begin(), counts.values().end()),
            integers(wanted["counts"]));
  EXPECT_EQ(counts.total(), wanted["bigrams"].get<std::int64_t>());
}

TEST(CorpusParity, Names) {
  const Json& wanted = testing::reference_json("count.json");
  const Corpus corpus = opened(testing::repository_path("data/names.txt"), {"split=1,0,0"});
  EXPECT_EQ(corpus.prepared_as(), Preprocessing::lines);
  EXPECT_EQ(corpus.line_count(), wanted["lines"].get<std::int64_t>());
  EXPECT_EQ(corpus.vocabulary().tokens(), wanted["vocabulary"].get<Texts>());
  expect_counts(corpus, wanted);
}

TEST(CorpusParity, Tale) {
  const Json& wanted = testing::reference_json("ngrams.json");
  const Corpus corpus = opened(testing::repository_path("data/tale.txt"), {"split=1,0,0"});
  EXPECT_EQ(corpus.prepared_as(), Preprocessing::d2l);
  EXPECT_EQ(corpus.character_count(), wanted["character_count"].get<std::int64_t>());
  EXPECT_EQ(corpus.vocabulary().tokens(), wanted["vocabulary"].get<Texts>());
  const auto tokens = integers(wanted["first_tokens"]);
  for (std::size_t i = 0; i < tokens.size(); ++i)
    EXPECT_EQ(corpus.tokens(Part::all)[i], tokens[i]) << i;
}

TEST(CorpusParity, CourseNames) {
  BABBLE_NEEDS_SHARED("data/names.txt");
  BABBLE_NEEDS_SHARED("reference/bigram_names.json");
  const Json& wanted = testing::shared_json("reference/bigram_names.json");
  const Corpus corpus = opened(testing::shared_path("data/names.txt"), {"split=1,0,0"});
  EXPECT_EQ(corpus.prepared_as(), Preprocessing::lines);
  EXPECT_EQ(corpus.line_count(), 32033);
  EXPECT_EQ(corpus.vocabulary().size(), 27);
  EXPECT_EQ(corpus.tokens(Part::all).size(), 228147u);
  EXPECT_EQ(corpus.preview(12), "emma\nolivia\n");
  expect_counts(corpus, wanted);
}

// d2l §8.2: the indices of lines 0 and 10 of its words, and the sizes of Vocab(tokens, min_freq).
TEST(CorpusParity, CourseTimeMachineInWords) {
  BABBLE_NEEDS_SHARED("data/timemachine.txt");
  const auto open = [](const char* min_freq) {
    return opened(testing::shared_path("data/timemachine.txt"),
                  {"split=1,0,0", "tokens=words", min_freq});
  };
  const Corpus corpus = open("min_freq=0");
  EXPECT_EQ(corpus.vocabulary().size(), 4580);
  EXPECT_EQ(corpus.tokens(Part::all).size(), 32775u);
  const auto first = corpus.vocabulary().tokens();
  EXPECT_EQ(Texts(first.begin(), first.begin() + 10),
            (Texts{"<unk>", "the", "i", "and", "of", "a", "to", "was", "in", "that"}));
  using Ids = std::vector<TokenId>;
  EXPECT_EQ(corpus.encode("the time machine by h g wells"), (Ids{1, 19, 50, 40, 2183, 2184, 400}));
  EXPECT_EQ(corpus.encode("twinkled and his usually pale face was flushed and animated the"),
            (Ids{2186, 3, 25, 1044, 362, 113, 7, 1421, 3, 1045, 1}));
  EXPECT_EQ(open("min_freq=2").vocabulary().size(), 2183);
  EXPECT_EQ(open("min_freq=3").vocabulary().size(), 1420);
  EXPECT_EQ(open("min_freq=10").vocabulary().size(), 400);
}

TEST(CorpusParity, CourseNamesAsScikitLearnSplitsThem) {
  BABBLE_NEEDS_SHARED("data/names.txt");
  BABBLE_NEEDS_SHARED("reference/neural_bigram_names.json");
  const Json& wanted = testing::shared_json("reference/neural_bigram_names.json")["split"];
  const Corpus corpus = opened(testing::shared_path("data/names.txt"), {"split=sklearn:0.2:42"});
  EXPECT_EQ(corpus.line_count(Part::train), wanted["train"].get<std::int64_t>());
  EXPECT_EQ(corpus.line_count(Part::dev), wanted["second_split_train"].get<std::int64_t>());
  EXPECT_EQ(corpus.line_count(Part::test), wanted["second_split_test"].get<std::int64_t>());
  const auto begins_with = [&](Part part, const Json& list) {
    EXPECT_EQ(first(lines_of(corpus, part), list), list.get<Texts>());
  };
  begins_with(Part::train, wanted["first_train"]);
  begins_with(Part::dev, wanted["second_split_first_train"]);
  begins_with(Part::test, wanted["second_split_first_test"]);
}

// makemore parts 2 to 5: random.seed(42); random.shuffle(words)
TEST(CorpusParity, CourseNamesAsPythonShufflesThem) {
  BABBLE_NEEDS_SHARED("data/names.txt");
  const Corpus corpus = opened(testing::shared_path("data/names.txt"), {"split=python:42"});
  EXPECT_EQ(corpus.line_count(Part::train), 25626);
  EXPECT_EQ(corpus.line_count(Part::dev), 3203);
  EXPECT_EQ(corpus.line_count(Part::test), 3204);
  // Examples: every character and one boundary token for each name.
  EXPECT_EQ(corpus.tokens(Part::train).size() - 1, 182625u);
  EXPECT_EQ(corpus.tokens(Part::dev).size() - 1, 22655u);
  EXPECT_EQ(corpus.tokens(Part::test).size() - 1, 22866u);
  EXPECT_EQ(corpus.decode(corpus.tokens(Part::train).first(37)),
            ".yuheng.diondre.xavien.jori.juanluis.");
}

TEST(CorpusParity, TimeMachine) {
  BABBLE_NEEDS_SHARED("data/timemachine.txt");
  BABBLE_NEEDS_SHARED("reference/ngrams_timemachine.json");
  const Json& wanted = testing::shared_json("reference/ngrams_timemachine.json");
  const std::string path = testing::shared_path("data/timemachine.txt");
  const Corpus corpus = opened(path, {"split=1,0,0"});
  EXPECT_EQ(corpus.prepared_as(), Preprocessing::d2l);
  EXPECT_EQ(corpus.line_count(), wanted["lines"].get<std::int64_t>());
  EXPECT_EQ(corpus.character_count(), wanted["characters"].get<std::int64_t>());
  EXPECT_EQ(corpus.vocabulary().tokens(), wanted["character_vocabulary"].get<Texts>());
  const auto tokens = integers(wanted["first_tokens"]);
  for (std::size_t i = 0; i < tokens.size(); ++i)
    EXPECT_EQ(corpus.tokens(Part::all)[i], tokens[i]) << i;
  for (const auto& [token, count] : wanted["character_counts"].items())
    EXPECT_EQ(corpus.token_counts()[*corpus.vocabulary().id(token)], count.get<std::int64_t>());

  // The vocabulary is that of the whole text, also for the course's first 10,000 tokens.
  const Corpus cut = opened(path, {"split=1,0,0", "max_tokens=10000"});
  EXPECT_EQ(cut.tokens(Part::all).size(), 10000u);
  EXPECT_EQ(cut.vocabulary(), corpus.vocabulary());
}

}  // namespace
}  // namespace babble
