#include "ui/base/icons.h"

#include <cmath>

#include "ui/base/imgui_all.h"

namespace babble::ui {
namespace {

constexpr float pi = 3.14159265f;

void draw_reset(ImDrawList& list, ImVec2 c, float r, Color color, float stroke) {
  // An open circle with an arrow head at its upper right end.
  const float from = -0.25f * pi, to = 1.40f * pi;
  list.PathArcTo(c, r, from, to, 24);
  list.PathStroke(color, 0, stroke);
  const ImVec2 tip(c.x + r * std::cos(from), c.y + r * std::sin(from));
  const float h = r * 0.75f;
  list.AddTriangleFilled(ImVec2(tip.x + h * 0.55f, tip.y - h * 0.95f),
                         ImVec2(tip.x + h * 0.45f, tip.y + h * 0.35f),
                         ImVec2(tip.x - h * 0.85f, tip.y + h * 0.20f), color);
}

void draw_sun(ImDrawList& list, ImVec2 c, float r, Color color, float stroke) {
  list.AddCircle(c, r * 0.48f, color, 20, stroke);
  for (int i = 0; i < 8; ++i) {
    const float a = static_cast<float>(i) * pi / 4;
    const ImVec2 d(std::cos(a), std::sin(a));
    list.AddLine(c + d * (r * 0.76f), c + d * (r * 1.05f), color, stroke);
  }
}

void draw_moon(ImDrawList& list, ImVec2 c, float r, Color color, float stroke) {
  // The outline of a disc minus a second disc, up and to the right.
  const float outer = r * 0.95f, inner = r * 0.78f;
  const ImVec2 shift(r * 0.42f, -r * 0.36f);
  const float d = std::hypot(shift.x, shift.y), toward = std::atan2(shift.y, shift.x);
  const float along = (outer * outer - inner * inner + d * d) / (2 * d);
  const float outer_half = std::acos(along / outer);
  const float inner_half = std::acos((d - along) / inner);
  list.PathArcTo(c, outer, toward + outer_half, toward - outer_half + 2 * pi, 30);
  list.PathArcTo(ImVec2(c.x + shift.x, c.y + shift.y), inner, toward + pi + inner_half,
                 toward + pi - inner_half, 20);
  list.PathStroke(color, ImDrawFlags_Closed, stroke);
}

void draw_tray(ImDrawList& list, ImVec2 c, float r, Color color, float stroke, float direction) {
  // An arrow into (direction 1) or out of (-1) a tray.
  const float head = c.y + direction * r * 0.35f, tail = c.y - direction * r * 0.95f;
  const float shift = direction > 0 ? 0.0f : -r * 0.45f;
  list.AddLine(ImVec2(c.x, tail + shift), ImVec2(c.x, head + shift), color, stroke);
  list.AddLine(ImVec2(c.x - r * 0.5f, head - direction * r * 0.5f + shift),
               ImVec2(c.x, head + shift), color, stroke);
  list.AddLine(ImVec2(c.x + r * 0.5f, head - direction * r * 0.5f + shift),
               ImVec2(c.x, head + shift), color, stroke);
  list.PathLineTo(ImVec2(c.x - r * 0.95f, c.y + r * 0.35f));
  list.PathLineTo(ImVec2(c.x - r * 0.95f, c.y + r * 0.95f));
  list.PathLineTo(ImVec2(c.x + r * 0.95f, c.y + r * 0.95f));
  list.PathLineTo(ImVec2(c.x + r * 0.95f, c.y + r * 0.35f));
  list.PathStroke(color, 0, stroke);
}

void draw_folder(ImDrawList& list, ImVec2 c, float r, Color color, float stroke) {
  list.PathLineTo(ImVec2(c.x - r, c.y + r * 0.75f));
  list.PathLineTo(ImVec2(c.x - r, c.y - r * 0.75f));
  list.PathLineTo(ImVec2(c.x - r * 0.25f, c.y - r * 0.75f));
  list.PathLineTo(ImVec2(c.x + r * 0.05f, c.y - r * 0.42f));
  list.PathLineTo(ImVec2(c.x + r, c.y - r * 0.42f));
  list.PathLineTo(ImVec2(c.x + r, c.y + r * 0.75f));
  list.PathStroke(color, ImDrawFlags_Closed, stroke);
}

void draw_dice(ImDrawList& list, ImVec2 c, float r, Color color, float stroke) {
  list.AddRect(ImVec2(c.x - r * 0.9f, c.y - r * 0.9f), ImVec2(c.x + r * 0.9f, c.y + r * 0.9f),
               color, r * 0.35f, 0, stroke);
  for (const float offset : {-0.42f, 0.0f, 0.42f}) {
    list.AddCircleFilled(ImVec2(c.x + r * offset, c.y - r * offset), r * 0.17f, color, 10);
  }
}

void draw_fit(ImDrawList& list, ImVec2 c, float r, Color color, float stroke) {
  for (const float sx : {-1.0f, 1.0f}) {
    for (const float sy : {-1.0f, 1.0f}) {
      const ImVec2 corner(c.x + sx * r * 0.85f, c.y + sy * r * 0.85f);
      list.AddLine(corner, ImVec2(corner.x - sx * r * 0.55f, corner.y), color, stroke);
      list.AddLine(corner, ImVec2(corner.x, corner.y - sy * r * 0.55f), color, stroke);
    }
  }
}

// Two links of a chain.
void draw_share(ImDrawList& list, ImVec2 c, float r, Color color, float stroke) {
  constexpr float tilt = -pi / 4;
  const ImVec2 along(std::cos(tilt), std::sin(tilt)), across(-along.y, along.x);
  for (const float side : {-1.0f, 1.0f}) {
    const ImVec2 inner = c + along * (side * r * 0.12f), outer = c + along * (side * r * 0.68f);
    const float half = r * 0.36f;
    list.PathLineTo(inner + across * half);
    list.PathLineTo(outer + across * half);
    const float from = tilt + (side > 0 ? pi / 2 : pi / 2);
    list.PathArcTo(outer, half, from, from - side * pi, 12);
    list.PathLineTo(inner - across * half);
    list.PathStroke(color, 0, stroke);
  }
  list.AddLine(c - along * (r * 0.32f), c + along * (r * 0.32f), color, stroke);
}

void draw_help(ImDrawList& list, ImVec2 c, float r, Color color, float stroke) {
  list.AddCircle(c, r * 0.98f, color, 24, stroke);
  list.PathArcTo(ImVec2(c.x, c.y - r * 0.2f), r * 0.32f, -pi, 0.35f * pi, 12);
  list.PathLineTo(ImVec2(c.x, c.y + r * 0.28f));
  list.PathStroke(color, 0, stroke);
  list.AddCircleFilled(ImVec2(c.x, c.y + r * 0.55f), stroke * 0.75f, color, 10);
}

}  // namespace

void draw_icon(ImDrawList& list, Icon icon, const ImVec2& c, float size, Color color) {
  const float r = size / 2, stroke = std::fmax(1.5f, size / 11);
  switch (icon) {
    case Icon::none:
      break;
    case Icon::play:
      list.AddTriangleFilled(ImVec2(c.x - r * 0.62f, c.y - r * 0.85f), ImVec2(c.x + r * 0.85f, c.y),
                             ImVec2(c.x - r * 0.62f, c.y + r * 0.85f), color);
      break;
    case Icon::pause:
      list.AddRectFilled(ImVec2(c.x - r * 0.70f, c.y - r * 0.8f),
                         ImVec2(c.x - r * 0.20f, c.y + r * 0.8f), color, r * 0.12f);
      list.AddRectFilled(ImVec2(c.x + r * 0.20f, c.y - r * 0.8f),
                         ImVec2(c.x + r * 0.70f, c.y + r * 0.8f), color, r * 0.12f);
      break;
    case Icon::step:
      list.AddTriangleFilled(ImVec2(c.x - r * 0.75f, c.y - r * 0.8f), ImVec2(c.x + r * 0.40f, c.y),
                             ImVec2(c.x - r * 0.75f, c.y + r * 0.8f), color);
      list.AddRectFilled(ImVec2(c.x + r * 0.50f, c.y - r * 0.8f),
                         ImVec2(c.x + r * 0.80f, c.y + r * 0.8f), color, r * 0.1f);
      break;
    case Icon::reset:
      draw_reset(list, ImVec2(c.x, c.y + r * 0.05f), r * 0.82f, color, stroke);
      break;
    case Icon::open:
      draw_folder(list, c, r, color, stroke);
      break;
    case Icon::save:
      draw_tray(list, c, r * 0.9f, color, stroke, 1);
      break;
    case Icon::sun:
      draw_sun(list, c, r, color, stroke);
      break;
    case Icon::moon:
      draw_moon(list, c, r, color, stroke);
      break;
    case Icon::more:
      for (const float x : {-0.7f, 0.0f, 0.7f}) {
        list.AddCircleFilled(ImVec2(c.x + r * x, c.y), r * 0.19f, color, 10);
      }
      break;
    case Icon::down:
      list.PathLineTo(ImVec2(c.x - r * 0.6f, c.y - r * 0.3f));
      list.PathLineTo(ImVec2(c.x, c.y + r * 0.35f));
      list.PathLineTo(ImVec2(c.x + r * 0.6f, c.y - r * 0.3f));
      list.PathStroke(color, 0, stroke);
      break;
    case Icon::plus:
      list.AddLine(ImVec2(c.x, c.y - r * 0.75f), ImVec2(c.x, c.y + r * 0.75f), color, stroke);
      [[fallthrough]];
    case Icon::minus:
      list.AddLine(ImVec2(c.x - r * 0.75f, c.y), ImVec2(c.x + r * 0.75f, c.y), color, stroke);
      break;
    case Icon::fit:
      draw_fit(list, c, r, color, stroke);
      break;
    case Icon::dice:
      draw_dice(list, c, r, color, stroke);
      break;
    case Icon::close:
      list.AddLine(ImVec2(c.x - r * 0.6f, c.y - r * 0.6f), ImVec2(c.x + r * 0.6f, c.y + r * 0.6f),
                   color, stroke);
      list.AddLine(ImVec2(c.x - r * 0.6f, c.y + r * 0.6f), ImVec2(c.x + r * 0.6f, c.y - r * 0.6f),
                   color, stroke);
      break;
    case Icon::check:
      list.PathLineTo(ImVec2(c.x - r * 0.7f, c.y));
      list.PathLineTo(ImVec2(c.x - r * 0.15f, c.y + r * 0.55f));
      list.PathLineTo(ImVec2(c.x + r * 0.75f, c.y - r * 0.55f));
      list.PathStroke(color, 0, stroke);
      break;
    case Icon::share:
      draw_share(list, c, r * 1.05f, color, stroke);
      break;
    case Icon::help:
      draw_help(list, c, r, color, stroke);
      break;
  }
}

}  // namespace babble::ui
