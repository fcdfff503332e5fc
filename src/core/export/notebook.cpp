#include <algorithm>
#include <nlohmann/json.hpp>

#include "core/base/json_text.h"
#include "core/export/pytorch_program.h"

namespace babble {
namespace {

using nlohmann::ordered_json;

// Lines with their line feeds, the last one without.
ordered_json lines_of(const std::string& text) {
  ordered_json lines = ordered_json::array();
  for (std::size_t begin = 0; begin < text.size();) {
    const std::size_t end = std::min(text.find('\n', begin), text.size() - 1);
    lines.push_back(text.substr(begin, end + 1 - begin));
    begin = end + 1;
  }
  if (!lines.empty()) {
    auto& last = lines.back().get_ref<std::string&>();
    if (last.ends_with('\n')) last.pop_back();
  }
  return lines;
}

// A sentence may quote a text of the user's own.
std::string markdown(const std::string& sentence) {
  std::string text;
  for (const char c : sentence) {
    if (std::string_view("\\`*_{}[]<>#|!&$").find(c) != std::string_view::npos) text += '\\';
    text += c;
  }
  return text;
}

}  // namespace

std::string notebook_file(const std::vector<PythonSection>& sections) {
  ordered_json cells = ordered_json::array();
  for (const PythonSection& section : sections) {
    std::string code;
    for (const ProgramLine& line : program_lines({{"", section.code}})) code += line.text + "\n";
    // A notebook has no command line of its own.
    constexpr std::string_view parse = "parser.parse_args()";
    if (const std::size_t at = code.find(parse); at != std::string::npos)
      code.replace(at, parse.size(), "parser.parse_args([])  # such as [\"--steps\", \"100\"]");
    const std::string number = std::to_string(cells.size() / 2 + 1);
    cells.push_back({{"cell_type", "markdown"},
                     {"id", "text-" + number},
                     {"metadata", ordered_json::object()},
                     {"source", lines_of(markdown(section.sentence))}});
    cells.push_back({{"cell_type", "code"},
                     {"execution_count", nullptr},
                     {"id", "code-" + number},
                     {"metadata", ordered_json::object()},
                     {"outputs", ordered_json::array()},
                     {"source", lines_of(code)}});
  }
  const ordered_json notebook{
      {"cells", cells},
      {"metadata",
       {{"kernelspec", {{"display_name", "Python 3"}, {"language", "python"}, {"name", "python3"}}},
        {"language_info", {{"name", "python"}}}}},
      {"nbformat", 4},
      {"nbformat_minor", 5}};
  return json_text(notebook) + "\n";
}

}  // namespace babble
