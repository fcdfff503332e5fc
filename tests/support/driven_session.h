// A session as the tests drive it: intents go in, time is the test's, and snapshots come out.
#pragma once

#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <vector>

#include "app/session/session.h"
#include "core/models/registry.h"
#include "core/training/trainer.h"

namespace babble::app {

class DrivenSession : public ::testing::Test {
 protected:
  DrivenSession() : session([this] { return seconds += tick; }) {}

  /// Works until nothing is left to do.
  void rest() {
    int most = 100000;
    while (session.work(5) && --most > 0) {
    }
    ASSERT_GT(most, 0) << "the session never comes to rest";
  }
  /// What the screen shows now. Snapshots stay until the test ends, as two may be compared.
  const Snapshot& look() {
    seen_.push_back(session.snapshot());
    return *seen_.back();
  }
  const ModelView& model(ModelKind kind) { return look().model(kind); }
  /// The newest sentence to the user, and whether it is an error.
  std::string notice() { return look().notices.empty() ? "" : look().notices.back().text; }
  bool refused() { return !look().notices.empty() && look().notices.back().is_error; }
  std::uint64_t newest_notice() { return look().notices.empty() ? 0 : look().notices.back().id; }

  void train(ModelKind kind, int steps) {
    session.apply(Activate{kind});
    session.apply(Step{steps});
    rest();
  }
  /// Settings that make an RNN that learns in no time.
  void set_small_rnn() {
    for (const auto& [key, value] :
         {std::pair("hidden", "4"), std::pair("batch", "2"), std::pair("time_steps", "5")}) {
      session.apply(Activate{model_kind("rnn")});
      session.apply(Set{key, value});
    }
  }

  double seconds = 100;
  double tick = 1e-3;  ///< that a look at the clock takes
  Session session;

 private:
  std::vector<std::shared_ptr<const Snapshot>> seen_;
};

/// The same text prepared and trained without a session, to compare with.
inline Trainer twin_of(const ModelView& model, std::string_view bytes, int steps) {
  auto corpus = std::make_shared<const Corpus>(Corpus::from_text(bytes, model.settings, "twin"));
  Trainer trainer(corpus, model.kind, model.settings);
  for (int i = 0; i < steps; ++i) trainer.step();
  return trainer;
}

/// More than the session reads at once, so that it is read in pieces. `end` is at its very end.
inline std::string text_read_in_pieces(std::string_view end = "") {
  std::string text;
  for (int i = 0; text.size() < std::size_t{5} << 18; ++i)
    text += "the rain fell " + std::to_string(i * 7919 % 997) + " times in torrents, they say;\n";
  text += end;
  return text;
}

/// Ten short lines: too few tokens for the default RNN.
inline constexpr const char* few_lines =
    "ann\nbob\ncyd\nanna\nbobby\ncyan\nbonny\nabby\ndan\nnan\n";

}  // namespace babble::app
