// The table of settings: one row a setting.
#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <optional>
#include <type_traits>
#include <vector>

#include "core/base/error.h"
#include "core/base/limits.h"
#include "core/base/numbers.h"
#include "core/base/shown_text.h"
#include "core/settings/settings.h"

namespace babble {
namespace {

constexpr std::array<std::string_view, 2> batching_names{"sequential", "random"};
constexpr std::array<std::string_view, 3> init_names{"normal", "xavier", "zero"};
constexpr std::array<std::string_view, 4> preprocessing_names{"auto", "lines", "d2l", "raw"};

[[noreturn]] void refuse(const SettingRow& row) {
  throw Error(std::string(row.label) + " must be " + allowed_values(row) + ".");
}

// A getter and a setter for each type; `field` is the member of Settings.

template <auto field>
std::string get_integer(const Settings& settings) {
  return std::to_string(settings.*field);
}

template <auto field>
void set_integer(Settings& settings, const SettingRow& row, std::string_view text) {
  auto value = parse_integer(text);
  if (!value) {  // also accepts "1e4" and "32.0"
    const auto real = parse_real(text);
    if (real && std::floor(*real) == *real && std::abs(*real) < 0x1p53)
      value = static_cast<std::int64_t>(*real);
  }
  if (!value || static_cast<double>(*value) < row.minimum ||
      static_cast<double>(*value) > row.maximum)
    refuse(row);
  using Type = std::remove_reference_t<decltype(settings.*field)>;
  settings.*field = static_cast<Type>(*value);
}

template <auto field>
std::string get_real(const Settings& settings) {
  return real_text(settings.*field);
}

template <auto field>
void set_real(Settings& settings, const SettingRow& row, std::string_view text) {
  const auto value = parse_real(text);
  if (!value || *value < row.minimum || *value > row.maximum) refuse(row);
  settings.*field = *value == 0 ? 0.0 : *value;  // no -0
}

template <auto field, const auto& names>
std::string get_choice(const Settings& settings) {
  return std::string(names[static_cast<std::size_t>(settings.*field)]);
}

template <auto field, const auto& names>
void set_choice(Settings& settings, const SettingRow& row, std::string_view text) {
  const auto found = std::find(names.begin(), names.end(), text);
  if (found == names.end()) refuse(row);
  using Type = std::remove_reference_t<decltype(settings.*field)>;
  settings.*field = static_cast<Type>(found - names.begin());
}

template <auto field>
std::string get_boolean(const Settings& settings) {
  return settings.*field ? "true" : "false";
}

template <auto field>
void set_boolean(Settings& settings, const SettingRow& row, std::string_view text) {
  if (text == "true" || text == "1" || text == "on" || text == "yes") {
    settings.*field = true;
  } else if (text == "false" || text == "0" || text == "off" || text == "no") {
    settings.*field = false;
  } else {
    refuse(row);
  }
}

std::string get_split(const Settings& settings) {
  const Split& split = settings.split;
  if (split.kind == Split::Kind::sklearn)
    return "sklearn:" + real_text(split.test_fraction) + ':' + std::to_string(split.seed);
  return real_text(split.train) + ',' + real_text(split.dev) + ',' + real_text(split.test);
}

std::vector<std::string_view> split_at(std::string_view text, char separator) {
  std::vector<std::string_view> out;
  for (;;) {
    const std::size_t end = text.find(separator);
    out.push_back(text.substr(0, end));
    if (end == std::string_view::npos) return out;
    text.remove_prefix(end + 1);
  }
}

[[noreturn]] void refuse_split(const SettingRow& row, const std::string& reason) {
  throw Error(std::string(row.label) + ": " + reason + ".");
}

void set_split(Settings& settings, const SettingRow& row, std::string_view text) {
  Split split;
  if (text.starts_with("sklearn:")) {
    const auto parts = split_at(text, ':');
    const auto fraction = parts.size() == 3 ? parse_real(parts[1]) : std::nullopt;
    const auto seed = parts.size() == 3 ? parse_integer(parts[2]) : std::nullopt;
    if (!fraction || !seed) refuse(row);
    if (*fraction <= 0 || *fraction >= 1)
      refuse_split(row, "the test size of sklearn must be greater than 0 and less than 1");
    if (*seed < 0 || *seed > std::numeric_limits<std::uint32_t>::max())
      refuse_split(row, "the random_state of sklearn must be from 0 to 4,294,967,295");
    split.kind = Split::Kind::sklearn;
    split.test_fraction = *fraction;
    split.seed = static_cast<std::uint32_t>(*seed);
  } else {
    const auto parts = split_at(text, ',');
    if (parts.size() != 3) refuse(row);
    std::array<double, 3> fractions{};
    for (std::size_t i = 0; i < 3; ++i) {
      const auto fraction = parse_real(parts[i]);
      if (!fraction || *fraction < 0 || *fraction > 1)
        refuse_split(row, "each fraction must be a number from 0 to 1");
      fractions[i] = *fraction == 0 ? 0.0 : *fraction;
    }
    if (std::abs(fractions[0] + fractions[1] + fractions[2] - 1) > 1e-6)
      refuse_split(row, "the three fractions must add up to 1");
    if (fractions[0] == 0) refuse_split(row, "the fraction for training must not be 0");
    split.train = fractions[0];
    split.dev = fractions[1];
    split.test = fractions[2];
  }
  settings.split = split;
}

// The first sentence of a help text defines the setting, the second says what it changes.
const SettingRow rows[] = {
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
     .get = get_real<&Settings::smoothing>,
     .set = set_real<&Settings::smoothing>},
    {.key = "learning_rate",
     .label = "Learning rate",
     .symbol = "rate",
     .help = "The step size of an update along the negative gradient. A small rate is slow, a "
             "large one oscillates or diverges; the courses use 50 for the neural bigram and 1 for "
             "the RNN.",
     .formula = "θ ← θ − rate · ∂L/∂θ",
     .resets_model = false,
     .maximum = 1e6,
     .slider_minimum = 0.001,
     .slider_maximum = 100,
     .logarithmic = true,
     .get = get_real<&Settings::learning_rate>,
     .set = set_real<&Settings::learning_rate>},
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
     .label = "Start of W",
     .help = "The initial weights: normal (makemore), uniform after Xavier, or zero. With zero "
             "weights the first loss is exactly ln V, the loss of a uniform guess.",
     .formula = "normal: W ~ N(0, 1);  xavier: W ~ U(−a, a), a = √(6 / (V + V))",
     .type = SettingType::choice,
     .choices = init_names,
     .get = get_choice<&Settings::init, init_names>,
     .set = set_choice<&Settings::init, init_names>},
    {.key = "hidden_size",
     .label = "Hidden units H",
     .symbol = "H",
     .help = "The size of the hidden state, in which the network stores what it has read. The cost "
             "of a step grows with H²; d2l uses 512, and 64 shows the same effects in seconds.",
     .formula = "Hₜ is B×H, W_xh V×H, W_hh H×H, W_hq H×V",
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
     .help = "The number of sequences (neural bigram: pairs) in a mini-batch. For the neural "
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
             "zero in each.",
     .formula = "offset ~ 0…T−1;  sequential: ⌊⌊(len−offset−1)/B⌋/T⌋ batches;  random: "
                "⌊⌊(len−offset−1)/T⌋/B⌋",
     .type = SettingType::choice,
     .choices = batching_names,
     .get = get_choice<&Settings::batching, batching_names>,
     .set = set_choice<&Settings::batching, batching_names>},
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
             "sklearn:0.2:42 splits lines as scikit-learn's train_test_split(test_size=0.2, "
             "random_state=42) does.",
     .type = SettingType::text,
     .is_data = true,
     .get = get_split,
     .set = set_split},
    {.key = "prepare",
     .label = "Preprocessing",
     .help = "lines: one example a line with \".\" before and after it (makemore); d2l: running "
             "text of a–z and single spaces; raw: every character unchanged. auto chooses lines "
             "for a list (at most 20 characters a line on average, none above 60, no full stop), "
             "d2l if nearly all letters are a–z, else raw.",
     .type = SettingType::choice,
     .is_data = true,
     .choices = preprocessing_names,
     .get = get_choice<&Settings::prepare, preprocessing_names>,
     .set = set_choice<&Settings::prepare, preprocessing_names>},
};

}  // namespace

std::string_view batching_name(Batching batching) {
  return batching_names[static_cast<std::size_t>(batching)];
}
std::string_view init_name(Init init) { return init_names[static_cast<std::size_t>(init)]; }
std::string_view preprocessing_name(Preprocessing prepare) {
  return preprocessing_names[static_cast<std::size_t>(prepare)];
}

std::span<const SettingRow> settings_table() { return rows; }

}  // namespace babble
