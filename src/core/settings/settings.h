// All settings of the program in one table, which the panel, the command line, links and
// checkpoints read. A new setting is a field of Settings and a row in settings_table.cpp.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

namespace babble {

/// lines, lines_in_order: whole lines, drawn or in their order (core/data/line_batches.h).
enum class Batching { sequential, random, lines, lines_in_order };
/// normal, xavier and zero are those of the neural bigram; `scaled` is makemore's part 3.
enum class Init { normal, xavier, zero, scaled };
enum class Estimate { add_k, backoff };
enum class Norm { layer, rms };
enum class Activation { gelu, relu, tanh };
enum class OptimizerKind { sgd, adamw };
enum class GeneratorKind { torch, python };
/// What a token of running text is.
enum class TokenUnit { characters, words };
/// automatic: lines, d2l or raw, depending on the text (corpus.h has the rules).
enum class Preprocessing { automatic, lines, d2l, raw };

std::string_view batching_name(Batching batching);
std::string_view preprocessing_name(
    Preprocessing preprocessing);  ///< "auto", "lines", "d2l" or "raw"

/// How a corpus is split (split_text.h has the text form).
struct Split {
  enum class Kind {
    fractions,  ///< lines shuffled by the seed; running text cut in three
    sklearn,    ///< scikit-learn's train_test_split(test_size, random_state); lines only
    python,     ///< Python's random.seed(seed); random.shuffle(lines); then fractions; lines only
  };
  Kind kind = Kind::fractions;
  double train = 0.8, dev = 0.1, test = 0.1;  ///< fractions; their sum is 1
  double test_fraction = 0.2;                 ///< sklearn: test_size; half of it is dev
  std::uint32_t seed = 42;                    ///< sklearn: random_state; python: of random.seed

  bool operator==(const Split&) const = default;
};

struct Settings {
  std::uint64_t seed = 2147483647;  ///< as in makemore; PyTorch's generator uses the low 32 bits
  int order = 3;                    ///< n of the n-grams, n - 1 tokens of context
  Estimate estimate = Estimate::add_k;
  double smoothing = 1;              ///< k in P = (N + k) / row sum
  double epsilon1 = 1, epsilon = 5;  ///< ε₁ and ε of the back-off (core/models/ngram/ngram.h)
  double learning_rate = 1;
  std::string learning_rate_schedule = "constant";  ///< learning_rate.h has the others
  OptimizerKind optimizer = OptimizerKind::sgd;
  double weight_decay = 0.01;        ///< AdamW: θ ← (1 − rate · decay) θ in each step
  double beta1 = 0.9, beta2 = 0.99;  ///< AdamW: decay of the means of g and g²
  double l2 = 0.01;                  ///< λ in loss = NLL + λ mean(W²)
  bool bias = false;
  Init init = Init::normal;
  Norm norm = Norm::layer;
  Activation activation = Activation::tanh;
  int block_size = 3;    ///< T of models that look at a window of tokens
  int embedding = 0;     ///< E, numbers that stand for a token; 0 = one-hot (recurrent networks)
  int layers = 4;        ///< L, blocks of the transformer
  int heads = 4;         ///< of the attention in each block
  int width = 64;        ///< W, numbers that stand for a token inside the transformer
  int hidden_size = 64;  ///< H
  int batch_size = 32;   ///< B; 0 = all pairs at once (neural bigram only)
  int time_steps = 35;   ///< T
  Batching batching = Batching::sequential;
  bool detach = true;           ///< false: the gradient goes on through the mini-batch before
  double max_grad_norm = 1;     ///< θ, the largest norm of the gradient; 0 = off
  int epochs = 0;               ///< training ends after this many; 0 = no limit
  std::int64_t max_tokens = 0;  ///< number of tokens used, from the beginning; 0 = all
  GeneratorKind generator = GeneratorKind::torch;  ///< of initial weights and mini-batches
  Split split;
  Preprocessing preprocessing = Preprocessing::automatic;
  TokenUnit tokens = TokenUnit::characters;  ///< words: running text only
  int min_freq = 0;  ///< a token that occurs less often becomes <unk>; running text only

  bool operator==(const Settings&) const = default;
};

enum class SettingType { integer, real, boolean, choice, text };

/// A row of the table: what panels, flags and help pages need to know about a setting.
struct SettingRow {
  std::string_view key = {};      ///< in flags, links and checkpoints
  std::string_view label = {};    ///< in panels and messages
  std::string_view symbol = {};   ///< short name for summaries: "H", "rate"; may be empty
  std::string_view help = {};     ///< two sentences
  std::string_view formula = {};  ///< the formula that contains the setting; may be empty
  std::string_view unit = {};     ///< "tokens", "" ...
  SettingType type = SettingType::real;
  bool is_data = false;             ///< belongs to the corpus and is shared by all models
  bool resets_model = true;         ///< false: a change applies at the next step
  double minimum = 0, maximum = 0;  ///< integer and real: inclusive limits
  /// integer and real: range of the slider in a panel, within the limits.
  double slider_minimum = 0, slider_maximum = 0;
  bool logarithmic = false;          ///< the slider's scale
  std::string_view zero_means = {};  ///< the meaning of 0 if it is special: "off", "all" ...
  std::span<const std::string_view> choices = {};  ///< a model may accept fewer (model_info.h)
  std::string_view allowed = {};                   ///< text: what it may be, in words
  /// Whether the setting has an effect beside the others; null: always.
  bool (*applies)(const Settings&) = nullptr;
  std::string (*get)(const Settings&) = nullptr;
  void (*set)(Settings&, const SettingRow&, std::string_view) = nullptr;
};

/// The rows in the order in which a panel shows them.
std::span<const SettingRow> settings_table();

/// The row with this key, or nullptr. The former keys hidden, batch, clip and prepare are aliases.
const SettingRow* find_setting(std::string_view key);

/// Sets a setting from text. Throws Error with its label and the allowed values if the text is
/// invalid, or with all keys if there is no such setting. The settings are then unchanged.
void set_setting(Settings& settings, std::string_view key, std::string_view value);

/// Sets a setting from "key=value". Throws Error as above.
void set_setting(Settings& settings, std::string_view assignment);

/// The label of a setting, for messages. Throws Error if there is no such setting.
std::string setting_label(std::string_view key);

/// The value as text that set_setting accepts; equal values have equal texts.
std::string setting_text(const Settings& settings, std::string_view key);

/// The value of an integer, real or boolean setting as a number (for sliders).
double setting_number(const Settings& settings, std::string_view key);

/// The values that set_setting accepts, for messages and help: "a number from 0 to 1", "auto,
/// lines, d2l or raw".
std::string allowed_values(const SettingRow& row);
/// "a, b or c"
std::string alternatives(std::span<const std::string_view> words);

/// All settings by key, as exact texts: {"seed":"2147483647", ...}.
std::string settings_json(const Settings& settings);
/// Reads settings_json over the given defaults, which missing keys keep. Throws Error.
Settings settings_from_json(std::string_view json, Settings settings);

}  // namespace babble
