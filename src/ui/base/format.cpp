#include "ui/base/format.h"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <cstring>

namespace babble::ui {
namespace {

std::string with_minus_sign(const char* text) {
  return text[0] == '-' ? std::string("−") + (text + 1) : std::string(text);
}

std::string special(double value) {
  if (std::isnan(value)) return "–";
  return value > 0 ? "∞" : "−∞";
}

}  // namespace

std::string grouped(std::int64_t value) {
  std::string digits = std::to_string(value < 0 ? -value : value);
  for (std::size_t at = digits.size(); at > 3;) {
    at -= 3;
    digits.insert(at, ",");
  }
  return (value < 0 ? "−" : "") + digits;
}

std::string fixed(double value, int decimals) {
  if (!std::isfinite(value)) return special(value);
  if (std::fabs(value) >= 1e10) return significant(value, 4);  // a run that diverges
  char text[64];
  std::snprintf(text, sizeof text, "%.*f", decimals, value);
  if (std::strtod(text, nullptr) == 0 && text[0] == '-') return text + 1;  // no "−0.00"
  return with_minus_sign(text);
}

std::string significant(double value, int digits) {
  if (!std::isfinite(value)) return special(value);
  if (value == 0) return "0";
  const int exponent = static_cast<int>(std::floor(std::log10(std::fabs(value))));
  char text[64];
  if (exponent < -4 || exponent > 9) {
    std::snprintf(text, sizeof text, "%.*e", std::max(digits - 1, 0), value);
    return with_minus_sign(text);
  }
  std::snprintf(text, sizeof text, "%.*f", std::max(digits - 1 - exponent, 0), value);
  if (std::strchr(text, '.') != nullptr) {
    std::size_t end = std::strlen(text);
    while (text[end - 1] == '0') --end;
    if (text[end - 1] == '.') --end;
    text[end] = '\0';
  }
  return with_minus_sign(text);
}

std::string short_count(double value) {
  if (!std::isfinite(value)) return special(value);
  if (value < 1000) return fixed(value, value < 10 && value != std::floor(value) ? 1 : 0);
  if (value < 1e6) return fixed(value / 1e3, value < 1e5 ? 1 : 0) + " k";
  if (value < 1e9) return fixed(value / 1e6, value < 1e8 ? 2 : 0) + " M";
  if (value >= 1e12) return significant(value, 3);
  return fixed(value / 1e9, 1) + " G";
}

std::string duration(double seconds) {
  if (!std::isfinite(seconds)) return special(seconds);
  if (seconds < 10) return fixed(seconds, 1) + " s";
  if (seconds < 60) return fixed(seconds, 0) + " s";
  const auto whole = static_cast<std::int64_t>(seconds);
  char text[64];
  if (whole < 3600) {
    std::snprintf(text, sizeof text, "%d min %02d s", static_cast<int>(whole / 60),
                  static_cast<int>(whole % 60));
  } else {
    std::snprintf(text, sizeof text, "%d h %02d min", static_cast<int>(whole / 3600),
                  static_cast<int>(whole / 60 % 60));
  }
  return text;
}

std::string plural(std::int64_t count, const char* singular, const char* plural_form) {
  return grouped(count) + " " + (count == 1 ? singular : plural_form);
}

}  // namespace babble::ui
