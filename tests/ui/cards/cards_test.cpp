// The texts of the cards, line by line, and the lengths of their bars.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstdio>

#include "app/session/session.h"
#include "core/models/registry.h"
#include "drawn_test.h"
#include "ui/base/imgui_all.h"

namespace babble::test {
namespace {

using Lines = std::vector<std::string>;

class Cards : public DrawnTest {
 protected:
  Cards() : DrawnTest(1280, 3200) {}
  bool says(const char* name, std::string_view part) { return card(name).says(part); }
};

// --- progress and quality -----------------------------------------------------------------------

TEST_F(Cards, progress_shows_epochs_and_speed_of_the_rnn) {
  app::ModelView& rnn = stage.snapshot.models[model_kind("rnn").index()];
  rnn.settings.epochs = 100;
  show("rnn");
  EXPECT_EQ(
      lines("progress"),
      (Lines{"step | 2,000", "epochs, 50 steps each | 40 of 100", "parameters | 729",
             "characters a second | 500 k", "time trained | 12 s", "time to the end | about 18 s",
             "surprise, lower is better | NLL | perplexity", "train | 2.0500 | 7.768",
             "dev | 2.0600 | 7.846", "test | 2.0700 | 7.925",
             "guess among V: ln V | 3.2958 | 27.000", "count bigram, train | 2.4546 | 11.642"}));
  EXPECT_EQ(card("progress").find("7.768")->color, p.text);
  EXPECT_EQ(card("progress").find("27.000")->color, p.muted);
}

TEST_F(Cards, progress_estimates_the_remaining_time_where_possible) {
  app::ModelView& rnn = stage.snapshot.models[model_kind("rnn").index()];
  show("rnn");
  const auto end = [&] { return card("progress").lines()[6]; };
  EXPECT_EQ(end(), "time to the end | no end set (epochs: 0)");
  rnn.settings.epochs = 100;
  rnn.seconds_trained = 0.4;
  EXPECT_EQ(end(), "time to the end | –");
  rnn.seconds_trained = 0.5;
  EXPECT_EQ(end(), "time to the end | about 0.8 s");
  rnn.steps = 0;
  EXPECT_EQ(end(), "time to the end | –");
  rnn.steps = 6000;
  EXPECT_EQ(end(), "time to the end | about 0.0 s") << "never negative";
  rnn.finished = true;
  EXPECT_EQ(end(), "time to the end | done");
  rnn.tokens_per_second = 0;
  EXPECT_TRUE(says("progress", "characters a second –"));
  rnn.steps_per_epoch = 0;
  EXPECT_FALSE(says("progress", "time to the end"));
  EXPECT_FALSE(says("progress", "epochs"));
}

TEST_F(Cards, progress_of_the_neural_bigram_shows_milliseconds_a_step) {
  show("neural");
  EXPECT_EQ(lines("progress", 1, 3),
            (Lines{"step | 300", "parameters | 729", "one step takes | 40 ms"}));
  stage.snapshot.models[1].steps = 0;
  EXPECT_TRUE(says("progress", "one step takes –"));
}

TEST_F(Cards, estimated_quality_is_marked_as_an_estimate) {
  show("rnn");
  const std::size_t before = card("progress").lines().size();
  stage.snapshot.models[model_kind("rnn").index()].nll_is_partial = true;
  EXPECT_GT(card("progress").lines().size(), before);
  stage.snapshot.playing = true;
  EXPECT_TRUE(says("progress", "beginning of each part while training"));
  stage.snapshot.playing = false;
  EXPECT_FALSE(says("progress", "while training")) << "a paused large text";
  EXPECT_TRUE(says("progress", "beginning of each part"));
}

TEST_F(Cards, the_test_part_is_evaluated_when_asked_for) {
  show("rnn");
  EXPECT_FALSE(stage.visible("quality.test"));
  app::ModelView& rnn = stage.snapshot.models[model_kind("rnn").index()];
  rnn.nll.test = std::numeric_limits<double>::quiet_NaN();
  const Drawing progress = card("progress");
  EXPECT_EQ(progress.find("–"), nullptr) << progress.words();
  EXPECT_NEAR(place("quality.test").middle().y, progress.find("test")->box.middle().y, 4);
  stage.click("quality.test");
  ASSERT_NE(stage.posted<app::EvaluateTest>(), nullptr);
  EXPECT_EQ(stage.posted<app::EvaluateTest>()->model, model_kind("rnn"));
  stage.snapshot.corpus.test_tokens = 0;
  stage.frames(2);
  EXPECT_FALSE(stage.visible("quality.test")) << "there is no such part";
}

TEST_F(Cards, the_first_figures_are_explained_beside_them) {
  show("counting");
  for (const char* words : {"surprise, lower is better", "guess among V: ln V"})
    EXPECT_TRUE(says("smoothing", words)) << words;
  EXPECT_TRUE(says("introduction", "k, which is added to every count"));
  EXPECT_TRUE(says("try", "seed, the number that all random draws begin with"));
}

TEST_F(Cards, smoothing_explains_an_infinite_loss) {
  show("counting");
  EXPECT_EQ(lines("smoothing", 3),
            (Lines{"surprise, lower is better | NLL | perplexity", "train | 2.4546 | 11.642",
                   "dev | 2.4580 | 11.681", "test | 2.4601 | 11.706",
                   "guess among V: ln V | 3.2958 | 27.000"}));
  for (double* nll : {&stage.snapshot.models[0].nll.dev, &stage.snapshot.models[0].nll.test}) {
    const double finite = *nll;
    *nll = std::numeric_limits<double>::infinity();
    EXPECT_TRUE(says("smoothing", "makes the NLL finite"));
    EXPECT_TRUE(says("smoothing", "∞ ∞"));
    *nll = finite;
  }
  EXPECT_FALSE(says("smoothing", "makes the NLL finite"));
}

TEST_F(Cards, settings_show_their_values) {
  show("rnn");
  EXPECT_EQ(
      card("settings").lines(),
      (Lines{"Settings", "A change applies at the next step", "Learning rate | 1",
             "Rate schedule | constant", "Gradient clipping θ | 1", "Epochs | 0 | no limit",
             "A change resets the model", "Optimizer | sgd | adamw",
             "Embedding size E | 0 | one-hot", "Activation | tanh | relu", "Hidden units H | 64",
             "Batch size B | 32", "Time steps T | 35", "Mini-batches | sequential | random",
             "lines | lines_in_order", "Detach the state", "Random numbers | torch | python"}));
  show("data");
  EXPECT_EQ(lines("data.settings", 3),
            (Lines{"Tokens used | 0 | all", "Train, dev, test | 0.8,0.1,0.1",
                   "Preprocessing | auto | lines | d2l | raw", "Tokens | characters | words",
                   "Least frequency | 0 | all"}));
}

// --- samples ------------------------------------------------------------------------------------

TEST_F(Cards, samples_use_two_columns_if_they_fit) {
  show("rnn");
  const Lines expected{"mor. | odaren.",          "axx. | iaddash.",
                       "minaymoryles. | h.",      "kondlaisah. | jhinatien.",
                       "anchshizarie. | egushl.", "Draw ten more | drawn at step 2,000"};
  EXPECT_EQ(lines("samples", 4), expected);
  EXPECT_EQ(lines("samples", 1, 3),
            (Lines{"Prefix | begins with…", "Temperature | 1.00", "Greedy"}));
  const Drawing all = card("samples");
  EXPECT_NEAR(all.find("odaren.")->box.left, place("card.samples").middle().x, 3);
  // Longer samples use one column; running text is wrapped.
  auto& samples = stage.snapshot.models[model_kind("rnn").index()].samples;
  samples = {{5, std::string(25, 'x')}, {5, "yy"}, {5, "zz"}, {5, std::string(26, 'w')}};
  EXPECT_EQ(lines("samples", 4, 3),
            (Lines{std::string(25, 'x') + " | yy | zz", std::string(26, 'w'),
                   "Draw ten more | drawn at step 5"}));
  samples = {{0, "xq"}};
  EXPECT_TRUE(says("samples", "not trained yet: press Play"));
  samples = {{5, std::string(60, 'x')}, {5, "yy"}};
  const Lines wrapped = lines("samples", 4);
  ASSERT_EQ(wrapped.size(), 4u);
  EXPECT_EQ(wrapped[0] + wrapped[1], std::string(60, 'x'));
  EXPECT_EQ(wrapped[2], "yy");
  samples = {{5, std::string(500, 'x')}};
  EXPECT_TRUE(says("samples", "x…")) << "an unfinished sample is cut";
  EXPECT_LE(lines("samples", 4).size(), 4u);
  samples = {};
  EXPECT_TRUE(says("samples", "No samples yet."));
  EXPECT_FALSE(says("samples", "drawn at"));
  stage.snapshot.models[model_kind("rnn").index()].exists = false;
  EXPECT_FALSE(says("samples", "No samples yet."));
}

TEST_F(Cards, a_prefix_stands_out_from_what_follows) {
  show("rnn");
  stage.click("sample.prefix");
  stage.type("mo");
  stage.pass(3);
  std::vector<app::Sample>& samples =
      stage.snapshot.models[model_kind("rnn").index()].samples.edit();
  for (app::Sample& sample : samples) sample.text = "mori.";
  samples[0].text = "mona.";
  const Drawing drawn = control("samples");
  EXPECT_EQ(drawn.find("mo")->color, p.accent);
  EXPECT_EQ(drawn.find("ri.")->color, p.text);
  EXPECT_NEAR(drawn.find("na.")->box.left, drawn.find("mo")->box.right, 3);
}

TEST_F(Cards, samples_on_a_phone_keep_their_height) {
  Stage phone(390, 4000);
  phone.snapshot = fake_snapshot();
  phone.show("counting");
  const float height = phone.interface().controls().find("card.samples")->height;
  for (app::Sample& sample : phone.snapshot.models[0].samples.edit())
    sample.text += "anamariabellacarlotta";
  phone.frames(2);
  EXPECT_EQ(phone.interface().controls().find("card.samples")->height, height);
  const Drawing drawing =
      Drawing::last_frame().within(*phone.interface().controls().find("card.samples"));
  EXPECT_TRUE(drawing.says("…"));
}

TEST_F(Cards, the_trail_shows_eight_moments_from_first_to_last) {
  auto& trail = stage.snapshot.models[model_kind("rnn").index()].sample_trail;
  trail = {};
  for (int i = 0; i < 15; ++i) trail.edit().push_back({i * 1000, "name" + std::to_string(i)});
  show("rnn");
  EXPECT_EQ(lines("trail"),
            (Lines{"0 | name0", "2,000 | name2", "4,000 | name4", "6,000 | name6", "8,000 | name8",
                   "10,000 | name10", "12,000 | name12", "14,000 | name14"}));
  const Drawing all = card("trail");
  EXPECT_NEAR(all.find("0")->box.right, all.find("14,000")->box.right, 1.5);
  EXPECT_EQ(all.find("name0")->box.left, all.find("name14")->box.left);
  trail = {{0, "emma\tava\tmia"}, {1000, "isabella\tkai\tleo"}};
  EXPECT_EQ(lines("trail"), (Lines{"0 | emma | ava | mia", "1,000 | isabella | kai | leo"}));
  EXPECT_NEAR(card("trail").find("ava")->box.left, card("trail").find("kai")->box.left, 1.5);
  trail.edit().resize(1);
  stage.frames(2);
  EXPECT_FALSE(stage.visible("card.trail"));
}

// --- problems ------------------------------------------------------------------------------------

TEST_F(Cards, a_problem_is_shown_with_recovery_actions) {
  app::ModelView& rnn = stage.snapshot.models[model_kind("rnn").index()];
  show("rnn");
  EXPECT_FALSE(stage.visible("card.trouble"));
  rnn.needs_corpus = "It was trained on tale.txt.";
  EXPECT_TRUE(says("trouble", "It was trained on tale.txt."));
  EXPECT_FALSE(stage.visible("trouble.slower"));
  rnn.unavailable = "There are no mini-batches.";
  EXPECT_TRUE(says("trouble", "There are no mini-batches."));
  EXPECT_FALSE(says("trouble", "tale.txt"));
  rnn.unavailable = rnn.needs_corpus = "";
  rnn.loss = 2 * rnn.landmarks.uniform + 0.1;
  rnn.loss_curve.y.edit()[700] = rnn.loss;
  rnn.gradient_norm.y.edit()[600] = 1234;
  EXPECT_TRUE(says("trouble", "Since about step 1,402 "));
  EXPECT_TRUE(says("trouble", "largest, 1234, at step 1,202."));
  EXPECT_TRUE(says("trouble", "Start again at rate 0.1"));
  EXPECT_TRUE(says("trouble", "Restore small steps, step 400"));
  EXPECT_FALSE(stage.visible("trouble.clip")) << "it is clipped already";
  rnn.gradient_norm = {};
  EXPECT_FALSE(says("trouble", "at step 1,202"));
  rnn.loss_curve.y.edit()[700] = 3;
  EXPECT_FALSE(says("trouble", "Since about"));
  rnn.steps = 20;
  stage.frames(2);
  EXPECT_FALSE(stage.visible("card.trouble")) << "it has just started";
  rnn.steps = 21;
  stage.frames(2);
  EXPECT_TRUE(stage.visible("card.trouble"));
  rnn.loss = 2 * rnn.landmarks.uniform - 0.1;
  stage.frames(2);
  EXPECT_FALSE(stage.visible("card.trouble"));
  rnn.diverged = "At step 812 the loss was no number.";
  EXPECT_TRUE(says("trouble", "Continue from step 21 at rate 0.1"));
  bool edged = false;
  for (const DrawnShape& edge : card("trouble").shapes_of(p.danger))
    edged |= edge.box.holds(place("card.trouble"), 2);
  EXPECT_TRUE(edged);
}

TEST_F(Cards, a_diverged_run_is_not_offered_for_recovery) {
  stage.snapshot.models[model_kind("rnn").index()].diverged = "It has diverged.";
  show("rnn");
  EXPECT_TRUE(stage.visible("trouble.back"));
  const auto with = [&](const auto& change) {
    auto run = std::make_shared<app::SavedRun>(*fake_snapshot().saved_runs[0]);
    change(*run);
    stage.snapshot.saved_runs = {run};
    stage.frames(2);
    return stage.visible("trouble.back");
  };
  EXPECT_TRUE(with([](app::SavedRun&) {}));
  EXPECT_FALSE(with([](app::SavedRun& run) { run.can_restore = false; }));
  EXPECT_FALSE(with([](app::SavedRun& run) { run.diverged = "So has this."; }));
  EXPECT_FALSE(with([](app::SavedRun& run) { run.loss = 30; }));
  EXPECT_FALSE(with([](app::SavedRun& run) { run.kind = model_kind("neural"); }));
}

// --- data ---------------------------------------------------------------------------------------

TEST_F(Cards, the_text_is_shown_after_preprocessing) {
  show("data");
  EXPECT_EQ(
      card("text").lines(),
      (Lines{"names.txt",
             "32,033 lines · 228,146 characters · 27 different tokens · preprocessed as lines",
             ".emma.olivia.ava.isabella.sophia."}));
  stage.snapshot.corpus.kind = "text";
  stage.snapshot.corpus.preview = "one\ntwo";
  ++stage.snapshot.corpus.revision;
  EXPECT_EQ(
      lines("text"),
      (Lines{"228,146 characters · 27 different tokens · preprocessed as lines", "one", "two"}));
  EXPECT_FALSE(says("text", "<unk>"));
  stage.snapshot.corpus.prepared_as = "d2l";
  EXPECT_TRUE(says("text", "run together") && says("text", "<unk> stands for"));
  stage.snapshot.corpus.name = "";
  EXPECT_EQ(card("text").lines()[0], "No text");
}

TEST_F(Cards, the_split_is_a_bar_of_three_parts) {
  show("data");
  EXPECT_EQ(lines("split"), (Lines{"train | 182,517 tokens  80.0 %", "dev | 22,815 tokens  10.0 %",
                                   "test | 22,814 tokens  10.0 %"}));
  const Box box = place("card.split");
  std::vector<Box> bars;
  for (const ui::Color color : {p.train, p.dev, p.test}) {
    const auto shapes = card("split").shapes_of(color);
    ASSERT_EQ(shapes.size(), 2u);
    bars.push_back(shapes[0].box);
    EXPECT_NEAR(shapes[0].box.height(), 13, 1.5);
    EXPECT_NEAR(shapes[1].box.middle().x, box.left + 21, 1.5) << "its dot";
  }
  const float width = box.width() - 32;
  EXPECT_NEAR(bars[0].left, box.left + 16, 1.5);
  EXPECT_NEAR(bars[0].width(), 0.8f * width, 2);
  EXPECT_NEAR(bars[1].left, bars[0].right, 2);
  EXPECT_NEAR(bars[1].width(), 0.1f * width, 2);
  EXPECT_NEAR(bars[2].left, bars[1].right, 2);
  EXPECT_NEAR(bars[2].right, box.right - 16, 1.5);
  stage.snapshot.corpus.dev_tokens = 0;
  EXPECT_EQ(card("split").shapes_of(p.dev).size(), 1u) << "no bar, but the dot";
  EXPECT_TRUE(says("split", "0 tokens  0.0 %"));
}

TEST_F(Cards, the_vocabulary_has_a_bar_for_each_token) {
  show("data");
  const auto bars = control("data.alphabet").shapes_of(p.count);
  ASSERT_EQ(bars.size(), 27u);
  const Box box = place("data.alphabet");
  const auto& counts = stage.snapshot.corpus.token_counts;
  const float tallest = bars[8].box.height();
  EXPECT_GT(tallest, box.height() - 40);
  for (std::size_t i = 0; i < 27; ++i) {
    EXPECT_NEAR(bars[i].box.bottom, bars[0].box.bottom, 0.5);
    EXPECT_NEAR(bars[i].box.middle().x,
                box.left + box.width() / 27 * (static_cast<float>(i) + 0.5f), 1);
    EXPECT_NEAR(bars[i].box.height() / tallest,
                static_cast<double>(counts[i]) / static_cast<double>(counts[8]), 0.03);
  }
  stage.move_to("data.alphabet", 3.5f / 27, 0.5f);
  const Drawing pointed = Drawing::last_frame();
  EXPECT_TRUE(pointed.says("c   id 3"));
  EXPECT_TRUE(pointed.says("1,111 times, 3.584 %")) << pointed.words();
  EXPECT_EQ(pointed.within(box).shapes_of(p.accent).size(), 1u);
  stage.click("data.order.1");
  const Drawing sorted = control("data.alphabet");
  EXPECT_EQ(sorted.texts[0].words, "h");
  EXPECT_EQ(sorted.texts[1].words, "q");
  EXPECT_EQ(sorted.texts[26].words, "r");
  stage.click("data.look.1");
  stage.frames(2);
  const Lines table = control("data.table").lines();
  EXPECT_EQ(table[0], "id | token | count | share");
  EXPECT_EQ(table[1], "8 | h | 1,296 | 4.181 %");
  stage.click("data.order.0");
  EXPECT_EQ(control("data.table").lines()[1], "0 | . | 1,000 | 3.226 %");
}

TEST_F(Cards, a_large_vocabulary_is_cut_to_what_fits_with_a_note) {
  stage.snapshot = wide_snapshot(200);
  show("data");
  EXPECT_TRUE(says("alphabet", "The first 32 of 200; the table shows all."));
  EXPECT_EQ(control("data.alphabet").shapes_of(p.count).size(), 32u);
  stage.click("data.order.1");
  EXPECT_TRUE(says("alphabet", "The most frequent 32 of 200"));
}

// As many words as d2l's time machine has, through a session.
TEST_F(Cards, a_vocabulary_of_words_has_sentences_where_tables_have_no_room) {
  std::string text = "a b b\nc a b ";
  for (int i = 0; i < 4576; ++i) text += "word" + std::to_string(i) + ' ';
  app::Session session;
  session.apply(app::Activate{model_kind("rnn")});
  for (const auto& [key, value] : {std::pair("hidden_size", "4"), std::pair("batch_size", "2")})
    session.apply(app::Set{key, value});
  session.apply(app::OpenBytes{"words.txt", text});
  session.apply(app::Set{"preprocessing", "raw"});
  session.apply(app::Set{"tokens", "words"});
  ASSERT_EQ(session.snapshot()->corpus.tokens.size(), 4580u);
  session.apply(app::Subscribe{true, true, true, true, true, true, true, true, true, true});
  session.apply(app::InspectHiddenState{"b word7 zeppelin"});
  session.apply(app::Step{2});
  for (int i = 0; i < 400 && session.work(5); ++i) {
  }
  stage.snapshot = *session.snapshot();
  ASSERT_EQ(stage.snapshot.model(model_kind("rnn")).steps, 2);
  for (const std::string& chapter : chapter_ids()) show(chapter);
  show("data");
  EXPECT_TRUE(says("text", "4,582 words · 4580 different tokens"));
  EXPECT_TRUE(says("alphabet", "of 4580; the table shows all."));
  show("rnn");
  EXPECT_TRUE(says("loss", "nats per word"));
  EXPECT_TRUE(says("progress", "words a second"));
  EXPECT_TRUE(says("hidden", "wo…") && says("hidden", "∅"));
}

TEST_F(Cards, the_most_frequent_ngrams_have_bars_proportional_to_their_counts) {
  show("data");
  const Lines all = lines("top");
  ASSERT_EQ(all.size(), 13u);
  EXPECT_EQ(all[0], "single: 400 different | pairs: 400 different | triples: 400 different");
  EXPECT_EQ(all[1], "b | 8,000 | bb | 8,000 | bbb | 8,000");
  EXPECT_EQ(all[12], "m | 598 | mm | 1,259 | mmm | 2,654");
  const Drawing list = control("top.list");
  std::vector<Box> bars;
  for (const DrawnShape& shape : list.shapes)
    if (shape.box.height() > 12 && shape.color >> 24 < 0x80) bars.push_back(shape.box);
  ASSERT_EQ(bars.size(), 36u);
  EXPECT_NEAR(bars[1].width() / bars[0].width(), 3880.0 / 8000, 0.02);
  EXPECT_NEAR(bars[23].width() / bars[12].width(), 1259.0 / 8000, 0.02);
  EXPECT_EQ(bars[12].left, bars[23].left);
  EXPECT_GT(bars[12].left, bars[0].right);
  Stage phone(390, 8000);
  phone.snapshot = fake_snapshot();
  phone.show("data");
  phone.click("top.order.1");
  const Lines narrow =
      Drawing::last_frame().within(*phone.interface().controls().find("top.list")).lines();
  EXPECT_EQ(narrow[0], "pairs: 400 different");
  EXPECT_EQ(narrow[1], "bb | 8,000");
}

TEST_F(Cards, uncounted_ngrams_show_progress_or_the_error) {
  stage.snapshot.ngrams = nullptr;
  show("data");
  for (const char* name : {"zipf", "top"}) EXPECT_TRUE(says(name, "Counting…")) << name;
  auto view = std::make_shared<app::NgramView>(*fake_snapshot().ngrams);
  view->error = "Too large.";
  stage.snapshot.ngrams = view;
  for (const char* name : {"zipf", "top"}) {
    EXPECT_TRUE(says(name, "Too large.")) << name;
    EXPECT_FALSE(says(name, "Counting…")) << name;
  }
  view = std::make_shared<app::NgramView>(*fake_snapshot().ngrams);
  view->bytes = 8'000'000;
  view->all_bytes = 250'000'000;
  view->words = true;
  stage.snapshot.ngrams = view;
  EXPECT_TRUE(says("zipf", "8.0 MB of 250.0 MB"));
  EXPECT_FALSE(says("zipf", "Letters"));
}

TEST_F(Cards, laplace_estimates_stand_beside_the_counts) {
  auto view = std::make_shared<app::NgramView>(*fake_snapshot().ngrams);
  view->estimates.push_back({" ", "a ", 12, 40, 0.3, 0.25});
  stage.snapshot.ngrams = view;
  show("data");
  const Lines all = lines("laplace");
  EXPECT_EQ(all[0], "qx");
  EXPECT_EQ(all[1], "ε₁ | 1");
  EXPECT_EQ(all[3], "ε₃ | 1");
  EXPECT_EQ(all[4], "seen | estimate");
  EXPECT_EQ(all[5], "P(x) | 135/73,101 | 0.0019");
  EXPECT_EQ(all[7].substr(all[7].find("12/40")), "12/40 | 0.25");
  EXPECT_TRUE(says("laplace", "␣")) << "a blank alone would not be seen";
  EXPECT_EQ(card("laplace").find("0/98")->color, p.danger);
  EXPECT_EQ(card("laplace").find("12/40")->color, p.muted);
  EXPECT_TRUE(says("laplace", "Red: never seen."));
  view = std::make_shared<app::NgramView>(*view);
  view->estimates.erase(view->estimates.begin() + 1);
  stage.snapshot.ngrams = view;
  EXPECT_FALSE(says("laplace", "Red: never seen."));
}

// --- counting -----------------------------------------------------------------------------------

TEST_F(Cards, a_row_shows_bars_and_the_uniform_line) {
  show("counting");
  const Box box = place("counting.bars");
  const Drawing drawing = control("counting.bars");
  const auto bars = drawing.shapes_of(p.count);
  ASSERT_EQ(bars.size(), 27u);
  const double k = stage.snapshot.models[0].settings.smoothing;
  std::vector<double> row(27);
  double sum = 0, top = 0;
  for (std::size_t j = 0; j < 27; ++j) {
    row[j] = static_cast<double>(stage.snapshot.counts.counts[14 * 27 + j]) + k;
    sum += row[j];
  }
  for (double& value : row) top = std::max(top, value /= sum);
  const float tallest =
      std::max_element(bars.begin(), bars.end(), [](const DrawnShape& a, const DrawnShape& b) {
        return a.box.height() < b.box.height();
      })->box.height();
  const float floor = bars[0].box.bottom;
  for (std::size_t j = 0; j < 27; ++j) {
    EXPECT_NEAR(bars[j].box.height(), std::max(1.0, row[j] / top * static_cast<double>(tallest)),
                1.6);
    EXPECT_NEAR(bars[j].box.middle().x,
                box.left + box.width() / 27 * (static_cast<float>(j) + 0.5f), 1);
    EXPECT_NEAR(bars[j].box.bottom, floor, 0.1);
  }
  for (const DrawnShape& dash : drawing.shapes_of(p.uniform))
    EXPECT_NEAR(dash.box.middle().y, floor - static_cast<float>(1 / 27.0 / top) * tallest, 2);
  EXPECT_TRUE(drawing.says("1/27 = 0.0370"));
  stage.move_to("counting.bars", 5.5f / 27, 0.7f);
  int rank = 1;
  for (const double value : row) rank += value > row[5];
  char words[80];
  std::snprintf(words, sizeof words, "P = %.6f   rank %d of 27", row[5], rank);
  EXPECT_TRUE(Drawing::last_frame().says("n → e"));
  EXPECT_TRUE(Drawing::last_frame().says(words)) << words;
  EXPECT_TRUE(Drawing::last_frame().says("seen "));
  EXPECT_EQ(Drawing::last_frame().within(box).shapes_of(p.accent).size(), 1u);
}

TEST_F(Cards, a_long_row_shows_its_most_probable_characters) {
  stage.snapshot = wide_snapshot(200);
  show("counting");
  const auto bars = control("counting.bars").shapes_of(p.count);
  ASSERT_GT(bars.size(), 20u);
  ASSERT_LT(bars.size(), 60u);
  for (std::size_t i = 1; i < bars.size(); ++i)
    EXPECT_LE(bars[i].box.height(), bars[i - 1].box.height() + 0.1f) << i;
}

TEST_F(Cards, the_table_of_a_word_marks_pairs_that_were_never_seen) {
  show("counting");
  const Lines all = lines("word");
  EXPECT_EQ(all[0], "andrejq");
  EXPECT_EQ(all[1], "pair | P | log P");
  EXPECT_EQ(all[2], ".a | 0.1200 | −2.1203");
  EXPECT_EQ(all[8], "jq | 0.0000 | −∞");
  EXPECT_EQ(all[10], "log-likelihood | −∞");
  EXPECT_EQ(all[11], "NLL | ∞");
  EXPECT_EQ(all[12], "perplexity | ∞");
  EXPECT_EQ(card("word").find("jq")->color, p.danger);
  EXPECT_EQ(card("word").find(".a")->color, p.text);
  EXPECT_TRUE(says("word", "never occurs in the training part"));
  app::WordTableView& word = stage.snapshot.word;
  word.rows.edit()[6] = {"jq", 0.001, std::log(0.001)};
  EXPECT_FALSE(says("word", "never occurs in the training part"));
  word.error = "“Q” is not in the vocabulary.";
  EXPECT_TRUE(says("word", word.error));
  EXPECT_FALSE(says("word", "log-likelihood"));
  word = {};
  word.word = "emma";  // requested by a script
  EXPECT_EQ(lines("word")[0], "emma");
  word.word = "";
  stage.frames(2);
  EXPECT_TRUE(says("word", "andrejq with k = 0"));
}

TEST_F(Cards, presets_compare_their_figures_with_the_course) {
  stage.snapshot.presets.edit().push_back(
      {"other", "Another one", "d2l", "Its note", "a file", false, model_kind("count")});
  stage.snapshot.presets.edit().push_back(
      {"rnn", "Of the RNN", "", "", "", true, model_kind("rnn")});
  stage.snapshot.preset.rows.edit().push_back({"loss", "1", "2", false});
  stage.interface().open_link("hide=orders,sweep");
  show("counting");
  EXPECT_EQ(
      lines("presets"),
      (Lines{"Names by counting", "makemore part 1", "Run again", "Look at mor.", "NLL",
             "course | 2.4540", "here | 2.4540", "names", "course | mor. axx.", "here | …", "loss",
             "course | 1", "here | 2", "Another one", "d2l", "Run it", "Open a file first."}));
  EXPECT_EQ(card("presets").texts_of(p.good).size(), 1u);
  EXPECT_EQ(card("presets").texts_of(p.danger).size(), 1u);
  EXPECT_EQ(card("presets").find("Names by counting")->color, p.accent);
  stage.click("preset.other");
  EXPECT_EQ(stage.posted<app::RunPreset>(), nullptr) << "its text is not open";
  stage.click("preset.makemore-names");
  ASSERT_NE(stage.posted<app::RunPreset>(), nullptr);
  EXPECT_EQ(stage.posted<app::RunPreset>()->id, "makemore-names");
  EXPECT_EQ(stage.posted<app::LimitSpeed>()->steps_per_second, 0);
  show("neural");
  EXPECT_FALSE(stage.visible("card.presets"));
}

}  // namespace
}  // namespace babble::test
