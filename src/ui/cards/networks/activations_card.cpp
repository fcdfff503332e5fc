#include "ui/cards/networks/activations_card.h"

#include <algorithm>
#include <cmath>

#include "app/views/activations.h"
#include "ui/base/format.h"
#include "ui/widgets/export_menu.h"
#include "ui/widgets/plot.h"

namespace babble::ui {
namespace {

std::string csv_of_units(const app::MatrixView& values) {
  std::vector<std::string> units;
  for (int unit = 1; unit <= values.rows; ++unit) units.push_back("unit " + std::to_string(unit));
  return csv_of_table(units, {}, values.rows, values.columns, [&](int unit, int example) {
    return static_cast<double>(values.at(unit, example));
  });
}

}  // namespace

void ActivationsCard::draw_units(Frame& frame, float width, float height) {
  const app::MatrixView& values = frame.snapshot.activations.values;
  HeatmapSpec spec;
  spec.name = "activations.units";
  spec.rows = values.rows;
  spec.columns = values.columns;
  spec.revision = values.revision;
  spec.color = [&values](int unit, int example) {
    const float size = std::abs(values.at(unit, example));
    return size > app::dead_above ? rgb(0xFFFFFF) : mix(rgb(0x15191F), rgb(0x7A8490), size);
  };
  spec.square = false;
  spec.width = width;
  spec.height = height;
  const HeatmapEvents events = map_.draw(frame, spec);
  if (events.row < 0) return;
  ImGui::BeginTooltip();
  text(frame,
       "unit " + std::to_string(events.row + 1) + ", example " + std::to_string(events.column + 1) +
           ": " + fixed(values.at(events.row, events.column), 4),
       frame.palette.text, frame.fonts.small);
  ImGui::EndTooltip();
}

void ActivationsCard::draw(Frame& frame, ModelKind kind, float height) {
  static constexpr Help help{
      "Left: how often each value of tanh occurs. At ±1 it is saturated: its slope is almost 0, "
      "and "
      "hardly a gradient passes. Right: every unit (a row) for every example (a column), white "
      "where "
      "it is beyond ±0.99. A row that is all white is a dead unit: no example can change it.",
      "∂tanh(z)/∂z = 1 − tanh²(z)"};
  Card card(frame, "activations", "Hidden units: saturated or alive", &help, height);
  const app::ActivationView& view = frame.snapshot.activations;
  header_menu(frame, card, {"activations", "hidden-units", "activations.units", [&view] {
                              return csv_of_units(view.values);
                            }});
  if (view.values.rows == 0) {
    paragraph(frame, "The pictures appear with a model that trains on the open text.");
    return;
  }
  const float line = line_height(frame.fonts.small) + 6;
  const float space = 14;
  const bool narrow = card.width() < 460;
  const float width = narrow ? card.width() : (card.width() - space) / 2;
  const float room = std::max(card.height_left() - line, 300.0f);
  const float each = narrow ? (room - space) / 2 : room;
  // Each bin as a step of the curve.
  bars_x_.clear();
  bars_y_.clear();
  const double half = 1.0 / static_cast<double>(view.centres.size());
  for (std::size_t i = 0; i < view.centres.size(); ++i) {
    for (const double edge : {-half, half}) {
      bars_x_.push_back(view.centres[i] + edge * 0.9999);
      bars_y_.push_back(100 * view.shares[i]);
    }
  }
  PlotSpec histogram;
  histogram.name = "activations.plot";
  histogram.file = "activations";
  histogram.width = width;
  histogram.height = each;
  histogram.x_name = "tanh";
  histogram.y_name = "% of the values";
  histogram.whole_x = false;
  histogram.decimals = 2;
  histogram.series.push_back({"share", &bars_x_, &bars_y_, frame.palette.of(kind)});
  plot(frame, histogram);
  if (!narrow) ImGui::SameLine(0, space);
  draw_units(frame, width, each);
  note(frame, fixed(100 * view.saturated, 1) + " % of the values are beyond ±0.97; " +
                  (view.dead == 0 ? std::string("no unit is dead")
                                  : plural(view.dead, "unit is dead", "units are dead")));
}

}  // namespace babble::ui
