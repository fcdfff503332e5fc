// What is kept for a later visit, and checkpoints: what they are called and what opening one does.
#include <cmath>

#include "core/models/registry.h"
#include "core/settings/settings.h"
#include "core/training/checkpoint.h"
#include "support/driven_session.h"

namespace babble::app {
namespace {

class Saving : public DrivenSession {
 protected:
  const SavedSession& keep() {
    session.apply(SaveSession{});
    return look().saved_session;
  }
  std::string save() {
    session.apply(SaveCheckpoint{});
    EXPECT_FALSE(refused()) << notice();
    return look().artifact.bytes;
  }
};

TEST_F(Saving, NothingIsKeptWhereNothingIsTheUsersOwn) {
  EXPECT_EQ(keep().id, 0u);
  session.apply(Activate{model_kind("neural")});
  EXPECT_EQ(keep().id, 0u) << "a model without a step is begun again in no time";
  EXPECT_EQ(look().sessions_saved, 2u);
  EXPECT_EQ(newest_notice(), 0u);
}

TEST_F(Saving, TrainedModelsAreKeptOnceForEachState) {
  train(model_kind("neural"), 3);
  EXPECT_EQ(keep().id, 1u);
  EXPECT_EQ(look().saved_session.corpus.bytes.size(), 0u) << "the text ships with the program";
  ASSERT_EQ(look().saved_session.models.size(), 1u);
  EXPECT_NE(look().saved_session.models[0].name.find("neural"), std::string::npos);
  for (const char* words : {"neural bigram", "step 3", "names"})
    EXPECT_NE(look().saved_session.title.find(words), std::string::npos)
        << look().saved_session.title;
  EXPECT_EQ(keep().id, 1u) << "nothing is new";
  train(model_kind("neural"), 1);
  EXPECT_EQ(keep().id, 2u);
  EXPECT_NE(look().saved_session.title.find("step 4"), std::string::npos);
  EXPECT_EQ(look().sessions_saved, 3u);
}

TEST_F(Saving, ATextOfOnesOwnIsKeptWithOrWithoutModels) {
  session.apply(OpenBytes{"mine.txt", few_lines});
  EXPECT_EQ(keep().id, 1u);
  EXPECT_EQ(look().saved_session.title, "mine.txt");
  EXPECT_EQ(look().saved_session.corpus.name, "mine.txt");
  EXPECT_EQ(look().saved_session.corpus.bytes.text(), few_lines);
  EXPECT_TRUE(look().saved_session.models.empty());
  session.apply(OpenBytes{"mine.txt", std::string("zoe\n") + few_lines});
  EXPECT_EQ(keep().id, 2u) << "another text, with no more steps than before";
}

TEST_F(Saving, TheActiveModelComesLastAndALaterVisitGoesOn) {
  session.apply(OpenBytes{"mine.txt", few_lines});
  set_small_rnn();
  session.apply(Set{"batch_size", "1"});
  train(model_kind("rnn"), 2);
  train(model_kind("neural"), 3);
  for (const ModelKind active : {model_kind("neural"), model_kind("rnn")}) {
    session.apply(Activate{active});
    train(active, 1);
    const SavedSession kept = keep();
    ASSERT_EQ(kept.models.size(), 2u);
    const auto last = std::string(model_info(active).id);
    EXPECT_NE(kept.models[1].name.find(last), std::string::npos) << kept.models[1].name;
    EXPECT_EQ(kept.models[0].name.find(last), std::string::npos);
    EXPECT_NE(kept.title.find(" and the "), std::string::npos) << kept.title;

    Session later([this] { return seconds += tick; });
    later.apply(OpenBytes{kept.corpus.name, kept.corpus.bytes});
    for (const auto& item : kept.models) later.apply(OpenBytes{item.name, item.bytes});
    const auto now = later.snapshot();
    EXPECT_EQ(now->active, active);
    EXPECT_EQ(now->corpus.name, "mine.txt");
    for (const ModelKind kind : {model_kind("neural"), model_kind("rnn")}) {
      EXPECT_EQ(now->model(kind).steps, model(kind).steps);
      EXPECT_EQ(now->model(kind).loss, model(kind).loss);
      EXPECT_EQ(now->model(kind).needs_corpus, "");
    }
  }
}

TEST_F(Saving, ATextOfUpTo8MegabytesIsKept) {
  const std::size_t largest = 8u << 20;
  session.apply(OpenBytes{"large.txt", std::string(largest - 2, 'a') + " b"});
  rest();
  ASSERT_EQ(look().corpus.name, "large.txt") << notice();
  EXPECT_EQ(keep().corpus.bytes.size(), largest);
  EXPECT_EQ(look().saved_session.id, 1u);
  session.apply(OpenBytes{"larger.txt", std::string(largest - 1, 'a') + " b"});
  rest();
  ASSERT_EQ(look().corpus.name, "larger.txt") << notice();
  EXPECT_EQ(keep().id, 1u);
  EXPECT_EQ(look().sessions_saved, 2u);
}

TEST_F(Saving, FilesAreNumberedAndNamedForModelTextAndStep) {
  const std::pair<const char*, const char*> names[] = {{"My Text (v2).txt", "My-Text-v2"},
                                                       {"plain", "plain"},
                                                       {"a.b.txt", "a-b"},
                                                       {"--az-AZ-09--.txt", "az-AZ-09"},
                                                       {"ß.txt", "text"}};
  std::uint64_t id = 0;
  for (const auto& [name, stem] : names) {
    session.apply(OpenBytes{name, few_lines});
    train(model_kind("neural"), 2);
    save();
    const Artifact& artifact = look().artifact;
    EXPECT_EQ(artifact.id, ++id);
    EXPECT_EQ(artifact.file_name, "babble-neural-" + std::string(stem) + "-step-2.safetensors");
    EXPECT_EQ(artifact.media_type, "application/octet-stream");
    EXPECT_TRUE(looks_like_checkpoint(artifact.bytes.text()));
  }
  session.apply(OpenBytes{std::string(200, 'n') + ".txt", few_lines});
  train(model_kind("neural"), 1);
  save();
  EXPECT_LT(look().artifact.file_name.size(), 100u);
}

TEST_F(Saving, ThereIsNothingToSaveBeforeAModelExists) {
  session.apply(OpenLink{"rnn.hidden_size=4096&rnn.batch_size=300&rnn.time_steps=150"});
  session.apply(Activate{model_kind("rnn")});
  ASSERT_FALSE(model(model_kind("rnn")).exists);
  session.apply(SaveCheckpoint{});
  EXPECT_TRUE(refused());
  EXPECT_EQ(look().artifact.id, 0u);
}

TEST_F(Saving, ACheckpointWithoutItsTextCanBeSampledAndAskedOnly) {
  session.apply(OpenBytes{"mine.txt", few_lines});
  train(model_kind("neural"), 6);
  const ModelView trained = model(model_kind("neural"));
  const std::string saved = save();

  session.apply(OpenBuiltin{"tale"});
  session.apply(Activate{model_kind("count")});
  session.apply(Subscribe{.matrices = true});
  session.apply(TraceExample{1, 2});
  session.apply(ScoreWord{"ann"});
  session.apply(OpenBytes{"m.safetensors", saved});
  rest();
  EXPECT_EQ(look().active, model_kind("neural"));
  EXPECT_EQ(look().corpus.builtin, "tale");
  const ModelView opened = model(model_kind("neural"));
  EXPECT_TRUE(opened.exists);
  EXPECT_EQ(opened.needs_corpus, "mine.txt");
  EXPECT_EQ(opened.steps, 6);
  EXPECT_EQ(opened.loss, trained.loss);
  EXPECT_EQ(opened.loss_curve.y, trained.loss_curve.y);
  EXPECT_EQ(opened.parameters, trained.parameters);
  EXPECT_FALSE(opened.finished);
  EXPECT_FALSE(opened.repeatable);
  EXPECT_EQ(opened.samples[0].step, 6);
  EXPECT_EQ(opened.samples[0].text, trained.samples[0].text);
  EXPECT_TRUE(std::isnan(opened.nll.train)) << "there is nothing to evaluate it on";
  EXPECT_EQ(opened.landmarks.uniform, trained.landmarks.uniform) << "of its own vocabulary";
  EXPECT_TRUE(std::isnan(opened.landmarks.count_bigram));
  EXPECT_EQ(look().word.rows.size(), 4u);
  EXPECT_EQ(look().example.current, -1) << "its pairs were never counted";
  EXPECT_EQ(look().neural_weights.rows * look().neural_weights.rows, opened.parameters);
  for (const Intent& intent : {Intent(Play{}), Intent(Step{1}), Intent(SaveCheckpoint{})}) {
    const std::uint64_t before = newest_notice();
    session.apply(intent);
    EXPECT_GT(newest_notice(), before);
    EXPECT_TRUE(refused());
    EXPECT_FALSE(look().playing);
  }
  EXPECT_FALSE(session.work(5)) << "it is at rest";
  session.apply(Reset{});
  EXPECT_EQ(model(model_kind("neural")).needs_corpus, "") << "a reset begins on the open text";
  EXPECT_EQ(model(model_kind("neural")).steps, 0);
}

TEST_F(Saving, ItsTextMakesItGoOnWithSamplesAsUsual) {
  session.apply(OpenBytes{"mine.txt", few_lines});
  train(model_kind("neural"), 6);
  const std::string saved = save();
  session.apply(OpenBuiltin{"tale"});
  session.apply(OpenBytes{"m.safetensors", saved});
  session.apply(Generate{.count = 2, .prefix = "an"});
  ASSERT_EQ(model(model_kind("neural")).samples.size(), 2u);
  session.apply(OpenBytes{"again.txt", few_lines});
  EXPECT_FALSE(refused()) << notice();
  EXPECT_EQ(look().corpus.name, "again.txt");
  EXPECT_EQ(model(model_kind("neural")).needs_corpus, "");
  EXPECT_EQ(model(model_kind("neural")).samples.size(), 10u);
  EXPECT_EQ(model(model_kind("count")).settings.seed, model(model_kind("neural")).settings.seed);
  EXPECT_TRUE(model(model_kind("count")).exists);
  session.apply(Step{1});
  rest();
  EXPECT_EQ(model(model_kind("neural")).steps, 7);
  EXPECT_FALSE(model(model_kind("neural")).repeatable);
}

TEST_F(Saving, AnotherTextReplacesACheckpointThatWaits) {
  session.apply(OpenBytes{"mine.txt", few_lines});
  train(model_kind("neural"), 6);
  const std::string saved = save();
  for (const ModelKind active : {model_kind("neural"), model_kind("count")}) {
    session.apply(OpenBuiltin{"tale"});
    session.apply(OpenBytes{"m.safetensors", saved});
    session.apply(Activate{active});
    ASSERT_EQ(model(model_kind("neural")).needs_corpus, "mine.txt");
    session.apply(OpenBuiltin{"names"});
    EXPECT_EQ(look().corpus.builtin, "names");
    EXPECT_EQ(model(model_kind("neural")).needs_corpus, "");
    EXPECT_EQ(model(model_kind("neural")).steps, 0);
    EXPECT_EQ(model(model_kind("neural")).exists, active == model_kind("neural"));
    EXPECT_FALSE(refused()) << notice();
  }
}

TEST_F(Saving, ACheckpointOfTheOpenTextTakesItsWordsForIt) {
  train(model_kind("neural"), 5);
  const std::string automatic = save();
  session.apply(Set{"preprocessing", "lines"});  // what these names are anyway
  train(model_kind("neural"), 2);
  const std::uint64_t revision = look().corpus.revision;
  session.apply(Play{});
  session.work(1);
  session.apply(OpenBytes{"m.safetensors", automatic});
  EXPECT_EQ(look().corpus.revision, revision) << "the very same text";
  EXPECT_FALSE(look().playing);
  EXPECT_FALSE(refused()) << notice();
  EXPECT_NE(notice().find("m.safetensors"), std::string::npos);
  EXPECT_EQ(model(model_kind("neural")).steps, 5);
  for (const ModelView& view : look().models)
    EXPECT_EQ(view.settings.preprocessing, Settings{}.preprocessing) << "as the checkpoint has it";
  session.apply(Set{"preprocessing", "lines"});
  EXPECT_GT(look().corpus.revision, revision) << "so that this is a change";
  session.apply(Undo{});
  EXPECT_EQ(model(model_kind("neural")).steps, 5);
}

TEST_F(Saving, OpeningACheckpointSetsTheTrainedModelAside) {
  train(model_kind("neural"), 5);
  const std::string saved = save();
  train(model_kind("neural"), 2);
  session.apply(Activate{model_kind("count")});
  session.apply(ScoreWord{"anna"});
  session.apply(OpenBytes{"", saved});
  EXPECT_EQ(look().active, model_kind("neural"));
  EXPECT_EQ(model(model_kind("neural")).steps, 5);
  EXPECT_NE(look().undo.find("step 7"), std::string::npos) << look().undo;
  session.apply(Undo{});
  EXPECT_EQ(model(model_kind("neural")).steps, 7);
}

TEST_F(Saving, ABrokenCheckpointLosesNothing) {
  train(model_kind("neural"), 5);
  std::string saved = save();
  session.apply(Play{});
  saved.resize(saved.size() - 4);
  session.apply(OpenBytes{"m.safetensors", saved});
  EXPECT_TRUE(refused());
  EXPECT_EQ(model(model_kind("neural")).steps, 5);
  EXPECT_TRUE(look().playing);
}

}  // namespace
}  // namespace babble::app
