#include "ui/widgets/plot.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "ui/base/format.h"
#include "ui/widgets/axis.h"
#include "ui/widgets/export_menu.h"
#include "ui/widgets/widgets.h"

namespace babble::ui {
namespace {

struct Range {
  double low = std::numeric_limits<double>::infinity();
  double high = -std::numeric_limits<double>::infinity();
  void take(double value, bool logarithmic) {
    if (!std::isfinite(value) || (logarithmic && value <= 0)) return;
    low = std::min(low, value);
    high = std::max(high, value);
  }
  bool empty() const { return low > high; }
};

struct Area {
  ImVec2 low, high;  ///< corners of the inner rectangle on the screen
  const Axis& x;
  const Axis& y;
  ImVec2 at(double vx, double vy) const {
    return {low.x + static_cast<float>(x.position(vx)) * (high.x - low.x),
            high.y - static_cast<float>(y.position(vy)) * (high.y - low.y)};
  }
};

void draw_grid(Frame& frame, ImDrawList& list, const Area& area, const PlotSpec& spec,
               const std::vector<Tick>& x_ticks, const std::vector<Tick>& y_ticks) {
  const Palette& p = frame.palette;
  for (const Tick& tick : y_ticks) {
    const float y = std::round(area.at(area.x.low(), tick.value).y) + 0.5f;
    list.AddLine(ImVec2(area.low.x, y), ImVec2(area.high.x, y), p.grid);
    draw_aligned(list, frame.fonts.small, ImVec2(area.low.x - 7, y), 1, 0.5f, p.muted, tick.label);
  }
  const float names_end = area.high.x - text_size(frame.fonts.small, spec.x_name).x - 10;
  for (const Tick& tick : x_ticks) {
    const float x = std::round(area.at(tick.value, area.y.low()).x) + 0.5f;
    list.AddLine(ImVec2(x, area.low.y), ImVec2(x, area.high.y), p.grid);
    if (x + text_size(frame.fonts.small, tick.label).x / 2 < names_end) {
      draw_aligned(list, frame.fonts.small, ImVec2(x, area.high.y + 5), 0.5f, 0, p.muted,
                   tick.label);
    }
  }
  list.AddLine(ImVec2(area.low.x, area.high.y + 0.5f), ImVec2(area.high.x, area.high.y + 0.5f),
               p.faint);
  draw_aligned(list, frame.fonts.small, ImVec2(area.high.x, area.high.y + 5), 1, 0, p.faint,
               spec.x_name);
}

void dashed_line(ImDrawList& list, float x0, float x1, float y, Color color) {
  for (float x = x0; x < x1; x += 9) {
    list.AddLine(ImVec2(x, y), ImVec2(std::min(x + 5, x1), y), color, 1.5f);
  }
}

// The curve at its right end; infinite while there is none.
double last_value(const PlotSpec& spec) {
  for (const Series& series : spec.series) {
    if (!series.y->empty() && std::isfinite(series.y->back())) return series.y->back();
  }
  return std::numeric_limits<double>::infinity();
}

double lowest_landmark(const PlotSpec& spec) {
  double lowest = std::numeric_limits<double>::infinity();
  for (const LandmarkLine& line : spec.landmarks) {
    if (std::isfinite(line.y)) lowest = std::min(lowest, line.y);
  }
  return lowest;
}

// Whether a curve passes through the rectangle.
bool crosses(const Area& area, const Series& series, const ImRect& place) {
  ImVec2 last(std::numeric_limits<float>::quiet_NaN(), 0);
  for (std::size_t i = 0; i < series.x->size(); ++i) {
    const ImVec2 at = area.at((*series.x)[i], (*series.y)[i]);
    if (place.Contains(at)) return true;
    if (at.x >= place.Min.x && last.x <= place.Max.x) {  // the part of the segment beside it
      const auto y_at = [&](float x) {
        const float share = std::clamp((x - last.x) / std::max(at.x - last.x, 1e-3f), 0.0f, 1.0f);
        return last.y + share * (at.y - last.y);
      };
      const auto [high, low] = std::minmax({y_at(place.Min.x), y_at(place.Max.x)});
      if (high <= place.Max.y && low >= place.Min.y) return true;
    }
    if (at.x > place.Max.x) break;
    last = at;
  }
  return false;
}

// The name of a landmark stands on its line, at the right end or, where a curve or another name is
// in the way, further left; below the line where only that is free, and at the lowest landmark
// while the curve is above it. Without a free place the tooltip alone names it.
void draw_landmarks(Frame& frame, ImDrawList& list, const Area& area, const PlotSpec& spec) {
  const float text_height = line_height(frame.fonts.small);
  std::vector<ImRect> taken;
  const auto is_free = [&](const ImRect& place) {
    return place.Min.y >= area.low.y - 4 && place.Max.y <= area.high.y + 2 &&
           std::none_of(taken.begin(), taken.end(),
                        [&](const ImRect& other) { return place.Overlaps(other); }) &&
           std::none_of(spec.landmarks.begin(), spec.landmarks.end(),
                        [&](const LandmarkLine& line) {
                          const float y = area.at(area.x.low(), line.y).y;
                          return y > place.Min.y && y < place.Max.y;
                        }) &&
           std::none_of(spec.series.begin(), spec.series.end(),
                        [&](const Series& series) { return crosses(area, series, place); });
  };
  for (const LandmarkLine& line : spec.landmarks) {
    if (!std::isfinite(line.y)) continue;
    const float y = area.at(area.x.low(), line.y).y;
    dashed_line(list, area.low.x, area.high.x, y, line.color);
    const std::string words = line.name + " " + fixed(line.y, 3);
    const float width = text_size(frame.fonts.small, words).x + 8;
    const float room = area.high.x - area.low.x - width - 4;
    const bool prefers_below = spec.landmarks.size() > 1 && line.y <= lowest_landmark(spec) &&
                               !(last_value(spec) < line.y);
    for (const float share : {1.0f, 0.66f, 0.33f, 0.0f}) {
      const float x = area.low.x + 2 + std::max(room, 0.0f) * share;
      const ImRect above(x, y - text_height - 2, x + width, y - 2);
      const ImRect below(x, y + 2, x + width, y + 2 + text_height);
      const ImRect& first = prefers_below ? below : above;
      const ImRect& second = prefers_below ? above : below;
      const ImRect* place = is_free(first) ? &first : is_free(second) ? &second : nullptr;
      if (place == nullptr) continue;
      draw_text(list, frame.fonts.small, ImVec2(place->Min.x + 4, place->Min.y), line.color, words);
      taken.push_back(*place);
      break;
    }
  }
}

void draw_dots(ImDrawList& list, const Area& area, const Series& series) {
  ImVec2 last(-1e9f, -1e9f);
  for (std::size_t i = 0; i < series.x->size(); ++i) {
    const ImVec2 at = area.at((*series.x)[i], (*series.y)[i]);
    if (std::fabs(at.x - last.x) + std::fabs(at.y - last.y) < 1.5f) continue;
    list.AddCircleFilled(at, series.thickness, series.color, 10);
    last = at;
  }
}

void draw_series(ImDrawList& list, const Area& area, const Series& series, bool log_y) {
  if (series.dots) return draw_dots(list, area, series);
  std::vector<ImVec2> run;
  const auto flush = [&] {
    if (run.size() == 1) list.AddCircleFilled(run[0], 3, series.color, 12);
    if (run.size() > 1) {
      list.AddPolyline(run.data(), static_cast<int>(run.size()), series.color, 0, series.thickness);
    }
    run.clear();
  };
  for (std::size_t i = 0; i < series.x->size(); ++i) {
    const double y = (*series.y)[i];
    if (!std::isfinite(y) || (log_y && y <= 0)) {
      flush();
      continue;
    }
    const ImVec2 at = area.at((*series.x)[i], y);
    // Several points in one pixel column would make the line uneven.
    if (run.size() > 1 && std::fabs(at.x - run.back().x) < 0.35f &&
        std::fabs(at.y - run.back().y) < 0.35f) {
      continue;
    }
    run.push_back(at);
  }
  flush();
}

std::size_t nearest(const std::vector<double>& x, double wanted) {
  const auto above = std::lower_bound(x.begin(), x.end(), wanted);
  if (above == x.end()) return x.size() - 1;
  const auto index = static_cast<std::size_t>(above - x.begin());
  if (index == 0) return 0;
  return wanted - x[index - 1] < x[index] - wanted ? index - 1 : index;
}

std::string value_words(const PlotSpec& spec, double value) {
  return spec.digits > 0 ? significant(value, spec.digits) : fixed(value, spec.decimals);
}

void draw_hover(Frame& frame, ImDrawList& list, const Area& area, const PlotSpec& spec) {
  const double wanted =
      area.x.value((ImGui::GetIO().MousePos.x - area.low.x) / (area.high.x - area.low.x));
  double x = std::numeric_limits<double>::quiet_NaN();
  for (const Series& series : spec.series) {
    if (series.x->empty()) continue;
    const double candidate = (*series.x)[nearest(*series.x, wanted)];
    if (std::isnan(x) || std::fabs(candidate - wanted) < std::fabs(x - wanted)) x = candidate;
  }
  if (std::isnan(x)) return;
  const float line = std::round(area.at(x, area.y.low()).x) + 0.5f;
  list.AddLine(ImVec2(line, area.low.y), ImVec2(line, area.high.y), frame.palette.faint);
  ImGui::BeginTooltip();
  text(frame,
       std::string(spec.x_name) + " " +
           (spec.whole_x ? grouped(std::llround(x)) : significant(x, 3)),
       frame.palette.text, frame.fonts.small_strong);
  for (const Series& series : spec.series) {
    if (series.x->empty() || !series.in_legend) continue;
    if (series.dots && (x > series.x->back() || x < series.x->front())) continue;  // not at x
    const std::size_t i = nearest(*series.x, x);
    const double y = (*series.y)[i];
    if (std::isfinite(y)) {
      const ImVec2 at = area.at((*series.x)[i], y);
      list.AddCircleFilled(at, 4, series.color, 16);
      list.AddCircle(at, 4, frame.palette.surface, 16, 1.5f);
    }
    std::string words = std::string(series.name) + "  " + value_words(spec, y);
    if (series.names != nullptr && !(*series.names)[i].empty())
      words += "  “" + (*series.names)[i] + "”";
    legend_dot(frame, series.color, words);
  }
  for (const LandmarkLine& mark : spec.landmarks) {
    if (std::isfinite(mark.y)) {
      legend_dot(frame, mark.color, mark.name + "  " + value_words(spec, mark.y));
    }
  }
  ImGui::EndTooltip();
}

// The curves, and the landmarks as constant columns.
std::string csv_of_plot(const PlotSpec& spec) {
  std::vector<CsvCurve> curves;
  for (const Series& series : spec.series)
    if (!series.x->empty()) curves.push_back({series.name, series.x, series.y});
  const std::size_t own = curves.size();
  std::vector<std::vector<double>> values(spec.landmarks.size());
  for (std::size_t i = 0; i < spec.landmarks.size() && own > 0; ++i) {
    if (!std::isfinite(spec.landmarks[i].y)) continue;
    values[i].assign(curves[0].x->size(), spec.landmarks[i].y);
    curves.push_back({spec.landmarks[i].name, curves[0].x, &values[i]});
  }
  return csv_of_curves(spec.x_name, curves);
}

void menu_of_plot(Frame& frame, const PlotSpec& spec, float right) {
  const ImVec2 start = ImGui::GetCursorScreenPos();
  ExportSpec menu;
  menu.name = menu.picture = spec.name;
  menu.file = spec.file.empty() ? spec.name.substr(0, spec.name.find('.')) : spec.file;
  menu.csv = [&spec] { return csv_of_plot(spec); };
  // Drawn before the plot, so that it gets the clicks on it.
  ImGui::SetCursorScreenPos(ImVec2(right - export_menu_size(frame).x, start.y - 3));
  export_menu(frame, menu);
  ImGui::SetCursorScreenPos(start);
}

}  // namespace

void plot(Frame& frame, const PlotSpec& spec) {
  const Palette& p = frame.palette;
  ImDrawList& list = *ImGui::GetWindowDrawList();
  const ImVec2 start = ImGui::GetCursorScreenPos();
  const float available = ImGui::GetContentRegionAvail().x;
  const ImVec2 size(spec.width > 0 ? spec.width : available, spec.height);
  offer_export(frame, spec.name, start, ImVec2(start.x + size.x, start.y + size.y));
  bool anything = false;
  for (const Series& series : spec.series) anything |= !series.x->empty();
  if (anything) menu_of_plot(frame, spec, start.x + size.x);
  ImGui::PushID(spec.name.data(), spec.name.data() + spec.name.size());
  ImGui::InvisibleButton("plot", size);
  ImGui::PopID();
  frame.controls.record(spec.name);
  const bool hovered = ImGui::IsItemHovered();
  if (!ImGui::IsItemVisible()) return;

  Range x_range, y_range;
  bool has_points = false;
  for (const Series& series : spec.series) {
    for (const double x : *series.x) x_range.take(x, spec.log_x);
    for (const double y : *series.y) y_range.take(std::min(y, spec.most_y), spec.log_y);
    has_points |= !series.x->empty();
  }
  for (const LandmarkLine& line : spec.landmarks) y_range.take(line.y, spec.log_y);
  if (y_range.empty()) y_range.low = y_range.high = 1;
  if (x_range.empty()) x_range.low = 1, x_range.high = 100;
  if (x_range.high <= x_range.low) x_range.high = x_range.low + (has_points ? 1 : 100);

  const float text_height = line_height(frame.fonts.small);
  Axis y_axis = padded_axis(y_range.low, y_range.high, spec.log_y);
  if (lowest_landmark(spec) <= y_range.low) {  // room for its name below it
    const double room = (text_height + 4) / std::max(spec.height - 60, 40.0f);
    y_axis = Axis(y_axis.value(-std::max(room - 0.05, 0.0)), y_axis.high(), spec.log_y);
  }
  const Axis x_axis(x_range.low, x_range.high, spec.log_x);
  const std::vector<Tick> y_ticks =
      y_axis.ticks(static_cast<int>(size.y / (text_height * 2.4f)), false);
  float left = 24;
  for (const Tick& tick : y_ticks) {
    left = std::max(left, text_size(frame.fonts.small, tick.label).x + 8);
  }
  const float top = text_height + 5;  // the axis' name at the left, the menu at the right
  const Area area{ImVec2(start.x + left, start.y + top),
                  ImVec2(start.x + size.x - 4, start.y + size.y - text_height - 7), x_axis, y_axis};
  const std::vector<Tick> x_ticks =
      x_axis.ticks(static_cast<int>((area.high.x - area.low.x) / 90), spec.whole_x);
  draw_aligned(list, frame.fonts.small, start, 0, 0, p.faint, spec.y_name);
  draw_grid(frame, list, area, spec, x_ticks, y_ticks);
  list.PushClipRect(ImVec2(area.low.x - 3, area.low.y), ImVec2(area.high.x + 4, area.high.y + 1),
                    true);
  for (const Series& series : spec.series) draw_series(list, area, series, spec.log_y);
  list.PopClipRect();
  draw_landmarks(frame, list, area, spec);
  if (!has_points && !spec.when_empty.empty()) {
    const ImVec2 middle((area.low.x + area.high.x) / 2, (area.low.y + area.high.y) / 2);
    const ImVec2 words = text_size(frame.fonts.body, spec.when_empty);
    list.AddRectFilled(ImVec2(middle.x - words.x / 2 - 12, middle.y - words.y / 2 - 7),
                       ImVec2(middle.x + words.x / 2 + 12, middle.y + words.y / 2 + 7), p.inset, 8);
    draw_aligned(list, frame.fonts.body, middle, 0.5f, 0.5f, p.muted, spec.when_empty);
  }
  if (hovered && has_points) draw_hover(frame, list, area, spec);
}

}  // namespace babble::ui
