#include "ui/chapters/layout.h"

#include <algorithm>
#include <vector>

#include "ui/base/imgui_all.h"
#include "ui/widgets/card.h"

namespace babble::ui {
namespace {

struct Size {
  float width, height;
};

float wanted_height(const CardHeight& card, Size column) {
  const float height = card.pixels + card.of_column * column.height + card.of_width * column.width;
  return std::min(std::max(height, card.least), card.most);
}

// What the cards that stand below a filling card ask for, with the gaps between them.
float height_below(const Frame& frame, std::span<const CardSlot* const> cards, Column column,
                   Size size) {
  float sum = 0;
  for (const CardSlot* card : cards) {
    const float height = wanted_height(card->height, size);
    if (card->column == column && height > 0 && !frame.url.suppressed(card->name))
      sum += height + frame.layout.gap;
  }
  return sum;
}

void draw_column(Frame& frame, const char* name, std::span<const CardSlot* const> cards,
                 Column column, Size child, float visible_height) {
  const Size size{child.width, visible_height};
  begin_column(frame, name, child.width, child.height);
  for (std::size_t i = 0; i < cards.size(); ++i) {
    const CardSlot& card = *cards[i];
    if (card.column != column) continue;
    float height = wanted_height(card.height, size);
    if (card.height.fills) {
      height = size.height - ImGui::GetCursorPosY() -
               height_below(frame, cards.subspan(i + 1), column, size);
      height = std::min(std::max(height, card.height.least), card.height.most);
    }
    card.draw(frame, height);
  }
  end_column(frame);
}

void draw_page(Frame& frame, std::span<const CardSlot* const> cards) {
  begin_column(frame, "page", 0);
  for (std::size_t first = 0; first < cards.size();) {
    std::vector<float> shares;
    float sum = 0;
    do {
      shares.push_back(frame.layout.one_column ? 1 : cards[first + shares.size()]->share);
      sum += shares.back();
    } while (first + shares.size() < cards.size() &&
             sum + cards[first + shares.size()]->share < 1.001f);
    const auto draw = [&](std::size_t i) {
      cards[first + i]->draw(frame, cards[first + i]->height.narrow);
    };
    if (shares.size() == 1) {
      draw(0);
    } else {
      side_by_side(frame, shares, draw);
    }
    first += shares.size();
  }
  end_column(frame);
}

}  // namespace

void side_by_side(Frame& frame, std::span<const float> shares,
                  const std::function<void(std::size_t)>& draw) {
  const float space = frame.layout.gap, room = ImGui::GetContentRegionAvail().x;
  const float usable = room - space * static_cast<float>(shares.size() - 1);
  const ImVec2 start = ImGui::GetCursorScreenPos();
  ImGuiWindow* window = ImGui::GetCurrentWindow();
  const float old = window->ContentRegionRect.Max.x, old_work = window->WorkRect.Max.x;
  float x = start.x, bottom = start.y;
  for (std::size_t i = 0; i < shares.size(); ++i) {
    const float width = usable * shares[i];
    ImGui::SetCursorScreenPos(ImVec2(x, start.y));
    window->ContentRegionRect.Max.x = window->WorkRect.Max.x = x + width;
    draw(i);
    bottom = std::max(bottom, ImGui::GetItemRectMax().y);
    x += width + space;
  }
  window->ContentRegionRect.Max.x = old;
  window->WorkRect.Max.x = old_work;
  ImGui::SetCursorScreenPos(start);
  ImGui::PushStyleVar(ImGuiStyleVar_ItemSpacing, ImVec2(0, space));
  ImGui::Dummy(ImVec2(room, bottom - start.y));
  ImGui::PopStyleVar();
}

void draw_cards(Frame& frame, std::span<const CardSlot* const> cards, float side_share) {
  const bool is_page = std::any_of(cards.begin(), cards.end(), [](const CardSlot* card) {
    return card->column == Column::page;
  });
  if (is_page || frame.layout.one_column) {
    draw_page(frame, cards);
    return;
  }
  const float gap = frame.layout.gap;
  const ImVec2 room = ImGui::GetContentRegionAvail();
  const float side = std::clamp(room.x * side_share, 352.0f, 460.0f);
  draw_column(frame, "left", cards, Column::left, {room.x - side - gap, room.y}, room.y);
  ImGui::SameLine(0, gap);
  // The right column reaches to the lower edge of the window.
  draw_column(frame, "right", cards, Column::right, {side, room.y + gap}, room.y);
}

}  // namespace babble::ui
