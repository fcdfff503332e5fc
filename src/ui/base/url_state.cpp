#include "ui/base/url_state.h"

#include <algorithm>
#include <utility>

#include "core/base/numbers.h"
#include "core/settings/settings.h"

namespace babble::ui {
namespace {

constexpr double time_to_draw = 2;  // seconds; by then every control of an open chapter was drawn
constexpr std::size_t longest_text = 400;  // bytes; longer texts are left out of the address

std::string shown(std::string_view value) {
  std::string text("\"");
  text += value.substr(0, 40);
  text += value.size() > 40 ? "...\"" : "\"";
  return text;
}

}  // namespace

bool UrlState::is_view(std::string_view control) {
  return !control.starts_with("setting.") && !control.starts_with("dialog.");
}

std::string UrlState::key_of(std::string_view control) const {
  const std::string front = chapter_ + '.';
  return control.starts_with(front) ? std::string(control) : front + std::string(control);
}

void UrlState::open(const Views& views) {
  wanted_.clear();
  for (const auto& [key, value] : views) wanted_[key] = value;
  for (const auto& [key, value] : values_)
    if (!wanted_.contains(key)) wanted_[key] = defaults_[key];
  held_ = true;
}

void UrlState::begin_chapter(std::string_view id, double seconds) {
  if (chapter_ == id) return;
  chapter_ = id;
  since_ = seconds;
}

std::vector<std::string> UrlState::take_refused(double seconds) {
  if (!held_ && seconds > since_ + time_to_draw) {
    const std::string front = chapter_ + '.';
    for (auto it = wanted_.begin(); it != wanted_.end();) {
      if (it->first.starts_with(front)) {
        refused_.push_back("There is no view " + shown(it->first) + " in this chapter.");
        it = wanted_.erase(it);
      } else {
        ++it;
      }
    }
  }
  return std::exchange(refused_, {});
}

void UrlState::refuse(const std::string& key, const std::string& value, const std::string& takes) {
  refused_.push_back("The view " + key + " cannot be " + shown(value) + ": it takes " + takes +
                     ".");
}

std::optional<std::string> UrlState::visit(const std::string& key, const std::string& now) {
  if (held_) return std::nullopt;
  const std::string& usual = defaults_.try_emplace(key, now).first->second;
  if (auto link = wanted_.extract(key); !link.empty() && link.mapped() != now)
    return std::move(link.mapped());
  if (now == usual) {
    values_.erase(key);
  } else {
    values_[key] = now;
  }
  return std::nullopt;
}

bool UrlState::flag(std::string_view control, bool& on) {
  int chosen = on ? 1 : 0;
  if (!choice(control, {"off", "on"}, chosen)) return false;
  on = chosen == 1;
  return true;
}

bool UrlState::choice(std::string_view control, const std::vector<std::string_view>& words,
                      int& chosen) {
  if (!is_view(control) || chosen < 0 || static_cast<std::size_t>(chosen) >= words.size())
    return false;
  const std::string key = key_of(control);
  const auto wanted = visit(key, std::string(words[static_cast<std::size_t>(chosen)]));
  if (!wanted) return false;
  const auto found = std::find(words.begin(), words.end(), *wanted);
  if (found == words.end()) {
    std::string all;
    for (std::size_t i = 0; i < words.size(); ++i) {
      if (i > 0) all += i + 1 == words.size() ? " or " : ", ";
      all += words[i];
    }
    refuse(key, *wanted, all);
    return false;
  }
  chosen = static_cast<int>(found - words.begin());
  return true;
}

bool UrlState::number(std::string_view control, double& value, double low, double high) {
  if (!is_view(control)) return false;
  const std::string key = key_of(control);
  const auto wanted = visit(key, real_text(value));
  if (!wanted) return false;
  const auto parsed = parse_real(*wanted);
  if (!parsed || *parsed < low || *parsed > high) {
    refuse(key, *wanted, "a number from " + real_text(low) + " to " + real_text(high));
    return false;
  }
  value = *parsed;
  return true;
}

bool UrlState::text(std::string_view control, std::string& value, bool edited) {
  if (!is_view(control) || held_) return false;
  const std::string key = key_of(control);
  if (auto link = wanted_.extract(key); !link.empty()) {
    std::string wanted = std::move(link.mapped());
    if (!wanted.empty()) values_[key] = wanted;
    if (wanted == value) return false;
    value = std::move(wanted);
    return true;
  }
  const auto known = values_.find(key);
  if (edited && !value.empty() && value.size() <= longest_text) {
    values_[key] = value;
    defaults_.try_emplace(key);
  } else if (known != values_.end() && known->second != value) {
    values_.erase(known);
  }
  return false;
}

UrlState::Views UrlState::values() const {
  std::map<std::string, std::string, std::less<>> all = wanted_;
  for (const auto& [key, value] : values_) all.try_emplace(key, value);
  return {all.begin(), all.end()};
}

void UrlState::suppress(const std::vector<std::string>& names) {
  suppressed_ = names;
  for (std::string& name : suppressed_) {
    if (!name.starts_with("setting.")) continue;
    if (const SettingRow* row = find_setting(name.substr(8)))
      name = "setting." + std::string(row->key);
  }
}

bool UrlState::suppressed(std::string_view name) const {
  return std::any_of(suppressed_.begin(), suppressed_.end(), [&](const std::string& group) {
    return name == group || (name.starts_with(group) && name[group.size()] == '.');
  });
}

}  // namespace babble::ui
