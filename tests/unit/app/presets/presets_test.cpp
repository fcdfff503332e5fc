// The runs of the courses give the figures of the courses, through the whole session.
#include "core/presets/presets.h"

#include <gtest/gtest.h>

#include "app/session/session.h"
#include "core/models/registry.h"
#include "support/shared_data.h"
#include "support/thorough.h"

namespace babble::app {
namespace {

using babble::testing::read_bytes;
using babble::testing::shared_path;

void expect_to_agree(Session& session, const char* id) {
  session.apply(RunPreset{id});
  for (int most = 100000; session.work(20) && most > 0; --most) {
  }
  const auto snapshot = session.snapshot();
  ASSERT_EQ(snapshot->preset.id, id)
      << (snapshot->notices.empty() ? "" : snapshot->notices.back().text);
  EXPECT_TRUE(snapshot->preset.complete);
  EXPECT_FALSE(snapshot->playing);
  EXPECT_FALSE(snapshot->preset.rows.empty());
  for (const PresetRow& row : snapshot->preset.rows)
    EXPECT_TRUE(row.agrees) << id << ", " << row.what << ": expected " << row.expected
                            << ", obtained " << row.obtained;
}

TEST(Presets, OfMakemore) {
  BABBLE_NEEDS_SHARED("data/names.txt");
  Session session;
  session.apply(OpenBytes{"names.txt", read_bytes(shared_path("data/names.txt"))});
  for (const char* id : {"microgpt", "makemore-count", "makemore-smoothed", "makemore-trigram",
                         "d2l-backoff", "makemore-neural", "split-neural"})
    expect_to_agree(session, id);
  EXPECT_EQ(session.snapshot()->model(model_kind("neural")).steps, 1000) << "it pauses at its goal";
  session.apply(RunPreset{"d2l-small"});
  EXPECT_TRUE(session.snapshot()->notices.back().is_error) << "that run needs another text";
  EXPECT_EQ(session.snapshot()->preset.id, "split-neural");
}

// 200,000 steps each.
TEST(Presets, OfMakemoresMlp) {
  BABBLE_NEEDS_SHARED("data/names.txt");
  if (!babble::testing::thorough) GTEST_SKIP() << "too slow in this build";
  Session session;
  session.apply(OpenBytes{"names.txt", read_bytes(shared_path("data/names.txt"))});
  for (const char* id : {"makemore-mlp", "makemore-mlp-scaled"}) expect_to_agree(session, id);
}

TEST(Presets, OfD2l) {
  BABBLE_NEEDS_SHARED("data/timemachine.txt");
  Session session;
  session.apply(OpenBytes{"tm.txt", read_bytes(shared_path("data/timemachine.txt"))});
  expect_to_agree(session, "d2l-small");
}

TEST(Presets, PauseAtTheirGoalAfterAnotherPause) {
  Session session;
  session.apply(RunPreset{"one-word"});
  session.apply(Pause{});
  session.apply(Step{5});
  while (session.work(5)) {
  }
  EXPECT_EQ(session.snapshot()->model(model_kind("neural")).steps, 5);
  session.apply(Play{});
  while (session.work(5)) {
  }
  EXPECT_EQ(session.snapshot()->model(model_kind("neural")).steps, 100);
  const auto snapshot = session.snapshot();
  for (const PresetRow& row : snapshot->preset.rows) EXPECT_TRUE(row.agrees) << row.what;
  session.apply(Step{5});
  while (session.work(5)) {
  }
  EXPECT_EQ(session.snapshot()->model(model_kind("neural")).steps, 105)
      << "beyond it, training is free";
}

TEST(Presets, NameTheTextTheyNeed) {
  Session session;
  const auto snapshot = session.snapshot();
  ASSERT_EQ(snapshot->presets.size(), presets().size());
  for (const PresetView& preset : snapshot->presets) {
    EXPECT_EQ(preset.available, preset.id == "one-word") << preset.id;
    EXPECT_FALSE(preset.needs.empty());
    EXPECT_FALSE(preset.source.empty());
  }
}

}  // namespace
}  // namespace babble::app
