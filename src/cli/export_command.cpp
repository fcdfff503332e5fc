// babble export
#include <optional>
#include <vector>

#include "cli/commands.h"
#include "cli/files.h"
#include "cli/preset.h"
#include "cli/terminal.h"
#include "cli/train.h"
#include "core/export/pytorch_program.h"
#include "core/models/registry.h"

namespace babble::cli {
namespace {

struct ExportFlags {
  std::string checkpoint, model, data, preset, to = "pytorch", out;
  std::vector<std::string> settings;
};

Trainer exported_run(const ExportFlags& options) {
  if (!options.preset.empty()) return start_preset(wanted_preset(options.preset), options.data);
  if (!options.checkpoint.empty()) {
    const Checkpoint checkpoint = read_checkpoint(options.checkpoint);
    const auto corpus = corpus_of(checkpoint, options.data);
    if (!corpus)
      throw Error("Say with --data where the text of \"" + options.checkpoint + "\" is: \"" +
                  checkpoint.corpus_name + "\".");
    return resume(checkpoint, corpus);
  }
  if (options.model.empty())
    throw UsageError("Say what to export: --model " + model_ids() +
                     ", --preset a run of the courses, or a checkpoint.");
  const ModelKind kind = wanted_model(options.model);
  const Settings settings = wanted_settings(kind, options.settings);
  const Text text = read_text_argument(options.data.empty() ? "builtin:names" : options.data);
  return Trainer(read_corpus(text, settings), kind, settings);
}

void run(const ExportFlags& options) {
  Trainer trainer = exported_run(options);
  const TrainingState state = trainer.state();
  ProgramOptions program;
  if (!options.data.empty() && options.data != "-" && !options.data.starts_with("builtin:"))
    program.data = options.data;
  program.checkpoint = options.checkpoint;
  if (!options.preset.empty()) program.steps = wanted_preset(options.preset).steps;
  const auto sections =
      pytorch_sections(trainer.corpus(), state, program, expected_figures(trainer));
  const std::string text =
      options.to == "notebook" ? notebook_file(sections) : python_file(sections);
  if (options.out.empty()) {
    print(text);
    return;
  }
  write_file(options.out, text);
  remark("Wrote " + options.out + ".");
}

}  // namespace

Command export_command(CLI::App& app) {
  auto options = std::make_shared<ExportFlags>();
  CLI::App* parser = app.add_subcommand(
      "export", "Write a run as a program in PyTorch, which gives the same numbers");
  CLI::Option* checkpoint =
      parser->add_option("checkpoint", options->checkpoint,
                         "safetensors file of babble train --out, which the program goes on from");
  CLI::Option* model = parser->add_option("--model", options->model, model_ids());
  parser->add_option("--data", options->data,
                     std::string(text_argument_help) + " (default: names)");
  CLI::Option* set = add_settings_option(*parser, options->settings);
  CLI::Option* preset =
      parser->add_option("--preset", options->preset, "a run of the courses: " + preset_ids());
  for (CLI::Option* own : {model, set}) {
    preset->excludes(own);
    checkpoint->excludes(own);
  }
  checkpoint->excludes(preset);
  parser->add_option("--to", options->to, "pytorch (a Python file, the default) or notebook")
      ->check(CLI::IsMember({"pytorch", "notebook"}));
  parser->add_option("--out", options->out, "the file to write (default: standard output)");
  return {parser, [options] { run(*options); }};
}

}  // namespace babble::cli
