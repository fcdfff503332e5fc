// Snapshots as JSON: what stands in a field of the snapshot stands under its name in the JSON.
#include <gtest/gtest.h>

#include <cmath>
#include <nlohmann/json.hpp>

#include "app/protocol/snapshot_json.h"
#include "core/models/registry.h"
#include "core/settings/settings_json.h"

namespace babble::app {
namespace {

using ViewJson = nlohmann::ordered_json;

ViewJson json_of(const Snapshot& snapshot, bool with_tables = false) {
  return ViewJson::parse(snapshot_json(snapshot, with_tables).dump());
}

TEST(SnapshotFields, OfTheSession) {
  Snapshot snapshot;
  snapshot.revision = 11;
  snapshot.playing = true;
  snapshot.busy = true;
  snapshot.busy_fraction = 0.25;
  snapshot.busy_text = "Reading";
  snapshot.active = model_kind("rnn");
  snapshot.steps_per_second_limit = 12.5;
  snapshot.undo = "the RNN";
  const ViewJson json = json_of(snapshot);
  EXPECT_EQ(json["revision"], 11);
  EXPECT_EQ(json["playing"], true);
  EXPECT_EQ(json["busy"], true);
  EXPECT_EQ(json["busy_fraction"], 0.25);
  EXPECT_EQ(json["busy_text"], "Reading");
  EXPECT_EQ(json["active"], "rnn");
  EXPECT_EQ(json["steps_per_second_limit"], 12.5);
  EXPECT_EQ(json["undo"], "the RNN");
}

TEST(SnapshotFields, ASessionThatHasDoneNothingClaimsNothing) {
  const Snapshot snapshot;
  EXPECT_FALSE(snapshot.playing || snapshot.busy || snapshot.preset.complete);
  EXPECT_FALSE(snapshot.sample_step.ended);
  EXPECT_FALSE(PresetRow{}.agrees || PresetView{}.available);
  EXPECT_FALSE(Notice{}.is_error || Notice{}.offers_undo);
  const SavedRun run;
  EXPECT_FALSE(run.automatic || run.nll_is_partial || run.can_restore);
  const BatchesView batches;
  EXPECT_FALSE(batches.toy || batches.cut || batches.reset);
  for (const ModelView& model : snapshot.models)
    EXPECT_FALSE(model.exists || model.finished || model.repeatable || model.nll_is_partial);
  EXPECT_FALSE(NgramView{}.words);
  const ViewJson json = json_of(snapshot);
  for (const char* name : {"ngrams", "batches", "smoothing", "text_load"})
    EXPECT_TRUE(json[name].is_null()) << name;
  EXPECT_TRUE(json["saved_runs"].is_array() && json["saved_runs"].empty());
  EXPECT_TRUE(json["notices"].is_array() && json["notices"].empty());
  EXPECT_TRUE(json["example"]["p"].is_null());
  EXPECT_FALSE(json["hidden"].contains("states"));
  EXPECT_FALSE(json["counts"].contains("counts"));
  EXPECT_FALSE(snapshot_json(snapshot).contains("log_probabilities"));
}

TEST(SnapshotFields, OfTheText) {
  Snapshot snapshot;
  snapshot.corpus = {.name = "n",
                     .builtin = "b",
                     .kind = "lines",
                     .prepared_as = "d2l",
                     .words = true,
                     .lines = 2,
                     .characters = 3,
                     .tokens = {".", "a"},
                     .display = {".", "a"},
                     .token_counts = {4, 5},
                     .train_tokens = 6,
                     .dev_tokens = 7,
                     .test_tokens = 8,
                     .preview = "p",
                     .revision = 9};
  snapshot.counts = {.size = 2, .counts = {1, 2, 3, 4}, .total = 10};
  snapshot.text_load = {"large.txt", 12, 34};
  const ViewJson json = json_of(snapshot, true);
  const ViewJson expected = {
      {"name", "n"},          {"builtin", "b"},       {"kind", "lines"},
      {"prepared_as", "d2l"}, {"lines", 2},           {"characters", 3},
      {"vocabulary_size", 2}, {"tokens", {".", "a"}}, {"token_counts", {4, 5}},
      {"train_tokens", 6},    {"dev_tokens", 7},      {"test_tokens", 8},
      {"preview", "p"},       {"revision", 9},        {"words", true}};
  for (const auto& [name, value] : expected.items()) EXPECT_EQ(json["corpus"][name], value) << name;
  EXPECT_EQ(json["counts"]["size"], 2);
  EXPECT_EQ(json["counts"]["total"], 10);
  EXPECT_EQ(json["counts"]["counts"], ViewJson({1, 2, 3, 4}));
  EXPECT_EQ(json["text_load"]["name"], "large.txt");
  EXPECT_EQ(json["text_load"]["read"], 12);
  EXPECT_EQ(json["text_load"]["bytes"], 34);
}

TEST(SnapshotFields, OfAModel) {
  Snapshot snapshot;
  ModelView& model = snapshot.models[1];
  model.kind = model_kind("neural");
  model.settings.bias = true;
  model.exists = model.finished = model.repeatable = model.nll_is_partial = true;
  model.parameters = 1;
  model.steps = 2;
  model.epochs = 3;
  model.steps_per_epoch = 4;
  model.loss = 0.5;
  model.nll = {0.1, 0.2, 0.3};
  model.evaluated_at = 5;
  model.tokens_per_second = 6;
  model.seconds_trained = 7;
  model.landmarks = {0.8, 0.9};
  model.loss_curve = {{1, 2}, {3, 4}};
  model.epoch_nll = {{5}, {6}};
  model.gradient_norm = {{7}, {8}};
  model.clipped_norm = {{9}, {10}};
  model.clipped_share = 0.75;
  model.samples = {{2, "ann."}};
  model.sample_trail = {{1, "bob."}};
  model.diverged = "d";
  model.unavailable = "u";
  model.needs_corpus = "c";
  model.revision = 12;
  const ViewJson json = json_of(snapshot)["models"]["neural"];
  EXPECT_EQ(json["settings"], json_settings(model.settings));
  for (const char* name : {"exists", "finished", "repeatable", "nll_is_partial"})
    EXPECT_EQ(json[name], true) << name;
  const ViewJson expected = {{"parameters", 1},
                             {"steps", 2},
                             {"epochs", 3},
                             {"steps_per_epoch", 4},
                             {"loss", 0.5},
                             {"nll", {{"train", 0.1}, {"dev", 0.2}, {"test", 0.3}}},
                             {"evaluated_at", 5},
                             {"tokens_per_second", 6.0},
                             {"seconds_trained", 7.0},
                             {"landmarks", {{"uniform", 0.8}, {"count_bigram", 0.9}}},
                             {"loss_curve", {{"x", {1.0, 2.0}}, {"y", {3.0, 4.0}}}},
                             {"clipped_share", 0.75},
                             {"diverged", "d"},
                             {"unavailable", "u"},
                             {"needs_corpus", "c"},
                             {"revision", 12}};
  for (const auto& [name, value] : expected.items()) EXPECT_EQ(json[name], value) << name;
  EXPECT_EQ(json["perplexity"]["train"], std::exp(0.1));
  EXPECT_EQ(json["perplexity"]["dev"], std::exp(0.2));
  EXPECT_EQ(json["perplexity"]["test"], std::exp(0.3));
  EXPECT_EQ(json["epoch_nll"]["y"][0], 6.0);
  EXPECT_EQ(json["gradient_norm"]["y"][0], 8.0);
  EXPECT_EQ(json["clipped_norm"]["y"][0], 10.0);
  EXPECT_EQ(json["samples"][0]["step"], 2);
  EXPECT_EQ(json["samples"][0]["text"], "ann.");
  EXPECT_EQ(json["sample_trail"][0]["step"], 1);
}

TEST(SnapshotFields, OfTheChapters) {
  Snapshot snapshot;
  snapshot.neural_weights = {.rows = 1, .columns = 2, .values = {0.5f, 0.25f}};
  snapshot.log_probabilities = {.rows = 2, .columns = 1, .values = {-1, -2}};
  snapshot.sample_step.so_far = "an";
  snapshot.sample_step.row = 1;
  snapshot.sample_step.drawn = 0.5;
  snapshot.sample_step.chosen = 2;
  snapshot.sample_step.ended = true;
  snapshot.sample_step.draws = 3;
  snapshot.sample_step.seed = 4;
  snapshot.sample_step.finished = {"bob."};
  snapshot.word = {"ann", {{".a", 0.5, -0.5}}, -3, 1, 2, "e"};
  snapshot.hidden.text = "t";
  snapshot.hidden.display = {"t"};
  snapshot.hidden.states = {.rows = 1, .columns = 1, .values = {0.125f}};
  snapshot.hidden.next = {{{"h", 0.75f}}};
  snapshot.hidden.error = "e";
  snapshot.example.current = 0;
  snapshot.example.next = 1;
  snapshot.example.step = 7;
  snapshot.example.logits = {0, 1};
  snapshot.example.probabilities = {0, 2};
  snapshot.example.gradient = {0, 3};
  snapshot.example.mean_gradient = {0, 4};
  snapshot.example.loss = 5;
  snapshot.example.loss_after = 6;
  auto smoothing = std::make_shared<SmoothingView>();
  *smoothing = {{1}, {2}, {3}, {4}, {5}, {6}};
  snapshot.smoothing = smoothing;
  const ViewJson json = json_of(snapshot, true);
  EXPECT_EQ(json["neural_weights"]["rows"], 1);
  EXPECT_EQ(json["neural_weights"]["columns"], 2);
  EXPECT_EQ(json["neural_weights"]["values"], ViewJson({0.5, 0.25}));
  EXPECT_EQ(json["log_probabilities"]["values"], ViewJson({-1.0, -2.0}));
  EXPECT_EQ(json["sample_step"], ViewJson({{"so_far", "an"},
                                           {"row", 1},
                                           {"drawn", 0.5},
                                           {"chosen", 2},
                                           {"ended", true},
                                           {"draws", 3},
                                           {"seed", 4},
                                           {"finished", {"bob."}}}));
  EXPECT_EQ(json["word"]["word"], "ann");
  EXPECT_EQ(json["word"]["rows"][0], ViewJson({{"pair", ".a"}, {"p", 0.5}, {"logp", -0.5}}));
  EXPECT_EQ(json["word"]["log_likelihood"], -3.0);
  EXPECT_EQ(json["word"]["nll"], 1.0);
  EXPECT_EQ(json["word"]["perplexity"], 2.0);
  EXPECT_EQ(json["word"]["error"], "e");
  EXPECT_EQ(json["hidden"]["text"], "t");
  EXPECT_EQ(json["hidden"]["display"], ViewJson::array({"t"}));
  EXPECT_EQ(json["hidden"]["states"]["values"][0], 0.125);
  EXPECT_EQ(json["hidden"]["next"][0][0], ViewJson({{"token", "h"}, {"p", 0.75}}));
  EXPECT_EQ(json["hidden"]["error"], "e");
  EXPECT_EQ(json["example"], ViewJson({{"current", 0},
                                       {"next", 1},
                                       {"step", 7},
                                       {"logit", 1.0},
                                       {"p", 2.0},
                                       {"gradient", 3.0},
                                       {"mean_gradient", 4.0},
                                       {"loss", 5.0},
                                       {"loss_after", 6.0}}));
  int expected = 0;
  for (const char* name : {"k", "k_train", "k_dev", "l2", "l2_train", "l2_dev"})
    EXPECT_EQ(json["smoothing"][name][0], static_cast<double>(++expected)) << name;
}

TEST(SnapshotFields, OfNgramsAndBatches) {
  Snapshot snapshot;
  auto ngrams = std::make_shared<NgramView>();
  ngrams->words = true;
  ngrams->orders[1].total = 5;
  ngrams->orders[1].distinct = 4;
  ngrams->orders[1].alpha = 0.5;
  ngrams->orders[1].ranks = {1, 2, 3};
  ngrams->orders[1].top = {{"of the", 2}};
  ngrams->asked = "the";
  ngrams->estimates = {{"the", "of", 1, 2, 0.5, 0.25}};
  ngrams->error = "e";
  snapshot.ngrams = ngrams;
  auto batches = std::make_shared<BatchesView>();
  batches->toy = batches->reset = true;
  batches->batch = 1;
  batches->time_steps = 2;
  batches->batching = Batching::random;
  batches->seed = 3;
  batches->offset = 4;
  batches->index = 5;
  batches->row = 6;
  batches->length = 7;
  batches->subsequences = 8;
  batches->batches = 9;
  batches->dropped_end = 10;
  batches->rows = 11;
  batches->columns = 12;
  batches->x = {13};
  batches->y = {14};
  batches->begins = {15};
  batches->lengths = {16};
  batches->error = "b";
  snapshot.batches = batches;
  const ViewJson json = json_of(snapshot);
  EXPECT_EQ(json["ngrams"]["unit"], "words");
  ASSERT_EQ(json["ngrams"]["orders"].size(), 3u);
  const ViewJson& order = json["ngrams"]["orders"][1];
  EXPECT_EQ(order["total"], 5);
  EXPECT_EQ(order["distinct"], 4);
  EXPECT_EQ(order["alpha"], 0.5);
  EXPECT_EQ(order["points"], 3);
  EXPECT_EQ(order["top"][0], ViewJson({{"gram", "of the"}, {"count", 2}}));
  EXPECT_EQ(json["ngrams"]["asked"], "the");
  EXPECT_EQ(json["ngrams"]["estimates"][0], ViewJson({{"token", "the"},
                                                      {"given", "of"},
                                                      {"count", 1},
                                                      {"of", 2},
                                                      {"share", 0.5},
                                                      {"smoothed", 0.25}}));
  EXPECT_EQ(json["ngrams"]["error"], "e");
  const ViewJson expected = {{"toy", true},
                             {"batch", 1},
                             {"time_steps", 2},
                             {"batching", "random"},
                             {"seed", 3},
                             {"offset", 4},
                             {"index", 5},
                             {"row", 6},
                             {"length", 7},
                             {"subsequences", 8},
                             {"batches", 9},
                             {"dropped_end", 10},
                             {"reset", true},
                             {"rows", 11},
                             {"columns", 12},
                             {"x", ViewJson::array({13})},
                             {"y", ViewJson::array({14})},
                             {"begins", ViewJson::array({15})},
                             {"error", "b"}};
  for (const auto& [name, value] : expected.items())
    EXPECT_EQ(json["batches"][name], value) << name;
}

TEST(SnapshotFields, OfRunsPresetsNoticesAndFiles) {
  Snapshot snapshot;
  auto run = std::make_shared<SavedRun>();
  run->id = 1;
  run->name = "mine";
  run->automatic = run->can_restore = true;
  run->kind = model_kind("rnn");
  run->settings.hidden_size = 5;
  run->corpus = "names";
  run->parameters = 2;
  run->steps = 3;
  run->evaluated_at = 4;
  run->seconds_trained = 0.5;
  run->nll = {1, 2, 3};
  run->loss_curve = {{1, 2}, {3, 4}};
  run->samples = {{3, "ann."}};
  run->diverged = "d";
  snapshot.saved_runs = {run};
  snapshot.presets = {{"id", "title", "source", "note", "needs", true, model_kind("neural")}};
  snapshot.preset = {"id", {{"what", "1", "2", true}}, true};
  snapshot.notices = {{7, true, "text", true}};
  snapshot.artifact = {8, "f", "m", SharedBytes("12345")};
  const ViewJson json = json_of(snapshot);
  const ViewJson expected = {{"id", 1},
                             {"name", "mine"},
                             {"automatic", true},
                             {"can_restore", true},
                             {"model", "rnn"},
                             {"settings", json_settings(run->settings)},
                             {"corpus", "names"},
                             {"parameters", 2},
                             {"steps", 3},
                             {"evaluated_at", 4},
                             {"seconds_trained", 0.5},
                             {"nll", {{"train", 1.0}, {"dev", 2.0}, {"test", 3.0}}},
                             {"loss_points", 2},
                             {"diverged", "d"}};
  for (const auto& [name, value] : expected.items())
    EXPECT_EQ(json["saved_runs"][0][name], value) << name;
  EXPECT_EQ(json["saved_runs"][0]["samples"][0]["text"], "ann.");
  EXPECT_EQ(json["presets"][0], ViewJson({{"id", "id"},
                                          {"title", "title"},
                                          {"needs", "needs"},
                                          {"available", true},
                                          {"model", "neural"}}));
  EXPECT_EQ(json["preset"]["id"], "id");
  EXPECT_EQ(json["preset"]["complete"], true);
  EXPECT_EQ(json["preset"]["rows"][0],
            ViewJson({{"what", "what"}, {"expected", "1"}, {"obtained", "2"}, {"agrees", true}}));
  EXPECT_EQ(json["notices"][0],
            ViewJson({{"id", 7}, {"is_error", true}, {"text", "text"}, {"offers_undo", true}}));
  EXPECT_EQ(json["artifact"],
            ViewJson({{"id", 8}, {"file_name", "f"}, {"media_type", "m"}, {"size", 5}}));
}

}  // namespace
}  // namespace babble::app
