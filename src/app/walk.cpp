#include "app/walk.h"

#include <cstddef>
#include <vector>

#include "core/sampler.h"

namespace babble::app {
namespace {

// As sample() does: after the mark, or as after the most frequent token of a running text.
int start_row(const Vocabulary& vocabulary, CorpusKind kind) {
  return kind == CorpusKind::lines || vocabulary.size() < 2 ? 0 : 1;
}

std::int64_t longest(CorpusKind kind) { return kind == CorpusKind::lines ? 200 : 50; }

}  // namespace

void Walker::clear() {
  generator_.reset();
  drawn_ = 0;
  view_ = WalkView{};
}

void Walker::show_start(const Vocabulary& vocabulary, CorpusKind kind) {
  drawn_ = 0;
  view_ = WalkView{};
  view_.row = start_row(vocabulary, kind);
}

void Walker::advance(const CountBigram& model, const Vocabulary& vocabulary, CorpusKind kind,
                     bool restart, std::uint64_t seed, bool reseed) {
  if (!generator_ || seed_ != seed || reseed) {
    generator_.emplace(seed);
    seed_ = seed;
    restart = true;
  }
  if (restart || view_.ended) show_start(vocabulary, kind);
  if (view_.chosen >= 0) view_.row = view_.chosen;

  const auto columns = static_cast<std::size_t>(model.vocabulary_size());
  const float* row = model.probabilities().data() + static_cast<std::size_t>(view_.row) * columns;
  TorchRng look_ahead = *generator_;
  view_.drawn = look_ahead.uniform_double();  // what multinomial is about to take
  view_.chosen = static_cast<int>(generator_->multinomial(std::span(row, columns)));
  view_.so_far += vocabulary.token(static_cast<TokenId>(view_.chosen));
  ++drawn_;
  view_.ended = (kind == CorpusKind::lines && view_.chosen == 0) || drawn_ >= longest(kind);
}

}  // namespace babble::app
