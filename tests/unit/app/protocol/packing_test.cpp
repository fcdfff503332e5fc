// Intents and snapshots as bytes: what comes out is what went in, and what has not changed is not
// sent again.
#include "app/protocol/packing.h"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "app/protocol/intent_json.h"
#include "app/protocol/snapshot_json.h"
#include "core/base/error.h"
#include "support/driven_session.h"

namespace babble::app {
namespace {

std::string all_of(const Snapshot& snapshot) { return snapshot_json(snapshot, true).dump(); }

class Packing : public DrivenSession {
 protected:
  /// Sends the session's next snapshot.
  std::shared_ptr<const Snapshot> send() {
    bytes_ = packer_.pack(look());
    return unpacker_.unpack(bytes_);
  }
  SnapshotPacker packer_;
  SnapshotUnpacker unpacker_;
  std::string bytes_;
};

TEST_F(Packing, ASnapshotWithEverythingArrivesAsItIs) {
  session.apply(Subscribe{.matrices = true,
                          .hidden = true,
                          .ngrams = true,
                          .program = true,
                          .attention = true,
                          .embedding = true,
                          .activations = true,
                          .window = true,
                          .orders = true,
                          .reach = true});
  set_small_rnn();
  session.apply(ScoreWord{"emma"});
  session.apply(InspectHiddenState{"emma"});
  session.apply(InspectBatch{});
  session.apply(TraceExample{1, 2});
  session.apply(SampleStep{});
  train(model_kind("rnn"), 60);
  session.apply(SaveRun{model_kind("rnn"), "first"});
  session.apply(SaveCheckpoint{});
  session.apply(SaveSession{});
  train(model_kind("neural"), 3);
  session.apply(OpenBytes{"own", std::string("one\ntwo\nthr\xC3\xA9\xE2\x82\xAC\nfour\n")});
  session.apply(RunPreset{"nothing of this name"});
  session.apply(StartSweep{model_kind("neural"), "l2", "0, 1", 2});
  rest();
  const auto arrived = send();
  const Snapshot& sent = look();
  EXPECT_EQ(all_of(*arrived).substr(20), all_of(sent).substr(20));  // after the revision
  // What the JSON does not hold.
  EXPECT_EQ(arrived->artifact.bytes.text(), sent.artifact.bytes.text());
  EXPECT_GT(arrived->artifact.bytes.size(), 100u);
  EXPECT_EQ(arrived->corpus.fingerprint, sent.corpus.fingerprint);
  EXPECT_EQ(arrived->corpus.display.get(), sent.corpus.display.get());
  ASSERT_EQ(arrived->saved_session.models.size(), sent.saved_session.models.size());
  ASSERT_FALSE(sent.saved_session.models.empty());
  EXPECT_EQ(arrived->saved_session.models[0].bytes.text(),
            sent.saved_session.models[0].bytes.text());
  ASSERT_EQ(arrived->saved_runs.size(), 3u);
  EXPECT_EQ(arrived->saved_runs[0]->settings, sent.saved_runs[0]->settings);
  EXPECT_EQ(arrived->links_opened, sent.links_opened);
}

TEST_F(Packing, WhatHasNotChangedIsNotSentAgain) {
  session.apply(Subscribe{.matrices = true});
  train(model_kind("neural"), 50);
  const auto first = send();
  const std::size_t whole = bytes_.size();
  const auto second = send();
  EXPECT_LT(bytes_.size(), whole / 3);
  EXPECT_TRUE(first->counts.counts.shares_storage_with(second->counts.counts));
  EXPECT_TRUE(first->models[1].loss_curve.y.shares_storage_with(second->models[1].loss_curve.y));
  // Over more than one snapshot, and beside what has changed.
  train(model_kind("neural"), 1);
  const auto third = send();
  EXPECT_TRUE(first->counts.counts.shares_storage_with(third->counts.counts));
  EXPECT_EQ(third->model(model_kind("neural")).steps, 51);
}

TEST_F(Packing, AReceiverThatLostASnapshotReadsAWholeOne) {
  send();
  EXPECT_THROW(unpacker_.unpack(packer_.pack(look()).substr(0, 100)), Error);
  packer_.forget();
  EXPECT_EQ(all_of(*send()).substr(20), all_of(look()).substr(20));
}

TEST(PackedIntents, ArriveAsTheyAre) {
  const std::string bytes("\x00\xFF text \xC3", 9);
  const auto open = std::get<OpenBytes>(unpack_intent(pack_intent(OpenBytes{"a name", bytes})));
  EXPECT_EQ(open.name, "a name");
  EXPECT_EQ(open.bytes, bytes);
  for (const Intent& intent :
       {Intent(Play{}), Intent(Step{12}), Intent(Set{"epochs", "3"}), Intent(LimitSpeed{2.5}),
        Intent(Activate{model_kind("rnn")}), Intent(Generate{.prefix = "em", .greedy = true}),
        Intent(InspectBatch{.random = true, .offset = 3}), Intent(EvaluateTest{model_kind("gru")})})
    EXPECT_EQ(intent_text(unpack_intent(pack_intent(intent))), intent_text(intent));
  EXPECT_THROW(unpack_intent("abc"), Error);
  EXPECT_THROW(unpack_intent(std::string(8, '\xFF')), Error);
}

}  // namespace
}  // namespace babble::app
