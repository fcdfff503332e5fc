#include "core/training/sweep.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "core/base/error.h"
#include "core/base/numbers.h"
#include "core/models/registry.h"

namespace babble {
namespace {

constexpr std::size_t most_values = 100;

std::string_view trimmed(std::string_view text) {
  while (text.starts_with(' ')) text.remove_prefix(1);
  while (text.ends_with(' ')) text.remove_suffix(1);
  return text;
}

[[noreturn]] void refuse(std::string_view item) {
  throw Error("\"" + std::string(item.substr(0, 40)) +
              "\" is no range: write 0.001..1 log 10 or 8..64 linear 8, with up to " +
              std::to_string(most_values) + " values, and for log with ends above 0.");
}

/// The values of "low..high log|linear count".
std::vector<std::string> range(const SettingRow& row, std::string_view item) {
  const std::size_t dots = item.find("..");
  const std::string_view rest = trimmed(item.substr(dots + 2));
  const std::size_t first = rest.find(' '), last = rest.rfind(' ');
  if (first == rest.npos || first == last) refuse(item);
  const auto low = parse_real(trimmed(item.substr(0, dots)));
  const auto high = parse_real(rest.substr(0, first));
  const auto count = parse_integer(rest.substr(last + 1));
  const std::string_view spacing = trimmed(rest.substr(first, last - first));
  const bool log = spacing == "log";
  if (!low || !high || !count || *count < 2 || *count > std::int64_t{most_values} ||
      !(log || spacing == "linear") || (log && (*low <= 0 || *high <= 0)))
    refuse(item);
  std::vector<std::string> values;
  for (std::int64_t i = 0; i < *count; ++i) {
    const double share = static_cast<double>(i) / static_cast<double>(*count - 1);
    double value = log ? *low * std::pow(*high / *low, share) : *low + share * (*high - *low);
    if (row.type == SettingType::integer) {
      value = std::round(value);
    } else if (value != 0) {  // four digits say which value was meant
      const double places = 3 - std::floor(std::log10(std::abs(value)));
      const double scale = std::pow(10, std::abs(places));
      value = places < 0 ? std::round(value / scale) * scale : std::round(value * scale) / scale;
    }
    values.push_back(real_text(value));
  }
  return values;
}

/// Where a value stands on an axis.
double place(const SettingRow& row, const Settings& settings, const std::string& value,
             std::size_t number) {
  if (row.type == SettingType::choice)
    return static_cast<double>(std::find(row.choices.begin(), row.choices.end(), value) -
                               row.choices.begin());
  return row.type == SettingType::text ? static_cast<double>(number)
                                       : setting_number(settings, row.key);
}

}  // namespace

std::vector<std::string> sweep_values(const SettingRow& row, std::string_view text) {
  const bool is_number = row.type == SettingType::integer || row.type == SettingType::real;
  std::vector<std::string> values;
  const char separator = text.find(';') == text.npos ? ',' : ';';
  for (std::size_t begin = 0; begin <= text.size();) {
    const std::size_t end = std::min(text.find(separator, begin), text.size());
    const std::string_view item = trimmed(text.substr(begin, end - begin));
    begin = end + 1;
    if (item.empty()) continue;
    const bool is_range = is_number && item.find("..") != item.npos;
    for (const std::string& value :
         is_range ? range(row, item) : std::vector<std::string>{std::string(item)}) {
      Settings settings;
      set_setting(settings, row.key, value);
      std::string exact = row.get(settings);
      if (std::find(values.begin(), values.end(), exact) == values.end())
        values.push_back(std::move(exact));
    }
  }
  if (values.empty() || values.size() > most_values)
    throw Error("A sweep takes 1 to " + std::to_string(most_values) +
                " values, such as 0.1, 0.5, 1 or 0.001..1 log 10.");
  return values;
}

Sweep::Sweep(std::shared_ptr<const Corpus> corpus, ModelKind kind, const Settings& settings,
             std::string_view key, std::string_view values, std::int64_t steps,
             std::int64_t max_pairs, std::string_view text)
    : corpus_(std::move(corpus)),
      text_(text),
      kind_(kind),
      settings_(settings),
      row_(find_setting(key)),
      steps_(steps),
      max_pairs_(max_pairs),
      evaluator_(corpus_) {
  setting_label(key);  // throws where there is none
  if (row_->is_data ? text.empty() : !model_info(kind).uses(row_->key))
    throw Error("\"" + std::string(row_->label) + "\" is no setting of the " +
                std::string(model_info(kind).title) + '.');
  if (steps < 1) throw Error("A sweep takes at least one step for each value.");
  values_ = sweep_values(*row_, values);
}

Settings Sweep::settings_of(const std::string& value) const {
  Settings settings = settings_;
  row_->set(settings, *row_, value);
  return settings;
}

bool Sweep::trains() const {
  if (!trainer_ || trainer_->finished() || trainer_->steps() >= steps_) return false;
  return trainer_->steps() == 0 || !run_ends_;
}

bool Sweep::advance() {
  ended_.reset();
  if (trains()) {
    trainer_->step();
    return false;
  }
  const std::string& value = values_[runs_.size()];
  const Settings settings = settings_of(value);
  SweepRun run{.value = value, .number = place(*row_, settings, value, runs_.size() + 1)};
  if (!trainer_) {
    run_ends_ = false;
    try {
      model_info(kind_).check_settings(settings);
      if (row_->is_data) {
        corpus_ =
            std::make_shared<const Corpus>(Corpus::from_text(text_, settings, corpus_->name()));
        evaluator_ = Evaluator(corpus_);
      }
      trainer_.emplace(corpus_, kind_, settings);
      trainer_->set_threads(threads_);
      return false;
    } catch (const Error& error) {
      trainer_.reset();
      run.failed = error.what();
    }
  } else {
    run.parameters = trainer_->model().parameter_count();
    run.steps = trainer_->steps();
    run.failed = trainer_->diverged();
    if (run.failed.empty()) {
      run.train = evaluator_.evaluate(trainer_->model(), Part::train, max_pairs_).nll;
      run.dev = evaluator_.evaluate(trainer_->model(), Part::dev, max_pairs_).nll;
    }
    ended_ = std::move(trainer_);
    trainer_.reset();
  }
  runs_.push_back(std::move(run));
  return true;
}

double Sweep::progress() const {
  return progress(trainer_ ? static_cast<double>(trainer_->steps()) / static_cast<double>(steps_)
                           : 0);
}

double Sweep::progress(double share_of_run) const {
  return (static_cast<double>(runs_.size()) + share_of_run) / static_cast<double>(values_.size());
}

int Sweep::best() const {
  int best = -1;
  double least = std::numeric_limits<double>::infinity();
  for (std::size_t i = 0; i < runs_.size(); ++i) {
    const double nll = std::isnan(runs_[i].dev) ? runs_[i].train : runs_[i].dev;
    if (!(nll < least)) continue;
    least = nll;
    best = static_cast<int>(i);
  }
  return best;
}

}  // namespace babble
