// What holds for every model of the registry. A new model is tested here as it is.
#include "core/models/registry.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <set>

#include "core/base/error.h"
#include "core/base/numbers.h"
#include "core/training/checkpoint.h"
#include "core/training/trainer.h"

namespace babble {
namespace {

std::shared_ptr<const Corpus> words() {
  Settings settings;
  settings.split = Split{.train = 1, .dev = 0, .test = 0};
  std::string text;
  for (int i = 0; i < 40; ++i) text += "anna\nolivia\nemma\nmia\n";
  return std::make_shared<const Corpus>(Corpus::from_text(text, settings, "words"));
}

Settings small(ModelKind kind) {
  Settings settings = model_info(kind).defaults;
  settings.hidden_size = 6;
  settings.layers = 2;
  settings.heads = 2;
  settings.width = 6;
  settings.time_steps = 4;
  if (settings.batch_size > 0) settings.batch_size = 3;
  return settings;
}

TEST(Registry, IdsAndNamesAreTold) {
  std::set<std::string_view> ids;
  for (const ModelKind kind : model_kinds()) {
    const ModelInfo& info = model_info(kind);
    EXPECT_TRUE(ids.insert(info.id).second) << info.id;
    EXPECT_EQ(model_kind(info.id), kind);
    for (const std::string_view text : {info.title, info.label, info.short_label, info.description})
      EXPECT_FALSE(text.empty()) << info.id;
    EXPECT_NE(model_ids().find(info.id), std::string::npos);
    EXPECT_FALSE(info.summary(info.defaults).empty());
    EXPECT_NO_THROW(info.check_settings(info.defaults));
    for (const std::string_view key : info.settings) {
      ASSERT_NE(find_setting(key), nullptr) << key;
      EXPECT_EQ(find_setting(key)->key, key) << "a former key";
      EXPECT_FALSE(find_setting(key)->is_data) << key;
      EXPECT_TRUE(info.uses(key));
    }
    for (const auto& [key, accepted] : info.choices) {
      EXPECT_TRUE(info.uses(key)) << key;
      const auto all = find_setting(key)->choices;
      for (const std::string_view one : accepted)
        EXPECT_NE(std::find(all.begin(), all.end(), one), all.end()) << one;
    }
    EXPECT_TRUE(info.uses("split"));
    EXPECT_FALSE(info.uses("nonsense"));
  }
  EXPECT_THROW(model_kind("gpt-4"), Error);
}

TEST(Registry, SavedTensorsAreThoseThatTheInfoTells) {
  const auto corpus = words();
  for (const ModelKind kind : model_kinds()) {
    const ModelInfo& info = model_info(kind);
    SCOPED_TRACE(std::string(info.id));
    Trainer trainer(corpus, kind, small(kind));
    for (int i = 0; i < 3 && !trainer.finished(); ++i) trainer.step();
    EXPECT_EQ(trainer.model().info().id, info.id);
    const TrainingState state = trainer.state();
    const auto specs = info.tensors(state.vocabulary_size, state.settings);
    ASSERT_EQ(state.tensors.size(), specs.size());
    for (std::size_t i = 0; i < specs.size(); ++i)
      EXPECT_EQ(&find_tensor(state.tensors, specs[i]), &state.tensors[i]);
    const auto again = make_model(state);
    const auto one = trainer.model().parameters(), two = again->parameters();
    ASSERT_EQ(one.size(), two.size());
    for (std::size_t i = 0; i < one.size(); ++i)
      EXPECT_TRUE(std::equal(one[i].values.begin(), one[i].values.end(), two[i].values.begin()));
  }
}

TEST(Registry, EveryModelGivesADistributionAndDrawsNoMemoryFromAssignedStates) {
  const auto corpus = words();
  const int V = corpus->vocabulary().size();
  for (const ModelKind kind : model_kinds()) {
    SCOPED_TRACE(std::string(model_info(kind).id));
    Trainer trainer(corpus, kind, small(kind));
    trainer.step();
    const Model& model = trainer.model();
    const auto state = model.initial_state(), copy = model.initial_state();
    model.feed(*state, 0);
    model.feed(*state, 2);
    copy->assign(*state);
    std::vector<float> p(static_cast<std::size_t>(V)), q = p, logits = p;
    model.next_probabilities(*state, p);
    model.next_probabilities(*copy, q);
    EXPECT_EQ(p, q);
    double sum = 0;
    for (const float value : p) sum += static_cast<double>(value);
    EXPECT_NEAR(sum, 1, 1e-5);
    model.next_logits(*state, logits);
    double exponentials = 0;
    for (const float value : logits) exponentials += std::exp(static_cast<double>(value));
    EXPECT_NEAR(std::exp(static_cast<double>(logits[1])) / exponentials, static_cast<double>(p[1]),
                1e-5);
    EXPECT_EQ(model.hidden_units(*state).empty(), !model_info(kind).uses("hidden_size"));
    const auto stream = corpus->tokens(Part::train);
    const double nll = model.nll(stream, CorpusKind::text);
    EXPECT_TRUE(std::isfinite(nll));
    if (model_info(kind).capabilities.bigram) {
      EXPECT_NEAR(model.nll(corpus->pair_counts(Part::train)), nll, 1e-9);
    }
  }
}

void expect_to_go_on(const std::shared_ptr<const Corpus>& corpus, ModelKind kind,
                     const Settings& settings) {
  Trainer whole(corpus, kind, settings);
  for (int i = 0; i < 5 && !whole.finished(); ++i) whole.step();
  Trainer resumed = resume(load_checkpoint(save_checkpoint(whole)), corpus);
  for (int i = 0; i < 7 && !whole.finished(); ++i)
    EXPECT_EQ(whole.step().loss, resumed.step().loss);
  EXPECT_EQ(save_checkpoint(whole), save_checkpoint(resumed));
}

// With every kind of mini-batch that the model accepts.
TEST(Registry, EveryModelGoesOnFromItsCheckpointToTheSameBits) {
  const auto corpus = words();
  const std::vector<std::vector<const char*>> changes{
      {"optimizer=sgd"}, {"optimizer=adamw", "learning_rate=0.01", "generator=python"}};
  for (const ModelKind kind : model_kinds()) {
    for (const auto& pairs : changes) {
      SCOPED_TRACE(std::string(model_info(kind).id) + ", " + pairs[0]);
      Settings settings = small(kind);
      for (const char* pair : pairs) set_setting(settings, pair);
      expect_to_go_on(corpus, kind, settings);
      if (!model_info(kind).uses("batching")) continue;
      for (const std::string_view batching :
           model_info(kind).choices_of(*find_setting("batching"))) {
        set_setting(settings, "batching", batching);
        expect_to_go_on(corpus, kind, settings);
      }
    }
  }
}

// The first text that somebody pastes: twenty lines, or one of a single character.
TEST(Registry, EveryModelLearnsFromAVerySmallText) {
  std::string text;
  for (const char* name : {"anna", "ben", "carla", "dora", "emil"})
    for (const char* ending : {"", "a", "o", "ine"}) text += std::string(name) + ending + "\n";
  Settings data;
  data.split = Split{.train = 1, .dev = 0, .test = 0};
  data.preprocessing = Preprocessing::lines;
  for (const std::string& bytes : {text, std::string("a\n")}) {
    const auto corpus = std::make_shared<const Corpus>(Corpus::from_text(bytes, data, "few"));
    for (const ModelKind kind : model_kinds()) {
      SCOPED_TRACE(std::string(model_info(kind).id));
      expect_to_go_on(corpus, kind, model_info(kind).defaults);
    }
  }
}

// The largest values that the settings accept: allocated first, they would be some 50 GB.
TEST(Registry, HugeModelsAreRefusedForTheirMemory) {
  const auto corpus = words();
  for (const ModelKind kind : model_kinds()) {
    const ModelInfo& info = model_info(kind);
    SCOPED_TRACE(std::string(info.id));
    if (!info.workspace_bytes) continue;
    Settings settings = info.defaults;
    for (const char* key : {"layers", "width", "hidden_size", "embedding", "block_size"})
      if (info.uses(key)) set_setting(settings, key, real_text(find_setting(key)->maximum));
    if (info.uses("hidden_size")) settings.optimizer = OptimizerKind::adamw;
    const BatchShape shape{512, 512};
    try {
      info.check_memory(60'000, settings, shape);
      ADD_FAILURE() << "was accepted";
    } catch (const Error& error) {
      EXPECT_NE(std::string(error.what()).find("MB of memory"), std::string::npos);
      EXPECT_NE(std::string(error.what()).find("Batch size"), std::string::npos) << error.what();
    }
    EXPECT_NO_THROW(info.check_memory(27, info.defaults, {32, 35}));
    if (info.uses("layers")) {
      EXPECT_THROW(Trainer(corpus, kind, settings), Error);
    }
  }
}

}  // namespace
}  // namespace babble
