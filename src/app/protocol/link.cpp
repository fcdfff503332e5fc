#include "app/protocol/link.h"

#include <algorithm>
#include <optional>

#include "core/base/error.h"
#include "core/base/hexadecimal.h"
#include "core/base/numbers.h"
#include "core/base/shown_text.h"
#include "core/base/utf8.h"
#include "core/models/registry.h"

namespace babble::app {
namespace {

constexpr std::size_t longest_text = 1 << 14;  // bytes
constexpr std::size_t most_refusals = 8;       // reported one by one
constexpr std::int64_t most_steps = 10'000'000;

std::size_t index_of(ModelKind kind) { return kind.index(); }

bool is_unreserved(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
         std::string_view("-._~,:").find(c) != std::string_view::npos;
}

std::string encode(std::string_view text) {
  constexpr std::string_view digits = "0123456789ABCDEF";
  std::string out;
  for (const char c : text) {
    if (is_unreserved(c)) {
      out += c;
      continue;
    }
    const auto byte = static_cast<unsigned char>(c);
    out += '%';
    out += digits[byte >> 4];
    out += digits[byte & 15];
  }
  return out;
}

/// None if a percent sign is not followed by two digits, or if the bytes are not printable UTF-8.
std::optional<std::string> decode(std::string_view text) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '%') {
      out += text[i];
      continue;
    }
    const std::optional<std::string> byte = from_hexadecimal(text.substr(i + 1, 2));
    if (!byte || byte->empty()) return std::nullopt;
    out += *byte;
    i += 2;
  }
  const bool has_controls = std::any_of(out.begin(), out.end(),
                                        [](char c) { return static_cast<unsigned char>(c) < 32; });
  if (has_controls || first_invalid_utf8(out)) return std::nullopt;
  return out;
}

class Parser {
 public:
  Link link;

  void take(std::string_view part) {
    const std::size_t sign = part.find('=');
    const std::optional<std::string> key = decode(part.substr(0, sign));
    const std::optional<std::string> value =
        sign == std::string_view::npos ? std::nullopt : decode(part.substr(sign + 1));
    if (sign == std::string_view::npos)
      refuse("The part " + in_quotes(part) + " has no value: write key=value.");
    else if (!key || !value)
      refuse("The part " + in_quotes(part) +
             " is damaged: a % is followed by two hexadecimal digits.");
    else
      take(*key, *value);
  }

  void refuse(std::string sentence) {
    if (link.refused.size() < most_refusals) {
      link.refused.push_back(std::move(sentence));
    } else if (link.refused.size() == most_refusals) {
      link.refused.emplace_back("Further errors omitted.");
    }
  }

 private:
  void take(const std::string& key, const std::string& value) {
    if (key == "chapter") {
      link.chapter = value;
    } else if (key == "corpus") {
      if (value == "names" || value == "tale" || value == "word" || value == "own") {
        link.corpus = value;
      } else if (value.starts_with("own:")) {
        link.corpus = "own";
        link.text_name = value.substr(4);
      } else {
        refuse("There is no built-in text " + in_quotes(value) + "; there are names and tale.");
      }
    } else if (key == "theme") {
      if (value == "light" || value == "dark")
        link.theme = value;
      else if (value != "auto")
        refuse("There is no theme " + in_quotes(value) + "; there are light, dark and auto.");
    } else if (key == "hide") {
      take_hidden(value);
    } else if (key == "steps") {
      const auto steps = parse_integer(value);
      if (steps && *steps >= 0 && *steps <= most_steps)
        link.steps = *steps;
      else
        refuse("The number of steps cannot be " + in_quotes(value) +
               ": it takes a whole number from " + "0 to " + std::to_string(most_steps) + ".");
    } else {
      take_dotted(key, value);
    }
  }

  void take_hidden(std::string_view list) {
    while (!list.empty()) {
      const std::size_t end = std::min(list.find(','), list.size());
      const std::string name(list.substr(0, end));
      if (!name.empty() && std::find(link.hide.begin(), link.hide.end(), name) == link.hide.end())
        link.hide.push_back(name);
      list.remove_prefix(std::min(end + 1, list.size()));
    }
  }

  // A setting of every model or of one model, or the state of a control.
  void take_dotted(const std::string& key, const std::string& value) {
    const std::size_t dot = key.find('.');
    const std::string_view front = std::string_view(key).substr(0, dot);
    const std::string_view name =
        dot == std::string::npos ? std::string_view(key) : std::string_view(key).substr(dot + 1);
    const SettingRow* row = find_setting(name);
    if (row == nullptr && dot != std::string::npos && dot > 0 && !name.empty()) {
      take_view(key, value);
      return;
    }
    try {
      if (row == nullptr) {
        Settings unused;
        set_setting(unused, key, value);  // throws
      } else if (dot == std::string::npos) {
        take_setting(*row, value);
      } else {
        const ModelKind kind = model_kind(front);
        if (row->is_data) {
          take_setting(*row, value);
        } else if (model_info(kind).uses(row->key)) {
          set_one(kind, *row, value);
        } else {
          refuse("The model " + std::string(front) + " has no setting " + in_quotes(name) + ".");
        }
      }
    } catch (const Error& error) {
      refuse(error.what());
    }
  }

  void take_setting(const SettingRow& row, const std::string& value) {
    for (const ModelKind kind : model_kinds()) {
      if (model_info(kind).uses(row.key) || row.is_data) set_one(kind, row, value);
    }
  }

  void set_one(ModelKind kind, const SettingRow& row, const std::string& value) {
    Settings changed = link.settings[index_of(kind)];
    set_setting(changed, row.key, value);
    model_info(kind).check_settings(changed);
    link.settings[index_of(kind)] = changed;
  }

  void take_view(const std::string& key, const std::string& value) {
    for (auto& [known, old] : link.views) {
      if (known == key) {
        old = value;
        return;
      }
    }
    link.views.emplace_back(key, value);
  }
};

}  // namespace

Link::Link() {
  for (const ModelKind kind : model_kinds()) settings.push_back(model_info(kind).defaults);
}

Link parse_link(std::string_view text) {
  Parser parser;
  if (text.starts_with('#') || text.starts_with('?')) text.remove_prefix(1);
  if (text.size() > longest_text) {
    parser.refuse("The link is " + std::to_string(text.size()) + " bytes long; at most " +
                  std::to_string(longest_text) + " are read, so the link was ignored.");
    return parser.link;
  }
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('&'), text.size());
    if (end > 0) parser.take(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return parser.link;
}

std::string link_text(const Link& link) {
  std::string text;
  const auto add = [&text](std::string_view key, std::string_view value) {
    if (!text.empty()) text += '&';
    text += encode(key) + '=' + encode(value);
  };
  if (!link.chapter.empty()) add("chapter", link.chapter);
  if (!link.corpus.empty())
    add("corpus", link.corpus + (link.text_name.empty() ? "" : ':' + link.text_name));
  for (const SettingRow& row : settings_table()) {
    for (const ModelKind kind : model_kinds()) {
      const std::string value = row.get(link.settings[index_of(kind)]);
      const bool is_default = value == row.get(model_info(kind).defaults);
      if (row.is_data) {  // the same for all models
        if (!is_default) add(row.key, value);
        break;
      }
      if (model_info(kind).uses(row.key) && !is_default)
        add(std::string(model_info(kind).id) + '.' + std::string(row.key), value);
    }
  }
  if (link.steps > 0) add("steps", std::to_string(link.steps));
  for (const auto& [key, value] : link.views) add(key, value);
  if (!link.theme.empty()) add("theme", link.theme);
  if (!link.hide.empty()) {
    std::string list;
    for (const std::string& name : link.hide) list += (list.empty() ? "" : ",") + name;
    add("hide", list);
  }
  return text;
}

Link link_of(const Snapshot& snapshot) {
  Link link;
  const std::string& builtin = snapshot.corpus.builtin;
  if (builtin != "names") link.corpus = builtin.empty() ? "own" : builtin;
  if (builtin.empty()) link.text_name = snapshot.corpus.name;
  for (const ModelView& model : snapshot.models)
    link.settings[index_of(model.kind)] = model.settings;
  return link;
}

}  // namespace babble::app
