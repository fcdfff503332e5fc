#include "core/corpus.h"

#include <algorithm>
#include <numeric>
#include <utility>

#include "core/error.h"
#include "core/prepare_text.h"
#include "core/utf8.h"

namespace babble {
namespace {

constexpr std::size_t preview_characters = 4000;

void report(const Progress& progress, double share) {
  if (progress) progress(share);
}

/// Ids of all characters; the vocabulary has every one of them.
std::vector<TokenId> ids_of(std::u32string_view characters, const Vocabulary& vocabulary,
                            const Progress& progress) {
  constexpr std::size_t piece = std::size_t{1} << 20;
  std::vector<TokenId> ids(characters.size());
  for (std::size_t begin = 0; begin < ids.size(); begin += piece) {
    const std::size_t size = std::min(piece, ids.size() - begin);
    vocabulary.encode_known(characters.substr(begin, size), std::span(ids).subspan(begin, size));
    report(progress,
           0.5 + 0.3 * static_cast<double>(begin + size) / static_cast<double>(ids.size()));
  }
  return ids;
}

std::uint64_t fnv1a(std::uint64_t hash, std::uint64_t value) {
  for (int i = 0; i < 8; ++i) hash = (hash ^ (value >> (8 * i) & 0xFF)) * 0x100000001B3ull;
  return hash;
}

}  // namespace

Corpus Corpus::from_text(std::string_view bytes, const Settings& settings, std::string name,
                         const Progress& progress) {
  report(progress, 0);
  const std::u32string text = read_text(bytes);
  report(progress, 0.2);

  Corpus corpus;
  corpus.name_ = std::move(name);
  corpus.prepared_as_ =
      settings.prepare == Prepare::automatic ? choose_preparation(text) : settings.prepare;
  const bool lines = corpus.prepared_as_ == Prepare::lines;
  corpus.kind_ = lines ? CorpusKind::lines : CorpusKind::text;
  const PreparedText prepared = prepare_text(text, corpus.prepared_as_);
  report(progress, 0.4);
  corpus.vocabulary_ =
      lines ? Vocabulary::marks(prepared.characters) : Vocabulary::frequency(prepared.characters);
  report(progress, 0.5);

  const std::vector<TokenId> ids = ids_of(prepared.characters, corpus.vocabulary_, progress);
  if (lines) {
    corpus.take_lines(ids, prepared.line_ends, settings);
  } else {
    corpus.lines_ = static_cast<std::int64_t>(count_lines(text));
    corpus.take_text(ids, settings);
  }
  if (corpus.tokens(Part::train).size() < 2)
    throw Error(
        "Nothing is left for training: the split " + setting_text(settings, "split") +
        " leaves the training part of this text of " + std::to_string(corpus.characters_) +
        " characters without two tokens in a row. Choose the split 1,0,0 or a longer text.");

  corpus.preview_ = corpus.make_preview(prepared);
  corpus.counts_.assign(static_cast<std::size_t>(corpus.vocabulary_.size()), 0);
  std::uint64_t hash = 0xCBF29CE484222325ull;
  for (const TokenId id : corpus.stream_) {
    ++corpus.counts_[id];
    hash = (hash ^ id) * 0x100000001B3ull;
  }
  hash = fnv1a(fnv1a(hash, static_cast<std::uint64_t>(corpus.train_end_)),
               static_cast<std::uint64_t>(corpus.dev_end_));
  for (const std::string& token : corpus.vocabulary_.tokens())
    for (const char byte : token + '\n') hash = fnv1a(hash, static_cast<unsigned char>(byte));
  corpus.fingerprint_ = hash;
  report(progress, 1);
  return corpus;
}

void Corpus::take_lines(std::span<const TokenId> ids, std::span<const std::size_t> line_ends,
                        const Settings& settings) {
  const auto begin_of = [&](std::size_t line) { return line == 0 ? 0 : line_ends[line - 1]; };
  // Whole lines within the first max_tokens tokens of ".emma.olivia."; the first mark is one too.
  std::size_t used = line_ends.size();
  if (settings.max_tokens > 0) {
    const auto limit = static_cast<std::size_t>(settings.max_tokens);
    used = 0;
    while (used < line_ends.size() && 1 + line_ends[used] + used + 1 <= limit) ++used;
    if (used == 0)
      throw Error("The setting max_tokens is " + std::to_string(settings.max_tokens) +
                  ", but the first line alone with its two marks has " +
                  std::to_string(line_ends[0] + 2) + " tokens.");
  }
  const LineSplit split =
      split_lines(static_cast<std::uint32_t>(used), settings.split, settings.seed);
  line_sizes_ = split.sizes;
  lines_ = static_cast<std::int64_t>(used);
  characters_ = static_cast<std::int64_t>(line_ends[used - 1]);

  stream_.assign(line_ends[used - 1] + used + 1, TokenId{0});
  std::size_t last = 0;  // the mark written last
  std::int64_t done = 0;
  for (const std::uint32_t line : split.order) {
    for (std::size_t i = begin_of(line); i < line_ends[line]; ++i) stream_[++last] = ids[i];
    ++last;
    ++done;
    if (done <= split.sizes.train) train_end_ = static_cast<std::int64_t>(last);
    if (done <= split.sizes.train + split.sizes.dev) dev_end_ = static_cast<std::int64_t>(last);
  }
}

void Corpus::take_text(std::span<const TokenId> ids, const Settings& settings) {
  if (settings.split.kind == Split::Kind::sklearn)
    throw Error("The split " + setting_text(settings, "split") +
                " draws lines, but this is running text: give three shares such as 0.8,0.1,0.1.");
  if (settings.max_tokens > 0 && static_cast<std::size_t>(settings.max_tokens) < ids.size())
    ids = ids.first(static_cast<std::size_t>(settings.max_tokens));
  stream_.assign(ids.begin(), ids.end());
  characters_ = static_cast<std::int64_t>(ids.size());
  const PartSizes sizes = split_sizes(characters_, settings.split);
  train_end_ = sizes.train;
  dev_end_ = sizes.train + sizes.dev;
}

std::span<const TokenId> Corpus::tokens(Part part) const {
  // Parts of a corpus of lines share the mark between them: a part with lines reaches one further.
  const auto end = static_cast<std::int64_t>(stream_.size());
  std::int64_t first = 0, last = end;
  if (kind_ == CorpusKind::lines) {
    if (part == Part::train) last = train_end_ + 1;
    if (part == Part::dev) first = train_end_, last = dev_end_ + 1;
    if (part == Part::test) first = dev_end_;
    if (part != Part::all && line_count(part) == 0) return {};
  } else {
    if (part == Part::train) last = train_end_;
    if (part == Part::dev) first = train_end_, last = dev_end_;
    if (part == Part::test) first = dev_end_;
  }
  return std::span(stream_).subspan(static_cast<std::size_t>(first),
                                    static_cast<std::size_t>(last - first));
}

std::int64_t Corpus::line_count(Part part) const {
  if (kind_ == CorpusKind::text) return 0;
  switch (part) {
    case Part::train:
      return line_sizes_.train;
    case Part::dev:
      return line_sizes_.dev;
    case Part::test:
      return line_sizes_.test;
    case Part::all:
      break;
  }
  return lines_;
}

std::string Corpus::make_preview(const PreparedText& prepared) const {
  std::string preview;
  std::size_t line = 0;
  const auto limit = std::min(static_cast<std::size_t>(characters_), preview_characters);
  for (std::size_t i = 0; i < limit; ++i) {
    append_utf8(preview, prepared.characters[i]);
    if (kind_ == CorpusKind::lines && i + 1 == prepared.line_ends[line]) {
      preview += '\n';
      ++line;
    }
  }
  return preview;
}

std::string Corpus::preview(std::size_t characters) const {
  std::size_t end = 0;
  for (; characters > 0 && end < preview_.size(); --characters) next_code_point(preview_, end);
  return preview_.substr(0, end);
}

}  // namespace babble
