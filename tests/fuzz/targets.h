// The fuzz targets. A target accepts any bytes. The readers may reject them with an Error;
// otherwise the result must have the properties that the readers guarantee. A violation throws
// std::logic_error. The fuzzers (fuzzer.cpp) and the unit tests (fuzz_replay_test.cpp) run the same
// functions.
#pragma once

#include <span>
#include <string_view>

namespace babble::fuzz {

struct Target {
  const char* name;  ///< also the name of its folders in seeds/ and regressions/
  void (*run)(std::string_view input);
};

std::span<const Target> targets();
/// The target of this name, or null.
const Target* find_target(std::string_view name);

/// Byte 1 chooses preprocessing, split, tokens and min_freq, byte 2 max_tokens; the rest is the
/// text.
void corpus(std::string_view input);
/// Reads each line as a token of a saved vocabulary, then encodes the whole input with it.
void vocabulary(std::string_view input);
/// Loads a checkpoint, samples from it, saves it, and trains it if it fits small_text.
void checkpoint(std::string_view input);
/// The same for the JSON header up to the first zero byte and the tensors, without the length of
/// the header: it stays correct for every mutation.
void header(std::string_view input);
/// Reads each line as key=value, and the whole input as saved settings and as a batch order.
void settings(std::string_view input);
/// Reads an intent.
void intent(std::string_view input);
/// Writes a literal of Python, and reads it back.
void python(std::string_view input);
/// Reads a link, the part of the page's address after "#".
void link(std::string_view input);

/// The text of the checkpoints among the seeds.
inline constexpr std::string_view small_text = "anna\nbob\nada\nnan\nbarb\nabba\nrob\nbo\norna\n";

}  // namespace babble::fuzz
