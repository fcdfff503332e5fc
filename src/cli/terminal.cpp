#include "cli/terminal.h"

#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <cmath>
#include <csignal>
#include <cstdio>
#include <cstring>

#include "core/base/error.h"

namespace babble::cli {
namespace {

constexpr double bar_interval = 0.1, line_interval = 5;  // seconds

volatile std::sig_atomic_t interrupt_flag = 0;
volatile std::sig_atomic_t interrupts_wait = 0;
const char* volatile interrupt_sentence = "";

// A signal handler may call write and _exit.
extern "C" void on_interrupt(int) {
  if (interrupts_wait != 0 && interrupt_flag == 0) {
    interrupt_flag = 1;
    return;
  }
  const char* const sentence = interrupt_sentence;
  if (::write(STDERR_FILENO, sentence, std::strlen(sentence)) < 0) ::_exit(1);
  ::_exit(1);
}

void check_output(bool fine) {
  if (!fine)
    throw Error(std::string("Cannot write to standard output: ") + std::strerror(errno) + ".");
}

int terminal_width() {
  winsize size{};
  if (::ioctl(STDERR_FILENO, TIOCGWINSZ, &size) != 0 || size.ws_col == 0) return 80;
  return size.ws_col;
}

}  // namespace

void print(std::string_view text) {
  check_output(std::fwrite(text.data(), 1, text.size(), stdout) == text.size());
}

void flush_output() { check_output(std::fflush(stdout) == 0); }

void remark(const std::string& text) { std::fprintf(stderr, "%s\n", text.c_str()); }

double seconds_now() {
  return std::chrono::duration<double>(std::chrono::steady_clock::now().time_since_epoch()).count();
}

Progress::Progress() : terminal_(::isatty(STDERR_FILENO) == 1), last_(seconds_now()) {}

Progress::~Progress() { clear(); }

bool Progress::due() const {
  return seconds_now() - last_ >= (terminal_ ? bar_interval : line_interval);
}

void Progress::show(double fraction, const std::string& text) {
  if (!due()) return;
  last_ = seconds_now();
  std::string line = text;
  if (fraction >= 0) {
    const double share = std::clamp(fraction, 0.0, 1.0);
    char percent[16];
    std::snprintf(percent, sizeof percent, "%3.0f %%", 100 * share);
    line = std::string(percent) + "  " + text;
    if (terminal_) {
      constexpr std::size_t width = 24;
      const auto full = static_cast<std::size_t>(share * width);
      line = '[' + std::string(full, '#') + std::string(width - full, '.') + "] " + line;
    }
  }
  if (!terminal_) return remark(line);
  // Cut by bytes: the text is ASCII.
  line = line.substr(0, static_cast<std::size_t>(std::max(terminal_width() - 1, 20)));
  std::fprintf(stderr, "\r\x1b[K%s", line.c_str());
  std::fflush(stderr);
  drawn_ = true;
}

void Progress::clear() {
  if (drawn_) std::fprintf(stderr, "\r\x1b[K");
  drawn_ = false;
}

void answer_interrupts(const char* sentence) {
  interrupt_sentence = sentence;
  interrupts_wait = 0;
  struct sigaction action {};
  action.sa_handler = on_interrupt;
  ::sigaction(SIGINT, &action, nullptr);
  ::sigaction(SIGTERM, &action, nullptr);
  ::sigaction(SIGHUP, &action, nullptr);
}

void defer_interrupts(const char* sentence) {
  interrupt_sentence = sentence;
  interrupts_wait = 1;
}

bool interrupted() { return interrupt_flag != 0; }

std::string grouped(std::int64_t number) {
  std::string text = std::to_string(number);
  const std::size_t first = number < 0 ? 1 : 0;
  for (std::size_t i = text.size(); i > first + 3;) text.insert(i -= 3, ",");
  return text;
}

std::string shown(double value, int digits) {
  if (std::isnan(value)) return "-";
  if (std::isinf(value)) return value > 0 ? "inf" : "-inf";
  char text[64];
  std::snprintf(text, sizeof text, std::abs(value) < 1e9 ? "%.*f" : "%.*e", digits, value);
  return text;
}

}  // namespace babble::cli
