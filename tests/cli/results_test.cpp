// The output of the command: keys, values and the figures of the courses.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>
#include <set>
#include <string>
#include <thread>

#include "process.h"
#include "support/shared_data.h"

namespace babble::testing {
namespace {

using List = std::vector<std::string>;

Json parse(const Outcome& outcome) {
  EXPECT_EQ(outcome.status, 0) << outcome.err;
  const Json json = Json::parse(outcome.out, nullptr, false);
  EXPECT_FALSE(json.is_discarded()) << outcome.out.substr(0, 300);
  return json;
}

/// The arguments with those that all tests share.
List with(List first, const List& more) {
  first.insert(first.end(), more.begin(), more.end());
  return first;
}

TEST(Train, CountPrintsOneObject) {
  const Json json = parse(babble({"train", "--model", "count", "--json"}));
  EXPECT_EQ(json["model"], "count");
  EXPECT_EQ(json["settings"]["smoothing"], 1.0);
  EXPECT_EQ(json["settings"]["split"], "0.8,0.1,0.1");
  EXPECT_EQ(json["vocabulary_size"], 27);
  EXPECT_EQ(json["parameters"], 27 * 27);
  EXPECT_EQ(json["steps"], 1);
  for (const char* part : {"train", "dev", "test"}) {
    const double nll = json["nll"][part];
    EXPECT_GT(nll, 2) << part;
    EXPECT_LT(nll, std::log(27)) << part;
    EXPECT_EQ(json["perplexity"][part].get<double>(), std::exp(nll)) << part;
  }
  EXPECT_EQ(json["loss"], json["nll"]["train"]);
  EXPECT_EQ(json["history"]["loss"].size(), 1u);
  EXPECT_GT(json["tokens_per_second"], 0);
}

TEST(Train, NeuralHasTheLossOfEachStep) {
  const Json json = parse(babble({"train", "--model", "neural", "--set", "split=1,0,0", "--set",
                                  "init=zero", "--steps", "30", "--json"}));
  const std::vector<double> loss = doubles(json["history"]["loss"]);
  ASSERT_EQ(loss.size(), 30u);
  EXPECT_EQ(json["history"]["steps"][29], 30);
  // Zero weights: uniform. float32 of about 3.
  EXPECT_NEAR(loss[0], std::log(27), 1e-6);
  for (std::size_t i = 1; i < loss.size(); ++i) EXPECT_LT(loss[i], loss[i - 1]);
  EXPECT_EQ(json["loss"], loss.back());
  EXPECT_EQ(json["nll"]["dev"], nullptr);
  EXPECT_EQ(json["perplexity"]["test"], nullptr);
  EXPECT_EQ(json["settings"]["batch_size"], 0);
  EXPECT_EQ(json["settings"]["bias"], false);
}

TEST(Train, RnnByEpochsAndBySteps) {
  const List common{"train", "--model",       "rnn",   "--data",          "builtin:tale",
                    "--set", "hidden_size=8", "--set", "max_tokens=5000", "--json"};
  const Json epochs = parse(babble(with(common, {"--set", "epochs=2"})));
  EXPECT_EQ(epochs["epochs"], 2);
  EXPECT_EQ(epochs["history"]["nll"].size(), 2u);
  EXPECT_EQ(epochs["history"]["perplexity"][1].get<double>(),
            std::exp(epochs["history"]["nll"][1].get<double>()));
  EXPECT_EQ(epochs["history"]["epochs"], Json({1, 2}));
  const Json steps = parse(babble(with(common, {"--steps", "3"})));
  EXPECT_EQ(steps["steps"], 3);
  EXPECT_EQ(steps["history"]["gradient_norm"].size(), 3u);
  EXPECT_EQ(steps["history"]["loss"][2], epochs["history"]["loss"][2]) << "the same run";
}

TEST(Train, WordsAreTokens) {
  const Folder folder;
  const std::string file = folder / "words.safetensors";
  const Json json = parse(
      babble({"train", "--model", "rnn", "--data", "builtin:tale", "--set", "tokens=words", "--set",
              "min_freq=2", "--set", "hidden_size=16", "--steps", "20", "--out", file, "--json"}));
  EXPECT_EQ(json["vocabulary_size"], 522);
  EXPECT_EQ(json["settings"]["tokens"], "words");
  EXPECT_EQ(json["settings"]["min_freq"], 2);
  EXPECT_NEAR(json["history"]["loss"][0].get<double>(), std::log(522), 0.1) << "per word";
  const Json info = parse(babble({"info", file, "--json"}));
  EXPECT_EQ(info["vocabulary"][1], "the");
  const Json drawn = parse(babble({"sample", file, "--prefix", "the gannet zeppelin", "--length",
                                   "3", "--num", "1", "--json"}));
  const std::string sample = drawn["samples"][0];
  EXPECT_TRUE(sample.starts_with("the gannet <unk> ")) << sample;
  EXPECT_EQ(std::count(sample.begin(), sample.end(), ' '), 5) << sample;
  const Json word = parse(babble({"eval", file, "--word", "the gannet", "--json"}));
  EXPECT_EQ(word["pairs"][0]["pair"], "the gannet");
  // The same text again, and one that has each word once: rare there, but known.
  const Json own = parse(babble({"eval", file, "--data", "builtin:tale", "--json"}));
  EXPECT_NEAR(own["nll"]["dev"].get<double>(), json["nll"]["dev"].get<double>(), 1e-9);
  EXPECT_EQ(babble({"eval", file, "--data", "-"}, "It was the gannet that I had in a head.").status,
            0);
  const Outcome names = babble({"train", "--model", "rnn", "--set", "tokens=words"});
  EXPECT_EQ(names.status, 1);
  EXPECT_NE(names.err.find("list of lines"), std::string::npos) << names.err;
  const Outcome trigram =
      babble({"train", "--model", "trigram", "--data", "builtin:tale", "--set", "tokens=words"});
  EXPECT_EQ(trigram.status, 1);
  EXPECT_NE(trigram.err.find("899"), std::string::npos) << trigram.err;
}

TEST(Train, ReadsStandardInput) {
  std::string names;
  for (int i = 0; i < 20; ++i) names += "anna\nbob\ncyd\n";
  const Json json = parse(babble({"train", "--model", "count", "--data", "-", "--json"}, names));
  EXPECT_EQ(json["vocabulary_size"], 8);  // . a b c d n o y
  EXPECT_EQ(json["corpus"]["kind"], "lines");
}

TEST(Train, LongHistoriesAreThinned) {
  const Json json = parse(
      babble({"train", "--model", "neural", "--set", "split=1,0,0", "--steps", "9000", "--json"}));
  const Json& history = json["history"];
  EXPECT_EQ(json["steps"], 9000);
  EXPECT_LE(history["loss"].size(), 4096u);
  EXPECT_EQ(history["loss"].size(), history["steps"].size());
  EXPECT_GT(history["steps"].back(), 8990);
}

TEST(Train, ResumingContinuesTheSameRun) {
  Folder folder;
  for (const char* model : {"neural", "mlp", "rnn"}) {
    const List common{"train", "--json", "--model", model, "--set", "hidden_size=8"};
    const Json half = parse(babble(with(common, {"--steps", "7", "--out", folder / "half"})));
    EXPECT_EQ(half["steps"], 7);
    const Json rest = parse(babble({"train", "--json", "--resume", folder / "half", "--steps", "5",
                                    "--out", folder / "resumed"}));
    parse(babble(with(common, {"--steps", "12", "--out", folder / "whole"})));
    EXPECT_EQ(rest["steps"], 12);
    EXPECT_EQ(read_bytes(folder / "resumed"), read_bytes(folder / "whole")) << model;
  }
}

TEST(Train, ReplaysABatchOrder) {
  Folder folder;
  write(folder / "order.json", "[3, {\"offset\": 1}]");
  const List common{"train",        "--json", "--model",       "rnn",   "--data",
                    "builtin:tale", "--set",  "hidden_size=8", "--set", "max_tokens=4000"};
  const Json json = parse(babble(with(common, {"--batch-order", folder / "order.json"})));
  EXPECT_EQ(json["epochs"], 2);
  write(folder / "order.json", "[3, \"x\"]");
  const Outcome bad = babble(with(common, {"--batch-order", folder / "order.json"}));
  EXPECT_EQ(bad.status, 1);
  EXPECT_NE(bad.err.find('2'), std::string::npos) << "names the entry: " << bad.err;
}

class Checkpoints : public ::testing::Test {
 protected:
  static void SetUpTestSuite() {
    folder_ = new Folder;
    parse(babble({"train", "--model", "count", "--set", "smoothing=0", "--json", "--out",
                  *folder_ / "count"}));
    parse(babble({"train", "--model", "rnn", "--data", "builtin:tale", "--set", "hidden_size=8",
                  "--steps", "20", "--json", "--out", *folder_ / "rnn"}));
  }
  static void TearDownTestSuite() { delete folder_; }

  std::string count_ = *folder_ / "count", rnn_ = *folder_ / "rnn";
  static Folder* folder_;
};
Folder* Checkpoints::folder_ = nullptr;

TEST_F(Checkpoints, Sample) {
  const Json first = parse(babble({"sample", count_, "--json"}));
  ASSERT_EQ(first["samples"].size(), 10u);
  for (const std::string name : first["samples"]) EXPECT_EQ(name.back(), '.');
  EXPECT_EQ(parse(babble({"sample", count_, "--seed", "2147483647", "--num", "10", "--json"})),
            first);
  EXPECT_NE(parse(babble({"sample", count_, "--seed", "1", "--json"})), first);
  const Json prefixed = parse(babble({"sample", count_, "--prefix", "an", "--json"}));
  for (const std::string name : prefixed["samples"]) EXPECT_EQ(name.substr(0, 2), "an");
  const Outcome lines = babble({"sample", count_, "--num", "2"});
  EXPECT_EQ(lines.out, first["samples"][0].get<std::string>() + "\n" +
                           first["samples"][1].get<std::string>() + "\n");
}

TEST_F(Checkpoints, SampleOfRunningText) {
  const Json greedy = parse(babble(
      {"sample", rnn_, "--greedy", "--prefix", "the ", "--length", "12", "--num", "2", "--json"}));
  ASSERT_EQ(greedy["samples"].size(), 2u);
  EXPECT_EQ(greedy["samples"][0].get<std::string>().size(), 16u);
  EXPECT_EQ(greedy["samples"][0], greedy["samples"][1]);
  const Json cold = parse(babble({"sample", rnn_, "--temperature", "0.001", "--prefix", "the ",
                                  "--length", "12", "--num", "1", "--json"}));
  EXPECT_EQ(cold["samples"][0], greedy["samples"][0]) << "almost no temperature is greedy";
  const Json zero = parse(babble({"sample", rnn_, "--temperature", "0", "--prefix", "the ",
                                  "--length", "12", "--num", "1", "--json"}));
  EXPECT_EQ(zero["samples"][0], greedy["samples"][0]) << "no temperature is greedy";
}

TEST_F(Checkpoints, EvalOfAWord) {
  const Json json = parse(babble({"eval", count_, "--word", "qxq", "--json"}));
  ASSERT_EQ(json["pairs"].size(), 4u);
  EXPECT_EQ(json["pairs"][0]["pair"], ".q");
  EXPECT_EQ(json["pairs"][1]["p"], 0.0);
  EXPECT_EQ(json["pairs"][1]["logp"], "-inf");
  EXPECT_EQ(json["log_likelihood"], "-inf");
  EXPECT_EQ(json["nll"], "inf");
  EXPECT_EQ(json["perplexity"], "inf");
  const Json fine = parse(babble({"eval", count_, "--word", "anna", "--json"}));
  double sum = 0;
  for (const Json& pair : fine["pairs"]) {
    EXPECT_EQ(pair["logp"].get<double>(), std::log(pair["p"].get<double>()));
    sum += pair["logp"].get<double>();
  }
  EXPECT_NEAR(fine["log_likelihood"].get<double>(), sum, 1e-12);  // order of summation
  EXPECT_NEAR(fine["nll"].get<double>(), -sum / 5, 1e-12);
}

TEST_F(Checkpoints, EvalOfAnotherTextAndOfItsOwn) {
  const Json own = parse(babble({"eval", rnn_, "--json"}));
  const Json named = parse(babble({"eval", rnn_, "--data", "builtin:tale", "--json"}));
  EXPECT_EQ(own["nll"], named["nll"]);
  for (const char* part : {"train", "dev", "test", "all"})
    EXPECT_LT(own["nll"][part], std::log(28)) << part;
  // A text with another vocabulary: tokens are matched by their characters.
  std::string text;
  for (int i = 0; i < 300; ++i) text += "zzqqxxjj vvkkzz qqjj ";
  const Json other = parse(babble({"eval", rnn_, "--data", "-", "--json"}, text));
  EXPECT_GT(other["nll"]["all"], own["nll"]["all"])
      << "letters that are rare in the tale are a surprise";
  const Outcome unknown =
      babble({"eval", count_, "--data", "-"}, "anna7\nbob7\ncyd7\ndan7\neve7\n");
  EXPECT_EQ(unknown.status, 1);
  EXPECT_NE(unknown.err.find('7'), std::string::npos) << unknown.err;
}

TEST_F(Checkpoints, Info) {
  const Json rnn = parse(babble({"info", rnn_, "--json"}));
  EXPECT_EQ(rnn["tensors"]["W_xh"], Json({rnn["vocabulary_size"].get<int>(), 8}));
  EXPECT_EQ(rnn["steps"], 20);
  EXPECT_EQ(rnn["settings"]["hidden_size"], 8);
  const Json program = parse(babble({"info", "--json"}));
  EXPECT_GT(program["settings"].size(), 15u);
  EXPECT_FALSE(program["simd"].get<std::string>().empty());
}

TEST(Train, ARunOfACourseIsComparedWithItsFigures) {
  const Json json = parse(babble({"train", "--preset", "one-word", "--json"}));
  EXPECT_EQ(json["preset"]["id"], "one-word");
  EXPECT_EQ(json["steps"], 100);
  ASSERT_EQ(json["preset"]["figures"].size(), 5u);
  for (const Json& figure : json["preset"]["figures"]) EXPECT_EQ(figure["agrees"], true) << figure;
  EXPECT_EQ(json["preset"]["figures"][0]["obtained"], "3.2958");
  const Outcome text = babble({"train", "--preset", "one-word"});
  EXPECT_NE(text.out.find("agrees   loss at step 1: expected 3.2958, obtained 3.2958"),
            std::string::npos)
      << text.out;
}

TEST(Sweep, PrintsTheLossOfEachValueAndTheBest) {
  const List sweep{"sweep", "--model", "count", "--setting", "smoothing", "--steps", "1"};
  const Json json = parse(babble(with(sweep, {"--values", "0.1..1000 log 5", "--json"})));
  EXPECT_EQ(json["setting"], "smoothing");
  ASSERT_EQ(json["runs"].size(), 5u);
  EXPECT_EQ(json["runs"][1]["value"], "1");
  const Json alone = parse(babble({"train", "--model", "count", "--json"}));
  EXPECT_EQ(json["runs"][1]["nll"]["dev"], alone["nll"]["dev"]);
  EXPECT_EQ(json["best"], "1");
  EXPECT_EQ(json["interrupted"], false);
  EXPECT_EQ(babble(with(sweep, {"--values", "many"})).status, 2);
}

TEST(Ngrams, OfASmallText) {
  const List common{"ngrams", "-", "--json", "--preprocessing", "d2l"};
  const std::string text = "the cat, the dog\nand The cat\n";
  const Json words = parse(babble(with(common, {"--top", "2"}), text));
  EXPECT_EQ(words["total"], 7);
  EXPECT_EQ(words["distinct"], 4);
  EXPECT_EQ(words["top"], Json::parse(R"([{"gram":"the","count":3},{"gram":"cat","count":2}])"));
  const Json pairs = parse(babble(with(common, {"--order", "2", "--top", "2"}), text));
  EXPECT_EQ(pairs["top"][0]["gram"], "the cat");
  EXPECT_EQ(pairs["top"][1]["gram"], "cat the") << "equals as first seen";
  const Json letters = parse(babble(with(common, {"--tokens", "characters", "--top", "1"}), text));
  EXPECT_EQ(letters["top"][0]["count"], 5);  // lines are concatenated without a blank
  // P(cat | the) = (2 + e2 P(cat)) / (3 + e2), P(cat) = (2 + e1/4) / (7 + e1)
  const Json estimate =
      parse(babble(with(common, {"--estimate", "the cat", "--epsilon", "1,0.5,1"}), text));
  EXPECT_NEAR(estimate["estimates"][0]["probability"].get<double>(), (2 + 0.5 * (2.25 / 8)) / 3.5,
              1e-15);  // double throughout
}

TEST(Info, TellsHowManyThreadsTrain) {
  const int threads = std::clamp(static_cast<int>(std::thread::hardware_concurrency()), 1, 8);
  EXPECT_EQ(parse(babble({"info", "--json"}))["threads"], threads);
  EXPECT_NE(babble({"info"}).out.find("up to " + std::to_string(threads) + " threads"),
            std::string::npos);
}

TEST(Bench, HasFigures) {
  const Json json =
      parse(babble({"bench", "--model", "rnn", "--hidden", "16", "--seconds", "0.05", "--json"}));
  ASSERT_EQ(json["results"].size(), 1u);
  EXPECT_GT(json["results"][0]["tokens_per_second"], 1000);
  EXPECT_GE(json["results"][0]["repetitions"], 5);
  EXPECT_GT(json["results"][0]["share_of_peak"], 0.001);
  EXPECT_FALSE(json["simd"].get<std::string>().empty());
  const Json all = parse(babble({"bench", "--seconds", "0.02", "--json"}));
  std::set<std::string> measured;
  for (const Json& result : all["results"]) measured.insert(result["model"]);
  for (const char* model : {"count", "ngram", "neural", "rnn", "transformer", "generate"})
    EXPECT_TRUE(measured.contains(model)) << model;
}

TEST(Ngrams, AreScoredAlikeFromTheirCheckpoint) {
  Folder folder;
  const Json trained = parse(babble({"train", "--model", "ngram", "--set", "order=4", "--set",
                                     "estimate=backoff", "--out", folder / "m", "--json"}));
  const Json scored = parse(babble({"eval", folder / "m", "--json"}));
  for (const char* part : {"train", "dev", "test"})
    EXPECT_EQ(scored["nll"][part], trained["nll"][part]) << part;
  for (const char* part : {"train", "dev", "test"})
    EXPECT_EQ(scored["unseen_contexts"][part], trained["unseen_contexts"][part]) << part;
  EXPECT_EQ(trained["unseen_contexts"]["train"], 0);
  EXPECT_GT(trained["unseen_contexts"]["dev"], 0);
  EXPECT_GT(trained["parameters"], 10'000) << "n-grams that occur";
  EXPECT_LT(trained["nll"]["train"], trained["nll"]["dev"]);
}

// Figures of the lecture. The parity tests have all of them.
TEST(Course, TheFirstNames) {
  BABBLE_NEEDS_SHARED("data/names.txt");
  Folder folder;
  const Json json =
      parse(babble({"train", "--model", "count", "--data", shared_path("data/names.txt"), "--set",
                    "split=1,0,0", "--set", "smoothing=0", "--out", folder / "m", "--json"}));
  EXPECT_NEAR(json["nll"]["train"].get<double>(), 2.4540144891548743, 1e-9);  // both in float64
  EXPECT_EQ(parse(babble({"sample", folder / "m", "--num", "5", "--json"}))["samples"],
            Json({"mor.", "axx.", "minaymoryles.", "kondlaisah.", "anchshizarie."}));
}

}  // namespace
}  // namespace babble::testing
