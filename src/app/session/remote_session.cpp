#include "app/session/remote_session.h"

#include <algorithm>
#include <limits>
#include <new>
#include <utility>

namespace babble::app {
namespace {

constexpr double news_interval = 1.0 / 60;  // seconds

}  // namespace

RemoteSession::RemoteSession(Clock clock)
    : clock_(clock ? std::move(clock) : Clock(steady_seconds)),
      session_(clock_),
      told_at_(clock_() - news_interval) {}

double RemoteSession::work(double milliseconds) {
  session_.work(milliseconds);
  return session_.seconds_until_work();
}

double RemoteSession::seconds_until_news() const {
  if (!whole_ && !session_.changed()) return std::numeric_limits<double>::infinity();
  return std::max(0.0, told_at_ + news_interval - clock_());
}

std::string RemoteSession::news(bool whole) {
  if (whole) {
    packer_.forget();
    whole_ = true;
  }
  if (seconds_until_news() > 0) return {};
  told_at_ = clock_();
  try {
    std::string packed = packer_.pack(*session_.snapshot());
    whole_ = false;
    return packed;
  } catch (const std::bad_alloc&) {
    whole_ = true;  // once more, later
    return {};
  }
}

}  // namespace babble::app
