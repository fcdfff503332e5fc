// Out of memory becomes a notice, and the session goes on.
// Not under sanitizers, whose allocators cannot be replaced, nor as WebAssembly.
#if !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__) && !defined(__EMSCRIPTEN__)
#include <gtest/gtest.h>

#include <cstdlib>
#include <new>

#include "app/session/runner.h"
#include "core/base/utf8.h"

namespace {

thread_local std::size_t largest_allocation = 0;  // bytes; 0 = no limit

}  // namespace

[[gnu::noinline]] void* operator new(std::size_t size) {
  if (largest_allocation > 0 && size > largest_allocation) throw std::bad_alloc();
  if (void* place = std::malloc(size > 0 ? size : 1)) return place;
  throw std::bad_alloc();
}
[[gnu::noinline]] void operator delete(void* place) noexcept { std::free(place); }
[[gnu::noinline]] void operator delete(void* place, std::size_t) noexcept { std::free(place); }

namespace babble::app {
namespace {

constexpr std::string_view no_memory = "There is not enough memory";

class OutOfMemory : public ::testing::Test {
 protected:
  ~OutOfMemory() override { largest_allocation = 0; }
  void rest(std::size_t limit = 0) {
    largest_allocation = limit;
    while (session_.work(5)) {
    }
    snapshot_ = session_.snapshot();
    largest_allocation = 0;
  }
  bool was_told() const {
    return !snapshot_->notices.empty() && snapshot_->notices.back().text.starts_with(no_memory);
  }
  Session session_;
  std::shared_ptr<const Snapshot> snapshot_;
};

TEST_F(OutOfMemory, InAView) {
  session_.apply(Activate{model_kind("rnn")});
  session_.apply(Set{"hidden_size", "512"});
  session_.apply(InspectHiddenState{std::string(200, 'a')});
  rest();
  session_.apply(Subscribe{.hidden = true});
  rest(100'000);  // the states take 410 kB
  EXPECT_TRUE(was_told());
  EXPECT_EQ(snapshot_->notices.size(), 1u) << "it is not tried again and again";
  session_.apply(InspectHiddenState{"anna"});
  rest();
  EXPECT_EQ(snapshot_->hidden.states.rows, 5);
}

TEST_F(OutOfMemory, InCountingNgrams) {
  session_.apply(Subscribe{.ngrams = true});
  rest(20'000);
  EXPECT_TRUE(was_told());
  EXPECT_FALSE(snapshot_->busy);
  EXPECT_EQ(snapshot_->ngrams, nullptr);
  session_.apply(Ngrams{});
  rest();
  ASSERT_NE(snapshot_->ngrams, nullptr);
  EXPECT_EQ(snapshot_->ngrams->orders[0].distinct, 27);
}

TEST_F(OutOfMemory, InAnEvaluation) {
  std::string text;
  for (char32_t i = 0; i < 60'000; ++i) append_utf8(text, 0x4E00 + i * 7919 % 250);
  session_.apply(OpenBytes{"signs.txt", text});
  rest(400'000);  // the pair counts of a part take 504 kB
  EXPECT_TRUE(was_told());
  const ModelView& count = snapshot_->model(model_kind("count"));
  EXPECT_EQ(count.samples.size(), 10u);
  session_.apply(Activate{model_kind("neural")});
  session_.apply(Step{3});
  rest(400'000);
  EXPECT_EQ(snapshot_->model(model_kind("neural")).steps, 3) << "training goes on";
}

TEST_F(OutOfMemory, InTraining) {
  session_.apply(Activate{model_kind("neural")});
  session_.apply(Step{4000});
  rest(10'000);  // the curve of 4,000 losses takes 32 kB
  EXPECT_TRUE(was_told());
  EXPECT_FALSE(snapshot_->playing);
  const std::int64_t before = snapshot_->model(model_kind("neural")).steps;
  EXPECT_LT(before, 4000);
  session_.apply(Step{4000});
  rest();
  EXPECT_EQ(snapshot_->model(model_kind("neural")).steps, before + 4000);
}

TEST(OutOfMemoryRunner, KeepsTheSnapshotBefore) {
  Runner runner;
  runner.post(Activate{model_kind("neural")});
  runner.post(Step{1500});
  for (int i = 0; i < 50; ++i) runner.pump(5);
  runner.post(Step{100});
  largest_allocation = 5'000;  // the curves of a snapshot take more
  for (int i = 0; i < 5; ++i) runner.pump(5);
  largest_allocation = 0;
  for (int i = 0; i < 50; ++i) runner.pump(5);
  EXPECT_EQ(runner.latest()->model(model_kind("neural")).steps, 1600);
}

TEST_F(OutOfMemory, InATextLoad) {
  std::string text;
  while (text.size() < 2u << 20) text += "the rain fell in torrents\n";
  session_.apply(OpenBytes{"large.txt", text});
  rest(1'000'000);
  EXPECT_TRUE(was_told());
  EXPECT_EQ(snapshot_->corpus.name, "names (built in)");
  EXPECT_FALSE(snapshot_->busy);
  session_.apply(OpenBytes{"large.txt", text});
  rest();
  EXPECT_EQ(snapshot_->corpus.name, "large.txt");
}

}  // namespace
}  // namespace babble::app

#endif
