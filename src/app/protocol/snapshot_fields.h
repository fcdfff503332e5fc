// The fields of snapshots, named once: the JSON writer visits them.
//   visit("name", value)        a field, which may be computed
//   visit.table("name", value)  a large one, left out unless asked for
#pragma once

#include <cmath>
#include <limits>
#include <string>

#include "app/protocol/snapshot.h"
#include "core/models/registry.h"

namespace babble::app {

void fields(auto& visit, const PerPart& parts) {
  visit("train", parts.train);
  visit("dev", parts.dev);
  visit("test", parts.test);
}

void fields(auto& visit, const Curve& curve) {
  visit("x", curve.x);
  visit("y", curve.y);
}

void fields(auto& visit, const CorpusView& corpus) {
  visit("name", corpus.name);
  visit("builtin", corpus.builtin);
  visit("kind", corpus.kind);
  visit("prepared_as", corpus.prepared_as);
  visit("words", corpus.words);
  visit("lines", corpus.lines);
  visit("characters", corpus.characters);
  visit("vocabulary_size", corpus.tokens.size());
  visit("tokens", corpus.tokens);
  visit("token_counts", corpus.token_counts);
  visit("train_tokens", corpus.train_tokens);
  visit("dev_tokens", corpus.dev_tokens);
  visit("test_tokens", corpus.test_tokens);
  visit("preview", corpus.preview);
  visit("revision", corpus.revision);
}

void fields(auto& visit, const Sample& sample) {
  visit("step", sample.step);
  visit("text", sample.text);
}

void fields(auto& visit, const WordRow& row) {
  visit("pair", row.pair);
  visit("p", row.probability);
  visit("logp", row.log_probability);
}

void fields(auto& visit, const WordTableView& word) {
  visit("word", word.word);
  visit("rows", word.rows);
  visit("log_likelihood", word.log_likelihood);
  visit("nll", word.nll);
  visit("perplexity", word.perplexity);
  visit("error", word.error);
}

void fields(auto& visit, const Landmarks& landmarks) {
  visit("uniform", landmarks.uniform);
  visit("count_bigram", landmarks.count_bigram);
}

void fields(auto& visit, const ModelView& model) {
  visit("settings", model.settings);
  visit("exists", model.exists);
  visit("notice", model.notice);
  visit("unavailable", model.unavailable);
  visit("needs_corpus", model.needs_corpus);
  visit("finished", model.finished);
  visit("parameters", model.parameters);
  visit("steps", model.steps);
  visit("tokens", model.tokens);
  visit("repeatable", model.repeatable);
  visit("epochs", model.epochs);
  visit("steps_per_epoch", model.steps_per_epoch);
  visit("loss", model.loss);
  visit("nll", model.nll);
  visit("perplexity",
        PerPart{std::exp(model.nll.train), std::exp(model.nll.dev), std::exp(model.nll.test)});
  visit("evaluated_at", model.evaluated_at);
  visit("nll_is_partial", model.nll_is_partial);
  visit("tokens_per_second", model.tokens_per_second);
  visit("seconds_trained", model.seconds_trained);
  visit("landmarks", model.landmarks);
  visit("loss_curve", model.loss_curve);
  visit("dev_curve", model.dev_curve);
  visit("epoch_nll", model.epoch_nll);
  visit("gradient_norm", model.gradient_norm);
  visit("clipped_norm", model.clipped_norm);
  visit("clipped_share", model.clipped_share);
  visit("samples", model.samples);
  visit("sample_trail", model.sample_trail);
  visit("diverged", model.diverged);
  visit("revision", model.revision);
}

struct ModelsById {
  const std::vector<ModelView>& models;
};
void fields(auto& visit, const ModelsById& by_id) {
  for (const ModelView& model : by_id.models) visit(model_info(model.kind).id, model);
}

void fields(auto& visit, const MatrixView& matrix) {
  visit("rows", matrix.rows);
  visit("columns", matrix.columns);
  visit("values", matrix.values);
}

void fields(auto& visit, const CountView& counts) {
  visit("size", counts.size);
  visit("total", counts.total);
  visit.table("counts", counts.counts);
}

void fields(auto& visit, const SampleStepView& step) {
  visit("so_far", step.so_far);
  visit("row", step.row);
  visit("drawn", step.drawn);
  visit("chosen", step.chosen);
  visit("ended", step.ended);
  visit("draws", step.draws);
  visit("seed", step.seed);
  visit("finished", step.finished);
}

void fields(auto& visit, const HiddenStateView::Guess& guess) {
  visit("token", guess.token);
  visit("p", guess.probability);
}

void fields(auto& visit, const HiddenStateView::Gate& gate) {
  visit("name", gate.name);
  visit.table("values", gate.values);
}

void fields(auto& visit, const HiddenStateView& hidden) {
  visit("text", hidden.text);
  visit("display", hidden.display);
  visit("next", hidden.next);
  visit("error", hidden.error);
  visit.table("states", hidden.states);
  visit("gates", hidden.gates);
}

void fields(auto& visit, const AttentionView& attention) {
  visit("text", attention.text);
  visit("display", attention.display);
  visit("layers", attention.layers);
  visit("heads", attention.heads);
  visit("silent", attention.silent);
  visit("after", attention.after);
  visit("error", attention.error);
  visit.table("weights", attention.weights);
}

void fields(auto& visit, const AblationView& ablation) {
  visit("nll", ablation.nll);
  visit("nll_all", ablation.nll_all);
  visit("pairs", ablation.pairs);
  visit("samples", ablation.samples);
  visit("samples_all", ablation.samples_all);
}

void fields(auto& visit, const EmbeddingView::Neighbour& neighbour) {
  visit("token", neighbour.token);
  visit("distance", neighbour.distance);
}

void fields(auto& visit, const EmbeddingView& embedding) {
  visit("dimensions", embedding.dimensions);
  visit("display", embedding.display);
  visit("share", embedding.share);
  visit("neighbours", embedding.neighbours);
  visit("error", embedding.error);
  visit.table("points", embedding.points);
}

void fields(auto& visit, const ActivationView& activations) {
  visit("centres", activations.centres);
  visit("shares", activations.shares);
  visit("saturated", activations.saturated);
  visit("dead", activations.dead);
  visit.table("values", activations.values);
}

void fields(auto& visit, const ReachView& reach) {
  visit("kind", reach.kind);
  visit("hidden", reach.hidden);
  visit("cell", reach.cell);
}

void fields(auto& visit, const WindowView::Example& example) {
  visit("window", example.window);
  visit("next", example.next);
  visit("loss", example.loss);
  visit("probabilities", example.probabilities);
}

void fields(auto& visit, const WindowView& window) {
  visit("text", window.text);
  visit("display", window.display);
  visit("error", window.error);
  visit.table("examples", window.examples);
}

void fields(auto& visit, const SecondTextView::Score& score) {
  visit("model", score.kind);
  visit("nll", score.nll);
  visit("scored", score.scored);
}

void fields(auto& visit, const SecondTextView& second) {
  visit("text", second.text);
  visit("name", second.name);
  visit("pairs", second.pairs);
  visit("unknown", second.unknown);
  visit("scores", second.scores);
  visit("error", second.error);
}

void fields(auto& visit, const GramOrdersView::Order& order) {
  visit("contexts", order.contexts);
  visit("grams", order.grams);
  visit("bytes", order.bytes);
  visit("train", order.train);
  visit("dev", order.dev);
  visit("unseen", order.unseen);
}

void fields(auto& visit, const GramOrdersView& view) {
  visit("orders", view.orders);
  visit("error", view.error);
  visit("context", view.context);
  visit("context_error", view.context_error);
  visit.table("counts", view.counts);
  visit.table("probabilities", view.probabilities);
}

void fields(auto& visit, const NgramOrderView::Top& top) {
  visit("gram", top.gram);
  visit("count", top.count);
}

void fields(auto& visit, const NgramOrderView& order) {
  visit("total", order.total);
  visit("distinct", order.distinct);
  visit("alpha", order.alpha);
  visit("points", order.ranks.size());
  visit("top", order.top);
}

void fields(auto& visit, const LaplaceView& estimate) {
  visit("token", estimate.token);
  visit("given", estimate.given);
  visit("count", estimate.count);
  visit("of", estimate.of);
  visit("share", estimate.share);
  visit("smoothed", estimate.smoothed);
}

void fields(auto& visit, const NgramView& ngrams) {
  visit("unit", ngrams.words ? "words" : "characters");
  visit("orders", ngrams.orders);
  visit("asked", ngrams.asked);
  visit("estimates", ngrams.estimates);
  visit("error", ngrams.error);
}

void fields(auto& visit, const BatchesView& batches) {
  visit("toy", batches.toy);
  visit("batch", batches.batch);
  visit("time_steps", batches.time_steps);
  visit("batching", batching_name(batches.batching));
  visit("seed", batches.seed);
  visit("offset", batches.offset);
  visit("index", batches.index);
  visit("row", batches.row);
  visit("length", batches.length);
  visit("subsequences", batches.subsequences);
  visit("batches", batches.batches);
  visit("dropped_end", batches.dropped_end);
  visit("reset", batches.reset);
  visit("rows", batches.rows);
  visit("columns", batches.columns);
  visit("x", batches.x);
  visit("y", batches.y);
  visit("begins", batches.begins);
  visit("lengths", batches.lengths);
  visit("error", batches.error);
}

void fields(auto& visit, const CoverageView& coverage) {
  visit("epochs", coverage.epochs);
  visit("covered", coverage.covered);
  visit("begins", coverage.begins);
}

void fields(auto& visit, const SavedRun& run) {
  visit("id", run.id);
  visit("name", run.name);
  visit("automatic", run.automatic);
  visit("model", run.kind);
  visit("settings", run.settings);
  visit("corpus", run.corpus);
  visit("parameters", run.parameters);
  visit("steps", run.steps);
  visit("tokens", run.tokens);
  visit("evaluated_at", run.evaluated_at);
  visit("seconds_trained", run.seconds_trained);
  visit("nll", run.nll);
  visit("loss_points", run.loss_curve.x.size());
  visit("samples", run.samples);
  visit("diverged", run.diverged);
  visit("can_restore", run.can_restore);
}

void fields(auto& visit, const SpellingView& spelling) {
  visit("code", spelling.code);
  visit("value", spelling.value);
  visit("seconds", spelling.seconds);
}

void fields(auto& visit, const SpellingsView& spellings) {
  visit("pairs", spellings.pairs);
  visit("losses", spellings.losses);
  visit("products", spellings.products);
}

/// Of each list the value of the next token; NaN without an example.
void fields(auto& visit, const ExampleView& example) {
  const auto of_next = [&](const SharedVector<float>& values) {
    const auto at = static_cast<std::size_t>(example.next);
    return example.current >= 0 && at < values.size() ? values[at]
                                                      : std::numeric_limits<float>::quiet_NaN();
  };
  visit("current", example.current);
  visit("next", example.next);
  visit("step", example.step);
  visit("logit", of_next(example.logits));
  visit("p", of_next(example.probabilities));
  visit("gradient", of_next(example.gradient));
  visit("mean_gradient", of_next(example.mean_gradient));
  visit("loss", example.loss);
  visit("loss_after", example.loss_after);
}

void fields(auto& visit, const SmoothingView& smoothing) {
  visit("k", smoothing.k);
  visit("k_train", smoothing.k_train);
  visit("k_dev", smoothing.k_dev);
  visit("l2", smoothing.l2);
  visit("l2_train", smoothing.l2_train);
  visit("l2_dev", smoothing.l2_dev);
}

void fields(auto& visit, const TextLoadView& load) {
  visit("name", load.name);
  visit("read", load.read);
  visit("bytes", load.bytes);
}

void fields(auto& visit, const PresetView& preset) {
  visit("id", preset.id);
  visit("title", preset.title);
  visit("needs", preset.needs);
  visit("available", preset.available);
  visit("model", preset.model);
}

void fields(auto& visit, const PresetRow& row) {
  visit("what", row.what);
  visit("expected", row.expected);
  visit("obtained", row.obtained);
  visit("agrees", row.agrees);
}

void fields(auto& visit, const PresetProgress& preset) {
  visit("id", preset.id);
  visit("rows", preset.rows);
  visit("complete", preset.complete);
}

void fields(auto& visit, const SweepRun& run) {
  visit("value", run.value);
  visit("parameters", run.parameters);
  visit("steps", run.steps);
  visit("train", run.train);
  visit("dev", run.dev);
  visit("failed", run.failed);
}

void fields(auto& visit, const SweepView& sweep) {
  visit("id", sweep.id);
  visit("model", sweep.kind);
  visit("setting", sweep.setting);
  visit("values", sweep.values);
  visit("steps", sweep.steps);
  visit("seconds", sweep.seconds);
  visit("planned", sweep.planned);
  visit("running", sweep.running);
  visit("progress", sweep.progress);
  visit("runs", sweep.runs);
  visit("best", sweep.best);
}

void fields(auto& visit, const RaceView& race) {
  visit("models", race.models);
  visit("seconds", race.seconds);
  visit("running", race.running);
}

void fields(auto& visit, const Notice& notice) {
  visit("id", notice.id);
  visit("is_error", notice.is_error);
  visit("text", notice.text);
  visit("offers_undo", notice.offers_undo);
}

void fields(auto& visit, const Artifact& artifact) {
  visit("id", artifact.id);
  visit("file_name", artifact.file_name);
  visit("media_type", artifact.media_type);
  visit("size", artifact.bytes.size());
}

void fields(auto& visit, const Snapshot& snapshot) {
  visit("revision", snapshot.revision);
  visit("playing", snapshot.playing);
  visit("busy", snapshot.busy);
  visit("busy_fraction", snapshot.busy_fraction);
  visit("busy_text", snapshot.busy_text);
  visit("text_load", snapshot.text_load.name.empty() ? nullptr : &snapshot.text_load);
  visit("active", snapshot.active);
  visit("steps_per_second_limit", snapshot.steps_per_second_limit);
  visit("corpus", snapshot.corpus);
  visit("models", ModelsById{snapshot.models});
  visit("counts", snapshot.counts);
  visit.table("neural_weights", snapshot.neural_weights);
  visit.table("log_probabilities", snapshot.log_probabilities);
  visit("sample_step", snapshot.sample_step);
  visit("word", snapshot.word);
  visit("hidden", snapshot.hidden);
  visit("attention", snapshot.attention);
  visit("ablation", snapshot.ablation);
  visit("embedding", snapshot.embedding);
  visit("positions", snapshot.positions);
  visit("activations", snapshot.activations);
  visit("reach", snapshot.reach);
  visit("window", snapshot.window);
  visit("second_text", snapshot.second_text);
  visit("orders", snapshot.orders);
  visit("ngrams", snapshot.ngrams);
  visit("batches", snapshot.batches);
  visit("coverage", snapshot.coverage);
  visit("saved_runs", snapshot.saved_runs);
  visit("example", snapshot.example);
  visit("spellings", snapshot.spellings);
  visit("smoothing", snapshot.smoothing);
  visit("presets", snapshot.presets);
  visit("preset", snapshot.preset);
  visit("sweep", snapshot.sweep);
  visit("race", snapshot.race);
  visit("notices", snapshot.notices);
  visit("undo", snapshot.undo);
  visit("artifact", snapshot.artifact);
}

}  // namespace babble::app
