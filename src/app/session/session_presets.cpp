// Runs of the courses, and how far they agree.
#include <algorithm>
#include <utility>

#include "app/session/session.h"
#include "core/base/error.h"
#include "core/base/shown_text.h"

namespace babble::app {

void Session::handle(const RunPreset& request) {
  const Preset* found = find_preset(request.id);
  if (found == nullptr)
    throw Error("There is no run of a course called " + in_quotes(request.id) + ".");
  const Preset& preset = *found;
  Source source = source_;
  switch (preset.corpus) {
    case PresetCorpus::letters:
      source = builtin_source("word");
      break;
    case PresetCorpus::builtin_names:
      source = builtin_source("names");
      break;
    case PresetCorpus::builtin_tale:
      source = builtin_source("tale");
      break;
    case PresetCorpus::course_names:
    case PresetCorpus::course_time_machine:
      if (!preset_fits(preset, source.bytes))
        throw Error("This run needs " + std::string(preset_corpus_title(preset.corpus)) +
                    ": open that file first.");
      break;
  }
  std::vector<TextLoad::Attempt> attempts{{std::move(source), preset_settings(preset)}};
  begin_load({std::move(attempts), [this, &preset](std::size_t, TextLoad::Attempt& attempt,
                                                   std::shared_ptr<const Corpus> corpus) {
                std::optional<BatchOrder> batch_order;
                if (!preset.offsets.empty()) batch_order = preset_batch_order(preset);
                ModelRun fresh(preset.model, clock_);
                fresh.start(corpus, attempt.data, std::move(batch_order));
                install(std::move(attempt.source), std::move(corpus), attempt.data);
                begin_preset(preset, std::move(fresh));
                return true;
              }});
}

void Session::begin_preset(const Preset& preset, ModelRun fresh) {
  ModelRun& one = run(preset.model);
  one = std::move(fresh);
  active_ = preset.model;
  ensure_counted();
  draw_first_samples(one);

  preset_.emplace(preset);
  snapshot_.preset.id = preset.id;
  snapshot_.preset.rows = preset_->rows();
  observe_preset();
  due_ = clock_();
  playing_ = one.can_train();  // up to steps_to_goal()
}

void Session::forget_preset() {
  preset_.reset();
  snapshot_.preset = PresetProgress{};
}

void Session::observe_preset() {
  const ModelRun& one = run(preset_->preset().model);
  if (one.trainer() == nullptr) return;
  if (preset_->observe(*one.trainer(), *evaluator_)) snapshot_.preset.rows = preset_->rows();
  snapshot_.preset.complete = preset_->complete(*one.trainer());
}

std::int64_t Session::steps_to_goal() const {
  if (!preset_ || preset_->preset().model != active_) return 0;
  return std::max<std::int64_t>(0, preset_->preset().steps - active().steps());
}

}  // namespace babble::app
