#include "ui/shell/status.h"

#include <algorithm>

#include "core/models/registry.h"
#include "ui/base/format.h"

namespace babble::ui {

std::string status_words(const app::Snapshot& snapshot, bool brief) {
  const app::ModelView& model = snapshot.model(snapshot.active);
  if (!model.diverged.empty()) return "diverged";
  if (snapshot.active == model_kind("count")) {
    const std::string nll = "NLL " + fixed(model.nll.train, 4);
    return brief ? nll : grouped(snapshot.counts.total) + " pairs counted · " + nll;
  }
  if (model.steps == 0) return brief ? "not trained" : "not trained yet: press play";
  std::string words = "step " + grouped(model.steps) + " · loss " + fixed(model.loss, 4);
  if (!brief && snapshot.playing && snapshot.active == model_kind("rnn") &&
      model.tokens_per_second > 0) {
    words += " · " + short_count(model.tokens_per_second) + " chars/s";
  }
  if (model.finished) words += " · finished";
  return words;
}

std::string spoken_status(const app::Snapshot& snapshot) {
  if (!snapshot.text_load.name.empty())
    return "Reading " + snapshot.text_load.name + ". What is open stays until it is complete.";
  const app::ModelView& model = snapshot.model(snapshot.active);
  std::string words;
  const ModelInfo& info = model_info(snapshot.active);
  words = info.label;
  if (!info.capabilities.trained) {
    words += " of " + snapshot.corpus.name + ": loss " + fixed(model.nll.train, 3) +
             " nats per character on the training part.";
  } else if (model.steps == 0) {
    words += ", not trained yet.";
  } else {
    words += std::string(", ") + (snapshot.playing ? "training" : "paused") + ", step " +
             grouped(model.steps) + ", loss " + fixed(model.loss, 3) + ".";
  }
  if (!model.diverged.empty()) words += " " + model.diverged;
  if (!model.samples.empty()) {
    words += " Samples:";
    for (std::size_t i = 0; i < std::min<std::size_t>(model.samples.size(), 3); ++i) {
      words += (i == 0 ? " " : ", ") + model.samples[i].text;
    }
  }
  return words;
}

}  // namespace babble::ui
