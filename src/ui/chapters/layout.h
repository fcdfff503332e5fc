// The cards of a chapter, listed once, and the one function that places them on every screen.
#pragma once

#include <functional>
#include <limits>
#include <span>
#include <string_view>

#include "ui/base/frame.h"

namespace babble::ui {

/// left, right: two columns that scroll by themselves. page: one scrolling page, on which cards
/// whose shares of the width add up to 1 stand side by side. A narrow screen shows all cards below
/// one another, in the order of the list.
enum class Column { left, right, page };

/// The height that a card asks for, in pixels. A card is higher where its content needs more.
struct CardHeight {
  float narrow = 0;  ///< in a single column; 0: as high as its content
  /// In two columns: pixels + of_column · (height of the column) + of_width · (its width), within
  /// [least, most]; 0: as high as its content.
  float pixels = 0, of_column = 0, of_width = 0;
  float least = 0, most = std::numeric_limits<float>::infinity();
  bool fills = false;  ///< in two columns: what the cards before and after it leave
};

struct CardSlot {
  std::string_view name;  ///< as in the card's widget name card.<name>, and in "hide=" of a link
  Column column;
  /// Draws nothing where there is nothing to show. `height` is what CardHeight comes to.
  std::function<void(Frame&, float height)> draw;
  CardHeight height = {};
  float share = 1;  ///< of the width of a page; on a narrow screen always 1
};

/// In the given order. `side_share`: the right column's share of the width, which is kept within
/// 352 and 460 pixels.
void draw_cards(Frame& frame, std::span<const CardSlot* const> cards, float side_share);

/// Draws cards beside one another, each in its share of the width. The cursor is then below the
/// highest.
void side_by_side(Frame& frame, std::span<const float> shares,
                  const std::function<void(std::size_t)>& draw);

}  // namespace babble::ui
