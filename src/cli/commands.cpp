#include "cli/commands.h"

#include <algorithm>
#include <csignal>
#include <cstdio>
#include <new>

#include "cli/files.h"
#include "cli/terminal.h"
#include "core/base/build_info.h"
#include "core/data/builtin_corpora.h"
#include "core/models/registry.h"

namespace babble::cli {
namespace {

constexpr std::string_view builtin_prefix = "builtin:";

// The same names as in the page, so that checkpoints agree.
Text builtin_text(std::string_view name) {
  if (name == "names") return {"names (built in)", std::string(builtin_names())};
  if (name == "tale") return {"tale (built in)", std::string(builtin_tale())};
  throw UsageError("There is no built-in text \"" + std::string(name) +
                   "\"; there are builtin:names and builtin:tale.");
}

std::string file_name(const std::string& path) { return path.substr(path.rfind('/') + 1); }

int parse_and_run(int argc, char** argv) {
  std::string models =
      "Trains character-level language models, and draws text from them.\n\nModels:";
  for (const ModelKind kind : model_kinds()) {
    std::string id(model_info(kind).id);
    id.resize(std::max<std::size_t>(id.size(), 9), ' ');
    models += "\n  " + id + " " + std::string(model_info(kind).description);
  }
  CLI::App app{models};
  app.set_version_flag("--version", "babble " + std::string(version));
  app.require_subcommand(1);
  app.footer("Exit status: 0 done (also: interrupted and saved), 1 failed, 2 wrong usage.");
  const Command commands[] = {train_command(app), sweep_command(app),  sample_command(app),
                              eval_command(app),  ngrams_command(app), export_command(app),
                              bench_command(app), info_command(app)};
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    const bool asked_for = error.get_exit_code() == 0;  // --help, --version
    app.exit(error);
    if (asked_for) flush_output();
    return asked_for ? 0 : 2;
  }
  for (const Command& command : commands)
    if (command.parser->parsed()) command.run();
  flush_output();
  return 0;
}

}  // namespace

Text read_text_argument(const std::string& argument) {
  if (argument.starts_with(builtin_prefix))
    return builtin_text(std::string_view(argument).substr(builtin_prefix.size()));
  return {argument == "-" ? "standard input" : file_name(argument), read_file(argument)};
}

CLI::Option* add_settings_option(CLI::App& parser, std::vector<std::string>& settings) {
  return parser
      .add_option("--set", settings,
                  "key=value: any setting that `babble info` lists; may be repeated")
      ->expected(1)
      ->take_all()
      ->allow_extra_args(false);
}

Checkpoint read_checkpoint(const std::string& path) {
  const std::string bytes = read_file(path);
  if (!looks_like_checkpoint(bytes))
    throw Error("\"" + path +
                "\" is no checkpoint: those are safetensors files as babble train "
                "--out writes them.");
  try {
    return load_checkpoint(bytes);
  } catch (const Error& error) {
    throw Error("\"" + path + "\": " + error.what());
  }
}

std::shared_ptr<const Corpus> read_corpus(const Text& text, const Settings& settings) {
  Progress progress;
  return std::make_shared<const Corpus>(
      Corpus::from_text(text.bytes, settings, text.name,
                        [&](double fraction) { progress.show(fraction, "reading " + text.name); }));
}

std::shared_ptr<const Corpus> corpus_of(const Checkpoint& checkpoint, const std::string& argument) {
  const auto fits = [&](const std::shared_ptr<const Corpus>& corpus) {
    return checkpoint.is_of(*corpus);
  };
  if (!argument.empty()) {
    auto corpus = read_corpus(read_text_argument(argument), checkpoint.state.settings);
    return fits(corpus) ? corpus : nullptr;
  }
  for (const char* name : {"names", "tale"}) {
    try {
      auto corpus = read_corpus(builtin_text(name), checkpoint.state.settings);
      if (fits(corpus)) return corpus;
    } catch (const Error&) {
      continue;  // these settings cannot prepare it
    }
  }
  return nullptr;
}

int run(int argc, char** argv) {
  answer_interrupts("\nbabble: Interrupted; nothing was saved or changed.\n");
  // Turn a closed pipe and a file size limit into write errors.
  std::signal(SIGPIPE, SIG_IGN);
  std::signal(SIGXFSZ, SIG_IGN);
  try {
    return parse_and_run(argc, argv);
  } catch (const UsageError& error) {
    remark(std::string("babble: ") + error.what());
    return 2;
  } catch (const std::bad_alloc&) {
    remark("babble: There is not enough memory for this.");
  } catch (const std::exception& error) {
    remark(std::string("babble: ") + error.what());
  }
  return 1;
}

}  // namespace babble::cli
