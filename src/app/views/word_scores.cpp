#include "app/views/word_scores.h"

#include "core/base/error.h"

namespace babble::app {

View::Stamp WordScores::stamp(const ViewContext& context) const {
  const OpenModel& open = context.model(context.active);
  return {{context.active.index(), open.run}, word_.empty() ? 0 : open.steps};
}

bool WordScores::fill(const ViewContext& context, double, Snapshot& snapshot) {
  WordTableView& view = snapshot.word;
  view = WordTableView{};
  view.word = word_;
  if (word_.empty()) return true;
  const OpenModel& open = context.model(context.active);
  if (open.model == nullptr) {
    view.error = open.unavailable;
    return true;
  }
  try {
    const WordTable table = word_table(*open.model, *open.vocabulary, open.corpus_kind, word_);
    std::vector<WordRow> rows;
    for (const babble::WordRow& row : table.rows) rows.push_back({row.pair, row.p, row.logp});
    view.rows = std::move(rows);
    view.log_likelihood = table.log_likelihood;
    view.nll = table.nll;
    view.perplexity = table.perplexity;
  } catch (const Error& error) {
    view.error = error.what();
  }
  return true;
}

}  // namespace babble::app
