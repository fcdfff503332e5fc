// babble sample
#include <nlohmann/json.hpp>

#include "cli/commands.h"
#include "cli/terminal.h"
#include "core/base/json_text.h"
#include "core/models/model_info.h"
#include "core/training/sampler.h"

namespace babble::cli {
namespace {

struct SampleFlags {
  std::string checkpoint;
  SampleOptions sample;
  bool json = false;
};

void run(const SampleFlags& options) {
  const Checkpoint checkpoint = read_checkpoint(options.checkpoint);
  const auto model = make_model(checkpoint.state);
  SampleOptions wanted = options.sample;
  wanted.generator = model->info().generator(checkpoint.state.settings);
  if (wanted.temperature == 0) {  // the limit of ever smaller temperatures
    wanted.greedy = true;
    wanted.temperature = 1;
  }
  const auto samples = sample(*model, checkpoint.vocabulary, checkpoint.corpus_kind, wanted);
  if (options.json) {
    print(json_text({{"samples", samples}}) + "\n");
    return;
  }
  for (const std::string& text : samples) print(text + "\n");
}

}  // namespace

Command sample_command(CLI::App& app) {
  auto options = std::make_shared<SampleFlags>();
  SampleOptions& sample = options->sample;
  CLI::App* parser = app.add_subcommand("sample", "Draw text from a trained model");
  parser->add_option("checkpoint", options->checkpoint, "safetensors file of babble train --out")
      ->required();
  parser->add_option("--num", sample.count, "how many (default 10)")->check(CLI::Range(0, 1000000));
  parser->add_option("--seed", sample.seed,
                     "of the generator, as torch.manual_seed or random.seed (default 2147483647)");
  parser->add_option("--prefix", sample.prefix, "every sample begins with it");
  CLI::Option* greedy =
      parser->add_flag("--greedy", sample.greedy, "always the likeliest token, as d2l predicts");
  parser
      ->add_option("--temperature", sample.temperature,
                   "probabilities to the power of 1/t; 0: greedy")
      ->check(CLI::NonNegativeNumber)
      ->excludes(greedy);
  parser->add_option("--top-k", sample.top_k, "draw from the k likeliest tokens only")
      ->check(CLI::Range(1, 65535))
      ->excludes(greedy);
  parser
      ->add_option("--length", sample.length,
                   "new tokens at most (default: 50 for running text, 200 for lines)")
      ->check(CLI::Range(1, 10000000));
  parser->add_flag("--json", options->json, "print one JSON object");
  return {parser, [options] { run(*options); }};
}

}  // namespace babble::cli
