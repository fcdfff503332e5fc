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
#include "core/models/registry.h"
#include "core/settings/settings.h"
#include "core/training/checkpoint.h"
#include "core/training/safetensors.h"
#include "core/training/sampler.h"

namespace babble::fuzz {
namespace {

void promise(bool kept, const char* what) {
  if (!kept) throw std::logic_error(what);
}

void promise_sentence(std::string_view text) {
  promise(text.size() > 15 && text.find(' ') != text.npos && text.back() == '.',
          "a refusal is a sentence");
  promise(!first_invalid_utf8(text), "a refusal is UTF-8");
  for (const char c : text)
    promise(static_cast<unsigned char>(c) >= ' ', "a refusal has no controls in it");
}

/// Runs what may refuse its input. Whether it did not. A refusal is a sentence that can be shown as
/// it is: UTF-8 without controls.
template <typename Action>
bool taken(Action&& action) {
  try {
    action();
    return true;
  } catch (const Error& error) {
    promise_sentence(error.what());
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
  promise(std::ssize(corpus.token_counts()) == size, "one count for each token");
  std::int64_t sum = 0;
  for (const std::int64_t count : corpus.token_counts()) sum += count;
  const auto all = corpus.tokens(Part::all);
  promise(sum == std::ssize(all), "the counts add up to the stream");
  for (const TokenId id : all) promise(id < size, "ids are below V");
  promise(corpus.tokens(Part::train).size() >= 2, "there is a pair to train on");
  for (const Part part : {Part::train, Part::dev, Part::test}) {
    const auto tokens = corpus.tokens(part);
    promise(tokens.empty() || (tokens.data() >= all.data() &&
                               tokens.data() + tokens.size() <= all.data() + all.size()),
            "a part lies inside the stream");
  }
  promise(!first_invalid_utf8(corpus.preview()), "the preview is UTF-8");
  const std::string text = corpus.decode(all);
  promise(!first_invalid_utf8(text), "the decoded text is UTF-8");
  if (corpus.token_counts()[0] == 0) {  // no <unk>, which is written with five characters
    const auto again = corpus.encode(text);
    promise(std::equal(again.begin(), again.end(), all.begin(), all.end()),
            "encode is the inverse of decode");
  }
  const auto tokens = corpus.vocabulary().tokens();
  promise(Vocabulary::from_tokens(tokens) == corpus.vocabulary(), "a vocabulary can be saved");
}

void check_checkpoint(std::string_view bytes) {
  const Checkpoint loaded = load_checkpoint(bytes);
  const auto model = make_model(loaded.state);
  SampleOptions options;
  options.count = 1;
  options.length = 4;
  taken([&] { sample(*model, loaded.vocabulary, loaded.corpus_kind, options); });
  taken([&] {
    const auto corpus = std::make_shared<const Corpus>(
        Corpus::from_text(small_text, loaded.state.settings, "small"));
    Trainer trainer = resume(loaded, corpus);
    for (int i = 0; i < 3 && !trainer.finished(); ++i) trainer.step();
    const std::string saved = save_checkpoint(trainer);
    promise(save_checkpoint(resume(load_checkpoint(saved), corpus)) == saved,
            "saved again it is the same");
  });
}

}  // namespace

void corpus(std::string_view input) {
  const unsigned char form = take_byte(input), cut = take_byte(input);
  Settings settings;
  settings.prepare = static_cast<Preprocessing>(form & 3);
  const char* const splits[] = {"1,0,0", "0.8,0.1,0.1", "0.5,0,0.5", "sklearn:0.2:42"};
  set_setting(settings, "split", splits[form >> 2 & 3]);
  settings.max_tokens = cut & 0x80 ? cut & 0x7F : 0;
  taken([&] { check_corpus(Corpus::from_text(input, settings, "fuzz")); });
}

void vocabulary(std::string_view input) {
  std::vector<std::string> tokens;
  each_line(input, [&](std::string_view line) { tokens.emplace_back(line); });
  Vocabulary vocabulary;
  if (!taken([&] { vocabulary = Vocabulary::from_tokens(tokens); })) return;
  promise(vocabulary.tokens() == tokens, "tokens() is the inverse of from_tokens()");
  for (int i = 0; i < vocabulary.size(); ++i) {
    const auto id = static_cast<TokenId>(i);
    promise(vocabulary.id(vocabulary.token(id)) == id, "each token has its id");
    promise(!vocabulary.display(id).empty(), "each token can be shown");
  }
  taken([&] {
    const auto ids = vocabulary.encode(input);
    for (const TokenId id : ids) promise(id < vocabulary.size(), "ids are below V");
    promise(ids.size() == decode_utf8(input).size(), "one id a character");
  });
}

void checkpoint(std::string_view input) {
  looks_like_checkpoint(input);
  taken([&] { check_checkpoint(input); });
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
  for (const ModelKind kind : {model_kind("count"), model_kind("neural"), model_kind("rnn")}) {
    Settings settings = model_info(kind).defaults;
    each_line(input, [&](std::string_view line) {
      const Settings before = settings;
      if (!taken([&] { set_setting(settings, line); }))
        promise(settings == before, "a refused value changes nothing");
    });
    for (const SettingRow& row : settings_table()) {
      Settings again = settings;
      set_setting(again, row.key, setting_text(settings, row.key));
      promise(again == settings, "the text of a setting gives it back");
    }
    promise(settings_from_json(settings_json(settings), model_info(kind).defaults) == settings,
            "saved settings give them back");
    taken([&] { model_info(kind).check_settings(settings); });
    taken([&] { settings_from_json(input, model_info(kind).defaults); });
  }
  taken([&] {
    const BatchOrder schedule = parse_batch_order(input);
    promise(batch_order_text(parse_batch_order(batch_order_text(schedule))) ==
                batch_order_text(schedule),
            "a saved schedule gives it back");
  });
  if (const auto value = parse_real(input)) {
    promise(std::isfinite(*value), "numbers are finite");
    promise(parse_real(real_text(*value)) == *value, "the text of a number gives it back");
  }
}

void intent(std::string_view input) {
  taken([&] {
    const std::string text = app::intent_text(app::parse_intent(input));
    promise(app::intent_text(app::parse_intent(text)) == text, "an intent comes back as it was");
  });
}

void link(std::string_view input) {
  const app::Link link = app::parse_link(input);
  for (const std::string& sentence : link.refused) promise_sentence(sentence);
  const std::string text = app::link_text(link);
  const app::Link again = app::parse_link(text);
  promise(again.refused.empty(), "what is written is taken");
  promise(again.settings == link.settings, "the settings come back");
  promise(app::link_text(again) == text, "a link comes back as it was");
}

std::span<const Target> targets() {
  static constexpr Target all[] = {
      {"corpus", corpus}, {"vocabulary", vocabulary}, {"checkpoint", checkpoint},
      {"header", header}, {"settings", settings},     {"intent", intent},
      {"link", link}};
  return all;
}

const Target* find_target(std::string_view name) {
  for (const Target& target : targets())
    if (target.name == name) return &target;
  return nullptr;
}

}  // namespace babble::fuzz
