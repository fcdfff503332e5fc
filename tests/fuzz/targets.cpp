#include "fuzz/targets.h"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <memory>
#include <stdexcept>
#include <string>
#include <vector>

#include "app/protocol/intent_json.h"
#include "app/protocol/link.h"
#include "core/base/error.h"
#include "core/base/numbers.h"
#include "core/base/utf8.h"
#include "core/data/batch_order.h"
#include "core/data/corpus.h"
#include "core/data/vocabulary.h"
#include "core/export/python_text.h"
#include "core/models/registry.h"
#include "core/settings/settings.h"
#include "core/training/checkpoint.h"
#include "core/training/safetensors.h"
#include "core/training/sampler.h"

namespace babble::fuzz {
namespace {

void check(bool holds, const char* property) {
  if (!holds) throw std::logic_error(property);
}

void check_sentence(std::string_view text) {
  check(text.size() > 15 && text.find(' ') != text.npos && text.back() == '.',
        "an error is a sentence");
  check(!first_invalid_utf8(text), "an error is UTF-8");
  for (const char c : text)
    check(static_cast<unsigned char>(c) >= ' ', "an error has no control characters");
}

/// Runs an action that may reject its input. Returns whether it accepted it. An error must be a
/// sentence in UTF-8 without control characters.
template <typename Action>
bool accepts(Action&& action) {
  try {
    action();
    return true;
  } catch (const Error& error) {
    check_sentence(error.what());
    return false;
  }
}

template <typename Take>
void each_line(std::string_view text, const Take& take) {
  while (!text.empty()) {
    const std::size_t end = text.find('\n');
    take(text.substr(0, end));
    text.remove_prefix(end == text.npos ? text.size() : end + 1);
  }
}

unsigned char take_byte(std::string_view& input) {
  if (input.empty()) return 0;
  const auto byte = static_cast<unsigned char>(input.front());
  input.remove_prefix(1);
  return byte;
}

void check_corpus(const Corpus& corpus) {
  const int size = corpus.vocabulary().size();
  check(std::ssize(corpus.token_counts()) == size, "one count for each token");
  std::int64_t sum = 0;
  for (const std::int64_t count : corpus.token_counts()) sum += count;
  const auto all = corpus.tokens(Part::all);
  check(sum == std::ssize(all), "the counts add up to the stream");
  for (const TokenId id : all) check(id < size, "ids are below V");
  check(corpus.tokens(Part::train).size() >= 2, "there is a pair to train on");
  for (const Part part : {Part::train, Part::dev, Part::test}) {
    const auto tokens = corpus.tokens(part);
    check(tokens.empty() || (tokens.data() >= all.data() &&
                             tokens.data() + tokens.size() <= all.data() + all.size()),
          "a part lies inside the stream");
  }
  check(!first_invalid_utf8(corpus.preview()), "the preview is UTF-8");
  const std::string text = corpus.decode(all);
  check(!first_invalid_utf8(text), "the decoded text is UTF-8");
  if (corpus.token_counts()[0] == 0) {  // no <unk>, which decodes to five characters
    const auto again = corpus.encode(text);
    check(std::equal(again.begin(), again.end(), all.begin(), all.end()),
          "encode is the inverse of decode");
  }
  const auto tokens = corpus.vocabulary().tokens();
  const TokenUnit unit = corpus.vocabulary().has_words() ? TokenUnit::words : TokenUnit::characters;
  check(Vocabulary::from_tokens(tokens, unit) == corpus.vocabulary(), "a vocabulary can be saved");
}

void check_checkpoint(std::string_view bytes) {
  const Checkpoint loaded = load_checkpoint(bytes);
  const auto model = make_model(loaded.state);
  SampleOptions options;
  options.count = 1;
  options.length = 4;
  accepts([&] { sample(*model, loaded.vocabulary, loaded.corpus_kind, options); });
  accepts([&] {
    const auto corpus = std::make_shared<const Corpus>(
        Corpus::from_text(small_text, loaded.state.settings, "small"));
    Trainer trainer = resume(loaded, corpus);
    for (int i = 0; i < 3 && !trainer.finished(); ++i) trainer.step();
    const std::string saved = save_checkpoint(trainer);
    check(save_checkpoint(resume(load_checkpoint(saved), corpus)) == saved,
          "saving again gives the same bytes");
  });
}

}  // namespace

void corpus(std::string_view input) {
  const unsigned char form = take_byte(input), cut = take_byte(input);
  Settings settings;
  settings.preprocessing = static_cast<Preprocessing>(form & 3);
  const char* const splits[] = {"1,0,0", "0.8,0.1,0.1", "0.5,0,0.5", "sklearn:0.2:42"};
  set_setting(settings, "split", splits[form >> 2 & 3]);
  settings.tokens = static_cast<TokenUnit>(form >> 4 & 1);
  settings.min_freq = form >> 5 & 3;
  settings.max_tokens = cut & 0x80 ? cut & 0x7F : 0;
  accepts([&] { check_corpus(Corpus::from_text(input, settings, "fuzz")); });
}

void vocabulary(std::string_view input) {
  std::vector<std::string> tokens;
  each_line(input, [&](std::string_view line) { tokens.emplace_back(line); });
  Vocabulary vocabulary;
  if (!accepts([&] { vocabulary = Vocabulary::from_tokens(tokens); })) return;
  check(vocabulary.tokens() == tokens, "tokens() is the inverse of from_tokens()");
  for (int i = 0; i < vocabulary.size(); ++i) {
    const auto id = static_cast<TokenId>(i);
    check(vocabulary.id(vocabulary.token(id)) == id, "each token has its id");
    check(!vocabulary.display(id).empty(), "each token can be shown");
  }
  accepts([&] {
    const auto ids = vocabulary.encode(input);
    for (const TokenId id : ids) check(id < vocabulary.size(), "ids are below V");
    check(ids.size() == decode_utf8(input).size(), "one id a character");
  });
}

void checkpoint(std::string_view input) {
  looks_like_checkpoint(input);
  accepts([&] { check_checkpoint(input); });
}

void header(std::string_view input) {
  const std::size_t end = std::min(input.find('\0'), input.size());
  std::string bytes(8, '\0');
  const std::uint64_t length = end;
  std::memcpy(bytes.data(), &length, 8);
  bytes += input.substr(0, end);
  if (end < input.size()) bytes += input.substr(end + 1);
  checkpoint(bytes);
}

void settings(std::string_view input) {
  for (const ModelKind kind : model_kinds()) {
    Settings settings = model_info(kind).defaults;
    each_line(input, [&](std::string_view line) {
      const Settings before = settings;
      if (!accepts([&] { set_setting(settings, line); }))
        check(settings == before, "a rejected value changes nothing");
    });
    for (const SettingRow& row : settings_table()) {
      Settings again = settings;
      set_setting(again, row.key, setting_text(settings, row.key));
      check(again == settings, "the text of a setting round-trips");
    }
    check(settings_from_json(settings_json(settings), model_info(kind).defaults) == settings,
          "saved settings round-trip");
    accepts([&] { model_info(kind).check_settings(settings); });
    accepts([&] { settings_from_json(input, model_info(kind).defaults); });
  }
  accepts([&] {
    const BatchOrder batch_order = parse_batch_order(input);
    check(batch_order_text(parse_batch_order(batch_order_text(batch_order))) ==
              batch_order_text(batch_order),
          "a batch order round-trips");
  });
  if (const auto value = parse_real(input)) {
    check(std::isfinite(*value), "numbers are finite");
    check(parse_real(real_text(*value)) == *value, "the text of a number round-trips");
  }
}

void intent(std::string_view input) {
  accepts([&] {
    const std::string text = app::intent_text(app::parse_intent(input));
    check(app::intent_text(app::parse_intent(text)) == text, "an intent round-trips");
  });
}

void python(std::string_view input) {
  const std::string comment = python_comment(input);
  check(python_literal(input) == '"' + comment + '"', "a literal is a comment in quotes");
  check(!first_invalid_utf8(comment), "a literal is UTF-8");
  std::string read;
  for (std::size_t i = 0; i < comment.size(); ++i) {
    const char c = comment[i];
    check(static_cast<unsigned char>(c) >= ' ' && c != 0x7F, "a literal has no control characters");
    check(c != '"', "nothing ends a literal before its end");
    if (c != '\\') {
      read += c;
      continue;
    }
    check(++i < comment.size(), "a literal does not escape its end");
    const char kind = comment[i];
    const std::size_t digits = kind == 'x' ? 2 : kind == 'u' ? 4 : kind == 'U' ? 8 : 0;
    if (digits == 0) {
      check(kind == 'n' || kind == '"' || kind == '\\', "an escape is known");
      read += kind == 'n' ? '\n' : kind;
      continue;
    }
    const char32_t point =
        static_cast<char32_t>(std::stoul(comment.substr(i + 1, digits), nullptr, 16));
    if (point >= 0xDC80 && point <= 0xDCFF)
      read += static_cast<char>(point - 0xDC00);  // a byte that is not UTF-8
    else
      append_utf8(read, point);
    i += digits;
  }
  check(read == input, "a literal round-trips");
}

void link(std::string_view input) {
  const app::Link link = app::parse_link(input);
  for (const std::string& sentence : link.refused) check_sentence(sentence);
  const std::string text = app::link_text(link);
  const app::Link again = app::parse_link(text);
  check(again.refused.empty(), "a written link is valid");
  check(again.settings == link.settings, "the settings round-trip");
  check(app::link_text(again) == text, "a link round-trips");
}

std::span<const Target> targets() {
  static constexpr Target all[] = {
      {"corpus", corpus}, {"vocabulary", vocabulary}, {"checkpoint", checkpoint},
      {"header", header}, {"settings", settings},     {"intent", intent},
      {"link", link},     {"python", python}};
  return all;
}

const Target* find_target(std::string_view name) {
  for (const Target& target : targets())
    if (target.name == name) return &target;
  return nullptr;
}

}  // namespace babble::fuzz
