// What the two bigrams have in common: they look at one token, so the counts of the pairs are all
// that an evaluation needs of a text.
#pragma once

#include <memory>

#include "core/models/model.h"

namespace babble {

class BigramModel : public Model {
 public:
  std::unique_ptr<ModelState> initial_state() const final { return std::make_unique<LastToken>(); }
  void feed(ModelState& state, TokenId token) const final {
    static_cast<LastToken&>(state).last = token;
  }
  double nll(std::span<const TokenId> stream, CorpusKind) const final {
    return nll(count_bigrams(stream, vocabulary_size()));
  }
  double nll(const CountMatrix& pairs) const override = 0;

 protected:
  static TokenId last_token(const ModelState& state) {
    return static_cast<const LastToken&>(state).last;
  }

 private:
  struct LastToken final : ModelState {
    TokenId last = 0;
    void assign(const ModelState& other) override { last = last_token(other); }
  };
};

}  // namespace babble
