// The table of settings: what each one is called, means and takes.
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

[[noreturn]] void refuse(const SettingRow& row, std::string_view value, std::string why = {}) {
  if (why.empty()) why = "it takes " + allowed_values(row);
  throw Error("The setting " + std::string(row.key) + " cannot be " + in_quotes(value) + ": " +
              why + ".");
}

// One reader and one writer for each type; `field` is the member of Settings.

template <auto field>
std::string get_integer(const Settings& settings) {
  return std::to_string(settings.*field);
}

template <auto field>
void set_integer(Settings& settings, const SettingRow& row, std::string_view text) {
  auto value = parse_integer(text);
  if (!value) {  // "1e4" and "32.0" are whole numbers too
    const auto real = parse_real(text);
    if (real && std::floor(*real) == *real && std::abs(*real) < 0x1p53)
      value = static_cast<std::int64_t>(*real);
  }
  if (!value || static_cast<double>(*value) < row.minimum ||
      static_cast<double>(*value) > row.maximum)
    refuse(row, text);
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
  if (!value || *value < row.minimum || *value > row.maximum) refuse(row, text);
  settings.*field = *value == 0 ? 0.0 : *value;  // no -0
}

template <auto field, const auto& names>
std::string get_choice(const Settings& settings) {
  return std::string(names[static_cast<std::size_t>(settings.*field)]);
}

template <auto field, const auto& names>
void set_choice(Settings& settings, const SettingRow& row, std::string_view text) {
  const auto found = std::find(names.begin(), names.end(), text);
  if (found == names.end()) refuse(row, text);
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
    refuse(row, text);
  }
}

std::string get_split(const Settings& settings) {
  const Split& split = settings.split;
  if (split.kind == Split::Kind::sklearn)
    return "sklearn:" + real_text(split.test_fraction) + ':' + std::to_string(split.seed);
  return real_text(split.train) + ',' + real_text(split.dev) + ',' + real_text(split.test);
}

std::vector<std::string_view> pieces(std::string_view text, char separator) {
  std::vector<std::string_view> out;
  for (;;) {
    const std::size_t end = text.find(separator);
    out.push_back(text.substr(0, end));
    if (end == std::string_view::npos) return out;
    text.remove_prefix(end + 1);
  }
}

void set_split(Settings& settings, const SettingRow& row, std::string_view text) {
  Split split;
  if (text.starts_with("sklearn:")) {
    const auto parts = pieces(text, ':');
    const auto share = parts.size() == 3 ? parse_real(parts[1]) : std::nullopt;
    const auto seed = parts.size() == 3 ? parse_integer(parts[2]) : std::nullopt;
    if (!share || !seed) refuse(row, text);
    if (*share <= 0 || *share >= 1)
      refuse(row, text, "the share that is not for training lies between 0 and 1");
    if (*seed < 0 || *seed > std::numeric_limits<std::uint32_t>::max())
      refuse(row, text, "the random_state lies between 0 and 4294967295");
    split.kind = Split::Kind::sklearn;
    split.test_fraction = *share;
    split.seed = static_cast<std::uint32_t>(*seed);
  } else {
    const auto parts = pieces(text, ',');
    if (parts.size() != 3) refuse(row, text);
    std::array<double, 3> shares{};
    for (std::size_t i = 0; i < 3; ++i) {
      const auto share = parse_real(parts[i]);
      if (!share || *share < 0 || *share > 1)
        refuse(row, text, "each of the three shares is a number from 0 to 1");
      shares[i] = *share == 0 ? 0.0 : *share;
    }
    if (std::abs(shares[0] + shares[1] + shares[2] - 1) > 1e-6)
      refuse(row, text, "the three shares do not add up to 1");
    if (shares[0] == 0) refuse(row, text, "nothing would be left for training");
    split.train = shares[0];
    split.dev = shares[1];
    split.test = shares[2];
  }
  settings.split = split;
}

// The help says in its first sentence what the setting is, in its second what to expect of it.
const SettingRow rows[] = {
    {.key = "smoothing",
     .label = "Smoothing k",
     .help = "This many counts are added to every pair before the rows become probabilities. "
             "With 0 a pair never seen is impossible (log P is −∞); the larger k is, the closer "
             "everything comes to 1/V.",
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
     .help = "How far one update goes against the gradient. Too small is slow, too large jumps "
             "about or diverges; the courses take 50 for the neural bigram and 1 for the RNN.",
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
     .help = "Pulls all weights towards zero by adding their mean square to the loss. It plays "
             "the part that smoothing has for the counts: the larger λ is, the more uniform the "
             "distribution.",
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
     .help = "Adds one more number for each next character, whatever the current one is. It "
             "starts at zero and learns how frequent each character is on the whole.",
     .formula = "logits = onehot(x)·W + b",
     .type = SettingType::boolean,
     .get = get_boolean<&Settings::bias>,
     .set = set_boolean<&Settings::bias>},
    {.key = "init",
     .label = "Start of W",
     .help = "Where the weights start: normal numbers (makemore), Xavier's uniform ones, or "
             "zeros. From zero the first loss is exactly ln V, that of a uniform guess.",
     .formula = "normal: W ~ N(0, 1);  xavier: W ~ U(−a, a), a = √(6 / (V + V))",
     .type = SettingType::choice,
     .choices = init_names,
     .get = get_choice<&Settings::init, init_names>,
     .set = set_choice<&Settings::init, init_names>},
    {.key = "hidden_size",
     .label = "Hidden units H",
     .help = "How many numbers the network has for remembering what it has read. The work of a "
             "step grows with H²; d2l takes 512, and 64 shows the same things in seconds.",
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
     .help = "How many sequences (neural bigram: pairs) one step learns from. The neural bigram "
             "can take 0, which means all pairs at once.",
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
     .help = "How many tokens of each sequence are in one mini-batch. The gradient reaches back "
             "at most so far: this is where back-propagation through time is cut.",
     .formula = "X and Y are B×T, Y = X moved by one token",
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
             "carried over. random: the subsequences come in random order, each with a state "
             "that starts at zero.",
     .formula = "offset ~ 0…T−1;  sequential: ⌊⌊(len−offset−1)/B⌋/T⌋ batches;  random: "
                "⌊⌊(len−offset−1)/T⌋/B⌋",
     .type = SettingType::choice,
     .choices = batching_names,
     .get = get_choice<&Settings::batching, batching_names>,
     .set = set_choice<&Settings::batching, batching_names>},
    {.key = "max_grad_norm",
     .label = "Gradient clipping θ",
     .help = "A gradient longer than this is shortened to it, all parameters together. With 0 "
             "nothing is clipped, and the explosion that clipping prevents can be watched.",
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
     .help = "Training ends by itself after going through the training part so many times. With "
             "0 it goes on until it is stopped.",
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
     .help = "Decides every random number: the shuffling of the lines, the first weights, the "
             "mini-batches. The same seed gives the same run as torch.manual_seed does in "
             "PyTorch; makemore's is 2147483647.",
     .type = SettingType::integer,
     .is_data = true,
     .maximum = 4294967295.0,  // PyTorch's generator looks at 32 bits only
     .slider_maximum = 4294967295.0,
     .get = get_integer<&Settings::seed>,
     .set = set_integer<&Settings::seed>},
    {.key = "max_tokens",
     .label = "Tokens used",
     .help = "Only the first so many tokens of the text are used; the vocabulary is that of the "
             "whole text. With 0 everything is used; d2l trains its RNN on 10000.",
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
     .help = "The shares for training, for choosing settings and for the final test: lines are "
             "shuffled by the seed, running text is cut in three. 1,0,0 trains on everything; "
             "sklearn:0.2:42 takes the lines that scikit-learn's train_test_split(test_size=0.2, "
             "random_state=42) takes.",
     .type = SettingType::text,
     .is_data = true,
     .get = get_split,
     .set = set_split},
    {.key = "prepare",
     .label = "Preparation",
     .help = "lines: one example a line with \".\" before and after it (makemore); d2l: running "
             "text of a–z and single spaces; raw: every character as it stands. auto takes "
             "lines for a list (at most 20 characters a line on average, none above 60, no full "
             "stop), d2l where nearly all letters are a–z, else raw.",
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
