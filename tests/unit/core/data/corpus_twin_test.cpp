// A naive twin of the corpus reader, one code point at a time. CorpusReader must
// agree with it on all kinds of texts, also on texts longer than the slices in which they read.
#include <gtest/gtest.h>

#include <algorithm>
#include <map>

#include "core/base/error.h"
#include "core/base/limits.h"
#include "core/base/utf8.h"
#include "core/data/corpus.h"
#include "core/data/corpus_reader.h"
#include "core/random/torch_rng.h"
#include "support/thorough.h"

namespace babble {
namespace {

using Points = std::u32string;

/// The contents of a corpus.
struct Twin {
  Preprocessing prepared_as = Preprocessing::raw;
  std::vector<std::string> vocabulary;
  std::vector<TokenId> tokens;
  std::int64_t lines = 0, characters = 0, train_end = 0, dev_end = 0;
  std::string preview;
};

std::vector<Points> lines_of(const Points& text) {
  std::vector<Points> lines;
  Points line;
  for (const char32_t c : text) {
    line.push_back(c);
    if (c != U'\n') continue;
    line.pop_back();
    lines.push_back(line);
    line.clear();
  }
  if (!line.empty()) lines.push_back(line);
  return lines;
}

Points stripped(Points line) {
  while (!line.empty() && is_blank(line.front())) line.erase(0, 1);
  while (!line.empty() && is_blank(line.back())) line.pop_back();
  return line;
}

bool is_letter(char32_t c) { return (c >= U'a' && c <= U'z') || (c >= U'A' && c <= U'Z'); }

Preprocessing chosen(const Points& text) {
  std::size_t lines = 0, characters = 0, longest = 0;
  for (const Points& line : lines_of(text)) {
    const std::size_t length = stripped(line).size();
    lines += length > 0 ? 1 : 0;
    characters += length;
    longest = std::max(longest, length);
  }
  const bool stops = text.find(U'.') != Points::npos;
  if (lines >= 2 && characters <= 20 * lines && longest <= 60 && !stops)
    return Preprocessing::lines;
  std::size_t visible = 0, latin = 0, other = 0;
  for (const char32_t c : text) {
    visible += is_blank(c) ? 0 : 1;
    latin += is_letter(c) ? 1 : 0;
    other += c >= 0xC0 && c != 0xD7 && c != 0xF7 && !(c >= 0x2000 && c < 0x2C00) &&
                     !(c >= 0x3000 && c < 0x3040) && !(c >= 0xFE00 && c < 0xFE70) && c < 0x1F000
                 ? 1
                 : 0;
  }
  return latin * 10 >= visible * 8 && other * 200 < visible ? Preprocessing::d2l
                                                            : Preprocessing::raw;
}

Points d2l(const Points& line) {
  Points letters;
  for (const char32_t c : line) {
    if (is_letter(c))
      letters.push_back(c | 0x20);
    else if (!letters.empty() && letters.back() != U' ')
      letters.push_back(U' ');
  }
  return stripped(letters);
}

/// d2l's Vocab over the words of a text.
std::optional<Twin> words_of(const Points& prepared, const Settings& settings, Twin twin) {
  std::vector<std::string> order, all;
  std::map<std::string, std::int64_t> counts;
  std::vector<std::size_t> ends;  // in the text, behind each word's blank
  for (std::size_t i = 0; i < prepared.size();) {
    std::string word;
    while (i < prepared.size() && !is_blank(prepared[i])) append_utf8(word, prepared[i++]);
    if (i < prepared.size()) ++i;
    if (word.empty()) continue;
    if (counts[word]++ == 0) order.push_back(word);
    all.push_back(word);
    ends.push_back(i);
  }
  std::stable_sort(order.begin(), order.end(), [&](const std::string& a, const std::string& b) {
    return counts[a] > counts[b];
  });
  twin.vocabulary.push_back("<unk>");
  std::map<std::string, TokenId> ids;
  for (const std::string& word : order) {
    if (counts[word] < settings.min_freq || word == "<unk>") continue;
    ids[word] = static_cast<TokenId>(twin.vocabulary.size());
    twin.vocabulary.push_back(word);
  }
  if (settings.min_freq > 1 && ids.empty()) return std::nullopt;
  twin.characters = std::ssize(prepared);
  const auto limit = static_cast<std::size_t>(settings.max_tokens);
  if (limit > 0 && all.size() >= limit) {
    all.resize(limit);
    twin.characters = static_cast<std::int64_t>(ends[limit - 1]);
  }
  for (const std::string& word : all) twin.tokens.push_back(ids[word]);
  for (std::size_t i = 0;
       i < std::min<std::size_t>(4000, static_cast<std::size_t>(twin.characters)); ++i)
    append_utf8(twin.preview, prepared[i]);
  const PartSizes sizes = split_sizes(std::ssize(all), settings.split);
  twin.train_end = sizes.train;
  twin.dev_end = sizes.train + sizes.dev;
  return twin.train_end < 2 ? std::nullopt : std::optional(twin);
}

/// Null if the text must be rejected.
std::optional<Twin> read_naively(const std::string& bytes, const Settings& settings) {
  if (bytes.find('\0') != std::string::npos || first_invalid_utf8(bytes)) return std::nullopt;
  Points text;
  for (const char32_t c : decode_utf8(bytes)) {
    if (c == U'\n' && !text.empty() && text.back() == U'\r') text.pop_back();
    text.push_back(c);
  }
  std::replace(text.begin(), text.end(), U'\r', U'\n');
  if (text.starts_with(U'\uFEFF')) text.erase(0, 1);
  if (text.empty()) return std::nullopt;

  Twin twin;
  twin.prepared_as =
      settings.preprocessing == Preprocessing::automatic ? chosen(text) : settings.preprocessing;
  const bool words = settings.tokens == TokenUnit::words;
  if (twin.prepared_as == Preprocessing::lines && (words || settings.min_freq > 1))
    return std::nullopt;
  std::vector<Points> lines;  // of kind lines
  Points prepared;
  twin.lines = std::ssize(lines_of(text));
  if (twin.prepared_as == Preprocessing::lines) {
    for (const Points& line : lines_of(text)) {
      if (line.find(U'.') != Points::npos) return std::nullopt;
      if (const Points word = stripped(line); !word.empty()) lines.push_back(word);
    }
    for (const Points& line : lines) prepared += line;
  } else if (twin.prepared_as == Preprocessing::d2l) {
    for (const Points& line : lines_of(text)) prepared += d2l(line) + (words ? U"\n" : U"");
    if (words && text.back() != U'\n') prepared.pop_back();
    if (prepared.find_first_not_of(U'\n') == Points::npos) return std::nullopt;
  } else {
    prepared = text;
  }
  if (prepared.empty()) return std::nullopt;

  if (words) return words_of(prepared, settings, std::move(twin));

  std::map<char32_t, std::int64_t> counts;
  Points order;
  for (const char32_t c : prepared)
    if (counts[c]++ == 0) order.push_back(c);
  std::map<char32_t, TokenId> ids;
  if (twin.prepared_as == Preprocessing::lines) {
    std::sort(order.begin(), order.end());
    twin.vocabulary.push_back(".");
  } else {
    std::stable_sort(order.begin(), order.end(),
                     [&](char32_t a, char32_t b) { return counts[a] > counts[b]; });
    std::erase_if(order, [&](char32_t c) { return counts[c] < settings.min_freq; });
    if (order.empty()) return std::nullopt;
    twin.vocabulary.push_back("<unk>");
  }
  for (const char32_t c : order) {
    ids[c] = static_cast<TokenId>(twin.vocabulary.size());
    twin.vocabulary.push_back(encode_utf8(c));
  }

  const auto limit = static_cast<std::size_t>(settings.max_tokens);
  std::size_t shown = 0;
  const auto show = [&](char32_t c) {
    if (shown < 4000) append_utf8(twin.preview, c);
    ++shown;
  };
  if (twin.prepared_as != Preprocessing::lines) {
    if (limit > 0 && prepared.size() > limit) prepared.resize(limit);
    for (const char32_t c : prepared) {
      twin.tokens.push_back(ids[c]);
      show(c);
    }
    twin.characters = std::ssize(prepared);
    const PartSizes sizes = split_sizes(twin.characters, settings.split);
    twin.train_end = sizes.train;
    twin.dev_end = sizes.train + sizes.dev;
    return twin.train_end < 2 ? std::nullopt : std::optional(twin);
  }
  std::size_t used = 0;
  for (std::size_t tokens = 1; used < lines.size(); ++used) {
    tokens += lines[used].size() + 1;
    if (limit > 0 && tokens > limit) break;
  }
  if (used == 0) return std::nullopt;
  lines.resize(used);
  for (const Points& line : lines) {
    twin.characters += std::ssize(line);
    for (const char32_t c : line) show(c);
    if (shown <= 4000) twin.preview += '\n';
    if (shown > 4000) shown = 4001;
  }
  twin.lines = std::ssize(lines);
  const LineSplit split =
      split_lines(static_cast<std::uint32_t>(used), settings.split, settings.seed);
  twin.tokens.push_back(0);
  std::int64_t done = 0;
  for (const std::uint32_t line : split.order) {
    for (const char32_t c : lines[line]) twin.tokens.push_back(ids[c]);
    twin.tokens.push_back(0);
    ++done;
    if (done <= split.sizes.train) twin.train_end = std::ssize(twin.tokens) - 1;
    if (done <= split.sizes.train + split.sizes.dev) twin.dev_end = std::ssize(twin.tokens) - 1;
  }
  return twin;
}

CountMatrix pairs_of(std::span<const TokenId> stream, int size) {
  CountMatrix counts(size);
  for (std::size_t i = 1; i < stream.size(); ++i) ++counts.at(stream[i - 1], stream[i]);
  return counts;
}

void expect_agreement(const std::string& bytes, const Settings& settings) {
  const std::optional<Twin> twin = read_naively(bytes, settings);
  if (!twin) {
    EXPECT_THROW(Corpus::from_text(bytes, settings, ""), Error);
    return;
  }
  const Corpus corpus = Corpus::from_text(bytes, settings, "");
  ASSERT_EQ(corpus.prepared_as(), twin->prepared_as);
  ASSERT_EQ(corpus.vocabulary().tokens(), twin->vocabulary);
  ASSERT_TRUE(std::equal(corpus.tokens(Part::all).begin(), corpus.tokens(Part::all).end(),
                         twin->tokens.begin(), twin->tokens.end()));
  EXPECT_EQ(corpus.line_count(), twin->lines);
  EXPECT_EQ(corpus.character_count(), twin->characters);
  EXPECT_EQ(corpus.preview(100000), twin->preview);
  const std::int64_t mark = corpus.kind() == CorpusKind::lines ? 1 : 0;
  EXPECT_EQ(std::ssize(corpus.tokens(Part::train)), twin->train_end + mark);
  if (!corpus.tokens(Part::dev).empty()) {
    EXPECT_EQ(std::ssize(corpus.tokens(Part::dev)), twin->dev_end - twin->train_end + mark);
  }
  const int size = corpus.vocabulary().size();
  std::vector<std::int64_t> counts(static_cast<std::size_t>(size));
  for (const TokenId id : twin->tokens) ++counts[id];
  EXPECT_TRUE(std::equal(counts.begin(), counts.end(), corpus.token_counts().begin()));
  if (size > limits::max_bigram_vocabulary) return;
  for (const Part part : {Part::train, Part::dev, Part::test, Part::all})
    EXPECT_EQ(corpus.pair_counts(part), pairs_of(corpus.tokens(part), size)) << part_name(part);
}

/// With all kinds of preprocessing, splits and limits.
void expect_agreement(const std::string& bytes) {
  for (const Preprocessing preprocessing :
       {Preprocessing::automatic, Preprocessing::lines, Preprocessing::d2l, Preprocessing::raw}) {
    for (const char* split : {"1,0,0", "0.8,0.1,0.1", "0.3,0.7,0"}) {
      for (const std::int64_t max_tokens : {0, 7, 100}) {
        Settings settings;
        settings.preprocessing = preprocessing;
        settings.max_tokens = max_tokens;
        set_setting(settings, "split", split);
        for (const TokenUnit unit : {TokenUnit::characters, TokenUnit::words}) {
          settings.tokens = unit;
          settings.min_freq = max_tokens == 7 ? 2 : 0;
          SCOPED_TRACE(std::string(preprocessing_name(preprocessing)) + ' ' + split + ' ' +
                       std::to_string(max_tokens) + ' ' + setting_text(settings, "tokens"));
          expect_agreement(bytes, settings);
          if (::testing::Test::HasFailure()) return;
        }
      }
    }
  }
}

TEST(CorpusTwin, TextsByHand) {
  for (const char* text : {"",
                           "\n",
                           "a",
                           "a\n",
                           "\na",
                           "ab",
                           "ab\ncd",
                           "ab\ncd\n",
                           "\n\nab\n\n\ncd\n\n",
                           " ab \n cd",
                           "ab \ncd",
                           "ab\n cd",
                           "ab\r\ncd\r\n",
                           "ab\rcd\r",
                           "\r",
                           "\r\n\r\nab\r\r\ncd",
                           "\xEF\xBB\xBF",
                           "\xEF\xBB\xBF\nab\ncd",
                           "\xEF\xBB\xBF\r\n ab\r\ncd \r\n",
                           "\xC2\xA0"
                           "ab\xE3\x80\x80\nß\n",
                           "日本\n東京\n",
                           "日本語。\n「はい」と言った。",
                           "It is; so.\nA  second -- line...\n\n 3 \n",
                           "x\n \n\t\ny\n",
                           "Été in St. Tropez",
                           "a\x01\n\x7F"
                           "b\n",
                           "😀\nγ\n😀😀",
                           "a.b\nc",
                           "...\n",
                           "ab\n\xC2\x85\ncd",
                           "a\xE2\x80\xA8"
                           "b"}) {
    SCOPED_TRACE(text);
    expect_agreement(text);
    if (HasFailure()) return;
  }
}

TEST(CorpusTwin, RandomTexts) {
  // Fragments that are difficult next to each other: line ends, blanks of all widths, boundary
  // tokens, invalid UTF-8, NUL bytes.
  const std::vector<std::string> fragments{"a",
                                           "b",
                                           "emma",
                                           "Z",
                                           "é",
                                           "日",
                                           "😀",
                                           "\n",
                                           "\n",
                                           "\n",
                                           "\r\n",
                                           "\r",
                                           " ",
                                           "\t",
                                           "\xC2\xA0",
                                           "\xE3\x80\x80",
                                           "-",
                                           "7",
                                           "hello ",
                                           "World\n",
                                           ".",
                                           "\x80",
                                           "\xE2\x82",
                                           std::string(1, '\0'),
                                           "\xEF\xBB\xBF",
                                           "\x0B"};
  TorchRng rng(11);
  for (int i = 0; i < (testing::thorough ? 400 : 40); ++i) {
    // Later fragments are in fewer texts.
    const std::uint32_t kinds =
        4 + rng.random_below(static_cast<std::uint32_t>(fragments.size()) - 3);
    std::string text;
    for (std::uint32_t n = rng.random_below(60); n > 0; --n)
      text += fragments[rng.random_below(kinds)];
    SCOPED_TRACE(::testing::PrintToString(text));
    expect_agreement(text);
    if (HasFailure()) return;
  }
}

TEST(CorpusTwin, TextsLongerThanASlice) {
  TorchRng rng(3);
  const auto text_of = [&](const std::vector<std::string>& words, std::size_t size) {
    std::string text;
    while (text.size() < size)
      text += words[rng.random_below(static_cast<std::uint32_t>(words.size()))];
    return text;
  };
  const std::size_t size = (std::size_t{testing::thorough ? 2 : 1} << 20) + 12345;
  const std::string list = text_of({"emma\n", "ann lee\n", "bo\n", "x\n"}, size);
  const std::string words = text_of({"the ", "Time, ", "Traveller\n", "-- ", "1895\n"}, size);
  const std::string wide = text_of({"日", "本\n", "語 ", "é", "😀", "abc"}, size);
  const std::string returns = text_of({"a", "\r\n", "b\r", "\n", " "}, size);
  for (const auto& [text, preprocessing, split] :
       {std::tuple{list, "auto", "0.8,0.1,0.1"},
        {list, "lines", "1,0,0"},
        {list + " z ", "lines", "sklearn:0.2:42"},
        {words, "auto", "0.8,0.1,0.1"},
        {words, "d2l", "1,0,0"},
        {words, "raw", "1,0,0"},
        {wide, "raw", "0.8,0.1,0.1"},
        {wide, "lines", "0.8,0.1,0.1"},
        {wide, "auto", "1,0,0"},
        {returns, "lines", "0.8,0.1,0.1"},
        {returns, "raw", "1,0,0"},
        {returns, "d2l", "1,0,0"},
        {std::string(size, 'a') + "\nb\n", "lines", "0.5,0.5,0"},
        {"b\n" + text_of({"日"}, size), "lines", "0.5,0.5,0"},
        {list + std::string(1, '\0'), "raw", "1,0,0"},
        {list + "\xE2\x82", "raw", "1,0,0"}}) {
    for (const std::int64_t max_tokens : {0, 700000}) {
      if (max_tokens > 0 && !testing::thorough) continue;
      Settings settings;
      set_setting(settings, "preprocessing", preprocessing);
      set_setting(settings, "split", split);
      settings.max_tokens = max_tokens;
      SCOPED_TRACE(text.substr(0, 20) + ' ' + preprocessing + ' ' + split + ' ' +
                   std::to_string(max_tokens));
      expect_agreement(text, settings);
      if (HasFailure()) return;
    }
  }
}

TEST(CorpusTwin, FindsInvalidUtf8AtTheEndOfEverySlice) {
  constexpr std::size_t piece = std::size_t{1} << 20;
  for (std::size_t at = piece - 4; at <= piece + 4; ++at) {
    for (const char* fault : {"\x80", "\xE2\x82", "\xED\xA0\x80", "\xC3"}) {
      const std::string text = std::string(at, 'a') + fault + "bbbb";
      try {
        Corpus::from_text(text, Settings(), "");
        FAIL() << at;
      } catch (const Error& error) {
        EXPECT_NE(std::string(error.what()).find("byte " + std::to_string(at + 1) + ','),
                  std::string::npos)
            << error.what();
      }
    }
    // Complete characters are valid there.
    Settings settings;
    settings.preprocessing = Preprocessing::raw;
    const Corpus corpus = Corpus::from_text(std::string(at, 'a') + "日😀é", settings, "");
    EXPECT_EQ(corpus.character_count(), static_cast<std::int64_t>(at) + 3);
  }
}

TEST(CorpusReader, SlicesAreSmall) {
  // A text of 8 MB must take many slices.
  std::string list;
  while (list.size() < (std::size_t{8} << 20)) list += "emma\nolivia\n";
  Settings settings;
  settings.preprocessing = Preprocessing::lines;
  CorpusReader reader(list, settings, "list");
  int pieces = 0;
  double share = 0;
  while (reader.advance()) {
    ++pieces;
    EXPECT_GE(reader.progress(), share);
    share = reader.progress();
  }
  EXPECT_GT(pieces, 40);
  EXPECT_EQ(reader.take().line_count(), std::ssize(list) * 2 / 12);
}

}  // namespace
}  // namespace babble
