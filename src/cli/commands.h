// The subcommands. Each adds itself to the parser and returns the action that runs it.
#pragma once

#include <CLI/CLI.hpp>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "core/base/error.h"
#include "core/data/corpus.h"
#include "core/settings/settings.h"
#include "core/training/checkpoint.h"

namespace babble::cli {

/// Wrong usage of the command line (exit status 2). Other failures are an Error (status 1).
struct UsageError : Error {
  using Error::Error;
};

struct Command {
  CLI::App* parser = nullptr;
  std::function<void()> run;
};

Command train_command(CLI::App& app);
Command sweep_command(CLI::App& app);
Command sample_command(CLI::App& app);
Command eval_command(CLI::App& app);
Command ngrams_command(CLI::App& app);
Command bench_command(CLI::App& app);
Command info_command(CLI::App& app);
Command export_command(CLI::App& app);

/// The text that a flag names: a file, "-" for standard input, "builtin:names" or "builtin:tale".
struct Text {
  std::string name;
  std::string bytes;
};
Text read_text_argument(const std::string& argument);
constexpr const char* text_argument_help =
    "a text file, - for standard input, builtin:names or builtin:tale";

/// --set KEY=VALUE, for any setting and as often as wanted.
CLI::Option* add_settings_option(CLI::App& parser, std::vector<std::string>& settings);

Checkpoint read_checkpoint(const std::string& path);

/// The corpus with progress on standard error.
std::shared_ptr<const Corpus> read_corpus(const Text& text, const Settings& settings);

/// The corpus that a checkpoint was made on: from the given text, or without one the built-in
/// corpus that fits. Null where the text is another one.
std::shared_ptr<const Corpus> corpus_of(const Checkpoint& checkpoint, const std::string& argument);

/// Runs the whole command. Returns the exit status: 0, 1 (failed) or 2 (wrong usage).
int run(int argc, char** argv);

}  // namespace babble::cli
