// The table of settings: one row a setting.
#include <array>
#include <optional>

#include "core/base/error.h"
#include "core/base/limits.h"
#include "core/settings/learning_rate.h"
#include "core/settings/setting_access.h"
#include "core/settings/settings.h"
#include "core/settings/split_text.h"

namespace babble {
namespace {

constexpr std::array<std::string_view, 4> batching_names{"sequential", "random", "lines",
                                                         "lines_in_order"};
constexpr std::array<std::string_view, 4> init_names{"normal", "xavier", "zero", "scaled"};
constexpr std::array<std::string_view, 2> estimate_names{"add_k", "backoff"};
constexpr std::array<std::string_view, 2> norm_names{"layer", "rms"};
constexpr std::array<std::string_view, 3> activation_names{"gelu", "relu", "tanh"};
constexpr std::array<std::string_view, 2> optimizer_names{"sgd", "adamw"};
constexpr std::array<std::string_view, 2> generator_names{"torch", "python"};
constexpr std::array<std::string_view, 2> token_unit_names{"characters", "words"};
constexpr std::array<std::string_view, 4> preprocessing_names{"auto", "lines", "d2l", "raw"};

std::string get_split(const Settings& settings) { return split_text(settings.split); }

void set_split(Settings& settings, const SettingRow& row, std::string_view text) {
  std::optional<Split> split;
  try {
    split = parse_split(text);
  } catch (const Error& error) {
    throw Error(std::string(row.label) + ": " + error.what() + ".");
  }
  if (!split) refuse_setting(row);
  settings.split = *split;
}

std::string get_schedule(const Settings& settings) { return settings.learning_rate_schedule; }

void set_schedule(Settings& settings, const SettingRow& row, std::string_view text) {
  try {
    settings.learning_rate_schedule = LearningRate(1, text).schedule();
  } catch (const Error& error) {
    throw Error(std::string(row.label) + ": " + error.what());
  }
}

bool backs_off(const Settings& settings) { return settings.estimate == Estimate::backoff; }

bool adds_k(const Settings& settings) { return settings.estimate == Estimate::add_k; }

bool carries_state(const Settings& settings) { return settings.batching == Batching::sequential; }

bool uses_adamw(const Settings& settings) { return settings.optimizer == OptimizerKind::adamw; }

// The first sentence of a help text defines the setting, the second says what it changes.
const SettingRow rows[] = {
    {.key = "order",
     .label = "Order n",
     .symbol = "n",
     .help =
         "The number of characters of an n-gram: the next one and the n − 1 before it. A longer "
         "context says more, and more contexts of the dev part were never seen.",
     .formula = "P(x | context of n − 1)",
     .unit = "tokens",
     .type = SettingType::integer,
     .minimum = 1,
     .maximum = limits::max_order,
     .slider_minimum = 1,
     .slider_maximum = limits::max_order,
     .get = get_integer<&Settings::order>,
     .set = set_integer<&Settings::order>},
    {.key = "estimate",
     .label = "Estimate",
     .help =
         "add_k: k counts are added to every n-gram. backoff: ε counts are given to the "
         "probabilities without context, as in d2l 8.3, so that an unseen context falls back on "
         "how frequent each character is.",
     .formula = "backoff: P(x | c) = (N[c, x] + ε·P(x)) / (N[c] + ε)",
     .type = SettingType::choice,
     .resets_model = false,
     .choices = estimate_names,
     .get = get_choice<&Settings::estimate, estimate_names>,
     .set = set_choice<&Settings::estimate, estimate_names>},
    {.key = "smoothing",
     .label = "Smoothing k",
     .symbol = "k",
     .help = "This many counts are added to every pair before each row is divided by its sum. With "
             "0 an unseen pair has probability 0 (log P is −∞); with a larger k all probabilities "
             "come closer to 1/V.",
     .formula = "P = (N + k) / Σⱼ(N + k)",
     .unit = "counts",
     .resets_model = false,
     .maximum = 1e9,
     .slider_maximum = 10000,
     .logarithmic = true,
     .zero_means = "no smoothing",
     .applies = adds_k,
     .get = get_real<&Settings::smoothing>,
     .set = set_real<&Settings::smoothing>},
    {.key = "epsilon",
     .label = "Back-off ε",
     .symbol = "ε",
     .help =
         "So many counts are given to the probabilities without context before a context's "
         "counts are divided by their sum. With 0 only what was seen counts; with a large ε the "
         "context hardly matters.",
     .formula = "P(x | c) = (N[c, x] + ε·P(x)) / (N[c] + ε)",
     .unit = "counts",
     .resets_model = false,
     .maximum = 1e9,
     .slider_maximum = 10000,
     .logarithmic = true,
     .zero_means = "no back-off",
     .applies = backs_off,
     .get = get_real<&Settings::epsilon>,
     .set = set_real<&Settings::epsilon>},
    {.key = "epsilon1",
     .label = "Back-off ε₁",
     .symbol = "ε₁",
     .help =
         "So many counts are given to the uniform distribution before the characters' own counts "
         "are divided by their sum. It keeps a character possible that the training part lacks.",
     .formula = "P(x) = (n(x) + ε₁/V) / (n + ε₁)",
     .unit = "counts",
     .resets_model = false,
     .maximum = 1e9,
     .slider_maximum = 10000,
     .logarithmic = true,
     .zero_means = "off",
     .applies = backs_off,
     .get = get_real<&Settings::epsilon1>,
     .set = set_real<&Settings::epsilon1>},
    {.key = "learning_rate",
     .label = "Learning rate",
     .symbol = "rate",
     .help = "The step size of an update along the negative gradient. A small rate is slow, a "
             "large one oscillates or diverges; the courses use 50 for the neural bigram, 1 for "
             "the RNN and 0.0005 for the transformer.",
     .formula = "θ ← θ − rate · ∂L/∂θ",
     .resets_model = false,
     .maximum = 1e6,
     .slider_minimum = 0.0001,
     .slider_maximum = 100,
     .logarithmic = true,
     .get = get_real<&Settings::learning_rate>,
     .set = set_real<&Settings::learning_rate>},
    {.key = "learning_rate_schedule",
     .label = "Rate schedule",
     .help = "How the learning rate changes with the steps: step:100000:0.1 multiplies it by 0.1 "
             "after 100,000 steps, linear:1000 lowers it to 0 over 1,000 steps, and "
             "cosine:1000:100 raises it over 100 steps and then lowers it along a cosine. Small "
             "steps at the end settle what large ones only come near to.",
     .formula = "linear:N: rate · (1 − (step − 1) / N)",
     .type = SettingType::text,
     .resets_model = false,
     .allowed = "constant, step:STEPS:FACTOR, linear:STEPS or cosine:STEPS:WARMUP",
     .get = get_schedule,
     .set = set_schedule},
    {.key = "optimizer",
     .label = "Optimizer",
     .help = "sgd: a step along the negative gradient, as both courses begin. adamw: divides the "
             "mean gradient of each parameter by the root of its mean square, so that all "
             "parameters move about equally far.",
     .formula = "adamw: θ ← (1 − rate·decay)·θ − rate · m̂ / (√v̂ + 10⁻⁸)",
     .type = SettingType::choice,
     .choices = optimizer_names,
     .get = get_choice<&Settings::optimizer, optimizer_names>,
     .set = set_choice<&Settings::optimizer, optimizer_names>},
    {.key = "weight_decay",
     .label = "Weight decay",
     .symbol = "decay",
     .help = "AdamW makes each parameter smaller by this much times the learning rate in each "
             "step. It keeps weights small that the data do not need.",
     .formula = "θ ← (1 − rate · decay) · θ",
     .resets_model = false,
     .maximum = 100,
     .slider_minimum = 0.0001,
     .slider_maximum = 1,
     .logarithmic = true,
     .zero_means = "off",
     .applies = uses_adamw,
     .get = get_real<&Settings::weight_decay>,
     .set = set_real<&Settings::weight_decay>},
    {.key = "beta1",
     .label = "Gradient mean β₁",
     .symbol = "β₁",
     .help = "How much AdamW's running mean of the gradient keeps in each step; 0.9 is a mean over "
             "about ten steps. A larger value is steadier and slower to turn.",
     .formula = "m ← β₁·m + (1 − β₁)·g,  m̂ = m / (1 − β₁ᵗ)",
     .maximum = 0.9999,
     .slider_maximum = 0.999,
     .applies = uses_adamw,
     .get = get_real<&Settings::beta1>,
     .set = set_real<&Settings::beta1>},
    {.key = "beta2",
     .label = "Square mean β₂",
     .symbol = "β₂",
     .help = "How much AdamW's running mean of the squared gradient keeps in each step. It sets "
             "over how many steps the size of a parameter's steps adapts.",
     .formula = "v ← β₂·v + (1 − β₂)·g²,  v̂ = v / (1 − β₂ᵗ)",
     .maximum = 0.9999,
     .slider_maximum = 0.999,
     .applies = uses_adamw,
     .get = get_real<&Settings::beta2>,
     .set = set_real<&Settings::beta2>},
    {.key = "l2",
     .label = "Weight penalty λ",
     .symbol = "λ",
     .help = "Pulls all weights towards zero by adding λ times their mean square to the loss. It "
             "has the same effect as smoothing has on counts: a larger λ makes the distribution "
             "more uniform.",
     .formula = "L = NLL + λ · mean(W²)",
     .resets_model = false,
     .maximum = 1e6,
     .slider_minimum = 0.0001,
     .slider_maximum = 10,
     .logarithmic = true,
     .zero_means = "off",
     .get = get_real<&Settings::l2>,
     .set = set_real<&Settings::l2>},
    {.key = "bias",
     .label = "Bias b",
     .help = "Adds to the logits one parameter for each next character, independent of the "
             "current character. It starts at zero and learns how frequent each character is.",
     .formula = "logits = onehot(x)·W + b",
     .type = SettingType::boolean,
     .get = get_boolean<&Settings::bias>,
     .set = set_boolean<&Settings::bias>},
    {.key = "init",
     .label = "Initial weights",
     .help = "The neural bigram starts normal (makemore), uniform after Xavier, or at zero, where "
             "the first loss is exactly ln V. The MLP starts normal (makemore part 2) or scaled "
             "(part 3): small enough that no tanh is saturated and no guess is confident.",
     .formula = "normal: W ~ N(0, 1);  xavier: W ~ U(−a, a), a = √(6 / (V + V));  scaled: W₁ · "
                "(5/3)/√(T·E), b₁ · 0.01, W₂ · 0.01, b₂ = 0",
     .type = SettingType::choice,
     .choices = init_names,
     .get = get_choice<&Settings::init, init_names>,
     .set = set_choice<&Settings::init, init_names>},
    {.key = "block_size",
     .label = "Block size T",
     .symbol = "T",
     .help = "The number of tokens that the network looks at to guess the next one. makemore uses "
             "3 for the MLP; a longer window sees more and needs more weights.",
     .formula = "x is B×T",
     .unit = "tokens",
     .type = SettingType::integer,
     .minimum = 1,
     .maximum = limits::max_block_size,
     .slider_minimum = 1,
     .slider_maximum = 64,
     .logarithmic = true,
     .get = get_integer<&Settings::block_size>,
     .set = set_integer<&Settings::block_size>},
    {.key = "embedding",
     .label = "Embedding size E",
     .symbol = "E",
     .help = "How many numbers stand for a character; they are learned like all weights. With 2 "
             "the characters are points in a plane, in which similar ones drift together. A "
             "recurrent network reads one-hot vectors with 0.",
     .formula = "C is V×E; MLP: the window is one row of T·E numbers;  RNN: Xₜ = C[xₜ]",
     .unit = "numbers",
     .type = SettingType::integer,
     .maximum = limits::max_embedding,
     .slider_minimum = 1,
     .slider_maximum = 64,
     .logarithmic = true,
     .zero_means = "one-hot (recurrent networks only)",
     .get = get_integer<&Settings::embedding>,
     .set = set_integer<&Settings::embedding>},
    {.key = "layers",
     .label = "Blocks L",
     .symbol = "L",
     .help = "The number of blocks that the text goes through one after the other; each adds what "
             "its attention and its MLP found. makemore's transformer has 4.",
     .formula = "x ← x + attention(norm x);  x ← x + MLP(norm x)",
     .unit = "blocks",
     .type = SettingType::integer,
     .minimum = 1,
     .maximum = limits::max_layers,
     .slider_minimum = 1,
     .slider_maximum = 12,
     .get = get_integer<&Settings::layers>,
     .set = set_integer<&Settings::layers>},
    {.key = "heads",
     .label = "Heads",
     .symbol = "heads",
     .help = "The number of attention heads in each block; each looks at the text in its own way, "
             "with an equal share of the width. The width must be a multiple of it.",
     .formula = "each head: softmax(q·kᵀ / √(W / heads))·v",
     .unit = "heads",
     .type = SettingType::integer,
     .minimum = 1,
     .maximum = limits::max_heads,
     .slider_minimum = 1,
     .slider_maximum = 16,
     .get = get_integer<&Settings::heads>,
     .set = set_integer<&Settings::heads>},
    {.key = "width",
     .label = "Width W",
     .symbol = "W",
     .help = "How many numbers stand for a token inside the network. The number of weights grows "
             "with its square; makemore uses 64.",
     .formula = "12·W² weights a block",
     .unit = "numbers",
     .type = SettingType::integer,
     .minimum = 1,
     .maximum = limits::max_width,
     .slider_minimum = 8,
     .slider_maximum = 512,
     .logarithmic = true,
     .get = get_integer<&Settings::width>,
     .set = set_integer<&Settings::width>},
    {.key = "norm",
     .label = "Normalisation",
     .help = "layer: mean 0 and variance 1 over the width, then a learned scale and shift (GPT-2). "
             "rms: divides by the root of the mean square and learns nothing (microgpt).",
     .formula = "rms: x / √(mean(x²) + 10⁻⁵)",
     .type = SettingType::choice,
     .choices = norm_names,
     .get = get_choice<&Settings::norm, norm_names>,
     .set = set_choice<&Settings::norm, norm_names>},
    {.key = "activation",
     .label = "Activation",
     .help = "The bend after a sum of inputs: of the RNN's state tanh (d2l) or relu, between the "
             "two layers of a transformer's MLP gelu (GPT-2) or relu (microgpt). tanh keeps the "
             "state within ±1; relu lets the gradient pass unchanged or not at all.",
     .formula = "relu: max(0, x);  gelu: x·(1 + tanh(√(2/π)·(x + 0.044715·x³)))/2",
     .type = SettingType::choice,
     .choices = activation_names,
     .get = get_choice<&Settings::activation, activation_names>,
     .set = set_choice<&Settings::activation, activation_names>},
    {.key = "hidden_size",
     .label = "Hidden units H",
     .symbol = "H",
     .help = "The size of the hidden layer; a recurrent network stores in it what it has read. d2l "
             "uses 512 and makemore's MLP 200; the cost of a step grows with H, of a recurrent one "
             "with H².",
     .formula = "RNN: Hₜ is B×H, W_xh V×H, W_hh H×H, W_hq H×V;  MLP: W₁ is T·E×H, W₂ H×V",
     .unit = "units",
     .type = SettingType::integer,
     .minimum = 1,
     .maximum = limits::max_hidden_size,
     .slider_minimum = 8,
     .slider_maximum = 512,
     .logarithmic = true,
     .get = get_integer<&Settings::hidden_size>,
     .set = set_integer<&Settings::hidden_size>},
    {.key = "batch_size",
     .label = "Batch size B",
     .symbol = "B",
     .help = "The number of sequences (neural bigram: pairs; MLP: windows) in a mini-batch. For "
             "the neural "
             "bigram 0 means all pairs at once.",
     .formula = "L = mean of −log p over B·T tokens",
     .unit = "sequences",
     .type = SettingType::integer,
     .maximum = limits::max_batch,
     .slider_maximum = 128,
     .zero_means = "all pairs (neural bigram only)",
     .get = get_integer<&Settings::batch_size>,
     .set = set_integer<&Settings::batch_size>},
    {.key = "time_steps",
     .label = "Time steps T",
     .symbol = "T",
     .help = "The number of tokens of each sequence in a mini-batch. The gradient reaches back at "
             "most this far: back-propagation through time is truncated here.",
     .formula = "X and Y are B×T, Y = X shifted by one token",
     .unit = "tokens",
     .type = SettingType::integer,
     .minimum = 1,
     .maximum = limits::max_time_steps,
     .slider_minimum = 1,
     .slider_maximum = 100,
     .get = get_integer<&Settings::time_steps>,
     .set = set_integer<&Settings::time_steps>},
    {.key = "batching",
     .label = "Mini-batches",
     .help = "sequential: each mini-batch continues the one before, and the hidden state is "
             "carried over. random: the subsequences are shuffled, and the hidden state starts at "
             "zero in each. lines: whole lines are drawn; lines_in_order: they are taken in their "
             "order. The state starts at zero in each line.",
     .formula = "offset ~ 0…T−1;  sequential: ⌊⌊(len−offset−1)/B⌋/T⌋ batches;  random: "
                "⌊⌊(len−offset−1)/T⌋/B⌋",
     .type = SettingType::choice,
     .choices = batching_names,
     .get = get_choice<&Settings::batching, batching_names>,
     .set = set_choice<&Settings::batching, batching_names>},
    {.key = "detach",
     .label = "Detach the state",
     .help = "On, the state that a mini-batch carries on is a constant for the next one, and the "
             "gradient stops there (d2l). Off, back-propagation goes on through the mini-batch "
             "before: it reaches 2·T − 1 steps back, and a step takes twice as long.",
     .formula = "on: ∂Hₜ/∂Hₜ₋₁ = 0 at the first step of a mini-batch",
     .type = SettingType::boolean,
     .applies = carries_state,
     .get = get_boolean<&Settings::detach>,
     .set = set_boolean<&Settings::detach>},
    {.key = "max_grad_norm",
     .label = "Gradient clipping θ",
     .symbol = "θ",
     .help = "The largest norm of the gradient of all parameters; a longer gradient is scaled down "
             "to it. With 0 there is no clipping, and the gradient can explode.",
     .formula = "g ← min(1, θ/‖g‖) · g",
     .resets_model = false,
     .maximum = 1e6,
     .slider_minimum = 0.01,
     .slider_maximum = 100,
     .logarithmic = true,
     .zero_means = "off",
     .get = get_real<&Settings::max_grad_norm>,
     .set = set_real<&Settings::max_grad_norm>},
    {.key = "epochs",
     .label = "Epochs",
     .help = "Training ends after this many passes through the training part. With 0 it continues "
             "until it is stopped.",
     .unit = "epochs",
     .type = SettingType::integer,
     .resets_model = false,
     .maximum = 1e9,
     .slider_maximum = 500,
     .zero_means = "no limit",
     .get = get_integer<&Settings::epochs>,
     .set = set_integer<&Settings::epochs>},
    {.key = "generator",
     .label = "Random numbers",
     .help =
         "Where initial weights, mini-batches and samples come from: torch draws as PyTorch's "
         "generator does, python as Python's module random (microgpt). With split=python of the "
         "same seed, python goes on with the generator that shuffled the lines.",
     .type = SettingType::choice,
     .choices = generator_names,
     .get = get_choice<&Settings::generator, generator_names>,
     .set = set_choice<&Settings::generator, generator_names>},
    {.key = "seed",
     .label = "Seed",
     .help = "Determines all random numbers: the shuffling of lines, the initial weights, the "
             "mini-batches. The same seed gives the same run as torch.manual_seed in PyTorch; "
             "makemore uses 2147483647.",
     .type = SettingType::integer,
     .is_data = true,
     .maximum = 4294967295.0,  // PyTorch's generator uses 32 bits
     .slider_maximum = 4294967295.0,
     .get = get_integer<&Settings::seed>,
     .set = set_integer<&Settings::seed>},
    {.key = "max_tokens",
     .label = "Tokens used",
     .help = "Only the first so many tokens of the text are used; the vocabulary is that of the "
             "whole text. With 0 all tokens are used; d2l trains its RNN on 10000.",
     .unit = "tokens",
     .type = SettingType::integer,
     .is_data = true,
     .maximum = 1e9,
     .slider_maximum = 200000,
     .zero_means = "all",
     .get = get_integer<&Settings::max_tokens>,
     .set = set_integer<&Settings::max_tokens>},
    {.key = "split",
     .label = "Train, dev, test",
     .help = "The fractions for training, for choosing settings and for the final test: lines are "
             "shuffled by the seed, running text is cut in three. 1,0,0 trains on everything; "
             "python:42 shuffles lines as Python's random.seed(42) and random.shuffle do (makemore "
             "parts 2 to 5), sklearn:0.2:42 splits them as scikit-learn's "
             "train_test_split(test_size=0.2, random_state=42) does.",
     .type = SettingType::text,
     .is_data = true,
     .allowed = "three fractions such as 0.8,0.1,0.1, or python:42, python:42:0.8,0.1,0.1 or "
                "sklearn:0.2:42",
     .get = get_split,
     .set = set_split},
    {.key = "preprocessing",
     .label = "Preprocessing",
     .help = "lines: one example a line with \".\" before and after it (makemore); d2l: running "
             "text of a–z and single spaces; raw: every character unchanged. auto chooses lines "
             "for a list (at most 20 characters a line on average, none above 60, no full stop), "
             "d2l if nearly all letters are a–z, else raw.",
     .type = SettingType::choice,
     .is_data = true,
     .choices = preprocessing_names,
     .get = get_choice<&Settings::preprocessing, preprocessing_names>,
     .set = set_choice<&Settings::preprocessing, preprocessing_names>},
    {.key = "tokens",
     .label = "Tokens",
     .help = "What the model reads and guesses one at a time: characters, or the words of running "
             "text, split at blanks (d2l 8.2). With words V is in the thousands, most words are "
             "rare, and a loss is per word.",
     .type = SettingType::choice,
     .is_data = true,
     .choices = token_unit_names,
     .get = get_choice<&Settings::tokens, token_unit_names>,
     .set = set_choice<&Settings::tokens, token_unit_names>},
    {.key = "min_freq",
     .label = "Least frequency",
     .help = "A token of running text that occurs less often becomes <unk>, the unknown one, as in "
             "d2l's Vocab. Half of all words occur once: with 2 the vocabulary is half as large.",
     .unit = "times",
     .type = SettingType::integer,
     .is_data = true,
     .maximum = 1e9,
     .slider_maximum = 20,
     .zero_means = "all (every token is kept)",
     .get = get_integer<&Settings::min_freq>,
     .set = set_integer<&Settings::min_freq>},
};

}  // namespace

std::string_view batching_name(Batching batching) {
  return batching_names[static_cast<std::size_t>(batching)];
}
std::string_view preprocessing_name(Preprocessing preprocessing) {
  return preprocessing_names[static_cast<std::size_t>(preprocessing)];
}

std::span<const SettingRow> settings_table() { return rows; }

}  // namespace babble
