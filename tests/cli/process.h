// Runs the built command as a shell does.
#pragma once

#include <sys/types.h>

#include <cstdint>
#include <string>
#include <vector>

namespace babble::testing {

struct Outcome {
  int status = -1;  ///< exit status; 128 + number where a signal ended it
  std::string out, err;
  std::int64_t peak_kilobytes = 0;  ///< of memory that it held
};

/// The environment of a command.
struct Surroundings {
  std::string input = {};  ///< on standard input
  std::vector<std::string> runner =
      {};                         ///< a program on PATH and its flags, which runs the command
  bool close_output = false;      ///< its output has no reader
  std::string output = {};        ///< its output goes to this file and is not collected
  std::int64_t largest_file = 0;  ///< bytes; as a full disk would; 0 = no limit
};

/// A running `babble` with these arguments.
class Process {
 public:
  explicit Process(const std::vector<std::string>& arguments, const Surroundings& around = {});
  ~Process();
  Process(const Process&) = delete;
  Process& operator=(const Process&) = delete;

  void signal(int number) const;
  /// Standard error so far.
  std::string said() const;
  /// Waits for the end; after a minute the process is killed (status 137).
  Outcome wait();

 private:
  pid_t pid_ = -1;
  std::string out_, err_;  // files with the output
};

Outcome babble(const std::vector<std::string>& arguments, const std::string& input = "");
Outcome babble(const std::vector<std::string>& arguments, const Surroundings& around);

/// A temporary folder for the lifetime of the object.
class Folder {
 public:
  Folder();
  ~Folder();
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;

  std::string operator/(const std::string& name) const { return path_ + "/" + name; }
  const std::string& path() const { return path_; }
  std::vector<std::string> files() const;  ///< names, sorted

 private:
  std::string path_;
};

void write(const std::string& path, const std::string& bytes);

}  // namespace babble::testing
