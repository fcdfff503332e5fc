// Input and output: results go to standard output, everything else to standard error.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace babble::cli {

/// Writes to standard output. Throws Error where that fails (closed pipe, full disk).
void print(std::string_view text);
/// Call after the last print(): writes what is buffered. Throws Error.
void flush_output();

/// A line on standard error.
void remark(const std::string& text);

/// Progress. On a terminal a bar that is redrawn in place, elsewhere a plain line every few seconds.
/// Short work shows none.
class Progress {
 public:
  Progress();
  ~Progress();
  Progress(const Progress&) = delete;
  Progress& operator=(const Progress&) = delete;

  /// `fraction` 0..1, or below 0 where it is not known. Cheap to call often.
  void show(double fraction, const std::string& text);
  /// Whether show() would draw now; if not, its text need not be made.
  bool due() const;
  /// Removes the bar.
  void clear();

 private:
  bool terminal_;
  bool drawn_ = false;
  double last_;  // seconds
};

/// From now on SIGINT, SIGTERM and SIGHUP end the program at once with this line on standard error
/// and status 1. The text must live as long as the program.
void answer_interrupts(const char* sentence);
/// From now on the first of these signals sets a flag, and the second ends the program as above.
void defer_interrupts(const char* sentence);
bool interrupted();

/// Seconds of a steady clock.
double seconds_now();

/// "1,234,567"
std::string grouped(std::int64_t number);
/// Fixed decimals; "inf", "-inf", and "-" for NaN.
std::string shown(double value, int digits = 4);

}  // namespace babble::cli
