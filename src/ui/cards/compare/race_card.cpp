#include "ui/cards/compare/race_card.h"

#include <cmath>

#include "core/base/numbers.h"
#include "core/models/registry.h"
#include "ui/base/format.h"
#include "ui/widgets/plot.h"
#include "ui/widgets/widgets.h"

namespace babble::ui {

RaceCard::RaceCard() {
  for (const ModelKind kind : model_kinds())
    if (model_info(kind).capabilities.recurrent) chosen_.insert(kind);
}

void RaceCard::draw(Frame& frame) {
  static constexpr Help help{
      "Starts the chosen models anew and trains them in turns, each for the same number of "
      "seconds. "
      "Look at the curves by seconds: a model that learns less from a step may still win, because "
      "its steps are faster. With equal parameters, the hidden sizes of the others are chosen so "
      "that each has about as many numbers as the first.",
      "time(A) = time(B)"};
  const Card card(frame, "race", "Race", &help);
  std::string ids;
  for (const ModelKind kind : model_kinds()) {
    const ModelInfo& info = model_info(kind);
    if (!info.capabilities.trained) continue;
    bool on = chosen_.contains(kind);
    if (kind != trained_bigram())
      same_line_if_fits(42 + text_size(frame.fonts.small, info.short_label).x, 12);
    if (toggle(frame, "race." + std::string(info.id), info.short_label, on)) {
      if (on)
        chosen_.insert(kind);
      else
        chosen_.erase(kind);
    }
    if (on) ids += (ids.empty() ? "" : ",") + std::string(info.id);
  }
  toggle(frame, "race.equal", "equal parameters", equal_);
  text_field(frame, "race.seconds", seconds_, "20", 84, true);
  tooltip(frame, "0: until paused");
  ImGui::SameLine(0, 8);
  inline_label(frame, "seconds each", frame.palette.muted, frame.fonts.small);
  ImGui::SameLine(0, 12);
  ButtonLook look;
  look.primary = true;
  look.enabled = !ids.empty();
  if (frame.snapshot.race.running) {
    if (button(frame, "race.stop", "Stop", look)) frame.post(app::Pause{});
    for (const ModelKind kind : frame.snapshot.race.models) {
      const app::ModelView& model = frame.snapshot.model(kind);
      note(frame, std::string(model_info(kind).label) + ": " + duration(model.seconds_trained) +
                      ", loss " + fixed(model.loss, 3));
    }
  } else if (button(frame, "race.start", "Start", look)) {
    frame.post(app::Race{ids, parse_real(seconds_).value_or(-1), equal_});
  }
}

void SizeCard::draw(Frame& frame, const std::vector<ComparisonRow>& rows,
                    const ComparisonCard& shown) {
  static constexpr Help help{
      "Each dot is a model or a saved run: to the right it has more parameters, further down it is "
      "less surprised by text it has not seen. The lowest dot for its size spends its parameters "
      "best."};
  const Card card(frame, "size", "What parameters buy", &help);
  PlotSpec spec;
  spec.name = "size.plot";
  spec.file = "parameters";
  spec.height = 220;
  spec.x_name = "parameters";
  spec.y_name = "dev NLL, nats";
  spec.log_x = true;
  spec.when_empty = "No model has been evaluated yet.";
  x_.assign(rows.size(), {});
  y_.assign(rows.size(), {});
  for (std::size_t i = 0; i < rows.size(); ++i) {
    const ComparisonRow& row = rows[i];
    if (row.parameters == 0 || !row.known || !row.comparable || !std::isfinite(row.nll.dev) ||
        !shown.shows(row))
      continue;
    x_[i] = {static_cast<double>(row.parameters)};
    y_[i] = {row.nll.dev};
    spec.series.push_back({row.name, &x_[i], &y_[i], row.color, 5, true, true});
  }
  plot(frame, spec);
}

}  // namespace babble::ui
