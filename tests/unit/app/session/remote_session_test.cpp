// A runner whose session is in another instance of the program.
#include "app/session/remote_session.h"

#include <gtest/gtest.h>

#include <cmath>
#include <vector>

#include "app/session/runner.h"

namespace babble::app {
namespace {

class Remote : public ::testing::Test {
 protected:
  void connect() {
    runner_.start_remote([this](const std::string& intent) { there_.apply(intent); });
  }
  /// The other instance works until it has nothing to do and nothing to tell.
  void rest() {
    for (double idle = 0; !std::isinf(idle);) {
      idle = there_.work(5);
      seconds_ += 0.02;
      if (const std::string news = there_.news(); !news.empty()) runner_.receive(news);
    }
  }
  std::int64_t steps() { return runner_.latest()->model(model_kind("neural")).steps; }

  double seconds_ = 1;
  RemoteSession there_{[this] { return seconds_ += 1e-4; }};
  Runner runner_;
};

TEST_F(Remote, TrainsThereAndShowsHere) {
  connect();
  EXPECT_TRUE(runner_.remote());
  runner_.post(Activate{model_kind("neural")});
  runner_.post(Step{20});
  EXPECT_FALSE(runner_.pump(5)) << "nothing is done here";
  EXPECT_EQ(steps(), 0);
  const auto before = runner_.latest();
  rest();
  EXPECT_EQ(steps(), 20);
  EXPECT_GT(runner_.latest()->revision, before->revision);
}

TEST_F(Remote, IntentsWaitUntilTheOtherInstanceIsThere) {
  runner_.hold(true);
  runner_.post(Activate{model_kind("neural")});
  runner_.post(Step{7});
  EXPECT_FALSE(runner_.pump(5));
  connect();
  rest();
  EXPECT_EQ(steps(), 7);
}

TEST_F(Remote, IntentsAreCarriedOutHereIfItNeverComes) {
  runner_.hold(true);
  runner_.post(Activate{model_kind("neural")});
  runner_.post(Step{7});
  runner_.hold(false);
  while (runner_.pump(5)) {
  }
  EXPECT_EQ(steps(), 7);
}

TEST_F(Remote, TellsAtMostSixtyTimesASecondAndOnlyNews) {
  while (!std::isinf(there_.work(5))) {
  }
  seconds_ += 1;
  EXPECT_FALSE(there_.news().empty());
  EXPECT_TRUE(there_.news().empty());
  EXPECT_TRUE(std::isinf(there_.seconds_until_news()));
  there_.apply(pack_intent(Activate{model_kind("neural")}));
  EXPECT_TRUE(there_.news().empty()) << "too early";
  EXPECT_GT(there_.seconds_until_news(), 0);
  seconds_ += 1;
  const std::string news = there_.news();
  EXPECT_FALSE(news.empty());
  seconds_ += 1;
  EXPECT_GT(there_.news(true).size(), news.size()) << "the whole, for a receiver that lost it";
}

}  // namespace
}  // namespace babble::app
