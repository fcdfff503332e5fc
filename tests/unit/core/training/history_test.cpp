#include "core/training/history.h"

#include <gtest/gtest.h>

#include <limits>

#include "core/base/error.h"

namespace babble {
namespace {

TEST(Series, KeepsEveryValueWhileThereIsRoom) {
  Series series(Series::Merge::mean, 8);
  for (int i = 1; i <= 8; ++i) series.add(i * i);
  ASSERT_EQ(series.size(), 8u);
  for (std::size_t i = 0; i < 8; ++i) {
    EXPECT_EQ(series.x(i), static_cast<double>(i + 1));
    EXPECT_EQ(series.y(i), static_cast<double>((i + 1) * (i + 1)));
  }
}

TEST(Series, StaysBoundedAndTrue) {
  Series mean(Series::Merge::mean, 8), largest(Series::Merge::maximum, 8);
  for (int i = 1; i <= 1000; ++i) {
    mean.add(i);
    largest.add(i);
    ASSERT_LE(mean.size(), 8u);
    // Of the values 1, 2, 3, … the mean of a group is the middle of its numbers.
    for (std::size_t p = 0; p < mean.size(); ++p) ASSERT_NEAR(mean.y(p), mean.x(p), 1e-9);
    ASSERT_EQ(largest.y(largest.size() - 1), i);
  }
  EXPECT_EQ(mean.added(), 1000);
  EXPECT_EQ(mean.stride(), 128);
  EXPECT_EQ(largest.y(0), 128);
}

TEST(Series, GoesOnTheSameAfterSaveAndRestore) {
  for (const int before : {0, 1, 5, 8, 9, 37}) {
    Series one(Series::Merge::mean, 8), other(Series::Merge::mean, 8);
    for (int i = 0; i < before; ++i) one.add(1.0 / (i + 3));
    other.restore(one.save());
    for (int i = 0; i < 100; ++i) {
      one.add(1.0 / (i + 7));
      other.add(1.0 / (i + 7));
    }
    EXPECT_EQ(one.save(), other.save()) << before;
  }
}

TEST(DevCurve, StaysBoundedAndSpansTheRun) {
  DevCurve curve;
  for (int step = 1; step <= 5000; ++step) curve.add(step, 1.0 / step);
  EXPECT_LE(curve.size(), DevCurve::most);
  EXPECT_GE(curve.size(), DevCurve::most / 2);
  EXPECT_EQ(curve.step(0), 1);
  EXPECT_EQ(curve.last_step(), 5000);
  for (std::size_t i = 0; i < curve.size(); ++i)
    ASSERT_EQ(curve.nll(i), 1.0 / static_cast<double>(curve.step(i)));
  const std::size_t before = curve.size();
  curve.add(5000, 7);
  curve.add(5001, std::numeric_limits<double>::infinity());
  EXPECT_EQ(curve.size(), before);
}

TEST(DevCurve, IsReadBackAndChecked) {
  History history;
  EXPECT_EQ(history.save().find("dev_nll"), std::string::npos) << "files without one stay the same";
  history.dev_nll.pairs = 2048;
  history.dev_nll.add(4, 3.25);
  history.dev_nll.add(9, 2.5);
  History other;
  other.restore(history.save());
  ASSERT_EQ(other.dev_nll.size(), 2u);
  EXPECT_EQ(other.dev_nll.pairs, 2048);
  EXPECT_EQ(other.dev_nll.step(1), 9);
  EXPECT_EQ(other.dev_nll.nll(1), 2.5);
  for (const char* text : {"[]", R"({"pairs":1})", R"({"pairs":-1,"points":[]})",
                           R"({"pairs":1,"points":[[2,1],[2,1]]})", R"({"pairs":1,"points":[[1]]})",
                           R"({"pairs":1,"points":[["a",1]]})"})
    EXPECT_THROW(other.dev_nll.restore(text), Error) << text;
}

TEST(History, RoundTrip) {
  History history;
  history.loss.add(3.25);
  history.gradient_norm.add(0.1);
  history.clipped_norm.add(0.05);
  history.epoch_nll.add(2.5);
  history.clipped_steps = 7;
  History other;
  other.restore(history.save());
  EXPECT_EQ(other.save(), history.save());
  EXPECT_EQ(other.loss.y(0), 3.25);
  EXPECT_EQ(other.clipped_steps, 7);
}

TEST(History, RefusesWhatItDidNotWrite) {
  Series series(Series::Merge::mean, 8);
  for (const char* text :
       {"", "[]", "7", "{}", R"({"added":2,"stride":1,"points":[1]})",
        R"({"added":-1,"stride":1,"points":[]})", R"({"added":3,"stride":3,"points":[1]})",
        R"({"added":1,"stride":0,"points":[1]})", R"({"added":1,"stride":1,"points":["a"]})",
        R"({"added":1.5,"stride":1,"points":[1]})", R"({"added":1,"stride":1,"points":7})",
        R"({"added":9,"stride":1,"points":[1,1,1,1,1,1,1,1,1]})"}) {
    EXPECT_THROW(series.restore(text), Error) << text;
  }
  History history;
  EXPECT_THROW(history.restore("{}"), Error);
  EXPECT_THROW(history.restore("nothing"), Error);
}

}  // namespace
}  // namespace babble
