// Every hyper-parameter of the program, in one table that the panel, the command's flags, the
// URL and the checkpoint read. A new setting is one field here and one row in settings.cpp.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

namespace babble {

enum class Batching { sequential, random };
enum class Init { normal, xavier, zero };
/// automatic: lines, d2l or raw, whichever the text looks like (see corpus.h).
enum class Preprocessing { automatic, lines, d2l, raw };

std::string_view batching_name(Batching batching);
std::string_view init_name(Init init);
std::string_view preprocessing_name(Preprocessing prepare);  ///< "auto", "lines", "d2l" or "raw"

/// How a corpus is divided. Text form: "0.8,0.1,0.1" or "sklearn:0.2:42".
struct Split {
  enum class Kind {
    fractions,  ///< lines shuffled by the seed; running text cut in three
    sklearn,    ///< as scikit-learn's train_test_split(test_size, random_state); lines only
  };
  Kind kind = Kind::fractions;
  double train = 0.8, dev = 0.1, test = 0.1;  ///< fractions; their sum is 1
  double test_fraction = 0.2;                 ///< sklearn: share that is not for training
  std::uint32_t seed = 42;                    ///< sklearn: random_state

  bool operator==(const Split&) const = default;
};

struct Settings {
  std::uint64_t seed = 2147483647;  ///< makemore's; PyTorch's generator takes its low 32 bits
  double smoothing = 1;             ///< k in P = (N + k) / row sum
  double learning_rate = 1;
  double l2 = 0.01;  ///< λ in loss = NLL + λ mean(W²)
  bool bias = false;
  Init init = Init::normal;
  int hidden_size = 64;  ///< H
  int batch_size = 32;   ///< B; 0 = all pairs at once (neural bigram only)
  int time_steps = 35;   ///< T
  Batching batching = Batching::sequential;
  double max_grad_norm = 1;     ///< θ, largest norm of the gradient; 0 = off
  int epochs = 0;               ///< training ends after so many; 0 = no limit
  std::int64_t max_tokens = 0;  ///< only the first so many tokens are used; 0 = all
  Split split;
  Preprocessing prepare = Preprocessing::automatic;

  bool operator==(const Settings&) const = default;
};

enum class SettingType { integer, real, boolean, choice, text };

/// One row of the table: all that a panel, a flag or a help page needs to know of a setting.
struct SettingRow {
  std::string_view key = {};      ///< as in flags, URL and checkpoint
  std::string_view label = {};    ///< for the panel
  std::string_view help = {};     ///< two sentences
  std::string_view formula = {};  ///< where the setting stands in the mathematics; may be empty
  std::string_view unit = {};     ///< "tokens", "" ...
  SettingType type = SettingType::real;
  bool is_data = false;      ///< belongs to the corpus and is the same for all models
  bool resets_model = true;  ///< false: a change applies at the next step of a training model
  double minimum = 0, maximum = 0;  ///< integer and real: the values that are taken, inclusive
  /// integer and real: where a panel's slider begins and ends; typed values may go beyond.
  double slider_minimum = 0, slider_maximum = 0;
  bool logarithmic = false;          ///< the slider's scale
  std::string_view zero_means = {};  ///< what 0 stands for where it is special: "off", "all" ...
  std::span<const std::string_view> choices = {};
  std::string (*get)(const Settings&) = nullptr;
  void (*set)(Settings&, const SettingRow&, std::string_view) = nullptr;
};

/// The rows in the order in which a panel shows them.
std::span<const SettingRow> settings_table();

/// The row with this key, or nullptr. The keys of former versions are aliases: hidden, batch, clip.
const SettingRow* find_setting(std::string_view key);

/// Sets one setting from text. Throws Error that names key, value and what is allowed; the
/// settings are then unchanged.
void set_setting(Settings& settings, std::string_view key, std::string_view value);

/// "key=value", as in --set. Throws Error.
void set_setting(Settings& settings, std::string_view assignment);

/// The value as text that set_setting takes; equal settings have equal texts.
std::string setting_text(const Settings& settings, std::string_view key);

/// The value of an integer, real or boolean setting as a number (for sliders).
double setting_number(const Settings& settings, std::string_view key);

/// "0 to 1", "auto, lines, d2l or raw" ...: what set_setting takes, for messages and help.
std::string allowed_values(const SettingRow& row);

/// {"seed":"2147483647", ...}: every setting under its key, as text. Exact.
std::string settings_json(const Settings& settings);
/// Reads settings_json over the given defaults, which missing keys keep. Throws Error.
Settings settings_from_json(std::string_view json, Settings settings);

}  // namespace babble
