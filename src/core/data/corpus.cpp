#include "core/data/corpus.h"

#include <utility>

#include "core/base/utf8.h"
#include "core/data/corpus_reader.h"

namespace babble {

Corpus Corpus::from_text(std::string_view bytes, const Settings& settings, std::string name,
                         const Progress& progress) {
  CorpusReader reader(bytes, settings, std::move(name));
  const auto report = [&](double fraction) {
    if (progress) progress(fraction);
  };
  report(0);
  while (reader.advance()) report(reader.progress());
  report(1);
  return reader.take();
}

CountMatrix Corpus::pair_counts(Part part) const {
  if (part != Part::all && vocabulary_.size() <= counted_vocabulary)
    return pair_counts_[static_cast<std::size_t>(part)];
  return count_bigrams(tokens(part), vocabulary_.size());
}

std::span<const TokenId> Corpus::tokens(Part part) const {
  // Parts of a corpus of lines include the boundary token that they share with the next part.
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

std::string Corpus::preview(std::size_t characters) const {
  std::size_t end = 0;
  for (; characters > 0 && end < preview_.size(); --characters) next_code_point(preview_, end);
  return preview_.substr(0, end);
}

}  // namespace babble
