// What is fuzzed. Each target takes any bytes: what they are is handled or refused with an Error,
// and what is taken has to hold what the readers promise. A broken promise is a std::logic_error.
// The fuzzers (fuzzer.cpp) and the unit tests (app_fuzz_replay_test.cpp) run the same functions.
#pragma once

#include <span>
#include <string_view>

namespace babble::fuzz {

struct Target {
  const char* name;  ///< also the folder of its inputs in seeds/ and regressions/
  void (*run)(std::string_view input);
};

std::span<const Target> targets();
/// Null where there is none of this name.
const Target* find_target(std::string_view name);

/// Byte 1 chooses the preparation and the split, byte 2 max_tokens; the rest is the text.
void corpus(std::string_view input);
/// Each line a token of a saved vocabulary; the whole input is then encoded with it.
void vocabulary(std::string_view input);
/// A checkpoint's bytes. What loads is sampled, saved, and trained on where it fits small_text.
void checkpoint(std::string_view input);
/// Only the JSON header of a checkpoint, up to the first zero byte, then its tensors: mutations
/// keep the length that stands in front right.
void header(std::string_view input);
/// Each line an assignment as in --set; the whole input as saved settings and as a schedule.
void settings(std::string_view input);
/// An intent as the page's scripts post it.
void intent(std::string_view input);

/// What stands behind "#" in the page's address.
void link(std::string_view input);

/// What the checkpoints among the seeds were trained on (see README of the tests).
inline constexpr std::string_view small_text = "anna\nbob\nada\nnan\nbarb\nabba\nrob\nbo\norna\n";

}  // namespace babble::fuzz
