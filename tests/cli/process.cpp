#include "process.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <thread>

#include "support/shared_data.h"

namespace babble::testing {
namespace {

std::string temporary_path() {
  std::string pattern = (std::filesystem::temp_directory_path() / "babble-cli.XXXXXX").string();
  const int descriptor = ::mkstemp(pattern.data());
  EXPECT_GE(descriptor, 0);
  ::close(descriptor);
  return pattern;
}

}  // namespace

Process::Process(const std::vector<std::string>& arguments, const Surroundings& around)
    : out_(temporary_path()), err_(temporary_path()) {
  const std::string in = temporary_path();
  write(in, around.input);
  std::vector<std::string> words = around.runner;
  words.emplace_back(BABBLE_COMMAND);
  words.insert(words.end(), arguments.begin(), arguments.end());
  std::vector<char*> argv;
  for (std::string& word : words) argv.push_back(word.data());
  argv.push_back(nullptr);

  pid_ = ::fork();
  if (pid_ == 0) {
    ::dup2(::open(in.c_str(), O_RDONLY), 0);
    if (around.close_output) {
      int ends[2];
      if (::pipe(ends) != 0) ::_exit(126);
      ::close(ends[0]);  // there is no reader
      ::dup2(ends[1], 1);
      ::close(ends[1]);
    } else {
      ::dup2(::open((around.output.empty() ? out_ : around.output).c_str(), O_WRONLY | O_TRUNC), 1);
    }
    if (around.largest_file > 0) {
      const auto bytes = static_cast<rlim_t>(around.largest_file);
      const struct rlimit limit { bytes, bytes };
      ::setrlimit(RLIMIT_FSIZE, &limit);
    }
    ::dup2(::open(err_.c_str(), O_WRONLY | O_TRUNC), 2);
    ::execvp(argv[0], argv.data());
    ::_exit(127);
  }
  // The child may still open it, so it is removed with the folder.
  std::thread([in] {
    std::this_thread::sleep_for(std::chrono::milliseconds(200));
    std::filesystem::remove(in);
  }).detach();
}

Process::~Process() {
  if (pid_ > 0) {
    ::kill(pid_, SIGKILL);
    ::waitpid(pid_, nullptr, 0);
  }
  std::filesystem::remove(out_);
  std::filesystem::remove(err_);
}

void Process::signal(int number) const { ::kill(pid_, number); }

std::string Process::said() const { return read_bytes(err_); }

Outcome Process::wait() {
  const auto end = std::chrono::steady_clock::now() + std::chrono::seconds(60);
  int status = 0;
  struct rusage usage {};
  while (::wait4(pid_, &status, WNOHANG, &usage) == 0) {
    if (std::chrono::steady_clock::now() > end) ::kill(pid_, SIGKILL);
    std::this_thread::sleep_for(std::chrono::milliseconds(2));
  }
  pid_ = -1;
  Outcome outcome;
  outcome.status = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
  outcome.out = read_bytes(out_);
  outcome.err = read_bytes(err_);
  outcome.peak_kilobytes = usage.ru_maxrss;
  return outcome;
}

Outcome babble(const std::vector<std::string>& arguments, const std::string& input) {
  return babble(arguments, Surroundings{.input = input});
}

Outcome babble(const std::vector<std::string>& arguments, const Surroundings& around) {
  return Process(arguments, around).wait();
}

Folder::Folder() {
  std::string pattern = (std::filesystem::temp_directory_path() / "babble-cli.XXXXXX").string();
  EXPECT_NE(::mkdtemp(pattern.data()), nullptr);
  path_ = pattern;
}

Folder::~Folder() {
  std::error_code ignored;
  std::filesystem::permissions(path_, std::filesystem::perms::owner_all, ignored);
  std::filesystem::remove_all(path_, ignored);
}

std::vector<std::string> Folder::files() const {
  std::vector<std::string> names;
  for (const auto& entry : std::filesystem::directory_iterator(path_))
    names.push_back(entry.path().filename().string());
  std::sort(names.begin(), names.end());
  return names;
}

void write(const std::string& path, const std::string& bytes) {
  std::ofstream file(path, std::ios::binary);
  file << bytes;
  ASSERT_TRUE(file.good()) << path;
}

}  // namespace babble::testing
