// The pictures that are made only while they are watched: matrices, one example, hidden states.
#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

#include "core/data/builtin_corpora.h"
#include "core/data/scoring.h"
#include "core/models/neural_bigram/neural_bigram.h"
#include "core/models/registry.h"
#include "support/driven_session.h"

namespace babble::app {
namespace {

class Pictures : public DrivenSession {
 protected:
  Pictures() { session.apply(Activate{model_kind("neural")}); }
  const NeuralBigram& weights_of(const Trainer& trainer) {
    return static_cast<const NeuralBigram&>(trainer.model());
  }
  void expect_weights_of(const Trainer& trainer) {
    const MatrixView& shown = look().neural_weights;
    const auto& weight = weights_of(trainer).weight();
    ASSERT_EQ(shown.rows, weight.rows());
    ASSERT_EQ(shown.columns, weight.cols());
    EXPECT_TRUE(std::equal(shown.values.begin(), shown.values.end(), weight.data(),
                           weight.data() + weight.size()));
  }
};

TEST_F(Pictures, TheMatrixFollowsTheTraining) {
  session.apply(Subscribe{.matrices = true});
  rest();
  expect_weights_of(twin_of(model(model_kind("neural")), builtin_names(), 0));
  const std::uint64_t revision = look().neural_weights.revision;
  EXPECT_EQ(look().neural_weights.revision, revision) << "nothing new, nothing copied";
  session.apply(Step{3});
  rest();
  EXPECT_GT(look().neural_weights.revision, revision);
  expect_weights_of(twin_of(model(model_kind("neural")), builtin_names(), 3));
  EXPECT_TRUE(look().neural_bias.empty());
  session.apply(Set{"init", "zero"});
  for (const float weight : look().neural_weights.values) EXPECT_EQ(weight, 0);
}

TEST_F(Pictures, TheBiasIsShownBesideIt) {
  session.apply(Set{"bias", "true"});
  train(model_kind("neural"), 2);
  EXPECT_TRUE(look().neural_bias.empty()) << "nobody watches";
  session.apply(Subscribe{.matrices = true});
  const Trainer twin = twin_of(model(model_kind("neural")), builtin_names(), 2);
  const auto bias = weights_of(twin).weights().b();
  ASSERT_EQ(std::ssize(look().neural_bias), bias.size());
  for (int i = 0; i < bias.size(); ++i)
    EXPECT_EQ(look().neural_bias[static_cast<std::size_t>(i)], bias[i]);
  session.apply(Subscribe{});
  EXPECT_TRUE(look().neural_bias.empty());
  EXPECT_TRUE(look().neural_weights.values.empty());
  EXPECT_EQ(look().neural_weights.rows, 0);
  EXPECT_TRUE(look().log_probabilities.values.empty());
}

TEST_F(Pictures, LogarithmsAreThoseOfTheSmoothedCounts) {
  session.apply(Subscribe{.matrices = true});
  for (const double k : {0.0, 1.0, 100.0}) {
    session.apply(Set{"smoothing", std::to_string(k)});
    const Snapshot& now = look();
    const CountView& counts = now.counts;
    ASSERT_EQ(now.log_probabilities.rows, counts.size);
    ASSERT_EQ(now.log_probabilities.columns, counts.size);
    for (int i = 0; i < counts.size; ++i) {
      const auto n = [&](int j) {
        return k +
               static_cast<double>(counts.counts[static_cast<std::size_t>(i * counts.size + j)]);
      };
      double sum = 0;
      for (int j = 0; j < counts.size; ++j) sum += n(j);
      for (int j = 0; j < counts.size; ++j) {
        const float shown = now.log_probabilities.at(i, j);
        if (n(j) == 0) {
          EXPECT_EQ(shown, -std::numeric_limits<float>::infinity());
        } else {
          EXPECT_NEAR(shown, std::log(n(j) / sum), 1e-5);  // float32
        }
      }
    }
  }
}

TEST_F(Pictures, AModelThatDoesNotExistHasNone) {
  session.apply(OpenBuiltin{"tale"});
  session.apply(Activate{model_kind("count")});
  session.apply(OpenBuiltin{"names"});
  session.apply(Subscribe{.matrices = true});
  session.apply(TraceExample{1, 2});
  rest();
  ASSERT_FALSE(model(model_kind("neural")).exists);
  EXPECT_EQ(look().neural_weights.rows, 0);
  EXPECT_GT(look().log_probabilities.rows, 0);
  EXPECT_EQ(look().example.current, -1);
}

TEST_F(Pictures, AnExampleHasIdsOfTheVocabulary) {
  session.apply(Subscribe{.matrices = true});
  const int size = static_cast<int>(look().corpus.tokens.size());
  for (const TraceExample& good : {TraceExample{0, 0}, TraceExample{size - 1, size - 1}}) {
    const std::uint64_t before = newest_notice();
    session.apply(good);
    EXPECT_EQ(newest_notice(), before);
    EXPECT_EQ(look().example.current, good.current);
    EXPECT_EQ(look().example.next, good.next);
  }
  for (const TraceExample& bad :
       {TraceExample{size, 0}, TraceExample{0, size}, TraceExample{0, -1}, TraceExample{-2, 0}}) {
    const std::uint64_t before = newest_notice();
    session.apply(bad);
    EXPECT_GT(newest_notice(), before);
    EXPECT_EQ(look().example.current, size - 1);
  }
  session.apply(TraceExample{});
  EXPECT_FALSE(look().example.current >= 0);
}

// The update of one example alone, made by hand: its row of W moves, and so does the bias.
TEST_F(Pictures, TheLossAfterAnExampleIsThatOfTheMovedRow) {
  const int current = 1, next = 5;
  for (const char* bias : {"false", "true"}) {
    session.apply(Set{"bias", bias});
    session.apply(Set{"learning_rate", "0.25"});
    train(model_kind("neural"), 4);
    session.apply(Subscribe{.matrices = true});
    session.apply(TraceExample{current, next});
    const Snapshot now = look();
    const ExampleView& example = now.example;
    EXPECT_EQ(example.step, now.model(model_kind("neural")).steps);
    double sum = 0, sum_after = 0, logit_after = 0, row = 0;
    for (std::size_t j = 0; j < example.logits.size(); ++j) {
      const auto id = static_cast<int>(j);
      double logit = static_cast<double>(now.neural_weights.at(current, id));
      if (!now.neural_bias.empty()) logit += static_cast<double>(now.neural_bias[j]);
      EXPECT_NEAR(example.logits[j], logit, 1e-6);
      EXPECT_NEAR(example.counts[j], std::exp(logit), 1e-4 * std::exp(logit));
      sum += std::exp(logit);
      row += static_cast<double>(
          now.counts.counts[static_cast<std::size_t>(current * now.counts.size) + j]);
    }
    for (std::size_t j = 0; j < example.logits.size(); ++j) {
      const double p = std::exp(static_cast<double>(example.logits[j])) / sum;
      const double gradient = p - (static_cast<int>(j) == next ? 1 : 0);
      EXPECT_NEAR(example.gradient[j], gradient, 1e-5);
      EXPECT_NEAR(example.update[j], -0.25 * gradient, 1e-5);
      const double moves = now.neural_bias.empty() ? 1 : 2;
      const double after = static_cast<double>(example.logits[j]) - moves * 0.25 * gradient;
      sum_after += std::exp(after);
      if (static_cast<int>(j) == next) logit_after = after;
      const double seen = static_cast<double>(
          now.counts.counts[static_cast<std::size_t>(current * now.counts.size) + j]);
      EXPECT_NEAR(example.mean_gradient[j],
                  (row * p - seen) / static_cast<double>(now.counts.total), 1e-7);
    }
    EXPECT_EQ(static_cast<double>(example.row), row);
    EXPECT_NEAR(example.loss_after, std::log(sum_after) - logit_after, 1e-4);
    EXPECT_EQ(example.rate, 0.25);
  }
}

TEST_F(Pictures, TheLossIsSpelledInThreeWays) {
  train(model_kind("neural"), 3);
  EXPECT_EQ(look().spellings.pairs, 0) << "nobody watches";
  session.apply(Subscribe{.matrices = true});
  rest();
  const SpellingsView& view = look().spellings;
  EXPECT_EQ(view.pairs, 10'000);
  const double first = view.losses[0].value;
  for (const SpellingView& one : view.losses) EXPECT_NEAR(one.value, first, 1e-4) << one.code;
  session.apply(Step{20});
  rest();
  EXPECT_LT(look().spellings.losses[0].value, first - 0.1);
}

TEST_F(Pictures, SmoothingIsUnknownOnPartsThatAreEmpty) {
  session.apply(OpenBytes{"few.txt", few_lines});
  session.apply(Set{"split", "1,0,0"});
  EXPECT_EQ(look().smoothing, nullptr);
  session.apply(Subscribe{.matrices = true});
  EXPECT_EQ(session.seconds_until_work(), 0);
  EXPECT_TRUE(session.work(5));
  EXPECT_TRUE(session.changed());
  const Snapshot now = look();
  ASSERT_NE(now.smoothing, nullptr);
  const SmoothingView& view = *now.smoothing;
  ASSERT_EQ(view.k.size(), view.k_dev.size());
  ASSERT_EQ(view.l2.size(), view.l2_dev.size());
  ASSERT_EQ(view.l2.size(), view.l2_train.size());
  for (const double nll : view.k_dev) EXPECT_TRUE(std::isnan(nll));
  for (const double nll : view.l2_dev) EXPECT_TRUE(std::isnan(nll));
  for (const auto* values : {&view.k, &view.l2})
    for (std::size_t i = 1; i < values->size(); ++i)
      EXPECT_NEAR((*values)[i] / (*values)[i - 1], (*values)[1] / (*values)[0], 1e-6)
          << "evenly spread in the logarithm";
  const auto shown = now.smoothing;
  rest();
  EXPECT_EQ(look().smoothing, shown) << "made once";
}

TEST_F(Pictures, SmoothingIsMeasuredOnTheDevPart) {
  session.apply(Subscribe{.matrices = true});
  rest();
  const Snapshot now = look();
  const auto one = std::find(now.smoothing->k.begin(), now.smoothing->k.end(), 1.0);
  ASSERT_NE(one, now.smoothing->k.end());
  EXPECT_NEAR(now.smoothing->k_dev[static_cast<std::size_t>(one - now.smoothing->k.begin())],
              now.model(model_kind("count")).nll.dev, 1e-9);
  for (std::size_t i = 0; i < now.smoothing->l2.size(); ++i)
    EXPECT_NE(now.smoothing->l2_dev[i], now.smoothing->l2_train[i]);
}

class HiddenStates : public DrivenSession {
 protected:
  HiddenStates() {
    set_small_rnn();
    session.apply(Subscribe{.hidden = true});
  }
  /// The same text fed to a model by hand.
  void expect_states_of(const Trainer& trainer, const std::string& text) {
    const HiddenStateView& shown = look().hidden;
    const Vocabulary& vocabulary = trainer.corpus().vocabulary();
    std::vector<TokenId> tokens = vocabulary.encode(text);
    if (trainer.corpus().kind() == CorpusKind::lines) tokens.insert(tokens.begin(), TokenId{0});
    EXPECT_EQ(shown.text, text);
    ASSERT_EQ(shown.display.size(), tokens.size());
    ASSERT_EQ(shown.next.size(), tokens.size());
    ASSERT_EQ(shown.states.rows, std::ssize(tokens));
    const auto state = trainer.model().initial_state();
    std::vector<float> p(static_cast<std::size_t>(vocabulary.size()));
    for (std::size_t i = 0; i < tokens.size(); ++i) {
      trainer.model().feed(*state, tokens[i]);
      trainer.model().next_probabilities(*state, p);
      EXPECT_EQ(shown.display[i], vocabulary.display(tokens[i]));
      const std::span<const float> hidden = trainer.model().hidden_units(*state);
      ASSERT_EQ(shown.states.columns, std::ssize(hidden));
      for (int h = 0; h < shown.states.columns; ++h)
        EXPECT_EQ(shown.states.at(static_cast<int>(i), h), hidden[static_cast<std::size_t>(h)]);
      std::vector<float> sorted = p;
      std::sort(sorted.rbegin(), sorted.rend());
      ASSERT_EQ(shown.next[i].size(), 3u);
      for (std::size_t rank = 0; rank < 3; ++rank) {
        const auto& guess = shown.next[i][rank];
        EXPECT_EQ(guess.probability, sorted[rank]);
        const auto at = std::find(p.begin(), p.end(), guess.probability) - p.begin();
        EXPECT_EQ(guess.token, vocabulary.display(static_cast<TokenId>(at)));
      }
    }
  }
};

TEST_F(HiddenStates, AreThoseOfTheTrainedModel) {
  session.apply(InspectHiddenState{"emma"});
  session.apply(Step{3});
  rest();
  expect_states_of(twin_of(model(model_kind("rnn")), builtin_names(), 3), "emma");
  const std::uint64_t revision = look().hidden.states.revision;
  session.apply(InspectHiddenState{"ann"});
  expect_states_of(twin_of(model(model_kind("rnn")), builtin_names(), 3), "ann");
  EXPECT_GT(look().hidden.states.revision, revision);
  session.apply(InspectHiddenState{""});
  EXPECT_EQ(look().hidden.display.size(), 1u) << "the mark alone";
}

TEST_F(HiddenStates, OfRunningTextBeginWithItsFirstCharacter) {
  session.apply(OpenBuiltin{"tale"});
  session.apply(InspectHiddenState{"once upon"});
  rest();
  expect_states_of(twin_of(model(model_kind("rnn")), builtin_tale(), 0), "once upon");
  session.apply(InspectHiddenState{std::string(1000, 'a')});
  EXPECT_LT(look().hidden.display.size(), 1000u) << "the screen is not that wide";
  EXPECT_EQ(std::ssize(look().hidden.display), look().hidden.states.rows);
}

// Hₜ = Z∘Hₜ₋₁ + (1 − Z)∘candidate and Cₜ = F∘Cₜ₋₁ + I∘candidate, Hₜ = O∘tanh Cₜ.
TEST_F(HiddenStates, ComeWithTheGatesThatMadeThem) {
  EXPECT_TRUE(look().hidden.gates.empty()) << "an RNN has none";
  for (const char* id : {"gru", "lstm"}) {
    SCOPED_TRACE(id);
    session.apply(Activate{model_kind(id)});
    session.apply(Set{"hidden_size", "6"});
    session.apply(Step{2});
    session.apply(InspectHiddenState{"emma"});
    rest();
    const HiddenStateView& view = look().hidden;
    const auto gate = [&](const char* name) {
      for (const HiddenStateView::Gate& one : view.gates)
        if (one.name == name) return one.values;
      ADD_FAILURE() << name;
      return MatrixView{};
    };
    ASSERT_EQ(view.states.columns, 6);
    const MatrixView H = view.states, candidate = gate("Candidate");
    const bool gru = id == std::string("gru");
    const MatrixView kept = gate(gru ? "Update gate Z" : "Forget gate F");
    const MatrixView other = gate(gru ? "Reset gate R" : "Input gate I");
    const MatrixView out = gru ? MatrixView{} : gate("Output gate O");
    const MatrixView memory = gru ? H : gate("Cell C");
    for (int at = 0; at < H.rows; ++at) {
      for (int unit = 0; unit < 6; ++unit) {
        const float before = at > 0 ? memory.at(at - 1, unit) : 0, keep = kept.at(at, unit);
        const float taken = gru ? 1 - keep : other.at(at, unit);
        EXPECT_NEAR(memory.at(at, unit), keep * before + taken * candidate.at(at, unit), 1e-6);
        EXPECT_TRUE(other.at(at, unit) > 0 && other.at(at, unit) < 1);
        if (!gru) {
          EXPECT_NEAR(H.at(at, unit), out.at(at, unit) * std::tanh(memory.at(at, unit)), 1e-6);
        }
      }
    }
  }
}

class Reach : public DrivenSession {
 protected:
  // Of the first sequences of the training part.
  static GradientReach reach_of(const Trainer& twin, CorpusKind kind, int time_steps) {
    ScoringSequences sequences(twin.corpus().tokens(Part::train), kind, 32, time_steps, 0);
    Batch batch;
    sequences.next(batch);
    return twin.model().gradient_reach(batch);
  }
};

TEST_F(Reach, IsThatOfTheActiveAndOfTheTrainedRecurrentModels) {
  set_small_rnn();
  train(model_kind("rnn"), 3);
  EXPECT_TRUE(look().reach.empty()) << "nobody asked";
  session.apply(Subscribe{.reach = true});
  rest();
  ASSERT_EQ(look().reach.size(), 1u);
  session.apply(Activate{model_kind("lstm")});
  session.apply(Set{"batching", "lines"});
  session.apply(Step{2});
  rest();
  const auto shown = look().reach;
  ASSERT_EQ(shown.size(), 2u) << "the GRU is not trained";
  EXPECT_EQ(shown[0].kind, model_kind("rnn"));
  EXPECT_EQ(shown[0].hidden.x, (std::vector<double>{0, 1, 2, 3, 4}));
  EXPECT_TRUE(shown[0].cell.y.empty());
  const Trainer rnn = twin_of(model(model_kind("rnn")), builtin_names(), 3);
  EXPECT_EQ(shown[0].hidden.y, reach_of(rnn, CorpusKind::text, 5).hidden);
  const Trainer lstm = twin_of(model(model_kind("lstm")), builtin_names(), 2);
  const GradientReach lines = reach_of(lstm, CorpusKind::lines, 35);
  EXPECT_LT(lines.hidden.size(), 35u) << "no line is so long";
  EXPECT_EQ(shown[1].hidden.y, lines.hidden);
  EXPECT_EQ(shown[1].cell.y, lines.cell);
  session.apply(Step{1});
  rest();
  EXPECT_NE(look().reach[1].hidden.y, lines.hidden);
  EXPECT_TRUE(look().reach[0].hidden.y.shares_storage_with(shown[0].hidden.y)) << "not again";
  session.apply(Set{"batching", "sequential"});
  session.apply(Set{"detach", "false"});
  rest();
  EXPECT_EQ(look().reach[1].hidden.y.size(), 70u);
  session.apply(Activate{model_kind("count")});
  rest();
  EXPECT_EQ(look().reach.size(), 1u) << "the LSTM is not trained";
}

class MlpPictures : public DrivenSession {
 protected:
  MlpPictures() {
    session.apply(Activate{model_kind("mlp")});
    session.apply(Set{"hidden_size", "12"});
  }
};

TEST_F(MlpPictures, TheEmbeddingDriftsInThePlaneOfItsLargestVariance) {
  EXPECT_TRUE(look().embedding.display.empty()) << "nobody asked";
  session.apply(Subscribe{.embedding = true});
  session.apply(Set{"embedding", "2"});
  session.apply(Step{3});
  rest();
  EmbeddingView view = look().embedding;
  const Trainer twin = twin_of(model(model_kind("mlp")), builtin_names(), 3);
  const auto C = twin.model().parameters()[0].values;
  EXPECT_EQ(view.points, std::vector<float>(C.begin(), C.end()))
      << "two numbers are shown as they are";
  ASSERT_EQ(view.neighbours.size(), 27u);
  const auto& nearest = view.neighbours[5].front();
  const auto distance = [&](std::size_t a, std::size_t b) {
    return std::hypot(C[2 * a] - C[2 * b], C[2 * a + 1] - C[2 * b + 1]);
  };
  EXPECT_NEAR(nearest.distance, distance(5, nearest.token), 1e-6);
  for (std::size_t other = 0; other < 27; ++other) {
    if (other != 5) {
      EXPECT_LE(nearest.distance, distance(5, other) + 1e-6f);
    }
  }
  session.apply(Set{"embedding", "6"});
  rest();
  view = look().embedding;
  EXPECT_EQ(view.dimensions, 6);
  EXPECT_GT(view.share, 0.33);
  EXPECT_LT(view.share, 1);
  EXPECT_EQ(view.points.size(), 54u);
}

TEST_F(MlpPictures, ARecurrentModelShowsTheEmbeddingThatItHas) {
  session.apply(Subscribe{.embedding = true});
  session.apply(Step{1});
  session.apply(Activate{model_kind("gru")});
  rest();
  EXPECT_EQ(look().embedding.kind, model_kind("mlp")) << "the GRU reads one-hot vectors";
  session.apply(Set{"embedding", "2"});
  session.apply(Step{2});
  rest();
  const EmbeddingView view = look().embedding;
  EXPECT_EQ(view.kind, model_kind("gru"));
  const Trainer twin = twin_of(model(model_kind("gru")), builtin_names(), 2);
  const auto C = twin.model().parameters().back();
  EXPECT_EQ(C.name, "C");
  EXPECT_EQ(view.points, std::vector<float>(C.values.begin(), C.values.end()));
}

TEST_F(MlpPictures, ATransformerShowsItsPositionsTooInBothOfItsShapes) {
  for (const char* norm : {"layer", "rms"}) {
    session.apply(Activate{model_kind("transformer")});
    session.apply(Set{"layers", "1"});
    session.apply(Set{"width", "16"});
    session.apply(Set{"norm", norm});
    session.apply(Subscribe{.embedding = true});
    session.apply(Step{2});
    rest();
    EXPECT_EQ(look().embedding.display.size(), 27u) << norm;
    const EmbeddingView& positions = look().positions;
    ASSERT_EQ(positions.display.size(), 16u) << norm;
    EXPECT_EQ(positions.display[15], "16");
    EXPECT_EQ(positions.points.size(), 32u);
    EXPECT_NE(positions.points[0], look().embedding.points[0]);
  }
  session.apply(Activate{model_kind("mlp")});
  session.apply(Step{1});
  rest();
  EXPECT_TRUE(look().positions.display.empty());
}

TEST_F(MlpPictures, TheHiddenUnitsAreThoseOfTheTrainingPart) {
  EXPECT_EQ(look().activations.values.rows, 0) << "nobody asked";
  session.apply(Subscribe{.activations = true});
  session.apply(Step{1});
  rest();
  ActivationView view = look().activations;
  EXPECT_EQ(view.values.rows, 12);
  EXPECT_EQ(view.values.columns, 200);
  const Trainer twin = twin_of(model(model_kind("mlp")), builtin_names(), 1);
  const auto state = twin.model().initial_state();
  const auto tokens = twin.corpus().tokens(Part::train);
  for (std::size_t i = 0; i < 5; ++i) {  // of the first name
    twin.model().feed(*state, tokens[i]);
    for (int unit = 0; unit < 12; ++unit)
      EXPECT_EQ(view.values.at(unit, static_cast<int>(i)),
                twin.model().hidden_units(*state)[static_cast<std::size_t>(unit)]);
  }
  EXPECT_NEAR(std::accumulate(view.shares.begin(), view.shares.end(), 0.0), 1, 1e-9);
  const double normal_start = view.saturated;
  EXPECT_GT(normal_start, 0.2) << "N(0, 1) weights saturate tanh";
  session.apply(Set{"init", "scaled"});
  rest();
  EXPECT_LT(look().activations.saturated, normal_start / 2);
  session.apply(Activate{model_kind("count")});
  rest();
  EXPECT_EQ(look().activations.values.rows, 0) << "a table has no hidden units";
}

TEST_F(MlpPictures, EveryExampleOfALineIsTracedFromItsWindowToItsLoss) {
  EXPECT_TRUE(look().window.examples.empty()) << "nobody asked";
  session.apply(Subscribe{.window = true});
  session.apply(InspectHiddenState{"emma"});
  session.apply(Step{3});
  rest();
  const WindowView view = look().window;
  EXPECT_EQ(view.text, "emma");
  EXPECT_EQ(view.display.size(), 27u);
  ASSERT_EQ(view.examples.size(), 5u) << "the end of the line is guessed too";
  const std::vector<TokenId> tokens{0, 0, 0, 5, 13, 13, 1, 0};
  for (std::size_t i = 0; i < 5; ++i) {
    const auto first = tokens.begin() + static_cast<std::ptrdiff_t>(i);
    EXPECT_EQ(view.examples[i].window, std::vector<TokenId>(first, first + 3));
    EXPECT_EQ(view.examples[i].next, first[3]);
  }
  const Trainer twin = twin_of(model(model_kind("mlp")), builtin_names(), 3);
  const auto rows =
      word_table(twin.model(), twin.corpus().vocabulary(), CorpusKind::lines, "emma").rows;
  for (std::size_t i = 0; i < 5; ++i) EXPECT_NEAR(view.examples[i].loss, -rows[i].logp, 1e-5);
  session.apply(InspectHiddenState{"ß"});
  EXPECT_NE(look().window.error.find("ß"), std::string::npos);
  EXPECT_TRUE(look().window.examples.empty());
}

TEST_F(MlpPictures, ATextWithoutLinesHasNoExampleBeforeItsFirstWindow) {
  std::string text;
  for (int i = 0; i < 20; ++i) text += "tell me a tale of two towns ";
  session.apply(OpenBytes{"tale", text});
  session.apply(Set{"preprocessing", "raw"});
  session.apply(Activate{model_kind("mlp")});
  session.apply(Subscribe{.window = true});
  session.apply(InspectHiddenState{"a tale"});
  rest();
  const WindowView view = look().window;
  ASSERT_EQ(view.examples.size(), 3u);
  EXPECT_EQ(view.display[view.examples[0].next], "a");
  session.apply(InspectHiddenState{"tal"});
  EXPECT_TRUE(look().window.examples.empty());
}

class Attention : public DrivenSession {};

TEST_F(Attention, HeadsThatAreSwitchedOffChangePredictionsLossAndSamplesButNotTheModel) {
  session.apply(Subscribe{.attention = true});
  session.apply(Activate{model_kind("transformer")});
  for (const auto& [key, value] :
       {std::pair{"width", "8"}, {"layers", "2"}, {"heads", "2"}, {"time_steps", "16"}})
    session.apply(Set{key, value});
  session.apply(InspectHiddenState{"emma"});
  session.apply(Step{20});
  rest();
  const auto all = look().attention;
  EXPECT_EQ(look().ablation.pairs, 0);
  session.apply(SilenceHeads{"1.1,2.2,9.9"});
  rest();
  EXPECT_EQ(look().attention.silent, (std::vector<int>{0, 3}));
  EXPECT_NE(look().attention.after.back().front().probability,
            all.after.back().front().probability);
  const Trainer twin = twin_of(model(model_kind("transformer")), builtin_names(), 20);
  const int off[] = {0, 3};
  const std::unique_ptr<Model> without = twin.model().without_heads(off);
  Evaluator evaluator(twin.shared_corpus());
  const AblationView view = look().ablation;
  const Evaluation whole = evaluator.evaluate(twin.model(), Part::dev, 2000);
  EXPECT_EQ(view.pairs, whole.scored);
  EXPECT_EQ(view.nll_all, whole.nll);
  EXPECT_EQ(view.nll, evaluator.evaluate(*without, Part::dev, 2000).nll);
  EXPECT_NE(view.nll, view.nll_all);
  EXPECT_EQ(view.samples.size(), view.samples_all.size());
  EXPECT_FALSE(view.samples.empty());
  session.apply(Step{1});
  rest();
  EXPECT_EQ(look().attention.silent.size(), 2u) << "they stay off while it learns";
  session.apply(SilenceHeads{});
  rest();
  EXPECT_TRUE(look().attention.silent.empty());
  EXPECT_EQ(look().ablation.pairs, 0);
  for (const char* wrong : {"1", "a.b", "0.1", "1.", ".2", "1.1;2.2", "1.1,,2.2"}) {
    session.apply(SilenceHeads{wrong});
    ASSERT_FALSE(look().notices.empty()) << wrong;
    EXPECT_NE(look().notices.back().text.find("block.head"), std::string::npos) << wrong;
  }
}

TEST_F(Attention, IsThatOfTheTrainedTransformer) {
  EXPECT_EQ(look().attention.layers, 0) << "nobody asked";
  session.apply(Subscribe{.attention = true});
  session.apply(Activate{model_kind("transformer")});
  for (const auto& [key, value] :
       {std::pair{"width", "8"}, {"layers", "2"}, {"heads", "2"}, {"time_steps", "6"}})
    session.apply(Set{key, value});
  session.apply(InspectHiddenState{"emma"});
  session.apply(Step{2});
  rest();
  const AttentionView view = look().attention;
  EXPECT_EQ(view.text, "emma");
  EXPECT_EQ(view.display, (std::vector<std::string>{".", "e", "m", "m", "a"}));
  EXPECT_EQ(view.layers, 2);
  EXPECT_EQ(view.heads, 2);
  for (int query = 0; query < 5; ++query) {
    float sum = 0;
    for (int key = 0; key < 5; ++key) sum += view.weight(1, 1, query, key);
    EXPECT_NEAR(sum, 1, 1e-5);
    EXPECT_EQ(query == 4 || view.weight(0, 1, query, query + 1) == 0, true);
  }
  // After the last block the model expects what it samples from.
  const Trainer twin = twin_of(model(model_kind("transformer")), builtin_names(), 2);
  const auto state = twin.model().initial_state();
  std::vector<float> p(27);
  twin.model().feed(*state, 0);
  for (const TokenId token : twin.corpus().vocabulary().encode("emma"))
    twin.model().feed(*state, token);
  twin.model().next_probabilities(*state, p);
  ASSERT_EQ(view.after.size(), 10u);
  EXPECT_NEAR(view.after.back().front().probability, *std::max_element(p.begin(), p.end()), 1e-5);
  session.apply(InspectHiddenState{"emmanuella"});
  EXPECT_EQ(look().attention.display.size(), 6u) << "the window";
  session.apply(InspectHiddenState{"ß"});
  EXPECT_NE(look().attention.error.find("ß"), std::string::npos);
  EXPECT_TRUE(look().attention.display.empty());
}

TEST_F(HiddenStates, AreMadeAnewByWorkOnlyWhenOld) {
  session.apply(InspectHiddenState{"ann"});
  rest();
  look();
  EXPECT_FALSE(session.work(5));
  EXPECT_TRUE(std::isinf(session.seconds_until_work()));
  session.apply(InspectHiddenState{"anna"});
  EXPECT_EQ(session.seconds_until_work(), 0);
  EXPECT_TRUE(session.work(5));
  EXPECT_FALSE(session.work(5));
  EXPECT_EQ(look().hidden.text, "anna");
}

TEST_F(HiddenStates, FollowAPlayingModelNowAndThen) {
  session.apply(InspectHiddenState{"ann"});
  rest();
  std::uint64_t revision = look().hidden.states.revision;
  tick = 0.002;
  session.apply(Play{});
  int slices = 0, changes = 0;
  for (const double end = seconds + 2; seconds < end; ++slices) {
    session.work(1);
    const std::uint64_t now = look().hidden.states.revision;
    changes += now > revision;
    revision = now;
  }
  EXPECT_TRUE(look().playing);
  EXPECT_GE(changes, 5);
  EXPECT_LT(changes, slices / 2) << "nine tenths of the time are for training";
}

TEST_F(HiddenStates, TakeATenthOfTheTimeHoweverSlowTheyAre) {
  session.apply(InspectHiddenState{"ann"});
  rest();
  tick = 0.5;  // what a set of them takes
  session.apply(Play{});
  session.work(0);
  look();
  std::uint64_t revision = look().hidden.states.revision;
  int changes = 0;
  const double begin = seconds;
  for (int slices = 0; slices < 60; ++slices) {
    session.work(0);
    const std::uint64_t now = look().hidden.states.revision;
    changes += now > revision;
    revision = now;
  }
  EXPECT_GT(changes, 1);
  EXPECT_LE(changes, 1 + (seconds - begin) / (9 * tick));
}

TEST_F(HiddenStates, SomebodyWhoLooksAgainSeesThePresentOnes) {
  session.apply(InspectHiddenState{"ann"});
  rest();
  session.apply(Subscribe{});
  const auto before = look().hidden.states.values;
  session.apply(Step{2});
  rest();
  EXPECT_EQ(look().hidden.states.values, before) << "nobody watches";
  session.apply(Subscribe{.hidden = true});
  EXPECT_NE(look().hidden.states.values, before);
}

}  // namespace
}  // namespace babble::app
