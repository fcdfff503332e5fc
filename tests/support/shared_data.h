// Where the tests find reference figures and course data, and how they say that they are missing.
//
// The courses' data sets and their figures are not part of the repository. They are looked for in
// the folder that BABBLE_SHARED names, else in ../shared beside the repository. A test that needs
// them begins with BABBLE_NEEDS_SHARED("reference/torch_rng.json"); where the file is missing it
// is skipped, and the run ends with a list of what was skipped.
#pragma once

#include <gtest/gtest.h>

#include <cstdint>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

namespace babble::testing {

using Json = nlohmann::json;

/// Whole file as bytes; fails the test and returns "" where it cannot be read.
std::string read_bytes(const std::string& path);
bool file_exists(const std::string& path);

std::string shared_path(const std::string& name);      ///< "data/names.txt" -> full path
std::string repository_path(const std::string& name);  ///< "data/names.txt" -> full path

/// A file of the shared folder, parsed; each file is read once.
const Json& shared_json(const std::string& name);
/// A file of tests/reference, which is in the repository; each file is read once.
const Json& reference_json(const std::string& name);

/// Notes that the running test was skipped for want of `path`, for the list at the end.
void note_missing(const std::string& path);

std::vector<float> floats(const Json& list);    ///< flattens nested lists
std::vector<double> doubles(const Json& list);  ///< flattens; "inf" and "-inf" are numbers
double number(const Json& value);               ///< "inf" and "-inf" are numbers
std::vector<std::int64_t> integers(const Json& list);

}  // namespace babble::testing

/// Skips the running test, loudly, where the shared folder lacks the file.
#define BABBLE_NEEDS_SHARED(name)                                                     \
  do {                                                                                \
    const std::string babble_path = ::babble::testing::shared_path(name);             \
    if (!::babble::testing::file_exists(babble_path)) {                               \
      ::babble::testing::note_missing(babble_path);                                   \
      GTEST_SKIP() << "SKIPPED FOR WANT OF COURSE DATA: there is no " << babble_path; \
    }                                                                                 \
  } while (false)
