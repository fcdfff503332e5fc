#include "core/base/numbers.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <clocale>
#include <cmath>
#include <cstdio>
#include <cstdlib>

namespace babble {
namespace {

// C's functions use the decimal point of the current locale.
char decimal_point() { return *std::localeconv()->decimal_point; }

}  // namespace

std::optional<std::int64_t> parse_integer(std::string_view text) {
  std::int64_t value = 0;
  const char* end = text.data() + text.size();
  const auto result = std::from_chars(text.data(), end, value);
  if (text.empty() || result.ec != std::errc{} || result.ptr != end) return std::nullopt;
  return value;
}

std::optional<double> parse_real(std::string_view text) {
  // strtod also accepts leading blanks and hexadecimal numbers, so check the form first.
  std::size_t i = 0;
  const auto digits = [&] {
    const std::size_t begin = i;
    while (i < text.size() && text[i] >= '0' && text[i] <= '9') ++i;
    return i - begin;
  };
  if (i < text.size() && (text[i] == '-' || text[i] == '+')) ++i;
  std::size_t mantissa = digits();
  if (i < text.size() && text[i] == '.') {
    ++i;
    mantissa += digits();
  }
  if (mantissa == 0) return std::nullopt;
  if (i < text.size() && (text[i] == 'e' || text[i] == 'E')) {
    ++i;
    if (i < text.size() && (text[i] == '-' || text[i] == '+')) ++i;
    if (digits() == 0) return std::nullopt;
  }
  if (i != text.size()) return std::nullopt;

  std::string localized(text);
  std::replace(localized.begin(), localized.end(), '.', decimal_point());
  const double value = std::strtod(localized.c_str(), nullptr);
  if (!std::isfinite(value)) return std::nullopt;
  return value;
}

std::string real_text(double value) {
  if (std::isnan(value)) return "nan";
  if (std::isinf(value)) return value > 0 ? "inf" : "-inf";
  for (int digits = 6;; ++digits) {  // 17 digits identify every double
    std::array<char, 32> buffer;
    std::snprintf(buffer.data(), buffer.size(), "%.*g", digits, value);
    std::string text = buffer.data();
    std::replace(text.begin(), text.end(), decimal_point(), '.');
    if (digits >= 17 || parse_real(text) == value) return text;
  }
}

}  // namespace babble
