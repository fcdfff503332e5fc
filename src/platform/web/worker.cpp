// Training in a worker of the page where the browser has no threads: the functions of the page, which
// has a session in its worker, and those of the worker, which has neither window nor main().
#include <emscripten.h>

#include <algorithm>
#include <exception>
#include <string>
#include <string_view>

#include "app/session/remote_session.h"
#include "platform/web/web_program.h"

// clang-format off
EM_JS(void, babble_call_send, (const char* bytes, int length), {
  Module.babbleHooks.send(bytes, length);
});
// clang-format on

namespace {

void send(const std::string& bytes) {
  babble_call_send(bytes.data(), static_cast<int>(bytes.size()));
}

/// The worker's; made when it is first needed.
babble::app::RemoteSession& remote_session() {
  static babble::app::RemoteSession session;
  return session;
}

}  // namespace

extern "C" {

EMSCRIPTEN_KEEPALIVE void babble_worker(int state) {
  babble::app::Runner& runner = *babble::platform::web_program()->runner;
  runner.hold(state == 0);
  if (state == 1) runner.start_remote(send);
}

EMSCRIPTEN_KEEPALIVE double babble_pump(double milliseconds) {
  return babble::platform::web_program()->runner->work(milliseconds);
}

EMSCRIPTEN_KEEPALIVE int babble_worker_snapshot(const char* bytes, int length) {
  try {
    babble::platform::web_program()->runner->receive(
        std::string_view(bytes, static_cast<std::size_t>(length)));
    return 1;
  } catch (const std::exception&) {
    return 0;
  }
}

EMSCRIPTEN_KEEPALIVE int babble_worker_intent(const char* bytes, int length) {
  try {
    remote_session().apply(std::string_view(bytes, static_cast<std::size_t>(length)));
    return 1;
  } catch (const std::exception&) {
    return 0;
  }
}

EMSCRIPTEN_KEEPALIVE double babble_worker_turn(double milliseconds, int wanted) {
  try {
    const double idle = remote_session().work(milliseconds);
    if (wanted == 0) return idle;
    const std::string news = remote_session().news(wanted == 2);
    if (news.empty()) return std::min(idle, remote_session().seconds_until_news());
    send(news);
    return idle;
  } catch (const std::exception&) {
    return 0.1;  // no memory now
  }
}

}  // extern "C"
