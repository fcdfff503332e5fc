#include "app/protocol/snapshot_json.h"

#include <cmath>
#include <nlohmann/json.hpp>

#include "core/models/registry.h"
#include "core/settings/settings_json.h"

namespace babble::app {
namespace {

using Json = nlohmann::ordered_json;

template <class Values>
Json numbers(const Values& values) {
  Json list = Json::array();
  for (const auto value : values) list.push_back(json_number(static_cast<double>(value)));
  return list;
}

Json curve_json(const Curve& curve) { return {{"x", numbers(curve.x)}, {"y", numbers(curve.y)}}; }

Json per_part(const PerPart& parts) {
  return {{"train", json_number(parts.train)},
          {"dev", json_number(parts.dev)},
          {"test", json_number(parts.test)}};
}

Json samples_json(const std::vector<Sample>& samples) {
  Json list = Json::array();
  for (const Sample& sample : samples)
    list.push_back({{"step", sample.step}, {"text", sample.text}});
  return list;
}

Json matrix_json(const MatrixView& matrix) {
  return {{"rows", matrix.rows}, {"columns", matrix.columns}, {"values", numbers(matrix.values)}};
}

Json corpus_json(const CorpusView& corpus) {
  return {{"name", corpus.name},
          {"builtin", corpus.builtin},
          {"kind", corpus.kind},
          {"prepared_as", corpus.prepared_as},
          {"lines", corpus.lines},
          {"characters", corpus.characters},
          {"vocabulary_size", corpus.tokens.size()},
          {"tokens", corpus.tokens},
          {"token_counts", corpus.token_counts},
          {"train_tokens", corpus.train_tokens},
          {"dev_tokens", corpus.dev_tokens},
          {"test_tokens", corpus.test_tokens},
          {"preview", corpus.preview},
          {"revision", corpus.revision}};
}

Json model_json(const ModelView& model) {
  const PerPart perplexity{std::exp(model.nll.train), std::exp(model.nll.dev),
                           std::exp(model.nll.test)};
  return {{"settings", json_settings(model.settings)},
          {"exists", model.exists},
          {"unavailable", model.unavailable},
          {"needs_corpus", model.needs_corpus},
          {"finished", model.finished},
          {"parameters", model.parameters},
          {"steps", model.steps},
          {"repeatable", model.repeatable},
          {"epochs", model.epochs},
          {"steps_per_epoch", model.steps_per_epoch},
          {"loss", json_number(model.loss)},
          {"nll", per_part(model.nll)},
          {"perplexity", per_part(perplexity)},
          {"evaluated_at", model.evaluated_at},
          {"nll_is_partial", model.nll_is_partial},
          {"tokens_per_second", json_number(model.tokens_per_second)},
          {"seconds_trained", json_number(model.seconds_trained)},
          {"landmarks",
           {{"uniform", json_number(model.landmarks.uniform)},
            {"count_bigram", json_number(model.landmarks.count_bigram)}}},
          {"loss_curve", curve_json(model.loss_curve)},
          {"epoch_nll", curve_json(model.epoch_nll)},
          {"gradient_norm", curve_json(model.gradient_norm)},
          {"clipped_norm", curve_json(model.clipped_norm)},
          {"clipped_share", json_number(model.clipped_share)},
          {"samples", samples_json(model.samples)},
          {"sample_trail", samples_json(model.sample_trail)},
          {"diverged", model.diverged},
          {"revision", model.revision}};
}

Json word_json(const WordTableView& word) {
  Json rows = Json::array();
  for (const WordRow& row : word.rows)
    rows.push_back({{"pair", row.pair},
                    {"p", json_number(row.probability)},
                    {"logp", json_number(row.log_probability)}});
  return {{"word", word.word},
          {"rows", std::move(rows)},
          {"log_likelihood", json_number(word.log_likelihood)},
          {"nll", json_number(word.nll)},
          {"perplexity", json_number(word.perplexity)},
          {"error", word.error}};
}

Json hidden_json(const HiddenStateView& hidden, bool with_tables) {
  Json next = Json::array();
  for (const auto& guesses : hidden.next) {
    Json list = Json::array();
    for (const auto& guess : guesses)
      list.push_back(
          {{"token", guess.token}, {"p", json_number(static_cast<double>(guess.probability))}});
    next.push_back(std::move(list));
  }
  Json json = {{"text", hidden.text},
               {"display", hidden.display},
               {"next", std::move(next)},
               {"error", hidden.error}};
  if (with_tables) json["states"] = matrix_json(hidden.states);
  return json;
}

Json ngrams_json(const NgramView& ngrams) {
  Json orders = Json::array();
  for (const NgramOrderView& order : ngrams.orders) {
    Json top = Json::array();
    for (const auto& one : order.top) top.push_back({{"gram", one.gram}, {"count", one.count}});
    orders.push_back({{"total", order.total},
                      {"distinct", order.distinct},
                      {"alpha", json_number(order.alpha)},
                      {"points", order.ranks.size()},
                      {"top", std::move(top)}});
  }
  Json estimates = Json::array();
  for (const LaplaceView& one : ngrams.estimates)
    estimates.push_back({{"token", one.token},
                         {"given", one.given},
                         {"count", one.count},
                         {"of", one.of},
                         {"share", json_number(one.share)},
                         {"smoothed", json_number(one.smoothed)}});
  return {{"unit", ngrams.words ? "words" : "characters"},
          {"orders", std::move(orders)},
          {"asked", ngrams.asked},
          {"estimates", std::move(estimates)},
          {"error", ngrams.error}};
}

template <class Values>
Json integers(const Values& values) {
  Json list = Json::array();
  for (const auto value : values) list.push_back(static_cast<std::int64_t>(value));
  return list;
}

Json batches_json(const BatchesView& view) {
  return {{"toy", view.toy},
          {"batch", view.batch},
          {"time_steps", view.time_steps},
          {"batching", batching_name(view.batching)},
          {"seed", view.seed},
          {"offset", view.offset},
          {"index", view.index},
          {"row", view.row},
          {"length", view.length},
          {"subsequences", view.subsequences},
          {"batches", view.batches},
          {"dropped_end", view.dropped_end},
          {"reset", view.reset},
          {"rows", view.rows},
          {"columns", view.columns},
          {"x", integers(view.x)},
          {"y", integers(view.y)},
          {"begins", integers(view.begins)},
          {"error", view.error}};
}

Json saved_run_json(const SavedRun& run) {
  return {{"id", run.id},
          {"name", run.name},
          {"automatic", run.automatic},
          {"model", model_info(run.kind).id},
          {"settings", json_settings(run.settings)},
          {"corpus", run.corpus},
          {"parameters", run.parameters},
          {"steps", run.steps},
          {"evaluated_at", run.evaluated_at},
          {"seconds_trained", json_number(run.seconds_trained)},
          {"nll", per_part(run.nll)},
          {"loss_points", run.loss_curve.x.size()},
          {"samples", samples_json(run.samples)},
          {"diverged", run.diverged},
          {"can_restore", run.can_restore}};
}

Json example_json(const ExampleView& example) {
  const auto of_next = [&](const std::vector<float>& values) {
    const auto at = static_cast<std::size_t>(example.next);
    return example.current >= 0 && at < values.size() ? json_number(static_cast<double>(values[at]))
                                                      : Json(nullptr);
  };
  return {{"current", example.current},
          {"next", example.next},
          {"step", example.step},
          {"logit", of_next(example.logits)},
          {"p", of_next(example.probabilities)},
          {"gradient", of_next(example.gradient)},
          {"mean_gradient", of_next(example.mean_gradient)},
          {"loss", json_number(example.loss)},
          {"loss_after", json_number(example.loss_after)}};
}

Json smoothing_json(const SmoothingView& view) {
  return {{"k", numbers(view.k)},
          {"k_train", numbers(view.k_train)},
          {"k_dev", numbers(view.k_dev)},
          {"l2", numbers(view.l2)},
          {"l2_train", numbers(view.l2_train)},
          {"l2_dev", numbers(view.l2_dev)}};
}

Json text_load_json(const TextLoadView& text_load) {
  if (text_load.name.empty()) return nullptr;
  return {{"name", text_load.name}, {"read", text_load.read}, {"bytes", text_load.bytes}};
}

Json presets_json(const Snapshot& snapshot) {
  Json list = Json::array();
  for (const PresetView& preset : snapshot.presets)
    list.push_back({{"id", preset.id},
                    {"title", preset.title},
                    {"needs", preset.needs},
                    {"available", preset.available},
                    {"model", model_info(preset.model).id}});
  return list;
}

Json preset_json(const PresetProgress& preset) {
  Json rows = Json::array();
  for (const PresetRow& row : preset.rows)
    rows.push_back({{"what", row.what},
                    {"expected", row.expected},
                    {"obtained", row.obtained},
                    {"agrees", row.agrees}});
  return {{"id", preset.id}, {"rows", std::move(rows)}, {"complete", preset.complete}};
}

}  // namespace

Json snapshot_json(const Snapshot& snapshot, bool with_tables) {
  Json json = {{"revision", snapshot.revision},
               {"playing", snapshot.playing},
               {"busy", snapshot.busy},
               {"busy_fraction", snapshot.busy_fraction},
               {"busy_text", snapshot.busy_text},
               {"text_load", text_load_json(snapshot.text_load)},
               {"active", model_info(snapshot.active).id},
               {"steps_per_second_limit", snapshot.steps_per_second_limit},
               {"corpus", corpus_json(snapshot.corpus)}};
  for (const ModelView& model : snapshot.models)
    json["models"][std::string(model_info(model.kind).id)] = model_json(model);
  json["counts"] = {{"size", snapshot.counts.size}, {"total", snapshot.counts.total}};
  if (with_tables) {
    json["counts"]["counts"] = snapshot.counts.counts;
    json["neural_weights"] = matrix_json(snapshot.neural_weights);
    json["log_probabilities"] = matrix_json(snapshot.log_probabilities);
  }
  const SampleStepView& walk = snapshot.sample_step;
  json["sample_step"] = {
      {"so_far", walk.so_far}, {"row", walk.row},          {"drawn", json_number(walk.drawn)},
      {"chosen", walk.chosen}, {"ended", walk.ended},      {"draws", walk.draws},
      {"seed", walk.seed},     {"finished", walk.finished}};
  json["word"] = word_json(snapshot.word);
  json["hidden"] = hidden_json(snapshot.hidden, with_tables);
  json["ngrams"] = snapshot.ngrams ? ngrams_json(*snapshot.ngrams) : Json(nullptr);
  json["batches"] = snapshot.batches ? batches_json(*snapshot.batches) : Json();
  json["saved_runs"] = Json::array();
  for (const auto& run : snapshot.saved_runs) json["saved_runs"].push_back(saved_run_json(*run));
  json["example"] = example_json(snapshot.example);
  json["smoothing"] = snapshot.smoothing ? smoothing_json(*snapshot.smoothing) : Json(nullptr);
  json["presets"] = presets_json(snapshot);
  json["preset"] = preset_json(snapshot.preset);
  json["notices"] = Json::array();
  for (const Notice& notice : snapshot.notices)
    json["notices"].push_back({{"id", notice.id},
                               {"is_error", notice.is_error},
                               {"text", notice.text},
                               {"offers_undo", notice.offers_undo}});
  json["undo"] = snapshot.undo;
  json["artifact"] = {{"id", snapshot.artifact.id},
                      {"file_name", snapshot.artifact.file_name},
                      {"media_type", snapshot.artifact.media_type},
                      {"size", snapshot.artifact.bytes.size()}};
  return json;
}

}  // namespace babble::app
