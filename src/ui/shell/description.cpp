#include "ui/shell/description.h"

#include <algorithm>
#include <cmath>
#include <vector>

#include "core/models/registry.h"
#include "ui/base/format.h"

namespace babble::ui {
namespace {

std::string part_words(const app::ModelView& model) {
  std::string words;
  const auto add = [&](const char* name, double nll) {
    if (std::isnan(nll)) return;
    words += (words.empty() ? " Loss in nats per character: " : ", ") + fixed(nll, 3) + " on the " +
             name + " part";
  };
  add("training", model.nll.train);
  add("dev", model.nll.dev);
  add("test", model.nll.test);
  return words.empty() ? words : words + ".";
}

std::string landmark_words(const app::ModelView& model) {
  return " A model that knows nothing has " + fixed(model.landmarks.uniform, 3) +
         "; the count bigram has " + fixed(model.landmarks.count_bigram, 3) + ".";
}

std::string frequent_pairs(const app::Snapshot& snapshot) {
  const app::CountView& counts = snapshot.counts;
  const auto& display = snapshot.corpus.display;
  if (counts.size == 0 || display.size() != static_cast<std::size_t>(counts.size)) return {};
  std::vector<std::size_t> order(counts.counts.size());
  for (std::size_t i = 0; i < order.size(); ++i) order[i] = i;
  const std::size_t shown = std::min<std::size_t>(5, order.size());
  std::partial_sort(
      order.begin(), order.begin() + static_cast<std::ptrdiff_t>(shown), order.end(),
      [&](std::size_t a, std::size_t b) { return counts.counts[a] > counts.counts[b]; });
  const auto size = static_cast<std::size_t>(counts.size);
  std::string words = " The most frequent pairs:";
  for (std::size_t i = 0; i < shown; ++i) {
    words += (i == 0 ? " " : ", ") + display[order[i] / size] + " then " +
             display[order[i] % size] + ", " + grouped(counts.counts[order[i]]) + " times";
  }
  return words + ".";
}

std::string curve_words(const app::ModelView& model) {
  if (model.steps == 0 || model.loss_curve.y.empty())
    return " The loss curve is empty: the model is not trained yet.";
  return " The loss curve has gone from " + fixed(model.loss_curve.y.front(), 3) + " to " +
         fixed(model.loss_curve.y.back(), 3) + " in " + plural(model.steps, "step", "steps") + ".";
}

std::string corpus_words(const app::CorpusView& corpus) {
  return "The text is " + corpus.name + ": " + grouped(corpus.characters) + " characters in " +
         plural(corpus.lines, "line", "lines") + ", " +
         plural(static_cast<std::int64_t>(corpus.tokens.size()), "different one",
                "different ones") +
         ".";
}

}  // namespace

std::string spoken_description(const app::Snapshot& snapshot, std::string_view chapter) {
  const app::ModelView& count = snapshot.model(model_kind("count"));
  if (chapter == "data") {
    return "Chapter Data. " + corpus_words(snapshot.corpus) + " It is divided into " +
           grouped(snapshot.corpus.train_tokens) + " characters for training, " +
           grouped(snapshot.corpus.dev_tokens) + " for choosing settings and " +
           grouped(snapshot.corpus.test_tokens) + " for the final test.";
  }
  if (chapter == "counting") {
    return "Chapter Counting. A table says how often each character follows each other one: " +
           grouped(snapshot.counts.total) + " pairs in " + snapshot.corpus.name + "." +
           frequent_pairs(snapshot) + part_words(count);
  }
  if (chapter == "neural") {
    const app::ModelView& model = snapshot.model(model_kind("neural"));
    return "Chapter Neural bigram. One layer of weights learns the table that counting found." +
           curve_words(model) + part_words(model) + landmark_words(model);
  }
  if (chapter == "rnn") {
    const app::ModelView& model = snapshot.model(model_kind("rnn"));
    return "Chapter RNN. A recurrent network with " +
           plural(model.settings.hidden_size, "hidden unit", "hidden units") +
           " remembers what it has read." + curve_words(model) + part_words(model) +
           landmark_words(model);
  }
  if (chapter == "batches") {
    const Settings& settings = snapshot.model(model_kind("rnn")).settings;
    return "Chapter Batches. The text is cut into mini-batches of " +
           plural(settings.batch_size, "sequence", "sequences") + " of " +
           plural(settings.time_steps, "token", "tokens") + "; each label is the next token.";
  }
  std::string words = "Chapter Compare.";
  for (const app::ModelView& model : snapshot.models) {
    words += ' ';
    words += "The " + std::string(model_info(model.kind).title);
    if (!model.exists) {
      words += " is not trained yet.";
      continue;
    }
    words += ", " + grouped(model.parameters) + " parameters, " +
             plural(model.steps, "step", "steps") + "." + part_words(model);
  }
  return words;
}

}  // namespace babble::ui
