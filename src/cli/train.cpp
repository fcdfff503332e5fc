#include "cli/train.h"

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>

#include "cli/commands.h"
#include "cli/terminal.h"
#include "core/models/registry.h"
#include "core/settings/settings_json.h"
#include "core/training/evaluation.h"

namespace babble::cli {

ModelKind wanted_model(const std::string& id) {
  try {
    return model_kind(id);
  } catch (const Error& error) {
    throw UsageError(error.what());
  }
}

Settings wanted_settings(ModelKind kind, const std::vector<std::string>& assignments) {
  Settings settings = model_info(kind).defaults;
  try {
    for (const std::string& assignment : assignments) set_setting(settings, assignment);
    model_info(kind).check_settings(settings);
  } catch (const Error& error) {
    throw UsageError(error.what());
  }
  return settings;
}

namespace {

using Json = nlohmann::ordered_json;

Json per_part(const PartValues& values) {
  return {{"train", json_number(values.train)},
          {"dev", json_number(values.dev)},
          {"test", json_number(values.test)}};
}

template <class Value>
Json list_of(const Series& series, Value value) {
  Json list = Json::array();
  for (std::size_t i = 0; i < series.size(); ++i) list.push_back(json_number(value(i)));
  return list;
}

Json numbers_of(const Series& series) {
  Json list = Json::array();
  for (std::size_t i = 0; i < series.size(); ++i) {
    // Whole numbers as integers; the middle of merged points may lie between two.
    const double x = series.x(i);
    if (std::floor(x) == x)
      list.push_back(static_cast<std::int64_t>(x));
    else
      list.push_back(x);
  }
  return list;
}

Json values_of(const Series& series) {
  return list_of(series, [&](std::size_t i) { return series.y(i); });
}

Json history_json(const Trainer& trainer) {
  const History& history = trainer.history();
  Json json = {{"steps", numbers_of(history.loss)}, {"loss", values_of(history.loss)}};
  if (model_info(trainer.kind()).capabilities.trained)
    json["gradient_norm"] = values_of(history.gradient_norm);
  if (model_info(trainer.kind()).uses("max_grad_norm"))
    json["clipped_norm"] = values_of(history.clipped_norm);
  json["epochs"] = numbers_of(history.epoch_nll);
  json["nll"] = values_of(history.epoch_nll);
  json["perplexity"] =
      list_of(history.epoch_nll, [&](std::size_t i) { return std::exp(history.epoch_nll.y(i)); });
  return json;
}

/// The fraction done, by steps or by epochs; negative where training has no end.
double fraction_done(const Trainer& trainer, std::int64_t done, std::int64_t most_steps) {
  double fraction = -1;
  if (most_steps > 0) fraction = static_cast<double>(done) / static_cast<double>(most_steps);
  const auto epochs = static_cast<double>(trainer.settings().epochs);
  if (epochs > 0) {
    const double per_epoch =
        static_cast<double>(std::max<std::int64_t>(1, trainer.steps_per_epoch()));
    fraction = std::max(fraction, static_cast<double>(trainer.steps()) / (per_epoch * epochs));
  }
  return fraction;
}

}  // namespace

TrainingResult train(Trainer& trainer, const TrainingPlan& plan) {
  const std::int64_t most_steps = plan.most_steps;
  Progress progress;
  TrainingResult result;
  const double begin = seconds_now();
  std::int64_t done = 0;
  double checked = begin, saved = begin;
  int until_check = 0,
      checks_every = 1;  // a step of a small model takes less time than reading the clock
  while (!trainer.finished() && (most_steps == 0 || done < most_steps)) {
    if (interrupted()) {
      result.interrupted = true;
      break;
    }
    result.tokens += trainer.step().tokens;
    ++done;
    if (plan.after_step) plan.after_step();
    if (--until_check > 0) continue;
    const double now = seconds_now();
    if (now - checked < 0.005) checks_every = std::min(2 * checks_every, 4096);
    checked = now;
    until_check = checks_every;
    if (plan.autosave_every > 0 && now - saved >= plan.autosave_every) {
      progress.clear();
      plan.autosave();
      saved = seconds_now();
    }
    if (!progress.due()) continue;
    const double rate = static_cast<double>(result.tokens) / std::max(now - begin, 1e-9);
    std::string text = "step " + grouped(trainer.steps());
    if (model_info(trainer.kind()).capabilities.epochs)
      text += "  epoch " + grouped(trainer.epochs_done());
    text += "  loss " + shown(trainer.last().loss) + "  " +
            grouped(static_cast<std::int64_t>(rate)) + " tokens/s";
    progress.show(fraction_done(trainer, done, most_steps), text);
  }
  result.seconds = seconds_now() - begin;
  return result;
}

PartValues evaluate_parts(const Trainer& trainer) {
  Evaluator evaluator(trainer.shared_corpus());
  const auto nll = [&](Part part) { return evaluator.evaluate(trainer.model(), part).nll; };
  return {nll(Part::train), nll(Part::dev), nll(Part::test)};
}

PartValues unseen_parts(const Trainer& trainer) {
  const Corpus& corpus = trainer.corpus();
  const auto unseen = [&](Part part) {
    return trainer.model().unseen_contexts(corpus.tokens(part), corpus.kind());
  };
  return {unseen(Part::train), unseen(Part::dev), unseen(Part::test)};
}

Json training_json(const Trainer& trainer, const TrainingResult& result, const PartValues& nll) {
  const Corpus& corpus = trainer.corpus();
  const double rate =
      result.seconds > 0 ? static_cast<double>(result.tokens) / result.seconds : std::nan("");
  const double loss = trainer.steps() > 0 ? trainer.last().loss : std::nan("");
  Json json = {
      {"model", model_info(trainer.kind()).id},
      {"settings", json_settings(trainer.settings())},
      {"corpus",
       {{"name", corpus.name()},
        {"kind", corpus.kind() == CorpusKind::lines ? "lines" : "text"},
        {"prepared_as", preprocessing_name(corpus.prepared_as())},
        {"tokens",
         {{"train", corpus.tokens(Part::train).size()},
          {"dev", corpus.tokens(Part::dev).size()},
          {"test", corpus.tokens(Part::test).size()}}}}},
      {"vocabulary_size", corpus.vocabulary().size()},
      {"parameters", trainer.model().parameter_count()},
      {"steps", trainer.steps()},
      {"epochs", trainer.epochs_done()},
      {"loss", json_number(loss)},
      {"nll", per_part(nll)},
      {"perplexity", per_part({std::exp(nll.train), std::exp(nll.dev), std::exp(nll.test)})},
      {"tokens_per_second", json_number(rate)},
      {"seconds", json_number(result.seconds)},
      {"interrupted", result.interrupted},
      {"diverged", trainer.diverged().empty() ? Json(nullptr) : Json(trainer.diverged())},
      {"history", history_json(trainer)}};
  const PartValues unseen = unseen_parts(trainer);
  if (!std::isnan(unseen.train)) json["unseen_contexts"] = per_part(unseen);
  return json;
}

}  // namespace babble::cli
