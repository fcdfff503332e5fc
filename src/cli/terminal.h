// What the command says and hears: results on standard output, everything else on standard error.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace babble::cli {

/// Writes to standard output. Throws Error where that fails (closed pipe, full disk).
void print(std::string_view text);
/// After the last print(): what is still buffered. Throws Error.
void flush_output();

/// A line on standard error.
void remark(const std::string& text);

/// How far it is. A terminal gets a bar that is redrawn in place; anything else a plain line now
/// and then. Quiet for what is over in a moment.
class Progress {
 public:
  Progress();
  ~Progress();
  Progress(const Progress&) = delete;
  Progress& operator=(const Progress&) = delete;

  /// `fraction` 0..1, or below 0 where it is not known. Cheap to call often.
  void show(double fraction, const std::string& text);
  /// Whether show() would do anything now (so that no text need be made).
  bool due() const;
  /// Takes the bar away.
  void clear();

 private:
  bool terminal_;
  bool drawn_ = false;
  double last_;  // seconds
};

/// From now on Ctrl-C, a request to terminate and a closed terminal end the program at once with
/// this line on standard error and status 1. The text has to live as long as the program.
void answer_interrupts(const char* sentence);
/// From now on the first one only sets a flag, and the second one ends the program like that.
void defer_interrupts(const char* sentence);
bool interrupted();

/// Seconds, never going back.
double seconds_now();

/// "1,234,567"
std::string grouped(std::int64_t number);
/// Four digits after the point; "inf", "-inf", and "-" for what is not there.
std::string shown(double value, int digits = 4);

}  // namespace babble::cli
