#include "ui/cards/common/sweep_card.h"

#include <algorithm>
#include <cmath>

#include "core/base/numbers.h"
#include "core/models/registry.h"
#include "ui/base/format.h"
#include "ui/widgets/menu.h"
#include "ui/widgets/plot.h"
#include "ui/widgets/widgets.h"

namespace babble::ui {
namespace {

/// The settings that the model can be swept over.
std::vector<const SettingRow*> rows_of(const app::Snapshot& snapshot, ModelKind kind) {
  std::vector<const SettingRow*> rows;
  for (const SettingRow& row : settings_table())
    if (row.is_data || model_info(kind).applies(row, snapshot.model(kind).settings))
      rows.push_back(&row);
  return rows;
}

/// Values to begin with: around the present one, or all there are.
std::string usual_values(const SettingRow& row, const app::ModelView& model) {
  std::string all;
  for (const std::string_view word : model_info(model.kind).choices_of(row))
    all += (all.empty() ? "" : ", ") + std::string(word);
  if (!all.empty()) return all;
  if (row.type == SettingType::boolean) return "false, true";
  if (row.type == SettingType::text) return row.get(model.settings) + "; ";
  double low = row.slider_minimum, high = row.slider_maximum;
  if (row.logarithmic) {
    const double now = setting_number(model.settings, row.key);
    if (now > 0) {
      low = std::max(now / 10, row.type == SettingType::integer ? 1.0 : row.minimum);
      high = std::min(now * 10, row.maximum);
    } else {
      low = std::max(low, high / 1e4);
    }
  }
  return significant(low, 3) + ".." + significant(high, 3) +
         (row.logarithmic && low > 0 ? " log 7" : " linear 5");
}

bool is_number(const SettingRow& row) {
  return row.type == SettingType::real || row.type == SettingType::integer;
}

const std::vector<std::string_view> by_words{"steps", "seconds"};

std::string verdict(const app::SweepView& sweep) {
  if (sweep.best < 0) return {};
  const app::SweepRun& run = sweep.runs[static_cast<std::size_t>(sweep.best)];
  return "Best: " + run.value + ", dev NLL " + fixed(run.dev, 4) + ", train " +
         fixed(run.train, 4) + ".";
}

}  // namespace

void SweepCard::start(Frame& frame, ModelKind kind, std::string_view setting,
                      std::string_view values, std::int64_t steps) {
  setting_ = setting;
  values_ = values;
  steps_ = std::to_string(steps);
  by_ = 0;
  filled_ = true;
  frame.post(app::StartSweep{kind, setting_, values_, steps});
}

void SweepCard::choose_setting(Frame& frame, ModelKind kind) {
  const std::vector<const SettingRow*> rows = rows_of(frame.snapshot, kind);
  std::vector<std::string_view> keys;
  for (const SettingRow* row : rows) keys.push_back(row->key);
  auto found = static_cast<int>(std::find(keys.begin(), keys.end(), setting_) - keys.begin());
  const bool unknown = found == static_cast<int>(keys.size());
  int chosen = unknown ? 0 : found;
  bool changed = frame.url.choice("sweep.setting", keys, chosen) || unknown;
  ButtonLook look;
  look.menu_mark = true;
  look.tip = "The setting to vary";
  if (button(frame, "sweep.setting", rows[static_cast<std::size_t>(chosen)]->label, look))
    ImGui::OpenPopup("sweep setting");
  place_menu(ImGui::GetItemRectMin(), ImGui::GetItemRectMax());
  if (ImGui::BeginPopup("sweep setting")) {
    for (std::size_t i = 0; i < rows.size(); ++i) {
      if (!menu_item(frame, "sweep.setting." + std::string(keys[i]), rows[i]->label, "",
                     chosen == static_cast<int>(i)))
        continue;
      chosen = static_cast<int>(i);
      changed = true;
    }
    ImGui::EndPopup();
  }
  if (!changed) return;
  const SettingRow& row = *rows[static_cast<std::size_t>(chosen)];
  setting_ = row.key;
  values_ = usual_values(row, frame.snapshot.model(kind));
}

// The losses of the sweep's saved runs from their first step on, and what each began with.
void SweepCard::draw_curves(Frame& frame, const app::SweepView& sweep, const SettingRow& row) {
  PlotSpec spec;
  spec.name = "sweep.plot";
  spec.file = "sweep";
  spec.height = 220;
  spec.x_name = "step";
  spec.y_name = "NLL, nats";
  spec.log_y = true;
  spec.when_empty = "The first value is being trained.";
  spec.landmarks.push_back(
      {"uniform", frame.snapshot.models.front().landmarks.uniform, frame.palette.uniform});
  for (const app::SweepRun& run : sweep.runs) {
    const app::SavedRun* saved = nullptr;  // the newest that fits
    for (const auto& one : frame.snapshot.saved_runs)
      if (one->kind == sweep.kind && one->steps == run.steps && row.get(one->settings) == run.value)
        saved = one.get();
    if (saved != nullptr && !saved->loss_curve.y.empty())
      spec.series.push_back({run.value, &saved->loss_curve.x.get(), &saved->loss_curve.y.get(),
                             frame.palette.category(2 * spec.series.size() + 1)});
  }
  plot(frame, spec);
  for (const Series& line : spec.series)
    legend_dot(frame, line.color,
               std::string(line.name) + ": first loss " + fixed(line.y->front(), 2) + ", last " +
                   fixed(line.y->back(), 2));
}

void SweepCard::draw_values(Frame& frame, const app::SweepView& sweep, const SettingRow& row) {
  std::vector<const app::SweepRun*> runs;
  for (const app::SweepRun& run : sweep.runs) runs.push_back(&run);
  std::stable_sort(runs.begin(), runs.end(),
                   [](const auto* a, const auto* b) { return a->number < b->number; });
  for (std::vector<double>* list : {&x_, &train_, &dev_, &best_x_, &best_y_}) list->clear();
  names_.clear();
  for (const app::SweepRun* run : runs) {
    x_.push_back(run->number);
    train_.push_back(run->train);
    dev_.push_back(run->dev);
    names_.push_back(!run->failed.empty() ? "no loss"
                     : is_number(row)     ? std::string()  // at the head of the tooltip
                                          : run->value);
  }
  if (sweep.best >= 0) {
    const app::SweepRun& best = sweep.runs[static_cast<std::size_t>(sweep.best)];
    best_x_ = {best.number};
    best_y_ = {std::isnan(best.dev) ? best.train : best.dev};
  }
  PlotSpec spec;
  spec.name = "sweep.plot";
  spec.file = "sweep";
  spec.height = 220;
  spec.x_name = row.label;
  spec.y_name = "NLL, nats";
  spec.log_x = !x_.empty() && x_.front() > 0 && x_.back() >= 20 * x_.front();
  spec.whole_x = row.type != SettingType::real;
  spec.series.push_back({"train", &x_, &train_, frame.palette.train});
  spec.series.push_back({"dev", &x_, &dev_, frame.palette.dev, 2.4f});
  spec.series.back().names = &names_;
  spec.series.push_back({"best", &best_x_, &best_y_, frame.palette.good, 6, false, true});
  // A rate that blows up leaves the picture; the others stay apart.
  spec.most_y = std::max(1.3 * frame.snapshot.models.front().landmarks.uniform,
                         best_y_.empty() ? 0.0 : 2 * best_y_[0]);
  spec.landmarks.push_back(
      {"uniform", frame.snapshot.models.front().landmarks.uniform, frame.palette.uniform});
  spec.when_empty = "The first value is being trained.";
  plot(frame, spec);
  legend_dot(frame, frame.palette.dev, "dev");
  ImGui::SameLine(0, 14);
  legend_dot(frame, frame.palette.train, "train");
  ImGui::SameLine(0, 14);
  legend_dot(frame, frame.palette.good, "best on dev");
}

void SweepCard::draw_results(Frame& frame, const app::SweepView& sweep) {
  const SettingRow& row = *find_setting(sweep.setting);
  if (is_number(row) || !model_info(sweep.kind).capabilities.trained)
    draw_values(frame, sweep, row);
  else
    draw_curves(frame, sweep, row);
  for (const app::SweepRun& run : sweep.runs)
    if (!run.failed.empty()) note(frame, run.value + ": " + run.failed);
  if (sweep.best < 0) return;
  note(frame, verdict(sweep));
  if (row.is_data && row.key != "seed")
    note(frame, "Each value is another text or another split: their losses compare only roughly.");
  const std::string& value = sweep.runs[static_cast<std::size_t>(sweep.best)].value;
  if (row.get(frame.snapshot.model(sweep.kind).settings) != value &&
      button(frame, "sweep.use", "Use " + value))
    frame.post(app::Set{sweep.setting, value});
}

void SweepCard::draw(Frame& frame, ModelKind kind) {
  static constexpr Help help{
      "Trains the model once with each value, always from the same seed and for as many steps or "
      "seconds, and draws the loss against the value, or, of words, each one's loss by step. "
      "Choose by dev: the "
      "least training loss may be of a model "
      "that learns by heart. Values: 0.1, 0.5, 1 (or with semicolons) or a range, 0.001..1 log 10 "
      "or 8..64 linear 8. "
      "Every run is saved for chapter Compare.",
      "value* = argmin dev NLL(value)"};
  const Card card(frame, "sweep", "Sweep a setting", &help);
  const app::SweepView& sweep = frame.snapshot.sweep;
  const bool own = sweep.id > 0 && sweep.kind == kind;
  choose_setting(frame, kind);
  if (filled_) {  // the address takes them over, as if they had been typed
    frame.url.text("sweep.values", values_, true);
    frame.url.text("sweep.steps", steps_, true);
    filled_ = false;
  }
  text_field(frame, "sweep.values", values_, "0.001..1 log 10", card.width(), true);
  tooltip(frame, "The values: a list, or a range such as 0.001..1 log 10");
  const bool counted = !model_info(kind).capabilities.trained;
  if (!counted) {
    text_field(frame, "sweep.steps", steps_, "1000", 84, true);
    ImGui::SameLine(0, 8);
    frame.url.choice("sweep.by", by_words, by_);
    segmented(frame, "sweep.by", by_words, by_, 170);
    tooltip(frame, "How long each value trains");
    same_line_if_fits(button_width(frame, "Train each"), 12);
  }
  ButtonLook look;
  look.primary = true;
  if (own && sweep.running) {
    if (button(frame, "sweep.stop", "Stop", look)) frame.post(app::StopSweep{});
    note(frame, grouped(static_cast<std::int64_t>(sweep.runs.size())) + " of " +
                    plural(static_cast<std::int64_t>(sweep.planned), "value", "values") + ", " +
                    fixed(100 * sweep.progress, 0) + " %");
  } else if (button(frame, "sweep.start", "Train each", look)) {
    const bool by_time = by_ == 1 && !counted;
    const std::int64_t steps = counted ? 1 : parse_integer(steps_).value_or(0);
    const double seconds = by_time ? parse_real(steps_).value_or(-1) : 0;
    frame.post(app::StartSweep{kind, setting_, values_, by_time ? 1 : steps, seconds});
  }
  if (own && (sweep.running || !sweep.runs.empty())) draw_results(frame, sweep);
}

std::string describe_sweep(const app::Snapshot& snapshot, ModelKind kind) {
  const app::SweepView& sweep = snapshot.sweep;
  if (sweep.id == 0 || sweep.kind != kind) return {};
  std::string words = " Sweep of " + setting_label(sweep.setting) + ", " +
                      grouped(static_cast<std::int64_t>(sweep.runs.size())) + " of " +
                      plural(static_cast<std::int64_t>(sweep.planned), "value", "values") + ".";
  for (const app::SweepRun& run : sweep.runs)
    words += ' ' + run.value +
             (run.failed.empty() ? ": dev NLL " + fixed(run.dev, 4) + "." : ": no loss.");
  return words + ' ' + verdict(sweep);
}

}  // namespace babble::ui
