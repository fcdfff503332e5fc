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

/// Writes to a temporary file beside it, syncs it to the disk and renames it, so that at any
/// moment there is the old file or the new one. Throws Error, and removes the temporary file.
void write_file(const std::string& path, std::string_view bytes);

}  // namespace babble::cli
