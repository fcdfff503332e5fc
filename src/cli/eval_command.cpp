// babble eval
#include <cmath>
#include <nlohmann/json.hpp>
#include <optional>
#include <vector>

#include "cli/commands.h"
#include "cli/terminal.h"
#include "core/base/json_text.h"
#include "core/models/registry.h"
#include "core/settings/settings_json.h"
#include "core/training/evaluation.h"

namespace babble::cli {
namespace {

using Json = nlohmann::ordered_json;

struct EvalFlags {
  std::string checkpoint, data;
  std::optional<std::string> word;
  bool json = false;
};

Json word_json(const WordTable& table) {
  Json pairs = Json::array();
  for (const WordRow& row : table.rows) {
    Json json = {{"pair", row.pair}};
    if (row.count) json["count"] = *row.count;
    json["p"] = json_number(row.p);
    json["logp"] = json_number(row.logp);
    pairs.push_back(std::move(json));
  }
  return {{"word", table.word},
          {"pairs", std::move(pairs)},
          {"log_likelihood", json_number(table.log_likelihood)},
          {"nll", json_number(table.nll)},
          {"perplexity", json_number(table.perplexity)}};
}

void print_word(const WordTable& table) {
  std::string text = "pair        p     log p\n";
  for (const WordRow& row : table.rows) {
    const std::string p = shown(row.p), logp = shown(row.logp);
    text += row.pair + "      " + p + std::string(logp.size() < 10 ? 10 - logp.size() : 1, ' ') +
            logp + (row.count ? "   seen " + grouped(*row.count) + " times" : "") + "\n";
  }
  text += "log-likelihood " + shown(table.log_likelihood) + ", NLL " + shown(table.nll) +
          ", perplexity " + shown(table.perplexity) + "\n";
  print(text);
}

struct PartEvaluation {
  Part part;
  Evaluation evaluation;
  double unseen;  ///< share of unseen contexts; NaN for models that are no n-grams
};

std::vector<PartEvaluation> evaluate_data(const Checkpoint& checkpoint, const Model& model,
                                          const Corpus& corpus) {
  const CorpusKind kind = scored_as(corpus, checkpoint.corpus_kind);
  std::vector<PartEvaluation> results;
  for (const Part part : {Part::train, Part::dev, Part::test, Part::all}) {
    const std::vector<TokenId> stream = translate(corpus, part, checkpoint.vocabulary);
    results.push_back(
        {part, evaluate_stream(model, stream, kind), model.unseen_contexts(stream, kind)});
  }
  return results;
}

Json data_json(const std::vector<PartEvaluation>& results, const std::string& name,
               std::int64_t unknown) {
  Json nll, perplexity, pairs, unseen;
  for (const auto& [part, evaluation, share] : results) {
    const std::string key(part_name(part));
    nll[key] = json_number(evaluation.nll);
    perplexity[key] = json_number(evaluation.perplexity);
    pairs[key] = evaluation.pairs;
    if (!std::isnan(share)) unseen[key] = share;
  }
  Json json = {{"data", name}, {"nll", nll}, {"perplexity", perplexity}, {"scored_pairs", pairs}};
  if (!unseen.is_null()) json["unseen_contexts"] = unseen;
  if (unknown > 0) json["unknown_tokens"] = unknown;
  return json;
}

void print_data(const std::vector<PartEvaluation>& results, const std::string& name,
                std::int64_t unknown) {
  std::string text = name + "\n";
  for (const auto& [part, evaluation, unseen] : results) {
    std::string key(part_name(part));
    key.resize(7, ' ');
    text += key + "NLL " + shown(evaluation.nll) + "  perplexity " + shown(evaluation.perplexity) +
            "  (" + grouped(evaluation.pairs) + " pairs)" +
            (std::isnan(unseen) ? "" : "  unseen contexts " + shown(100 * unseen) + " %") + "\n";
  }
  if (unknown > 0) text += grouped(unknown) + " unknown tokens, scored as <unk>\n";
  print(text);
}

void run(const EvalFlags& options) {
  const Checkpoint checkpoint = read_checkpoint(options.checkpoint);
  const auto model = make_model(checkpoint.state);
  Json json = {{"model", model_info(checkpoint.state.kind).id}};
  if (options.word) {
    const WordTable table =
        word_table(*model, checkpoint.vocabulary, checkpoint.corpus_kind, *options.word);
    if (options.json)
      json.update(word_json(table));
    else
      print_word(table);
  }
  if (!options.data.empty() || !options.word) {
    std::shared_ptr<const Corpus> corpus;
    if (options.data.empty()) {
      corpus = corpus_of(checkpoint, "");
      if (!corpus)
        throw UsageError(
            "Say what to evaluate: --word, or --data with a text such as the model's "
            "own, \"" +
            checkpoint.corpus_name + "\".");
    } else {
      // Which of its tokens are known is the model's to say, not how often this text has them.
      Settings settings = checkpoint.state.settings;
      settings.min_freq = 0;
      corpus = read_corpus(read_text_argument(options.data), settings);
    }
    const auto results = evaluate_data(checkpoint, *model, *corpus);
    const std::int64_t unknown = unknown_tokens(*corpus, checkpoint.vocabulary);
    if (!options.json)
      print_data(results, corpus->name(), unknown);
    else if (options.word)
      json["data"] = data_json(results, corpus->name(), unknown);
    else
      json.update(data_json(results, corpus->name(), unknown));
  }
  if (options.json) print(json_text(json) + "\n");
}

}  // namespace

Command eval_command(CLI::App& app) {
  auto options = std::make_shared<EvalFlags>();
  CLI::App* parser = app.add_subcommand("eval", "Say how good a trained model is");
  parser->add_option("checkpoint", options->checkpoint, "safetensors file of babble train --out")
      ->required();
  parser->add_option("--word", options->word, "the table of this word's pairs");
  parser->add_option(
      "--data", options->data,
      std::string(text_argument_help) +
          "; prepared and split as the model's own (default: that text, if built in)");
  parser->add_flag("--json", options->json, "print one JSON object");
  return {parser, [options] { run(*options); }};
}

}  // namespace babble::cli
