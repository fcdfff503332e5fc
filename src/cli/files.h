// Files and standard input. What goes wrong is an Error that names the file and the reason.
#pragma once

#include <string>
#include <string_view>

namespace babble::cli {

/// The whole file; "-" reads standard input. Throws Error; a file too large for any of the
/// program's uses is read only so far that this can be told.
std::string read_file(const std::string& path);

/// Whether a file could be written there, to be asked before hours of work. Throws Error.
void check_writable(const std::string& path);

/// Writes a new file, syncs it to the disk and puts it in the place of the old one: whenever the
/// program is killed, the old file or the new one is there and no piece of one. Throws Error, and
/// the old file is as it was.
void write_file(const std::string& path, std::string_view bytes);

/// Not a device or a pipe, which are written to as they are.
bool can_be_replaced(const std::string& path);
bool file_exists(const std::string& path);
void remove_file(const std::string& path);

}  // namespace babble::cli
