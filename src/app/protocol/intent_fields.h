// The fields of intents, named once: the JSON reader and writer and the packing visit them.
//   visit("name", value)        a field
// Intents without fields are not listed.
#pragma once

#include "app/protocol/intents.h"
#include "app/protocol/is.h"

namespace babble::app {

void fields(auto& visit, Is<Step> auto& step) { visit("count", step.count); }
void fields(auto& visit, Is<Activate> auto& activate) { visit("model", activate.model); }
void fields(auto& visit, Is<Set> auto& set) {
  visit("key", set.key);
  visit("value", set.value);
}
void fields(auto& visit, Is<LimitSpeed> auto& limit) {
  visit("steps_per_second", limit.steps_per_second);
}
void fields(auto& visit, Is<OpenBuiltin> auto& open) { visit("name", open.name); }
void fields(auto& visit, Is<OpenBytes> auto& open) {
  visit("name", open.name);
  visit("text", open.bytes);
}
void fields(auto& visit, Is<OpenLink> auto& open) { visit("text", open.text); }
void fields(auto& visit, Is<Generate> auto& generate) {
  visit("count", generate.count);
  visit("prefix", generate.prefix);
  visit("greedy", generate.greedy);
  visit("temperature", generate.temperature);
  visit("length", generate.length);
  visit("seed", generate.seed);
}
void fields(auto& visit, Is<ScoreWord> auto& score_word) { visit("word", score_word.word); }
void fields(auto& visit, Is<SampleStep> auto& step) {
  visit("restart", step.restart);
  visit("seed", step.seed);
  visit("reseed", step.reseed);
  visit("count", step.count);
}
void fields(auto& visit, Is<InspectHiddenState> auto& inspect) { visit("text", inspect.text); }
void fields(auto& visit, Is<InspectBatch> auto& inspect) {
  visit("toy", inspect.toy);
  visit("batch", inspect.batch);
  visit("time_steps", inspect.time_steps);
  visit("random", inspect.random);
  visit("offset", inspect.offset);
  visit("seed", inspect.seed);
  visit("index", inspect.index);
  visit("row", inspect.row);
  visit("lines", inspect.lines);
}
void fields(auto& visit, Is<Ngrams> auto& ngrams) {
  visit("unit", ngrams.unit);
  visit("gram", ngrams.gram);
  visit("e1", ngrams.e1);
  visit("e2", ngrams.e2);
  visit("e3", ngrams.e3);
}
void fields(auto& visit, Is<TraceExample> auto& pair) {
  visit("current", pair.current);
  visit("next", pair.next);
}
void fields(auto& visit, Is<Subscribe> auto& subscribe) {
  visit("matrices", subscribe.matrices);
  visit("hidden", subscribe.hidden);
  visit("ngrams", subscribe.ngrams);
  visit("program", subscribe.program);
  visit("attention", subscribe.attention);
  visit("embedding", subscribe.embedding);
  visit("activations", subscribe.activations);
  visit("window", subscribe.window);
  visit("orders", subscribe.orders);
  visit("reach", subscribe.reach);
}
void fields(auto& visit, Is<EvaluateTest> auto& evaluate) { visit("model", evaluate.model); }
void fields(auto& visit, Is<StartSweep> auto& sweep) {
  visit("model", sweep.model);
  visit("setting", sweep.setting);
  visit("values", sweep.values);
  visit("steps", sweep.steps);
  visit("seconds", sweep.seconds);
}
void fields(auto& visit, Is<SilenceHeads> auto& silence) { visit("heads", silence.heads); }
void fields(auto& visit, Is<ScoreText> auto& score) { visit("text", score.text); }

void fields(auto& visit, Is<Race> auto& race) {
  visit("models", race.models);
  visit("seconds", race.seconds);
  visit("equal_parameters", race.equal_parameters);
}
void fields(auto& visit, Is<SaveRun> auto& save) {
  visit("model", save.model);
  visit("name", save.name);
}
void fields(auto& visit, Is<RenameRun> auto& rename) {
  visit("id", rename.id);
  visit("name", rename.name);
}
void fields(auto& visit, Is<RemoveRun> auto& remove) { visit("id", remove.id); }
void fields(auto& visit, Is<RestoreRun> auto& restore) { visit("id", restore.id); }
void fields(auto& visit, Is<RunPreset> auto& run) { visit("id", run.id); }

}  // namespace babble::app
