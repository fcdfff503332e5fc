// Runs the built command as a user's shell would.
#pragma once

#include <sys/types.h>

#include <string>
#include <vector>

namespace babble::testing {

struct Outcome {
  int status = -1;  ///< exit status; 128 + number where a signal ended it
  std::string out, err;
};

/// A running `babble` with these arguments. Standard input is empty unless given.
class Process {
 public:
  explicit Process(const std::vector<std::string>& arguments, const std::string& input = "",
                   bool close_output = false);
  ~Process();
  Process(const Process&) = delete;
  Process& operator=(const Process&) = delete;

  void signal(int number) const;
  /// Waits for its end; at most a minute, then it is killed (status 137).
  Outcome wait();

 private:
  pid_t pid_ = -1;
  std::string out_, err_;  // paths of files that take the output
};

Outcome babble(const std::vector<std::string>& arguments, const std::string& input = "");

/// A folder that goes away with the object.
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
