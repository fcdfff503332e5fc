#include "core/presets/preset_table.h"

#include <iterator>
#include <limits>
#include <string_view>
#include <utility>

#include "core/models/registry.h"

namespace babble {
namespace {

using What = Expectation::What;
using PresetSettings = std::vector<std::pair<std::string_view, std::string_view>>;

// Tolerances. Losses and NLL of the bigrams: PyTorch's float32 run differs from float64 by 6e-7,
// and five digits are shown. RNN perplexities: the mean NLL differs by 3e-7 at H = 32, which is
// 1e-5 of a perplexity of 20; the tolerance is a hundred times that, for another order of summation
// over 240 updates. d2l's long run is chaotic: the lowest perplexity of the last 50 epochs is 1.019
// to 1.027 for PyTorch's seeds. The MLP's losses of size 20 have six digits in float32; after
// 200,000 steps two float32 runs have parted, and their NLL differ by a few thousandths, from
// unscaled weights by up to a hundredth. d2l's GRU and LSTM reach 1.048 and 1.114 with the recorded
// order.
constexpr double loss_tolerance = 5e-6;
constexpr double perplexity_tolerance = 1e-3;
constexpr double mlp_loss_tolerance = 2e-5;
constexpr double mlp_nll_tolerance = 0.01, unscaled_nll_tolerance = 0.03;
// Two float32 runs of the transformer stay together for a few hundred steps; after 1,000 their NLL
// differ in the third digit.
constexpr double transformer_tolerance = 0.01;
// float32 strays from microgpt's doubles by less than 1e-6.
constexpr double microgpt_tolerance = 1e-5;
constexpr double infinite = std::numeric_limits<double>::infinity();

constexpr std::string_view lecture_names =
    "mor. axx. minaymoryles. kondlaisah. anchshizarie. odaren. iaddash. h. jhinatien. egushl.";

PresetSettings mlp_settings(std::string_view init) {
  return {{"seed", "2147483647"},   {"preprocessing", "lines"},
          {"split", "python:42"},   {"max_tokens", "0"},
          {"init", init},           {"block_size", "3"},
          {"embedding", "10"},      {"hidden_size", "200"},
          {"batch_size", "32"},     {"optimizer", "sgd"},
          {"learning_rate", "0.1"}, {"learning_rate_schedule", "step:100000:0.1"},
          {"max_grad_norm", "0"}};
}

// The offsets of PyTorch's runs of the small GRU and LSTM.
constexpr std::int64_t gated_offsets[] = {8,  4,  16, 7, 31, 28, 30, 24, 13, 6, 31, 1,  24, 27, 0,
                                          28, 17, 14, 6, 20, 1,  1,  1,  34, 0, 24, 13, 27, 1,  33};

// d2l §8.5: the first 10,000 characters of The Time Machine, B = 32, T = 35, rate 1, clipping at 1.
PresetSettings book_settings(std::string_view seed, std::string_view hidden_size,
                             std::string_view epochs) {
  return {{"seed", seed},
          {"preprocessing", "d2l"},
          {"split", "1,0,0"},
          {"max_tokens", "10000"},
          {"hidden_size", hidden_size},
          {"batch_size", "32"},
          {"time_steps", "35"},
          {"batching", "sequential"},
          {"learning_rate", "1"},
          {"max_grad_norm", "1"},
          {"epochs", epochs}};
}

}  // namespace

std::vector<Preset> preset_table() {
  return {
      {.id = "makemore-count",
       .title = "Counting, unsmoothed",
       .source = "makemore part 1: P = N / row sums, torch.multinomial, seed 2147483647",
       .note = "The ten names of the lecture, drawn from the counts alone. Andrejq holds a pair "
               "that was never seen, so its NLL is infinite.",
       .model = model_kind("count"),
       .corpus = PresetCorpus::course_names,
       .settings = {{"seed", "2147483647"},
                    {"preprocessing", "lines"},
                    {"split", "1,0,0"},
                    {"max_tokens", "0"},
                    {"smoothing", "0"}},
       .steps = 1,
       .expectations = {{What::nll, 1, 2.4540144891548743, loss_tolerance},
                        {What::perplexity, 1, 11.63496151614485, perplexity_tolerance},
                        {What::samples, 1, 0, 0, lecture_names},
                        {What::word_nll, 1, infinite, 0, "andrejq"}}},
      {.id = "makemore-smoothed",
       .title = "Counting, smoothed by one",
       .source = "makemore part 1: P = (N + 1) / row sums",
       .note = "Smoothing makes every word possible at almost no cost: NLL rises by 0.0006.",
       .model = model_kind("count"),
       .corpus = PresetCorpus::course_names,
       .settings = {{"seed", "2147483647"},
                    {"preprocessing", "lines"},
                    {"split", "1,0,0"},
                    {"max_tokens", "0"},
                    {"smoothing", "1"}},
       .steps = 1,
       .expectations = {{What::nll, 1, 2.454576820115704, loss_tolerance},
                        {What::samples, 1, 0, 0, lecture_names},
                        {What::word_nll, 1, 3.5307815, loss_tolerance, "andrejz"},
                        {What::word_nll, 1, 3.483402, loss_tolerance, "andrejq"}}},
      {.id = "makemore-trigram",
       .title = "Two characters of context",
       .source = "makemore part 1, exercise E01: P = (N + 1) / row sums of a 27×27×27 table",
       .note =
           "The trigram's loss is 0.24 below the bigram's. Each name is counted after two marks, "
           "so that its first letter counts as in the bigram.",
       .model = model_kind("ngram"),
       .corpus = PresetCorpus::course_names,
       .settings = {{"seed", "2147483647"},
                    {"preprocessing", "lines"},
                    {"split", "1,0,0"},
                    {"max_tokens", "0"},
                    {"order", "3"},
                    {"estimate", "add_k"},
                    {"smoothing", "1"}},
       .steps = 1,
       .expectations = {{What::nll, 1, 2.212582422234746, loss_tolerance},
                        {What::samples, 1, 0, 0,
                         "miq. axx. mereyannyaar. knooraen. el. marviovania. odarimalabelon. "
                         "hamirelslen. elyn. rae."},
                        {What::word_nll, 1, 2.8002805558001858, loss_tolerance, "andrejq"}}},
      {.id = "d2l-backoff",
       .title = "Four-grams that back off",
       .source =
           "d2l 8.3: (n(x, x') + ε P(x')) / (n(x) + ε), here for contexts of three characters",
       .note = "With k = 1 the dev part has 2.1954: most of the 27 counts that k adds to a rare "
               "context go to characters that never follow.",
       .model = model_kind("ngram"),
       .corpus = PresetCorpus::course_names,
       .settings = {{"seed", "2147483647"},
                    {"preprocessing", "lines"},
                    {"split", "python:42"},
                    {"max_tokens", "0"},
                    {"order", "4"},
                    {"estimate", "backoff"},
                    {"epsilon1", "1"},
                    {"epsilon", "5"}},
       .steps = 1,
       .expectations = {{What::nll, 1, 1.932364, loss_tolerance},
                        {What::dev_nll, 1, 2.083255, loss_tolerance}}},
      {.id = "makemore-neural",
       .title = "The network finds the counts",
       .source = "makemore part 1: W = torch.randn((27, 27), generator=g), rate 50, 0.01 "
                 "(W**2).mean()",
       .note = "Gradient descent walks to the loss of the count bigram, 2.4540, and never below.",
       .model = model_kind("neural"),
       .corpus = PresetCorpus::course_names,
       .settings = {{"seed", "2147483647"},
                    {"preprocessing", "lines"},
                    {"split", "1,0,0"},
                    {"max_tokens", "0"},
                    {"init", "normal"},
                    {"bias", "false"},
                    {"batch_size", "0"},
                    {"learning_rate", "50"},
                    {"l2", "0.01"}},
       .steps = 200,
       .expectations = {{What::loss_at_step, 1, 3.7686186, loss_tolerance},
                        {What::loss_at_step, 100, 2.4901304, loss_tolerance},
                        {What::loss_at_step, 200, 2.4829957, loss_tolerance},
                        {What::nll, 200, 2.4652788471801332, loss_tolerance},
                        {What::samples, 200, 0, 0,
                         "mor. axx. minaymoryles. kondmaisah. anchshizarie. odaren. iaddash. h. "
                         "jionatien. egwulo."}}},
      {.id = "split-neural",
       .title = "With a bias, on a split",
       .source = "Notes on makemore: xavier_uniform_ of seed 42, rate 10, "
                 "train_test_split(random_state=42)",
       .note = "Another start and another rate lead to almost the same names.",
       .model = model_kind("neural"),
       .corpus = PresetCorpus::course_names,
       .settings = {{"seed", "42"},
                    {"preprocessing", "lines"},
                    {"split", "sklearn:0.2:42"},
                    {"max_tokens", "0"},
                    {"init", "xavier"},
                    {"bias", "true"},
                    {"batch_size", "0"},
                    {"learning_rate", "10"},
                    {"l2", "0.01"}},
       .steps = 1000,
       .expectations = {{What::loss_at_step, 1, 3.325381, loss_tolerance},
                        {What::loss_at_step, 1000, 2.4672427, loss_tolerance},
                        {What::nll, 1000, 2.4601693296648732, loss_tolerance},
                        {What::samples, 1000, 0, 0,
                         "mor. axuaninaymoryles. kondlaisah. anchshizarie. odaren. iaddash. h. "
                         "jionatien. egushk. h."}}},
      {.id = "one-word",
       .title = "One single word",
       .source = "Notes on makemore: indiah, W = 0, rate 0.1, loss starts at ln 27",
       .note = "Knowing nothing costs ln 27 = 3.2958; one word is soon learned by heart.",
       .model = model_kind("neural"),
       .corpus = PresetCorpus::letters,
       // The vocabulary is that of the whole text, 27; max_tokens leaves only ".indiah.".
       .text = "indiah\nabcdefghijklmnopqrstuvwxyz\n",
       .settings = {{"preprocessing", "lines"},
                    {"split", "1,0,0"},
                    {"max_tokens", "8"},
                    {"init", "zero"},
                    {"bias", "true"},
                    {"batch_size", "0"},
                    {"learning_rate", "0.1"},
                    {"l2", "0"}},
       .steps = 100,
       .expectations = {{What::loss_at_step, 1, 3.2958372, loss_tolerance},
                        {What::loss_at_step, 2, 3.2676094, loss_tolerance},
                        {What::loss_at_step, 8, 3.1017945, loss_tolerance},
                        {What::probability_of_word, 7, 0.048292685, loss_tolerance, "indiah"},
                        {What::loss_at_step, 100, 1.4073327, loss_tolerance}}},
      {.id = "makemore-mlp",
       .title = "The MLP of the lecture",
       .source = "makemore part 2: block_size 3, C 27×10, 200 hidden units, 200,000 steps of 32, "
                 "rate 0.1, then 0.01",
       .note = "The first loss is 27: the random weights are confident and wrong. Three "
               "characters "
               "of context bring the NLL far below the bigram's 2.45.",
       .model = model_kind("mlp"),
       .corpus = PresetCorpus::course_names,
       .settings = mlp_settings("normal"),
       .steps = 200'000,
       .expectations = {{What::loss_at_step, 1, 27.881731, mlp_loss_tolerance},
                        {What::loss_at_step, 2, 24.003197, mlp_loss_tolerance},
                        {What::nll, 200'000, 2.1274212, unscaled_nll_tolerance},
                        {What::dev_nll, 200'000, 2.1658595, unscaled_nll_tolerance}}},
      {.id = "makemore-mlp-scaled",
       .title = "The MLP with a scaled start",
       .source = "makemore part 3: W1 · (5/3)/√30, b1 and W2 · 0.01, b2 = 0",
       .note = "The first loss is that of the uniform guess, ln 27 = 3.3. The steps that "
               "unlearned "
               "wrong confidence now go into learning names.",
       .model = model_kind("mlp"),
       .corpus = PresetCorpus::course_names,
       .settings = mlp_settings("scaled"),
       .steps = 200'000,
       .expectations = {{What::loss_at_step, 1, 3.3179007, loss_tolerance},
                        {What::loss_at_step, 2, 3.2341597, loss_tolerance},
                        {What::nll, 200'000, 2.0376645, mlp_nll_tolerance},
                        {What::dev_nll, 200'000, 2.1069895, mlp_nll_tolerance}}},
      {.id = "d2l-small",
       .title = "A small RNN, epoch by epoch",
       .source = "d2l §8.5 with H = 32, 30 epochs, offsets recorded from the PyTorch run",
       .note = "The same mini-batches in the same order: every epoch has PyTorch's perplexity.",
       .model = model_kind("rnn"),
       .corpus = PresetCorpus::course_time_machine,
       .settings = book_settings("1", "32", "30"),
       .offsets = {24, 26, 2,  16, 32, 31, 25, 19, 30, 22, 13, 32, 8,  18, 8,
                   6,  16, 34, 9,  19, 6,  4,  21, 30, 35, 6,  22, 27, 20, 13},
       .expectations = {{What::epoch_perplexity, 1, 25.013428819973683, perplexity_tolerance},
                        {What::epoch_perplexity, 10, 16.882792348679388, perplexity_tolerance},
                        {What::epoch_perplexity, 20, 12.41003394930918, perplexity_tolerance},
                        {What::epoch_perplexity, 30, 10.867159770718468, perplexity_tolerance},
                        {What::continuation, 30, 0, 0,
                         "time traveller an the the the the the the the the the the the the", 15}}},
      {.id = "d2l-headline",
       .title = "The RNN of the book",
       .source = "d2l §8.5: H = 512, B = 32, T = 35, 500 epochs, learning rate 1, clipping at 1",
       .note = "Perplexity falls to almost 1: the first 10,000 characters are known by "
               "heart. Minutes.",
       .model = model_kind("rnn"),
       .corpus = PresetCorpus::course_time_machine,
       .settings = book_settings("0", "512", "500"),
       .expectations = {{What::epoch_perplexity, 1, 24.755, 0.5},
                        {What::lowest_perplexity, 500, 1.05, 0}}},
      {.id = "d2l-gru-small",
       .title = "A small GRU, epoch by epoch",
       .source = "d2l §9.1 with H = 32, 30 epochs, offsets recorded from the PyTorch run",
       .note = "The same mini-batches in the same order: every epoch has PyTorch's perplexity.",
       .model = model_kind("gru"),
       .corpus = PresetCorpus::course_time_machine,
       .settings = book_settings("1", "32", "30"),
       .offsets = {std::begin(gated_offsets), std::end(gated_offsets)},
       .expectations = {{What::epoch_perplexity, 1, 25.023143281683563, perplexity_tolerance},
                        {What::epoch_perplexity, 10, 17.668397540748558, perplexity_tolerance},
                        {What::epoch_perplexity, 20, 16.5832811486144, perplexity_tolerance},
                        {What::epoch_perplexity, 30, 14.628354467971873, perplexity_tolerance}}},
      {.id = "d2l-gru",
       .title = "The GRU of the book",
       .source = "d2l §9.1: H = 256, B = 32, T = 35, 500 epochs, learning rate 1, clipping at 1",
       .note = "Half as many hidden units as the RNN of the book; the text is known by heart all "
               "the same. Minutes.",
       .model = model_kind("gru"),
       .corpus = PresetCorpus::course_time_machine,
       .settings = book_settings("0", "256", "500"),
       .expectations = {{What::epoch_perplexity, 1, 24.94, 0.5},
                        {What::lowest_perplexity, 500, 1.06, 0}}},
      {.id = "d2l-lstm-small",
       .title = "A small LSTM, epoch by epoch",
       .source = "d2l §9.2 with H = 32, 30 epochs, offsets recorded from the PyTorch run",
       .note = "From weights near zero the LSTM learns little in 30 epochs, to the digit as "
               "PyTorch does.",
       .model = model_kind("lstm"),
       .corpus = PresetCorpus::course_time_machine,
       .settings = book_settings("1", "32", "30"),
       .offsets = {std::begin(gated_offsets), std::end(gated_offsets)},
       .expectations = {{What::epoch_perplexity, 1, 25.029162935980423, perplexity_tolerance},
                        {What::epoch_perplexity, 10, 17.997525239529097, perplexity_tolerance},
                        {What::epoch_perplexity, 20, 17.66640304678002, perplexity_tolerance},
                        {What::epoch_perplexity, 30, 17.422440487367165, perplexity_tolerance}}},
      {.id = "d2l-lstm",
       .title = "The LSTM of the book",
       .source = "d2l §9.2: H = 256, B = 32, T = 35, 500 epochs, learning rate 1, clipping at 1",
       .note = "The cell needs more epochs than the GRU, then the text is known by heart. "
               "Minutes.",
       .model = model_kind("lstm"),
       .corpus = PresetCorpus::course_time_machine,
       .settings = book_settings("0", "256", "500"),
       .expectations = {{What::epoch_perplexity, 1, 25.01, 0.5},
                        {What::lowest_perplexity, 500, 1.15, 0}}},
      {.id = "makemore-transformer",
       .title = "The transformer of makemore",
       .source = "makemore.py --type transformer: 4 blocks, 4 heads, width 64, batches of 32 "
                 "names, "
                 "AdamW with rate 5e-4 and decay 0.01",
       .note = "After 1,000 steps the NLL is as low as the MLP's after 100,000. PyTorch needs a "
               "minute for them.",
       .model = model_kind("transformer"),
       .corpus = PresetCorpus::course_names,
       .settings = {{"seed", "3407"},
                    {"preprocessing", "lines"},
                    {"split", "python:42"},
                    {"max_tokens", "0"},
                    {"generator", "torch"},
                    {"layers", "4"},
                    {"heads", "4"},
                    {"width", "64"},
                    {"norm", "layer"},
                    {"activation", "gelu"},
                    {"time_steps", "16"},
                    {"batch_size", "32"},
                    {"batching", "lines"},
                    {"optimizer", "adamw"},
                    {"learning_rate", "0.0005"},
                    {"learning_rate_schedule", "constant"},
                    {"weight_decay", "0.01"},
                    {"beta1", "0.9"},
                    {"beta2", "0.99"},
                    {"max_grad_norm", "0"}},
       .steps = 1000,
       .expectations = {{What::loss_at_step, 1, 3.3864722, microgpt_tolerance},
                        {What::loss_at_step, 100, 2.302082, transformer_tolerance},
                        {What::nll, 1000, 2.1444443, transformer_tolerance},
                        {What::dev_nll, 1000, 2.1599369, transformer_tolerance}}},
      {.id = "microgpt",
       .title = "microgpt, letter for letter",
       .source = "Karpathy's microgpt.py (2026): a GPT in 200 lines of Python",
       .note = "One name a step, all random numbers from Python's generator: the same losses and "
               "the same twenty names as the script, which takes minutes.",
       .model = model_kind("transformer"),
       .corpus = PresetCorpus::course_names,
       .settings = {{"seed", "42"},
                    {"preprocessing", "lines"},
                    {"split", "python:42:1,0,0"},
                    {"max_tokens", "0"},
                    {"generator", "python"},
                    {"layers", "1"},
                    {"heads", "4"},
                    {"width", "16"},
                    {"norm", "rms"},
                    {"activation", "relu"},
                    {"time_steps", "16"},
                    {"batch_size", "1"},
                    {"batching", "lines_in_order"},
                    {"optimizer", "adamw"},
                    {"learning_rate", "0.01"},
                    {"learning_rate_schedule", "linear:1000"},
                    {"weight_decay", "0"},
                    {"beta1", "0.85"},
                    {"beta2", "0.99"},
                    {"max_grad_norm", "0"}},
       .steps = 1000,
       .expectations = {{What::loss_at_step, 1, 3.3659669, microgpt_tolerance},
                        {What::loss_at_step, 2, 3.4242728, microgpt_tolerance},
                        {What::loss_at_step, 1000, 2.6496945, microgpt_tolerance},
                        {What::own_samples,
                         1000,
                         0,
                         0,
                         "kamon. ann. karai. jaire. vialan. karia. yeran. anna. areli. kaina. "
                         "konna. keylen. liole. alerin. earan. lenne. kana. lara. alela. anton.",
                         0,
                         {20, "", false, 0.5, 0, 16, 0}}}},
  };
}

}  // namespace babble
