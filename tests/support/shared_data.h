// Finds reference data and course data for the tests.
//
// The data sets of the courses and their figures are not part of the repository. They are read from
// the folder BABBLE_SHARED, by default ../shared beside the repository. A test that needs them
// begins with BABBLE_NEEDS_SHARED("reference/torch_rng.json"). It is skipped if the file is
// missing, and the run ends with a list of missing files.
#pragma once

#include <gtest/gtest.h>

#include <cstdint>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

namespace babble::testing {

using Json = nlohmann::ordered_json;

/// The bytes of a file. Fails the test and returns "" if it cannot be read.
std::string read_bytes(const std::string& path);
bool file_exists(const std::string& path);

std::string shared_path(const std::string& name);      ///< "data/names.txt" -> full path
std::string repository_path(const std::string& name);  ///< "data/names.txt" -> full path

/// A JSON file of the shared folder. Each file is read once.
const Json& shared_json(const std::string& name);
/// A JSON file of tests/reference. Each file is read once.
const Json& reference_json(const std::string& name);

/// Adds a file to the list of missing files.
void note_missing(const std::string& path);

std::vector<float> floats(const Json& list);    ///< flattens nested lists
std::vector<double> doubles(const Json& list);  ///< flattens; "inf" and "-inf" are numbers
double number(const Json& value);               ///< "inf" and "-inf" are numbers
std::vector<std::int64_t> integers(const Json& list);

}  // namespace babble::testing

/// Skips the running test if the shared folder does not have the file.
#define BABBLE_NEEDS_SHARED(name)                                                     \
  do {                                                                                \
    const std::string babble_path = ::babble::testing::shared_path(name);             \
    if (!::babble::testing::file_exists(babble_path)) {                               \
      ::babble::testing::note_missing(babble_path);                                   \
      GTEST_SKIP() << "SKIPPED, COURSE DATA IS MISSING: there is no " << babble_path; \
    }                                                                                 \
  } while (false)
