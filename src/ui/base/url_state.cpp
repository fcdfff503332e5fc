#include "ui/base/url_state.h"

#include <algorithm>
#include <utility>

#include "core/base/numbers.h"
#include "core/settings/settings.h"

namespace babble::ui {
namespace {

constexpr double patience = 2;  // seconds; by then every control of an open chapter was drawn
constexpr std::size_t longest_text = 400;  // bytes of a text field that fit into an address

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
  if (!held_ && seconds > since_ + patience) {
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
  if (const auto wish = wanted_.find(key); wish != wanted_.end()) {
    std::string value = std::move(wish->second);
    wanted_.erase(wish);
    if (value != now) return value;
  }
  if (now == usual) {
    values_.erase(key);
  } else {
    values_[key] = now;
  }
  return std::nullopt;
}

bool UrlState::flag(std::string_view control, bool& on) {
  if (!is_view(control)) return false;
  const std::string key = key_of(control);
  const auto wish = visit(key, on ? "on" : "off");
  if (!wish) return false;
  if (*wish != "on" && *wish != "off") {
    refuse(key, *wish, "on or off");
    return false;
  }
  on = *wish == "on";
  return true;
}

bool UrlState::choice(std::string_view control, const std::vector<std::string_view>& words,
                      int& chosen) {
  if (!is_view(control) || chosen < 0 || static_cast<std::size_t>(chosen) >= words.size())
    return false;
  const std::string key = key_of(control);
  const auto wish = visit(key, std::string(words[static_cast<std::size_t>(chosen)]));
  if (!wish) return false;
  const auto found = std::find(words.begin(), words.end(), *wish);
  if (found == words.end()) {
    std::string all;
    for (std::size_t i = 0; i < words.size(); ++i) {
      if (i > 0) all += i + 1 == words.size() ? " or " : ", ";
      all += words[i];
    }
    refuse(key, *wish, all);
    return false;
  }
  chosen = static_cast<int>(found - words.begin());
  return true;
}

bool UrlState::number(std::string_view control, double& value, double low, double high) {
  if (!is_view(control)) return false;
  const std::string key = key_of(control);
  const auto wish = visit(key, real_text(value));
  if (!wish) return false;
  const auto wanted = parse_real(*wish);
  if (!wanted || *wanted < low || *wanted > high) {
    refuse(key, *wish, "a number from " + real_text(low) + " to " + real_text(high));
    return false;
  }
  value = *wanted;
  return true;
}

bool UrlState::number(std::string_view control, int& value, int low, int high) {
  if (!is_view(control)) return false;
  const std::string key = key_of(control);
  const auto wish = visit(key, std::to_string(value));
  if (!wish) return false;
  const auto wanted = parse_integer(*wish);
  if (!wanted || *wanted < low || *wanted > high) {
    refuse(key, *wish,
           "a whole number from " + std::to_string(low) + " to " + std::to_string(high));
    return false;
  }
  value = static_cast<int>(*wanted);
  return true;
}

bool UrlState::text(std::string_view control, std::string& value, bool changed) {
  if (!is_view(control) || held_) return false;
  const std::string key = key_of(control);
  if (const auto wish = wanted_.find(key); wish != wanted_.end()) {
    std::string wanted = std::move(wish->second);
    wanted_.erase(wish);
    if (!wanted.empty()) values_[key] = wanted;
    if (wanted == value) return false;
    value = std::move(wanted);
    return true;
  }
  const auto known = values_.find(key);
  if (changed && !value.empty() && value.size() <= longest_text) {
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

void UrlState::hide(const std::vector<std::string>& groups) {
  hidden_ = groups;
  for (std::string& group : hidden_) {
    if (!group.starts_with("setting.")) continue;
    if (const SettingRow* row = find_setting(group.substr(8)))
      group = "setting." + std::string(row->key);
  }
}

bool UrlState::hides(std::string_view group) const {
  if (hidden_.empty()) return false;
  // One of several of a kind is "samples.<which>".
  return std::any_of(hidden_.begin(), hidden_.end(), [&](const std::string& hidden) {
    return group == hidden || (group.starts_with(hidden) && group[hidden.size()] == '.');
  });
}

const std::vector<Group>& groups() {
  static const std::vector<Group> list = {
      {"chapters", "the list of chapters"},
      {"corpus", "the menu of texts"},
      {"transport", "play, step and reset, and their keys"},
      {"speed", "the menu of speeds"},
      {"seed", "the seed"},
      {"files", "open and save"},
      {"share", "the button that copies the link"},
      {"theme", "light and dark"},
      {"introduction", "the paragraph that says what to look at"},
      {"try", "things to try"},
      {"presets", "as in the course"},
      {"settings", "all settings of a model"},
      {"samples", "samples"},
      {"text", "Data: the text"},
      {"alphabet", "Data: the vocabulary"},
      {"split", "Data: the split"},
      {"zipf", "Data: Zipf's plot"},
      {"top", "Data: the most frequent n-grams"},
      {"laplace", "Data: Laplace's estimates"},
      {"data.settings", "Data: preparation"},
      {"table", "Counting: the table"},
      {"smoothing", "Counting: smoothing and quality"},
      {"row", "Counting: a row as bars"},
      {"walk", "Counting: the sampler at work"},
      {"word", "Counting: look a word up"},
      {"loss", "the loss"},
      {"gradient", "the gradient's norm"},
      {"progress", "progress"},
      {"trail", "samples as they improve"},
      {"trouble", "what has gone wrong, and ways out"},
      {"counts", "Batches: the figures"},
      {"tables", "Batches: X and Y"},
      {"state", "Batches: the hidden state"},
      {"matrices", "Neural bigram: the tables side by side"},
      {"example", "Neural bigram: one example taken apart"},
      {"penalty", "Neural bigram: λ beside k"},
      {"batching", "Neural bigram: full batch or mini-batches"},
      {"hidden", "RNN: the hidden state"},
      {"ladder", "Compare: the ladder"},
      {"curves", "Compare: the curves"},
  };
  return list;
}

bool is_group(std::string_view name) {
  if (name.starts_with("setting.")) return find_setting(name.substr(8)) != nullptr;
  return std::any_of(groups().begin(), groups().end(),
                     [&](const Group& group) { return group.name == name; });
}

}  // namespace babble::ui
