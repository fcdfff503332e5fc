#include "core/training/checkpoint.h"

#include <gtest/gtest.h>

#include <cmath>
#include <cstring>
#include <functional>
#include <nlohmann/json.hpp>

#include "core/base/error.h"
#include "core/data/builtin_corpora.h"
#include "core/models/registry.h"
#include "core/random/torch_rng.h"
#include "core/training/safetensors.h"
#include "core/training/sampler.h"
#include "support/shared_data.h"

namespace babble {
namespace {

using Changes = std::vector<std::pair<const char*, const char*>>;

struct SavedRunCase {
  const char* name;
  ModelKind kind;
  bool names;
  Changes pairs;
  const char* batch_order = nullptr;
};

const std::vector<SavedRunCase>& runs() {
  static const Changes small{
      {"max_tokens", "1500"}, {"hidden_size", "9"}, {"batch_size", "6"}, {"time_steps", "7"}};
  static const std::vector<SavedRunCase> all = [] {
    std::vector<SavedRunCase> list{
        {"count", model_kind("count"), true, {{"smoothing", "0.5"}}},
        {"neural, full batch", model_kind("neural"), true, {{"l2", "0.02"}}},
        {"neural, mini-batches with bias",
         model_kind("neural"),
         true,
         {{"batch_size", "33"}, {"bias", "true"}, {"init", "xavier"}}},
        {"rnn, sequential", model_kind("rnn"), false, {{"batching", "sequential"}}},
        {"rnn, random", model_kind("rnn"), false, {{"batching", "random"}}},
        {"rnn of words",
         model_kind("rnn"),
         false,
         {{"tokens", "words"}, {"min_freq", "2"}, {"embedding", "5"}}},
        {"rnn of names", model_kind("rnn"), true, {{"batching", "sequential"}}},
        {"rnn, AdamW and a batch order",
         model_kind("rnn"),
         false,
         {{"batching", "random"},
          {"optimizer", "adamw"},
          {"learning_rate", "0.01"},
          {"learning_rate_schedule", "linear:150"}}},
        {"rnn, Python's random numbers",
         model_kind("rnn"),
         true,
         {{"batching", "random"}, {"generator", "python"}, {"split", "python:3"}}},
        {"rnn, recorded order",
         model_kind("rnn"),
         false,
         {{"batching", "random"}},
         "[3, 0, {\"offset\": 5}, 1, 2, 3, 4, 5, 6, 0, 1, 2, 3]"},
        {"rnn, not detached, ReLU, an embedding",
         model_kind("rnn"),
         false,
         {{"detach", "false"}, {"activation", "relu"}, {"embedding", "3"}}},
        {"lstm of few names, not detached",
         model_kind("lstm"),
         true,
         {{"max_tokens", "120"}, {"hidden_size", "9"}, {"time_steps", "50"}, {"detach", "false"}}}};
    for (SavedRunCase& run : list) {
      if (run.kind == model_kind("rnn"))
        run.pairs.insert(run.pairs.begin(), small.begin(), small.end());
    }
    return list;
  }();
  return all;
}

// The smallest of every model that learns in steps, whose files are damaged below.
const std::vector<SavedRunCase>& tiny_runs() {
  static const std::vector<SavedRunCase> all = [] {
    std::vector<SavedRunCase> list;
    for (const ModelKind kind : model_kinds()) {
      if (!model_info(kind).capabilities.trained) continue;
      list.push_back({model_info(kind).id.data(), kind, true, {}});
      for (const auto& [key, value] : Changes{{"max_tokens", "200"},
                                              {"batch_size", "6"},
                                              {"time_steps", "7"},
                                              {"hidden_size", "2"},
                                              {"embedding", "2"},
                                              {"width", "2"},
                                              {"heads", "1"},
                                              {"layers", "1"}})
        if (model_info(kind).uses(key)) list.back().pairs.emplace_back(key, value);
    }
    return list;
  }();
  return all;
}

Trainer start(const SavedRunCase& run) {
  Settings settings = model_info(run.kind).defaults;
  for (const auto& [key, value] : run.pairs) set_setting(settings, key, value);
  auto corpus = std::make_shared<const Corpus>(
      Corpus::from_text(run.names ? builtin_names() : builtin_tale(), settings,
                        run.names ? "names.txt" : "tale.txt"));
  std::optional<BatchOrder> batch_order;
  if (run.batch_order != nullptr) batch_order = parse_batch_order(run.batch_order);
  return Trainer(std::move(corpus), run.kind, settings, batch_order);
}

void train(Trainer& trainer, int steps) {
  for (int i = 0; i < steps && !trainer.finished(); ++i) trainer.step();
}

/// Calls `damage` with a run of every model and its file.
template <class Damage>
void with_each_file(const Damage& damage) {
  for (const SavedRunCase& run : tiny_runs()) {
    SCOPED_TRACE(run.name);
    Trainer trainer = start(run);
    train(trainer, 3);
    const std::string bytes = save_checkpoint(trainer);
    std::uint64_t header = 0;
    std::memcpy(&header, bytes.data(), 8);
    damage(trainer, bytes, 8 + static_cast<std::size_t>(header));
  }
}

/// Loads a damaged file and goes on from it. Returns the sentence with which it was refused, or "".
std::string refusal(const std::string& bytes, const Trainer& trainer) {
  try {
    Trainer resumed = resume(load_checkpoint(bytes), trainer.shared_corpus());
    if (!resumed.finished()) resumed.step();
  } catch (const Error& error) {
    EXPECT_GT(std::strlen(error.what()), 20u);
    return error.what();
  }
  return "";
}

TEST(Checkpoint, SaveLoadAndGoOnEqualsNeverHavingStopped) {
  for (const SavedRunCase& run : runs()) {
    SCOPED_TRACE(run.name);
    // 100 steps, and places where an epoch has just ended, just begun or not begun at all.
    for (const int before : {0, 1, 100}) {
      Trainer whole = start(run), half = start(run);
      train(whole, before + 100);
      train(half, before);
      const std::string saved = save_checkpoint(half);
      Trainer resumed = resume(load_checkpoint(saved), half.shared_corpus());
      EXPECT_EQ(save_checkpoint(resumed), saved);
      train(resumed, 100);
      // Everything there is, bit for bit: parameters, generator, position, state, history.
      EXPECT_EQ(save_checkpoint(resumed), save_checkpoint(whole)) << before << " steps before";
      EXPECT_EQ(resumed.steps(), whole.steps());
      EXPECT_EQ(resumed.finished(), whole.finished());
    }
  }
}

TEST(Checkpoint, EveryPlaceWithinAnEpoch) {
  const SavedRunCase& run = runs()[3];
  Trainer whole = start(run);
  const auto steps = static_cast<int>(2 * whole.steps_per_epoch() + 3);
  train(whole, steps);
  for (int before = 0; before < steps; ++before) {
    Trainer half = start(run);
    train(half, before);
    Trainer resumed = resume(load_checkpoint(save_checkpoint(half)), half.shared_corpus());
    train(resumed, steps - before);
    ASSERT_EQ(save_checkpoint(resumed), save_checkpoint(whole)) << before;
  }
}

// Its batch order and whether it has one have the keys of former versions.
TEST(Checkpoint, FormerKeysAreAliases) {
  const Checkpoint old = load_checkpoint(
      testing::read_bytes(BABBLE_SOURCE_DIR "/tests/fuzz/seeds/checkpoint/rnn-scheduled"));
  EXPECT_TRUE(old.state.recorded_order);
  EXPECT_FALSE(old.state.batch_order.empty());
}

// Their files held the values of the MLP and the transformer in the settings that they lacked.
TEST(Checkpoint, FormerRecurrentNetworksAreOneHotWithTanh) {
  Trainer trainer = start(runs()[3]), whole = start(runs()[3]);
  train(trainer, 5);
  train(whole, 10);
  const std::string bytes = save_checkpoint(trainer);
  const SafetensorsFile file = SafetensorsFile::read(bytes);
  SafetensorsWriter writer;
  writer.metadata = file.metadata;
  std::string& settings = writer.metadata["settings"];
  for (const auto& [now, before] :
       {std::pair<std::string, std::string>{R"("activation":"tanh")", R"("activation":"gelu")"},
        {R"("embedding":"0")", R"("embedding":"10")"},
        {R"("detach":"true",)", ""}}) {
    ASSERT_NE(settings.find(now), std::string::npos) << now;
    settings.replace(settings.find(now), now.size(), before);
  }
  for (const auto& entry : file.entries)
    writer.add<float>(entry.name, entry.shape, file.values<float>(entry));
  Trainer resumed = resume(load_checkpoint(writer.bytes()), trainer.shared_corpus());
  train(resumed, 5);
  EXPECT_EQ(save_checkpoint(resumed), save_checkpoint(whole));
}

TEST(Checkpoint, WorksWithoutItsCorpus) {
  for (const SavedRunCase& run : runs()) {
    SCOPED_TRACE(run.name);
    Trainer trainer = start(run);
    train(trainer, 20);
    const Checkpoint checkpoint = load_checkpoint(save_checkpoint(trainer));
    EXPECT_EQ(checkpoint.state.kind, run.kind);
    EXPECT_EQ(checkpoint.state.settings, trainer.settings());
    EXPECT_EQ(checkpoint.vocabulary, trainer.corpus().vocabulary());
    EXPECT_EQ(checkpoint.corpus_kind, trainer.corpus().kind());
    EXPECT_EQ(checkpoint.corpus_name, trainer.corpus().name());
    EXPECT_EQ(checkpoint.state.steps, trainer.steps());
    EXPECT_EQ(checkpoint.state.history.save(), trainer.history().save());
    const auto model = make_model(checkpoint.state);
    SampleOptions options;
    EXPECT_EQ(
        sample(*model, checkpoint.vocabulary, checkpoint.corpus_kind, options),
        sample(trainer.model(), trainer.corpus().vocabulary(), trainer.corpus().kind(), options));
    const auto stream = trainer.corpus().tokens(Part::dev);
    EXPECT_EQ(model->nll(stream, CorpusKind::text), trainer.model().nll(stream, CorpusKind::text));
  }
}

TEST(Checkpoint, TensorsHaveTheirTextbookNamesAndShapes) {
  const auto shapes = [](const Trainer& trainer) {
    const std::string bytes = save_checkpoint(trainer);
    const SafetensorsFile file = SafetensorsFile::read(bytes);
    std::string text;
    for (const auto& entry : file.entries) {
      text += entry.name + ":" + entry.dtype;
      for (const std::int64_t extent : entry.shape) text += " " + std::to_string(extent);
      text += "\n";
    }
    return text;
  };
  Trainer count = start(runs()[0]), neural = start(runs()[2]), rnn = start(runs()[3]);
  train(rnn, 1);
  EXPECT_EQ(shapes(count), "N:I64 27 27\n");
  EXPECT_EQ(shapes(neural), "W:F32 27 27\nb:F32 27\n");
  EXPECT_EQ(shapes(rnn),
            "W_xh:F32 28 9\nW_hh:F32 9 9\nb_h:F32 9\nW_hq:F32 9 28\nb_q:F32 28\nstate:F32 6 9\n");
}

TEST(Checkpoint, DivergedRunsCanBeSaved) {
  SavedRunCase run = runs()[1];
  run.pairs = {{"l2", "1000"}, {"learning_rate", "1e6"}};
  Trainer trainer = start(run);
  train(trainer, 100);
  ASSERT_FALSE(trainer.diverged().empty());
  const Trainer resumed =
      resume(load_checkpoint(save_checkpoint(trainer)), trainer.shared_corpus());
  EXPECT_EQ(resumed.diverged(), trainer.diverged());
  EXPECT_TRUE(resumed.finished());
}

TEST(Checkpoint, AnotherCorpusIsRefused) {
  Trainer trainer = start(runs()[3]);
  train(trainer, 3);
  const Checkpoint checkpoint = load_checkpoint(save_checkpoint(trainer));
  Settings settings = trainer.settings();
  settings.max_tokens += 1;
  const auto other =
      std::make_shared<const Corpus>(Corpus::from_text(builtin_tale(), settings, "tale.txt"));
  EXPECT_THROW(resume(checkpoint, other), Error);
}

TEST(Checkpoint, CutOffAtEveryByte) {
  SavedRunCase run = runs()[3];
  run.pairs.emplace_back("hidden", "3");
  Trainer trainer = start(run);
  train(trainer, 2);
  const std::string bytes = save_checkpoint(trainer);
  for (std::size_t length = 0; length < bytes.size(); ++length) {
    ASSERT_THROW(load_checkpoint(std::string_view(bytes).substr(0, length)), Error) << length;
  }
  EXPECT_THROW(load_checkpoint(bytes + "x"), Error);
  EXPECT_NO_THROW(load_checkpoint(bytes));
}

// Whatever a byte becomes: it loads, or it is refused with a sentence.
TEST(Checkpoint, AnyByteOfTheHeaderChanged) {
  int refused = 0;
  const std::size_t stride = 3 * tiny_runs().size() + 1;
  with_each_file([&](const Trainer& trainer, const std::string& bytes, std::size_t header) {
    for (std::size_t at = bytes.size() % stride; at < header; at += stride) {
      const char value = std::string_view("9-\"\x80\0", 5)[at % 5];
      std::string changed = bytes;
      if (changed[at] == value) continue;
      changed[at] = value;
      if (!refusal(changed, trainer).empty()) ++refused;
    }
  });
  EXPECT_GT(refused, 1000);
}

// A flipped bit of a number gives another number or one that is none; nothing else may happen.
TEST(Checkpoint, AnyBitOfTheTensorsFlipped) {
  int loaded = 0;
  const std::size_t stride = 6 * tiny_runs().size() + 1;
  with_each_file([&](const Trainer& trainer, const std::string& bytes, std::size_t header) {
    for (std::size_t bit = 8 * header; bit < 8 * bytes.size(); bit += stride) {
      std::string changed = bytes;
      changed[bit / 8] = static_cast<char>(changed[bit / 8] ^ (1 << bit % 8));
      const std::string said = refusal(changed, trainer);
      if (said.empty()) ++loaded;
      ASSERT_TRUE(said.empty() || said.find("finite") != said.npos ||
                  said.find("optimizer") != said.npos)
          << said;
    }
  });
  EXPECT_GT(loaded, 1000);
}

// Random damage of all kinds, several places at once, pieces cut out and doubled.
TEST(Checkpoint, DamagedAtRandom) {
  TorchRng random(5);
  const auto below = [&](std::size_t n) {
    return static_cast<std::size_t>(random.random_below(static_cast<std::uint32_t>(n)));
  };
  with_each_file([&](const Trainer& trainer, const std::string& bytes, std::size_t) {
    for (int round = 0; round < 600; ++round) {
      std::string changed = bytes;
      for (std::size_t times = 1 + below(4); times > 0; --times) {
        const std::size_t at = below(changed.size()), size = 1 + below(64);
        switch (below(3)) {
          case 0:
            changed[at] = static_cast<char>(below(256));
            break;
          case 1:
            changed.erase(at, size);
            break;
          default:
            changed.insert(below(changed.size()), changed.substr(at, size));
            break;
        }
      }
      refusal(changed, trainer);
    }
  });
}

// A file put together by hand; `change` breaks it before it is written.
std::string made(const std::function<void(SafetensorsWriter&)>& change) {
  Trainer trainer = start(runs()[1]);
  train(trainer, 2);
  const std::string bytes = save_checkpoint(trainer);
  const SafetensorsFile file = SafetensorsFile::read(bytes);
  SafetensorsWriter writer;
  writer.metadata = file.metadata;
  change(writer);
  return writer.bytes();
}

void expect_refused(const std::string& bytes, const std::string& reason) {
  try {
    load_checkpoint(bytes);
    FAIL() << "loaded: " << reason;
  } catch (const Error& error) {
    EXPECT_NE(std::string(error.what()).find(reason), std::string::npos) << error.what();
  }
}

TEST(Checkpoint, RefusesAStateOfAnotherOptimizer) {
  const auto with_optimizer = [](const char* kind) {
    SavedRunCase run = runs()[1];
    run.pairs.emplace_back("optimizer", kind);
    Trainer trainer = start(run);
    train(trainer, 2);
    return SafetensorsFile::read(save_checkpoint(trainer)).metadata;
  };
  const std::vector<float> values(27 * 27, 0.5f);
  const auto written = [&](const char* kind, bool with_state) {
    SafetensorsWriter writer;
    writer.metadata = with_optimizer(kind);
    writer.add<float>("W", {27, 27}, values);
    if (with_state) {
      writer.add<std::int64_t>("optimizer.step", {1}, std::vector<std::int64_t>{2});
      writer.add<float>("optimizer.exp_avg.W", {27, 27}, values);
      writer.add<float>("optimizer.exp_avg_sq.W", {27, 27}, values);
    }
    return writer.bytes();
  };
  EXPECT_NO_THROW(load_checkpoint(written("adamw", true)));
  expect_refused(written("adamw", false), "optimizer.step");
  expect_refused(written("sgd", true), "remembers nothing");
}

TEST(Checkpoint, RefusesWithTheReason) {
  const std::vector<float> weight(27 * 27, 0.5f);
  const auto with_weight = [&](SafetensorsWriter& writer) {
    writer.add<float>("W", {27, 27}, weight);
  };
  EXPECT_NO_THROW(load_checkpoint(made(with_weight)));

  expect_refused(made([](SafetensorsWriter&) {}), "no tensor 'W'");
  expect_refused(made([&](SafetensorsWriter& w) { w.add<float>("W", {27 * 27}, weight); }),
                 "shape");
  expect_refused(made([&](SafetensorsWriter& w) {
                   with_weight(w);
                   w.add<float>("extra", {1}, std::span(weight).first(1));
                 }),
                 "unknown tensor");
  expect_refused(made([&](SafetensorsWriter& w) {
                   std::vector<float> broken = weight;
                   broken[3] = std::nanf("");
                   w.add<float>("W", {27, 27}, broken);
                 }),
                 "not a finite number");
  expect_refused(made([&](SafetensorsWriter& w) {
                   with_weight(w);
                   w.metadata["version"] = "2";
                 }),
                 "version \"2\"");
  expect_refused(made([&](SafetensorsWriter& w) {
                   with_weight(w);
                   w.metadata.erase("format");
                 }),
                 "not one that this program wrote");
  for (const char* key :
       {"version", "model", "settings", "vocabulary", "corpus_kind", "corpus_fingerprint",
        "generator", "training", "history", "batch_order", "batches", "corpus_name"}) {
    expect_refused(made([&](SafetensorsWriter& w) {
                     with_weight(w);
                     w.metadata.erase(key);
                   }),
                   std::string("'") + key + "'");
  }
  for (const char* key : {"model", "settings", "vocabulary", "corpus_kind", "corpus_fingerprint",
                          "generator", "training", "history", "batch_order"}) {
    EXPECT_THROW(load_checkpoint(made([&](SafetensorsWriter& w) {
                   with_weight(w);
                   w.metadata[key] = "[{\"nonsense\": 1}]";
                 })),
                 Error)
        << key;
  }
}

// What a program of `babble export` writes: no more than it needs itself, and its steps.
TEST(Checkpoint, OfAnExportedProgramGoesOnToTheSameBits) {
  Trainer trainer = start(runs()[3]), whole = start(runs()[3]);
  nlohmann::ordered_json steps = nlohmann::ordered_json::array();
  std::int64_t seen = 0;
  for (int i = 0; i < 40; ++i) {
    const StepReport report = trainer.step();
    seen += report.tokens;
    steps.push_back(
        {report.loss, report.nll, report.gradient_norm, report.tokens, seen, report.epoch_ended});
    if (report.epoch_ended) seen = 0;
  }
  const std::string saved = save_checkpoint(trainer);  // which `file` looks into
  const SafetensorsFile file = SafetensorsFile::read(saved);
  const auto exported = [&](const nlohmann::ordered_json& more, const std::string& crc) {
    SafetensorsWriter writer;
    writer.metadata = file.metadata;
    for (const char* key : {"history", "batch_order", "corpus_fingerprint"})
      writer.metadata.erase(key);
    writer.metadata["training"] = nlohmann::ordered_json{
        {"steps", trainer.steps()},
        {"epochs", trainer.epochs_done()},
        {"epoch_tokens", seen}}.dump();
    writer.metadata["more_steps"] = more.dump();
    writer.metadata["corpus_crc32"] = crc;
    for (const auto& entry : file.entries)
      writer.add<float>(entry.name, entry.shape, file.values<float>(entry));
    return writer.bytes();
  };
  // zlib.crc32(str([0, 1, 2]).encode()) and the like are compared in tests/export.
  const Checkpoint other = load_checkpoint(exported(steps, "12345"));
  EXPECT_FALSE(other.is_of(trainer.corpus()));
  EXPECT_THROW(resume(other, trainer.shared_corpus()), Error);
  for (int i = 0; i < 40; ++i) whole.step();
  EXPECT_EQ(other.state.history.save(), whole.history().save());
  EXPECT_EQ(other.state.tokens, whole.state().tokens);
  EXPECT_EQ(other.state.epoch_loss_sum, whole.state().epoch_loss_sum);
  EXPECT_EQ(other.state.last.loss, whole.last().loss);
  EXPECT_EQ(other.state.generator, whole.state().generator);

  nlohmann::ordered_json longer = steps, damaged = steps;
  longer.insert(longer.end(), steps.begin(), steps.end());
  damaged[3][4] = 0;
  expect_refused(exported(longer, "1"), "more steps than it says");
  expect_refused(exported(damaged, "1"), "not a list of steps");
  expect_refused(exported("x", "1"), "not a list of steps");
  expect_refused(exported(steps, "1x"), "is not a number");
}

TEST(Checkpoint, CountsAreChecked) {
  const auto counts_file = [](std::int64_t value) {
    Trainer trainer = start(runs()[0]);
    const std::string bytes = save_checkpoint(trainer);
    SafetensorsWriter writer;
    writer.metadata = SafetensorsFile::read(bytes).metadata;
    writer.add<std::int64_t>("N", {27, 27}, std::vector<std::int64_t>(27 * 27, value));
    return writer.bytes();
  };
  EXPECT_NO_THROW(load_checkpoint(counts_file(3)));
  expect_refused(counts_file(-1), "not a count");
  expect_refused(counts_file(std::int64_t{1} << 60), "not a count");
}

// Hidden sizes that were made up must not cost memory before they are found out.
TEST(Checkpoint, MadeUpSizesAreFoundOutFirst) {
  Trainer trainer = start(runs()[3]);
  const std::string bytes = save_checkpoint(trainer);
  const SafetensorsFile file = SafetensorsFile::read(bytes);
  SafetensorsWriter writer;
  writer.metadata = file.metadata;
  Settings settings = trainer.settings();
  settings.hidden_size = 4096;
  writer.metadata["settings"] = settings_json(settings);
  for (const auto& entry : file.entries) {
    writer.add<float>(entry.name, entry.shape, file.values<float>(entry));
  }
  expect_refused(writer.bytes(), "does not have the shape");
}

std::string file_of(const std::string& header, const std::string& data) {
  std::string out(8, '\0');
  const std::uint64_t length = header.size();
  std::memcpy(out.data(), &length, 8);
  return out + header + data;
}

TEST(Safetensors, RefusesWhatIsNotSound) {
  const auto entry = [](const std::string& dtype, const std::string& shape,
                        const std::string& offsets) {
    return "{\"t\":{\"dtype\":" + dtype + ",\"shape\":" + shape + ",\"data_offsets\":" + offsets +
           "}}";
  };
  const std::string data(8, '\0');
  EXPECT_NO_THROW(SafetensorsFile::read(file_of(entry("\"F32\"", "[2]", "[0,8]"), data)));
  const std::vector<std::string> broken{
      "",
      "[]",
      "{",
      "null",
      "{\"__metadata__\":3}",
      "{\"__metadata__\":{\"a\":3}}",
      "{}",  // eight bytes that belong to nothing
      "{\"t\":{}}",
      entry("\"F16\"", "[4]", "[0,8]"),
      entry("3", "[2]", "[0,8]"),
      entry("\"F32\"", "2", "[0,8]"),
      entry("\"F32\"", "[-2]", "[0,8]"),
      entry("\"F32\"", "[2.0]", "[0,8]"),
      entry("\"F32\"", "[3]", "[0,8]"),
      entry("\"F32\"", "[3]", "[0,12]"),
      entry("\"F32\"", "[1]", "[0,4]"),
      entry("\"F32\"", "[1]", "[4,8]"),
      entry("\"F32\"", "[2]", "[8,0]"),
      entry("\"F32\"", "[2]", "[0]"),
      entry("\"F32\"", "[2]", "[0,8,9]"),
      entry("\"F32\"", "[2]", "[-8,0]"),
      entry("\"F32\"", "[4294967296,4294967296]", "[0,8]"),
      entry("\"F32\"", "[18446744073709551615]", "[0,8]"),
      entry("\"F32\"", "[0,18446744073709551615]", "[0,0]"),
      "{\"a\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,8]},"
      "\"b\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[4,8]}}"};
  for (const std::string& header : broken) {
    EXPECT_THROW(SafetensorsFile::read(file_of(header, data)), Error) << header;
  }
  EXPECT_THROW(SafetensorsFile::read(""), Error);
  for (const std::uint64_t length : {std::uint64_t{2} << 30, std::uint64_t{100'000'001},
                                     std::uint64_t{3}, std::uint64_t{1} << 63, ~std::uint64_t{0}}) {
    std::string huge = file_of("{}", "");
    std::memcpy(huge.data(), &length, 8);
    EXPECT_THROW(SafetensorsFile::read(huge), Error) << length;
  }
  EXPECT_THROW(SafetensorsFile::read(file_of(std::string(100'000, '['), "")), Error);
}

TEST(Safetensors, RoundTrip) {
  SafetensorsWriter writer;
  writer.metadata["name"] = "caf\xC3\xA9 \xFF \"quoted\"";
  writer.add<float>("first", {2, 2}, std::vector<float>{1, 2, 3, 4});
  writer.add<std::int64_t>("second", {1}, std::vector<std::int64_t>{-5});
  writer.add<float>("empty", {0, 3}, {});
  const std::string bytes = writer.bytes();
  EXPECT_TRUE(looks_like_safetensors(bytes));
  std::uint64_t header = 0;
  std::memcpy(&header, bytes.data(), 8);
  EXPECT_EQ(header % 8, 0u);  // the tensors are aligned
  const SafetensorsFile file = SafetensorsFile::read(bytes);
  EXPECT_EQ(file.values<float>(*file.find("first")), (std::vector<float>{1, 2, 3, 4}));
  EXPECT_EQ(file.find("first")->shape, (std::vector<std::int64_t>{2, 2}));
  EXPECT_EQ(file.values<std::int64_t>(*file.find("second")), std::vector<std::int64_t>{-5});
  EXPECT_TRUE(file.values<float>(*file.find("empty")).empty());
  EXPECT_EQ(file.find("third"), nullptr);
  EXPECT_FALSE(looks_like_safetensors("emma\nolivia\nava\n"));
  EXPECT_FALSE(looks_like_safetensors(""));
}

}  // namespace
}  // namespace babble
