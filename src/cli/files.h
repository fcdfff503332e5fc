// Files and standard input. Failures are an Error that names the file and the reason.
#pragma once

#include <string>
#include <string_view>

namespace babble::cli {

/// The whole file; "-" reads standard input. Throws Error, also for a file larger than any text or
/// checkpoint, of which it reads no more than needed to know that.
std::string read_file(const std::string& path);

/// Checks before hours of work that a file can be written there. Throws Error.
void check_writable(const std::string& path);

/// Replaces a file atomically: writes a new one, syncs it to the disk and renames it. If the program
/// is killed, either the old or the new file is there, complete. Throws Error and leaves the old file
/// unchanged.
void write_file(const std::string& path, std::string_view bytes);

/// False for devices and pipes, which are written to directly.
bool can_be_replaced(const std::string& path);
bool file_exists(const std::string& path);
void remove_file(const std::string& path);

}  // namespace babble::cli
