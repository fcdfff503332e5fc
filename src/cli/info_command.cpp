// babble info
#include <nlohmann/json.hpp>
#include <vector>

#include "cli/commands.h"
#include "cli/terminal.h"
#include "core/base/build_info.h"
#include "core/base/json_text.h"
#include "core/math/thread_pool.h"
#include "core/models/registry.h"
#include "core/settings/settings_json.h"

namespace babble::cli {
namespace {

using Json = nlohmann::ordered_json;

struct InfoFlags {
  std::string checkpoint;
  bool json = false;
};

std::vector<ModelKind> models_of(const SettingRow& row) {
  std::vector<ModelKind> kinds;
  for (const ModelKind kind : model_kinds())
    if (model_info(kind).uses(row.key)) kinds.push_back(kind);
  return kinds;
}

Json program_json() {
  const BuildInfo build = build_info();
  Json settings = Json::array();
  for (const SettingRow& row : settings_table()) {
    Json defaults = Json::object(), choices = Json::object(), models = Json::array();
    for (const ModelKind kind : models_of(row)) {
      const std::string name(model_info(kind).id);
      models.push_back(name);
      if (!row.choices.empty()) choices[name] = model_info(kind).choices_of(row);
      defaults[name] = json_settings(model_info(kind).defaults)[std::string(row.key)];
    }
    settings.push_back({{"key", row.key},
                        {"label", row.label},
                        {"help", row.help},
                        {"formula", row.formula},
                        {"allowed", allowed_values(row)},
                        {"choices", std::move(choices)},
                        {"models", std::move(models)},
                        {"defaults", std::move(defaults)},
                        {"resets_model", row.resets_model}});
  }
  return {{"version", version},
          {"compiler", build.compiler},
          {"target", build.target},
          {"simd", build.instructions},
          {"fused_multiply_add", build.fused},
          {"optimized", build.optimized},
          {"assertions", build.assertions},
          {"threads", ThreadPool::default_size()},
          {"settings", std::move(settings)}};
}

void print_program() {
  std::string text = "babble " + std::string(version) + "\n" + build_text() +
                     "\ntrains with up to " + std::to_string(ThreadPool::default_size()) +
                     " threads, as many as the model gains from\n\nSettings (--set key=value):\n";
  for (const SettingRow& row : settings_table()) {
    const std::vector<ModelKind> kinds = models_of(row);
    if (kinds.empty()) continue;
    text += "\n  " + std::string(row.key) + "  -  " + allowed_values(row) + "\n    default ";
    bool same = true;
    for (const ModelKind kind : kinds)
      same &= row.get(model_info(kind).defaults) == row.get(model_info(kinds.front()).defaults);
    if (same) {
      text += row.get(model_info(kinds.front()).defaults);
      if (kinds.size() < model_kinds().size()) text += "; for";
      for (std::size_t i = 0; kinds.size() < model_kinds().size() && i < kinds.size(); ++i)
        text += (i > 0 ? " and " : " ") + std::string(model_info(kinds[i]).id);
    } else {
      for (std::size_t i = 0; i < kinds.size(); ++i)
        text += (i > 0 ? ", " : "") + row.get(model_info(kinds[i]).defaults) + " for " +
                std::string(model_info(kinds[i]).id);
    }
    for (const ModelKind kind : kinds) {
      const auto choices = model_info(kind).choices_of(row);
      if (choices.size() < row.choices.size())
        text += "\n    " + std::string(model_info(kind).id) + ": " + alternatives(choices);
    }
    text += "\n    " + std::string(row.help) + "\n";
  }
  print(text);
}

void describe_checkpoint(const InfoFlags& options) {
  const Checkpoint checkpoint = read_checkpoint(options.checkpoint);
  const TrainingState& state = checkpoint.state;
  const std::string_view kind = checkpoint.corpus_kind == CorpusKind::lines ? "lines" : "text";
  if (options.json) {
    Json tensors;
    for (const Tensor& tensor : state.tensors) tensors[tensor.name] = tensor.shape;
    const Json json = {{"model", model_info(state.kind).id},
                       {"settings", json_settings(state.settings)},
                       {"vocabulary_size", state.vocabulary_size},
                       {"vocabulary", checkpoint.vocabulary.tokens()},
                       {"parameters", make_model(state)->parameter_count()},
                       {"tensors", std::move(tensors)},
                       {"steps", state.steps},
                       {"epochs", state.epochs},
                       {"tokens", state.tokens},
                       {"loss", state.steps > 0 ? json_number(state.last.loss) : Json(nullptr)},
                       {"diverged", state.diverged.empty() ? Json(nullptr) : Json(state.diverged)},
                       {"corpus", {{"name", checkpoint.corpus_name}, {"kind", kind}}}};
    print(json_text(json) + "\n");
    return;
  }
  std::string text = std::string(model_info(state.kind).id) + ", trained on \"" +
                     checkpoint.corpus_name + "\" (" + std::string(kind) +
                     "), V = " + std::to_string(state.vocabulary_size) + ", " +
                     grouped(make_model(state)->parameter_count()) + " parameters\nstep " +
                     grouped(state.steps) + ", epoch " + grouped(state.epochs);
  if (state.steps > 0) text += ", loss " + shown(state.last.loss);
  text += "\n";
  if (!state.diverged.empty()) text += state.diverged + "\n";
  text += "tensors:";
  for (const Tensor& tensor : state.tensors) {
    text += " " + tensor.name + " ";
    for (std::size_t i = 0; i < tensor.shape.size(); ++i)
      text += (i > 0 ? "x" : "") + std::to_string(tensor.shape[i]);
  }
  text += "\nsettings:";
  for (const SettingRow& row : settings_table())
    if (model_info(state.kind).uses(row.key))
      text += " " + std::string(row.key) + "=" + row.get(state.settings);
  print(text + "\n");
}

}  // namespace

Command info_command(CLI::App& app) {
  auto options = std::make_shared<InfoFlags>();
  CLI::App* parser =
      app.add_subcommand("info", "Describe the program and its settings, or a checkpoint");
  parser->add_option("checkpoint", options->checkpoint, "safetensors file of babble train --out");
  parser->add_flag("--json", options->json, "print one JSON object");
  return {parser, [options] {
            if (!options->checkpoint.empty()) return describe_checkpoint(*options);
            if (!options->json) return print_program();
            print(json_text(program_json()) + "\n");
          }};
}

}  // namespace babble::cli
