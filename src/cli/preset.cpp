#include "cli/preset.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "cli/commands.h"
#include "core/base/shown_text.h"

namespace babble::cli {
namespace {

Text text_of(const Preset& preset, const std::string& data) {
  switch (preset.corpus) {
    case PresetCorpus::letters:
      return {"one word (built in)", std::string(preset.text)};
    case PresetCorpus::builtin_names:
      return read_text_argument("builtin:names");
    case PresetCorpus::builtin_tale:
      return read_text_argument("builtin:tale");
    case PresetCorpus::course_names:
    case PresetCorpus::course_time_machine:
      break;
  }
  const std::string needs =
      "This run needs " + std::string(preset_corpus_title(preset.corpus)) + ": ";
  if (data.empty()) throw Error(needs + "say with --data where that file is.");
  Text text = read_text_argument(data);
  if (!preset_fits(preset, text.bytes)) throw Error(needs + in_quotes(data) + " is another text.");
  return text;
}

}  // namespace

const Preset& wanted_preset(const std::string& id) {
  const Preset* preset = find_preset(id);
  if (preset == nullptr) {
    throw UsageError("There is no run of a course called " + in_quotes(id) + "; there are " +
                     preset_ids() + ".");
  }
  return *preset;
}

Trainer start_preset(const Preset& preset, const std::string& data) {
  const Settings settings = preset_settings(preset);
  std::optional<BatchOrder> order;
  if (!preset.offsets.empty()) order = preset_batch_order(preset);
  return Trainer(read_corpus(text_of(preset, data), settings), preset.model, settings,
                 std::move(order));
}

nlohmann::ordered_json preset_json(const PresetRun& run) {
  auto figures = nlohmann::ordered_json::array();
  for (const PresetRow& row : run.rows()) {
    nlohmann::ordered_json figure{{"what", row.what}, {"expected", row.expected}};
    if (row.obtained.empty()) {
      figure["obtained"] = nullptr;
    } else {
      figure["obtained"] = row.obtained;
    }
    figure["agrees"] = row.agrees;
    figures.push_back(std::move(figure));
  }
  return {{"id", run.preset().id},
          {"title", run.preset().title},
          {"source", run.preset().source},
          {"figures", std::move(figures)}};
}

std::string preset_text(const PresetRun& run) {
  std::string text =
      std::string(run.preset().title) + " (" + std::string(run.preset().source) + ")\n";
  for (const PresetRow& row : run.rows()) {
    const bool known = !row.obtained.empty();
    text += std::string(!known       ? "unknown"
                        : row.agrees ? "agrees "
                                     : "DIFFERS") +
            "  " + row.what + ": expected " + row.expected +
            (known ? ", obtained " + row.obtained : "") + "\n";
  }
  return text;
}

int differing_figures(const PresetRun& run) {
  return static_cast<int>(
      std::count_if(run.rows().begin(), run.rows().end(),
                    [](const PresetRow& row) { return !row.obtained.empty() && !row.agrees; }));
}

}  // namespace babble::cli
