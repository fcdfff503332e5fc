#include "app/session/saved_runs.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "core/base/error.h"
#include "core/base/utf8.h"

namespace babble::app {
namespace {

// Each point is the mean of a stretch of neighbours.
Curve thinned(const Curve& curve, std::size_t points) {
  const std::size_t size = curve.x.size();
  const std::size_t stretch = std::max<std::size_t>(1, (size + points - 1) / points);
  std::vector<double> xs, ys;
  for (std::size_t begin = 0; begin < size; begin += stretch) {
    const std::size_t end = std::min(begin + stretch, size);
    double x = 0, y = 0;
    for (std::size_t i = begin; i < end; ++i) x += curve.x[i], y += curve.y[i];
    const auto count = static_cast<double>(end - begin);
    xs.push_back(x / count);
    ys.push_back(y / count);
  }
  return {std::move(xs), std::move(ys)};
}

std::string checked_name(const std::string& name) {
  const std::size_t first = name.find_first_not_of(' ');
  if (first == std::string::npos) throw Error("A run needs a name.");
  std::string trimmed = name.substr(first, name.find_last_not_of(' ') - first + 1);
  if (trimmed.size() > SavedRuns::longest_name || first_invalid_utf8(trimmed))
    throw Error("The name of a run is text of at most " + std::to_string(SavedRuns::longest_name) +
                " bytes.");
  return trimmed;
}

}  // namespace

void SavedRuns::save(const ModelView& model, const CorpusView& corpus, std::string name,
                     bool automatic, std::string checkpoint) {
  if (!name.empty()) name = checked_name(name);
  if (runs_.size() >= most) {
    const auto oldest =
        std::find_if(runs_.begin(), runs_.end(), [](const auto& run) { return run->automatic; });
    if (oldest != runs_.end())
      remove((*oldest)->id);
    else if (automatic)
      return;
    else
      throw Error("At most " + std::to_string(most) + " runs can be saved: remove one first.");
  }
  auto run = std::make_shared<SavedRun>();
  if (name.empty())
    name = std::string(model_info(model.kind).label) + ' ' +
           std::to_string(++generated_names_[model.kind.index()]);
  run->id = ++last_id_;
  run->name = std::move(name);
  run->automatic = automatic;
  run->kind = model.kind;
  run->settings = model.settings;
  run->corpus = corpus.name;
  run->corpus_fingerprint = corpus.fingerprint;
  run->parameters = model.parameters;
  run->steps = model.steps;
  run->tokens = model.tokens;
  run->evaluated_at = model.evaluated_at;
  run->loss = model.loss;
  run->seconds_trained = model.seconds_trained;
  run->nll = model.nll;
  run->nll_is_partial = model.nll_is_partial;
  run->loss_curve = thinned(model.loss_curve, most_points);
  run->samples = model.samples.get();
  if (run->samples.size() > 10) run->samples.resize(10);
  run->diverged = model.diverged;
  if (checkpoint.size() > largest_checkpoint) checkpoint.clear();
  run->can_restore = !checkpoint.empty();
  runs_.edit().push_back(std::move(run));
  checkpoints_.emplace_back(std::move(checkpoint));
}

std::size_t SavedRuns::find(std::uint64_t id) const {
  for (std::size_t i = 0; i < runs_.size(); ++i)
    if (runs_[i]->id == id) return i;
  throw Error("There is no saved run number " + std::to_string(id) + '.');
}

const SavedRun& SavedRuns::run(std::uint64_t id) const { return *runs_[find(id)]; }

void SavedRuns::rename(std::uint64_t id, const std::string& name) {
  const std::size_t at = find(id);
  auto renamed = std::make_shared<SavedRun>(*runs_[at]);
  renamed->name = checked_name(name);
  renamed->automatic = false;
  runs_.edit()[at] = std::move(renamed);
}

void SavedRuns::remove(std::uint64_t id) {
  const auto at = static_cast<std::ptrdiff_t>(find(id));
  std::vector<std::shared_ptr<const SavedRun>>& runs = runs_.edit();
  runs.erase(runs.begin() + at);
  checkpoints_.erase(checkpoints_.begin() + at);
}

const std::string& SavedRuns::checkpoint(std::uint64_t id) const {
  const std::size_t at = find(id);
  if (checkpoints_[at].empty())
    throw Error("Only the figures of the run \"" + runs_[at]->name +
                "\" were saved, not its model.");
  return checkpoints_[at].text();
}

}  // namespace babble::app
