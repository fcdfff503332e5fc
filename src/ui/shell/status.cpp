#include "ui/shell/status.h"

#include <algorithm>

#include "core/models/registry.h"
#include "ui/base/format.h"
#include "ui/base/short_tokens.h"

namespace babble::ui {

std::vector<std::string> status_words(const app::Snapshot& snapshot) {
  const app::ModelView& model = snapshot.model(snapshot.active);
  if (!model.diverged.empty()) return {"diverged"};
  if (!model_info(model.kind).capabilities.trained) {
    const std::string nll = "NLL " + fixed(model.nll.train, 4);
    return {grouped(snapshot.counts.total) + " pairs counted · " + nll, nll};
  }
  if (model.steps == 0) return {"not trained yet: press play", "not trained"};
  const std::string step = "step " + grouped(model.steps), loss = "loss " + fixed(model.loss, 4);
  if (model.finished)
    return {step + " · " + loss + " · finished", loss + " · finished", "finished"};
  std::vector<std::string> words{step + " · " + loss, step};
  if (snapshot.playing && model_info(model.kind).capabilities.epochs &&
      model.tokens_per_second > 0) {
    const std::string speed =
        short_count(model.tokens_per_second) + (snapshot.corpus.words ? " words/s" : " chars/s");
    words.insert(words.begin(), words.front() + " · " + speed);
  }
  return words;
}

std::string spoken_status(const app::Snapshot& snapshot) {
  if (!snapshot.text_load.name.empty())
    return "Reading " + snapshot.text_load.name +
           ". The current text stays active until the new one has loaded.";
  const app::ModelView& model = snapshot.model(snapshot.active);
  const ModelInfo& info = model_info(model.kind);
  std::string words(info.label);
  if (!info.capabilities.trained) {
    words += " of " + snapshot.corpus.name + ": loss " + fixed(model.nll.train, 3) + " nats per " +
             token_unit(snapshot.corpus) + " on the training part.";
  } else if (model.steps == 0) {
    words += ", not trained yet.";
  } else {
    words += std::string(snapshot.playing ? ", training" : ", paused") + ", step " +
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
