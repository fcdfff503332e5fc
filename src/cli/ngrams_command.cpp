// babble ngrams
#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>
#include <vector>

#include "cli/commands.h"
#include "cli/terminal.h"
#include "core/base/json_text.h"
#include "core/base/numbers.h"
#include "core/data/ngrams.h"
#include "core/settings/settings_json.h"

namespace babble::cli {
namespace {

using Json = nlohmann::ordered_json;

struct NgramsFlags {
  std::string data, tokens = "words", preprocessing = "auto", epsilon = "1,1,1";
  std::vector<std::string> estimates;
  int order = 1;
  std::size_t top = 10;
  bool json = false;
};

std::array<double, 3> parse_epsilon(const std::string& text) {
  std::array<double, 3> epsilon{};
  std::size_t begin = 0;
  for (std::size_t i = 0; i < 3; ++i) {
    const std::size_t end = i < 2 ? text.find(',', begin) : text.size();
    const auto value = end == std::string::npos
                           ? std::nullopt
                           : parse_real(std::string_view(text).substr(begin, end - begin));
    if (!value || *value < 0)
      throw UsageError("--epsilon takes three numbers from 0 up, such as 1,1,1, and not \"" + text +
                       "\".");
    epsilon[i] = *value;
    begin = end + 1;
  }
  return epsilon;
}

std::vector<std::string> parse_gram(const std::string& text, TokenUnit unit) {
  std::vector<std::string> gram = gram_tokens(text, unit);
  if (gram.empty() || gram.size() > 3)
    throw UsageError("--estimate takes one, two or three tokens, and not \"" + text + "\".");
  return gram;
}

void run(const NgramsFlags& options) {
  const TokenUnit unit = options.tokens == "words" ? TokenUnit::words : TokenUnit::characters;
  Settings settings;
  set_setting(settings, "preprocessing", options.preprocessing);
  const std::array<double, 3> epsilon = parse_epsilon(options.epsilon);
  std::vector<std::vector<std::string>> wanted;
  for (const std::string& text : options.estimates) wanted.push_back(parse_gram(text, unit));

  const Text text = read_text_argument(options.data);
  const NgramTokens tokens = ngram_tokens(text.bytes, unit, settings.preprocessing);
  const NgramTable table(tokens, options.order);
  const ZipfFit zipf = fit_zipf(table);
  const auto top = table.ngrams().first(std::min(options.top, table.ngrams().size()));

  Json estimates = Json::array();
  std::string lines;
  if (!wanted.empty()) {
    const LaplaceEstimates laplace(tokens);
    for (std::size_t i = 0; i < wanted.size(); ++i) {
      const double probability = laplace.probability(wanted[i], epsilon);
      const std::int64_t count = laplace.count(wanted[i]);
      estimates.push_back({{"gram", options.estimates[i]},
                           {"count", count},
                           {"probability", json_number(probability)}});
      lines += "P(" + wanted[i].back();
      for (std::size_t j = 0; j + 1 < wanted[i].size(); ++j)
        lines += (j == 0 ? " | " : ", ") + wanted[i][j];
      lines += ") = " + (probability == probability ? real_text(probability) : "-") + "   seen " +
               grouped(count) + " times\n";
    }
  }

  if (options.json) {
    Json list = Json::array();
    for (const Ngram& ngram : top)
      list.push_back({{"gram", table.text(ngram, tokens)}, {"count", ngram.count}});
    Json json = {{"data", text.name},
                 {"tokens", options.tokens},
                 {"order", options.order},
                 {"total", table.total()},
                 {"distinct", table.ngrams().size()},
                 {"top", std::move(list)},
                 {"alpha", json_number(zipf.alpha)},
                 {"zipf",
                  {{"first_rank", zipf.first_rank},
                   {"last_rank", zipf.last_rank},
                   {"alpha", json_number(zipf.alpha)},
                   {"intercept", json_number(zipf.intercept)}}}};
    if (!wanted.empty()) {
      json["epsilon"] = epsilon;
      json["estimates"] = std::move(estimates);
    }
    print(json_text(json) + "\n");
    return;
  }
  std::string out = grouped(table.total()) + " in all, " +
                    grouped(static_cast<std::int64_t>(table.ngrams().size())) +
                    " different; Zipf's alpha " + shown(zipf.alpha) + " over ranks " +
                    std::to_string(zipf.first_rank) + " to " + std::to_string(zipf.last_rank) +
                    "\n";
  for (const Ngram& ngram : top) {
    std::string count = grouped(ngram.count);
    if (count.size() < 10) count.insert(0, 10 - count.size(), ' ');
    out += count + "  " + table.text(ngram, tokens, true) + "\n";
  }
  print(out + lines);
}

}  // namespace

Command ngrams_command(CLI::App& app) {
  auto options = std::make_shared<NgramsFlags>();
  CLI::App* parser = app.add_subcommand("ngrams", "Count words or characters, alone or in a row");
  parser->add_option("data", options->data, text_argument_help)->required();
  parser->add_option("--tokens", options->tokens, "words or characters (default words)")
      ->check(CLI::IsMember({"words", "characters", "chars"}));
  parser->add_option("--order", options->order, "1, 2 or 3 tokens in a row (default 1)")
      ->check(CLI::Range(1, 3));
  parser->add_option("--top", options->top, "how many of the most frequent (default 10)")
      ->check(CLI::Range(std::size_t{0}, std::size_t{1000000000}));
  parser
      ->add_option("--preprocessing,--prepare", options->preprocessing,
                   "auto, lines, d2l or raw (default auto)")
      ->check(CLI::IsMember({"auto", "lines", "d2l", "raw"}));
  parser
      ->add_option("--estimate", options->estimates,
                   "probability of the last of one to three tokens given those before it, with "
                   "Laplace smoothing; may be repeated")
      ->expected(1)
      ->take_all()
      ->allow_extra_args(false);
  parser->add_option("--epsilon", options->epsilon,
                     "the smoothing's three constants (default 1,1,1)");
  parser->add_flag("--json", options->json, "print one JSON object");
  return {parser, [options] { run(*options); }};
}

}  // namespace babble::cli
