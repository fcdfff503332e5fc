#include "cli/files.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <utility>
#include <vector>

#include "core/base/error.h"
#include "core/base/limits.h"

namespace babble::cli {
namespace {

// A checkpoint of the largest models is larger than the largest text.
constexpr std::uint64_t most_bytes = 4 * limits::max_corpus_bytes;

[[noreturn]] void fail(const std::string& what, const std::string& path, int error) {
  throw Error("Cannot " + what + " " + (path == "-" ? "standard input" : "\"" + path + "\"") +
              ": " + std::strerror(error) + ".");
}

class Descriptor {
 public:
  explicit Descriptor(int descriptor) : descriptor_(descriptor) {}
  Descriptor(Descriptor&& other) noexcept : descriptor_(std::exchange(other.descriptor_, -1)) {}
  Descriptor& operator=(Descriptor&& other) noexcept {
    std::swap(descriptor_, other.descriptor_);
    return *this;
  }
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  ~Descriptor() { close(); }
  int get() const { return descriptor_; }
  bool ok() const { return descriptor_ >= 0; }
  int close() {
    const int result = descriptor_ > 2 ? ::close(descriptor_) : 0;
    descriptor_ = -1;
    return result;
  }

 private:
  int descriptor_;
};

/// 0, or the error.
int write_all(int descriptor, std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t written = ::write(descriptor, bytes.data(), bytes.size());
    if (written < 0) {
      if (errno == EINTR) continue;
      return errno;
    }
    bytes.remove_prefix(static_cast<std::size_t>(written));
  }
  return 0;
}

std::string folder_of(const std::string& path) {
  const std::size_t slash = path.rfind('/');
  if (slash == std::string::npos) return ".";
  return slash == 0 ? "/" : path.substr(0, slash);
}

/// Follows symbolic links, so that a rename replaces the file and not the link.
std::string real_place(const std::string& path) {
  char* const resolved = ::realpath(path.c_str(), nullptr);
  if (resolved == nullptr) return path;
  std::string place(resolved);
  std::free(resolved);
  return place;
}

bool exists_irregular(const std::string& path) {
  struct stat status {};
  return ::stat(path.c_str(), &status) == 0 && !S_ISREG(status.st_mode);
}

/// A new file that will replace another. Where the file system supports it, the file has no name
/// until it is complete, so that a killed program leaves nothing behind.
class NewFile {
 public:
  explicit NewFile(std::string place)
      : place_(std::move(place)),
        descriptor_(::open(folder_of(place_).c_str(), O_TMPFILE | O_WRONLY | O_CLOEXEC, 0666)) {
    if (descriptor_.ok()) return;
    // Not every file system supports files without a name.
    temporary_ = place_ + ".XXXXXX";
    descriptor_ = Descriptor(::mkstemp(temporary_.data()));
    if (!descriptor_.ok()) temporary_.clear();
  }
  NewFile(const NewFile&) = delete;
  NewFile& operator=(const NewFile&) = delete;
  ~NewFile() {
    if (!temporary_.empty()) ::unlink(temporary_.c_str());
  }

  int get() const { return descriptor_.get(); }
  bool ok() const { return descriptor_.ok(); }

  /// Puts the complete file in its place; false and errno if not.
  bool publish() {
    if (temporary_.empty()) {
      const std::string self = "/proc/self/fd/" + std::to_string(descriptor_.get());
      const auto link = [&](const std::string& name) {
        return ::linkat(AT_FDCWD, self.c_str(), AT_FDCWD, name.c_str(), AT_SYMLINK_FOLLOW) == 0;
      };
      if (link(place_)) return true;
      if (errno != EEXIST) return false;
      const std::string name = place_ + "." + std::to_string(::getpid());  // for a moment
      if (!link(name)) return false;
      temporary_ = name;
    }
    if (::rename(temporary_.c_str(), place_.c_str()) != 0) return false;
    temporary_.clear();
    return true;
  }

 private:
  std::string place_;
  std::string temporary_;  // its present name; empty: it has none
  Descriptor descriptor_;
};

}  // namespace

std::string read_file(const std::string& path) {
  Descriptor file(path == "-" ? STDIN_FILENO : ::open(path.c_str(), O_RDONLY | O_CLOEXEC));
  if (!file.ok()) fail("open", path, errno);
  struct stat status {};
  if (::fstat(file.get(), &status) == 0 && S_ISDIR(status.st_mode)) fail("read", path, EISDIR);

  std::string bytes;
  if (S_ISREG(status.st_mode))
    bytes.reserve(static_cast<std::size_t>(
        std::min<std::int64_t>(status.st_size, static_cast<std::int64_t>(most_bytes))));
  std::vector<char> buffer(1 << 16);
  while (bytes.size() <= most_bytes) {
    const ssize_t read = ::read(file.get(), buffer.data(), buffer.size());
    if (read < 0) {
      if (errno == EINTR) continue;
      fail("read", path, errno);
    }
    if (read == 0) return bytes;
    bytes.append(buffer.data(), static_cast<std::size_t>(read));
  }
  throw Error("\"" + path + "\" is larger than " + std::to_string(most_bytes >> 20) +
              " MB, more than any text or checkpoint of this program can be.");
}

bool can_be_replaced(const std::string& path) { return !exists_irregular(real_place(path)); }

bool file_exists(const std::string& path) { return ::access(path.c_str(), F_OK) == 0; }

void remove_file(const std::string& path) { ::unlink(path.c_str()); }

void check_writable(const std::string& path) {
  const std::string place = real_place(path);
  struct stat status {};
  if (::stat(place.c_str(), &status) == 0) {
    if (S_ISDIR(status.st_mode)) fail("write", path, EISDIR);
    if (::access(place.c_str(), W_OK) != 0) fail("write", path, errno);
    if (!S_ISREG(status.st_mode)) return;
  }
  if (!NewFile(place).ok()) fail("write", path, errno);
}

void write_file(const std::string& path, std::string_view bytes) {
  const std::string place = real_place(path);
  if (exists_irregular(place)) {  // a device or a pipe cannot be replaced
    Descriptor file(::open(place.c_str(), O_WRONLY | O_CLOEXEC));
    if (!file.ok()) fail("write", path, errno);
    if (const int error = write_all(file.get(), bytes)) fail("write", path, error);
    return;
  }
  NewFile file(place);
  if (!file.ok()) fail("write", path, errno);
  if (const int error = write_all(file.get(), bytes)) fail("write", path, error);
  // The mode of the replaced file, or the default mode.
  struct stat status {};
  const mode_t mask = ::umask(0);
  ::umask(mask);
  const bool replaces = ::stat(place.c_str(), &status) == 0;
  if (::fchmod(file.get(), replaces ? status.st_mode & 07777u : 0666u & ~mask) != 0 ||
      ::fsync(file.get()) != 0 || !file.publish())
    fail("write", path, errno);
  const Descriptor folder(::open(folder_of(place).c_str(), O_RDONLY | O_CLOEXEC));
  if (folder.ok()) ::fsync(folder.get());  // some file systems cannot; the file itself is safe
}

}  // namespace babble::cli
