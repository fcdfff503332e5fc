#include "core/settings/split_text.h"

#include <array>
#include <cmath>
#include <limits>
#include <vector>

#include "core/base/error.h"
#include "core/base/numbers.h"

namespace babble {
namespace {

std::vector<std::string_view> split_at(std::string_view text, char separator) {
  std::vector<std::string_view> out;
  for (;;) {
    const std::size_t end = text.find(separator);
    out.push_back(text.substr(0, end));
    if (end == std::string_view::npos) return out;
    text.remove_prefix(end + 1);
  }
}

std::string fractions_text(const Split& split) {
  return real_text(split.train) + ',' + real_text(split.dev) + ',' + real_text(split.test);
}

/// False if the text is not three values.
bool read_fractions(std::string_view text, Split& split) {
  const auto parts = split_at(text, ',');
  if (parts.size() != 3) return false;
  std::array<double, 3> fractions{};
  for (std::size_t i = 0; i < 3; ++i) {
    const auto fraction = parse_real(parts[i]);
    if (!fraction || *fraction < 0 || *fraction > 1)
      throw Error("each fraction must be a number from 0 to 1");
    fractions[i] = *fraction == 0 ? 0.0 : *fraction;  // no -0
  }
  if (std::abs(fractions[0] + fractions[1] + fractions[2] - 1) > 1e-6)
    throw Error("the three fractions must add up to 1");
  if (fractions[0] == 0) throw Error("the fraction for training must not be 0");
  split.train = fractions[0];
  split.dev = fractions[1];
  split.test = fractions[2];
  return true;
}

/// False if the text is not a whole number. `name` is for the message.
bool read_seed(std::string_view text, const char* name, Split& split) {
  const auto seed = parse_integer(text);
  if (!seed) return false;
  if (*seed < 0 || *seed > std::numeric_limits<std::uint32_t>::max())
    throw Error(std::string(name) + " must be from 0 to 4,294,967,295");
  split.seed = static_cast<std::uint32_t>(*seed);
  return true;
}

}  // namespace

std::string split_text(const Split& split) {
  const std::string seed = std::to_string(split.seed);
  switch (split.kind) {
    case Split::Kind::fractions:
      break;
    case Split::Kind::sklearn:
      return "sklearn:" + real_text(split.test_fraction) + ':' + seed;
    case Split::Kind::python: {
      const std::string fractions = fractions_text(split);
      return "python:" + seed + (fractions == fractions_text(Split{}) ? "" : ':' + fractions);
    }
  }
  return fractions_text(split);
}

std::optional<Split> parse_split(std::string_view text) {
  const auto parts = split_at(text, ':');
  Split split;
  if (parts[0] == "sklearn") {
    if (parts.size() != 3) return std::nullopt;
    const auto fraction = parse_real(parts[1]);
    if (!fraction || !read_seed(parts[2], "the random_state of sklearn", split))
      return std::nullopt;
    if (*fraction <= 0 || *fraction >= 1)
      throw Error("the test size of sklearn must be greater than 0 and less than 1");
    split.kind = Split::Kind::sklearn;
    split.test_fraction = *fraction;
    return split;
  }
  if (parts[0] == "python") {
    if (parts.size() < 2 || parts.size() > 3) return std::nullopt;
    if (!read_seed(parts[1], "the seed of Python", split)) return std::nullopt;
    if (parts.size() == 3 && !read_fractions(parts[2], split)) return std::nullopt;
    split.kind = Split::Kind::python;
    return split;
  }
  if (!read_fractions(text, split)) return std::nullopt;
  return split;
}

}  // namespace babble
