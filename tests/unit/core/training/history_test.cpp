#include "core/training/history.h"

#include <gtest/gtest.h>

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
