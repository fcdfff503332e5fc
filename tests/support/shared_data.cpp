#include "support/shared_data.h"

#include <cstdlib>
#include <fstream>
#include <iostream>
#include <limits>
#include <map>
#include <sstream>

namespace babble::testing {
namespace {

/// Prints the missing files at the end of the run.
class MissingData : public ::testing::Environment {
 public:
  static void note(const std::string& path) { ++missing()[path]; }

  void TearDown() override {
    if (missing().empty()) return;
    std::cout << "\n*** Tests were SKIPPED because files are missing:\n";
    for (const auto& [path, tests] : missing())
      std::cout << "***   " << path << " (" << tests << " test" << (tests == 1 ? "" : "s") << ")\n";
    std::cout
        << "*** Course data: set BABBLE_SHARED to the folder that has data/ and reference/.\n\n";
  }

 private:
  static std::map<std::string, int>& missing() {
    static std::map<std::string, int> paths;
    return paths;
  }
};

[[maybe_unused]] const auto* const environment =
    ::testing::AddGlobalTestEnvironment(new MissingData);

const Json& parsed_once(const std::string& path) {
  static std::map<std::string, Json> files;
  const auto found = files.find(path);
  if (found != files.end()) return found->second;
  Json json = Json::parse(read_bytes(path), nullptr, false);
  EXPECT_FALSE(json.is_discarded()) << path << " is not JSON";
  return files.emplace(path, std::move(json)).first->second;
}

template <typename Take>
void flatten(const Json& list, const Take& take) {
  if (!list.is_array()) return take(list);
  for (const Json& entry : list) flatten(entry, take);
}

}  // namespace

std::string read_bytes(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  EXPECT_TRUE(file) << "cannot read " << path;
  std::ostringstream bytes;
  bytes << file.rdbuf();
  return bytes.str();
}

bool file_exists(const std::string& path) { return std::ifstream(path).good(); }

std::string shared_path(const std::string& name) {
  const char* folder = std::getenv("BABBLE_SHARED");
  const std::string root = folder != nullptr ? folder : BABBLE_SOURCE_DIR "/../shared";
  return root + '/' + name;
}

std::string repository_path(const std::string& name) {
  return std::string(BABBLE_SOURCE_DIR "/") + name;
}

const Json& shared_json(const std::string& name) { return parsed_once(shared_path(name)); }

const Json& reference_json(const std::string& name) {
  return parsed_once(repository_path("tests/reference/" + name));
}

void note_missing(const std::string& path) { MissingData::note(path); }

double number(const Json& value) {
  if (!value.is_string()) return value.get<double>();
  const auto text = value.get<std::string>();
  if (text == "inf") return std::numeric_limits<double>::infinity();
  if (text == "-inf") return -std::numeric_limits<double>::infinity();
  return std::numeric_limits<double>::quiet_NaN();
}

std::vector<float> floats(const Json& list) {
  std::vector<float> values;
  flatten(list, [&](const Json& v) { values.push_back(static_cast<float>(number(v))); });
  return values;
}

std::vector<double> doubles(const Json& list) {
  std::vector<double> values;
  flatten(list, [&](const Json& v) { values.push_back(number(v)); });
  return values;
}

std::vector<std::int64_t> integers(const Json& list) {
  std::vector<std::int64_t> values;
  flatten(list, [&](const Json& v) { values.push_back(v.get<std::int64_t>()); });
  return values;
}

}  // namespace babble::testing
