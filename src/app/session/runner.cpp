#include "app/session/runner.h"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <limits>
#include <new>
#include <utility>

namespace babble::app {
namespace {

constexpr double publishing_interval = 1.0 / 60;  // seconds
constexpr double slice = 8;  // milliseconds of work between two checks for intents
constexpr double pumped_evaluation_budget = 0.05;  // seconds; a frame waits for it

}  // namespace

Runner::Runner() {
  session_.set_evaluation_budget(pumped_evaluation_budget);
  publish();
}

Runner::~Runner() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  wake_.notify_one();
  if (thread_.joinable()) thread_.join();
}

void Runner::post(Intent intent) {
  if (send_) return send_(pack_intent(intent));
  {
    const std::lock_guard lock(mutex_);
    posted_.push_back(std::move(intent));
  }
  wake_.notify_one();
}

void Runner::start_thread() {
  if (thread_.joinable()) return;
  session_.set_evaluation_budget(0.8);
  thread_ = std::thread([this] { loop(); });
}

void Runner::start_remote(Send send) {
  send_ = std::move(send);
  for (const Intent& intent : posted_) send_(pack_intent(intent));
  posted_.clear();
}

void Runner::receive(std::string_view packed_snapshot) {
  snapshots_.publish(unpacker_.unpack(packed_snapshot));
  published_at_ = steady_seconds();
  if (on_publish_) on_publish_();
}

bool Runner::pump(double milliseconds) {
  if (held_ || send_) return false;
  const double idle = turn(milliseconds);
  if (session_.changed()) publish();  // the frame itself keeps the rate
  return !std::isinf(idle);
}

double Runner::work(double milliseconds) {
  return held_ || send_ ? std::numeric_limits<double>::infinity() : turn(milliseconds);
}

double Runner::seconds_since_publishing() const { return steady_seconds() - published_at_; }

void Runner::publish() {
  try {
    snapshots_.publish(session_.snapshot());
  } catch (const std::bad_alloc&) {  // the one before stays, and the next one is tried again
  }
  published_at_ = steady_seconds();
  if (on_publish_) on_publish_();
}

void Runner::publish_if_due() {
  if (session_.changed() && seconds_since_publishing() >= publishing_interval) publish();
}

double Runner::turn(double milliseconds) {
  {
    const std::lock_guard lock(mutex_);
    taken_.swap(posted_);
  }
  for (Intent& intent : taken_) session_.apply(std::move(intent));
  taken_.clear();
  session_.work(milliseconds);
  publish_if_due();
  const double idle = session_.seconds_until_work();
  if (!session_.changed()) return idle;
  return std::min(idle, std::max(0.0, publishing_interval - seconds_since_publishing()));
}

void Runner::loop() {
  while (!stopping_) {
    const double idle = turn(slice);
    if (idle <= 0) continue;
    std::unique_lock lock(mutex_);
    const auto woken = [this] { return stopping_ || !posted_.empty(); };
    if (std::isinf(idle))
      wake_.wait(lock, woken);
    else
      wake_.wait_for(lock, std::chrono::duration<double>(idle), woken);
  }
}

}  // namespace babble::app
