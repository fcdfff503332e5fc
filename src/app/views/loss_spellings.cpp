#include "app/views/loss_spellings.h"

#include "core/models/neural_bigram/neural_bigram.h"
#include "core/models/neural_bigram/spellings.h"
#include "core/models/registry.h"

namespace babble::app {
namespace {

std::vector<SpellingView> views_of(const std::vector<Spelling>& spellings) {
  std::vector<SpellingView> views;
  for (const Spelling& one : spellings)
    views.push_back({std::string(one.code), one.value, one.seconds});
  return views;
}

}  // namespace

View::Stamp LossSpellings::stamp(const ViewContext& context) const {
  const OpenModel& open = context.model(trained_bigram());
  return {{open.run}, open.steps};
}

bool LossSpellings::fill(const ViewContext& context, double, Snapshot& snapshot) {
  snapshot.spellings = SpellingsView{};
  const OpenModel& open = context.model(trained_bigram());
  if (!open.trainable) return true;
  const Spellings spellings = spell_out(static_cast<const NeuralBigram&>(*open.model),
                                        context.corpus.tokens(Part::train), context.clock);
  snapshot.spellings = {spellings.pairs, views_of(spellings.losses), views_of(spellings.products)};
  return true;
}

}  // namespace babble::app
